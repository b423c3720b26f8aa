"""A mailbox that is read, and left as it is."""

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from cam.domain.model.inbox import Mark, Message, News


class OpenInbox(Protocol):
    """A mailbox while somebody reads it. One verb at a time.

    Raises ProviderUnavailable when the connection is lost: nothing more can be read then.
    """

    @property
    def folders(self) -> Sequence[str]:
        """The inbox, then the folder of junk when there is one: replies and bounces land there."""
        ...

    async def news(self, folder: str, mark: Mark | None, *, since: datetime, limit: int) -> News:
        """What came behind the mark; where the mark says nothing of this folder, all since then.

        Raises ProviderRefused when this folder cannot be read.
        """
        ...

    async def fetch(self, folder: str, uids: Sequence[int]) -> list[Message]:
        """Those of the messages that are still there, each up to a size.

        None becomes seen by it. Raises ProviderRefused.
        """
        ...


class Inbox(Protocol):
    """A mailbox. Nothing in it is ever changed, moved or deleted."""

    @property
    def name(self) -> str:
        """Whose it is: under this name it is remembered how far it was read."""
        ...

    def opened(self) -> AbstractAsyncContextManager[OpenInbox]:
        """The mailbox, open until the block ends.

        Raises ProviderDenied when the server does not let us in, ProviderUnavailable when it is
        not there, or cannot be trusted.
        """
        ...
