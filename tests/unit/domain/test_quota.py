"""How many mails a day."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model.campaign import CampaignDraft
from cam.domain.model.quota import DEFAULT_MAILS_PER_DAY, Quota, campaign_scope
from cam.testing.builders import NOON, a_campaign


@given(st.integers(0, 10_000), st.integers(0, 20_000))
def test_what_remains_is_never_negative(limit: int, used: int) -> None:
    """A limit lowered below the use leaves none; used and remaining never exceed the limit."""
    remaining = Quota(day=NOON.date(), limit=limit, used=used).remaining
    assert remaining == max(0, limit - used)


@pytest.mark.parametrize(("told", "limit"), [(None, DEFAULT_MAILS_PER_DAY), (0, 0), (7, 7)])
def test_no_limit_given_means_the_default_and_zero_means_none(told: int | None, limit: int) -> None:
    """0 is a limit."""
    assert a_campaign(max_emails_per_day=told).mails_per_day == limit


@pytest.mark.parametrize("told", ["-1", "10001", '"20"', "1.5", "true"])
def test_a_limit_outside_its_bounds_is_refused(told: str) -> None:
    """When it is decoded; nothing is made to fit."""
    body = f'{{"name": "x", "max_emails_per_day": {told}}}'
    with pytest.raises(msgspec.ValidationError, match="max_emails_per_day"):
        msgspec.json.decode(body, type=CampaignDraft)


def test_each_campaign_has_its_own_scope() -> None:
    """Its mails are counted by themselves."""
    assert campaign_scope(1) != campaign_scope(11)
