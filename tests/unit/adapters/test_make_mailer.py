"""Mails by a Make scenario: leave before the request, and only the scenario's own word is sent."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.adapters.make.letter import letter
from cam.adapters.make.mailer import TIMEOUT, MakeMailer
from cam.domain.model.errors import InvalidInput
from cam.domain.model.mail import Mail
from cam.ports.dry_run import DryRunWouldAct, planning
from cam.ports.mailer import Mailer, SendResult, SendStatus
from cam.testing.builders import a_mail
from cam.testing.clock import FrozenClock
from cam.testing.contracts.mailer import BEFORE, Fate, Leave, MailerContract, PostOffice
from cam.testing.contracts.mailer import a_mail as a_contract_mail

SAMPLES = Path(__file__).parents[3].parent / "shared/facts/samples/make"
PATH = "s3cr3ts3cr3ts3cr3ts3cr3ts3cr3ts3"
URL = f"https://hook.eu2.make.com/{PATH}"
TAKEN = {"ok": True, "message_id": "<1.mailer@x.example>"}


class Gateway:
    """Make's side as a real HTTP server; each recipient has a fate."""

    def __init__(self) -> None:
        self.fates: dict[str, Fate] = {}
        self.taken: list[str] = []

    def will(self, recipient: str, fate: Fate) -> None:
        self.fates[recipient] = fate

    def delivered(self) -> Sequence[str]:
        return self.taken

    def fate(self, body: bytes) -> tuple[str, Fate]:
        recipient = json.loads(body)["data"]["to"]
        return recipient, self.fates.get(recipient, Fate.TAKEN)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length")
        )
        recipient, fate = self.fate(await reader.readexactly(length))
        if fate in (Fate.TAKEN, Fate.CUT_OFF_AFTER):
            self.taken.append(recipient)
        writer.write(ANSWERS.get(fate, b""))
        await writer.drain()
        writer.close()


def http(status: int, body: bytes) -> bytes:
    length = len(body)
    return b"HTTP/1.1 %d x\r\ncontent-length: %d\r\n\r\n%s" % (status, length, body)


NO = http(200, b'{"ok": false, "error": "550 no such user"}')
ANSWERS = {
    Fate.TAKEN: http(200, json.dumps(TAKEN).encode()),
    Fate.REFUSED: NO,
    Fate.REFUSED_AFTER: NO,
    Fate.PUT_OFF: http(429, b"Too many requests"),
    Fate.PUT_OFF_AFTER: http(400, b"Queue is full."),
    Fate.LOCKED_OUT: http(401, b""),
}


class Line(httpx.AsyncHTTPTransport):
    """The line to the gateway; it is down for those who are to be cut off before."""

    def __init__(self, gateway: Gateway) -> None:
        super().__init__(limits=httpx.Limits(max_keepalive_connections=0))
        self._gateway = gateway

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self._gateway.fate(request.content)[1] is Fate.CUT_OFF_BEFORE:
            raise httpx.ConnectError("no route")
        return await super().handle_async_request(request)


class TestMakeMailer(MailerContract):
    """The contract, over real HTTP. Leave is asked before anything is heard of Make."""

    @pytest.fixture
    def office(self) -> PostOffice:
        return Gateway()

    @pytest.fixture
    async def mailer(self, office: Gateway) -> AsyncIterator[Mailer]:
        server = await asyncio.start_server(office.serve, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/{PATH}"
        mailer = MakeMailer(url, FrozenClock(), transport=Line(office))
        yield mailer
        await mailer.aclose()
        server.close()
        await server.wait_closed()

    @pytest.mark.parametrize("fate", list(BEFORE))
    async def test_a_refusal_before_the_body_is_definite_and_nobody_is_asked(
        self, mailer: Mailer, office: PostOffice, fate: Fate
    ) -> None:
        """There is no "before the body" here: it is definite all the same, and leave was asked."""
        office.will("jane@acme.example", fate)
        leave = Leave()
        result = await mailer.send(a_contract_mail(), leave)
        assert result.status is BEFORE[fate]
        assert len(leave.asked) == 1
        assert list(office.delivered()) == []


class Scenario:
    """A mailer whose every request is answered alike; remembers the requests."""

    def __init__(self, answer: httpx.Response | Exception, **settings: Any) -> None:
        self.answer = answer
        self.requests: list[httpx.Request] = []
        self.clock = FrozenClock()
        transport = httpx.MockTransport(self.react)
        self.mailer = MakeMailer(URL, self.clock, transport=transport, **settings)

    def react(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        told = self.answer
        return httpx.Response(told.status_code, content=told.content, headers=told.headers)

    async def send(self, mail: Mail | None = None, leave: Leave | None = None) -> SendResult:
        result = await self.mailer.send(mail or a_mail(), leave or Leave())
        assert "s3cr3t" not in result.reply
        return result


async def sent(answer: httpx.Response | Exception) -> SendResult:
    """What becomes of a mail that is answered so."""
    scenario = Scenario(answer)
    result = await scenario.send()
    assert len(scenario.requests) == 1
    return result


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, json.dumps(TAKEN), SendStatus.SENT),
        (201, '{"ok": true}', SendStatus.SENT),
        (200, '{"ok": true, "message_id": 7, "more": [1]}', SendStatus.SENT),
        (200, "Accepted", SendStatus.UNKNOWN),
        (202, "", SendStatus.UNKNOWN),
        (200, '"Accepted"', SendStatus.UNKNOWN),
        (200, '{"ok": "true"}', SendStatus.UNKNOWN),
        (200, '{"ok": 1}', SendStatus.UNKNOWN),
        (200, '{"message_id": "x"}', SendStatus.UNKNOWN),
        (200, '[{"ok": true}]', SendStatus.UNKNOWN),
        (200, '{"ok": true', SendStatus.UNKNOWN),
        (200, "<html>", SendStatus.UNKNOWN),
        (200, '{"ok": false, "error": "550 no such user"}', SendStatus.REJECTED),
        (400, '{"ok": false}', SendStatus.REJECTED),
        (400, '{"ok": true}', SendStatus.FAILED),
        (400, "Queue is full.", SendStatus.DEFERRED),
        (400, "Missing value of required parameter 'id'.", SendStatus.FAILED),
        (401, "", SendStatus.HELD),
        (403, "", SendStatus.HELD),
        (404, f"<html>{URL}", SendStatus.HELD),
        (410, "Webhook not found.", SendStatus.HELD),
        (408, "", SendStatus.DEFERRED),
        (413, PATH, SendStatus.FAILED),
        (429, "Too many requests", SendStatus.DEFERRED),
        (301, "", SendStatus.UNKNOWN),
        (500, "Scenario failed to complete.", SendStatus.UNKNOWN),
        (500, '{"ok": false}', SendStatus.UNKNOWN),
        (502, "<html>", SendStatus.UNKNOWN),
        (503, "", SendStatus.UNKNOWN),
    ],
)
async def test_each_answer_has_its_outcome(status: int, body: str, outcome: SendStatus) -> None:
    """Sent is only what the scenario itself says it sent; the URL is told to nobody."""
    headers = {"location": "https://elsewhere.test/"}
    result = await sent(httpx.Response(status, text=body, headers=headers))
    assert result.status is outcome
    assert result.code in (status, None)
    assert result.reply or outcome is SendStatus.SENT


async def test_the_scenario_s_words_are_kept() -> None:
    """The id that the mail got, or why there was none."""
    assert (await sent(httpx.Response(200, json=TAKEN))).reply == "<1.mailer@x.example>"
    refused = httpx.Response(200, json={"ok": False, "error": "550 no\r\nsuch user"})
    assert (await sent(refused)).reply == "550 no such user"
    bare = await sent(httpx.Response(200, text="Accepted"))
    assert "did not say that it sent" in bare.reply


@pytest.mark.skipif(not SAMPLES.is_dir(), reason="shared/facts is not here")
async def test_the_samples_of_make_s_answers_have_their_outcomes() -> None:
    """A new sample must be given a meaning here."""
    told = json.loads((SAMPLES / "responses.json").read_bytes())
    answers = [httpx.Response(each["status"], text=each["body"]) for each in told]
    assert [(await sent(answer)).status.value for answer in answers] == [
        "unknown", "deferred", "failed", "held", "held", "deferred", "unknown", "sent",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        (httpx.ConnectError(URL), SendStatus.DEFERRED),
        (httpx.ConnectTimeout(URL), SendStatus.DEFERRED),
        (httpx.PoolTimeout(URL), SendStatus.DEFERRED),
        (httpx.UnsupportedProtocol(URL), SendStatus.DEFERRED),
        (httpx.ReadTimeout(URL), SendStatus.UNKNOWN),
        (httpx.WriteTimeout(URL), SendStatus.UNKNOWN),
        (httpx.ReadError(URL), SendStatus.UNKNOWN),
        (httpx.WriteError(URL), SendStatus.UNKNOWN),
        (httpx.RemoteProtocolError(URL), SendStatus.UNKNOWN),
        (httpx.DecodingError(URL), SendStatus.UNKNOWN),
    ],
)
async def test_what_is_not_surely_untaken_is_unknown(
    failure: Exception, outcome: SendStatus
) -> None:
    """No connection may be tried again; anything later may have been a mail."""
    assert (await sent(failure)).status is outcome


def test_a_scenario_may_take_its_three_minutes() -> None:
    """Make answers for it after 180 seconds."""
    assert TIMEOUT.read is not None
    assert TIMEOUT.read >= 190


async def test_leave_is_asked_for_the_very_bytes_that_are_posted() -> None:
    """With the mail's own key in header and body, the same at each try."""
    scenario = Scenario(httpx.Response(429), api_key="make-key")
    mail, leave = a_mail(), Leave()
    await scenario.send(mail, leave)
    await scenario.send(mail, leave)
    first, second = scenario.requests
    assert leave.asked == [sha256(first.content).hexdigest()] * 2
    assert first.content == second.content
    assert first.headers["x-make-apikey"] == "make-key"
    assert first.headers["content-type"] == "application/json"
    key = mail.message_id.partition("@")[0]
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"] == key
    assert json.loads(first.content)["id"] == key


def test_a_letter_holds_all_that_a_scenario_needs() -> None:
    """Every key always, so that one data structure fits all mails."""
    mail = a_mail(
        in_reply_to="a@x.example",
        references=("b@x.example", "a@x.example"),
        html="<p>A question.</p>\r\n",
    )
    told = json.loads(letter(mail))
    assert told["type"] == "message.send_requested"
    assert told["data"] == {
        "to": mail.recipient,
        "to_name": mail.recipient_name,
        "from": mail.sender.email,
        "from_name": mail.sender.name,
        "reply_to": "",
        "subject": mail.subject,
        "text": mail.text,
        "html": "<p>A question.</p>\n",
        "headers": {
            "Message-ID": f"<{mail.message_id}>",
            "In-Reply-To": "<a@x.example>",
            "References": "<b@x.example> <a@x.example>",
            "List-Unsubscribe": mail.unsubscribe,
            "List-Unsubscribe-Post": "",
        },
    }
    first = json.loads(letter(a_mail()))["data"]
    assert first.keys() == told["data"].keys()
    assert first["headers"].keys() == told["data"]["headers"].keys()


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "a\nBcc: evil@x.example"},
        {"subject": "=?utf-8?q?a=0ABcc:_e@x?="},
        {"subject": "\ud800"},
        {"recipient_name": "a\r\nBcc: evil@x.example"},
        {"recipient": "evil@z.test,x@y.test"},
        {"recipient": "a@X.example"},
        {"recipient": ""},
        {"message_id": "a@b>\r\nBcc: <c@d"},
        {"message_id": ""},
        {"in_reply_to": "a b@c"},
        {"references": ("a@b", "x> y@z")},
        {"unsubscribe": "<https://x.example>\r\nBcc: e@x.example"},
        {"text": "\ud800"},
        {"html": "\ud800"},
        {"text": "x" * (5 * 1024 * 1024)},
    ],
)
async def test_an_unsafe_mail_fails_and_nobody_is_asked(changes: dict[str, str]) -> None:
    """What could become a header or another recipient, or is larger than 5 MB."""
    scenario, leave = Scenario(httpx.Response(200, json=TAKEN)), Leave()
    mail = msgspec.structs.replace(a_mail(), **changes)
    result = await scenario.send(mail, leave)
    assert result.status is SendStatus.FAILED
    assert result.reply
    assert (leave.asked, scenario.requests) == ([], [])


async def test_no_more_than_300_go_out_in_ten_seconds() -> None:
    """A mail waits for its turn before leave is asked for it."""
    scenario = Scenario(httpx.Response(200, json=TAKEN))
    moments: list[float] = []

    async def authorize(_: str) -> bool:
        moments.append(scenario.clock.now().timestamp())
        return True

    for _ in range(700):
        await scenario.mailer.send(a_mail(), authorize)
    assert len(scenario.requests) == 700
    assert all(
        later - earlier >= 9.99 for earlier, later in zip(moments, moments[300:], strict=False)
    )


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(429, headers={"retry-after": "20"}),
        httpx.Response(400, text="Queue is full.", headers={"retry-after": "20"}),
    ],
)
async def test_the_wait_that_make_asks_for_is_kept_before_leave_is_asked(
    answer: httpx.Response,
) -> None:
    """Else each mail of the wait would use up the quota in vain."""
    scenario = Scenario(answer)
    await scenario.send()
    begun = scenario.clock.now()
    scenario.answer = httpx.Response(200, json=TAKEN)
    assert (await scenario.send()).status is SendStatus.SENT
    assert 20 <= (scenario.clock.now() - begun).total_seconds() <= 22


async def test_a_long_wait_holds_the_mailer_and_asks_nobody() -> None:
    """No quota is used, no try is counted."""
    scenario = Scenario(httpx.Response(429, headers={"retry-after": "3600"}))
    assert (await scenario.send()).status is SendStatus.DEFERRED
    leave = Leave()
    assert (await scenario.send(leave=leave)).status is SendStatus.HELD
    assert (leave.asked, len(scenario.requests)) == ([], 1)


async def test_leave_that_came_too_late_is_not_used() -> None:
    """The lease taken with it may be over."""
    moments = iter([0.0, 5.1])
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=TAKEN))
    mailer = MakeMailer(URL, FrozenClock(), transport=transport, monotonic=lambda: next(moments))
    result = await mailer.send(a_mail(), Leave())
    assert (result.status, result.reply) == (SendStatus.DEFERRED, "authorized too late to send")


async def test_a_cancellation_after_leave_loses_no_outcome() -> None:
    """The answer is awaited first; the cancellation is felt afterwards."""
    posted, go = asyncio.Event(), asyncio.Event()
    outcomes: list[SendResult] = []

    async def react(_: httpx.Request) -> httpx.Response:
        posted.set()
        await go.wait()
        return httpx.Response(200, json=TAKEN)

    mailer = MakeMailer(URL, FrozenClock(), transport=httpx.MockTransport(react))

    async def sending() -> None:
        outcomes.append(await mailer.send(a_mail(), Leave()))
        await asyncio.sleep(0)

    task = asyncio.create_task(sending())
    await posted.wait()
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()
    go.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [outcome.status for outcome in outcomes] == [SendStatus.SENT]
    await mailer.aclose()


async def test_a_dry_run_sends_nothing() -> None:
    """Not even leave is asked."""
    leave = Leave()
    with planning(), pytest.raises(DryRunWouldAct):
        await Scenario(httpx.Response(200, json=TAKEN)).send(leave=leave)
    assert leave.asked == []


@given(
    st.binary(max_size=60)
    | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(st.sampled_from(["ok", "message_id", "error"]), inner, max_size=3)
        ),
        max_leaves=5,
    ).map(lambda value: json.dumps(value).encode()),
    st.integers(200, 599),
)
def test_any_answer_is_an_outcome(body: bytes, status: int) -> None:
    """SENT needs the scenario's word under 2xx; nothing is raised."""
    result = asyncio.run(sent(httpx.Response(status, content=body)))
    if result.status is SendStatus.SENT:
        assert status < 300
        assert json.loads(body)["ok"] is True


@given(st.text(max_size=20), st.sampled_from(["subject", "recipient_name", "unsubscribe"]))
def test_any_letter_has_one_line_for_each_header(value: str, field: str) -> None:
    """Or is refused."""
    try:
        told = json.loads(letter(msgspec.structs.replace(a_mail(), **{field: value})))["data"]
    except (InvalidInput, ValueError):
        return
    for line in (told["subject"], told["to_name"], *told["headers"].values()):
        assert "\n" not in line
        assert "\r" not in line
