"""Templates: fixed fields, no code."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model.errors import InvalidInput
from cam.domain.model.personalisation import FIELDS, MissingField, check, merged


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Hello {{first_name}}", "Hello Jane"),
        ("Hello {{ first_name }}", "Hello Jane"),
        ("Hello {{first_name|there}}", "Hello Jane"),
        ("Hello {{last_name|there}}", "Hello there"),
        ("Hello{{last_name|}}!", "Hello!"),
        ("{{custom.Plan name|free}}", "pro"),
        ("{{custom.other|free}}", "free"),
        ("{{first_name}}{{first_name}}", "JaneJane"),
        ("{first_name} {} }", "{first_name} {} }"),
        ("{{{first_name}}}", "{Jane}"),
    ],
)
def test_a_field_is_replaced_by_its_value_or_its_default(template: str, text: str) -> None:
    """Blank counts as empty."""
    values = {"first_name": " Jane ", "last_name": "  ", "custom.Plan name": "pro"}
    check(template, field="text")
    assert merged(template, values) == text


def test_an_empty_field_without_default_is_missing() -> None:
    """The attempt fails with the field's name; no mail greets nobody."""
    with pytest.raises(MissingField, match="missing_field: first_name") as missing:
        merged("Hello {{first_name}}", {})
    assert missing.value.field == "first_name"


@pytest.mark.parametrize(
    ("template", "hint"),
    [
        ("{{firstname}}", 'did you mean "first_name"?'),
        ("{{Company}}", 'did you mean "company"?'),
        ("{{zzz}}", "known: first_name"),
        ("{{}}", "known: first_name"),
        ("{{first_name.__class__}}", "did you mean"),
        ("{{custom.}}", "unknown field"),
        ("{{custom.a.b}}", "unknown field"),
    ],
)
def test_an_unknown_field_is_refused_with_the_nearest_name(template: str, hint: str) -> None:
    """Before anything is saved."""
    with pytest.raises(InvalidInput, match="unknown field") as refused:
        check(template, field="text")
    assert hint in str(refused.value)
    assert (refused.value.did_you_mean is not None) == ("did you mean" in hint)
    assert refused.value.kind == "unknown_template_field"


@pytest.mark.parametrize(
    "template", ["{{first_name", "first_name}}", "{{first_name}", "{{a{{first_name}}", "}}{{"]
)
def test_a_tag_without_its_partner_is_refused(template: str) -> None:
    """Nobody gets a mail with braces in it."""
    with pytest.raises(InvalidInput) as refused:
        check(template, field="text")
    assert refused.value.kind == "malformed_template"


@given(st.text())
def test_a_value_is_never_read_as_a_template(value: str) -> None:
    """Whatever a lead writes into its profile stands there as it is."""
    merged_text = merged("<{{first_name|-}}>", {"first_name": value, "last_name": "SECRET"})
    assert merged_text == f"<{value.strip() or '-'}>"


def test_a_tag_in_a_value_stays_a_tag() -> None:
    """Also one that names a field which exists."""
    values = {"first_name": "{{last_name}}", "last_name": "SECRET"}
    assert merged("{{first_name}}", values) == "{{last_name}}"


@given(st.text(alphabet="{}| \nab"), st.sampled_from(FIELDS))
def test_what_was_checked_can_be_merged(template: str, field: str) -> None:
    """A template that passes leaves no tag behind, given values."""
    text = f"{template}{{{{{field}}}}}"
    try:
        check(text, field="text")
    except InvalidInput:
        return
    merged(text, dict.fromkeys(FIELDS, "x"))


@pytest.mark.parametrize("filling", [" ", "|", "{", "a", "{{", "{{ ", "{{a|"])
def test_a_template_cannot_burn_time(filling: str) -> None:
    """The longest text of any shape is checked at once, not in hours."""
    began = time.process_time()
    with pytest.raises(InvalidInput):
        check("{{" + filling * (20_000 // len(filling)), field="text")
    assert time.process_time() - began < 1.0
