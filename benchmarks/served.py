"""`cam serve` as a process of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from msgspec import Struct

PATIENCE = 30.0


class Served(Struct, frozen=True):
    """A service that is ready, and the seconds from its spawn to the first 200 of /readyz."""

    pid: int
    url: str
    seconds: float


class NotServed(Exception):
    """`cam serve` ended or did not become ready."""


@contextmanager
def served(database_url: str, **more: str) -> Iterator[Served]:
    """Serves a migrated database. Raises NotServed."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        "PATH": os.defpath,
        "CAM_DATABASE_URL": database_url,
        "CAM_PORT": str(port),
        **more,
    }
    command = [str(Path(sys.executable).with_name("cam")), "serve"]
    begun = time.perf_counter()
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        try:
            url = f"http://127.0.0.1:{port}"
            _until_ready(process, f"{url}/readyz", begun + PATIENCE)
            yield Served(process.pid, url, time.perf_counter() - begun)
        finally:
            process.terminate()
            process.communicate(timeout=PATIENCE)


def _until_ready(process: subprocess.Popen[bytes], url: str, until: float) -> None:
    while time.perf_counter() < until:
        try:
            with urlopen(url) as answer:
                if answer.status == 200:
                    return
        except (URLError, OSError):
            if process.poll() is not None:
                said = process.stderr.read() if process.stderr else b""
                raise NotServed(said.decode()[-500:]) from None
        time.sleep(0.005)
    raise NotServed("not ready in time")
