"""Servers under a keeper: they end with this process, also when it is killed."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

PATIENCE = 60.0
"""Seconds. A loaded machine is slow; a server that is there answers at once."""
KEEPER = Path(__file__).with_name("keeper.py")


class Kept:
    """Servers that run in a folder of their own until they are ended."""

    def __init__(
        self, folder: Path, commands: list[list[str]], *, as_root: bool = False, mail_uid: int = 0
    ) -> None:
        self._folder = folder
        self._log = folder / "keeper.log"
        become = ["sudo", "-n"] if as_root and os.geteuid() else []
        told = [str(folder), str(mail_uid), json.dumps(commands)]
        with self._log.open("wb") as log:
            self._keeper = subprocess.Popen(
                [*become, sys.executable, "-I", str(KEEPER), *told],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def until(self, answers: Callable[[], bool], who: str) -> None:
        """Waits for a server; raises with its words when it does not come."""
        try:
            eventually(lambda: answers() or self._keeper.poll() is not None)
        except TimeoutError:
            raise RuntimeError(f"{who} did not start: {self._log.read_text()}") from None
        if self._keeper.poll() is not None:
            raise RuntimeError(f"{who} did not start: {self._log.read_text()}")

    def end(self) -> None:
        """The servers, their keeper and their folder are gone."""
        self._keeper.communicate()
        shutil.rmtree(self._folder, ignore_errors=True)


def eventually(is_so: Callable[[], object], *, within: float = PATIENCE) -> None:
    """Waits for what another process does."""
    until = time.monotonic() + within
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError
        time.sleep(0.02)
