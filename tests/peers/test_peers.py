"""What each peer does, seen with nothing but the standard library."""

import email
import imaplib
import os
import re
import signal
import smtplib
import ssl
import subprocess
import sys
from email.message import EmailMessage, Message
from email.policy import default
from pathlib import Path
from uuid import uuid4

import dns.exception
import dns.message
import dns.query
import dns.rcode
import dns.reversename
import pytest

from . import fixtures
from .kept import eventually
from .peers import Peers
from .ports import HeldPorts, greeting


def a_letter(to: str, **headers: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"] = "Ada Sender <sales@cam.test>"
    letter["To"] = to
    letter["Message-ID"] = f"<{uuid4().hex}@cam.test>"
    letter["Subject"] = "A question"
    for name, value in headers.items():
        letter[name.replace("_", "-")] = value
    letter.set_content("Would a call be of use?\n")
    return letter


def submitted(peers: Peers, letter: EmailMessage, sender: str) -> None:
    with smtplib.SMTP(peers.host, peers.submission) as relay:
        relay.starttls(context=peers.trust())
        relay.login(peers.username, peers.password)
        relay.sendmail(sender, [letter["To"]], letter.as_bytes())


def reported(peers: Peers, sender: str) -> tuple[Message, str]:
    """The DSN that came back: its per-recipient fields, and the bytes of it all."""
    (raw,) = peers.arrived(sender)
    report = email.message_from_bytes(raw)
    assert report.get_content_type() == "multipart/report"
    (status,) = (
        part for part in report.walk() if part.get_content_type() == "message/delivery-status"
    )
    fields = status.get_payload(1)
    assert isinstance(fields, Message)
    return fields, raw.decode()


def test_a_submission_is_delivered_with_its_threading_headers(peers: Peers) -> None:
    """Over STARTTLS, by authentication, to a Maildir."""
    to = "jane.thread@prospect.test"
    first = a_letter(to)
    again = a_letter(to, In_Reply_To=first["Message-ID"], References=first["Message-ID"])
    for letter in (first, again):
        submitted(peers, letter, "sales@cam.test")
    there = [email.message_from_bytes(raw, policy=default) for raw in peers.arrived(to, 2)]
    by_id = {each["Message-ID"]: each for each in there}
    assert by_id[again["Message-ID"]]["In-Reply-To"] == first["Message-ID"]
    assert by_id[again["Message-ID"]]["References"] == first["Message-ID"]
    assert by_id[first["Message-ID"]]["Return-Path"] == "<sales@cam.test>"


@pytest.mark.parametrize(
    ("who", "code", "enhanced"),
    [
        ("gone", 550, "5.1.1"),
        ("full", 452, "4.2.2"),
        ("grey", 451, "4.7.1"),
        ("spam", 550, "5.7.1"),
    ],
)
def test_a_refusal_is_said_at_once(peers: Peers, who: str, code: int, enhanced: str) -> None:
    """By the relay as by the exchange."""
    to = f"{who}.at.once@prospect.test"
    with pytest.raises(smtplib.SMTPRecipientsRefused) as by_relay:
        submitted(peers, a_letter(to), "sales@cam.test")
    with pytest.raises(smtplib.SMTPRecipientsRefused) as by_exchange:
        peers.deliver(a_letter(to), sender="sales@cam.test", to=to)
    for refused in (by_relay.value, by_exchange.value):
        assert refused.recipients[to][0] == code
        assert refused.recipients[to][1].decode().startswith(enhanced)


@pytest.mark.parametrize(
    ("to", "status", "code"),
    [
        ("jim@late.test", "5.1.1", "550 5.1.1"),
        ("spam.jim@late.test", "5.7.1", "550 5.7.1"),
        ("full.jim@late.test", "4.2.2", "452 4.2.2"),
        ("grey.jim@late.test", "4.7.1", "451 4.7.1"),
    ],
)
def test_a_refusal_that_is_said_later_comes_back_as_a_report(
    peers: Peers, to: str, status: str, code: str
) -> None:
    """A real DSN, to the envelope sender with its tag, with the original; failed also for a 4.x."""
    box = f"bounce{status.replace('.', '')}@cam.test"
    sender = box.replace("@", "+token@")
    letter = a_letter(to)
    submitted(peers, letter, sender)
    fields, raw = reported(peers, box)
    assert (fields["Action"], fields["Status"]) == ("failed", status)
    assert fields["Final-Recipient"] == f"rfc822; {to}"
    assert code in " ".join(str(fields["Diagnostic-Code"]).split())
    assert letter["Message-ID"] in raw
    assert email.message_from_string(raw)["Return-Path"] == "<>"
    assert sender in raw


def test_no_mail_leaves_the_machine(peers: Peers) -> None:
    """What is addressed to a domain of the world is refused."""
    for to in ("jane@example.com", "jane@nowhere.test"):
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            submitted(peers, a_letter(to), "sales@cam.test")
        assert refused.value.recipients[to][0] == 550


def test_somebody_on_vacation_answers(peers: Peers) -> None:
    """To the envelope sender, though the mail can be unsubscribed from, and marked as automatic."""
    letter = a_letter("auto.jane@prospect.test", List_Unsubscribe="<https://agency.test/u/x>")
    submitted(peers, letter, "vacation@cam.test")
    (raw,) = peers.arrived("vacation@cam.test")
    reply = email.message_from_bytes(raw, policy=default)
    assert reply["Auto-Submitted"].startswith("auto-replied")
    assert reply["Subject"] == "Out of office"
    assert reply["In-Reply-To"] == letter["Message-ID"]
    (kept,) = peers.arrived("auto.jane@prospect.test")
    assert b"Would a call be of use?" in kept


def test_a_wrong_password_is_refused(peers: Peers) -> None:
    """535, and the same at IMAP; without any the relay takes nothing."""
    with smtplib.SMTP(peers.host, peers.submission) as relay:
        relay.ehlo()
        with pytest.raises(smtplib.SMTPAuthenticationError) as refused:
            relay.login(peers.username, "wrong")
        assert refused.value.smtp_code == 535
    with smtplib.SMTP(peers.host, peers.submission) as relay:
        relay.ehlo()
        relay.mail("sales@cam.test")
        assert relay.rcpt("jane@prospect.test")[0] == 554
    box = imaplib.IMAP4(peers.host, peers.imap)
    with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
        box.login(peers.username, "wrong")
    box.shutdown()


def test_certificates_are_good_for_those_who_know_the_authority(peers: Peers) -> None:
    """On every port that speaks TLS, from the first byte or later; nobody else trusts them."""
    trust = peers.trust()
    smtplib.SMTP_SSL(peers.host, peers.submissions, context=trust).quit()
    imaplib.IMAP4_SSL(peers.host, peers.imaps, ssl_context=trust).shutdown()
    for port in (peers.submission, peers.mx):
        with smtplib.SMTP(peers.host, port) as server:
            assert server.starttls(context=trust)[0] == 220
    with imaplib.IMAP4(peers.host, peers.imap) as box:
        assert box.starttls(trust)[0] == "OK"
    with pytest.raises(ssl.SSLCertVerificationError):
        smtplib.SMTP_SSL(peers.host, peers.submissions, context=ssl.create_default_context())


def test_mailboxes_are_read_by_imap(peers: Peers) -> None:
    """INBOX, and Junk and Sent by their special use; what is peeked at stays unread."""
    peers.deliver(a_letter("reader@cam.test"), sender="jane@prospect.test", to="reader@cam.test")
    peers.arrived("reader@cam.test")
    with imaplib.IMAP4(peers.host, peers.imap) as box:
        box.login("reader@cam.test", peers.password)
        listed = b"\n".join(each for each in box.list()[1] if isinstance(each, bytes))
        assert re.search(rb"\\Junk\) \"/\" \"?Junk", listed)
        assert re.search(rb"\\Sent\) \"/\" \"?Sent", listed)
        assert box.append("Junk", "", "", b"Subject: Cheap\r\n\r\nBuy.\r\n")[0] == "OK"
        assert box.select("Junk")[1] == [b"1"]
        assert box.select("INBOX")[1] == [b"1"]
        (told, _) = box.uid("FETCH", "1:*", "(FLAGS BODY.PEEK[])")[1]
        assert b"Would a call be of use?" in told[1]
        assert b"\\Seen" not in told[0]


def test_a_record_is_served_until_the_test_ends(peers: Peers) -> None:
    """MX, SPF, DKIM, DMARC and PTR; a name without records does not exist."""
    key = "v=DKIM1; k=rsa; p=" + "A" * 392
    peers.dns.has("cam.test", "MX", "10 mx.cam.test", "20 backup.cam.test.")
    peers.dns.has("cam.test", "TXT", "v=spf1 mx -all", 'a "quoted", \\ text')
    peers.dns.has("mail._domainkey.cam.test", "TXT", key)
    peers.dns.has("mx.cam.test", "A", "192.0.2.1")
    peers.dns.has("mx.cam.test", "AAAA", "2001:db8::1")
    peers.dns.has("www.cam.test", "CNAME", "mx.cam.test")
    peers.dns.has("192.0.2.1", "PTR", "mx.cam.test")
    peers.dns.has("none.test", "MX", "0 .")
    assert asked(peers, "cam.test", "MX") == {"10 mx.cam.test.", "20 backup.cam.test."}
    assert asked(peers, "cam.test", "TXT") == {'"v=spf1 mx -all"', '"a \\"quoted\\", \\\\ text"'}
    (said,) = asked(peers, "mail._domainkey.cam.test", "TXT")
    assert said.replace('" "', "") == f'"{key}"'
    assert asked(peers, "mx.cam.test", "A") == {"192.0.2.1"}
    assert asked(peers, "mx.cam.test", "AAAA") == {"2001:db8::1"}
    assert "mx.cam.test." in asked(peers, "www.cam.test", "CNAME")
    back = dns.reversename.from_address("192.0.2.1").to_text()
    assert asked(peers, back, "PTR") == {"mx.cam.test."}
    assert asked(peers, "none.test", "MX") == {"0 ."}
    assert asked(peers, "other.test", "MX") == {"NXDOMAIN"}
    peers.dns.forget()
    assert asked(peers, "cam.test", "MX") == {"NXDOMAIN"}


def asked(peers: Peers, name: str, kind: str) -> set[str]:
    query = dns.message.make_query(name, kind)
    for ask in (dns.query.udp, dns.query.tcp):
        answer = ask(query, peers.dns.host, port=peers.dns.port, timeout=10)
        if answer.rcode() is not dns.rcode.NOERROR:
            return {dns.rcode.to_text(answer.rcode())}
    return {record.to_text() for answers in answer.answer for record in answers}


def test_records_of_one_test_are_not_served_to_the_next(peers: Peers) -> None:
    """Whatever order they run in."""
    peers.dns.has("mine.test", "A", "192.0.2.7")
    assert asked(peers, "cam.test", "MX") == {"NXDOMAIN"}


def test_a_held_port_is_given_to_nobody_else() -> None:
    """A hundred who ask get others, and a server finds it free."""
    first = HeldPorts(1)
    others = HeldPorts(100)
    assert not set(first.numbers) & set(others.numbers)
    assert greeting(first.numbers[0]) == ""
    others.release()
    first.release()


KILLED = """
import sys
from peers.fixtures import serving
servers = serving()
print(next(servers).folder, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("is_ci", [False, True])
def test_a_machine_without_the_packages_says_which(
    monkeypatch: pytest.MonkeyPatch, *, is_ci: bool
) -> None:
    """A test is skipped for it, in CI it fails."""
    monkeypatch.setattr(fixtures, "PACKAGES", {"/nowhere/a": "alpha", "/nowhere/b": "beta"})
    monkeypatch.setenv("CI", "true" if is_ci else "")
    outcome = pytest.fail.Exception if is_ci else pytest.skip.Exception
    with pytest.raises(outcome, match="need the Debian packages alpha, beta"):
        next(fixtures.serving())


@pytest.mark.slow
def test_nothing_stays_behind_of_peers_whose_test_run_is_killed(peers: Peers) -> None:
    """No process, no folder; others are not disturbed."""
    tests = Path(__file__).parents[1]
    runner = subprocess.Popen(
        [sys.executable, "-c", KILLED],
        cwd=tests,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert runner.stdout is not None
    folder = Path(runner.stdout.readline().strip())
    assert folder.name.startswith("cam-peers-")
    assert running(folder)
    os.kill(runner.pid, signal.SIGKILL)
    runner.communicate()
    eventually(lambda: not folder.exists() and not running(folder))
    assert greeting(peers.mx).startswith("220 mx.prospect.test")


def running(folder: Path) -> list[str]:
    """The processes that were started with that folder, or work in it."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            told = (process / "cmdline").read_text() + str((process / "cwd").readlink())
        except OSError:  # it has just ended, or is not ours
            continue
        if str(folder) in told:
            found.append(told)
    return found
