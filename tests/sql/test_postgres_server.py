"""The URL as operators write it, and the sessions that it opens."""

import socket
import traceback

import pytest
from sqlalchemy import make_url, text

from cam.adapters.sql.connections import Connections
from cam.adapters.sql.postgres import DEAD_AFTER_SECONDS, SESSION
from cam.domain.model.errors import DatabaseUnavailable, InvalidInput
from postgres_server import told

SECRET = "hunter2%40%2F%3A"


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
@pytest.mark.parametrize("query", ["", "?sslmode=prefer&application_name=x&connect_timeout=3"])
async def test_a_url_is_taken_as_it_is_written(postgres_url: str, scheme: str, query: str) -> None:
    """By each of its names, with libpq's words behind it."""
    url = postgres_url.replace("postgresql", scheme) + query
    connections = Connections(url)
    async with connections.reading() as connection:
        name = (await connection.execute(text("SHOW application_name"))).scalar()
    await connections.aclose()
    assert name == ("x" if query else "cam")


async def test_the_host_may_stand_behind_the_question_mark(postgres_url: str) -> None:
    """As for a socket's folder, or several hosts of which one is tried after the other."""
    url = make_url(postgres_url)
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody = free.getsockname()[1]
    connections = Connections(
        f"postgresql://{url.username}@/{url.database}"
        f"?host={url.host},{url.host}&port={nobody},{url.port}"
    )
    async with connections.reading() as connection:
        assert (await connection.execute(text("SELECT 1"))).scalar() == 1
    await connections.aclose()


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("channel_binding=require", "channel_binding"),
        ("password=hunter2", "password"),
        ("sslmod=require", "it knows"),
        ("connect_timeout=0", "1 or more"),
        ("connect_timeout=soon", "1 or more"),
        ("host=elsewhere", "its host twice"),
    ],
)
def test_what_cannot_be_followed_is_refused(query: str, word: str) -> None:
    """A wish for safety that is overheard is worse than an error; no value is told."""
    with pytest.raises(InvalidInput, match="CAM_DATABASE_URL") as refused:
        Connections(f"postgresql://u:{SECRET}@127.0.0.1/cam?{query}")
    assert word in str(refused.value)
    assert "hunter2" not in str(refused.value)


async def test_a_tls_mode_that_does_not_exist_is_refused(postgres_url: str) -> None:
    """When it is first used."""
    connections = Connections(f"{postgres_url}?sslmode=perhaps")
    with pytest.raises(InvalidInput, match="sslmode"):
        async with connections.writing():
            pass
    await connections.aclose()


async def test_tls_that_is_required_is_not_done_without(postgres_url: str) -> None:
    """The test's server has none."""
    connections = Connections(f"{postgres_url}?sslmode=require")
    with pytest.raises(DatabaseUnavailable, match="cannot reach the database at 127"):
        async with connections.writing():
            pass
    await connections.aclose()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"port": 1}, "connection refused"),
        ({"host": "nowhere.invalid"}, "nowhere.invalid:"),
        ({"database": "nothing"}, 'database "nothing" does not exist'),
        ({"username": "nobody"}, 'role "nobody" does not exist'),
    ],
)
async def test_a_server_that_does_not_let_us_in_is_told_with_its_reason(
    postgres_url: str, changes: dict[str, str | int], reason: str
) -> None:
    """Refused, not resolved, no such database, no such role; and never the password."""
    url = make_url(postgres_url).set(password="hunter2", **changes)  # type: ignore[arg-type]
    connections = Connections(url.render_as_string(hide_password=False))
    with pytest.raises(DatabaseUnavailable, match="cannot reach the database at ") as refused:
        async with connections.writing():
            pass
    assert reason in str(refused.value)
    assert "hunter2" not in "".join(traceback.format_exception(refused.value))
    assert "hunter2" not in f"{connections.server!r} {connections.writer!r} {connections.place}"
    await connections.aclose()


async def test_too_many_connections_are_told(postgres_url: str) -> None:
    """And the next who asks gets in."""
    name = make_url(postgres_url).database
    await told(postgres_url, f'CREATE ROLE "{name}" LOGIN CONNECTION LIMIT 1')
    url = make_url(postgres_url).set(username=name).render_as_string()
    first, second = Connections(url), Connections(url)
    async with first.reading():
        with pytest.raises(DatabaseUnavailable, match="too many connections"):
            async with second.reading():
                pass
    await first.aclose()
    async with second.reading():
        pass
    await second.aclose()
    await told(postgres_url, f'DROP ROLE "{name}"')


async def test_a_server_that_never_answers_is_given_up() -> None:
    """It takes the connection and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        connections = Connections(f"postgresql://u@127.0.0.1:{port}/x?connect_timeout=1")
        with pytest.raises(DatabaseUnavailable, match="no answer in time"):
            async with connections.writing():
                pass
    await connections.aclose()


async def test_a_session_keeps_the_promises_that_rest_on_it(postgres_url: str) -> None:
    """Whatever the server's, the database's or the role's defaults are."""
    name = make_url(postgres_url).database
    for default in ("synchronous_commit = off", "default_transaction_isolation = serializable"):
        await told(postgres_url, f"ALTER DATABASE {name} SET {default}")
    connections = Connections(postgres_url)
    session = await connections.server.session()
    found = {each: await session.fetchval(f"SHOW {each}") for each in SESSION}
    wire = session._transport.get_extra_info("socket")
    keeps = wire.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    limit = wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
    await session.close()
    async with connections.writing() as connection:
        level = (await connection.execute(text("SHOW transaction_isolation"))).scalar()
    await connections.aclose()
    assert found | {"timezone": "UTC"} == {
        "application_name": "cam",
        "timezone": "UTC",
        "default_transaction_isolation": "read committed",
        "synchronous_commit": "on",
        "statement_timeout": "1min",
        "lock_timeout": "30s",
        "idle_in_transaction_session_timeout": "1min",
        "tcp_keepalives_idle": "15",
        "tcp_keepalives_interval": "5",
        "tcp_keepalives_count": "3",
    }
    assert (keeps, limit) == (1, DEAD_AFTER_SECONDS * 1000)
    assert level == "read committed"
