"""the first schema

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


MOVES = (
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
"""An attempt's legal moves, as the domain has them when this revision was written."""


def _guards(dialect: str) -> tuple[str, ...]:
    """The database itself refuses an illegal move and writes down every legal one."""
    legal = ", ".join(f"('{start}', '{end}')" for start, end in MOVES)
    tell = (
        "INSERT INTO attempt_event (attempt_id, from_state, to_state, at, reason) "
        "VALUES (NEW.id, {old}, NEW.state, NEW.updated_at, NEW.reason);"
    )
    if dialect == "sqlite":
        return (
            (
                "CREATE TRIGGER attempt_moves BEFORE UPDATE OF state ON attempt "
                f"WHEN OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (VALUES {legal}) "
                "BEGIN SELECT RAISE(ABORT, 'illegal move of an attempt'); END"
            ),
            (
                "CREATE TRIGGER attempt_begun AFTER INSERT ON attempt "
                f"BEGIN {tell.format(old='NULL')} END"
            ),
            (
                "CREATE TRIGGER attempt_told AFTER UPDATE OF state ON attempt "
                f"WHEN OLD.state <> NEW.state BEGIN {tell.format(old='OLD.state')} END"
            ),
        )
    return (
        (
            "CREATE FUNCTION attempt_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "IF TG_OP = 'INSERT' THEN "
            f"{tell.format(old='NULL')} "
            "ELSIF OLD.state <> NEW.state THEN "
            f"IF (OLD.state, NEW.state) NOT IN ({legal}) THEN "
            "RAISE EXCEPTION 'illegal move of an attempt: % to %', OLD.state, NEW.state; END IF; "
            f"{tell.format(old='OLD.state')} END IF; RETURN NEW; END $$"
        ),
        (
            "CREATE TRIGGER attempt_moves AFTER INSERT OR UPDATE OF state ON attempt "
            "FOR EACH ROW EXECUTE FUNCTION attempt_moved()"
        ),
    )


def upgrade() -> None:
    """To this revision."""
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("pause_reason", sa.Text(), nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paused_by", sa.Text(), nullable=False),
        sa.Column("target_niche", sa.Text(), nullable=False),
        sa.Column("service_key", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("target_clients", sa.Integer(), nullable=True),
        sa.Column("target_mrr", sa.Float(), nullable=True),
        sa.Column("mrr_per_client", sa.Float(), nullable=False),
        sa.Column("channels_enabled", sa.Text(), nullable=False),
        sa.Column("max_emails_per_day", sa.Integer(), nullable=True),
        sa.Column("max_new_leads_per_cycle", sa.Integer(), nullable=False),
        sa.Column("max_enriched_per_cycle", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Text(), nullable=False),
        sa.Column("sending_window", sa.Text(), nullable=True),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("enrichers", sa.Text(), nullable=False),
        sa.Column("score_weights", sa.Text(), nullable=False),
        sa.Column("first_contact_delay", sa.Text(), nullable=True),
        sa.Column("mail_risky_addresses", sa.Boolean(), nullable=False),
        sa.Column("baseline", sa.Text(), nullable=False),
        sa.Column("run_epoch", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "max_emails_per_day BETWEEN 0 AND 10000", name=op.f("ck_campaign_mails_per_day")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("name", name=op.f("uq_campaign_name")),
    )
    op.create_table(
        "quota",
        sa.Column("scope", sa.String(length=100), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("used", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("used >= 0", name=op.f("ck_quota_used")),
        sa.PrimaryKeyConstraint("scope", "day", name=op.f("pk_quota")),
    )
    op.create_table(
        "suppression",
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("value", name=op.f("pk_suppression")),
    )
    op.create_table(
        "cursor",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=50), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_cursor_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "source", name=op.f("pk_cursor")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("type", sa.String(24), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=True),
        sa.Column("occurred_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_event_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_due", ["campaign_id", "due_at"], unique=False)

    op.create_table(
        "lead",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("email_status", sa.String(24), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("seniority", sa.Text(), nullable=False),
        sa.Column("company", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=False),
        sa.Column("keywords", sa.Text(), nullable=False),
        sa.Column("employees", sa.Integer(), nullable=True),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("linkedin_url", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("provider", sa.String(length=50), nullable=False),
        sa.Column("provider_id", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("score_lines", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("custom", sa.Text(), nullable=False),
        sa.Column("next_step", sa.Integer(), nullable=False),
        sa.Column("next_action", sa.String(24), nullable=False),
        sa.Column("next_action_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enrich_tries", sa.Integer(), nullable=False),
        sa.Column("asked_of", sa.Text(), nullable=False),
        sa.Column("first_contacted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_contacted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_because", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("provider_key", sa.Text(), nullable=True),
        sa.Column("linkedin_key", sa.Text(), nullable=True),
        sa.Column("email_key", sa.Text(), nullable=True),
        sa.Column("name_key", sa.Text(), nullable=True),
        sa.CheckConstraint("score BETWEEN 0 AND 1", name=op.f("ck_lead_score")),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_lead_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lead")),
        sa.UniqueConstraint("email_key", "campaign_id", name=op.f("uq_lead_email_key_campaign_id")),
        sa.UniqueConstraint(
            "linkedin_key", "campaign_id", name=op.f("uq_lead_linkedin_key_campaign_id")
        ),
        sa.UniqueConstraint("name_key", "campaign_id", name=op.f("uq_lead_name_key_campaign_id")),
        sa.UniqueConstraint(
            "provider_key", "campaign_id", name=op.f("uq_lead_provider_key_campaign_id")
        ),
    )
    with op.batch_alter_table("lead", schema=None) as batch_op:
        batch_op.create_index(
            "ix_lead_due", ["campaign_id", "next_action", "next_action_at"], unique=False
        )
        batch_op.create_index("ix_lead_status", ["campaign_id", "status"], unique=False)

    op.create_table(
        "run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(24), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reports", sa.Text(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_run_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
    )
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.create_index("ix_run_campaign", ["campaign_id", "status"], unique=False)
        batch_op.create_index("ix_run_parent", ["parent_id"], unique=False)

    op.create_table(
        "attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("recipient_key", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("state", sa.String(24), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_try", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("quota_day", sa.Date(), nullable=True),
        sa.Column("mime_sha256", sa.Text(), nullable=False),
        sa.Column("smtp_code", sa.Integer(), nullable=True),
        sa.Column("smtp_reply", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"],
            ["campaign.id"],
            name=op.f("fk_attempt_campaign_id_campaign"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["lead.id"], name=op.f("fk_attempt_lead_id_lead"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint(
            "campaign_id", "lead_id", "step", name=op.f("uq_attempt_campaign_id_lead_id_step")
        ),
        sa.UniqueConstraint(
            "campaign_id",
            "recipient_key",
            "step",
            name=op.f("uq_attempt_campaign_id_recipient_key_step"),
        ),
        sa.UniqueConstraint("message_id", name=op.f("uq_attempt_message_id")),
    )
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.create_index("ix_attempt_lead", ["lead_id", "step"], unique=False)
        batch_op.create_index(
            "ix_attempt_state", ["campaign_id", "state", "updated_at"], unique=False
        )

    op.create_table(
        "attempt_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("from_state", sa.String(24), nullable=True),
        sa.Column("to_state", sa.String(24), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["attempt.id"],
            name=op.f("fk_attempt_event_attempt_id_attempt"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_event")),
    )
    with op.batch_alter_table("attempt_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attempt_event_attempt_id"), ["attempt_id"], unique=False
        )

    for statement in _guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Back from this revision."""
    with op.batch_alter_table("attempt_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attempt_event_attempt_id"))

    op.drop_table("attempt_event")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION attempt_moved CASCADE")
    with op.batch_alter_table("attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_attempt_state")
        batch_op.drop_index("ix_attempt_lead")

    op.drop_table("attempt")
    with op.batch_alter_table("run", schema=None) as batch_op:
        batch_op.drop_index("ix_run_parent")
        batch_op.drop_index("ix_run_campaign")

    op.drop_table("run")
    with op.batch_alter_table("lead", schema=None) as batch_op:
        batch_op.drop_index("ix_lead_status")
        batch_op.drop_index("ix_lead_due")

    op.drop_table("lead")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_due")

    op.drop_table("event")
    op.drop_table("cursor")
    op.drop_table("suppression")
    op.drop_table("quota")
    op.drop_table("campaign")
