"""The measured process of `send`: `python -m benchmarks.senders TASK.json RESULT.json`."""

import asyncio
import resource
import sys
import time
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from pathlib import Path

import aiosmtplib
import msgspec
import uvicorn
from sqlalchemy import insert

from benchmarks.profiling import NoProfile, Profiler
from benchmarks.reading import peak_mb
from benchmarks.sampling import Sampler
from benchmarks.sequential import TEXT
from benchmarks.statements import Statements, current_step
from benchmarks.work import BARE, Sending, Sent
from cam.adapters.sql import people, tables
from cam.adapters.sql.connections import Connections
from cam.adapters.sql.migrate import migrate
from cam.app.composition import open_cam
from cam.app.settings import Settings
from cam.domain.model.campaign import CampaignDraft
from cam.domain.model.lead import Lead, LeadStatus, NextAction
from cam.domain.model.prospect import EmailStatus
from cam.domain.model.report import Run

NEEDED = ("SMTP_", "CAM_SENDER", "CAM_POSTAL")
"""Mails only: nobody is looked for, enriched or announced."""
LOT = 1000
TOP = 30


class Watch:
    """Wall time and CPU from its making to `told`."""

    def __init__(self, *, profiled: bool) -> None:
        self._profile: Profiler = Sampler(current_step) if profiled else NoProfile()
        self._profile.start()
        self._cpu, self._wall = _cpu(), time.perf_counter()

    def told(self, mails: int) -> Sent:
        """What it took to send so many."""
        seconds, cpu = time.perf_counter() - self._wall, _cpu() - self._cpu
        self._profile.stop()
        return Sent(
            mails=mails,
            seconds=seconds,
            cpu=cpu,
            peak_mb=peak_mb(),
            profile=self._profile.told(TOP),
        )


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def by_cam(sending: Sending, statements: Statements) -> Sent:
    """A run-all over campaigns whose leads are all due."""
    kept = {n: v for n, v in sending.environment.items() if n.startswith(NEEDED)}
    settings = Settings.read(
        kept
        | {
            "CAM_DATABASE_URL": sending.database_url,
            "SMTP_CONNECTIONS": str(sending.connections),
        }
    )
    connections = Connections(settings.database_url)
    await migrate(connections)
    async with open_cam(settings) as cam:
        each = sending.mails // sending.campaigns
        for number in range(sending.campaigns):
            draft = CampaignDraft(name=f"campaign {number}", max_emails_per_day=each)
            await _fill(connections, (await cam.create_campaign(draft)).id, number * each, each)
        await connections.aclose()
        statements.clear()
        watch = Watch(profiled=sending.profile)
        run = await cam.run_all(dry_run=False, by="benchmark")
        run = await cam.runs.wait(run.id)
        sent = watch.told(sending.mails)
        counted = dict(statements.by_step), statements.transactions
    return msgspec.structs.replace(
        sent, statements=counted[0], transactions=counted[1], complaints=_complaints(run, sending)
    )


def _complaints(run: Run, sending: Sending) -> list[str]:
    errors = [f"{e.step}: {e.code} {e.reason}" for r in run.reports for e in r.errors]
    sent = sum(report.outreach_sent for report in run.reports)
    if sent != sending.mails:
        errors.append(f"{sent} sent instead of {sending.mails}")
    return errors[:5]


async def _fill(connections: Connections, campaign_id: int, first: int, number: int) -> None:
    kept = [_lead(campaign_id, first + n + 1) for n in range(number)]
    async with connections.writing() as connection:
        for start in range(0, number, LOT):
            rows = [people.SHAPE.write(each) for each in kept[start : start + LOT]]
            await connection.execute(insert(tables.lead), rows)


def _lead(campaign_id: int, number: int) -> Lead:
    at = datetime(2026, 1, 5, 12, tzinfo=UTC) + timedelta(seconds=number)
    return Lead(
        id=number,
        campaign_id=campaign_id,
        status=LeadStatus.ENRICHED,
        email=f"jane{number}@company{number}.example",
        email_status=EmailStatus.VERIFIED,
        first_name="Jane",
        last_name=f"Doe{number}",
        company=f"Company {number}",
        score=(number % 100) / 100,
        next_action=NextAction.CONTACT,
        next_action_at=at,
        created_at=at,
        updated_at=at,
    )


async def bare(sending: Sending) -> Sent:
    """The same mails by aiosmtplib, over as many connections."""
    host, port = sending.environment["SMTP_HOST"], int(sending.environment["SMTP_PORT"])
    numbers = iter(range(1, sending.mails + 1))

    async def worker() -> None:
        client = aiosmtplib.SMTP(hostname=host, port=port, start_tls=False)
        async with client:
            for number in numbers:
                await client.send_message(_mail(number))

    watch = Watch(profiled=sending.profile)
    async with asyncio.TaskGroup() as tasks:
        for _ in range(sending.connections):
            tasks.create_task(worker())
    return watch.told(sending.mails)


def _mail(number: int) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = "Ann Lee <ann@agency.example>"
    mail["To"] = f"Jane Doe{number} <jane{number}@company{number}.example>"
    mail["Subject"] = f"A question about Company {number}"
    mail["Date"] = formatdate()
    mail["Message-ID"] = make_msgid(domain="agency.example")
    mail["List-Unsubscribe"] = "<mailto:ann@agency.example?subject=unsubscribe>"
    mail.set_content(TEXT.format(first_name="Jane", company=f"Company {number}"))
    return mail


async def _measured(sending: Sending) -> Sent:
    if sending.way == BARE:
        return await bare(sending)
    statements = Statements()
    statements.install()
    return await by_cam(sending, statements)


def main() -> None:
    """Reads the task, writes the result."""
    sending = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Sending)
    loop_factory = uvicorn.Config("", log_config=None, loop="uvloop").get_loop_factory()
    with asyncio.Runner(loop_factory=loop_factory) as runner:
        sent = runner.run(_measured(sending))
    Path(sys.argv[2]).write_bytes(msgspec.json.encode(sent))


if __name__ == "__main__":
    main()
