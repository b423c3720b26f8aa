"""Never more mails in a local day than the limit, and exactly the limit when enough are due."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from cam.app.composition import open_cam
from cam.app.prove.proof import Verdict
from cam.app.prove.stage import Stage, addresses, draft, environment, sandbox, welcome
from cam.app.settings import Settings
from cam.domain.model.window import SendingWindow
from cam.sandbox import Sandbox

ZONES = ("Europe/Berlin", "America/New_York", "Pacific/Kiritimati")
FIRST_DAY = date(2026, 3, 28)
"""The day before Berlin's clocks go forward: its second day has 23 hours."""
LATENCY = 0.003


async def quota(stage: Stage, *, limit: int, runners: int, days: int) -> Verdict:
    """Processes run at the same moments: each campaign's limit in its zone, then the deployment's,
    which processes share that hold no lock in common."""
    shared = shared_moments(days)
    zoned = moments(days)
    stage.bar.of((len(zoned) + len(shared)) * runners, "processes")
    one = await _campaigns(stage, zoned, limit=limit, runners=runners, days=days)
    other = await _deployment(stage, shared, limit=limit, runners=runners, days=days)
    return Verdict(
        did=f"{runners} processes at each of {len(zoned)} moments on {days} days in three zones, "
        f"a limit of {limit} for each campaign; the same under one limit for all of them",
        figures={
            "processes": (len(zoned) + len(shared)) * runners,
            "campaign_days": len(ZONES) * days,
            "deployment_days": days,
            "bodies": one.figures["bodies"] + other.figures["bodies"],
            "most_in_a_day": max(one.figures["most"], other.figures["most"]),
            "limit": limit,
        },
        wrong=(*one.wrong, *other.wrong),
    )


def moments(days: int) -> list[datetime]:
    """The first and the last second of each zone's days."""
    found = set()
    for name in ZONES:
        for number in range(days):
            found |= {_at(name, number, time()), _at(name, number, time(23, 59, 59))}
    return sorted(found)


def shared_moments(days: int) -> list[datetime]:
    """The first second, noon and the last second of each day where the deployment counts."""
    hours = (time(), time(12), time(23, 59, 59))
    return [_at(ZONES[0], number, hour) for number in range(days) for hour in hours]


def _at(zone: str, number: int, hour: time) -> datetime:
    local = datetime.combine(FIRST_DAY + timedelta(days=number), hour, ZoneInfo(zone))
    return local.astimezone(UTC)


async def _campaigns(
    stage: Stage, when: Sequence[datetime], *, limit: int, runners: int, days: int
) -> Verdict:
    async with sandbox(latency=LATENCY) as world:
        database = await stage.database()
        env = environment(world, database)
        await _begin(env, limit, ZONES, people=limit * (days + 2))
        bodies: Counter[tuple[str, date]] = Counter()
        for moment in when:
            arrived = await _fire(stage, world, env, moment, [0] * runners)
            for domain, count in arrived.items():
                zone = ZONES[int(domain.removeprefix("c").partition(".")[0]) - 1]
                bodies[zone, moment.astimezone(ZoneInfo(zone)).date()] += count
    whole = {(zone, FIRST_DAY + timedelta(days=n)) for zone in ZONES for n in range(days)}
    wrong = [
        f"{count} bodies on {day} in {zone}, the limit is {limit}"
        for (zone, day), count in sorted(bodies.items())
        if count > limit
    ]
    wrong += [
        f"only {bodies[each]} bodies on {each[1]} in {each[0]}, the limit is {limit}, more were due"
        for each in sorted(whole)
        if bodies[each] < limit
    ]
    return _counted(bodies, wrong)


async def _deployment(
    stage: Stage, when: Sequence[datetime], *, limit: int, runners: int, days: int
) -> Verdict:
    """Each process has a campaign of its own; all of them share one limit."""
    async with sandbox(latency=LATENCY) as world:
        database = await stage.database()
        env = environment(world, database)
        env |= {"CAM_MAILS_PER_DAY": str(limit), "CAM_ZONE": ZONES[0]}
        await _begin(env, 10_000, [ZONES[0]] * runners, people=limit * (days + 1))
        bodies: Counter[tuple[str, date]] = Counter()
        for moment in when:
            campaigns = list(range(1, runners + 1))
            arrived = await _fire(stage, world, env, moment, campaigns)
            day = moment.astimezone(ZoneInfo(ZONES[0])).date()
            bodies["all", day] += arrived.total()
    wrong = [
        f"{count} bodies of the deployment on {day}, the limit is {limit}"
        for (_, day), count in sorted(bodies.items())
        if count != limit
    ]
    return _counted(bodies, wrong)


def _counted(bodies: "Counter[tuple[str, date]]", wrong: list[str]) -> Verdict:
    figures = {"bodies": bodies.total(), "most": max(bodies.values(), default=0)}
    return Verdict(did="", figures=figures, wrong=tuple(wrong))


async def _begin(env: dict[str, str], limit: int, zones: Sequence[str], *, people: int) -> None:
    """Everybody is due from long before the first day."""
    from cam.app.prove.clocks import Moved

    past = Moved(at=_at(ZONES[0], -2, time()))
    async with open_cam(Settings.read(env), clock=past) as cam:
        for number, zone in enumerate(zones, 1):
            window = SendingWindow(zone=zone)
            wanted = draft(f"campaign {number}", limit=limit, sending_window=window)
            campaign = await cam.create_campaign(wanted)
            await welcome(cam, campaign.id, addresses(f"c{number}.example", people))


async def _fire(
    stage: Stage, world: Sandbox, env: dict[str, str], moment: datetime, campaigns: Sequence[int]
) -> Counter[str]:
    """Bodies by the recipients' domain. Campaign 0 stands for all."""
    before = len(world.mails)
    at = moment.isoformat()

    async def one(campaign_id: int) -> None:
        await stage.done("cycle" if campaign_id else "all", env, campaign_id=campaign_id, at=at)
        stage.bar.done()

    await asyncio.gather(*map(one, campaigns))
    return Counter(mail.rcpt_to[0].partition("@")[2] for mail in world.mails[before:])
