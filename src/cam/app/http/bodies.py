"""Strict JSON bodies: what is not meant is refused, with its field and what to write instead."""

import json
import math
import re
from collections.abc import Generator, Iterator
from difflib import get_close_matches
from typing import Any, Generic, TypeVar

import msgspec
from litestar.dto import AbstractDTO
from litestar.dto.data_structures import DTOFieldDefinition
from litestar.openapi.spec import Reference, Schema
from litestar.typing import FieldDefinition
from msgspec import Struct

from cam.app import shapes
from cam.app.http.refusals import InvalidField
from cam.app.located import joined, located
from cam.domain.model.errors import InvalidInput
from cam.domain.model.text import has_control

S = TypeVar("S", bound=Struct)

_WHERE = re.compile(r" - at `\$\.?(.*)`$")
_UNKNOWN = re.compile(r"Object contains unknown field `(.*)`", re.DOTALL)
_MISSING = re.compile(r"Object missing required field `(.*)`")
_BOUND = re.compile(r"Expected `\w+` (?:of length )?[<>]=? |.*out of range", re.DOTALL)
_TYPE = re.compile(r"Expected `(.*)`, got `(.*)`")


class StrictJson(AbstractDTO[S], Generic[S]):
    """Decodes a body as `decoded` does; answers are encoded without it."""

    def decode_bytes(self, value: bytes) -> S:
        """The value of this body. Raises InvalidInput."""
        return decoded(value, self.model_type)

    @classmethod
    def generate_field_definitions(
        cls,
        model_type: type[Any],  # noqa: ARG003
    ) -> Generator[DTOFieldDefinition, None, None]:
        """Nothing: the struct is its own definition."""
        yield from ()

    @classmethod
    def detect_nested_field(cls, field_definition: FieldDefinition) -> bool:  # noqa: ARG003
        """No."""
        return False

    @classmethod
    def create_for_field_definition(cls, *_: Any, **__: Any) -> None:
        """Nothing to prepare."""

    @classmethod
    def create_openapi_schema(
        cls,
        field_definition: FieldDefinition,  # noqa: ARG003
        handler_id: str,  # noqa: ARG003
        schema_creator: Any,
    ) -> Reference | Schema:
        """The struct's own schema."""
        struct = FieldDefinition.from_annotation(cls.model_type)
        schema: Reference | Schema = schema_creator.for_field_definition(struct)
        return schema


def decoded(raw: bytes, kind: type[S]) -> S:
    """The value that these bytes hold. Raises InvalidInput, naming the field."""
    loose = _loose(raw, kind)
    try:
        value = msgspec.json.decode(raw, type=kind)
    except msgspec.ValidationError as error:
        raise _refused(str(error), kind) from None
    except InvalidInput as error:
        raise located(error, loose, kind) from None
    for field, words in _leaves(msgspec.to_builtins(value), str):
        if has_control(words):
            raise InvalidInput(field, "holds a control character", kind="control_character")
    return value


def _loose(raw: bytes, kind: type[Struct]) -> Any:
    """The JSON as it is, whatever it means; so that what is no JSON is told before all else."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise InvalidInput("body", "is not UTF-8", kind="invalid_json") from None
    try:
        return msgspec.json.decode(raw)
    except RecursionError:
        raise InvalidInput("body", "is nested too deeply", kind="invalid_json") from None
    except msgspec.DecodeError as error:
        raise _malformed(text, str(error), kind) from None


def _refused(message: str, kind: type[Struct]) -> InvalidInput:
    """What msgspec refused, in CAM's words."""
    where = _WHERE.search(message)
    path = where[1] if where else ""
    reason = message[: where.start()] if where else message
    if unknown := _UNKNOWN.fullmatch(reason):
        return _unknown_field(path, unknown[1], kind)
    if missing := _MISSING.fullmatch(reason):
        return InvalidInput(joined(path, missing[1]), "is missing", kind="missing_field")
    if _BOUND.match(reason):
        return _out_of_range(path, kind, reason)
    if types := _TYPE.fullmatch(reason):
        words = f"must be {types[1].replace(' | ', ' or ')}, not {types[2]}"
        return InvalidInput(path or "body", words, kind="wrong_type")
    return InvalidInput(path or "body", reason[0].lower() + reason[1:])


def _unknown_field(path: str, name: str, kind: type[Struct]) -> InvalidInput:
    known = shapes.names(kind, path)
    close = get_close_matches(name, known, n=1, cutoff=0.6)
    hint = f"did you mean `{close[0]}`?" if close else f"known: {', '.join(known)}"
    shown = name if len(name) <= 100 else f"{name[:100]}..."
    return InvalidField(
        joined(path, shown),
        f"unknown field, {hint}",
        kind="unknown_field",
        did_you_mean=close[0] if close else None,
    )


def _out_of_range(path: str, kind: type[Struct], reason: str = "") -> InvalidInput:
    low, high = shapes.bounds(kind, path)
    of = "have a length" if "length" in reason else "be"
    words = {
        (True, True): f"must {of} between {low} and {high}",
        (True, False): f"must {of} at least {low}",
        (False, True): f"must {of} at most {high}",
        (False, False): reason[:1].lower() + reason[1:] or "is no number",
    }[low is not None, high is not None]
    return InvalidField(path, words, kind="out_of_range", minimum=low, maximum=high)


def _malformed(text: str, reason: str, kind: type[Struct]) -> InvalidInput:
    """No JSON; one whose only fault is a NaN or an Infinity is a number out of its bounds."""
    try:
        loose = json.loads(text)
    except (ValueError, RecursionError):
        loose = None
    for field, number in _leaves(loose, float):
        if not math.isfinite(number):
            return _out_of_range(field, kind)
    return InvalidInput("body", f"is not JSON: {reason}", kind="invalid_json")


def _leaves(value: Any, kind: type, path: str = "") -> Iterator[tuple[str, Any]]:
    """Each value of that type, with its path."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _leaves(each, kind, joined(path, name))
    elif isinstance(value, list | tuple):
        for n, each in enumerate(value):
            yield from _leaves(each, kind, f"{path}[{n}]")
    elif isinstance(value, kind):
        yield path, value
