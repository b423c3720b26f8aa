"""Which command a refusal answers, as servers tell it in a bounce."""

import re
from enum import StrEnum


class Stage(StrEnum):
    """Which command a refusal answers (RFC 5321 4.1)."""

    MAIL = "MAIL"
    """MAIL or an earlier one: nobody was named yet but us."""
    RCPT = "RCPT"
    DATA = "DATA"
    """DATA or its end: the recipient was accepted before."""
    UNTOLD = ""


def _told(*ways: str) -> re.Pattern[str]:
    return re.compile("|".join(ways), re.IGNORECASE)


_SPACES = re.compile(r"\s+")
_STAGES = (
    (
        Stage.MAIL,
        _told(
            r"after (?:pipelined )?(?:mail from|ehlo|helo|initial connection)",
            r"in reply to (?:mail from|ehlo|helo)|\[mail_from\]|command:?\s*(?:mail|ehlo|helo)\b",
            r">>> ?(?:mail from|ehlo|helo)(?:(?!<<<|>>>).){0,300}<<< ?[45]",
        ),
    ),
    (
        Stage.RCPT,
        _told(
            r"need rcpt|no valid recipients|after (?:pipelined )?rcpt|in reply to rcpt|\[rcpt_to\]",
            r">>> ?rcpt to(?:(?!<<<|>>>).){0,300}<<< ?[45]|command:?\s*rcpt|rcpt command",
            r"rcpt to[: ].{0,80}(?:generated|response)|did not like our rcpt|smtp:rcpt",
            r"does not like recipient|rejected recipient|recipient address rejected",
            r"\(state 1[34]\)",
        ),
    ),
    (
        Stage.DATA,
        _told(
            r"after (?:pipelined )?(?:end of )?data\b|in reply to (?:end of )?data\b",
            r">>> ?(?:data|\.) <<< ?[45]|\[(?:end_of_)?data\]|command:?\s*data\b",
            r"\(state 1[78]\)|after end of message",
        ),
    ),
)
"""How servers tell the command: Exim, Postfix, Yahoo, Sendmail, qmail, Google."""


def stage_of(text: str) -> Stage:
    """The command that was refused, as far as a bounce tells."""
    text = _SPACES.sub(" ", text)
    return next((stage for stage, told in _STAGES if told.search(text)), Stage.UNTOLD)
