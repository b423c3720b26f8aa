"""Which schema this version needs."""

from sqlalchemy import text

from cam.adapters.sql.connections import Connections, sqlite_file
from cam.domain.model.errors import SchemaOutdated

HEAD = "0007"
"""The newest revision; a test holds it equal to the newest script."""


async def schema_revision(connections: Connections) -> str:
    """The revision of the database's schema; empty when it has none. Raises DatabaseUnavailable."""
    try:
        return await _found(connections)
    except SchemaOutdated:
        return ""


async def check_schema(connections: Connections) -> None:
    """Raises SchemaOutdated unless the database's schema is this version's."""
    found = await _found(connections)
    if found != HEAD:
        raise SchemaOutdated(
            f"the database's schema is {found or 'empty'}, this version needs {HEAD}: "
            "run `cam migrate`"
        )


async def _found(connections: Connections) -> str:
    file = sqlite_file(connections.url)
    if file is not None and not file.exists():
        raise SchemaOutdated(f"there is no database at {file} yet: run `cam migrate`")
    async with connections.reading() as connection:
        rows = await connection.execute(text("SELECT version_num FROM alembic_version"))
        return rows.scalar() or ""
