"""What the HTTP face refuses by itself, before or while it reads a request."""

from typing import ClassVar

from cam.domain.model.errors import CamError, InvalidInput


class InvalidField(InvalidInput):
    """The value is not acceptable."""

    def __init__(
        self,
        field: str,
        reason: str,
        *,
        kind: str,
        did_you_mean: str | None = None,
        minimum: float | None = None,
        maximum: float | None = None,
    ) -> None:
        super().__init__(field, reason, kind=kind, did_you_mean=did_you_mean)
        self.minimum = minimum
        self.maximum = maximum


class Refused(CamError):
    """The request is refused before it is read."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400


class Unauthorized(Refused):
    """Nobody proved that they may say this."""

    code: ClassVar[str] = "unauthorized"
    status: ClassVar[int] = 401


class ForeignOrigin(Refused):
    """A page of another site asked for it."""

    code: ClassVar[str] = "foreign_origin"
    status: ClassVar[int] = 403


class UnknownHost(Refused):
    """The request is meant for another host."""

    code: ClassVar[str] = "unknown_host"
    status: ClassVar[int] = 421


class UnsupportedMediaType(Refused):
    """Bodies are JSON."""

    code: ClassVar[str] = "unsupported_media_type"
    status: ClassVar[int] = 415


class ShuttingDown(Refused):
    """The service is about to end."""

    code: ClassVar[str] = "shutting_down"
    status: ClassVar[int] = 503
