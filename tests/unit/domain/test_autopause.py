"""When a campaign stops itself."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model.autopause import lower_bound, pause_reason
from cam.domain.model.campaign import Baseline
from cam.domain.model.lead import LeadStatus
from cam.domain.model.metrics import CameBack, Metrics
from cam.testing.builders import NOON, a_campaign, some_metrics

LONG_AFTER = NOON + timedelta(days=91)


@pytest.mark.parametrize(
    ("changes", "counts", "reason"),
    [
        ({"target_clients": 2}, {"QUALIFIED": 2}, "goal reached: 2 of 2 clients"),
        ({"target_clients": 2}, {"QUALIFIED": 1}, ""),
        (
            {"target_mrr": 1000.0, "mrr_per_client": 500.0},
            {"QUALIFIED": 2},
            "goal reached: 1,000.00 of 1,000.00 MRR",
        ),
        ({"target_mrr": 1000.0, "mrr_per_client": 499.0}, {"QUALIFIED": 2}, ""),
        ({"target_mrr": 0.0}, {"NEW": 1}, ""),
        ({}, {"LOST": 6, "NEW": 5}, "too many lost: 6 of 11 leads"),
        ({}, {"LOST": 6, "NEW": 6}, ""),
        ({}, {"LOST": 10}, ""),
    ],
)
def test_a_campaign_stops_at_its_goal_or_when_it_does_harm(
    changes: dict[str, Any], counts: dict[str, int], reason: str
) -> None:
    """More than half lost counts from eleven leads on."""
    assert pause_reason(a_campaign(**changes), some_metrics(**counts), NOON) == reason


def test_a_campaign_without_a_client_stops_after_ninety_days() -> None:
    """Not on the ninetieth, and not when there is one."""
    campaign = a_campaign()
    assert pause_reason(campaign, some_metrics(NEW=1), LONG_AFTER) == "no client in 90 days"
    assert not pause_reason(campaign, some_metrics(NEW=1), NOON + timedelta(days=90))
    assert not pause_reason(campaign, some_metrics(QUALIFIED=1), LONG_AFTER)


def test_the_first_reason_wins() -> None:
    """Clients, then MRR, then harm, then time."""
    campaign = a_campaign(target_clients=1, target_mrr=1.0, mrr_per_client=1.0)
    metrics = some_metrics(QUALIFIED=1, LOST=20)
    assert pause_reason(campaign, metrics, LONG_AFTER).endswith("clients")
    only_mrr = a_campaign(target_clients=9, target_mrr=1.0, mrr_per_client=1.0)
    assert pause_reason(only_mrr, metrics, LONG_AFTER).endswith("MRR")
    assert pause_reason(a_campaign(), metrics, LONG_AFTER).startswith("too many lost")
    assert pause_reason(a_campaign(), some_metrics(LOST=3), LONG_AFTER).startswith("no client")


@given(
    st.fixed_dictionaries({status.value: st.integers(0, 40) for status in LeadStatus}),
    st.none() | st.integers(1, 20),
    st.none() | st.floats(1.0, 1e6),
)
def test_a_resumed_campaign_does_not_pause_again_for_the_same_cause(
    counts: dict[str, int], clients: int | None, mrr: float | None
) -> None:
    """Resuming begins a new count, whatever stands in the books."""
    metrics: Metrics = some_metrics(**counts)
    campaign = a_campaign(target_clients=clients, target_mrr=mrr, mrr_per_client=100.0)
    reason = pause_reason(campaign, metrics, LONG_AFTER)
    baseline = Baseline(
        at=LONG_AFTER,
        lost=metrics.count(LeadStatus.LOST),
        qualified=metrics.count(LeadStatus.QUALIFIED),
    )
    resumed = campaign.paused(reason or "by hand", by="cam", at=LONG_AFTER).resumed(baseline)
    assert pause_reason(resumed, metrics, LONG_AFTER) == ""


def rates(mailed: int, *, bounced: int = 0, complaints: int = 0, rejected: int = 0) -> Metrics:
    """So many mails, and what came back of them."""
    return Metrics(
        attempts_by_state={"sent": mailed - rejected, "rejected": rejected + 99},
        refused=rejected,
        came_back=CameBack(bounces={"hard": bounced, "soft": 99}, complaints=complaints),
        today=NOON.date(),
    )


@pytest.mark.parametrize(
    ("metrics", "pauses"),
    [
        (rates(1, bounced=1), False),
        (rates(49, bounced=49), False),
        (rates(50, bounced=5), False),
        (rates(50, bounced=6), True),
        (rates(50, bounced=3, rejected=3), True),
        (rates(1000, bounced=50), False),
        (rates(1000, bounced=70), True),
        (rates(49, complaints=9), False),
        (rates(300, complaints=1), False),
        (rates(300, complaints=2), True),
        (rates(50, complaints=2), True),
        (rates(10_000, complaints=29), False),
        (rates(10_000, complaints=30), True),
    ],
)
def test_a_rate_pauses_when_it_is_surely_above_its_limit(metrics: Metrics, *, pauses: bool) -> None:
    """Never on a single mail, nor on a small sample; soft bounces do not count."""
    assert bool(pause_reason(a_campaign(), metrics, NOON)) is pauses


def test_the_reason_says_sample_and_bound() -> None:
    """A person sees why at a glance."""
    assert pause_reason(a_campaign(), rates(60, bounced=9), NOON) == (
        "too many bounces: 9 of 60 mails, surely more than 8.1%; the limit is 5%"
    )
    assert pause_reason(a_campaign(), rates(400, complaints=3), NOON) == (
        "too many complaints: 3 of 400 mails, the limit is 0.3%"
    )


@given(st.integers(0, 2000), st.integers(0, 2000), st.integers(0, 2000), st.integers(0, 500))
def test_a_resumed_campaign_does_not_pause_again_for_the_same_rate(
    mailed: int, bounced: int, complaints: int, later: int
) -> None:
    """It counts from now; bounces of older mails that still arrive are no new mails."""
    before = rates(mailed, bounced=bounced, complaints=complaints)
    baseline = Baseline(
        at=NOON,
        mailed=before.mailed,
        bounced=before.bounced,
        complained=before.came_back.complaints,
    )
    resumed = a_campaign().paused("rate", by="cam", at=NOON).resumed(baseline)
    assert pause_reason(resumed, before, NOON) == ""
    assert pause_reason(resumed, rates(mailed + later, bounced=bounced), NOON) == ""


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_lower_bound_lies_below_the_share(part: int, whole: int) -> None:
    """And rises with the sample."""
    part = min(part, whole)
    bound = lower_bound(part, whole)
    assert 0.0 <= bound <= part / whole
    assert lower_bound(part * 10, whole * 10) >= bound
