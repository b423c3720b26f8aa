"""Where one organisation's names end."""

from typing import Protocol


class Organisations(Protocol):
    """Knows the public suffixes (RFC 7489 3.2)."""

    def domain(self, name: str) -> str:
        """The organisational domain: a public suffix and one label. A suffix itself is its own."""
        ...

    def suffix(self, name: str) -> str:
        """The public suffix that the name ends in."""
        ...
