"""A real IMAP server is read: what is new, once, up to a size, and nothing in it is changed."""

import ssl
from datetime import timedelta

import pytest

from cam.adapters.imap.account import ImapAccount, Tls
from cam.adapters.imap.client import MOST_BYTES
from cam.adapters.imap.inbox import ImapInbox
from cam.domain.model.errors import (
    InvalidInput,
    ProviderDenied,
    ProviderRefused,
    ProviderUnavailable,
)
from cam.domain.model.inbox import Mark, News
from cam.ports.inbox import OpenInbox
from cam.testing.builders import NOON
from imap_server import PASSWORD, ImapServer, Mailbox, a_message

LONG_AGO = NOON - timedelta(days=3650)


def account(mailbox: Mailbox, **changes: object) -> ImapAccount:
    told = {
        "host": mailbox.host,
        "port": mailbox.port,
        "username": mailbox.user,
        "password": PASSWORD,
        "tls": "none",
    }
    return ImapAccount(**{**told, **changes})  # type: ignore[arg-type]


async def news(
    box: OpenInbox, mark: Mark | None = None, folder: str = "INBOX", limit: int = 100
) -> News:
    return await box.news(folder, mark, since=LONG_AGO, limit=limit)


def read_to(found: News) -> Mark:
    return Mark(validity=found.validity, uid=found.upto, read_at=NOON)


async def test_the_inbox_and_junk_are_read_and_nothing_becomes_seen(mailbox: Mailbox) -> None:
    """Whole messages, in the order in which they came, with their time of arrival."""
    raws = [a_message(1), a_message(2)]
    mailbox.put(*raws)
    mailbox.put(a_message(3), folder="Junk")
    async with ImapInbox(account(mailbox)).opened() as box:
        assert tuple(box.folders) == ("INBOX", "Junk")
        found = await news(box)
        messages = await box.fetch("INBOX", found.uids)
        junk = await box.fetch("Junk", (await news(box, folder="Junk")).uids)
    assert (found.uids, found.left, found.upto) == ((1, 2), 0, 2)
    assert [each.raw.replace(b"\r\n", b"\n") for each in messages] == raws
    assert all(each.is_whole and each.received_at is not None for each in messages)
    assert b"Message 3" in junk[0].raw
    assert not any(b"\\Seen" in each for each in (*mailbox.flags(), *mailbox.flags("Junk")))


async def test_only_what_came_behind_the_mark_is_new(mailbox: Mailbox) -> None:
    """A server names its last message whatever is asked for: it is not read twice."""
    mailbox.put(a_message(1), a_message(2))
    async with ImapInbox(account(mailbox)).opened() as box:
        mark = read_to(await news(box))
        assert (await news(box, mark)).uids == ()
        mailbox.put(a_message(3))
        assert (await news(box, mark)).uids == (3,)


async def test_a_bounded_number_is_read_and_the_rest_is_counted(mailbox: Mailbox) -> None:
    """The oldest first; the next time goes on behind them."""
    mailbox.put(*(a_message(number) for number in range(5)))
    async with ImapInbox(account(mailbox)).opened() as box:
        first = await news(box, limit=2)
        assert (first.uids, first.left) == ((1, 2), 3)
        mark = Mark(validity=first.validity, uid=2, read_at=NOON)
        rest = await news(box, mark, limit=9)
        assert (rest.uids, rest.left) == ((3, 4, 5), 0)


async def test_an_empty_folder_is_read_to_its_end(mailbox: Mailbox) -> None:
    """Old messages are not asked for again and again by their date."""
    async with ImapInbox(account(mailbox)).opened() as box:
        assert (await news(box)).uids == ()
        mailbox.put(a_message(1))
        mark = read_to(await box.news("INBOX", None, since=NOON.replace(year=2999), limit=9))
        assert mark.uid == 1
        assert (await news(box, mark)).uids == ()


async def test_new_numbers_have_the_folder_read_by_date_again(mailbox: Mailbox) -> None:
    """Another UIDVALIDITY: the mark says nothing any more."""
    mailbox.put(a_message(1), a_message(2))
    async with ImapInbox(account(mailbox)).opened() as box:
        before = await news(box)
    mailbox.renumber()
    async with ImapInbox(account(mailbox)).opened() as box:
        after = await news(box, read_to(before))
    assert after.validity != before.validity
    assert len(after.uids) == 2


async def test_a_folder_that_was_put_back_from_a_backup_is_read_again(mailbox: Mailbox) -> None:
    """Its numbers lie below what was read, though they pretend to be the same."""
    mailbox.put(a_message(1))
    async with ImapInbox(account(mailbox)).opened() as box:
        mark = Mark(validity=(await news(box)).validity, uid=7, read_at=NOON)
        assert (await news(box, mark)).uids == (1,)


async def test_of_a_large_message_the_first_part_is_read(mailbox: Mailbox) -> None:
    """25 MB arrive; its headers and its text are known, and that it is larger."""
    mailbox.put(a_message(1) + b"x" * 70 * 25 + b"\n" + (b"y" * 70 + b"\n") * 370_000)
    async with ImapInbox(account(mailbox)).opened() as box:
        (message,) = await box.fetch("INBOX", (await news(box)).uids)
    assert len(message.raw) == MOST_BYTES
    assert message.size > 25_000_000
    assert not message.is_whole
    assert b"Subject: Message 1" in message.raw


async def test_a_message_that_vanished_is_passed_over(mailbox: Mailbox) -> None:
    """Somebody deleted it between the look and the fetch; the others are there."""
    mailbox.put(a_message(1), a_message(2), a_message(3))
    async with ImapInbox(account(mailbox)).opened() as box:
        found = await news(box)
        mailbox.remove(2)
    async with ImapInbox(account(mailbox)).opened() as box:
        assert [each.uid for each in await box.fetch("INBOX", found.uids)] == [1, 3]
        assert await box.fetch("INBOX", ()) == []


async def test_a_missing_folder_is_told_and_the_others_are_read(mailbox: Mailbox) -> None:
    """Its refusal says so; the connection goes on."""
    mailbox.put(a_message(1))
    async with ImapInbox(account(mailbox)).opened() as box:
        with pytest.raises(ProviderRefused, match="cannot be opened"):
            await news(box, folder="Nowhere")
        assert (await news(box)).uids == (1,)


async def test_a_wrong_password_is_told_without_it(mailbox: Mailbox) -> None:
    """The server's own words, and not a word of ours."""
    inbox = ImapInbox(account(mailbox, password="not this one"))
    with pytest.raises(ProviderDenied, match="does not let us in") as denied:
        async with inbox.opened():
            raise AssertionError("let in")
    assert "not this one" not in str(denied.value)
    assert "not this one" not in repr(account(mailbox, password="not this one"))
    probe = await inbox.probe()
    assert (probe.reachable, probe.accepted) == (True, False)


async def test_a_probe_says_what_would_be_read(mailbox: Mailbox) -> None:
    """For `cam doctor`."""
    probe = await ImapInbox(account(mailbox)).probe()
    assert (probe.reachable, probe.accepted) == (True, True)
    assert probe.detail.endswith("reads INBOX, Junk")


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
async def test_a_certificate_is_verified(
    imap_server: ImapServer, mailbox: Mailbox, tls: Tls
) -> None:
    """One that nobody signed is refused before a password is shown; a known one is fine."""
    port = imap_server.secure_port if tls == "implicit" else imap_server.port
    known = ssl.create_default_context(cafile=imap_server.certificate)
    there = account(mailbox, host="localhost", port=port, tls=tls)
    with pytest.raises(ProviderUnavailable, match="certificate is not valid"):
        async with ImapInbox(there).opened():
            raise AssertionError("let in")
    async with ImapInbox(there, tls_context=known).opened() as box:
        assert "INBOX" in box.folders


async def test_nobody_there_is_told_so() -> None:
    """A dead mailbox has a reason."""
    dead = ImapAccount(host="127.0.0.1", port=1, username="a", password="b", tls="none")
    with pytest.raises(ProviderUnavailable, match="refused"):
        async with ImapInbox(dead).opened():
            raise AssertionError("let in")
    probe = await ImapInbox(dead).probe()
    assert (probe.reachable, probe.accepted) == (False, False)


@pytest.mark.parametrize(
    "changes",
    [
        {"tls": "none", "host": "imap.example.com"},
        {"tls": "starttls", "port": 993},
        {"tls": "sometimes"},
        {"username": ""},
        {"password": "a\r\nb"},
    ],
)
def test_what_would_not_be_safe_is_refused(changes: dict[str, str]) -> None:
    """Clear text beyond loopback, STARTTLS on the wrong port, a line end in a password."""
    told: dict[str, object] = {"host": "127.0.0.1", "port": 143, "username": "a", "password": "b"}
    with pytest.raises(InvalidInput):
        ImapAccount(**{**told, "tls": "none", **changes})  # type: ignore[arg-type]
