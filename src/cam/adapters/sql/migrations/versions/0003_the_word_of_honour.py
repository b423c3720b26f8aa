"""evidence for unknown attempts, a deployment that knows where it lives, indexes over what is live

Revision ID: 0003
Revises: 0002
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

OLD_MOVES = (
    ("queued", "claimed"),
    ("queued", "cancelled"),
    ("claimed", "queued"),
    ("claimed", "authorized"),
    ("claimed", "rejected"),
    ("claimed", "cancelled"),
    ("claimed", "failed"),
    ("authorized", "sent"),
    ("authorized", "rejected"),
    ("authorized", "queued"),
    ("authorized", "unknown"),
    ("unknown", "sent"),
    ("unknown", "rejected"),
    ("unknown", "queued"),
    ("unknown", "unknown_final"),
)
MOVES = (*OLD_MOVES, ("queued", "unknown"), ("claimed", "unknown"))
"""A database that was restored cannot know what went out since: that is held as unknown."""


LOCK_FOR_SENDING = """
CREATE FUNCTION lock_for_sending(ids uuid[]) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(h) FROM (
        SELECT DISTINCT hashtext(k) AS h FROM (
            SELECT recipient_key AS k FROM attempt WHERE id = ANY(ids) UNION
            SELECT lower(split_part(recipient, '@', 2)) FROM attempt WHERE id = ANY(ids)
        ) AS keys ORDER BY h
    ) AS people;
    PERFORM FROM attempt WHERE id = ANY(ids) ORDER BY id FOR UPDATE;
    PERFORM FROM campaign WHERE id IN (SELECT campaign_id FROM attempt WHERE id = ANY(ids))
        ORDER BY id FOR SHARE;
END $$
"""
"""The locks of the authorize transaction, in their order; each statement sees what was committed
while the one before it waited."""


def _guard(dialect: str, moves: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """The statements that make the database keep these moves and no others."""
    legal = ", ".join(f"('{start}', '{end}')" for start, end in moves)
    if dialect == "sqlite":
        return (
            "DROP TRIGGER attempt_moves",
            (
                "CREATE TRIGGER attempt_moves BEFORE UPDATE OF state ON attempt "
                f"WHEN OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (VALUES {legal}) "
                "BEGIN SELECT RAISE(ABORT, 'illegal move of an attempt'); END"
            ),
        )
    tell = (
        "INSERT INTO attempt_event (attempt_id, from_state, to_state, at, reason) "
        "VALUES (NEW.id, {old}, NEW.state, NEW.updated_at, NEW.reason);"
    )
    return (
        (
            "CREATE OR REPLACE FUNCTION attempt_moved() RETURNS trigger LANGUAGE plpgsql AS $$ "
            "BEGIN IF TG_OP = 'INSERT' THEN "
            f"{tell.format(old='NULL')} "
            "ELSIF OLD.state <> NEW.state THEN "
            f"IF (OLD.state, NEW.state) NOT IN ({legal}) THEN "
            "RAISE EXCEPTION 'illegal move of an attempt: % to %', OLD.state, NEW.state; END IF; "
            f"{tell.format(old='OLD.state')} END IF; RETURN NEW; END $$"
        ),
    )


def _create_partial(name: str, table: str, *columns: str | sa.TextClause, where: str) -> None:
    """An index over some rows only."""
    told = sa.text(where)
    op.create_index(name, table, columns, sqlite_where=told, postgresql_where=told)


def upgrade() -> None:
    """To this revision."""
    op.add_column("attempt", sa.Column("evidence", sa.Text(), nullable=False, server_default=""))
    op.add_column(
        "campaign", sa.Column("on_unknown", sa.String(24), nullable=False, server_default="ask")
    )
    deployment = op.create_table(
        "deployment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash_key", sa.LargeBinary(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("armed_by", sa.Text(), nullable=False),
        sa.Column("armed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_deployment_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deployment")),
    )
    op.bulk_insert(
        deployment,
        [{"id": 1, "hash_key": secrets.token_bytes(32), "place": "", "mark": 0, "armed_by": ""}],
    )
    op.create_index(
        "ix_attempt_queued",
        "attempt",
        ["campaign_id", "id", "next_try"],
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index(
        "ix_attempt_live",
        "attempt",
        ["campaign_id", "lease_until"],
        sqlite_where=sa.text("state IN ('claimed', 'authorized')"),
        postgresql_where=sa.text("state IN ('claimed', 'authorized')"),
    )
    op.create_index(
        "ix_attempt_unknown",
        "attempt",
        ["id", "campaign_id"],
        sqlite_where=sa.text("state = 'unknown'"),
        postgresql_where=sa.text("state = 'unknown'"),
    )
    op.create_index("ix_attempt_recipient", "attempt", ["recipient_key"])
    op.drop_index("ix_lead_due", "lead")
    best_first = ("campaign_id", "next_action", sa.text("score DESC"), "id", "next_action_at")
    _create_partial("ix_lead_next", "lead", *best_first, where="next_action <> 'none'")
    op.create_index("ix_lead_campaign", "lead", ["campaign_id", "id"])
    _create_partial("ix_event_waiting", "event", "due_at", "id", where="due_at IS NOT NULL")
    for owner in ("parent", "campaign"):
        op.drop_index(f"ix_run_{owner}", "run")
        op.create_index(f"ix_run_{owner}", "run", [f"{owner}_id", "id"])
    _create_partial("ix_run_active", "run", "campaign_id", where="status IN ('queued', 'running')")
    dialect = op.get_bind().dialect.name
    for statement in _guard(dialect, MOVES):
        op.execute(statement)
    if dialect == "postgresql":
        op.execute(LOCK_FOR_SENDING)


def downgrade() -> None:
    """Back from this revision."""
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        op.execute("DROP FUNCTION lock_for_sending")
    for statement in _guard(dialect, OLD_MOVES):
        op.execute(statement)
    for index in ("active", "campaign", "parent"):
        op.drop_index(f"ix_run_{index}", "run")
    op.create_index("ix_run_campaign", "run", ["campaign_id", "status"])
    op.create_index("ix_run_parent", "run", ["parent_id"])
    op.drop_index("ix_event_waiting", "event")
    op.drop_index("ix_lead_campaign", "lead")
    op.drop_index("ix_lead_next", "lead")
    op.create_index("ix_lead_due", "lead", ["campaign_id", "next_action", "next_action_at"])
    for index in ("recipient", "unknown", "live", "queued"):
        op.drop_index(f"ix_attempt_{index}", "attempt")
    op.drop_table("deployment")
    op.drop_column("campaign", "on_unknown")
    op.drop_column("attempt", "evidence")
