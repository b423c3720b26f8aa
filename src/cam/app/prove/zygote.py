"""Forks a process for each errand, kills it when told to, and tells how it ended.

CAM is imported once; each errand is a fork of that, so that a thousand kills take minutes. A child
is an ordinary process: it is really killed, and the kernel drops its sockets and locks. One JSON
line in for each errand, one out for each end.
"""

import asyncio
import gc
import logging
import os
import selectors
import signal
import sys
import time
import traceback
from typing import Any

import msgspec
from msgspec import Struct

from cam.app import logs
from cam.app.prove.errands import Ended, Errand, at_the_door, done
from cam.app.prove.plants import PLANTS


class Order(Struct, frozen=True):
    """An errand with its number."""

    number: int
    errand: Errand


class Report(Struct, frozen=True):
    """How the errand of that number ended."""

    number: int
    ended: Ended


class _Child(Struct):
    number: int
    pid: int
    killed_at: float | None
    said: bytearray


class Zygote:
    """Serves orders from stdin until it ends; then nobody is left alive."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._selector.register(0, selectors.EVENT_READ)
        self._children: dict[int, _Child] = {}
        self._buffer = b""
        self._open = True

    def serve(self) -> None:
        """Until the input ends."""
        while self._open:
            for key, _ in self._selector.select(self._patience()):
                if key.fd == 0:
                    self._orders()
                else:
                    self._hear(key.fd)
            self._kill_due()
        for child in self._children.values():
            os.kill(child.pid, signal.SIGKILL)
            os.waitpid(child.pid, 0)

    def _patience(self) -> float | None:
        due = [c.killed_at for c in self._children.values() if c.killed_at is not None]
        return max(0.0, min(due) - time.monotonic()) if due else None

    def _orders(self) -> None:
        piece = os.read(0, 65_536)
        self._open = bool(piece)
        *lines, self._buffer = (self._buffer + piece).split(b"\n")
        for line in lines:
            self._fork(msgspec.json.decode(line, type=Order))

    def _fork(self, order: Order) -> None:
        ours, theirs = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(ours)
            _live(order.errand, theirs)
        os.close(theirs)
        after = order.errand.kill_after
        killed_at = None if after is None else time.monotonic() + after
        self._children[ours] = _Child(order.number, pid, killed_at, bytearray())
        self._selector.register(ours, selectors.EVENT_READ)

    def _hear(self, fd: int) -> None:
        """What a child says; the end of it is the end of the child."""
        child = self._children[fd]
        if piece := os.read(fd, 65_536):
            child.said += piece
            return
        self._selector.unregister(fd)
        os.close(fd)
        del self._children[fd]
        _, status = os.waitpid(child.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        answer = msgspec.json.decode(child.said) if code == 0 and child.said else None
        report = Report(child.number, Ended(code=code, answer=answer))
        _write(1, msgspec.json.encode(report) + b"\n")

    def _kill_due(self) -> None:
        now = time.monotonic()
        for child in self._children.values():
            if child.killed_at is not None and child.killed_at <= now:
                os.kill(child.pid, signal.SIGKILL)
                child.killed_at = None


def _live(errand: Errand, wire: int) -> None:
    """The errand, then the end of this process: 0 when it came to its end."""
    os.dup2(2, 1)
    code = 1
    try:
        logs.to_stderr(least=logging.CRITICAL)
        PLANTS[errand.plant].plant()
        answer: Any = at_the_door(errand) if errand.task == "door" else asyncio.run(done(errand))
        _write(wire, msgspec.json.encode(answer))
        code = 0
    except BaseException:  # noqa: BLE001 - whoever waits learns of it by the exit code
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


def _write(fd: int, line: bytes) -> None:
    while line:
        line = line[os.write(fd, line) :]


if __name__ == "__main__":
    gc.freeze()  # what the children share is not looked through in each of them
    Zygote().serve()
