"""The mail sink over real SMTP: what it stores, what it refuses, how it fails on order."""

import asyncio
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import httpx
import pytest

from cam.sandbox import Sandbox

from .wire import ENVELOPE, Wire


def message(number: int = 1) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "me@sender.example"
    mail["To"] = "you@acme.example"
    mail["Subject"] = f"Hello {number}"
    mail["Message-ID"] = f"<{number}@sender.example>"
    mail.set_content("One line.\n.\n..two dots\n")
    return mail


async def send(sandbox: Sandbox, mail: EmailMessage) -> None:
    await aiosmtplib.send(mail, hostname=sandbox.smtp_host, port=sandbox.smtp_port)


async def test_a_mail_is_stored_as_it_was_sent(sandbox: Sandbox, http: httpx.AsyncClient) -> None:
    await send(sandbox, message())
    (mail,) = sandbox.mails
    assert (mail.mail_from, mail.rcpt_to) == ("me@sender.example", ("you@acme.example",))
    assert mail.message_id == "<1@sender.example>"
    assert mail.raw.endswith(b"One line.\r\n.\r\n..two dots\r\n")
    listed = (await http.get(f"{sandbox.control_url}/mails")).json()
    assert (listed["total"], listed["mails"][0]["rcpt_to"]) == (1, ["you@acme.example"])
    raw = await http.get(f"{sandbox.control_url}/mails/0/raw")
    assert raw.content == mail.raw
    assert (await http.get(f"{sandbox.control_url}/mails/1/raw")).status_code == 404


async def test_mails_are_listed_in_slices(sandbox: Sandbox, http: httpx.AsyncClient) -> None:
    for number in range(5):
        await send(sandbox, message(number))
    listed = (await http.get(f"{sandbox.control_url}/mails?offset=3&limit=1")).json()
    assert (listed["total"], [mail["n"] for mail in listed["mails"]]) == (5, [3])


async def test_a_second_copy_for_the_same_recipient_is_counted(
    sandbox: Sandbox, http: httpx.AsyncClient
) -> None:
    await send(sandbox, message())
    assert sandbox.sink.repeated() == {}
    await send(sandbox, message())
    assert sandbox.sink.repeated() == {("<1@sender.example>", "you@acme.example"): 2}
    books = (await http.get(f"{sandbox.control_url}/books")).json()
    assert books["mails"]["repeated"][0]["copies"] == 2


async def test_each_mail_is_also_a_file_when_asked_for(tmp_path: Path) -> None:
    async with Sandbox(people=10, mail_dir=tmp_path) as sandbox:
        await send(sandbox, message())
        assert (tmp_path / "000000.eml").read_bytes() == sandbox.mails[0].raw


@pytest.mark.parametrize("local", ["nobody", "bounce", "bounce-17"])
async def test_unknown_recipients_are_refused(sandbox: Sandbox, local: str) -> None:
    mail = message()
    mail.replace_header("To", f"{local}@acme.example")
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused) as refused:
        await send(sandbox, mail)
    assert refused.value.recipients[0].code == 550
    assert not sandbox.mails


async def test_pipelined_commands_are_answered_in_order(sandbox: Sandbox) -> None:
    wire = await Wire.greeted(sandbox)
    await wire.say(ENVELOPE)
    assert await wire.replies(3) == ["250", "250", "354"]
    next_mail = ENVELOPE.replace(b"you@", b"she@")
    await wire.say(b"Message-ID: <a@b>\r\n\r\nHi\r\n.\r\n" + next_mail)
    assert await wire.replies(4) == ["250", "250", "250", "354"]
    await wire.say(b".\r\nQUIT\r\n")
    assert await wire.replies(2) == ["250", "221"]
    assert [mail.rcpt_to for mail in sandbox.mails] == [
        ("you@acme.example",),
        ("she@acme.example",),
    ]
    assert [mail.raw for mail in sandbox.mails] == [b"Message-ID: <a@b>\r\n\r\nHi\r\n", b""]
    await wire.close()


async def test_a_body_in_pieces_is_one_mail(sandbox: Sandbox) -> None:
    wire = await Wire.greeted(sandbox)
    await wire.say(ENVELOPE)
    await wire.replies(3)
    for piece in (b"A: b\r\n\r\nHi\r", b"\n", b".", b"\r", b"\n"):
        await wire.say(piece)
        await asyncio.sleep(0)
    assert await wire.replies(1) == ["250"]
    assert sandbox.mails[0].raw == b"A: b\r\n\r\nHi\r\n"
    await wire.close()


async def test_a_body_before_the_354_is_refused(sandbox: Sandbox) -> None:
    wire = await Wire.greeted(sandbox)
    await wire.say(ENVELOPE + b"Subject: early\r\n\r\nHi\r\n.\r\n")
    assert await wire.replies(3) == ["250", "250", "554"]
    assert await wire.reply() == ""
    assert not sandbox.mails
    await wire.close()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (b"RCPT TO:<a@b.example>\r\n", "503"),
        (b"DATA\r\n", "503"),
        (b"MAIL FROM:me@sender.example\r\n", "501"),
        (b"MAIL FROM:<me@sender.example> SMTPUTF8\r\n", "555"),
        (b"MAIL FROM:<me@sender.example> SIZE=99999999\r\n", "552"),
        ("MAIL FROM:<zoë@sender.example>\r\n".encode(), "501"),
        (b"STARTTLS\r\n", "500"),
        (b"NOOP\nNOOP\r\n", "500"),
    ],
)
async def test_a_wrong_command_is_refused(sandbox: Sandbox, said: bytes, code: str) -> None:
    wire = await Wire.greeted(sandbox)
    await wire.say(said)
    assert await wire.replies(1) == [code]
    await wire.close()


@pytest.mark.parametrize(
    "body",
    [
        b"A: b\r\n\r\nbare\nline\r\n",
        b"A: b\r\n\r\n" + b"x" * 1_100 + b"\r\n",
        b"A: \xc3\xab\r\n\r\n",
    ],
    ids=["bare line feed", "long line", "8-bit header"],
)
async def test_a_mail_against_the_rules_is_not_accepted(sandbox: Sandbox, body: bytes) -> None:
    wire = await Wire.greeted(sandbox)
    await wire.say(ENVELOPE)
    await wire.replies(3)
    await wire.say(body + b".\r\n")
    assert await wire.replies(1) == ["550"]
    assert not sandbox.mails
    await wire.close()


async def test_latency_is_added_once_per_round_trip() -> None:
    loop = asyncio.get_running_loop()
    async with Sandbox(people=10, latency=0.1) as sandbox:
        started = loop.time()
        wire = await Wire.greeted(sandbox)
        assert 0.2 <= loop.time() - started < 0.35
        started = loop.time()
        await wire.say(ENVELOPE)
        await wire.replies(3)
        assert 0.1 <= loop.time() - started < 0.19
        started = loop.time()
        await wire.say(b"A: b\r\n\r\nHi\r\n.\r\n")
        await wire.replies(1)
        assert 0.1 <= loop.time() - started < 0.19
        await wire.close()
