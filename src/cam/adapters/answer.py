"""What a provider answered."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from msgspec import Struct

from cam.domain.model import text

_SECONDS = re.compile(r"\s*(\d{1,9})(?:\.\d*)?\s*")
_EXCERPT = 200


class Answer(Struct, frozen=True):
    """Status, headers (names in lower case) and the whole body."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def excerpt(self) -> str:
        """The beginning of the body as one line, fit for a reason."""
        return text.one_line(self.body[: 4 * _EXCERPT].decode("utf-8", "replace"))[:_EXCERPT]

    @property
    def unread(self) -> str:
        """That it cannot be understood. A web page's words are told; other bodies may hold people,
        and reasons are kept for long."""
        page = self.body.lstrip()[:1] == b"<"
        return f"its answer ({self.status}) cannot be read" + (page * f": {self.excerpt}")

    def retry_after(self, now: datetime) -> timedelta | None:
        """The wait that the provider asks for; None when it names none (RFC 9110 10.2.3)."""
        value = self.headers.get("retry-after", "")
        seconds = _SECONDS.fullmatch(value)
        if seconds:
            return timedelta(seconds=int(seconds[1]))
        try:
            moment = parsedate_to_datetime(value)
        except (ValueError, IndexError, TypeError, OverflowError):
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(moment - now, timedelta())
