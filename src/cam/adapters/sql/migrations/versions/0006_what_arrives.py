"""what arrives: messages, how far mailboxes were read, and what a campaign makes of them

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "arrival",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("matched_by", sa.String(24), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("attempt_id", sa.Uuid(), nullable=True),
        sa.Column("verdict", sa.String(24), nullable=False),
        sa.Column("needs_review", sa.Boolean(), nullable=False),
        sa.Column("ruled_by", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("effects", sa.Text(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_arrival_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["lead.id"], name=op.f("fk_arrival_lead_id_lead"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
            name=op.f("fk_arrival_attempt_id_attempt"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.UniqueConstraint("key", name=op.f("uq_arrival_key")),
    )
    op.create_index("ix_arrival_campaign", "arrival", ["campaign_id", "received_at"])
    op.create_index("ix_arrival_lead", "arrival", ["lead_id", "kind"])
    op.create_index("ix_arrival_attempt", "arrival", ["attempt_id"])
    waits = sa.text("needs_review")
    op.create_index(
        "ix_arrival_review",
        "arrival",
        ["id", "campaign_id"],
        sqlite_where=waits,
        postgresql_where=waits,
    )
    op.create_table(
        "inbox_mark",
        sa.Column("mailbox", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.Column("validity", sa.BigInteger(), nullable=False),
        sa.Column("uid", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mailbox", "folder", name=op.f("pk_inbox_mark")),
    )
    op.add_column(
        "campaign",
        sa.Column("stop_company_on_reply", sa.Boolean(), nullable=False, server_default=sa.true()),
    )
    op.add_column(
        "campaign",
        sa.Column("max_soft_bounces", sa.Integer(), nullable=False, server_default="3"),
    )
    op.create_index("ix_lead_domain", "lead", ["campaign_id", "domain"])


def downgrade() -> None:
    """Back from this revision."""
    op.drop_index("ix_lead_domain", "lead")
    op.drop_column("campaign", "max_soft_bounces")
    op.drop_column("campaign", "stop_company_on_reply")
    op.drop_table("inbox_mark")
    op.drop_table("arrival")
