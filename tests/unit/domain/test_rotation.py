"""Which mailbox writes to whom."""

from collections import Counter
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model.mail import Sender
from cam.domain.model.mailbox import Mailbox
from cam.domain.model.quota import Quota
from cam.domain.model.rhythm import Pause
from cam.domain.model.rotation import PATIENCE, Rotation, Turn
from cam.testing.builders import NOON

DAY = date(2026, 1, 5)


def a_turn(name: str, left: int | None = None, **changes: Any) -> Turn:
    """A mailbox that has so many mails left today."""
    sender = Sender(email=f"{name}@agency.test")
    pause = changes.pop("pause", Pause())
    takes_all = changes.pop("takes_all", False)
    return Turn(
        mailbox=Mailbox(name=name, sender=sender, pause=pause, takes_all=takes_all),
        quota=Quota(day=DAY, limit=left, used=changes.pop("used", 0)),
        **changes,
    )


def chosen(rotation: Rotation, mailbox: str = "") -> str:
    """The name of the mailbox that writes; the mail is then taken."""
    turn = rotation.turn_of(mailbox)
    assert turn is not None
    turn.taken += 1
    return turn.mailbox.name


def test_new_leads_go_where_most_room_is_left() -> None:
    """And so they are spread; where nothing is limited, to the one that was used least."""
    rotation = Rotation([a_turn("a", 3), a_turn("b", 5)])
    assert Counter(chosen(rotation) for _ in range(8)) == {"a": 3, "b": 5}
    assert rotation.why_not("") == "mailbox quota reached for today"
    unlimited = Rotation([a_turn("a", used=9), a_turn("b", used=4), a_turn("c", used=4)])
    assert [chosen(unlimited) for _ in range(3)] == ["b", "c", "b"]


def test_a_lead_stays_with_its_mailbox_however_full() -> None:
    """By its name, or by the address that it had when it was the only one."""
    rotation = Rotation([a_turn("a", 0), a_turn("b", 5)])
    for mailbox in ("a", "a@agency.test"):
        assert chosen(rotation, mailbox) == "a"
        assert rotation.why_not(mailbox) == "mailbox quota reached for today"
    assert rotation.turn_of("gone") is None
    assert rotation.why_not("gone") == "mailbox gone is not configured"


def test_a_held_or_resting_mailbox_gets_nobody_new() -> None:
    """And its own leads wait, with the reason."""
    pause = Pause(seconds=60)
    resting = a_turn("r", 50, pause=pause, rest=PATIENCE + timedelta(seconds=1))
    rotation = Rotation([a_turn("h", 50, held="why"), resting, a_turn("a", 1)])
    assert rotation.reachable == frozenset({"a", "a@agency.test", ""})
    assert chosen(rotation) == "a"
    assert rotation.why_not("h") == "mailbox h is left alone"
    assert rotation.why_not("r") == "paced"
    assert rotation.reachable == frozenset()


def test_a_campaigns_mailboxes_are_those_of_its_new_leads() -> None:
    """Who has another one stays with it."""
    rotation = Rotation([a_turn("a", 9), a_turn("b", 1)], ["b"])
    assert chosen(rotation) == "b"
    assert chosen(rotation, "a") == "a"
    assert rotation.reachable == frozenset({"a", "a@agency.test"})
    nowhere = Rotation([a_turn("a", 9)], ["c"])
    assert nowhere.why_not("") == "mailbox of the campaign is not configured"


def test_the_only_mailbox_takes_everybody() -> None:
    """Whatever mailbox they had; its queue is everybody's."""
    rotation = Rotation([a_turn("a", 2, takes_all=True)])
    assert rotation.reachable is None
    assert chosen(rotation, "another") == "a"
    assert rotation.queue_of(rotation.turns[0]) is None


def test_of_a_mailbox_that_pauses_no_more_is_planned_than_can_leave() -> None:
    """What waits in its queue has the turns first."""
    turn = a_turn("a", 50, pause=Pause(seconds=8), queued=1)
    assert turn.room == 2  # now, after 8 and after 16 seconds; one of them is the queue's
    turn.rest = timedelta(seconds=13)
    assert turn.room == 0


def test_whoever_rests_is_waited_for_when_something_waits_for_it() -> None:
    """The soonest; not one that is held, shut or has an empty queue."""
    pause = Pause(seconds=9)
    turns = [
        a_turn("a", 9, pause=pause, rest=timedelta(seconds=9), queued=1),
        a_turn("b", 9, pause=pause, rest=timedelta(seconds=7), queued=1),
        a_turn("empty", 9, pause=pause, rest=timedelta(seconds=1)),
        a_turn("held", 9, pause=pause, rest=timedelta(seconds=1), queued=1, held="why"),
        a_turn("shut", 9, pause=pause, rest=timedelta(seconds=1), queued=1, shut=True),
    ]
    rotation = Rotation(turns)
    rotation.begin(NOON)
    assert rotation.claimable(NOON) == []
    assert rotation.next_rest(NOON) == timedelta(seconds=7)
    later = NOON + timedelta(seconds=8)
    assert [turn.mailbox.name for turn in rotation.claimable(later)] == ["b", "empty"]
    assert rotation.next_rest(later) == timedelta(seconds=1)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=6), st.integers(0, 60))
def test_no_mailbox_is_given_more_than_it_has(left: list[int], leads: int) -> None:
    """And nobody waits while another mailbox has room."""
    rotation = Rotation([a_turn(f"m{n}", most) for n, most in enumerate(left)])
    given_ = Counter(chosen(rotation) for _ in range(leads) if not rotation.why_not(""))
    assert all(given_[f"m{n}"] <= most for n, most in enumerate(left))
    assert sum(given_.values()) == min(leads, sum(left))
