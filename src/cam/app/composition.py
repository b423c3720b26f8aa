"""The composition root: the only place that names adapters."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from msgspec import Struct

from cam.adapters.apollo.api import ApolloApi
from cam.adapters.apollo.enricher import ApolloEnricher
from cam.adapters.apollo.source import ApolloSource
from cam.adapters.dropcontact.api import DropcontactApi
from cam.adapters.dropcontact.enricher import DropcontactEnricher
from cam.adapters.failpoints import failpoints
from cam.adapters.file_locks import FileLocks
from cam.adapters.make import MakeWebhook
from cam.adapters.memory_queue import MemoryQueue
from cam.adapters.people_file import read_prospects
from cam.adapters.smtp.dialling import Account
from cam.adapters.smtp.mailer import SmtpMailer
from cam.adapters.smtp.probe import SmtpProbe
from cam.adapters.sql.connections import Connections
from cam.adapters.sql.repository import SqlUnitOfWork
from cam.adapters.sql.schema import check_schema, schema_revision
from cam.adapters.system_clock import SystemClock
from cam.app.cycle import Cycle, Services
from cam.app.operations import Cam
from cam.app.runs import Runs
from cam.app.settings import Settings
from cam.domain.model.errors import InvalidInput
from cam.domain.services.announcing import Announcer
from cam.domain.services.discovery import Discovery
from cam.domain.services.enrichment import Enrichments
from cam.domain.services.importing import Importing
from cam.domain.services.outreach import Outreach
from cam.domain.services.planning import Planning
from cam.domain.services.progress import Progress, silent
from cam.domain.services.review import Review
from cam.domain.services.send_ledger import SendLedger
from cam.ports.clock import Clock
from cam.ports.enricher import Enricher
from cam.ports.failpoints import Failpoints
from cam.ports.lead_source import LeadSource
from cam.ports.mailer import Mailer
from cam.ports.probe import Probe, Probed
from cam.ports.repository import UnitOfWork
from cam.ports.webhook_notifier import WebhookNotifier


class World(Struct, frozen=True, kw_only=True):
    """The outside, as far as it is configured. Tests hand in fakes."""

    sources: Sequence[LeadSource] = ()
    enrichers: Sequence[Enricher] = ()
    mailer: Mailer | None = None
    notifier: WebhookNotifier | None = None
    probed: Sequence[Probed] = ()


@asynccontextmanager
async def open_cam(
    settings: Settings | None = None,
    *,
    world: World | None = None,
    clock: Clock | None = None,
    progress: Progress = silent,
) -> AsyncIterator[Cam]:
    """CAM, open until the block ends: then nothing new is begun and what is under way ends.

    Raises SchemaOutdated, DatabaseUnavailable, InvalidInput; and what the block raises, as it is.
    """
    settings = settings or Settings.read()
    clock = clock or SystemClock()
    connections = _connections(settings)
    raised: Exception | None = None
    points = failpoints(settings.failpoint, smtp_host=settings.smtp_host)
    async with AsyncExitStack() as closing:
        closing.push_async_callback(connections.aclose)
        await check_schema(connections)
        if world is None:
            world = await _world(settings, clock, points, closing)
        unit_of_work = SqlUnitOfWork(connections, clock)
        services = _services(settings, world, unit_of_work, clock, points, progress)
        queue = MemoryQueue(FileLocks(_lock_folder(connections)), at_once=settings.concurrency)
        runs = Runs(unit_of_work, queue, Cycle(services), clock)
        await closing.enter_async_context(runs.serve())
        cam = Cam(
            unit_of_work,
            runs,
            services.review,
            Importing(unit_of_work),
            read_prospects,
            world.probed,
            services.announcer,
        )
        try:
            yield cam
        except Exception as error:  # noqa: BLE001 - a task group would wrap it, and cancel the runs
            raised = error
    if raised is not None:
        raise raised


def system_clock() -> Clock:
    """The machine's clock."""
    return SystemClock()


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


async def probes(settings: Settings) -> list[Probe]:
    """What each configured provider says of itself; needs no database. Raises InvalidInput."""
    clock = SystemClock()
    async with AsyncExitStack() as closing:
        points = failpoints("", smtp_host=settings.smtp_host)
        world = await _world(settings, clock, points, closing)
        return [await each.probe() for each in world.probed]


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
    enrichers = {each.name: each for each in world.enrichers}
    outreach = None
    if world.mailer is not None:
        outreach = Outreach(
            unit_of_work,
            world.mailer,
            ledger,
            clock,
            points,
            sender=settings.sender,
            at_once=settings.smtp_connections,
            progress=progress,
        )
    return Services(
        unit_of_work=unit_of_work,
        discovery=Discovery(unit_of_work, world.sources, points) if world.sources else None,
        enrichments=Enrichments(unit_of_work, enrichers, points),
        outreach=outreach,
        announcer=announcer,
        review=Review(unit_of_work, clock, announce=announces),
        planning=Planning(unit_of_work),
        ledger=ledger,
    )


async def _world(
    settings: Settings, clock: Clock, points: Failpoints, closing: AsyncExitStack
) -> World:
    """What the settings configure; each is closed when CAM is."""
    sources: list[LeadSource] = []
    enrichers: list[Enricher] = []
    probed: list[Probed] = []
    mailer = notifier = None
    if settings.apollo_api_key:
        apollo = ApolloApi(settings.apollo_api_key, clock, base_url=settings.apollo_base_url)
        closing.push_async_callback(apollo.aclose)
        sources.append(ApolloSource(apollo))
        enrichers.append(ApolloEnricher(apollo))
        probed.append(apollo)
    if settings.dropcontact_api_key:
        dropcontact = DropcontactApi(
            settings.dropcontact_api_key, clock, base_url=settings.dropcontact_base_url
        )
        closing.push_async_callback(dropcontact.aclose)
        enrichers.append(DropcontactEnricher(dropcontact))
        probed.append(dropcontact)
    if settings.make_webhook_url:
        notifier = MakeWebhook(
            settings.make_webhook_url,
            clock,
            api_key=settings.make_api_key,
            secret=settings.webhook_secret,
        )
        closing.push_async_callback(notifier.aclose)
    if settings.smtp_host:
        mailer = SmtpMailer(
            host=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_username,
            password=settings.smtp_password,
            tls=settings.smtp_tls,
            max_connections=settings.smtp_connections,
            failpoints=points,
        )
        closing.push_async_callback(mailer.aclose)
        account = Account(
            host=settings.smtp_host,
            port=settings.smtp_port,
            username=settings.smtp_username,
            password=settings.smtp_password,
            tls=settings.smtp_tls,
        )
        probed.append(SmtpProbe(account))
    return World(
        sources=sources, enrichers=enrichers, mailer=mailer, notifier=notifier, probed=probed
    )


def _connections(settings: Settings) -> Connections:
    connections = Connections(settings.database_url)
    if not connections.is_sqlite:
        raise InvalidInput("CAM_DATABASE_URL", "Postgres is not supported yet; use sqlite:///FILE")
    return connections


def _lock_folder(connections: Connections) -> Path:
    file = Path(str(connections.url.database))
    return file.with_name(f"{file.name}.locks")
