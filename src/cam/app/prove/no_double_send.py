"""At most once, and nobody lost, under SIGKILL and under the mail server's faults."""

import asyncio
from collections.abc import Awaitable, Callable

from msgspec import structs

from cam.app.prove.kills import Story, Told, killed_at, stories
from cam.app.prove.proof import Verdict
from cam.app.prove.stage import LANES, Stage, sandbox
from cam.app.prove.storms import AFTER, BEFORE, faulty, storm
from cam.ports.failpoints import Point

AT_POINTS = 0.3
"""The share of the kills that come at a named instant of a cycle that is alone."""
STORM = 40
"""Kills on one database."""
PEOPLE = 3_000
FIGURES = ("kills", "cycles", "authorized", "bodies", "sent", "unknown", "unknown_delivered")
REVEALING = tuple(
    Story(number=1_000, point=point, nth=2)
    for point in (Point.OFFERED, Point.AUTHORIZED, Point.REPLIED, Point.RECORDED)
)
"""Told first when a bug is planted: each of the bugs shows at one of these instants."""


async def no_double_send(stage: Stage, *, kills: int, runners: int) -> Verdict:
    """So many kills, some at each instant, some at random while run-all is fired by many."""
    if stage.plant:
        revealed = await _revealed(stage)
        if revealed is not None:
            return revealed
    alone = stories(max(len(Point), round(kills * AT_POINTS)))
    faults = len(BEFORE) + len(AFTER)
    stage.bar.of(kills + faults, "kills and faults")
    async with sandbox(PEOPLE) as world:
        told = await _together(
            stage,
            *(_one(killed_at, stage, world, story) for story in alone),
            _one(faulty, stage, "before the barrier", BEFORE),
            _one(faulty, stage, "after the barrier", AFTER),
        )
    left = max(1, kills - sum(each.kills for each in told))
    storms = max(1, min(LANES, left // runners), -(-left // STORM))
    shares = [left // storms + (number < left % storms) for number in range(storms)]
    told += await _together(
        stage,
        *(
            lambda number=number, share=share: storm(stage, number, kills=share, runners=runners)
            for number, share in enumerate(shares)
        ),
    )
    return _verdict(told, len(alone), faults, storms, runners)


async def _revealed(stage: Stage) -> Verdict | None:
    """A planted bug shows at few instants; what one kill shows needs no thousand."""
    stage.bar.of(len(REVEALING), "kills")
    async with sandbox() as world:
        told = await _together(
            stage, *(_one(killed_at, stage, world, story) for story in REVEALING)
        )
    return _verdict(told, len(REVEALING), 0, 0, 0) if any(each.wrong for each in told) else None


def _one(tell: Callable[..., Awaitable[Told]], *facts: object) -> Callable[[], Awaitable[Told]]:
    return lambda: tell(*facts)


async def _together(stage: Stage, *tells: Callable[[], Awaitable[Told]]) -> list[Told]:
    """As many at a time as there are lanes."""

    async def one(tell: Callable[[], Awaitable[Told]]) -> Told:
        async with stage.lanes:
            return await tell()

    return list(await asyncio.gather(*map(one, tells)))


def _verdict(told: list[Told], alone: int, faults: int, storms: int, runners: int) -> Verdict:
    figures = {name: sum(structs.asdict(each)[name] for each in told) for name in FIGURES}
    wrong = [complaint for each in told for complaint in each.wrong]
    counts = {
        "double": sum("twice" in each for each in wrong),
        "lost": sum("lost" in each for each in wrong),
        "over_quota": sum("quota" in each for each in wrong),
    }
    return Verdict(
        did=f"{alone} campaigns killed at named instants, {faults} faults of the mail server, "
        f"{storms} databases with {runners} run-all at once, killed at random and at instants",
        figures=figures | counts,
        wrong=tuple(wrong),
    )
