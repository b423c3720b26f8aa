"""What a process has used so far."""

import resource
import time
from pathlib import Path
from typing import Self

from msgspec import Struct

from benchmarks.floor import MAKE_BURST
from benchmarks.sandbox import books, cpu_of, repeated
from benchmarks.work import Measured, Task


class Reading(Struct, frozen=True, kw_only=True):
    """The clocks and books at one moment."""

    wall: float
    user: float
    system: float
    loop_cpu: float
    sandbox_cpu: float
    calls: dict[str, int]

    @classmethod
    def before(cls, task: Task) -> Self:
        """At the start: the books first, so that reading them does not count."""
        return cls._taken(task, books(task.control_url))

    @classmethod
    def after(cls, task: Task) -> Self:
        """At the end: the books last."""
        taken = cls._taken(task, {})
        taken.calls.update(books(task.control_url))
        return taken

    @classmethod
    def _taken(cls, task: Task, calls: dict[str, int]) -> Self:
        used = resource.getrusage(resource.RUSAGE_SELF)
        return cls(
            wall=time.perf_counter(),
            user=used.ru_utime,
            system=used.ru_stime,
            loop_cpu=time.thread_time(),
            sandbox_cpu=cpu_of(task.sandbox_pid),
            calls=calls,
        )

    def until(self, end: "Reading", task: Task, sent: int, complaints: list[str]) -> Measured:
        """What lies between; complains unless each lead got its one mail and its announcement."""
        calls = {name: count - self.calls.get(name, 0) for name, count in end.calls.items()}
        wanted = task.work.mails
        told = _hooks_wanted(task, calls["hooks"])
        found = {"sent": sent, "mails": calls["mails"], "hooks": calls["hooks"]}
        for name, number in {"sent": wanted, "mails": wanted, "hooks": told}.items():
            if found[name] != number:
                complaints.append(f"{name}: {found[name]} instead of {number}")
        if twice := repeated(task.control_url):
            complaints.append(f"{twice} mails arrived twice")
        return Measured(
            wall=end.wall - self.wall,
            user=end.user - self.user,
            system=end.system - self.system,
            loop_cpu=end.loop_cpu - self.loop_cpu,
            sandbox_cpu=end.sandbox_cpu - self.sandbox_cpu,
            peak_mb=peak_mb(),
            sent=sent,
            calls={name: count for name, count in calls.items() if count},
            complaints=complaints,
        )


def _hooks_wanted(task: Task, arrived: int) -> int:
    """One a mail; but CAM does not wait for Make's limit, and tells what is over later."""
    if task.setup.hook == "none":
        return 0
    over = task.setup.hook == "limited" and not task.setup.sequential
    return arrived if over and arrived >= MAKE_BURST else task.work.mails


def peak_mb() -> float:
    """The most memory this process ever held.

    `ru_maxrss` would include the parent's: Linux hands it on through fork and exec.
    """
    return memory_mb("self", "VmHWM") or (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def memory_mb(process: int | str, line: str) -> float:
    """A line of /proc/PID/status in MB; 0 where there is none."""
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return 0.0
    found = [each.split()[1] for each in status.splitlines() if each.startswith(f"{line}:")]
    return int(found[0]) / 1024 if found else 0.0
