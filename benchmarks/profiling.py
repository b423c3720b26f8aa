"""Profiles of the measured process: none, or cProfile's."""

import cProfile
import io
import pstats
from typing import Protocol


class Profiler(Protocol):
    """What watches a run and then tells where its time went."""

    def start(self) -> None:
        """Begins."""

    def stop(self) -> None:
        """Ends."""

    def told(self, top: int) -> str:
        """The `top` functions, as text."""


class NoProfile:
    """Watches nothing."""

    def start(self) -> None:
        """Nothing."""

    def stop(self) -> None:
        """Nothing."""

    def told(self, top: int) -> str:
        """Nothing."""
        del top
        return ""


class CallProfile:
    """cProfile, of the event loop's thread. It counts each call, slows Python code more than C
    code, and takes a switch of greenlets (each SQL statement has some) for a call or a return:
    trust its counts, and `Sampler` for shares."""

    def __init__(self) -> None:
        self._profile = cProfile.Profile()

    def start(self) -> None:
        """Begins."""
        self._profile.enable()

    def stop(self) -> None:
        """Ends."""
        self._profile.disable()

    def told(self, top: int) -> str:
        """By time in a function's own code."""
        out = io.StringIO()
        pstats.Stats(self._profile, stream=out).sort_stats("tottime").print_stats(top)
        return out.getvalue()
