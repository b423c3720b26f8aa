"""The relaxed canonical forms of a mail (RFC 6376 3.4.2, 3.4.4): what relays may change is gone."""

import re

_SPACES = re.compile(rb"[ \t]+")


def header(name: bytes, value: bytes) -> bytes:
    """One header field without its line end; `value` is what follows the colon, folded or not."""
    unfolded = value.replace(b"\r\n", b"")
    return name.lower() + b":" + _SPACES.sub(b" ", unfolded).strip(b" ")


def body(written: bytes) -> bytes:
    """The body, whose lines end in CRLF; an empty one is nothing at all."""
    text = _SPACES.sub(b" ", written).replace(b" \r\n", b"\r\n")
    while text.endswith(b"\r\n"):
        text = text[:-2]
    return text + b"\r\n" if text else b""
