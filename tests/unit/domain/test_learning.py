"""What a lead becomes by what is said of it, and who said which of its facts."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model.campaign import Verify
from cam.domain.model.checked import Checked, Verdict
from cam.domain.model.credit import Finding
from cam.domain.model.lead import Lead, LeadStatus, Said
from cam.domain.model.learning import (
    learned,
    looked_at,
    verdict,
    wants_verdict,
    with_origin,
    writable,
)
from cam.domain.model.prospect import EmailStatus, Profile
from cam.testing.builders import NOON, a_campaign, a_lead

from .strategies import profiles

LATER = NOON + timedelta(hours=1)
FACTS = Profile.__struct_fields__
settled = st.sampled_from(EmailStatus)
findings = st.builds(Finding, profile=st.none() | profiles, do_not_contact=st.booleans())


def lead_of(profile: Profile, **changes: object) -> Lead:
    """A lead of whom this is known."""
    return a_lead(**({name: getattr(profile, name) for name in FACTS} | changes))


@given(profiles, findings)
def test_each_fact_has_a_source_and_it_is_right(known: Profile, finding: Finding) -> None:
    """What changed came from the provider; what stayed keeps its source, but for a standing."""
    before = with_origin(lead_of(known))
    after = learned(before, finding, "acme", a_campaign(), LATER)
    for name in FACTS:
        changed = getattr(before, name) != getattr(after, name)
        if changed:
            assert after.provenance[name] == Said("acme", LATER)
        elif name != "email_status":
            assert after.provenance.get(name) == before.provenance.get(name)
    nothing = ("", (), None, EmailStatus.NONE)
    known_now = {name for name in FACTS if getattr(after, name) not in nothing}
    assert known_now <= after.provenance.keys()


@given(profiles, findings)
def test_who_objects_is_lost_whatever_else_is_known(known: Profile, finding: Finding) -> None:
    """And who does not is not."""
    after = learned(lead_of(known), finding, "acme", a_campaign(), LATER)
    assert (after.status is LeadStatus.LOST) is finding.do_not_contact


def test_a_lead_comes_from_who_brought_it() -> None:
    """The provider that found it, or the import; what is known better stays."""
    found = with_origin(a_lead(phone=""))
    assert found.provenance["email"] == Said("apollo", found.created_at)
    assert "phone" not in found.provenance
    imported = with_origin(a_lead(provider="", provenance={"email": Said("acme", LATER)}))
    assert imported.provenance["title"] == Said("import", imported.created_at)
    assert imported.provenance["email"] == Said("acme", LATER)
    assert with_origin(imported) is imported


@given(settled, st.sampled_from(Verify), st.sampled_from(["acme", "judge"]))
def test_an_address_is_judged_by_the_policy_and_once(
    status: EmailStatus, policy: Verify, by: str
) -> None:
    """`all` asks at least about whom `unverified` does; nobody judges his own word."""
    lead = a_lead(email_status=status, provenance={"email_status": Said(by, NOON)})
    wants = wants_verdict(lead, policy, "judge")
    assert not (wants and by == "judge")
    if wants:
        assert status not in (EmailStatus.INVALID, EmailStatus.RISKY, EmailStatus.NONE)
        assert policy is not Verify.NEVER
        assert wants_verdict(lead, Verify.ALL, "judge")
        assert not wants_verdict(lead.closed("a test", NOON), policy, "judge")


@given(profiles, findings)
def test_a_verifier_that_says_nothing_could_not_verify(known: Profile, finding: Finding) -> None:
    """So the address may not be mailed, whatever was thought of it before."""
    lead = lead_of(known, email="jane@x.test")
    said = verdict(lead, finding).profile
    assert said is not None
    assert said.email
    assert said.email_status is not EmailStatus.NONE
    told = finding.profile
    if told is None or not told.email or told.email_status is EmailStatus.NONE:
        after = learned(lead, verdict(lead, Finding(profile=told)), "judge", a_campaign(), LATER)
        assert not after.email_status.mailable(risky_too=True)


@given(settled, st.sampled_from(Verdict))
def test_cam_s_own_look_never_makes_an_address_better(status: EmailStatus, seen: Verdict) -> None:
    """Closed is who cannot be written to, with the reason."""
    before = a_lead(email_status=status)
    after = looked_at(before, Checked(seen, "why"), LATER)
    assert status.mailable(risky_too=True) or not after.email_status.mailable(risky_too=True)
    if after.email_status is EmailStatus.INVALID and status is not EmailStatus.INVALID:
        assert after.closed_because == "address is invalid: why"
        assert after.provenance["email_status"] == Said("cam", LATER)
    else:
        assert not after.closed_because


@pytest.mark.parametrize(
    "email", ["x", "a@b", "a@b.test\nBcc: c@d.test", "email_not_unlocked@domain.com"]
)
def test_an_address_that_nobody_can_write_to_is_none(email: str) -> None:
    """Refused, never repaired; the rest of what was found stays."""
    found = writable(Profile(email=email, email_status=EmailStatus.VERIFIED, title="CEO"))
    assert (found.email, found.email_status, found.title) == ("", EmailStatus.NONE, "CEO")
