"""Where things are in the repository."""

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SRC = ROOT / "src"
SCRIPTS = Path(sys.executable).parent
"""The console scripts of the environment that the tests run in."""


def text(name: str) -> str:
    """The content of a file of the repository."""
    return (ROOT / name).read_text("utf-8")


def pyproject() -> dict[str, Any]:
    """What pyproject.toml says."""
    return tomllib.loads(text("pyproject.toml"))


def tracked() -> list[Path]:
    """Every file that is, or will be, part of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = listed.stdout.decode().split("\0")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]
