"""Signatures of mails (DKIM, RFC 6376), made with `cryptography`."""
