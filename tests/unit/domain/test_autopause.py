"""When a campaign stops itself."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model.autopause import pause_reason
from cam.domain.model.campaign import Baseline
from cam.domain.model.lead import LeadStatus
from cam.domain.model.metrics import Metrics
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
