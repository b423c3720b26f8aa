"""Anybody may send us anything: any bytes give a message or Unreadable, within bounds."""

import random
import time
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mails import MAIL, dsn, mail, parts, returned

from cam.adapters.incoming import auto_reply, complaint, receipt
from cam.adapters.incoming import returned as plain
from cam.adapters.incoming.back_on import back_on
from cam.adapters.incoming.fields import MAX_ADDRESSES, MAX_IDS
from cam.adapters.incoming.html_text import text_of
from cam.adapters.incoming.part import MAX_DEPTH, MAX_PARTS, cut
from cam.adapters.incoming.read import MAX_SIZE, read
from cam.adapters.incoming.text import MAX_TEXT
from cam.domain.model.errors import Unreadable
from cam.domain.model.incoming import Incoming
from cam.domain.model.text import has_control

STATUS = "\nFinal-Recipient: rfc822; jane@theirs.test\nAction: failed\nStatus: 5.1.1\n"
REPORT = mail(
    parts("Content-Type: message/feedback-report\n\nFeedback-Type: abuse\n", f"\n{MAIL}"),
    type_='multipart/report; report-type=feedback-report; boundary="b"',
)
SEEDS = [
    dsn(STATUS),
    REPORT,
    returned("<jane@theirs.test>: 550 5.1.1 User unknown\n\n--- Original message\n\n" + MAIL),
    mail("I am back on 24 August 2026.", subject="Out of office"),
    mail("<p>Hello <b>you</b></p>", type_="text/html; charset=utf-8"),
]
WORDS = [
    *(
        b"--b",
        b"--b--",
        b"\r\n",
        b"\n\n",
        b"\x00",
        b"\xff\xfe",
        b"<",
        b">",
        b"@",
        b'"',
        b"(",
        b"=?",
    ),
    *(b"Content-Type: ", b"multipart/mixed; boundary=b", b"message/rfc822", b"charset=idna", b";"),
    *(b"Content-Transfer-Encoding: base64", b"Final-Recipient: rfc822;", b"Status: 5.", b"\\"),
    *(b"message/delivery-status", b"Diagnostic-Code: smtp;", b"=?utf-8?b?/?=", b"*0*=''%", b"550 "),
    *(b"Date: ", b"From: ", b"References: <", b"boundary*=utf-8''%00", b"\xed\xa0\x80", b"9" * 40),
]


def strings(message: Incoming) -> list[str]:
    """Every text of a message."""
    told = [message.message_id, message.sender, message.sender_name, message.subject, message.text]
    lists = (message.to, message.references, message.recipients, message.reasons)
    said = [text for each in message.bounces for text in (each.diagnostic, each.rule, each.code)]
    return [*told, message.envelope_id, *said, *(text for each in lists for text in each)]


def taken(raw: bytes) -> Incoming | None:
    """The message, which keeps its bounds; None when it is Unreadable."""
    try:
        message = read(raw)
    except Unreadable:
        return None
    for text in strings(message):
        assert not has_control(text)
        text.encode()  # no lone surrogate
        assert len(text) <= MAX_TEXT
    assert len(message.to) <= MAX_ADDRESSES + 10
    assert len(message.references) <= MAX_IDS
    return message


@given(st.binary(max_size=600))
def test_any_bytes_are_read_or_unreadable(raw: bytes) -> None:
    """And nothing else is raised."""
    taken(raw)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(SEEDS),
    st.lists(
        st.tuples(
            st.integers(0, 3_000),
            st.integers(0, 30),
            st.sampled_from(WORDS) | st.binary(max_size=9),
        ),
        max_size=12,
    ),
)
def test_a_mutated_message_is_read_or_unreadable(
    raw: bytes, changes: list[tuple[int, int, bytes]]
) -> None:
    """Pieces cut out, others put in, anywhere."""
    for where, length, piece in changes:
        at = where % (len(raw) + 1)
        raw = raw[:at] + piece + raw[at + length :]
    taken(raw)


@given(st.lists(st.sampled_from(WORDS), max_size=80))
def test_a_message_of_nothing_but_syntax_is_read_or_unreadable(pieces: list[bytes]) -> None:
    """In any order."""
    taken(b"From: a@b.test\r\n" + b"".join(pieces))


@pytest.mark.parametrize(
    "raw", [b"", b"\n", b"\r\n\r\n", b"hello", b"\x00" * 9, b"no colon here\n\nx"]
)
def test_what_has_no_header_is_unreadable(raw: bytes) -> None:
    """It is no message (RFC 5322 2.1)."""
    with pytest.raises(Unreadable):
        read(raw)


def test_what_is_larger_than_the_bound_is_not_looked_at() -> None:
    """Whatever the server that took it allows."""
    with pytest.raises(Unreadable):
        read(b"From: a@b.test\n\n" + bytes(MAX_SIZE))


def nested(depth: int) -> bytes:
    """Multiparts inside each other."""
    head = "".join(
        f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(depth)
    )
    return f"From: a@b.test\n{head}\nHello".encode()


def shared(depth: int) -> bytes:
    """The same boundary at each level."""
    return b"From: a@b.test\n" + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * depth


def forwarded(depth: int) -> bytes:
    """Messages inside each other."""
    return b"From: a@b.test\n" + b"Content-Type: message/rfc822\n\n" * depth + b"Hello"


@pytest.mark.parametrize("build", [nested, shared, forwarded])
def test_a_deep_message_is_read_as_far_as_the_bound(build: Callable[[int], bytes]) -> None:
    """Nobody nests deeper in earnest; nothing recurses with the message."""
    part = cut(build(20_000))

    def depth(of: object) -> int:
        return 1 + max((depth(each) for each in of.parts), default=0)  # type: ignore[attr-defined]

    assert depth(part) <= MAX_DEPTH + 1
    assert len(list(part.walk())) <= MAX_PARTS + MAX_DEPTH + 1
    taken(build(20_000))


LARGE = {
    "attachment": mail(
        parts(
            "Content-Type: text/plain\n\nYes.", "Content-Type: image/png\n\n" + "QUJD" * 6_000_000
        ),
        type_="multipart/mixed; boundary=b",
    ),
    "text": mail("word " * 5_000_000),
    "lines": mail("\n" * 12_000_000),
    "html": mail("<p><b " * 4_000_000, type_="text/html"),
    "comments": mail("<!--" * 6_000_000, type_="text/html"),
    "one line": b"From: a@b.test\nSubject: " + b"x" * 25_000_000,
    "fields": b"From: a@b.test\n" + b"X: y\n" * 5_000_000,
    "no end of header": b"From: a@b.test\n" + b"a:\n" * 8_000_000,
    "folds": b"From: a@b.test\nReferences:" + b"\n <a@b.test>" * 2_000_000,
    "angles": b"From: " + b"<" * 12_000_000 + b"\nTo: " + b"(" * 12_000_000,
    "quotes": b'From: "' + b'\\"' * 12_000_000,
    "addresses": b"From: a@b.test\nTo: " + b"a@b.test," * 2_500_000,
    "words": b"From: a@b.test\nSubject: " + b"=?utf-8?q?a" * 2_000_000,
    "boundaries": b"From: a@b.test\nContent-Type: multipart/mixed; boundary=b\n\n"
    + b"--b\n" * 6_000_000,
    "near boundaries": b"From: a@b.test\nContent-Type: multipart/mixed; boundary=b\n\n"
    + b"\n--bx" * 5_000_000,
    "parameters": b"From: a@b.test\nContent-Type: text/plain" + b'; a="' * 5_000_000,
    "groups": dsn(STATUS * 300_000),
    "recipients": dsn(
        "".join(
            STATUS.replace("jane", f"jane{n}").replace("5.1.1", "5.0.0") for n in range(90_000)
        ),
        text="".join(f"<jane{n}@theirs.test>: no\n" for n in range(900_000)),
    ),
    "diagnosis": dsn(STATUS + "Diagnostic-Code: smtp; " + "550 host a[ " * 2_000_000),
    "notice": returned("550 user " * 2_500_000),
    "mentions": returned("<a@b.test>: <c@d.test>: " * 1_000_000),
    "header lines": returned("From: a\n" * 3_000_000),
    "rules": returned("-" * 25_000_000),
    "base64": mail("QUJD" * 6_000_000, more="Content-Transfer-Encoding: base64\n"),
    "quoted-printable": mail(
        "=41" * 8_000_000, more="Content-Transfer-Encoding: quoted-printable\n"
    ),
    "charset": mail("xn--a" * 5_000_000, type_="text/plain; charset=punycode"),
}
SECONDS = 5
"""Of processor time, for 25 MB of whatever is worst; none took one second when this was written."""
MEMORY = 32 * 1024 * 1024
"""Bytes beside the message itself."""


@pytest.mark.parametrize("name", LARGE)
def test_a_large_message_costs_a_bounded_time_and_memory(name: str) -> None:
    """25 MB of what is worst for a parser."""
    began = time.process_time()
    taken(LARGE[name])
    assert time.process_time() - began < SECONDS
    tracemalloc.start()
    try:
        taken(LARGE[name])
        assert tracemalloc.get_traced_memory()[1] < MEMORY
    finally:
        tracemalloc.stop()


UNITS = [
    "a",
    " ",
    "\n",
    "-",
    "<",
    ">",
    "(",
    '"',
    "\\",
    "@",
    "a@",
    "@a.b ",
    "a.",
    "to:",
    "not ",
    "1 ",
    "|",
]
READERS = {
    "signs of servers": lambda text: plain._DELAY.search(text),
    "subjects": lambda text: auto_reply._FIRST.search(text) or auto_reply._LAST.search(text),
    "receipts": lambda text: receipt._SUBJECT.search(text),
    "complaints": lambda text: complaint._JMRP.search(text),
    "days": lambda text: back_on(text, __import__("datetime").date(2026, 8, 10)),
    "html": text_of,
}


@pytest.mark.parametrize("name", READERS)
def test_no_expression_explodes(name: str) -> None:
    """On repetitions of what they look for."""
    began = time.process_time()
    for unit in UNITS:
        READERS[name]((unit * 4_000)[:4_000])
    assert time.process_time() - began < SECONDS


def test_random_cuts_of_all_seeds_are_read_or_unreadable() -> None:
    """A message may end anywhere, and begin anywhere."""
    dice = random.Random(5)
    for raw in SEEDS:
        for _ in range(100):
            start, end = sorted(dice.choices(range(len(raw)), k=2))
            taken(raw[:end])
            taken(raw[start:])
