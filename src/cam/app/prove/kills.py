"""One campaign is killed at a named instant, then run on until nothing is left to do."""

from collections import Counter

from msgspec import Struct

from cam.app.composition import open_cam
from cam.app.prove import bodies
from cam.app.prove.crew import KILLED
from cam.app.prove.stage import Stage, addresses, draft, environment, quiet, welcome
from cam.app.settings import Settings
from cam.domain.model.audience import Audience
from cam.ports.failpoints import Point
from cam.sandbox import Sandbox

MAIL_POINTS = (
    Point.OFFERED,
    Point.AUTHORIZED,
    Point.HALF_WRITTEN,
    Point.WRITTEN,
    Point.REPLIED,
    Point.RECORDED,
)
"""Reached once for each mail."""
KILLED_AT = tuple(each for each in Point if each not in (Point.HEARD, Point.APPLIED))
"""All but those of reading the mailbox, which no mail passes."""
FINDING = (Point.DISCOVERED, Point.RESERVED, Point.ENRICHED, Point.KEPT)
UNKNOWN_AFTER = {
    Point.AUTHORIZED: 1,
    Point.HALF_WRITTEN: 1,
    Point.WRITTEN: 1,
    Point.REPLIED: 1,
}
"""Attempts whose fate one kill leaves unknown when one mail is under way at a time; else none."""
DELIVERED_THOUGH_UNKNOWN = {Point.AUTHORIZED: 0, Point.HALF_WRITTEN: 0, Point.REPLIED: 1}
CONNECTIONS = (1, 1, 2, 4, 10)


class Story(Struct, frozen=True, kw_only=True):
    """What happens to one campaign."""

    number: int
    point: Point
    nth: int = 1
    people: int = 6
    connections: int = 1
    limit: int = 50
    kills: int = 1

    @property
    def domain(self) -> str:
        """Whose mails these are, at a server that many stories share."""
        return f"{self.point.replace('_', '-')}-{self.number}.example"

    @property
    def finds(self) -> bool:
        """Does it look for people, and enrich them, too?"""
        return self.point in FINDING

    @property
    def name(self) -> str:
        """As complaints name it."""
        return f"{self.point}:{self.nth} ({self.people} people, {self.connections} connections)"


class Told(Struct, kw_only=True):
    """How a story ended."""

    name: str
    kills: int = 0
    cycles: int = 0
    authorized: int = 0
    bodies: int = 0
    sent: int = 0
    unknown: int = 0
    unknown_delivered: int = 0
    queued: int = 0
    wrong: list[str] = []


def stories(kills: int) -> list[Story]:
    """So many kills: at each instant, early and late, alone and in a crowd, once and twice."""
    made: list[Story] = []
    left, number = kills, 0
    while left > 0:
        for point in KILLED_AT:
            story = _story(point, number)
            if left > 0:
                made.append(story)
                left -= story.kills
        number += 1
    return made


def _story(point: Point, number: int) -> Story:
    people = 5 + number % 4
    limit = people - 2 if number % 5 == 3 else 50
    times = {Point.CLAIMED: 2 if limit > people else 1}.get(point, 1)
    times = min(people, limit) if point in MAIL_POINTS else times
    return Story(
        number=number,
        point=point,
        nth=1 + number % times,
        people=people,
        connections=CONNECTIONS[number % len(CONNECTIONS)],
        limit=limit,
        kills=1 + number % 2,
    )


async def killed_at(stage: Stage, world: Sandbox, story: Story) -> Told:
    """The story from its beginning to its verdict."""
    database = await stage.database()
    env = environment(world, database, domain=story.domain, finds=story.finds)
    env["SMTP_CONNECTIONS"] = str(story.connections)
    await _begin(story, Settings.read(env))
    told = Told(name=story.name)
    for number in range(story.kills):
        nth = story.nth if number == 0 else 1
        ended = await stage.send("cycle", env | {"CAM_FAILPOINT": f"{story.point}:{nth}"})
        told.kills += ended.code == KILLED
        stage.bar.done(int(ended.code == KILLED))
        if ended.code not in ((KILLED,) if number == 0 else (KILLED, 0)):
            told.wrong.append(f"{story.name}: was not killed, ended with {ended.code}")
    for _ in range(2):
        ended = await stage.send("cycle", env)
        if ended.code:
            told.wrong.append(f"{story.name}: a cycle after the kill ended with {ended.code}")
    await quiet(world)
    told.cycles = story.kills + 2
    mails = [mail for mail in world.mails if mail.mail_from.endswith(f"@{story.domain}")]
    arrived = bodies.received(mails)
    books = await bodies.read(database)
    kills = told.kills
    expected = bodies.Expected(people=story.people, limit=story.limit, kills=kills)
    told.wrong += [f"{story.name}: {each}" for each in bodies.wrong(books, arrived, expected)]
    counted(told, books, arrived)
    told.wrong += _surprises(story, told)
    return told


def counted(told: Told, books: bodies.Books, arrived: Counter[bodies.Pair]) -> None:
    """Adds what a story came to."""
    told.authorized += sum(row.times_authorized for row in books.rows)
    told.bodies += arrived.total()
    states = books.states
    told.sent += states["sent"]
    told.queued += states["queued"]
    doubtful = [row for row in books.rows if row.state in ("unknown", "unknown_final")]
    told.unknown += len(doubtful)
    told.unknown_delivered += sum(arrived[row.pair] for row in doubtful)


def _surprises(story: Story, told: Told) -> list[str]:
    """One at a time, it is known exactly what a kill may leave unknown."""
    if told.unknown > story.connections * told.kills:
        return [f"{story.name}: {told.unknown} unknown after {told.kills} kills"]
    if story.connections > 1 or told.kills > 1:
        return []
    surprises = []
    if told.unknown != UNKNOWN_AFTER.get(story.point, 0):
        surprises.append(f"{story.name}: {told.unknown} unknown")
    delivered = DELIVERED_THOUGH_UNKNOWN.get(story.point, told.unknown_delivered)
    if told.unknown_delivered != delivered:
        surprises.append(f"{story.name}: {told.unknown_delivered} delivered though unknown")
    return surprises


async def _begin(story: Story, settings: Settings) -> None:
    """The campaign and its people, each due at once."""
    audience = Audience(person_seniorities=("director",)) if story.finds else Audience()
    wanted = draft("story", limit=story.limit, max_new_leads_per_cycle=3, audience=audience)
    async with open_cam(settings) as cam:
        campaign = await cam.create_campaign(wanted)
        await welcome(cam, campaign.id, addresses(story.domain, story.people))
