"""A person told again adds to the lead, and takes nothing away."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from cam.domain.model.lead import STANDING, Lead
from cam.domain.model.merging import caught_up, lead_of, merged, taken_over
from cam.domain.model.origin import stronger
from cam.domain.model.prospect import EmailStatus, Profile, Prospect
from cam.testing.builders import NOON

from .strategies import moments, origins, profiles, words

tags = st.lists(st.sampled_from(["hot", "vip", "a"]), max_size=3, unique=True).map(tuple)
customs = st.dictionaries(st.sampled_from(["plan", "seat"]), words, max_size=2)


@st.composite
def prospects(draw: st.DrawFn) -> Prospect:
    """Somebody of whom anything is told."""
    profile = structs.asdict(draw(profiles))
    provider_id = draw(st.sampled_from(["", "p"]))
    return Prospect(
        **profile,
        provider="apollo" if provider_id else "",
        provider_id=provider_id,
        score=draw(st.none() | st.floats(0.0, 1.0)),
        tags=draw(tags),
        custom=draw(customs),
        **structs.asdict(draw(origins)),
    )


@st.composite
def leads(draw: st.DrawFn) -> Lead:
    """A lead of somebody, left alone or not."""
    lead = lead_of(draw(prospects()), 1, NOON, imported=draw(st.booleans()))
    return lead.closed("asked", NOON) if draw(st.booleans()) else lead


@given(leads(), prospects(), st.booleans(), moments, moments)
def test_to_tell_it_twice_is_to_tell_it_once(
    lead: Lead, person: Prospect, imported: bool, at: datetime, later: datetime
) -> None:
    """The second time changes nothing, not even when it was changed."""
    once = merged(lead, person, at, imported=imported)
    assert merged(once, person, later, imported=imported) is once


@given(leads(), prospects(), st.booleans())
def test_nothing_that_is_known_is_lost(lead: Lead, person: Prospect, imported: bool) -> None:
    """No fact, no tag, no custom field; and where it stands is nobody's to say."""
    more = merged(lead, person, NOON, imported=imported)
    for name in Profile.__struct_fields__:
        known = getattr(lead, name)
        if known not in ("", (), None, EmailStatus.NONE):
            unsaid = name == "email_status" and not lead.email
            assert getattr(more, name) == known or unsaid, name
    assert set(more.tags) == {*lead.tags, *person.tags}
    assert more.custom == {**person.custom, **lead.custom}
    for name in STANDING:
        assert getattr(more, name) == getattr(lead, name) or name == "updated_at"


@given(leads(), leads())
def test_a_double_hands_over_what_the_older_lead_lacks(older: Lead, double: Lead) -> None:
    """Once; its facts stay its own."""
    more = taken_over(older, double, NOON)
    assert taken_over(more, double, NOON) is more
    assert more.custom == {**double.custom, **older.custom}
    assert more.tags[: len(older.tags)] == older.tags
    assert more.origin == stronger(older.origin, double.origin)
    origin = structs.asdict(older.origin)
    assert structs.replace(more, tags=older.tags, custom=older.custom, **origin) == older


@given(prospects(), st.booleans())
def test_a_lead_of_a_person_has_nothing_to_learn_of_it(person: Prospect, imported: bool) -> None:
    """So a second import of one file changes nobody."""
    lead = lead_of(person, 1, NOON, imported=imported)
    assert merged(lead, person, NOON, imported=imported) is lead


@given(leads(), prospects(), st.sampled_from(["", "Paris"]))
def test_what_was_imported_while_a_provider_was_asked_stays(
    asked: Lead, person: Prospect, city: str
) -> None:
    """Tags, custom fields and filled facts; what the provider said counts where it said something.
    Where the lead stands is what the asking found."""
    answered = structs.replace(asked, city=city)
    meanwhile = merged(asked, person, NOON, imported=True)
    kept = caught_up(answered, meanwhile)
    assert (kept.tags, kept.custom) == (meanwhile.tags, meanwhile.custom)
    assert kept.city == (city or meanwhile.city)
    for name in ("company", "title", "employees", "email", "provider_id"):
        assert getattr(kept, name) == getattr(meanwhile, name)
    assert all(getattr(kept, name) == getattr(answered, name) for name in STANDING)
    assert caught_up(kept, meanwhile) == kept
