"""Wordings of one step that are tried side by side, and who gets which."""

from collections.abc import Sequence
from hashlib import sha256
from math import log
from typing import Annotated

from msgspec import Meta, Struct

from cam.domain.model import wording
from cam.domain.model.errors import InvalidInput
from cam.domain.model.wording import Html, Subject, Text

Name = Annotated[
    str, Meta(min_length=1, max_length=40, pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9 _.-]*[A-Za-z0-9])?$")
]


class Variant(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One wording of a step. What it leaves open is the step's own; a text brings its own HTML."""

    name: Name
    subject: Subject | None = None
    text: Text | None = None
    html: Html | None = None
    weight: Annotated[int, Meta(ge=0, le=1000)] = 1
    """Its share of the people among the weights of all; 0 gives it nobody new."""

    def __post_init__(self) -> None:
        wording.check(self.subject or "", self.text, self.html or "")
        if self.html and self.text is None:
            raise InvalidInput("html", "needs a text of its own beside it", kind="missing_field")


def chosen(variants: Sequence[Variant], campaign_id: int, lead_id: int, step: int) -> str:
    """The name of the variant that this lead gets at this step; empty when there are none.

    Weighted rendezvous hashing: each variant draws a number for each lead from nothing but their
    names, and the best draw wins. So nobody moves when people are added or a run is repeated; a
    variant that is added, dropped or reweighted moves only those whom it gains or loses.
    """
    drawn = [
        (-log(_draw(each.name, campaign_id, lead_id, step)) / each.weight, each.name)
        for each in variants
        if each.weight
    ]
    return min(drawn)[1] if drawn else ""


def _draw(name: str, campaign_id: int, lead_id: int, step: int) -> float:
    """A number between 0 and 1, neither of them."""
    digest = sha256(f"{campaign_id}/{lead_id}/{step}/{name}".encode()).digest()
    return (int.from_bytes(digest[:6], "big") + 0.5) / 2**48
