"""Who must never be written to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model.errors import InvalidInput
from cam.domain.model.suppression import SuppressionKind, suppression
from cam.testing.builders import NOON, a_suppression


@pytest.mark.parametrize(
    ("suppressed", "email"),
    [
        ("jane@x.test", "jane@x.test"),
        ("jane@x.test", "JANE@X.TEST"),
        ("jane@x.test", "jane+news@x.test"),
        ("jane+news@x.test", "jane@x.test"),
        ("jane+news@x.test", "jane+other@x.test"),
        ("jane.doe@gmail.com", "janedoe+x@gmail.com"),
        ("janedoe@gmail.com", "jane.doe@googlemail.com"),
        ("x.test", "anybody@x.test"),
        ("X.TEST", "anybody+tag@x.test"),
        ("bücher.test", "jane@xn--bcher-kva.test"),
        ("jane@xn--bcher-kva.test", "jane@bücher.test"),
    ],
)
def test_a_suppressed_address_is_covered_in_every_spelling(suppressed: str, email: str) -> None:
    """Plus tags, Gmail's dots, whole domains and IDNA."""
    assert a_suppression(suppressed).covers(email)


@pytest.mark.parametrize(
    ("suppressed", "email"),
    [
        ("jane@x.test", "john@x.test"),
        ("jane@x.test", "jane@y.test"),
        ("jane.doe@x.test", "janedoe@x.test"),
        ("x.test", "jane@sub.x.test"),
        ("x.test", "jane@notx.test"),
        ("+a@x.test", "+b@x.test"),
    ],
)
def test_nobody_else_is_covered(suppressed: str, email: str) -> None:
    """Neighbours may be written to."""
    assert not a_suppression(suppressed).covers(email)


@given(st.text("abc", min_size=1, max_size=9), st.text("abc+", max_size=9))
def test_no_tag_escapes_a_suppression(local: str, tag: str) -> None:
    """Whichever of the two was suppressed."""
    plain, tagged = f"{local}@x.test", f"{local}+{tag}@x.test"
    assert a_suppression(plain).covers(tagged)
    assert a_suppression(tagged).covers(plain)


def test_a_target_with_an_at_is_a_person_and_without_one_a_domain() -> None:
    """Reason and moment are kept."""
    person = suppression("Jane+x@X.test", "asked", NOON)
    assert (person.kind, person.value) == (SuppressionKind.ADDRESS, "jane@x.test")
    assert (person.reason, person.created_at) == ("asked", NOON)
    domain = suppression("X.test", "asked", NOON)
    assert (domain.kind, domain.value) == (SuppressionKind.DOMAIN, "x.test")


@pytest.mark.parametrize("target", ["", "@", "@x.test", "jane@", "com", "a b", "x..test", "*"])
def test_what_is_neither_is_refused(target: str) -> None:
    """A suppression that would cover nobody is no suppression."""
    with pytest.raises(InvalidInput):
        suppression(target, "asked", NOON)
