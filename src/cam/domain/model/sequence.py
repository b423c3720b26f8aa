"""What a campaign says, and in which order."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated

from msgspec import Meta, Struct

from cam.domain.model import personalisation, wording
from cam.domain.model.errors import InvalidInput
from cam.domain.model.subject import claims_to_answer, claims_to_forward
from cam.domain.model.variant import Variant, chosen
from cam.domain.model.wording import Html, Subject, Text, Wording

Delay = Annotated[timedelta, Meta(description="ISO 8601 duration, e.g. `P3D`")]


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One mail of a sequence. `delay` counts from the mail before; None: by the cadence.

    A follow-up without a subject stands in the thread: `Re:` and the subject that was really sent.
    """

    subject: Subject = ""
    text: Text
    html: Html = ""
    delay: Delay | None = None
    variants: Annotated[tuple[Variant, ...], Meta(max_length=10)] = ()
    """Wordings that are tried side by side; with any, everybody gets one of them."""

    def __post_init__(self) -> None:
        wording.check(self.subject, self.text, self.html)
        if self.delay is not None and not timedelta(0) <= self.delay <= timedelta(days=365):
            raise InvalidInput("delay", "must be between 0 and 365 days", kind="out_of_range")
        if self.variants and not any(each.weight for each in self.variants):
            raise InvalidInput("variants", "need one whose weight is not 0", kind="out_of_range")
        twice = [name for name, n in Counter(each.name for each in self.variants).items() if n > 1]
        if twice:
            raise InvalidInput("variants", f'two are named "{twice[0]}"', kind="repeated_name")

    def wording(self, variant: str = "") -> Wording:
        """What it says in that variant; in one that there is none of (any more), its own words."""
        for each in self.variants:
            if each.name == variant:
                own = each.text is not None
                return Wording(
                    subject=self.subject if each.subject is None else each.subject,
                    text=self.text if each.text is None else each.text,
                    html=each.html or "" if own else self.html,
                )
        return Wording(subject=self.subject, text=self.text, html=self.html)


Sequence = Annotated[tuple[Step, ...], Meta(min_length=1, max_length=20)]


def variant_for(steps: tuple[Step, ...], step: int, campaign_id: int, lead_id: int) -> str:
    """The variant of that step (counted from 0) which this lead gets; empty without variants."""
    return chosen(steps[step].variants, campaign_id, lead_id, step) if step < len(steps) else ""


def check_new(steps: tuple[Step, ...]) -> None:
    """Raises InvalidInput for subjects that would lie about what the mail is.

    Of what is saved from now on: a sequence that is kept already is not locked out.
    """
    for number, step in enumerate(steps):
        for place, subject in _subjects(step):
            field = f"sequence[{number}].{place}"
            if claims_to_forward(subject):
                reason = "begins like a forwarded mail, and none of these is one"
                raise InvalidInput(field, reason, kind="false_subject")
            if number:
                continue
            if _may_be_blank(subject):
                reason = "is needed: the first mail stands in no thread"
                raise InvalidInput(field, reason, kind="missing_field")
            if claims_to_answer(subject):
                reason = "begins like an answer, and the first mail is none"
                raise InvalidInput(field, reason, kind="false_subject")


def _may_be_blank(subject: str) -> bool:
    """Could somebody get it with nothing in it?"""
    try:
        return not personalisation.merged(subject, {}).strip()
    except personalisation.MissingField:
        return False


def _subjects(step: Step) -> Iterator[tuple[str, str]]:
    """Each subject that the step may have, with its place in it."""
    if not step.variants:
        yield "subject", step.subject
    for number, each in enumerate(step.variants):
        own = each.subject is not None
        place = f"variants[{number}].subject" if own else "subject"
        yield place, step.wording(each.name).subject
