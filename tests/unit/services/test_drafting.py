"""What becomes of HTML when a campaign is saved."""

import pytest

from cam.adapters.clean_html import clean_html
from cam.domain.model.campaign import CampaignDraft
from cam.domain.model.errors import InvalidInput
from cam.domain.model.sequence import Step
from cam.domain.model.variant import Variant
from cam.domain.services.drafting import cleaned
from cam.testing.builders import a_campaign_draft, a_step


def drafted(html: str, *, in_variant: bool = False) -> CampaignDraft:
    if in_variant:
        variants = (Variant(name="A"), Variant(name="B", text="x", html=html))
        return a_campaign_draft(sequence=(a_step(), a_step(variants=variants)))
    return a_campaign_draft(sequence=(a_step(), Step(text="x", html=html)))


def test_html_is_clean_once_it_is_saved() -> None:
    """In a step and in a variant; words and fields stay."""
    html = "<script>x</script><p onclick=x>Hello {{first_name|there}}</p>"
    draft = cleaned(drafted(html), clean_html)
    assert draft.sequence[1].html == "<p>Hello {{first_name|there}}</p>"
    draft = cleaned(drafted(html, in_variant=True), clean_html)
    assert draft.sequence[1].variants[1].html == "<p>Hello {{first_name|there}}</p>"
    assert cleaned(draft, clean_html) == draft


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<p>{{firstname}}</p>", "unknown_template_field"),
        ("<p>{{first<b>_name</b>}}</p>", "unknown_template_field"),
        ("<p>{{first_name</p>", "malformed_template"),
        ("<p><b>{{first_name|</b>}}</p>", "malformed_template"),
        ("<a href='https://x.example/{{company}}'>x</a>", "malformed_template"),
        ("<a title='\"><{{company}}' href='https://x.example'>x</a>", "malformed_template"),
        ("<p>x</p><img src='https://x.example/pixel.gif'>", "remote_image"),
        ("<IMG SRC=x>", "remote_image"),
        ("<svg></svg>", "remote_image"),
        ("<p> </p>", "invalid_value"),
        ("<script>x</script>", "invalid_value"),
        ("&" * 20_000, "out_of_range"),
    ],
)
@pytest.mark.parametrize("in_variant", [False, True])
def test_html_that_cannot_be_kept_is_refused_by_its_place(
    html: str, kind: str, *, in_variant: bool
) -> None:
    """Told aloud, not taken out in silence."""
    with pytest.raises(InvalidInput) as refused:
        cleaned(drafted(html, in_variant=in_variant), clean_html)
    field = "sequence[1].variants[1].html" if in_variant else "sequence[1].html"
    assert (refused.value.field, refused.value.kind) == (field, kind)
