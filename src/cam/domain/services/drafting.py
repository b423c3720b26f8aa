"""A campaign before it is kept: what an operator wrote in HTML is made fit for mails."""

from typing import TypeVar

from msgspec import structs

from cam.domain.model import markup
from cam.domain.model.campaign import CampaignDraft
from cam.domain.model.sequence import Step
from cam.domain.model.variant import Variant
from cam.ports.clean_html import CleanHtml

W = TypeVar("W", Step, Variant)


def cleaned(draft: CampaignDraft, clean: CleanHtml) -> CampaignDraft:
    """The draft with clean HTML in its sequence. Raises InvalidInput, naming the place."""
    steps = tuple(
        _step(step, clean, f"sequence[{number}]") for number, step in enumerate(draft.sequence)
    )
    return draft if steps == draft.sequence else structs.replace(draft, sequence=steps)


def _step(step: Step, clean: CleanHtml, place: str) -> Step:
    variants = tuple(
        _with_clean_html(each, clean, f"{place}.variants[{number}]")
        for number, each in enumerate(step.variants)
    )
    step = structs.replace(step, variants=variants) if variants else step
    return _with_clean_html(step, clean, place)


def _with_clean_html(said: W, clean: CleanHtml, place: str) -> W:
    if not said.html:
        return said
    field = f"{place}.html"
    markup.check(said.html, field=field)
    html = clean(said.html)
    markup.check_clean(html, field=field)
    return structs.replace(said, html=html)
