"""credits are a ledger; each fact remembers who said it

Revision ID: 0002
Revises: 0001
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _campaign() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("verify", sa.String(24), nullable=False, server_default="unverified"),
        sa.Column("risky_share", sa.Float(), nullable=False, server_default="0.1"),
        sa.Column("credit_budget", sa.Text(), nullable=False, server_default="{}"),
        sa.Column("mailer", sa.String(24), nullable=False, server_default="smtp"),
        sa.Column("share_people", sa.Boolean(), nullable=False, server_default=sa.false()),
    )


def _lead() -> tuple[sa.Column[Any], ...]:
    return (sa.Column("provenance", sa.Text(), nullable=False, server_default="{}"),)


CALL_MOVES = (
    ("reserved", "pending"),
    ("reserved", "answered"),
    ("reserved", "released"),
    ("reserved", "lost"),
    ("pending", "pending"),
    ("pending", "answered"),
    ("pending", "released"),
    ("pending", "lost"),
    ("answered", "settled"),
    ("lost", "pending"),
    ("lost", "answered"),
)
"""A call's legal moves, as the domain has them when this revision was written."""


def _guards(dialect: str) -> tuple[str, ...]:
    """The database itself refuses an illegal move."""
    legal = ", ".join(f"('{start}', '{end}')" for start, end in CALL_MOVES)
    if dialect == "sqlite":
        return (
            (
                "CREATE TRIGGER call_moves BEFORE UPDATE OF state ON call "
                f"WHEN OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (VALUES {legal}) "
                "BEGIN SELECT RAISE(ABORT, 'illegal move of a call'); END"
            ),
        )
    return (
        (
            "CREATE FUNCTION call_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN ({legal}) THEN "
            "RAISE EXCEPTION 'illegal move of a call: % to %', OLD.state, NEW.state; END IF; "
            "RETURN NEW; END $$"
        ),
        (
            "CREATE TRIGGER call_moves BEFORE UPDATE OF state ON call "
            "FOR EACH ROW EXECUTE FUNCTION call_moved()"
        ),
    )


def upgrade() -> None:
    """To this revision."""
    for column in _campaign():
        op.add_column("campaign", column)
    for column in _lead():
        op.add_column("lead", column)
    op.create_table(
        "call",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("provider", sa.String(50), nullable=False),
        sa.Column("purpose", sa.String(24), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("questions", sa.Text(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("answer", sa.LargeBinary(), nullable=False),
        sa.Column("result", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reserved >= 0 AND spent >= 0", name=op.f("ck_call_credits")),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_call_campaign_id_campaign"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
    )
    op.create_index("ix_call_campaign", "call", ["campaign_id", "state"])
    op.create_table(
        "purchase",
        sa.Column("provider", sa.String(50), nullable=False),
        sa.Column("purpose", sa.String(24), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["call_id"],
            ["call.id"],
            name=op.f("fk_purchase_call_id_call"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("provider", "purpose", "key", name=op.f("pk_purchase")),
    )
    op.create_index(op.f("ix_purchase_call_id"), "purchase", ["call_id"])
    op.create_table(
        "credit",
        sa.Column("scope", sa.String(100), nullable=False),
        sa.Column("period", sa.String(10), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("used >= 0", name=op.f("ck_credit_used")),
        sa.PrimaryKeyConstraint("scope", "period", name=op.f("pk_credit")),
    )
    op.create_table(
        "hold",
        sa.Column("provider", sa.String(50), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("look_again_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("provider", name=op.f("pk_hold")),
    )
    for statement in _guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Back from this revision."""
    for table in ("hold", "credit", "purchase", "call"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION call_moved")
    for table, columns in (("lead", _lead()), ("campaign", _campaign())):
        for column in columns:
            op.drop_column(table, column.name)
