"""Brings the database's schema to this version, and tells whether it is."""

from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection, text

from cam.adapters.sql.connections import Connections
from cam.adapters.sql.types import Json, Micro, UtcDateTime, Word
from cam.domain.model.errors import SchemaOutdated

_LOCK = 0x43414D  # "CAM": one migration at a time on Postgres


async def migrate(connections: Connections, revision: str = "head") -> None:
    """Moves the schema up, or down, to `revision`. Raises DatabaseUnavailable, SchemaOutdated."""
    connections.prepare_file()
    try:
        async with connections.writing() as connection:
            await connection.run_sync(_move, revision)
    except CommandError as unknown:
        raise SchemaOutdated(
            f"the database's schema is not known to this version ({unknown}): use a newer CAM"
        ) from None


async def compare(connections: Connections) -> None:
    """Raises alembic's CommandError when the tables differ from the newest revision."""
    async with connections.writing() as connection:
        await connection.run_sync(lambda sync: command.check(_config(sync)))


def _move(connection: Connection, revision: str) -> None:
    if connection.dialect.name == "postgresql":
        for limit in ("lock_timeout", "statement_timeout"):  # a large table takes its time
            connection.execute(text(f"SET LOCAL {limit} = 0"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    config = _config(connection)
    if revision == "base" or revision.startswith("-"):
        command.downgrade(config, revision)
    else:
        command.upgrade(config, revision)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config


def as_plain_type(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """How a column type of CAM is written in a revision: as what the database sees."""
    if kind != "type":
        return False
    match item:
        case UtcDateTime():
            return "sa.DateTime(timezone=True)"
        case Json():
            return "sa.Text()"
        case Word():
            return "sa.String(24)"
        case Micro():
            return "sa.BigInteger()"
        case _:
            return False
