"""What came of asking a provider about some leads."""

from collections import Counter

from msgspec import Struct, field

from cam.domain.model.credit import Call, Finding, Reading

LOST = "its answer was lost and counts as paid"


class Bought(Struct, kw_only=True):
    """What became of each lead asked about, counted as it goes. A lead is in at most one part."""

    findings: dict[int, Finding] = field(default_factory=dict)
    """Lead id to what is known."""
    failed: dict[int, str] = field(default_factory=dict)
    """Answered, but the answer says nothing about the lead: it is not bought again."""
    lost: set[int] = field(default_factory=set)
    """Perhaps taken, perhaps paid, never answered: it is not bought again."""
    waiting: set[int] = field(default_factory=set)
    """The answer is still to come."""
    unasked: dict[int, str] = field(default_factory=dict)
    """Surely not bought: it may be asked about again."""
    unaffordable: dict[int, str] = field(default_factory=dict)
    """Lead id to the budget that has no room."""
    credits: float = 0.0
    """What the vendor took, as it says itself; of a lost call, what was reserved."""
    notes: set[str] = field(default_factory=set)
    """What the provider said when a result was looked for in vain."""
    held: str = ""
    """Why the provider is left alone altogether."""
    error: BaseException | None = None
    """What nobody had foreseen: nothing more was begun; to be raised once the rest is kept."""

    def read(self, call: Call, reading: Reading) -> None:
        """Takes in what a call's answer says of its subjects."""
        for question in call.questions:
            if question.subject in reading.findings:
                self.findings[question.lead_id] = reading.findings[question.subject]
            else:
                self.failed[question.lead_id] = reading.failed[question.subject]

    def lose(self, call: Call) -> None:
        """Takes in that nobody knows whether this call was taken."""
        self.lost |= people(call)
        self.credits += call.reserved

    def skip(self, call: Call, reason: str) -> None:
        """Takes in that this call was surely not taken."""
        self.unasked |= dict.fromkeys(people(call), reason)

    @property
    def troubles(self) -> list[str]:
        """What went wrong, each reason once with its leads."""
        reasons = Counter([*self.failed.values(), *self.unasked.values()])
        if self.lost:
            reasons[LOST] += len(self.lost)
        reasons.pop(self.held, None)
        counted = [f"{reason} ({leads(number)})" for reason, number in reasons.items()]
        return [*counted, *sorted(self.notes)]

    @property
    def held_back(self) -> str:
        """Why some were not asked about though nothing went wrong; empty when all were."""
        held = sum(reason == self.held for reason in self.unasked.values()) if self.held else 0
        if not (held or self.unaffordable):
            return ""
        why = self.held or next(iter(self.unaffordable.values()))
        return f"{why} ({leads(held or len(self.unaffordable))} not asked about)"

    def to_come(self, provider: str) -> str:
        """That some wait for the provider's answer; empty when nobody does."""
        number = len(self.waiting)
        if not number:
            return ""
        return f"{provider} has not answered yet ({leads(number)} wait{'s' * (number == 1)})"


def people(call: Call) -> set[int]:
    """The leads that the call asks about."""
    return {question.lead_id for question in call.questions}


def leads(number: int) -> str:
    """So many leads."""
    return f"{number} lead{'' if number == 1 else 's'}"
