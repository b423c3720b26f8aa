"""Which schema this version needs."""

from sqlalchemy import text

from cam.adapters.sql.engine import Engines, sqlite_file
from cam.domain.model.errors import SchemaOutdated

HEAD = "0001"
"""The newest revision; a test holds it equal to the newest script."""


async def schema_revision(engines: Engines) -> str:
    """The revision of the database's schema; empty when it has none. Raises DatabaseUnavailable."""
    try:
        return await _found(engines)
    except SchemaOutdated:
        return ""


async def check_schema(engines: Engines) -> None:
    """Raises SchemaOutdated unless the database's schema is this version's."""
    found = await _found(engines)
    if found != HEAD:
        raise SchemaOutdated(
            f"the database's schema is {found or 'empty'}, this version needs {HEAD}: "
            "run `cam migrate`"
        )


async def _found(engines: Engines) -> str:
    file = sqlite_file(engines.url)
    if file is not None and not file.exists():
        raise SchemaOutdated(f"there is no database at {file} yet: run `cam migrate`")
    async with engines.reading() as connection:
        rows = await connection.execute(text("SELECT version_num FROM alembic_version"))
        return rows.scalar() or ""
