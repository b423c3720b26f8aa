"""An IMAP server that misbehaves: silent, endless, cut off in the middle, nonsense."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import pytest

from cam.adapters.imap.account import ImapAccount
from cam.adapters.imap.inbox import ImapInbox
from cam.domain.model.errors import ProviderDenied, ProviderUnavailable
from cam.ports.dry_run import DryRunWouldAct, planning
from cam.testing.contracts.inbox import news

Answer = bytes | None
"""What is written after a command; None: nothing at all, for ever."""
PATIENCE = 20.0
CUT = b"(cut)"
DRIPS = b"(drips)"
SELECTED = b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 2] x\r\n"
HONEST: dict[bytes, Answer] = {
    b"greeting": b"* OK ready\r\n",
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n",
    b"LOGIN": b"",
    b"LIST": b'* LIST (\\HasNoChildren) "/" INBOX\r\n',
    b"EXAMINE": SELECTED,
    b"SEARCH": b"* SEARCH 1\r\n",
    b"FETCH": b"* 1 FETCH (UID 1 RFC822.SIZE 5 BODY[]<0> {5}\r\nhello)\r\n",
    b"LOGOUT": b"* BYE\r\n",
}


@asynccontextmanager
async def serving(
    changes: Mapping[str, Answer], silent: asyncio.Event | None = None
) -> AsyncIterator[int]:
    """A server that is honest but for these commands; its port. `silent` is set when it says
    nothing any more."""
    script = HONEST | {name.encode(): answer for name, answer in changes.items()}
    hanging: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        hanging.add(task)
        try:
            if silent is not None and script[b"greeting"] is None:
                silent.set()
            await _say(writer, script[b"greeting"], b"")
            while line := await reader.readline():
                words = line.split()
                name = words[2] if words[1] == b"UID" else words[1]
                if silent is not None and script[name.upper()] is None:
                    silent.set()
                await _say(writer, script[name.upper()], words[0])
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            hanging.discard(task)
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for each in hanging:
            each.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)
        await server.wait_closed()


async def _say(writer: asyncio.StreamWriter, answer: Answer, tag: bytes) -> None:
    if answer is None:
        await asyncio.Event().wait()
        return
    if tag and answer.startswith(b"TAG "):
        writer.write(tag + answer.removeprefix(b"TAG"))
        await writer.drain()
        return
    if answer.endswith(DRIPS):
        while True:
            writer.write(b"* OK still here\r\n")
            await writer.drain()
            await asyncio.sleep(0.01)
    writer.write(answer.removesuffix(CUT))
    await writer.drain()
    if answer.endswith(CUT):
        raise ConnectionError
    if tag:
        writer.write(tag + b" OK done\r\n")
    await writer.drain()


def inbox(port: int, **changes: float) -> ImapInbox:
    account = ImapAccount(host="127.0.0.1", port=port, username="a", password="secret", tls="none")
    return ImapInbox(account, **{"silence": 5.0, "longest": 10.0, **changes})  # type: ignore[arg-type]


async def read(box: ImapInbox) -> bytes:
    """The one message."""
    async with box.opened() as there:
        (message,) = await there.fetch("INBOX", (await news(there)).uids)
    return message.raw


async def test_the_script_itself_is_honest() -> None:
    """So that the others fail for their own fault."""
    async with serving({}) as port:
        assert await read(inbox(port)) == b"hello"


@pytest.mark.parametrize(
    ("fault", "word"),
    [
        ({"FETCH": b"* 1 FETCH (UID 1 BODY[]<0> {500}\r\nhel" + CUT}, "middle of an answer|EOF"),
        ({"FETCH": b"* 1 FETCH (UID 1 BODY[]<0> {99000000}\r\nhello)\r\n"}, "99000000 bytes"),
        ({"EXAMINE": CUT}, "127.0.0.1"),
        ({"LIST": CUT}, "127.0.0.1"),
        ({"greeting": b"HTTP/1.1 400 Bad Request\r\n\r\n" + CUT}, "127.0.0.1"),
        ({"greeting": b"* BYE overloaded\r\n" + CUT}, "127.0.0.1"),
        ({"SEARCH": b"* SEARCH one two\r\n"}, "127.0.0.1"),
        ({"LOGIN": b"TAG NO [UNAVAILABLE] later\r\n"}, "for now"),
    ],
)
async def test_what_breaks_is_told_and_nothing_else_is_raised(
    fault: dict[str, Answer], word: str
) -> None:
    """The connection is given up; the next cycle tries again."""
    async with serving(fault) as port:
        with pytest.raises(ProviderUnavailable, match=word):
            await read(inbox(port))


async def test_a_server_that_echoes_the_password_does_not_get_it_told() -> None:
    """Neither in a report nor in a log."""
    async with serving({"LOGIN": b'TAG NO cannot do LOGIN "a" "secret"\r\n'}) as port:
        with pytest.raises(ProviderDenied) as denied:
            await read(inbox(port))
    assert "secret" not in str(denied.value)


@pytest.mark.parametrize("command", ["greeting", "LOGIN", "EXAMINE", "FETCH"])
async def test_a_server_that_falls_silent_is_given_up(command: str) -> None:
    """After its time, wherever it stands."""
    async with serving({command: None}) as port:
        with pytest.raises(ProviderUnavailable, match="in time"):
            await read(inbox(port, silence=0.2))


async def test_a_server_that_talks_for_ever_is_given_up() -> None:
    """Each of its words is in time; the command is not."""
    async with serving({"EXAMINE": DRIPS}) as port:
        with pytest.raises(ProviderUnavailable, match="in time"):
            await read(inbox(port, longest=0.3))


@pytest.mark.parametrize("command", ["greeting", "LOGIN", "FETCH"])
async def test_whoever_is_cancelled_does_not_wait_for_the_server(command: str) -> None:
    """The connection is cut, and with it the thread that stands in it."""
    silent = asyncio.Event()
    async with serving({command: None}, silent) as port:
        reading = asyncio.create_task(read(inbox(port, silence=600.0, longest=600.0)))
        await silent.wait()
        reading.cancel()
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(asyncio.CancelledError):
                await reading


async def test_a_dry_cycle_cannot_reach_it() -> None:
    """The last barrier."""
    with planning(), pytest.raises(DryRunWouldAct):
        async with inbox(1).opened():
            raise AssertionError("opened")


@pytest.mark.parametrize(
    ("said", "raws"),
    [
        (b'* 1 FETCH (UID 1 BODY[]<0> "" RFC822.SIZE 0)\r\n', [b""]),
        (b"* 1 FETCH (BODY[]<0> {5}\r\nhello UID 1 FLAGS ())\r\n", [b"hello"]),
        (b"* 1 FETCH (UID 1 BODY[]<0> NIL)\r\n", []),
        (b"* 1 FETCH (FLAGS (\\Seen) UID 1)\r\n", []),
        (b"* 1 FETCH (UID 9 BODY[]<0> {5}\r\nhello)\r\n", []),
        (b'* 1 FETCH (UID 1 INTERNALDATE "no date" BODY[]<0> {5}\r\nhello)\r\n', [b"hello"]),
    ],
)
async def test_answers_are_read_as_servers_write_them(said: bytes, raws: list[bytes]) -> None:
    """Empty, in another order, without a body, of another message, with a broken date."""
    async with serving({"FETCH": said}) as port, inbox(port).opened() as there:
        found = await there.fetch("INBOX", (1,))
    assert [each.raw for each in found] == raws


@pytest.mark.parametrize(
    ("listed", "folders"),
    [
        (
            b'* LIST () "/" INBOX\r\n* LIST (\\Junk) "/" "[Gmail]/Spam"\r\n',
            ["INBOX", "[Gmail]/Spam"],
        ),
        (
            b'* LIST () "." INBOX\r\n* LIST () "." "INBOX.Junk E-mail"\r\n',
            ["INBOX", "INBOX.Junk E-mail"],
        ),
        (b'* LIST () "/" INBOX\r\n* LIST (\\Noselect) "/" Junk\r\n', ["INBOX"]),
        (b'* LIST () "/" INBOX\r\n* LIST (\\Junk) "/" "Entw&APw-rfe"\r\n', ["INBOX", "Entwürfe"]),
        (b"", ["INBOX"]),
    ],
)
async def test_the_folder_of_junk_is_found(listed: bytes, folders: list[str]) -> None:
    """By its special use, else by its name; in whatever letters."""
    async with serving({"LIST": listed}) as port, inbox(port).opened() as there:
        assert list(there.folders) == folders
