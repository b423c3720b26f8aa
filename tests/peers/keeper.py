"""Starts servers, and ends them when nobody holds the other end of its stdin any more.

Run as a process of its own, as root where the servers need it:
`python keeper.py FOLDER MAIL_UID COMMANDS`, the commands as JSON. The folder is removed at the end.
"""

import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

PATIENCE = 5.0
"""Seconds until a server that does not end is killed."""
_IGNORED = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""Only the end of stdin ends the keeper, so that it always tidies up."""
_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG (prctl(2)): should the keeper itself be killed, its servers end, too."""


def main(folder: Path, mail_uid: int, commands: list[list[str]]) -> None:
    """Until stdin ends."""
    for each in _IGNORED:
        signal.signal(each, signal.SIG_IGN)
    owned(folder, mail_uid)
    servers = [started(command) for command in commands]
    try:
        sys.stdin.read()
    finally:
        for server in servers:
            ended(server)
        shutil.rmtree(folder, ignore_errors=True)


def owned(folder: Path, mail_uid: int) -> None:
    """The folders that are not the starter's: `mail` the mailboxes', `postfix-data` Postfix's."""
    if os.geteuid() != 0:
        return
    for each in [folder / "mail", *(folder / "mail").rglob("*")]:
        if each.exists():
            os.chown(each, mail_uid, mail_uid)
    if (folder / "postfix-data").exists():
        shutil.chown(folder / "postfix-data", "postfix")


def started(command: list[str]) -> subprocess.Popen[bytes]:
    """In a session of its own, so that a Ctrl-C at the terminal is the starter's only."""
    libc = ctypes.CDLL(None)

    def prepared() -> None:
        for each in _IGNORED:  # what is ignored here would be ignored there
            signal.signal(each, signal.SIG_DFL)
        libc.prctl(_DEATH_SIGNAL, signal.SIGTERM)

    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=prepared,  # noqa: PLW1509 - there is one thread
    )


def ended(server: subprocess.Popen[bytes]) -> None:
    """With everything that it started."""
    server.terminate()
    try:
        server.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3]))
