"""Every sample of Apollo's answers, read as the fact sheet says."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from apollo_peer import SAMPLES, answering, api, call, found, lead, of, read

from cam.adapters.answer import Answer
from cam.adapters.apollo.api import accepted
from cam.adapters.apollo.enricher import ApolloEnricher
from cam.adapters.apollo.limits import announced, usage_in_words
from cam.adapters.apollo.query import as_query
from cam.adapters.apollo.source import ApolloSource
from cam.adapters.apollo.wire import Organization
from cam.adapters.windows import Told
from cam.domain.model.audience import Audience, NumberRange
from cam.domain.model.errors import (
    OutOfCredits,
    ProviderDenied,
    ProviderError,
    ProviderRefused,
)
from cam.domain.model.prospect import EmailStatus, Profile

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="shared/facts is not here")

CLAIRE, NOE, ZOE = (
    "67bdafd0c3a4c50001bbd7c2",
    "6775057df8360a0001a6852c",
    "6775057df8360a0001a6852d",
)
MARCUS = "64a7ff0cc4dfae00013df1a5"
NARROW = Audience(q_keywords="x")
Check = Callable[[bytes], Awaitable[None]]


def error(status: int, kind: type[ProviderError], said: str) -> Check:
    """An error of that class, with Apollo's own words."""

    async def check(body: bytes) -> None:
        with pytest.raises(kind) as raised:
            accepted(Answer(status, {}, body))
        assert type(raised.value) is kind
        assert raised.value.reason.startswith(str(status))
        assert said in raised.value.reason

    return check


def too_many(path: str) -> Check:
    """A 429, whose words are handed on."""

    async def check(body: bytes) -> None:
        door = answering(body, 429)
        with pytest.raises(ProviderError, match="429") as raised:
            await ApolloSource(door).search(NARROW, page=1, per_page=1)
        assert path in str(raised.value)

    return check


DENIED = error(401, ProviderDenied, "Invalid API key")
OUT_OF_SCOPE = error(403, ProviderDenied, "API_INACCESSIBLE")


def page(ids: list[str], *, total: int, last: bool, size: int = 100, **first: object) -> Check:
    """A page of the search."""

    async def check(body: bytes) -> None:
        got = await ApolloSource(answering(body)).search(NARROW, page=1, per_page=size)
        assert [each.provider_id for each in got.prospects][: len(ids)] == ids
        assert (got.total, got.last) == (total, last)
        for name, value in first.items():
            assert getattr(got.prospects[0], name) == value

    return check


def one(known: str, **facts: object) -> Check:
    """The single match about somebody asked for by id: these facts, or nobody (no facts)."""

    async def check(body: bytes) -> None:
        told = json.loads(body)["person"]
        profile = of(read({"matches": [told]}, found(1, known)), found(1, known)).profile
        assert (profile is None) is not bool(facts)
        for name, value in facts.items():
            assert getattr(profile, name) == value

    return check


async def three_people(body: bytes) -> None:
    """Address, employer, size, credits of the first; all by id, asked backwards."""
    leads = [found(n, each["id"]) for n, each in enumerate(json.loads(body)["matches"])]
    reading = read(body, *reversed(leads))
    profile = of(reading, leads[0]).profile
    assert profile is not None
    assert (profile.email, profile.email_status) == ("marcus.ellery@apollo.io", "verified")
    assert (profile.domain, profile.employees, profile.last_name) == ("apollo.io", 1600, "Ellery")
    assert "lead generation" in profile.keywords
    assert (reading.credits, reading.failed) == (3, {})


async def waterfall_accepted(body: bytes) -> None:
    """The id of the result to come, as text, exactly; the match has no address yet."""
    enricher = ApolloEnricher(answering(body), waterfall=True)
    reply = await enricher.ask(call(found(1, MARCUS)), callback_url="https://cam.example/x")
    assert (reply.reference, reply.answer) == ("1039995589705121900", body)
    profile = of(read(body, found(1, MARCUS)), found(1, MARCUS)).profile
    assert profile is not None
    assert (profile.last_name, profile.email) == ("Ellery", "")


async def all_missing(body: bytes) -> None:
    """Nobody, for nothing; the id without waterfall promises no result."""
    stranger = lead(1, email="nobody@nowhere.example")
    reading = read(body, stranger)
    assert of(reading, stranger).profile is None
    assert reading.credits == 0
    reply = await ApolloEnricher(answering(body)).ask(call(stranger))
    assert reply.reference == ""


async def one_null(body: bytes) -> None:
    """The others are matched by their ids, in whatever order they were asked."""
    leads = [found(1, NOE), lead(2, email="nobody@nowhere.example"), found(3, CLAIRE)]
    reading = read(body, *leads)
    assert of(reading, leads[0]).profile is not None
    assert of(reading, leads[2]).profile is not None
    assert of(reading, leads[2]).profile.last_name == "Durand"  # type: ignore[union-attr]


async def addresses(body: bytes) -> None:
    """By poll and by callback alike: `Verified` in title case may be mailed."""
    known = "695f655dc46b8364aefc80c0"
    enricher = ApolloEnricher(answering(body))
    assert await enricher.collect(call(found(1, known))) == body
    posted = msgspec.json.encode(json.loads(body)["webhook_result"])
    for result in (body, posted):
        reading = read({"matches": [{"id": known}]}, found(1, known), result=result)
        assert of(reading, found(1, known)).profile == Profile(
            email="email1@example.com", email_status=EmailStatus.VERIFIED
        )
        assert reading.credits == 0


async def phones(body: bytes) -> None:
    """A result without addresses; it is paid."""
    known = "587cf802f65125cad923a266"
    reading = read({"matches": [{"id": known}]}, found(1, known), result=body)
    assert of(reading, found(1, known)).profile == Profile()
    assert reading.credits == 1


async def pending(body: bytes) -> None:
    """When to look again."""
    assert await ApolloEnricher(answering(body, 404)).collect(call()) == timedelta(seconds=10)


def never(status: int, code: str) -> Check:
    """There will be no result."""

    async def check(body: bytes) -> None:
        with pytest.raises(ProviderRefused, match=code):
            await ApolloEnricher(answering(body, status)).collect(call())

    return check


def account(credits_left: float | None) -> Check:
    """The key is accepted; so many credits are left."""

    async def check(body: bytes) -> None:
        probe = await answering(body).probe()
        assert (probe.accepted, probe.credits_left) == (True, credits_left)

    return check


async def usage(body: bytes) -> None:
    """The list of limits; the sample leaves out the search."""
    told = usage_in_words(body)
    assert (
        told == "bulk_match 20 a minute (20 left), 100 an hour (100 left), 6000 a day (6000 left)"
    )


async def credit_usage(body: bytes) -> None:
    """Nothing that CAM asks for: the account tells the credits."""
    assert json.loads(body)["credit_usage_stats"]["lead_credit"]["left_over"] == 7500


def employer(name: str, field: str) -> Check:
    """A company, as it stands in a match as well; CAM does not ask for companies."""

    async def check(body: bytes) -> None:
        told = json.loads(body)[field]
        first = told[0] if isinstance(told, list) else told
        company = msgspec.convert(first, Organization)
        assert (company.name, company.primary_domain) == (name, "apollo.io")

    return check


async def limits(body: bytes) -> None:
    """All three windows, and the wait."""
    told = json.loads(body)
    assert announced(told["headers"]) == {
        timedelta(minutes=1): Told(200, 0),
        timedelta(hours=1): Told(6000, 5188),
        timedelta(days=1): Told(50000, 48710),
    }
    wait = Answer(429, told["headers"], b"").retry_after(call().created_at)
    assert wait == timedelta(seconds=38)


async def search_request(body: bytes) -> None:
    """The query that CAM writes."""
    told = json.loads(body)
    audience = Audience(
        person_titles=("head of sales", "vp sales"),
        include_similar_titles=False,
        person_seniorities=("head", "vp"),
        person_locations=("France",),
        organization_locations=("France",),
        organization_num_employees_ranges=("11,50", "51,200"),
        contact_email_status=tuple(
            msgspec.convert(
                [v for k, v in told["query_form"] if k == "contact_email_status[]"], list[Any]
            )
        ),
        q_organization_domains_list=("example.fr",),
        revenue_range=NumberRange(min=1_000_000),
    )
    query = as_query(audience, 1, int(dict(told["query_form"])["per_page"]))
    assert sorted(map(tuple, told["query_form"])) == sorted(query)


async def bulk_request(body: bytes) -> None:
    """The request that CAM writes: same place, headers, flags."""
    told = json.loads(body)
    sent: list[Any] = []

    def react(request: Any) -> Any:
        sent.append(request)
        raise AssertionError

    with pytest.raises(AssertionError):
        await ApolloEnricher(api(react)).ask(
            call(
                found(1, CLAIRE),
                lead(2, first_name="Nobody", last_name="Unknown", domain="nowhere.example"),
            )
        )
    (request,) = sent
    assert (request.method, str(request.url.copy_with(query=None))) == (told["method"], told["url"])
    assert dict(request.url.params) == told["query"]
    assert all(request.headers[n] == v for n, v in told["headers"].items() if n != "x-api-key")
    assert json.loads(request.content)["details"] == told["json"]["details"][:2]


async def match_request(body: bytes) -> None:
    """An endpoint that CAM leaves alone: ten at a time cost the same."""
    assert json.loads(body)["url"].endswith("/people/match")


async def healthy(body: bytes) -> None:
    """Not asked: the account tells the same, and the credits."""
    assert json.loads(body) == {"healthy": True, "is_logged_in": True}


MEANING: dict[str, Check] = {
    "api_profile.200.with_credit_usage.json": account(9500),
    "api_profile.200.without_credit_usage.json": account(None),
    "api_profile.401.check_api_key.txt": DENIED,
    "api_usage_stats.200.ok.json": usage,
    "bulk_match.200.result.json": three_people,
    "bulk_match.200.waterfall_enrichment_result.json": waterfall_accepted,
    "bulk_match.400.add_people_to_enrich.json": error(400, ProviderRefused, "missing details"),
    "bulk_match.400.more_than_10_people.json": error(400, ProviderRefused, "more than 10"),
    "bulk_match.401.check_api_key.txt": DENIED,
    "bulk_match.422.result.json": error(422, ProviderRefused, "UNKNOWN_ERROR: no implicit"),
    "bulk_match.429.too_many_requests.json": too_many("people/bulk_match"),
    "credit_usage_stats.200.ok.json": credit_usage,
    "credit_usage_stats.401.check_api_key.txt": DENIED,
    "credit_usage_stats.403.need_master_api_key.json": OUT_OF_SCOPE,
    "match.200.result.json": one(
        MARCUS, email="tara.example@apollo.example", email_status="verified", title="Founder & CEO"
    ),
    "match.401.check_api_key.txt": DENIED,
    "match.429.too_many_requests.json": too_many("people/match"),
    "org_bulk_enrich.200.result.json": employer("Apollo.io", "organizations"),
    "org_bulk_enrich.400.add_domains.json": error(400, ProviderRefused, "missing domains"),
    "org_bulk_enrich.400.more_than_10_companies.json": error(400, ProviderRefused, "than 10"),
    "org_bulk_enrich.401.check_api_key.txt": DENIED,
    "org_bulk_enrich.403.insufficient_api_scope.json": OUT_OF_SCOPE,
    "org_bulk_enrich.429.too_many_requests.json": too_many("organizations/bulk_enrich"),
    "org_enrich.200.result.json": employer("Apollo.io", "organization"),
    "org_enrich.401.check_api_key.txt": DENIED,
    "org_enrich.403.insufficient_api_scope.json": OUT_OF_SCOPE,
    "org_enrich.422.add_a_company_to_enrich.json": error(422, ProviderRefused, "'domain' missing"),
    "org_enrich.429.too_many_requests.json": too_many("organizations/enrich"),
    "search.200.result.json": page(
        [CLAIRE, NOE],
        total=232764882,
        last=False,
        first_name="Andrea",
        last_name="",
        company="Example Media",
        has_email=True,
        provider="apollo",
    ),
    "search.401.check_api_key.txt": DENIED,
    "search.403.need_master_api_key.json": OUT_OF_SCOPE,
    "search.422.validation_error.json": error(422, ProviderRefused, "Invalid parameters"),
    "search.429.too_many_requests.json": too_many("mixed_people/api_search"),
    "webhook_result.200.phone_enrichment.json": phones,
    "webhook_result.200.waterfall_enrichment.json": addresses,
    "webhook_result.400.malformed_request_id.json": never(400, "invalid_request_id"),
    "webhook_result.401.unauthorized.txt": DENIED,
    "webhook_result.404.request_id_not_recognized.json": never(404, "request_id_unknown"),
    "webhook_result.404.result_still_processing.json": pending,
    "webhook_result.410.result_expired.json": never(410, "request_id_expired"),
    "constructed/429.headers.json": limits,
    "constructed/bulk_match.request.json": bulk_request,
    "constructed/bulk_match.response.all_missing.json": all_missing,
    "constructed/bulk_match.response.with_null.json": one_null,
    "constructed/match.request.json": match_request,
    "constructed/match.response.legacy_locked_placeholder.json": one(
        ZOE, email="", email_status=EmailStatus.NONE, last_name="Petit"
    ),
    "constructed/match.response.match_confidence_none.json": one(CLAIRE),
    "constructed/match.response.no_match_null.json": one(CLAIRE),
    "constructed/match.response.unavailable.json": one(
        NOE, email="", email_status=EmailStatus.NONE, last_name="Martin"
    ),
    "constructed/match.response.unverified.json": one(
        CLAIRE, email="claire.durand@exemple.example", email_status=EmailStatus.UNVERIFIED
    ),
    "constructed/search.request.json": search_request,
    "constructed/search.response.empty.json": page([], total=0, last=True),
    "constructed/search.response.two_of_three.json": page(
        [CLAIRE, NOE], total=3, last=False, size=2, first_name="Claire", title="Head of Sales"
    ),
    "third_party_observed/auth_health.200.json": healthy,
    "third_party_observed/match.422.insufficient_credits.json": error(
        422, OutOfCredits, "Insufficient credits"
    ),
    "third_party_observed/mixed_people_search.422.deprecated.json": error(
        422, ProviderRefused, "deprecated"
    ),
    "third_party_observed/search.422.per_page.json": error(422, ProviderRefused, "Per page"),
}


def samples() -> list[str]:
    paths = (each for each in SAMPLES.rglob("*") if each.is_file())
    return sorted(str(Path(each).relative_to(SAMPLES)) for each in paths)


@pytest.mark.parametrize("name", samples() or ["none"])
async def test_each_sample_means_what_the_fact_sheet_says(name: str) -> None:
    """One that is not listed fails."""
    await MEANING[name]((SAMPLES / name).read_bytes())


def test_each_listed_sample_is_there() -> None:
    """None was renamed unnoticed."""
    assert MEANING.keys() == set(samples())
