"""A Postgres server: its address as operators write it, and sessions that keep CAM's promises."""

import socket
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import asyncpg
from sqlalchemy import URL

from cam.domain.model.errors import DatabaseUnavailable, InvalidInput

CONNECT_SECONDS = 5.0
STATEMENT_SECONDS = 60
LOCK_SECONDS = 30
DEAD_AFTER_SECONDS = 30
"""A peer that says nothing for so long, not even to the kernel, is gone."""

_TLS = frozenset(
    {
        "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "sslpassword", "sslnegotiation",
        "ssl_min_protocol_version", "ssl_max_protocol_version",
    }
)  # fmt: skip
_ADDRESS = frozenset({"host", "port", "target_session_attrs", "passfile"})
_OWN = frozenset({"application_name", "connect_timeout"})
KNOWN_PARAMETERS = _TLS | _ADDRESS | _OWN
"""What may follow the `?` of a URL: libpq's words, as far as asyncpg understands them."""

SESSION: Mapping[str, str] = {
    "application_name": "cam",
    "timezone": "UTC",
    # The authorize transaction locks first and reads second: that needs a new snapshot a statement.
    "default_transaction_isolation": "read committed",
    # What is committed survives a crash: "at most once" rests on it, whatever the server's default.
    "synchronous_commit": "on",
    "statement_timeout": str(STATEMENT_SECONDS * 1000),
    "lock_timeout": str(LOCK_SECONDS * 1000),
    "idle_in_transaction_session_timeout": str(STATEMENT_SECONDS * 1000),
    # A process whose machine has vanished holds its locks no longer than this.
    "tcp_keepalives_idle": str(DEAD_AFTER_SECONDS // 2),
    "tcp_keepalives_interval": str(DEAD_AFTER_SECONDS // 6),
    "tcp_keepalives_count": "3",
}


class Server:
    """Opens sessions on one database of one server. Its repr tells no password."""

    def __init__(self, url: URL) -> None:
        query = _checked(url)
        self.place = _place(url, query)
        """host:port, for people."""
        self._timeout = _seconds(query.pop("connect_timeout", ""))
        self._settings = {**SESSION, "application_name": query.pop("application_name", "cam")}
        self._address: dict[str, Any] = {
            "dsn": f"postgresql:///?{urlencode(query)}" if query else None,
            "host": url.host or None,
            "port": url.port,
            "user": url.username,
            "password": url.password,
            "database": url.database or None,
        }

    def __repr__(self) -> str:
        return f"Server({self.place})"

    async def session(self, **settings: str) -> asyncpg.Connection:
        """A new connection, with other server settings than usual where they are named.

        Raises DatabaseUnavailable, whatever the server's reason; InvalidInput when the URL's TLS
        parameters cannot be followed.
        """
        try:
            session = await asyncpg.connect(
                **self._address, timeout=self._timeout, server_settings=self._settings | settings
            )
        except asyncpg.ClientConfigurationError as refused:
            raise InvalidInput("CAM_DATABASE_URL", str(refused)) from None
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise DatabaseUnavailable(
                f"cannot reach the database at {self.place}: {_reason(error)}"
            ) from None
        _notice_a_dead_peer(session)
        return session


def _checked(url: URL) -> dict[str, str]:
    """The URL's parameters, a repeated one joined. Raises InvalidInput for unknown ones."""
    if unknown := sorted(set(url.query) - KNOWN_PARAMETERS):
        known = ", ".join(sorted(KNOWN_PARAMETERS))
        raise InvalidInput(
            "CAM_DATABASE_URL", f"has parameters that CAM cannot follow: {', '.join(unknown)}; "
            f"it knows {known}"
        )  # fmt: skip
    query = {
        name: value if isinstance(value, str) else ",".join(value)
        for name, value in url.query.items()
    }
    if url.host and not {"host", "port"}.isdisjoint(query):
        raise InvalidInput("CAM_DATABASE_URL", "names its host twice")
    return query


def _place(url: URL, query: Mapping[str, str]) -> str:
    host = url.host or query.get("host") or "localhost"
    port = url.port or query.get("port") or 5432
    return f"[{host}]:{port}" if ":" in host and url.host else f"{host}:{port}"


def _seconds(told: str) -> float:
    """libpq's connect_timeout: whole seconds, 0 for ever; for ever is refused."""
    if not told:
        return CONNECT_SECONDS
    if not (told.isascii() and told.isdigit() and int(told)):
        raise InvalidInput("CAM_DATABASE_URL", "connect_timeout is a number of seconds, 1 or more")
    return float(told)


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "no answer in time"
    if isinstance(error, ConnectionRefusedError):
        return "connection refused"
    return str(getattr(error, "strerror", None) or error).partition("\n")[0]


def _notice_a_dead_peer(session: asyncpg.Connection) -> None:
    """TCP keepalives, and a limit on unanswered data: asyncpg has no setting for them."""
    wire = session._transport.get_extra_info("socket")  # noqa: SLF001
    if wire is None or wire.family not in (socket.AF_INET, socket.AF_INET6):
        return
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    options = {
        "TCP_KEEPIDLE": DEAD_AFTER_SECONDS // 2,
        "TCP_KEEPINTVL": DEAD_AFTER_SECONDS // 6,
        "TCP_KEEPCNT": 3,
        "TCP_USER_TIMEOUT": DEAD_AFTER_SECONDS * 1000,
    }
    for name, value in options.items():
        if hasattr(socket, name):  # not every system has each
            wire.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
