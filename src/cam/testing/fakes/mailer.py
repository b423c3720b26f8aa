"""A mailer in memory that keeps the port's promises and remembers everything."""

import asyncio
from collections import defaultdict, deque
from hashlib import sha256

import msgspec
from msgspec import Struct

from cam.domain.model.errors import InvalidInput
from cam.domain.model.mail import Mail
from cam.domain.model.text import has_control
from cam.ports.mailer import Authorize, SendResult, SendStatus

SENT = SendResult(status=SendStatus.SENT, code=250, reply="2.0.0 taken")
_BEFORE = frozenset({SendStatus.HELD, SendStatus.FAILED, SendStatus.NOT_AUTHORIZED})


class _Scripted(Struct, frozen=True):
    result: SendResult
    after_body: bool


class FakeMailer:
    """Takes every mail, unless a recipient's results were scripted.

    `offered`: every mail that `send` was called with. `written`: those whose body went out.
    """

    def __init__(self) -> None:
        self.offered: list[Mail] = []
        self.written: list[Mail] = []
        self._scripts: defaultdict[str, deque[_Scripted]] = defaultdict(deque)
        self._closed = False
        self._under_way = 0
        self._quiet = asyncio.Event()
        self._quiet.set()

    @property
    def sent(self) -> list[str]:
        """The recipients of the bodies that went out, in order."""
        return [mail.recipient for mail in self.written]

    def will_answer(
        self, recipient: str, *results: SendResult | SendStatus, after_body: bool = False
    ) -> None:
        """The recipient's next results, in order; the last one stays.

        REJECTED and DEFERRED come before the body unless `after_body`; SENT and UNKNOWN always
        after it.
        """
        if not results:
            raise InvalidInput("results", "are missing")
        self._scripts[recipient] = deque(
            _Scripted(_as_result(result), after_body) for result in results
        )

    async def send(self, mail: Mail, authorize: Authorize) -> SendResult:
        """Asks for leave as a real mailer does, and answers what was scripted."""
        self.offered.append(mail)
        if self._closed:
            return SendResult(status=SendStatus.DEFERRED, reply="the mailer is closed")
        if _forges(mail):
            return SendResult(status=SendStatus.FAILED, reply="subject: is not plain text")
        self._under_way += 1
        self._quiet.clear()
        try:
            return await self._answered(mail, authorize)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._quiet.set()

    async def aclose(self) -> None:
        """Takes no more mails and waits for those under way."""
        self._closed = True
        await self._quiet.wait()

    async def _answered(self, mail: Mail, authorize: Authorize) -> SendResult:
        scripted = self._next(mail.recipient)
        if not scripted.after_body:
            return scripted.result
        if not await authorize(sha256(msgspec.json.encode(mail)).hexdigest()):
            return SendResult(status=SendStatus.NOT_AUTHORIZED)
        self.written.append(mail)
        return scripted.result

    def _next(self, recipient: str) -> _Scripted:
        script = self._scripts.get(recipient)
        if not script:
            return _Scripted(SENT, after_body=True)
        scripted = script[0] if len(script) == 1 else script.popleft()
        status = scripted.result.status
        if status in (SendStatus.SENT, SendStatus.UNKNOWN):
            return _Scripted(scripted.result, after_body=True)
        return _Scripted(scripted.result, scripted.after_body and status not in _BEFORE)


def _as_result(result: SendResult | SendStatus) -> SendResult:
    return result if isinstance(result, SendResult) else SendResult(status=result)


def _forges(mail: Mail) -> bool:
    """Could a value become a header of its own?"""
    values = (mail.subject, mail.recipient_name, mail.recipient, mail.message_id, mail.unsubscribe)
    return any(has_control(value) or "\n" in value or "=?" in value for value in values)
