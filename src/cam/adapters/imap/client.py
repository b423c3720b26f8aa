"""imap-tools' mailboxes, on sockets that neither a long answer nor a silent server can abuse."""

import imaplib
import socket
import ssl
from contextlib import suppress

from imap_tools.mailbox import BaseMailBox

from cam.adapters.imap.account import ImapAccount

MOST_BYTES = 2 * 1024 * 1024
"""Of one message: its headers and its first parts. What a bounce or an answer says stands there."""
_MOST_LITERAL = MOST_BYTES + 64 * 1024
"""No server sends more at once than it was asked for."""


class _Bounded:
    """Refuses a literal that is larger than anything that was asked for."""

    def read(self, size: int) -> bytes:
        """That many bytes of the server's answer."""
        if size > _MOST_LITERAL:
            raise imaplib.IMAP4.abort(f"the server sends {size} bytes at once")
        read: bytes = super().read(size)  # type: ignore[misc]
        if len(read) < size:
            raise imaplib.IMAP4.abort("the connection was closed in the middle of an answer")
        return read


class _Plain(_Bounded, imaplib.IMAP4):
    """Without TLS, or before STARTTLS."""


class _Secure(_Bounded, imaplib.IMAP4_SSL):
    """With TLS from the first byte on."""


class Mailbox(BaseMailBox):
    """An account's mailbox, connected, and not logged in."""

    def __init__(
        self, account: ImapAccount, timeout: float, context: ssl.SSLContext | None
    ) -> None:
        self._account = account
        self._timeout = timeout
        self._context = context
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        host, port = self._account.host, self._account.port
        if self._account.tls == "implicit":
            return _Secure(host, port, ssl_context=self._context, timeout=self._timeout)
        client = _Plain(host, port, timeout=self._timeout)
        if self._account.tls == "starttls":
            try:
                client.starttls(self._context)
            except BaseException:
                _close(client)
                raise
        return client

    def cut(self) -> None:
        """Ends the connection at once: a thread that waits for the server wakes up. It never waits
        itself."""
        with suppress(OSError):
            self.client.sock.shutdown(socket.SHUT_RDWR)

    def leave(self, *, politely: bool) -> None:
        """Says goodbye, unless nobody is there any more, and lets go of the connection."""
        try:
            if politely:
                self.client.logout()
        finally:
            _close(self.client)


def _close(client: imaplib.IMAP4) -> None:
    with suppress(OSError, imaplib.IMAP4.error):
        client.shutdown()
