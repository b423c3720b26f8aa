"""A campaign's whole life in any order that hypothesis can think of."""

from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from .campaign_machine import CampaignMachine

ORDERLY = settings(
    max_examples=20,
    stateful_step_count=30,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
"""The same stories in each run."""


def test_nobody_twice_nobody_lost_no_limit_passed(empty_database: Path) -> None:
    """Whatever dies, sleeps, answers, is edited or comes too late, in whatever order."""
    CampaignMachine.empty = empty_database
    run_state_machine_as_test(CampaignMachine, settings=ORDERLY)
