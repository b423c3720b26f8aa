"""How a prospect becomes a lead, and how what is told again of a person is added to its lead."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from msgspec import structs

from cam.domain.model import address
from cam.domain.model.lead import Lead, Said
from cam.domain.model.origin import ORIGIN, stronger
from cam.domain.model.prospect import EmailStatus, Profile, Prospect
from cam.domain.model.score import given

IMPORT = "import"
"""Who says what stands in an operator's file."""

LEARNED = (
    *Profile.__struct_fields__, "provider", "provider_id", *ORIGIN, "score", "score_lines", "tags",
    "custom", "provenance", "updated_at",
)  # fmt: skip
"""What a merge may change of a lead: who it is and what is known, never where it stands."""

_ADDRESS = ("email", "email_status")
_FACTS = tuple(name for name in Profile.__struct_fields__ if name not in _ADDRESS)


def lead_of(person: Prospect, campaign_id: int, at: datetime, *, imported: bool) -> Lead:
    """The lead that this person becomes, its id still 0; to be enriched at once.

    An imported address counts as given unless the file says more; where it came from is what the
    file says, else who found it.
    """
    found_by = "" if imported else person.provider.capitalize()
    person = _given(person) if imported else person
    scored = given(person.score) if person.score is not None else None
    return Lead(
        id=0,
        campaign_id=campaign_id,
        **{name: getattr(person, name) for name in Profile.__struct_fields__},
        provider=person.provider,
        provider_id=person.provider_id,
        legal_basis=person.legal_basis,
        source=person.source or found_by,
        obtained_at=person.obtained_at or at,
        score=scored.value if scored else 0.0,
        score_lines=scored.lines if scored else (),
        tags=person.tags,
        custom=person.custom,
        next_action_at=at,
        created_at=at,
        updated_at=at,
    )


def merged(lead: Lead, person: Prospect, at: datetime, *, imported: bool) -> Lead:
    """The lead with what it lacks filled from the same person, told again.

    What is known wins; tags are united and custom fields completed; of two origins the stronger,
    older one counts. Its status, its history and why
    it was closed stay as they are. Equal to `lead` when there is nothing to add.
    """
    person = _given(person) if imported else person
    found = {name: getattr(person, name) for name in _FACTS}
    facts = {
        name: value
        for name, value in found.items()
        if value not in (None, "", ()) and getattr(lead, name) in (None, "", ())
    }
    facts |= _address(lead, person)
    said = Said(person.provider or IMPORT, at)
    changes: dict[str, Any] = {
        **facts,
        "tags": united(lead.tags, person.tags),
        "custom": {**person.custom, **lead.custom} if person.custom else lead.custom,
        "provenance": {**lead.provenance, **dict.fromkeys(facts, said)},
    }
    if not person.origin.says_nothing:
        counts = stronger(lead.origin, person.origin)  # who names no day has no older word
        changes |= structs.asdict(counts) | {"obtained_at": counts.obtained_at or at}
    if person.provider_id and not lead.provider_id:
        changes |= {"provider": person.provider, "provider_id": person.provider_id}
    if person.score is not None and not lead.score_lines:
        scored = given(person.score)
        changes |= {"score": scored.value, "score_lines": scored.lines}
    return _changed(lead, changes, at)


def taken_over(older: Lead, double: Lead, at: datetime) -> Lead:
    """The older lead with the tags and custom fields of the one that turned out to be its double.

    What is known wins; of two origins the stronger, older one counts. Equal to `older` when there
    is nothing to add.
    """
    changes = {
        "tags": united(older.tags, double.tags),
        "custom": {**double.custom, **older.custom},
        **structs.asdict(stronger(older.origin, double.origin)),
    }
    return _changed(older, changes, at)


def caught_up(lead: Lead, standing: Lead) -> Lead:
    """What was learned of a lead, on top of what was kept of it while a provider was asked.

    A provider says nothing of tags, custom fields and origin: they are as they stand. Facts that
    an import filled meanwhile stay where the provider has none.
    """
    filled = {
        name: getattr(standing, name)
        for name in _FACTS
        if getattr(lead, name) in (None, "", ()) and getattr(standing, name) not in (None, "", ())
    }
    if standing.email and not lead.email:
        filled |= {"email": standing.email, "email_status": standing.email_status}
    if standing.provider_id and not lead.provider_id:
        filled |= {"provider": standing.provider, "provider_id": standing.provider_id}
    said = {name: standing.provenance[name] for name in filled if name in standing.provenance}
    return structs.replace(
        lead,
        **filled,
        tags=standing.tags,
        custom=standing.custom,
        **structs.asdict(standing.origin),
        provenance={**lead.provenance, **said},
    )


def united(known: tuple[str, ...], told: tuple[str, ...]) -> tuple[str, ...]:
    """The tags of both, each once, the known ones first."""
    return tuple(dict.fromkeys((*known, *told))) if told else known


TAKEN_OVER = ("tags", "custom", *ORIGIN, "updated_at")
"""What an older lead may take over from its double."""


def _changed(lead: Lead, changes: Mapping[str, Any], at: datetime) -> Lead:
    if all(getattr(lead, name) == value for name, value in changes.items()):
        return lead
    return structs.replace(lead, **changes, updated_at=at)


def _given(person: Prospect) -> Prospect:
    if person.email and person.email_status is EmailStatus.NONE:
        return structs.replace(person, email_status=EmailStatus.GIVEN)
    return person


def _address(lead: Lead, person: Prospect) -> dict[str, Any]:
    """An address where there is none, with its standing; a standing where there is none."""
    if not person.email:
        return {}
    if not lead.email:
        return {"email": person.email, "email_status": person.email_status}
    unsaid = lead.email_status is EmailStatus.NONE is not person.email_status
    if unsaid and address.base(lead.email) == address.base(person.email):
        return {"email_status": person.email_status}
    return {}
