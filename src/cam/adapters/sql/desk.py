"""What speaks for and against a body, once all that it depends on is locked and read."""

import random
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from cam.adapters.sql.quotas import Day
from cam.domain.model import consent
from cam.domain.model.attempt import Go, Refusal, no_room
from cam.domain.model.campaign import CampaignStatus
from cam.domain.model.lead import STOPPED
from cam.domain.model.prospect import EmailStatus
from cam.domain.model.quota import (
    DEFAULT_MAILS_PER_DAY,
    Allowance,
    campaign_scope,
    in_force,
    risky_scope,
)
from cam.domain.model.rhythm import NO_REST, Paces
from cam.domain.model.window import ANY_TIME, local_day

Standing = Any
"""A row of `authorize._STANDING`: an attempt with its campaign, its lead, and where it may be sent
from."""


class Answer(NamedTuple):
    """Why not, and until when; neither when the body may be written."""

    refusal: Refusal | None = None
    until: datetime | None = None


class Desk:
    """Decides one after the other: what is given to one is not left for the next."""

    def __init__(
        self,
        now: datetime,
        days: dict[str, Day],
        paces: Paces,
        covered: frozenset[str],
        *,
        moved: bool,
    ) -> None:
        self._now, self._paces, self._covered, self._moved = now, paces, covered, moved
        self.days = days
        self.taken: Counter[str] = Counter()

    def asked(
        self, row: Standing, limits: tuple[Allowance, ...], consent_countries: tuple[str, ...]
    ) -> Answer:
        """The answer to one; what it counts against is then used. `consent_countries`: where
        consent is needed, unless its campaign has a list of its own."""
        refusal = Refusal.NOT_ARMED if self._moved else _refusal(row, self._covered)
        own = row.consent_countries
        if not refusal and consent.why_not(row, consent_countries if own is None else own):
            tomorrow = self.days[campaign_scope(row.campaign_id)].tomorrow
            return Answer(Refusal.NO_CONSENT, tomorrow)
        answer = Answer(refusal) if refusal else self._by_the_hour(row, limits)
        if answer.refusal is None:
            self.taken.update(each.scope for each in limits)
            pace(self._paces, limits, self._now)
        return answer

    def rest(self, limits: tuple[Allowance, ...]) -> timedelta:
        """How long all of these rest from now on."""
        return max((self._paces.rest(each.scope) for each in limits), default=NO_REST)

    def day_of(self, row: Standing) -> date:
        """The day whose quota its campaign counts."""
        return self.days[campaign_scope(row.campaign_id)].day

    def _by_the_hour(self, row: Standing, limits: tuple[Allowance, ...]) -> Answer:
        """What passes by time: the window, the limits, the pauses."""
        window = row.sending_window or ANY_TIME
        if not window.is_open(self._now):
            return Answer(Refusal.WINDOW, window.opens_at(self._now))
        for each in limits:
            if self.days[each.scope].left <= self.taken[each.scope]:
                return Answer(no_room(each.scope), self.days[each.scope].tomorrow)
        rest = self.rest(limits)
        return Answer(Refusal.PACED, self._now + rest) if rest else Answer()


def pace(paces: Paces, limits: Iterable[Allowance], now: datetime) -> None:
    """A mail leaves now: what it counts against rests."""
    for each in limits:
        if each.has_pace:
            pause = each.pause.drawn(random.random())
            paces.take(each.scope, local_day(now, each.zone), pause)


def own(row: Standing) -> Allowance:
    """The campaign's own limit."""
    told = row.max_emails_per_day
    return Allowance(
        scope=campaign_scope(row.campaign_id),
        most=DEFAULT_MAILS_PER_DAY if told is None else told,
        zone=(row.sending_window or ANY_TIME).zone,
        ramp_up=row.ramp_up,
    )


def limits(row: Standing, go: Go, paces: Paces, now: datetime) -> tuple[Allowance, ...]:
    """Everything that this mail counts against, as it is in force now."""
    mine = in_force(own(row), paces, now)
    given = tuple(in_force(each, paces, now) for each in go.allowances)
    if row.email_status is not EmailStatus.RISKY:
        return (mine, *given)
    return (mine, mine.shared(risky_scope(row.campaign_id), row.risky_share), *given)


def _refusal(row: Standing, covered: frozenset[str]) -> Refusal | None:
    if row.recipient in covered:
        return Refusal.SUPPRESSED
    if row.lead_status in STOPPED or row.closed_because:
        return Refusal.STOPPED
    if row.status is not CampaignStatus.ACTIVE:
        return Refusal.PAUSED
    return Refusal.HELD if row.held else None
