"""Ends this process with SIGKILL at a named instant, for crash tests. Refuses to run live.

`CAM_FAILPOINT=authorized:3` kills at the third time that the instant is reached.
"""

import os
import signal
from collections.abc import Collection

from cam.domain.model.errors import InvalidInput
from cam.ports.failpoints import Failpoints, NoFailpoints, Point

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class KillAt:
    """Keeps `ports.failpoints.Failpoints`."""

    def __init__(self, point: Point, times: int) -> None:
        self._point = point
        self._left = times

    def reached(self, point: Point) -> None:
        """Kills the process when the instant is reached for the last time."""
        if point is not self._point:
            return
        self._left -= 1
        if self._left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def watches(self, point: Point) -> bool:
        """Is this the instant? Each time counts, also those that are not the last."""
        return point is self._point


def failpoints(told: str, *, smtp_hosts: Collection[str]) -> Failpoints:
    """The failpoints that the setting names; none for an empty one.

    Raises InvalidInput for what is no instant, and when a mail server is not on loopback.
    """
    if not told:
        return NoFailpoints()
    name, _, times = told.partition(":")
    if name not in set(Point) or not (times or "1").isdigit():
        raise InvalidInput("CAM_FAILPOINT", f"is INSTANT[:N], one of {', '.join(Point)}")
    if not smtp_hosts or not LOOPBACK.issuperset(smtp_hosts):
        raise InvalidInput("CAM_FAILPOINT", "refuses to run with a mail server beyond loopback")
    return KillAt(Point(name), int(times or "1"))
