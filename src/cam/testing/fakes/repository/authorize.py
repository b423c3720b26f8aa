"""The moment of decision: may this body be written? If so, its quota is used."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from msgspec import structs

from cam.domain.model import consent
from cam.domain.model.attempt import Attempt, AttemptState, Go, Refusal, no_room
from cam.domain.model.campaign import Campaign
from cam.domain.model.prospect import EmailStatus
from cam.domain.model.quota import Allowance
from cam.domain.model.window import zone
from cam.testing.fakes.repository.deployment import standing
from cam.testing.fakes.repository.quotas import own, quota_day, risky, used
from cam.testing.fakes.repository.state import State
from cam.testing.fakes.repository.suppressions import is_suppressed

_ENDS = frozenset({Refusal.SUPPRESSED, Refusal.STOPPED})
_FOR_A_PERSON = frozenset({Refusal.NOT_ARMED, Refusal.PAUSED})


def authorized(state: State, go: Go, now: datetime) -> Refusal | None:
    """Moves the attempt by what is decided; None when its body may be written."""
    attempt = state.attempts.get(go.attempt_id)
    if attempt is not None and (over := _is_over(state, attempt, go)):
        return over
    if attempt is None or not _is_held(attempt, go, now):
        return Refusal.LOST_CLAIM
    campaign = state.campaigns[attempt.campaign_id]
    limits = _limits(state, attempt, campaign, go)
    full = next((each for each in limits if used(state, each, now) >= each.most), None)
    refusal = _refusal(state, attempt, campaign, go) or (no_room(full.scope) if full else None)
    if refusal is None:
        for each in limits:
            day = quota_day(state, each, now)
            state.quotas[each.scope, day] = used(state, each, now) + 1
        moved = structs.replace(
            attempt,
            state=AttemptState.AUTHORIZED,
            quota_day=quota_day(state, limits[0], now),
            mime_sha256=go.mime_sha256,
            subject=go.subject,
        )
    else:
        ended = refusal in _ENDS
        waits = None if ended or refusal in _FOR_A_PERSON else full or limits[0]
        moved = structs.replace(
            attempt,
            state=AttemptState.CANCELLED if ended else AttemptState.QUEUED,
            token="",
            lease_until=None,
            reason=refusal.value,
            next_try=_midnight_after(quota_day(state, waits, now), waits) if waits else None,
        )
    state.attempts[attempt.id] = structs.replace(moved, updated_at=now)
    return refusal


def authorized_test(
    state: State, recipient: str, allowances: Sequence[Allowance], now: datetime
) -> Refusal | None:
    """Counts a mail that is no lead's; None when it may be written."""
    if standing(state).differs:
        return Refusal.NOT_ARMED
    if is_suppressed(state, recipient):
        return Refusal.SUPPRESSED
    full = next((each for each in allowances if used(state, each, now) >= each.most), None)
    if full is not None:
        return no_room(full.scope)
    for each in allowances:
        state.quotas[each.scope, quota_day(state, each, now)] = used(state, each, now) + 1
    return None


def _limits(state: State, attempt: Attempt, campaign: Campaign, go: Go) -> tuple[Allowance, ...]:
    is_risky = state.leads[attempt.lead_id].email_status is EmailStatus.RISKY
    return (own(campaign), *((risky(campaign),) if is_risky else ()), *go.allowances)


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


def _refusal(state: State, attempt: Attempt, campaign: Campaign, go: Go) -> Refusal | None:
    if standing(state).differs:
        return Refusal.NOT_ARMED
    if is_suppressed(state, attempt.recipient):
        return Refusal.SUPPRESSED
    lead = state.leads[attempt.lead_id]
    if lead.is_stopped:
        return Refusal.STOPPED
    if consent.why_not(lead, campaign.consent_needed_in(go.consent_countries)):
        return Refusal.NO_CONSENT
    return None if campaign.is_active else Refusal.PAUSED


def _midnight_after(day: date, allowance: Allowance) -> datetime:
    local = datetime.combine(day + timedelta(days=1), time(0), tzinfo=zone(allowance.zone))
    return local.astimezone(UTC)
