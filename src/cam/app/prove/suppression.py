"""Who was suppressed, with nothing in flight, is written to by nobody any more."""

import asyncio

from msgspec import Struct

from cam.app.composition import open_cam
from cam.app.operations import Cam
from cam.app.prove.proof import Verdict
from cam.app.prove.stage import Stage, addresses, draft, environment, sandbox, welcome
from cam.app.settings import Settings
from cam.sandbox import Sandbox

RUNNERS = 2
"""Processes that send meanwhile, each a campaign."""
LATENCY = 0.015
BETWEEN = 0.01
"""Seconds between two suppressions, at most."""
AHEAD = 4
"""How many others may be written to before the one who is suppressed."""
HEAD_START = 3
"""Mails that have arrived before the first suppression."""


class Acknowledged(Struct, frozen=True):
    """One suppression, as it was answered."""

    address: str
    in_flight: int
    mails: int
    """Bodies that had arrived at the mail server when the answer came."""


async def suppression(stage: Stage, *, races: int) -> Verdict:
    """So many people are suppressed while processes are writing to them."""
    stage.bar.of(races, "races")
    each = -(-races // RUNNERS)
    async with sandbox(latency=LATENCY) as world:
        database = await stage.database()
        env = environment(world, database) | {"SMTP_CONNECTIONS": "2"}
        async with open_cam(Settings.read(env)) as cam:
            people: list[list[str]] = []
            for number in range(1, RUNNERS + 1):
                campaign = await cam.create_campaign(draft(f"campaign {number}"))
                known = addresses(f"c{number}.example", each)
                await welcome(cam, campaign.id, known)
                people.append(known)
            sending = [
                asyncio.create_task(stage.done("cycle", env, campaign_id=number))
                for number in range(1, RUNNERS + 1)
            ]
            answers = await _race(stage, cam, world, people, races)
            await asyncio.gather(*sending)
        for number in range(1, RUNNERS + 1):  # nobody who was left out comes later
            await stage.done("cycle", env, campaign_id=number)
    return _verdict(answers, [mail.rcpt_to[0] for mail in world.mails])


async def _race(
    stage: Stage, cam: Cam, world: Sandbox, people: list[list[str]], races: int
) -> list[Acknowledged]:
    """Suppresses those whose turn it is about now: the mails go out in the order of the import."""
    dice = stage.dice("suppression")
    async with asyncio.timeout(60):
        while len(world.mails) < HEAD_START:  # noqa: ASYNC110
            await asyncio.sleep(0.002)
    left = [list(each) for each in people]
    answers: list[Acknowledged] = []
    for number in range(races):
        campaign = left[number % len(left)]
        arrived = {mail.rcpt_to[0] for mail in world.mails}
        written = sum(each in arrived for each in campaign)
        address = campaign.pop(min(len(campaign) - 1, max(0, written + dice.randint(-1, AHEAD))))
        told = await cam.suppress(address, "raced")
        answers.append(Acknowledged(address, len(told.in_flight), len(world.mails)))
        stage.bar.done()
        await asyncio.sleep(dice.uniform(0, BETWEEN))
    return answers


def _verdict(answers: list[Acknowledged], recipients: list[str]) -> Verdict:
    """A body's place in the order of arrival tells whether it came before the answer."""
    places: dict[str, list[int]] = {}
    for place, address in enumerate(recipients):
        places.setdefault(address, []).append(place)
    wrong = []
    for told in answers:
        later = [place for place in places.get(told.address, ()) if place >= told.mails]
        if len(later) > told.in_flight:
            wrong.append(
                f"{told.address} got {len(later)} after the suppression was acknowledged with "
                f"{told.in_flight} in flight"
            )
    written = {told.address for told in answers if told.address in places}
    return Verdict(
        did=f"{len(answers)} people suppressed while {RUNNERS} processes wrote to them",
        figures={
            "races": len(answers),
            "written_to_before": len(written),
            "in_flight": sum(told.in_flight for told in answers),
            "never_written_to": len(answers) - len(written),
            "bodies": len(recipients),
            "after_the_answer": len(wrong),
        },
        wrong=tuple(wrong),
    )
