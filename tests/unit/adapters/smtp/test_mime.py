"""The bytes of a mail: what the standard library reads in them is what was meant."""

import email
import email.policy
import re
from datetime import UTC, datetime, timedelta, timezone
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from cam.adapters.smtp.mime import UnsendableMail, compose, dot_stuffed
from cam.domain.model.mail import Mail, Sender
from cam.domain.model.text import has_control, many_lines

SENDER = Sender(name="Ada Lovelace", email="ada@agency.example", postal_address="1 Row, London")
MAIL = Mail(
    message_id="018f.abc@agency.example",
    date=datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=1))),
    sender=SENDER,
    recipient="jane.doe@acme.example",
    recipient_name="Jane Doe",
    subject="A question",
    text="Hello Jane,\n\nmay I ask?\n",
    unsubscribe="<https://agency.example/u/token>, <mailto:stop@agency.example?subject=stop>",
)
NAMES = [
    "From",
    "To",
    "Subject",
    "Date",
    "Message-ID",
    "List-Unsubscribe",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
]


def read(data: bytes) -> EmailMessage:
    return email.message_from_bytes(data, policy=email.policy.SMTP)


def person(data: bytes, field: str) -> tuple[str, str]:
    """Name and address. (email.policy leaves blanks between the encoded words of a long name.)"""
    raw = email.message_from_bytes(data)[field].replace("\r\n", "")
    name, address = parseaddr(raw)
    return str(make_header(decode_header(name))) if "=?" in name else name, address


def harmless(text: str) -> bool:
    invisible = re.search("[\u200e\u200f\ud800-\udfff\n\r\t]", text)
    return not (has_control(text) or invisible or "=?" in text)


values = st.text(max_size=150).filter(harmless)
bodies = st.text(st.characters(exclude_categories=["Cs"]), max_size=3000)


def test_an_ordinary_mail_is_readable_as_it_stands() -> None:
    """An ASCII mail is 7bit, its headers in one order, its text untouched."""
    data = compose(MAIL)
    assert data == (
        b"From: Ada Lovelace <ada@agency.example>\r\n"
        b"To: Jane Doe <jane.doe@acme.example>\r\n"
        b"Subject: A question\r\n"
        b"Date: Sun, 22 Nov 2026 09:30:00 +0100\r\n"
        b"Message-ID: <018f.abc@agency.example>\r\n"
        b"List-Unsubscribe: <https://agency.example/u/token>,\r\n"
        b" <mailto:stop@agency.example?subject=stop>\r\n"
        b"MIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; charset=utf-8\r\n"
        b"Content-Transfer-Encoding: 7bit\r\n"
        b"\r\n"
        b"Hello Jane,\r\n\r\nmay I ask?\r\n"
    )


def parts(message: EmailMessage) -> list[EmailMessage]:
    found = list(message.iter_parts())
    assert all(isinstance(each, EmailMessage) for each in found)
    return found  # type: ignore[return-value]


@given(text=bodies, html=bodies.filter(bool))
@example(text="é", html="<p>" + "x" * 5000 + "</p>\n")
@example(text="--=_" + "0" * 32, html=".\n--\n--=_\n.")
@example(text="From me\n", html="<p>\r\n.\r\n</p>")
def test_html_stands_beside_the_text(text: str, html: str) -> None:
    """Parsed by the standard library both come back, the text first (RFC 2046 5.1.4)."""
    data = compose(replace(MAIL, text=text, html=html))
    message = read(data)
    assert message.get_content_type() == "multipart/alternative"
    assert message.keys() == NAMES[:-1]
    assert message.defects == []
    plain, rich = parts(message)
    assert [plain.get_content_type(), rich.get_content_type()] == ["text/plain", "text/html"]
    for part, told in ((plain, text), (rich, html)):
        wanted = many_lines(told)
        wanted = wanted if wanted.endswith("\n") else wanted + "\n"
        assert part.defects == []
        assert part.get_content().replace("\r\n", "\n") == wanted
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert data.isascii()
    wire = dot_stuffed(data)
    assert not re.search(rb"(^|[\r\n])\.[\r\n]", wire)
    assert data == compose(replace(MAIL, text=text, html=html))


def test_the_standard_library_would_build_the_same_parts() -> None:
    """One text and one HTML part, in one alternative, with the same words."""
    text, html = "Hello José,\n", "<p>Hello José,</p>\n"
    built = EmailMessage(policy=email.policy.SMTP)
    built.set_content(text)
    built.add_alternative(html, subtype="html")
    mine, theirs = read(compose(replace(MAIL, text=text, html=html))), read(built.as_bytes())
    assert [(p.get_content_type(), p.get_content()) for p in parts(mine)] == [
        (p.get_content_type(), p.get_content()) for p in parts(theirs)
    ]


def test_a_paragraph_is_broken_softly() -> None:
    """What is longer than 78 goes as quoted-printable, and is one line again for its reader."""
    paragraph = "A sentence that goes on. " * 8 + "\n"
    data = compose(replace(MAIL, text=paragraph))
    assert max(map(len, data.split(b"\r\n\r\n", 1)[1].split(b"\r\n"))) <= 76
    assert read(data).get_content() == paragraph.replace("\n", "\r\n")


def test_html_that_is_not_unicode_is_refused() -> None:
    """As a text is."""
    with pytest.raises(UnsendableMail):
        compose(replace(MAIL, html="<p>\ud800</p>"))


def test_a_follow_up_names_its_ancestors() -> None:
    """In-Reply-To and References carry the thread (RFC 5322 3.6.4)."""
    first, second = "1@agency.example", "2@agency.example"
    message = read(compose(replace(MAIL, in_reply_to=second, references=(first, second))))
    assert message["In-Reply-To"] == f"<{second}>"
    assert message["References"].split() == [f"<{first}>", f"<{second}>"]


def test_replies_go_where_the_sender_wants_them() -> None:
    """Reply-To appears when it is set, and only then."""
    sender = Sender(name="Ada", email="ada@agency.example", reply_to="ada+7@agency.example")
    assert read(compose(replace(MAIL, sender=sender)))["Reply-To"] == "ada+7@agency.example"
    assert "Reply-To" not in read(compose(MAIL))


@given(name=values, subject=values, text=bodies)
@example(name='O"Neil \\ (x), <y@z>; "', subject="a" * 150, text=".\n..\n. \n")
@example(name="José, Müller" * 10, subject="é" * 150, text="é" * 2000)
@example(name=" x ", subject="a  b   " * 20, text="x" * 5000)
@example(name="a b", subject="\N{PILE OF POO}" * 40, text="\r\r\n\n\r")
def test_what_is_read_is_what_was_written(name: str, subject: str, text: str) -> None:
    """Parsed by the standard library, names, subject and text come back; no header is added."""
    sender = Sender(name=name, email="ada@agency.example")
    data = compose(replace(MAIL, sender=sender, recipient_name=name, subject=subject, text=text))
    message = read(data)
    assert message.keys() == NAMES
    assert message.defects == []
    for field, written in (("From", "ada@agency.example"), ("To", "jane.doe@acme.example")):
        assert person(data, field) == (name.strip(), written)
    assert message["Subject"] == subject.strip()
    wanted = many_lines(text)
    wanted = wanted if wanted.endswith("\n") else wanted + "\n"
    assert message.get_content().replace("\r\n", "\n") == wanted


@given(name=values, subject=values, text=bodies)
def test_every_byte_is_fit_for_every_server(name: str, subject: str, text: str) -> None:
    """ASCII only, CRLF only, no line above 998 octets, no NUL (RFC 5322 2.1.1)."""
    data = compose(replace(MAIL, recipient_name=name, subject=subject, text=text))
    assert data.isascii()
    assert data.endswith(b"\r\n")
    assert b"\0" not in data
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", data)
    assert max(map(len, data.split(b"\r\n"))) <= 998


INJECTIONS = [
    "a\r\nBcc: evil@x.example",
    "a\nBcc: evil@x.example",
    "a\rBcc: evil@x.example",
    "a\r\n\r\nbody",
    "a\r\n folded",
    "a\0b",
    "a\x0bb",
    "a\x0cb",
    "a\x1cb",
    "a\x85b",
    "a\u2028b",
    "a\u2029b",
    "a\u202eb",
    "a\u2066b",
    "a\x7fb",
    "a\tb",
    "\ud800",
    "=?utf-8?q?a=0ABcc:_evil@x.example?=",
    "x =?utf-8?b?YQpCY2M6IGV2aWxAeC5leGFtcGxl?=",
    "=?",
]


@pytest.mark.parametrize("value", INJECTIONS)
@pytest.mark.parametrize(
    "field",
    ["subject", "recipient_name", "recipient", "message_id", "unsubscribe", "in_reply_to"],
)
def test_a_value_never_becomes_a_header(field: str, value: str) -> None:
    """Controls, bidi marks and look-alikes of encoded words are refused in every value."""
    with pytest.raises(UnsendableMail) as refused:
        compose(replace(MAIL, **{field: value}))
    assert value not in str(refused.value)


@pytest.mark.parametrize("value", [*INJECTIONS, "<a@b.example>", "a b@c.example", "é@c.example"])
def test_a_reference_never_becomes_a_header(value: str) -> None:
    """Message ids are checked one by one, too."""
    with pytest.raises(UnsendableMail):
        compose(replace(MAIL, references=("1@agency.example", value)))


@pytest.mark.parametrize(
    "recipient",
    [
        "",
        "jane",
        "jane@acme.example,evil@x.example",
        "evil@x.example, jane@acme.example",
        "<jane@acme.example>",
        "Jane <jane@acme.example>",
        "jane@acme.example> SIZE=1",
        " jane@acme.example",
        "jane@acme.example ",
        '"jane doe"@acme.example',
        "jané@acme.example",
        "jane@ACME.example",
        "jane@bücher.example",
        "jane@[127.0.0.1]",
        "a" * 65 + "@acme.example",
        "email_not_unlocked@domain.com",
    ],
)
def test_only_an_address_as_it_is_mailed_to_is_accepted(recipient: str) -> None:
    """An address that would have to be repaired is another person's: refused."""
    with pytest.raises(UnsendableMail):
        compose(replace(MAIL, recipient=recipient))


def test_a_sender_without_an_address_cannot_write() -> None:
    """An empty sender is refused, not sent with an empty From."""
    with pytest.raises(UnsendableMail):
        compose(replace(MAIL, sender=Sender(name="Ada")))


@pytest.mark.parametrize(
    "value", ["https://x.example", "<https://x.example>, ", "<a>\r\n,<b>", "<a b>", "<<a>>", "<é>"]
)
def test_unsubscribe_is_a_list_of_uris(value: str) -> None:
    """List-Unsubscribe holds `<URI>`s and nothing else (RFC 2369)."""
    with pytest.raises(UnsendableMail):
        compose(replace(MAIL, unsubscribe=value))


def test_a_line_that_no_server_takes_is_refused() -> None:
    """A header that cannot be folded below 998 octets is refused."""
    with pytest.raises(UnsendableMail):
        compose(replace(MAIL, subject="x" * 1000))


def test_a_date_without_a_zone_is_refused() -> None:
    """RFC 5322 dates name their zone."""
    naive = datetime(2026, 11, 22, 9, 30, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(UnsendableMail):
        compose(replace(MAIL, date=naive))


def test_text_that_is_not_unicode_is_refused() -> None:
    """A lone surrogate cannot be written."""
    with pytest.raises(UnsendableMail):
        compose(replace(MAIL, text="a\ud800"))


@pytest.mark.parametrize(
    "text",
    [
        "a\n.\nMAIL FROM:<evil@x.example>",
        "a\r.\rMAIL FROM:<evil@x.example>",
        "a\r\n.\r\nMAIL FROM:<evil@x.example>",
        "a\n.\r\nMAIL FROM:<evil@x.example>",
        "a\r\n.\nMAIL FROM:<evil@x.example>",
        "a\0\r\n.\r\n",
        ".\r\n",
        ".",
        "é\n.\nMAIL",
    ],
)
def test_no_text_ends_the_mail_early(text: str) -> None:
    """On the wire the end of data appears in no composed mail (SMTP smuggling)."""
    wire = dot_stuffed(compose(replace(MAIL, text=text)))
    assert not re.search(rb"(^|[\r\n])\.[\r\n]", wire)
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n|\0", wire)


@pytest.mark.parametrize(
    "data", [b"a\n", b"a\r", b"a\n.\n", b"\r\r\n", b"a\n\r", b"a\0\r\n", b"a", b"", b"\n\r\r\n"]
)
def test_bare_line_ends_are_not_stuffed_but_refused(data: bytes) -> None:
    """What servers would read differently is never written."""
    with pytest.raises(UnsendableMail):
        dot_stuffed(data)


@given(st.lists(st.sampled_from([b".", b"..", b"", b"a", b".a"]), min_size=1))
def test_stuffing_is_undone_by_the_server(lines: list[bytes]) -> None:
    """A server that drops one leading dot has the text back (RFC 5321 4.5.2)."""
    data = b"\r\n".join([*lines, b""])
    stuffed = dot_stuffed(data)
    unstuffed = [line[1:] if line.startswith(b".") else line for line in stuffed.split(b"\r\n")]
    assert b"\r\n".join(unstuffed) == data
    assert b"." not in stuffed.split(b"\r\n")


def test_the_cached_headers_belong_to_one_sender() -> None:
    """Two senders in turn keep their own names."""
    other = Sender(name="Grace Hopper", email="grace@agency.example")
    for sender in (SENDER, other, SENDER, other):
        assert read(compose(replace(MAIL, sender=sender)))["From"] == (
            f"{sender.name} <{sender.email}>"
        )
