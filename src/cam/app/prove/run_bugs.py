"""Bugs of runs: dry ones, failing ones, those of a copy, and those that buy."""

import socket
from collections.abc import Sequence
from typing import Any

from msgspec import structs

from cam.adapters.sql import deployment, purchases
from cam.adapters.sql.credits import SqlCredits
from cam.app.cycle import Cycle
from cam.app.prove.send_bugs import put
from cam.app.runs import Runs
from cam.domain.model.errors import CamError
from cam.domain.model.report import CycleReport, Run, RunStatus


def dry_run_writes() -> None:
    """A plan leaves a trace in the database."""
    honest = Cycle._planned  # noqa: SLF001

    async def planned(self: Cycle, campaign_id: int) -> CycleReport:
        async with self._do.unit_of_work() as repo:
            await repo.campaigns.begin_epoch(campaign_id)
        return await honest(self, campaign_id)

    put(Cycle, "_planned", planned)


def dry_run_connects() -> None:
    """A plan looks whether the mail server is there."""
    honest = Cycle._planned  # noqa: SLF001

    async def planned(self: Cycle, campaign_id: int) -> CycleReport:
        mailer: Any = self._do.outreach.mailboxes._outlets["smtp"][0].mailer  # noqa: SLF001
        account = mailer._dialler._account  # noqa: SLF001
        socket.create_connection((account.host, account.port)).close()
        return await honest(self, campaign_id)

    put(Cycle, "_planned", planned)


def failure_spreads() -> None:
    """After the first campaign that fails, the others are not done."""
    honest = Cycle.run
    failed: list[int] = []

    async def run(self: Cycle, campaign_id: int, stop: Any, **told: Any) -> CycleReport:
        if failed:
            raise CamError(f"campaign {failed[0]} failed")
        report = await honest(self, campaign_id, stop, **told)
        failed.extend([] if report.is_clean else [campaign_id])
        return report

    put(Cycle, "run", run)


def failure_untold() -> None:
    """A run is called done, whatever failed in it."""
    honest = Runs._ended  # noqa: SLF001

    def ended(self: Runs, run: Run, reports: Sequence[CycleReport]) -> Run:
        return structs.replace(honest(self, run, reports), status=RunStatus.DONE)

    put(Runs, "_ended", ended)


def budget_not_counted() -> None:
    """The budget is looked at, and what is spent is not counted against it."""

    async def count(*_: Any) -> None:
        return None

    put(SqlCredits, "_count", count)


def buy_again() -> None:
    """Nobody remembers who was bought."""

    async def known(*_: Any) -> dict[Any, Any]:
        return {}

    async def add(*_: Any) -> None:
        return None

    put(purchases, "known", known)
    put(purchases, "add", add)
    put(purchases, "learn", add)


def armed_anywhere() -> None:
    """A copy is taken for the database that was armed."""

    def difference(*_: Any) -> str:
        return ""

    put(deployment, "difference", difference)
