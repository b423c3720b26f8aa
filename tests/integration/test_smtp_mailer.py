"""SmtpMailer against a real server over a real socket: the unhappy paths first."""

import asyncio
import hashlib
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from aiosmtpd import smtp as aiosmtpd

from cam.adapters.smtp.connection import Connection, Envelope
from cam.adapters.smtp.mailer import SmtpMailer
from cam.adapters.smtp.mime import compose
from cam.domain.model.errors import InvalidInput
from cam.ports.failpoints import Point
from cam.ports.mailer import Mailer, SendResult, SendStatus
from cam.testing.contracts.mailer import Leave, MailerContract, PostOffice, a_mail

from .smtp_peer import Act, Do, SmtpPeer, serving, until

PIPELINED = ("PIPELINING", "SIZE 1000000")
PLAIN = ("8BITMIME",)


def mailer_to(peer: SmtpPeer, **settings: Any) -> SmtpMailer:
    defaults = {"tls": "none", "connect_timeout": 5, "command_timeout": 5, "dot_timeout": 5}
    named = {"host": "127.0.0.1", "port": peer.port, "local_hostname": "cam.example"}
    return SmtpMailer(**{**defaults, **named, **settings})


@pytest.fixture(params=[PIPELINED, PLAIN], ids=["pipelining", "one_by_one"])
async def peer(request: pytest.FixtureRequest) -> AsyncIterator[SmtpPeer]:
    async with serving(SmtpPeer(extensions=request.param)) as peer:
        yield peer


@pytest.fixture
async def mailer(peer: SmtpPeer) -> AsyncIterator[SmtpMailer]:
    mailer = mailer_to(peer)
    yield mailer
    await mailer.aclose()


class TestContract(MailerContract):
    """SmtpMailer keeps the port's promises."""

    @pytest.fixture
    def mailer(self, mailer: SmtpMailer) -> Mailer:
        return mailer

    @pytest.fixture
    def office(self, peer: SmtpPeer) -> PostOffice:
        return peer


# Before the barrier

BEFORE: list[tuple[str, tuple[Act, ...], SendStatus]] = [
    ("CONNECT", (Do.DROP,), SendStatus.DEFERRED),
    ("CONNECT", (Do.RESET,), SendStatus.DEFERRED),
    ("CONNECT", (b"421 busy\r\n", Do.DROP), SendStatus.DEFERRED),
    ("CONNECT", (b"554 go away\r\n",), SendStatus.HELD),
    ("CONNECT", (b"HTTP/1.1 400 Bad Request\r\n",), SendStatus.DEFERRED),
    ("CONNECT", (b"220" + b"x" * 100_000,), SendStatus.DEFERRED),
    ("EHLO", (Do.DROP,), SendStatus.DEFERRED),
    ("EHLO", (Do.RESET,), SendStatus.DEFERRED),
    ("EHLO", (b"421 busy\r\n", Do.DROP), SendStatus.DEFERRED),
    ("EHLO", (b"550 no\r\n",), SendStatus.HELD),
    ("EHLO", (b"\x00\xff\r\n",), SendStatus.DEFERRED),
    *[
        (stage, acts, status)
        for stage in ("MAIL", "RCPT", "DATA")
        for acts, status in [
            ((Do.DROP,), SendStatus.DEFERRED),
            ((Do.RESET,), SendStatus.DEFERRED),
            ((b"25", Do.DROP), SendStatus.DEFERRED),
            ((b"250-half\r\n", Do.DROP), SendStatus.DEFERRED),
            ((b"550-half\r\n", Do.DROP), SendStatus.DEFERRED),
            ((b"421 4.3.2 closing\r\n", Do.DROP), SendStatus.DEFERRED),
            ((b"450 4.2.1 later\r\n",), SendStatus.DEFERRED),
            ((b"451 4.3.0 later\r\n", Do.DROP), SendStatus.DEFERRED),
            ((b"550 5.7.1 no\r\n",), SendStatus.REJECTED),
            ((b"550-5.7.1 no\r\n550-5.7.1 really\r\n550 5.7.1 no\r\n",), SendStatus.REJECTED),
            ((b"55", b"0 5.7", b".1 no\r", b"\n"), SendStatus.REJECTED),
            ((b"554 no\r\n", Do.DROP), SendStatus.REJECTED),
            ((b"530 5.7.0 Authentication required\r\n",), SendStatus.HELD),
            ((b"535 5.7.8 bad credentials\r\n",), SendStatus.HELD),
            ((b"550 5.7.8 bad credentials\r\n",), SendStatus.HELD),
            ((b"nonsense\r\n",), SendStatus.DEFERRED),
            ((b"999 nonsense\r\n",), SendStatus.DEFERRED),
            ((b"250-a\r\n550 b\r\n",), SendStatus.DEFERRED),
            ((b"300 what\r\n",), SendStatus.DEFERRED),
            ((b"250 " + b"x" * 100_000 + b"\r\n",), SendStatus.DEFERRED),
        ]
    ],
    ("DATA", (b"250 what\r\n",), SendStatus.DEFERRED),
    ("DATA", (b"354 go\r\n250 taken already\r\n",), SendStatus.DEFERRED),
]


@pytest.mark.parametrize(("stage", "acts", "status"), BEFORE)
async def test_a_fault_before_the_body_is_definite(
    peer: SmtpPeer, mailer: SmtpMailer, stage: str, acts: tuple[Act, ...], status: SendStatus
) -> None:
    """Nobody is asked, nothing is written, nothing is unknown; and the next mail goes out."""
    peer.answers(stage, *acts)
    leave = Leave()
    result = await mailer.send(a_mail(), leave)
    assert result.status is status
    assert leave.asked == []
    assert peer.bodies == []
    again = await mailer.send(a_mail("next@acme.example"), Leave())
    assert again.status is SendStatus.SENT
    assert peer.recipients == ["next@acme.example"]


@pytest.mark.parametrize("stage", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"])
async def test_a_server_that_says_nothing_defers_the_mail(peer: SmtpPeer, stage: str) -> None:
    """Silence before the body is a deferral after the command's time."""
    peer.answers(stage, Do.HANG)
    mailer = mailer_to(peer, connect_timeout=0.05, command_timeout=0.05)
    leave = Leave()
    assert (await mailer.send(a_mail(), leave)).status is SendStatus.DEFERRED
    assert leave.asked == []
    assert (await mailer.send(a_mail(), Leave())).status is SendStatus.SENT
    assert peer.connections == 2
    await mailer.aclose()


async def test_nobody_listens() -> None:
    """A refused connection and a name that does not exist are deferrals."""
    async with serving(SmtpPeer()) as gone:
        pass
    assert (await mailer_to(gone).send(a_mail(), Leave())).status is SendStatus.DEFERRED
    nowhere = SmtpMailer(
        host="nowhere.invalid", port=25, tls="starttls", local_hostname="cam.example"
    )
    assert (await nowhere.send(a_mail(), Leave())).status is SendStatus.DEFERRED


async def test_the_refusal_is_told_in_the_servers_words(peer: SmtpPeer, mailer: SmtpMailer) -> None:
    """Code and text come back on one line, without control characters, bounded."""
    peer.answers("RCPT", b"550-5.1.1 no\x00 such\x1b[31m\r\n550 5.1.1 user\xff\r\n")
    result = await mailer.send(a_mail(), Leave())
    assert (result.code, result.reply) == (550, "5.1.1 no  such [31m 5.1.1 user\ufffd")
    peer.answers("RCPT", b"550 " + b"x" * 20_000 + b"\r\n")
    assert len((await mailer.send(a_mail(), Leave())).reply) <= 1000


async def test_a_refused_mail_leaves_a_connection_that_is_reset_and_used_again(
    peer: SmtpPeer, mailer: SmtpMailer
) -> None:
    """After a refusal comes RSET, on the same connection."""
    peer.answers("RCPT", b"550 5.1.1 no\r\n")
    await mailer.send(a_mail(), Leave())
    await mailer.send(a_mail("next@acme.example"), Leave())
    verbs = [line.split(" ")[0] for line in peer.commands]
    assert peer.connections == 1
    assert verbs[verbs.index("RCPT") + 1 :][-4:] == ["RSET", "MAIL", "RCPT", "DATA"]
    assert peer.recipients == ["next@acme.example"]


@pytest.mark.parametrize(
    ("stage", "words"),
    [("DATA", b"250 what\r\n"), ("RCPT", b"354 what\r\n"), ("DATA", b"421 closing\r\n")],
)
async def test_a_server_that_is_odd_or_closing_is_left(
    peer: SmtpPeer, mailer: SmtpMailer, stage: str, words: bytes
) -> None:
    """Who knows what state it is in: the next mail goes over a fresh connection."""
    peer.answers(stage, words)
    assert (await mailer.send(a_mail(), Leave())).status is SendStatus.DEFERRED
    assert (await mailer.send(a_mail(), Leave())).status is SendStatus.SENT
    assert peer.connections == 2


# Pipelining


async def test_the_commands_go_in_one_write_and_never_past_data() -> None:
    """MAIL, RCPT and DATA arrive together where that is offered (RFC 2920), the body after 354."""
    async with serving(SmtpPeer(extensions=PIPELINED)) as peer:
        mailer = mailer_to(peer)
        await mailer.send(a_mail(), Leave())
        size = len(compose(a_mail()))
        assert peer.chunks[1] == (
            b"MAIL FROM:<ada@agency.example> SIZE=%d\r\nRCPT TO:<jane@acme.example>\r\nDATA\r\n"
            % size
        )
        assert len(peer.chunks) == 3
        await mailer.aclose()


async def test_without_the_extension_each_command_waits_for_its_reply() -> None:
    """One command at a time, and no SIZE, where they are not offered."""
    async with serving(SmtpPeer(extensions=PLAIN)) as peer:
        mailer = mailer_to(peer)
        await mailer.send(a_mail(), Leave())
        assert peer.chunks[1:4] == [
            b"MAIL FROM:<ada@agency.example>\r\n",
            b"RCPT TO:<jane@acme.example>\r\n",
            b"DATA\r\n",
        ]
        await mailer.aclose()


@pytest.mark.parametrize(
    ("data", "connections"),
    [((b"503 5.5.1 no recipients\r\n",), 1), ((b"554 5.5.1 none\r\n",), 1), ((), 1)],
)
async def test_a_refused_recipient_is_refused_whatever_data_says(
    data: tuple[Act, ...], connections: int
) -> None:
    """RCPT's refusal is the verdict; a 354 without a recipient is ended with a lone dot."""
    async with serving(SmtpPeer(extensions=PIPELINED)) as peer:
        mailer, leave = mailer_to(peer), Leave()
        peer.answers("RCPT", b"550 5.1.1 no such user\r\n")
        if data:
            peer.answers("DATA", *data)
        else:
            peer.answers("EMPTY", b"554 5.5.1 no valid recipients\r\n")
        result = await mailer.send(a_mail(), leave)
        assert (result.status, result.code) == (SendStatus.REJECTED, 550)
        assert leave.asked == []
        assert peer.octets_after_354 in (0, len(b".\r\n"))
        assert (await mailer.send(a_mail(), Leave())).status is SendStatus.SENT
        assert peer.connections == connections
        await mailer.aclose()


async def test_a_refused_sender_with_an_accepted_recipient_gets_no_dot() -> None:
    """A dot there could deliver an empty mail: the line is dropped instead."""
    async with serving(SmtpPeer(extensions=PIPELINED)) as peer:
        mailer = mailer_to(peer)
        peer.answers("MAIL", b"550 5.1.8 no\r\n")
        assert (await mailer.send(a_mail(), Leave())).status is SendStatus.HELD
        assert (await mailer.send(a_mail(), Leave())).status is SendStatus.SENT
        assert peer.connections == 2
        assert len(peer.bodies) == 1
        await mailer.aclose()


# After the barrier

AFTER: list[tuple[str, tuple[Act, ...], SendStatus]] = [
    ("BODY", (b"250 2.0.0 queued as 42\r\n",), SendStatus.SENT),
    ("BODY", (b"250-2.0.0 ok\r\n", b"25", b"0 queued\r\n"), SendStatus.SENT),
    ("BODY", (b"250 ok\r\n", Do.DROP), SendStatus.SENT),
    ("BODY", (b"250 ok\n",), SendStatus.SENT),
    ("BODY", (b"550 5.7.1 spam\r\n",), SendStatus.REJECTED),
    ("BODY", (b"554 no\r\n", Do.DROP), SendStatus.REJECTED),
    ("BODY", (b"451 4.3.0 later\r\n",), SendStatus.DEFERRED),
    ("BODY", (b"421 closing\r\n", Do.DROP), SendStatus.DEFERRED),
    ("BODY", (Do.DROP,), SendStatus.UNKNOWN),
    ("BODY", (Do.RESET,), SendStatus.UNKNOWN),
    ("BODY", (b"25", Do.DROP), SendStatus.UNKNOWN),
    ("BODY", (b"250 ok", Do.DROP), SendStatus.UNKNOWN),
    ("BODY", (b"250-ok\r\n", Do.DROP), SendStatus.UNKNOWN),
    ("BODY", (b"550-no\r\n", Do.RESET), SendStatus.UNKNOWN),
    ("BODY", (b"nonsense\r\n",), SendStatus.UNKNOWN),
    ("BODY", (b"250-ok\r\n550 no\r\n",), SendStatus.UNKNOWN),
    ("BODY", (b"251 hm\r\n",), SendStatus.UNKNOWN),
    ("BODY", (b"354 go on\r\n",), SendStatus.UNKNOWN),
    ("BODY", (b"650 what\r\n",), SendStatus.UNKNOWN),
    ("BODY", (b"2500 ok\r\n",), SendStatus.UNKNOWN),
    ("BODY", (b"\r\n",), SendStatus.UNKNOWN),
    ("BODY", (b"250 " + b"x" * 100_000,), SendStatus.UNKNOWN),
    ("BODY", (Do.HANG,), SendStatus.UNKNOWN),
    ("MIDST", (Do.DROP,), SendStatus.UNKNOWN),
    ("MIDST", (Do.RESET,), SendStatus.UNKNOWN),
]


@pytest.mark.parametrize(("stage", "acts", "status"), AFTER)
async def test_after_the_body_only_a_clear_answer_is_definite(
    peer: SmtpPeer, stage: str, acts: tuple[Act, ...], status: SendStatus
) -> None:
    """250 is sent, 4yz and 5yz are refusals, all else is unknown; never is it tried twice."""
    peer.answers(stage, *acts)
    mailer = mailer_to(peer, dot_timeout=0.2 if Do.HANG in acts else 5)
    leave = Leave()
    result = await mailer.send(a_mail(), leave)
    assert result.status is status
    assert result.code is not None or result.reply
    assert len(leave.asked) == 1
    assert len(peer.bodies) <= 1
    assert peer.connections == 1
    again = await mailer.send(a_mail("next@acme.example"), Leave())
    assert again.status is SendStatus.SENT
    await mailer.aclose()


async def test_leave_is_asked_once_after_354_with_the_hash_of_what_is_written(
    peer: SmtpPeer, mailer: SmtpMailer
) -> None:
    """At the time of asking DATA was said and not an octet of the body was."""
    seen: list[tuple[str, str, int]] = []

    async def authorize(sha256: str) -> bool:
        seen.append((sha256, peer.commands[-1], peer.octets_after_354))
        return True

    mail = a_mail(text=".\n..hidden\nlast\n.\n")
    assert (await mailer.send(mail, authorize)).status is SendStatus.SENT
    assert seen == [(hashlib.sha256(compose(mail)).hexdigest(), "DATA", 0)]
    assert peer.bodies == [compose(mail)]


@pytest.mark.parametrize("answer", [False, RuntimeError("no"), OSError("db"), TimeoutError()])
async def test_a_data_without_leave_ends_the_connection(
    peer: SmtpPeer, mailer: SmtpMailer, answer: bool | Exception
) -> None:
    """Not a byte, not even the dot, follows 354; the connection is never used again."""
    if isinstance(answer, Exception):
        with pytest.raises(type(answer)) as raised:
            await mailer.send(a_mail(), Leave(answer))
        assert raised.value is answer
    else:
        result = await mailer.send(a_mail(), Leave(answer))
        assert result.status is SendStatus.NOT_AUTHORIZED
    assert (await mailer.send(a_mail("next@acme.example"), Leave())).status is SendStatus.SENT
    assert peer.connections == 2
    assert peer.recipients == ["next@acme.example"]
    assert peer.octets_after_354 == len(peer.bodies[0]) + len(b".\r\n")


@pytest.mark.parametrize("words", [b"", b"421 4.3.2 shutting down\r\n", b"250 ok\r\n"])
async def test_a_server_gone_while_leave_is_asked_gets_no_body(
    peer: SmtpPeer, mailer: SmtpMailer, monkeypatch: pytest.MonkeyPatch, words: bytes
) -> None:
    """What is said before the body is no answer to the body."""

    connections = list[Connection]()
    offer_on = mailer._offer_on

    async def seen(connection: Connection, envelope: Envelope) -> Connection:
        connections.append(connection)
        return await offer_on(connection, envelope)

    async def authorize(sha256: str) -> bool:
        peer.writers[0].write(words)
        if not words:
            peer.writers[0].close()
        await until(lambda: not connections[0].clean)
        return bool(sha256)

    monkeypatch.setattr(mailer, "_offer_on", seen)
    result = await mailer.send(a_mail(), authorize)
    assert result.status is SendStatus.DEFERRED
    assert peer.octets_after_354 == 0
    assert peer.bodies == []


class Passed:
    """Failpoints that remember, and act at one point."""

    def __init__(self, point: Point | None = None, act: Any = None) -> None:
        self.points: list[Point] = []
        self._point, self._act = point, act

    def reached(self, point: Point) -> None:
        self.points.append(point)
        if point is self._point and self._act:
            self._act()

    def watches(self, point: Point) -> bool:
        return True


async def test_the_failpoints_are_passed_in_order(peer: SmtpPeer) -> None:
    """Offered, authorized, half written, written, replied."""
    failpoints = Passed()
    mailer = mailer_to(peer, failpoints=failpoints)
    assert (await mailer.send(a_mail(text="x\n" * 50_000), Leave())).status is SendStatus.SENT
    assert failpoints.points == [
        Point.OFFERED,
        Point.AUTHORIZED,
        Point.HALF_WRITTEN,
        Point.WRITTEN,
        Point.REPLIED,
    ]
    assert peer.bodies == [compose(a_mail(text="x\n" * 50_000))]
    await mailer.aclose()


async def test_a_process_that_stood_still_after_its_leave_does_not_write(peer: SmtpPeer) -> None:
    """More than five seconds after asking, the leave is no longer used."""
    now = [1000.0]

    def stand_still() -> None:
        now[0] += 5.1

    failpoints = Passed(Point.AUTHORIZED, stand_still)
    mailer = mailer_to(peer, failpoints=failpoints, monotonic=lambda: now[0])
    result = await mailer.send(a_mail(), Leave())
    assert (result.status, result.reply) == (SendStatus.DEFERRED, "authorized too late to write")
    assert peer.octets_after_354 == 0
    await mailer.aclose()


# Cancelling


@pytest.mark.parametrize("stage", ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA"])
async def test_a_cancelled_offer_ends_at_once(
    peer: SmtpPeer, mailer: SmtpMailer, stage: str
) -> None:
    """Before the body a cancellation is obeyed and the connection dropped."""
    peer.answers(stage, Do.HANG)
    leave = Leave()
    sending = asyncio.create_task(mailer.send(a_mail(), leave))
    await peer.reached(stage)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert leave.asked == []
    assert (await mailer.send(a_mail("next@acme.example"), Leave())).status is SendStatus.SENT
    assert peer.recipients == ["next@acme.example"]


async def test_cancelled_while_leave_is_asked_nothing_is_written(
    peer: SmtpPeer, mailer: SmtpMailer
) -> None:
    """The cancellation goes through `authorize` to the caller, and the line is dropped."""
    asked = asyncio.Event()

    async def authorize(sha256: str) -> bool:
        asked.set()
        await asyncio.Event().wait()
        return bool(sha256)

    sending = asyncio.create_task(mailer.send(a_mail(), authorize))
    await asked.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert peer.octets_after_354 == 0
    assert (await mailer.send(a_mail(), Leave())).status is SendStatus.SENT
    assert peer.connections == 2


@pytest.mark.parametrize("times", [1, 3])
async def test_cancelled_after_the_body_the_outcome_is_known_first(
    peer: SmtpPeer, mailer: SmtpMailer, times: int
) -> None:
    """The reply is awaited and returned; the cancellation is felt at the next await."""
    results = list[SendResult]()
    peer.answers("BODY", Do.HANG)

    async def sender() -> None:
        results.append(await mailer.send(a_mail(), Leave()))
        await asyncio.Event().wait()

    sending = asyncio.create_task(sender())
    await peer.reached("BODY")
    for _ in range(times):
        sending.cancel()
        await asyncio.sleep(0)
    assert not sending.done()
    assert results == []
    peer.writers[0].write(b"250 ok\r\n")
    peer.writers[0].close()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert [result.status for result in results] == [SendStatus.SENT]
    assert sending.cancelling() == 1


async def test_a_cancelled_scope_does_not_reach_into_the_body(
    peer: SmtpPeer, mailer: SmtpMailer
) -> None:
    """anyio's cancellation, too, waits for the outcome."""
    results = list[SendResult]()
    peer.answers("BODY", Do.HANG)

    async def answer(scope: anyio.CancelScope) -> None:
        await peer.reached("BODY")
        scope.cancel()
        for _ in range(10):
            await asyncio.sleep(0)
        assert results == []
        peer.writers[0].write(b"250 ok\r\n")
        peer.writers[0].close()

    with anyio.CancelScope() as scope:
        answering = asyncio.create_task(answer(scope))
        results.append(await mailer.send(a_mail(), Leave()))
        await asyncio.Event().wait()
    await answering
    assert scope.cancelled_caught
    assert [result.status for result in results] == [SendStatus.SENT]


async def test_cancelled_after_the_body_silence_still_ends(peer: SmtpPeer) -> None:
    """A cancelled sender waits no longer than the dot's time."""
    mailer = mailer_to(peer, dot_timeout=0.2)
    results = list[SendResult]()
    peer.answers("BODY", Do.HANG)

    async def sender() -> None:
        results.append(await mailer.send(a_mail(), Leave()))
        await asyncio.Event().wait()

    sending = asyncio.create_task(sender())
    await peer.reached("BODY")
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert [result.status for result in results] == [SendStatus.UNKNOWN]
    await mailer.aclose()


# Reuse


async def test_one_connection_carries_many_mails(peer: SmtpPeer, mailer: SmtpMailer) -> None:
    """Mails one after the other use one connection, and goodbye is said."""
    for number in range(5):
        assert (await mailer.send(a_mail(f"p{number}@acme.example"), Leave())).code == 250
    assert peer.connections == 1
    await mailer.aclose()
    assert peer.commands[-1] == "QUIT"


async def test_no_more_connections_than_allowed(peer: SmtpPeer) -> None:
    """Twenty mails at once on two connections."""
    mailer = mailer_to(peer, max_connections=2)
    mails = [a_mail(f"p{number}@acme.example") for number in range(20)]
    results = await asyncio.gather(*(mailer.send(mail, Leave()) for mail in mails))
    assert {result.status for result in results} == {SendStatus.SENT}
    assert peer.connections == 2
    await mailer.aclose()


@pytest.mark.parametrize(
    "acts", [(Do.DROP,), (Do.RESET,), (b"421 4.4.2 timeout\r\n", Do.DROP), (b"421 idle\r\n",)]
)
async def test_a_connection_that_died_at_rest_costs_nothing(
    peer: SmtpPeer, mailer: SmtpMailer, acts: tuple[Act, ...]
) -> None:
    """MAIL proves it dead; a fresh one takes the mail, and leave is asked once."""
    await mailer.send(a_mail(), Leave())
    peer.answers("MAIL", *acts)
    leave = Leave()
    assert (await mailer.send(a_mail("next@acme.example"), leave)).status is SendStatus.SENT
    assert len(leave.asked) == 1
    assert peer.connections == 2
    assert peer.recipients == ["jane@acme.example", "next@acme.example"]


async def test_a_connection_closed_at_rest_is_not_even_tried(
    peer: SmtpPeer, mailer: SmtpMailer
) -> None:
    """A goodbye that came in the meantime is noticed before MAIL."""
    await mailer.send(a_mail(), Leave())
    (resting,) = mailer._idle._stack
    peer.writers[0].write(b"421 4.4.2 idle\r\n")
    peer.writers[0].close()
    await until(lambda: not resting.clean)
    assert (await mailer.send(a_mail(), Leave())).status is SendStatus.SENT
    assert peer.connections == 2


async def test_only_one_fresh_connection_is_tried(peer: SmtpPeer, mailer: SmtpMailer) -> None:
    """A server that drops every MAIL defers the mail; it is not hammered."""
    await mailer.send(a_mail(), Leave())
    peer.answers("MAIL", Do.DROP)
    peer.answers("MAIL", Do.DROP)
    leave = Leave()
    assert (await mailer.send(a_mail(), leave)).status is SendStatus.DEFERRED
    assert leave.asked == []
    assert peer.connections == 2


async def test_a_connection_that_rested_too_long_is_left(peer: SmtpPeer) -> None:
    """After thirty seconds at rest a connection is closed, not used."""
    now = [1000.0]
    mailer = mailer_to(peer, monotonic=lambda: now[0])
    await mailer.send(a_mail(), Leave())
    now[0] += 31
    assert (await mailer.send(a_mail(), Leave())).status is SendStatus.SENT
    assert peer.connections == 2
    await mailer.aclose()


async def test_an_answer_too_many_ends_the_connection(peer: SmtpPeer, mailer: SmtpMailer) -> None:
    """A second answer to the dot could be taken for the answer to MAIL: a fresh line is used."""
    peer.answers("BODY", b"250 ok\r\n250 ok\r\n")
    assert (await mailer.send(a_mail(), Leave())).status is SendStatus.SENT
    assert (await mailer.send(a_mail(), Leave())).status is SendStatus.SENT
    assert peer.connections == 2


# TLS and AUTH


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate that nobody signed, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    cert, key = folder / "cert.pem", folder / "key.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]
    new = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    files = ["-keyout", str(key), "-out", str(cert), "-days", "2"]
    subprocess.run(["openssl", *new, *subject, *files], check=True, capture_output=True)
    return cert, key


@pytest.fixture
def server_side(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


TLS = ("PIPELINING", "STARTTLS", "AUTH PLAIN LOGIN")


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
async def test_a_certificate_that_nobody_signed_holds_the_mailbox(
    server_side: ssl.SSLContext, tls: str
) -> None:
    """A bad certificate is HELD; neither password nor mail is shown to that server."""
    peer = SmtpPeer(extensions=TLS)
    peer.context = server_side
    async with serving(peer, server_side if tls == "implicit" else None):
        leave = Leave()
        mailer = mailer_to(peer, tls=tls, username="ada", password="canary-secret")
        result = await mailer.send(a_mail(), leave)
        assert result.status is SendStatus.HELD
        assert "certificate" in result.reply
        assert leave.asked == []
        assert not any(line.startswith(("AUTH", "MAIL")) for line in peer.commands)
        await mailer.aclose()


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
async def test_mail_goes_over_tls(
    server_side: ssl.SSLContext, certificate: tuple[Path, Path], tls: str
) -> None:
    """With a trusted certificate the taken-over TLS transport sends, reuses and closes."""
    trusted = ssl.create_default_context(cafile=str(certificate[0]))
    peer = SmtpPeer(extensions=TLS)
    peer.context = server_side
    async with serving(peer, server_side if tls == "implicit" else None):
        mailer = mailer_to(
            peer, tls=tls, username="ada", password="canary-secret", tls_context=trusted
        )
        for number in range(3):
            mail = a_mail(f"p{number}@acme.example", text="x\n" * 100_000)
            assert (await mailer.send(mail, Leave())).status is SendStatus.SENT
        peer.answers("BODY", Do.DROP)
        assert (await mailer.send(a_mail(), Leave())).status is SendStatus.UNKNOWN
        assert (await mailer.send(a_mail(), Leave(False))).status is SendStatus.NOT_AUTHORIZED
        assert (await mailer.send(a_mail(), Leave())).status is SendStatus.SENT
        assert peer.connections == 3
        await mailer.aclose()


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
async def test_a_server_that_speaks_no_tls_gets_no_mail(tls: str) -> None:
    """Where TLS is wanted nothing goes in the clear: no STARTTLS holds, no TLS at all defers."""
    async with serving(SmtpPeer(extensions=("PIPELINING", "AUTH PLAIN"))) as peer:
        mailer = mailer_to(peer, tls=tls, username="ada", password="canary-secret")
        result = await mailer.send(a_mail(), Leave())
        wanted = SendStatus.HELD if tls == "starttls" else SendStatus.DEFERRED
        assert result.status is wanted
        assert not any(line.startswith(("AUTH", "MAIL")) for line in peer.commands)
        await mailer.aclose()


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (b"535 5.7.8 no\r\n", SendStatus.HELD),
        (b"534 5.7.9 use an app password\r\n", SendStatus.HELD),
        (b"530 5.7.0 STARTTLS first\r\n", SendStatus.HELD),
        (b"538 5.7.11 encryption required\r\n", SendStatus.HELD),
        (b"454 4.7.0 later\r\n", SendStatus.DEFERRED),
        (b"421 busy\r\n", SendStatus.DEFERRED),
        (b"nonsense\r\n", SendStatus.DEFERRED),
    ],
)
async def test_a_refused_login_is_not_the_leads_fault(words: bytes, status: SendStatus) -> None:
    """Bad credentials hold the mailbox; the password is in no answer, though it is echoed."""
    async with serving(SmtpPeer(extensions=("AUTH PLAIN",))) as peer:
        echo = b"AGFkYQBjYW5hcnktc2VjcmV0 canary-secret"
        peer.answers("AUTH", words.replace(b"\r\n", b" " + echo + b"\r\n"))
        mailer = mailer_to(peer, username="ada", password="canary-secret")
        result = await mailer.send(a_mail(), Leave())
        assert result.status is status
        assert "canary" not in repr((result, mailer, vars(mailer), mailer._dialler._account))
        assert "AGFkYQ" not in repr(result)
        await mailer.aclose()


async def test_a_server_without_auth_holds_the_mailbox(peer: SmtpPeer) -> None:
    """A login that cannot be made is a setting to mend, not a mail to lose."""
    mailer = mailer_to(peer, username="ada", password="canary-secret")
    assert (await mailer.send(a_mail(), Leave())).status is SendStatus.HELD
    await mailer.aclose()


@pytest.mark.parametrize("host", ["smtp.example.com", "10.0.0.1", "0.0.0.0", "localhost.evil.com"])
def test_clear_text_is_for_loopback_only(host: str) -> None:
    """`none` is refused for any other host, when the mailer is made."""
    with pytest.raises(InvalidInput):
        SmtpMailer(host=host, port=25, tls="none")


# Other people's server


class Sink:
    """An aiosmtpd handler that keeps what it is given."""

    def __init__(self) -> None:
        self.kept: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        self.kept.append((envelope.rcpt_tos, envelope.content))
        return "250 OK"


async def test_aiosmtpd_reads_what_was_composed() -> None:
    """An independent server has the same bytes, one mail for each mail."""
    sink, loop = Sink(), asyncio.get_running_loop()
    servers: list[aiosmtpd.SMTP] = []

    def session() -> aiosmtpd.SMTP:
        servers.append(aiosmtpd.SMTP(sink, hostname="sink.example", loop=loop))
        return servers[-1]

    server = await loop.create_server(session, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    mailer = SmtpMailer(host="127.0.0.1", port=port, tls="none", local_hostname="cam.example")
    texts = [".\n", "a\n.\nMAIL FROM:<evil@x.example>\n", "\r.\r\n.\r", "é" * 900, ".." * 600]
    mails = [a_mail(f"p{number}@acme.example", text=text) for number, text in enumerate(texts)]
    results = await asyncio.gather(*(mailer.send(mail, Leave()) for mail in mails))
    await mailer.aclose()
    server.close()
    await server.wait_closed()
    assert {result.status for result in results} == {SendStatus.SENT}
    assert sorted(sink.kept) == sorted(([mail.recipient], compose(mail)) for mail in mails)


# The other event loop

ON_UVLOOP = """
import asyncio, sys, pytest, uvloop
asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())
sys.exit(pytest.main([sys.argv[1], "-q", "-p", "no:cacheprovider", "-k", "not other_loop"]))
"""


def test_all_this_holds_on_the_other_loop() -> None:
    """Production runs on uvloop: the same tests, once more, in a process of its own."""
    here = Path(__file__)
    ran = subprocess.run(
        [sys.executable, "-c", ON_UVLOOP, str(here)],
        cwd=here.parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout[-3000:]
