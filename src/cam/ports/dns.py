"""What the DNS says."""

from typing import Literal, Protocol

from msgspec import Struct

Kind = Literal["A", "AAAA", "MX", "PTR", "TXT"]


class Answer(Struct, frozen=True, kw_only=True):
    """What was found under one name, sorted: text as in a zone file, without the final dot of a
    host; a TXT record as one string.
    """

    found: tuple[str, ...] = ()
    exists: bool = True
    """Does the name, whatever it has?"""
    missed: str = ""
    """Why it could not be told; empty when it could."""


class Dns(Protocol):
    """Asks about a name."""

    async def ask(self, name: str, kind: Kind) -> Answer:
        """What there is, and never an error: what cannot be told is `missed`, with its reason.

        That nothing is there is only told by who sees the public DNS.
        """
        ...
