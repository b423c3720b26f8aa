"""The promises by name, each with its sizes, and the way to a proof."""

import time
from collections.abc import Awaitable, Callable, Mapping

from msgspec import Struct

from cam.app.prove import plants
from cam.app.prove.budget import budget
from cam.app.prove.dry_run import dry_run
from cam.app.prove.isolation import isolation
from cam.app.prove.no_double_send import no_double_send
from cam.app.prove.proof import Bar, CannotProve, NoBar, Proof, Verdict, told
from cam.app.prove.quota import quota
from cam.app.prove.restore import restore
from cam.app.prove.stage import Stage, staged
from cam.app.prove.suppression import suppression


class Promise(Struct, frozen=True, kw_only=True):
    """What is to be shown, and how large: `long` is what `make prove` takes."""

    show: Callable[..., Awaitable[Verdict]]
    short: Mapping[str, int] = {}
    long: Mapping[str, int] = {}


PROMISES: dict[str, Promise] = {
    plants.NO_DOUBLE: Promise(
        show=no_double_send,
        short={"kills": 60, "runners": 4},
        long={"kills": 1_000, "runners": 4},
    ),
    plants.QUOTA: Promise(
        show=quota,
        short={"limit": 5, "runners": 4, "days": 2},
        long={"limit": 20, "runners": 16, "days": 3},
    ),
    plants.SUPPRESSION: Promise(show=suppression, short={"races": 40}, long={"races": 200}),
    plants.DRY_RUN: Promise(show=dry_run),
    plants.ISOLATION: Promise(show=isolation, short={"campaigns": 3}, long={"campaigns": 8}),
    plants.RESTORE: Promise(show=restore),
    plants.BUDGET: Promise(
        show=budget, short={"cap": 50, "runners": 3}, long={"cap": 50, "runners": 8}
    ),
}


async def prove(
    name: str,
    sizes: Mapping[str, int],
    *,
    database: str = "sqlite",
    given: str = "",
    seed: int = 1,
    plant: str = "",
    bar: Bar | None = None,
) -> Proof:
    """Puts one promise to the test. Raises CannotProve when that could not be done."""
    if plant and plant not in plants.plants_of(name):
        known = ", ".join(plants.plants_of(name))
        raise CannotProve(f"--plant {plant} is no bug of {name}; there are: {known}")
    began = time.monotonic()
    async with staged(database, given, bar or NoBar(), seed=seed, plant=plant) as stage:
        verdict = await _shown(PROMISES[name], stage, sizes)
        kind = stage.kind
    return Proof(
        promise=name,
        held=not verdict.wrong,
        database=kind,
        seed=seed,
        plant=plant,
        did=verdict.did,
        figures=verdict.figures,
        wrong=told(verdict.wrong),
        seconds=round(time.monotonic() - began, 1),
    )


async def _shown(promise: Promise, stage: Stage, sizes: Mapping[str, int]) -> Verdict:
    return await promise.show(stage, **{**promise.short, **sizes})
