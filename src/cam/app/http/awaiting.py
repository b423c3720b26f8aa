"""A service whose database is not there yet: it says so, answers 503, and goes on by itself."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import anyio
import structlog

from cam.app.composition import schema_checked
from cam.app.settings import Settings
from cam.domain.model.errors import CamError, DatabaseUnavailable, SchemaOutdated

WAITS = (0.25, 0.5, 1.0, 2.0)
"""Seconds between looks; the last goes on."""
SAYS_EVERY_SECONDS = 5.0

Sleep = Callable[[float], Awaitable[None]]
log = structlog.get_logger()


class Gate:
    """Shut until the database was seen, with this version's schema."""

    def __init__(self, settings: Settings, sleep: Sleep) -> None:
        self._settings = settings
        self._sleep = sleep
        self._open = anyio.Event()
        self.trouble: CamError | None = None
        """What keeps it shut."""

    @property
    def is_hopeless(self) -> bool:
        """Will waiting not help?"""
        return self.trouble is not None and not isinstance(self.trouble, DatabaseUnavailable)

    def check(self) -> None:
        """Raises DatabaseUnavailable or SchemaOutdated while it is shut."""
        match self.trouble:
            case None:
                return
            case SchemaOutdated():
                raise SchemaOutdated(str(self.trouble))
            case _:
                raise DatabaseUnavailable(str(self.trouble))

    async def sleep(self, seconds: float) -> None:
        """Waits so long, and until it is open."""
        await self._open.wait()
        await self._sleep(seconds)

    async def try_to_open(self) -> None:
        """Opens when the database is there; stays shut when Postgres cannot be reached.

        Raises SchemaOutdated, InvalidInput, and DatabaseUnavailable for a SQLite file: a file does
        not come back.
        """
        try:
            await schema_checked(self._settings)
        except DatabaseUnavailable as away:
            if self._settings.database_url.startswith("sqlite"):
                raise
            self.trouble = away
        else:
            self.trouble = None
            self._open.set()

    @asynccontextmanager
    async def opening(self) -> AsyncIterator[None]:
        """Looks again and again while the context is open, until it opens or is hopeless."""
        async with anyio.create_task_group() as tasks:
            if self.trouble is not None:
                tasks.start_soon(self._open_at_last)
            try:
                yield
            finally:
                tasks.cancel_scope.cancel()

    async def _open_at_last(self) -> None:
        waits, silent_for = list(WAITS), SAYS_EVERY_SECONDS
        while self.trouble is not None:
            if silent_for >= SAYS_EVERY_SECONDS:
                log.warning("waiting for the database", reason=str(self.trouble))
                silent_for = 0.0
            wait = waits.pop(0) if len(waits) > 1 else waits[0]
            await self._sleep(wait)
            silent_for += wait
            try:
                await self.try_to_open()
            except CamError as hopeless:
                self.trouble = hopeless
                return
        log.info("the database is there")
