"""Everything that CAM raises on purpose.

CamError
|-- InvalidInput            a value that CAM refuses, with its field
|-- NotFound                CampaignNotFound, LeadNotFound, AttemptNotFound, RunNotFound,
|                           ReplyNotFound, MailboxNotFound
|-- Conflict                CampaignNameTaken, CampaignIsPaused, AlreadyRunning,
|                           AttemptIsKnown, ReplyIsNobodys, NotSent, NotArmed, AlreadyArmed,
|                           UnsafeStorage
|-- IllegalMove             a lead or an attempt asked to do what its life does not allow
|-- Superseded              a newer run of the same campaign has begun
|-- Unreadable              what arrived is no message that can be read
|-- NotConfigured           something optional is needed now
|-- StorageError            DatabaseUnavailable, SchemaOutdated
`-- ProviderError           ProviderDenied, OutOfCredits, RateLimited, ProviderRefused,
                            ProviderUnavailable (OutcomeUnknown)

`code` is stable and public: it is the `code` of an RFC 9457 problem and of a report's errors.
"""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID


class CamError(Exception):
    """CAM could not do what was asked."""

    code: ClassVar[str] = "cam_error"


class InvalidInput(CamError):
    """The value is not acceptable."""

    code: ClassVar[str] = "invalid_input"

    def __init__(
        self,
        field: str,
        reason: str,
        *,
        kind: str = "invalid_value",
        did_you_mean: str | None = None,
    ) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason
        self.kind = kind
        self.did_you_mean = did_you_mean


class NotFound(CamError):
    """There is no such thing."""

    code: ClassVar[str] = "not_found"


class CampaignNotFound(NotFound):
    """There is no such campaign."""

    code: ClassVar[str] = "campaign_not_found"

    def __init__(self, campaign_id: int) -> None:
        super().__init__(f"there is no campaign {campaign_id}")


class LeadNotFound(NotFound):
    """There is no such lead."""

    code: ClassVar[str] = "lead_not_found"

    def __init__(self, lead_id: int) -> None:
        super().__init__(f"there is no lead {lead_id}")


class AttemptNotFound(NotFound):
    """There is no such attempt."""

    code: ClassVar[str] = "attempt_not_found"

    def __init__(self, attempt_id: UUID) -> None:
        super().__init__(f"there is no attempt {attempt_id}")


class RunNotFound(NotFound):
    """There is no such run."""

    code: ClassVar[str] = "run_not_found"

    def __init__(self, run_id: UUID) -> None:
        super().__init__(f"there is no run {run_id}")


class ReplyNotFound(NotFound):
    """There is no such message."""

    code: ClassVar[str] = "reply_not_found"

    def __init__(self, reply_id: UUID) -> None:
        super().__init__(f"there is no reply {reply_id}")


class MailboxNotFound(NotFound):
    """There is no such mailbox."""

    code: ClassVar[str] = "mailbox_not_found"

    def __init__(self, name: str, near: str = "") -> None:
        hint = f', did you mean "{near}"?' if near else ""
        super().__init__(f'there is no mailbox "{name}"{hint}')
        self.did_you_mean = near or None


class Conflict(CamError):
    """It cannot be done in the present state."""

    code: ClassVar[str] = "conflict"


class CampaignNameTaken(Conflict):
    """Another campaign has this name."""

    code: ClassVar[str] = "campaign_name_taken"

    def __init__(self, name: str) -> None:
        super().__init__(f"a campaign named {name!r} exists already")


class CampaignIsPaused(Conflict):
    """The campaign is paused."""

    code: ClassVar[str] = "campaign_paused"

    def __init__(self, campaign_id: int, reason: str) -> None:
        super().__init__(f"campaign {campaign_id} is paused: {reason}; resume it first")
        self.reason = reason


class AlreadyRunning(Conflict):
    """A cycle of this campaign is running."""

    code: ClassVar[str] = "already_running"

    def __init__(self, campaign_id: int, run_id: UUID | None) -> None:
        which = f" (run {run_id})" if run_id else ""
        super().__init__(f"a cycle of campaign {campaign_id} is already running{which}")
        self.run_id = run_id


class AttemptIsKnown(Conflict):
    """The attempt's fate is known: there is nothing to resolve."""

    code: ClassVar[str] = "attempt_is_known"

    def __init__(self, attempt_id: UUID, state: str) -> None:
        super().__init__(f"attempt {attempt_id} is {state}, not unknown")


class ReplyIsNobodys(Conflict):
    """The message is about no lead: there is nothing that a word about it could change."""

    code: ClassVar[str] = "reply_is_nobodys"

    def __init__(self, reply_id: UUID) -> None:
        super().__init__(f"reply {reply_id} is about no lead that CAM knows")


class NotSent(Conflict):
    """The test mail was not sent."""

    code: ClassVar[str] = "mail_not_sent"


class NotArmed(Conflict):
    """This database was copied, restored or failed over, and nobody has said that it may send."""

    code: ClassVar[str] = "deployment_not_armed"


class AlreadyArmed(Conflict):
    """Nothing says that this database was copied, restored or failed over."""

    code: ClassVar[str] = "already_armed"

    def __init__(self, by: str, at: datetime | None) -> None:
        armed = f"it is armed since {at:%Y-%m-%d %H:%M} UTC ({by})" if at else "it was never used"
        super().__init__(
            f"nothing says that this database was moved: {armed}. If a snapshot of the whole disk "
            "was put back, which leaves no trace, say --anyway"
        )


class UnsafeStorage(Conflict):
    """What the database lies on cannot keep its promises; only dry runs are possible."""

    code: ClassVar[str] = "unsafe_storage"


class IllegalMove(CamError):
    """Its life does not allow this move."""

    code: ClassVar[str] = "illegal_move"


class Superseded(CamError):
    """A newer run of this campaign has begun; this one stops without writing."""

    code: ClassVar[str] = "superseded"


class Unreadable(CamError):
    """What arrived is no message that can be read."""

    code: ClassVar[str] = "unreadable_message"


class NotConfigured(CamError):
    """A setting that this needs is missing."""

    code: ClassVar[str] = "not_configured"

    def __init__(self, *settings: str) -> None:
        super().__init__(f"not_configured: set {' and '.join(settings)}")
        self.settings = settings


class StorageError(CamError):
    """The database did not do its part."""

    code: ClassVar[str] = "storage_error"


class DatabaseUnavailable(StorageError):
    """The database cannot be reached."""

    code: ClassVar[str] = "database_unavailable"


class SchemaOutdated(StorageError):
    """The database's schema is not the one of this version; run `cam migrate`."""

    code: ClassVar[str] = "schema_outdated"


class ProviderError(CamError):
    """A provider did not do its part."""

    code: ClassVar[str] = "provider_error"

    def __init__(self, provider: str, reason: str) -> None:
        super().__init__(f"{provider}: {reason}")
        self.provider = provider
        self.reason = reason


class ProviderDenied(ProviderError):
    """The provider does not accept the key or its scope (401, 403)."""

    code: ClassVar[str] = "provider_denied"


class OutOfCredits(ProviderError):
    """The provider's credits are used up."""

    code: ClassVar[str] = "out_of_credits"


class RateLimited(ProviderError):
    """The provider asks to wait, longer than this run can."""

    code: ClassVar[str] = "rate_limited"

    def __init__(self, provider: str, reason: str, *, retry_after: timedelta | None) -> None:
        super().__init__(provider, reason)
        self.retry_after = retry_after


class ProviderRefused(ProviderError):
    """The provider refuses this request; asking again will not help (400, 422)."""

    code: ClassVar[str] = "provider_refused"


class ProviderUnavailable(ProviderError):
    """The provider cannot be reached, failed, or answered what it does not document."""

    code: ClassVar[str] = "provider_unavailable"


class OutcomeUnknown(ProviderUnavailable):
    """The request may have been taken, and charged, but its answer is not known."""

    code: ClassVar[str] = "outcome_unknown"
