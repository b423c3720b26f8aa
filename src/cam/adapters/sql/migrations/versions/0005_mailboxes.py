"""several mailboxes, each with its pace; leads and attempts stay with theirs

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_LOCK_FOR_SENDING = """
CREATE OR REPLACE FUNCTION lock_for_sending(ids uuid[]) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(h) FROM (
        SELECT DISTINCT hashtext(k) AS h FROM (
            SELECT recipient_key AS k FROM attempt WHERE id = ANY(ids) UNION
            SELECT lower(split_part(recipient, '@', 2)) FROM attempt WHERE id = ANY(ids){mailboxes}
        ) AS keys ORDER BY h
    ) AS people;
    PERFORM FROM attempt WHERE id = ANY(ids) ORDER BY id FOR UPDATE;
    PERFORM FROM campaign WHERE id IN (SELECT campaign_id FROM attempt WHERE id = ANY(ids))
        ORDER BY id FOR SHARE;
END $$
"""
"""As revision 0003 has it, and with the mailboxes: whoever holds one takes the same lock, alone."""

_MAILBOXES = """ UNION
            SELECT 'mailbox:' || mailbox FROM attempt WHERE id = ANY(ids)"""


def _lock_for_sending(mailboxes: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(_LOCK_FOR_SENDING.format(mailboxes=mailboxes))


def _length_of_held_names(length: int) -> None:
    with op.batch_alter_table("hold") as hold:
        hold.alter_column("provider", type_=sa.String(length), existing_nullable=False)


def upgrade() -> None:
    """To this revision."""
    for table in ("lead", "attempt"):
        op.add_column(table, sa.Column("mailbox", sa.String(80), nullable=False, server_default=""))
    op.add_column(
        "campaign", sa.Column("mailboxes", sa.Text(), nullable=False, server_default="[]")
    )
    op.add_column("campaign", sa.Column("ramp_up", sa.Text(), nullable=True))
    op.create_table(
        "pace",
        sa.Column("scope", sa.String(100), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("next_send_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_pace")),
    )
    _length_of_held_names(100)
    _lock_for_sending(_MAILBOXES)


def downgrade() -> None:
    """Back from this revision."""
    _lock_for_sending("")
    op.execute("DELETE FROM hold WHERE provider LIKE 'mailbox:%'")
    _length_of_held_names(50)
    op.drop_table("pace")
    for column in ("ramp_up", "mailboxes"):
        op.drop_column("campaign", column)
    for table in ("attempt", "lead"):
        op.drop_column(table, "mailbox")
