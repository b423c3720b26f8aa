"""/u/{token}: looking changes nothing, a POST ends it, a forged link is nothing."""

import email
import email.policy
import json
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from html.parser import HTMLParser
from typing import Any
from uuid import UUID, uuid4

import anyio
import httpx
import pytest
from msgspec import structs

from cam.adapters.smtp.mime import compose
from cam.app.composition import World
from cam.app.settings import Settings
from cam.domain.model.token import TokenPurpose, signed
from cam.testing.fakes.webhook_notifier import FakeWebhookNotifier

from .service import HERE, HeldMailer, Service, dump, refused, served

LEAD = "lead0@bakers.example"
PUBLIC = "https://cam.agency.example"
FORM = {"content-type": "application/x-www-form-urlencoded"}
BODY = b"List-Unsubscribe=One-Click"
IN_PARTS = (
    b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n'
)
AT_HOME = {"host": "cam.agency.example"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return structs.replace(settings, public_url=PUBLIC)


@pytest.fixture
async def mailing(settings: Settings, mailer: HeldMailer) -> AsyncIterator[Service]:
    """A service that announces what happens, and whose mails wait until they are let go."""
    world = World(mailer=mailer, notifier=FakeWebhookNotifier())
    async with served(settings, world=world) as running:
        yield running
        mailer.go.set()


@pytest.fixture
async def path(mailing: Service, mailer: HeldMailer) -> str:
    """The path of the link in the first mail of a sequence of two."""
    mailer.go.set()
    await mailing.campaign(leads=1, sequence=[STEP, STEP | {"delay": "PT0S"}])
    run = await mailing.post("/campaigns/1/run-cycle?dry_run=false")
    assert run.json()["reports"][0]["outreach_sent"] == 1, run.text
    return link_in(mailer).removeprefix(PUBLIC)


STEP = {"subject": "Hello", "text": "Hello {{first_name|there}}, well?"}


def link_in(mailer: HeldMailer) -> str:
    first, _, rest = mailer.written[0].unsubscribe.partition(">, <mailto:")
    assert rest
    return first.removeprefix("<")


async def press(
    service: Service, path: str, headers: dict[str, str] = FORM, content: bytes = BODY
) -> httpx.Response:
    """The POST of a mail program (RFC 8058)."""
    return await service.client.post(path, headers=headers, content=content)


def rows(settings: Settings, question: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))) as db:
        return db.execute(question).fetchall()


async def test_the_mail_says_it_in_its_head_and_at_its_end(path: str, mailer: HeldMailer) -> None:
    """Both headers of RFC 8058, one https URI, and the same link for people."""
    mail = mailer.written[0]
    head = email.message_from_bytes(compose(mail), policy=email.policy.default)
    assert head["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link, mailto = (each.strip().strip("<>") for each in head["List-Unsubscribe"].split(","))
    assert link == f"{PUBLIC}{path}"
    assert mailto.startswith("mailto:ann@agency.example?subject=unsubscribe%20")
    assert mailto.rpartition("%20")[2] == path.removeprefix("/u/")
    assert link in mail.text
    assert LEAD not in link


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_looking_changes_nothing(
    mailing: Service, settings: Settings, path: str, method: str
) -> None:
    """Scanners follow every link of a mail before anybody reads it."""
    before = dump(settings.database_url)
    for _ in range(3):
        answer = await mailing.ask(method, path)
        assert answer.status_code == 200
        assert ("<button" in answer.text) is (method == "GET")
    assert dump(settings.database_url) == before


async def test_a_press_ends_it_everywhere(
    mailing: Service, settings: Settings, mailer: HeldMailer, path: str
) -> None:
    """On the list, LOST with its reason, announced once, and no further mail; again is fine."""
    for _ in range(3):
        answer = await press(mailing, path)
        assert answer.status_code == 200
        assert "You are unsubscribed" in answer.text
    (entry,) = (await mailing.get("/suppressions")).json()
    assert (entry["value"], entry["reason"]) == (LEAD, "unsubscribed")
    assert rows(settings, "SELECT status, closed_because, next_action FROM lead") == [
        ("LOST", "unsubscribed", "none")
    ]
    events = rows(settings, "SELECT body FROM event WHERE type = 'lead.unsubscribed'")
    told = [json.loads(body) for (body,) in events]
    assert [(each["data"]["email"], each["data"]["step"]) for each in told] == [(LEAD, 0)]
    await mailing.post("/campaigns/1/run-cycle?dry_run=false")
    assert mailer.sent == [LEAD]


@pytest.mark.parametrize(
    ("headers", "content"),
    [
        (FORM, BODY),
        (FORM, b""),
        ({}, b""),
        (
            {"content-type": "multipart/form-data; boundary=x"},
            IN_PARTS,
        ),
        (FORM | {"origin": "null", "sec-fetch-site": "same-origin"}, BODY),
        (FORM | {"origin": HERE, "sec-fetch-site": "same-origin"}, BODY),
        (FORM | AT_HOME | {"origin": PUBLIC}, BODY),
        (FORM | AT_HOME, BODY),
    ],
    ids=str,
)
async def test_every_form_of_the_press_works(
    mailing: Service, path: str, headers: dict[str, str], content: bytes
) -> None:
    """A mail program's in two encodings, our own page's, and one without anything."""
    answer = await press(mailing, path, headers=headers, content=content)
    assert answer.status_code == 200, answer.text
    assert len((await mailing.get("/suppressions")).json()) == 1


@pytest.mark.parametrize(
    ("headers", "content", "status", "code"),
    [
        ({"content-type": "application/json"}, b"{}", 415, "unsupported_media_type"),
        ({"content-type": "text/plain"}, BODY, 415, "unsupported_media_type"),
        (FORM | {"origin": "https://evil.example"}, BODY, 403, "foreign_origin"),
        (FORM | {"sec-fetch-site": "cross-site"}, BODY, 403, "foreign_origin"),
        (FORM | {"host": "evil.example"}, BODY, 421, "unknown_host"),
        (FORM, b"x" * 10_001, 413, "body_too_large"),
    ],
    ids=str,
)
async def test_what_is_no_press_is_refused(
    mailing: Service,
    settings: Settings,
    path: str,
    headers: dict[str, str],
    content: bytes,
    status: int,
    code: str,
) -> None:
    """And changes nothing."""
    before = dump(settings.database_url)
    refused(await press(mailing, path, headers=headers, content=content), status, code)
    assert dump(settings.database_url) == before


def forged(path: str) -> dict[str, str]:
    token = path.removeprefix("/u/")
    return {
        "one letter": token[:-1] + ("a" if token[-1] != "a" else "b"),
        "another id": "a" + token[1:] if token[0] != "a" else "b" + token[1:],
        "another key": signed(b"another", TokenPurpose.UNSUBSCRIBE, uuid4()),
        "short": token[:-1],
        "long": token + "a",
        "an id": str(uuid4()),
        "nothing": "%00",
    }


async def test_a_forged_link_is_nobody_s(mailing: Service, settings: Settings, path: str) -> None:
    """404 for each, the same for all, and nothing changes; nor for one whose mail is not ours."""
    before = dump(settings.database_url)
    pages = set()
    for method in ("GET", "POST"):
        for token in forged(path).values():
            answer = await mailing.ask(method, f"/u/{token}")
            assert answer.status_code == 404, (method, token)
            pages.add(answer.content)
    key = await signing_key(mailing)
    unknown = signed(key, TokenPurpose.UNSUBSCRIBE, uuid4())
    pages.add((await press(mailing, f"/u/{unknown}")).content)
    for_replies = signed(key, TokenPurpose.REPLY, await attempt_id(mailing))
    pages.add((await press(mailing, f"/u/{for_replies}")).content)
    assert len(pages) == 1
    assert b"This link does not work" in pages.pop()
    assert dump(settings.database_url) == before


async def signing_key(service: Service) -> bytes:
    async with service.cam._unit_of_work.reading() as repo:
        return await repo.deployment.signing_key()


async def attempt_id(service: Service) -> UUID:
    return UUID((await service.get("/attempts")).json()[0]["id"])


async def test_it_works_in_capitals(mailing: Service, path: str) -> None:
    """Somebody typed it, or a relay shouted it."""
    assert (await press(mailing, f"/u/{path.removeprefix('/u/').upper()}")).status_code == 200
    assert len((await mailing.get("/suppressions")).json()) == 1


async def test_it_works_while_the_campaign_is_paused(mailing: Service, path: str) -> None:
    """No run is needed."""
    await mailing.put("/campaigns/1/pause", json={"reason": "holiday"})
    assert (await press(mailing, path)).status_code == 200
    assert len((await mailing.get("/suppressions")).json()) == 1


async def test_it_works_when_the_campaign_is_gone(
    mailing: Service, settings: Settings, path: str
) -> None:
    """Whom the mail was for is kept for just that; another campaign never writes to them."""
    with closing(sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))) as db:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("DELETE FROM campaign")
        db.commit()
    assert rows(settings, "SELECT count(*) FROM attempt") == [(0,)]
    for _ in range(2):
        assert (await press(mailing, path)).status_code == 200
    (entry,) = (await mailing.get("/suppressions")).json()
    assert entry["value"] == LEAD


async def test_it_works_when_the_person_was_erased(
    mailing: Service, settings: Settings, path: str
) -> None:
    """200, nothing of them comes back, and they stay refused."""
    await mailing.ask("DELETE", "/api/cam/leads/1?erase=true")
    answer = await press(mailing, path)
    assert (answer.status_code, "You are unsubscribed" in answer.text) == (200, True)
    assert LEAD not in "\n".join(dump(settings.database_url))
    assert rows(settings, "SELECT kind FROM suppression") == [("erased",)]
    assert rows(settings, "SELECT closed_because FROM lead") == [("erased",)]


async def test_it_works_when_first_the_campaign_went_and_then_the_person(
    mailing: Service, settings: Settings, path: str
) -> None:
    """The link then names a keyed hash."""
    with closing(sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))) as db:
        db.execute("PRAGMA foreign_keys = ON")
        db.execute("DELETE FROM campaign")
        db.commit()
    await mailing.cam.erase(LEAD)
    assert LEAD not in "\n".join(dump(settings.database_url))
    assert (await press(mailing, path)).status_code == 200
    assert rows(settings, "SELECT kind FROM suppression") == [("erased",)]


async def test_what_is_under_way_is_told_and_what_waits_is_not_sent(
    mailing: Service, mailer: HeldMailer, settings: Settings
) -> None:
    """Two leads, both claimed: one presses before its mail is authorized, the run goes on."""
    await mailing.campaign(leads=2)
    run = await mailing.post("/campaigns/1/run-cycle?dry_run=false&wait=0")
    with anyio.fail_after(10):
        await mailer.begun.wait()
    found = rows(settings, f"SELECT id FROM attempt WHERE recipient = '{LEAD}'")
    token = signed(await signing_key(mailing), TokenPurpose.UNSUBSCRIBE, UUID(str(found[0][0])))
    answer = await press(mailing, f"/u/{token}")
    assert "already on its way" not in answer.text
    mailer.go.set()
    await mailing.cam.runs.wait(UUID(run.json()["id"]), 10)
    report = (await mailing.get(f"/runs/{run.json()['id']}")).json()["reports"][0]
    assert (report["outreach_sent"], report["outreach_skipped"]) == (1, {"suppressed": 1})
    assert mailer.sent == ["lead1@bakers.example"]
    assert rows(settings, "SELECT status, closed_because FROM lead WHERE id = 1") == [
        ("LOST", "unsubscribed")
    ]


async def test_a_mail_that_was_authorized_is_named(
    mailing: Service, path: str, settings: Settings
) -> None:
    """The page says that it may still arrive."""
    with closing(sqlite3.connect(settings.database_url.removeprefix("sqlite:///"))) as db:
        db.execute("DROP TRIGGER attempt_moves")
        db.execute("UPDATE attempt SET state = 'authorized'")
        db.commit()
    assert "already on its way" in (await press(mailing, path)).text


class Outward(HTMLParser):
    """Everything in a page that would ask, or show, another place."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        asked = [
            f"{tag} {name}={value}"
            for name, value in attrs
            if name in ("src", "href", "action", "srcset") and value != "data:,"
        ]
        self.found += asked + ([tag] if tag in ("script", "iframe", "img", "object") else [])


async def test_the_page_asks_nobody_and_is_kept_by_nobody(mailing: Service, path: str) -> None:
    """No script, no outside address, no cache, no referrer, no index, no frame."""
    answer = await mailing.ask("GET", path)
    page = Outward()
    page.feed(answer.text)
    assert page.found == []
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "noindex" in answer.headers["x-robots-tag"]
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "form-action 'self'" in policy
    assert "unsafe" not in policy
    assert path.removeprefix("/u/") not in answer.text


async def test_nothing_else_is_served_to_the_world(mailing: Service) -> None:
    """Under the public name there are links and hooks, and no API."""
    for each in ("/api/cam/campaigns", "/docs", "/metrics", "/u", "/healthz"):
        refused(await mailing.ask("GET", each, headers=AT_HOME), 421, "unknown_host")


@pytest.mark.parametrize(
    ("public_url", "one_click"),
    [
        ("https://cam.agency.example/", True),
        ("http://127.0.0.1:8000", True),
        ("http://cam.agency.example", False),
        ("", False),
    ],
)
async def test_only_a_safe_public_address_gives_a_link(
    settings: Settings, mailer: HeldMailer, public_url: str, *, one_click: bool
) -> None:
    """RFC 8058 asks for https; without it the mailto is the way out."""
    mailer.go.set()
    told = structs.replace(settings, public_url=public_url)
    async with served(told, world=World(mailer=mailer)) as service:
        await service.campaign(leads=1)
        await service.post("/campaigns/1/run-cycle?dry_run=false")
    (mail,) = mailer.written
    assert mail.one_click is one_click
    assert mail.unsubscribe.startswith("<http" if one_click else "<mailto:ann@agency.example?")
    assert ("/u/" in mail.text) is one_click
