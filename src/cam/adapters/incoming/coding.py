"""Bytes into text: transfer codings (RFC 2045 6), charsets, encoded words (RFC 2047)."""

import binascii
import codecs
import re
from email.errors import HeaderParseError
from email.header import decode_header

from cam.domain.model.text import one_line

MAX_WORDS = 4_096
"""Characters of a field in which encoded words are decoded."""

_CHARSET = re.compile(r"[A-Za-z0-9._:+-]{1,40}")
_NOT_CHARSETS = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"})
"""Python's codecs that are text encodings to it, but no charset of any mail; two are quadratic."""
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]")
_HALF = re.compile("[\ud800-\udfff]")
_ALIASES = {"iso8859-1": "cp1252", "latin-1": "cp1252", "ascii": "utf-8", "gb2312": "gb18030"}
"""What is named so is mostly the wider one (as browsers take it)."""


def undone(raw: bytes, start: int, end: int, coding: str, limit: int) -> bytes:
    """The transfer coding undone, of at most about `limit` bytes of result."""
    coding = coding.strip().lower()
    if coding == "base64":
        letters = _NOT_BASE64.sub(b"", raw[start : min(end, start + limit * 3 // 2)])
        return binascii.a2b_base64(letters[: len(letters) // 4 * 4] + _rest(letters))
    if coding == "quoted-printable":
        return binascii.a2b_qp(raw[start : min(end, start + limit * 3)])[:limit]
    return raw[start : min(end, start + limit)]


def _rest(letters: bytes) -> bytes:
    """The last one to three letters, padded; a single one says nothing."""
    rest = letters[len(letters) // 4 * 4 :]
    return rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""


def decoded_text(raw: bytes, charset: str) -> str:
    """The bytes as text, no lone surrogates. Where the charset is unknown: UTF-8, else Windows."""
    codec = _codec(charset)
    try:
        text = raw.decode(codec or "utf-8")
    except UnicodeError:
        text = raw.decode(codec, "replace") if codec else raw.decode("cp1252", "replace")
    return _HALF.sub("\ufffd", text)


def _codec(charset: str) -> str:
    """Python's name of a charset; "" if there is none of this name."""
    if not _CHARSET.fullmatch(charset):
        return ""
    try:
        name = codecs.lookup(charset).name
    except LookupError:
        return ""
    name = _ALIASES.get(name, name)
    return "" if name in _NOT_CHARSETS or not _is_text(name) else name


def _is_text(name: str) -> bool:
    """Is it a codec of text? `hex`, `zlib` and their like are none."""
    try:
        "x".encode(name)
    except (LookupError, UnicodeError):
        return False
    return True


def decoded_words(value: str) -> str:
    """A field's text, its encoded words decoded, on one line."""
    if "=?" not in value:
        return one_line(value)
    try:
        pieces = decode_header(value[:MAX_WORDS])
    except (HeaderParseError, ValueError):
        return one_line(value)
    return one_line("".join(_piece(piece, charset) for piece, charset in pieces))


def _piece(piece: str | bytes, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    if charset is None:  # what stands between encoded words, as Python's own escape of it
        return piece.decode("raw-unicode-escape", "replace")
    return decoded_text(piece, charset)
