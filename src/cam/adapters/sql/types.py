"""Column types: moments that are always UTC, and structs kept as JSON."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import BigInteger, DateTime, Dialect, String, Text
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """A tz-aware moment; a naive one is refused. SQLite keeps it as naive UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To the database."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value!r}")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """From the database."""
        del dialect
        return None if value is None else value.replace(tzinfo=UTC)


class Micro(TypeDecorator[float]):
    """An amount that is exact to a millionth, kept as a whole number of them."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: Dialect) -> int | None:
        """To the database."""
        del dialect
        return None if value is None else round(value * 1_000_000)

    def process_result_value(self, value: Any, dialect: Dialect) -> float | None:
        """From the database; a sum of them may come as a decimal."""
        del dialect
        return None if value is None else int(value) / 1_000_000


class Json(TypeDecorator[Any]):
    """A value of one msgspec type, kept as JSON text."""

    impl = Text
    cache_ok = True

    def __init__(self, of: Any) -> None:
        super().__init__()
        self.of = of
        self._decoder = msgspec.json.Decoder(of)
        self._encoder = msgspec.json.Encoder()

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """To the database."""
        del dialect
        return None if value is None else self._encoder.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """From the database."""
        del dialect
        return None if value is None else self._decoder.decode(value)


class Word(TypeDecorator[Any]):
    """A member of one StrEnum, kept as its word."""

    impl = String
    cache_ok = True

    def __init__(self, of: type[StrEnum]) -> None:
        super().__init__(24)
        self.of = of

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """To the database."""
        del dialect
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """From the database."""
        del dialect
        return None if value is None else self.of(value)
