"""Apollo over real HTTP: its limits shared by many, its waterfall, its filters in both forms."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest

from cam.adapters.apollo.api import ApolloApi
from cam.adapters.apollo.enricher import ApolloEnricher
from cam.adapters.apollo.query import CLIENT_ONLY, as_body, as_query
from cam.adapters.apollo.source import PATH, ApolloSource
from cam.adapters.http import IN_FLIGHT
from cam.domain.model.audience import (
    Audience,
    DateRange,
    NumberRange,
)
from cam.domain.model.credit import Call, Purpose, Reading
from cam.domain.model.errors import (
    OutcomeUnknown,
    OutOfCredits,
    ProviderDenied,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)
from cam.domain.model.lead import Lead
from cam.sandbox import Fault, Sandbox
from cam.sandbox.settings import Window
from cam.testing.clock import FrozenClock

HOOK = "http://127.0.0.1:9/nobody"


class QuickClock:
    """The present, and ahead by all that was waited for; the sandbox's clock goes with it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self.slept: list[float] = []

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=sum(self.slept))  # noqa: TID251

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._sandbox.change(clock_ahead=sum(self.slept))
        await asyncio.sleep(0)

    def new_id(self) -> UUID:
        return UUID(int=len(self.slept))


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(people=2_000) as running:
        yield running


@pytest.fixture
def clock(sandbox: Sandbox) -> QuickClock:
    return QuickClock(sandbox)


@pytest.fixture
async def apollo(sandbox: Sandbox, clock: QuickClock) -> AsyncIterator[ApolloApi]:
    api = ApolloApi(sandbox.dials.now.apollo_key, clock, base_url=sandbox.apollo_url)
    yield api
    await api.aclose()


def limited(sandbox: Sandbox, **limits: int) -> None:
    """So many requests for each endpoint."""
    sandbox.change(apollo_limits={"*": msgspec.to_builtins(Window(**limits))})


def statuses(sandbox: Sandbox) -> Counter[int]:
    return sandbox.books.statuses["apollo"]


ANYBODY = Audience(person_seniorities=("director",))


async def fifty_search(apollo: ApolloApi, pages: int = 1) -> list[BaseException | None]:
    """What fifty campaigns get that search at once."""
    source = ApolloSource(apollo)

    async def campaign() -> None:
        for page in range(1, pages + 1):
            await source.search(ANYBODY, page=page, per_page=5)

    return await asyncio.gather(*(campaign() for _ in range(50)), return_exceptions=True)


# Limits


@pytest.mark.parametrize("limit", [1, 7, 20, 60])
@pytest.mark.parametrize("day", ["24-hour", "daily"])
async def test_fifty_campaigns_at_once_see_no_429(
    limit: int, day: str, sandbox: Sandbox, apollo: ApolloApi, clock: QuickClock
) -> None:
    """The first request learns the limit, and each minute's is used up and no more."""
    limited(sandbox, minute=limit, hour=1000, day=9000)
    sandbox.change(apollo_day_header=day)
    assert await fifty_search(apollo) == [None] * 50
    assert statuses(sandbox) == {200: 50}
    assert len(clock.slept) == -(-50 // limit) - 1
    assert all(55 < wait <= 61 for wait in clock.slept)


async def test_fifty_campaigns_see_one_429_when_the_limit_is_used_up_already(
    sandbox: Sandbox, apollo: ApolloApi
) -> None:
    """By somebody else with the same key: one request learns it, for all."""
    limited(sandbox, minute=20)
    other = ApolloApi(sandbox.dials.now.apollo_key, FrozenClock(), base_url=sandbox.apollo_url)
    for _ in range(20):
        await ApolloSource(other).search(ANYBODY, page=1, per_page=1)
    await other.aclose()
    assert await fifty_search(apollo) == [None] * 50
    assert statuses(sandbox) == {200: 70, 429: 1}


async def test_campaigns_that_buy_share_one_pace_too(sandbox: Sandbox, apollo: ApolloApi) -> None:
    """Fifty batches, each paid for once, at twenty a minute."""
    limited(sandbox, minute=20)
    enricher = ApolloEnricher(apollo)
    calls = [call_of(enricher, [by_id(sandbox, n)]) for n in range(50)]
    await asyncio.gather(*(enricher.ask(call) for call in calls))
    assert statuses(sandbox) == {200: 50}
    assert sandbox.books.duplicates_bought == 0


async def test_an_hour_is_not_waited_for(
    sandbox: Sandbox, apollo: ApolloApi, clock: QuickClock
) -> None:
    """Who comes after the limit is told how long it takes, unasked."""
    limited(sandbox, minute=100, hour=20)
    results = await fifty_search(apollo)
    refused = [each for each in results if isinstance(each, RateLimited)]
    assert (results.count(None), len(refused)) == (20, 30)
    assert all(each.retry_after and each.retry_after > timedelta(minutes=59) for each in refused)
    assert statuses(sandbox) == {200: 20}
    assert clock.slept == []


async def test_an_endpoint_without_limit_does_not_wait(
    sandbox: Sandbox, apollo: ApolloApi, clock: QuickClock
) -> None:
    """Its headers are empty."""
    limited(sandbox)
    assert await fifty_search(apollo) == [None] * 50
    assert clock.slept == []


async def test_a_limit_that_is_lowered_meanwhile_is_learned_once(
    sandbox: Sandbox, apollo: ApolloApi
) -> None:
    """Only what was on its way just then sees a 429."""
    limited(sandbox, minute=60)
    await fifty_search(apollo)
    limited(sandbox, minute=20)
    assert await fifty_search(apollo, pages=2) == [None] * 50
    assert statuses(sandbox)[200] == 150
    assert statuses(sandbox)[429] <= IN_FLIGHT


async def test_first_requests_that_fail_do_not_keep_the_others_waiting(
    sandbox: Sandbox, apollo: ApolloApi
) -> None:
    """Resets and server errors before the limit is known."""
    limited(sandbox, minute=60)
    sandbox.change(faults=[{"route": "apollo.search", "kind": "drop", "times": 3}])
    assert await fifty_search(apollo) == [None] * 50
    assert 429 not in statuses(sandbox)


# Enrichment


def lead(number: int, **facts: Any) -> Lead:
    at = FrozenClock().now()
    return Lead(id=number, campaign_id=1, created_at=at, updated_at=at, **facts)


def by_id(sandbox: Sandbox, number: int) -> Lead:
    return lead(number, provider="apollo", provider_id=sandbox.world.person(number).id)


def call_of(enricher: ApolloEnricher, leads: Sequence[Lead]) -> Call:
    at = FrozenClock().now()
    questions = [enricher.question(each) for each in leads]
    return Call(
        id=UUID(int=1),
        provider="apollo",
        purpose=Purpose.ENRICH,
        campaign_id=1,
        epoch=1,
        questions=tuple(each for each in questions if each is not None),
        reserved=enricher.credits_per_lead * len(leads),
        token="t",
        scopes=(),
        created_at=at,
        updated_at=at,
    )


async def asked(enricher: ApolloEnricher, leads: Sequence[Lead]) -> Reading:
    call = call_of(enricher, leads)
    reply = await enricher.ask(call)
    return enricher.read(msgspec.structs.replace(call, answer=reply.answer))


async def test_the_credits_read_are_those_spent(sandbox: Sandbox, apollo: ApolloApi) -> None:
    """Fractions too; and each lead gets its own facts."""
    sandbox.change(apollo_price=0.7)
    leads = [by_id(sandbox, n) for n in range(10)]
    reading = await asked(ApolloEnricher(apollo), leads)
    assert reading.credits == pytest.approx(sandbox.books.credits_spent["apollo"])
    assert not reading.failed
    for number, finding in enumerate(reading.findings.values()):
        assert finding.profile is not None
        assert finding.profile.last_name == sandbox.world.person(number).last_name


@pytest.mark.parametrize("kind", ["reordered_people", "duplicated_people", "missing_people"])
async def test_nobody_gets_anothers_facts(kind: Any, sandbox: Sandbox, apollo: ApolloApi) -> None:
    """Whether asked by id or by name, in an answer out of order, doubled or with gaps."""
    sandbox.change(faults=[Fault(route="apollo.bulk_match", kind=kind)])
    people = [sandbox.world.person(n) for n in range(10)]
    for way in ("id", "name", "both"):
        leads = [
            by_id(sandbox, p.number)
            if way == "id" or (way == "both" and p.number % 2)
            else lead(
                p.number,
                first_name=p.first_name,
                last_name=p.last_name,
                domain=p.company.domain,
            )
            for p in people
        ]
        reading = await asked(ApolloEnricher(apollo), leads)
        right = 0
        for number, finding in enumerate(reading.findings.values()):
            subject = list(reading.findings)[number]
            mine = next(n for n, each in enumerate(leads) if subject in _subjects(apollo, each))
            if finding.profile is not None:
                assert finding.profile.last_name == people[mine].last_name
                right += 1
        assert right >= 5


def _subjects(apollo: ApolloApi, each: Lead) -> tuple[str, ...]:
    question = ApolloEnricher(apollo).question(each)
    assert question is not None
    return question.keys


async def test_what_was_answered_but_is_no_json_is_kept_as_it_is(
    sandbox: Sandbox, apollo: ApolloApi
) -> None:
    """It may have been charged; only reading it fails."""
    sandbox.change(faults=[Fault(route="apollo.bulk_match", kind="truncated")])
    enricher = ApolloEnricher(apollo)
    call = call_of(enricher, [by_id(sandbox, 1)])
    reply = await enricher.ask(call)
    assert reply.answer.startswith(b"{")
    with pytest.raises(ProviderUnavailable):
        enricher.read(msgspec.structs.replace(call, answer=reply.answer))


@pytest.mark.parametrize(
    ("fault", "error", "requests"),
    [
        ({"kind": "accept_then_drop"}, OutcomeUnknown, 1),
        ({"kind": "cut"}, OutcomeUnknown, 1),
        ({"kind": "out_of_credits"}, OutOfCredits, 1),
        ({"kind": "status", "status": 401}, ProviderDenied, 1),
        ({"kind": "status", "status": 403}, ProviderDenied, 1),
        ({"kind": "status", "status": 400}, ProviderRefused, 1),
        ({"kind": "status", "status": 500}, ProviderUnavailable, 1),
        ({"kind": "status", "status": 504}, OutcomeUnknown, 1),
        ({"kind": "status", "status": 429, "retry_after": 3600}, RateLimited, 1),
        ({"kind": "status", "status": 429, "retry_after": 5}, RateLimited, 4),
    ],
)
async def test_a_paid_request_is_written_once(
    fault: dict[str, Any],
    error: type[Exception],
    requests: int,
    sandbox: Sandbox,
    apollo: ApolloApi,
) -> None:
    """Only a 429 is asked again, as it was surely not taken; each failure has its class."""
    sandbox.change(faults=[{"route": "apollo.bulk_match", **fault}])
    enricher = ApolloEnricher(apollo)
    with pytest.raises(error) as raised:
        await enricher.ask(call_of(enricher, [by_id(sandbox, 1)]))
    assert type(raised.value) is error
    assert sandbox.books.requests["apollo.bulk_match"] == requests
    assert sandbox.books.duplicates_bought == 0


# The waterfall


async def test_a_waterfall_is_read_from_a_poll_and_from_a_callback_alike(
    sandbox: Sandbox, apollo: ApolloApi, clock: QuickClock
) -> None:
    """Accepted at once under a 64-bit id; pending; then the same addresses in both bodies."""
    sandbox.change(apollo_waterfall_delay=30.0, apollo_callback="never")
    enricher = ApolloEnricher(apollo, waterfall=True)
    leads = [by_id(sandbox, n) for n in range(10)]
    call = call_of(enricher, leads)
    reply = await enricher.ask(call, callback_url=HOOK)
    assert int(reply.reference) == msgspec.json.decode(reply.answer)["request_id"]
    call = call.pending(
        clock.now(), answer=reply.answer, reference=reply.reference, look_at=clock.now()
    )
    wait = await enricher.collect(call)
    assert isinstance(wait, timedelta)
    assert timedelta(seconds=25) < wait <= timedelta(seconds=30)
    await clock.sleep(wait.total_seconds())
    polled = await enricher.collect(call)
    assert isinstance(polled, bytes)
    reading = enricher.read(call.answered(clock.now(), result=polled))
    posted = msgspec.json.encode(msgspec.json.decode(polled)["webhook_result"])
    assert enricher.read(call.answered(clock.now(), result=posted)) == reading
    assert reading.credits == sandbox.books.credits_spent["apollo"] > 0
    mailable = 0
    for number, finding in enumerate(reading.findings.values()):
        assert finding.profile is not None
        if finding.profile.email:
            assert finding.profile.email == sandbox.world.person(number).email
            mailable += finding.profile.email_status.mailable()
    assert mailable


async def test_a_result_that_will_never_come_is_told(
    sandbox: Sandbox, apollo: ApolloApi, clock: QuickClock
) -> None:
    """Unknown, expired, malformed ids; a key that is denied is another matter."""
    enricher = ApolloEnricher(apollo, waterfall=True)
    call = call_of(enricher, [by_id(sandbox, 1)])
    reply = await enricher.ask(call, callback_url=HOOK)
    now = clock.now()
    for reference in ("12345", "x"):
        with pytest.raises(ProviderRefused):
            await enricher.collect(call.pending(now, answer=b"", reference=reference, look_at=now))
    pending = call.pending(now, answer=b"", reference=reply.reference, look_at=now)
    await clock.sleep(31 * 86_400)
    with pytest.raises(ProviderRefused, match="expired"):
        await enricher.collect(pending)
    sandbox.change(apollo_key="another")
    with pytest.raises(ProviderDenied):
        await enricher.collect(pending)


async def test_a_waterfall_without_an_address_to_call_back_is_not_asked_for(
    sandbox: Sandbox, apollo: ApolloApi
) -> None:
    """Apollo would refuse it."""
    enricher = ApolloEnricher(apollo, waterfall=True)
    with pytest.raises(ProviderRefused, match="call back"):
        await enricher.ask(call_of(enricher, [by_id(sandbox, 1)]))
    assert not sandbox.books.requests


# The account


async def test_a_look_tells_the_limits_at_no_cost(sandbox: Sandbox, apollo: ApolloApi) -> None:
    """As Apollo lists them, or where the key may not see the list, as the headers tell."""
    listed = await apollo.probe()
    assert "bulk_match 1000 a minute (1000 left)" in listed.limits
    sandbox.change(
        faults=[{"route": "apollo.api_usage", "kind": "status", "status": 403}],
        apollo_limits={"*": {"minute": 200, "hour": 600, "day": 6000}},
    )
    bare = await apollo.probe()
    assert bare.limits.startswith("profile 200 a minute (19")
    assert "not authorized" in bare.detail
    assert bare.accepted
    assert sandbox.books.credits_spent["apollo"] == 0


# Filters

EACH: dict[str, Any] = {
    "person_titles": ("head of sales", "ceo"),
    "person_seniorities": ("vp", "c_suite"),
    "person_departments": ("sales",),
    "person_locations": ("France",),
    "organization_locations": ("Germany",),
    "organization_num_employees_ranges": ("1,10", "11,50"),
    "organization_ids": ("5e66b6381e05b4008c8331b8",),
    "organization_industry_tag_ids": ("5567cd4773696439b10b0000",),
    "organization_linkedin_url": "http://www.linkedin.com/company/acme",
    "q_organization_domains_list": ("acme.example", "b.example"),
    "q_organization_name": "Acme",
    "q_organization_keyword_tags": ("saas",),
    "q_keywords": "crm & more",
    "contact_email_status": ("verified", "likely to engage"),
    "revenue_range": NumberRange(min=500_000, max=1_500_000),
    "latest_funding_amount_range": NumberRange(min=1),
    "total_funding_range": NumberRange(max=9),
    "currently_using_all_of_technology_uids": ("google_analytics",),
    "currently_using_any_of_technology_uids": ("salesforce", "wordpress_org"),
    "currently_not_using_any_of_technology_uids": ("sap",),
    "q_organization_job_titles": ("sales manager",),
    "organization_job_locations": ("atlanta",),
    "organization_num_jobs_range": NumberRange(min=50, max=500),
    "organization_job_posted_at_range": DateRange(min=date(2025, 7, 25), max=date(2025, 9, 25)),
}


def test_each_filter_is_tried() -> None:
    """The table of this test is complete."""
    assert EACH.keys() | {"include_similar_titles"} == set(Audience.__struct_fields__)
    assert EACH.keys() >= CLIENT_ONLY


@pytest.mark.parametrize("name", EACH)
async def test_each_filter_means_the_same_in_both_forms(
    name: str, sandbox: Sandbox, apollo: ApolloApi
) -> None:
    """The sandbox, which refuses what is not documented, reads the same search from either."""
    audience = Audience(**{name: EACH[name]}, include_similar_titles=False)
    for query, body in (
        (as_query(audience, 2, 7), None),
        ((), as_body(audience, 2, 7)),
    ):
        answer = await apollo.http.request(
            "POST", PATH, params=query, json_body=body, retry=True, group=PATH
        )
        assert answer.status == 200, answer.excerpt
    in_query, in_body = sandbox.searches
    assert in_query == in_body
    assert (in_query.page, in_query.per_page) == (2, 7)
    told = msgspec.to_builtins(getattr(in_query.filters, name))
    wanted = msgspec.to_builtins(EACH[name])
    ends = isinstance(wanted, dict)
    assert told == ({k: v for k, v in wanted.items() if v is not None} if ends else wanted)
