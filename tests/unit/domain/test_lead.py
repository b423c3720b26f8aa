"""A lead's life: one table of moves, and no way around it."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model import score as scores
from cam.domain.model.audience import Audience
from cam.domain.model.cadence import SILENCE
from cam.domain.model.errors import IllegalMove
from cam.domain.model.lead import (
    HOT,
    MOVES,
    QUALIFY_ABOVE,
    STOPPED,
    LeadEvent,
    LeadStatus,
    NextAction,
)
from cam.domain.model.prospect import EmailStatus, Profile
from cam.domain.model.score import Weights
from cam.testing.builders import NOON, a_lead, a_profile, a_step

from .strategies import actions, audiences, events, profiles, statuses

SEQUENCE = (a_step(), a_step(), a_step())
LATER = NOON + timedelta(hours=1)
LIVING = [status for status in LeadStatus if status not in STOPPED]


@pytest.mark.parametrize("status", LeadStatus)
@pytest.mark.parametrize("event", LeadEvent)
def test_a_lead_moves_by_the_table_or_not_at_all(status: LeadStatus, event: LeadEvent) -> None:
    """Every pair: a legal one gives the table's status, an illegal one raises, nothing changed."""
    lead = a_lead(status=status)
    before = repr(lead)
    if (status, event) in MOVES:
        moved = lead.moved(event, LATER)
        assert (moved.status, moved.updated_at) == (MOVES[status, event], LATER)
    else:
        with pytest.raises(IllegalMove):
            lead.moved(event, LATER)
    assert repr(lead) == before


def test_only_enriching_who_was_written_to_and_reviving_are_refused() -> None:
    """The pairs that are not in the table, by name: whoever adds a move has to say so here."""
    missing = {(s, e) for s in LeadStatus for e in LeadEvent} - MOVES.keys()
    written_to = set(LeadStatus) - {LeadStatus.NEW, LeadStatus.ENRICHED}
    assert missing == {(status, LeadEvent.DATA_FOUND) for status in written_to}


@given(statuses, events, actions)
def test_who_stops_has_nothing_to_come(
    status: LeadStatus, event: LeadEvent, action: NextAction
) -> None:
    """A move that ends in a stopped status leaves no action behind; any other keeps it."""
    lead = a_lead(status=status, next_action=action)
    if (status, event) not in MOVES:
        return
    moved = lead.moved(event, LATER)
    if moved.status in STOPPED:
        assert (moved.next_action, moved.next_action_at) == (NextAction.NONE, None)
        assert moved.is_stopped
    else:
        assert (moved.next_action, moved.next_action_at) == (action, lead.next_action_at)


@pytest.mark.parametrize("status", LeadStatus)
@pytest.mark.parametrize(
    "event", [LeadEvent.HARD_BOUNCE, LeadEvent.COMPLAINT, LeadEvent.UNSUBSCRIBE]
)
def test_who_bounces_complains_or_unsubscribes_is_lost(
    status: LeadStatus, event: LeadEvent
) -> None:
    """From wherever."""
    assert a_lead(status=status).moved(event, LATER).status is LeadStatus.LOST


@pytest.mark.parametrize("status", [LeadStatus.QUALIFIED, LeadStatus.LOST])
@pytest.mark.parametrize("event", [e for e in LeadEvent if "reply" in e or "accepted" in e])
def test_only_a_person_takes_a_lead_back(status: LeadStatus, event: LeadEvent) -> None:
    """Neither a reply nor a late mail moves who is QUALIFIED or LOST."""
    assert a_lead(status=status).moved(event, LATER).status is status


@given(profiles, audiences, st.sampled_from(LIVING))
def test_mailing_never_qualifies_under_default_weights(
    profile: Profile, audience: Audience, status: LeadStatus
) -> None:
    """Whatever is known of a lead, the whole sequence leaves it CONTACTED."""
    value = scores.score(profile, audience, Weights()).value
    lead = a_lead(status=status, score=value)
    for step in range(len(SEQUENCE)):
        lead = lead.contacted(LATER, step, SEQUENCE)
        assert lead.status is LeadStatus.CONTACTED


@pytest.mark.parametrize("changes", [{"tags": (HOT,)}, {"score": QUALIFY_ABOVE + 0.01}])
def test_a_hot_lead_is_a_persons_after_the_next_mail(changes: dict[str, Any]) -> None:
    """Tagged hot, or scored above the bar by the operator: QUALIFIED, automation stops."""
    lead = a_lead(status=LeadStatus.ENRICHED, **changes).contacted(LATER, 0, SEQUENCE)
    assert lead.status is LeadStatus.QUALIFIED
    assert lead.next_action is NextAction.NONE
    assert lead.first_contacted_at == LATER


def test_the_next_step_follows_by_the_cadence_and_the_last_one_closes() -> None:
    """The first contact's moment stays; silence after the last mail is not LOST."""
    first = a_lead(status=LeadStatus.ENRICHED).contacted(NOON, 0, SEQUENCE)
    assert (first.next_step, first.next_action) == (1, NextAction.CONTACT)
    assert first.next_action_at == NOON + timedelta(days=3)
    second = first.contacted(LATER, 1, SEQUENCE)
    assert second.next_action_at == LATER + timedelta(days=7)
    assert (second.first_contacted_at, second.last_contacted_at) == (NOON, LATER)
    third = second.contacted(LATER, 2, SEQUENCE)
    assert third.closed_because == "sequence finished"
    assert (third.status, third.next_action) == (LeadStatus.CONTACTED, NextAction.NONE)


def test_a_mail_that_was_under_way_is_recorded_and_revives_nobody() -> None:
    """The lead replied while the mail left: contacted is noted, nothing else is planned."""
    lead = a_lead(status=LeadStatus.REPLIED, next_action=NextAction.NONE, next_action_at=None)
    late = lead.contacted(LATER, 1, SEQUENCE)
    assert (late.status, late.next_action, late.last_contacted_at) == (
        LeadStatus.REPLIED,
        NextAction.NONE,
        LATER,
    )
    closed = a_lead(status=LeadStatus.CONTACTED).closed("a test", NOON)
    assert closed.contacted(LATER, 0, SEQUENCE).next_action is NextAction.NONE


def test_an_enriched_lead_has_the_profile_and_the_score_with_its_reasons() -> None:
    """What is found takes the place of what was known."""
    found = a_profile(title="Founder")
    scored = scores.given(0.5)
    lead = a_lead().enriched(found, scored, LATER)
    assert (lead.status, lead.title, lead.email) == (LeadStatus.ENRICHED, "Founder", found.email)
    assert (lead.score, lead.score_lines) == (scored.value, scored.lines)


def test_an_imported_score_stays() -> None:
    """Enriching does not overrule the operator; other scores are made anew."""
    told = scores.given(0.9)
    imported = a_lead(score=told.value, score_lines=told.lines)
    assert imported.rescored(Audience(), Weights()) == told
    assert a_lead(score=0.9).rescored(Audience(), Weights()).value < 0.9


def test_a_fruitless_try_is_counted() -> None:
    """It is enriched again at the given moment."""
    lead = a_lead().to_enrich(LATER)
    assert (lead.enrich_tries, lead.next_action) == (1, NextAction.ENRICH)
    assert lead.next_action_at == LATER
    waiting = lead.awaiting(LATER)
    assert (waiting.next_action, waiting.next_action_at) == (NextAction.AWAIT, None)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"closed_because": "a test"}, "a test"),
        ({"status": LeadStatus.LOST}, "lead is LOST"),
        ({"status": LeadStatus.REPLIED}, "lead is REPLIED"),
        ({"email": ""}, "no address"),
        ({"email_status": EmailStatus.INVALID}, "address is invalid"),
        ({"email_status": EmailStatus.UNVERIFIED}, "address is unverified"),
        ({"email_status": EmailStatus.RISKY}, "address is risky"),
        ({"first_contacted_at": NOON - SILENCE - timedelta(seconds=1)}, "silent for more than"),
        ({"first_contacted_at": NOON - SILENCE}, ""),
        ({"email_status": EmailStatus.GIVEN}, ""),
        ({}, ""),
    ],
)
def test_a_lead_is_mailed_only_when_nothing_speaks_against_it(
    changes: dict[str, Any], reason: str
) -> None:
    """The reason names what does."""
    told = a_lead(**changes).why_not_mailable(NOON)
    assert told.startswith(reason)
    assert bool(told) == bool(reason)


def test_a_risky_address_is_mailed_only_when_the_campaign_says_so() -> None:
    """An invalid one never."""
    assert not a_lead(email_status=EmailStatus.RISKY).why_not_mailable(NOON, risky_too=True)
    assert a_lead(email_status=EmailStatus.INVALID).why_not_mailable(NOON, risky_too=True)


@given(profiles, st.booleans(), st.booleans())
def test_what_is_missing_is_what_a_mail_needs(
    profile: Profile, risky_too: bool, verifiable: bool
) -> None:
    """An address that may be mailed, or judged; the first name; the company. Nothing else."""
    facts = {name: getattr(profile, name) for name in Profile.__struct_fields__}
    lead = a_lead(**facts)
    missing = lead.missing(risky_too=risky_too, verifiable=verifiable)
    assert set(missing) <= {"email", "first_name", "company"}
    mailable = not lead.why_not_mailable(NOON, risky_too=risky_too)
    if mailable:
        assert "email" not in missing
        assert missing == tuple(
            name for name in ("first_name", "company") if not getattr(lead, name)
        )
    elif lead.email and lead.email_status in (EmailStatus.INVALID, EmailStatus.RISKY):
        assert missing == ()
    elif not (verifiable and lead.email and lead.email_status is EmailStatus.UNVERIFIED):
        assert "email" in missing


def test_a_lead_to_be_verified_begins_its_tries_anew() -> None:
    """And waiting counts one only when it was tried in vain."""
    lead = a_lead(enrich_tries=2, asked_of=("apollo",)).to_verify(LATER)
    assert (lead.next_action, lead.next_action_at) == (NextAction.VERIFY, LATER)
    assert (lead.enrich_tries, lead.asked_of) == (0, ())
    assert lead.later(NOON).enrich_tries == 0
    tried = lead.later(NOON, tried=True)
    assert (tried.enrich_tries, tried.next_action, tried.next_action_at) == (
        1,
        NextAction.VERIFY,
        NOON,
    )
