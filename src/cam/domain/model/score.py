"""How well a lead fits, 0.0 to 1.0, always with the reasons.

What a lead is can reach 0.70 and no more; what it does goes above. So "above 0.7 means QUALIFIED"
never fires by merely mailing someone.
"""

from typing import Annotated

from msgspec import Meta, Struct

from cam.domain.model.audience import Audience
from cam.domain.model.prospect import EmailStatus, Profile

Weight = Annotated[float, Meta(ge=0.0, le=1.0)]

POSITIVE_REPLY = 0.30


class Weights(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Points for each thing that a lead is."""

    base: Weight = 0.20
    verified_address: Weight = 0.20
    title_fits: Weight = 0.15
    seniority_fits: Weight = 0.05
    company_size_fits: Weight = 0.05
    industry_fits: Weight = 0.05


class ScoreLine(Struct, frozen=True):
    """One reason of a score."""

    name: str
    points: float
    because: str


class Score(Struct, frozen=True):
    """A value and the lines that add up to it (before it was held within 0 and 1)."""

    value: float
    lines: tuple[ScoreLine, ...]

    def plus(self, name: str, points: float, because: str) -> "Score":
        """This score with one more line."""
        return _sum((*self.lines, ScoreLine(name, points, because)))


def score(profile: Profile, audience: Audience, weights: Weights) -> Score:
    """The score of what a lead is. Pure: equal facts give equal scores."""
    words = {profile.industry.lower(), *(word.lower() for word in profile.keywords)} - {""}
    wanted = {tag.lower() for tag in audience.q_organization_keyword_tags}
    wanted |= {audience.q_keywords.lower()} - {""}
    tests = (
        (
            "verified_address",
            weights.verified_address,
            profile.email_status is EmailStatus.VERIFIED,
            "a verifier confirmed the address",
        ),
        (
            "title_fits",
            weights.title_fits,
            _title_fits(profile.title, audience),
            f'title "{profile.title}" fits the audience',
        ),
        (
            "seniority_fits",
            weights.seniority_fits,
            bool(profile.seniority) and profile.seniority in audience.person_seniorities,
            f"seniority {profile.seniority} is looked for",
        ),
        (
            "company_size_fits",
            weights.company_size_fits,
            audience.fits_employees(profile.employees),
            f"{profile.employees} employees lie in the range",
        ),
        (
            "industry_fits",
            weights.industry_fits,
            bool(words & wanted),
            "industry or keyword is looked for",
        ),
    )
    lines = [ScoreLine("base", weights.base, "every lead")]
    lines += [ScoreLine(name, points, because) for name, points, fits, because in tests if fits]
    return _sum(tuple(lines))


def given(value: float) -> Score:
    """A score that the operator imported."""
    return _sum((ScoreLine("imported", value, "given by the operator"),))


def _sum(lines: tuple[ScoreLine, ...]) -> Score:
    total = sum(line.points for line in lines)
    return Score(round(min(1.0, max(0.0, total)), 4), lines)


def _title_fits(title: str, audience: Audience) -> bool:
    mine = set(title.lower().replace(",", " ").split())
    if not mine:
        return False
    titles = (set(each.lower().split()) for each in audience.person_titles)
    wanted = [words for words in titles if words]
    if audience.include_similar_titles:
        return any(words <= mine for words in wanted)
    return any(words == mine for words in wanted)
