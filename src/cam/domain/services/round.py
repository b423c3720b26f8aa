"""One contacting of one campaign: what it did so far, and what is left to do."""

from collections import Counter

import anyio
from msgspec import Struct

from cam.domain.model.attempt import Claim, Go, Refusal, Verdict
from cam.domain.model.campaign import Campaign
from cam.domain.model.errors import NotArmed
from cam.domain.model.quota import Allowance
from cam.domain.model.rotation import PATIENCE, Rotation, Turn
from cam.domain.services.letters import BY_MAIL
from cam.domain.services.send_ledger import SendLedger
from cam.ports.mailer import Authorize

LOT = 100
"""Attempts claimed at once; a lot is sent well within its lease."""
_FINAL = (
    Refusal.NOT_ARMED,
    Refusal.PAUSED,
    Refusal.WINDOW,
    Refusal.QUOTA,
    Refusal.DEPLOYMENT,
    Refusal.LOST_CLAIM,
)
"""After one of these verdicts every further attempt of this run would get it, too."""
_MOVED = (
    "the database is not where it was armed any more: a copy, a restore or a failover while this "
    "ran. Nothing is sent until a person arms it: see `cam arm --help`"
)


class Contacted(Struct, kw_only=True):
    """What one contacting did, counted as it goes."""

    sent: int = 0
    failed: int = 0
    unknown: int = 0
    skipped: Counter[str]
    country_unknown: int = 0
    """To whom mails were queued, though nothing tells whether they live where consent is needed."""
    holds: dict[str, str] = {}
    """Mailbox to its server's word, when it was found that it does not work."""
    left_alone: dict[str, str] = {}
    """Mailbox to why nothing was tried: it was held before."""
    error: BaseException | None = None
    """What kept a mail from being sent or recorded: nothing more is tried; raised at the end."""

    @property
    def stops(self) -> bool:
        """Is there no use in going on?"""
        return self.error is not None or any(why.value in self.skipped for why in _FINAL)

    @property
    def held(self) -> str:
        """The servers' words."""
        return "; ".join(self.holds.values())


class Leave:
    """Leave for one attempt: asks the ledger for it, and counts a refusal by its reason."""

    def __init__(
        self,
        claim: Claim,
        allowances: tuple[Allowance, ...],
        done: Contacted,
        consent_countries: tuple[str, ...] = (),
    ) -> None:
        self._claim, self._allowances, self._done = claim, allowances, done
        self._consent_countries = consent_countries
        self.verdict: Verdict | None = None

    @property
    def given(self) -> bool:
        """May the body go out?"""
        return self.verdict is not None and self.verdict.refusal is None

    def asked_of(self, ledger: SendLedger, subject: str) -> Authorize:
        """What a mailer calls at the last moment, for the mail with that subject."""

        async def authorize(sha256: str) -> bool:
            attempt = self._claim.attempt
            self.verdict = await ledger.authorize(
                Go(
                    attempt_id=attempt.id,
                    token=attempt.token,
                    mime_sha256=sha256,
                    subject=subject,
                    allowances=self._allowances,
                    consent_countries=self._consent_countries,
                )
            )
            if self.verdict.refusal is not None:
                self._done.skipped[self.verdict.refusal.value] += 1
            if self.verdict.refusal is Refusal.NOT_ARMED:
                self._done.error = self._done.error or NotArmed(_MOVED)
            return self.given

        return authorize


class Round:
    """One contacting of one campaign, and what is left to do in it."""

    def __init__(self, campaign: Campaign, done: Contacted, stop: anyio.Event) -> None:
        self.campaign, self.done, self.stop = campaign, done, stop
        self.rotation = Rotation(())
        self.way_out = BY_MAIL
        self.room = 0
        """Mails that may still be begun."""
        self.patience = PATIENCE

    @property
    def ends(self) -> bool:
        """Is no further mail begun?"""
        return self.done.stops or self.stop.is_set()

    @property
    def goes_on(self) -> bool:
        """Is another lot claimed?"""
        return self.room > 0 and not self.ends

    def limit_of(self, turn: Turn, others: int) -> int:
        """How many mails of this mailbox the next lot has, which it shares with the others."""
        share = 1 if turn.is_paced else max(1, LOT // others)
        return min(share, self.room, turn.of_today)

    def begun(self, turn: Turn, number: int) -> None:
        """So many of its mails are claimed."""
        self.room -= number
        turn.taken += number
        turn.queued -= number

    def turn_of(self, claim: Claim) -> Turn:
        """The mailbox that this mail leaves through."""
        return next(t for t in self.rotation.turns if t.mailbox.name == claim.attempt.mailbox)
