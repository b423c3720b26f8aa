"""What people are called."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cam.domain.model.salutation import first_name, last_name


@pytest.mark.parametrize(
    ("written", "called"),
    [
        ("Jane", "Jane"), ("JANE", "Jane"), ("jane", "Jane"), ("  jane  ", "Jane"),
        ("Jane (she/her)", "Jane"), ("Jane [they]", "Jane"), ("Jane (she", "Jane"),
        ("Dr. Jane", "Jane"), ("dr jane", "Jane"), ("Prof. Dr. Hans", "Hans"),
        ("Dipl.-Ing. Karl", "Karl"), ("Mr Ade", "Ade"), ("Jane M.", "Jane"), ("Jane Q", "Jane"),
        ("Jane, PhD", "Jane"), ("Jane, M.Sc., MBA", "Jane"), ("\U0001f680 Jane", "Jane"),
        ("\u201cJane\u201d", "Jane"), ("Jane | Growth", "Jane"),
        ("anne-marie", "Anne-Marie"), ("ANNE-MARIE", "Anne-Marie"), ("O'NEIL", "O'Neil"),
        ("mary jane", "Mary Jane"), ("RENÉE", "Renée"), ("łukasz", "Łukasz"), ("İPEK", "İpek"),
        ("DeShawn", "DeShawn"), ("McKenna", "McKenna"), ("St. John", "St. John"),
        ("AJ", "AJ"), ("JO", "JO"), ("JTB", "JTB"), ("J.R.", "J.R."), ("Drew", "Drew"),
        ("王伟", "王伟"), ("伟", "伟"), ("Мария", "Мария"), ("МАРИЯ", "Мария"),
    ],
)  # fmt: skip
def test_a_name_is_said_as_a_person_would_say_it(written: str, called: str) -> None:
    """Left out is what nobody says aloud; only all small or all capital letters are changed."""
    assert first_name(written) == called
    assert first_name(called) == called


@pytest.mark.parametrize(
    "written", ["", " ", "J.", "J", "Dr.", "Ms", "(she/her)", "-", "123", "jane@acme.example", "."]
)
def test_what_is_no_name_greets_nobody(written: str) -> None:
    """The template's default speaks instead."""
    assert first_name(written) == ""


@pytest.mark.parametrize(
    ("written", "called"),
    [
        ("SMITH", "SMITH"), ("van der Berg", "van der Berg"), ("MacRae", "MacRae"),
        ("Smith, PhD", "Smith"), ("Smith (she/her)", "Smith"), ("O", "O"),
    ],
)  # fmt: skip
def test_a_family_name_keeps_its_case(written: str, called: str) -> None:
    """Nobody knows whether MACRAE is MacRae."""
    assert last_name(written) == called


@given(st.text(st.characters(codec="ascii"), max_size=40))
def test_nothing_is_made_up(written: str) -> None:
    """Every letter of the outcome was there, in this order but for its case."""
    left = iter(written.lower())
    assert all(letter in left for letter in first_name(written).lower() if letter != " ")


@given(st.text(max_size=40))
@example("0 A")
@example("0ß")
def test_any_name_is_called_something_or_nothing(written: str) -> None:
    """On one line, no marks at its ends; said again it stays, where a letter has one capital."""
    called = first_name(written)
    assert called == called.strip()
    assert "(" not in called
    if len(written.upper()) == len(written.lower()) == len(written):
        assert first_name(called) == called
