"""Small messages, written for these tests."""

from cam.adapters.incoming.read import read
from cam.domain.model.incoming import Incoming

MAIL = """\
Return-Path: <bounce+token@ours.test>
Message-ID: <step-1@ours.test>
References: <step-0@ours.test>
From: Ada <ada@ours.test>
To: Jane <jane@theirs.test>
Subject: A question
"""
"""The header of the mail that we sent."""


def raw(text: str) -> bytes:
    """The message as it comes over the wire."""
    return text.replace("\n", "\r\n").encode()


def mail(
    body: str,
    *,
    sender: str = "Jane <jane@theirs.test>",
    subject: str = "Re: A question",
    more: str = "",
    type_: str = "text/plain; charset=utf-8",
) -> bytes:
    """A message to us."""
    return raw(
        f"From: {sender}\nTo: ada@ours.test\nSubject: {subject}\nMessage-ID: <reply@theirs.test>\n"
        f"Date: Mon, 10 Aug 2026 09:00:00 +0200\n{more}MIME-Version: 1.0\nContent-Type: {type_}\n"
        f"\n{body}"
    )


def parts(*parts: str) -> str:
    """Parts, header and body each, as the body of a multipart with the boundary `b`."""
    return "".join(f"--b\n{part}\n" for part in parts) + "--b--\n"


def dsn(
    status: str,
    *,
    text: str = "It was not delivered.",
    original: str = MAIL,
    kind: str = "message/rfc822",
    status_type: str = "message/delivery-status",
) -> bytes:
    """A delivery status notification (RFC 3464)."""
    return mail(
        parts(
            f"Content-Type: text/plain\n\n{text}",
            f"Content-Type: {status_type}\n\nReporting-MTA: dns; mx.ours.test\n{status}",
            f"Content-Type: {kind}\n\n{original}\nHello.\n",
        ),
        sender="MAILER-DAEMON@mx.ours.test",
        subject="Undelivered Mail Returned to Sender",
        more="Return-Path: <>\nAuto-Submitted: auto-replied\n",
        type_='multipart/report; report-type=delivery-status; boundary="b"',
    )


def returned(
    text: str,
    *,
    sender: str = "MAILER-DAEMON@mx.ours.test",
    subject: str = "failure notice",
    more: str = "Return-Path: <>\n",
) -> bytes:
    """A bounce in plain text."""
    return mail(text, sender=sender, subject=subject, more=more)


def read_dsn(status: str, **more: str) -> Incoming:
    """A delivery status notification, read."""
    return read(dsn(status, **more))
