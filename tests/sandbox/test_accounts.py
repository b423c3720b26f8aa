"""Credits and limits: what the vendors tell agrees with the books."""

from typing import Any

import httpx
import pytest

from cam.sandbox import Sandbox, Window
from cam.sandbox.world import Person

SEARCH = "/mixed_people/api_search"
BULK = "/people/bulk_match"


def verified(sandbox: Sandbox, count: int) -> list[Person]:
    people = map(sandbox.world.person, range(200))
    return [person for person in people if person.email_status == "verified"][:count]


async def bought(apollo: httpx.AsyncClient, *people: Person) -> dict[str, Any]:
    details = [{"id": person.id} for person in people]
    told: dict[str, Any] = (await apollo.post(BULK, json={"details": details})).json()
    return told


async def books(sandbox: Sandbox, http: httpx.AsyncClient) -> dict[str, Any]:
    told: dict[str, Any] = (await http.get(f"{sandbox.control_url}/books")).json()
    return told


async def test_credits_may_be_fractions_and_all_accounts_agree(
    apollo: httpx.AsyncClient, sandbox: Sandbox, http: httpx.AsyncClient
) -> None:
    """`credits_consumed`, profile, usage and books; three times 0.1 is 0.3."""
    sandbox.change(apollo_price=0.1, apollo_credits=2)
    told = await bought(apollo, *verified(sandbox, 3))
    assert (told["credits_consumed"], told["unique_enriched_records"]) == (0.3, 3)
    profile = (await apollo.get("/users/api_profile?include_credit_usage=true")).json()
    assert (profile["num_credits_remaining"], profile["total_unified_credits_used"]) == (1.7, 0.3)
    usage = (await apollo.post("/usage_stats/credit_usage_stats")).json()
    lead_credit = usage["credit_usage_stats"]["lead_credit"]
    assert lead_credit == {"limit": 2, "consumed": 0.3, "left_over": 1.7}
    kept = await books(sandbox, http)
    assert (kept["credits_spent"]["apollo"], kept["credits_left"]["apollo"]) == (0.3, 1.7)


async def test_a_unified_account_shows_no_remaining_credits(
    apollo: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    """Only granted and used tell what is left."""
    sandbox.change(apollo_unified=True, apollo_credits=50)
    await bought(apollo, *verified(sandbox, 2))
    told = (await apollo.get("/users/api_profile?include_credit_usage=true")).json()
    assert told["num_credits_remaining"] == 0
    assert told["effective_num_lead_credits"] - told["total_unified_credits_used"] == 48


async def test_the_last_credits_are_sold_and_no_more(
    apollo: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    """A request that costs more than is left is refused whole."""
    sandbox.change(apollo_price=0.5, apollo_credits=1)
    one, two, three = verified(sandbox, 3)
    refused = await apollo.post(BULK, json={"details": [{"id": p.id} for p in (one, two, three)]})
    assert (refused.status_code, refused.json()["error"][:20]) == (422, "Insufficient credits")
    assert (await bought(apollo, one, two))["credits_consumed"] == 1
    assert sandbox.books.credits_spent["apollo"] == 1


async def test_dropcontacts_reserved_credits_are_told_until_they_are_decided(
    dropcontact: httpx.AsyncClient, sandbox: Sandbox, http: httpx.AsyncClient
) -> None:
    """Taken at submit; a stranger's comes back, a verification's never."""
    sandbox.change(dropcontact_delay=60, dropcontact_credits=10)
    rows = [
        {"full_name": "Nobody Known", "company": "Nowhere"},
        {"linkedin": verified(sandbox, 1)[0].linkedin},
        {"email": "nobody@nowhere.example"},
    ]
    await dropcontact.post("/enrich/all", json={"data": rows})
    waiting = await books(sandbox, http)
    assert waiting["credits_reserved"]["dropcontact"] == 3
    assert waiting["credits_spent"]["dropcontact"] == 3
    assert (await dropcontact.get("/account/credits")).json() == {"credits": 7}
    sandbox.change(clock_ahead=61)
    done = await books(sandbox, http)
    assert done["credits_reserved"]["dropcontact"] == 0
    assert done["credits_left"]["dropcontact"] == 8
    assert (await dropcontact.get("/account/credits")).json() == {"credits": 8}


async def test_a_verification_and_an_enrichment_of_one_person_are_two_purchases(
    dropcontact: httpx.AsyncClient, apollo: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    """Neither is a duplicate of the other; each is one of itself."""
    person = next(p for p in verified(sandbox, 50) if p.luck < 0.5)
    rows: list[dict[str, object]] = [{"linkedin": person.linkedin}, {"email": person.email}]
    named = {"full_name": person.name, "website": person.company.domain}
    await bought(apollo, person)
    await dropcontact.post("/enrich/all", json={"data": rows})
    assert sandbox.books.duplicates_bought == 0
    await dropcontact.post("/enrich/all", json={"data": [named]})
    assert sandbox.books.duplicates["dropcontact.enrichment"] == 1
    await dropcontact.post("/enrich/all", json={"data": [{"email": person.email.upper()}]})
    assert sandbox.books.duplicates == {
        "apollo.enrichment": 0,
        "dropcontact.enrichment": 1,
        "dropcontact.verification": 1,
    }
    assert sandbox.books.purchases["dropcontact.verification"] == {person.email: 2}


async def test_a_refunded_search_is_no_purchase(
    dropcontact: httpx.AsyncClient, sandbox: Sandbox, http: httpx.AsyncClient
) -> None:
    """Who was not found may be asked about again."""
    row = {"full_name": "Nobody Known", "company": "Nowhere"}
    for _ in range(2):
        await dropcontact.post("/enrich/all", json={"data": [row]})
        assert (await books(sandbox, http))["duplicates_bought"] == 0
    assert sandbox.books.purchases["dropcontact.enrichment"] == {}


@pytest.mark.parametrize("span", ["minute", "hour", "day"])
async def test_each_window_is_enforced_and_opens_again(
    apollo: httpx.AsyncClient, sandbox: Sandbox, span: str
) -> None:
    """By the sandbox's clock; `retry-after` tells how long."""
    seconds = {"minute": 60, "hour": 3600, "day": 86_400}[span]
    sandbox.change(apollo_limits={"search": Window(**{span: 2})})
    codes = [(await apollo.post(SEARCH)).status_code for _ in range(2)]
    full = await apollo.post(SEARCH)
    assert [*codes, full.status_code] == [200, 200, 429]
    assert seconds - 5 <= int(full.headers["retry-after"]) <= seconds + 1
    assert (await apollo.get("/users/api_profile")).status_code == 200
    sandbox.change(clock_ahead=seconds + 1)
    assert (await apollo.post(SEARCH)).status_code == 200


@pytest.mark.parametrize(
    ("switch", "names"),
    [
        ("24-hour", {"x-rate-limit-24-hour", "x-24-hour-usage", "x-24-hour-requests-left"}),
        ("daily", {"x-rate-limit-daily", "x-daily-usage", "x-daily-requests-left"}),
    ],
)
async def test_the_days_headers_have_both_names(
    apollo: httpx.AsyncClient, sandbox: Sandbox, switch: str, names: set[str]
) -> None:
    """By a switch; an unlimited window is an empty value."""
    sandbox.change(apollo_day_header=switch, apollo_limits={"search": Window(minute=9, day=50)})
    headers = (await apollo.post(SEARCH)).headers
    assert {name for name in headers if "24" in name or "daily" in name} == names
    assert {headers[name] for name in names} == {"1", "49", "50"}
    assert (headers["x-rate-limit-hourly"], headers["x-hourly-usage"]) == ("", "")


@pytest.mark.parametrize("status", [401, 403])
async def test_a_refused_key_is_told_no_limits(
    apollo: httpx.AsyncClient, sandbox: Sandbox, status: int
) -> None:
    """No rate header at all."""
    sandbox.change(faults=[{"route": "apollo", "kind": "status", "status": status}])
    headers = (await apollo.post(SEARCH)).headers
    assert not [name for name in headers if name.startswith("x-")]


async def test_usage_by_endpoint_is_that_of_the_windows(
    apollo: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    """Keys are lists written as text; no cap is null."""
    sandbox.change(apollo_limits={"search": Window(minute=20)})
    for _ in range(3):
        await apollo.post(SEARCH)
    told = (await apollo.post("/usage_stats/api_usage_stats")).json()
    searches = told['["api/v1/mixed_people", "api_search"]']
    assert searches["minute"] == {"limit": 20, "consumed": 3, "left_over": 17}
    assert searches["day"] == {"limit": None, "consumed": 3, "left_over": None}
    assert told['["api/v1/people", "bulk_match"]']["minute"]["consumed"] == 0


async def test_apollos_errors_come_in_four_shapes(
    apollo: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    """`error`; `error_code` with `error_message`; `message`; plain text."""
    shapes = {}
    for status in (401, 403, 422, 429, 400, 500):
        sandbox.change(faults=[{"route": "apollo", "kind": "status", "status": status}])
        answer = await apollo.post(BULK, json={"details": [{"id": "a"}]})
        is_json = answer.headers["content-type"].startswith("application/json")
        shapes[status] = set(answer.json()) if is_json else "text"
    assert shapes == {
        400: {"status", "error_code", "error_message"},
        401: "text",
        403: {"error", "error_code"},
        422: {"error"},
        429: {"message"},
        500: {"error"},
    }
