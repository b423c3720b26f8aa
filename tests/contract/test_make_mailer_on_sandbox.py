"""Mails by a Make scenario over real HTTP: each switch of the scenario, each fault on the line."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from cam.adapters.make.mailer import MakeMailer
from cam.ports.mailer import SendStatus
from cam.sandbox import Fault, Sandbox
from cam.testing.builders import a_mail
from cam.testing.clock import FrozenClock
from cam.testing.contracts.mailer import Leave


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(people=100) as running:
        yield running


@pytest.fixture
async def mailer(sandbox: Sandbox) -> AsyncIterator[MakeMailer]:
    made = MakeMailer(sandbox.make_mailer_url, FrozenClock())
    yield made
    await made.aclose()


async def test_a_mail_is_sent_once_with_its_own_id_as_key(
    sandbox: Sandbox, mailer: MakeMailer
) -> None:
    """And the scenario's id of it is kept."""
    mail = a_mail()
    result = await mailer.send(mail, Leave())
    (sent,) = sandbox.make_mails
    assert result.status is SendStatus.SENT
    assert result.reply == sent.message_id
    assert (sent.to, sent.key) == (mail.recipient, mail.message_id.partition("@")[0])
    assert sent.message["data"]["subject"] == mail.subject


@pytest.mark.parametrize(
    ("how", "status", "mails"),
    [
        ("accepts", SendStatus.UNKNOWN, 1),
        ("declines", SendStatus.REJECTED, 0),
        ("fails", SendStatus.UNKNOWN, 1),
        ("off", SendStatus.UNKNOWN, 0),
    ],
)
async def test_only_the_scenario_s_own_word_is_believed(
    how: str, status: SendStatus, mails: int, sandbox: Sandbox, mailer: MakeMailer
) -> None:
    """`Accepted` comes for a mail that went out and for one that never will."""
    sandbox.change(make_mailer=how)
    assert (await mailer.send(a_mail(), Leave())).status is status
    assert len(sandbox.make_mails) == mails


@pytest.mark.parametrize(
    ("kind", "code", "status"),
    [
        ("status", 400, SendStatus.DEFERRED),
        ("status", 401, SendStatus.HELD),
        ("status", 410, SendStatus.HELD),
        ("status", 429, SendStatus.DEFERRED),
        ("status", 500, SendStatus.UNKNOWN),
        ("drop", 200, SendStatus.UNKNOWN),
        ("accept_then_drop", 200, SendStatus.UNKNOWN),
        ("cut", 200, SendStatus.UNKNOWN),
        ("truncated", 200, SendStatus.UNKNOWN),
        ("html", 200, SendStatus.UNKNOWN),
    ],
)
async def test_each_fault_has_its_outcome_and_nothing_is_sent_twice(
    kind: Any, code: int, status: SendStatus, sandbox: Sandbox, mailer: MakeMailer
) -> None:
    """One request, whatever happens to it."""
    sandbox.change(faults=[Fault(route="make.mailer", kind=kind, status=code)])
    result = await mailer.send(a_mail(), Leave())
    assert result.status is status
    assert sum(n for route, n in sandbox.books.requests.items() if "make" in route) == 1
    assert len(sandbox.make_mails) <= 1


async def test_a_server_that_is_not_there_was_told_nothing() -> None:
    """Connection refused; a name that is nobody's."""
    for url in ("http://127.0.0.1:1/x", "http://nobody.invalid/x"):
        mailer = MakeMailer(url, FrozenClock())
        assert (await mailer.send(a_mail(), Leave())).status is SendStatus.DEFERRED
        await mailer.aclose()
