"""The whole conversation, with servers as they are: Postfix, Dovecot, dnsmasq, and `cam serve`."""

import asyncio
import re
import socket
from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO

import httpx
import pytest

from cam.app.composition import open_cam
from cam.app.operations import Cam
from cam.app.prove.clocks import Moved
from cam.app.settings import Settings
from cam.domain.model.campaign import CampaignDraft
from cam.domain.model.lead import Lead, LeadStatus, NextAction
from cam.domain.model.report import CycleReport
from faults.processes import serving
from integration.stage import leads_of, lived, read

from .peers import Peers

OURS = "story@cam.test"
JANE, AUTO, GONE, LEE = (f"{name}.story@prospect.test" for name in ("jane", "auto", "gone", "lee"))
KIM, FULL = "kim.story@late.test", "full.story@late.test"
PEOPLE = {JANE: "Jane", AUTO: "Ariel", GONE: "Gale", LEE: "Lee", KIM: "Kim", FULL: "Flo"}
CSV = "\n".join(
    ["email,first_name,last_name,company", *(f"{a},{n},Story,{n} Ltd" for a, n in PEOPLE.items())]
)
FOUR_DAYS, TWELVE_DAYS = (timedelta(days=days).total_seconds() for days in (4, 12))


@pytest.fixture
def settings(peers: Peers, database_url: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """CAM with the peers for its mail server, its mailbox and its name server; TLS everywhere."""
    monkeypatch.setenv("SSL_CERT_FILE", str(peers.ca_file))
    for domain in ("prospect.test", "late.test"):
        peers.dns.has(domain, "MX", f"10 mx.{domain}")
        peers.dns.has(f"mx.{domain}", "A", "127.0.0.1")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    return {
        "CAM_DATABASE_URL": database_url,
        "CAM_PORT": port,
        "CAM_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "CAM_DNS": f"{peers.dns.host}:{peers.dns.port}",
        "CAM_SENDER_NAME": "Ada Sender",
        "CAM_SENDER_EMAIL": OURS,
        "CAM_POSTAL_ADDRESS": "1 Main Street, Springfield",
        "SMTP_HOST": peers.host,
        "SMTP_PORT": str(peers.submissions),
        "SMTP_USERNAME": OURS,
        "SMTP_PASSWORD": peers.password,
        "SMTP_PLUS_TAGS": "true",
        "IMAP_HOST": peers.host,
        "IMAP_PORT": str(peers.imaps),
        "IMAP_USERNAME": OURS,
        "IMAP_PASSWORD": peers.password,
        "SSL_CERT_FILE": str(peers.ca_file),
    }


class Story:
    """One campaign, told cycle by cycle."""

    def __init__(self, settings: dict[str, str], peers: Peers) -> None:
        self._settings = Settings.read(settings)
        self._peers = peers
        self.leads: dict[str, Lead] = {}

    async def begin(self) -> None:
        """The campaign with its people, CAM's own sequence, and nobody written to."""
        async with open_cam(self._settings) as cam:
            draft = CampaignDraft(
                name="Story", first_contact_delay=timedelta(0), stop_company_on_reply=False
            )
            campaign = await cam.create_campaign(draft)
            file = BytesIO(CSV.encode())
            done = await cam.import_leads(campaign.id, file, name="people.csv")
        assert done.new == len(PEOPLE)

    async def cycle(self, ahead: float = 0.0) -> CycleReport:
        """One live cycle, so many seconds from now."""
        clock = Moved(ahead=ahead) if ahead else None
        async with open_cam(self._settings, clock=clock) as cam:
            campaign = (await cam.campaign(1)).campaign
            report = await lived(cam, campaign)
            self.leads = {lead.email: lead for lead in await leads_of(cam, campaign) if lead.email}
            await self._look(cam)
        return report

    async def _look(self, cam: Cam) -> None:
        self.suppressed = {each.value for each in await cam.suppressions(limit=100)}
        self.answers = [each.verdict for each in await cam.replies(limit=100)]

    async def mails(self, address: str, count: int) -> list[EmailMessage]:
        """What lies in somebody's Maildir, once there is so much."""
        return [read(raw) for raw in await asyncio.to_thread(self._peers.arrived, address, count)]

    def mails_now(self, address: str) -> int:
        """How much lies there."""
        return len(self._peers.maildir(address))


async def unsubscribed(mail: EmailMessage, settings: dict[str, str]) -> None:
    """A mail program presses the button (RFC 8058); a scanner has looked before."""
    found = re.match(r"<(\S+)>, <mailto:", mail["List-Unsubscribe"])
    assert found is not None
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    async with serving(settings, port=settings["CAM_PORT"]) as service:
        del service
        async with httpx.AsyncClient() as client:
            looked = await client.get(found[1])
            pressed = await client.post(found[1], files={"List-Unsubscribe": (None, "One-Click")})
    assert (looked.status_code, pressed.status_code) == (200, 200)


def answer_to(mail: EmailMessage, text: str) -> EmailMessage:
    """A person's answer, with the mail quoted below."""
    body = mail.get_body(("plain",))
    assert body is not None
    quoted = "".join(f"> {line}\n" for line in body.get_content().splitlines())
    reply = EmailMessage()
    reply["From"] = f"Jane Story <{JANE}>"
    reply["To"] = OURS
    reply["Subject"] = mail["Subject"]
    reply["Message-ID"] = "<jane-answers@prospect.test>"
    reply["In-Reply-To"] = mail["Message-ID"]
    reply["References"] = f"{mail['References']} {mail['Message-ID']}"
    reply.set_content(f"{text}\n\nOn Monday, Ada Sender wrote:\n{quoted}")
    return reply


async def test_a_conversation_from_its_first_mail_to_its_end(
    peers: Peers, settings: dict[str, str]
) -> None:
    """Delivered, threaded, answered; away, unknown, full, and no more of this, please."""
    story = Story(settings, peers)
    await story.begin()

    first = await story.cycle()
    assert (first.outreach_sent, first.outreach_failed, first.errors) == (5, 1, ())
    (to_jane,) = await story.mails(JANE, 1)
    assert to_jane["Subject"] == "New clients for Jane Ltd"
    assert "1 Main Street, Springfield" in to_jane.get_content()
    assert re.fullmatch(r"<story\+[a-z2-7]{48}@cam\.test>", to_jane["Return-Path"])
    assert story.leads[GONE].closed_because.startswith("refused: 550")

    (to_lee,) = await story.mails(LEE, 1)
    await unsubscribed(to_lee, settings)
    await story.mails(OURS, 3)  # a vacation notice, a DSN at once, another when the queue expired

    heard = await story.cycle()
    assert heard.errors == ()
    assert heard.outreach_sent == 0
    assert story.leads[LEE].status is LeadStatus.LOST
    assert story.leads[KIM].status is LeadStatus.LOST
    assert {LEE, KIM} <= story.suppressed
    assert story.leads[FULL].status is LeadStatus.CONTACTED
    assert story.leads[AUTO].status is LeadStatus.CONTACTED
    assert not {FULL, AUTO, JANE} & story.suppressed

    later = await story.cycle(FOUR_DAYS)
    assert (later.outreach_sent, later.errors) == (2, ())  # Jane and whose mailbox was full
    _, follow_up = await story.mails(JANE, 2)
    assert follow_up["Subject"] == "Re: New clients for Jane Ltd"
    assert follow_up["In-Reply-To"] == follow_up["References"] == to_jane["Message-ID"]
    assert story.mails_now(AUTO) == 1

    answer = answer_to(follow_up, "Yes, I am interested. Please send me the three names.")
    peers.deliver(answer, sender=JANE, to=OURS)
    await story.mails(OURS, 5)  # the answer, and what comes back of the full mailbox again
    answered = await story.cycle(FOUR_DAYS)
    assert (answered.replies, answered.outreach_sent) == (1, 0)
    assert "positive" in story.answers
    assert story.leads[JANE].status is LeadStatus.QUALIFIED
    assert story.leads[JANE].next_action is NextAction.NONE

    last = await story.cycle(TWELVE_DAYS)
    assert last.errors == ()
    await story.mails(AUTO, 2)
    assert [story.mails_now(each) for each in (JANE, LEE, GONE)] == [2, 1, 0]
