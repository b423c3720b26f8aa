"""What came back is shown over HTTP, and a person's word is taken once."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from uuid import UUID, uuid4

import pytest

from cam.adapters.system_clock import SystemClock
from cam.app.composition import World
from cam.app.settings import Settings
from cam.domain.model.arrival import ArrivalKind
from cam.domain.model.attempt import AttemptState
from cam.domain.model.token import TokenPurpose, signed
from cam.testing.fakes.inbox import FakeInbox
from cam.testing.fakes.mailer import FakeMailer
from messages import UNSURE, YES, a_bounce, a_reply

from .service import Service, refused, served


@pytest.fixture
def inbox() -> FakeInbox:
    """An empty mailbox."""
    return FakeInbox(SystemClock().now)


@pytest.fixture
async def hearing(settings: Settings, inbox: FakeInbox) -> AsyncIterator[Service]:
    """A service that reads it."""
    world = World(mailer=FakeMailer(), inbox=inbox)
    async with served(settings, world=world) as running:
        yield running


async def heard(service: Service, inbox: FakeInbox, *texts: str) -> list[str]:
    """People are mailed, and answer so; the ids of the replies."""
    await service.campaign(leads=len(texts), stop_company_on_reply=False)
    await service.post("/campaigns/1/run-cycle?dry_run=false")
    async with service.cam._unit_of_work.reading() as repo:
        attempts = await repo.attempts.of_campaign(1)
        leads = await repo.leads.get([each.lead_id for each in attempts])
    assert [each.state for each in attempts] == [AttemptState.SENT] * len(texts)
    for attempt, text in zip(attempts, texts, strict=True):
        await inbox.put(a_reply(leads[attempt.lead_id], attempt, text))
    run = await service.post("/campaigns/1/run-cycle?dry_run=false")
    report = run.json()["reports"][0]
    assert (report["replies"], report["errors"]) == (len(texts), [])
    return [each["id"] for each in (await service.get("/replies")).json()]


async def test_the_queue_has_what_nobody_is_sure_of(hearing: Service, inbox: FakeInbox) -> None:
    """The rest is listed, too, with what was done about it."""
    await heard(hearing, inbox, UNSURE, YES)
    (waiting,) = (await hearing.get("/replies?needs_review=true")).json()
    assert (waiting["text"], waiting["effects"]) == (
        UNSURE,
        ["lead left alone: a message waits for review"],
    )
    (done,) = (await hearing.get("/replies?needs_review=false&campaign_id=1")).json()
    assert (done["verdict"], done["effects"]) == ("positive", ["lead QUALIFIED"])
    shown = (await hearing.get(f"/replies/{waiting['id']}")).json()
    assert shown == waiting


async def test_a_person_s_word_moves_the_lead(hearing: Service, inbox: FakeInbox) -> None:
    """Once; the campaign counts it."""
    (reply,) = await heard(hearing, inbox, UNSURE)
    answer = await hearing.post(f"/replies/{reply}/classify", json={"as": "positive"})
    assert answer.status_code == 200
    assert (answer.json()["ruled_by"], answer.json()["needs_review"]) == ("api", False)
    again = await hearing.post(f"/replies/{reply}/classify", json={"as": "positive"})
    assert again.json() == answer.json()
    shown = (await hearing.get("/campaigns/1")).json()
    assert shown["metrics"]["leads_by_status"]["QUALIFIED"] == 1
    assert shown["metrics"]["came_back"]["replies"] == {"positive": 1}
    assert [each["replies"] for each in shown["came_back_by_day"]] == [{"positive": 1}]
    assert (await hearing.get("/replies?needs_review=true")).json() == []


async def test_what_is_not_meant_is_refused(hearing: Service, inbox: FakeInbox) -> None:
    """Unknown ids, words and parameters; a message that is about nobody."""
    refused(await hearing.get(f"/replies/{uuid4()}"), 404, "reply_not_found")
    refused(await hearing.get("/replies?needs_review=maybe"), 400, "invalid_boolean")
    refused(await hearing.get("/replies?kind=letter"), 422, "unknown_value")
    refused(await hearing.get("/replies?need_review=true"), 400, "unknown_parameter")
    await inbox.put(a_bounce(None, recipient="nobody@x.test"))
    await hearing.cam.read_inbox(dry_run=False)
    assert (await hearing.get("/replies")).json() == []
    (stray,) = (await hearing.get("/replies?kind=bounce")).json()
    where = f"/replies/{stray['id']}/classify"
    refused(await hearing.post(where, json={"as": "hard_bounce"}), 409, "reply_is_nobodys")
    refused(await hearing.post(where, json={"as": "maybe"}), 422, "invalid_value")
    refused(await hearing.post(where, json={"class": "positive"}), 400, "unknown_field")


async def test_the_way_out_of_a_mail_holds_when_its_campaign_is_gone(
    hearing: Service, settings: Settings, inbox: FakeInbox
) -> None:
    """Whoever sends it; of the message itself nothing is kept."""
    await hearing.campaign(leads=1)
    await hearing.post("/campaigns/1/run-cycle?dry_run=false")
    (attempt,) = (await hearing.get("/attempts")).json()
    async with hearing.cam._unit_of_work() as repo:
        (lead,) = (await repo.leads.get([1])).values()
        key = await repo.deployment.signing_key()
    token = signed(key, TokenPurpose.UNSUBSCRIBE, UUID(attempt["id"]))
    with closing(sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))) as db:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("DELETE FROM campaign")
        db.commit()
    await inbox.put(
        a_reply(lead, None, "Private.", Subject=f"unsubscribe {token}", From="a@b.test")
    )
    await hearing.cam.read_inbox(dry_run=False)
    (entry,) = (await hearing.get("/suppressions")).json()
    assert (entry["value"], entry["reason"]) == (lead.email, "unsubscribed")
    async with hearing.cam._unit_of_work.reading() as repo:
        (arrival,) = await repo.arrivals.page(kind=ArrivalKind.REPLY, limit=9)
    assert (arrival.verdict, arrival.sender, arrival.text) == ("unsubscribe", "", "")
    assert arrival.effects == ("suppressed",)
