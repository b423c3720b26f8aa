"""Which schema this version needs."""

from sqlalchemy import text

from cam.adapters.sql.engine import Engines
from cam.domain.model.errors import SchemaOutdated

HEAD = "0001"
"""The newest revision; a test holds it equal to the newest script."""


async def check_schema(engines: Engines) -> None:
    """Raises SchemaOutdated unless the database's schema is this version's."""
    async with engines.reading() as connection:
        found = (await connection.execute(text("SELECT version_num FROM alembic_version"))).scalar()
    if found != HEAD:
        raise SchemaOutdated(
            f"the database's schema is {found or 'empty'}, this version needs {HEAD}: "
            "run `cam migrate`"
        )
