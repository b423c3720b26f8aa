"""HTML that an operator writes for a mail: what is refused aloud rather than taken out in silence.

The rest (scripts, forms, event handlers, styles that no mail needs) is taken out by
`ports.clean_html`.
"""

import re

from cam.domain.model import personalisation
from cam.domain.model.errors import InvalidInput
from cam.domain.model.wording import LONGEST_HTML

_PICTURE = re.compile(r"<\s*(img|picture|image|svg|video|audio|source)\b", re.IGNORECASE)
_TAG = re.compile(r'<[a-z/][^<>"]*(?:"[^"]*"[^<>"]*)*>')
"""As clean HTML has them: every value is in double quotes. Linear in time."""


def check(html: str, *, field: str) -> None:
    """Raises InvalidInput for pictures: a letter is not kept with a hole where one was."""
    if picture := _PICTURE.search(html):
        reason = f"has a <{picture[1].lower()}>: mails go without pictures, see docs/decisions"
        raise InvalidInput(field, reason, kind="remote_image")


def check_clean(html: str, *, field: str) -> None:
    """Raises InvalidInput for clean HTML whose fields cannot be filled in, or not safely: within
    a tag a value could become an attribute or an address."""
    if len(html) > LONGEST_HTML:
        reason = f"has {len(html)} characters once it is clean, at most {LONGEST_HTML} are kept"
        raise InvalidInput(field, reason, kind="out_of_range")
    personalisation.check(html, field=field)
    for tag in _TAG.finditer(html):
        if "{{" in tag[0] or "}}" in tag[0]:
            reason = "has a field within a tag: fields may stand in the text only"
            raise InvalidInput(field, reason, kind="malformed_template")
    for _, default in personalisation.named(html):
        if default is not None and ("<" in default or ">" in default):
            reason = "has a tag within a field's default"
            raise InvalidInput(field, reason, kind="malformed_template")
    if not _TAG.sub("", html).strip():
        raise InvalidInput(field, "has nothing left to show once it is clean")
