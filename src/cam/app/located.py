"""Where in a document a refused value stands: its path, down to the object that refused it."""

from collections.abc import Iterator
from typing import Any

import msgspec
from msgspec import Struct, inspect

from cam.app import shapes
from cam.domain.model.errors import InvalidInput


def located(error: InvalidInput, loose: Any, kind: type[Struct]) -> InvalidInput:
    """The error with the path of the object that raised it, instead of its last name only.

    `loose` is the document as it is, `kind` what it was to be.
    """
    for path, value in _objects(loose):
        part = shapes.at(kind, path)
        if not isinstance(part, inspect.StructType):
            continue
        try:
            msgspec.convert(value, part.cls)
        except InvalidInput as found:
            name = found.field.rpartition(".")[2]
            return InvalidInput(
                joined(path, name), found.reason, kind=found.kind, did_you_mean=found.did_you_mean
            )
        except msgspec.ValidationError:
            continue
    return error


def joined(path: str, name: str) -> str:
    """The path of what has that name in the object at `path`."""
    return f"{path}.{name}" if path else name


def pointer(path: str) -> str:
    """The path as a JSON pointer in a URI fragment (RFC 6901 6): `#/sequence/1/text`."""
    steps = path.replace("~", "~0").replace("/", "~1").replace("[", ".").replace("]", "")
    return f"#/{steps.replace('.', '/')}"


def _objects(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The objects within this one, at any depth, the innermost first."""
    inner: dict[str, Any] = {}
    if isinstance(value, dict):
        inner = {joined(path, name): each for name, each in value.items()}
    elif isinstance(value, list | tuple):
        inner = {f"{path}[{number}]": each for number, each in enumerate(value)}
    for place, each in inner.items():
        yield from _objects(each, place)
        if isinstance(each, dict):
            yield place, each
