"""What a server says, read: FETCH answers, folders, and why it does not let us in."""

import re
import ssl
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from imap_tools.errors import ImapToolsError, MailboxLoginError
from imap_tools.folder import FolderInfo

from cam.domain.model.errors import ProviderDenied, ProviderError, ProviderUnavailable
from cam.domain.model.inbox import Message
from cam.domain.model.text import one_line

NAME = "imap"
INBOX = "INBOX"
_JUNK = "\\junk"
_CALLED = frozenset({"junk", "spam", "junk e-mail", "junk email", "bulk mail"})
"""How servers that know no special use call it (RFC 6154 came in 2011)."""
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DATE = re.compile(rb'\bINTERNALDATE "([^"]+)"')
_EMPTY = re.compile(rb'BODY\[\](?:<0>)? ""')
_LATER = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]", "[CONTACTADMIN]")
"""Answers to a login that say nothing of the password (RFC 5530)."""
_MOST_WORDS = 300


def messages(data: Iterable[Any]) -> Iterator[Message]:
    """The messages of a FETCH answer, as imaplib gives it: literals in pairs with what stood before
    them, and the rest of the line after them. What has no body is none."""
    pending: tuple[bytes, bytes] | None = None
    for each in data:
        if isinstance(each, tuple):
            pending = (each[0], each[1])
        elif isinstance(each, bytes):
            said, raw = pending or (b"", b"")
            if pending is not None or _EMPTY.search(each):
                yield from _message(said + b" " + each, raw)
            pending = None


def _message(said: bytes, raw: bytes) -> Iterator[Message]:
    uid, size, date = _UID.search(said), _SIZE.search(said), _DATE.search(said)
    if uid is not None:
        yield Message(
            uid=int(uid[1]),
            raw=raw,
            size=int(size[1]) if size else len(raw),
            received_at=_moment(date[1].decode("ascii", "replace")) if date else None,
        )


def _moment(told: str) -> datetime | None:
    """INTERNALDATE (RFC 9051 9, date-time)."""
    try:
        return datetime.strptime(told.strip(), "%d-%b-%Y %H:%M:%S %z")
    except ValueError:
        return None


def to_read(folders: Sequence[FolderInfo]) -> tuple[str, ...]:
    """The inbox, then the folder of junk: by its special use, else by its name."""
    there = [each for each in folders if "\\noselect" not in _flags(each)]
    junk = [each.name for each in there if _JUNK in _flags(each)]
    junk = junk or [each.name for each in there if _last(each).lower() in _CALLED]
    return (INBOX, *junk[:1])


def _flags(folder: FolderInfo) -> frozenset[str]:
    return frozenset(each.lower() for each in folder.flags)


def _last(folder: FolderInfo) -> str:
    """The folder's own name, without those above it."""
    return folder.name.rpartition(folder.delim)[2] if folder.delim else folder.name


def number(said: tuple[str, Sequence[Any]]) -> int:
    """The number of a response code; 0 when the server did not tell it."""
    values = [each for each in said[1] if isinstance(each, bytes)]
    return int(values[-1]) if values and values[-1].isdigit() else 0


def trouble(error: Exception, place: str, hidden: Callable[[str], str]) -> ProviderError:
    """What kept us from reading, in CAM's words, without what is to be `hidden` in the server's."""
    said = hidden(words(error))
    if isinstance(error, MailboxLoginError):
        if any(each in said.upper() for each in _LATER):
            return ProviderUnavailable(NAME, f"{place} lets nobody in for now: {said}")
        return ProviderDenied(NAME, f"{place} does not let us in: {said}")
    if isinstance(error, ssl.SSLCertVerificationError):
        return ProviderUnavailable(NAME, f"{place}: its certificate is not valid: {said}")
    if isinstance(error, TimeoutError):
        return ProviderUnavailable(NAME, f"{place} does not answer in time")
    return ProviderUnavailable(NAME, f"{place}: {said}")


def words(error: Exception) -> str:
    """The server's own words, on one line."""
    if isinstance(error, ImapToolsError):
        status, answered = getattr(error, "command_result", (str(error), ()))
        said = [each for each in answered if isinstance(each, bytes)]
        told = b" ".join(said).decode("utf-8", "replace") or status
    elif isinstance(error, ssl.SSLCertVerificationError):
        told = error.verify_message
    else:
        told = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return one_line(str(told))[:_MOST_WORDS]
