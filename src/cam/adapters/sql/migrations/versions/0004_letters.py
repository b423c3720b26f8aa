"""variants of a step, the subject that was really sent, and what came back

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.add_column("attempt", sa.Column("variant", sa.String(40), nullable=False, server_default=""))
    op.add_column("attempt", sa.Column("subject", sa.Text(), nullable=False, server_default=""))
    for moment in ("replied_at", "bounced_at"):
        op.add_column("attempt", sa.Column(moment, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Back from this revision."""
    for name in ("bounced_at", "replied_at", "subject", "variant"):
        op.drop_column("attempt", name)
