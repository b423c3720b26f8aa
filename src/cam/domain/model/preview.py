"""A mail as it would be, before anybody gets it."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct, structs

from cam.domain.model.lead import Lead
from cam.domain.model.mail import Mail, Sender
from cam.domain.model.personalisation import named
from cam.domain.model.wording import Wording

Value = Annotated[str, Meta(max_length=2000)]


class Sample(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which mail is looked at, and whose."""

    lead_id: Annotated[int, Meta(ge=1, le=2**31 - 1)] | None = None
    values: dict[str, Value] = {}
    """Fields as if the lead had them, e.g. `{"first_name": "Jane", "custom.plan": "Gold"}`.
    With neither a lead nor values: a sample person."""
    step: Annotated[int, Meta(ge=0, le=19)] = 0
    """Counted from 0."""
    variant: Annotated[str, Meta(min_length=1, max_length=40)] | None = None
    """The lead's own, unless one is named."""


class FieldSource(StrEnum):
    """Where the words come from that stand in a field's place."""

    VALUE = "value"
    DEFAULT = "default"
    MISSING = "missing"
    """There are none: this mail would fail."""


class FieldUsed(Struct, frozen=True, kw_only=True):
    """One field of a template, and what stands in its place."""

    name: str
    known: str
    """As it is known of the person, e.g. `JANE (she/her)`."""
    used: str
    source: FieldSource


class Preview(Struct, frozen=True, kw_only=True):
    """One mail as it would be. A field that is missing stands in it as its tag."""

    campaign_id: int
    lead_id: int | None
    """None for a sample person."""
    step: int
    variant: str
    sender: str
    recipient: str
    """Empty when no address is known."""
    subject: str
    text: str
    html: str
    """Empty for a mail that is text only."""
    fields: tuple[FieldUsed, ...]
    why_not: tuple[str, ...]
    """What keeps this very mail from being sent; empty when nothing in it does."""
    raw: str
    """Its bytes (RFC 5322), which are ASCII, before they are signed; empty while they cannot be
    made."""


def fields_used(
    said: Wording, known: dict[str, str], values: dict[str, str]
) -> tuple[FieldUsed, ...]:
    """Each field of these templates with what stands in its place, in their order."""
    return tuple(
        _used(name, default, known.get(name, ""), values.get(name, ""))
        for name, default in named(said.subject, said.text, said.html)
    )


def _used(name: str, default: str | None, known: str, value: str) -> FieldUsed:
    if value:
        return FieldUsed(name=name, known=known, used=value, source=FieldSource.VALUE)
    if default is not None:
        return FieldUsed(name=name, known=known, used=default, source=FieldSource.DEFAULT)
    return FieldUsed(name=name, known=known, used="", source=FieldSource.MISSING)


def written_down(lead: Lead, sender: Sender) -> dict[str, str]:
    """What is known of the person, as it is written down."""
    mine = ("first_name", "last_name", "title", "company", "domain", "industry", "city", "country")
    return {
        **{name: getattr(lead, name) for name in mine},
        "full_name": f"{lead.first_name} {lead.last_name}".strip(),
        "sender_name": sender.name,
        "sender_email": sender.email,
        "sender_company": sender.company,
        **{f"custom.{name}": value for name, value in lead.custom.items()},
    }


TEST = "[Test]"


def as_test(mail: Mail, to: str) -> Mail:
    """The mail as a test to somebody else: it says so, and stands in no thread."""
    return structs.replace(
        mail,
        subject=f"{TEST} {mail.subject}",
        recipient=to,
        recipient_name="",
        in_reply_to="",
        references=(),
    )
