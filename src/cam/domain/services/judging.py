"""A person's word about what arrived: it decides where nothing certain was known."""

from datetime import datetime, timedelta
from uuid import UUID

from msgspec import structs

from cam.domain.model import cadence, consequence
from cam.domain.model.arrival import Arrival, Ruling, lines, ruled
from cam.domain.model.attempt import Attempt, AttemptState
from cam.domain.model.campaign import Campaign
from cam.domain.model.consequence import Consequence
from cam.domain.model.errors import ReplyIsNobodys
from cam.domain.model.lead import Lead
from cam.domain.services.applying import Applying, colleagues, count
from cam.domain.services.matching import Match
from cam.ports.repository import Repository, UnitOfWork

_GOES_ON = (Ruling.NOTHING, Ruling.OUT_OF_OFFICE, Ruling.AUTO)
"""Nobody asked for an end: who waited for the review is written to again."""

MOST_WAITING = 10_000


class Judging:
    """Takes people's words about what arrived."""

    def __init__(self, unit_of_work: UnitOfWork, applying: Applying) -> None:
        self._unit_of_work = unit_of_work
        self._applying = applying

    async def classify(self, arrival_id: UUID, ruling: Ruling, *, by: str) -> Arrival:
        """The message as a person says that it is, and what follows from it done. Twice is fine.

        What is suppressed stays so, whatever is said later. Raises ReplyNotFound, ReplyIsNobodys.
        """
        others = await self._colleagues(arrival_id)
        async with self._unit_of_work() as repo:
            arrival = await repo.arrivals.get(arrival_id)
            after = ruled(arrival, ruling, by)
            if arrival.ruled_by and (after.kind, after.verdict) == (arrival.kind, arrival.verdict):
                return arrival
            if arrival.lead_id is not None:
                after = await self._followed(repo, after, ruling, others)
            elif ruling is not Ruling.NOTHING:
                raise ReplyIsNobodys(arrival_id)
            await repo.arrivals.save(after)
        return after

    async def _colleagues(self, arrival_id: UUID) -> tuple[int, ...]:
        """Looked up before anything is locked."""
        async with self._unit_of_work.reading() as repo:
            arrival = await repo.arrivals.get(arrival_id)
            return await colleagues(repo, Match(attempt=await _attempt(repo, arrival)))

    async def _followed(
        self, repo: Repository, arrival: Arrival, ruling: Ruling, others: tuple[int, ...]
    ) -> Arrival:
        attempt = await _attempt(repo, arrival)
        if attempt is None:
            raise ReplyIsNobodys(arrival.id)
        campaign = await repo.campaigns.get(attempt.campaign_id)
        follows = consequence.of_ruling(ruling, repo.now())
        lead, arrival = await self._applying.follow(
            repo, campaign, arrival, attempt, follows, colleagues=others, by_hand=True
        )
        await count(repo, arrival)
        waits = ruling in _GOES_ON and lead.closed_because == consequence.WAITS
        if waits and not await _others_wait(repo, arrival):
            goes_on = await _goes_on(repo, lead, campaign, follows)
            await repo.leads.advance([goes_on])
            word = goes_on.closed_because or f"goes on {goes_on.next_action_at:%Y-%m-%d}"
            arrival = structs.replace(arrival, effects=lines((*arrival.effects, f"lead {word}")))
        return arrival


async def _attempt(repo: Repository, arrival: Arrival) -> Attempt | None:
    if arrival.attempt_id is None:
        return None
    return (await repo.attempts.get([arrival.attempt_id])).get(arrival.attempt_id)


async def _others_wait(repo: Repository, arrival: Arrival) -> bool:
    """Is there another message of which nobody is sure, about the same lead?"""
    waiting = await repo.arrivals.page(
        needs_review=True, campaign_id=arrival.campaign_id, limit=MOST_WAITING
    )
    return any(each.lead_id == arrival.lead_id and each.id != arrival.id for each in waiting)


async def _goes_on(repo: Repository, lead: Lead, campaign: Campaign, follows: Consequence) -> Lead:
    """When the next mail is due: by the cadence, and not before the absence is over."""
    now = repo.now()
    mine = await repo.attempts.of_leads([lead.id])
    cancelled = any(
        each.step == lead.next_step and each.state is AttemptState.CANCELLED for each in mine
    )
    wait = cadence.follow_up_delay(lead.next_step, campaign.sequence) or timedelta()
    due: datetime = (lead.last_contacted_at or now) + wait
    if follows.waits:
        due = max(due, now + follows.waits)
    return consequence.resumed(lead, campaign.sequence, cancelled=cancelled, due_at=due, at=now)
