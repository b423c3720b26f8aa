"""Runs cycles in processes of their own, on request: one JSON line in, one out.

CAM is imported once; each cycle is a fork of that, so that a hundred kills take seconds. The child
is an ordinary process: it is really killed, and the kernel drops its sockets and locks.
"""

import asyncio
import json
import os
import sys
import traceback

from cam.app.library import run_cam_cycle_for_campaign
from cam.app.settings import Settings

from .plants import PLANTS


def main() -> None:
    """Serves requests until the input ends."""
    for line in sys.stdin:
        order = json.loads(line)
        child = os.fork()
        if child == 0:
            _cycle(order)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def _cycle(order: dict[str, object]) -> None:
    """One live cycle, then the end of this process: 0 when the cycle came to its end."""
    os.dup2(2, 1)
    code = 1
    try:
        PLANTS[str(order["plant"])]()
        settings = Settings.read(order["env"])  # type: ignore[arg-type]
        campaign_id = int(str(order["campaign_id"]))
        asyncio.run(run_cam_cycle_for_campaign(campaign_id, dry_run=False, settings=settings))
        code = 0
    except BaseException:  # noqa: BLE001 - the parent learns of it by the exit code
        traceback.print_exc()
    finally:
        os._exit(code)


if __name__ == "__main__":
    main()
