"""where each address came from, consent by country, links that outlive their campaign

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DEPARTING = "INSERT INTO departed (attempt_id, recipient_key) VALUES (OLD.id, OLD.recipient_key)"


def _guards(dialect: str) -> tuple[str, ...]:
    """Whoever deletes an attempt, with its campaign or alone, leaves behind whom it was for."""
    if dialect == "sqlite":
        return (
            (
                "CREATE TRIGGER attempt_departs BEFORE DELETE ON attempt "
                f"BEGIN {DEPARTING.replace('INSERT', 'INSERT OR IGNORE')}; END"
            ),
        )
    return (
        (
            "CREATE FUNCTION attempt_departed() RETURNS trigger LANGUAGE plpgsql AS $$ "
            f"BEGIN {DEPARTING} ON CONFLICT DO NOTHING; RETURN OLD; END $$"
        ),
        (
            "CREATE TRIGGER attempt_departs BEFORE DELETE ON attempt "
            "FOR EACH ROW EXECUTE FUNCTION attempt_departed()"
        ),
    )


def upgrade() -> None:
    """To this revision."""
    op.add_column(
        "lead", sa.Column("legal_basis", sa.String(24), nullable=False, server_default="unknown")
    )
    op.add_column("lead", sa.Column("source", sa.Text(), nullable=False, server_default=""))
    op.add_column("lead", sa.Column("obtained_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE lead SET obtained_at = created_at, "
        "source = upper(substr(provider, 1, 1)) || substr(provider, 2)"
    )
    op.add_column("campaign", sa.Column("consent_countries", sa.Text(), nullable=True))
    op.create_table(
        "departed",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_departed")),
    )
    for statement in _guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Back from this revision."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER attempt_departs")
    else:
        op.execute("DROP TRIGGER attempt_departs ON attempt")
        op.execute("DROP FUNCTION attempt_departed")
    op.drop_table("departed")
    op.drop_column("campaign", "consent_countries")
    for column in ("obtained_at", "source", "legal_basis"):
        op.drop_column("lead", column)
