"""Attempts whose fate is unknown: a person's word, or seven days, settles them."""

from collections.abc import Sequence
from uuid import UUID

from cam.domain.model.attempt import FINAL_AFTER, Attempt, AttemptState
from cam.domain.model.campaign import Campaign
from cam.domain.model.errors import AttemptIsKnown, AttemptNotFound, InvalidInput
from cam.domain.model.lead import Lead
from cam.domain.model.text import one_line
from cam.ports.repository import Fence, Repository, UnitOfWork

NOT_KNOWN = "nobody knows whether step {step} was sent"
"""Why a lead is left alone when its campaign says STOP."""


class Resolving:
    """Settles unknown attempts."""

    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    async def resolve(self, attempt_id: UUID, *, sent: bool, because: str, by: str) -> Attempt:
        """The attempt as a person says that it ended; `because` and `by` are kept as evidence.

        Sent: the sequence goes on. Not sent: it is queued, and written by the next cycle. Raises
        AttemptNotFound, AttemptIsKnown, InvalidInput.
        """
        if not one_line(because):
            raise InvalidInput("because", "say how you know")
        state = AttemptState.SENT if sent else AttemptState.QUEUED
        async with self._unit_of_work() as repo:
            known = await repo.attempts.get([attempt_id])
            if attempt_id not in known:
                raise AttemptNotFound(attempt_id)
            attempt = await repo.attempts.resolve(
                attempt_id, state, evidence=f"{by}: {one_line(because)}"
            )
            if attempt is None:
                raise AttemptIsKnown(attempt_id, known[attempt_id].state)
            campaign = await repo.campaigns.get(attempt.campaign_id)
            await follow(repo, campaign, [attempt])
        return attempt

    async def finish(self, campaign: Campaign, fence: Fence) -> int:
        """Attempts that were unknown for seven days are final: they count as sent. So does one of
        whose mail something came back, at once. Their number.

        Raises Superseded.
        """
        async with self._unit_of_work(fence) as repo:
            proofs = await repo.arrivals.proofs(campaign.id)
            proved = [
                await repo.attempts.resolve(each, AttemptState.SENT, evidence=f"{kind} arrived")
                for each, kind in proofs.items()
            ]
            late = await repo.attempts.overdue(campaign.id, older_than=FINAL_AFTER)
            final = [
                await repo.attempts.resolve(
                    each.id, AttemptState.UNKNOWN_FINAL, evidence="no evidence for seven days"
                )
                for each in late
            ]
            done = [each for each in (*proved, *final) if each is not None]
            await follow(repo, campaign, done)
        return len(done)


async def follow(repo: Repository, campaign: Campaign, attempts: Sequence[Attempt]) -> None:
    """The leads go on after their attempts were settled."""
    leads = await repo.leads.get({each.lead_id for each in attempts})
    await repo.leads.advance(
        [_after(leads[each.lead_id], each, campaign) for each in attempts if each.lead_id in leads]
    )


def _after(lead: Lead, attempt: Attempt, campaign: Campaign) -> Lead:
    """The lead after its attempt was settled; a step that counts as done already is not redone."""
    at = attempt.updated_at
    if attempt.state is AttemptState.QUEUED:
        stopped_here = lead.closed_because == NOT_KNOWN.format(step=attempt.step + 1)
        return lead.reopened(at).awaiting(at) if stopped_here else lead
    if lead.next_step > attempt.step:
        return lead
    return lead.contacted(at, attempt.step, campaign.sequence)
