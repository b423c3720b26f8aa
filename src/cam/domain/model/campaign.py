"""A campaign: who is looked for, what is said, how much, and when it is done."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal, Self

from msgspec import Meta, Struct, structs

from cam.domain.model.audience import Audience
from cam.domain.model.consent import CountryCode
from cam.domain.model.credit import CreditBudget
from cam.domain.model.default_sequence import DEFAULT_SEQUENCE
from cam.domain.model.errors import InvalidInput
from cam.domain.model.mail import Sender
from cam.domain.model.quota import (
    DEFAULT_MAILS_PER_DAY,
    Allowance,
    MailsPerDay,
    campaign_scope,
)
from cam.domain.model.rhythm import RampUp
from cam.domain.model.score import Weights
from cam.domain.model.sequence import Sequence, check_new
from cam.domain.model.text import has_control, one_line
from cam.domain.model.window import ANY_TIME, SendingWindow

Text = Annotated[str, Meta(max_length=2000)]
Money = Annotated[float, Meta(ge=0, le=1e12)]
Channel = Literal["email"]
EnricherName = Literal["apollo", "dropcontact"]
MailerName = Literal["smtp", "make"]
MailboxName = Annotated[str, Meta(min_length=1, max_length=80)]


class Verify(StrEnum):
    """Which addresses a verifier is asked about before anybody writes to them."""

    NEVER = "never"
    UNVERIFIED = "unverified"
    """Those that their finder could not vouch for."""
    ALL = "all"
    """Also those that the operator gave, and those that their finder calls verified."""


class OnUnknown(StrEnum):
    """What follows when nobody knows whether a mail went out."""

    ASSUME_SENT = "assume_sent"
    """The sequence goes on as if it had been sent."""
    STOP = "stop"
    """The lead is left alone."""
    ASK = "ask"
    """The lead waits for a person's word; after seven days it counts as sent."""


class CampaignStatus(StrEnum):
    """May a campaign run?"""

    ACTIVE = "active"
    PAUSED = "paused"


class CampaignDraft(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an operator says of a campaign. Creating one sends nothing."""

    name: Annotated[str, Meta(min_length=1, max_length=200)]
    target_niche: Text = ""
    service_key: Annotated[str, Meta(max_length=100)] = ""
    description: Text = ""
    audience: Audience = Audience()
    target_clients: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None
    target_mrr: Money | None = None
    mrr_per_client: Money = 0.0
    channels_enabled: Annotated[tuple[Channel, ...], Meta(max_length=1)] = ("email",)
    max_emails_per_day: MailsPerDay | None = DEFAULT_MAILS_PER_DAY
    max_new_leads_per_cycle: Annotated[int, Meta(ge=0, le=1000)] = 50
    max_enriched_per_cycle: Annotated[int, Meta(ge=0, le=1000)] = 100
    sequence: Sequence = DEFAULT_SEQUENCE
    sending_window: SendingWindow | None = None
    sender: Sender = Sender()
    enrichers: Annotated[tuple[EnricherName, ...], Meta(max_length=5)] = ("apollo", "dropcontact")
    score_weights: Weights = Weights()
    first_contact_delay: timedelta | None = None
    verify: Verify = Verify.UNVERIFIED
    mail_risky_addresses: bool = False
    risky_share: Annotated[float, Meta(ge=0, le=1)] = 0.1
    """The most of a day's mails that may go to risky addresses, when they may be mailed at all."""
    credit_budget: CreditBudget = CreditBudget()
    """What enriching and verifying may cost; a day is the campaign's local day."""
    mailer: MailerName = "smtp"
    mailboxes: Annotated[tuple[MailboxName, ...], Meta(max_length=100)] = ()
    """Through which of the mailboxes new leads are written to; none: all of them."""
    ramp_up: RampUp | None = None
    """How its mails a day rise to `max_emails_per_day`, from the day of its first mail."""
    on_unknown: OnUnknown = OnUnknown.ASK
    share_people: bool = False
    """May people whom another active campaign has be kept and written to as well?"""
    consent_countries: Annotated[tuple[CountryCode, ...], Meta(max_length=250)] | None = None
    """Where only who consented is written to; null: the deployment's list, empty: nowhere."""
    stop_company_on_reply: bool = True
    """Are others at a company left alone once somebody there has replied?"""
    max_soft_bounces: Annotated[int, Meta(ge=1, le=20)] = 3
    """So many mails that could not be delivered for now, and the address is suppressed."""

    def __post_init__(self) -> None:
        self._check()
        check_new(self.sequence)

    def _check(self) -> None:
        for field in ("name", "target_niche", "service_key", "description"):
            if has_control(getattr(self, field)):
                raise InvalidInput(field, "holds a control character", kind="control_character")
        if not self.name.strip():
            raise InvalidInput("name", "is empty")
        if self.name != one_line(self.name):
            raise InvalidInput("name", "must be one line without blanks at its ends")
        if self.target_mrr and not self.mrr_per_client:
            raise InvalidInput("mrr_per_client", "is needed to reach target_mrr")
        if not self.sequence:
            raise InvalidInput("sequence", "needs at least one step")
        delay = self.first_contact_delay
        if delay is not None and not timedelta(0) <= delay <= timedelta(days=365):
            raise InvalidInput(
                "first_contact_delay", "must be between 0 and 365 days", kind="out_of_range"
            )


class Baseline(Struct, frozen=True, kw_only=True):
    """Where the counting for goals and harm begins: at the start, then at each resume."""

    at: datetime
    lost: int = 0
    qualified: int = 0
    mailed: int = 0
    bounced: int = 0
    complained: int = 0


class Campaign(CampaignDraft, frozen=True, kw_only=True):
    """A campaign that is kept."""

    id: int
    status: CampaignStatus = CampaignStatus.ACTIVE
    pause_reason: str = ""
    paused_at: datetime | None = None
    paused_by: str = ""
    baseline: Baseline
    run_epoch: int = 0
    created_at: datetime
    updated_at: datetime

    def __post_init__(self) -> None:
        self._check()  # what is kept is not locked out by a rule about what is new

    @property
    def is_active(self) -> bool:
        """May cycles run?"""
        return self.status is CampaignStatus.ACTIVE

    @property
    def mails_per_day(self) -> int:
        """The daily limit; none given means the default, 0 means none at all."""
        told = self.max_emails_per_day
        return DEFAULT_MAILS_PER_DAY if told is None else told

    def consent_needed_in(self, deployment: tuple[str, ...]) -> tuple[str, ...]:
        """The countries in which nobody is written to without consent."""
        return deployment if self.consent_countries is None else self.consent_countries

    @property
    def allowance(self) -> Allowance:
        """What each of its mails counts against."""
        return Allowance(
            scope=campaign_scope(self.id),
            most=self.mails_per_day,
            zone=self.zone,
            ramp_up=self.ramp_up,
        )

    def mails_on(self, day: date, first_mail_on: date | None) -> int:
        """The limit of that day, as far as the ramp-up has come."""
        return self.allowance.risen(first_mail_on or day, day).most or 0

    @property
    def window(self) -> SendingWindow:
        """When it sends."""
        return self.sending_window or ANY_TIME

    @property
    def zone(self) -> str:
        """The time zone whose midnight begins a new quota."""
        return self.window.zone

    def paused(self, reason: str, *, by: str, at: datetime) -> Self:
        """This campaign paused; one that is paused already keeps its first reason."""
        if not self.is_active:
            return self
        return structs.replace(
            self,
            status=CampaignStatus.PAUSED,
            pause_reason=reason,
            paused_at=at,
            paused_by=by,
            updated_at=at,
        )

    def resumed(self, baseline: Baseline) -> Self:
        """This campaign active again, counting from `baseline`."""
        if self.is_active:
            return self
        return structs.replace(
            self,
            status=CampaignStatus.ACTIVE,
            pause_reason="",
            paused_at=None,
            paused_by="",
            baseline=baseline,
            updated_at=baseline.at,
        )
