"""The moment of decision: may this body be written? If so, its quota is used."""

import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from msgspec import structs

from cam.domain.model import consent
from cam.domain.model.attempt import Attempt, AttemptState, Go, Refusal, Verdict, no_room
from cam.domain.model.campaign import Campaign
from cam.domain.model.prospect import EmailStatus
from cam.domain.model.quota import Allowance, in_force, mailbox_scope
from cam.domain.model.rhythm import Paces
from cam.domain.model.window import SendingWindow, local_day, zone
from cam.testing.fakes.repository.deployment import standing
from cam.testing.fakes.repository.quotas import limits_now, quota_day, used
from cam.testing.fakes.repository.state import State
from cam.testing.fakes.repository.suppressions import is_suppressed

_ENDS = frozenset({Refusal.SUPPRESSED, Refusal.STOPPED})


def authorized(state: State, go: Go, now: datetime) -> Verdict:
    """Moves the attempt by what is decided; without a refusal its body may be written."""
    attempt = state.attempts.get(go.attempt_id)
    if attempt is not None and (over := _is_over(state, attempt, go)):
        return Verdict(go.attempt_id, over)
    if attempt is None or not _is_held(attempt, go, now):
        return Verdict(go.attempt_id, Refusal.LOST_CLAIM)
    campaign = state.campaigns[attempt.campaign_id]
    is_risky = state.leads[attempt.lead_id].email_status is EmailStatus.RISKY
    limits = limits_now(state, campaign, go.allowances, now, risky=is_risky)
    paces = Paces(state.paces, now)
    refusal, until = _refusal(state, attempt, campaign), None
    needed_in = campaign.consent_needed_in(go.consent_countries)
    if refusal is None and consent.why_not(state.leads[attempt.lead_id], needed_in):
        refusal, until = (
            Refusal.NO_CONSENT,
            _midnight_after(quota_day(state, limits[0], now), limits[0]),
        )
    if refusal is None:
        refusal, until = _by_the_hour(state, campaign.window, limits, paces, now)
    if refusal is None:
        _take(state, limits, paces, now)
        moved = structs.replace(
            attempt,
            state=AttemptState.AUTHORIZED,
            quota_day=quota_day(state, limits[0], now),
            mime_sha256=go.mime_sha256,
            subject=go.subject,
        )
    else:
        moved = structs.replace(
            attempt,
            state=AttemptState.CANCELLED if refusal in _ENDS else AttemptState.QUEUED,
            token="",
            lease_until=None,
            reason=refusal.value,
            next_try=until,
        )
    state.attempts[attempt.id] = structs.replace(moved, updated_at=now)
    return Verdict(go.attempt_id, refusal, max(paces.rest(each.scope) for each in limits))


def authorized_test(
    state: State,
    recipient: str,
    allowances: Sequence[Allowance],
    now: datetime,
    *,
    mailbox: str,
) -> Refusal | None:
    """Counts a mail that is no lead's; None when it may be written."""
    if standing(state).differs:
        return Refusal.NOT_ARMED
    if is_suppressed(state, recipient):
        return Refusal.SUPPRESSED
    if mailbox_scope(mailbox) in state.holds:
        return Refusal.HELD
    paces = Paces(state.paces, now)
    limits = [in_force(each, paces, now) for each in allowances]
    if (full := _full(state, limits, now)) is not None:
        return no_room(full.scope)
    if any(paces.rest(each.scope) for each in limits):
        return Refusal.PACED
    _take(state, limits, paces, now)
    return None


def _take(state: State, limits: Sequence[Allowance], paces: Paces, now: datetime) -> None:
    for each in limits:
        day = quota_day(state, each, now)
        state.quotas[each.scope, day] = used(state, each, now) + 1
        if each.has_pace:
            paces.take(each.scope, local_day(now, each.zone), each.pause.drawn(random.random()))
    for scope, pace in paces.moved.items():
        state.paces[scope] = pace


def _full(state: State, limits: Sequence[Allowance], now: datetime) -> Allowance | None:
    """The first limit that has no room."""
    return next((e for e in limits if e.most is not None and used(state, e, now) >= e.most), None)


def _by_the_hour(
    state: State,
    window: SendingWindow,
    limits: tuple[Allowance, ...],
    paces: Paces,
    now: datetime,
) -> tuple[Refusal | None, datetime | None]:
    """Why not now, and until when."""
    if not window.is_open(now):
        return Refusal.WINDOW, window.opens_at(now)
    if (each := _full(state, limits, now)) is not None:
        return no_room(each.scope), _midnight_after(quota_day(state, each, now), each)
    rest = max(paces.rest(each.scope) for each in limits)
    return (Refusal.PACED, now + rest) if rest else (None, None)


def _is_over(state: State, attempt: Attempt, go: Go) -> Refusal | None:
    """Was the person erased, or the attempt called off, since it was claimed?"""
    if not attempt.recipient:
        return Refusal.SUPPRESSED
    if attempt.state is AttemptState.CANCELLED and attempt.token == go.token:
        covered = is_suppressed(state, attempt.recipient)
        return Refusal.SUPPRESSED if covered else Refusal.STOPPED
    return None


def _is_held(attempt: Attempt, go: Go, now: datetime) -> bool:
    return (
        attempt.state is AttemptState.CLAIMED
        and attempt.token == go.token
        and attempt.lease_until is not None
        and attempt.lease_until > now
    )


def _refusal(state: State, attempt: Attempt, campaign: Campaign) -> Refusal | None:
    if standing(state).differs:
        return Refusal.NOT_ARMED
    if is_suppressed(state, attempt.recipient):
        return Refusal.SUPPRESSED
    if state.leads[attempt.lead_id].is_stopped:
        return Refusal.STOPPED
    if not campaign.is_active:
        return Refusal.PAUSED
    return Refusal.HELD if mailbox_scope(attempt.mailbox) in state.holds else None


def _midnight_after(day: date, allowance: Allowance) -> datetime:
    local = datetime.combine(day + timedelta(days=1), time(0), tzinfo=zone(allowance.zone))
    return local.astimezone(UTC)
