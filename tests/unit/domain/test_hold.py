"""Which replies leave a mailbox alone, and for how long."""

from datetime import timedelta

import pytest

from cam.domain.model.hold import Hold, HoldKind, mailbox_of, ours
from cam.testing.builders import NOON


def a_hold(kind: HoldKind, provider: str = "mailbox:ann") -> Hold:
    """Since NOON, with the key `old`."""
    return Hold(
        provider=provider, kind=kind, reason="why", key="old", since=NOON, look_again_at=NOON
    )


@pytest.mark.parametrize(
    ("code", "text", "kind"),
    [
        (535, "5.7.8 Username and Password not accepted", HoldKind.DENIED),
        (530, "Authentication required", HoldKind.DENIED),
        (534, "5.7.9 Please log in via your web browser", HoldKind.DENIED),
        (550, "5.7.14 account disabled", HoldKind.DENIED),
        (550, "5.4.5 Daily user sending limit exceeded", HoldKind.LIMIT),
        (550, "5.7.28 too much of it", HoldKind.LIMIT),
        (550, "5.7.26 This mail is unauthenticated", HoldKind.POLICY),
        (550, "5.7.515 Access denied, sending domain", HoldKind.POLICY),
        (550, "5.7.606 Access denied, banned sending IP", HoldKind.POLICY),
        (550, "5.7.649 Access denied, banned sending IP", HoldKind.POLICY),
        (553, "5.1.8 sender's domain does not exist", HoldKind.POLICY),
        (None, "5.7.23 SPF validation failed", HoldKind.POLICY),
    ],
)
def test_a_fault_of_ours_holds_the_mailbox(code: int | None, text: str, kind: HoldKind) -> None:
    """A login, a limit, who we are: the next recipient would hear the same."""
    assert ours(code, text) is kind


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (550, "5.1.1 no such user"),
        (552, "5.2.2 mailbox full"),
        (550, "5.7.1 policy of the recipient"),
        (550, "5.7.650 whatever"),
        (550, "5.7.2600 no code"),
        (550, "mentions 5.7.26 later"),
        (554, "no code at all"),
        (451, "4.7.26 unauthenticated, for now"),
        (421, "4.7.28 slow down"),
        (None, "4.4.5 congestion"),
    ],
)
def test_what_speaks_of_the_recipient_or_passes_by_itself_does_not(
    code: int | None, text: str
) -> None:
    """A 5.7.1 may be one recipient's policy; a 4yz is tried again."""
    assert ours(code, text) is None


def test_a_new_password_ends_every_hold_but_a_persons() -> None:
    """A person's ends by a person's word only."""
    for kind in HoldKind:
        assert a_hold(kind).is_ended_by("new") is (kind is not HoldKind.BY_HAND)
        assert not a_hold(kind).is_ended_by("old")


def test_a_hold_says_who_is_left_alone_and_why() -> None:
    """A mailbox by its name, a provider by its own."""
    told = "mailbox ann is left alone: its server does not let us in (why)"
    assert a_hold(HoldKind.DENIED).words == told
    assert (
        a_hold(HoldKind.DENIED, "apollo").words == "apollo is left alone: it denied the key (why)"
    )
    assert (mailbox_of("mailbox:a:b"), mailbox_of("apollo")) == ("a:b", "")


def test_a_limit_is_not_tested_by_a_login() -> None:
    """It ends by time; a login that is refused is looked at sooner."""
    assert HoldKind.DENIED.looked_at_after < HoldKind.LIMIT.looked_at_after <= timedelta(days=1)
    assert HoldKind.BY_HAND.looked_at_after > timedelta(days=10_000)
