"""Cam: everything that the faces can ask for, in one place."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from datetime import timedelta
from typing import BinaryIO
from uuid import UUID, uuid4

from msgspec import Struct

from cam.app.accounts import Accounts, accounts
from cam.app.inbox_report import InboxReport, inbox_report
from cam.app.rotation import MailboxView, check_chosen, named, views
from cam.app.runs import Runs
from cam.domain.model.arrival import Arrival, ArrivalKind, Ruling
from cam.domain.model.attempt import Attempt, AttemptState
from cam.domain.model.campaign import Campaign, CampaignDraft
from cam.domain.model.credit import CreditBudget
from cam.domain.model.deployment import Armed, Standing
from cam.domain.model.dossier import Dossier
from cam.domain.model.event_in import EventIn
from cam.domain.model.hold import Hold
from cam.domain.model.metrics import CameBackDay, Metrics, StepResult
from cam.domain.model.origin import Origin
from cam.domain.model.preview import Preview, Sample
from cam.domain.model.report import Run
from cam.domain.model.suppression import Suppression
from cam.domain.model.window import local_day
from cam.domain.services.announcing import Announced, Announcer
from cam.domain.services.arming import Arming
from cam.domain.services.disclosing import disclosed
from cam.domain.services.drafting import cleaned
from cam.domain.services.erasing import Erased, Erasing
from cam.domain.services.events_in import EventsIn, EventTaken
from cam.domain.services.exporting import Exporting
from cam.domain.services.hearing import Hearing
from cam.domain.services.importing import NOT_SAID, Imported, Importing
from cam.domain.services.judging import Judging
from cam.domain.services.mailboxes import Mailboxes
from cam.domain.services.previewing import Previewing
from cam.domain.services.purchasing import Purchasing
from cam.domain.services.resolving import Resolving
from cam.domain.services.review import Review
from cam.domain.services.suppressing import Suppressed, suppressed
from cam.domain.services.trying import Tried, Trying
from cam.domain.services.unsubscribing import Ended, Unsubscribing
from cam.ports.clean_html import CleanHtml
from cam.ports.probe import Probe, Probed
from cam.ports.prospect_file import FileKind, ReadProspects
from cam.ports.repository import UnitOfWork


class CampaignView(Struct, frozen=True, kw_only=True):
    """A campaign and what it has reached."""

    campaign: Campaign
    metrics: Metrics
    results: Sequence[StepResult] = ()
    """By step and variant; of one campaign only, the list goes without."""


class Cam:
    """CAM, open: one database, its providers, and the runs of this process."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        runs: Runs,
        review: Review,
        importing: Importing,
        read_prospects: ReadProspects,
        probed: Sequence[Probed],
        announcer: Announcer | None,
        budgets: Mapping[str, CreditBudget],
        exporting: Exporting,
        purchasing: Purchasing,
        references_in: Callable[[bytes], Sequence[str]],
        arming: Arming,
        unsubscribing: Unsubscribing,
        events_in: EventsIn,
        hearing: Hearing,
        judging: Judging,
        mailboxes: Mailboxes,
        clean_html: CleanHtml,
        previewing: Previewing,
        trying: Trying,
    ) -> None:
        self._unsubscribing = unsubscribing
        self._events_in = events_in
        self._clean_html = clean_html
        self._previewing = previewing
        self._trying = trying
        self._arming = arming
        self._hearing = hearing
        self._judging = judging
        self._mailboxes = mailboxes
        self._purchasing = purchasing
        self._references_in = references_in
        self._exporting = exporting
        self._budgets = budgets
        self._announcer = announcer
        self._read_prospects = read_prospects
        self.runs = runs
        self._unit_of_work = unit_of_work
        self._review = review
        self._importing = importing
        self._probed = probed

    async def create_campaign(self, draft: CampaignDraft) -> Campaign:
        """Keeps a new campaign; sends nothing. Raises CampaignNameTaken, and InvalidInput for a
        mailbox that is not configured, or HTML that no mail can have; the rest of it is made
        clean."""
        check_chosen(self._mailboxes.all, draft.mailboxes)
        draft = cleaned(draft, self._clean_html)
        async with self._unit_of_work() as repo:
            return await repo.campaigns.add(draft)

    async def campaigns(self) -> list[CampaignView]:
        """Every campaign with its metrics."""
        async with self._unit_of_work.reading() as repo:
            found = await repo.campaigns.all()
            metrics = await repo.statistics.metrics(found)
        return [CampaignView(campaign=each, metrics=metrics[each.id]) for each in found]

    async def campaign(self, campaign_id: int) -> CampaignView:
        """One campaign with its metrics. Raises CampaignNotFound."""
        async with self._unit_of_work.reading() as repo:
            found = await repo.campaigns.get(campaign_id)
            metrics = await repo.statistics.metrics([found])
            results = await repo.statistics.results(campaign_id)
        return CampaignView(campaign=found, metrics=metrics[found.id], results=results)

    async def preview(self, campaign_id: int, sample: Sample) -> Preview:
        """One of its mails as it would be; sends nothing.

        Raises CampaignNotFound, LeadNotFound, InvalidInput.
        """
        return (await self._previewing.preview(campaign_id, sample)).preview

    async def test_mail(
        self, campaign_id: int, sample: Sample, to: str, *, dry_run: bool = True
    ) -> Tried:
        """Sends the previewed mail to an address of one's own, as a test; dry unless told.

        It counts against the quotas of the mailbox and the deployment, and is no lead's attempt.
        Raises CampaignNotFound, LeadNotFound, InvalidInput, NotConfigured, NotArmed, NotSent.
        """
        return await self._trying.send(campaign_id, sample, to, dry_run=dry_run)

    async def pause(self, campaign_id: int, *, reason: str, by: str) -> Campaign:
        """The campaign, paused; one that is paused keeps its first reason."""
        return await self._review.pause(campaign_id, reason, by=by)

    async def resume(self, campaign_id: int) -> Campaign:
        """The campaign, active, counting its goals and harm from now on."""
        return await self._review.resume(campaign_id)

    async def import_leads(
        self,
        campaign_id: int,
        stream: BinaryIO,
        *,
        name: str,
        origin: Origin = NOT_SAID,
        reading: Callable[[int], None] = lambda _: None,
        progress: Callable[[int], None] = lambda _: None,
    ) -> Imported:
        """Keeps the people of a CSV or JSON file, told apart by its name's ending; of whom it does
        not say where the address came from, `origin` does.

        Raises CampaignNotFound, and InvalidInput when the file as a whole is not understood.
        """
        rows = self._read_prospects(stream, name)
        return await self._importing.keep(
            campaign_id, rows, origin=origin, reading=reading, progress=progress
        )

    def export_leads(
        self, campaign_id: int, *, kind: FileKind = FileKind.CSV
    ) -> AsyncIterator[bytes]:
        """The pieces of a file of the campaign's leads, which `import_leads` reads back; people
        whom a suppression covers are left out. Raises CampaignNotFound with the first piece.
        """
        return self._exporting.export(campaign_id, kind)

    async def suppress(self, target: str, reason: str) -> Suppressed:
        """Nobody writes to that address, or that domain, any more. Raises InvalidInput."""
        return await suppressed(self._unit_of_work, target, reason)

    async def knows_way_out(self, token: str) -> None:
        """Raises TokenNotFound unless this deployment signed the token; changes nothing."""
        await self._unsubscribing.attempt_of(token)

    async def unsubscribe(self, token: str) -> Ended:
        """Nobody writes to who got the mail with that token any more. Raises TokenNotFound."""
        return await self._unsubscribing.by_token(token)

    async def disclose(self, address: str) -> Dossier:
        """Everything that is known of the person with that address. Raises InvalidInput."""
        return await disclosed(self._unit_of_work, address)

    async def take_event(self, event_id: str, event: EventIn) -> EventTaken:
        """Applies what somebody tells of one of our mails, once. Raises InvalidInput."""
        return await self._events_in.take(event_id, event)

    async def erase(self, address: str, reason: str = "") -> Erased:
        """Forgets the person with that address, in every campaign. Raises InvalidInput."""
        return await Erasing(self._unit_of_work).address(address, reason)

    async def erase_lead(self, lead_id: int, reason: str = "") -> Erased:
        """Forgets the person of that lead, in every campaign. Raises LeadNotFound, InvalidInput."""
        return await Erasing(self._unit_of_work).lead(lead_id, reason)

    async def suppressions(self, *, after: str = "", limit: int) -> list[Suppression]:
        """Entries of the list by value, those after `after`."""
        async with self._unit_of_work.reading() as repo:
            return await repo.suppressions.page(after=after, limit=limit)

    async def attempts(
        self,
        *,
        state: AttemptState | None = None,
        campaign_id: int | None = None,
        after: UUID | None = None,
        limit: int,
    ) -> list[Attempt]:
        """Attempts by id, those after `after`."""
        async with self._unit_of_work.reading() as repo:
            return await repo.attempts.page(
                state=state, campaign_id=campaign_id, after=after, limit=limit
            )

    async def resolve_attempt(
        self, attempt_id: UUID, *, sent: bool, because: str, by: str
    ) -> Attempt:
        """Settles an unknown attempt by a person's word.

        Raises AttemptNotFound, AttemptIsKnown, InvalidInput.
        """
        return await Resolving(self._unit_of_work).resolve(
            attempt_id, sent=sent, because=because, by=by
        )

    async def read_inbox(self, *, dry_run: bool = True) -> InboxReport:
        """What came back, applied; or looked at only. Raises NotConfigured."""
        heard = await (self._hearing.preview() if dry_run else self._hearing.hear(uuid4()))
        return inbox_report(heard, dry_run=dry_run)

    async def replies(
        self,
        *,
        needs_review: bool | None = None,
        campaign_id: int | None = None,
        kind: ArrivalKind | None = None,
        after: UUID | None = None,
        limit: int,
    ) -> list[Arrival]:
        """What arrived, by id, those after `after`."""
        async with self._unit_of_work.reading() as repo:
            return await repo.arrivals.page(
                needs_review=needs_review,
                campaign_id=campaign_id,
                kind=kind,
                after=after,
                limit=limit,
            )

    async def reply(self, reply_id: UUID) -> Arrival:
        """One message that arrived. Raises ReplyNotFound."""
        async with self._unit_of_work.reading() as repo:
            return await repo.arrivals.get(reply_id)

    async def classify(self, reply_id: UUID, ruling: Ruling, *, by: str) -> Arrival:
        """The message as a person says that it is; what follows is done.

        Raises ReplyNotFound, ReplyIsNobodys.
        """
        return await self._judging.classify(reply_id, ruling, by=by)

    async def came_back(self, campaign_id: int, *, days: int = 30) -> list[CameBackDay]:
        """What came back of a campaign's mails, by local day. Raises CampaignNotFound."""
        async with self._unit_of_work.reading() as repo:
            campaign = await repo.campaigns.get(campaign_id)
            since = local_day(repo.now(), campaign.zone) - timedelta(days=days - 1)
            return await repo.statistics.came_back(campaign, since=since)

    async def called_back(self, call_id: UUID, token: str, body: bytes) -> None:
        """A provider says that the result of a call is ready; without the token it is nobody."""
        for reference in self._references_in(body) or ("",):
            await self._purchasing.arrived(call_id, token, body, reference)

    async def standing(self) -> Standing:
        """Where this database may send from, and where it is."""
        return await self._arming.standing()

    async def arm(
        self, *, because: str, by: str, holds: bool = True, anyway: bool = False
    ) -> Armed:
        """A database that was copied, restored or failed over may send from where it is.

        What may have gone out since is unknown from now on, unless `holds` is False. Raises
        AlreadyArmed (unless `anyway`), InvalidInput, UnsafeStorage.
        """
        return await self._arming.arm(because=because, by=by, holds=holds, anyway=anyway)

    async def resolve_held(
        self, campaign_id: int | None, *, sent: bool, because: str, by: str
    ) -> int:
        """Settles what arming held by a person's word; how much it was. Raises InvalidInput."""
        return await self._arming.resolve_held(campaign_id, sent=sent, because=because, by=by)

    async def mailboxes(self) -> list[MailboxView]:
        """What each mailbox has used of its day, and which are held, and why."""
        async with self._unit_of_work.reading() as repo:
            limits = [limit for each in self._mailboxes.all for limit in each.allowances]
            return views(self._mailboxes.all, await repo.quotas.of(limits), await repo.holds.all())

    async def hold_mailbox(self, name: str, *, because: str, by: str) -> MailboxView:
        """Nothing leaves through that mailbox until it is released; its leads wait.

        Raises MailboxNotFound, InvalidInput.
        """
        mailbox = named(self._mailboxes.all, name)
        await self._mailboxes.holding.hold_by_hand(mailbox.scope, because=because, by=by)
        return await self._mailbox(mailbox.name)

    async def release_mailbox(self, name: str) -> MailboxView:
        """Mails leave through it again, whoever held it. Raises MailboxNotFound."""
        mailbox = named(self._mailboxes.all, name)
        await self._mailboxes.holding.release(mailbox.scope)
        return await self._mailbox(mailbox.name)

    async def _mailbox(self, name: str) -> MailboxView:
        return next(each for each in await self.mailboxes() if each.name == name)

    async def holds(self) -> dict[str, Hold]:
        """Every provider and mailbox that is held, by the name under which it is."""
        async with self._unit_of_work.reading() as repo:
            return await repo.holds.all()

    async def accounts(self) -> Accounts:
        """What was spent, what the budgets leave, and which provider is left alone."""
        async with self._unit_of_work.reading() as repo:
            return accounts(
                await repo.credits.books(),
                await repo.campaigns.all(),
                self._budgets,
                await repo.holds.all(),
                repo.now(),
            )

    async def run_cycle(self, campaign_id: int, *, dry_run: bool = True, by: str = "") -> Run:
        """Begins a cycle, or plans one. `runs.wait` gives its end."""
        return await self.runs.cycle(campaign_id, dry_run=dry_run, by=by)

    async def run_all(self, *, dry_run: bool = True, by: str = "") -> Run:
        """Begins a cycle of every active campaign, or plans them."""
        return await self.runs.all(dry_run=dry_run, by=by)

    async def run(self, run_id: UUID) -> Run:
        """A run. Raises RunNotFound."""
        return await self.runs.get(run_id)

    async def announce(self) -> Announced:
        """Delivers the announcements that are due, of all campaigns."""
        done = Announced()
        if self._announcer is not None:
            await self._announcer.deliver(None, done)
        return done

    async def check_database(self) -> None:
        """Raises DatabaseUnavailable or SchemaOutdated."""
        async with self._unit_of_work.reading() as repo:
            await repo.runs.recent(limit=1)

    async def probe(self) -> list[Probe]:
        """What each configured provider says of itself, at no cost in credits."""
        return [await each.probe() for each in self._probed]
