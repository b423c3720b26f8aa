"""From a lead and a step to a mail."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model.attempt import Claim, Thread
from cam.domain.model.personalisation import MissingField
from cam.domain.model.sequence import Step, variant_for
from cam.domain.model.variant import Variant
from cam.domain.services import letters
from cam.domain.services.letters import Letter
from cam.testing.builders import NOON, a_campaign, a_lead, a_sender, a_step, an_attempt

STEP = a_step(subject="{{company}}: hello", text="Dear {{first_name|friend}},\n\nwell?\n")
HTML = a_step(text="Hello {{first_name|there}}", html="<p>Hello {{first_name|there}}</p>")
THREAD = Thread(message_ids=("1@a", "2@a"), subject="Flour for Müller")


def written(step: Step, *, first: bool = True, **how: Any) -> Letter:
    """The step as the first mail, or as a follow-up to one that was sent."""
    lead = how.pop("lead", None) or a_lead()
    sender = how.pop("sender", a_sender())
    if first:
        return letters.written((step,), 0, lead, sender, **how)
    return letters.written((STEP, step), 1, lead, sender, **{"thread": THREAD, **how})


def test_a_letter_has_its_footer() -> None:
    """Name, company, postal address and the way out."""
    letter = written(STEP, sender=a_sender(company="Agency Ltd"), first=False)
    body, _, footer = letter.text.partition("\n-- \n")
    assert body.endswith("Ada Sender\nAgency Ltd\n")
    assert "1 Example Street, 12345 Exampletown" in footer
    assert 'reply "unsubscribe"' in footer
    assert letter.text.endswith("\n")
    assert letter.html == ""


@pytest.mark.parametrize(
    ("provider", "words"), [("apollo", "via Apollo"), ("", "from our own records")]
)
def test_only_the_first_letter_says_where_the_address_came_from(provider: str, words: str) -> None:
    """The law asks for it once; in the HTML as in the text."""
    lead = a_lead(provider=provider)
    for first in (True, False):
        letter = written(HTML, lead=lead, first=first)
        assert (words in letter.text, words in letter.html) == (first, first)


def test_the_html_says_what_the_text_says() -> None:
    """Who writes, from where, the way out with its link."""
    url = "https://agency.test/u/abc?x=1&y=2"
    sender = a_sender(postal_address="1 Example Street\n12345 <Exampletown>", company="A & B")
    letter = written(HTML, lead=a_lead(first_name="Eve"), sender=sender, unsubscribe_url=url)
    for words in ("Hello Eve", "Ada Sender", "A & B", "12345 <Exampletown>", url):
        assert words in letter.text
    for words in ("Hello Eve", "Ada Sender", "A &amp; B", "12345 &lt;Exampletown&gt;"):
        assert words in letter.html
    assert 'href="https://agency.test/u/abc?x=1&amp;y=2"' in letter.html
    assert letter.html.startswith("<!DOCTYPE html>")


HOSTILE = st.text() | st.sampled_from(
    ["<script>alert(1)</script>", '"><img src=x>', "{{company}}", "&amp;<b>", "'--><!--", "a\x00b"]
)


@given(company=HOSTILE, first_name=HOSTILE, plan=HOSTILE)
def test_no_value_becomes_markup(company: str, first_name: str, plan: str) -> None:
    """Whatever stands in a profile, the tags of the mail are those of the template."""
    step = a_step(html="<p>{{company|x}} {{first_name|y}} {{custom.plan|z}}</p>")
    mine = written(step, lead=a_lead(company="", first_name="", provider="apollo"))
    lead = a_lead(company=company, first_name=first_name, provider="apollo", custom={"plan": plan})
    letter = written(step, lead=lead)
    assert letter.html.count("<") == mine.html.count("<")
    assert letter.html.count('"') == mine.html.count('"')
    assert "{{" not in letter.html.replace("{{company}}", "")
    assert "\n" not in letter.subject


def test_a_field_without_value_and_default_is_missing() -> None:
    """Better no mail than `Hello {{first_name}}`; in the HTML, too."""
    with pytest.raises(MissingField, match="company"):
        written(STEP, lead=a_lead(company=" "))
    with pytest.raises(MissingField, match="city"):
        written(a_step(html="<p>{{city}}</p>"))
    assert "friend" in written(STEP, lead=a_lead(first_name="")).text


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, ""),
        ({"company": ""}, "missing_field: company is empty and has no default"),
        ({"next_step": 1}, "sequence finished"),
    ],
)
def test_why_a_mail_cannot_be_written(changes: dict[str, object], why: str) -> None:
    """Told before anything is queued."""
    campaign = a_campaign(sequence=(STEP,))
    assert letters.why_unwritable(campaign, a_lead(**changes), a_sender()) == why


def test_a_follow_up_needs_only_its_own_fields() -> None:
    """What the mail before named may be forgotten by now."""
    campaign = a_campaign(sequence=(STEP, Step(text="Well?")))
    lead = a_lead(company="", next_step=1)
    assert letters.why_unwritable(campaign, lead, a_sender()) == ""
    follow_up = letters.written(campaign.sequence, 1, lead, a_sender(), thread=THREAD)
    assert follow_up.subject == "Re: Flour for Müller"


def test_values_from_outside_stay_on_one_line() -> None:
    """No value becomes a header or a line of its own, nor is it read as a template."""
    lead = a_lead(company="Evil\r\nBcc: x@y.test", first_name="{{last_name}}\x00")
    letter = written(a_step(text="{{company}} {{title|}}{{first_name|x}}"), lead=lead)
    assert "\n" not in letter.subject
    assert "Evil Bcc: x@y.test" in letter.text
    assert "\x00" not in letter.text


def test_what_nobody_sees_is_left_out() -> None:
    """Direction marks and zero-width blanks that came along with a copied name."""
    lead = a_lead(first_name="\u200eJane\u200f", company="\u202eAcme\ufeff", last_name="Do\u200be")
    step = a_step(subject="{{full_name}}", text="{{company}}")
    letter = written(step, lead=lead)
    assert letter.subject == "Jane Doe"
    assert letter.text.startswith("Acme\n")


def test_a_lead_s_own_columns_can_be_named() -> None:
    """`custom.<name>`."""
    step = a_step(text="{{custom.Plan}}, {{custom.none|x}}")
    assert written(step, lead=a_lead(custom={"Plan": "Gold"})).text.startswith("Gold, x\n")


def test_people_are_called_by_their_names() -> None:
    """As a person would say it, in the greeting and in the address."""
    lead = a_lead(first_name="JANE (she/her)", last_name="Doe, PhD", next_step=0)
    assert written(a_step(text="Hello {{first_name}}"), lead=lead).text.startswith("Hello Jane\n")
    mail = letters.mail(Claim(attempt=an_attempt(lead), lead=lead), (HTML,), a_sender(), NOON)
    assert mail.recipient_name == "Jane Doe"


@pytest.mark.parametrize(
    ("own", "thread", "subject"),
    [
        ("", THREAD, "Re: Flour for Müller"),
        ("", Thread(message_ids=("1@a",), subject="Re: AW: Flour"), "Re: Flour"),
        ("", Thread(message_ids=("1@a",)), "Re: Acme: hello"),
        ("", Thread(), "Acme: hello"),
        ("Re: something else", THREAD, "Re: Flour for Müller"),
        ("Re: something else", Thread(), "Acme: hello"),
        ("Another subject", THREAD, "Another subject"),
        ("{{custom.none|}}", THREAD, "Re: Flour for Müller"),
    ],
)
def test_a_follow_up_answers_what_was_really_sent(own: str, thread: Thread, subject: str) -> None:
    """`Re:` stands before the very subject that this lead received, and before no other."""
    step = Step(subject=own, text="Well?")
    assert written(step, lead=a_lead(company="Acme"), first=False, thread=thread).subject == subject


def test_the_first_mail_never_claims_to_answer() -> None:
    """Not by a value, nor in a campaign that was kept before that was refused."""
    lead = a_lead(company="Re: your invoice")
    assert written(a_step(subject="{{company}}"), lead=lead).subject == "your invoice"
    assert written(a_step(subject="RE: hello"), lead=lead).subject == "hello"


def test_a_follow_up_to_a_variant_answers_that_variant() -> None:
    """Also before it was sent, as a plan and a preview show it."""
    steps = (
        a_step(variants=(Variant(name="A", subject="First"), Variant(name="B", subject="Other"))),
        Step(text="Well?"),
    )
    seen = set()
    for lead in (a_lead() for _ in range(20)):
        claim = Claim(
            attempt=an_attempt(lead, variant=variant_for(steps, 0, 1, lead.id)), lead=lead
        )
        sent = letters.mail(claim, steps, a_sender(), NOON).subject
        expected = letters.written(steps, 1, lead, a_sender(), thread=Thread(message_ids=("1@a",)))
        assert expected.subject == f"Re: {sent}"
        seen.add(sent)
    assert seen == {"First", "Other"}


def test_a_follow_up_threads_under_those_before() -> None:
    """In-Reply-To the last, References all."""
    lead = a_lead(next_step=2)
    claim = Claim(attempt=an_attempt(lead), lead=lead, thread=THREAD)
    mail = letters.mail(claim, (STEP,) * 3, a_sender(reply_to="re@agency.test"), NOON)
    assert (mail.in_reply_to, mail.references) == ("2@a", ("1@a", "2@a"))
    assert mail.unsubscribe.startswith("<mailto:re@agency.test?subject=unsubscribe%20")
    assert mail.message_id == claim.attempt.message_id
    assert mail.date == NOON


def test_a_first_mail_answers_to_nothing() -> None:
    """No thread, no such header."""
    lead = a_lead()
    mail = letters.mail(Claim(attempt=an_attempt(lead), lead=lead), (STEP,), a_sender(), NOON)
    assert (mail.in_reply_to, mail.references) == ("", ())
