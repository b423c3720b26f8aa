"""From a lead and a step to a mail: one function for preview, dry run and send."""

from datetime import datetime

from msgspec import Struct

from cam.domain.model import personalisation, source
from cam.domain.model.attempt import Claim
from cam.domain.model.lead import Lead
from cam.domain.model.mail import Mail, Sender
from cam.domain.model.sequence import Step
from cam.domain.model.text import many_lines, one_line
from cam.domain.model.way_out import WayOut

BY_MAIL = WayOut()
"""No link: only by an answer."""


class Letter(Struct, frozen=True, kw_only=True):
    """What one lead reads."""

    subject: str
    text: str


def written(
    step: Step, lead: Lead, sender: Sender, *, first: bool, unsubscribe_url: str = ""
) -> Letter:
    """The step as this lead reads it, footer included. Raises MissingField.

    Values from outside are put on one line and lose control characters; the footer carries the
    sender's postal address, the way out and, in the first mail, where the address came from.
    """
    values = _values(lead, sender)
    body = personalisation.merged(step.text, values).strip()
    return Letter(
        subject=one_line(personalisation.merged(step.subject, values)),
        text=many_lines(f"{body}\n\n{_footer(lead, sender, unsubscribe_url, first=first)}\n"),
    )


def why_unwritable(steps: tuple[Step, ...], lead: Lead, sender: Sender) -> str:
    """Why the lead's next mail cannot be written; empty when it can."""
    if lead.next_step >= len(steps):
        return "sequence finished"
    try:
        written(steps[lead.next_step], lead, sender, first=lead.next_step == 0)
    except personalisation.MissingField as missing:
        return str(missing)
    return ""


def mail(
    claim: Claim,
    steps: tuple[Step, ...],
    sender: Sender,
    now: datetime,
    way_out: WayOut = BY_MAIL,
) -> Mail:
    """The mail of a claimed attempt; a follow-up threads under those before (RFC 5322 3.6.4)."""
    attempt, lead = claim.attempt, claim.lead
    link = way_out.link(attempt.id)
    letter = written(
        steps[attempt.step], lead, sender, first=attempt.step == 0, unsubscribe_url=link
    )
    answer_to = sender.reply_to or sender.email
    return Mail(
        message_id=attempt.message_id,
        date=now,
        sender=sender,
        recipient=attempt.recipient,
        recipient_name=one_line(f"{lead.first_name} {lead.last_name}"),
        subject=letter.subject,
        text=letter.text,
        unsubscribe=way_out.header(attempt.id, answer_to),
        one_click=bool(link),
        in_reply_to=claim.thread[-1] if claim.thread else "",
        references=claim.thread,
    )


def _values(lead: Lead, sender: Sender) -> dict[str, str]:
    raw = {
        "first_name": lead.first_name,
        "last_name": lead.last_name,
        "full_name": f"{lead.first_name} {lead.last_name}",
        "title": lead.title,
        "company": lead.company,
        "domain": lead.domain,
        "industry": lead.industry,
        "city": lead.city,
        "country": lead.country,
        "sender_name": sender.name,
        "sender_email": sender.email,
        "sender_company": sender.company,
        **{f"custom.{name}": value for name, value in lead.custom.items()},
    }
    return {name: one_line(value) for name, value in raw.items()}


def _footer(lead: Lead, sender: Sender, unsubscribe_url: str, *, first: bool) -> str:
    signature = "\n".join(line for line in (sender.name, sender.company) if line)
    found = f"{source.sentence(lead)} " if first else ""
    reply = f'{found}If you would rather not hear from me again, reply "unsubscribe"'
    way_out = f"{reply} or open this page:\n{unsubscribe_url}" if unsubscribe_url else f"{reply}."
    return f"{signature}\n\n-- \n{sender.postal_address}\n{way_out}"
