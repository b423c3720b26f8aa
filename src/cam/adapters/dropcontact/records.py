"""What is sent to Dropcontact about a person (its page "input record", 2026).

Only documented keys go out: an unknown one refuses the whole batch for accounts made from June
2026. A record may hold 15 kB; the bounds here keep it below that even when each character counts
twelve bytes, as JSON may write it.
"""

from typing import Any

from cam.adapters.decoding import address_or_none
from cam.domain.model import text
from cam.domain.model.lead import Lead

LARGEST_RECORD = 15_000
"""Bytes, `custom_fields` included."""
_NAME = 100
_TEXT = 200
_PLACE = 200


def sought(lead: Lead) -> dict[str, Any] | None:
    """The record by which an address is looked for; None when too little is known.

    It takes a LinkedIn profile, or a full name and the employer. It holds no address: a record with
    one is a verification, which is charged whatever comes of it.
    """
    known = {
        **_who(lead),
        "linkedin": _whole(lead.linkedin_url, _PLACE),
        "job": _cut(lead.title, _TEXT),
        "country": _cut(lead.country, _NAME),
    }
    named = known["first_name"] and known["last_name"] and (known["company"] or known["website"])
    return _record(lead, known) if named or known["linkedin"] else None


def verified(lead: Lead) -> dict[str, Any] | None:
    """The record by which the lead's address is verified; None without one."""
    email = address_or_none(lead.email)
    return _record(lead, {"email": email, **_who(lead)}) if email else None


def reference(lead_id: int) -> str:
    """What comes back unchanged with the lead's result: its number, which tells nobody anything."""
    return str(lead_id)


def _who(lead: Lead) -> dict[str, str]:
    return {
        "first_name": _cut(lead.first_name, _NAME),
        "last_name": _cut(lead.last_name, _NAME),
        "company": _cut(lead.company, _TEXT),
        "website": _whole(lead.domain, _PLACE),
    }


def _record(lead: Lead, facts: dict[str, str]) -> dict[str, Any]:
    filled: dict[str, Any] = {name: value for name, value in facts.items() if value}
    return {**filled, "custom_fields": {"ref": reference(lead.id)}}


def _cut(value: str, most: int) -> str:
    """One line of at most so many characters: the end of a long title tells nothing."""
    return _plain(value)[:most].strip()


def _whole(value: str, most: int) -> str:
    """The value, or nothing when it is longer: half an address is somebody else's."""
    plain = _plain(value)
    return plain if len(plain) <= most else ""


def _plain(value: str) -> str:
    return text.one_line(value.encode("utf-8", "ignore").decode())
