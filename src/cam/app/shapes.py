"""What a body's type says of the value at a path: its bounds, and the names around it."""

import re
from typing import Any

import msgspec
from msgspec import inspect

_STEP = re.compile(r"\.?([A-Za-z_]\w*)|\[(?:\d+|\.\.\.)\]")


def at(kind: type[msgspec.Struct], path: str) -> inspect.Type | None:
    """The type at a path like `sequence[0].subject`; None when the path leaves what is known."""
    found: inspect.Type | None = inspect.type_info(kind)
    for step in _STEP.finditer(path):
        found = _inner(_told(found), step[1])
    return _told(found)


def names(kind: type[msgspec.Struct], path: str) -> list[str]:
    """The fields of the object at that path."""
    found = at(kind, path)
    return (
        [field.encode_name for field in found.fields]
        if isinstance(found, inspect.StructType)
        else []
    )


def bounds(kind: type[msgspec.Struct], path: str) -> tuple[float | None, float | None]:
    """The least and the most that the value may be, or its length may be."""
    found = at(kind, path)
    if isinstance(found, inspect.IntType | inspect.FloatType):
        return found.ge, found.le
    if isinstance(found, inspect.StrType | inspect.VarTupleType):
        return found.min_length, found.max_length
    return None, None


def _told(found: inspect.Type | None) -> inspect.Type | None:
    """The type itself, without what says that it may be null or what it means."""
    while isinstance(found, inspect.Metadata | inspect.UnionType):
        if isinstance(found, inspect.Metadata):
            found = found.type
        else:
            found = next(each for each in found.types if not isinstance(each, inspect.NoneType))
    return found


def _inner(found: inspect.Type | None, name: str | None) -> Any:
    if isinstance(found, inspect.StructType):
        return next((f.type for f in found.fields if f.encode_name == name), None)
    if isinstance(found, inspect.VarTupleType) and name is None:
        return found.item_type
    return None
