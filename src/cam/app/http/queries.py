"""Strict query parameters: a word that is not understood is refused, never guessed."""

import math
import re
from collections.abc import Callable
from difflib import get_close_matches
from enum import StrEnum
from typing import Any
from uuid import UUID

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import Guard

from cam.app.http.refusals import InvalidField
from cam.domain.model.errors import InvalidInput
from cam.domain.model.text import has_control

MOST_ID = 2**63 - 1
"""The largest id that a database keeps."""

Rule = Callable[[str, str], None]

_NUMBER = re.compile(r"[+-]?[0-9]{1,30}(\.[0-9]{1,30})?", re.ASCII)
_NOT_FINITE = frozenset({"nan", "inf", "infinity"})


def boolean(name: str, value: str) -> None:
    """`true` or `false`: an unknown word is never taken as a leave to send."""
    if value.lower() not in ("true", "false"):
        raise InvalidInput(name, f'must be true or false, not "{value}"', kind="invalid_boolean")


def number(low: float, high: float, *, whole: bool = False) -> Rule:
    """A number within these bounds."""
    word = "a whole number" if whole else "a number"

    def check(name: str, value: str) -> None:
        finite = value.lower().lstrip("+-") not in _NOT_FINITE
        if finite and not _NUMBER.fullmatch(value):
            raise InvalidInput(name, f'must be {word}, not "{value}"', kind="wrong_type")
        found = float(value) if finite else math.nan
        if not low <= found <= high:
            raise InvalidField(
                name,
                f"must be between {low:g} and {high:g}",
                kind="out_of_range",
                minimum=low,
                maximum=high,
            )
        if whole and "." in value:
            raise InvalidInput(name, f'must be {word}, not "{value}"', kind="wrong_type")

    return check


def words(longest: int) -> Rule:
    """Text of at most so many characters."""

    def check(name: str, value: str) -> None:
        if len(value) > longest or has_control(value):
            raise InvalidInput(name, f"must be plain text of at most {longest} characters")

    return check


def one_of(kind: type[StrEnum]) -> Rule:
    """A member of that list."""

    def check(name: str, value: str) -> None:
        if value not in set(kind):
            raise InvalidInput(name, f"must be one of {', '.join(kind)}", kind="unknown_value")

    return check


def an_id(name: str, value: str) -> None:
    """A UUID."""
    try:
        UUID(value)
    except ValueError:
        raise InvalidInput(name, f'"{value}" is no id', kind="wrong_type") from None


def query(**rules: Rule) -> Guard:
    """A guard that checks each of these parameters where it is given, and that it is given once.

    A parameter that does not exist is refused: a misspelt `campaign_id` must not mean everybody.
    Only a run that stays dry anyway takes it for nothing: a misspelt flag means dry.
    """

    def check(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        stays_dry = connection.query_params.get("dry_run", "true").lower() != "false"
        for name in connection.query_params:
            if name not in rules and not ("dry_run" in rules and stays_dry):
                close = get_close_matches(name, rules, n=1, cutoff=0.5)
                hint = f', did you mean "{close[0]}"?' if close else ""
                raise InvalidInput(name, f"is no parameter here{hint}", kind="unknown_parameter")
        for name, rule in rules.items():
            values = connection.query_params.getall(name, [])
            if len(values) > 1:
                raise InvalidInput(name, "is given more than once", kind="repeated")
            for value in values:
                rule(name, value)

    return check
