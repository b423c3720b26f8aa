"""What an enricher found completes what was known."""

from hypothesis import given
from msgspec import structs

from cam.domain.model.lead import merged_profile
from cam.domain.model.prospect import EmailStatus, Profile
from cam.testing.builders import a_profile

from .strategies import profiles


@given(profiles, profiles)
def test_nothing_that_is_known_is_lost(known: Profile, found: Profile) -> None:
    """Each field has what was found or, where nothing was, what was known."""
    merged = merged_profile(known, found)
    for name in set(Profile.__struct_fields__) - {"email", "email_status"}:
        told, before = getattr(found, name), getattr(known, name)
        assert getattr(merged, name) == (told or before)
    assert bool(merged.email) == bool(known.email or found.email)


@given(profiles, profiles)
def test_no_address_inherits_the_standing_of_another(known: Profile, found: Profile) -> None:
    """Address and standing come from the same side, unless there is no address at all."""
    merged = merged_profile(known, found)
    pairs = [(each.email, each.email_status) for each in (known, found)]
    assert (merged.email, merged.email_status) in pairs or not merged.email


@given(profiles)
def test_finding_nothing_changes_nothing(known: Profile) -> None:
    """An empty answer is no answer; only an address has a standing."""
    nothing_known = {} if known.email else {"email_status": EmailStatus.NONE}
    assert merged_profile(known, Profile()) == structs.replace(known, **nothing_known)


def test_a_given_address_stays_until_a_verifier_speaks_of_it() -> None:
    """A verifier's word counts, silence does not, another address with a standing takes over."""
    known = a_profile(email="jane@x.test", email_status=EmailStatus.GIVEN)
    silent = merged_profile(known, Profile(title="CEO"))
    assert (silent.email, silent.email_status) == ("jane@x.test", EmailStatus.GIVEN)
    refuted = Profile(email="jane@x.test", email_status=EmailStatus.INVALID)
    assert merged_profile(known, refuted).email_status is EmailStatus.INVALID
    other = Profile(email="j@x.test", email_status=EmailStatus.VERIFIED)
    assert merged_profile(known, other).email == "j@x.test"
    unproven = Profile(email="j@x.test")
    assert merged_profile(known, unproven).email == "jane@x.test"
