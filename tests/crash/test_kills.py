"""Killed at any instant: nobody is mailed twice, nobody is lost, and the books tell the truth."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from cam.ports.failpoints import Point

from .plants import REVEALED_BY
from .stories import Lane, Story, Teller, Told, lanes, world

ROUNDS = 10
CONNECTIONS = (1, 1, 2, 4, 10)
MAIL_POINTS = (
    Point.OFFERED,
    Point.AUTHORIZED,
    Point.HALF_WRITTEN,
    Point.WRITTEN,
    Point.REPLIED,
    Point.RECORDED,
)
"""Reached once for each mail."""
FINDING = (Point.DISCOVERED, Point.ENRICHED)
UNKNOWN_AFTER = {
    Point.PLANNED: 0,
    Point.CLAIMED: 0,
    Point.OFFERED: 0,
    Point.AUTHORIZED: 1,
    Point.HALF_WRITTEN: 1,
    Point.WRITTEN: 1,
    Point.REPLIED: 1,
    Point.RECORDED: 0,
    Point.DISCOVERED: 0,
    Point.ENRICHED: 0,
}
"""Attempts whose fate one kill leaves unknown when one mail is under way at a time."""
DELIVERED_THOUGH_UNKNOWN = {Point.AUTHORIZED: 0, Point.HALF_WRITTEN: 0, Point.REPLIED: 1}


@pytest.fixture(scope="module")
def opened() -> Iterator[list[Lane]]:
    """Processes that run the cycles."""
    with lanes() as each:
        yield each


@pytest.fixture
async def teller(opened: list[Lane], empty_database: Path, tmp_path: Path) -> AsyncIterator[Teller]:
    """Tells stories against a fresh sandbox."""
    async with world() as sandbox:
        yield Teller(sandbox, opened, empty_database, tmp_path)


def stories(point: Point) -> list[Story]:
    """Ten ways to be killed there: early and late, alone and in a crowd, once and twice."""
    told = []
    for number in range(ROUNDS):
        people = 5 + number % 4
        limit = people - 2 if number % 5 == 3 else 50
        reached = min(people, limit)
        times = {Point.CLAIMED: 2 if limit > people else 1, Point.ENRICHED: 2}.get(point, 1)
        times = reached if point in MAIL_POINTS else times
        told.append(
            Story(
                number=number,
                point=point,
                nth=1 + number % times,
                people=people,
                connections=CONNECTIONS[number % len(CONNECTIONS)],
                limit=limit,
                kills=1 + number % 2,
                finds=point in FINDING,
            )
        )
    return told


@pytest.mark.parametrize("point", list(Point))
async def test_a_kill_sends_nothing_twice_and_loses_nobody(teller: Teller, point: Point) -> None:
    """Ten kills and more at each instant; the mail server is the witness."""
    told = await asyncio.gather(*(teller.tell(story) for story in stories(point)))
    assert [(each.story, each.verdict.wrong) for each in told if each.verdict.wrong] == []
    for each in told:
        _as_expected(each)
    print(_figures(point, told))  # noqa: T201


def _as_expected(told: Told) -> None:
    """One at a time, it is known exactly what a kill may leave unknown."""
    story, verdict = told.story, told.verdict
    assert verdict.unknown <= story.connections * told.kills
    if story.connections > 1 or told.kills > 1:
        return
    assert verdict.unknown == UNKNOWN_AFTER[story.point], story
    if story.point in DELIVERED_THOUGH_UNKNOWN:
        assert verdict.unknown_delivered == DELIVERED_THOUGH_UNKNOWN[story.point], story


def _figures(point: Point, told: list[Told]) -> str:
    verdicts = [each.verdict for each in told]
    return (
        f"{point}: kills {sum(each.kills for each in told)}, "
        f"bodies {sum(v.bodies for v in verdicts)}, sent {sum(v.sent for v in verdicts)}, "
        f"unknown {sum(v.unknown for v in verdicts)} "
        f"(delivered {sum(v.unknown_delivered for v in verdicts)}), "
        f"queued {sum(v.queued for v in verdicts)}, wrong 0"
    )


@pytest.mark.parametrize("plant", list(REVEALED_BY))
async def test_the_checker_reports_a_planted_bug(teller: Teller, plant: str) -> None:
    """A checker that finds nothing must be shown to be able to find something."""
    point, word = REVEALED_BY[plant]
    told = await teller.tell(Story(number=0, point=point, nth=2, plant=plant))
    assert any(word in each for each in told.verdict.wrong), told


async def test_the_same_story_without_the_bug_is_clean(teller: Teller) -> None:
    """So it is the bug that the checker reports, not the story."""
    points = sorted({point for point, _ in REVEALED_BY.values()})
    told = [await teller.tell(Story(number=1, point=point, nth=2)) for point in points]
    assert [each.verdict.wrong for each in told] == [[]] * len(points)
