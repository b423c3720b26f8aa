"""One SMTP connection of the mail sink.

aiosmtpd serves line by line and awaits each reply; here all commands that arrived together are
answered together, so that PIPELINING saves what it saves in life: one batch, one round trip, one
`latency`. It also gives every stage, the body included, a place where it can be made to fail.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final, cast

from cam.sandbox import smtp_lines as lines
from cam.sandbox.faults import Fault
from cam.sandbox.mail_sink import MailSink
from cam.sandbox.settings import Dials
from cam.sandbox.smtp_dialogue import Dialogue
from cam.sandbox.uplink import reset

_END: Final = b"\r\n.\r\n"


class SmtpSession(asyncio.Protocol):
    """A state machine fed with bytes. A mail counts as accepted when its last dot was read."""

    def __init__(self, sink: MailSink, dials: Dials, crowd: "set[SmtpSession]") -> None:
        self._dials = dials
        self._crowd = crowd
        sink.connections += 1
        self._loop = asyncio.get_running_loop()
        self._buffer = bytearray()
        self._replies: list[bytes] = []
        self._outbox: deque[bytes] = deque()
        self._last_due = 0.0
        self._delay = 0.0
        self._greeted = False
        self._deaf = False
        self._ends = False
        self._dialogue = Dialogue(sink, dials)
        self._in_body = False
        self._body_begun = False
        self._discarded = False
        self._searched = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._crowd.add(self)
        self._ends = self._staged("greet", lambda: lines.GREETING) is not lines.GREETING
        self._flush()

    def connection_lost(self, exc: Exception | None) -> None:
        del exc
        self._deaf = True
        self._outbox.clear()
        self._crowd.discard(self)

    def abort(self) -> None:
        """End at once, whatever is under way."""
        self._deaf = True
        self._transport.abort()

    def data_received(self, data: bytes) -> None:
        if self._deaf:
            return
        if not self._greeted:
            self._replies.append(lines.EARLY)
            self._ends = self._deaf = True
            self._flush()
            return
        self._buffer += data
        while not self._deaf and (self._take_body() if self._in_body else self._take_line()):
            pass
        self._flush()

    # Replies: written together, `latency` after the bytes that they answer.

    def _flush(self) -> None:
        if not self._replies:
            return
        batch, self._replies = b"".join(self._replies), []
        delay, self._delay = self._delay + self._dials.now.latency, 0.0
        if delay <= 0 and not self._outbox:
            self._outbox.append(batch)
            self._write()
            return
        self._outbox.append(batch)
        self._last_due = max(self._last_due, self._loop.time() + delay)
        self._loop.call_at(self._last_due, self._write)

    def _write(self) -> None:
        if self._transport.is_closing() or not self._outbox:
            return
        self._greeted = True
        self._transport.write(self._outbox.popleft())
        if self._ends and not self._outbox:
            self._transport.close()

    # Faults.

    def _staged(self, stage: str, act: Callable[[], bytes], line: bytes = b"") -> bytes | None:
        """Do one step and keep its reply, unless a fault is ordered for this stage.

        Returns the reply that was kept; None when the connection fell silent.
        """
        envelope = f"{self._dialogue.envelope} {line.decode('latin-1')}"
        fault = self._dials.faults.draw(f"smtp.{stage}", envelope)
        if fault is None or fault.carried_out:
            reply: bytes | None = act()
        else:
            reply = self._refused(fault)
        if fault is not None and fault.carried_out:
            if fault.kind == "slow":
                self._delay += fault.seconds
            else:
                self._fall_silent(fault)
                return None
        if reply:
            self._replies.append(reply)
        return reply

    def _refused(self, fault: Fault) -> bytes | None:
        """The reply of a fault that does nothing; None if it falls silent."""
        if fault.kind == "status":
            self._ends |= fault.status == 421
            return (fault.body or _worded(fault.status)).encode() + b"\r\n"
        if fault.kind in ("junk", "html"):
            return (fault.body or "\x00<html>").encode() + b"\r\n"
        self._fall_silent(fault)
        return None

    def _fall_silent(self, fault: Fault) -> None:
        """Drop the connection, or keep it open and never speak again."""
        self._deaf = True
        if fault.kind not in ("hang", "accept_then_hang"):
            reset(self._transport)

    # Input.

    def _take_line(self) -> bool:
        end = self._buffer.find(b"\r\n")
        if end < 0:
            if len(self._buffer) > lines.MAX_LINE:
                self._replies.append(lines.UNKNOWN)
                self._ends = self._deaf = True
            return False
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 2]
        reply = self._staged(*self._dialogue.command(line), line)
        if reply is lines.BYE:
            self._ends = self._deaf = True
        elif reply is lines.GO_AHEAD:
            self._open_body()
        return True

    def _open_body(self) -> None:
        if self._buffer:
            # Bytes that came with DATA were written before the 354 (RFC 2920, 3.1).
            self._replies[-1] = lines.EARLY
            self._ends = self._deaf = True
            return
        self._in_body, self._body_begun, self._searched = True, False, 0
        self._buffer += b"\r\n"

    def _take_body(self) -> bool:
        """Read to the final dot. The buffer starts with the CRLF of the DATA line itself."""
        if not self._body_begun and len(self._buffer) > 2:
            self._body_begun = True
            self._discarded = self._staged("body", lambda: b"") != b""
            if self._deaf:
                return False
        end = self._buffer.find(_END, max(0, self._searched - 4))
        self._searched = len(self._buffer)
        if end < 0:
            return False
        raw = bytes(self._buffer[2 : end + 2])
        raw = (raw[1:] if raw.startswith(b"..") else raw).replace(b"\r\n..", b"\r\n.")
        del self._buffer[: end + len(_END)]
        self._in_body = False
        if not self._discarded:
            self._staged("dot", lambda: self._dialogue.accept(raw))
        self._dialogue.forget()
        return True


def _worded(status: int) -> str:
    if status == 421:
        return "421 4.3.2 Service shutting down"
    return f"{status} {status // 100}.3.0 Fault ordered by the sandbox"
