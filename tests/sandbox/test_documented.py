"""`docs/sandbox.md` and `cam sandbox --help` tell every switch, and tell it right."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import click.testing
import msgspec
import pytest

from cam.app.cli.sandbox import sandbox as command
from cam.sandbox import Fault, Settings, settings_of
from cam.sandbox.faults import UNDONE, Kind
from cam.sandbox.routes import ROUTES

PAGE = (Path(__file__).parents[2] / "docs/sandbox.md").read_text("utf-8")
KINDS = get_args(Kind)
ROW = re.compile(r"^\| `(\w+)` \| (.*) \| (yes|no) \|$", re.MULTILINE)
SWITCH = re.compile(r"^\| `(\w+)` \| (?:`([^`]*)`|[^|]*) \| \S", re.MULTILINE)
ORDERS = re.compile(r"`([\[{][^`]*\"kind\"[^`]*[}\]])`")


def section(title: str) -> str:
    return PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]


def test_every_kind_is_told_with_whether_it_is_carried_out() -> None:
    """In the order of the code's own list or any other."""
    told = {kind: done == "yes" for kind, _, done in ROW.findall(PAGE)}
    assert told == {kind: kind not in UNDONE for kind in KINDS}


def test_every_switch_is_told_with_its_default() -> None:
    """As JSON."""
    told = dict(SWITCH.findall(section("Switches")))
    defaults: dict[str, Any] = json.loads(msgspec.json.encode(Settings()))
    assert told.keys() == defaults.keys()
    for name, text in told.items():
        assert not text or json.loads(text) == defaults[name], name


def test_every_route_is_told() -> None:
    """In the row of its provider."""
    for provider, routes in ROUTES.items():
        row = re.search(rf"^\| `{provider}` \| (.*) \|$", PAGE, re.MULTILINE)
        assert row is not None
        assert set(re.findall(r"`(\w+)`", row[1])) == set(routes)


@pytest.mark.parametrize("order", ORDERS.findall(PAGE))
def test_every_order_that_is_shown_is_accepted(order: str) -> None:
    """As it stands."""
    orders = order if order.startswith("[") else f"[{order}]"
    assert settings_of(f'{{"faults": {orders}}}').faults


def test_the_options_of_a_fault_are_all_told() -> None:
    """On the page and in the help."""
    shown = click.testing.CliRunner().invoke(command, ["--help"]).output
    for field in msgspec.structs.fields(Fault):
        assert f"`{field.name}`" in PAGE, field.name
        assert f"{field.name}=" in shown, field.name
    assert set(KINDS) <= set(re.findall(r"\w+", shown))
