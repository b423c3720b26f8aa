"""Alembic's environment: runs on the connection that `cam.adapters.sql.migrate` hands over."""

from alembic import context

from cam.adapters.sql.migrate import as_plain_type
from cam.adapters.sql.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=False,
    render_item=as_plain_type,
)
with context.begin_transaction():
    context.run_migrations()
