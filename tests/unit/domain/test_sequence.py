"""What a campaign says."""

from datetime import timedelta

import msgspec
import pytest

from cam.domain.model.campaign import CampaignDraft
from cam.domain.model.default_sequence import DEFAULT_SEQUENCE
from cam.domain.model.errors import InvalidInput
from cam.domain.model.personalisation import FIELDS, merged
from cam.domain.model.sequence import Step
from cam.domain.model.variant import Variant
from cam.testing.builders import a_campaign, a_campaign_draft, a_step


@pytest.mark.parametrize("subject", ["two\nlines", "two\rlines", "nul\x00", "bidi\u202e"])
def test_a_subject_is_one_line_of_text(subject: str) -> None:
    """Nothing in it can become another header."""
    with pytest.raises(InvalidInput) as refused:
        a_step(subject=subject)
    assert (refused.value.field, refused.value.kind) == ("subject", "control_character")


def test_a_text_has_lines_but_no_control_characters() -> None:
    """Tabs and line ends are fine."""
    assert a_step(text="one\r\n\ttwo\n").text
    with pytest.raises(InvalidInput, match="control character"):
        a_step(text="nul\x00")


@pytest.mark.parametrize("field", ["subject", "text"])
def test_a_template_is_checked_when_it_is_saved(field: str) -> None:
    """The refusal names the field in which it stands."""
    with pytest.raises(InvalidInput) as refused:
        a_step(**{field: "{{firstname}}"})
    assert refused.value.field == field


@pytest.mark.parametrize("days", [-1, 366])
def test_a_delay_lies_between_nothing_and_a_year(days: int) -> None:
    """The bounds themselves are fine."""
    assert a_step(delay=timedelta(0)).delay == timedelta(0)
    assert a_step(delay=timedelta(days=365)).delay == timedelta(days=365)
    with pytest.raises(InvalidInput, match="365 days"):
        a_step(delay=timedelta(days=days))


def test_the_default_sequence_can_be_sent_to_anybody() -> None:
    """Every field that it names has a default or needs none."""
    nobody = dict.fromkeys(FIELDS, "")
    for step in DEFAULT_SEQUENCE:
        assert "{{" not in merged(step.subject, nobody) + merged(step.text, nobody)


def test_the_default_sequence_is_one_thread_with_a_question_at_a_time() -> None:
    """Only the first mail has a subject; nobody is asked two things at once, or shouted at."""
    assert [bool(step.subject) for step in DEFAULT_SEQUENCE] == [True, False, False]
    for step in DEFAULT_SEQUENCE:
        assert step.text.count("?") <= 1
        assert "!" not in step.text
        assert not step.html


VARIANTS = (
    Variant(name="A"),
    Variant(name="B", subject="Another"),
    Variant(name="C", text="Other words", html="<p>Other words</p>"),
    Variant(name="D", text="Only text"),
)


def test_a_variant_says_what_it_changes_and_else_what_its_step_says() -> None:
    """A text of its own never stands beside the step's HTML."""
    step = Step(subject="One", text="Words", html="<p>Words</p>", variants=VARIANTS)
    said = {
        name: (step.wording(name).subject, step.wording(name).text, step.wording(name).html)
        for name in ("A", "B", "C", "D", "", "gone")
    }
    own = ("One", "Words", "<p>Words</p>")
    assert said == {
        "A": own,
        "B": ("Another", "Words", "<p>Words</p>"),
        "C": ("One", "Other words", "<p>Other words</p>"),
        "D": ("One", "Only text", ""),
        "": own,
        "gone": own,
    }


@pytest.mark.parametrize(
    ("variants", "kind"),
    [
        ((Variant(name="A"), Variant(name="A")), "repeated_name"),
        ((Variant(name="A", weight=0),), "out_of_range"),
    ],
)
def test_variants_can_be_told_apart_and_one_is_given(
    variants: tuple[Variant, ...], kind: str
) -> None:
    """Else nobody could say which of them did better."""
    with pytest.raises(InvalidInput) as refused:
        a_step(variants=variants)
    assert (refused.value.field, refused.value.kind) == ("variants", kind)


def test_html_always_has_a_text_beside_it() -> None:
    """The text is a person's words, never derived from markup."""
    with pytest.raises(InvalidInput, match="text of its own"):
        Variant(name="A", html="<p>x</p>")
    with pytest.raises(InvalidInput, match="empty"):
        a_step(text=" \n ", html="<p>x</p>")


@pytest.mark.parametrize(
    "subject",
    [
        "Re: hello", "RE: hello", "re:hello", " Re : hello", "Re[2]: hello", "Re(3): hello",
        "AW: hello", "Antw: hello", "SV: hello", "R: hello", "RES: hello", "Odp: hello",
        "Re\uff1ahello", "回复\uff1ahello", "Ответ: hello", "Fwd: hello", "FW: hello", "WG: hello",
        "TR: hello", "RV: hello", "Doorst: hello", "转发: hello", "Re: {{company}}",
    ],
)  # fmt: skip
def test_the_first_mail_does_not_pretend_to_answer_or_to_be_forwarded(subject: str) -> None:
    """In no language; the step's own subject and a variant's alike, each by its place."""
    with pytest.raises(InvalidInput) as refused:
        a_campaign_draft(sequence=(a_step(subject=subject),))
    assert (refused.value.field, refused.value.kind) == ("sequence[0].subject", "false_subject")
    varied = a_step(variants=(Variant(name="A"), Variant(name="B", subject=subject)))
    with pytest.raises(InvalidInput) as refused:
        a_campaign_draft(sequence=(varied,))
    assert refused.value.field == "sequence[0].variants[1].subject"


@pytest.mark.parametrize(
    "subject", ["Reach: hello", "Reply to us", "Return policy", "Awards: hello", "A: b", "Trends"]
)
def test_a_word_that_only_looks_alike_is_fine(subject: str) -> None:
    """`Re:` is a word of its own."""
    assert a_campaign_draft(sequence=(a_step(subject=subject),)).sequence


def test_a_follow_up_may_stand_in_the_thread_and_the_first_mail_may_not() -> None:
    """`Re:` of a follow-up is fine; none is ever forwarded."""
    assert a_campaign_draft(sequence=(a_step(), Step(text="Well?"), a_step(subject="Re: x")))
    for blank in ("", " ", "{{company|}}", "{{first_name|}} {{company| }}"):
        with pytest.raises(InvalidInput) as refused:
            a_campaign_draft(sequence=(Step(subject=blank, text="Hello"),))
    assert (refused.value.field, refused.value.kind) == ("sequence[0].subject", "missing_field")
    with pytest.raises(InvalidInput) as refused:
        a_campaign_draft(sequence=(a_step(), a_step(subject="Fwd: x")))
    assert refused.value.field == "sequence[1].subject"


def test_a_campaign_that_is_kept_is_not_locked_out_by_a_newer_rule() -> None:
    """What an older version let in can still be read, paused and shown."""
    kept = a_campaign(sequence=(a_step(subject="Re: hello"),))
    assert kept.paused("x", by="test", at=kept.created_at).sequence == kept.sequence


def test_files_of_before_variants_and_html_are_valid() -> None:
    """A step is a subject, a text and perhaps a delay."""
    told = {"name": "a", "sequence": [{"subject": "a", "text": "b"}, {"text": "c", "delay": "P4D"}]}
    draft = msgspec.convert(told, CampaignDraft)
    assert draft.sequence[0] == Step(subject="a", text="b")
    assert draft.sequence[1].delay == timedelta(days=4)
