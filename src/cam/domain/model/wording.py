"""What a mail says, as an operator writes it: a subject, a text, and perhaps HTML beside it."""

from typing import Annotated

from msgspec import Meta, Struct

from cam.domain.model import personalisation
from cam.domain.model.errors import InvalidInput
from cam.domain.model.text import has_control

Subject = Annotated[str, Meta(max_length=200)]
Text = Annotated[str, Meta(min_length=1, max_length=20_000)]
LONGEST_HTML = 50_000
Html = Annotated[
    str,
    Meta(max_length=LONGEST_HTML, description="Shown where HTML is; made clean when it is saved"),
]


class Wording(Struct, frozen=True, kw_only=True):
    """One mail's templates. An empty subject: in the thread, as an answer to the mail before."""

    subject: str
    text: str
    html: str = ""


def check(subject: str, text: str | None, html: str) -> None:
    """Raises InvalidInput for what no mail can say. The tags of HTML are looked at once it is
    clean (`markup.check`)."""
    personalisation.check(subject, field="subject")
    if "\n" in subject or "\r" in subject or has_control(subject):
        raise InvalidInput("subject", "must be one line of text", kind="control_character")
    if text is not None:
        personalisation.check(text, field="text")
        if not text.strip():
            raise InvalidInput("text", "is empty")
    for field, value in (("text", text or ""), ("html", html)):
        if has_control(value):
            raise InvalidInput(field, "holds a control character", kind="control_character")
