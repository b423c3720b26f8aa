"""What a reply or a fault means for a mail, before the body and after it."""

import ssl
from collections.abc import Callable
from typing import TypeVar

from aiosmtplib.errors import SMTPException, SMTPResponseException

from cam.adapters.smtp.replies import Disconnected, Junk, Reply, plain
from cam.domain.model.hold import HoldKind, ours
from cam.ports.mailer import SendResult, SendStatus

E = TypeVar("E", bound=BaseException)

SERVICE_CLOSING = 421
SENT = 250
FAULTS = (Disconnected, Junk, TimeoutError)
"""What reading a reply may raise."""


def _result(status: SendStatus, reply: Reply) -> SendResult:
    return SendResult(status=status, code=reply.code, reply=reply.text)


def refused(reply: Reply) -> SendResult:
    """A reply to MAIL, RCPT, DATA or the dot that is not the hoped-for one: always definite."""
    if kind := ours(reply.code, reply.text):
        return _held(kind, reply)
    return _result(SendStatus.REJECTED if reply.code >= 500 else SendStatus.DEFERRED, reply)


def not_offered(reason: str) -> SendResult:
    """A fault before the body: surely not sent."""
    return SendResult(status=SendStatus.DEFERRED, reply=reason)


def held(reason: str, kind: HoldKind = HoldKind.DENIED) -> SendResult:
    """The mailbox itself does not work."""
    return SendResult(status=SendStatus.HELD, reply=reason, hold=kind)


def _held(kind: HoldKind, reply: Reply) -> SendResult:
    return SendResult(status=SendStatus.HELD, code=reply.code, reply=reply.text, hold=kind)


def unknown(reason: str) -> SendResult:
    """A fault after the authorization: nobody can tell (RFC 1047)."""
    return SendResult(status=SendStatus.UNKNOWN, reply=reason)


def after_dot(reply: Reply) -> SendResult:
    """The reply to the final dot: 250, 4yz and 5yz are definite; nothing else is. Many servers tell
    what they think of the sender only here."""
    if reply.code == SENT:
        return _result(SendStatus.SENT, reply)
    if reply.code < 400:
        return _result(SendStatus.UNKNOWN, reply)
    return refused(reply)


def described(fault: BaseException) -> str:
    """The fault in words that hold nothing which we sent."""
    return "the server did not answer in time" if isinstance(fault, TimeoutError) else str(fault)


def caused_by(fault: BaseException, kind: type[E]) -> E | None:
    """The error of this kind at the root of a fault; aiosmtplib wraps what it meets."""
    cause: BaseException | None = fault
    while cause is not None:
        if isinstance(cause, kind):
            return cause
        cause = cause.__cause__ or cause.__context__
    return None


def not_connected(fault: BaseException, without_secrets: Callable[[str], str]) -> SendResult:
    """Why there is no connection. What waiting will not mend holds the mailbox."""
    if refused := caused_by(fault, ssl.SSLCertVerificationError):
        return held(f"certificate: {refused.verify_message}", HoldKind.CERTIFICATE)
    if isinstance(fault, SMTPResponseException):
        return _refused_to_talk(fault.code, plain(without_secrets(fault.message)))
    if type(fault) is SMTPException:  # aiosmtplib's word for: no STARTTLS, no AUTH is offered
        return held(plain(without_secrets(fault.message)))
    return not_offered(plain(without_secrets(described(fault))))


def _refused_to_talk(code: int, text: str) -> SendResult:
    """A refusal at the greeting, EHLO, STARTTLS or AUTH is never the recipient's fault."""
    reply = Reply(code, text)
    if code < 400:
        return not_offered(f"unexpected reply: {text}")
    if code < 500:
        return _result(SendStatus.DEFERRED, reply)
    return _held(ours(code, text) or HoldKind.DENIED, reply)
