"""The tables. Unique keys carry the promises; a struct's fields and its columns have one name."""

from datetime import timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from cam.adapters.sql.types import Json, Micro, UtcDateTime, Word
from cam.domain.model.arrival import ArrivalKind, MatchedBy
from cam.domain.model.attempt import AttemptState
from cam.domain.model.audience import Audience
from cam.domain.model.campaign import Baseline, CampaignStatus, OnUnknown, Verify
from cam.domain.model.credit import (
    Bound,
    CallState,
    CreditBudget,
    Purpose,
    Question,
)
from cam.domain.model.event import EventType
from cam.domain.model.hold import HoldKind
from cam.domain.model.lead import LeadStatus, NextAction, Said
from cam.domain.model.mail import Sender
from cam.domain.model.origin import LegalBasis
from cam.domain.model.prospect import Cursor, EmailStatus
from cam.domain.model.report import CycleReport, RunKind, RunStatus
from cam.domain.model.rhythm import RampUp
from cam.domain.model.score import ScoreLine, Weights
from cam.domain.model.sequence import Step
from cam.domain.model.suppression import SuppressionKind
from cam.domain.model.window import SendingWindow

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _partial(name: str, *columns: str | ColumnElement[Any], where: str) -> Index:
    """An index over some rows only."""
    return Index(name, *columns, sqlite_where=text(where), postgresql_where=text(where))


campaign = Table(
    "campaign",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(200), nullable=False, unique=True),
    Column("status", Word(CampaignStatus), nullable=False),
    Column("pause_reason", Text, nullable=False),
    Column("paused_at", UtcDateTime),
    Column("paused_by", Text, nullable=False),
    Column("target_niche", Text, nullable=False),
    Column("service_key", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("audience", Json(Audience), nullable=False),
    Column("target_clients", Integer),
    Column("target_mrr", Float),
    Column("mrr_per_client", Float, nullable=False),
    Column("channels_enabled", Json(tuple[str, ...]), nullable=False),
    Column("max_emails_per_day", Integer),
    Column("max_new_leads_per_cycle", Integer, nullable=False),
    Column("max_enriched_per_cycle", Integer, nullable=False),
    Column("sequence", Json(tuple[Step, ...]), nullable=False),
    Column("sending_window", Json(SendingWindow | None)),
    Column("sender", Json(Sender), nullable=False),
    Column("enrichers", Json(tuple[str, ...]), nullable=False),
    Column("score_weights", Json(Weights), nullable=False),
    Column("first_contact_delay", Json(timedelta | None)),
    Column("mail_risky_addresses", Boolean, nullable=False),
    Column("verify", Word(Verify), nullable=False),
    Column("risky_share", Float, nullable=False),
    Column("credit_budget", Json(CreditBudget), nullable=False),
    Column("mailer", String(24), nullable=False),
    Column("mailboxes", Json(tuple[str, ...]), nullable=False),
    Column("ramp_up", Json(RampUp | None)),
    Column("share_people", Boolean, nullable=False),
    Column("consent_countries", Json(tuple[str, ...] | None)),
    Column("on_unknown", Word(OnUnknown), nullable=False),
    Column("stop_company_on_reply", Boolean, nullable=False),
    Column("max_soft_bounces", Integer, nullable=False),
    Column("baseline", Json(Baseline), nullable=False),
    Column("run_epoch", Integer, nullable=False, server_default="0"),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    CheckConstraint("max_emails_per_day BETWEEN 0 AND 10000", name="mails_per_day"),
)

cursor = Table(
    "cursor",
    metadata,
    Column("campaign_id", ForeignKey("campaign.id", ondelete="CASCADE"), primary_key=True),
    Column("source", String(50), primary_key=True),
    Column("value", Json(Cursor), nullable=False),
)

IDENTITY = ("provider_key", "linkedin_key", "email_key", "name_key")

lead = Table(
    "lead",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("campaign_id", ForeignKey("campaign.id", ondelete="CASCADE"), nullable=False),
    Column("status", Word(LeadStatus), nullable=False),
    Column("email", Text, nullable=False),
    Column("email_status", Word(EmailStatus), nullable=False),
    Column("first_name", Text, nullable=False),
    Column("last_name", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("seniority", Text, nullable=False),
    Column("company", Text, nullable=False),
    Column("domain", Text, nullable=False),
    Column("industry", Text, nullable=False),
    Column("keywords", Json(tuple[str, ...]), nullable=False),
    Column("employees", Integer),
    Column("city", Text, nullable=False),
    Column("country", Text, nullable=False),
    Column("linkedin_url", Text, nullable=False),
    Column("phone", Text, nullable=False),
    Column("provider", String(50), nullable=False),
    Column("provider_id", Text, nullable=False),
    Column("legal_basis", Word(LegalBasis), nullable=False),
    Column("source", Text, nullable=False),
    Column("obtained_at", UtcDateTime),
    Column("score", Float, nullable=False),
    Column("score_lines", Json(tuple[ScoreLine, ...]), nullable=False),
    Column("tags", Json(tuple[str, ...]), nullable=False),
    Column("custom", Json(dict[str, str]), nullable=False),
    Column("mailbox", String(80), nullable=False),
    Column("next_step", Integer, nullable=False),
    Column("next_action", Word(NextAction), nullable=False),
    Column("next_action_at", UtcDateTime),
    Column("enrich_tries", Integer, nullable=False),
    Column("asked_of", Json(tuple[str, ...]), nullable=False),
    Column("provenance", Json(dict[str, Said]), nullable=False),
    Column("first_contacted_at", UtcDateTime),
    Column("last_contacted_at", UtcDateTime),
    Column("closed_because", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    *(Column(key, Text) for key in IDENTITY),
    # Key first: the same index tells who has the person in other campaigns.
    *(UniqueConstraint(key, "campaign_id") for key in IDENTITY),
    Index("ix_lead_campaign", "campaign_id", "id"),
    Index("ix_lead_status", "campaign_id", "status"),
    Index("ix_lead_domain", "campaign_id", "domain"),
    CheckConstraint("score BETWEEN 0 AND 1", name="score"),
)

# Over those with whom something is left to do, the best first: who is due is read in this order up
# to the limit, however many are due. Who is not due yet is passed over in the index.
_partial(
    "ix_lead_next",
    lead.c.campaign_id,
    lead.c.next_action,
    lead.c.score.desc(),
    lead.c.id,
    lead.c.next_action_at,
    where="next_action <> 'none'",
)

attempt = Table(
    "attempt",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("campaign_id", ForeignKey("campaign.id", ondelete="CASCADE"), nullable=False),
    Column("lead_id", ForeignKey("lead.id", ondelete="CASCADE"), nullable=False),
    Column("step", Integer, nullable=False),
    Column("variant", String(40), nullable=False),
    Column("recipient", Text, nullable=False),
    Column("recipient_key", Text, nullable=False),
    Column("message_id", Text, nullable=False, unique=True),
    Column("mailbox", String(80), nullable=False),
    Column("subject", Text, nullable=False),
    Column("state", Word(AttemptState), nullable=False),
    Column("token", Text, nullable=False),
    Column("epoch", Integer, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("next_try", UtcDateTime),
    Column("tries", Integer, nullable=False),
    Column("quota_day", Date),
    Column("mime_sha256", Text, nullable=False),
    Column("smtp_code", Integer),
    Column("smtp_reply", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("replied_at", UtcDateTime),
    Column("bounced_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    UniqueConstraint("campaign_id", "lead_id", "step"),
    UniqueConstraint("campaign_id", "recipient_key", "step"),
    Index("ix_attempt_state", "campaign_id", "state", "updated_at"),
    Index("ix_attempt_lead", "lead_id", "step"),
    Index("ix_attempt_recipient", "recipient_key"),
    # Over what is live only: they stay small whatever was ever sent.
    _partial("ix_attempt_queued", "campaign_id", "id", "next_try", where="state = 'queued'"),
    _partial(
        "ix_attempt_live",
        "campaign_id",
        "lease_until",
        where="state IN ('claimed', 'authorized')",
    ),
    _partial("ix_attempt_unknown", "id", "campaign_id", where="state = 'unknown'"),
)

attempt_event = Table(
    "attempt_event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("attempt_id", ForeignKey("attempt.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("from_state", Word(AttemptState)),
    Column("to_state", Word(AttemptState), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
)
"""Append-only; a trigger writes it, so that no change of a state goes untold."""

departed = Table(
    "departed",
    metadata,
    Column("attempt_id", Uuid, primary_key=True),
    Column("recipient_key", Text, nullable=False),
)
"""Attempts that went with their campaign: whom a link in their mails still unsubscribes. A trigger
writes it, so that it holds however a campaign is deleted."""

quota = Table(
    "quota",
    metadata,
    Column("scope", String(100), primary_key=True),
    Column("day", Date, primary_key=True),
    Column("used", Integer, nullable=False, server_default="0"),
    CheckConstraint("used >= 0", name="used"),
)

pace = Table(
    "pace",
    metadata,
    Column("scope", String(100), primary_key=True),
    Column("first_day", Date),
    Column("next_send_at", UtcDateTime),
)
"""Of scopes with a ramp-up or a pause: the local day of the first mail, and when the next one may
leave."""

suppression = Table(
    "suppression",
    metadata,
    Column("value", Text, primary_key=True),
    Column("kind", Word(SuppressionKind), nullable=False),
    Column("reason", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
)

arrival = Table(
    "arrival",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("mailbox", Text, nullable=False),
    Column("folder", Text, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("kind", Word(ArrivalKind), nullable=False),
    Column("matched_by", Word(MatchedBy), nullable=False),
    Column("campaign_id", ForeignKey("campaign.id", ondelete="CASCADE")),
    Column("lead_id", ForeignKey("lead.id", ondelete="CASCADE")),
    Column("attempt_id", ForeignKey("attempt.id", ondelete="CASCADE")),
    Column("verdict", String(24), nullable=False),
    Column("needs_review", Boolean, nullable=False),
    Column("ruled_by", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("reasons", Json(tuple[str, ...]), nullable=False),
    Column("effects", Json(tuple[str, ...]), nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Index("ix_arrival_campaign", "campaign_id", "received_at"),
    Index("ix_arrival_lead", "lead_id", "kind"),
    Index("ix_arrival_attempt", "attempt_id"),
    _partial("ix_arrival_review", "id", "campaign_id", where="needs_review"),
)
"""What arrived, each message once: `key` keeps that."""

inbox_mark = Table(
    "inbox_mark",
    metadata,
    Column("mailbox", Text, primary_key=True),
    Column("folder", Text, primary_key=True),
    Column("validity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("read_at", UtcDateTime, nullable=False),
)
"""How far each folder of each mailbox was read."""

run = Table(
    "run",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("kind", Word(RunKind), nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("campaign_id", ForeignKey("campaign.id", ondelete="CASCADE")),
    Column("parent_id", Uuid),
    Column("status", Word(RunStatus), nullable=False),
    Column("requested_by", Text, nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("started_at", UtcDateTime),
    Column("finished_at", UtcDateTime),
    Column("reports", Json(tuple[CycleReport, ...]), nullable=False),
    Column("error", Text, nullable=False),
    Index("ix_run_campaign", "campaign_id", "id"),
    Index("ix_run_parent", "parent_id", "id"),
    _partial("ix_run_active", "campaign_id", where="status IN ('queued', 'running')"),
)

event = Table(
    "event",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("type", Word(EventType), nullable=False),
    Column("campaign_id", ForeignKey("campaign.id", ondelete="CASCADE"), nullable=False),
    Column("lead_id", Integer),
    Column("occurred_at", UtcDateTime, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("due_at", UtcDateTime),
    Index("ix_event_due", "campaign_id", "due_at"),
    _partial("ix_event_waiting", "due_at", "id", where="due_at IS NOT NULL"),
)
"""`due_at` is null once nothing is left to deliver."""

call = Table(
    "call",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("provider", String(50), nullable=False),
    Column("purpose", Word(Purpose), nullable=False),
    Column("campaign_id", ForeignKey("campaign.id", ondelete="SET NULL")),
    Column("epoch", Integer, nullable=False),
    Column("state", Word(CallState), nullable=False),
    Column("questions", Json(tuple[Question, ...]), nullable=False),
    Column("reserved", Micro, nullable=False),
    Column("spent", Micro, nullable=False),
    Column("token", String(64), nullable=False),
    Column("reference", Text, nullable=False),
    Column("answer", LargeBinary, nullable=False),
    Column("result", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False),
    Column("scopes", Json(tuple[Bound, ...]), nullable=False),
    Column("look_at", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
    Column("updated_at", UtcDateTime, nullable=False),
    Index("ix_call_campaign", "campaign_id", "state"),
    CheckConstraint("reserved >= 0 AND spent >= 0", name="credits"),
)
"""Requests to providers that are paid for; the books are their sum."""

purchase = Table(
    "purchase",
    metadata,
    Column("provider", String(50), primary_key=True),
    Column("purpose", Word(Purpose), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("call_id", ForeignKey("call.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("created_at", UtcDateTime, nullable=False),
)
"""Who was bought, by each key of the person; the primary key keeps that nobody is bought twice."""

credit = Table(
    "credit",
    metadata,
    Column("scope", String(100), primary_key=True),
    Column("period", String(10), primary_key=True),
    Column("used", Micro, nullable=False),
    CheckConstraint("used >= 0", name="used"),
)
"""What counts against each budget."""

hold = Table(
    "hold",
    metadata,
    Column("provider", String(100), primary_key=True),
    Column("kind", Word(HoldKind), nullable=False),
    Column("reason", Text, nullable=False),
    Column("key", String(64), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("look_again_at", UtcDateTime, nullable=False),
)

deployment = Table(
    "deployment",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("hash_key", LargeBinary, nullable=False),
    Column("place", Text, nullable=False),
    Column("mark", Integer, nullable=False),
    Column("armed_by", Text, nullable=False),
    Column("armed_at", UtcDateTime),
    CheckConstraint("id = 1", name="only_one"),
)
"""One row: the key of erased people's hashes, where this database lives while it may send, and a
mark that every live cycle moves forward."""
