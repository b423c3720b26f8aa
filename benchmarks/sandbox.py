"""The sandbox as a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

import msgspec

from benchmarks.audiences import PEOPLE

CAM_NAMES = {
    "CAM_SENDER_NAME": "Ann Lee",
    "CAM_SENDER_EMAIL": "ann@agency.example",
    "CAM_POSTAL_ADDRESS": "1 Main St, Springfield",
}


class Ready(msgspec.Struct, frozen=True):
    """What the sandbox says when it listens."""

    control_url: str
    environment: dict[str, str]


class SandboxProcess(msgspec.Struct, frozen=True):
    """A sandbox that listens."""

    pid: int
    control_url: str
    environment: dict[str, str]

    def reset(self) -> None:
        """Empties its books."""
        urlopen(Request(f"{self.control_url}/reset", method="POST")).close()


@contextmanager
def sandbox(latency: float, *, unlimited_hook: bool) -> Iterator[SandboxProcess]:
    """Everybody has a verified address; no limits but Make's, and that one only if asked for."""
    settings: dict[str, object] = {"apollo_limits": {}, "dropcontact_limit": 1_000_000}
    if unlimited_hook:
        settings["make_limit"] = 1_000_000
    options = {
        "--people": str(PEOPLE),
        "--verified-share": "1.0",
        "--nominative-share": "1.0",
        "--latency": str(latency),
        "--settings": msgspec.json.encode(settings).decode(),
    }
    command = [sys.executable, "-m", "cam.sandbox", *(w for pair in options.items() for w in pair)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        if process.stdout is None:
            raise RuntimeError("the sandbox says nothing")
        ready = msgspec.json.decode(process.stdout.readline(), type=Ready)
        yield SandboxProcess(process.pid, ready.control_url, ready.environment | CAM_NAMES)
    finally:
        process.terminate()
        process.wait(10)


def books(control_url: str) -> dict[str, int]:
    """Requests by route, and mails and hooks that arrived, since the last reset."""
    with urlopen(f"{control_url}/books") as answer:
        told = msgspec.json.decode(answer.read())
    return {**told["requests"], "mails": told["mails"]["accepted"], "hooks": told["hooks"]}


def repeated(control_url: str) -> int:
    """Mails that arrived more than once."""
    with urlopen(f"{control_url}/books") as answer:
        return len(msgspec.json.decode(answer.read())["mails"]["repeated"])


def cpu_of(pid: int) -> float:
    """User and system CPU of a process so far, in seconds; 0 where there is no /proc."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / 100
