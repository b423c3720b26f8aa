"""POST /hooks/events: who may tell, what they may tell, and that it counts once."""

import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from msgspec import structs

from cam.app.composition import World
from cam.app.http.app import create_app
from cam.app.settings import Settings
from cam.domain.model.attempt import AttemptState, Outcome
from cam.domain.model.errors import InvalidInput
from cam.domain.model.signature import secret_key, signature
from cam.domain.model.token import TokenPurpose, signed
from cam.domain.services.send_ledger import Ended
from cam.testing.builders import NOON
from cam.testing.clock import FrozenClock

from .service import HeldMailer, Service, dump, refused, served

LEAD = "lead0@bakers.example"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
PATH = "/hooks/events"
JSON = {"content-type": "application/json"}
SHARED = JSON | {"x-cam-secret": SECRET}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return structs.replace(settings, inbound_secret=SECRET)


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(NOON)


@pytest.fixture
async def mailing(
    settings: Settings, mailer: HeldMailer, clock: FrozenClock
) -> AsyncIterator[Service]:
    """A service that has written to one lead, at noon of a frozen day."""
    mailer.go.set()
    async with served(settings, world=World(mailer=mailer), clock=clock) as running:
        await running.campaign(leads=1)
        await running.post("/campaigns/1/run-cycle?dry_run=false")
        assert mailer.sent == [LEAD]
        yield running


def headers(
    body: bytes, *, key: str = SECRET, event_id: str = "evt_1", late: float = 0, **more: str
) -> dict[str, str]:
    """The headers of a sender who signs."""
    at = str(int(NOON.timestamp() - late))
    right = signature(secret_key(key, "key"), event_id, at, body)
    told = {"webhook-id": event_id, "webhook-timestamp": at, "webhook-signature": right}
    return JSON | told | {name.replace("_", "-"): value for name, value in more.items()}


async def tell(service: Service, event_id: str = "evt_1", **event: Any) -> httpx.Response:
    body = json.dumps(event).encode()
    return await service.ask("POST", PATH, content=body, headers=headers(body, event_id=event_id))


def rows(settings: Settings, question: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))) as db:
        return db.execute(question).fetchall()


async def the_attempt(service: Service) -> dict[str, Any]:
    (attempt,) = (await service.get("/attempts")).json()
    found: dict[str, Any] = attempt
    return found


UNSUBSCRIBE = json.dumps({"type": "unsubscribe", "id": "evt_1", "email": LEAD}).encode()

AUTH: dict[str, tuple[dict[str, str], int]] = {
    "signed": (headers(UNSUBSCRIBE), 202),
    "signed, one of several": (
        headers(UNSUBSCRIBE)
        | {"webhook-signature": f"v1,AAAA {headers(UNSUBSCRIBE)['webhook-signature']} v2,x"},
        202,
    ),
    "four minutes late": (headers(UNSUBSCRIBE, late=240), 202),
    "four minutes early": (headers(UNSUBSCRIBE, late=-240), 202),
    "with the secret": (SHARED, 202),
    "nothing": (JSON, 401),
    "six minutes late": (headers(UNSUBSCRIBE, late=301), 401),
    "six minutes early": (headers(UNSUBSCRIBE, late=-301), 401),
    "another key": (headers(UNSUBSCRIBE, key="another"), 401),
    "another body": (headers(UNSUBSCRIBE + b" "), 401),
    "another id": (headers(UNSUBSCRIBE, webhook_id="evt_2"), 401),
    "another time": (headers(UNSUBSCRIBE, webhook_timestamp=str(int(NOON.timestamp()) + 1)), 401),
    "no time": (headers(UNSUBSCRIBE, webhook_timestamp=""), 401),
    "a time that is none": (headers(UNSUBSCRIBE, webhook_timestamp="noon"), 401),
    "a time beyond all bounds": (headers(UNSUBSCRIBE, webhook_timestamp="9" * 400), 401),
    "an empty signature": (headers(UNSUBSCRIBE, webhook_signature=""), 401),
    "a signature without its version": (
        headers(UNSUBSCRIBE)
        | {"webhook-signature": headers(UNSUBSCRIBE)["webhook-signature"].removeprefix("v1,")},
        401,
    ),
    "a wrong signature beside the secret": (
        headers(UNSUBSCRIBE, webhook_signature="v1,AAAA", x_cam_secret=SECRET),
        401,
    ),
    "a wrong secret": (JSON | {"x-cam-secret": SECRET[:-1]}, 401),
    "an empty secret": (JSON | {"x-cam-secret": ""}, 401),
    "the key instead of the secret": (JSON | {"x-cam-secret": SECRET.removeprefix("whsec_")}, 401),
    "a bearer": (JSON | {"authorization": f"Bearer {SECRET}"}, 401),
    "signed, from a page": (headers(UNSUBSCRIBE, origin="https://evil.example"), 403),
    "signed, as a form": (headers(UNSUBSCRIBE) | {"content-type": "text/plain"}, 415),
    "signed, for another host": (headers(UNSUBSCRIBE, host="evil.example"), 421),
}


@pytest.mark.parametrize("who", AUTH)
async def test_who_may_tell(mailing: Service, settings: Settings, who: str) -> None:
    """Others change nothing, and learn nothing."""
    told, status = AUTH[who]
    before = dump(settings.database_url)
    answer = await mailing.ask("POST", PATH, content=UNSUBSCRIBE, headers=told)
    assert answer.status_code == status, answer.text
    if status == 202:
        assert answer.json() == {"applied": True}
        return
    assert dump(settings.database_url) == before
    if status == 401:
        refused(answer, 401, "unauthorized")
        assert answer.headers["www-authenticate"]


async def test_nobody_may_tell_while_no_secret_is_set(settings: Settings) -> None:
    """Not even with an empty one; the answer says what to set."""
    async with served(structs.replace(settings, inbound_secret="")) as service:
        for told in (JSON, JSON | {"x-cam-secret": ""}, headers(UNSUBSCRIBE, key="")):
            answer = await service.ask("POST", PATH, content=UNSUBSCRIBE, headers=told)
            assert "CAM_INBOUND_SECRET" in refused(answer, 401, "unauthorized")["detail"]


@pytest.mark.parametrize("secret", ["whsec_", "whsec_" + "A" * 20, "short", "f" * 15])
def test_a_secret_that_can_be_guessed_is_refused_at_once(settings: Settings, secret: str) -> None:
    """An empty key, above all, which anybody has."""
    with pytest.raises(InvalidInput, match="CAM_INBOUND_SECRET"):
        create_app(structs.replace(settings, inbound_secret=secret))
    assert create_app(structs.replace(settings, inbound_secret="f" * 16))


BAD: dict[str, tuple[bytes, int, str]] = {
    "empty": (b"", 400, "invalid_json"),
    "cut off": (b'{"type":', 400, "invalid_json"),
    "not UTF-8": (b'{"type": "\xff"}', 400, "invalid_json"),
    "too deep": (b"[" * 100_000, 400, "invalid_json"),
    "a list": (b"[]", 422, "wrong_type"),
    "nothing in it": (b"{}", 422, "missing_field"),
    "nobody in it": (b'{"type": "reply"}', 422, "missing_field"),
    "no such type": (b'{"type": "delivered", "email": "a@b.example"}', 422, "invalid_value"),
    "unknown field": (
        b'{"type": "reply", "email": "a@b.example", "mesage_id": "x"}', 400, "unknown_field",
    ),
    "a number for a text": (b'{"type": "reply", "email": 7}', 422, "wrong_type"),
    "no id": (b'{"type": "reply", "attempt_id": "7"}', 422, "invalid_value"),
    "a control character": (
        b'{"type": "reply", "email": "a\\u0000@b.example"}', 422, "control_character",
    ),
    "an address that is none": (
        b'{"type": "unsubscribe", "email": "a@b..c"}', 422, "invalid_email",
    ),
    "a whole domain": (b'{"type": "unsubscribe", "email": "bakers.example"}', 422, "invalid_email"),
    "too long": (
        b'{"type": "reply", "email": "' + b"a" * 400 + b'"}', 422, "out_of_range",
    ),
    "over-large": (b'{"text": "' + b"a" * 200_000 + b'"}', 413, "body_too_large"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
async def test_what_is_no_event_is_refused(mailing: Service, settings: Settings, what: str) -> None:
    """With its reason, and nothing is remembered: corrected, it counts."""
    body, status, code = BAD[what]
    before = dump(settings.database_url)
    answer = await mailing.ask("POST", PATH, content=body, headers=headers(body))
    refused(answer, status, code)
    assert dump(settings.database_url) == before


async def test_an_event_has_an_id(mailing: Service) -> None:
    """In the header of who signs, in the body of who does not."""
    event = {"type": "unsubscribe", "email": LEAD}
    answer = await mailing.ask("POST", PATH, json=event, headers=SHARED)
    assert refused(answer, 422, "missing_field")["field"] == "id"
    answer = await mailing.ask("POST", PATH, json=event | {"id": "7"}, headers=SHARED)
    assert answer.status_code == 202


ENDS = {
    "an unsubscribe": ({"type": "unsubscribe"}, "unsubscribed", ["lead.unsubscribed"]),
    "a complaint": ({"type": "complaint"}, "complaint", ["lead.lost", "email.complained"]),
    "a hard bounce": (
        {"type": "bounce", "code": "5.1.1"},
        "hard bounce: 5.1.1",
        ["lead.lost", "email.bounced"],
    ),
    "a hard bounce in words": (
        {"type": "bounce", "diagnostic": "550 5.1.1 <lead0@bakers.example>: User unknown"},
        "hard bounce: 5.1.1",
        ["lead.lost", "email.bounced"],
    ),
}


@pytest.mark.parametrize("name", ["attempt_id", "token", "message_id", "<message_id>"])
@pytest.mark.parametrize("what", ENDS)
async def test_what_ends_it(mailing: Service, settings: Settings, what: str, name: str) -> None:
    """LOST, suppressed and announced, once, by whatever names our mail."""
    event, reason, announced = ENDS[what]
    attempt = await the_attempt(mailing)
    async with mailing.cam._unit_of_work.reading() as repo:
        key = await repo.deployment.signing_key()
    named = {
        "attempt_id": {"attempt_id": attempt["id"]},
        "token": {"token": signed(key, TokenPurpose.REPLY, UUID(attempt["id"]))},
        "message_id": {"message_id": attempt["message_id"]},
        "<message_id>": {"message_id": f"<{attempt['message_id']}>"},
    }[name]
    assert (await tell(mailing, **event, **named)).json() == {"applied": True}
    assert (await tell(mailing, **event, **named)).json() == {"applied": False}
    assert rows(settings, "SELECT status, next_action FROM lead") == [("LOST", "none")]
    assert rows(settings, "SELECT value, reason FROM suppression") == [(LEAD, reason)]
    kinds = [kind for (kind,) in rows(settings, "SELECT type FROM event ORDER BY id")]
    assert kinds == ["lead.contacted", *announced]


STAYS = {
    "a soft bounce": {"type": "bounce", "code": "4.2.2"},
    "a refusal of ours": {"type": "bounce", "code": "5.7.1"},
    "a bounce without a code": {"type": "bounce"},
}


@pytest.mark.parametrize("what", STAYS)
async def test_what_says_nothing_of_the_address_ends_nothing(
    mailing: Service, settings: Settings, what: str
) -> None:
    """Only who is not there is lost."""
    before = rows(settings, "SELECT * FROM lead")
    attempt = await the_attempt(mailing)
    assert (await tell(mailing, attempt_id=attempt["id"], **STAYS[what])).status_code == 202
    assert rows(settings, "SELECT * FROM lead") == before
    assert rows(settings, "SELECT * FROM suppression") == []


async def test_a_reply_stops_the_sequence(mailing: Service, settings: Settings) -> None:
    """A person reads what it says."""
    attempt = await the_attempt(mailing)
    await tell(mailing, type="reply", message_id=attempt["message_id"], text="Who are you?")
    assert rows(settings, "SELECT status, next_action FROM lead") == [("REPLIED", "none")]


async def test_a_reply_after_an_unsubscribe_brings_nobody_back(
    mailing: Service, settings: Settings
) -> None:
    """Whichever comes last."""
    attempt = await the_attempt(mailing)
    await tell(mailing, "1", type="unsubscribe", attempt_id=attempt["id"])
    await tell(mailing, "2", type="reply", attempt_id=attempt["id"])
    assert rows(settings, "SELECT status FROM lead") == [("LOST",)]


async def test_a_bounce_that_comes_before_we_recorded_the_send(
    mailing: Service, settings: Settings, clock: FrozenClock
) -> None:
    """The outcome is recorded all the same, and takes nobody back."""
    attempt = await the_attempt(mailing)
    with closing(sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))) as db:
        db.execute("DROP TRIGGER attempt_moves")
        db.execute("UPDATE attempt SET state = 'authorized', token = 'mine'")
        db.execute("UPDATE lead SET status = 'ENRICHED', next_step = 0, next_action = 'await'")
        db.commit()
    await tell(mailing, type="bounce", code="5.1.1", attempt_id=attempt["id"])
    campaign = (await mailing.cam.campaign(1)).campaign
    outcome = Outcome(
        attempt_id=UUID(attempt["id"]), token="mine", lead_id=1, campaign_id=1, step=0,
        state=AttemptState.SENT, at=clock.now(),
    )  # fmt: skip
    ledger = mailing.cam.runs._cycle._do.ledger
    await ledger.record(Ended(outcome, campaign))
    assert (await the_attempt(mailing))["state"] == "sent"
    assert rows(settings, "SELECT status, next_action FROM lead") == [("LOST", "none")]


UNKNOWN = {
    "a mail that is not ours": {"type": "bounce", "code": "5.1.1", "message_id": "<x@y.example>"},
    "an attempt that is none": {"type": "complaint", "attempt_id": str(uuid4())},
    "a forged token": {"type": "reply", "token": "a" * 48},
    "a bounce of a mail of others to one of ours": {
        "type": "bounce",
        "code": "5.1.1",
        "message_id": "<x@y.example>",
        "email": LEAD,
    },
}


@pytest.mark.parametrize("what", UNKNOWN)
async def test_what_is_about_no_mail_of_ours_is_taken_and_forgotten(
    mailing: Service, settings: Settings, what: str
) -> None:
    """202, so that nobody sends it again, and nothing happens to anybody."""
    people = rows(settings, "SELECT * FROM lead")
    answer = await tell(mailing, **UNKNOWN[what])
    assert (answer.status_code, answer.json()) == (202, {"applied": False})
    assert rows(settings, "SELECT * FROM lead") == people
    assert rows(settings, "SELECT * FROM suppression") == []


async def test_an_event_counts_once_however_often_it_is_told(
    mailing: Service, settings: Settings, clock: FrozenClock
) -> None:
    """By its id, with new signatures, also after a restart; the second is told as known."""
    attempt = await the_attempt(mailing)
    first = await tell(mailing, "7", type="reply", attempt_id=attempt["id"])
    with closing(sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))) as db:
        db.execute("UPDATE lead SET status = 'CONTACTED'")
        db.commit()
    again = await tell(mailing, "7", type="reply", attempt_id=attempt["id"])
    assert [first.json(), again.json()] == [{"applied": True}, {"applied": False}]
    assert rows(settings, "SELECT status FROM lead") == [("CONTACTED",)]
    async with served(settings, world=World(), clock=clock) as other:
        assert (await tell(other, "7", type="reply", attempt_id=attempt["id"])).json() == {
            "applied": False
        }


async def test_who_says_no_without_naming_a_mail_is_heard(
    mailing: Service, settings: Settings
) -> None:
    """Whoever it is: nobody writes to them."""
    await tell(mailing, type="unsubscribe", email="stranger+x@else.example")
    assert rows(settings, "SELECT value FROM suppression") == [("stranger@else.example",)]


@pytest.mark.parametrize("event", [{"type": "bounce", "code": "5.1.1"}, {"type": "reply"}], ids=str)
async def test_of_an_address_alone_a_person_decides(
    mailing: Service, settings: Settings, event: dict[str, str]
) -> None:
    """Anybody can claim it; until then nothing more is sent."""
    assert (await tell(mailing, email=LEAD, **event)).json() == {"applied": True}
    assert rows(settings, "SELECT status, closed_because FROM lead") == [
        ("CONTACTED", "a message waits for review")
    ]
    assert rows(settings, "SELECT * FROM suppression") == []


@pytest.mark.parametrize("kind", ["complaint", "unsubscribe"])
async def test_a_no_is_believed_of_an_address_alone(
    mailing: Service, settings: Settings, kind: str
) -> None:
    """Whichever mail it was."""
    assert (await tell(mailing, email="Lead0+x@bakers.example", type=kind)).status_code == 202
    assert rows(settings, "SELECT value FROM suppression") == [(LEAD,)]
    ((next_action,),) = rows(settings, "SELECT next_action FROM lead")
    assert next_action == "none"


async def test_a_complaint_of_an_address_alone_ends_it(
    mailing: Service, settings: Settings
) -> None:
    """LOST and counted, as one that names the mail; nobody need look at it."""
    assert (await tell(mailing, email=LEAD, type="complaint")).json() == {"applied": True}
    assert rows(settings, "SELECT status, closed_because FROM lead") == [("LOST", "complained")]
    kept = "SELECT kind, matched_by, verdict, needs_review FROM arrival"
    assert rows(settings, kept) == [("complaint", "recipient", "complaint", 0)]
    assert (await mailing.cam.campaign(1)).metrics.came_back.complaints == 1
    kinds = [kind for (kind,) in rows(settings, "SELECT type FROM event ORDER BY id")]
    assert kinds == ["lead.contacted", "lead.lost", "email.complained"]


def campaign_gone(settings: Settings) -> None:
    """Somebody deletes it in the database."""
    with closing(sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))) as db:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("DELETE FROM campaign")
        db.commit()


@pytest.mark.parametrize("name", ["attempt_id", "token"])
@pytest.mark.parametrize("kind", ["unsubscribe", "complaint"])
async def test_a_no_holds_when_the_campaign_is_gone(
    mailing: Service, settings: Settings, kind: str, name: str
) -> None:
    """Whose mail it was is kept for just that."""
    attempt = (await the_attempt(mailing))["id"]
    async with mailing.cam._unit_of_work.reading() as repo:
        key = await repo.deployment.signing_key()
    token = signed(key, TokenPurpose.UNSUBSCRIBE, UUID(attempt))
    campaign_gone(settings)
    named = {"attempt_id": attempt, "token": token}[name]
    assert (await tell(mailing, type=kind, **{name: named})).json() == {"applied": True}
    reason = {"unsubscribe": "unsubscribed", "complaint": "complained"}[kind]
    assert rows(settings, "SELECT value, reason FROM suppression") == [(LEAD, reason)]


@pytest.mark.parametrize("event", [{"type": "bounce", "code": "5.1.1"}, {"type": "reply"}], ids=str)
async def test_of_a_mail_whose_campaign_is_gone_only_a_no_is_heard(
    mailing: Service, settings: Settings, event: dict[str, str]
) -> None:
    """What else comes back changes nothing."""
    attempt = (await the_attempt(mailing))["id"]
    campaign_gone(settings)
    assert (await tell(mailing, attempt_id=attempt, **event)).json() == {"applied": False}
    assert rows(settings, "SELECT * FROM suppression") == []
