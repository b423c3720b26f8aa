"""One campaign fails, in any step, in any way: the others' rows equal those of a control run."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import anyio
import pytest

from cam.app.composition import World, open_cam
from cam.app.operations import Cam
from cam.app.settings import Settings
from cam.domain.model.attempt import Go
from cam.domain.model.audience import Audience
from cam.domain.model.credit import Call
from cam.domain.model.errors import (
    DatabaseUnavailable,
    IllegalMove,
    ProviderUnavailable,
)
from cam.domain.model.event import Event
from cam.domain.model.lead import Lead
from cam.domain.model.mail import Mail
from cam.domain.model.prospect import EmailStatus, Page
from cam.domain.model.report import Run, RunStatus
from cam.ports.enricher import Reply
from cam.ports.mailer import Authorize, SendResult
from cam.ports.webhook_notifier import Delivery
from cam.testing.builders import a_profile, a_prospect
from cam.testing.clock import FrozenClock
from cam.testing.fakes.enricher import FakeEnricher
from cam.testing.fakes.mailer import FakeMailer
from cam.testing.fakes.webhook_notifier import FakeWebhookNotifier

from .stage import SENDER, a_draft, lived_all

CAMPAIGNS = 4
BAD = 2
"""The campaign that fails, by id."""
Blow = Callable[[int], None]
"""Called with a campaign's id; raises when it is the bad one."""

FAILURES: dict[str, Callable[[], BaseException]] = {
    "provider": lambda: ProviderUnavailable("acme", "boom"),
    "database": lambda: DatabaseUnavailable("boom"),
    "illegal move": lambda: IllegalMove("boom"),
    "runtime": lambda: RuntimeError("boom"),
    "group": lambda: ExceptionGroup("boom", [ValueError("inner"), KeyError("other")]),
    "timeout": lambda: TimeoutError("boom"),
    "key": lambda: KeyError("boom"),
    "stray cancellation": lambda: asyncio.CancelledError("boom"),
    "base group": lambda: BaseExceptionGroup("boom", [asyncio.CancelledError("inner")]),
}
ADAPTERS = ("discover", "enrich", "contact", "announce")
SERVICES = ("begin", "reap", "review", "authorize", "record")


class Source:
    """Finds two people for each campaign, told apart by its keywords."""

    name = "apollo"
    last_page = None

    def __init__(self, blow: Blow) -> None:
        self._blow = blow

    async def search(self, audience: Audience, *, page: int, per_page: int) -> Page:
        """The people of that campaign, on one page."""
        del page, per_page
        owner = int(audience.q_keywords)
        self._blow(owner)
        people = [
            a_prospect(
                email="",
                email_status=EmailStatus.NONE,
                first_name=f"First{each}",
                last_name=f"Last{owner}",
                domain=f"c{owner}.example",
                linkedin_url="",
                provider_id=f"{owner}-{each}",
            )
            for each in range(2)
        ]
        return Page(prospects=tuple(people), last=True)


class Enricher(FakeEnricher):
    """Knows everybody, and fails for the bad campaign."""

    def __init__(self, blow: Blow) -> None:
        super().__init__(_known, name="apollo")
        self._blow = blow

    async def ask(self, call: Call, *, callback_url: str = "") -> Reply:
        """All of them, if it may."""
        self._blow(call.campaign_id or 0)
        return await super().ask(call, callback_url=callback_url)


def _known(lead: Lead) -> Any:
    address = f"{lead.first_name}@c{lead.campaign_id}.example".lower()
    return a_profile(
        **{name: getattr(lead, name) for name in ("first_name", "last_name", "domain")},
        email=address,
        linkedin_url="",
        title="CEO",
        company="Firm",
    )


class Mailer(FakeMailer):
    """Takes every mail, and fails for the bad campaign."""

    def __init__(self, blow: Blow) -> None:
        super().__init__()
        self._blow = blow

    async def send(self, mail: Mail, authorize: Authorize) -> SendResult:
        """Sends it, if it may."""
        self._blow(int(mail.recipient.partition("@c")[2].partition(".")[0]))
        return await super().send(mail, authorize)


class Notifier(FakeWebhookNotifier):
    """Takes every event, and fails for the bad campaign."""

    def __init__(self, blow: Blow) -> None:
        super().__init__()
        self._blow = blow

    async def deliver(self, event: Event) -> Delivery:
        """Takes it, if it may."""
        self._blow(event.campaign_id)
        return await super().deliver(event)


def blower(failure: Callable[[], BaseException] | None) -> Blow:
    """Raises a new failure for the bad campaign."""

    def blow(campaign_id: int) -> None:
        if failure is not None and campaign_id == BAD:
            raise failure()

    return blow


@asynccontextmanager
async def four_campaigns(
    empty: Path, path: Path, step: str, failure: Callable[[], BaseException] | None
) -> AsyncIterator[Cam]:
    """CAM with four campaigns, of which one fails in that step."""
    shutil.copyfile(empty, path)
    fine, bad = blower(None), blower(failure)
    of = {each: bad if each == step else fine for each in (*ADAPTERS, *SERVICES)}
    world = World(
        sources=[Source(of["discover"])],
        enrichers=[Enricher(of["enrich"])],
        mailer=Mailer(of["contact"]),
        notifier=Notifier(of["announce"]),
    )
    settings = Settings.read(SENDER | {"CAM_DATABASE_URL": f"sqlite:///{path}"})
    async with open_cam(settings, world=world, clock=FrozenClock()) as cam:
        for number in range(1, CAMPAIGNS + 1):
            draft = a_draft(
                f"c{number}", audience=Audience(q_keywords=str(number)), enrichers=("apollo",)
            )
            assert (await cam.create_campaign(draft)).id == number
        _sabotage(cam, of)
        yield cam


def _sabotage(cam: Cam, of: dict[str, Blow]) -> None:
    """Has the services themselves fail, where no adapter takes part."""
    cycle = cam.runs._cycle
    do = cycle._do
    _before(cycle, "run", lambda campaign_id, *_: of["begin"](campaign_id))
    _before(do.ledger, "reap", lambda campaign_id, *_: of["reap"](campaign_id))
    _before(do.review, "review", lambda campaign_id, *_: of["review"](campaign_id))
    _before(do.ledger, "record", lambda ended: of["record"](ended.outcome.campaign_id))
    _before(do.ledger, "authorize", lambda go: of["authorize"](_owner(cam, go)))


def _owner(cam: Cam, go: Go) -> int:
    path = cam._unit_of_work._connections.place  # type: ignore[attr-defined]
    query = "SELECT campaign_id FROM attempt WHERE id = ?"
    with closing(sqlite3.connect(path)) as db:
        return int(db.execute(query, [go.attempt_id.hex]).fetchone()[0])


def _before(owner: Any, name: str, act: Callable[..., None]) -> None:
    honest = getattr(owner, name)

    async def acted(*args: Any, **more: Any) -> Any:
        act(*args)
        return await honest(*args, **more)

    setattr(owner, name, acted)


QUERIES = (
    "SELECT name, status, pause_reason, run_epoch, updated_at FROM campaign WHERE id != 2",
    """SELECT campaign_id, status, email, email_status, first_name, last_name, title, score,
       score_lines, next_step, next_action, next_action_at, enrich_tries, asked_of,
       first_contacted_at, last_contacted_at, closed_because, provider_key, email_key, name_key
       FROM lead WHERE campaign_id != 2 ORDER BY campaign_id, provider_id""",
    """SELECT campaign_id, recipient, step, state, epoch, lease_until, next_try, tries, quota_day,
       smtp_code, smtp_reply, reason FROM attempt WHERE campaign_id != 2
       ORDER BY campaign_id, recipient""",
    "SELECT scope, day, used FROM quota WHERE scope != 'campaign:2' ORDER BY scope",
    "SELECT campaign_id, source, value FROM cursor WHERE campaign_id != 2 ORDER BY 1, 2",
    "SELECT value FROM suppression",
    """SELECT campaign_id, type, tries, due_at FROM event WHERE campaign_id != 2
       ORDER BY campaign_id, type, lead_id""",
    """SELECT campaign_id, kind, status, reports FROM run WHERE campaign_id != 2
       ORDER BY campaign_id""",
)


def others(path: Path) -> list[list[tuple[Any, ...]]]:
    """Everything that is kept of the other campaigns, but ids that are made as they come."""
    with closing(sqlite3.connect(path)) as db:
        return [db.execute(query).fetchall() for query in QUERIES]


@pytest.fixture(scope="module")
def control(
    empty_database: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[list[tuple[Any, ...]]]:
    """What the others come to when nobody fails."""
    path = tmp_path_factory.mktemp("control") / "cam.db"

    async def live() -> Run:
        async with four_campaigns(empty_database, path, "", None) as cam:
            return await lived_all(cam)

    run = anyio.run(live)
    assert run.status is RunStatus.DONE
    assert [report.outreach_sent for report in run.reports] == [2] * CAMPAIGNS
    return others(path)


@pytest.mark.parametrize("failure", list(FAILURES))
@pytest.mark.parametrize("step", [*ADAPTERS, *SERVICES])
async def test_a_failing_campaign_is_its_own_affair(
    control: list[Any], empty_database: Path, tmp_path: Path, step: str, failure: str
) -> None:
    """The others do not notice; the failing one is reported with its reason."""
    path = tmp_path / "cam.db"
    async with four_campaigns(empty_database, path, step, FAILURES[failure]) as cam:
        run = await lived_all(cam)
    assert others(path) == control
    assert len(run.reports) == CAMPAIGNS
    _is_told(run, step)
    assert _left_behind(path) == (["authorized"] if step == "record" else [])


def _is_told(run: Run, step: str) -> None:
    bad = next(report for report in run.reports if report.campaign_id == BAD)
    fine = [report for report in run.reports if report.campaign_id != BAD]
    assert all(report.is_clean and report.outreach_sent == 2 for report in fine)
    if step == "announce":
        assert "boom" in bad.events_trouble
        assert (run.status, bad.outreach_sent) == (RunStatus.DONE, 2)
        return
    assert run.status is RunStatus.DONE_WITH_FAILURES
    assert any("boom" in error.reason for error in bad.errors), bad.errors


def _left_behind(path: Path) -> list[str]:
    """States in which no attempt may be left but by a record that failed: reaped as unknown."""
    query = "SELECT DISTINCT state FROM attempt WHERE state IN ('claimed', 'authorized')"
    with closing(sqlite3.connect(path)) as db:
        return [state for (state,) in db.execute(query)]


async def test_the_next_cycle_of_the_failed_one_goes_on(
    empty_database: Path, tmp_path: Path
) -> None:
    """What failed is tried again; what may have gone out is unknown and is not."""
    path = tmp_path / "cam.db"
    async with four_campaigns(empty_database, path, "record", FAILURES["runtime"]) as cam:
        await lived_all(cam)
        again = await lived_all(cam)
    bad = next(report for report in again.reports if report.campaign_id == BAD)
    assert (bad.outreach_unknown, bad.outreach_sent) == (2, 0)


async def test_a_dry_run_of_all_isolates_too(empty_database: Path, tmp_path: Path) -> None:
    """One plan that cannot be made does not hide the others."""
    async with four_campaigns(empty_database, tmp_path / "cam.db", "", None) as cam:
        cycle = cam.runs._cycle
        _before(cycle, "plan", lambda campaign_id: blower(FAILURES["key"])(campaign_id))
        run = await cam.run_all(dry_run=True)
    assert run.status is RunStatus.DONE_WITH_FAILURES
    assert [report.plan is None for report in run.reports] == [False, True, False, False]
    assert all(report.dry_run for report in run.reports)


async def test_a_campaign_deleted_in_between_is_reported(
    empty_database: Path, tmp_path: Path
) -> None:
    """Gone between the list and its turn: the others go on."""
    path = tmp_path / "cam.db"

    def delete(campaign_id: int, *_: Any) -> None:
        if campaign_id == BAD:
            with closing(sqlite3.connect(path)) as db:
                db.execute("PRAGMA foreign_keys=ON")
                db.execute("DELETE FROM campaign WHERE id = ?", [BAD])
                db.commit()

    async with four_campaigns(empty_database, path, "", None) as cam:
        _before(cam.runs._cycle, "run", delete)
        run = await lived_all(cam)
    sent = {report.campaign_id: report.outreach_sent for report in run.reports}
    assert {owner: count for owner, count in sent.items() if owner != BAD} == {1: 2, 3: 2, 4: 2}
