"""What docs/credits.md says is so."""

import re
import tomllib
from pathlib import Path

from msgspec.structs import fields

from cam.adapters.apollo.enricher import WATERFALL_PRICE
from cam.adapters.http import MAX_BODY
from cam.app.cli.draft import checked
from cam.app.settings import Settings
from cam.domain.model.credit import CallState, CreditBudget
from cam.domain.services.bought import LOST
from cam.domain.services.collecting import LONGEST_WAIT

PAGE = (Path(__file__).parents[2] / "docs" / "credits.md").read_text("utf-8")


def test_every_state_of_a_call_is_told_with_what_it_counts_as() -> None:
    """And no other."""
    rows = re.findall(r"^\| `(\w+)` \| .* \| (.*) \|$", PAGE, re.MULTILINE)
    told = {CallState(name): counts == "the whole reservation" for name, counts in rows}
    assert told == {state: state.counts_whole for state in CallState}


def test_the_example_is_a_campaign() -> None:
    """With the budget that it shows."""
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert checked(tomllib.loads(example)).credit_budget == CreditBudget(per_day=25, total=400)


def test_every_setting_that_is_named_exists() -> None:
    """And the numbers are those of the code."""
    known = {each.encode_name for each in fields(Settings)}
    named = set(re.findall(r"`([A-Z]+_[A-Z_]+[A-Z])`", PAGE))
    assert named
    assert named <= known
    assert f"`CAM_REMEMBER_DAYS` ({Settings().remember_days})" in PAGE
    assert f"{MAX_BODY // 2**20} MB" in PAGE
    assert f"{WATERFALL_PRICE:g} credits are reserved" in PAGE
    assert LONGEST_WAIT.total_seconds() == 180
    assert LOST in PAGE
