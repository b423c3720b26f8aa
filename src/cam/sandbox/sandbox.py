"""The sandbox: Apollo, Dropcontact, Make and a mail sink on loopback, over real HTTP and SMTP."""

import asyncio
import contextlib
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from cam.sandbox.apollo import Apollo
from cam.sandbox.apollo_query import Search
from cam.sandbox.books import Books
from cam.sandbox.callbacks import Callback, Callbacks
from cam.sandbox.control import Control
from cam.sandbox.directory import Directory
from cam.sandbox.dropcontact import Dropcontact
from cam.sandbox.mail_sink import Mail, MailSink
from cam.sandbox.make import Hook, Make
from cam.sandbox.make_scenario import ScenarioMail
from cam.sandbox.settings import Dials, Settings
from cam.sandbox.smtp import SmtpSession
from cam.sandbox.uplink import LoopServer, listening_socket
from cam.sandbox.web import Web
from cam.sandbox.world import Scale, World, build_world


class Sandbox:
    """Serves in the running event loop while the `async with` block lasts.

    `settings` gives all dials at once; `latency`, `dropcontact_delay` and `credits` set the usual
    ones (`credits` for both providers). Ports of 0 let the system choose. With `mail_dir` each
    accepted mail is also a file there.
    """

    def __init__(
        self,
        *,
        seed: int = 7,
        latency: float | None = None,
        http_port: int = 0,
        smtp_port: int = 0,
        verified_share: float = 0.75,
        nominative_share: float = 0.9,
        people: int = 60_000,
        dropcontact_delay: float | None = None,
        credits: int | None = None,  # noqa: A002
        mail_dir: Path | None = None,
        settings: Settings | None = None,
    ) -> None:
        self._scale = Scale(
            seed=seed,
            people=people,
            companies=max(1, people // 5),
            verified_share=verified_share,
            nominative_share=nominative_share,
        )
        chosen = {
            "latency": latency,
            "dropcontact_delay": dropcontact_delay,
            "apollo_credits": credits,
            "dropcontact_credits": credits,
        }
        self._start = msgspec.structs.replace(
            settings or Settings(), **{k: v for k, v in chosen.items() if v is not None}
        )
        self._ports = (http_port, smtp_port)
        self.dials = Dials(self._start)
        self.books = Books()
        self._sink = MailSink(mail_dir)
        self._callbacks = Callbacks(self.dials)
        self._sessions: set[SmtpSession] = set()
        self._make = Make(seed, self.dials)
        self.http_url = ""
        self.smtp_host = "127.0.0.1"
        self.smtp_port = 0

    @property
    def world(self) -> World:
        """The people and companies that exist here."""
        return build_world(self._scale)

    @property
    def mails(self) -> list[Mail]:
        """Accepted mails, in order of arrival."""
        return self._sink.mails

    @property
    def sink(self) -> MailSink:
        return self._sink

    @property
    def is_spoken_to(self) -> bool:
        """Is any SMTP connection open?"""
        return bool(self._sessions)

    @property
    def hooks(self) -> list[Hook]:
        """Webhooks that Make accepted, in order of arrival."""
        return self._make.hooks

    @property
    def make_mails(self) -> list[ScenarioMail]:
        """Mails that the scenario behind Make's mailer hook sent, in order."""
        return self._make.mails

    @property
    def callbacks(self) -> list[Callback]:
        """What Apollo and Dropcontact posted to their customer, in order."""
        return self._callbacks.sent

    @property
    def searches(self) -> Sequence[Search]:
        """The searches that Apollo understood, in order."""
        return self._apollo.searches

    @property
    def apollo_url(self) -> str:
        return f"{self.http_url}/apollo/api/v1"

    @property
    def dropcontact_url(self) -> str:
        return f"{self.http_url}/dropcontact/v1"

    @property
    def make_url(self) -> str:
        """The hook that answers `Accepted`."""
        return f"{self.http_url}/make{self._make.path('hook')}"

    @property
    def make_mailer_url(self) -> str:
        """The hook whose scenario answers with a message id."""
        return f"{self.http_url}/make{self._make.path('mailer')}"

    @property
    def control_url(self) -> str:
        return f"{self.http_url}/_sandbox"

    def environment(self) -> dict[str, str]:
        """The variables that point CAM at this sandbox."""
        key = self.dials.now.make_key
        return {
            **({"MAKE_API_KEY": key} if key else {}),
            "APOLLO_API_KEY": self.dials.now.apollo_key,
            "APOLLO_BASE_URL": self.apollo_url,
            "DROPCONTACT_API_KEY": self.dials.now.dropcontact_key,
            "DROPCONTACT_BASE_URL": self.dropcontact_url,
            "MAKE_WEBHOOK_URL": self.make_url,
            "MAKE_MAILER_URL": self.make_mailer_url,
            "SMTP_HOST": self.smtp_host,
            "SMTP_PORT": str(self.smtp_port),
            "SMTP_TLS": "none",
        }

    def change(self, **changes: object) -> Settings:
        """Set dials while running, as PUT /_sandbox/settings does."""
        return self.dials.change(dict(msgspec.to_builtins(changes)))

    def reset(self) -> None:
        """Start over: empty books, mails and hooks, full credits, the settings of the start."""
        self.dials.put(self._start)
        providers = (self._make, self._apollo, self._dropcontact)
        for room in (self.books, self._sink, self._callbacks, *providers):
            room.reset()

    async def __aenter__(self) -> Self:
        world = self.world
        directory, told = Directory(world), self._callbacks
        self._apollo = Apollo(world, directory, self.dials, self.books, told)
        self._dropcontact = Dropcontact(world, self.dials, self.books, told)
        providers = (self._apollo, self._dropcontact, self._make)
        control = Control(self.books, self._sink, providers, told, self.dials, self.reset)
        self._web = Web(providers, control, self.dials, self.books)
        self._callbacks_task = asyncio.create_task(told.serve())
        await self._serve_http()
        await self._serve_smtp()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._smtp.close()
        for session in tuple(self._sessions):
            session.abort()
        self._web.closing.set()
        self._http.stop()
        self._callbacks_task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._callbacks_task
        await self._http_task
        await self._smtp.wait_closed()

    async def _serve_http(self) -> None:
        wire = listening_socket(self._ports[0])
        self.http_url = f"http://127.0.0.1:{wire.getsockname()[1]}"
        self._http = LoopServer(self._web)
        self._http_task = asyncio.create_task(self._http.serve(sockets=[wire]))
        await self._http.listening.wait()

    async def _serve_smtp(self) -> None:
        wire = listening_socket(self._ports[1])
        self.smtp_port = wire.getsockname()[1]
        self._smtp = await asyncio.get_running_loop().create_server(
            lambda: SmtpSession(self._sink, self.dials, self._sessions), sock=wire, backlog=1024
        )
