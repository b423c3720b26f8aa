"""Each import contract is broken by hand, and must say so."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from .places import ROOT, SCRIPTS, SRC, pyproject

BREAKS = {
    "layers": ("ports/clock.py", "import cam.domain.services.review"),
    "pure": ("domain/services/review.py", "import sqlalchemy"),
    "composition": ("app/cycle.py", "import cam.adapters.make"),
    "faces": ("app/operations.py", "import httpx"),
    "vendors": ("adapters/make/webhook.py", "import cam.adapters.sql.tables"),
    "testing": ("app/runs.py", "import cam.testing.clock"),
    "sandbox-alone": ("sandbox/world.py", "import cam.domain.model.lead"),
    "sandbox-users": ("app/operations.py", "import cam.sandbox"),
    "circles": ("domain/model/sequence.py", "import cam.domain.model.campaign"),
}
"""For each contract a file and the line that breaks it."""


def lint(source: Path, contract: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [SCRIPTS / "lint-imports", "--no-logo", "--no-cache", "--contract", contract],
        cwd=source.parent,
        env={**os.environ, "PYTHONPATH": str(source)},  # noqa: TID251
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_contract_has_its_break() -> None:
    """A contract that nobody broke may be one that cannot fail."""
    contracts = {each["id"] for each in pyproject()["tool"]["importlinter"]["contracts"]}
    assert contracts == set(BREAKS)


@pytest.mark.parametrize("contract", BREAKS)
def test_a_broken_contract_is_reported(contract: str, tmp_path: Path) -> None:
    """One import too many, and the contract fails; without it, it holds."""
    file, line = BREAKS[contract]
    source = tmp_path / "src"
    shutil.copytree(SRC, source, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    held = lint(source, contract)
    assert held.returncode == 0, held.stdout + held.stderr

    broken = source / "cam" / file
    broken.write_text(broken.read_text("utf-8") + f"\n{line}\n", "utf-8")
    found = lint(source, contract)
    assert found.returncode == 1, found.stdout + found.stderr
    assert "1 broken" in found.stdout
