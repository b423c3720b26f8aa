"""What the documents say is true."""

import ast
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import rich_click as click

from cam.app.cli.door import cam
from cam.app.settings import Settings

from .places import ROOT, text, tracked

README = text("README.md")
SETTING = re.compile(r"^\| `([A-Z_]+)` \| (?:`([^`]*)`)? ?\| \S", re.MULTILINE)
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]+\]\(([^)\s]+)\)")
TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)
HELD_BY = re.compile(r"`([\w/]+\.py)::(test_\w+)`")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
ROUTE = re.compile(r"\$api(/[^\s\"?]*)")
DOCUMENTS = sorted(each for each in tracked() if each.suffix == ".md")


def blocks(language: str) -> list[str]:
    return [code for kind, code in BLOCK.findall(README) if kind == language]


def commands() -> Iterator[list[str]]:
    """Every `cam ...` in the README, as its words."""
    for block in blocks("sh"):
        for line in block.splitlines():
            words = shlex.split(line.replace('eval "$(', "").replace(')"', ""), comments=True)
            if words[:2] == ["docker", "run"]:
                words = words[words.index("cam", 2) :]
            if words[:1] == ["cam"]:
                yield words


def resolved(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that these words name, and what is left for it."""
    command: click.Command = cam
    left = words[1:]
    while isinstance(command, click.Group) and left and not left[0].startswith("-"):
        found = command.get_command(click.Context(command), left[0])
        assert found is not None, f"there is no `{' '.join(words)}`"
        command, left = found, left[1:]
    return command, left


def leaves(command: click.Command, *path: str) -> Iterator[tuple[str, ...]]:
    if not isinstance(command, click.Group):
        yield path
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        assert inner is not None
        yield from leaves(inner, *path, name)


def test_every_setting_is_documented_with_its_default() -> None:
    """The table of the README is the list of the settings."""
    settings = {
        each.encode_name: str(each.default or "") for each in msgspec.structs.fields(Settings)
    }
    assert dict(SETTING.findall(README)) == settings


@pytest.mark.parametrize("words", list(commands()), ids=" ".join)
def test_a_command_of_the_readme_exists_as_it_is_written(words: list[str]) -> None:
    """Its name, and each of its options."""
    command, left = resolved(words)
    known = {name for each in command.params for name in (*each.opts, *each.secondary_opts)}
    assert {each for each in left if each.startswith("--")} <= known | {"--help", "--version"}


def test_every_command_is_in_the_readme() -> None:
    """Nobody has to guess what there is."""
    told = {" ".join(words) for words in commands()}
    missing = [
        path
        for path in leaves(cam, "cam")
        if not any(line.startswith(" ".join(path)) for line in told)
    ]
    assert missing == []


def test_the_library_example_runs(database_url: str) -> None:
    """As it is written, on a fresh database."""
    (example,) = blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", example],
        env={"CAM_DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Cheesemongers ")


def test_the_routes_of_the_readme_exist() -> None:
    """Each curl finds a route."""
    from cam.app.http.app import create_app
    from cam.app.http.openapi import PATH

    assert f"`{PATH}`" in README
    paths = create_app(Settings()).openapi_schema.paths or {}
    known = [re.sub(r"\\\{[^}]*\\\}", "[^/]+", re.escape(each)) for each in paths]
    asked = {f"/api/cam{each}" for each in ROUTE.findall("\n".join(blocks("sh")))}
    assert asked
    assert [each for each in asked if not any(re.fullmatch(one, each) for one in known)] == []


def test_every_promise_is_held_by_a_test_that_exists() -> None:
    """No promise outlives its test."""
    promises = [line for line in README.splitlines() if line.endswith("` |") and "::" in line]
    held = [HELD_BY.search(line) for line in promises]
    assert held
    for each in held:
        assert each is not None
        tree = ast.parse(text(each[1]))
        tests = {
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }
        assert each[2] in tests, each[0]


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_the_make_targets_exist(name: str) -> None:
    """`make` knows what the documents tell people to type."""
    told = set(re.findall(r"(?:^|`)make ([a-z]+)", text(name), re.MULTILINE))
    assert told
    assert told <= set(TARGET.findall(text("Makefile")))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda each: each.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    """Files and headings that are linked to exist."""
    for link in LINK.findall(document.read_text("utf-8")):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        goal = (document.parent / path) if path else document
        assert goal.exists(), link
        if anchor:
            headings = HEADING.findall(goal.read_text("utf-8"))
            slugs = [re.sub(r"[^\w -]", "", each).lower().replace(" ", "-") for each in headings]
            assert anchor in slugs, link


def test_the_decisions_are_short_and_numbered() -> None:
    """One page each, without a gap."""
    notes = sorted((ROOT / "docs/decisions").glob("*.md"))
    assert [int(each.name[:4]) for each in notes] == list(range(1, len(notes) + 1))
    assert [each.name for each in notes if len(each.read_text("utf-8").split()) > 500] == []


def test_every_decision_that_the_code_names_exists() -> None:
    """Who follows a reference finds the reason."""
    named = {
        name
        for file in tracked()
        if file.suffix == ".py"
        for name in re.findall(r"docs/decisions/\d[\w-]*\.md", file.read_text("utf-8"))
    }
    assert [name for name in named if not (ROOT / name).is_file()] == []


def test_the_changelog_knows_this_version() -> None:
    """The version that is built is the newest one in the changelog."""
    from importlib.metadata import version

    newest = re.search(r"^## \[(\d[^\]]*)\]", text("CHANGELOG.md"), re.MULTILINE)
    assert newest is not None
    assert newest[1] == version("cam")
