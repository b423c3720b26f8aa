"""What the drivers raise, in CAM's words.

On Postgres the SQLSTATE decides (PostgreSQL manual, appendix A). The database is away: its
connection is lost, it starts, stops or has no room (classes 08, 53, 57, 58). It did not do it this
time: a deadlock, a serialization failure, a lock or a statement that took too long, a server that
has become read-only. Both are DatabaseUnavailable: nothing of the unit of work was kept, unless it
was the COMMIT whose answer is missing, and to ask again is right. Nothing is repeated in here: a
unit of work is its caller's code.
"""

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from cam.domain.model.errors import DatabaseUnavailable, SchemaOutdated

_AWAY = ("08", "53", "57P", "58")
_NOT_THIS_TIME = frozenset(
    {
        "40001",  # serialization failure
        "40P01",  # deadlock
        "55P03",  # lock_timeout
        "57014",  # statement_timeout
        "25006",  # read-only: a standby, or a primary that was demoted
        "25P03",  # idle_in_transaction_session_timeout
        "42501",  # the role may not
    }
)
_NO_SUCH = frozenset({"42P01", "42703"})  # table, column


class told:  # noqa: N801 - reads as a word in a `with` line
    """Turns the driver's errors into CAM's, each with what to do."""

    def __init__(self, place: str) -> None:
        self.place = place

    def __enter__(self) -> None:
        """Nothing yet."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: object
    ) -> None:
        """Raises CAM's error in place of the driver's."""
        if isinstance(error, PoolTimeout | ConnectionError | TimeoutError):
            raise DatabaseUnavailable(f"cannot reach the database at {self.place}") from error
        if not isinstance(error, DBAPIError):
            return
        words, state = _words(error), _sqlstate(error)
        if state in _NO_SUCH or "no such table" in words or "no such column" in words:
            raise SchemaOutdated(
                "the database has no up-to-date schema: run `cam migrate`"
            ) from error
        if is_away(error):
            raise DatabaseUnavailable(
                f"cannot reach the database at {self.place}: {words}"
            ) from error
        if state in _NOT_THIS_TIME:
            raise DatabaseUnavailable(
                f"the database at {self.place} did not do it: {words}"
            ) from error


def is_away(error: DBAPIError) -> bool:
    """Is the connection lost, or the server not there?"""
    if error.connection_invalidated or _sqlstate(error).startswith(_AWAY):
        return True
    sqlite = isinstance(error, OperationalError | InterfaceError)
    return sqlite or "not a database" in str(error.orig)


def _sqlstate(error: DBAPIError) -> str:
    return getattr(error.orig, "sqlstate", None) or ""


def _words(error: DBAPIError) -> str:
    """The driver's sentence, without the name of its class."""
    return str(error.orig).rpartition(">: ")[2].partition("\n")[0]
