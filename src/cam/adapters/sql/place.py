"""Where a database is: a text that no copy shares, and a mark that no older state has reached."""

from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql.place_postgres import ServerPlace, server_text
from cam.adapters.sql.place_sqlite import FilePlace
from cam.adapters.sql.suppressions import hash_key

_MEANS = {
    "file": "it is a copy",
    "disk": "it lies on another file system",
    "server": "it is on another server",
    "timeline": "a standby was promoted, or an earlier moment was restored",
    "database": "it is a copy on the same server",
    "table": "a dump was put back",
}


class Place(Protocol):
    """Where a connection's database is."""

    @property
    def text(self) -> str:
        """What a copy does not share: `name value, name value`."""
        ...

    @property
    def unsafe(self) -> str:
        """Why no run may be live here."""
        ...

    @property
    def is_marked(self) -> bool:
        """Does a mark beside the database tell older states of it from this one?"""
        ...

    def older(self, mark: int) -> str:
        """What says that a database with this mark is an older state; empty when nothing does."""
        ...

    def highest(self) -> int | None:
        """The highest mark that was reached here; None when there is none."""
        ...

    def prepare(self) -> None:
        """There is a mark from now on, also after a power cut; it says nothing yet."""
        ...

    def moved(self, mark: int) -> None:
        """The database has committed this mark."""
        ...


async def place_of(db: AsyncConnection) -> Place:
    """Where this connection's database is now.

    A Postgres connection never outlives its server's promotion, so it asks once. A file can be
    replaced under a connection: it is looked at each time.
    """
    raw = await db.get_raw_connection()
    place: Place | None = raw.info.get("place")
    if place is None:
        if db.dialect.name == "sqlite":
            place = FilePlace(str(db.engine.url.database), await hash_key(db))
        else:
            place = ServerPlace(await server_text(db))
        raw.info["place"] = place
    return place


def difference(place: Place, armed: str, mark: int) -> str:
    """What says that this is not the database that was armed; empty when nothing does.

    One that was never used may be used where it is, unless its own later state was here.
    """
    older = place.older(mark)
    if not armed:
        return older if place.highest() is not None else ""
    if armed != place.text:
        was, now = _parts(armed), _parts(place.text)
        means = [why for name, why in _MEANS.items() if was.get(name) != now.get(name)]
        return f"this database was armed as {armed}, and is {place.text}: {'; '.join(means)}"
    return older


def _parts(text: str) -> dict[str, str]:
    return {name: value for name, _, value in (part.partition(" ") for part in text.split(", "))}
