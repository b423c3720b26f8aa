"""A real IMAP server is read: what is new, once, up to a size, and nothing in it is changed."""

import pytest

from cam.adapters.imap.account import ImapAccount, Tls
from cam.adapters.imap.client import MOST_BYTES
from cam.adapters.imap.inbox import ImapInbox
from cam.domain.model.errors import InvalidInput, ProviderDenied, ProviderUnavailable
from cam.testing.contracts.inbox import InboxContract, a_message, news
from peers.peers import Peers

from .imap_mailbox import Mailbox


def account(mailbox: Mailbox, **changes: object) -> ImapAccount:
    told = {
        "host": mailbox.host,
        "port": mailbox.port,
        "username": mailbox.user,
        "password": mailbox.password,
        "tls": "none",
    }
    return ImapAccount(**{**told, **changes})  # type: ignore[arg-type]


@pytest.fixture
def mailbox(peers: Peers) -> Mailbox:
    """An empty mailbox."""
    return Mailbox(peers)


class TestImapInbox(InboxContract):
    """Keeps the contract, on Dovecot."""

    @pytest.fixture
    def box(self, mailbox: Mailbox) -> Mailbox:
        """A mailbox of its own."""
        return mailbox

    @pytest.fixture
    def inbox(self, mailbox: Mailbox) -> ImapInbox:
        """Its reader."""
        return ImapInbox(account(mailbox))


async def test_nothing_becomes_seen(mailbox: Mailbox) -> None:
    """Nor recent, nor anything else: whoever opens the mailbox next finds it as it was."""
    await mailbox.put(a_message(1))
    before = mailbox.flags()
    async with ImapInbox(account(mailbox)).opened() as box:
        (message,) = await box.fetch("INBOX", (await news(box)).uids)
    assert message.raw
    assert mailbox.flags() == before
    assert b"\\Seen" not in before[0]


async def test_a_large_message_is_cut_where_it_was_asked_to_be(mailbox: Mailbox) -> None:
    """At the byte."""
    await mailbox.put(a_message(1) + (b"y" * 70 + b"\n") * 50_000)
    async with ImapInbox(account(mailbox)).opened() as box:
        (message,) = await box.fetch("INBOX", (await news(box)).uids)
    assert len(message.raw) == MOST_BYTES


async def test_a_wrong_password_is_told_without_it(mailbox: Mailbox) -> None:
    """The server's own words, and not a word of ours."""
    inbox = ImapInbox(account(mailbox, password="not this one"))
    with pytest.raises(ProviderDenied, match="does not let us in") as denied:
        async with inbox.opened():
            raise AssertionError("let in")
    assert "not this one" not in str(denied.value)
    assert "not this one" not in repr(account(mailbox, password="not this one"))
    probe = await inbox.probe()
    assert (probe.reachable, probe.accepted) == (True, False)


async def test_a_probe_says_what_would_be_read(mailbox: Mailbox) -> None:
    """For `cam doctor`."""
    probe = await ImapInbox(account(mailbox)).probe()
    assert (probe.reachable, probe.accepted) == (True, True)
    assert probe.detail.endswith("reads INBOX, Junk")


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
async def test_a_certificate_is_verified(peers: Peers, mailbox: Mailbox, tls: Tls) -> None:
    """One that nobody signed is refused before a password is shown; a known one is fine."""
    port = peers.imaps if tls == "implicit" else peers.imap
    there = account(mailbox, host="localhost", port=port, tls=tls)
    with pytest.raises(ProviderUnavailable, match="certificate is not valid"):
        async with ImapInbox(there).opened():
            raise AssertionError("let in")
    async with ImapInbox(there, tls_context=peers.trust()).opened() as box:
        assert "INBOX" in box.folders


async def test_nobody_there_is_told_so() -> None:
    """A dead mailbox has a reason."""
    dead = ImapAccount(host="127.0.0.1", port=1, username="a", password="b", tls="none")
    with pytest.raises(ProviderUnavailable, match="refused"):
        async with ImapInbox(dead).opened():
            raise AssertionError("let in")
    probe = await ImapInbox(dead).probe()
    assert (probe.reachable, probe.accepted) == (False, False)


@pytest.mark.parametrize(
    "changes",
    [
        {"tls": "none", "host": "imap.example.com"},
        {"tls": "starttls", "port": 993},
        {"tls": "sometimes"},
        {"username": ""},
        {"password": "a\r\nb"},
    ],
)
def test_what_would_not_be_safe_is_refused(changes: dict[str, str]) -> None:
    """Clear text beyond loopback, STARTTLS on the wrong port, a line end in a password."""
    told: dict[str, object] = {"host": "127.0.0.1", "port": 143, "username": "a", "password": "b"}
    with pytest.raises(InvalidInput):
        ImapAccount(**{**told, "tls": "none", **changes})  # type: ignore[arg-type]
