"""The public holidays of a country or of a part of it, from the calendars of `holidays`."""

import re
from collections.abc import Mapping
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from cam.domain.model.errors import InvalidInput

FIELD = "sending_window.public_holidays"
_CODE = re.compile(r"([A-Z]{2})(?:-([A-Za-z0-9]{1,8}))?")


@lru_cache(maxsize=64)
def check(code: str) -> None:
    """Raises InvalidInput unless there is a calendar of that code: ISO 3166, e.g. FR, DE-BY."""
    told = _CODE.fullmatch(code)
    known = _known()
    if told is None or told[1] not in known:
        near = get_close_matches(code.upper()[:2], known, n=1, cutoff=0.5)
        hint = f', did you mean "{near[0]}"?' if near else ""
        raise InvalidInput(FIELD, f'no calendar is known of "{code}"{hint}')
    if told[2] and told[2] not in known[told[1]]:
        parts = ", ".join(known[told[1]]) or "none"
        raise InvalidInput(FIELD, f'{told[1]} has no part "{told[2]}"; known are {parts}')


@lru_cache(maxsize=256)
def of_year(code: str, year: int) -> frozenset[date]:
    """The days of that year; those that fall on a weekend, too, and the days that replace them."""
    import holidays  # noqa: PLC0415 - its calendars cost 50 ms, and most campaigns name none

    country, _, part = code.partition("-")
    return frozenset(holidays.country_holidays(country, subdiv=part or None, years=year))


def _known() -> Mapping[str, list[str]]:
    import holidays  # noqa: PLC0415

    return holidays.list_supported_countries(include_aliases=True)
