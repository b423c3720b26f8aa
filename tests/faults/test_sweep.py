"""A whole cycle, hurt at each of its steps in turn; then clean ones bring the story to its end."""

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import structlog

from cam.adapters.sql.connections import Connections
from cam.app.settings import Settings

from .small_world import PEOPLE, SmallWorld
from .tripwires import (
    AFTERWARDS,
    FAILURES,
    OF_THE_DATABASE,
    Tripwire,
    cancelled_at,
    outside,
    wired_database,
)

pytestmark = pytest.mark.slow
LIVE = {"claimed", "authorized"}


@pytest.fixture(autouse=True)
def _silent() -> None:
    """Hundreds of failures on purpose need not be told."""

    def drop(*_: object) -> str:
        raise structlog.DropEvent

    structlog.configure(processors=[drop])


class Sweep:
    """Fresh worlds, each a copy of the first."""

    def __init__(self, begun: Path, folder: Path) -> None:
        self._begun, self._folder = begun, folder
        self._number = 0
        self._link = folder / "link.db"
        """Always the newest world's database: so one engine, once warm, serves them all."""
        self._warm = Connections(f"sqlite:///{self._link}")

    def world(self) -> SmallWorld:
        """Nothing was sent yet."""
        self._number += 1
        path = self._folder / f"{self._number}.db"
        shutil.copyfile(self._begun, path)
        self._link.unlink(missing_ok=True)
        self._link.symlink_to(path)
        return SmallWorld(path)

    def connections(self, _: Settings) -> Connections:
        """With fresh pools, also when the closing of the last ones was cut short."""
        for engine in (self._warm.writer, self._warm.reader):
            engine.sync_engine.dispose(close=False)
        return self._warm


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder in memory, where there is one: nothing here is about durability."""
    shared = Path("/dev/shm")
    with TemporaryDirectory(dir=shared if shared.is_dir() else tmp_path) as folder:
        yield Path(folder)


@pytest.fixture
async def sweep(database_url: str, memory: Path, monkeypatch: pytest.MonkeyPatch) -> Sweep:
    """From a database with the campaign and nothing else."""
    begun = Path(database_url.removeprefix("sqlite:///"))
    await SmallWorld(begun).begin()
    sweep = Sweep(begun, memory)
    monkeypatch.setattr("cam.app.composition._connections", sweep.connections)
    return sweep


async def test_the_story_without_a_fault(sweep: Sweep) -> None:
    """Everybody is found, enriched, written to and announced."""
    world = sweep.world()
    await world.cycle()
    assert world.broken_promises(over=True) == []
    assert list(world.states().values()) == ["sent"] * PEOPLE
    assert len(world.notifier.received) == PEOPLE


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
async def test_cancelled_at_any_await_it_leaves_nothing_behind(sweep: Sweep) -> None:
    """No claim, no leave and no unknown; the next cycles write to everybody, once."""
    nth = 0
    while True:
        nth += 1
        world = sweep.world()
        awaits = await cancelled_at(nth, world.cycle())
        assert world.broken_promises(over=False) == [], f"cancelled at await {nth}"
        assert not LIVE & set(world.states().values()), f"cancelled at await {nth}"
        assert await world.ends_well() == [], f"cancelled at await {nth}"
        assert list(world.states().values()) == ["sent"] * PEOPLE, f"cancelled at await {nth}"
        if awaits < nth:
            break
    assert nth > 100
    gc.collect()  # a connection whose closing was cut short complains here, not in another test
    print(f"cancelled at each of {nth - 1} awaits")  # noqa: T201


@pytest.mark.parametrize(
    ("failure", "afterwards"),
    [(each, False) for each in FAILURES] + [(each, True) for each in AFTERWARDS],
)
async def test_any_call_of_a_port_may_fail(sweep: Sweep, failure: str, *, afterwards: bool) -> None:
    """Source, enricher, mailer, receiver: whatever they raise, done or not done."""
    nth = 0
    while True:
        nth += 1
        world = sweep.world()
        wire = Tripwire(nth, FAILURES[failure], afterwards=afterwards)
        await world.cycle(outside(world, wire))
        where = f"{failure} at call {nth}"
        assert world.broken_promises(over=False) == [], where
        assert await world.ends_well() == [], where
        assert set(world.states().values()) <= {"sent", "unknown"}, where
        if wire.count < nth:
            break
    assert nth > 2 * PEOPLE
    print(f"{failure}: {nth - 1} calls")  # noqa: T201


@pytest.mark.parametrize("failure", OF_THE_DATABASE)
async def test_any_verb_of_the_repository_may_fail(sweep: Sweep, failure: str) -> None:
    """The unit of work is rolled back; what may have gone out is unknown, all else goes on."""
    nth = 0
    while True:
        nth += 1
        world = sweep.world()
        wire = Tripwire(nth, FAILURES[failure])
        with wired_database(wire):
            await _tried(world)
        where = f"{failure} at verb {nth}"
        assert world.broken_promises(over=False) == [], where
        assert await world.ends_well() == [], where
        assert set(world.states().values()) <= {"sent", "unknown"}, where
        if wire.count < nth:
            break
    assert nth > 30
    print(f"{failure}: {nth - 1} verbs")  # noqa: T201


async def _tried(world: SmallWorld) -> None:
    """A cycle; whoever asks for it may be told that it cannot begin."""
    try:
        await world.cycle()
    except BaseException as error:
        if "boom" not in str(error):
            raise
