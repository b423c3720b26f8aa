"""What Make's answer to a mail means.

`Accepted` alone says only that the request is stored: it comes also when the scenario is switched
off, and when it takes longer than 180 seconds. So a mail is sent only when the scenario itself says
so, by its "Webhook response" module: `{"ok": true, "message_id": "..."}`.
"""

from typing import Any

from msgspec import Struct

from cam.adapters.answer import Answer
from cam.adapters.decoding import clean, decoded
from cam.adapters.make.gateway import queue_is_full, told
from cam.ports.mailer import SendResult, SendStatus

_DENIED = (401, 403, 404, 405, 410)
"""The key, or the webhook itself: no mail goes this way."""


class _Word(Struct):
    """The scenario's own answer."""

    ok: Any = None
    message_id: Any = None
    error: Any = None


def judged(answer: Answer, url: str) -> SendResult:
    """The result of a mail that was answered so.

    A 400 is the webhook's data structure that does not fit this body: the mail cannot be made into
    what the scenario takes (FAILED). It says nothing of the recipient, as REJECTED would.
    """
    status = answer.status
    word = decoded(answer.body, _Word)
    if status < 500 and word is not None and word.ok is False:
        reason = _text(word.error) or "the scenario did not send it"
        return SendResult(status=SendStatus.REJECTED, code=status, reply=reason)
    if 200 <= status < 300 and word is not None and word.ok is True:
        return SendResult(status=SendStatus.SENT, code=status, reply=_text(word.message_id))
    return SendResult(status=_meant(answer), code=status, reply=_reason(answer, url))


def _meant(answer: Answer) -> SendStatus:
    """What Make itself, not the scenario, says of the mail."""
    if answer.status in _DENIED:
        return SendStatus.HELD
    if answer.status in (408, 429) or queue_is_full(answer):
        return SendStatus.DEFERRED
    return SendStatus.FAILED if 400 <= answer.status < 500 else SendStatus.UNKNOWN


def _reason(answer: Answer, url: str) -> str:
    reason = told(answer, url)
    if 200 <= answer.status < 300:
        return f"{reason}: the scenario did not say that it sent the mail"
    return reason


def _text(value: Any) -> str:
    return clean(value)[:300] if isinstance(value, str) else ""
