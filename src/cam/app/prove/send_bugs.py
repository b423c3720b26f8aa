"""Bugs of sending: what is authorized, counted and left out."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import anyio
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.smtp.mailer import SmtpMailer
from cam.adapters.sql import authorize, quotas, tables
from cam.adapters.sql.attempts import SqlAttempts
from cam.adapters.sql.quotas import Day
from cam.domain.model.attempt import AttemptState, Reaped
from cam.domain.model.mail import Mail
from cam.domain.model.quota import Allowance
from cam.domain.services.outreach import Outreach
from cam.ports.mailer import Authorize, SendResult

_T = tables.attempt
DAWDLES = 1.0
"""Seconds."""


def put(owner: object, name: str, bug: Callable[..., Any]) -> None:
    """In place of what is there, in this process."""
    setattr(owner, name, bug)


def mark_after_send() -> None:
    """The body goes out first; that it may is written down afterwards."""
    honest = SmtpMailer.send

    async def send(self: SmtpMailer, mail: Mail, authorize: Authorize) -> SendResult:
        digests: list[str] = []

        async def yes(digest: str) -> bool:
            digests.append(digest)
            return True

        result = await honest(self, mail, yes)
        if digests:
            await authorize(digests[0])
        return result

    put(SmtpMailer, "send", send)


def requeue_authorized() -> None:
    """What may have gone out is tried again at once."""
    _reap_as(AttemptState.AUTHORIZED, AttemptState.QUEUED)


def retry_unknown() -> None:
    """Reaped as it should be, and then retried by the next cycle."""
    honest = SqlAttempts.reap

    async def reap(self: SqlAttempts, campaign_id: int, *, epoch: int) -> Reaped:
        reaped = await honest(self, campaign_id, epoch=epoch)
        await self._db.execute(
            update(_T).where(_T.c.state == AttemptState.UNKNOWN).values(state=AttemptState.QUEUED)
        )
        return reaped

    put(SqlAttempts, "reap", reap)


def forget_claimed() -> None:
    """What a dead run had only claimed is dropped without a word."""
    _reap_as(AttemptState.CLAIMED, AttemptState.CANCELLED)


def sent_when_reaped() -> None:
    """What may have gone out is called sent."""
    _reap_as(AttemptState.AUTHORIZED, AttemptState.SENT)


def _reap_as(found: AttemptState, becomes: AttemptState) -> None:
    honest = SqlAttempts.reap

    async def reap(self: SqlAttempts, campaign_id: int, *, epoch: int) -> Reaped:
        await self._db.execute(
            update(_T)
            .where(_T.c.campaign_id == campaign_id, _T.c.state == found, _T.c.epoch < epoch)
            .values(state=becomes, token="", lease_until=None)
        )
        return await honest(self, campaign_id, epoch=epoch)

    put(SqlAttempts, "reap", reap)


def quota_not_counted() -> None:
    """The quota is looked at and never used."""

    async def use(*_: Any) -> None:
        return None

    put(quotas, "use", use)


def count_then_send() -> None:
    """What is left of the day is counted once; then it is sent, whatever others send meanwhile.

    Between the two it dawdles, so that others do count meanwhile, however busy the machine is.
    """
    honest = quotas.days
    counted: dict[tuple[str, date], int] = {}

    async def days(
        db: AsyncConnection, allowances: dict[str, Allowance], now: datetime, *, lock: bool
    ) -> dict[str, Day]:
        found = await honest(db, allowances, now, lock=lock)
        return {
            scope: day._replace(
                used=(day.most or 0) - counted.setdefault((scope, day.day), day.left)
            )
            for scope, day in found.items()
        }

    honest_use = quotas.use

    async def use(db: AsyncConnection, taken: dict[str, int], days: dict[str, Day]) -> None:
        for scope, count in taken.items():
            counted[scope, days[scope].day] -= count
        await honest_use(db, taken, days)

    honest_plan = Outreach._plan  # noqa: SLF001

    async def plan(self: Outreach, *told: Any) -> None:
        await honest_plan(self, *told)
        await anyio.sleep(DAWDLES)

    put(quotas, "days", days)
    put(quotas, "use", use)
    put(Outreach, "_plan", plan)


def suppress_at_claim() -> None:
    """Who is suppressed is looked up when attempts are planned, and not when a body is written."""

    class Nobody:
        def __init__(self, *_: Any) -> None: ...

        async def covering(self, _: object) -> frozenset[str]:
            return frozenset()

    put(authorize, "SqlSuppressions", Nobody)
