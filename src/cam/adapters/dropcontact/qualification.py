"""What Dropcontact's `local@domain` words mean (its pages, English and French)."""

import re
import unicodedata
from enum import StrEnum
from typing import Any

from msgspec import Struct

from cam.domain.model.prospect import EmailStatus

_JOINTS = re.compile(r"[\s_\-]+")
_CATCH_ALL = ("catch all", "non confirm")
_INVALID = ("invalid", "invalide", "invalid domain", "domaine invalide")
_NAMED = ("nominative", "nominatif")
_GENERIC = ("generic", "generique")
_OBJECTED = ("do not contact", "ne pas contacter")
_UNPROVEN = ("non validated", "non valide", "no validated", "random", *_OBJECTED)


class Standing(StrEnum):
    """What an address's qualification lets one do."""

    SEND = "send"
    RISKY = "risky"
    WITHHELD = "withheld"
    INVALID = "invalid"
    OBJECTED = "objected"
    """The person does not want to be written to."""

    @property
    def email_status(self) -> EmailStatus:
        """The status that an address of this standing gets."""
        return _STATUS[self]


_STATUS = {
    Standing.SEND: EmailStatus.VERIFIED,
    Standing.RISKY: EmailStatus.RISKY,
    Standing.WITHHELD: EmailStatus.UNVERIFIED,
    Standing.INVALID: EmailStatus.INVALID,
    Standing.OBJECTED: EmailStatus.UNVERIFIED,
}


class Qualification(Struct, frozen=True):
    """Both parts in lower case, without accents, with single spaces."""

    local: str
    domain: str

    @classmethod
    def of(cls, words: Any) -> "Qualification":
        """The qualification that these words spell; split at the first `@`."""
        local, _, domain = (words if isinstance(words, str) else "").partition("@")
        return cls(_folded(local), _folded(domain))

    @property
    def standing(self) -> Standing:
        """Only a named person's company address is sent to; what is unknown is withheld."""
        if self.local in _OBJECTED:
            return Standing.OBJECTED
        if self.local in _INVALID or self.domain in _INVALID:
            return Standing.INVALID
        if self.domain == "pro" and self.local in _NAMED:
            return Standing.SEND
        if self.domain == "pro" and self.local in _CATCH_ALL:
            return Standing.RISKY
        return Standing.WITHHELD

    @property
    def is_charged(self) -> bool:
        """Does Dropcontact keep the credit for an address of this kind?

        It gives it back when it returns no verified address. Words that nobody knows count as paid:
        a budget rather ends early than late.
        """
        return self.standing is not Standing.INVALID and self.local not in _UNPROVEN


def _folded(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words.casefold())
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return _JOINTS.sub(" ", bare).strip()
