"""Where the event loop's thread spends its CPU: sampled, since cProfile misreads greenlets.

SIGPROF comes each millisecond of the process's CPU; its Python handler runs in the main thread,
between two bytecodes of what ran there (time in C counts for its caller). Each sample weighs the
CPU that the main thread really used since the last one, so that SQLite's threads do not count.
"""

import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from types import FrameType

MILLISECOND = 0.001
Place = tuple[str, str, int]


class Sampler:
    """Samples between `start` and `stop`; `step` names what is being done now."""

    def __init__(self, step: Callable[[], str]) -> None:
        self._step = step
        self._own: Counter[Place] = Counter()
        self._whole: Counter[Place] = Counter()
        self._package: Counter[str] = Counter()
        self._by_step: Counter[str] = Counter()
        self._last = 0.0

    def start(self) -> None:
        """Begins."""
        self._last = time.thread_time()
        signal.signal(signal.SIGPROF, self._sample)
        signal.setitimer(signal.ITIMER_PROF, MILLISECOND, MILLISECOND)

    def stop(self) -> None:
        """Ends."""
        signal.setitimer(signal.ITIMER_PROF, 0)

    def _sample(self, _: int, frame: FrameType | None) -> None:
        now = time.thread_time()
        used, self._last = round((now - self._last) * 1e6), now
        self._by_step[self._step()] += used
        if frame is None:
            return
        self._own[_place(frame)] += used
        self._package[_package(frame.f_code.co_filename)] += used
        seen = set()
        while frame is not None:
            seen.add(_place(frame))
            frame = frame.f_back
        for place in seen:
            self._whole[place] += used

    def told(self, top: int) -> str:
        """CPU by step, by package, and of the functions that use most, in their own code and
        (within one greenlet) with what they call."""
        whole = sum(self._by_step.values()) or 1
        lines = [f"{whole / 1e6:.2f} s of CPU in the event loop's thread"]
        for title, counted in (("step", self._by_step), ("package", self._package)):
            lines += ["", f"by {title}"]
            lines += [f"{n / whole:6.1%}  {name}" for name, n in counted.most_common(16)]
        lines += ["", "own code      with callees"]
        for place, own in self._own.most_common(top):
            both = f"{own / whole:6.1%}  {self._whole[place] / whole:6.1%}"
            lines.append(f"{both}  {place[1]}  {_short(place[0])}:{place[2]}")
        mine = ((p, n) for p, n in self._whole.most_common() if "/src/cam/" in p[0])
        lines += ["", "CAM's functions with what they call"]
        lines += [f"{n / whole:6.1%}  {p[1]}  {_short(p[0])}:{p[2]}" for p, n in list(mine)[:top]]
        return "\n".join(lines)


def _place(frame: FrameType) -> Place:
    code = frame.f_code
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _package(path: str) -> str:
    """Whose code: `httpx`, `cam/adapters/sql`, `stdlib asyncio` ..."""
    if "site-packages/" in path:
        return path.partition("site-packages/")[2].partition("/")[0]
    if "/src/cam/" in path:
        return "cam/" + path.partition("/src/cam/")[2].rpartition("/")[0]
    if path.startswith(sys.base_prefix):
        return "stdlib " + path.rpartition("python3.")[2].partition("/")[2].partition("/")[0]
    return path


def _short(path: str) -> str:
    for mark in ("site-packages/", "/src/", "/lib/python3."):
        if mark in path:
            return path.partition(mark)[2]
    return path
