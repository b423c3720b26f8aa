"""The fake mailbox keeps the mailbox's contract."""

import pytest

from cam.testing.builders import NOON
from cam.testing.contracts.inbox import InboxContract
from cam.testing.fakes.inbox import FakeInbox


class TestFakeInbox(InboxContract):
    """In memory."""

    @pytest.fixture
    def box(self) -> FakeInbox:
        """An empty one."""
        return FakeInbox(lambda: NOON)

    @pytest.fixture
    def inbox(self, box: FakeInbox) -> FakeInbox:
        """The same."""
        return box
