"""A fake mailbox, a fake repository, and mails that went out: what comes back is heard."""

from collections.abc import Callable
from datetime import timedelta
from email.message import EmailMessage
from functools import partial
from typing import Any
from uuid import UUID

from msgspec import structs

from cam.adapters.incoming.quoting import stripped
from cam.adapters.incoming.read import read
from cam.domain.model.arrival import Arrival, ArrivalKind, Ruling
from cam.domain.model.attempt import Attempt, AttemptState
from cam.domain.model.campaign import Campaign
from cam.domain.model.incoming import Incoming
from cam.domain.model.lead import Lead
from cam.domain.services.applying import Applying
from cam.domain.services.hearing import Heard, Hearing
from cam.domain.services.judging import Judging
from cam.domain.services.taking import Taking
from cam.ports.failpoints import NoFailpoints
from cam.testing.builders import an_attempt, an_id
from cam.testing.fakes.inbox import FakeInbox

from .scene import Scene

YES = "Yes, this sounds interesting. Please call me on Thursday."
NO = "No, thank you, we are not interested."
STOP = "unsubscribe"
UNSURE = "Hm."


class Mailroom(Scene):
    """What the tests of hearing share."""

    def __init__(self, scene: Scene) -> None:
        super().__init__(scene.unit_of_work, scene.clock)
        self.inbox = FakeInbox(self.clock.now)
        self.parse: Callable[[bytes], Incoming] = partial(read, strip=stripped)

    def hearing(self, **changes: Any) -> Hearing:
        """Something that hears, as a process of its own would."""
        applying = Applying(self.clock, announce=True)
        taking = Taking(
            self.unit_of_work,
            lambda raw: self.parse(raw),
            applying,
            self.clock,
            NoFailpoints(),
        )
        return Hearing(self.inbox, taking, self.clock, **changes)

    async def heard(self) -> Heard:
        """What one reading finds."""
        return await self.hearing().hear(an_id())

    async def written(self, campaign: Campaign, **changes: Any) -> tuple[Lead, Attempt]:
        """A lead whose first mail went out."""
        lead = await self.lead(campaign, **changes)
        attempt = await self.attempt(lead)
        contacted = lead.contacted(self.clock.now(), 0, campaign.sequence)
        await self.save(contacted)
        return contacted, attempt

    async def attempt(self, lead: Lead, **changes: Any) -> Attempt:
        """The mail to the lead, SENT unless something else is said."""
        subject = f"Hello {lead.first_name}"
        told = {"state": AttemptState.SENT, "subject": subject, **changes}
        attempt = an_attempt(lead, **told)
        async with self.unit_of_work() as repo:
            assert await repo.attempts.plan([attempt])
        return attempt

    async def attempts(self, lead: Lead) -> dict[int, AttemptState]:
        """Step to the state of each of the lead's mails."""
        async with self.unit_of_work() as repo:
            return {each.step: each.state for each in await repo.attempts.of_leads([lead.id])}

    async def arrivals(self) -> list[Arrival]:
        """All that is kept, by id."""
        async with self.unit_of_work.reading() as repo:
            return [
                each
                for kind in ArrivalKind
                for each in await repo.arrivals.page(kind=kind, limit=1000)
            ]

    async def told(self) -> list[str]:
        """What was announced, oldest first; taken away with it."""
        async with self.unit_of_work() as repo:
            taken = await repo.events.take(campaign_id=None, limit=99, lease=timedelta(1))
            await repo.events.delivered([each.id for each in taken])
        return [event.type.value for event in taken]

    async def classify(self, arrival_id: UUID, ruling: Ruling) -> Arrival:
        """A person's word."""
        judging = Judging(self.unit_of_work, Applying(self.clock, announce=True))
        return await judging.classify(arrival_id, ruling, by="ann")

    async def advance(self, lead: Lead, **changes: Any) -> Lead:
        """The lead, changed."""
        changed = structs.replace(lead, **changes)
        await self.save(changed)
        return changed


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
