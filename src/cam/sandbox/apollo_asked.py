"""What can be asked of Apollo's people/match and people/bulk_match."""

from typing import Any, Final

import msgspec

from cam.sandbox.exchange import Malformed, Request
from cam.sandbox.registry import Clues


class Detail(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the caller knows of a person: the documented keys and no others."""

    first_name: str | None = None
    last_name: str | None = None
    name: str | None = None
    email: str | None = None
    hashed_email: str | None = None
    organization_name: str | None = None
    domain: str | None = None
    id: str | None = None
    linkedin_url: str | None = None

    def clues(self) -> Clues:
        return Clues(
            id=self.id or "",
            name=self.name or " ".join(filter(None, (self.first_name, self.last_name))),
            email=self.email or "",
            hashed_email=self.hashed_email or "",
            linkedin=self.linkedin_url or "",
            company=self.organization_name or "",
            domain=self.domain or "",
        )


class Flags(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What else is asked for. Phones are not simulated: asking for them is refused."""

    run_waterfall_email: bool = False
    run_waterfall_phone: bool = False
    reveal_personal_emails: bool = False
    reveal_phone_number: bool = False
    webhook_url: str = ""

    @property
    def wants_phones(self) -> bool:
        return self.run_waterfall_phone or self.reveal_phone_number

    @property
    def lacks_receiver(self) -> bool:
        return self.run_waterfall_email and not self.webhook_url.startswith(("https://", "http://"))


FLAGS: Final = Flags.__struct_fields__


def json_of(request: Request) -> dict[str, Any]:
    """The JSON object sent; raises Malformed for anything else."""
    if not request.is_json:
        raise Malformed("not application/json")
    return request.json_object()


def flags_of(told: dict[str, Any]) -> Flags:
    """The flags from query or body; raises ValidationError for others, and for phones."""
    words = {"true": True, "false": False}
    values = {
        key: words.get(value.lower(), value) if isinstance(value, str) else value
        for key, value in told.items()
    }
    flags = msgspec.convert(values, Flags)
    if flags.wants_phones:
        raise msgspec.ValidationError("phones are not simulated")
    return flags
