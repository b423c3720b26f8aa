"""What a campaign has reached."""

from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model.campaign import Baseline
from cam.domain.model.lead import LeadStatus
from cam.domain.model.metrics import measure
from cam.testing.builders import NOON, a_campaign, some_metrics

TODAY = NOON.date()
counts = st.dictionaries(st.sampled_from(LeadStatus), st.integers(0, 1000))


@given(counts, st.integers(0, 100), st.integers(0, 1000))
def test_shares_lie_between_0_and_1(leads: dict[LeadStatus, int], used: int, already: int) -> None:
    """Whatever was counted, also when more was qualified before than now."""
    campaign = a_campaign(
        target_clients=3,
        target_mrr=500.0,
        mrr_per_client=100.0,
        baseline=Baseline(at=NOON, qualified=already),
    )
    metrics = measure(campaign, TODAY, leads, {}, {}, used)
    for share in (metrics.conversion_rate, metrics.clients_progress, metrics.mrr_progress):
        assert share is not None
        assert 0.0 <= share <= 1.0
    assert metrics.leads == sum(leads.values())
    assert metrics.quota_left == max(0, 20 - used)


def test_an_untouched_campaign_measures_zero_without_dividing_by_it() -> None:
    """A goal that was not set has no progress."""
    metrics = measure(a_campaign(target_mrr=0.0), TODAY, {}, {}, {}, 0)
    assert metrics.conversion_rate == 0.0
    assert metrics.clients_progress is None
    assert metrics.mrr_progress is None


def test_the_counts_make_the_metrics() -> None:
    """Conversion is QUALIFIED of those who were written to; a refused mail counts as failed."""
    campaign = a_campaign(target_clients=4, mrr_per_client=250.0, target_mrr=2000.0)
    leads = {
        LeadStatus.NEW: 5,
        LeadStatus.CONTACTED: 4,
        LeadStatus.REPLIED: 1,
        LeadStatus.LOST: 1,
        LeadStatus.QUALIFIED: 2,
    }
    today = {"sent": 3, "failed": 1, "rejected": 2, "unknown": 1, "queued": 9}
    metrics = measure(campaign, TODAY, leads, {"sent": 30}, today, 6)
    assert metrics.conversion_rate == 0.25
    assert (metrics.clients_progress, metrics.mrr, metrics.mrr_progress) == (0.5, 500.0, 0.25)
    assert (metrics.sent_today, metrics.failed_today, metrics.unknown_today) == (3, 3, 1)
    assert metrics.attempts_by_state == {"sent": 30}
    assert (metrics.quota_limit, metrics.quota_used) == (20, 6)


def test_progress_counts_from_the_baseline() -> None:
    """A resumed campaign has its whole goal before it; MRR is all that was won."""
    baseline = Baseline(at=NOON, qualified=2)
    campaign = a_campaign(target_clients=2, mrr_per_client=10.0, baseline=baseline)
    metrics = measure(campaign, TODAY, {LeadStatus.QUALIFIED: 3}, {}, {}, 0)
    assert (metrics.clients_progress, metrics.mrr) == (0.5, 30.0)


def test_a_status_that_nobody_has_counts_zero() -> None:
    """Absent is none."""
    metrics = some_metrics(NEW=2)
    assert metrics.count(LeadStatus.NEW) == metrics.leads == 2
    assert metrics.count(LeadStatus.LOST) == 0
