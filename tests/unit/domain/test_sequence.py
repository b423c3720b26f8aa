"""What a campaign says."""

from datetime import timedelta

import pytest

from cam.domain.model.errors import InvalidInput
from cam.domain.model.personalisation import FIELDS, merged
from cam.domain.model.sequence import DEFAULT_SEQUENCE
from cam.testing.builders import a_step


@pytest.mark.parametrize("subject", ["two\nlines", "two\rlines", "nul\x00", "bidi\u202e"])
def test_a_subject_is_one_line_of_text(subject: str) -> None:
    """Nothing in it can become another header."""
    with pytest.raises(InvalidInput) as refused:
        a_step(subject=subject)
    assert (refused.value.field, refused.value.kind) == ("subject", "control_character")


def test_a_text_has_lines_but_no_control_characters() -> None:
    """Tabs and line ends are fine."""
    assert a_step(text="one\r\n\ttwo\n").text
    with pytest.raises(InvalidInput, match="control character"):
        a_step(text="nul\x00")


@pytest.mark.parametrize("field", ["subject", "text"])
def test_a_template_is_checked_when_it_is_saved(field: str) -> None:
    """The refusal names the field in which it stands."""
    with pytest.raises(InvalidInput) as refused:
        a_step(**{field: "{{firstname}}"})
    assert refused.value.field == field


@pytest.mark.parametrize("days", [-1, 366])
def test_a_delay_lies_between_nothing_and_a_year(days: int) -> None:
    """The bounds themselves are fine."""
    assert a_step(delay=timedelta(0)).delay == timedelta(0)
    assert a_step(delay=timedelta(days=365)).delay == timedelta(days=365)
    with pytest.raises(InvalidInput, match="365 days"):
        a_step(delay=timedelta(days=days))


def test_the_default_sequence_can_be_sent_to_anybody() -> None:
    """Every field that it names has a default or needs none."""
    nobody = dict.fromkeys(FIELDS, "")
    for step in DEFAULT_SEQUENCE:
        assert "{{" not in merged(step.subject, nobody) + merged(step.text, nobody)
