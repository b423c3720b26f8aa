"""Apollo: whose answer is whose, what it costs, its own OpenAPI file, and any answer at all."""

import asyncio
import contextlib
import json
from collections.abc import Callable
from typing import Any

import httpx
import jsonschema
import msgspec
import pytest
import structlog
from apollo_peer import (
    FACTS,
    SAMPLES,
    answering,
    api,
    call,
    failure,
    found,
    lead,
    matches,
    of,
    person,
    question,
    read,
)
from hypothesis import given
from hypothesis import strategies as st

from cam.adapters.apollo.api import ApolloApi
from cam.adapters.apollo.enricher import ApolloEnricher
from cam.adapters.apollo.limits import announced, usage_in_words
from cam.adapters.apollo.query import CLIENT_ONLY, as_query, search_form
from cam.adapters.apollo.source import ApolloSource
from cam.adapters.apollo.wire import email_status, request_id
from cam.adapters.windows import Told
from cam.domain.model.audience import Audience, NumberRange
from cam.domain.model.errors import ProviderError, ProviderRefused, ProviderUnavailable
from cam.domain.model.prospect import EmailStatus

needs_facts = pytest.mark.skipif(not SAMPLES.is_dir(), reason="shared/facts is not here")
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


# Search


@pytest.mark.parametrize(
    ("body", "page", "last"),
    [
        ({"total_entries": 0, "people": []}, 1, True),
        ({"total_entries": 200, "people": [{"id": "a"}]}, 1, False),
        ({"total_entries": 200, "people": [{"id": "a"}]}, 2, True),
        ({"pagination": {"total_entries": 101}, "people": [{"id": "a"}]}, 1, False),
        ({"pagination": {"total_entries": 100}, "people": [{"id": "a"}]}, 1, True),
        ({"people": [{"id": "a"}]}, 1, False),
        ({"people": []}, 1, True),
        ({"people": [{"id": "a"}]}, 500, True),
        ({"total_entries": "many", "people": [{"id": "a"}]}, 1, False),
        ({"total_entries": 5, "people": [{"id": str(n)} for n in range(100)]}, 1, False),
        ({"total_entries": 900, "people": []}, 2, False),
    ],
)
async def test_the_last_page_is_known(body: object, page: int, last: bool) -> None:
    """By either total, by an empty page, by Apollo's limit of 500. A total that says less than the
    page holds, or more than an empty one, ends nothing."""
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


def test_the_query_is_the_one_of_the_openapi() -> None:
    """Lists as `name[]`, ranges as `name[min]`, booleans as words, page and per_page always."""
    query, body = search_form(AUDIENCE, 1, 100)
    assert body is None
    assert ("person_titles[]", "head of sales") in query
    assert ("include_similar_titles", "false") in query
    assert query[-2:] == (("page", "1"), ("per_page", "100"))
    assert "include_similar_titles" not in dict(search_form(Audience(q_keywords="x"), 1, 1)[0])
    rich = Audience(revenue_range=NumberRange(min=0))
    assert as_query(rich, 1, 1)[0] == ("revenue_range[min]", "0")


@pytest.mark.parametrize("name", sorted(CLIENT_ONLY))
def test_what_only_apollos_own_client_knows_goes_in_its_form(name: str) -> None:
    """As JSON, ranges as objects."""
    value: Any = ("x",)
    if name.endswith("range"):
        value = NumberRange(min=1, max=2)
    elif name.startswith(("q_organization_name", "organization_linkedin")):
        value = "x"
    query, body = search_form(Audience(**{name: value}), 3, 100)
    assert query == ()
    told = {"min": 1, "max": 2} if name.endswith("range") else msgspec.to_builtins(value)
    expected = list(told) if isinstance(told, tuple) else told
    assert json.loads(body or b"") == {name: expected, "page": 3, "per_page": 100}


def test_what_is_too_long_for_a_url_goes_as_a_body() -> None:
    """A thousand domains."""
    many = Audience(q_organization_domains_list=tuple(f"company{n}.example" for n in range(1000)))
    query, body = search_form(many, 3, 100)
    assert query == ()
    sent = json.loads(body or b"")
    assert len(sent["q_organization_domains_list"]) == 1000
    assert (sent["page"], sent["per_page"]) == (3, 100)


# Whose match is whose


async def test_shuffled_and_shortened_matches_still_find_their_leads() -> None:
    """By id; a lead without its match is nobody."""
    leads = [found(1, "a"), found(2, "b"), found(3, "c")]
    shuffled = read(matches(person("c"), person("a"), None), *leads)
    assert [of(shuffled, each).profile is not None for each in leads] == [True, False, True]
    shortened = read(matches(person("b")), *leads)
    assert [of(shortened, each).profile is not None for each in leads] == [False, True, False]
    doubled = read(matches(*(person(each) for each in "aabbcc")), *leads)
    assert all(of(doubled, each).profile for each in leads)


def test_who_is_left_out_of_an_answer_that_charged_for_more_is_not_nobody() -> None:
    """Nobody is asked about again for free; who was perhaps paid for would be bought twice."""
    leads = [found(1, "a"), found(2, "b")]
    charged = read(matches(person("a"), unique_enriched_records=2), *leads)
    assert "paid for" in failure(charged, leads[1])
    assert of(charged, leads[0]).profile is not None
    told = read(matches(person("a"), unique_enriched_records=1), *leads)
    assert of(told, leads[1]).profile is None


def test_a_stranger_in_a_leads_place_is_not_taken_for_it() -> None:
    """Another id, or another LinkedIn profile, or another last name."""
    by_name = lead(2, first_name="Ann", last_name="Lee", company="X")
    reading = read(
        matches(person("stranger"), person("z", last_name="Other")), found(1, "a"), by_name
    )
    assert reading.findings == {}
    assert "another person" in failure(reading, by_name)


def test_in_a_reordered_answer_no_place_counts() -> None:
    """Who is known by an id shows it; the others are found by address, or not at all."""
    by_email, by_name = (
        lead(2, email="bo@x.example"),
        lead(3, first_name="Cy", last_name="Lee", domain="x.example"),
    )
    answer = matches(person("z1", last_name="Lee"), person("z2", email="bo@x.example"), person("a"))
    reading = read(answer, found(1, "a"), by_email, by_name)
    assert of(reading, found(1, "a")).profile is not None
    assert of(reading, by_email).profile is not None
    assert "who is meant" in failure(reading, by_name)


def test_who_stands_in_a_place_but_is_known_to_be_another_is_not_taken() -> None:
    """Both asked by address, answered the other way round, one without an address."""
    one, other = lead(1, email="a@x.example"), lead(2, email="b@x.example")
    reading = read(matches(person("z1", email="b@x.example"), person("z2", email=None)), one, other)
    assert "another person" in failure(reading, one)
    assert of(reading, other).profile is not None


def test_two_of_one_name_are_told_apart_by_their_employer() -> None:
    """Even when they change places."""
    here = lead(1, first_name="Ann", last_name="Lee", domain="x.example")
    there = lead(2, first_name="Bob", last_name="Lee", domain="x.example")
    people = [
        person(
            "b", first_name="Bob", last_name="Lee", organization={"primary_domain": "x.example"}
        ),
        person(
            "a", first_name="Ann", last_name="Lee", organization={"primary_domain": "x.example"}
        ),
    ]
    reading = read(matches(*people), here, there)
    assert [of(reading, each).profile.first_name for each in (here, there)] == ["Ann", "Bob"]  # type: ignore[union-attr]


def test_a_match_that_cannot_be_read_fails_its_lead_only() -> None:
    """Wrong types in one person."""
    leads = found(1, "a"), found(2, "b")
    reading = read(matches(person("a", title=5), person("b")), *leads)
    assert "cannot be read" in failure(reading, leads[0])
    assert of(reading, leads[1]).profile is not None


def test_who_has_unsubscribed_is_not_contacted() -> None:
    """The team's own contact says so; its address is not taken for the person's."""
    contact = {"email_unsubscribed": True, "email": "other@example.com", "email_status": "verified"}
    finding = of(read(matches(person("a", contact=contact)), found(1, "a")), found(1, "a"))
    assert finding.do_not_contact
    assert finding.profile is not None
    assert finding.profile.email == "a@example.com"


@pytest.mark.parametrize(
    "nobody",
    [None, {"match_confidence": "none"}, {"id": "a", "match_confidence": "NONE"}, {"id": None}],
)
def test_nobody_is_nobody_in_either_form(nobody: object) -> None:
    """`null`, or an object of no confidence."""
    assert of(read(matches(nobody), found(1, "a")), found(1, "a")).profile is None


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"matches": 5}', b'{"matches": [{'])
def test_an_answer_that_is_none_is_told_whole(body: bytes) -> None:
    """Nothing of it is read."""
    with pytest.raises(ProviderUnavailable):
        read(body, found(1, "a"))
    if body != b"{}":
        with pytest.raises(ProviderUnavailable):
            read(matches(person("a")), found(1, "a"), result=body or b"x")


# Statuses


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
        ("pending_manual_fulfillment", "unverified"),
        ("update_required", "unverified"),
        ("user_managed", "unverified"),
        ("needs_verification", "unverified"),
        ("a word of tomorrow", "unverified"),
        ("unavailable", "none"),
        ("", "none"),
        (None, "none"),
        ("bounced", "invalid"),
    ],
)
def test_each_status_has_its_meaning(word: str | None, status: str) -> None:
    """Only `verified` may be mailed."""
    assert email_status(word) == EmailStatus(status)


def test_an_unknown_status_is_logged_once() -> None:
    """A known one never."""
    with structlog.testing.capture_logs() as logs:
        for word in ("brand\nnew", "Brand\nNew", "verified", "likely to engage", "user_managed"):
            email_status(word)
    assert [each["status"] for each in logs] == ["brand new"]


def test_the_placeholder_is_no_address_wherever_it_stands() -> None:
    """Verified or not, in a match or in a later result."""
    locked = person("a", email="Email_not_unlocked@domain.com")
    profile = of(read(matches(locked), found(1, "a")), found(1, "a")).profile
    assert profile is not None
    assert (profile.email, profile.email_status) == ("", EmailStatus.NONE)
    emails = [{"email": "email_not_unlocked@domain.com", "email_status_cd": "Verified"}]
    later = read(
        {"matches": [{"id": "a"}]},
        found(1, "a"),
        result={"people": [{"id": "a", "emails": emails}]},
    )
    assert of(later, found(1, "a")).profile.email == ""  # type: ignore[union-attr]


# What it costs


@pytest.mark.parametrize(
    ("told", "credits_"),
    [
        ({"credits_consumed": 1.5}, 1.5),
        ({"credits_consumed": 0, "unique_enriched_records": 2}, 0.0),
        ({"credits_consumed": None, "unique_enriched_records": 1}, 1.0),
        ({"credits_consumed": "2", "unique_enriched_records": None}, 2.0),
        ({"credits_consumed": -1}, 2.0),
        ({}, 2.0),
    ],
)
def test_the_price_is_apollos_or_one_for_each_with_data(
    told: dict[str, Any], credits_: float
) -> None:
    """The same person twice costs once."""
    answer = {"matches": [person("a"), None, person("a"), person("b")], **told}
    assert read(answer, *(found(n, each) for n, each in enumerate("acab"))).credits == credits_


def test_a_waterfalls_price_is_that_of_both_answers_or_the_whole() -> None:
    """Twenty for each address found, where it does not tell."""
    people = [
        {"id": "a", "emails": [{"email": "a@x.example", "email_status_cd": "Verified"}]},
        {"id": "b", "emails": []},
    ]
    answer = {"matches": [{"id": "a"}, {"id": "b"}]}
    leads = found(1, "a"), found(2, "b")
    assert read(answer, *leads, result={"people": people}).credits == 20.0
    told = {"people": people, "credits_consumed": 2.5}
    assert read(answer, *leads, result=told).credits == 2.5
    assert read({**answer, "credits_consumed": 1}, *leads, result=told).credits == 3.5


# The waterfall


def test_a_later_result_is_joined_by_id_and_takes_the_best_address() -> None:
    """In any order, for the unmatched too; a verified address is not replaced."""
    emails = [
        {"email": "first@x.example", "email_status_cd": "Unverified"},
        {"email": 5},
        {"email": "best@x.example", "email_status_cd": "Verified"},
    ]
    people = [{"id": each, "emails": emails} for each in ("c", "a", "stranger", "b")]
    leads = found(1, "a"), found(2, "b"), found(3, "c")
    answer = matches(person("a", email="kept@x.example"), {"id": "b"}, None)
    reading = read(answer, *leads, result={"people": [7, *people, {"id": 5}]})
    profiles = [of(reading, each).profile for each in leads]
    assert [p and p.email for p in profiles] == [
        "kept@x.example",
        "best@x.example",
        "best@x.example",
    ]


def test_a_failed_waterfall_leaves_what_was_known() -> None:
    """It says why there are no people."""
    result = {"webhook_status": "failed", "failure_reason": "no vendor", "webhook_result": None}
    reading = read({"matches": [{"id": "a", "title": "CEO"}]}, found(1, "a"), result=result)
    assert of(reading, found(1, "a")).profile.title == "CEO"  # type: ignore[union-attr]
    assert reading.credits == 0


@pytest.mark.parametrize(
    ("told", "reference"),
    [
        (-9_223_372_036_854_775_808, "-9223372036854775808"),
        (9_007_199_254_740_993, "9007199254740993"),
        ("1039995589705121900", "1039995589705121900"),
        (1.5e18, ""),
        (True, ""),
        ("../users", ""),
        (None, ""),
        (10**30, ""),
    ],
)
def test_a_request_id_is_never_a_float(told: object, reference: str) -> None:
    """Nor a path."""
    assert request_id(told) == reference


async def test_a_wait_is_bounded_and_a_strange_404_is_refused() -> None:
    """Ten seconds when it tells none."""

    async def told(body: object) -> object:
        return await ApolloEnricher(answering(msgspec.json.encode(body), 404)).collect(call())

    waits = [
        await told({"error_code": "result_pending", "retry_after_seconds": each})
        for each in (10**9, 0, None, "soon")
    ]
    assert [each.total_seconds() for each in waits] == [3600, 10, 10, 10]  # type: ignore[attr-defined]
    with pytest.raises(ProviderRefused):
        await told(["result_pending"])


# Questions


def test_a_question_has_every_key_and_sends_the_best() -> None:
    """The id alone when there is one; no key of one kind looks like another's."""
    known = lead(
        1,
        provider="apollo",
        provider_id="p1",
        email="ann@x.example",
        linkedin_url="https://linkedin.com/in/ann",
        first_name="Ann",
        last_name="Lee",
        domain="www.x.example",
    )
    asked = question(known)
    assert asked.details == {"id": "p1"}
    assert [key.partition(":")[0] for key in asked.keys] == [
        "provider",
        "linkedin",
        "email",
        "name",
    ]
    foreign = question(msgspec.structs.replace(known, provider="csv"))
    assert foreign.details == {
        "email": "ann@x.example",
        "linkedin_url": "https://linkedin.com/in/ann",
        "first_name": "Ann",
        "last_name": "Lee",
        "domain": "x.example",
    }
    assert ApolloEnricher(answering(b"")).question(lead(2, first_name="Ann")) is None


def test_the_keys_fingerprint_changes_with_it_and_does_not_tell_it() -> None:
    """So that a hold ends when the key is replaced."""
    one, other = ApolloEnricher(answering(b"")).key, ApolloApi("K2", None).fingerprint  # type: ignore[arg-type]
    assert one != other
    assert one == ApolloEnricher(answering(b"")).key
    assert "K2" not in other


# Limits


@pytest.mark.parametrize(
    ("minute", "told"),
    [
        (("20", "1", "19"), Told(20, 19)),
        (("20", "1", ""), Told(20, 19)),
        (("20", "30", "x"), Told(20, 0)),
        (("20", "", "7"), Told(20, 7)),
        (("", "", ""), None),
        ((" ", "", ""), None),
        (("20", "", ""), ...),
        (("-1", "1", "1"), ...),
        (("unlimited", "1", "1"), ...),
        (("²0", "1", "1"), ...),
    ],
)
def test_the_minutes_headers(minute: tuple[str, str, str], told: object) -> None:
    """Empty is unlimited; garbage says nothing."""
    names = ("x-rate-limit-minute", "x-minute-usage", "x-minute-requests-left")
    windows = announced(dict(zip(names, minute, strict=True)))
    assert list(windows.values()) == ([] if told is ... else [told])


@pytest.mark.parametrize("name", ["24-hour", "daily"])
def test_the_day_has_two_names(name: str) -> None:
    """Today's page, and its older copies."""
    headers = {f"x-rate-limit-{name}": "600", f"x-{name}-requests-left": "599"}
    assert list(announced(headers).values()) == [Told(600, 599)]


@given(st.dictionaries(st.sampled_from(["x-rate-limit-minute", "x-minute-usage"]), st.text()))
def test_any_headers_are_windows_or_nothing(headers: dict[str, str]) -> None:
    """Never an error."""
    announced(headers)


@given(st.binary(max_size=200) | st.dictionaries(st.text(), st.integers()).map(msgspec.json.encode))
def test_any_list_of_limits_is_words(body: bytes) -> None:
    """Never an error."""
    assert isinstance(usage_in_words(body), str)


# The account


async def test_an_account_that_denies_or_is_not_there() -> None:
    """Reachable or not."""
    denied = await answering(b"Invalid API key.", 401).probe()
    assert (denied.reachable, denied.accepted) == (True, False)
    body = {
        "id": "a",
        "num_credits_remaining": 0,
        "effective_num_lead_credits": 100,
        "total_unified_credits_used": 30,
    }
    assert (await answering(msgspec.json.encode(body)).probe()).credits_left == 70

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


EVERY_DOCUMENTED = msgspec.structs.replace(
    AUDIENCE,
    organization_ids=("5e66b6381e05b4008c8331b8",),
    revenue_range=NumberRange(min=1, max=2),
    currently_using_all_of_technology_uids=("sap",),
    currently_using_any_of_technology_uids=("salesforce",),
    currently_not_using_any_of_technology_uids=("wordpress_org",),
    q_organization_job_titles=("sales manager",),
    organization_job_locations=("atlanta",),
    organization_num_jobs_range=NumberRange(min=1, max=2),
    organization_job_posted_at_range=msgspec.convert(
        {"min": "2025-07-25", "max": "2025-09-25"},
        type(AUDIENCE.organization_job_posted_at_range),
    ),
)


@needs_facts
async def test_requests_fit_the_official_openapi() -> None:
    """Search with every filter, bulk enrichment with the waterfall, the account; and no documented
    parameter of the search is left out."""
    request = await asked(
        lambda a: ApolloSource(a).search(EVERY_DOCUMENTED, page=2, per_page=500), b'{"people": []}'
    )
    fits_openapi(request)
    official = json.loads((FACTS / "openapi/apollo-rest-api-official-2026-08.json").read_bytes())
    search = official["paths"]["/mixed_people/api_search"]["post"]["parameters"]
    assert {each["name"] for each in search} == set(request.url.params)
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
    fits_openapi(
        await asked(
            lambda a: ApolloEnricher(a, waterfall=True).ask(
                call(*leads), callback_url="https://cam.example/hooks/t?x=1"
            ),
            b'{"matches": []}',
        )
    )
    fits_openapi(await asked(lambda a: a.probe(), b'{"id": "a"}'))


# Anything at all

NAMES = [
    *("people", "matches", "id", "email", "email_status", "total_entries", "error", "contact"),
    *("organization", "webhook_result", "emails", "email_status_cd", "credits_consumed", "x"),
    *("waterfall", "request_id", "error_code", "retry_after_seconds", "failure_reason", "status"),
]
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["a", "accepted", "result_pending", "a@b.example", "none"]),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=5)
    ),
    max_leaves=20,
)
bodies = (
    st.binary(max_size=200)
    | json_values.map(lambda v: json.dumps(v).encode())
    | st.just(b"[" * 100_000)
)
LEADS = found(1, "a"), lead(2, email="a@b.example"), found(3, "c")


@given(
    bodies,
    st.sampled_from([200, 204, 301, 400, 401, 402, 403, 404, 410, 418, 422, 429, 500, 503, 599]),
)
def test_any_answer_is_a_value_or_a_provider_error(body: bytes, status: int) -> None:
    """Nothing else ever comes out."""

    async def go() -> None:
        door = answering(body, status)
        enricher = ApolloEnricher(door, waterfall=True)
        for each in (
            ApolloSource(door).search(AUDIENCE, page=1, per_page=10),
            enricher.ask(call(*LEADS), callback_url="https://x.example"),
            enricher.collect(call(*LEADS)),
        ):
            with contextlib.suppress(ProviderError):
                await each
        await door.probe()

    asyncio.run(go())


@given(bodies, bodies | st.just(b""))
def test_anything_kept_is_read_or_told_to_be_unreadable(answer: bytes, result: bytes) -> None:
    """Each subject is in one of both; the price is one."""
    with contextlib.suppress(ProviderUnavailable):
        reading = read(answer, *LEADS, result=result)
        subjects = sorted(question(each).subject for each in LEADS)
        assert sorted([*reading.findings, *reading.failed]) == subjects
        assert reading.credits >= 0


@given(st.lists(json_values, max_size=4), st.lists(json_values, max_size=4))
def test_any_people_are_read(people: list[object], later: list[object]) -> None:
    """In matches and in a later result."""
    reading = read({"matches": people}, *LEADS, result={"people": later})
    assert len(reading.findings) + len(reading.failed) == 3
