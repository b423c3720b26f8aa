"""A stage for each test: a sandbox and a database, SQLite or Postgres."""

from integration.conftest import sandbox, stage

__all__ = ["sandbox", "stage"]
