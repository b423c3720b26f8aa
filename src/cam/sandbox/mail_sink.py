"""The mails that were accepted, as they came over the wire."""

import re
import time
from collections import Counter
from pathlib import Path
from typing import Final

import msgspec

_MESSAGE_ID: Final = re.compile(rb"^message-id:\s*(?:\r\n\s+)?(\S+)", re.IGNORECASE | re.MULTILINE)


class Mail(msgspec.Struct, frozen=True, kw_only=True):
    """One accepted body with its envelope; `received_at` in seconds since the epoch."""

    n: int
    mail_from: str
    rcpt_to: tuple[str, ...]
    message_id: str
    received_at: float
    raw: bytes


class MailSink:
    """Keeps mails in memory; with a folder also as `000000.eml` and so on, numbered from 0."""

    def __init__(self, mail_dir: Path | None = None) -> None:
        self.mails: list[Mail] = []
        self.copies: Counter[tuple[str, str]] = Counter()
        """Accepted bodies by (Message-ID, recipient): more than 1 is a double send."""
        self.connections = 0
        """Connections that were ever opened."""
        self._mail_dir = mail_dir
        if mail_dir is not None:
            mail_dir.mkdir(parents=True, exist_ok=True)

    def accept(self, mail_from: str, rcpt_to: tuple[str, ...], raw: bytes) -> Mail:
        found = _MESSAGE_ID.search(raw.partition(b"\r\n\r\n")[0])
        mail = Mail(
            n=len(self.mails),
            mail_from=mail_from,
            rcpt_to=rcpt_to,
            message_id=found[1].decode("ascii", "replace") if found else "",
            received_at=time.time(),
            raw=raw,
        )
        if self._mail_dir is not None:
            (self._mail_dir / f"{mail.n:06}.eml").write_bytes(raw)
        self.mails.append(mail)
        for recipient in rcpt_to:
            self.copies[mail.message_id, recipient.lower()] += 1
        return mail

    def repeated(self) -> dict[tuple[str, str], int]:
        """The (Message-ID, recipient) pairs that were accepted more than once."""
        return {pair: n for pair, n in self.copies.items() if n > 1}

    def reset(self) -> None:
        """Forget all mails; files already written stay."""
        self.mails.clear()
        self.copies.clear()
        self.connections = 0
