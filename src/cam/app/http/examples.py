"""The examples of the API's document: real values of the real shapes, so they cannot go stale."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec import structs

from cam.app.accounts import Accounts, Hindrance, ProviderAccount, Used
from cam.app.http.callbacks import CallbackHeard
from cam.app.http.documented import WORDS
from cam.app.http.health import Alive, Ready
from cam.app.http.problems import Problem
from cam.app.http.views import (
    CampaignDetail,
    CampaignOut,
    MetricsDetail,
    MetricsOut,
    TodayDetail,
    TodayOut,
)
from cam.app.rotation import MailboxView
from cam.domain.model.arrival import Arrival, ArrivalKind, MatchedBy
from cam.domain.model.attempt import Attempt, AttemptState
from cam.domain.model.campaign import Baseline
from cam.domain.model.dossier import Dossier, mail_told
from cam.domain.model.hold import FOR_EVER, HoldKind
from cam.domain.model.lead import Lead, LeadStatus, Said
from cam.domain.model.metrics import CameBack, CameBackDay, StepResult
from cam.domain.model.preview import FieldSource, FieldUsed, Preview
from cam.domain.model.report import CycleReport, Plan, PlannedMail, Run, RunKind, RunStatus
from cam.domain.model.suppression import Suppression, SuppressionKind
from cam.domain.services.erasing import Erased
from cam.domain.services.events_in import EventTaken
from cam.domain.services.suppressing import Suppressed
from cam.domain.services.trying import Tried

_AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
_RUN_ID = UUID("019b8d4c-8a00-7000-8000-000000000001")
_REQUEST_ID = "7d0c2f5e9b1a4c55"

_METRICS = MetricsOut(
    leads=40,
    leads_by_status={each: 10 if each is LeadStatus.CONTACTED else 5 for each in LeadStatus},
    attempts_by_state={AttemptState.SENT: 14},
    credits_spent=31.0,
    cost_per_lead=1.0,
    cost_per_client=6.2,
    conversion_rate=0.2,
    clients_progress=0.5,
    mrr=2500.0,
    mrr_progress=None,
    came_back=CameBack(replies={"positive": 2, "negative": 1}, bounces={"hard": 1}),
)
_TODAY = TodayOut(
    day=date(2026, 1, 5),
    sent=8,
    failed=1,
    unknown=0,
    quota_limit=20,
    quota_used=9,
    quota_left=11,
)
_CAMPAIGN: dict[str, Any] = {
    "id": 1,
    "name": "Dental clinics in Lyon",
    "target_niche": "dental clinics",
    "target_clients": 10,
    "mrr_per_client": 500.0,
    "baseline": Baseline(at=_AT),
    "created_at": _AT,
    "updated_at": _AT,
    "metrics": _METRICS,
}
_RESULTS = (
    StepResult(step=0, variant="A", sent=7, replied=2),
    StepResult(step=0, variant="B", sent=7, replied=1, bounced=1),
)
_LISTED = CampaignOut(**_CAMPAIGN, today=_TODAY)
_SHOWN = CampaignDetail(
    came_back_by_day=(CameBackDay(day=date(2026, 1, 5), replies={"positive": 1}),),
    **_CAMPAIGN | {"metrics": MetricsDetail(**structs.asdict(_METRICS), steps=_RESULTS)},
    today=TodayDetail(**structs.asdict(_TODAY), skipped={"quota_used_up": 3}),
)
_MAIL = PlannedMail(lead_id=7, recipient="ada@clinic.example", step=0, subject="A question")
_PREVIEW = Preview(
    campaign_id=1,
    lead_id=7,
    step=0,
    variant="A",
    sender="Ann Lee <ann@agency.example>",
    recipient="ada@clinic.example",
    subject="A question about Clinic",
    text="Hello Ada,\n\nmay I ask you something?\n",
    html="",
    fields=(
        FieldUsed(name="company", known="Clinic", used="Clinic", source=FieldSource.VALUE),
        FieldUsed(name="first_name", known="ADA", used="Ada", source=FieldSource.VALUE),
    ),
    why_not=(),
    raw="From: Ann Lee <ann@agency.example>\r\n...",
)
_PLANNED = Run(
    id=_RUN_ID,
    kind=RunKind.CYCLE,
    dry_run=True,
    campaign_id=1,
    status=RunStatus.DONE,
    requested_by="api",
    requested_at=_AT,
    started_at=_AT,
    finished_at=_AT,
    reports=(
        CycleReport(
            campaign_id=1,
            campaign_name="Dental clinics in Lyon",
            dry_run=True,
            plan=Plan(would_send=(_MAIL,), quota_used=9, quota_used_after=10, quota_limit=20),
        ),
    ),
)
_BEGUN = Run(
    id=_RUN_ID,
    kind=RunKind.CYCLE,
    dry_run=False,
    campaign_id=1,
    status=RunStatus.RUNNING,
    requested_by="api",
    requested_at=_AT,
    started_at=_AT,
)

_ATTEMPT = Attempt(
    id=UUID("019b8d4c-8a00-7000-8000-000000000002"),
    campaign_id=1,
    lead_id=17,
    step=0,
    recipient="jane@example.com",
    recipient_key="jane@example.com",
    message_id="019b8d4c8a0070008000000000000002@agency.example",
    state=AttemptState.UNKNOWN,
    quota_day=date(2026, 1, 5),
    reason="its run ended between authorization and outcome",
    created_at=_AT,
    updated_at=_AT,
)
_REPLY = Arrival(
    id=UUID("019b8d4c-8a00-7000-8000-000000000003"),
    key=f"id:{'0f' * 32}",
    mailbox="ann@agency.example@imap.agency.example",
    folder="INBOX",
    uid=17,
    kind=ArrivalKind.REPLY,
    matched_by=MatchedBy.MESSAGE_ID,
    campaign_id=1,
    lead_id=17,
    attempt_id=UUID("019b8d4c-8a00-7000-8000-000000000002"),
    verdict="neutral",
    needs_review=True,
    sender="jane@example.com",
    subject="Re: A question",
    text="Well, that depends.",
    effects=("lead left alone: a message waits for review",),
    received_at=_AT,
    created_at=_AT,
)
_ERASED = Suppression(
    kind=SuppressionKind.ERASED,
    value=f"hmac-sha256:{'0f' * 32}",
    reason="erased by the API",
    created_at=_AT,
)
_SUPPRESSION = Suppression(
    kind=SuppressionKind.ADDRESS,
    value="jane@example.com",
    reason="asked by reply",
    created_at=_AT,
)
_DOSSIER = Dossier(
    asked_for="jane@example.com",
    compiled_at=_AT,
    addresses=("jane@example.com",),
    suppressed=True,
    suppressions=(_SUPPRESSION,),
    leads=(
        Lead(
            id=17,
            campaign_id=1,
            email="jane@example.com",
            first_name="Jane",
            provider="apollo",
            provider_id="p1",
            source="Apollo",
            obtained_at=_AT,
            provenance={"email": Said("apollo", _AT)},
            created_at=_AT,
            updated_at=_AT,
        ),
    ),
    campaigns={1: "Dental clinics in Lyon"},
    mails=(mail_told(_ATTEMPT),),
    arrivals=(),
    purchases=(),
    events=(),
)
_ACCOUNTS = Accounts(
    providers=(
        ProviderAccount(
            provider="apollo",
            spent=31.0,
            held=0.0,
            lost=1.0,
            today=Used(used=12.0, budget=100.0, left=88.0),
            total=Used(used=32.0, budget=None, left=None),
        ),
    ),
    campaigns=(),
)

_MAILBOX = MailboxView(
    name="ann",
    sender="ann@agency.example",
    day=date(2026, 1, 5),
    used=9,
    limit=11,
    left=2,
    full_limit=40,
    next_send_at=_AT,
)
_HELD = structs.replace(
    _MAILBOX,
    hold=Hindrance(
        kind=HoldKind.BY_HAND,
        reason="api: on holiday",
        since=_AT,
        look_again_at=_AT + FOR_EVER,
    ),
)

_ANSWERS: dict[tuple[str, str], Any] = {
    ("list_campaigns", "200"): [_LISTED],
    ("create_campaign", "201"): _SHOWN,
    ("show_campaign", "200"): _SHOWN,
    ("pause_campaign", "200"): _SHOWN,
    ("resume_campaign", "200"): _SHOWN,
    ("run_cycle", "200"): _PLANNED,
    ("run_cycle", "202"): _BEGUN,
    ("run_all", "200"): structs.replace(_PLANNED, kind=RunKind.ALL, campaign_id=None),
    ("run_all", "202"): structs.replace(_BEGUN, kind=RunKind.ALL, campaign_id=None),
    ("list_runs", "200"): [structs.replace(_BEGUN, status=RunStatus.DONE, finished_at=_AT)],
    ("show_run", "200"): _PLANNED,
    ("preview_mail", "200"): _PREVIEW,
    ("send_test_mail", "200"): Tried(
        to="me@agency.example", dry_run=True, status=None, reply="", preview=_PREVIEW
    ),
    ("list_attempts", "200"): [_ATTEMPT],
    ("resolve_attempt", "200"): structs.replace(
        _ATTEMPT, state=AttemptState.SENT, evidence="api: found in Sent"
    ),
    ("list_replies", "200"): [_REPLY],
    ("show_reply", "200"): _REPLY,
    ("classify_reply", "200"): structs.replace(
        _REPLY,
        verdict="positive",
        needs_review=False,
        ruled_by="api",
        effects=("lead left alone: a message waits for review", "lead QUALIFIED"),
    ),
    ("list_mailboxes", "200"): [_MAILBOX],
    ("hold_mailbox", "200"): _HELD,
    ("release_mailbox", "200"): _MAILBOX,
    ("erase_lead", "200"): Erased(suppressions=(_ERASED,), leads=2, attempts=3, calls=1),
    ("export_person", "200"): _DOSSIER,
    ("list_suppressions", "200"): [_SUPPRESSION],
    ("suppress", "201"): Suppressed(suppression=_SUPPRESSION),
    ("show_credits", "200"): _ACCOUNTS,
    ("provider_callback", "202"): CallbackHeard(),
    ("take_event", "202"): EventTaken(applied=True),
    ("healthz", "200"): Alive(),
    ("readyz", "200"): Ready(),
}

REQUESTS: dict[str, dict[str, Any]] = {
    "create_campaign": {
        "shortest": {"value": {"name": "Dental clinics in Lyon"}},
        "usual": {
            "value": {
                "name": "Dental clinics in Lyon",
                "target_niche": "dental clinics",
                "audience": {
                    "person_titles": ["owner", "practice manager"],
                    "organization_locations": ["Lyon, France"],
                    "organization_num_employees_ranges": ["1,10", "11,50"],
                },
                "target_clients": 10,
                "mrr_per_client": 500,
                "max_emails_per_day": 20,
                "sequence": [
                    {
                        "subject": "A question about {{company|your clinic}}",
                        "text": "Hello {{first_name|there}},\n\nmay I ask you something?\n",
                        "variants": [
                            {"name": "A"},
                            {"name": "B", "subject": "{{first_name|Hello}}, one question"},
                        ],
                    },
                    {"text": "Is it a bad moment?\n", "delay": "P3D"},
                ],
                "sending_window": {
                    "zone": "Europe/Paris",
                    "days": [1, 2, 3, 4, 5],
                    "start": "09:00:00",
                    "until": "17:00:00",
                },
            }
        },
    },
    "classify_reply": {"usual": {"value": {"as": "positive"}}},
    "preview_mail": {
        "a lead": {"value": {"lead_id": 7, "step": 1}},
        "values": {"value": {"values": {"first_name": "Ada", "company": "Clinic"}}},
    },
    "send_test_mail": {"usual": {"value": {"to": "me@agency.example"}}},
    "resolve_attempt": {"usual": {"value": {"sent": True, "because": "found in Sent"}}},
    "take_event": {
        "a bounce": {
            "value": {
                "type": "bounce",
                "message_id": "<019b8d4c8a0070008000000000000002@agency.example>",
                "email": "jane@example.com",
                "code": "5.1.1",
                "diagnostic": "550 5.1.1 No such user here",
            }
        },
        "no signature": {
            "value": {"type": "unsubscribe", "id": "evt_17", "email": "jane@example.com"}
        },
    },
    "export_person": {"usual": {"value": {"address": "jane@example.com"}}},
    "suppress": {
        "a person": {"value": {"target": "jane@example.com", "reason": "asked by reply"}},
        "a company": {"value": {"target": "example.com"}},
    },
    "hold_mailbox": {"usual": {"value": {"because": "on holiday"}}},
    "pause_campaign": {"usual": {"value": {"reason": "the client is on holiday"}}},
}
"""Bodies that are accepted; a test posts each of them."""

_CODES = {
    "400": ("unknown_field", "The value is not acceptable."),
    "401": ("unauthorized", "Nobody proved that they may say this."),
    "403": ("foreign_origin", "A page of another site asked for it."),
    "404": ("campaign_not_found", "There is no such campaign."),
    "409": ("already_running", "A cycle of this campaign is running."),
    "413": ("body_too_large", "The body is larger than it may be."),
    "415": ("unsupported_media_type", "Bodies are JSON."),
    "421": ("unknown_host", "The request is meant for another host."),
    "422": ("out_of_range", "The value is not acceptable."),
    "503": ("database_unavailable", "The database cannot be reached."),
}


def answers(operation: str, statuses: list[str]) -> dict[str, Any]:
    """Status to an example, for each status of this operation."""
    found = {status: _ANSWERS.get((operation, status)) for status in statuses}
    found |= {status: _problem(status) for status in statuses if status in _CODES}
    return {
        status: msgspec.to_builtins(example, enc_hook=str)
        for status, example in found.items()
        if example is not None
    }


def _problem(status: str) -> Problem:
    code, title = _CODES[status]
    return Problem(
        type=f"urn:cam:problem:{code}",
        title=title,
        status=int(status),
        detail=WORDS[int(status)],
        code=code,
        request_id=_REQUEST_ID,
    )
