"""Apollo: its samples, its errors, its own OpenAPI file."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.adapters.apollo.api import ApolloApi
from cam.adapters.apollo.enricher import ApolloEnricher
from cam.adapters.apollo.source import ApolloSource, search_form
from cam.adapters.apollo.wire import email_status
from cam.domain.model.audience import Audience
from cam.domain.model.errors import (
    OutOfCredits,
    ProviderDenied,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)
from cam.domain.model.lead import Lead
from cam.domain.model.prospect import EmailStatus, Enrichment
from cam.testing.clock import FrozenClock

FACTS = Path(__file__).parents[3].parent / "shared/facts"
SAMPLES = FACTS / "samples/apollo"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="shared/facts is not here")
MOMENT = datetime(2026, 1, 5, 9, tzinfo=UTC)
CLAIRE, NOE = "67bdafd0c3a4c50001bbd7c2", "6775057df8360a0001a6852c"
AUDIENCE = Audience(
    person_titles=("head of sales", "vp sales"),
    include_similar_titles=False,
    person_locations=("France",),
    person_seniorities=("head",),
    organization_locations=("France",),
    organization_num_employees_ranges=("11,50",),
    q_organization_domains_list=("example.fr",),
    q_keywords="crm",
    contact_email_status=("verified",),
)


def lead(number: int, **facts: Any) -> Lead:
    return Lead(id=number, campaign_id=1, created_at=MOMENT, updated_at=MOMENT, **facts)


def found(number: int, apollo_id: str) -> Lead:
    return lead(number, provider="apollo", provider_id=apollo_id)


def api(react: Callable[[httpx.Request], httpx.Response]) -> ApolloApi:
    return ApolloApi("k", FrozenClock(), transport=httpx.MockTransport(react))


def answering(body: bytes, status: int = 200) -> ApolloApi:
    return api(lambda _: httpx.Response(status, content=body))


async def enriched(body: object, *leads: Lead) -> Enrichment:
    return await ApolloEnricher(answering(msgspec.json.encode(body))).enrich(leads)


def person(apollo_id: str, **facts: Any) -> dict[str, Any]:
    return {"id": apollo_id, "email": "a@example.com", "email_status": "verified", **facts}


def matches(*people: object) -> dict[str, Any]:
    return {"status": "success", "credits_consumed": 1.5, "matches": people}


# Search


@needs_samples
async def test_the_official_search_sample_is_read() -> None:
    """Ids, first names, titles, employers; not the obfuscated last name."""
    source = ApolloSource(answering((SAMPLES / "search.200.result.json").read_bytes()))
    page = await source.search(AUDIENCE, page=1, per_page=100)
    first = page.prospects[0]
    assert (first.provider, first.provider_id) == ("apollo", CLAIRE)
    assert (first.first_name, first.last_name, first.company) == ("Andrea", "", "Example Media")
    assert first.has_email
    assert not page.last
    assert page.total == 232764882


@pytest.mark.parametrize(
    ("body", "page", "last"),
    [
        ({"total_entries": 0, "people": []}, 1, True),
        ({"total_entries": 200, "people": [{"id": "a"}]}, 1, False),
        ({"total_entries": 200, "people": [{"id": "a"}]}, 2, True),
        ({"pagination": {"total_entries": 101}, "people": [{"id": "a"}]}, 1, False),
        ({"pagination": {"total_entries": 100}, "people": [{"id": "a"}]}, 1, True),
        ({"people": [{"id": "a"}]}, 1, False),
        ({"people": [{"id": "a"}]}, 500, True),
        ({"total_entries": "many", "people": [{"id": "a"}]}, 1, False),
    ],
)
async def test_the_last_page_is_known(body: object, page: int, last: bool) -> None:
    """By either total, by an empty page, by Apollo's limit of 500."""
    source = ApolloSource(answering(msgspec.json.encode(body)))
    assert (await source.search(AUDIENCE, page=page, per_page=100)).last is last


async def test_a_spoilt_person_is_dropped_and_a_doubled_one_kept_once() -> None:
    """The others on the page stay."""
    people = [{"id": "a"}, {"id": 5}, 7, None, {"id": "b", "title": {}}, {"id": "a"}, {"id": "c"}]
    source = ApolloSource(answering(msgspec.json.encode({"people": people})))
    page = await source.search(AUDIENCE, page=1, per_page=100)
    assert [prospect.provider_id for prospect in page.prospects] == ["a", "c"]


async def test_a_page_past_the_limit_is_not_asked_for() -> None:
    """Apollo refuses page 501."""
    page = await ApolloSource(answering(b"", 500)).search(AUDIENCE, page=501, per_page=100)
    assert page.prospects == ()
    assert page.last


@pytest.mark.parametrize("body", [b"<html>", b"{}", b'{"people": {}}', b'{"people": [', b""])
async def test_a_200_without_people_is_no_end_of_the_search(body: bytes) -> None:
    """It is an error: an HTML page must not exhaust a campaign."""
    with pytest.raises(ProviderUnavailable):
        await ApolloSource(answering(body)).search(AUDIENCE, page=1, per_page=100)


@pytest.mark.parametrize(
    ("status", "sample", "error"),
    [
        (401, "search.401.check_api_key.txt", ProviderDenied),
        (403, "search.403.need_master_api_key.json", ProviderDenied),
        (422, "search.422.validation_error.json", ProviderRefused),
        (422, "third_party_observed/search.422.per_page.json", ProviderRefused),
        (422, "third_party_observed/match.422.insufficient_credits.json", OutOfCredits),
        (422, "bulk_match.422.result.json", ProviderRefused),
        (400, "bulk_match.400.add_people_to_enrich.json", ProviderRefused),
        (429, "search.429.too_many_requests.json", RateLimited),
        (429, "match.429.too_many_requests.json", RateLimited),
    ],
)
@needs_samples
async def test_each_documented_error_has_its_class(
    status: int, sample: str, error: type[ProviderError]
) -> None:
    """All three shapes and plain text."""
    source = ApolloSource(answering((SAMPLES / sample).read_bytes(), status))
    with pytest.raises(error) as raised:
        await source.search(AUDIENCE, page=1, per_page=100)
    assert type(raised.value) is error
    assert len(raised.value.reason) > 10


# Enrichment


@needs_samples
async def test_the_official_enrichment_sample_is_read() -> None:
    """Address, employer, size, credits."""
    body = (SAMPLES / "bulk_match.200.result.json").read_bytes()
    ids = [each["id"] for each in json.loads(body)["matches"]]
    leads = [found(n, each) for n, each in enumerate(ids)]
    answer = await ApolloEnricher(answering(body)).enrich(leads)
    profile = answer.findings[0].profile
    assert profile is not None
    assert (profile.email, profile.email_status) == ("marcus.ellery@apollo.io", "verified")
    assert (profile.domain, profile.employees, profile.last_name) == ("apollo.io", 1600, "Ellery")
    assert "lead generation" in profile.keywords
    assert answer.credits == 3
    assert not answer.failed


@needs_samples
async def test_a_null_match_is_nobody() -> None:
    """The others are matched by their ids, in whatever order they were asked."""
    body = (SAMPLES / "constructed/bulk_match.response.with_null.json").read_bytes()
    leads = [found(1, NOE), lead(2, email="nobody@nowhere.example"), found(3, CLAIRE)]
    answer = await ApolloEnricher(answering(body)).enrich(leads)
    names = {f.lead_id: f.profile.first_name if f.profile else None for f in answer.findings}
    assert names == {1: "Noé", 2: None, 3: "Claire"}


@pytest.mark.parametrize(
    "sample",
    [
        "legacy_locked_placeholder",
        "unavailable",
        "unverified",
        "match_confidence_none",
        "no_match_null",
    ],
)
@needs_samples
async def test_no_doubtful_address_becomes_mailable(sample: str) -> None:
    """The placeholder, unavailable, unverified, unmatched."""
    body = json.loads((SAMPLES / f"constructed/match.response.{sample}.json").read_bytes())
    known = (body["person"] or {}).get("id", CLAIRE)
    answer = await enriched(matches(body["person"]), found(1, known))
    profile = answer.findings[0].profile
    assert (profile is None) is ("match" in sample)
    assert profile is None or not profile.email_status.mailable(risky_too=True)
    assert profile is None or "domain.com" not in profile.email


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("verified", "verified"),
        ("Verified", "verified"),
        ("unverified", "unverified"),
        ("likely to engage", "unverified"),
        ("likely_to_engage", "unverified"),
        ("guessed", "unverified"),
        ("extrapolated", "unverified"),
        ("needs_verification", "unverified"),
        ("a word of tomorrow", "unverified"),
        ("unavailable", "none"),
        (None, "none"),
        ("bounced", "invalid"),
    ],
)
def test_each_status_has_its_meaning(word: str | None, status: str) -> None:
    """Only `verified` may be mailed."""
    assert email_status(word) == EmailStatus(status)


async def test_shuffled_and_shortened_matches_still_find_their_leads() -> None:
    """By id; a lead without its match is nobody."""
    leads = [found(1, "a"), found(2, "b"), found(3, "c")]
    shuffled = await enriched(matches(person("c"), person("a"), None), *leads)
    assert {f.lead_id: f.profile is not None for f in shuffled.findings} == {
        1: True,
        2: False,
        3: True,
    }
    shortened = await enriched(matches(person("b")), *leads)
    assert {f.lead_id: f.profile is not None for f in shortened.findings} == {
        1: False,
        2: True,
        3: False,
    }


async def test_a_stranger_in_a_leads_place_is_not_taken_for_it() -> None:
    """Another id, or another LinkedIn profile, or another last name."""
    asked_by_name = lead(2, first_name="Ann", last_name="Lee", company="X")
    answer = await enriched(
        matches(person("stranger"), person("z", last_name="Other")), found(1, "a"), asked_by_name
    )
    assert sorted(answer.failed) == [1, 2]


async def test_a_match_that_cannot_be_read_fails_its_lead_only() -> None:
    """Wrong types in one person."""
    answer = await enriched(
        matches(person("a", title=5), person("b")), found(1, "a"), found(2, "b")
    )
    assert list(answer.failed) == [1]
    assert [f.lead_id for f in answer.findings] == [2]


async def test_who_has_unsubscribed_is_not_contacted() -> None:
    """The team's own contact says so."""
    body = matches(person("a", contact={"email_unsubscribed": True}))
    assert (await enriched(body, found(1, "a"))).findings[0].do_not_contact


def by_batch(*reactions: tuple[int, object]) -> Callable[[httpx.Request], httpx.Response]:
    """Answers the batch that begins with id `pN0` by the Nth reaction; 200 echoes the ids."""

    def react(request: httpx.Request) -> httpx.Response:
        ids = [each["id"] for each in json.loads(request.content)["details"]]
        status, body = reactions[int(ids[0][1:]) // 10]
        if status == 0:
            raise httpx.ReadTimeout("x")
        if status == 200:
            body = matches(*(person(each) for each in ids))
        return httpx.Response(status, json=body)

    return react


async def test_one_failed_batch_does_not_spoil_the_others() -> None:
    """Its leads are told, with the reason."""
    leads = [found(n, f"p{n}") for n in range(25)]
    broken = by_batch((200, None), (500, {"error": "boom"}), (200, None))
    answer = await ApolloEnricher(api(broken)).enrich(leads)
    assert len(answer.findings) == 15
    assert sorted(answer.failed) == list(range(10, 20))
    assert "boom" in answer.failed[10]
    assert answer.credits == 3.0


async def test_spent_credits_are_raised_only_when_nothing_was_answered() -> None:
    """Otherwise they are the reason of the leads left over."""
    leads = [found(n, f"p{n}") for n in range(20)]
    gone = (422, {"error": "Insufficient credits. Please upgrade your plan."})
    some = await ApolloEnricher(api(by_batch((200, None), gone))).enrich(leads)
    assert len(some.findings) == len(some.failed) == 10
    with pytest.raises(OutOfCredits):
        await ApolloEnricher(api(by_batch(gone, gone))).enrich(leads)


async def test_a_batch_of_unknown_outcome_counts_as_paid_and_is_not_asked_again() -> None:
    """A read time-out, or a 200 that cannot be read."""
    calls = 0

    def lost(_: httpx.Request) -> httpx.Response:
        nonlocal calls
        calls += 1
        raise httpx.ReadTimeout("x")

    answer = await ApolloEnricher(api(lost)).enrich([found(1, "a"), found(2, "b")])
    assert (sorted(answer.failed), answer.credits, calls) == ([1, 2], 2.0, 1)
    nonsense = await ApolloEnricher(answering(b'{"matches": [{')).enrich([found(1, "a")])
    assert (list(nonsense.failed), nonsense.credits) == ([1], 1.0)


# The account


@needs_samples
async def test_a_look_at_the_account() -> None:
    """Accepted with its credits; denied; absent."""
    ok = answering((SAMPLES / "api_profile.200.with_credit_usage.json").read_bytes())
    assert (await ok.probe()).credits_left == 9500
    bare = await answering(
        (SAMPLES / "api_profile.200.without_credit_usage.json").read_bytes()
    ).probe()
    assert (bare.accepted, bare.credits_left) == (True, None)
    denied = await answering(b"Invalid API key.", 401).probe()
    assert (denied.reachable, denied.accepted) == (True, False)

    def absent(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("x")

    assert not (await api(absent).probe()).reachable


# The official OpenAPI file


async def asked(go: Callable[[ApolloApi], Any], body: bytes) -> httpx.Request:
    requests: list[httpx.Request] = []

    def react(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(200, content=body)

    await go(api(react))
    return requests[0]


def fits_openapi(request: httpx.Request) -> None:
    """Path, parameter names and types, and the body's schema."""
    official = json.loads((FACTS / "openapi/apollo-rest-api-official-2026-08.json").read_bytes())
    base = official["servers"][0]["url"]
    path = str(request.url.copy_with(query=None)).removeprefix(base)
    operation = official["paths"][path][request.method.lower()]
    schemas = {each["name"]: each["schema"] for each in operation["parameters"]}
    kinds: dict[str, Callable[[str], object]] = {
        "boolean": lambda v: {"true": True, "false": False}[v],
        "integer": int,
        "string": str,
    }
    for name in request.url.params:
        values = request.url.params.get_list(name)
        kind = schemas[name]["type"]
        if kind == "array":
            jsonschema.validate(values, {"type": "array", "items": schemas[name]["items"]})
        else:
            assert len(values) == 1
            jsonschema.validate(kinds[kind](values[0]), {"type": kind})
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        details = schema["properties"]["details"]["items"]
        details["additionalProperties"] = False
        jsonschema.validate(json.loads(request.content), schema)
    else:
        assert request.content == b""
    assert request.headers["x-api-key"] == "k"


@needs_samples
async def test_requests_fit_the_official_openapi() -> None:
    """Search, bulk enrichment and the account."""
    people = b'{"people": []}'
    fits_openapi(
        await asked(lambda a: ApolloSource(a).search(AUDIENCE, page=2, per_page=500), people)
    )
    leads = [
        found(1, "a"),
        lead(
            2,
            email="a@b.example",
            first_name="Ann",
            last_name="Lee",
            company="X",
            domain="www.x.example",
        ),
        lead(3, linkedin_url="https://linkedin.com/in/ann"),
    ]
    fits_openapi(await asked(lambda a: ApolloEnricher(a).enrich(leads), b'{"matches": []}'))
    fits_openapi(await asked(lambda a: a.probe(), b'{"id": "a"}'))


def test_the_query_is_the_one_of_the_sample() -> None:
    """Arrays as `name[]`, booleans as words, page and per_page always."""
    query, body = search_form(AUDIENCE, 1, 100)
    assert body is None
    assert ("person_titles[]", "head of sales") in query
    assert ("include_similar_titles", "false") in query
    assert query[-2:] == (("page", "1"), ("per_page", "100"))
    assert "include_similar_titles" not in dict(search_form(Audience(q_keywords="x"), 1, 1)[0])


def test_what_is_too_long_for_a_url_goes_as_a_body() -> None:
    """A thousand domains."""
    many = Audience(q_organization_domains_list=tuple(f"company{n}.example" for n in range(1000)))
    query, body = search_form(many, 3, 100)
    assert query == ()
    sent = json.loads(body or b"")
    assert len(sent["q_organization_domains_list"]) == 1000
    assert (sent["page"], sent["per_page"]) == (3, 100)


# Anything at all

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "people",
                    "matches",
                    "id",
                    "email",
                    "email_status",
                    "total_entries",
                    "error",
                    "organization",
                    "contact",
                    "x",
                ]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)
bodies = (
    st.binary(max_size=200)
    | json_values.map(lambda v: json.dumps(v).encode())
    | st.just(b"[" * 100_000)
)


@given(
    bodies, st.sampled_from([200, 204, 301, 400, 401, 402, 403, 404, 418, 422, 429, 500, 503, 599])
)
def test_any_answer_is_a_value_or_a_provider_error(body: bytes, status: int) -> None:
    """Nothing else ever comes out."""

    async def go() -> None:
        door = answering(body, status)
        leads = [found(1, "a"), lead(2, email="a@b.example")]
        for question in (
            ApolloSource(door).search(AUDIENCE, page=1, per_page=10),
            ApolloEnricher(door).enrich(leads),
        ):
            with contextlib.suppress(ProviderError):
                await question
        await door.probe()

    asyncio.run(go())
