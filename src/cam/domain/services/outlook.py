"""What one look at the database shows of a campaign's next cycle."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from cam.domain.model.attempt import Thread
from cam.domain.model.campaign import Campaign, Verify
from cam.domain.model.credit import Books, Bound
from cam.domain.model.lead import Lead, NextAction
from cam.domain.model.metrics import Metrics
from cam.domain.model.quota import MOST_MAILS_PER_DAY
from cam.domain.model.rotation import Rotation
from cam.domain.services.enrichment import reach, to_enrich
from cam.domain.services.mailboxes import Mailboxes
from cam.domain.services.next_step import (
    Means,
    after_enriching,
    after_verifying,
    turns,
    verifies,
)
from cam.domain.services.purchasing import Budgets
from cam.domain.services.round import LOT
from cam.domain.services.verification import to_verify
from cam.ports.enricher import Priced
from cam.ports.repository import Repository, Room

MOST = 500
"""Leads that wait for something else, of which a plan tells."""


class Outlook(Struct, frozen=True, kw_only=True):
    """A campaign's people, each under what the next cycle begins with."""

    campaign: Campaign
    metrics: Metrics
    room: Room
    rotation: Rotation
    reachable: frozenset[str] | None
    """The mailboxes whose leads are among those who are ready; None: everybody's."""
    now: datetime
    ready: list[Lead]
    """To be written to now: those with a queued attempt, and those who are due."""
    more_due: int
    asked: frozenset[int]
    """An enricher would be asked about them."""
    verified: frozenset[int]
    """A verifier would be asked about their address."""
    going_on: frozenset[int]
    """Due to be enriched, but nobody is asked about them."""
    beyond: frozenset[int]
    """They wait for their turn to be asked about."""
    not_asked: str
    """Why nobody can be asked about anybody, e.g. a budget that is used up."""
    credits_at_most: float
    upcoming: list[Lead]
    covered: frozenset[str]
    threads: dict[int, Thread]
    """What those who are ready were sent before."""
    variants: dict[int, str]
    """The variants that are fixed by a queued attempt."""


async def outlook(
    repo: Repository,
    campaign: Campaign,
    means: Means,
    budgets: Budgets,
    mailboxes: Mailboxes,
) -> Outlook:
    """The outlook of one campaign, in few statements whatever its leads."""
    now = repo.now()
    queued = await repo.attempts.waiting(campaign.id, limit=MOST_MAILS_PER_DAY)
    standing = await repo.leads.get({attempt.lead_id for attempt in queued})
    metrics = (await repo.statistics.metrics([campaign]))[campaign.id]
    holds = await repo.holds.all()
    left_alone = mailboxes.holding.seen(holds, now)
    rotation, room = await mailboxes.rotation(repo, campaign, left_alone, beside_queue=False)
    most, reachable = min(room.mails, rotation.room) + LOT, rotation.reachable
    due = await repo.leads.due(campaign.id, NextAction.CONTACT, limit=most, mailboxes=reachable)
    count = await repo.leads.count_due(campaign.id, NextAction.CONTACT)
    upcoming = await repo.leads.upcoming(campaign.id, limit=MOST)
    enriching = await to_enrich(repo, campaign)
    verifying = await to_verify(repo, campaign)
    people = [*standing.values(), *due, *upcoming, *enriching, *verifying]
    covered = await repo.suppressions.covering({*map(reach, people)} - {""})
    purse = _Purse(campaign, budgets, await repo.credits.books(), now)
    held = {name for name, hold in holds.items() if now < hold.look_again_at}
    told = _Sorted(campaign, means, now)
    told.enrich([lead for lead in enriching if reach(lead) not in covered])
    not_asked = purse.why_none(means.enrichers, held)
    if not_asked:
        told.go_on(told.asked)
    told.verify([lead for lead in verifying if reach(lead) not in covered])
    ready = [*standing.values(), *due, *told.ready]
    return Outlook(
        campaign=campaign,
        metrics=metrics,
        room=room,
        rotation=rotation,
        reachable=reachable,
        now=now,
        ready=ready,
        more_due=count - len(due),
        asked=frozenset(lead.id for lead in told.asked),
        verified=frozenset(lead.id for lead in told.verified),
        going_on=frozenset(told.going_on),
        beyond=frozenset(told.beyond),
        not_asked=not_asked,
        credits_at_most=purse.most(means, held, told),
        upcoming=upcoming,
        covered=covered,
        threads=await repo.attempts.threads({lead.id for lead in ready if lead.next_step}),
        variants={attempt.lead_id: attempt.variant for attempt in queued},
    )


class _Sorted:
    """Due leads, sorted as a cycle sorts them."""

    def __init__(self, campaign: Campaign, means: Means, now: datetime) -> None:
        self._campaign, self._means, self._now = campaign, means, now
        self.ready: list[Lead] = []
        self.asked: list[Lead] = []
        self.verified: list[Lead] = []
        self.beyond: set[int] = set()
        self.going_on: set[int] = set()

    def enrich(self, due: Sequence[Lead]) -> None:
        """Those who are due to be enriched."""
        told = turns(due, self._campaign, self._means)
        self.asked = told.asked
        self.beyond |= {lead.id for lead in told.beyond}
        self.go_on(told.rest)

    def go_on(self, leads: Sequence[Lead]) -> None:
        """Those about whom no enricher is asked, or can be."""
        self.going_on |= {lead.id for lead in leads}
        after = [after_enriching(lead, self._campaign, self._means, self._now) for lead in leads]
        self.verified += [lead for lead in after if lead.next_action is NextAction.VERIFY]
        self.ready += self._to_contact_now(after)

    def verify(self, due: Sequence[Lead]) -> None:
        """Those who are due to be verified; with those before, as many as are paid for."""
        wanted = [lead for lead in due if verifies(lead, self._campaign, self._means)]
        ids = {lead.id for lead in wanted}
        rest = [lead for lead in due if lead.id not in ids]
        self.ready += self._to_contact_now(
            [after_verifying(lead, self._campaign, self._now) for lead in rest]
        )
        most = self._campaign.max_enriched_per_cycle
        best = sorted([*self.verified, *wanted], key=lambda each: (-each.score, each.id))
        self.verified = best[:most]
        self.beyond |= {lead.id for lead in best[most:]}

    def _to_contact_now(self, leads: Sequence[Lead]) -> list[Lead]:
        return [
            lead
            for lead in leads
            if lead.next_action is NextAction.CONTACT and is_due(lead, self._now)
        ]


class _Purse:
    """What may still be spent."""

    def __init__(self, campaign: Campaign, budgets: Budgets, books: Books, now: datetime) -> None:
        self._campaign, self._budgets, self._books, self._now = campaign, budgets, books, now

    def why_none(self, enrichers: Sequence[Priced], held: set[str]) -> str:
        """Why none of these can be asked; empty when one can, and when there is none."""
        reasons = [
            f"{each.name} is left alone" if each.name in held else self._used_up(each)
            for each in enrichers
        ]
        return reasons[0] if reasons and all(reasons) else ""

    def most(self, means: Means, held: set[str], told: _Sorted) -> float:
        """The most that a cycle can cost: each asked about by each, within what is left."""
        people = self._campaign.max_enriched_per_cycle
        costs = [
            self._within(each, sum(each.name not in lead.asked_of for lead in told.asked))
            for each in means.enrichers
            if each.name not in held
        ]
        verifier = means.verifier
        if verifier is not None and verifier.name not in held:
            later = 0 if self._campaign.verify is Verify.NEVER else len(told.asked)
            costs.append(self._within(verifier, min(people, len(told.verified) + later)))
        return min(sum(costs), self._left(self._bounds("")[:2]))

    def _within(self, priced: Priced, people: int) -> float:
        return min(priced.credits_per_lead * people, self._left(self._bounds(priced.name)))

    def _bounds(self, provider: str) -> tuple[Bound, ...]:
        return self._budgets.bounds(self._campaign, provider, self._now)

    def _used(self, bound: Bound) -> float:
        return self._books.used.get(bound.scope, {}).get(bound.period, 0.0)

    def _left(self, bounds: Sequence[Bound]) -> float:
        left = [each.most - self._used(each) for each in bounds if each.most is not None]
        return max(0.0, min(left, default=float("inf")))

    def _used_up(self, priced: Priced) -> str:
        price = priced.credits_per_lead
        full = (b for b in self._bounds(priced.name) if self._left([b]) < price)
        return next((bound.used_up for bound in full), "")


def is_due(lead: Lead, now: datetime) -> bool:
    """Has the moment of its next action come?"""
    return lead.next_action_at is not None and lead.next_action_at <= now
