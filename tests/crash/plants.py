"""Bugs to plant: a checker that does not report each of them is no checker."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import update

from cam.adapters.smtp.mailer import SmtpMailer
from cam.adapters.sql import authorize, tables
from cam.adapters.sql.attempts import SqlAttempts
from cam.domain.model.attempt import AttemptState, Reaped
from cam.domain.model.mail import Mail
from cam.ports.failpoints import Point
from cam.ports.mailer import Authorize, SendResult

_T = tables.attempt


def none() -> None:
    """CAM as it is."""


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

    SqlAttempts.reap = reap  # type: ignore[method-assign]


def mark_after_sending() -> None:
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

    SmtpMailer.send = send  # type: ignore[method-assign]


def quota_not_counted() -> None:
    """The quota is looked at and never used."""

    async def use(*_: Any) -> None:
        return None

    authorize._use = use  # type: ignore[assignment]


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

    SqlAttempts.reap = reap  # type: ignore[method-assign]


PLANTS: dict[str, Callable[[], None]] = {
    "": none,
    "requeue_authorized": requeue_authorized,
    "retry_unknown": retry_unknown,
    "mark_after_sending": mark_after_sending,
    "quota_not_counted": quota_not_counted,
    "forget_claimed": forget_claimed,
    "sent_when_reaped": sent_when_reaped,
}
"""Bug to what plants it in this process."""

REVEALED_BY: dict[str, tuple[Point, str]] = {
    "requeue_authorized": (Point.REPLIED, "twice"),
    "retry_unknown": (Point.REPLIED, "twice"),
    "mark_after_sending": (Point.REPLIED, "twice"),
    "quota_not_counted": (Point.RECORDED, "quota"),
    "forget_claimed": (Point.OFFERED, "lost"),
    "sent_when_reaped": (Point.AUTHORIZED, "never arrived"),
}
"""Bug to the kill that brings it to light, and the word by which the checker tells of it."""
