"""The moment of decision: may this body be written? If so, its quota is used."""

from datetime import UTC, date, datetime, time, timedelta

from msgspec import structs

from cam.domain.model.attempt import Attempt, AttemptState, Go, Refusal
from cam.domain.model.campaign import Campaign
from cam.domain.model.quota import campaign_scope
from cam.domain.model.window import zone
from cam.testing.fakes.repository.quotas import quota_day
from cam.testing.fakes.repository.state import State
from cam.testing.fakes.repository.suppressions import is_suppressed

_REFUSED = {
    Refusal.SUPPRESSED: AttemptState.CANCELLED,
    Refusal.STOPPED: AttemptState.CANCELLED,
    Refusal.PAUSED: AttemptState.QUEUED,
    Refusal.QUOTA: AttemptState.QUEUED,
}


def authorized(state: State, go: Go, now: datetime) -> Refusal | None:
    """Moves the attempt by what is decided; None when its body may be written."""
    attempt = state.attempts.get(go.attempt_id)
    if attempt is None or not _is_held(attempt, go, now):
        return Refusal.LOST_CLAIM
    campaign = state.campaigns[attempt.campaign_id]
    day = quota_day(state, campaign, now)
    used = state.quotas.get((campaign_scope(campaign.id), day), 0)
    refusal = _refusal(state, attempt, campaign, used)
    if refusal is None:
        state.quotas[campaign_scope(campaign.id), day] = used + 1
        moved = structs.replace(
            attempt, state=AttemptState.AUTHORIZED, quota_day=day, mime_sha256=go.mime_sha256
        )
    else:
        moved = structs.replace(
            attempt,
            state=_REFUSED[refusal],
            token="",
            lease_until=None,
            reason=refusal.value,
            next_try=_midnight_after(day, campaign) if refusal is Refusal.QUOTA else None,
        )
    state.attempts[attempt.id] = structs.replace(moved, updated_at=now)
    return refusal


def _is_held(attempt: Attempt, go: Go, now: datetime) -> bool:
    return (
        attempt.state is AttemptState.CLAIMED
        and attempt.token == go.token
        and attempt.lease_until is not None
        and attempt.lease_until > now
    )


def _refusal(state: State, attempt: Attempt, campaign: Campaign, used: int) -> Refusal | None:
    if is_suppressed(state, attempt.recipient):
        return Refusal.SUPPRESSED
    if state.leads[attempt.lead_id].is_stopped:
        return Refusal.STOPPED
    if not campaign.is_active:
        return Refusal.PAUSED
    return Refusal.QUOTA if used >= campaign.mails_per_day else None


def _midnight_after(day: date, campaign: Campaign) -> datetime:
    local = datetime.combine(day + timedelta(days=1), time(0), tzinfo=zone(campaign.zone))
    return local.astimezone(UTC)
