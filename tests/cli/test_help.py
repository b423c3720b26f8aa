"""Help is fast and has examples; misuse ends with 1."""

import json
import subprocess
import sys

import pytest

from .shell import Door, Shell

COMMANDS = (
    "demo",
    "doctor",
    "migrate",
    "campaign",
    "campaign create",
    "campaign list",
    "campaign show",
    "campaign pause",
    "campaign resume",
    "import",
    "export",
    "suppress",
    "erase",
    "inbox",
    "replies",
    "replies show",
    "replies classify",
    "run-cycle",
    "run-all",
    "serve",
    "sandbox",
)
HEAVY = ("sqlalchemy", "litestar", "httpx", "uvicorn", "alembic", "anyio", "asyncio", "structlog")


def test_help_imports_nothing_heavy() -> None:
    """`cam --help` stays fast: it loads no database, no server, no client."""
    program = (
        "import sys, json; from cam.app.cli import main; main(['--help']);"
        f"print(json.dumps([name for name in {HEAVY} if name in sys.modules]))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert json.loads(done.stdout.splitlines()[-1]) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_examples(door: Door, command: str) -> None:
    """Who asks for help sees a line to copy."""
    answer = door(*command.split(), "--help")
    assert answer.code == 0
    examples = answer.out.partition("Examples:")[2]
    assert f"cam {command}" in examples


async def test_help_lists_every_command(cam: Shell) -> None:
    """Without arguments, too."""
    answer, bare = await cam("--help"), await cam()
    assert (answer.code, bare.code) == (0, 0)
    assert all(f" {name.split()[0]} " in answer.out for name in COMMANDS)
    assert bare.out.split() == answer.out.split()


async def test_misuse_in_a_process(cam: Shell) -> None:
    """The code reaches the shell."""
    assert (await cam("run-cycle")).code == 1


async def test_version(cam: Shell) -> None:
    """One line."""
    answer = await cam("--version")
    assert answer.code == 0
    assert answer.out.startswith("cam 0.")


@pytest.mark.parametrize(
    "arguments",
    [
        ("run-cycle",),
        ("run-cycle", "--campaign-id", "zero"),
        ("run-cycle", "--campaign-id", "0"),
        ("campaign", "show", "99999999999999999999"),
        ("run-cycles",),
        ("campaign", "creat"),
        ("campaign", "list", "--no-such-option"),
        ("sandbox", "--http-port", "99999"),
        ("sandbox", "--env", "--http-port", "0"),
    ],
)
def test_misuse_could_not_run(door: Door, arguments: tuple[str, ...]) -> None:
    """Exit code 1, never click's 2; one sentence on stderr, a document with --json."""
    plain, as_json = door(*arguments), door(*arguments, "--json")
    assert (plain.code, plain.out, as_json.code) == (1, "", 1)
    assert plain.err.startswith("error: ")
    assert as_json.json["error"].keys() == {"code", "detail"}


def test_a_mistyped_command_is_answered_with_the_nearest(door: Door) -> None:
    """Did you mean."""
    assert "did you mean 'run-cycle'?" in door("runcycle").err
