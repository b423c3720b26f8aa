"""What a campaign has reached so far, and today."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from cam.domain.model.campaign import Campaign
from cam.domain.model.lead import LeadStatus


class CameBack(Struct, frozen=True, kw_only=True):
    """What arrived about a campaign's mails."""

    replies: dict[str, int] = {}
    """Class to replies of people; `needs_review` for those of which nobody is sure yet."""
    auto_replies: int = 0
    bounces: dict[str, int] = {}
    """Kind to mails; `needs_review` as above."""
    complaints: int = 0


class CameBackDay(CameBack, frozen=True, kw_only=True):
    """What arrived on one local day."""

    day: date


def came_back(counts: Mapping[tuple[str, str], int]) -> CameBack:
    """What these counts make: (kind, verdict) to how many mails."""
    return CameBack(**_sorted(counts))


def came_back_on(day: date, mails: Iterable[tuple[str, str]]) -> CameBackDay:
    """What these make: the kind and the verdict of each mail."""
    return CameBackDay(day=day, **_sorted(Counter(mails)))


def _sorted(counts: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    def of(wanted: str) -> dict[str, int]:
        return {word: number for (kind, word), number in counts.items() if kind == wanted}

    return {
        "replies": of("reply"),
        "auto_replies": sum(of("auto_reply").values()),
        "bounces": of("bounce"),
        "complaints": of("complaint").get("complaint", 0),
    }


class Metrics(Struct, frozen=True, kw_only=True):
    """Counts of one campaign. Today is the local day of the campaign's time zone."""

    leads_by_status: dict[LeadStatus, int] = {}
    attempts_by_state: dict[str, int] = {}
    refused: int = 0
    """Of the rejected those that a server refused (`Attempt.is_refused`); CAM gave up the others,
    of which nobody knows whether there is such a person."""
    today: date
    sent_today: int = 0
    failed_today: int = 0
    unknown_today: int = 0
    quota_limit: int = 0
    quota_used: int = 0
    credits_spent: float = 0.0
    """What counts against the campaign's budget: paid, reserved, or lost."""
    cost_per_lead: float | None = None
    """Credits for each lead that was ever enriched; None while there is none."""
    cost_per_client: float | None = None
    """Credits for each QUALIFIED lead."""
    conversion_rate: float = 0.0
    """QUALIFIED of all leads that were ever written to, 0.0 to 1.0."""
    clients_progress: float | None = None
    """QUALIFIED of `target_clients`, 0.0 to 1.0; None without that goal."""
    mrr: float = 0.0
    mrr_progress: float | None = None
    came_back: CameBack = CameBack()

    @property
    def mailed(self) -> int:
        """Mails of which it is known that they were offered to the end, taken or refused."""
        ended = ("sent", "unknown_final")
        return self.refused + sum(self.attempts_by_state.get(state, 0) for state in ended)

    @property
    def bounced(self) -> int:
        """Mails that were refused at once, or came back for good."""
        return self.refused + self.came_back.bounces.get("hard", 0)

    @property
    def leads(self) -> int:
        """All leads."""
        return sum(self.leads_by_status.values())

    @property
    def quota_left(self) -> int:
        """Mails that may still go out today."""
        return max(0, self.quota_limit - self.quota_used)

    def count(self, status: LeadStatus) -> int:
        """Leads of one status."""
        return self.leads_by_status.get(status, 0)


class StepResult(Struct, frozen=True, kw_only=True):
    """What became of the mails of one step, in one of its variants."""

    step: int
    """Counted from 0."""
    variant: str = ""
    """Empty for the step's own words."""
    sent: int = 0
    """Mails that went out, those of unknown fate that count as sent among them."""
    replied: int = 0
    """Those that a person answered."""
    bounced: int = 0
    """Those that came back."""


def measure(
    campaign: Campaign,
    today: date,
    leads: dict[LeadStatus, int],
    attempts: dict[str, int],
    attempts_today: dict[str, int],
    quota_used: int,
    credits_spent: float = 0.0,
    back: CameBack | None = None,
    first_mail_on: date | None = None,
    refused: int = 0,
) -> Metrics:
    """The metrics that these counts make; `first_mail_on` is where a ramp-up began."""
    qualified = leads.get(LeadStatus.QUALIFIED, 0)
    gained = qualified - campaign.baseline.qualified
    contacted = sum(
        leads.get(status, 0)
        for status in (LeadStatus.CONTACTED, LeadStatus.REPLIED, LeadStatus.LOST)
    )
    mrr = qualified * campaign.mrr_per_client
    gained_mrr = gained * campaign.mrr_per_client
    return Metrics(
        leads_by_status=leads,
        attempts_by_state=attempts,
        refused=refused,
        today=today,
        sent_today=attempts_today.get("sent", 0),
        failed_today=attempts_today.get("failed", 0) + attempts_today.get("rejected", 0),
        unknown_today=attempts_today.get("unknown", 0),
        quota_limit=campaign.mails_on(today, first_mail_on),
        quota_used=quota_used,
        credits_spent=credits_spent,
        cost_per_lead=_each(credits_spent, sum(leads.values()) - leads.get(LeadStatus.NEW, 0)),
        cost_per_client=_each(credits_spent, qualified),
        conversion_rate=_share(qualified, qualified + contacted) or 0.0,
        clients_progress=_share(gained, campaign.target_clients),
        mrr=mrr,
        mrr_progress=_share(gained_mrr, campaign.target_mrr),
        came_back=back or CameBack(),
    )


def _each(amount: float, number: int) -> float | None:
    return round(amount / number, 4) if number else None


def _share(part: float, whole: float | None) -> float | None:
    if not whole:
        return None
    return round(min(1.0, max(0.0, part / whole)), 4)
