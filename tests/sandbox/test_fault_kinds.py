"""Each fault that issue 3 names can be ordered, for one route or all, and acts as named."""

import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

from cam.sandbox import Fault, Sandbox, settings_of
from cam.sandbox.routes import ROUTES, is_known

SEARCH = "/mixed_people/api_search"
BULK = "/people/bulk_match"


def order(sandbox: Sandbox, *faults: dict[str, object]) -> None:
    sandbox.change(faults=list(faults))


async def statuses(client: httpx.AsyncClient, count: int) -> list[int]:
    return [(await client.post(SEARCH)).status_code for _ in range(count)]


async def people(client: httpx.AsyncClient) -> list[str]:
    hits = (await client.post(SEARCH, json={"page": 1, "per_page": 10})).json()["people"]
    return [hit["id"] for hit in hits]


async def test_too_many_requests_tells_when_in_seconds_as_a_date_or_not_at_all(
    sandbox: Sandbox, apollo: httpx.AsyncClient
) -> None:
    """The three forms of RFC 9110, 10.2.3."""
    limited: dict[str, object] = {"route": "apollo.search", "kind": "status", "status": 429}
    order(sandbox, limited | {"retry_after": 90})
    assert (await apollo.post(SEARCH)).headers["retry-after"] == "90"
    order(sandbox, limited | {"retry_after": 90, "retry_after_as": "date"})
    told = (await apollo.post(SEARCH)).headers["retry-after"]
    assert told.endswith(" GMT")
    assert 85 <= parsedate_to_datetime(told).timestamp() - time.time() <= 91
    order(sandbox, limited)
    answer = await apollo.post(SEARCH)
    assert (answer.status_code, "retry-after" in answer.headers) == (429, False)


@pytest.mark.parametrize("provider", ["apollo", "dropcontact", "make"])
async def test_out_of_credits_is_told_in_the_vendors_words(
    sandbox: Sandbox,
    apollo: httpx.AsyncClient,
    dropcontact: httpx.AsyncClient,
    http: httpx.AsyncClient,
    provider: str,
) -> None:
    """And nothing is sold or run."""
    order(sandbox, {"route": provider, "kind": "out_of_credits"})
    if provider == "apollo":
        answer = await apollo.post(BULK, json={"details": [{"id": sandbox.world.person(1).id}]})
        expected: tuple[int, object] = (422, "Insufficient credits. Please upgrade your plan.")
        assert (answer.status_code, answer.json()["error"]) == expected
    elif provider == "dropcontact":
        answer = await dropcontact.post("/enrich/all", json={"data": [{"email": "a@b.example"}]})
        assert answer.status_code == 403
        assert answer.json()["reason"] == "API call Token exceeded quota."
    else:
        answer = await http.post(sandbox.make_mailer_url, json={"to": "a@b.example"})
        assert (answer.status_code, answer.text) == (200, "Accepted")
        assert (sandbox.hooks, sandbox.make_mails) == ([], [])
    assert sandbox.books.credits_spent.total() == 0


async def test_a_body_that_drips_is_late_but_whole(
    sandbox: Sandbox, apollo: httpx.AsyncClient
) -> None:
    """Each piece arrives before a read time-out that the whole does not keep."""
    whole = (await apollo.post(SEARCH)).content
    order(sandbox, {"route": "apollo.search", "kind": "drip", "seconds": 0.4})
    started, pieces = time.monotonic(), 0
    body = b""
    async with apollo.stream("POST", SEARCH, timeout=0.2) as answer:
        async for piece in answer.aiter_raw():
            pieces += 1
            body += piece
    assert body == whole
    assert pieces > 20
    assert time.monotonic() - started >= 0.4


async def test_people_can_come_twice_backwards_or_not_at_all(
    sandbox: Sandbox, apollo: httpx.AsyncClient, dropcontact: httpx.AsyncClient
) -> None:
    """In a search, in `matches` and in Dropcontact's rows."""
    known = await people(apollo)
    details = {"details": [{"id": each} for each in known]}
    rows = {"data": [{"linkedin": sandbox.world.person(n).linkedin} for n in range(6)]}
    request_id = (await dropcontact.post("/enrich/all", json=rows)).json()["request_id"]
    plain = (await dropcontact.get(f"/enrich/all/{request_id}")).json()["data"]
    changes: dict[str, Callable[[list[Any]], list[Any]]] = {
        "duplicated_people": lambda crowd: crowd * 2,
        "reordered_people": lambda crowd: crowd[::-1],
        "missing_people": lambda crowd: crowd[::2],
    }
    for kind, change in changes.items():
        order(sandbox, {"route": "*", "kind": kind})
        assert await people(apollo) == change(known)
        matches = (await apollo.post(BULK, json=details)).json()["matches"]
        assert [match["id"] for match in matches] == change(known)
        polled = (await dropcontact.get(f"/enrich/all/{request_id}")).json()["data"]
        assert polled == change(plain)


@pytest.mark.parametrize("total", [0, 3, 10_000_000, -1])
async def test_a_search_can_lie_about_its_total(
    sandbox: Sandbox, apollo: httpx.AsyncClient, total: int
) -> None:
    """Too small, too large, impossible; the people are honest."""
    honest = await people(apollo)
    order(sandbox, {"route": "apollo.search", "kind": "false_total", "total": total})
    answer = (await apollo.post(SEARCH, json={"page": 1, "per_page": 10})).json()
    assert answer["total_entries"] == total
    assert [hit["id"] for hit in answer["people"]] == honest


async def test_an_outage_ends_by_the_sandboxs_clock(
    sandbox: Sandbox, http: httpx.AsyncClient
) -> None:
    """Down for an hour: nothing comes through before, everything after."""
    order(sandbox, {"route": "make", "kind": "drop", "lasting": 3600})
    for ahead in (0, 3590):
        sandbox.change(clock_ahead=ahead)
        with pytest.raises(httpx.TransportError):
            await http.post(sandbox.make_url, json={})
    sandbox.change(clock_ahead=3601)
    assert (await http.post(sandbox.make_url, json={})).status_code == 200
    assert len(sandbox.hooks) == 1


async def test_every_nth_request_can_fail(sandbox: Sandbox, apollo: httpx.AsyncClient) -> None:
    """After those skipped, and only so many times."""
    broken: dict[str, object] = {"route": "apollo", "kind": "status", "status": 503, "every": 3}
    order(sandbox, broken)
    assert await statuses(apollo, 7) == [200, 200, 503, 200, 200, 503, 200]
    order(sandbox, broken | {"skip": 2, "times": 1})
    assert await statuses(apollo, 8) == [200, 200, 200, 200, 503, 200, 200, 200]


async def test_a_storm_is_the_same_for_the_same_seed(
    sandbox: Sandbox, apollo: httpx.AsyncClient
) -> None:
    """Faults by chance are drawn from `fault_seed`; a mixed one keeps each order's share."""
    storm = [
        {"route": "*", "kind": "status", "status": 503, "chance": 0.3},
        {"route": "apollo.search", "kind": "html", "status": 502, "chance": 0.3},
    ]
    drawn = []
    for seed in (1, 1, 2):
        sandbox.change(faults=storm, fault_seed=seed)
        drawn.append(await statuses(apollo, 40))
    assert drawn[0] == drawn[1] != drawn[2]
    assert {200, 502, 503} == set(drawn[0])


async def test_latency_can_be_ordered_for_one_route(
    sandbox: Sandbox, apollo: httpx.AsyncClient
) -> None:
    """The other routes stay fast."""
    order(sandbox, {"route": "apollo.search", "kind": "slow", "seconds": 0.3})
    started = time.monotonic()
    await apollo.get("/users/api_profile")
    told = time.monotonic()
    await apollo.post(SEARCH)
    assert told - started < 0.3 <= time.monotonic() - told


@pytest.mark.parametrize("kind", ["wrong_types", "same_page", "duplicated_people", "false_total"])
async def test_a_fault_for_all_routes_spares_answers_it_does_not_fit(
    sandbox: Sandbox, http: httpx.AsyncClient, kind: str
) -> None:
    """Text stays text, a list in the body is no page."""
    order(sandbox, {"route": "*", "kind": kind})
    answer = await http.post(sandbox.make_url, content=b'["page"]')
    assert (answer.status_code, answer.text) == (200, "Accepted")


@pytest.mark.parametrize(
    "wrong",
    [
        {"route": "apolo", "kind": "drop"},
        {"route": "apollo.serch", "kind": "drop"},
        {"route": "apollo", "kind": "dropp"},
        {"route": "apollo", "kind": "drop", "every": 0},
        {"route": "apollo", "kind": "drop", "chance": 2},
        {"route": "apollo", "kind": "drop", "evry": 2},
    ],
    ids=str,
)
async def test_an_order_that_nobody_could_fill_is_refused(
    sandbox: Sandbox, http: httpx.AsyncClient, wrong: dict[str, Any]
) -> None:
    """With 422, and the orders before it stay in force."""
    order(sandbox, {"route": "make", "kind": "status", "status": 500})
    answer = await http.put(f"{sandbox.control_url}/settings", json={"faults": [wrong]})
    assert (answer.status_code, "error" in answer.json()) == (422, True)
    assert (await http.post(sandbox.make_url, json={})).status_code == 500


def test_faults_are_written_as_words_or_json_at_the_start() -> None:
    """`--fault`, and `faults` of `--settings`."""
    told = settings_of(
        '{"latency": 0.5, "faults": [{"route": "make", "kind": "drop"}]}',
        ["route=* kind=status status=503 body='so sorry'", '{"route": "smtp", "kind": "hang"}'],
    )
    assert told.latency == 0.5
    assert [fault.route for fault in told.faults] == ["make", "*", "smtp"]
    assert told.faults[1] == Fault(route="*", kind="status", status=503, body="so sorry")
    for wrong in ("route=apollo", "route=x kind=drop", "kind=drop", '{"route"', "'"):
        with pytest.raises(ValueError, match=r"."):
            settings_of("{}", [wrong])


def test_every_route_of_the_table_is_known() -> None:
    """And nothing else."""
    assert all(is_known(f"{name}.{route}") for name in ROUTES for route in ROUTES[name])
    assert not any(map(is_known, ("", "apollo.", "apollo.greet", "**", "_sandbox")))
