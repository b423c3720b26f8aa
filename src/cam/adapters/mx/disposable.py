"""Domains that lend mailboxes for a short while, from the list of the project of that name."""

from disposable_email_domains import blocklist

_LISTED = frozenset(blocklist)


def is_disposable(domain: str) -> bool:
    """Is the domain, or one above it, on the list? Lower-case A-labels."""
    while "." in domain:
        if domain in _LISTED:
            return True
        domain = domain.partition(".")[2]
    return False
