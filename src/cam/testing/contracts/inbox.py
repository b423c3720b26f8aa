"""What every mailbox promises.

Subclass InboxContract and bring `box`, an empty mailbox with a folder of junk, as another mail
program handles it, and `inbox`, which reads it.
"""

from datetime import timedelta
from email.message import EmailMessage
from typing import Protocol

import pytest

from cam.domain.model.errors import ProviderRefused
from cam.domain.model.inbox import Mark, News
from cam.ports.inbox import Inbox, OpenInbox
from cam.testing.builders import NOON

LONG_AGO = NOON - timedelta(days=3650)
LARGE = 25 * 1024 * 1024


class Box(Protocol):
    """A mailbox as another mail program handles it."""

    async def put(self, *raws: bytes, folder: str = "INBOX") -> None: ...

    async def remove(self, uid: int, folder: str = "INBOX") -> None: ...

    async def renumber(self, folder: str = "INBOX") -> None:
        """The server forgets its numbers: they begin anew."""
        ...


def a_message(number: int = 1, **headers: str) -> bytes:
    """A short mail from outside."""
    mail = EmailMessage()
    told = {"From": f"person{number}@client.test", "To": "ann@agency.test"}
    told |= {"Subject": f"Message {number}", "Message-ID": f"<{number}@client.test>"}
    for name, value in (told | headers).items():
        mail[name.replace("_", "-")] = value
    mail.set_content(f"This is message {number}.\n")
    return mail.as_bytes()


async def news(
    inbox: OpenInbox, mark: Mark | None = None, folder: str = "INBOX", limit: int = 100
) -> News:
    """What is new since ever."""
    return await inbox.news(folder, mark, since=LONG_AGO, limit=limit)


def read_to(found: News) -> Mark:
    """The mark when all of it is read."""
    return Mark(validity=found.validity, uid=found.upto, read_at=NOON)


class InboxContract:
    """`ports.inbox`."""

    async def test_whole_messages_are_read_in_their_order(self, box: Box, inbox: Inbox) -> None:
        """From the inbox and from junk, with the time at which they arrived."""
        raws = [a_message(1), a_message(2)]
        await box.put(*raws)
        await box.put(a_message(3), folder="Junk")
        async with inbox.opened() as there:
            assert tuple(there.folders) == ("INBOX", "Junk")
            found = await news(there)
            messages = await there.fetch("INBOX", found.uids)
            junk = await there.fetch("Junk", (await news(there, folder="Junk")).uids)
        assert (found.uids, found.left, found.upto) == ((1, 2), 0, 2)
        assert [each.raw.replace(b"\r\n", b"\n") for each in messages] == raws
        assert all(each.is_whole and each.received_at is not None for each in messages)
        assert b"Message 3" in junk[0].raw

    async def test_only_what_came_behind_the_mark_is_new(self, box: Box, inbox: Inbox) -> None:
        """The last message is not read twice, though servers name it whatever is asked for."""
        await box.put(a_message(1), a_message(2))
        async with inbox.opened() as there:
            mark = read_to(await news(there))
            assert (await news(there, mark)).uids == ()
            await box.put(a_message(3))
            assert (await news(there, mark)).uids == (3,)

    async def test_a_bounded_number_is_told_and_the_rest_is_counted(
        self, box: Box, inbox: Inbox
    ) -> None:
        """The oldest first; the next time goes on behind them."""
        await box.put(*(a_message(number) for number in range(5)))
        async with inbox.opened() as there:
            first = await news(there, limit=2)
            assert (first.uids, first.left) == ((1, 2), 3)
            nothing = await news(there, limit=0)
            assert (nothing.uids, nothing.left) == ((), 5)
            mark = Mark(validity=first.validity, uid=2, read_at=NOON)
            rest = await news(there, mark, limit=9)
            assert (rest.uids, rest.left) == ((3, 4, 5), 0)

    async def test_what_is_older_than_asked_for_is_passed_over(
        self, box: Box, inbox: Inbox
    ) -> None:
        """And not asked for again and again."""
        await box.put(a_message(1))
        async with inbox.opened() as there:
            late = NOON.replace(year=2999)
            found = await there.news("INBOX", None, since=late, limit=9)
            assert (found.uids, found.upto) == ((), 1)
            assert (await news(there, read_to(found))).uids == ()

    async def test_new_numbers_have_the_folder_read_by_date_again(
        self, box: Box, inbox: Inbox
    ) -> None:
        """Another UIDVALIDITY: the mark says nothing any more."""
        await box.put(a_message(1), a_message(2))
        async with inbox.opened() as there:
            before = await news(there)
        await box.renumber()
        async with inbox.opened() as there:
            after = await news(there, read_to(before))
        assert after.validity != before.validity
        assert len(after.uids) == 2

    async def test_a_folder_that_was_put_back_from_a_backup_is_read_again(
        self, box: Box, inbox: Inbox
    ) -> None:
        """Its numbers lie below what was read, though they pretend to be the same."""
        await box.put(a_message(1))
        async with inbox.opened() as there:
            mark = Mark(validity=(await news(there)).validity, uid=7, read_at=NOON)
            assert (await news(there, mark)).uids == (1,)

    async def test_of_a_large_message_the_first_part_is_read(self, box: Box, inbox: Inbox) -> None:
        """25 MB arrive; its header and the beginning of its text are known, and its size."""
        await box.put(a_message(1) + (b"y" * 70 + b"\n") * (LARGE // 71))
        async with inbox.opened() as there:
            (message,) = await there.fetch("INBOX", (await news(there)).uids)
        assert message.size >= LARGE * 0.99
        assert len(message.raw) < LARGE / 5
        assert not message.is_whole
        assert b"This is message 1" in message.raw

    async def test_a_message_that_vanished_is_passed_over(self, box: Box, inbox: Inbox) -> None:
        """Somebody deleted it between the look and the fetch; the others are there."""
        await box.put(a_message(1), a_message(2), a_message(3))
        async with inbox.opened() as there:
            found = await news(there)
            await box.remove(2)
            assert [each.uid for each in await there.fetch("INBOX", found.uids)] == [1, 3]
            assert await there.fetch("INBOX", ()) == []

    async def test_a_missing_folder_is_told_and_the_others_are_read(
        self, box: Box, inbox: Inbox
    ) -> None:
        """One that is gone meanwhile, too; the connection goes on."""
        await box.put(a_message(1))
        async with inbox.opened() as there:
            with pytest.raises(ProviderRefused, match="cannot be opened"):
                await news(there, folder="Gone")
            assert (await news(there)).uids == (1,)
