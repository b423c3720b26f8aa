"""Faults of the mail server, kills at random instants, and run-all fired by many at once."""

import asyncio
import random
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from msgspec import Struct

from cam.app.composition import open_cam
from cam.app.operations import Cam
from cam.app.prove import bodies
from cam.app.prove.crew import KILLED
from cam.app.prove.databases import Database
from cam.app.prove.kills import Told, counted
from cam.app.prove.stage import Stage, addresses, draft, environment, quiet, sandbox, welcome
from cam.app.settings import Settings
from cam.ports.failpoints import Point
from cam.sandbox import Sandbox

HOUR = timedelta(hours=1).total_seconds()
AN_ATTEMPT_WAITS = 26 * HOUR
"""Longer than any put-off mail waits."""
QUIET_CYCLES = 5
LAST_CYCLES = 2
PEOPLE = 4
SLOWEST = 0.7
"""Seconds within which a random kill comes."""
CHANCES = 12
"""Rounds for each kill that is wanted, at most."""


class SmtpFault(Struct, frozen=True):
    """An order to the mail server, and what it leaves of the two mails that it hits."""

    name: str
    order: dict[str, Any]
    unknown: int = 0
    rejected: int = 0
    arrives: int = 0
    """Of those unknown."""


def _status(stage: str, status: int, **more: int) -> SmtpFault:
    order = {"route": f"smtp.{stage}", "kind": "status", "status": status}
    return SmtpFault(f"{status} at {stage}", order, **more)


def _kind(stage: str, kind: str, **more: int) -> SmtpFault:
    return SmtpFault(f"{kind} at {stage}", {"route": f"smtp.{stage}", "kind": kind}, **more)


BEFORE = (
    _kind("greet", "drop"),
    _kind("ehlo", "drop"),
    _kind("mail", "drop"),
    _kind("rcpt", "drop"),
    _kind("data", "drop"),
    _kind("rcpt", "junk"),
    _status("greet", 554),
    _status("mail", 421),
    _status("rcpt", 421),
    _status("data", 421),
    _status("rcpt", 451),
    _status("mail", 535),
    _status("rcpt", 550, rejected=2),
    _status("data", 554, rejected=2),
)
"""Before the barrier: nothing is ever unknown."""
AFTER = (
    _kind("body", "drop", unknown=2),
    _kind("dot", "drop", unknown=2),
    _kind("dot", "junk", unknown=2),
    _kind("dot", "accept_then_drop", unknown=2, arrives=2),
    _status("dot", 451),
    _status("dot", 421),
    _status("dot", 554, rejected=2),
)
"""After it: what the server said is definite, what it did not say is unknown."""
HANG = _kind("dot", "accept_then_hang")


async def faulty(stage: Stage, name: str, faults: Sequence[SmtpFault]) -> Told:
    """One fault after the other, each hits two of three new mails; nobody is killed."""
    told = Told(name=name)
    async with sandbox() as world:
        database = await stage.database()
        env = environment(world, database) | {"SMTP_CONNECTIONS": "1"}
        async with open_cam(Settings.read(env)) as cam:
            campaign = await cam.create_campaign(draft("story"))
            before = (0, 0, 0)
            for number, fault in enumerate(faults):
                people = addresses("faults.example", 3, start=3 * number)
                await welcome(cam, campaign.id, people)
                world.change(faults=[fault.order | {"times": 2}])
                await stage.done("cycle", env)
                stage.bar.done()
                for mailbox in await cam.mailboxes():  # a person looked: it may send again
                    await cam.release_mailbox(mailbox.name)
                now = await _doubtful(database, world)
                saw = (now[0] - before[0], now[1] - before[1], now[2] - before[2])
                if saw != (fault.unknown, fault.rejected, fault.arrives):
                    told.wrong.append(f"{fault.name}: {saw[0]} unknown ({saw[2]} delivered)")
                before = now
        world.change(faults=[])
        for number in range(LAST_CYCLES):
            await stage.done("cycle", env, ahead=(number + 1) * AN_ATTEMPT_WAITS)
        await quiet(world)
        books, arrived = await bodies.read(database), bodies.received(world.mails)
    told.cycles = len(faults) + LAST_CYCLES
    expected = bodies.Expected(people=3 * len(faults), limit=10_000, sends_once=False)
    told.wrong += bodies.wrong(books, arrived, expected)
    counted(told, books, arrived)
    told.wrong = [f"{name}: {each}" for each in told.wrong]
    return told


async def _doubtful(database: Database, world: Sandbox) -> tuple[int, int, int]:
    """Attempts that are unknown, those rejected, and the unknown ones that have arrived."""
    await quiet(world)
    told = Told(name="")
    books = await bodies.read(database)
    counted(told, books, bodies.received(world.mails))
    return told.unknown, books.states["rejected"], told.unknown_delivered


async def storm(stage: Stage, number: int, *, kills: int, runners: int) -> Told:
    """A database of its own, on which processes fire run-all at once and are killed."""
    dice = stage.dice(f"storm {number}")
    told = Told(name=f"storm {number}")
    async with sandbox() as world:
        database = await stage.database()
        env = environment(world, database) | {"SMTP_CONNECTIONS": "4"}
        people = 0
        async with open_cam(Settings.read(env)) as cam:
            campaigns = [
                (await cam.create_campaign(draft(f"storm {each}"))).id for each in range(runners)
            ]
            for round_ in range(CHANCES * kills):
                if told.kills >= kills:
                    break
                people += await _newcomers(cam, campaigns, round_)
                await _round(stage, world, env, told, dice, runners, ahead=round_ * HOUR / 10)
        world.change(faults=[])
        for each in range(QUIET_CYCLES):
            await stage.done("all", env, ahead=(each + 1) * AN_ATTEMPT_WAITS)
            told.cycles += 1
        await quiet(world)
        books, arrived = await bodies.read(database), bodies.received(world.mails)
    expected = bodies.Expected(people=people, limit=10_000, sends_once=False)
    told.wrong += bodies.wrong(books, arrived, expected)
    counted(told, books, arrived)
    if told.kills < kills:
        told.wrong.append(f"only {told.kills} of {kills} kills came in time")
    told.wrong = [f"{told.name}: {each}" for each in told.wrong]
    return told


async def _newcomers(cam: Cam, campaigns: Sequence[int], round_: int) -> int:
    for campaign_id in campaigns:
        names = addresses(f"c{campaign_id}.example", PEOPLE, start=round_ * PEOPLE)
        await welcome(cam, campaign_id, names)
    return PEOPLE * len(campaigns)


async def _round(
    stage: Stage,
    world: Sandbox,
    env: dict[str, str],
    told: Told,
    dice: random.Random,
    runners: int,
    *,
    ahead: float,
) -> None:
    """All of them fire run-all at once; each is killed at an instant, or at random."""
    fault = dice.choice((None, None, *BEFORE, *AFTER, HANG))
    orders = [] if fault is None else [fault.order | {"times": dice.randint(1, 4)}]
    world.change(faults=orders, latency=dice.choice((0.0, 0.0, 0.002)))
    errands = []
    for _ in range(runners):
        point = dice.choice(list(Point)[:8])
        failing = {"CAM_FAILPOINT": f"{point}:{dice.randint(1, 3)}"}
        at_random = fault is HANG or dice.random() < 0.5
        errands.append(
            stage.send(
                "all",
                env if at_random else env | failing,
                ahead=ahead,
                kill_after=dice.uniform(0.03, SLOWEST) if at_random else None,
            )
        )
    for ended in await asyncio.gather(*errands):
        told.cycles += 1
        told.kills += ended.code == KILLED
        stage.bar.done(int(ended.code == KILLED))
        if ended.code not in (KILLED, 0):
            told.wrong.append(f"a run-all ended with {ended.code}: {stage.crew.complaint}")
