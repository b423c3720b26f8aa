"""Credits: what may be spent, what was spent, and whose answers were bought.

A call is one request to a provider about some people. It is written down before it leaves, and it
holds its credits from then on:

    reserved --answer--> answered --read--> settled     the vendor's own price
        |  \\--more to come--> pending --result--> answered
        |--surely not taken--> released                nothing
        '--no answer--> lost                           the whole reservation; nobody asks again
    pending --no result in time--> lost;  lost --evidence--> pending or answered
"""

import secrets
from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any, Self
from uuid import UUID

from msgspec import Meta, Struct, structs

from cam.domain.model.errors import IllegalMove, InvalidInput
from cam.domain.model.prospect import Identity, Profile

MOST = 1e9
Credits = Annotated[float, Meta(ge=0, le=MOST)]
"""An amount of credits; fractions count, to a millionth."""

REAPED = "its run ended before the answer was kept"
"""Why a call of an older run is lost."""

_PROVIDER = "provider:"
_ERASED = "erased:"

TOTAL = "total"
"""The period of a budget that never begins anew."""


def millionths(amount: float) -> int:
    """An amount as it is counted: in whole millionths, so that sums never drift."""
    return round(amount * 1_000_000)


class Purpose(StrEnum):
    """What a provider is asked for."""

    ENRICH = "enrich"
    VERIFY = "verify"


class CreditBudget(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The most that may be spent, a day and in all; None is no bound, 0 is nothing."""

    per_day: Credits | None = None
    total: Credits | None = None


class Bound(Struct, frozen=True, kw_only=True):
    """One budget of one scope in one period: at most `most` (None: counted, not bounded)."""

    scope: str
    period: str
    """An ISO date, or TOTAL."""
    most: float | None = None

    def has_room(self, used: int, price: int) -> bool:
        """May so much more be spent? Both in millionths; what costs nothing always may."""
        return not price or self.most is None or used + price <= millionths(self.most)

    @property
    def used_up(self) -> str:
        """That there is no room: `apollo's budget of 200 credits in all is used up`."""
        owner = self.scope.removeprefix(_PROVIDER)
        if owner == self.scope:
            owner = f"the {self.scope.partition(':')[0]}"
        amount = f"{self.most or 0.0:.6f}".rstrip("0").rstrip(".")
        unit = "credit" if amount == "1" else "credits"
        span = "in all" if self.period == TOTAL else "a day"
        return f"{owner}'s budget of {amount} {unit} {span} is used up"


def bounds(scope: str, day: date, budget: CreditBudget) -> tuple[Bound, Bound]:
    """The day's and the whole bound of one scope."""
    return (
        Bound(scope=scope, period=day.isoformat(), most=budget.per_day),
        Bound(scope=scope, period=TOTAL, most=budget.total),
    )


def provider_scope(provider: str) -> str:
    """The scope under which a provider's credits are counted; its day is the day in UTC."""
    return f"{_PROVIDER}{provider}"


def person_keys(person: Identity) -> tuple[str, ...]:
    """The keys that are known, each with its kind, strongest first: `email:jane@acme.example`."""
    told = {
        "provider": person.provider_key,
        "linkedin": person.linkedin_key,
        "email": person.email_key,
        "name": person.name_key,
    }
    return tuple(f"{kind}:{key}" for kind, key in told.items() if key)


class Question(Struct, frozen=True, kw_only=True):
    """One person asked about, in the provider's own words."""

    lead_id: int
    keys: tuple[str, ...]
    """The keys by which the person is recognised, strongest first (`Identity`): who has one of
    them in common with somebody bought is not bought again."""
    details: dict[str, Any]
    """What is sent about the person."""

    def __post_init__(self) -> None:
        """Somebody without any key could not be remembered, and would be bought twice."""
        if not self.keys:
            raise InvalidInput("keys", "a question needs a key")

    @property
    def subject(self) -> str:
        """The person's name in answers and books."""
        return self.keys[0]

    @property
    def is_erased(self) -> bool:
        """Was the person erased? Only the place among the call's questions is left."""
        return self.subject.startswith(_ERASED)

    def erased(self, place: int) -> Self:
        """This question without anything of the person."""
        return structs.replace(self, keys=(f"{_ERASED}{place}",), details={})


def erased(questions: Iterable[Question], subjects: Collection[str]) -> tuple[Question, ...]:
    """The questions, those about these people without anything of them."""
    return tuple(
        question.erased(place) if question.subject in subjects else question
        for place, question in enumerate(questions)
    )


class Finding(Struct, frozen=True, kw_only=True):
    """What a provider knows of one person: a profile, or None when it knows nobody."""

    profile: Profile | None
    do_not_contact: bool = False


class Reading(Struct, frozen=True, kw_only=True):
    """A provider's raw answer, understood. Each subject asked about is in one of both."""

    findings: dict[str, Finding] = {}
    """Subject to what is known."""
    failed: dict[str, str] = {}
    """Subject to the reason why the answer says nothing about it."""
    credits: float = 0.0
    """What the vendor took for it."""


class CallState(StrEnum):
    """Where a call stands."""

    RESERVED = "reserved"
    PENDING = "pending"
    """Taken by the provider; its result comes later."""
    ANSWERED = "answered"
    """The raw answer is kept; it counts at its whole price until it is read."""
    SETTLED = "settled"
    LOST = "lost"
    """Nobody knows whether it was taken: it counts as spent."""
    RELEASED = "released"

    @property
    def counts_whole(self) -> bool:
        """Does it hold all that was reserved?"""
        return self not in (self.SETTLED, self.RELEASED)

    @property
    def has_answer(self) -> bool:
        """Is its answer known?"""
        return self in (self.ANSWERED, self.SETTLED)


_S = CallState
UNDER_WAY = frozenset({_S.RESERVED, _S.PENDING, _S.ANSWERED})
"""Their price is not known yet."""
CALL_MOVES = frozenset(
    {
        (_S.RESERVED, _S.PENDING),
        (_S.RESERVED, _S.ANSWERED),
        (_S.RESERVED, _S.RELEASED),
        (_S.RESERVED, _S.LOST),
        (_S.PENDING, _S.PENDING),
        (_S.PENDING, _S.ANSWERED),
        (_S.PENDING, _S.RELEASED),
        (_S.PENDING, _S.LOST),
        (_S.ANSWERED, _S.SETTLED),
        (_S.LOST, _S.PENDING),
        (_S.LOST, _S.ANSWERED),
    }
)
"""(from, to): what is not here is refused, by the database, too."""


class Call(Struct, frozen=True, kw_only=True):
    """One request to a provider, from before it leaves until it is paid."""

    id: UUID
    provider: str
    purpose: Purpose
    campaign_id: int | None
    epoch: int
    state: CallState = CallState.RESERVED
    questions: tuple[Question, ...]
    reserved: float
    spent: float = 0.0
    """What the vendor took, once it is settled."""
    token: str
    """Unguessable: a callback that does not bring it is nobody's."""
    reference: str = ""
    """The provider's own id of the request."""
    answer: bytes = b""
    """The raw answer to the request."""
    result: bytes = b""
    """What came later, raw."""
    reason: str = ""
    scopes: tuple[Bound, ...]
    """The counters that it stands in."""
    look_at: datetime | None = None
    """When a pending call is asked for next."""
    created_at: datetime
    updated_at: datetime

    @property
    def holds(self) -> float:
        """The credits that it counts for in its budgets."""
        if self.state.counts_whole:
            return self.reserved
        return self.spent if self.state is CallState.SETTLED else 0.0

    @property
    def has_erased(self) -> bool:
        """Was one of its people erased? Then its raw answer is kept until it is settled only."""
        return any(question.is_erased for question in self.questions)

    @property
    def is_blanked(self) -> bool:
        """Answered, but erased before it was read? Nothing is left to read: it is settled at its
        whole reservation."""
        nothing = not (self.answer or self.result)
        return self.state is CallState.ANSWERED and nothing and self.has_erased

    @property
    def is_blank_once_settled(self) -> bool:
        """Is it time to blank its answer, and to forget its people?"""
        return self.state is CallState.SETTLED and self.has_erased

    @property
    def news(self) -> dict[str, Any]:
        """What is written of a call that moved, by field. A raw answer is written when it comes
        and never again, so that one that was blanked since stays blank."""
        names = ["state", "spent", "reference", "reason", "look_at", "updated_at"]
        if self.state in (CallState.PENDING, CallState.ANSWERED):
            names += ["answer", "result"]
        return {name: getattr(self, name) for name in names}

    def erased(self, subjects: Collection[str]) -> Self:
        """This call without those people, and without what was said of anybody in it."""
        questions = erased(self.questions, subjects)
        return structs.replace(self, questions=questions, answer=b"", result=b"", reason="")

    def _moved(self, state: CallState, at: datetime, **changes: Any) -> Self:
        if (self.state, state) not in CALL_MOVES:
            raise IllegalMove(f"call {self.id} is {self.state}: it cannot become {state}")
        return structs.replace(self, state=state, updated_at=at, **changes)

    def pending(self, at: datetime, *, answer: bytes, reference: str, look_at: datetime) -> Self:
        """This call, taken by the provider; the result is asked for at `look_at`."""
        return self._moved(
            CallState.PENDING, at, answer=answer, reference=reference, look_at=look_at, reason=""
        )

    def postponed(self, at: datetime, look_at: datetime) -> Self:
        """This pending call, asked for again at `look_at`."""
        return self._moved(CallState.PENDING, at, look_at=look_at)

    def answered(self, at: datetime, *, answer: bytes = b"", result: bytes = b"") -> Self:
        """This call with its raw answer, or with the result that it waited for."""
        return self._moved(
            CallState.ANSWERED,
            at,
            answer=answer or self.answer,
            result=result,
            look_at=None,
            reason="",
        )

    def settled(self, at: datetime, spent: float, reason: str = "") -> Self:
        """This call at the vendor's own price; `reason` tells why its answer says nothing.

        A price that is no amount of credits is not believed: the call counts whole.
        """
        if not 0 <= spent <= MOST:
            reason = f"a price of {spent} credits is not believed" + (reason and f"; {reason}")
            spent = self.reserved
        return self._moved(CallState.SETTLED, at, spent=spent, reason=reason)

    def released(self, at: datetime, reason: str) -> Self:
        """This call, surely not taken: it costs nothing."""
        return self._moved(CallState.RELEASED, at, look_at=None, reason=reason)

    def lost(self, at: datetime, reason: str) -> Self:
        """This call, whose answer nobody knows."""
        return self._moved(CallState.LOST, at, look_at=None, reason=reason)


class Order(Struct, frozen=True, kw_only=True):
    """What is to be bought, and within which bounds."""

    campaign_id: int
    epoch: int
    provider: str
    purpose: Purpose
    price: float
    """The most that one person costs."""
    batch: int
    """People in one call at most."""
    bounds: tuple[Bound, ...]
    remembered_for: timedelta
    """How long an answer counts: nobody is bought twice within it."""

    def call(self, questions: tuple[Question, ...], *, call_id: UUID, at: datetime) -> Call:
        """The call that asks these questions, reserved."""
        return Call(
            id=call_id,
            provider=self.provider,
            purpose=self.purpose,
            campaign_id=self.campaign_id,
            epoch=self.epoch,
            questions=questions,
            reserved=millionths(self.price) * len(questions) / 1_000_000,
            token=secrets.token_urlsafe(24),
            scopes=self.bounds,
            created_at=at,
            updated_at=at,
        )


class Reserved(Struct, frozen=True, kw_only=True):
    """What became of questions that were to be bought. Each is in exactly one part."""

    calls: tuple[Call, ...] = ()
    """Written down and paid for in the budgets: to be made now."""
    bought: dict[int, UUID] = {}
    """Lead id to the call, of whatever campaign, that has its answer already."""
    subjects: dict[int, str] = {}
    """Lead id to the subject by which its call in `bought` knows the person."""
    waiting: frozenset[int] = frozenset()
    """Leads about whom another call is under way."""
    lost: frozenset[int] = frozenset()
    """Leads about whom a call got lost: it counts as spent, and they are not bought again."""
    unaffordable: dict[int, str] = {}
    """Lead id to the budget that has no room, in words (`Bound.used_up`)."""


class BookLine(Struct, frozen=True, kw_only=True):
    """What one campaign (None: deleted ones) spent at one provider for one purpose."""

    provider: str
    purpose: Purpose
    campaign_id: int | None
    calls: int = 0
    """Those that were taken, or may have been: all but the released."""
    spent: float = 0.0
    """Settled at the vendor's price."""
    held: float = 0.0
    """Reserved for calls under way, or answered and not read yet."""
    lost: float = 0.0
    """Counted as spent, as nobody knows."""


class Books(Struct, frozen=True, kw_only=True):
    """The ledger, summed up."""

    lines: tuple[BookLine, ...] = ()
    used: dict[str, dict[str, float]] = {}
    """Scope to period to what counts against its budget."""

    def total(self, *, campaigns: Collection[int] | None = None) -> float:
        """All that counts as spent or held, of all campaigns or of these."""
        return sum(
            line.spent + line.held + line.lost
            for line in self.lines
            if campaigns is None or line.campaign_id in campaigns
        )


def books(lines: Iterable[BookLine], used: dict[str, dict[str, float]]) -> Books:
    """The ledger with its lines in order: by provider, purpose and campaign, deleted ones last."""

    def place(line: BookLine) -> tuple[str, str, bool, int]:
        return line.provider, line.purpose, line.campaign_id is None, line.campaign_id or 0

    return Books(lines=tuple(sorted(lines, key=place)), used=used)
