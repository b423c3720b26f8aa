"""What follows from an arrival: only what is certain moves a lead by itself."""

from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct

from cam.domain.model.answer import AnswerKind, Classified
from cam.domain.model.arrival import MatchedBy, Ruling
from cam.domain.model.hold import HoldKind, ours
from cam.domain.model.incoming import Bounce, BounceKind
from cam.domain.model.lead import Lead, LeadEvent, LeadStatus
from cam.domain.model.sequence import Step

OUT_OF_OFFICE_WAIT = timedelta(days=7)
AUTO_REPLY_WAIT = timedelta(days=3)
LONGEST_ABSENCE = timedelta(days=90)
"""Who is said to be back later than that is not believed."""
WAITS = "a message waits for review"
"""Why a lead is left alone of whom something arrived that nobody is sure of."""
COMPANY_REPLIED = "company replied"
SOFT_BOUNCES = "too many soft bounces"


class Consequence(Struct, frozen=True, kw_only=True):
    """What is to be done. Nothing, when all is as it begins."""

    event: LeadEvent | None = None
    suppresses: bool = False
    """The recipient's address goes on the list."""
    stops: bool = False
    """What is not authorized yet is cancelled; a lead that no event moves waits for a review, or
    is closed for `because`."""
    stops_company: bool = False
    """Others at the same company are left alone, too, when the campaign says so."""
    waits: timedelta | None = None
    """The next action comes so much later."""
    until: datetime | None = None
    """And not before."""
    needs_review: bool = False
    holds: HoldKind | None = None
    """Our own mailbox is to be left alone; of the lead it says nothing."""
    because: str = ""


NOTHING = Consequence()
BLAMED = Consequence(needs_review=True)
"""One recipient's server says that the fault is ours: the lead goes on."""
_IN_DOUBT = Consequence(stops=True, needs_review=True, because=WAITS)
ENDING = (AnswerKind.UNSUBSCRIBE, AnswerKind.NEGATIVE)
"""What ends a sequence even when a responder seems to have said it."""
_BY_CLASS = {
    AnswerKind.POSITIVE: LeadEvent.POSITIVE_REPLY,
    AnswerKind.NEUTRAL: LeadEvent.NEUTRAL_REPLY,
    AnswerKind.NEGATIVE: LeadEvent.NEGATIVE_REPLY,
    AnswerKind.WRONG_PERSON: LeadEvent.NEUTRAL_REPLY,
    AnswerKind.UNSUBSCRIBE: LeadEvent.UNSUBSCRIBE,
}


def of_bounce(
    bounce: Bounce, by: MatchedBy, *, names_recipient: bool, soft_before: int, most_soft: int
) -> Consequence:
    """A delivery status. `names_recipient`: it is about the address that we wrote to, or about
    none; `soft_before`: how many other mails to the lead came back softly, of which, with this one,
    there may be fewer than `most_soft`."""
    match bounce.kind:
        case BounceKind.HARD if by.is_weak or not names_recipient:
            return _IN_DOUBT
        case BounceKind.HARD:
            why = f"hard bounce: {bounce.code or bounce.smtp_code or bounce.rule}"
            return Consequence(
                event=LeadEvent.HARD_BOUNCE, suppresses=True, stops=True, because=why
            )
        case BounceKind.SOFT if not by.is_weak and names_recipient and soft_before + 1 >= most_soft:
            return Consequence(suppresses=True, stops=True, because=SOFT_BOUNCES)
        case BounceKind.OURS if by.is_proof:
            said = f"{bounce.code} {bounce.diagnostic}".strip()
            return Consequence(holds=ours(bounce.smtp_code, said), because=said)
        case _:
            return NOTHING


def of_complaint(by: MatchedBy) -> Consequence:
    """Somebody pressed "spam" (RFC 5965)."""
    if by.is_weak:
        return _IN_DOUBT
    return Consequence(event=LeadEvent.COMPLAINT, suppresses=True, stops=True, because="complaint")


def of_auto_reply(answer: AnswerKind, back_on: date | None, now: datetime) -> Consequence:
    """A responder wrote, nobody else: the sequence goes on later."""
    if back_on is None and answer is not AnswerKind.OUT_OF_OFFICE:
        return Consequence(waits=AUTO_REPLY_WAIT)
    back = None if back_on is None else datetime.combine(back_on, time(), UTC) + timedelta(days=1)
    if back is None or not now < back <= now + LONGEST_ABSENCE:
        return Consequence(waits=OUT_OF_OFFICE_WAIT)
    return Consequence(waits=timedelta(), until=back)


def of_responders_end(answer: AnswerKind, by: MatchedBy) -> Consequence:
    """What looks like a responder's, and says no: a person may have written it through a system
    that marks everything as its own."""
    if answer is AnswerKind.UNSUBSCRIBE and by.is_proof:
        return Consequence(
            suppresses=True, stops=True, needs_review=True, because=f"{answer} reply"
        )
    return _IN_DOUBT


def of_reply(said: Classified, by: MatchedBy, now: datetime) -> Consequence:
    """A person wrote, whose word ends the sequence at once, whatever it says."""
    if said.kind in (AnswerKind.OUT_OF_OFFICE, AnswerKind.AUTO) and said.certain:
        return of_auto_reply(said.kind, None, now)
    if by.is_weak or not said.certain:
        return _IN_DOUBT
    return Consequence(
        event=_BY_CLASS[said.kind],
        suppresses=said.kind is AnswerKind.UNSUBSCRIBE,
        stops=True,
        stops_company=True,
        needs_review=said.kind is AnswerKind.WRONG_PERSON,
        because=f"{said.kind} reply",
    )


UNSUBSCRIBED = Consequence(
    event=LeadEvent.UNSUBSCRIBE, suppresses=True, stops=True, because="unsubscribed"
)
"""Who sends the token of a mail's way out means it, whoever the sender is."""


def of_ruling(ruling: Ruling, now: datetime) -> Consequence:
    """A person said what it is."""
    match ruling:
        case Ruling.NOTHING:
            return NOTHING
        case Ruling.HARD_BOUNCE:
            return Consequence(
                event=LeadEvent.HARD_BOUNCE, suppresses=True, stops=True, because="hard bounce"
            )
        case Ruling.COMPLAINT:
            return of_complaint(MatchedBy.MESSAGE_ID)
        case Ruling.OUT_OF_OFFICE | Ruling.AUTO:
            return of_auto_reply(AnswerKind(ruling.value), None, now)
        case _:
            answer = AnswerKind(ruling.value)
            return Consequence(
                event=_BY_CLASS[answer],
                suppresses=answer is AnswerKind.UNSUBSCRIBE,
                stops=True,
                stops_company=True,
                because=f"{answer} reply",
            )


def after(lead: Lead, follows: Consequence, at: datetime) -> Lead:
    """The lead after it."""
    if follows.event is not None:
        certain = _certain(lead, at)
        if follows.event is LeadEvent.POSITIVE_REPLY:
            certain = certain.rewarded()
        return certain.moved(follows.event, at)
    if follows.stops:
        return lead if lead.is_stopped else lead.closed(follows.because, at)
    if follows.waits is not None and lead.next_action_at is not None:
        later = lead.next_action_at + follows.waits
        return lead.later(max(later, follows.until or later))
    return lead


def ruled(lead: Lead, follows: Consequence, at: datetime) -> Lead:
    """The lead after a person's word, which may also take it back from LOST."""
    if follows.event is LeadEvent.POSITIVE_REPLY and lead.status is LeadStatus.LOST:
        return _certain(lead, at).rewarded().moved(LeadEvent.OPERATOR_QUALIFIES, at)
    return after(lead, follows, at)


def _certain(lead: Lead, at: datetime) -> Lead:
    """The lead, which waits for no review any more."""
    return lead.reopened(at) if lead.closed_because == WAITS else lead


def resumed(
    lead: Lead, steps: tuple[Step, ...], *, cancelled: bool, due_at: datetime, at: datetime
) -> Lead:
    """The lead that waited for a review, and was left alone for nothing. `cancelled`: its next step
    was cancelled meanwhile and cannot be planned again: the one after it follows."""
    step = lead.next_step + cancelled
    if step >= len(steps):
        return lead.closed("sequence finished", at)
    return lead.reopened(at).skipping_to(step).to_contact(max(due_at, at))
