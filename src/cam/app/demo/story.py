"""The story: gather, plan, send, send again, reach the goal. Each claim is checked as it is made.

Nothing but loopback is spoken to: the settings are made here, none comes from the environment.
"""

import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from pathlib import Path

from cam.app.composition import migrated, open_cam, system_clock
from cam.app.demo import received
from cam.app.demo.cast import NOBODY, Hurried, a_file, acquaintances
from cam.app.demo.stage import Claims, Outcome, Stage
from cam.app.operations import Cam
from cam.app.settings import Settings
from cam.domain.model.audience import Audience
from cam.domain.model.campaign import CampaignDraft
from cam.domain.model.errors import CampaignIsPaused
from cam.domain.model.lead import LeadStatus
from cam.domain.model.report import CycleReport, Plan, Run
from cam.domain.services.importing import Imported
from cam.domain.services.progress import Progress, silent
from cam.sandbox import Sandbox

POSTAL_ADDRESS = "Ada Agency, 1 Sandbox Street, 10115 Berlin"
QUOTA = 20
GOAL = 2
DRAFT = CampaignDraft(
    name="Founders",
    target_niche="founders and managing directors of small companies",
    audience=Audience(
        person_titles=("CEO", "Founder", "Owner"), organization_num_employees_ranges=("1,200",)
    ),
    target_clients=GOAL,
    max_emails_per_day=QUOTA,
    max_new_leads_per_cycle=7,
    first_contact_delay=timedelta(0),
)


async def play(stage: Stage, folder: Path, *, mail_dir: Path | None = None) -> Outcome:
    """Plays it with a database in `folder`; raises ClaimFailed when something is not so."""
    began = time.monotonic()
    async with Sandbox(people=3_000, dropcontact_delay=0.05, mail_dir=mail_dir) as sandbox:
        story = _Story(stage, sandbox, f"sqlite:///{folder / 'cam.db'}")
        await story.prepare()
        await story.gather()
        planned = await story.plan()
        await story.send(planned)
        paused = await story.send_again()
        await story.rest()
        webhooks = story.announced()
    return Outcome(
        claims=tuple(story.claims.held),
        mails=len(sandbox.mails),
        webhooks=webhooks,
        paused=paused,
        seconds=round(time.monotonic() - began, 2),
    )


class _Story:
    def __init__(self, stage: Stage, sandbox: Sandbox, database: str) -> None:
        self._stage = stage
        self._sandbox = sandbox
        self._count: Progress = silent
        self._campaign_id = 0
        self._clock = Hurried(system_clock())
        self._hot = acquaintances(sandbox.world)
        self.claims = Claims(stage)
        told = sandbox.environment() | {
            "CAM_DATABASE_URL": database,
            "CAM_SENDER_NAME": "Ada Lovelace",
            "CAM_SENDER_EMAIL": "ada@agency.example",
            "CAM_POSTAL_ADDRESS": POSTAL_ADDRESS,
        }
        self._settings = Settings.read(told)
        self._no_mailbox = Settings.read({k: v for k, v in told.items() if k != "SMTP_HOST"})

    async def prepare(self) -> None:
        self._stage.act(
            "A world of its own",
            "A pretended Apollo, Dropcontact, Make and mail server answer on "
            f"{self._sandbox.http_url} and port {self._sandbox.smtp_port}. Nothing leaves this "
            f"machine. A campaign looks for {DRAFT.target_niche}, wants {GOAL} clients and may "
            f"send {QUOTA} mails a day.",
        )
        await migrated(self._settings)
        async with self._open() as cam:
            self._campaign_id = (await cam.create_campaign(DRAFT)).id

    async def gather(self) -> None:
        self._stage.act(
            "Gather, before there is a mailbox",
            "A file brings one person tagged hot and a row that is nobody. The first cycle finds "
            "and enriches people; without a mailbox nothing can be sent.",
        )
        async with open_cam(self._no_mailbox, clock=self._clock) as cam:
            imported = await self._import(cam, [self._hot[0], NOBODY])
            report = _only(await self._live(cam))
        refused = [row.line for row in imported.refusals]
        self.claims.check("a bad row is refused with its line number", holds=refused == [3])
        self.claims.check("people are found and enriched", holds=report.leads_enriched > 0)
        waits = "SMTP_HOST" in report.skipped_steps.get("contact", "")
        holds = waits and not self._sandbox.mails
        self.claims.check("without a mailbox the rest goes on, and says what to set", holds=holds)

    async def plan(self) -> set[str]:
        """Who would be written to."""
        self._stage.act("Dry run", "Who would get which mail, and who would not, and why.")
        asked = self._sandbox.books.requests.total()
        async with self._open() as cam:
            run = await cam.run_cycle(self._campaign_id, by="demo")
            quota_used = (await cam.campaign(self._campaign_id)).metrics.quota_used
        self._stage.run(run)
        plan = _only(run).plan or Plan()
        still = self._sandbox.books.requests.total() == asked and not self._sandbox.mails
        self.claims.check("a dry run asks nobody and sends nothing", holds=still)
        self.claims.check(
            "a dry run names who would get what", holds=bool(plan.would_send) and not quota_used
        )
        return {mail.recipient for mail in plan.would_send}

    async def send(self, planned: set[str]) -> None:
        self._stage.act("Live run", "The same cycle, for real: mails go over SMTP, events to Make.")
        async with self._open() as cam:
            report = _only(await self._live(cam))
        mails = [received.opened(mail.raw) for mail in self._sandbox.mails]
        told = report.outreach_sent == len(mails) > 0
        self.claims.check("the report counts the mails that were received", holds=told)
        got = set(self._recipients())
        self.claims.check("everybody whom the dry run named got a mail", holds=planned <= got)
        complete = all(received.is_complete(m, postal_address=POSTAL_ADDRESS) for m in mails)
        self.claims.check("every mail has its headers, postal address, way out", holds=complete)
        personal = all(map(received.is_personal, mails))
        self.claims.check("every mail greets its recipient by name", holds=personal)
        async with self._open() as cam:
            standing = (await cam.campaign(self._campaign_id)).metrics
        self._stage.standing(standing)
        moved = standing.count(LeadStatus.CONTACTED) + standing.count(LeadStatus.QUALIFIED)
        self.claims.check("who was written to is CONTACTED or QUALIFIED", holds=moved == len(mails))
        self.claims.check("the quota is used mail by mail", holds=standing.quota_used == len(mails))
        one = mails[0]
        headers = {name: str(one[name]) for name in received.HEADERS}
        self._stage.mail(headers, received.text_of(one))

    async def send_again(self) -> str:
        """Why the campaign paused."""
        self._stage.act(
            "Once more",
            "The next file brings the first person again, and another hot one. The run goes to "
            "new people only, within what is left of today's quota.",
        )
        before = self._recipients()
        async with self._open() as cam:
            imported = await self._import(cam, self._hot)
            report = _only(await self._live(cam))
        once = imported.duplicates == 1 and imported.new == 1
        self.claims.check("a person who comes again is recognised", holds=once)
        new = self._recipients()[len(before) :]
        apart = bool(new) and not set(before) & set(new) and len(set(new)) == len(new)
        holds = apart and self._sandbox.sink.repeated() == {}
        self.claims.check("a second run writes to nobody twice", holds=holds)
        within = len(self._sandbox.mails) <= QUOTA
        self.claims.check(f"the quota of {QUOTA} a day is kept", holds=within)
        reached = report.campaign_paused == f"goal reached: {GOAL} of {GOAL} clients"
        self.claims.check("the campaign pauses itself when its goal is reached", holds=reached)
        return report.campaign_paused

    async def rest(self) -> None:
        before = len(self._sandbox.mails)
        refused = False
        async with self._open() as cam:
            try:
                await self._live(cam)
            except CampaignIsPaused:
                refused = True
        holds = refused and len(self._sandbox.mails) == before
        self.claims.check("a paused campaign sends nothing more", holds=holds)

    def announced(self) -> dict[str, int]:
        """Event to how often Make received it."""
        self._stage.act("Announced", "What the Make webhook received meanwhile.")
        hooks = self._sandbox.hooks
        counts = Counter(str(json.loads(hook.body)["type"]) for hook in hooks)
        self._stage.webhooks(counts)
        ids = {hook.headers.get("webhook-id") for hook in hooks}
        told = counts["lead.qualified"] == GOAL and counts["campaign.paused"] == 1
        holds = told and len(ids) == len(hooks)
        self.claims.check("every event is announced, each once", holds=holds)
        return dict(counts)

    def _open(self) -> AbstractAsyncContextManager[Cam]:
        return open_cam(self._settings, clock=self._clock, progress=self._counted)

    async def _import(self, cam: Cam, rows: Iterable[Sequence[str]]) -> Imported:
        return await cam.import_leads(self._campaign_id, a_file(rows), name="people.csv")

    async def _live(self, cam: Cam) -> Run:
        begun = await cam.run_cycle(self._campaign_id, dry_run=False, by="demo")
        with self._stage.counting() as self._count:
            run = await cam.runs.wait(begun.id)
        self._stage.run(run)
        return run

    def _counted(self, campaign_id: int, what: str, so_far: int) -> None:
        self._count(campaign_id, what, so_far)

    def _recipients(self) -> list[str]:
        return [mail.rcpt_to[0].lower() for mail in self._sandbox.mails]


def _only(run: Run) -> CycleReport:
    return run.reports[0]
