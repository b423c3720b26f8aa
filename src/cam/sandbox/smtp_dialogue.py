"""The commands of one SMTP connection: what was said so far, and the reply to each command."""

from collections.abc import Callable
from typing import Final

from cam.sandbox import smtp_lines as lines
from cam.sandbox.mail_sink import MailSink
from cam.sandbox.settings import Dials

_MAX_RECIPIENTS: Final = 1_000


class Dialogue:
    """Keeps envelope and order of commands; knows nothing of sockets, time or faults."""

    def __init__(self, sink: MailSink, dials: Dials) -> None:
        self._sink = sink
        self._dials = dials
        self._hello = False
        self._sender: str | None = None
        self._recipients: list[str] = []
        self._commands: dict[bytes, tuple[str, Callable[[bytes], bytes]]] = {
            b"EHLO": ("ehlo", self._ehlo),
            b"HELO": ("ehlo", self._helo),
            b"MAIL": ("mail", self._mail),
            b"RCPT": ("rcpt", self._rcpt),
            b"DATA": ("data", self._data),
            b"RSET": ("rset", self._rset),
            b"NOOP": ("noop", lambda _: lines.OK),
            b"VRFY": ("vrfy", lambda _: b"252 2.1.5 Cannot VRFY user\r\n"),
            b"QUIT": ("quit", lambda _: lines.BYE),
        }

    @property
    def envelope(self) -> str:
        """The addresses that were told so far."""
        return " ".join((self._sender or "", *self._recipients))

    def command(self, line: bytes) -> tuple[str, Callable[[], bytes]]:
        """The stage that this line belongs to, and the act that carries it out and replies."""
        verb, _, argument = line.partition(b" ")
        known = self._commands.get(verb.upper())
        if known is None or b"\n" in line:
            return "unknown", lambda: lines.UNKNOWN
        stage, act = known
        return stage, lambda: act(argument)

    def _ehlo(self, argument: bytes) -> bytes:
        if not argument.strip():
            return lines.SYNTAX
        self.forget()
        self._hello = True
        size = self._dials.now.mail_size
        offers = ("sandbox.example", "PIPELINING", f"SIZE {size}", "8BITMIME")
        said = "".join(f"250-{offer}\r\n" for offer in offers)
        return said.encode() + b"250 ENHANCEDSTATUSCODES\r\n"

    def _helo(self, argument: bytes) -> bytes:
        if not argument.strip():
            return lines.SYNTAX
        self.forget()
        self._hello = True
        return b"250 sandbox.example\r\n"

    def _mail(self, argument: bytes) -> bytes:
        if not self._hello or self._sender is not None:
            return lines.SEQUENCE
        path = lines.path_of(argument, b"FROM")
        if path is None:
            return lines.SYNTAX
        address, parameters = path
        if address and not lines.is_address(address):
            return lines.BAD_ADDRESS
        refused = lines.parameters_refused(parameters, self._dials.now.mail_size)
        if refused is not None:
            return refused
        self._sender = address
        return b"250 2.1.0 Ok\r\n"

    def _rcpt(self, argument: bytes) -> bytes:
        if self._sender is None:
            return lines.SEQUENCE
        path = lines.path_of(argument, b"TO")
        if path is None:
            return lines.SYNTAX
        address, parameters = path
        if parameters:
            return lines.BAD_PARAMETER
        if not lines.is_address(address):
            return lines.BAD_ADDRESS
        if lines.is_unknown_user(address):
            return lines.NOBODY
        if len(self._recipients) >= _MAX_RECIPIENTS:
            return lines.TOO_MANY
        self._recipients.append(address)
        return b"250 2.1.5 Ok\r\n"

    def _data(self, argument: bytes) -> bytes:
        if argument.strip():
            return lines.SYNTAX
        if self._sender is None:
            return lines.SEQUENCE
        if not self._recipients:
            return lines.NO_RECIPIENTS
        return lines.GO_AHEAD

    def accept(self, raw: bytes) -> bytes:
        """The mail itself, dots unstuffed: stored here, or refused."""
        refused = lines.body_refused(raw, self._dials.now.mail_size)
        if refused is not None:
            return refused
        mail = self._sink.accept(self._sender or "", tuple(self._recipients), raw)
        return b"250 2.0.0 Ok: queued as %X\r\n" % (mail.n + 1)

    def _rset(self, argument: bytes) -> bytes:
        del argument
        self.forget()
        return lines.OK

    def forget(self) -> None:
        """Drop the envelope."""
        self._sender = None
        self._recipients = []
