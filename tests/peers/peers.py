"""What tests see of the mail peers: addresses that behave, ports, and what arrived.

The recipient decides what becomes of a mail; any local part will do, so each test has its own:

=======================  ==========================================================
`anybody@cam.test`       ours: mailboxes that CAM sends from and reads by IMAP
`anybody@prospect.test`  delivered to a Maildir
`auto...@prospect.test`  delivered, and a vacation reply comes back (Sieve)
`gone...@prospect.test`  refused at once, 550 5.1.1
`full...@prospect.test`  refused at once, 452 4.2.2
`grey...@prospect.test`  refused at once, 451 4.7.1
`spam...@prospect.test`  refused at once, 550 5.7.1
`anybody@late.test`      accepted by the relay; a DSN with 5.1.1 comes back
`spam...@late.test`      the same with 5.7.1
`full...@late.test`      tried again until it expires; a DSN with 4.2.2 comes back
`grey...@late.test`      the same with 4.7.1
anybody elsewhere        refused at once, 550 5.1.2: no mail leaves the machine
=======================  ==========================================================

Plus tags lead to the mailbox without them, so VERP works. A queue expires after some three seconds.
"""

import os
import smtplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path

from .kept import PATIENCE, eventually
from .nameserver import NameServer


@dataclass(frozen=True, kw_only=True)
class Peers:
    """Postfix, Dovecot and dnsmasq, all on `host`."""

    host: str = "127.0.0.1"
    submission: int
    """Port for submissions: clear text or STARTTLS, by authentication only."""
    submissions: int
    """The same with TLS from the first byte."""
    mx: int
    """Port of the exchange for cam.test, prospect.test and late.test, without authentication."""
    imap: int
    """Port of IMAP, clear text or STARTTLS. Mailboxes: INBOX, Junk and Sent, by special use."""
    imaps: int
    """The same with TLS from the first byte."""
    username: str = "sales@cam.test"
    """Any other address will do as well, for IMAP and for submissions."""
    password: str
    ca_file: Path
    """Who trusts this file trusts the servers, as 127.0.0.1 and as localhost."""
    dns: NameServer
    """Empty for each test."""
    folder: Path
    """Logs and configuration, while the servers run."""

    def maildir(self, address: str) -> list[bytes]:
        """What was delivered to an address, in the order of delivery; its plus tag does not count.

        Line ends are those of the disk, \\n.
        """
        return [file.read_bytes() for file in self._delivered(address)]

    def arrived(
        self,
        address: str,
        count: int = 1,
        *,
        of: Callable[[bytes], bool] = lambda message: True,
        within: float = PATIENCE,
    ) -> list[bytes]:
        """Waits until as many such messages were delivered to an address, and returns them."""
        found: list[bytes] = []

        def are_there() -> bool:
            found[:] = filter(of, self.maildir(address))
            return len(found) >= count

        try:
            eventually(are_there, within=within)
        except TimeoutError:
            raise AssertionError(
                f"{address} has {len(found)} of {count} messages\n{self.log()}"
            ) from None
        return found

    def deliver(
        self,
        message: EmailMessage | bytes,
        *,
        sender: str,
        to: str,
    ) -> None:
        """Somebody's server hands a message to the exchange; `sender` "" is the null sender.

        Raises smtplib.SMTPRecipientsRefused when it is refused. It arrives a moment later.
        """
        raw = message if isinstance(message, bytes) else message.as_bytes()
        with smtplib.SMTP(self.host, self.mx, timeout=PATIENCE) as exchange:
            exchange.sendmail(sender, [to], raw)

    def trust(self) -> ssl.SSLContext:
        """What a client uses that checks certificates, and knows who signs them here."""
        return ssl.create_default_context(cafile=self.ca_file)

    def log(self, lines: int = 40) -> str:
        """The last lines of the servers' logs."""
        return "\n".join(
            "\n".join(file.read_text("utf-8", "replace").splitlines()[-lines:])
            for file in sorted(self.folder.glob("*.log"))
            if os.access(file, os.R_OK)
        )

    def _delivered(self, address: str) -> list[Path]:
        local, _, domain = address.lower().partition("@")
        box = self.folder / "mail" / domain / local.partition("+")[0] / "Maildir"
        there = [file for name in ("new", "cur") for file in (box / name).glob("*")]
        return sorted(there, key=lambda file: (file.stat().st_mtime_ns, file.name))
