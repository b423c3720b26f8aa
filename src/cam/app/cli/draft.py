"""From a file and options to a CampaignDraft, with every limit checked."""

import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from cam.app.located import located
from cam.domain.model.audience import Audience
from cam.domain.model.campaign import CampaignDraft
from cam.domain.model.credit import CreditBudget
from cam.domain.model.errors import InvalidInput
from cam.domain.model.mail import Sender
from cam.domain.model.rhythm import RampUp
from cam.domain.model.score import Weights
from cam.domain.model.sequence import Step
from cam.domain.model.window import SendingWindow

_UNKNOWN = re.compile(r"unknown field `(.*)`", re.DOTALL)
_WHERE = re.compile(r" - at `\$\.?(.*)`$", re.DOTALL)
_PARTS: dict[str, type[Struct]] = {
    "audience": Audience,
    "credit_budget": CreditBudget,
    "ramp_up": RampUp,
    "sequence": Step,
    "sending_window": SendingWindow,
    "sender": Sender,
    "score_weights": Weights,
}


def drafted(
    file: Path | None, fields: Mapping[str, Any], parts: Mapping[str, Mapping[str, Any]]
) -> CampaignDraft:
    """The draft of the file, what the options say put over it. Raises InvalidInput.

    `fields` holds option values by field, `parts` those of a field's own fields, which are joined
    one by one; None and () mean: not given.
    """
    told = (_content(file) if file else {}) | _given(fields)
    for name, part in parts.items():
        known = told.get(name, {})
        if (over := _given(part)) and isinstance(known, dict):
            told[name] = {**known, **over}
    return checked(told)


def _given(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if value not in (None, ())
    }


def checked(told: Mapping[str, Any]) -> CampaignDraft:
    """The draft that these values make. Raises InvalidInput, naming the field."""
    try:
        draft = msgspec.convert(told, CampaignDraft)
    except msgspec.ValidationError as refused:
        raise _explained(str(refused)) from None
    except InvalidInput as refused:
        raise located(refused, told, CampaignDraft) from None
    try:
        msgspec.json.encode(draft)
    except UnicodeEncodeError:
        raise InvalidInput("campaign", "holds text that is not Unicode") from None
    return draft


def _explained(message: str) -> InvalidInput:
    place = _WHERE.search(message)
    where = place[1] if place else ""
    reason = message[: place.start()] if place else message
    if unknown := _UNKNOWN.search(reason):
        home = _PARTS.get(re.split(r"[.\[]", where)[0], CampaignDraft)
        near = get_close_matches(unknown[1], home.__struct_fields__, n=1)
        hint = f", did you mean `{near[0]}`?" if near else ""
        known = "" if near else f"; known are {', '.join(home.__struct_fields__)}"
        field = f"{where}.{unknown[1]}".lstrip(".")
        return InvalidInput(field, f"is not known{hint}{known}", kind="unknown_field")
    if "missing required field `name`" in reason:
        return InvalidInput("name", "is missing: give --name, or name in the file")
    return InvalidInput(where or "campaign", reason[:1].lower() + reason[1:])


def _content(file: Path) -> dict[str, Any]:
    """What a JSON or TOML file says, told apart by its name's ending."""
    try:
        body = file.read_bytes()
    except OSError as error:
        raise InvalidInput(str(file), f"cannot be read: {error.strerror}") from None
    try:
        if file.suffix.lower() == ".toml":
            return tomllib.loads(body.decode())
        found: dict[str, Any] = msgspec.json.decode(body, type=dict[str, Any])
    except (tomllib.TOMLDecodeError, msgspec.MsgspecError, ValueError, RecursionError) as error:
        kind = "TOML" if file.suffix.lower() == ".toml" else "a JSON object"
        raise InvalidInput(str(file), f"is not {kind}: {error}") from None
    return found
