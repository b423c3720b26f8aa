"""The day on which somebody is back."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.adapters.incoming.back_on import back_on

SENT = date(2026, 8, 10)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("I will be back on 24 August.", date(2026, 8, 24)),
        ("I'll be back in the office on Monday, August 24th, 2026.", date(2026, 8, 24)),
        ("Returning Aug 24", date(2026, 8, 24)),
        ("I return on 2026-08-24.", date(2026, 8, 24)),
        ("I am away until August 21.", date(2026, 8, 22)),
        ("Out of office from August 10 through August 21.", date(2026, 8, 22)),
        ("Je serai de retour le 24 août.", date(2026, 8, 24)),
        ("Je suis absente jusqu'au 21 août 2026.", date(2026, 8, 22)),
        ("Ich bin ab dem 24.08.2026 wieder erreichbar.", date(2026, 8, 24)),
        ("Ich bin bis zum 21. August nicht im Büro.", date(2026, 8, 22)),
        ("Ich bin bis einschließlich 21.8. im Urlaub.", date(2026, 8, 22)),
        ("Sarò assente fino al 21 agosto.", date(2026, 8, 22)),
        ("Estaré fuera hasta el 21 de agosto de 2026.", date(2026, 8, 22)),
        ("Estarei ausente até 21 de agosto.", date(2026, 8, 22)),
        ("Ik ben afwezig tot en met 21 augustus.", date(2026, 8, 22)),
        ("Jag är tillbaka den 24 augusti.", date(2026, 8, 24)),
        ("Wracam 24 sierpnia.", date(2026, 8, 24)),
        ("8月21日まで不在です。", date(2026, 8, 22)),
        ("Back on 3 January.", date(2027, 1, 3)),
        ("Back on 08/24/2026.", date(2026, 8, 24)),
        ("Back on 24/08/2026.", date(2026, 8, 24)),
        ("Back on 09/11/2026.", date(2026, 11, 9)),
        ("Away until 12 August, then until 21 August.", date(2026, 8, 22)),
    ],
)
def test_a_day_that_is_said_is_found(text: str, day: date) -> None:
    """In several languages; the last day away is not yet the day of return."""
    assert back_on(text, SENT) == day


@pytest.mark.parametrize(
    "text",
    [
        *("I am away.", "Call +49 30 12 08 2026.", "Back soon.", "Back on Monday."),
        *("I was away until 3 August 2026.", "Back on 10 August.", "Back on 31 February 2027."),
        *("Back on 1 January 2031.", "We met on 24 August.", "Back on 13/13/2026.", ""),
    ],
)
def test_a_day_that_is_not_said_plainly_is_none(text: str) -> None:
    """Past, impossible, too far ahead, or about something else."""
    assert back_on(text, SENT) is None


@given(
    st.text("back until on 0123456789./-  augustmontag", max_size=300),
    st.dates(date(1, 1, 1), date(9990, 1, 1)),
)
def test_any_text_gives_a_day_ahead_or_none(text: str, sent: date) -> None:
    """Within a year."""
    day = back_on(text, sent)
    assert day is None or sent < day <= sent + timedelta(days=366)
