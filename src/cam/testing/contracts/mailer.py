"""What every Mailer promises. Subclass it, give it a mailer and a post office."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Protocol

import pytest

from cam.domain.model.mail import Mail, Sender
from cam.ports.mailer import Mailer, SendStatus

SENDER = Sender(
    name="Ada Lovelace", email="ada@agency.example", postal_address="1 Analytical Row, London"
)


NO = False


class Fate(StrEnum):
    """What the world does with a mail."""

    TAKEN = "taken"
    REFUSED = "refused"
    """For good, before the body."""
    PUT_OFF = "put_off"
    """For now, before the body."""
    CUT_OFF_BEFORE = "cut_off_before"
    """The line drops before the body."""
    REFUSED_AFTER = "refused_after"
    """For good, after the body was read."""
    PUT_OFF_AFTER = "put_off_after"
    CUT_OFF_AFTER = "cut_off_after"
    """The body was taken, and the line drops before that is said."""
    LOCKED_OUT = "locked_out"
    """Our own account is refused."""


class PostOffice(Protocol):
    """The other side of a mailer, as a test arranges it."""

    def will(self, recipient: str, fate: Fate) -> None:
        """Decides what happens to this recipient's mails from now on."""
        ...

    def delivered(self) -> Sequence[str]:
        """The recipients of the bodies that arrived whole, in order, once for each body."""
        ...


class Leave:
    """An `authorize` that remembers being asked, and answers as it was told."""

    def __init__(self, *answers: bool | BaseException) -> None:
        self.asked: list[str] = []
        self._answers = answers or (True,)

    async def __call__(self, sha256: str) -> bool:
        answer = self._answers[min(len(self.asked), len(self._answers) - 1)]
        self.asked.append(sha256)
        await asyncio.sleep(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer


def a_mail(
    recipient: str = "jane@acme.example",
    *,
    subject: str = "A question",
    text: str = "Hello Jane,\n\nmay I ask you something?\n",
) -> Mail:
    """A mail that every mailer can send."""
    return Mail(
        message_id=f"id-of-{recipient.partition('@')[0]}@agency.example",
        date=datetime(2026, 11, 22, 9, 30, tzinfo=UTC),
        sender=SENDER,
        recipient=recipient,
        recipient_name="Jane Doe",
        subject=subject,
        text=text,
        unsubscribe="<https://agency.example/u/token>",
    )


BEFORE = {
    Fate.REFUSED: SendStatus.REJECTED,
    Fate.PUT_OFF: SendStatus.DEFERRED,
    Fate.CUT_OFF_BEFORE: SendStatus.DEFERRED,
    Fate.LOCKED_OUT: SendStatus.HELD,
}
AFTER = {
    Fate.TAKEN: SendStatus.SENT,
    Fate.REFUSED_AFTER: SendStatus.REJECTED,
    Fate.PUT_OFF_AFTER: SendStatus.DEFERRED,
    Fate.CUT_OFF_AFTER: SendStatus.UNKNOWN,
}


class MailerContract:
    """The promises of `cam.ports.mailer.Mailer`."""

    @pytest.fixture
    def mailer(self) -> Mailer:
        """The mailer under test."""
        raise NotImplementedError

    @pytest.fixture
    def office(self) -> PostOffice:
        """The world that this mailer sends into."""
        raise NotImplementedError

    @pytest.mark.parametrize("fate", list(BEFORE))
    async def test_a_refusal_before_the_body_is_definite_and_nobody_is_asked(
        self, mailer: Mailer, office: PostOffice, fate: Fate
    ) -> None:
        """What fails before the body has a definite status, and no leave is asked for."""
        office.will("jane@acme.example", fate)
        leave = Leave()
        result = await mailer.send(a_mail(), leave)
        assert result.status is BEFORE[fate]
        assert leave.asked == []
        assert list(office.delivered()) == []

    @pytest.mark.parametrize("fate", list(AFTER))
    async def test_after_the_body_the_status_is_what_the_server_said_or_unknown(
        self, mailer: Mailer, office: PostOffice, fate: Fate
    ) -> None:
        """After the body: the server's word when there is one, unknown otherwise; asked once."""
        office.will("jane@acme.example", fate)
        leave = Leave()
        result = await mailer.send(a_mail(), leave)
        assert result.status is AFTER[fate]
        assert len(leave.asked) == 1
        assert len(office.delivered()) <= 1

    async def test_without_leave_nothing_is_written(
        self, mailer: Mailer, office: PostOffice
    ) -> None:
        """A refused authorization is NOT_AUTHORIZED, and the recipient gets nothing."""
        leave = Leave(NO)
        result = await mailer.send(a_mail(), leave)
        assert result.status is SendStatus.NOT_AUTHORIZED
        assert len(leave.asked) == 1
        assert list(office.delivered()) == []

    @pytest.mark.parametrize(
        "error", [RuntimeError("no"), ConnectionError("db"), TimeoutError(), ValueError("no")]
    )
    async def test_an_error_while_asking_goes_on_and_nothing_is_written(
        self, mailer: Mailer, office: PostOffice, error: Exception
    ) -> None:
        """The authorization's own error reaches the caller as it is; no body is written."""
        with pytest.raises(type(error)) as raised:
            await mailer.send(a_mail(), Leave(error))
        assert raised.value is error
        assert list(office.delivered()) == []

    async def test_a_mailer_goes_on_after_every_kind_of_trouble(
        self, mailer: Mailer, office: PostOffice
    ) -> None:
        """Trouble with one mail does not touch the next one."""
        for number, fate in enumerate([*BEFORE, *AFTER]):
            office.will(f"r{number}@acme.example", fate)
            await mailer.send(a_mail(f"r{number}@acme.example"), Leave())
            assert (await mailer.send(a_mail("ok@acme.example"), Leave(NO))).status is (
                SendStatus.NOT_AUTHORIZED
            )
            good = await mailer.send(a_mail(f"good{number}@acme.example"), Leave())
            assert good.status is SendStatus.SENT
        sent = [to for to in office.delivered() if to.startswith("good")]
        assert sent == [f"good{number}@acme.example" for number in range(len(BEFORE) + len(AFTER))]
        assert "ok@acme.example" not in office.delivered()

    async def test_each_of_many_mails_at_once_arrives_once(
        self, mailer: Mailer, office: PostOffice
    ) -> None:
        """Forty mails sent at once are delivered once each, each with a hash of its own."""
        people = [f"p{number}@acme.example" for number in range(40)]
        leaves = [Leave() for _ in people]
        results = await asyncio.gather(
            *(mailer.send(a_mail(to), leave) for to, leave in zip(people, leaves, strict=True))
        )
        assert {result.status for result in results} == {SendStatus.SENT}
        assert sorted(office.delivered()) == sorted(people)
        hashes = [leave.asked[0] for leave in leaves]
        assert len(set(hashes)) == len(people)
        assert all(len(one) == 64 and set(one) <= set("0123456789abcdef") for one in hashes)

    @pytest.mark.parametrize("subject", ["a\r\nBcc: evil@x.example", "=?utf-8?q?a=0ABcc:_e@x?="])
    async def test_a_mail_that_would_forge_a_header_fails(
        self, mailer: Mailer, office: PostOffice, subject: str
    ) -> None:
        """A value that could become a header is refused; nobody is asked, nothing is written."""
        leave = Leave()
        result = await mailer.send(a_mail(subject=subject), leave)
        assert result.status is SendStatus.FAILED
        assert leave.asked == []
        assert list(office.delivered()) == []

    async def test_closing_waits_for_the_mails_under_way(
        self, mailer: Mailer, office: PostOffice
    ) -> None:
        """A mail that waits for leave when the mailer is closed is sent all the same."""
        asked, go = asyncio.Event(), asyncio.Event()

        async def authorize(sha256: str) -> bool:
            asked.set()
            return await go.wait() and bool(sha256)

        sending = asyncio.create_task(mailer.send(a_mail(), authorize))
        await asked.wait()
        closing = asyncio.create_task(mailer.aclose())
        await asyncio.sleep(0)
        assert not closing.done()
        go.set()
        assert (await sending).status is SendStatus.SENT
        await closing
        assert list(office.delivered()) == ["jane@acme.example"]

    async def test_a_closed_mailer_sends_nothing(self, mailer: Mailer, office: PostOffice) -> None:
        """After closing, a mail is put off, nobody is asked; closing twice is harmless."""
        await mailer.aclose()
        await mailer.aclose()
        leave = Leave()
        assert (await mailer.send(a_mail(), leave)).status is SendStatus.DEFERRED
        assert leave.asked == []
        assert list(office.delivered()) == []
