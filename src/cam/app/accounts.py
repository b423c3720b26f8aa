"""What was spent, what may still be, and who is left alone: the ledger as an operator reads it."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from cam.domain.model.campaign import Campaign
from cam.domain.model.credit import (
    Books,
    CreditBudget,
    bounds,
    provider_scope,
)
from cam.domain.model.hold import Hold, HoldKind, mailbox_of
from cam.domain.model.quota import campaign_scope
from cam.domain.model.window import local_day


class Used(Struct, frozen=True, kw_only=True):
    """One budget: what counts against it, and what is left (null: no bound)."""

    used: float
    budget: float | None
    left: float | None


class Hindrance(Struct, frozen=True, kw_only=True):
    """Why a provider is not asked, or a mailbox not used, and when a free look may end that."""

    kind: HoldKind
    reason: str
    since: datetime
    look_again_at: datetime


class Account(Struct, frozen=True, kw_only=True):
    """What was spent at one provider, or for one campaign."""

    spent: float
    """Settled at the vendor's own price."""
    held: float
    """Reserved for calls under way."""
    lost: float
    """Counted as spent: nobody knows whether it was."""
    today: Used
    total: Used


class ProviderAccount(Account, frozen=True, kw_only=True):
    """One provider, of all campaigns; its day is the day in UTC."""

    provider: str
    hold: Hindrance | None = None


class CampaignAccount(Account, frozen=True, kw_only=True):
    """One campaign, at all providers; its day is its own local day."""

    campaign_id: int
    name: str


class Accounts(Struct, frozen=True, kw_only=True):
    """The whole ledger."""

    providers: tuple[ProviderAccount, ...]
    campaigns: tuple[CampaignAccount, ...]


def accounts(
    books: Books,
    campaigns: Sequence[Campaign],
    budgets: Mapping[str, CreditBudget],
    holds: Mapping[str, Hold],
    now: datetime,
) -> Accounts:
    """The ledger with each budget beside what counts against it."""
    held = (name for name in holds if not mailbox_of(name))
    names = sorted({*budgets, *held, *(line.provider for line in books.lines)})
    today = local_day(now, "UTC")
    return Accounts(
        providers=tuple(
            ProviderAccount(
                provider=name,
                hold=hindrance(holds.get(name)),
                **_account(books, provider_scope(name), today, budgets.get(name), provider=name),
            )
            for name in names
        ),
        campaigns=tuple(
            CampaignAccount(
                campaign_id=each.id,
                name=each.name,
                **_account(
                    books,
                    campaign_scope(each.id),
                    local_day(now, each.zone),
                    each.credit_budget,
                    campaign_id=each.id,
                ),
            )
            for each in campaigns
        ),
    )


def _account(
    books: Books,
    scope: str,
    day: date,
    budget: CreditBudget | None,
    *,
    provider: str | None = None,
    campaign_id: int | None = None,
) -> dict[str, Any]:
    lines = [
        line
        for line in books.lines
        if provider in (None, line.provider) and campaign_id in (None, line.campaign_id)
    ]
    used = books.used.get(scope, {})
    whole = bounds(scope, day, budget or CreditBudget())
    today, total = (
        Used(
            used=used.get(bound.period, 0.0),
            budget=bound.most,
            left=None
            if bound.most is None
            else round(max(0.0, bound.most - used.get(bound.period, 0.0)), 6),
        )
        for bound in whole
    )
    return {
        "spent": round(sum(line.spent for line in lines), 6),
        "held": round(sum(line.held for line in lines), 6),
        "lost": round(sum(line.lost for line in lines), 6),
        "today": today,
        "total": total,
    }


def hindrance(hold: Hold | None) -> Hindrance | None:
    """Why somebody is left alone."""
    if hold is None:
        return None
    return Hindrance(
        kind=hold.kind, reason=hold.reason, since=hold.since, look_again_at=hold.look_again_at
    )
