"""What Dropcontact says of an address: `local@domain`, in English or French.

The spread is invented; the words are those of Dropcontact's pages (fact: French is the default).
"""

import unicodedata
from typing import Final

from cam.sandbox.world import Person

_FRENCH: Final = {
    "nominative": "nominatif",
    "generic": "générique",
    "invalid": "invalide",
    "non_validated": "non_validé",
    "Do_Not_Contact": "Ne_Pas_Contacter",
    "disposable": "jetable",
    "invalid domain": "domaine invalide",
}

# Local part and the share of people up to which it is given, of those without a clean address.
_VERIFIED_REST: Final = (("catch-all", 0.6), ("invalid", 0.85), ("Do_Not_Contact", 1.0))
_UNVERIFIED: Final = (
    ("nominative", 0.5),
    ("catch-all", 0.75),
    ("non_validated", 0.85),
    ("invalid", 0.97),
    ("Do_Not_Contact", 1.0),
)
_UNAVAILABLE: Final = (
    ("nominative", 0.5),
    ("catch-all", 0.62),
    ("generic", 0.65),
    ("", 0.99),
    ("Do_Not_Contact", 1.0),
)

CHARGED: Final = frozenset(("nominative", "catch-all", "generic"))
"""Local parts that count as a verified e-mail: the credit is kept."""
_CHARGED_SPELT: Final = frozenset(
    ("nominative", "nominatif", "catchall", "nonconfirm", "generic", "generique")
)


def local_qualification(person: Person, nominative_share: float) -> str:
    """The English local part for this person; empty when Dropcontact finds nothing."""
    luck = person.luck
    if person.email_status == "verified":
        if luck < nominative_share:
            return "nominative"
        luck = (luck - nominative_share) / (1 - nominative_share)
        return _pick(_VERIFIED_REST, luck)
    return _pick(_UNVERIFIED if person.email_status == "unverified" else _UNAVAILABLE, luck)


def worded(verdict: str, language: str) -> str:
    """`nominative@pro`, or `nominatif@pro` in French; a verdict without domain part is `@pro`.

    Words that are not known are told as they are.
    """
    local, _, domain = verdict.partition("@")
    parts = (local, domain or "pro")
    return "@".join(_FRENCH.get(part, part) if language == "fr" else part for part in parts)


def is_charged(verdict: str) -> bool:
    """Whether the credit is kept for it, in any spelling."""
    local = unicodedata.normalize("NFKD", verdict.partition("@")[0].lower())
    return "".join(filter(str.isalpha, local)) in _CHARGED_SPELT


def _pick(spread: tuple[tuple[str, float], ...], luck: float) -> str:
    return next((word for word, upto in spread if luck < upto), spread[-1][0])
