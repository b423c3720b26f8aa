"""Unknown attempts are shown and settled over HTTP; a suppression says what is under way."""

from uuid import UUID, uuid4

import anyio
import pytest

from cam.ports.mailer import SendStatus

from .service import HeldMailer, Service, refused

LEAD = "lead0@bakers.example"


@pytest.fixture
async def unknown(mailing: Service, mailer: HeldMailer) -> str:
    """The id of an attempt of which nobody knows whether it went out."""
    mailer.will_answer(LEAD, SendStatus.UNKNOWN)
    mailer.go.set()
    await mailing.campaign(leads=1)
    run = await mailing.post("/campaigns/1/run-cycle?dry_run=false")
    assert run.json()["reports"][0]["outreach_unknown"] == 1, run.json()
    (attempt,) = (await mailing.get("/attempts?state=unknown")).json()
    return str(attempt["id"])


async def test_a_person_s_word_settles_it_once(mailing: Service, unknown: str) -> None:
    """Sent, with the evidence; a second word is a conflict and changes nothing."""
    word = {"sent": True, "because": "found in Sent"}
    settled = (await mailing.post(f"/attempts/{unknown}/resolve", json=word)).json()
    assert (settled["state"], settled["evidence"]) == ("sent", "api: found in Sent")
    again = {"sent": False, "because": "changed my mind"}
    answer = await mailing.post(f"/attempts/{unknown}/resolve", json=again)
    refused(answer, 409, "attempt_is_known")
    assert (await mailing.get("/attempts?state=unknown")).json() == []


async def test_one_that_was_not_sent_is_written_by_the_next_cycle(
    mailing: Service, mailer: HeldMailer, unknown: str
) -> None:
    """And only then a second body goes out."""
    word = {"sent": False, "because": "the server's log has nothing"}
    await mailing.post(f"/attempts/{unknown}/resolve", json=word)
    mailer.will_answer(LEAD, SendStatus.SENT)
    run = await mailing.post("/campaigns/1/run-cycle?dry_run=false")
    assert run.json()["reports"][0]["outreach_sent"] == 1
    assert mailer.sent == [LEAD, LEAD]


async def test_what_nobody_knows_is_not_found(service: Service) -> None:
    """404 for an id that is no attempt's, 422 for a state that is none."""
    word = {"sent": True, "because": "x"}
    answer = await service.post(f"/attempts/{uuid4()}/resolve", json=word)
    refused(answer, 404, "attempt_not_found")
    refused(await service.get("/attempts?state=lost"), 422, "unknown_value")
    refused(await service.get("/attempts?after=7"), 422, "wrong_type")


async def test_a_suppression_names_the_mail_that_is_under_way(
    mailing: Service, mailer: HeldMailer
) -> None:
    """Claimed only: nothing is under way, and the mail is refused at its authorization."""
    await mailing.campaign(leads=1)
    run = await mailing.post("/campaigns/1/run-cycle?dry_run=false&wait=0")
    with anyio.fail_after(10):
        await mailer.begun.wait()
    answer = await mailing.post("/suppressions", json={"target": LEAD.upper(), "reason": "asked"})
    assert answer.status_code == 201
    assert answer.json()["in_flight"] == []
    mailer.go.set()
    run_id = run.json()["id"]
    await mailing.cam.runs.wait(UUID(run_id), 10)
    report = (await mailing.get(f"/runs/{run_id}")).json()["reports"][0]
    assert (report["outreach_sent"], report["outreach_skipped"]) == (0, {"suppressed": 1})
    assert mailer.sent == []


async def test_the_list_is_read_page_by_page(service: Service) -> None:
    """By value."""
    for target in ("b@x.example", "a@x.example", "y.example"):
        await service.post("/suppressions", json={"target": target})
    first = (await service.get("/suppressions?limit=2")).json()
    rest = (await service.get("/suppressions?after=b@x.example")).json()
    assert [each["value"] for each in (*first, *rest)] == [
        "a@x.example",
        "b@x.example",
        "y.example",
    ]
    refused(await service.post("/suppressions", json={"target": "nobody"}), 422, "invalid_email")


async def test_the_ledger_is_shown_without_asking_anybody(service: Service) -> None:
    """Both providers, with their budgets; nothing spent yet."""
    await service.campaign(credit_budget={"per_day": 5, "total": 50})
    shown = (await service.get("/credits")).json()
    assert [each["provider"] for each in shown["providers"]] == ["apollo", "dropcontact"]
    (campaign,) = shown["campaigns"]
    assert campaign["today"] == {"used": 0.0, "budget": 5.0, "left": 5.0}
    assert campaign["total"] == {"used": 0.0, "budget": 50.0, "left": 50.0}
