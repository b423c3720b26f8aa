"""Runs: dry by default, recorded, owned by the service."""

import asyncio
from uuid import UUID, uuid4

import pytest
from msgspec import structs

from cam.app.composition import World
from cam.app.settings import Settings
from cam.sandbox import Sandbox

from .service import SENDER, HeldMailer, Service, dump, refused, served


@pytest.mark.parametrize(
    ("path", "hint"),
    [
        ("/run-all?dry_run=false&campaign_id=1", ""),
        ("/campaigns/1/run-cycle?dry_run=false&wiat=3", "wait"),
    ],
)
async def test_a_live_run_with_an_unknown_parameter_is_refused(
    settings: Settings, path: str, hint: str
) -> None:
    """Who misspells what should narrow a live run does not start a wider one."""
    async with served(settings) as service:
        answer = await service.post(path)
    problem = refused(answer, 400, "unknown_parameter")
    assert hint in problem["detail"]


@pytest.mark.parametrize("query", ["", "?dry_run=true", "?dry_run=True&wait=0", "?dryrun=false"])
async def test_a_dry_run_touches_nothing(database_url: str, query: str) -> None:
    """No row, no request, no mail; it is the default, also when the flag is misspelt."""
    async with Sandbox(people=500) as sandbox:
        told = Settings.read(sandbox.environment() | {"CAM_DATABASE_URL": database_url})
        async with served(_with_sender(told)) as service:
            number = await service.campaign(
                leads=2, audience={"person_seniorities": ["vp"]}, max_emails_per_day=20
            )
            before = dump(database_url)
            one = await service.post(f"/campaigns/{number}/run-cycle{query}")
            every = await service.post(f"/run-all{query}")
            assert dump(database_url) == before
            assert (one.status_code, every.status_code) == (200, 200)
            assert one.json()["dry_run"]
            (report,) = one.json()["reports"]
            assert len(report["plan"]["would_send"]) + report["plan"]["would_enrich"] >= 2
            assert (await service.get(f"/runs/{one.json()['id']}")).json() == one.json()
            assert (await service.get("/runs")).json() == []
        assert not sandbox.books.requests
        assert not sandbox.mails


def _with_sender(settings: Settings) -> Settings:
    return structs.replace(settings, **SENDER)


@pytest.mark.parametrize(
    "word", ["maybe", "", "0", "1", "no", "false;x", "null", "%00", "fa%20lse"]
)
@pytest.mark.parametrize("path", ["/campaigns/1/run-cycle", "/run-all"])
async def test_an_unknown_word_is_never_live(
    mailing: Service, mailer: HeldMailer, database_url: str, path: str, word: str
) -> None:
    """400, and nothing was done."""
    await mailing.campaign(leads=1)
    before = dump(database_url)
    answer = await mailing.post(f"{path}?dry_run={word}")
    assert refused(answer, 400, "invalid_boolean")["field"] == "dry_run"
    assert dump(database_url) == before
    assert not mailer.offered


@pytest.mark.parametrize("query", ["dry_run=true&dry_run=false", "dry_run=false&dry_run=true"])
async def test_a_contradiction_is_never_live(mailing: Service, query: str) -> None:
    """Said twice is not understood."""
    refused(await mailing.post(f"/run-all?{query}"), 400, "repeated")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("wait=-1", "out_of_range"),
        ("wait=301", "out_of_range"),
        ("wait=nan", "out_of_range"),
        ("wait=inf", "out_of_range"),
        ("wait=soon", "wrong_type"),
        ("wait=", "wrong_type"),
        ("wait=1e2", "wrong_type"),
        ("wait=٣", "wrong_type"),
    ],
)
async def test_a_bad_wait_is_refused(service: Service, query: str, code: str) -> None:
    """With its bounds."""
    problem = refused(await service.post(f"/run-all?{query}"), 422, code)
    assert problem["field"] == "wait"
    if code == "out_of_range":
        assert (problem["minimum"], problem["maximum"]) == (0, 300)


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=201", "limit=x", "limit=1.5", "campaign_id=0", f"campaign_id={2**64}"],
)
async def test_a_bad_bound_of_the_list_is_refused(service: Service, query: str) -> None:
    """422, never 500."""
    assert (await service.get(f"/runs?{query}")).status_code == 422


async def test_a_live_cycle_is_answered_with_its_report(
    mailing: Service, mailer: HeldMailer
) -> None:
    """When it is over within the wait."""
    mailer.go.set()
    number = await mailing.campaign(leads=2)
    done = await mailing.post(f"/campaigns/{number}/run-cycle?dry_run=false&wait=60")
    assert done.status_code == 200
    assert done.json()["status"] == "done"
    assert done.json()["requested_by"] == "api"
    assert done.json()["reports"][0]["outreach_sent"] == 2
    assert len(mailer.written) == 2
    recorded = await mailing.get(f"/runs/{done.json()['id']}")
    assert recorded.json()["reports"] == done.json()["reports"]
    assert [each["id"] for each in (await mailing.get("/runs?limit=1")).json()] == [
        done.json()["id"]
    ]
    listed = await mailing.get(f"/runs?campaign_id={number}")
    assert [each["id"] for each in listed.json()] == [done.json()["id"]]
    assert (await mailing.get("/runs?campaign_id=77")).json() == []


async def test_a_cycle_that_takes_longer_is_to_be_found(
    mailing: Service, mailer: HeldMailer
) -> None:
    """202 with Location; a second one meanwhile is refused with the first one's id."""
    number = await mailing.campaign(leads=1)
    path = f"/campaigns/{number}/run-cycle?dry_run=false"
    begun = await mailing.post(f"{path}&wait=0")
    assert begun.status_code == 202
    where = begun.headers["location"]
    assert where == f"/api/cam/runs/{begun.json()['id']}"
    await mailer.begun.wait()
    assert (await mailing.ask("GET", where)).json()["status"] == "running"

    second = await mailing.post(path)
    assert refused(second, 409, "already_running")["run_id"] == begun.json()["id"]
    assert second.headers["location"] == where

    mailer.go.set()
    over = await mailing.cam.runs.wait(UUID(begun.json()["id"]))
    assert over.reports[0].outreach_sent == 1
    assert (await mailing.ask("GET", where)).json()["status"] == "done"


async def test_a_wait_ends_with_its_seconds(mailing: Service) -> None:
    """A hundredth of a second, for a run that is held."""
    number = await mailing.campaign(leads=1)
    begun = await mailing.post(f"/campaigns/{number}/run-cycle?dry_run=false&wait=0.01")
    assert begun.status_code == 202


async def test_all_campaigns_run_and_answer_at_once(mailing: Service, mailer: HeldMailer) -> None:
    """202 unless told to wait; then the run holds a report of each."""
    for n in range(3):
        await mailing.campaign(f"C{n}", leads=1)
    begun = await mailing.post("/run-all?dry_run=false")
    assert begun.status_code == 202
    mailer.go.set()
    over = await mailing.cam.runs.wait(UUID(begun.json()["id"]))
    assert sum(report.outreach_sent for report in over.reports) == 3
    again = await mailing.post("/run-all?dry_run=false&wait=60")
    assert again.status_code == 200
    assert len(again.json()["reports"]) == 3


async def test_a_paused_campaign_does_not_run(mailing: Service) -> None:
    """Not even dry; the reason is told."""
    number = await mailing.campaign(leads=1)
    await mailing.put(f"/campaigns/{number}/pause", json={"reason": "holiday"})
    for query in ("", "?dry_run=false"):
        answer = await mailing.post(f"/campaigns/{number}/run-cycle{query}")
        assert refused(answer, 409, "campaign_paused")["reason"] == "holiday"


async def test_a_run_that_is_not_there(service: Service) -> None:
    """404."""
    refused(await service.get(f"/runs/{uuid4()}"), 404, "run_not_found")


async def test_what_is_not_configured_is_a_word_of_the_report(service: Service) -> None:
    """The run succeeds, and says which setting would have it done."""
    number = await service.campaign(leads=1)
    done = await service.post(f"/campaigns/{number}/run-cycle?dry_run=false&wait=60")
    assert done.json()["status"] == "done"
    assert "APOLLO_API_KEY" in done.json()["reports"][0]["skipped_steps"]["discover"]


async def test_whoever_waits_is_let_go_when_the_service_ends(
    settings: Settings, mailer: HeldMailer
) -> None:
    """202 at once; the run itself goes on."""
    async with served(settings, world=World(mailer=mailer)) as service:
        number = await service.campaign(leads=1)
        path = f"/campaigns/{number}/run-cycle?dry_run=false&wait=300"
        waiting = asyncio.create_task(service.post(path))
        await mailer.begun.wait()
        service.app.state.closing.set()
        assert (await waiting).status_code == 202
        refused(await service.ask("GET", "/readyz"), 503, "shutting_down")
        mailer.go.set()
    assert len(mailer.written) == 1
