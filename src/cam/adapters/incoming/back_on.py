"""The day on which somebody who is away says to be back, in several languages.

Only what is said plainly: a date behind a word such as "back on" or "until". What could be two days
is the later one, for a mail too late is better than one too early.
"""

import re
from datetime import date, timedelta

MAX_TEXT = 4_000
MAX_AHEAD = timedelta(days=366)

_MONTHS = """
jan january janvier januar enero gennaio janeiro januari janv jänner ene gen styczeń stycznia
feb february février fevrier februar febrero febbraio fevereiro februari févr luty lutego fev
mar march mars märz marz marzo março marco maart mrt mär marzec marca
apr april avril abril aprile avr abr kwiecień kwietnia
may mai mayo maggio maio mei maj maja mag
jun june juin juni junio giugno junho giu czerwiec czerwca
jul july juillet juli julio luglio julho juil lug lipiec lipca
aug august août aout agosto augustus augusti ago sierpień sierpnia
sep sept september septembre septiembre settembre setembro set wrzesień września
oct october octobre oktober octubre ottobre outubro okt ott out październik października
nov november novembre noviembre novembro listopad listopada
dec december décembre decembre dezember diciembre dicembre dezembro dez dic déc grudzień grudnia
"""
_MONTH = {
    name: number
    for number, names in enumerate(_MONTHS.strip().splitlines(), 1)
    for name in names.split()
}
_NAME = "|".join(sorted(_MONTH, key=len, reverse=True))
_YEAR = r"(?:,? +(?:de |of )?(?P<{0}>20\d\d))?"
_DATE = re.compile(
    r"(?P<iso>20\d\d)-(?P<iso_m>\d\d)-(?P<iso_d>\d\d)"
    r"|(?P<cjk_m>\d{1,2})月(?P<cjk_d>\d{1,2})日"
    rf"|(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|ª|\.)?,? +(?:de |of |di |d')?(?P<m>{_NAME})\b\.?"
    rf"{_YEAR.format('y')}"
    rf"|(?P<m2>{_NAME})\b\.? +(?:the +)?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b{_YEAR.format('y2')}"
    r"|(?P<n1>\d{1,2})(?P<sep>[./-])(?P<n2>\d{1,2})(?:(?P=sep)(?P<n3>(?:20)?\d\d))?(?![\d/])",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"\b(?:back|return(?:ing)?|retour|de retour|reprend\w*|serai de nouveau|zurück|wieder (?:da|im|"
    r"erreichbar|für sie)|erreichbar ab|ab dem|rientr\w+|torn\w+|di nuovo|vuelv\w+|volver\w+|"
    r"regres\w+|volt\w+|retorn\w+|terug|tilbage|tillbaka|tilbake|wracam|wróc\w+|powrót|вернусь)\b",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:until|till|through|thru|to and including|up to|jusqu'(?:au|en)|au\b(?= \d)|bis(?: zum| "
    r"einschließlich)?|fino al|al\b(?= \d)|hasta(?: el)?|até|tot(?: en met)?|t/m|til(?:l)?(?: og "
    r"med| och med)?|do\b(?= \d)|по)|(?:まで)",
    re.IGNORECASE,
)
_REACH = 40
"""Characters between the word and its date."""


def back_on(text: str, sent_on: date) -> date | None:
    """The day of return, later than the day of sending and within a year; None if none is said."""
    text = text[:MAX_TEXT]
    back = _behind(text, _BACK, sent_on)
    last = _behind(text, _UNTIL, sent_on)
    days = back or [day + timedelta(days=1) for day in last] or _before_cjk(text, sent_on)
    ahead = [day for day in days if sent_on < day <= sent_on + MAX_AHEAD]
    return max(ahead, default=None)


def _behind(text: str, word: re.Pattern[str], sent_on: date) -> list[date]:
    """The days that are told within reach behind the word."""
    days = []
    for found in word.finditer(text):
        near = _DATE.search(text[found.end() : found.end() + _REACH + 20])
        if near and near.start() <= _REACH and (day := _day(near, sent_on)):
            days.append(day)
    return days


def _before_cjk(text: str, sent_on: date) -> list[date]:
    """Japanese and Chinese tell the word behind the day: 8月15日まで."""
    days = [
        _day(found, sent_on)
        for found in _DATE.finditer(text)
        if found["cjk_m"]
        and re.match(
            r"(?:[(\uff08][^)\uff09]{0,9}[)\uff09])?(?:まで|に戻|返回|回来)", text[found.end() :]
        )
    ]
    return [day + timedelta(days=1) for day in days if day]


def _day(found: re.Match[str], sent_on: date) -> date | None:
    """The day that is written; without a year the next one of that name."""
    if found["iso"]:
        return _dated(int(found["iso"]), int(found["iso_m"]), int(found["iso_d"]))
    if found["cjk_m"]:
        return _next(int(found["cjk_m"]), int(found["cjk_d"]), sent_on)
    if found["n1"]:
        return _numeric(found, sent_on)
    month, day = _MONTH[(found["m"] or found["m2"]).lower()], int(found["d"] or found["d2"])
    year = found["y"] or found["y2"]
    return _dated(int(year), month, day) if year else _next(month, day, sent_on)


def _numeric(found: re.Match[str], sent_on: date) -> date | None:
    """15.08., 15/08/2026 or 08/15/2026: with slashes either order, the later of what is ahead."""
    first, second, year = int(found["n1"]), int(found["n2"]), found["n3"]
    orders = [(second, first)] if found["sep"] != "/" else [(second, first), (first, second)]
    days = [
        _dated(int(year) % 100 + 2000, month, day) if year else _next(month, day, sent_on)
        for month, day in orders
    ]
    return max((day for day in days if day and day > sent_on), default=None)


def _next(month: int, day: int, sent_on: date) -> date | None:
    """The next day of this name, unless it is so far ahead that the last one must be meant."""
    for year in (sent_on.year, sent_on.year + 1):
        found = _dated(year, month, day)
        if found and found > sent_on:
            return found if found - sent_on < timedelta(days=270) else None
    return None


def _dated(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
