"""The contracts of the outside world, on the fakes and on the adapters against the sandbox."""

import base64
import hashlib
import hmac
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any
from uuid import UUID

import pytest

from cam.adapters.apollo.api import ApolloApi
from cam.adapters.apollo.enricher import ApolloEnricher
from cam.adapters.apollo.source import ApolloSource
from cam.adapters.dropcontact.api import DropcontactApi
from cam.adapters.dropcontact.enricher import DropcontactEnricher, DropcontactVerifier
from cam.adapters.make.webhook import MakeWebhook
from cam.domain.model.audience import Audience
from cam.domain.model.errors import ProviderDenied, ProviderUnavailable, RateLimited
from cam.domain.model.event import Event, EventType, announcement
from cam.domain.model.lead import Lead
from cam.domain.model.prospect import EmailStatus, Profile, Prospect
from cam.ports.enricher import Enricher
from cam.ports.lead_source import LeadSource
from cam.ports.webhook_notifier import DeliveryStatus
from cam.sandbox import Fault, Sandbox
from cam.testing.clock import FrozenClock
from cam.testing.contracts.enricher import EnricherContract
from cam.testing.contracts.lead_source import LeadSourceContract
from cam.testing.contracts.webhook_notifier import WebhookNotifierContract
from cam.testing.fakes.enricher import FakeEnricher
from cam.testing.fakes.lead_source import FakeLeadSource
from cam.testing.fakes.webhook_notifier import FakeWebhookNotifier

SECRET = "whsec_" + base64.b64encode(b"sandbox").decode()


def lead(number: int, **facts: Any) -> Lead:
    at = FrozenClock().now()
    return Lead(id=number, campaign_id=1, created_at=at, updated_at=at, **facts)


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(people=2_000, dropcontact_delay=0.0) as running:
        yield running


@pytest.fixture
async def apollo(sandbox: Sandbox) -> AsyncIterator[ApolloApi]:
    api = ApolloApi(sandbox.dials.now.apollo_key, FrozenClock(), base_url=sandbox.apollo_url)
    yield api
    await api.aclose()


@pytest.fixture
async def dropcontact(sandbox: Sandbox) -> AsyncIterator[DropcontactApi]:
    key, url = sandbox.dials.now.dropcontact_key, sandbox.dropcontact_url
    api = DropcontactApi(key, FrozenClock(), base_url=url)
    yield api
    await api.aclose()


@pytest.fixture
async def make(sandbox: Sandbox) -> AsyncIterator[MakeWebhook]:
    hook = MakeWebhook(sandbox.make_url, FrozenClock(), secret=SECRET)
    yield hook
    await hook.aclose()


@pytest.fixture
def event() -> Event:
    return announcement(
        UUID(int=7),
        EventType.LEAD_LOST,
        campaign_id=1,
        at=FrozenClock().now(),
        data={"name": "Zoé"},
    )


def some_audience(sandbox: Sandbox) -> Audience:
    """One that fits between 5 and 400 people."""
    domains = {person.company.domain for person in map(sandbox.world.person, range(30))}
    return Audience(q_organization_domains_list=tuple(sorted(domains)))


class TestFakeLeadSource(LeadSourceContract):
    @pytest.fixture
    def source(self) -> LeadSource:
        return FakeLeadSource([Prospect(first_name=f"p{n}") for n in range(11)])

    @pytest.fixture
    def audience(self) -> Audience:
        return Audience(q_keywords="x")


class TestApolloSource(LeadSourceContract):
    @pytest.fixture
    def source(self, apollo: ApolloApi) -> LeadSource:
        return ApolloSource(apollo)

    @pytest.fixture
    def audience(self, sandbox: Sandbox) -> Audience:
        return some_audience(sandbox)

    async def test_a_search_costs_nothing(self, sandbox: Sandbox, source: LeadSource) -> None:
        """The books say so."""
        await source.search(some_audience(sandbox), page=1, per_page=100)
        assert sandbox.books.credits_spent["apollo"] == 0

    async def test_a_long_list_of_domains_finds_the_same(
        self, sandbox: Sandbox, source: LeadSource
    ) -> None:
        """The JSON form and the query form mean the same."""
        short = some_audience(sandbox)
        nowhere = tuple(f"nowhere-{n}.example" for n in range(900))
        long = Audience(q_organization_domains_list=short.q_organization_domains_list + nowhere)
        by_query = await source.search(short, page=1, per_page=100)
        assert await source.search(long, page=1, per_page=100) == by_query

    async def test_a_denied_key_and_a_long_wait_are_told(
        self, sandbox: Sandbox, source: LeadSource, audience: Audience
    ) -> None:
        """401; 429 for an hour."""
        sandbox.change(faults=[Fault(route="apollo", kind="status", status=401)])
        with pytest.raises(ProviderDenied):
            await source.search(audience, page=1, per_page=10)
        sandbox.change(faults=[Fault(route="apollo", kind="status", status=429, retry_after=3600)])
        with pytest.raises(RateLimited):
            await source.search(audience, page=1, per_page=10)

    @pytest.mark.parametrize("kind", ["html", "junk", "truncated", "huge", "drop", "cut"])
    async def test_a_broken_answer_is_an_unavailable_provider(
        self, kind: Any, sandbox: Sandbox, source: LeadSource, audience: Audience
    ) -> None:
        """Whatever is wrong with it; afterwards the source serves again."""
        sandbox.change(faults=[Fault(route="apollo.search", kind=kind, status=502)])
        with pytest.raises(ProviderUnavailable):
            await source.search(audience, page=1, per_page=10)
        sandbox.change(faults=[])
        assert (await source.search(audience, page=1, per_page=10)).prospects


class TestFakeEnricher(EnricherContract):
    @pytest.fixture(params=[False, True], ids=["at once", "later"])
    def enricher(self, request: pytest.FixtureRequest) -> Enricher:
        def knows(asked: Lead) -> Profile | None:
            if asked.provider_id == "99":
                return None
            mailbox = f"a{asked.provider_id}@x.example"
            return Profile(email=mailbox, email_status=EmailStatus.VERIFIED)

        fake = FakeEnricher(knows)
        fake.later, fake.not_ready = request.param, 3
        return fake

    @pytest.fixture
    def known(self) -> Sequence[Lead]:
        return [lead(n, provider="crm", provider_id=str(n)) for n in range(15)]

    @pytest.fixture
    def stranger(self) -> Lead:
        return lead(99, provider="crm", provider_id="99")

    @pytest.fixture
    def blank(self) -> Lead:
        return lead(100)


class _OnSandbox(EnricherContract):
    @pytest.fixture
    def known(self, sandbox: Sandbox) -> Sequence[Lead]:
        people = [sandbox.world.person(n) for n in range(25)]
        by_name = [
            lead(p.number, first_name=p.first_name, last_name=p.last_name, domain=p.company.domain)
            for p in people[::2]
        ]
        by_id = [lead(p.number, provider="apollo", provider_id=p.id) for p in people[1::2]]
        return by_name + by_id

    @pytest.fixture
    def stranger(self) -> Lead:
        return lead(999, first_name="Nobody", last_name="Unknown", domain="nowhere.example")

    @pytest.fixture
    def blank(self) -> Lead:
        return lead(1000, first_name="Ann")


class TestApolloEnricher(_OnSandbox):
    @pytest.fixture
    def enricher(self, apollo: ApolloApi) -> Enricher:
        return ApolloEnricher(apollo)

    async def test_the_account_can_be_looked_at(self, sandbox: Sandbox, apollo: ApolloApi) -> None:
        """For free."""
        probe = await apollo.probe()
        assert probe.accepted
        assert probe.credits_left is not None
        assert sandbox.books.credits_spent["apollo"] == 0


class TestDropcontactEnricher(_OnSandbox):
    @pytest.fixture
    def known(self, sandbox: Sandbox) -> Sequence[Lead]:
        people = (sandbox.world.person(n) for n in range(25))
        return [
            lead(p.number, first_name=p.first_name, last_name=p.last_name, domain=p.company.domain)
            for p in people
        ]

    @pytest.fixture
    def enricher(self, dropcontact: DropcontactApi) -> Enricher:
        return DropcontactEnricher(dropcontact)

    async def test_the_account_can_be_looked_at(self, dropcontact: DropcontactApi) -> None:
        """For free."""
        probe = await dropcontact.probe()
        assert (probe.accepted, probe.credits_left) == (True, 1_000_000)


class TestDropcontactVerifier(EnricherContract):
    @pytest.fixture
    def enricher(self, dropcontact: DropcontactApi) -> Enricher:
        return DropcontactVerifier(dropcontact)

    @pytest.fixture
    def known(self, sandbox: Sandbox) -> Sequence[Lead]:
        people = (sandbox.world.person(n) for n in range(25))
        return [lead(p.number, email=p.email) for p in people if p.email]

    @pytest.fixture
    def stranger(self) -> Lead:
        return lead(999, email="nobody@nowhere.example")

    @pytest.fixture
    def blank(self) -> Lead:
        return lead(1000, first_name="Ann", last_name="Lee", company="X")


class TestFakeWebhookNotifier(WebhookNotifierContract):
    @pytest.fixture
    def notifier(self) -> FakeWebhookNotifier:
        return FakeWebhookNotifier()

    @pytest.fixture
    def received(self, notifier: FakeWebhookNotifier) -> Callable[[], list[bytes]]:
        return lambda: notifier.bodies


class TestMakeWebhook(WebhookNotifierContract):
    @pytest.fixture
    def notifier(self, make: MakeWebhook) -> MakeWebhook:
        return make

    @pytest.fixture
    def received(self, sandbox: Sandbox) -> Callable[[], list[bytes]]:
        return lambda: [hook.body.encode() for hook in sandbox.hooks]

    async def test_the_signature_arrives(
        self, sandbox: Sandbox, notifier: MakeWebhook, event: Event
    ) -> None:
        """And fits the body that arrived."""
        await notifier.deliver(event)
        (hook,) = sandbox.hooks
        signed = f"{hook.headers['webhook-id']}.{hook.headers['webhook-timestamp']}.{hook.body}"
        digest = hmac.new(b"sandbox", signed.encode(), hashlib.sha256).digest()
        expected = "v1," + base64.b64encode(digest).decode()
        assert hook.headers["webhook-signature"] == expected

    async def test_a_hook_that_is_gone_is_told(self, sandbox: Sandbox, event: Event) -> None:
        """410."""
        hook = MakeWebhook(sandbox.make_url[:-1], FrozenClock())
        assert (await hook.deliver(event)).status is DeliveryStatus.GONE
        await hook.aclose()

    @pytest.mark.parametrize("kind", ["status", "drop", "accept_then_drop", "html", "cut"])
    async def test_a_failing_hook_is_tried_again_later(
        self, kind: Any, sandbox: Sandbox, notifier: MakeWebhook, event: Event
    ) -> None:
        """Nothing is raised."""
        sandbox.change(faults=[Fault(route="make", kind=kind, status=500)])
        assert (await notifier.deliver(event)).status is DeliveryStatus.RETRY
