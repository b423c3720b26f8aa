"""Is it alive, and may it be given work?"""

from typing import Literal

import anyio
from litestar import get
from litestar.di import NamedDependency
from msgspec import Struct

from cam.app.http.documented import refusals
from cam.app.http.refusals import ShuttingDown
from cam.app.operations import Cam


class Alive(Struct, frozen=True):
    """The process answers."""

    status: Literal["alive"] = "alive"


class Ready(Struct, frozen=True):
    """The database answers, and its schema is this version's."""

    status: Literal["ready"] = "ready"


@get("/healthz", tags=["health"], responses=refusals())
async def healthz() -> Alive:
    """The process answers; nothing else is asked."""
    return Alive()


@get("/readyz", tags=["health"], responses=refusals())
async def readyz(cam: NamedDependency[Cam], closing: NamedDependency[anyio.Event]) -> Ready:
    """The database answers, its schema is this version's, and the service is not about to end."""
    if closing.is_set():
        raise ShuttingDown("the service ends, ask another one")
    await cam.check_database()
    return Ready()
