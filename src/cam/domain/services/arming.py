"""A person says that a database which was copied, restored or failed over may send.

What went out since, such a database cannot know. So all that may have gone out is held as unknown:
what was queued or under way, and the next step of everybody who became due since its newest run.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from msgspec import structs

from cam.domain.model import cadence
from cam.domain.model.attempt import Attempt, AttemptState, planned
from cam.domain.model.campaign import Campaign
from cam.domain.model.deployment import HELD, Armed, Standing
from cam.domain.model.errors import AlreadyArmed, InvalidInput, UnsafeStorage
from cam.domain.model.event import EventType, announcement
from cam.domain.model.lead import Lead, NextAction
from cam.domain.model.mail import Sender
from cam.domain.model.sequence import variant_for
from cam.domain.model.text import one_line
from cam.domain.services.resolving import NOT_KNOWN, Resolving
from cam.domain.services.send_ledger import unknown
from cam.ports.clock import Clock
from cam.ports.repository import Repository, UnitOfWork

LOT = 500
"""Leads that are looked at together."""
_NOBODY = "cam@nobody.invalid"
"""Whose Message-IDs they are, when no sender is known."""

log = structlog.get_logger()


class Arming:
    """Arms databases."""

    def __init__(
        self, unit_of_work: UnitOfWork, clock: Clock, *, sender: Sender, announce: bool
    ) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._sender = sender
        self._announce = announce

    async def standing(self) -> Standing:
        """Where the database was armed, and where it is."""
        async with self._unit_of_work.reading() as repo:
            return await repo.deployment.standing()

    async def arm(
        self, *, because: str, by: str, holds: bool = True, anyway: bool = False
    ) -> Armed:
        """The database may send from where it is.

        `holds` False is a person's word that nothing was sent since from another copy of it.
        `anyway`: also when nothing says that it was moved. It is whole or not at all. Raises
        AlreadyArmed, InvalidInput, UnsafeStorage.
        """
        if not one_line(because):
            raise InvalidInput("because", "say why it may send from here")
        async with self._unit_of_work() as repo:
            armed = Armed(before=await repo.deployment.standing())
            if armed.before.unsafe:
                raise UnsafeStorage(armed.before.unsafe)
            if not armed.before.differs and not anyway:
                raise AlreadyArmed(armed.before.armed_by, armed.before.armed_at)
            if holds:
                armed = await self._held(repo, armed)
            await repo.deployment.arm(by=f"{by}: {one_line(because)}")
        log.warning(
            "deployment armed",
            was=armed.before.place,
            now=armed.before.here,
            because=one_line(because),
            held=len(armed.held),
        )
        return armed

    async def resolve_held(
        self, campaign_id: int | None, *, sent: bool, because: str, by: str
    ) -> int:
        """Settles what arming held, of one campaign or of all, by a person's word; its number.

        Raises InvalidInput. What was settled before an error stays so.
        """
        resolving, after, done = Resolving(self._unit_of_work), None, 0
        while True:
            async with self._unit_of_work.reading() as repo:
                found = await repo.attempts.page(
                    state=AttemptState.UNKNOWN, campaign_id=campaign_id, after=after, limit=LOT
                )
            if not found:
                return done
            after = found[-1].id
            for each in found:
                if each.reason == HELD:
                    await resolving.resolve(each.id, sent=sent, because=because, by=by)
                    done += 1

    async def _held(self, repo: Repository, armed: Armed) -> Armed:
        newest = await repo.runs.recent(limit=1)
        since = newest[0].requested_at if newest else None
        held = await repo.attempts.hold(reason=HELD)
        lost = 0
        campaigns = await repo.campaigns.all()
        # Whoever still runs one is fenced off; campaigns are locked before the ledger.
        epochs = {each.id: await repo.campaigns.begin_epoch(each.id) for each in campaigns}
        for campaign_id, epoch in epochs.items():
            lost += await repo.credits.reap(campaign_id, epoch=epoch)
        for campaign in campaigns:
            mine = [each for each in held if each.campaign_id == campaign.id]
            held += await self._hold_leads(repo, campaign, since or campaign.created_at, mine)
        await self._tell(repo, held)
        return structs.replace(
            armed,
            since=since,
            held=tuple(each.id for each in held),
            leads=len({each.lead_id for each in held}),
            lost_calls=lost,
        )

    async def _hold_leads(
        self, repo: Repository, campaign: Campaign, since: datetime, held: Sequence[Attempt]
    ) -> list[Attempt]:
        """Makes the attempts that may have been made since; all leads follow. These attempts."""
        now, after = repo.now(), 0
        steps = {each.lead_id: each.step for each in held}
        made: list[Attempt] = []
        while leads := await repo.leads.page(campaign.id, after=after, limit=LOT):
            after = leads[-1].id
            perhaps = {each.id: perhaps_sent(each, campaign, since, now) for each in leads}
            wanted = [self._attempt(campaign, each, now) for each in leads if perhaps[each.id]]
            new = await repo.attempts.plan(wanted)
            made += [each for each in wanted if each.id in new]
            steps |= {each.lead_id: each.step for each in wanted if each.id in new}
            await repo.leads.advance(
                [
                    _following(lead, campaign, steps[lead.id], perhaps[lead.id], now)
                    for lead in leads
                    if lead.id in steps and not lead.is_stopped
                ]
            )
        return made

    def _attempt(self, campaign: Campaign, lead: Lead, now: datetime) -> Attempt:
        sender = campaign.sender.or_else(self._sender).email or _NOBODY
        return planned(
            lead,
            lead.next_step,
            attempt_id=self._clock.new_id(),
            sender=sender,
            at=now,
            variant=variant_for(campaign.sequence, lead.next_step, campaign.id, lead.id),
            state=AttemptState.UNKNOWN,
            reason=HELD,
        )

    async def _tell(self, repo: Repository, held: Sequence[Attempt]) -> None:
        events = [
            announcement(
                self._clock.new_id(),
                EventType.ATTEMPT_UNKNOWN,
                campaign_id=each.campaign_id,
                lead_id=each.lead_id,
                at=repo.now(),
                data={"attempt_id": each.id, "step": each.step, "email": each.recipient},
            )
            for each in held
        ]
        await repo.events.add(events, deliver=self._announce)


def perhaps_sent(lead: Lead, campaign: Campaign, since: datetime, now: datetime) -> int:
    """How many steps may have been sent to this lead between `since` and now, by the cadence.

    Its next one when it was due by now, and those after it as far as their delays allow. Who is
    still to be enriched or verified is first written to after the shortest wait.
    """
    if not lead.email or lead.is_stopped or lead.next_action is NextAction.NONE:
        return 0
    at = max(lead.next_action_at or since, since)
    if lead.next_action in (NextAction.ENRICH, NextAction.VERIFY):
        at += cadence.first_contact_delay(1.0, campaign.first_contact_delay)
    number = 0
    for step in range(lead.next_step, len(campaign.sequence)):
        if number:
            at += cadence.follow_up_delay(step, campaign.sequence) or timedelta()
        number += at <= now
    return number


def _following(lead: Lead, campaign: Campaign, step: int, perhaps: int, now: datetime) -> Lead:
    """The lead after this step became unknown: its campaign's `on_unknown` says what follows.

    When more than one step may have been sent it is left alone, unless a person says that this one
    was not.
    """
    if perhaps > 1:
        return lead.closed(NOT_KNOWN.format(step=step + 1), now)
    return unknown(lead.awaiting(now), campaign, step, now)
