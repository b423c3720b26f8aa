"""From a lead and a step to a mail."""

import pytest

from cam.domain.model.attempt import Claim
from cam.domain.model.personalisation import MissingField
from cam.domain.services import letters
from cam.testing.builders import NOON, a_lead, a_sender, a_step, an_attempt

STEP = a_step(subject="{{company}}: hello", text="Dear {{first_name|friend}},\n\nwell?\n")


def test_a_letter_has_its_footer() -> None:
    """Name, company, postal address and the way out."""
    letter = letters.written(STEP, a_lead(), a_sender(company="Agency Ltd"), first=False)
    body, _, footer = letter.text.partition("\n-- \n")
    assert body.endswith("Ada Sender\nAgency Ltd\n")
    assert "1 Example Street, 12345 Exampletown" in footer
    assert 'reply "unsubscribe"' in footer
    assert letter.text.endswith("\n")


@pytest.mark.parametrize(
    ("provider", "words"), [("apollo", "via Apollo"), ("", "from our own records")]
)
def test_only_the_first_letter_says_where_the_address_came_from(provider: str, words: str) -> None:
    """The law asks for it once."""
    lead = a_lead(provider=provider)
    assert words in letters.written(STEP, lead, a_sender(), first=True).text
    assert words not in letters.written(STEP, lead, a_sender(), first=False).text


def test_a_field_without_value_and_default_is_missing() -> None:
    """Better no mail than `Hello {{first_name}}`."""
    with pytest.raises(MissingField, match="company"):
        letters.written(STEP, a_lead(company=" "), a_sender(), first=True)
    assert "friend" in letters.written(STEP, a_lead(first_name=""), a_sender(), first=True).text


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
    assert letters.why_unwritable((STEP,), a_lead(**changes), a_sender()) == why


def test_values_from_outside_stay_on_one_line() -> None:
    """No value becomes a header or a line of its own, nor is it read as a template."""
    lead = a_lead(company="Evil\r\nBcc: x@y.test", first_name="{{last_name}}\x00")
    letter = letters.written(STEP, lead, a_sender(), first=True)
    assert "\n" not in letter.subject
    assert "\r" not in letter.subject
    assert "{{last_name}}" in letter.text
    assert "\x00" not in letter.text


def test_a_lead_s_own_columns_can_be_named() -> None:
    """`custom.<name>`."""
    step = a_step(text="{{custom.Plan}}, {{custom.none|x}}")
    letter = letters.written(step, a_lead(custom={"Plan": "Gold"}), a_sender(), first=True)
    assert letter.text.startswith("Gold, x\n")


def test_a_follow_up_threads_under_those_before() -> None:
    """In-Reply-To the last, References all."""
    lead = a_lead(next_step=2)
    claim = Claim(attempt=an_attempt(lead), lead=lead, thread=("1@a", "2@a"))
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
