"""`cam serve`: one process, one loopback address, an orderly end."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import Iterator
from types import FrameType

import uvicorn
import uvloop
from litestar import Litestar

from cam.app import logs
from cam.app.http.app import create_app
from cam.app.settings import Settings
from cam.domain.model.errors import CamError, InvalidInput

GRACE_SECONDS = 60
"""How long answers and mails under way may take once the end was asked for."""
HURRIED_SECONDS = 1
"""The same when it was asked for again."""
GAVE_UP = 130
"""The exit code when they took longer: what may have gone out is unknown, the next run says so."""

_LOOPBACK = {"localhost": "127.0.0.1", "127.0.0.1": "127.0.0.1", "::1": "::1"}
_SIGNALS = (signal.SIGTERM, signal.SIGINT)


class Server(uvicorn.Server):
    """uvicorn that tells the application as soon as the end begins, and then ends with 0."""

    def __init__(self, app: Litestar) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http="httptools",
                ws="none",
                lifespan="on",
                log_config=None,
                log_level="critical",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=GRACE_SECONDS,
            )
        )
        self._app = app
        self.listening = asyncio.Event()
        """Set once it answers."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """As the original, but a signal that was obeyed is not raised again."""
        loop = asyncio.get_running_loop()
        for each in _SIGNALS:
            loop.add_signal_handler(each, self.handle_exit, each, None)
        try:
            yield
        finally:
            for each in _SIGNALS:
                loop.remove_signal_handler(each)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Not ready at once, and no mail is begun any more; the end comes within the grace."""
        del sig, frame
        seconds = HURRIED_SECONDS if self.should_exit else GRACE_SECONDS
        asyncio.get_running_loop().call_later(seconds, _give_up)
        self.should_exit = True
        self._begin_no_more()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Opens CAM, then listens; says so in one line."""
        await super().startup(sockets)
        for each in sockets or ():
            address = _url(each)
            sys.stderr.write(f"CAM listens on {address}, docs at {address}/docs\n")
            sys.stderr.flush()
        self.listening.set()

    async def on_tick(self, counter: int) -> bool:
        """Ends also when the database turns out to be one that cannot be worked with."""
        return await super().on_tick(counter) or self._app.state.gate.is_hopeless

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Nobody is kept waiting for a run; then as the original."""
        self._begin_no_more()
        await super().shutdown(sockets)

    def _begin_no_more(self) -> None:
        state = self._app.state
        if "closing" in state:  # CAM is open
            state.closing.set()
            state.cam.runs.stop()


async def serve(settings: Settings) -> int:
    """Serves until SIGTERM or SIGINT; the exit code: 0, or 1 when it could not begin.

    Who asks twice, or a mail server that does not answer within the grace, ends the process with
    GAVE_UP.

    It listens also while Postgres is not there yet: it says so, answers 503, and goes on waiting.

    Raises InvalidInput when CAM_HOST is not a loopback address: whoever reaches the port may do
    everything, as long as there are no API keys; and for a CAM_INBOUND_SECRET that can be guessed.
    """
    host = loopback(settings.host)
    logs.to_stderr()
    app = create_app(settings)
    try:
        wire = _listening(host, settings.port)
    except OSError as error:
        return _cannot(f"cannot listen on {settings.host}:{settings.port}: {error.strerror}")
    with wire:
        try:
            await Server(app).serve(sockets=[wire])
        except SystemExit:  # uvicorn's word for a lifespan that could not begin
            trouble = app.state.get("trouble")
            return _cannot(str(trouble) if isinstance(trouble, CamError) else "could not begin")
    gate = app.state.gate
    return _cannot(str(gate.trouble)) if gate.is_hopeless else 0


def run(settings: Settings) -> int:
    """`serve` in an event loop of its own, uvloop's."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(serve(settings))


def loopback(host: str) -> str:
    """The address behind a loopback name. Raises InvalidInput for any other."""
    if host in _LOOPBACK:
        return _LOOPBACK[host]
    raise InvalidInput(
        "CAM_HOST",
        f"{host!r} is not a loopback address; without API keys CAM serves 127.0.0.1, ::1 or "
        "localhost only",
    )


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named, or asyncio leaves TCP_NODELAY off and each answer waits 40 ms.
    wire = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        wire.bind((host, port))
        wire.listen(1024)
    except OSError:
        wire.close()
        raise
    wire.setblocking(False)  # noqa: FBT003
    return wire


def _url(wire: socket.socket) -> str:
    host, port = wire.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _give_up() -> None:
    sys.stderr.write("cam: ended before the mails under way; the next run settles them\n")
    sys.stderr.flush()
    os._exit(GAVE_UP)


def _cannot(why: str) -> int:
    sys.stderr.write(f"cam: {why}\n")
    return 1
