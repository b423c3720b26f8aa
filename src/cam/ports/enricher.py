"""Who knows more about a lead: enrichers find addresses and facts, verifiers judge an address.

Both are asked in calls that the ledger has written down before they leave, and both hand on the raw
answer, which is kept before anybody reads it.
"""

from datetime import timedelta
from typing import Protocol

from msgspec import Struct

from cam.domain.model.credit import Call, Purpose, Question, Reading
from cam.domain.model.lead import Lead


class Priced(Protocol):
    """What may be known of an enricher without asking it: all that a dry run sees of one."""

    @property
    def name(self) -> str:
        """The provider's name, as in a campaign's `enrichers`."""
        ...

    @property
    def purpose(self) -> Purpose:
        """What it is asked for; one provider may serve both."""
        ...

    @property
    def credits_per_lead(self) -> float:
        """What one person costs at most."""
        ...

    def question(self, lead: Lead) -> Question | None:
        """What would be asked about this lead; None when too little is known to ask."""
        ...


class Reply(Struct, frozen=True, kw_only=True):
    """What a provider said at once. With a `reference` the result comes later."""

    answer: bytes
    reference: str = ""
    look_after: timedelta = timedelta(0)
    """When the result may first be asked for."""


class Enricher(Priced, Protocol):
    """A provider of addresses and facts about people, or of verdicts on addresses."""

    @property
    def key(self) -> str:
        """A fingerprint of its key: tells whether a refused key was replaced."""
        ...

    @property
    def batch(self) -> int:
        """People in one call at most."""
        ...

    @property
    def patience(self) -> timedelta:
        """How long after the call its result is still worth asking for."""
        ...

    async def ask(self, call: Call, *, callback_url: str = "") -> Reply:
        """Makes the call, once. The answer comes back as it is, unread.

        With a `callback_url` the provider is told where to announce a later result. Raises
        OutcomeUnknown when the call may have been taken and charged, and any other ProviderError
        when it surely was not.
        """
        ...

    async def collect(self, call: Call) -> bytes | timedelta:
        """The raw result of a call that has a `reference`, or how long to wait before the next
        look. Costs nothing. Raises ProviderError: ProviderRefused when there will be no result.
        """
        ...

    def read(self, call: Call) -> Reading:
        """What `call.answer` and `call.result` say of each of the call's subjects.

        Each is matched by its own id, never by position. Raises only ProviderUnavailable, when the
        answer as a whole cannot be understood. Asks nobody.
        """
        ...
