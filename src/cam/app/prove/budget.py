"""A budget is never passed, and nobody is bought twice: by the vendor's own books."""

import asyncio
from collections.abc import Sequence

from cam.app.composition import open_cam
from cam.app.prove.crew import KILLED
from cam.app.prove.databases import Database
from cam.app.prove.proof import CannotProve, Verdict
from cam.app.prove.stage import Stage, draft, environment, sandbox
from cam.app.settings import Settings
from cam.domain.model.audience import Audience, Seniority
from cam.ports.failpoints import Point
from cam.sandbox import Sandbox

PEOPLE = 3_000
SENIORITIES: tuple[Seniority, ...] = ("director", "manager", "vp")
"""Campaigns that look for the same find the same people."""
KILLED_AT = (Point.RESERVED, Point.ENRICHED, Point.KEPT)
HOUR = 3_600.0
MILLION = 1_000_000


async def budget(stage: Stage, *, cap: int, runners: int) -> Verdict:
    """Killed while buying, then all at once, then again, then without any cap."""
    if runners < len(KILLED_AT):
        raise CannotProve(f"--runners is {len(KILLED_AT)} or more: each kill takes one campaign")
    everybody = range(1, runners + 1)
    stage.bar.of(len(KILLED_AT) + 4 * runners, "processes")
    async with sandbox(PEOPLE) as world:
        database = await stage.database()
        free = environment(world, database, finds=True)
        del free["DROPCONTACT_API_KEY"]
        capped = free | {"APOLLO_CREDITS_TOTAL": str(cap)}
        await _begin(free, runners, found=cap // 4 + 1)
        wrong: list[str] = []
        kills = 0
        for number, point in enumerate(KILLED_AT):
            failing = capped | {"CAM_FAILPOINT": f"{point}:1"}
            ended = await stage.send("cycle", failing, campaign_id=1 + number)
            if ended.code != KILLED:
                raise CannotProve(f"nobody was killed at {point}: {ended}")
            kills += 1
            wrong += await _compared(world, database, cap, f"killed at {point}")
            stage.bar.done()
        spent = []
        for hour in (1, 2, 3):
            await _fire(stage, capped, everybody, ahead=hour * HOUR)
            wrong += await _compared(world, database, cap, f"run {hour}")
            spent.append(_spent(world))
        again = spent[-1] - spent[-2]
        if again:
            wrong.append(f"a run after the cap was reached spent {again:g} credits more")
        if not spent[-1]:
            raise CannotProve("nothing was bought, so nothing is shown")
        await _fire(stage, free, everybody, ahead=50 * HOUR)
        wrong += await _compared(world, database, None, "without a cap")
        lost = await _sum(
            database, "SELECT coalesce(sum(reserved), 0) FROM call WHERE state='lost'"
        )
        bought, twice = world.books.bought, world.books.duplicates_bought
        figures = {
            "processes": len(KILLED_AT) + 4 * runners,
            "kills": kills,
            "cap": cap,
            "spent_under_the_cap": spent[-1],
            "spent_by_the_next_run": again,
            "lost_and_counted": lost,
            "bought_without_a_cap": len(bought),
            "bought_twice": twice,
        }
    return Verdict(
        did=f"{runners} processes bought the same people for {runners} campaigns, "
        f"{kills} were killed while buying",
        figures=figures,
        wrong=tuple(wrong),
    )


async def _begin(env: dict[str, str], runners: int, *, found: int) -> None:
    async with open_cam(Settings.read(env)) as cam:
        for number in range(runners):
            audience = Audience(person_seniorities=(SENIORITIES[number % len(SENIORITIES)],))
            await cam.create_campaign(
                draft(
                    f"campaign {number + 1}",
                    audience=audience,
                    enrichers=("apollo",),
                    channels_enabled=(),
                    share_people=True,
                    max_new_leads_per_cycle=min(found, 1_000),
                    max_enriched_per_cycle=min(found, 1_000),
                )
            )


async def _fire(
    stage: Stage, env: dict[str, str], campaigns: Sequence[int], *, ahead: float
) -> None:
    """A process for each campaign, all at once."""

    async def one(campaign_id: int) -> None:
        await stage.done("cycle", env, campaign_id=campaign_id, ahead=ahead)
        stage.bar.done()

    await asyncio.gather(*map(one, campaigns))


async def _compared(world: Sandbox, database: Database, cap: int | None, when: str) -> list[str]:
    """The vendor's books beside CAM's ledger."""
    spent = _spent(world)
    ledger = await _sum(database, _LEDGER)
    open_ = await _sum(
        database, "SELECT count(*) * 1000000 FROM call WHERE state NOT IN ('settled', 'released')"
    )
    wrong = []
    if cap is not None and spent > cap:
        wrong.append(f"{when}: the vendor sold {spent:g} credits, the cap is {cap}")
    if ledger < spent:
        wrong.append(f"{when}: the ledger says {ledger:g}, the vendor sold {spent:g} credits")
    if not open_ and ledger != spent:
        wrong.append(f"{when}: nothing is lost, yet {ledger:g} counted, {spent:g} credits sold")
    if twice := world.books.duplicates_bought:
        wrong.append(f"{when}: {twice} people were bought twice")
    return wrong


def _spent(world: Sandbox) -> float:
    return world.books.credits_spent["apollo"]


async def _sum(database: Database, query: str) -> float:
    ((amount,),) = await database.ask(query)
    return float(int(amount) / MILLION)


_LEDGER = """
SELECT coalesce(sum(CASE WHEN state = 'settled' THEN spent
                         WHEN state = 'released' THEN 0 ELSE reserved END), 0) FROM call
"""
