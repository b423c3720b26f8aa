"""Mail by SMTP submission (RFC 5321, RFC 6409), with the body held back until it is authorized."""
