"""The stories of test_cycle.py that lean on the database, told on Postgres."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, event

from cam.adapters.sql.attempts import SqlAttempts
from cam.adapters.system_clock import SystemClock
from cam.app import composition
from cam.domain.model.attempt import Claim
from cam.sandbox import Sandbox

from . import test_cycle as told
from .stage import Stage, a_draft, imported, lived, people


@pytest.fixture
def stage(sandbox: Sandbox, postgres_url: str) -> Stage:
    """A sandbox and an empty Postgres database."""
    return Stage(sandbox, postgres_url)


test_one_call_goes_all_the_way = told.test_one_call_goes_all_the_way
test_a_goal_that_is_reached = told.test_a_goal_that_is_reached_pauses_the_campaign
test_each_day_has_its_quota = told.test_each_day_has_its_quota
test_follow_ups_thread = told.test_follow_ups_thread_under_the_first_mail
test_four_processes_at_once_keep_the_quota = told.test_four_processes_at_once_keep_the_quota
test_at_most_one_cycle_at_a_time = told.test_at_most_one_cycle_of_a_campaign_at_a_time
test_a_killed_run_is_interrupted = told.test_a_killed_run_is_recorded_as_interrupted_by_the_next
test_sigterm_leaves_no_claim_behind = told.test_sigterm_leaves_no_claim_behind
test_a_failure_is_counted = told.test_mails_that_went_out_before_a_failure_are_counted

FINDERS = (*told.FINDERS, told.HOOK)
TRIPS_A_MAIL = 20
"""Round trips for one mail at most, when mails go out one at a time."""
TRIPS_IN_A_CROWD = 10
"""With ten at a time they share their transactions."""


class WrongClock(SystemClock):
    """A machine whose clock is more than a day ahead."""

    def now(self) -> datetime:
        return super().now() + timedelta(hours=30)


async def test_a_cycle_goes_by_the_databases_clock(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The day of the quota and the leases, though this machine's clock is wrong."""
    leases: list[Any] = []
    honest = SqlAttempts.claim

    async def claim(self: SqlAttempts, *told: Any, **how: Any) -> list[Claim]:
        claims = await honest(self, *told, **how)
        leases.extend(each.attempt.lease_until for each in claims)
        return claims

    monkeypatch.setattr(SqlAttempts, "claim", claim)
    monkeypatch.setattr(composition, "SystemClock", WrongClock)
    async with stage.cam(*FINDERS) as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(2))
        assert (await lived(cam, campaign)).outreach_sent == 2
    assert stage.rows("SELECT DISTINCT day = current_date FROM quota") == [(True,)]
    ((server,),) = stage.rows("SELECT now()")
    assert len(leases) == 2
    assert all(server < each < server + timedelta(hours=1) for each in leases)


@pytest.fixture
def trips() -> Iterator[list[str]]:
    """What goes to the server and back, as it is counted by the driver."""
    seen: list[str] = []

    def statement(_: Any, __: Any, words: str, *___: Any) -> None:
        seen.append(words)

    def begin(_: Any) -> None:
        seen.append("BEGIN")

    def end(_: Any) -> None:
        seen.append("END")

    hooks: dict[str, Callable[..., None]]
    hooks = {"before_cursor_execute": statement, "begin": begin, "commit": end, "rollback": end}
    for name, hook in hooks.items():
        event.listen(Engine, name, hook)
    yield seen
    for name, hook in hooks.items():
        event.remove(Engine, name, hook)


@pytest.mark.parametrize(("connections", "most"), [("1", TRIPS_A_MAIL), ("10", TRIPS_IN_A_CROWD)])
async def test_a_mail_costs_few_round_trips(
    stage: Stage, trips: list[str], connections: str, most: int
) -> None:
    """The price of forty mails more, so that what a cycle costs anyway does not count."""
    spent = []
    async with stage.cam(*FINDERS, SMTP_CONNECTIONS=connections) as cam:
        for number in (10, 50):
            draft = a_draft(f"c{number}", max_emails_per_day=1000)
            campaign = await cam.create_campaign(draft)
            await imported(cam, campaign, people(number, f"c{number}.example"))
            trips.clear()
            assert (await lived(cam, campaign)).outreach_sent == number
            spent.append(len(trips))
    assert (spent[1] - spent[0]) / 40 <= most
