"""From a lead and a step to a mail: one function for preview, dry run and send."""

from collections.abc import Mapping
from datetime import datetime
from html import escape

from msgspec import Struct

from cam.domain.model import footer, personalisation
from cam.domain.model.attempt import Claim, Thread
from cam.domain.model.campaign import Campaign
from cam.domain.model.lead import Lead
from cam.domain.model.mail import Mail, Sender
from cam.domain.model.salutation import first_name, last_name
from cam.domain.model.sequence import Step, variant_for
from cam.domain.model.subject import answering, bare, claims_to_answer
from cam.domain.model.text import many_lines, one_line, printed
from cam.domain.model.way_out import WayOut

_PAGE = (  # without colours of its own: whoever reads in the dark keeps theirs
    '<!DOCTYPE html>\n<html><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"></head>\n'
    '<body style="margin:0;padding:8px">\n<div style="max-width:600px;'
    'font-family:Arial,Helvetica,sans-serif;font-size:15px;line-height:1.5">\n'
    "{body}\n{footer}\n</div>\n</body></html>\n"
)
BY_MAIL = WayOut()
"""No link: only by an answer."""
NOTHING_BEFORE = Thread()
_OF_A_LEAD = ("title", "company", "domain", "industry", "city", "country")
_SOME_THREAD = Thread(message_ids=("some",), subject="some")


class Letter(Struct, frozen=True, kw_only=True):
    """What one lead reads. `html` is empty for a mail that is text only."""

    subject: str
    text: str
    html: str = ""


def written(
    steps: tuple[Step, ...],
    step: int,
    lead: Lead,
    sender: Sender,
    *,
    variant: str = "",
    thread: Thread = NOTHING_BEFORE,
    unsubscribe_url: str = "",
    values: Mapping[str, str] | None = None,
) -> Letter:
    """The step (counted from 0) as this lead reads it, footer included.

    Values from outside are put on one line and lose what nobody sees; in HTML they are escaped, so
    that none becomes markup, a header, or a template again. `thread` is what was sent before.
    Raises MissingField, and IndexError when there is no such step.
    """
    told = values_of(lead, sender) if values is None else values
    said = steps[step].wording(variant)
    first = step == 0
    body = personalisation.merged(said.text, told).strip()
    end = footer.as_text(lead, sender, first=first, unsubscribe_url=unsubscribe_url)
    html = ""
    if said.html:
        escaped = {name: escape(value) for name, value in told.items()}
        html = _PAGE.format(
            body=personalisation.merged(said.html, escaped).strip(),
            footer=footer.as_html(lead, sender, first=first, unsubscribe_url=unsubscribe_url),
        )
    return Letter(
        subject=_subject(steps, step, lead, told, variant, thread),
        text=many_lines(f"{body}\n\n{end}\n"),
        html=many_lines(html),
    )


def why_unwritable(
    campaign: Campaign, lead: Lead, sender: Sender, variant: str | None = None
) -> str:
    """Why the lead's next mail cannot be written; empty when it can. `variant` None: its own."""
    steps, step = campaign.sequence, lead.next_step
    if step >= len(steps):
        return "sequence finished"
    if variant is None:
        variant = variant_for(steps, step, campaign.id, lead.id)
    try:
        written(steps, step, lead, sender, variant=variant, thread=_SOME_THREAD)
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
    said = written(
        steps,
        attempt.step,
        lead,
        sender,
        variant=attempt.variant,
        thread=claim.thread,
        unsubscribe_url=way_out.link(attempt.id),
    )
    return enclosed(said, claim, sender, now, way_out)


def enclosed(
    letter: Letter, claim: Claim, sender: Sender, now: datetime, way_out: WayOut = BY_MAIL
) -> Mail:
    """The letter with its addresses and its thread."""
    attempt, thread = claim.attempt, claim.thread
    answer_to = sender.reply_to or sender.email
    return Mail(
        message_id=attempt.message_id,
        date=now,
        sender=sender,
        recipient=attempt.recipient,
        recipient_name=_full_name(claim.lead),
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        unsubscribe=way_out.header(attempt.id, answer_to),
        one_click=bool(way_out.link(attempt.id)),
        in_reply_to=thread.message_ids[-1] if thread.message_ids else "",
        references=thread.message_ids,
    )


def values_of(lead: Lead, sender: Sender) -> dict[str, str]:
    """What a template can name, as a mail says it."""
    told = {name: printed(getattr(lead, name)) for name in _OF_A_LEAD}
    told["first_name"] = first_name(printed(lead.first_name))
    told["last_name"] = last_name(printed(lead.last_name))
    told["full_name"] = _full_name(lead)
    told["sender_name"] = printed(sender.name)
    told["sender_email"] = sender.email
    told["sender_company"] = printed(sender.company)
    for name, value in lead.custom.items():
        told[f"custom.{name}"] = printed(value)
    return told


def _full_name(lead: Lead) -> str:
    """Who is meant, in the address as well; an initial stays where it is all that is known."""
    known = printed(lead.first_name)
    return f"{first_name(known) or last_name(known)} {last_name(printed(lead.last_name))}".strip()


def _subject(
    steps: tuple[Step, ...],
    step: int,
    lead: Lead,
    values: Mapping[str, str],
    variant: str,
    thread: Thread,
) -> str:
    """What stands in the mail's head. `Re:` only before the subject of a mail that was sent.

    A step that says `Re: ...` itself means the thread, whatever it says behind it.
    """
    own = _merged_subject(steps, step, variant, values)
    if own and not claims_to_answer(own):
        return own
    if thread.message_ids:
        return answering(thread.subject or _before(steps, step, lead, values) or own)
    return bare(_before(steps, step, lead, values) or own)


def _before(steps: tuple[Step, ...], step: int, lead: Lead, values: Mapping[str, str]) -> str:
    """The subject that the mails before have, or would have had."""
    for number in reversed(range(step)):
        variant = variant_for(steps, number, lead.campaign_id, lead.id)
        own = _merged_subject(steps, number, variant, values)
        if own and not claims_to_answer(own):
            return own
    return ""


def _merged_subject(
    steps: tuple[Step, ...], step: int, variant: str, values: Mapping[str, str]
) -> str:
    return one_line(personalisation.merged(steps[step].wording(variant).subject, values))
