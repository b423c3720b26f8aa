"""What comes back of a mail, as mail programs and servers write it."""

from email.message import EmailMessage

from cam.domain.model.attempt import Attempt
from cam.domain.model.lead import Lead

YES = "Yes, this sounds interesting. Please call me on Thursday."
NO = "No, thank you, we are not interested."
STOP = "unsubscribe"
UNSURE = "Hm."


def a_reply(
    lead: Lead, attempt: Attempt | None, text: str, *, number: int = 1, **headers: str
) -> bytes:
    """A person's answer, as a mail program writes it."""
    mail = EmailMessage()
    told = {
        "From": f"{lead.first_name} {lead.last_name} <{lead.email}>",
        "To": "ada@agency.test",
        "Subject": "Re: Hello Person",
        "Message-ID": f"<reply{number}.{lead.id}@{lead.domain}>",
        "Date": "Mon, 05 Jan 2026 13:00:00 +0000",
    }
    if attempt is not None:
        told |= {"In-Reply-To": f"<{attempt.message_id}>"}
    for name, value in (told | {n.replace("_", "-"): v for n, v in headers.items()}).items():
        mail[name] = value
    mail.set_content(f"{text}\n")
    return mail.as_bytes()


def a_vacation(lead: Lead, attempt: Attempt, text: str = "I am out of office.") -> bytes:
    """A responder's answer (RFC 3834)."""
    return a_reply(
        lead, attempt, text, Auto_Submitted="auto-replied", Subject="Automatic reply: Hello Person"
    )


def a_bounce(
    attempt: Attempt | None,
    *,
    recipient: str = "",
    status: str = "5.1.1",
    said: str = "550 5.1.1 user unknown",
    action: str = "failed",
    number: int = 1,
) -> bytes:
    """A delivery status (RFC 3464), with the mail that it is about when there is one."""
    to = recipient or (attempt.recipient if attempt else "")
    told = (
        f"Reporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; {to}\n"
        f"Action: {action}\nStatus: {status}\nDiagnostic-Code: smtp; {said}\n"
    )
    head = {
        "From": "Mail Delivery System <MAILER-DAEMON@mx.test>",
        "Subject": "Undelivered Mail Returned to Sender",
        "Message-ID": f"<bounce{number}.{to}@mx.test>",
        "Auto-Submitted": "auto-replied",
    }
    return _report("delivery-status", told, head, attempt)


def a_complaint(attempt: Attempt) -> bytes:
    """Somebody pressed "spam" (RFC 5965)."""
    head = {
        "From": "feedback@provider.test",
        "Subject": "FW: Hello",
        "Message-ID": f"<complaint.{attempt.id}@provider.test>",
    }
    told = "Feedback-Type: abuse\nUser-Agent: Some/1.0\nVersion: 1\n"
    return _report("feedback-report", told, head, attempt)


def _report(kind: str, told: str, head: dict[str, str], attempt: Attempt | None) -> bytes:
    """A multipart/report (RFC 6522)."""
    parts = [("text/plain", "This is a report.\n"), (f"message/{kind}", told)]
    if attempt is not None:
        original = (
            f"From: Ada Sender <ada@agency.test>\nTo: {attempt.recipient}\n"
            f"Subject: Hello Person\nMessage-ID: <{attempt.message_id}>\n\nA question.\n"
        )
        parts.append(("message/rfc822", original))
    lines = [f"{name}: {value}" for name, value in ({"To": "ada@agency.test"} | head).items()]
    lines += ["MIME-Version: 1.0"]
    lines += [f'Content-Type: multipart/report; report-type={kind}; boundary="=b="', ""]
    for content, body in parts:
        lines += ["--=b=", f"Content-Type: {content}", "", body]
    return "\n".join([*lines, "--=b=--", ""]).encode()
