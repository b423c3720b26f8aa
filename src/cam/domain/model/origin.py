"""Where a person's address came from, since when CAM has it, and why it may be written to."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from cam.domain.model.errors import InvalidInput
from cam.domain.model.text import one_line

LONGEST_SOURCE = 200


class LegalBasis(StrEnum):
    """Why somebody may be written to (GDPR Art. 6), as the operator says; the strongest first.

    CAM records it and never guesses it.
    """

    CONSENT = "consent"
    """The person said yes to such mails, before the first of them."""
    EXISTING_CUSTOMER = "existing_customer"
    LEGITIMATE_INTEREST = "legitimate_interest"
    UNKNOWN = "unknown"


_STRENGTH = {basis: -place for place, basis in enumerate(LegalBasis)}


class Origin(Struct, frozen=True, kw_only=True):
    """The origin of one person's address."""

    legal_basis: LegalBasis = LegalBasis.UNKNOWN
    source: str = ""
    """Where it came from, as the first mail says it; empty when nobody said."""
    obtained_at: datetime | None = None

    @property
    def says_nothing(self) -> bool:
        """Is there neither a basis nor a source?"""
        return self.legal_basis is LegalBasis.UNKNOWN and not self.source


ORIGIN = Origin.__struct_fields__


def stronger(known: Origin, told: Origin) -> Origin:
    """The one of the two that counts, whole: the stronger basis, else the one with a source, else
    the older one. The order in which they are told makes no difference."""
    return max(known, told, key=_rank)


def _rank(origin: Origin) -> tuple[int, bool, float, str]:
    moment = origin.obtained_at
    age = float("-inf") if moment is None else -moment.timestamp()
    return _STRENGTH[origin.legal_basis], bool(origin.source), age, origin.source


def named_source(source: str) -> str:
    """The source as a sentence ends with it: on one line, without a full stop. Raises InvalidInput
    when it is too long for one."""
    if len(source) > LONGEST_SOURCE:
        raise InvalidInput("source", f"is longer than {LONGEST_SOURCE} characters")
    return one_line(source).rstrip(". ")
