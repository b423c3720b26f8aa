"""The verbs of the repository that cycles, requests and workers call again and again."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from cam.adapters.sql.repository import SqlRepository
from cam.domain.model.attempt import AttemptState, Go, Outcome
from cam.domain.model.credit import Order, Purpose, Question, bounds
from cam.domain.model.lead import NextAction
from cam.domain.model.quota import Allowance
from cam.domain.model.rhythm import RampUp
from cam.domain.model.suppression import suppression
from cam.testing.builders import a_prospect, an_arrival, an_attempt, an_event

from .a_million import BUSY, CAMPAIGNS, FIRST_OF_USUAL, NOW, USUAL

LAST = CAMPAIGNS
LEASE = timedelta(minutes=15)
LOT = range(FIRST_OF_USUAL, FIRST_OF_USUAL + 100)
PEOPLE = [f"p{1_000_000 + number}@c.example" for number in LOT]
MAILBOX = Allowance(
    scope="mailbox:ada@agency.example", most=1000, ramp_up=RampUp(start=900, step=1)
)

Verb = Callable[[SqlRepository], Awaitable[object]]


async def claimed(repo: SqlRepository) -> list[Go]:
    """Leave is asked for all that was claimed."""
    claims = await repo.attempts.claim(USUAL, epoch=1, token="mine", lease=LEASE, limit=100)
    return [
        Go(attempt_id=each.attempt.id, token="mine", mime_sha256="", allowances=(MAILBOX,))
        for each in claims
    ]


async def sent(repo: SqlRepository) -> None:
    """Claim, authorize, record: what a mail costs."""
    asked = await claimed(repo)
    assert len(asked) == 100
    await repo.attempts.authorize(asked)
    outcomes = [
        Outcome(
            attempt_id=go.attempt_id, token="mine", lead_id=0, campaign_id=USUAL, step=0,
            state=AttemptState.SENT, at=NOW,
        )
        for go in asked
    ]  # fmt: skip
    assert await repo.attempts.record(outcomes)
    await repo.attempts.release(USUAL, token="mine")


async def planned(repo: SqlRepository) -> None:
    """New attempts for a lot of leads, and where the leads stand then."""
    leads = await repo.leads.get(LOT)
    assert len(leads) == len(LOT)
    await repo.attempts.plan([an_attempt(each, step=1) for each in leads.values()])
    await repo.leads.advance([lead.awaiting(NOW) for lead in leads.values()])
    await repo.leads.save(list(leads.values()))


async def kept(repo: SqlRepository) -> None:
    """Found people, half of them known."""
    found = [a_prospect(email=email, provider_id=f"n{email}") for email in PEOPLE]
    await repo.leads.keep(USUAL, found + [a_prospect() for _ in found], imported=False, limit=None)


async def bought(repo: SqlRepository) -> None:
    """Credits for people of whom some were bought already; what came of it."""
    campaign = await repo.campaigns.get(USUAL)
    order = Order(
        campaign_id=USUAL,
        epoch=1,
        provider="apollo",
        purpose=Purpose.ENRICH,
        price=1,
        batch=10,
        bounds=bounds("campaign:2", NOW.date(), campaign.credit_budget),
        remembered_for=timedelta(days=90),
    )
    asked = [
        Question(lead_id=number, keys=(f"email:{'new' * (number % 2)}{email}",), details={})
        for number, email in zip(LOT, PEOPLE, strict=True)
    ]
    first = (await repo.credits.reserve(order, asked)).calls[0]
    learned = {first.questions[0].subject: ("email:more@c.example",)}
    assert await repo.credits.save(first.answered(NOW, answer=b"{}"), learned=learned)


async def roomy(repo: SqlRepository) -> None:
    """What is left of the day."""
    await repo.quotas.room(await repo.campaigns.get(USUAL), (MAILBOX,))


async def counted(repo: SqlRepository) -> None:
    """A page of campaigns with their metrics."""
    await repo.statistics.metrics((await repo.campaigns.all())[1:6])


HOT: dict[str, Verb] = {
    "leads.due": lambda repo: repo.leads.due(USUAL, NextAction.CONTACT, limit=120),
    "leads.due, all of 500,000": lambda repo: repo.leads.due(BUSY, NextAction.CONTACT, limit=120),
    "leads.due of some mailboxes": lambda repo: repo.leads.due(
        BUSY, NextAction.CONTACT, limit=120, mailboxes=["ann", ""]
    ),
    "leads.due to enrich": lambda repo: repo.leads.due(USUAL, NextAction.ENRICH, limit=100),
    "leads.due to verify": lambda repo: repo.leads.due(USUAL, NextAction.VERIFY, limit=100),
    "leads.count_due": lambda repo: repo.leads.count_due(USUAL, NextAction.CONTACT),
    "leads.count_due of 500,000": lambda repo: repo.leads.count_due(BUSY, NextAction.CONTACT),
    "leads.upcoming": lambda repo: repo.leads.upcoming(USUAL, limit=100),
    "leads.upcoming of 500,000": lambda repo: repo.leads.upcoming(BUSY, limit=100),
    "leads.scheduled": lambda repo: repo.leads.scheduled(USUAL),
    "leads.scheduled of 500,000": lambda repo: repo.leads.scheduled(BUSY),
    "leads.page": lambda repo: repo.leads.page(BUSY, after=250_000, limit=100),
    "leads.page of the last campaign": lambda repo: repo.leads.page(LAST, after=0, limit=100),
    "leads.keep": kept,
    "a lot is planned": planned,
    "a lot is sent": sent,
    "attempts.queued": lambda repo: repo.attempts.queued(USUAL),
    "attempts.claim of a mailbox": lambda repo: repo.attempts.claim(
        USUAL, epoch=1, token="mine", lease=LEASE, limit=100, mailbox="ann", of=["ann", ""]
    ),
    "attempts.waiting": lambda repo: repo.attempts.waiting(USUAL, limit=100),
    "attempts.reap": lambda repo: repo.attempts.reap(USUAL, epoch=2),
    "attempts.overdue": lambda repo: repo.attempts.overdue(USUAL, older_than=timedelta(days=7)),
    "attempts.in_flight": lambda repo: repo.attempts.in_flight(
        suppression(PEOPLE[0], "asked", NOW)
    ),
    "attempts.call_off": lambda repo: repo.attempts.call_off(suppression(PEOPLE[0], "asked", NOW)),
    "attempts.departed": lambda repo: repo.attempts.departed(UUID(int=5)),
    "attempts.page": lambda repo: repo.attempts.page(limit=50),
    "attempts.page of unknown": lambda repo: repo.attempts.page(
        state=AttemptState.UNKNOWN, campaign_id=USUAL, after=UUID(int=9), limit=50
    ),
    "attempts.page of one state": lambda repo: repo.attempts.page(
        state=AttemptState.UNKNOWN, limit=50
    ),
    "attempts.page of a campaign": lambda repo: repo.attempts.page(
        campaign_id=USUAL, after=UUID(int=9), limit=50
    ),
    "attempts.by_message_id": lambda repo: repo.attempts.by_message_id(["m1000007", "m0"]),
    "attempts.written_to": lambda repo: repo.attempts.written_to(PEOPLE[0], since=NOW),
    "attempts.of_leads": lambda repo: repo.attempts.of_leads(LOT),
    "attempts.postpone": lambda repo: repo.attempts.postpone(LOT, until=NOW + LEASE),
    "arrivals.page": lambda repo: repo.arrivals.page(limit=50),
    "arrivals.page to review": lambda repo: repo.arrivals.page(needs_review=True, limit=50),
    "arrivals.known": lambda repo: repo.arrivals.known(["id:1000007"]),
    "arrivals.soft_bounces": lambda repo: repo.arrivals.soft_bounces(
        FIRST_OF_USUAL, besides=UUID(int=9)
    ),
    "arrivals.blaming": lambda repo: repo.arrivals.blaming(USUAL, "ann", since=NOW),
    "arrivals.proofs": lambda repo: repo.arrivals.proofs(USUAL),
    "arrivals.add": lambda repo: repo.arrivals.add(an_arrival()),
    "suppressions.covering": lambda repo: repo.suppressions.covering(PEOPLE),
    "suppressions.add": lambda repo: repo.suppressions.add([suppression(PEOPLE[0], "asked", NOW)]),
    "suppressions.page": lambda repo: repo.suppressions.page(after="s", limit=50),
    "quotas": roomy,
    "credits": bought,
    "credits.unfinished": lambda repo: repo.credits.unfinished(USUAL),
    "credits.reap": lambda repo: repo.credits.reap(USUAL, epoch=2),
    "events.take": lambda repo: repo.events.take(campaign_id=None, limit=50, lease=LEASE),
    "events.take of a campaign": lambda repo: repo.events.take(
        campaign_id=USUAL, limit=50, lease=LEASE
    ),
    "events.waiting": lambda repo: repo.events.waiting(USUAL),
    "events.waiting of all": lambda repo: repo.events.waiting(),
    "events.add": lambda repo: repo.events.add([an_event(campaign_id=USUAL)]),
    "events.delivered": lambda repo: repo.events.delivered([UUID(int=5), UUID(int=6)]),
    "statistics.metrics": counted,
    "runs.active": lambda repo: repo.runs.active(USUAL),
    "runs.recent": lambda repo: repo.runs.recent(limit=20),
    "runs.recent of a campaign": lambda repo: repo.runs.recent(limit=20, campaign_id=USUAL),
    "runs.interrupt": lambda repo: repo.runs.interrupt([USUAL], but=[UUID(int=1)]),
    "runs.get": lambda repo: repo.runs.get(UUID(int=7)),
}
