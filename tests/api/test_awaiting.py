"""The gate before the routes, as long as the database was not seen."""

from collections.abc import Callable

import pytest

from cam.app.http import awaiting
from cam.app.http.awaiting import Gate
from cam.app.settings import Settings
from cam.domain.model.errors import DatabaseUnavailable, SchemaOutdated

from .service import Service, refused

AWAY = DatabaseUnavailable("cannot reach the database at db:5432: connection refused")


@pytest.fixture
def finds(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Says what the next looks at the database find; then it is there."""

    def say(*found: Exception | None) -> None:
        looks = list(found)

        async def look(_: Settings) -> None:
            if looks and (error := looks.pop(0)) is not None:
                raise error

        monkeypatch.setattr(awaiting, "schema_checked", look)

    return say


def gate(url: str = "postgresql://u@db/cam") -> tuple[Gate, list[float]]:
    """A gate, and how long it waited."""
    waited: list[float] = []

    async def sleep(seconds: float) -> None:
        waited.append(seconds)

    return Gate(Settings(database_url=url), sleep), waited


async def test_no_route_touches_a_database_that_was_not_seen(service: Service) -> None:
    """Though it would answer: its schema may be another version's."""
    service.app.state.gate.trouble = AWAY
    for path in ("/readyz", "/api/cam/campaigns", "/api/cam/runs"):
        answer = await service.ask("GET", path)
        assert "db:5432" in refused(answer, 503, "database_unavailable")["detail"]
        assert int(answer.headers["retry-after"]) > 0
    assert (await service.ask("GET", "/healthz")).status_code == 200


async def test_it_opens_when_the_database_comes(finds: Callable[..., None]) -> None:
    """Looks are not far apart, however long it takes."""
    finds(*[AWAY] * 20)
    shut, waited = gate()
    await shut.try_to_open()
    with pytest.raises(DatabaseUnavailable, match="connection refused"):
        shut.check()
    async with shut.opening():
        await shut.sleep(0)
    shut.check()
    assert len(waited) == 21
    assert waited[:4] == list(awaiting.WAITS)
    assert max(waited) == awaiting.WAITS[-1] <= 5


async def test_a_schema_of_another_version_is_hopeless(finds: Callable[..., None]) -> None:
    """At once, and after a wait."""
    old = SchemaOutdated("run `cam migrate`")
    finds(old)
    shut, _ = gate()
    with pytest.raises(SchemaOutdated):
        await shut.try_to_open()
    finds(AWAY, old)
    await shut.try_to_open()
    assert not shut.is_hopeless
    await shut._open_at_last()
    assert shut.is_hopeless
    with pytest.raises(SchemaOutdated, match="cam migrate"):
        shut.check()


async def test_a_file_is_not_waited_for(finds: Callable[..., None]) -> None:
    """It does not come by itself."""
    finds(AWAY)
    with pytest.raises(DatabaseUnavailable):
        await gate("sqlite:///cam.db")[0].try_to_open()
