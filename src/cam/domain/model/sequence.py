"""What a campaign says, and in which order."""

from datetime import timedelta
from typing import Annotated

from msgspec import Meta, Struct

from cam.domain.model import personalisation
from cam.domain.model.errors import InvalidInput
from cam.domain.model.text import has_control

Delay = Annotated[timedelta, Meta(description="ISO 8601 duration, e.g. `P3D`")]


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One mail of a sequence. `delay` counts from the mail before; None: by the cadence."""

    subject: Annotated[str, Meta(min_length=1, max_length=200)]
    text: Annotated[str, Meta(min_length=1, max_length=20_000)]
    delay: Delay | None = None

    def __post_init__(self) -> None:
        personalisation.check(self.subject, field="subject")
        personalisation.check(self.text, field="text")
        if "\n" in self.subject or "\r" in self.subject or has_control(self.subject):
            raise InvalidInput("subject", "must be one line of text", kind="control_character")
        if has_control(self.text):
            raise InvalidInput("text", "holds a control character", kind="control_character")
        if self.delay is not None and not timedelta(0) <= self.delay <= timedelta(days=365):
            raise InvalidInput("delay", "must be between 0 and 365 days", kind="out_of_range")


Sequence = Annotated[tuple[Step, ...], Meta(min_length=1, max_length=20)]

DEFAULT_SEQUENCE: tuple[Step, ...] = (
    Step(
        subject="A question about {{company|your company}}",
        text="""Hello {{first_name|there}},

I came across {{company|your company}} while looking at how teams like yours find new clients.
Most of them know whom they would like to talk to, and have no time left to start the conversation.

That part is what we do: a short list of people who fit, a first message worth answering, and you
only step in when somebody wants to talk.

Would a ten-minute call next week be useful? If it is not your subject, a word is enough and I
will not write again.
""",
    ),
    Step(
        subject="Re: A question about {{company|your company}}",
        text="""Hello {{first_name|there}},

I know that my last note reached you in the middle of other work, so here is the short version:
we find the people who fit what you sell and open the conversation, and you talk to those who reply.

Shall I send you three examples from your field?
""",
    ),
    Step(
        subject="Re: A question about {{company|your company}}",
        text="""Hello {{first_name|there}},

This is my last note on the subject. If new clients for {{company|your company}} become a topic
later this year, a reply to this mail finds me.

All the best to you and the team.
""",
    ),
)
"""Three plain mails that a person would send; used when a campaign brings none."""
