"""What a cycle says of itself."""

from typing import Any

import pytest

from cam.domain.model.report import CycleStep, RunStatus, StepError
from cam.testing.builders import a_report

ERROR = StepError(step=CycleStep.DISCOVER, code="provider_denied", reason="no")


@pytest.mark.parametrize(
    ("changes", "clean"),
    [
        ({}, True),
        ({"outreach_sent": 5, "outreach_skipped": {"no address": 3}}, True),
        ({"skipped_steps": {"discover": "not_configured: set APOLLO_API_KEY"}}, True),
        ({"campaign_paused": "goal reached"}, True),
        ({"errors": (ERROR,)}, False),
        ({"outreach_failed": 1}, False),
        ({"outreach_unknown": 1}, False),
    ],
)
def test_a_report_is_clean_unless_something_that_was_begun_went_wrong(
    changes: dict[str, Any], clean: bool
) -> None:
    """Skipping is no failure; a mail of unknown fate is."""
    assert a_report(**changes).is_clean is clean


@pytest.mark.parametrize("status", RunStatus)
def test_a_run_is_over_unless_it_is_queued_or_running(status: RunStatus) -> None:
    """Interrupted is over."""
    assert status.is_over is (status not in (RunStatus.QUEUED, RunStatus.RUNNING))
