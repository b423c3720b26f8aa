"""A lead and its life: NEW -> ENRICHED -> CONTACTED -> (REPLIED) -> QUALIFIED or LOST.

One table of legal moves; the methods of `Lead` are the only way through it.
"""

from datetime import datetime
from enum import StrEnum
from typing import Self

from msgspec import Struct, structs

from cam.domain.model import cadence
from cam.domain.model.audience import Audience
from cam.domain.model.errors import IllegalMove
from cam.domain.model.origin import LegalBasis, Origin
from cam.domain.model.prospect import EmailStatus, Identity, Profile
from cam.domain.model.score import POSITIVE_REPLY, Score, ScoreLine, Weights, score
from cam.domain.model.sequence import Step

QUALIFY_ABOVE = 0.7
ERASED = "erased"
"""Why a lead was closed whose person was erased: nothing more is ever told of it."""
HOT = "hot"
"""The tag by which an operator says: a person takes over after the next accepted mail."""
_REWARD = "positive_reply"


class LeadStatus(StrEnum):
    """Where a lead stands."""

    NEW = "NEW"
    ENRICHED = "ENRICHED"
    CONTACTED = "CONTACTED"
    REPLIED = "REPLIED"
    QUALIFIED = "QUALIFIED"
    LOST = "LOST"


class LeadEvent(StrEnum):
    """What happens to a lead."""

    DATA_FOUND = "data_found"
    STEP_ACCEPTED = "step_accepted"
    STEP_ACCEPTED_HOT = "step_accepted_hot"
    POSITIVE_REPLY = "positive_reply"
    NEUTRAL_REPLY = "neutral_reply"
    NEGATIVE_REPLY = "negative_reply"
    HARD_BOUNCE = "hard_bounce"
    COMPLAINT = "complaint"
    UNSUBSCRIBE = "unsubscribe"
    OPERATOR_QUALIFIES = "operator_qualifies"
    OPERATOR_LOSES = "operator_loses"


class NextAction(StrEnum):
    """What CAM does next with a lead, at `next_action_at`."""

    ENRICH = "enrich"
    VERIFY = "verify"
    CONTACT = "contact"
    AWAIT = "await"
    """An attempt is under way or its outcome is unknown."""
    NONE = "none"


def _moves() -> dict[tuple[LeadStatus, LeadEvent], LeadStatus]:
    s, e = LeadStatus, LeadEvent
    living = (s.NEW, s.ENRICHED, s.CONTACTED, s.REPLIED, s.QUALIFIED)
    moves = {
        (s.NEW, e.DATA_FOUND): s.ENRICHED,
        (s.ENRICHED, e.DATA_FOUND): s.ENRICHED,
        (s.LOST, e.OPERATOR_QUALIFIES): s.QUALIFIED,
    }
    for status in (s.NEW, s.ENRICHED, s.CONTACTED):
        moves[status, e.STEP_ACCEPTED] = s.CONTACTED
        moves[status, e.STEP_ACCEPTED_HOT] = s.QUALIFIED
        moves[status, e.NEUTRAL_REPLY] = s.REPLIED
    for status in (s.NEW, s.ENRICHED, s.CONTACTED, s.REPLIED):
        moves[status, e.POSITIVE_REPLY] = s.QUALIFIED
        moves[status, e.NEGATIVE_REPLY] = s.LOST
    for status in (s.REPLIED, s.QUALIFIED, s.LOST):
        moves[status, e.STEP_ACCEPTED] = status
        moves[status, e.STEP_ACCEPTED_HOT] = status
        moves[status, e.NEUTRAL_REPLY] = status
    for status in (s.QUALIFIED, s.LOST):
        moves[status, e.POSITIVE_REPLY] = status
        moves[status, e.NEGATIVE_REPLY] = status
    for status in living:
        moves[status, e.OPERATOR_QUALIFIES] = s.QUALIFIED
    for status in LeadStatus:
        for ending in (e.HARD_BOUNCE, e.COMPLAINT, e.UNSUBSCRIBE, e.OPERATOR_LOSES):
            moves[status, ending] = s.LOST
    return moves


MOVES = _moves()
"""(status, event) -> status. What is not here is refused.

A mail that was under way when a reply or an operator came is still recorded (no move); a reply
never takes a lead back from QUALIFIED or LOST: a person decides there.
"""

STOPPED = frozenset({LeadStatus.REPLIED, LeadStatus.QUALIFIED, LeadStatus.LOST})
"""Automation writes to none of these."""


class Said(Struct, frozen=True):
    """Who said something, and when: a provider, or `import`."""

    by: str
    at: datetime


class Lead(Profile, frozen=True, kw_only=True):
    """A person whom a campaign keeps."""

    id: int
    campaign_id: int
    status: LeadStatus = LeadStatus.NEW
    provider: str = ""
    provider_id: str = ""
    legal_basis: LegalBasis = LegalBasis.UNKNOWN
    source: str = ""
    """Where the address came from, as the first mail says it."""
    obtained_at: datetime | None = None
    """Since when the person is known; of an import, as its file says."""
    score: float = 0.0
    score_lines: tuple[ScoreLine, ...] = ()
    tags: tuple[str, ...] = ()
    custom: dict[str, str] = {}
    mailbox: str = ""
    """The one that writes to this lead, from the first mail to the last; empty before."""
    next_step: int = 0
    next_action: NextAction = NextAction.ENRICH
    next_action_at: datetime | None = None
    enrich_tries: int = 0
    asked_of: tuple[str, ...] = ()
    """The enrichers that have answered for this lead: none is paid for the same answer twice."""
    provenance: dict[str, Said] = {}
    """Field of the profile to who said it."""
    first_contacted_at: datetime | None = None
    last_contacted_at: datetime | None = None
    closed_because: str = ""
    """Why automation stopped with this lead; empty while it goes on."""
    created_at: datetime
    updated_at: datetime

    @property
    def identity(self) -> Identity:
        """The keys by which this person is recognised."""
        return Identity.of(self, self.provider, self.provider_id)

    @property
    def origin(self) -> Origin:
        """Where the address came from, and why it may be written to."""
        return Origin(
            legal_basis=self.legal_basis, source=self.source, obtained_at=self.obtained_at
        )

    @property
    def is_stopped(self) -> bool:
        """Does automation leave this lead alone?"""
        return self.status in STOPPED or bool(self.closed_because)

    def moved(self, event: LeadEvent, at: datetime) -> Self:
        """This lead after `event`. Raises IllegalMove when its life does not allow it."""
        status = MOVES.get((self.status, event))
        if status is None:
            raise IllegalMove(f"lead {self.id} is {self.status}: {event} is not possible")
        stops = status in STOPPED
        return structs.replace(
            self,
            status=status,
            next_action=NextAction.NONE if stops else self.next_action,
            next_action_at=None if stops else self.next_action_at,
            updated_at=at,
        )

    def enriched(self, found: Profile, scored: Score, at: datetime) -> Self:
        """This lead with what an enricher found, and its score."""
        return structs.replace(
            self.moved(LeadEvent.DATA_FOUND, at),
            **{name: getattr(found, name) for name in Profile.__struct_fields__},
            score=scored.value,
            score_lines=scored.lines,
        )

    def rescored(self, audience: Audience, weights: Weights) -> Score:
        """The score of what this lead is now; an imported score stays."""
        if self.score_lines and self.score_lines[0].name == "imported":
            return Score(self.score, self.score_lines)
        return score(self, audience, weights)

    def rewarded(self) -> Self:
        """This lead with the points of a positive reply, which count once."""
        if any(line.name == _REWARD for line in self.score_lines):
            return self
        more = Score(self.score, self.score_lines).plus(_REWARD, POSITIVE_REPLY, "they said so")
        return structs.replace(self, score=more.value, score_lines=more.lines)

    def skipping_to(self, step: int) -> Self:
        """This lead, whose next step is that one, whatever became of those before."""
        return structs.replace(self, next_step=step)

    def to_contact(self, at: datetime) -> Self:
        """This lead, to be written to at that moment."""
        return structs.replace(self, next_action=NextAction.CONTACT, next_action_at=at)

    def to_enrich(self, at: datetime) -> Self:
        """This lead after an enricher found nothing, to be tried again at that moment."""
        return structs.replace(
            self,
            next_action=NextAction.ENRICH,
            next_action_at=at,
            enrich_tries=self.enrich_tries + 1,
            asked_of=(),
            updated_at=at,
        )

    def to_verify(self, at: datetime) -> Self:
        """This lead, whose address a verifier is asked about before anybody writes to it."""
        return structs.replace(
            self,
            next_action=NextAction.VERIFY,
            next_action_at=at,
            enrich_tries=0,
            asked_of=(),
            updated_at=at,
        )

    def later(self, at: datetime, *, tried: bool = False) -> Self:
        """This lead, whose next action waits until then; `tried` counts a try in vain."""
        return structs.replace(self, next_action_at=at, enrich_tries=self.enrich_tries + tried)

    def missing(self, *, risky_too: bool, verifiable: bool) -> tuple[str, ...]:
        """What a mail to this lead still needs, and an enricher may know: an address, the first
        name, the company.

        An address that may be mailed is none that is missing; nor is one that is unverified, as
        far as a verifier can be asked about it (`verifiable`). Of who has an address that is never
        mailed, nothing else is worth its price.
        """
        status = self.email_status
        if self.email and status.settled and not status.mailable(risky_too=risky_too):
            return ()
        usable = status.mailable(risky_too=risky_too)
        usable = usable or (verifiable and status is EmailStatus.UNVERIFIED)
        wanted = {
            "email": bool(self.email) and usable,
            "first_name": bool(self.first_name),
            "company": bool(self.company),
        }
        return tuple(name for name, known in wanted.items() if not known)

    def awaiting(self, at: datetime, mailbox: str = "") -> Self:
        """This lead while an attempt for it is under way, through that mailbox."""
        return structs.replace(
            self,
            mailbox=mailbox or self.mailbox,
            next_action=NextAction.AWAIT,
            next_action_at=None,
            updated_at=at,
        )

    def reopened(self, at: datetime) -> Self:
        """This lead, no longer closed."""
        return structs.replace(self, closed_because="", updated_at=at)

    def closed(self, because: str, at: datetime) -> Self:
        """This lead, left alone from now on without any move of its status."""
        return structs.replace(
            self,
            next_action=NextAction.NONE,
            next_action_at=None,
            closed_because=ERASED if self.closed_because == ERASED else because,
            updated_at=at,
        )

    def contacted(self, at: datetime, step: int, steps: tuple[Step, ...]) -> Self:
        """This lead after the mailer accepted step `step` (counted from 0).

        QUALIFIED when it is hot or its score lies above QUALIFY_ABOVE: a person takes over.
        """
        hot = HOT in self.tags or self.score > QUALIFY_ABOVE
        event = LeadEvent.STEP_ACCEPTED_HOT if hot else LeadEvent.STEP_ACCEPTED
        moved = structs.replace(
            self.moved(event, at),
            next_step=step + 1,
            first_contacted_at=self.first_contacted_at or at,
            last_contacted_at=at,
        )
        if moved.is_stopped:
            return moved
        wait = cadence.follow_up_delay(step + 1, steps)
        if wait is None:
            return moved.closed("sequence finished", at)
        return moved.to_contact(at + wait)

    def why_not_mailable(self, now: datetime, *, risky_too: bool = False) -> str:
        """Why automation may not write to this lead now; empty when it may."""
        if self.closed_because:
            return self.closed_because
        if self.status in STOPPED:
            return f"lead is {self.status}"
        if not self.email:
            return "no address"
        if not self.email_status.mailable(risky_too=risky_too):
            return f"address is {self.email_status}"
        if cadence.is_silent(self.first_contacted_at, now):
            return "silent for more than 30 days"
        return ""


STANDING = (
    "status", "mailbox", "next_step", "next_action", "next_action_at", "first_contacted_at",
    "last_contacted_at", "closed_because", "updated_at",
)  # fmt: skip
"""Where a lead stands, as opposed to who it is and what is known of it."""


def merged_profile(known: Profile, found: Profile) -> Profile:
    """What is known, completed and corrected by what was found; nothing known is lost.

    A known address stays until a verifier speaks of that very address or finds another one; no
    address inherits the standing of another.
    """
    values = {
        name: getattr(found, name) or getattr(known, name) for name in Profile.__struct_fields__
    }
    says_nothing = not found.email or found.email_status is EmailStatus.NONE
    if known.email and says_nothing:
        values |= {"email": known.email, "email_status": known.email_status}
    return Profile(**values)
