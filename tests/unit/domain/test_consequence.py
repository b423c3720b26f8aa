"""What follows from an arrival: rules that hold whatever arrives."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from cam.domain.model.answer import AnswerKind, Classified
from cam.domain.model.arrival import MatchedBy, Ruling, key_of, told
from cam.domain.model.consequence import (
    AUTO_REPLY_WAIT,
    NOTHING,
    OUT_OF_OFFICE_WAIT,
    WAITS,
    Consequence,
    after,
    of_auto_reply,
    of_bounce,
    of_complaint,
    of_reply,
    of_ruling,
    resumed,
    ruled,
)
from cam.domain.model.hold import HoldKind
from cam.domain.model.incoming import Bounce, BounceKind, Incoming, IncomingKind
from cam.domain.model.lead import Lead, LeadEvent, LeadStatus, NextAction
from cam.testing.builders import NOON, a_lead, a_step, an_arrival

signs = st.sampled_from(MatchedBy)
statuses = st.sampled_from(LeadStatus)


def a_bounce(kind: BounceKind) -> Bounce:
    return Bounce(
        kind=kind, code="5.1.1", smtp_code=550, diagnostic="", recipient="", rule="a test"
    )


def bounced(kind: BounceKind, by: MatchedBy, *, named: bool = True, soft: int = 0) -> Consequence:
    return of_bounce(a_bounce(kind), by, names_recipient=named, soft_before=soft, most_soft=3)


@given(st.sampled_from(BounceKind), signs, st.booleans(), st.integers(0, 9))
def test_no_weak_sign_suppresses_or_moves_by_itself(
    kind: BounceKind, by: MatchedBy, named: bool, soft: int
) -> None:
    """Nor a bounce that names somebody else; that waits for a person."""
    follows = bounced(kind, by, named=named, soft=soft)
    if by.is_weak or not named:
        assert (follows.event, follows.suppresses) == (None, False)
        assert follows.needs_review is (kind is BounceKind.HARD)
    complaint = of_complaint(by)
    assert (complaint.suppresses, complaint.needs_review) == (not by.is_weak, by.is_weak)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (BounceKind.HARD, (LeadEvent.HARD_BOUNCE, True, True)),
        (BounceKind.SOFT, (None, False, False)),
        (BounceKind.OURS, (None, False, False)),
        (BounceKind.DELAYED, (None, False, False)),
        (BounceKind.DELIVERED, (None, False, False)),
    ],
)
def test_only_a_hard_bounce_ends_it(
    kind: BounceKind, expected: tuple[LeadEvent | None, bool, bool]
) -> None:
    """Our own fault is the mailbox's matter, a delay nobody's."""
    got = bounced(kind, MatchedBy.MESSAGE_ID)
    assert (got.event, got.suppresses, got.stops) == expected


@pytest.mark.parametrize(
    ("code", "by", "kind"),
    [
        ("5.7.26", MatchedBy.MESSAGE_ID, HoldKind.POLICY),
        ("5.4.5", MatchedBy.TOKEN, HoldKind.LIMIT),
        ("5.7.1", MatchedBy.MESSAGE_ID, None),
        ("5.7.26", MatchedBy.RECIPIENT, None),
        ("5.7.26", MatchedBy.SENDER_AND_SUBJECT, None),
    ],
)
def test_the_mailbox_is_held_for_what_is_surely_its_fault(
    code: str, by: MatchedBy, kind: HoldKind | None
) -> None:
    """By the code, and by who has our mail only: else anybody could silence us."""
    bounce = structs.replace(a_bounce(BounceKind.OURS), code=code)
    follows = of_bounce(bounce, by, names_recipient=True, soft_before=0, most_soft=3)
    assert follows.holds is kind


def test_the_last_soft_bounce_that_is_allowed_suppresses() -> None:
    """The third of three, not the second."""
    assert bounced(BounceKind.SOFT, MatchedBy.TOKEN, soft=1) == NOTHING
    assert bounced(BounceKind.SOFT, MatchedBy.TOKEN, soft=2).suppresses


@given(st.sampled_from(AnswerKind), st.booleans(), signs)
def test_every_person_s_reply_stops_the_sequence(
    kind: AnswerKind, certain: bool, by: MatchedBy
) -> None:
    """Only what is surely a responder's does not; nothing uncertain moves a lead or suppresses."""
    follows = of_reply(Classified(kind=kind, certain=certain), by, NOON)
    responder = certain and kind in (AnswerKind.OUT_OF_OFFICE, AnswerKind.AUTO)
    assert follows.stops is not responder
    if not certain or by.is_weak:
        assert (follows.event, follows.suppresses) == (None, False)
    if follows.stops and follows.event is None:
        assert (follows.needs_review, follows.because) == (True, WAITS)
    if follows.suppresses:
        assert follows.event is LeadEvent.UNSUBSCRIBE


@given(st.none() | st.dates(date(2020, 1, 1), date(2100, 1, 1)))
def test_an_absence_postpones_by_a_believable_time(back_on: date | None) -> None:
    """To the day after the return, when it lies within three months; else by seven days."""
    follows = of_auto_reply(AnswerKind.OUT_OF_OFFICE, back_on, NOON)
    lead = a_lead(next_action=NextAction.CONTACT, next_action_at=NOON)
    due = after(lead, follows, NOON).next_action_at
    assert due is not None
    assert NOON <= due <= NOON + timedelta(days=90)
    if back_on == date(2026, 1, 20):
        assert due.date() == date(2026, 1, 21)


def test_responders_of_other_kinds_postpone_by_three_days() -> None:
    """Unless they name a day."""
    assert of_auto_reply(AnswerKind.AUTO, None, NOON).waits == AUTO_REPLY_WAIT
    assert of_auto_reply(AnswerKind.OUT_OF_OFFICE, None, NOON).waits == OUT_OF_OFFICE_WAIT
    named = of_auto_reply(AnswerKind.AUTO, date(2026, 1, 20), NOON)
    assert named.until is not None
    assert named.until.date() == date(2026, 1, 21)


@given(statuses, st.sampled_from(Ruling), st.sampled_from(["", WAITS, "sequence finished"]))
def test_every_word_is_possible_of_every_lead(
    status: LeadStatus, ruling: Ruling, closed: str
) -> None:
    """No ruling fails, whatever the lead went through; an end is an end."""
    lead = a_lead(status=status, closed_because=closed)
    follows = of_ruling(ruling, NOON)
    moved = ruled(lead, follows, NOON)
    if follows.event is not None:
        assert moved.is_stopped
        assert moved.closed_because != WAITS
    if ruling is Ruling.POSITIVE:
        assert moved.status is LeadStatus.QUALIFIED


@given(statuses, st.sampled_from(list(AnswerKind)))
def test_a_reply_never_takes_a_lead_back(status: LeadStatus, kind: AnswerKind) -> None:
    """From LOST and QUALIFIED only bounces, complaints, an unsubscribe and people do."""
    lead = a_lead(status=status)
    follows = of_reply(Classified(kind=kind, certain=True), MatchedBy.MESSAGE_ID, NOON)
    moved = after(lead, follows, NOON)
    if status is LeadStatus.LOST or (
        status is LeadStatus.QUALIFIED and kind is not AnswerKind.UNSUBSCRIBE
    ):
        assert moved.status is status


def test_a_positive_reply_counts_its_points_once() -> None:
    """With their reason; never above one."""
    lead = a_lead(score=0.85)
    follows = of_ruling(Ruling.POSITIVE, NOON)
    once = ruled(lead, follows, NOON)
    assert ruled(once, follows, NOON).score == once.score <= 1.0
    assert once.score_lines[-1].name == "positive_reply"


def test_a_closed_lead_keeps_its_reason() -> None:
    """What waits for a review is not written over why it was closed before."""
    lead = a_lead().closed("sequence finished", NOON)
    assert after(lead, of_complaint(MatchedBy.RECIPIENT), NOON) == lead


@pytest.mark.parametrize(("cancelled", "step"), [(False, 1), (True, 2)])
def test_a_lead_that_goes_on_is_not_written_to_in_the_past(*, cancelled: bool, step: int) -> None:
    """Its due date is now at the earliest; a cancelled step is left out."""
    steps = (a_step(), a_step(), a_step())
    lead: Lead = structs.replace(a_lead(next_step=1), closed_because=WAITS)
    due = NOON - timedelta(days=5)
    on = resumed(lead, steps, cancelled=cancelled, due_at=due, at=NOON)
    assert (on.next_step, on.next_action_at, on.closed_because) == (step, NOON, "")
    over = resumed(lead, steps[:1], cancelled=cancelled, due_at=due, at=NOON)
    assert over.closed_because == "sequence finished"


@given(st.text(), st.binary())
def test_a_key_tells_messages_apart_by_id_or_by_content(message_id: str, raw: bytes) -> None:
    """Bounded, and storable."""
    key = key_of(message_id, raw)
    assert len(key) <= 80
    assert key.isascii()
    assert key_of("", raw) == key_of("", raw) != key_of("", raw + b"x")


@given(st.text(max_size=3000), st.text(max_size=20_000), st.lists(st.text(), max_size=30))
def test_what_is_kept_of_a_message_is_bounded_and_storable(
    subject: str, text: str, reasons: list[str]
) -> None:
    """No NUL, no lone surrogate, nothing endless; whatever somebody sends."""
    incoming = Incoming(
        kind=IncomingKind.REPLY, subject=subject, text=text + "\ud800\x00", reasons=tuple(reasons)
    )
    kept = told(an_arrival(), incoming)
    assert len(kept.text) <= 10_000
    assert len(kept.subject) <= 500
    assert len(kept.reasons) <= 10
    for each in (kept.subject, kept.text, *kept.reasons):
        assert "\x00" not in each
        each.encode()
