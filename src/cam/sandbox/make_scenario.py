"""The scenario behind Make's mailer hook: it writes to somebody and remembers that it did."""

import time
from collections import Counter
from typing import Any, Final

import msgspec

from cam.sandbox.exchange import Malformed, Request
from cam.sandbox.settings import Dials

_HEADERS: Final = ("idempotency-key", "webhook-id", "x-event-id")


class ScenarioMail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail that the scenario sent; `message` is the body of the hook."""

    n: int
    to: str
    key: str
    message_id: str
    message: dict[str, Any]
    sent_at: float


class Mailer:
    """Sends what it is told; whether it looks up the idempotency key is a switch."""

    def __init__(self, dials: Dials) -> None:
        self._dials = dials
        self.mails: list[ScenarioMail] = []

    def reset(self) -> None:
        self.mails.clear()

    def send(self, told: dict[str, Any], key: str, *, nth: int) -> ScenarioMail:
        """The mail sent; with `make_deduplicates` the first one of that key."""
        if self._dials.now.make_deduplicates and key:
            first = next((mail for mail in self.mails if mail.key == key), None)
            if first is not None:
                return first
        mail = ScenarioMail(
            n=len(self.mails),
            to=_recipient(told),
            key=key,
            message_id=f"<{nth}.mailer@sandbox.example>",
            message=told,
            sent_at=time.time(),
        )
        self.mails.append(mail)
        return mail


def repeated(mails: list[ScenarioMail]) -> dict[tuple[str, str], int]:
    """The (key, recipient) pairs that were mailed more than once."""
    copies = Counter((mail.key, mail.to.lower()) for mail in mails)
    return {pair: count for pair, count in copies.items() if count > 1}


def key_of(request: Request) -> str:
    """The idempotency key: of a header, else `idempotency_key` or `id` of the body."""
    for name in _HEADERS:
        if value := request.headers.get(name):
            return value
    if not request.is_json:
        return ""
    try:
        told = request.json_object()
    except Malformed:
        return ""
    return str(told.get("idempotency_key") or told.get("id") or "")


def _recipient(told: dict[str, Any]) -> str:
    """`to` of the body or of its `data`; one address, a list, or an object with `email`."""
    data = told.get("data")
    to = told.get("to") or (data.get("to") if isinstance(data, dict) else None)
    if isinstance(to, list) and to:
        to = to[0]
    if isinstance(to, dict):
        to = to.get("email") or to.get("address")
    return to if isinstance(to, str) else ""
