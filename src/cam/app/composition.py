"""The composition root: the only place that names adapters."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from cam.adapters.apollo.api import ApolloApi
from cam.adapters.apollo.enricher import ApolloEnricher
from cam.adapters.apollo.source import ApolloSource
from cam.adapters.dropcontact.api import DropcontactApi
from cam.adapters.dropcontact.callback import references_in
from cam.adapters.dropcontact.enricher import DropcontactEnricher, DropcontactVerifier
from cam.adapters.failpoints import failpoints
from cam.adapters.file_locks import FileLocks, folder_of
from cam.adapters.fingerprint import fingerprint
from cam.adapters.incoming.quoting import stripped
from cam.adapters.incoming.read import read
from cam.adapters.make.mailer import MakeMailer
from cam.adapters.memory_queue import MemoryQueue, RunLocks
from cam.adapters.people_file import read_prospects
from cam.adapters.people_out import WRITERS
from cam.adapters.smtp.dialling import Account as SmtpAccount
from cam.adapters.smtp.mailer import Sign, SmtpMailer
from cam.adapters.smtp.mime import UnsendableMail, compose
from cam.adapters.smtp.probe import SmtpProbe
from cam.adapters.spool import open_spool
from cam.adapters.sql.connections import Connections, sqlite_file
from cam.adapters.sql.repository import SqlUnitOfWork
from cam.adapters.sql.schema import check_schema, schema_revision
from cam.adapters.system_clock import SystemClock
from cam.app.cycle import Cycle, Services
from cam.app.mailboxes import MAKE, Account, accounts
from cam.app.operations import Cam
from cam.app.runs import Runs
from cam.app.settings import Settings
from cam.domain.model.credit import Call
from cam.domain.model.errors import InvalidInput, NotConfigured
from cam.domain.model.mail import Mail
from cam.domain.model.mailbox import Mailbox
from cam.domain.services.announcing import Announcer
from cam.domain.services.applying import Applying
from cam.domain.services.arming import Arming
from cam.domain.services.checking import Checking
from cam.domain.services.discovery import Discovery
from cam.domain.services.enrichment import Enrichments
from cam.domain.services.events_in import EventsIn
from cam.domain.services.exporting import Exporting
from cam.domain.services.hearing import Hearing
from cam.domain.services.holding import Holding
from cam.domain.services.importing import Importing
from cam.domain.services.judging import Judging
from cam.domain.services.mailboxes import Mailboxes, Outlet
from cam.domain.services.outreach import Outreach
from cam.domain.services.planning import Planning
from cam.domain.services.previewing import Previewing
from cam.domain.services.progress import Progress, silent
from cam.domain.services.purchasing import Budgets, Purchasing
from cam.domain.services.resolving import Resolving
from cam.domain.services.review import Review
from cam.domain.services.send_ledger import SendLedger
from cam.domain.services.taking import Taking
from cam.domain.services.trying import Trying
from cam.domain.services.unsubscribing import Unsubscribing
from cam.domain.services.verification import Verification
from cam.ports.address_check import AddressCheck
from cam.ports.clock import Clock
from cam.ports.dkim_keys import DkimKeys
from cam.ports.enricher import Enricher
from cam.ports.failpoints import Failpoints, NoFailpoints
from cam.ports.inbox import Inbox
from cam.ports.lead_source import LeadSource
from cam.ports.mailer import Mailer
from cam.ports.probe import Probe, Probed
from cam.ports.repository import UnitOfWork
from cam.ports.webhook_notifier import WebhookNotifier

if TYPE_CHECKING:  # what few commands need is imported when it is needed
    from cam.adapters.imap.inbox import ImapInbox
    from cam.domain.services.deliverability.checkup import Eyes


class World(Struct, frozen=True, kw_only=True):
    """The outside, as far as it is configured. Tests hand in fakes."""

    sources: Sequence[LeadSource] = ()
    enrichers: Sequence[Enricher] = ()
    mailer: Mailer | None = None
    """The only SMTP mailbox, or each that is not named in `mailers`."""
    mailers: Mapping[str, Mailer] = {}
    """Those of the SMTP mailboxes, by name."""
    make_mailer: Mailer | None = None
    notifier: WebhookNotifier | None = None
    inbox: Inbox | None = None
    probed: Sequence[Probed] = ()
    looks: Mapping[str, Probed] = {}
    """Provider, or mailbox, to a free look at it, which ends a hold."""
    address_check: AddressCheck | None = None


@asynccontextmanager
async def open_cam(
    settings: Settings | None = None,
    *,
    world: World | None = None,
    clock: Clock | None = None,
    progress: Progress = silent,
    checks_schema: bool = True,
) -> AsyncIterator[Cam]:
    """CAM, open until the block ends: then nothing new is begun and what is under way ends.

    A `clock` that is given rules the database's time, too. Without `checks_schema` the database
    need not be there yet: the caller lets nothing in before `schema_checked`.
    Raises SchemaOutdated, DatabaseUnavailable, InvalidInput; and what the block raises, as it is.
    """
    settings = settings or Settings.read()
    database_time = clock is None
    clock = clock or SystemClock()
    connections = _connections(settings)
    raised: Exception | None = None
    points = failpoints(settings.failpoint, smtp_hosts=[each.host for each in accounts(settings)])
    async with AsyncExitStack() as closing:
        closing.push_async_callback(connections.aclose)
        if checks_schema:
            await check_schema(connections)
        if world is None:
            world = await _world(settings, clock, points, closing)
        unit_of_work = SqlUnitOfWork(connections, clock, database_time=database_time)
        services = _services(settings, world, unit_of_work, clock, points, progress)
        queue = MemoryQueue(_run_locks(connections, closing), at_once=settings.concurrency)
        runs = Runs(unit_of_work, queue, Cycle(services), clock)
        await closing.enter_async_context(runs.serve())
        unsubscribing = Unsubscribing(
            unit_of_work, clock.new_id, announce=services.announcer is not None
        )
        mailboxes = services.outreach.mailboxes
        previewing = Previewing(
            unit_of_work,
            mailboxes.sender_for,
            _composed,
            clock,
            public_url=settings.public_url,
        )
        cam = Cam(
            unit_of_work,
            runs,
            services.review,
            Importing(unit_of_work, open_spool),
            read_prospects,
            world.probed,
            services.announcer,
            settings.credit_budgets,
            Exporting(unit_of_work, WRITERS),
            services.purchasing,
            references_in,
            Arming(
                unit_of_work,
                clock,
                sender=settings.sender,
                announce=services.announcer is not None,
            ),
            unsubscribing,
            EventsIn(
                unit_of_work,
                services.applying,
                unsubscribing,
                clock,
                stripped,
            ),
            services.hearing,
            Judging(unit_of_work, services.applying),
            mailboxes,
            _clean_html,
            previewing,
            Trying(unit_of_work, previewing, mailboxes),
        )
        try:
            yield cam
        except Exception as error:  # noqa: BLE001 - a task group would wrap it, and cancel the runs
            raised = error
    if raised is not None:
        raise raised


def _clean_html(html: str) -> str:
    """Clean HTML, by libraries that only campaigns with HTML pay for."""
    from cam.adapters.clean_html import clean_html

    return clean_html(html)


def _composed(mail: Mail) -> bytes:
    """The bytes of a mail. Raises InvalidInput."""
    try:
        return compose(mail)
    except UnsendableMail as unsendable:
        raise InvalidInput(unsendable.field, unsendable.reason, kind="unsendable") from None


def system_clock() -> Clock:
    """The machine's clock."""
    return SystemClock()


async def schema_checked(settings: Settings) -> None:
    """Raises SchemaOutdated unless the schema is this version's, DatabaseUnavailable, InvalidInput.

    On connections of its own, closed at the end.
    """
    connections = _connections(settings)
    try:
        await check_schema(connections)
    finally:
        await connections.aclose()


async def migrated(settings: Settings) -> tuple[str, str]:
    """Brings the schema to this version; tells the revision before and after, empty for none.

    Raises DatabaseUnavailable, InvalidInput, and SchemaOutdated when a newer CAM made the schema.
    """
    from cam.adapters.sql.migrate import migrate

    connections = _connections(settings)
    try:
        before = await schema_revision(connections)
        await migrate(connections)
        return before, await schema_revision(connections)
    finally:
        await connections.aclose()


def unsafe_storage(settings: Settings) -> str:
    """Why no run may be live where the database lies; empty when one may. Raises InvalidInput."""
    from cam.adapters.sql.place_sqlite import unsafe

    file = sqlite_file(_connections(settings).url)
    return "" if file is None else unsafe(file)


async def probes(settings: Settings) -> list[Probe]:
    """What each configured provider says of itself; needs no database. Raises InvalidInput."""
    clock = SystemClock()
    async with AsyncExitStack() as closing:
        world = await _world(settings, clock, NoFailpoints(), closing)
        return [await each.probe() for each in world.probed]


def mail_eyes(settings: Settings) -> "Eyes":
    """What the mail doctor looks with. Raises InvalidInput; NotConfigured with `CAM_DNS=off`."""
    from cam.adapters.dns.lookup import DnsLookup
    from cam.adapters.public_suffix import PublicSuffixes
    from cam.adapters.smtp.tls import SmtpServer
    from cam.domain.services.deliverability.checkup import Eyes

    if settings.dns == "off":
        raise NotConfigured("CAM_DNS (it is off)")
    clock = SystemClock()
    return Eyes(
        dns=DnsLookup(clock, nameservers=_nameservers(settings)),
        keys=_published_keys(settings, clock),
        organisations=PublicSuffixes(),
        server=next((SmtpServer(_dialled(each)) for each in accounts(settings)), None),
        clock=clock,
    )


def _services(
    settings: Settings,
    world: World,
    unit_of_work: UnitOfWork,
    clock: Clock,
    points: Failpoints,
    progress: Progress,
) -> Services:
    announces = world.notifier is not None
    announcer = Announcer(unit_of_work, world.notifier, clock) if world.notifier else None
    ledger = SendLedger(unit_of_work, clock, announce=announces)
    holding = Holding(
        unit_of_work,
        clock,
        keys={each.name: each.key for each in world.enrichers} | _mailbox_keys(settings),
        probed=world.looks,
        announce=announces,
    )
    budgets = Budgets(
        of_providers=settings.credit_budgets,
        remembered_for=timedelta(days=settings.remember_days),
    )
    purchasing = Purchasing(
        unit_of_work,
        clock,
        holding,
        world.enrichers,
        points,
        budgets=budgets,
        callback_url=_callback_url(settings.public_url),
    )
    checking = Checking(world.address_check)
    mailboxes = Mailboxes(
        _outlets(settings, world),
        sender=settings.sender,
        holding=holding,
        allowances=settings.allowances,
        public_url=settings.public_url,
        consent_countries=settings.consent_countries,
    )
    outreach = Outreach(
        unit_of_work,
        mailboxes,
        ledger,
        clock,
        points,
        at_once=settings.smtp_connections,
        progress=progress,
    )
    applying = Applying(clock, holding, announce=announces)
    senders = [settings.sender, *(each.sender for each in mailboxes.all)]
    taking = Taking(
        unit_of_work,
        partial(read, strip=stripped),
        applying,
        clock,
        points,
        ours=[email for each in senders for email in (each.email, each.reply_to)],
    )
    return Services(
        unit_of_work=unit_of_work,
        hearing=Hearing(world.inbox, taking, clock),
        applying=applying,
        discovery=Discovery(unit_of_work, world.sources, points, holding)
        if world.sources
        else None,
        enrichments=Enrichments(unit_of_work, world.enrichers, purchasing, checking),
        verification=Verification(unit_of_work, world.enrichers, purchasing, checking),
        purchasing=purchasing,
        outreach=outreach,
        announcer=announcer,
        review=Review(unit_of_work, clock, announce=announces),
        planning=Planning(unit_of_work, budgets),
        ledger=ledger,
        resolving=Resolving(unit_of_work),
    )


async def _world(
    settings: Settings, clock: Clock, points: Failpoints, closing: AsyncExitStack
) -> World:
    """What the settings configure; each is closed when CAM is."""
    sources: list[LeadSource] = []
    enrichers: list[Enricher] = []
    probed: list[Probed] = []
    looks: dict[str, Probed] = {}
    make_mailer = notifier = inbox = None
    signing = _signing(settings)
    if settings.apollo_api_key:
        apollo = ApolloApi(settings.apollo_api_key, clock, base_url=settings.apollo_base_url)
        closing.push_async_callback(apollo.aclose)
        sources.append(ApolloSource(apollo))
        enrichers.append(ApolloEnricher(apollo, waterfall=settings.apollo_waterfall))
        probed.append(apollo)
        looks["apollo"] = apollo
    if settings.dropcontact_api_key:
        dropcontact = DropcontactApi(
            settings.dropcontact_api_key, clock, base_url=settings.dropcontact_base_url
        )
        closing.push_async_callback(dropcontact.aclose)
        enrichers += [DropcontactEnricher(dropcontact), DropcontactVerifier(dropcontact)]
        probed.append(dropcontact)
        looks["dropcontact"] = dropcontact
    if settings.make_webhook_url:
        from cam.adapters.make.webhook import MakeWebhook

        notifier = MakeWebhook(
            settings.make_webhook_url,
            clock,
            api_key=settings.make_api_key,
            secret=settings.webhook_secret,
        )
        closing.push_async_callback(notifier.aclose)
    if settings.make_mailer_url:
        make_mailer = MakeMailer(
            settings.make_mailer_url, clock, api_key=settings.make_api_key, failpoints=points
        )
        closing.push_async_callback(make_mailer.aclose)
    mailers: dict[str, Mailer] = {}
    for account in accounts(settings):
        mailer = SmtpMailer(
            host=account.host,
            port=account.port,
            username=account.username,
            password=account.password,
            tls=account.tls,
            max_connections=settings.smtp_connections,
            failpoints=points,
            sign=signing if _signs(settings, account.mailbox) else None,
        )
        closing.push_async_callback(mailer.aclose)
        mailbox = account.mailbox
        mailers[mailbox.name] = mailer
        probe = SmtpProbe(_dialled(account), mailbox.called)
        probed.append(probe)
        looks[mailbox.scope] = probe
    if settings.imap_host:
        inbox = _inbox(settings)
        probed.append(inbox)
    return World(
        sources=sources,
        enrichers=enrichers,
        mailers=mailers,
        make_mailer=make_mailer,
        notifier=notifier,
        inbox=inbox,
        probed=probed,
        looks=looks,
        address_check=_address_check(settings, clock, closing),
    )


def _dialled(account: Account) -> SmtpAccount:
    return SmtpAccount(
        host=account.host,
        port=account.port,
        username=account.username,
        password=account.password,
        tls=account.tls,
    )


def _outlets(settings: Settings, world: World) -> dict[str, list[Outlet]]:
    """Every mailbox that has a mailer, by the mailer that a campaign chooses."""
    known = [each.mailbox for each in accounts(settings)]
    if world.mailer is not None and not known:  # a test's
        known = [Mailbox(name="smtp", label="smtp", is_counted=False, takes_all=True)]
    found = {"smtp": [(each, world.mailers.get(each.name, world.mailer)) for each in known]}
    found["make"] = [(MAKE, world.make_mailer)]
    return {
        name: [Outlet(mailbox, mailer) for mailbox, mailer in some if mailer is not None]
        for name, some in found.items()
    }


def _mailbox_keys(settings: Settings) -> dict[str, str]:
    """Mailbox to the fingerprint of how it is reached: a change ends a hold."""
    keys = {MAKE.scope: fingerprint(settings.make_mailer_url, settings.make_api_key)}
    for each in accounts(settings):
        told = (each.host, str(each.port), each.tls, each.username, each.password)
        keys[each.mailbox.scope] = fingerprint(*told)
    return keys


def _signs(settings: Settings, mailbox: Mailbox) -> bool:
    """Is the key's domain that of the mailbox, or one above it? Another's would say nothing."""
    domain = mailbox.sender.email.rpartition("@")[2]
    return not domain or f".{domain}".endswith(f".{settings.dkim_domain}")


def _signing(settings: Settings) -> Sign | None:
    """How mails are signed, if they are. Raises InvalidInput."""
    if not settings.signs:
        return None
    from cam.adapters.dkim.key import signing_key
    from cam.adapters.dkim.signer import Signer

    key = signing_key(settings.dkim_domain, settings.dkim_selector, settings.dkim_key)
    return Signer(key).signed


def _published_keys(settings: Settings, clock: Clock) -> DkimKeys:
    """With a key that cannot sign the doctor still looks at all else."""
    from cam.adapters.dkim.key import signing_key
    from cam.adapters.dkim.published import PublishedKeys

    if not settings.signs:
        return PublishedKeys(None, clock.now())
    try:
        key = signing_key(settings.dkim_domain, settings.dkim_selector, settings.dkim_key)
    except InvalidInput as refused:
        return PublishedKeys(None, clock.now(), unusable=str(refused))
    return PublishedKeys(key, clock.now())


def _inbox(settings: Settings) -> "ImapInbox":
    from cam.adapters.imap.account import ImapAccount
    from cam.adapters.imap.inbox import ImapInbox

    return ImapInbox(
        ImapAccount(
            host=settings.imap_host,
            port=settings.imap_port,
            username=settings.imap_username,
            password=settings.imap_password,
            tls=settings.imap_tls,
        )
    )


def _callback_url(public_url: str) -> Callable[[Call], str]:
    """Where a provider announces a result; nowhere unless the world reaches this service."""
    if not public_url:
        return lambda _: ""
    return lambda call: f"{public_url.rstrip('/')}/hooks/{call.id}/{call.token}"


def _address_check(settings: Settings, clock: Clock, closing: AsyncExitStack) -> AddressCheck:
    if settings.dns == "off":
        from cam.adapters.mx.offline import OfflineCheck

        return OfflineCheck()
    from cam.adapters.mx.check import MxCheck

    check = MxCheck(clock, nameservers=_nameservers(settings))
    closing.push_async_callback(check.aclose)
    return check


def _nameservers(settings: Settings) -> tuple[str, ...]:
    return () if settings.dns == "system" else tuple(settings.dns.split(","))


def _connections(settings: Settings) -> Connections:
    return Connections(settings.database_url)


def _run_locks(connections: Connections, closing: AsyncExitStack) -> RunLocks:
    if connections.is_sqlite:
        return FileLocks(folder_of(Path(str(connections.url.database))))
    from cam.adapters.sql.run_locks import PostgresLocks

    locks = PostgresLocks(connections.server)
    closing.push_async_callback(locks.aclose)
    return locks
