"""A campaign: what is accepted of it, and how it pauses."""

from datetime import timedelta
from typing import Any

import msgspec
import pytest

from cam.domain.model.audience import Audience
from cam.domain.model.campaign import Baseline, CampaignDraft
from cam.domain.model.errors import InvalidInput
from cam.testing.builders import NOON, a_campaign, a_campaign_draft, a_step

LATER = NOON + timedelta(days=1)


@pytest.mark.parametrize("field", ["name", "target_niche", "service_key", "description"])
@pytest.mark.parametrize("character", ["\x00", "\x1b", "\u202e"])
def test_a_control_character_is_refused_by_field(field: str, character: str) -> None:
    """The refusal names where it stands."""
    with pytest.raises(InvalidInput) as refused:
        a_campaign_draft(**{field: f"a{character}b"})
    assert (refused.value.field, refused.value.kind) == (field, "control_character")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "  "}, "name"),
        ({"sequence": ()}, "sequence"),
        ({"first_contact_delay": timedelta(seconds=-1)}, "first_contact_delay"),
        ({"first_contact_delay": timedelta.max}, "first_contact_delay"),
    ],
)
def test_what_makes_no_sense_is_refused(changes: dict[str, Any], field: str) -> None:
    """Before it is kept."""
    with pytest.raises(InvalidInput) as refused:
        a_campaign_draft(**changes)
    assert refused.value.field == field


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"name": "x" * 201},
        {"name": "x", "max_email_per_day": 5},
        {"name": "x", "target_clients": 0},
        {"name": "x", "mrr_per_client": -1},
        {"name": "x", "channels_enabled": ["sms"]},
        {"name": "x", "enrichers": ["psychic"]},
        {"name": "x", "audience": {"organization_num_employees_ranges": ["many"]}},
        {"name": "x", "sequence": []},
        {"name": "x", "sequence": [{"subject": "x", "text": ""}]},
        {"name": "x", "sending_window": {"days": [0]}},
        {"name": "x", "score_weights": {"base": 1.5}},
    ],
)
def test_a_body_outside_its_bounds_is_refused(body: dict[str, Any]) -> None:
    """Unknown fields, too; nothing is made to fit."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(body, CampaignDraft)


def test_a_name_is_all_that_a_campaign_needs() -> None:
    """The defaults make a campaign that can run."""
    draft = msgspec.convert({"name": "Bakers"}, CampaignDraft)
    assert draft.sequence
    assert draft.max_emails_per_day == 20
    assert draft.enrichers == ("apollo", "dropcontact")


def test_a_campaign_survives_json() -> None:
    """What is encoded is decoded to the same campaign."""
    campaign = a_campaign(sequence=(a_step(delay=timedelta(days=2)),))
    assert msgspec.json.decode(msgspec.json.encode(campaign), type=type(campaign)) == campaign


def test_the_first_reason_of_a_pause_stays() -> None:
    """Who pauses a paused campaign changes nothing."""
    campaign = a_campaign()
    paused = campaign.paused("goal reached", by="cam", at=NOON)
    assert (paused.is_active, paused.pause_reason, paused.paused_by) == (
        False,
        "goal reached",
        "cam",
    )
    assert paused.paused_at == NOON
    assert paused.paused("another", by="operator", at=LATER) == paused
    assert campaign.is_active


def test_a_resumed_campaign_counts_anew() -> None:
    """Nothing of the pause is left; resuming an active one changes nothing."""
    campaign = a_campaign()
    baseline = Baseline(at=LATER, lost=5)
    resumed = campaign.paused("a test", by="cam", at=NOON).resumed(baseline)
    assert resumed.is_active
    assert (resumed.pause_reason, resumed.paused_at, resumed.paused_by) == ("", None, "")
    assert (resumed.baseline, resumed.updated_at) == (baseline, LATER)
    assert campaign.resumed(baseline) == campaign


def test_a_campaign_without_a_window_lives_by_utc() -> None:
    """And may send at any time."""
    assert a_campaign().zone == "UTC"
    assert a_campaign().window.is_open(NOON)


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("mrr_per_client", {"target_mrr": 5000.0}),
        ("name", {"name": " Pad"}),
        ("name", {"name": "a\tb"}),
        ("name", {"name": "a\nb"}),
    ],
)
def test_a_campaign_that_cannot_be_meant_so_is_refused(field: str, changes: dict[str, Any]) -> None:
    """A goal that can never be reached, a name that looks like another."""
    with pytest.raises(InvalidInput) as refused:
        a_campaign_draft(**changes)
    assert refused.value.field == field


@pytest.mark.parametrize("told", ["50,11", "x", "1;2", "1,", "-1,5"])
def test_an_employee_range_runs_from_min_to_max(told: str) -> None:
    """Apollo would refuse the whole search."""
    with pytest.raises(InvalidInput, match="MIN,MAX"):
        Audience(organization_num_employees_ranges=(told,))
