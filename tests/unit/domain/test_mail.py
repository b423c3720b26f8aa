"""Who writes."""

import pytest

from cam.domain.model.errors import InvalidInput
from cam.domain.model.mail import Sender
from cam.testing.builders import a_sender


@pytest.mark.parametrize("field", ["name", "company"])
@pytest.mark.parametrize(
    "value", ["Jane\nBcc: x@y.test", "Jane\rBcc: x@y.test", "=?utf-8?q?a=0ABcc?=", "nul\x00"]
)
def test_a_senders_name_cannot_become_a_header(field: str, value: str) -> None:
    """One line of plain text."""
    with pytest.raises(InvalidInput) as refused:
        a_sender(**{field: value})
    assert refused.value.field == f"sender.{field}"


@pytest.mark.parametrize("field", ["email", "reply_to"])
def test_a_senders_addresses_are_addresses(field: str) -> None:
    """Or empty."""
    with pytest.raises(InvalidInput):
        a_sender(**{field: "nobody"})
    assert a_sender(**{field: ""})


def test_a_postal_address_may_have_lines() -> None:
    """As on an envelope."""
    assert a_sender(postal_address="1 Street\n12345 Town").postal_address


def test_what_a_sender_leaves_open_is_taken_from_the_other() -> None:
    """Field by field."""
    mine = Sender(name="Jane")
    assert mine.or_else(a_sender()) == a_sender(name="Jane")
    assert a_sender().or_else(mine) == a_sender()


def test_the_settings_that_are_missing_are_named() -> None:
    """By the names under which an operator sets them."""
    assert Sender().missing == ("CAM_SENDER_NAME", "CAM_SENDER_EMAIL", "CAM_POSTAL_ADDRESS")
    assert a_sender().missing == ()
