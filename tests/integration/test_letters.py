"""A sequence as its reader gets it: in one thread, in text and HTML, each person in one variant."""

from collections import Counter
from datetime import timedelta

from cam.domain.model.sequence import Step
from cam.domain.model.variant import Variant
from cam.testing.clock import FrozenClock

from .stage import Stage, a_draft, attempts_of, imported, lived, people

FINDERS = ("APOLLO_API_KEY", "DROPCONTACT_API_KEY", "MAKE_WEBHOOK_URL")
SEQUENCE = (
    Step(
        subject="Flour for {{company}}",
        text="Hello {{first_name|there}},\n\nmay I?\n",
        html="<style>p{color:red}</style><p>Hello {{first_name|there}}, may I?</p>",
        variants=(
            Variant(name="A"),
            Variant(name="B", subject="Dear {{first_name}}"),
            Variant(name="C", text="Only text, {{first_name|there}}.\n"),
        ),
    ),
    Step(text="Hello {{first_name|there}}, did you see it?\n"),
    Step(subject="Re: something that was never sent", text="Once more.\n"),
)


async def test_a_thread_answers_what_each_lead_was_sent(stage: Stage) -> None:
    """Three mails to each of twelve; the follow-ups carry the very subject of the first."""
    clock = FrozenClock()
    async with stage.cam(*FINDERS, clock=clock) as cam:
        campaign = await cam.create_campaign(a_draft(sequence=SEQUENCE, max_emails_per_day=50))
        await imported(cam, campaign, people(12))
        for _ in range(3):
            for _ in range(2):
                report = await lived(cam, campaign)
                assert not report.errors, report
            clock.advance(timedelta(days=8))
        attempts = await attempts_of(cam, campaign)
        results = (await cam.campaign(campaign.id)).results
    threads: dict[str, list[str]] = {}
    for mail in stage.letters:
        told = threads.setdefault(mail["To"].addresses[0].addr_spec, [])
        assert mail["References"] == (" ".join(told[1:]) or None)
        assert mail["In-Reply-To"] == (told[-1] if told[1:] else None)
        subject = str(mail["Subject"])
        assert subject == (f"Re: {told[0]}" if told else subject)
        told += [mail["Message-ID"]] if told else [subject, mail["Message-ID"]]
    assert Counter(len(told) for told in threads.values()) == {4: 12}
    first = [each for each in attempts if each.step == 0]
    assert {each.recipient: each.subject for each in first} == {
        to: told[0] for to, told in threads.items()
    }
    shares = Counter(each.variant for each in first)
    assert set(shares) == {"A", "B", "C"}
    assert {(r.variant, r.sent) for r in results if r.step == 0} == set(shares.items())
    kinds = Counter(mail.get_content_type() for mail in stage.letters if "References" not in mail)
    assert kinds == {"multipart/alternative": shares["A"] + shares["B"], "text/plain": shares["C"]}
