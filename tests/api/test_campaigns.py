"""Campaigns: create, list, show, pause, resume."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event

from cam.app.http.examples import REQUESTS

from .service import HeldMailer, Service, refused


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every statement that any engine executes."""
    seen: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield seen
    event.remove(Engine, "before_cursor_execute", note)


async def test_a_new_campaign_is_shown_where_it_is_said_to_be(service: Service) -> None:
    """201 and Location; nothing was sent."""
    made = await service.post("/campaigns", json={"name": "Bakers", "target_clients": 5})
    assert made.status_code == 201
    shown = await service.ask("GET", made.headers["location"])
    assert shown.json() == made.json()
    assert shown.json()["status"] == "active"
    assert shown.json()["metrics"]["clients_progress"] == 0.0
    assert shown.json()["created_at"].endswith("Z")


@pytest.mark.parametrize("example", REQUESTS["create_campaign"])
async def test_the_examples_of_the_document_are_accepted(service: Service, example: str) -> None:
    """They do not go stale."""
    body = REQUESTS["create_campaign"][example]["value"]
    made = await service.post("/campaigns", json=body)
    assert made.status_code == 201
    if "sequence" in body:
        assert made.json()["sequence"][1]["delay"] == "P3D"


async def test_a_name_is_taken_once(service: Service) -> None:
    """The second is refused."""
    await service.campaign("Bakers")
    refused(await service.post("/campaigns", json={"name": "Bakers"}), 409, "campaign_name_taken")


async def test_the_list_takes_three_statements(service: Service, statements: list[str]) -> None:
    """However many campaigns there are."""
    for n in range(5):
        await service.campaign(f"C{n}", leads=2)
    statements.clear()
    listed = await service.get("/campaigns")
    assert [each["metrics"]["leads"] for each in listed.json()] == [2] * 5
    assert len(statements) <= 3, statements


async def test_today_is_told(mailing: Service, mailer: HeldMailer) -> None:
    """What went out today, what the quota still allows, who was passed over and why."""
    mailer.go.set()
    number = await mailing.campaign(leads=3, max_emails_per_day=2)
    done = await mailing.post(f"/campaigns/{number}/run-cycle?dry_run=false&wait=60")
    assert done.json()["reports"][0]["outreach_sent"] == 2
    today = (await mailing.get(f"/campaigns/{number}")).json()["today"]
    assert (today["sent"], today["quota_used"], today["quota_left"]) == (2, 2, 0)
    assert today["skipped"] == done.json()["reports"][0]["outreach_skipped"]
    assert "skipped" not in (await mailing.get("/campaigns")).json()[0]["today"]


async def test_pause_and_resume(service: Service) -> None:
    """A reason is kept, the first one; to resume forgets it."""
    number = await service.campaign()
    paused = await service.put(f"/campaigns/{number}/pause", json={"reason": "holiday"})
    assert (paused.json()["status"], paused.json()["pause_reason"]) == ("paused", "holiday")
    assert paused.json()["paused_by"] == "api"
    again = await service.put(f"/campaigns/{number}/pause", json={"reason": "other"})
    assert again.json()["pause_reason"] == "holiday"
    for _ in range(2):
        resumed = await service.put(f"/campaigns/{number}/resume")
        assert (resumed.json()["status"], resumed.json()["pause_reason"]) == ("active", "")


async def test_a_pause_needs_no_reason(service: Service) -> None:
    """No body is as good as an empty object."""
    number = await service.campaign()
    assert (await service.put(f"/campaigns/{number}/pause")).json()["pause_reason"]


@pytest.mark.parametrize("number", ["0", "-1", "99", str(2**63), str(10**40)])
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("PUT", "/pause"), ("PUT", "/resume"), ("POST", "/run-cycle")],
)
async def test_a_campaign_that_is_not_there(
    service: Service, method: str, path: str, number: str
) -> None:
    """404, also for numbers that no database could keep."""
    answer = await service.ask(method, f"/api/cam/campaigns/{number}{path}")
    refused(answer, 404, "campaign_not_found")


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/api/cam",
        "/api/cam/campaigns/x",
        "/api/cam/campaigns/1/nothing",
        pytest.param("/api/cam/campaigns/" + "9" * 5000, id="5000 digits"),
        "/api/cam/runs/x",
        "/schema/x",
    ],
)
async def test_an_address_that_is_not_there(service: Service, path: str) -> None:
    """A problem as everywhere, with the same headers."""
    answer = await service.ask("GET", path)
    refused(answer, 404, "route_not_found")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_method_that_is_not_known(service: Service) -> None:
    """405 and what is known."""
    answer = await service.ask("DELETE", "/api/cam/campaigns")
    refused(answer, 405, "method_not_allowed")
    assert {"GET", "POST"} <= set(answer.headers["allow"].split(", "))
