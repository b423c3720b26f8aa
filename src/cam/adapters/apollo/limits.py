"""What Apollo says of its limits (docs.apollo.io, Rate Limits)."""

import json
import re
from collections.abc import Mapping
from datetime import timedelta

from msgspec import Struct

from cam.adapters.decoding import decoded, whole
from cam.adapters.windows import Told, Windows

_SPANS = (
    (timedelta(minutes=1), ("minute",)),
    (timedelta(hours=1), ("hourly",)),
    (timedelta(days=1), ("24-hour", "daily")),
)
"""The day's headers have two names: older copies of the same page say `daily`."""
_NUMBER = re.compile(r"\d{1,12}")


def announced(headers: Mapping[str, str]) -> Windows:
    """The windows in these headers; an empty value is no limit, garbage says nothing."""
    told: dict[timedelta, Told | None] = {}
    for span, names in _SPANS:
        for name in names:
            limit = headers.get(f"x-rate-limit-{name}")
            if limit is None or span in told:
                continue
            if not limit.strip():
                told[span] = None
            elif (window := _window(headers, name, limit)) is not None:
                told[span] = window
    return told


def _window(headers: Mapping[str, str], name: str, limit: str) -> Told | None:
    """What is left, or else what the usage leaves over."""
    most = _number(limit)
    left = _number(headers.get(f"x-{name}-requests-left", ""))
    used = _number(headers.get(f"x-{name}-usage", ""))
    if most is None or (left is None and used is None):
        return None
    return Told(limit=most, left=left if left is not None else max(most - (used or 0), 0))


def _number(value: str) -> int | None:
    return int(value) if _NUMBER.fullmatch(value := value.strip()) and value.isascii() else None


class _Use(Struct):
    limit: object = None
    left_over: object = None


_SHOWN = (("mixed_people", "api_search"), ("people", "bulk_match"))
_PERIODS = (("minute", "a minute"), ("hour", "an hour"), ("day", "a day"))


def usage_in_words(body: bytes) -> str:
    """The limits of search and enrichment in an answer of `/usage_stats/api_usage_stats`.

    Its keys are lists written as text: `["api/v1/people", "bulk_match"]`.
    """
    stats = decoded(body, dict[str, dict[str, _Use]]) or {}
    found = {}
    for key, periods in stats.items():
        try:
            path, action = json.loads(key)
            found[str(path).removeprefix("api/v1/"), action] = periods
        except (ValueError, TypeError, RecursionError):
            continue
    lines = (
        _line(action, found[path, action]) for path, action in _SHOWN if (path, action) in found
    )
    return "; ".join(filter(None, lines))


def _line(action: str, periods: dict[str, _Use]) -> str:
    parts = []
    for period, words in _PERIODS:
        use = periods.get(period, _Use())
        limit, left = whole(use.limit), whole(use.left_over)
        if limit is not None:
            rest = f" ({left} left)" if left is not None else ""
            parts.append(f"{limit} {words}{rest}")
    return f"{action} {', '.join(parts)}" if parts else ""
