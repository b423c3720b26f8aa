"""A database that was restored says nothing more until a person says that it may."""

from typing import Any

from cam.app.composition import open_cam
from cam.app.prove import bodies
from cam.app.prove.proof import Verdict
from cam.app.prove.stage import Stage, addresses, draft, environment, quiet, sandbox, welcome
from cam.app.settings import Settings

PEOPLE = 12
FIRST, SECOND = 4, 8
"""Mails of the day that may go out before the backup, and until the restore."""
NEWCOMERS = 3
HOUR = 3_600.0


async def restore(stage: Stage) -> Verdict:
    """Backed up in the middle of a day, sent on, restored, refused, armed."""
    stage.bar.of(6, "runs")
    wrong: list[str] = []
    async with sandbox() as world:
        database = await stage.database()
        env = environment(world, database)
        async with open_cam(Settings.read(env)) as cam:
            campaign = await cam.create_campaign(draft("restored"))
            await welcome(cam, campaign.id, addresses("known.example", PEOPLE))
        await _run(stage, env | {"CAM_MAILS_PER_DAY": str(FIRST)})
        backup = await stage.backed_up(database)
        await _run(stage, env | {"CAM_MAILS_PER_DAY": str(SECOND)})
        sent_on = len(world.mails)
        await stage.restored(database, backup)
        refused = [await _run(stage, env, task) for task in ("cycle", "all")]
        wrong += [f"a restored database was not refused: {each}" for each in refused if each]
        if len(world.mails) > sent_on:
            wrong.append(f"{len(world.mails) - sent_on} mails went out before it was armed")
        async with open_cam(Settings.read(env)) as cam:
            armed = await cam.arm(because="the proof says so", by="prove", anyway=any(refused))
        await _run(stage, env)
        async with open_cam(Settings.read(env)) as cam:
            await welcome(cam, campaign.id, addresses("new.example", NEWCOMERS))
        await _run(stage, env)
        await quiet(world)
        books, arrived = await bodies.read(database), bodies.received(world.mails)
        recipients = [mail.rcpt_to[0] for mail in world.mails]
    twice = sorted({each for each in recipients if recipients.count(each) > 1})
    wrong += [f"{each} got the same step twice" for each in twice]
    unknown = {row.recipient for row in books.rows if row.state == "unknown"}
    known = {row.recipient for row in books.rows if row.state == "sent"}
    wrong += [
        f"{each} was written to, and the restored database calls it neither sent nor unknown"
        for each in sorted(set(recipients) - unknown - known)
    ]
    new = sum(each.endswith("@new.example") for each in recipients)
    if new != NEWCOMERS:
        wrong.append(f"{new} of {NEWCOMERS} new people were written to once it was armed")
    return Verdict(
        did="backed up in the middle, sent on, restored, refused, armed, run on",
        figures={
            "bodies": arrived.total(),
            "before_the_backup": FIRST,
            "until_the_restore": sent_on,
            "refused": sum(not each for each in refused),
            "held_when_armed": len(armed.held),
            "unknown": len(unknown),
            "double": len(twice),
        },
        wrong=tuple(wrong),
    )


async def _run(stage: Stage, env: dict[str, str], task: str = "cycle") -> Any:
    """What the run said; empty when the database was refused."""
    ended = await stage.done(task, env)
    stage.bar.done()
    refused = ended.answer.get("refused")
    return {} if refused == "deployment_not_armed" else ended.answer
