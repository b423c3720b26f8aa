"""What is shipped is whole, pinned, and of no particular machine."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from .places import ROOT, SCRIPTS, SRC, pyproject, text, tracked

LOCKS = ("requirements/run.txt", "requirements/dev.txt", "requirements/build.txt")
PIN = re.compile(r"^([a-z0-9][a-z0-9-]*)==([^ ;\\]+)", re.MULTILINE)
NAME = re.compile(r"^[A-Za-z0-9_.-]+")
MACHINE_PATH = re.compile(r"(?<![\w.*])/(?:work|root|home|Users)/\w")
ADDRESS = re.compile(r"\w+://([^\s\"'/:]*)")
NO_PLACE = ("--index-url", "--extra-index-url", "--find-links", "--trusted-host")
MIGRATIONS = "cam/adapters/sql/migrations"


PACKAGES = {"dkim": "dkimpy", "dns": "dnspython", "flufl": "flufl-bounce"}
"""Module to the distribution that brings it, where the names differ."""


def pins(lock: str) -> dict[str, str]:
    return dict(PIN.findall(text(lock)))


def named(requirements: list[str]) -> set[str]:
    return {found[0].lower() for each in requirements if (found := NAME.match(each))}


def ran(*command: str | Path, **environment: str) -> str:
    """What a program printed; one that fails fails the test with its words."""
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, **environment},  # noqa: TID251
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    ran(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder)
    (built,) = folder.glob("cam-*.whl")
    return built


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str) -> None:
    """A file that was swapped at the registry is not installed."""
    entries = re.split(r"\n(?=\S)", text(lock).strip())
    assert len(entries) == len(pins(lock))
    assert [each for each in entries if "--hash=sha256:" not in each] == []


@pytest.mark.parametrize("name", [*LOCKS, "Makefile", "Dockerfile", ".ci/run", "pyproject.toml"])
def test_no_file_says_where_packages_come_from(name: str) -> None:
    """Which registry is asked is the machine's business."""
    assert {each for each in ADDRESS.findall(text(name)) if each} <= {"127.0.0.1"}
    assert [each for each in NO_PLACE if each in text(name)] == []


def test_what_is_tested_is_what_runs() -> None:
    """The tests run with the very versions that production gets."""
    dev = pins("requirements/dev.txt")
    for lock in ("requirements/run.txt", "requirements/build.txt"):
        assert {name: dev.get(name) for name in pins(lock)} == pins(lock)


def test_every_dependency_is_locked() -> None:
    """pyproject.toml and the lock files tell the same story: `make lock` was run."""
    project = pyproject()
    groups = project["dependency-groups"]
    dev = [each for each in groups["dev"] if isinstance(each, str)]
    assert named(project["project"]["dependencies"]) <= set(pins("requirements/run.txt"))
    assert named(dev) <= set(pins("requirements/dev.txt"))
    assert named(groups["build"]) <= set(pins("requirements/build.txt"))


def test_every_import_is_declared() -> None:
    """Nothing is imported that only another package happens to bring along.

    `cam.testing` is for people who have pytest.
    """
    imported: set[str] = set()
    for file in SRC.rglob("*.py"):
        if file.is_relative_to(SRC / "cam/testing"):
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {each.name.partition(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                imported.add(node.module.partition(".")[0])
    foreign = {
        PACKAGES.get(each, each).replace("_", "-")
        for each in imported - sys.stdlib_module_names - {"cam"}
    }
    declared = named(pyproject()["project"]["dependencies"])
    assert foreign - declared == set()


def test_no_file_names_a_path_of_one_machine() -> None:
    """Everything works wherever it is checked out."""
    found = {}
    for file in tracked():
        try:
            words = file.read_text("utf-8")
        except UnicodeDecodeError:
            continue
        if MACHINE_PATH.search(words) or str(ROOT) in words:
            found[file.relative_to(ROOT)] = MACHINE_PATH.findall(words)
    assert found == {}


def test_the_wheel_holds_the_product_and_nothing_else(wheel: Path) -> None:
    """The migrations, their template and the licence are in; tests are not."""
    names = {each for each in ZipFile(wheel).namelist() if not each.endswith("/")}
    product = {
        each.relative_to(SRC).as_posix()
        for each in SRC.rglob("*")
        if each.is_file() and "__pycache__" not in each.parts
    }
    assert {each for each in names if not each.startswith("cam-")} == product
    assert f"{MIGRATIONS}/script.py.mako" in names
    assert any(each.endswith("licenses/LICENSE") for each in names)


def test_a_wheel_alone_can_make_its_database(wheel: Path, tmp_path: Path) -> None:
    """`cam migrate` needs no checkout."""
    site = tmp_path / "site"
    ZipFile(wheel).extractall(site)
    database = tmp_path / "cam.db"
    environment = {"PYTHONPATH": str(site), "CAM_DATABASE_URL": f"sqlite:///{database}"}
    where = ran(sys.executable, "-c", "import cam; print(cam.__file__)", **environment)
    assert Path(where.strip()).is_relative_to(site)
    ran(sys.executable, "-m", "cam.app.cli", "migrate", **environment)
    assert database.stat().st_size > 0


def test_the_dockerfile_is_clean() -> None:
    """hadolint finds nothing."""
    ran(SCRIPTS / "hadolint", "Dockerfile")


def test_the_image_needs_neither_root_nor_a_shell() -> None:
    """The last stage runs nothing while it is built, and starts as a numbered user."""
    last = text("Dockerfile").rpartition("\nFROM ")[2]
    assert not re.search(r"^RUN ", last, re.MULTILINE)
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", last, re.MULTILINE)
    assert 'ENTRYPOINT ["cam"]' in last
    assert re.search(r"^HEALTHCHECK .*CMD \[", last, re.MULTILINE)
