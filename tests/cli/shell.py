"""Two ways to run `cam`: in a process of its own, and through its door in this one."""

import asyncio
import json
import os
import sqlite3
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cam.app.cli import main

SENDER = {
    "CAM_SENDER_NAME": "Ada Lovelace",
    "CAM_SENDER_EMAIL": "ada@agency.example",
    "CAM_POSTAL_ADDRESS": "1 Sandbox Street, 10115 Berlin",
}


class Answer(NamedTuple):
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on stdout."""
        return json.loads(self.out)


class Shell:
    """Runs `cam` in a folder, with a known environment and nothing else."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        told = {"PATH": os.defpath, "HOME": str(folder), "TMPDIR": str(folder)}
        self.environment = told | environment

    async def __call__(self, *arguments: str, **environment: str) -> Answer:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "cam.app.cli", *arguments),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=self.folder,
            env=self.environment | environment,
        )
        out, err = await process.communicate()
        answer = Answer(process.returncode or 0, out.decode(), err.decode())
        assert "Traceback" not in answer.err, answer.err
        return answer

    def file(self, name: str, text: str) -> str:
        """A file in the folder; its name."""
        (self.folder / name).write_text(text, "utf-8")
        return name

    @property
    def dump(self) -> list[str]:
        """The whole database as SQL."""
        with sqlite3.connect(self.folder / "cam.db") as connection:
            lines = list(connection.iterdump())
        connection.close()
        return lines


class Door:
    """The same door without a process of its own: for the many ways to be refused."""

    def __init__(self, shell: Shell, capture: pytest.CaptureFixture[str]) -> None:
        self.shell = shell
        self._capture = capture

    def __call__(self, *arguments: str) -> Answer:
        code = main(arguments)
        out, err = self._capture.readouterr()
        return Answer(code, out, err)
