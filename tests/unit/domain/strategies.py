"""What hypothesis draws from."""

from datetime import UTC, timedelta

from hypothesis import strategies as st

from cam.domain.model.audience import Audience
from cam.domain.model.lead import LeadEvent, LeadStatus, NextAction
from cam.domain.model.origin import LegalBasis, Origin
from cam.domain.model.prospect import EmailStatus, Profile
from cam.domain.model.score import Weights
from cam.testing.builders import NOON

shares = st.floats(0.0, 1.0)
weights = st.builds(
    Weights,
    base=shares,
    verified_address=shares,
    title_fits=shares,
    seniority_fits=shares,
    company_size_fits=shares,
    industry_fits=shares,
)
words = st.text(st.characters(codec="utf-8", exclude_characters="{}|"), max_size=20)
terms = st.tuples() | st.tuples(words) | st.tuples(words, words)
audiences = st.builds(
    Audience,
    person_titles=terms,
    include_similar_titles=st.booleans(),
    person_seniorities=terms,
    organization_num_employees_ranges=st.sampled_from([(), ("1,10",), ("1,10", "11,50")]),
    q_organization_keyword_tags=terms,
    q_keywords=words,
)
addresses = st.sampled_from(["", "jane@x.test", "Jane+a@x.test", "john@y.test"])
profiles = st.builds(
    Profile,
    email=addresses,
    email_status=st.sampled_from(EmailStatus),
    first_name=words,
    last_name=words,
    title=words,
    seniority=words,
    company=words,
    industry=words,
    keywords=terms,
    employees=st.none() | st.integers(0, 10_000),
)
statuses = st.sampled_from(LeadStatus)
events = st.sampled_from(LeadEvent)
actions = st.sampled_from(NextAction)
_noon = NOON.replace(tzinfo=None)
moments = st.datetimes(
    _noon - timedelta(days=2000), _noon + timedelta(days=3000), timezones=st.just(UTC)
)
origins = st.builds(
    Origin,
    legal_basis=st.sampled_from(LegalBasis),
    source=st.sampled_from(["", "Apollo", "our trade fair"]),
    obtained_at=st.none() | moments,
)
waits = st.timedeltas(timedelta(0), timedelta(days=365))
