"""Complaints (ARF, RFC 5965) and receipts (MDN, RFC 8098)."""

import pytest
from mails import MAIL, mail, parts

from cam.adapters.incoming.read import read
from cam.domain.model.incoming import BounceKind, Incoming, IncomingKind


def report(fields: str, *, original: str = MAIL) -> Incoming:
    """A feedback report, read."""
    body = parts(
        "Content-Type: text/plain\n\nThis is an abuse report.",
        f"Content-Type: message/feedback-report\n\n{fields}\nVersion: 1",
        f"Content-Type: message/rfc822\n\n{original}\nHello.",
    )
    type_ = 'multipart/report; report-type=feedback-report; boundary="b"'
    return read(mail(body, sender="fbl@theirs.test", subject="FW: A question", type_=type_))


def test_a_complaint_tells_whom_it_is_from_and_about_which_mail() -> None:
    """Original-Rcpt-To, and the attached mail's ids."""
    message = report("Feedback-Type: abuse\nOriginal-Rcpt-To: <Jane@theirs.test>")
    assert message.kind is IncomingKind.COMPLAINT
    assert message.recipients == ("jane@theirs.test",)
    assert message.references[:2] == ("step-1@ours.test", "step-0@ours.test")
    assert "bounce+token@ours.test" in message.to
    assert message.reasons == ("a feedback report: abuse (RFC 5965)",)


def test_a_complaint_that_names_nobody_is_from_whom_we_wrote_to() -> None:
    """Providers redact the recipient, but not always the attached mail."""
    assert report("Feedback-Type: fraud").recipients == ("jane@theirs.test",)


@pytest.mark.parametrize("kind", ["not-spam", "auth-failure", "virus", "dmarc"])
def test_a_machines_report_is_no_complaint(kind: str) -> None:
    """RFC 6591's reports of failed authentication say nothing of a person."""
    assert report(f"Feedback-Type: {kind}").kind is IncomingKind.RECEIPT


def test_microsofts_report_is_the_mail_itself() -> None:
    """JMRP: the recipient is noted in the attached mail."""
    body = parts(
        f"Content-Type: message/rfc822\n\nX-HmXmrOriginalRecipient: joe@live.test\n{MAIL}\n"
    )
    message = read(
        mail(
            body,
            sender="staff@hotmail.com",
            subject="complaint about message from 192.0.2.1",
            type_='multipart/mixed; boundary="b"',
        )
    )
    assert message.kind is IncomingKind.COMPLAINT
    assert message.recipients[0] == "joe@live.test"


@pytest.mark.parametrize("disposition", ["displayed", "deleted", "denied"])
def test_a_receipt_is_neither_an_answer_nor_a_bounce(disposition: str) -> None:
    """And says which mail was shown."""
    body = parts(
        "Content-Type: text/plain\n\nYour message was displayed.",
        "Content-Type: message/disposition-notification\n\nReporting-UA: mail; Some Client\n"
        "Final-Recipient: rfc822;jane@theirs.test\nOriginal-Message-ID: <step-1@ours.test>\n"
        f"Disposition: manual-action/MDN-sent-manually; {disposition}",
    )
    type_ = 'multipart/report; report-type=disposition-notification; boundary="b"'
    message = read(mail(body, subject="Read: A question", type_=type_))
    assert message.kind is IncomingKind.RECEIPT
    assert message.references == ("step-1@ours.test",)


def test_a_receipt_that_says_rejected_is_a_bounce() -> None:
    """Dovecot tells so that the quota is exceeded."""
    text = "Your message to <jane@theirs.test> was automatically rejected:\nQuota exceeded"
    body = parts(
        f"Content-Type: text/plain\n\n{text}",
        "Content-Type: message/disposition-notification\n\n"
        "Final-Recipient: rfc822; jane@theirs.test\nDisposition: automatic-action/x; deleted",
    )
    type_ = 'multipart/report; report-type=disposition-notification; boundary="b"'
    [bounce] = read(mail(body, sender="postmaster@theirs.test", type_=type_)).bounces
    assert (bounce.kind, bounce.recipient) == (BounceKind.SOFT, "jane@theirs.test")


def test_a_receipt_that_lost_its_parts_is_still_one() -> None:
    """The report type says so."""
    type_ = 'multipart/report; report-type=disposition-notification; boundary="b"'
    assert read(mail("Seen.", type_=type_)).kind is IncomingKind.RECEIPT
