"""The grammar of MAIL and RCPT, and the replies the sink gives (RFC 5321, RFC 3463 codes)."""

import re
from typing import Final

MAX_LINE: Final = 1_000
_PATH: Final = re.compile(rb"(FROM|TO):[ ]?<([^<>\s]*)>((?: [!-~]+)*) *", re.IGNORECASE)
_ADDRESS: Final = re.compile(r"[!-?A-~]{1,64}@[A-Za-z0-9.-]{1,255}")

OK: Final = b"250 2.0.0 Ok\r\n"
GREETING: Final = b"220 sandbox.example ESMTP\r\n"
GO_AHEAD: Final = b"354 End data with <CR><LF>.<CR><LF>\r\n"
BYE: Final = b"221 2.0.0 Bye\r\n"
UNKNOWN: Final = b"500 5.5.2 Error: command not recognized\r\n"
SEQUENCE: Final = b"503 5.5.1 Error: bad sequence of commands\r\n"
SYNTAX: Final = b"501 5.5.4 Syntax error in parameters\r\n"
BAD_ADDRESS: Final = b"501 5.1.3 Bad address syntax\r\n"
BAD_PARAMETER: Final = b"555 5.5.4 Unsupported option\r\n"
TOO_BIG: Final = b"552 5.3.4 Message size exceeds fixed limit\r\n"
NOBODY: Final = b"550 5.1.1 Recipient address rejected: User unknown\r\n"
NO_RECIPIENTS: Final = b"554 5.5.1 Error: no valid recipients\r\n"
EARLY: Final = b"554 5.5.0 Error: improper use of SMTP command pipelining\r\n"
BARE: Final = b"550 5.5.2 Error: bare <CR> or <LF> received\r\n"
LONG_LINE: Final = b"550 5.5.2 Error: line longer than 1000 octets\r\n"
NOT_ASCII: Final = b"550 5.6.7 Error: 8-bit data in the header\r\n"
TOO_MANY: Final = b"452 4.5.3 Error: too many recipients\r\n"

_BARE_BREAK: Final = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_LONG: Final = re.compile(rb"[^\n]{1000}")


def path_of(argument: bytes, word: bytes) -> tuple[str, list[bytes]] | None:
    """`FROM:<a@b> SIZE=9` -> the address and its parameters; None if it is not of that form."""
    found = _PATH.fullmatch(argument)
    if found is None or found[1].upper() != word:
        return None
    return found[2].decode("latin-1"), found[3].upper().split()


def is_address(text: str) -> bool:
    """Whether it is an ASCII `local@domain`: SMTPUTF8 is not offered."""
    return _ADDRESS.fullmatch(text) is not None


def parameters_refused(parameters: list[bytes], limit: int) -> bytes | None:
    """The reply that refuses these parameters of MAIL, or None."""
    for parameter in parameters:
        name, _, value = parameter.partition(b"=")
        if name == b"SIZE" and value.isdigit():
            if int(value) > limit:
                return TOO_BIG
        elif parameter not in (b"BODY=8BITMIME", b"BODY=7BIT"):
            return BAD_PARAMETER
    return None


def body_refused(raw: bytes, limit: int) -> bytes | None:
    """The reply that refuses this mail, or None."""
    if len(raw) > limit:
        return TOO_BIG
    if _BARE_BREAK.search(raw):
        return BARE
    if _LONG.search(raw):
        return LONG_LINE
    return None if raw.partition(b"\r\n\r\n")[0].isascii() else NOT_ASCII


def is_unknown_user(address: str) -> bool:
    """`nobody@...` and `bounce...@...` do not exist here."""
    local = address.partition("@")[0].lower()
    return local == "nobody" or local.startswith("bounce")
