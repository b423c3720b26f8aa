"""Text that came from outside."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model.text import has_control, many_lines, one_line

NASTY = ["\x00", "\x08", "\x0b", "\x0c", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\u202e"]
NASTY += ["\u2066", "\u2069"]


@pytest.mark.parametrize("character", NASTY)
def test_control_characters_are_seen_and_removed(character: str) -> None:
    """C0, C1, line separators and bidi controls."""
    assert has_control(f"a{character}b")
    assert one_line(f"a{character}b") == "ab"
    assert many_lines(f"a{character}b") == "ab"


@pytest.mark.parametrize("text", ["", "plain", "tab\tand\nline", "Zoë Müller", "日本語", "🙂"])
def test_ordinary_text_has_no_control_characters(text: str) -> None:
    """Tab and newline are ordinary."""
    assert not has_control(text)
    assert many_lines(text) == text


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    """Of printable text, trimmed; doing it twice changes nothing more."""
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert not has_control(line)
    assert not set(line) & set("\r\n\t")
    assert one_line(line) == line == line.strip()


@given(st.text())
def test_many_lines_end_in_a_newline_each(text: str) -> None:
    """No bare carriage return is left, which SMTP could read as an end of data."""
    lines = many_lines(text)
    assert "\r" not in lines
    assert not has_control(lines)
    assert many_lines(lines) == lines
