"""Health, and what happens when the database or the code fails."""

import sqlite3
from contextlib import closing

import pytest

from cam.app.operations import Cam
from cam.domain.model.errors import DatabaseUnavailable

from .service import Service, refused


async def test_alive_and_ready(service: Service) -> None:
    """Both at once, on a migrated database."""
    assert (await service.ask("GET", "/healthz")).json() == {"status": "alive"}
    assert (await service.ask("GET", "/readyz")).json() == {"status": "ready"}


async def test_an_old_schema_is_not_ready(service: Service, database_url: str) -> None:
    """503 with a word of what to do; still alive."""
    with closing(sqlite3.connect(database_url.removeprefix("sqlite:///"))) as db:
        db.execute("DROP TABLE run")
    answer = await service.ask("GET", "/readyz")
    assert "cam migrate" in refused(answer, 503, "schema_outdated")["detail"]
    assert int(answer.headers["retry-after"]) > 0
    assert (await service.ask("GET", "/healthz")).status_code == 200


async def test_a_database_that_is_gone_is_told_everywhere(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """503 and Retry-After, at readyz and at the routes."""

    async def gone(*_: object) -> None:
        raise DatabaseUnavailable("cannot reach the database at db:5432")

    monkeypatch.setattr(Cam, "check_database", gone)
    monkeypatch.setattr(Cam, "campaigns", gone)
    for path in ("/readyz", "/api/cam/campaigns"):
        answer = await service.ask("GET", path)
        refused(answer, 503, "database_unavailable")
        assert int(answer.headers["retry-after"]) > 0


async def test_a_fault_of_ours_tells_only_its_id(
    service: Service, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The reason is in the log, under the same id."""

    async def broken(*_: object) -> None:
        raise ZeroDivisionError("secret-4711")

    monkeypatch.setattr(Cam, "campaigns", broken)
    answer = await service.get("/campaigns")
    problem = refused(answer, 500, "internal_error")
    assert "secret-4711" not in answer.text
    assert "ZeroDivision" not in answer.text
    told = capsys.readouterr()
    assert "secret-4711" in told.out + told.err
    assert problem["request_id"] in told.out + told.err
