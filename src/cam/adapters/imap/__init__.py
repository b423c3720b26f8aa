"""A mailbox over IMAP (RFC 9051, RFC 3501), read with imap-tools in a worker thread."""
