"""What goes over the wire is signed, and others who verify say so."""

import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import dkim
import pytest
from msgspec import structs

from cam.adapters.dkim.key import SigningKey
from cam.adapters.dkim.signer import Signer
from cam.adapters.smtp.mailer import SmtpMailer
from cam.domain.model.mail import Mail
from cam.ports.mailer import SendStatus
from cam.testing.contracts.mailer import Leave, a_mail
from keys import published, rsa_key

from . import mail_dkim
from .dns_peer import DnsPeer
from .dns_peer import serving as serving_dns
from .mail_domain import fill, key_record
from .smtp_peer import SmtpPeer
from .smtp_peer import serving as serving_smtp

DOMAIN, SELECTOR = "agency.example", "cam"
AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
KEY = SigningKey(DOMAIN, SELECTOR, rsa_key())
RECORD = key_record(published(rsa_key().public_key()))


def threaded(mail: Mail) -> Mail:
    """The mail with all the headers that a mail may have."""
    return structs.replace(
        mail,
        sender=structs.replace(mail.sender, name="Ada Łovelace", reply_to="a@agency.example"),
        recipient_name='Jane "J" Doe',
        in_reply_to="second@agency.example",
        references=("first@agency.example", "second@agency.example"),
        unsubscribe="<https://u.agency.example/x>, <mailto:ada@agency.example?subject=stop>",
    )


LETTERS = {
    "plain": a_mail(),
    "dots": a_mail(text=".\n..two\n.hidden\nend\n.\n"),
    "spaces": a_mail(text="a  b\t c \n \n\nend \n\n\n\n"),
    "umlauts": a_mail(subject="Größe über alles " * 6, text="Grüße\n.ä\nFrom here on\n" * 40),
    "long": a_mail(subject="word " * 38, text="x" * 2_000 + "\n"),
    "nothing": a_mail(text=""),
    "signature": a_mail(text="Hello\n\n-- \nAda\n"),
    "all headers": threaded(a_mail(text="Hello\n")),
    "html": structs.replace(a_mail(), html="<p>Größe</p>\n.\n"),
}


@pytest.fixture
async def peer() -> AsyncIterator[SmtpPeer]:
    async with serving_smtp(SmtpPeer()) as peer:
        yield peer


@pytest.fixture
async def mailer(peer: SmtpPeer) -> AsyncIterator[SmtpMailer]:
    mailer = SmtpMailer(
        host="127.0.0.1",
        port=peer.port,
        tls="none",
        local_hostname="cam.example",
        sign=Signer(KEY).signed,
    )
    yield mailer
    await mailer.aclose()


@pytest.fixture
async def name_server() -> AsyncIterator[DnsPeer]:
    async with serving_dns(DnsPeer()) as peer:
        fill(peer, {f"{SELECTOR}._domainkey.{DOMAIN} TXT": (RECORD,)})
        yield peer


async def test_the_hash_that_is_authorized_is_of_the_signed_bytes(
    peer: SmtpPeer, mailer: SmtpMailer
) -> None:
    """What is written is what leave was given for, signature and all; SIZE says so, too."""
    leave = Leave()
    assert (await mailer.send(LETTERS["dots"], leave)).status is SendStatus.SENT
    (body,) = peer.bodies
    assert body.startswith(b"DKIM-Signature: v=1;")
    assert leave.asked == [hashlib.sha256(body).hexdigest()]
    assert any(f"SIZE={len(body)}" in line for line in peer.commands)


@pytest.mark.parametrize("letter", LETTERS)
async def test_mail_dkim_verifies_what_came_over_the_wire(
    letter: str, peer: SmtpPeer, mailer: SmtpMailer, name_server: DnsPeer
) -> None:
    """It looks the key up itself."""
    mail_dkim.require()
    await mailer.send(LETTERS[letter], Leave())
    result, signature = await mail_dkim.verdict(peer.bodies[0], name_server.port)
    assert result == "pass"
    assert signature.startswith(f"{DOMAIN} {SELECTOR} rsa-sha256 from:from:")
    assert (f"{SELECTOR}._domainkey.{DOMAIN}", "TXT") in name_server.questions


@pytest.mark.parametrize("letter", LETTERS)
async def test_dkimpy_verifies_it_too(letter: str, peer: SmtpPeer, mailer: SmtpMailer) -> None:
    """A second opinion, in another language."""
    await mailer.send(LETTERS[letter], Leave())
    assert verifies(peer.bodies[0])


def verifies(mail: bytes) -> bool:
    def key(name: bytes, timeout: float) -> bytes:
        assert name == f"{SELECTOR}._domainkey.{DOMAIN}.".encode()
        return RECORD.encode()

    return bool(dkim.verify(mail, dnsfunc=key))


def in_full() -> bytes:
    """A mail with every header that is to be signed, those of RFC 8058 among them."""
    names = (
        "From", "To", "Subject", "Date", "Message-ID", "Reply-To", "In-Reply-To", "References",
        "MIME-Version", "Content-Type", "List-Unsubscribe", "List-Unsubscribe-Post",
    )  # fmt: skip
    fields = [f"{name}: value of {name},\r\n folded\r\n" for name in names]
    return ("X-Own: unsigned\r\n" + "".join(fields) + "\r\nbody\r\n").encode()


def fields_of(mail: bytes) -> list[bytes]:
    """The names of the signed headers."""
    block = mail.split(b"\r\n\r\n")[0].split(b" h=")[1].split(b";")[0]
    return b"".join(block.split()).split(b":")


async def test_a_change_to_any_signed_header_is_noticed(name_server: DnsPeer) -> None:
    """Each header of the list, by both who verify; one that is not signed may change."""
    mail_dkim.require()
    mail = Signer(KEY).signed(in_full(), AT)
    assert verifies(mail)
    names = set(fields_of(mail))
    assert len(names) == 12
    for name in names:
        changed = mail.replace(b"value of " + name, b"other of " + name)
        changed = changed if changed != mail else _changed(mail, name)
        assert changed != mail
        assert not verifies(changed), name
    assert verifies(mail.replace(b"unsigned", b"changed"))
    result, *_ = await mail_dkim.verdict(_changed(mail, b"list-unsubscribe-post"), name_server.port)
    assert result.startswith("fail")


def _changed(mail: bytes, name: bytes) -> bytes:
    """The mail with another value in that header."""
    start = mail.lower().index(b"value of " + name + b",")
    return mail[:start] + b"other" + mail[start + 5 :]


async def test_no_second_from_can_be_added(name_server: DnsPeer) -> None:
    """From is signed once more than it is there, so that one in front breaks the signature."""
    mail_dkim.require()
    mail = Signer(KEY).signed(in_full(), AT)
    assert fields_of(mail).count(b"from") == 2
    forged = b"From: boss@agency.example\r\n" + mail
    assert not verifies(forged)
    result, *_ = await mail_dkim.verdict(forged, name_server.port)
    assert result.startswith("fail")


async def test_relays_may_fold_and_space_headers_and_end_lines_otherwise() -> None:
    """What relays do to white space breaks nothing (RFC 6376 3.4.2, 3.4.4)."""
    mail = Signer(KEY).signed(in_full(), AT)
    refolded = mail.replace(b",\r\n folded", b",   folded\t").replace(b"Subject:", b"SUBJECT: ")
    trailing = refolded.replace(b"body\r\n", b"body  \r\n\r\n\r\n")
    assert trailing != mail
    assert verifies(trailing)
