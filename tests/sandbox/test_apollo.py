"""Apollo as its documentation has it: what it finds, what it costs, what it refuses."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from cam.sandbox import Sandbox, Window

SEARCH = "/mixed_people/api_search"


async def search(apollo: httpx.AsyncClient, **asked: object) -> dict[str, Any]:
    answer = await apollo.post(SEARCH, json={"page": 1, "per_page": 100, **asked})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def bought(apollo: httpx.AsyncClient, *ids: str) -> dict[str, Any]:
    answer = await apollo.post("/people/bulk_match", json={"details": [{"id": i} for i in ids]})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def test_pages_hold_disjoint_people_and_an_honest_total(apollo: httpx.AsyncClient) -> None:
    asked: dict[str, object] = {"person_seniorities": ["head"], "person_locations": ["France"]}
    seen: list[str] = []
    total = (await search(apollo, **asked))["total_entries"]
    assert total > 20
    for page in range(1, -(-total // 10) + 1):
        hits = await search(apollo, **asked, page=page, per_page=10)
        seen += [person["id"] for person in hits["people"]]
    assert len(seen) == len(set(seen)) == total
    beyond = await search(apollo, **asked, page=400, per_page=10)
    assert beyond == {"total_entries": total, "people": []}


async def test_both_forms_of_a_search_find_the_same(apollo: httpx.AsyncClient) -> None:
    query: list[tuple[str, str | int | float | bool | None]] = [
        ("person_titles[]", "head of sales"),
        ("person_titles[]", "cto"),
        ("include_similar_titles", "false"),
        ("organization_num_employees_ranges[]", "11,50"),
        ("revenue_range[min]", "1000000"),
        ("page", "1"),
        ("per_page", "50"),
    ]
    body = {
        "person_titles": ["head of sales", "cto"],
        "include_similar_titles": False,
        "organization_num_employees_ranges": ["11,50"],
        "revenue_range": {"min": 1_000_000},
        "page": 1,
        "per_page": 50,
    }
    by_query = await apollo.post(SEARCH, params=httpx.QueryParams(query))
    by_body = await apollo.post(SEARCH, json=body)
    assert by_query.json() == by_body.json()
    assert by_body.json()["total_entries"] > 0


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        (
            {"person_titles": ["Head of Sales"], "include_similar_titles": False},
            lambda p: p["title"] == "Head of Sales",
        ),
        ({"person_seniorities": ["vp", "head"]}, lambda p: p["seniority"] in ("vp", "head")),
        ({"person_locations": ["Germany"]}, lambda p: p["country"] == "Germany"),
        ({"person_locations": ["Paris"]}, lambda p: p["city"] == "Paris"),
        (
            {"organization_locations": ["United States"]},
            lambda p: p["organization"]["country"] == "United States",
        ),
        (
            {"organization_num_employees_ranges": ["11,50", "51,200"]},
            lambda p: 11 <= p["organization"]["estimated_num_employees"] <= 200,
        ),
        (
            {"q_organization_keyword_tags": ["saas"]},
            lambda p: "saas" in p["organization"]["keywords"],
        ),
        ({"contact_email_status": ["unavailable"]}, lambda p: p["email"] is None),
        ({"contact_email_status": ["verified"]}, lambda p: p["email_status"] == "verified"),
        ({"q_keywords": "marketing"}, lambda p: "arketing" in str(p)),
        ({"revenue_range": {"max": 900_000}}, lambda p: _revenue(p) <= 900_000),
        (
            {"currently_using_any_of_technology_uids": ["stripe"]},
            lambda p: "stripe" in p["organization"]["technology_names"],
        ),
    ],
    ids=lambda value: "" if callable(value) else str(value),
)
async def test_a_filter_keeps_only_those_who_fit(
    apollo: httpx.AsyncClient, asked: dict[str, object], holds: Any
) -> None:
    everybody = (await search(apollo))["total_entries"]
    hits = await search(apollo, **asked)
    assert 0 < hits["total_entries"] < everybody
    sample = await bought(apollo, *(person["id"] for person in hits["people"][:10]))
    assert all(map(holds, sample["matches"]))


def _revenue(person: Mapping[str, Any]) -> int:
    return int(person["organization"]["annual_revenue"])


async def test_similar_titles_are_found_unless_told_otherwise(apollo: httpx.AsyncClient) -> None:
    similar = await search(apollo, person_titles=["head of sales"])
    strict = await search(apollo, person_titles=["head of sales"], include_similar_titles=False)
    titles = {person["title"] for person in similar["people"]}
    assert titles == {"Head of Sales", "Sales Director", "VP of Sales"}
    assert {person["title"] for person in strict["people"]} == {"Head of Sales"}


async def test_a_domain_list_finds_the_people_of_that_company(
    apollo: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    person = sandbox.world.person(42)
    hits = await search(apollo, q_organization_domains_list=[person.company.domain])
    assert person.id in {hit["id"] for hit in hits["people"]}
    assert {hit["organization"]["name"] for hit in hits["people"]} == {person.company.name}


LISTS = {
    "person_titles": "cto",
    "person_locations": "Paris",
    "person_seniorities": "head",
    "person_departments": "master_sales",
    "organization_locations": "France",
    "q_organization_domains_list": "acme.example",
    "contact_email_status": "likely to engage",
    "organization_ids": "5e66b6381e05b4008c8331b8",
    "organization_num_employees_ranges": "1,10",
    "currently_using_all_of_technology_uids": "stripe",
    "currently_using_any_of_technology_uids": "stripe",
    "currently_not_using_any_of_technology_uids": "stripe",
    "q_organization_job_titles": "cook",
    "organization_job_locations": "Paris",
    "organization_industry_tag_ids": "5567cd4e7369643b70010000",
    "q_organization_keyword_tags": "saas",
}
RANGES = {
    "revenue_range": (1, 2),
    "organization_num_jobs_range": (1, 2),
    "organization_job_posted_at_range": ("2026-01-31", "2026-02-28"),
    "latest_funding_amount_range": (1, 2),
    "total_funding_range": (1, 2),
}
WORDS = {
    "include_similar_titles": False,
    "q_keywords": "sales",
    "q_organization_name": "acme",
    "organization_linkedin_url": "http://www.linkedin.com/company/acme",
}


@pytest.mark.parametrize("name", [*LISTS, *RANGES, *WORDS])
async def test_every_filter_is_understood_in_both_forms(
    apollo: httpx.AsyncClient, sandbox: Sandbox, http: httpx.AsyncClient, name: str
) -> None:
    """Those of the OpenAPI file and those of Apollo's own client."""
    if name in LISTS:
        body: object = [LISTS[name]]
        query = {f"{name}[]": LISTS[name]}
    elif name in RANGES:
        low, high = RANGES[name]
        body = {"min": low, "max": high}
        query = {f"{name}[min]": str(low), f"{name}[max]": str(high)}
    else:
        body = WORDS[name]
        query = {name: str(WORDS[name]).lower() if body is False else str(body)}
    page = {"page": 2, "per_page": 25}
    by_body = await apollo.post(SEARCH, json={name: body, **page})
    by_query = await apollo.post(SEARCH, params={**query, **page})
    assert by_body.status_code == by_query.status_code == 200
    assert by_body.json() == by_query.json()
    first, second = sandbox.searches
    assert first == second
    listed = (await http.get(f"{sandbox.control_url}/searches")).json()
    assert listed["searches"][0] == {"filters": {name: body}, **page}


@pytest.mark.parametrize(
    "query",
    [
        {"revenue_range[min]": "1,000"},
        {"revenue_range[least]": "1"},
        {"revenue_range": "1"},
        {"organization_job_posted_at_range[min]": "2026-02-30"},
        {"include_similar_titles": "perhaps"},
        {"include_similar_titles[]": "true"},
        {"contact_email_status[]": "good"},
        {"q_organization_domains_list[]": "ann@acme.example"},
        {"page": "one"},
    ],
    ids=str,
)
async def test_a_query_outside_the_documentation_is_refused(
    apollo: httpx.AsyncClient, sandbox: Sandbox, query: dict[str, str]
) -> None:
    """Where the real service might search wider without a word."""
    answer = await apollo.post(SEARCH, params=query)
    assert (answer.status_code, answer.json()) == (422, {"error": "Invalid parameters"})
    assert not sandbox.searches


async def test_a_companys_profile_finds_its_people(
    apollo: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    """The page that `organization.linkedin_url` tells."""
    person = next(p for p in map(sandbox.world.person, range(99)) if p.email_status == "verified")
    company = (await bought(apollo, person.id))["matches"][0]["organization"]
    found = await search(apollo, organization_linkedin_url=company["linkedin_url"])
    by_domain = await search(apollo, q_organization_domains_list=[person.company.domain])
    assert found == by_domain
    assert person.id in {hit["id"] for hit in found["people"]}


async def test_a_hit_hides_address_and_full_name(apollo: httpx.AsyncClient) -> None:
    hit = (await search(apollo, per_page=1))["people"][0]
    assert "***" in hit["last_name_obfuscated"]
    assert not {"email", "last_name", "linkedin_url", "organization_id"} & hit.keys()


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"per_page": 101}, "Per page not supported"),
        ({"page": 501}, "Page not supported"),
        ({"person_title": ["cto"]}, "Invalid parameters"),
        ({"person_titles[]": ["cto"]}, "Invalid parameters"),
        ({"person_titles": "cto"}, "Invalid parameters"),
        ({"person_seniorities": ["boss"]}, "Invalid parameters"),
        ({"organization_num_employees_ranges": ["11-50"]}, "Invalid parameters"),
        ({"q_organization_domains_list": ["www.acme.example"]}, "Invalid parameters"),
        ({"page": "1"}, "Invalid parameters"),
        ({"organization_job_posted_at_range": {"min": "yesterday"}}, "Invalid parameters"),
    ],
    ids=str,
)
async def test_a_search_outside_the_documentation_is_refused(
    apollo: httpx.AsyncClient, body: dict[str, object], error: str
) -> None:
    answer = await apollo.post(SEARCH, json=body)
    assert (answer.status_code, answer.json()["error"]) == (422, error)


async def test_a_query_parameter_without_its_brackets_is_refused(
    apollo: httpx.AsyncClient,
) -> None:
    answer = await apollo.post(SEARCH, params={"person_titles": "cto"})
    assert answer.status_code == 422


async def test_a_body_that_is_not_declared_as_json_is_refused(apollo: httpx.AsyncClient) -> None:
    searched = await apollo.post(SEARCH, content=b'{"page":1}')
    matched = await apollo.post("/people/bulk_match", content=b'{"details":[{"id":"a"}]}')
    assert (searched.status_code, matched.status_code) == (422, 400)


async def test_wrong_methods_and_paths_do_not_exist(
    apollo: httpx.AsyncClient, http: httpx.AsyncClient
) -> None:
    assert (await apollo.get(SEARCH)).status_code == 404
    assert (await apollo.post("/people/find")).status_code == 404
    assert (await http.post(f"/apollo/v1{SEARCH}")).status_code == 404
    old = await apollo.post("/mixed_people/search", json={})
    assert old.status_code == 422
    assert "deprecated" in old.json()["error"]


async def test_a_wrong_key_is_told_in_plain_text(http: httpx.AsyncClient) -> None:
    answer = await http.post(f"/apollo/api/v1{SEARCH}", headers={"x-api-key": "wrong"})
    assert answer.status_code == 401
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.text.startswith("Invalid API key. See https://docs.apollo.io/")
    assert "x-rate-limit-minute" not in answer.headers
    bearer = await http.post(f"/apollo/api/v1{SEARCH}", headers={"authorization": "Bearer x"})
    assert bearer.status_code == 401


async def test_a_key_outside_the_header_is_refused(apollo: httpx.AsyncClient) -> None:
    in_query = await apollo.post(SEARCH, params={"api_key": "k"})
    in_body = await apollo.post(SEARCH, json={"api_key": "k"})
    for answer in (in_query, in_body):
        assert answer.status_code == 422
        assert answer.json()["error_code"] == "INVALID_API_KEY_LOCATION"


async def test_ten_people_may_be_bought_at_once_and_eleven_may_not(
    apollo: httpx.AsyncClient,
) -> None:
    ids = [person["id"] for person in (await search(apollo))["people"][:11]]
    assert (await bought(apollo, *ids[:10]))["total_requested_enrichments"] == 10
    answer = await apollo.post("/people/bulk_match", json={"details": [{"id": i} for i in ids]})
    assert answer.status_code == 400
    assert answer.json()["error_code"] == "RECORD_LIMIT_EXCEEDED"


async def test_unknown_people_are_null_in_their_place_and_cost_nothing(
    apollo: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    known = (await search(apollo, contact_email_status=["verified"]))["people"][0]["id"]
    told = await bought(apollo, "0" * 24, known, "not-an-id")
    assert [match and match["id"] for match in told["matches"]] == [None, known, None]
    assert (told["credits_consumed"], told["missing_records"]) == (1, 2)
    assert -(2**63) <= told["request_id"] < 2**63
    assert sandbox.books.credits_spent["apollo"] == 1


async def test_a_person_without_address_costs_nothing(apollo: httpx.AsyncClient) -> None:
    hits = await search(apollo, contact_email_status=["unavailable"])
    told = await bought(apollo, hits["people"][0]["id"])
    assert told["matches"][0]["email_status"] == "unavailable"
    assert told["credits_consumed"] == told["unique_enriched_records"] == 0


async def test_the_books_know_who_was_bought_twice(
    apollo: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    known = (await search(apollo, contact_email_status=["verified"]))["people"][0]["id"]
    await bought(apollo, known)
    assert sandbox.books.duplicates_bought == 0
    await bought(apollo, known)
    assert sandbox.books.bought == {known: 2}
    assert sandbox.books.duplicates_bought == 1
    assert sandbox.books.credits_spent["apollo"] == 2


async def test_a_person_is_matched_by_every_documented_clue(
    apollo: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    person = sandbox.world.person(11)
    for clues in (
        {"id": person.id},
        {"email": person.email},
        {"linkedin_url": f"http://www.{person.linkedin}"},
        {"name": person.name, "domain": person.company.domain},
        {
            "first_name": person.first_name,
            "last_name": person.last_name,
            "organization_name": person.company.name,
        },
    ):
        by_query = await apollo.post("/people/match", params=clues)
        by_body = await apollo.post("/people/match", json=clues)
        assert by_query.json()["person"]["id"] == person.id
        assert by_query.json() == by_body.json()
    alone = await apollo.post("/people/match", params={"name": person.name})
    assert alone.json() == {"person": None}


async def test_without_credits_nothing_is_sold(apollo: httpx.AsyncClient, sandbox: Sandbox) -> None:
    sandbox.change(apollo_credits=1)
    hits = await search(apollo, contact_email_status=["verified"])
    first, second = (person["id"] for person in hits["people"][:2])
    await bought(apollo, first)
    answer = await apollo.post("/people/bulk_match", json={"details": [{"id": second}]})
    assert answer.status_code == 422
    assert answer.json() == {"error": "Insufficient credits. Please upgrade your plan."}
    assert second not in sandbox.books.bought


async def test_the_rate_limit_is_told_ahead_and_then_enforced(
    apollo: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    sandbox.change(apollo_limits={"search": Window(minute=2)})
    first = await apollo.post(SEARCH, json={"page": 1})
    assert first.headers["x-rate-limit-minute"] == "2"
    assert first.headers["x-minute-requests-left"] == "1"
    assert first.headers["x-rate-limit-hourly"] == ""
    await apollo.post(SEARCH, json={"page": 1})
    third = await apollo.post(SEARCH, json={"page": 1})
    assert third.status_code == 429
    assert 1 <= int(third.headers["retry-after"]) <= 61
    assert "is 2 times per minute" in third.json()["message"]


async def test_profile_and_usage_tell_the_credits_left(apollo: httpx.AsyncClient) -> None:
    hits = await search(apollo, contact_email_status=["verified"])
    await bought(apollo, hits["people"][0]["id"])
    plain = (await apollo.get("/users/api_profile")).json()
    assert "num_credits_remaining" not in plain
    full = (await apollo.get("/users/api_profile?include_credit_usage=true")).json()
    assert full["num_credits_remaining"] == full["effective_num_lead_credits"] - 1
    usage = (await apollo.post("/usage_stats/credit_usage_stats")).json()
    assert usage["credit_usage_stats"]["lead_credit"]["consumed"] == 1
    assert (await apollo.get("/auth/health")).json() == {"healthy": True, "is_logged_in": True}
