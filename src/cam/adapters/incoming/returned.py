"""Bounces in plain text: what servers write that know nothing of RFC 3464.

qmail's QSBMF, Exim, Sendmail's transcripts, Exchange, Domino, and many more: all of them say in
some words that a mail was not delivered, name a recipient, and repeat what the next server said.
"""

import re
from collections.abc import Container

from cam.adapters.incoming.elsewhere import found_elsewhere
from cam.adapters.incoming.fields import addresses, canonical, line, sender
from cam.adapters.incoming.original import Original
from cam.adapters.incoming.part import Part
from cam.adapters.incoming.refusal import Refusal, about
from cam.adapters.incoming.servers import DAEMONS, one_of

MAX_RECIPIENTS = 20

_DELAY = one_of(r"""
    \bdelay(?:ed)?\b|still being retried|warning message only
    will (?:be retried|keep trying|be attempted again|continue to (?:try|be))
    not (?:necessary|need) to re-?send|do not need to take any action
    could not send message for past
    attempts? (?:to deliver (?:it |the message )?)?will (?:be|continue)
    noch nicht zugestellt|verzöger|retardé|遅延
""")
_ENDED = one_of(r"""
    has failed permanently|permanent (?:fatal )?error|gave up|giving up|unable to deliver
    could not be delivered for more than|has been (?:returned|deleted|removed)
""")
_HEADER_LINE = re.compile(
    r"^[ \t]*(?:to|from|cc|subject|sent|date|reply-to|sender|mail from)[ \t]*:.*$|\bsmtp[=:]",
    re.IGNORECASE | re.MULTILINE,
)
"""The mail as Exchange describes it ("Your message To: ... did not reach"), and its `SMTP:`."""
_ADDRESS = re.compile(
    r"(?<![\w.+/=-])[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,253}[A-Za-z0-9])"
)
_RCPT = re.compile(
    r"^[ \t>]*(?:rcpt to|(?:failed |final[- ]|original[- ])?recipient(?: address)?|failed "
    r"address)[ \t]*:[ \t]*(?:rfc822;[ \t]*)?(<?[^\s<>@]{1,64}@[^\s<>@]{1,255}>?)",
    re.IGNORECASE | re.MULTILINE,
)


def refusals(part: Part, text: str, notice: str, original: Original) -> tuple[Refusal, ...]:
    """What the notice tells of each recipient that it names."""
    action = "delayed" if _is_delay(part, notice) else ""
    named = _named(part, text, notice, original)
    if not named:
        return (Refusal(action=action, said=notice),)
    return tuple(
        Refusal(recipient=who, action=action, said=_told(notice, who, named)) for who in named
    )


def _told(notice: str, who: str, named: tuple[str, ...]) -> str:
    """What is told of a recipient; of the only one from the first mention on."""
    if len(named) > 1:
        return about(notice, who, named)
    return notice[max(0, notice.lower().find(who)) :]


def _is_delay(part: Part, notice: str) -> bool:
    subject = line(part, "subject")
    return (_DELAY.search(subject) or _DELAY.search(notice)) is not None and not (
        _ENDED.search(subject) or _ENDED.search(notice)
    )


def _named(part: Part, text: str, notice: str, original: Original) -> tuple[str, ...]:
    """Whom the notice is about: told in a field, else named in the text, else the original's."""
    fields = part.fields.get("x-failed-recipients", ())
    told = addresses([*fields, *_RCPT.findall(text)])
    if told:
        return told[:MAX_RECIPIENTS]
    aside = {
        sender(part)[1],
        *original.senders,
        *original.carriers,
        *addresses(part.fields.get("to", ())),
    }
    named = _written(_HEADER_LINE.sub("", notice), aside) or _written(notice, aside)
    both = [each for each in named if each in original.recipients]
    found = both or named or original.recipients[:1] or found_elsewhere(part, text)
    return tuple(found)[:MAX_RECIPIENTS]


def _written(notice: str, aside: Container[str]) -> list[str]:
    """The addresses in the notice, without those of servers and our own."""
    written = (canonical(found.strip(".'")) for found in _ADDRESS.findall(notice))
    named = dict.fromkeys(each for each in written if each and each not in aside)
    return [each for each in named if not DAEMONS.match(each)]
