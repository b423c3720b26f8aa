"""How a mail server is secured, seen over a real connection."""

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from cam.adapters.smtp.dialling import Account, Tls
from cam.adapters.smtp.tls import SmtpServer
from cam.domain.model.finding import Standing
from cam.domain.services.deliverability.secured import secured
from cam.ports.dry_run import DryRunWouldAct, planning
from cam.ports.mail_server import Flaw
from cam.testing.clock import FrozenClock
from keys import DAY, Authority

from .smtp_peer import Act, Do, SmtpPeer, serving

OFFERING = ("STARTTLS", "SIZE 1000000")
NAME = "localhost"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


def served(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def server_at(peer: SmtpPeer, authority: Authority, tls: Tls, patience: float = 5) -> SmtpServer:
    account = Account(host=NAME, port=peer.port, username="ada", password="canary", tls=tls)
    trusting = ssl.create_default_context(cafile=str(authority.file))
    return SmtpServer(account, patience=patience, tls_context=trusting)


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
async def test_a_server_in_order_shows_who_it_is(authority: Authority, tls: Tls) -> None:
    """Protocol, names, issuer and end; nobody logs in, no mail is offered."""
    context = served(authority.certificate(NAME, "mail.agency.example"))
    peer = SmtpPeer(extensions=OFFERING)
    peer.context = context
    async with serving(peer, context if tls == "implicit" else None):
        look = await server_at(peer, authority, tls).look()
    assert look.flaw is None
    assert look.protocol == "TLSv1.3"
    assert look.certificate is not None
    assert look.certificate.names == (NAME, "mail.agency.example")
    assert look.certificate.issuer == "Test Authority"
    verbs = {line.split(" ")[0] for line in peer.commands}
    assert verbs <= {"EHLO", "STARTTLS", "QUIT"}


FLAWS: list[tuple[Flaw, Callable[[Authority], Path]]] = [
    (Flaw.EXPIRED, lambda of: of.certificate(NAME, since=-9 * DAY, until=-DAY)),
    (Flaw.NOT_YET, lambda of: of.certificate(NAME, since=DAY)),
    (Flaw.SELF_SIGNED, lambda of: of.certificate(NAME, self_signed=True)),
    (Flaw.OTHER_NAME, lambda of: of.certificate("mail.agency.example")),
]


@pytest.mark.parametrize("tls", ["implicit", "starttls"])
@pytest.mark.parametrize(("flaw", "certificate"), FLAWS)
async def test_a_bad_certificate_is_told_with_what_it_says(
    authority: Authority, tls: Tls, flaw: Flaw, certificate: Callable[[Authority], Path]
) -> None:
    """It is a problem, and the certificate is shown all the same."""
    context = served(certificate(authority))
    peer = SmtpPeer(extensions=OFFERING)
    peer.context = context
    async with serving(peer, context if tls == "implicit" else None):
        server = server_at(peer, authority, tls)
        look = await server.look()
        finding = await secured(server, FrozenClock().now())
    assert look.flaw is flaw
    assert look.certificate is not None
    assert (finding.standing, bool(finding.advice)) == (Standing.PROBLEM, True)
    assert look.certificate.names[0] in finding.seen


async def test_an_authority_that_nobody_trusts_is_told(authority: Authority) -> None:
    """As a company's own is on another machine."""
    context = served(authority.certificate(NAME))
    async with serving(SmtpPeer(), context) as peer:
        account = Account(host=NAME, port=peer.port, tls="implicit")
        look = await SmtpServer(account, patience=5).look()
    assert look.flaw is Flaw.UNTRUSTED


async def test_a_server_without_starttls_is_a_problem(authority: Authority) -> None:
    """No mail would leave: it is required, not opportunistic."""
    async with serving(SmtpPeer(extensions=("SIZE 1000000",))) as peer:
        server = server_at(peer, authority, "starttls")
        finding = await secured(server, FrozenClock().now())
    assert (finding.standing, finding.missed) == (Standing.PROBLEM, False)
    assert "STARTTLS" in finding.seen


async def test_clear_text_at_a_port_for_tls_is_a_problem(authority: Authority) -> None:
    """Port 587 with implicit TLS."""
    async with serving(SmtpPeer()) as peer:
        look = await server_at(peer, authority, "implicit").look()
    assert look.flaw is Flaw.NO_TLS


ABSENT: list[tuple[str, tuple[Act, ...]]] = [
    ("CONNECT", (Do.DROP,)),
    ("CONNECT", (Do.RESET,)),
    ("CONNECT", (b"421 busy\r\n", Do.DROP)),
    ("CONNECT", (b"HTTP/1.1 400 Bad Request\r\n",)),
    ("EHLO", (Do.DROP,)),
    ("STARTTLS", (b"454 later\r\n",)),
    ("STARTTLS", (Do.DROP,)),
]


@pytest.mark.parametrize(("stage", "acts"), ABSENT)
async def test_a_server_that_does_not_talk_could_not_be_told(
    authority: Authority, stage: str, acts: tuple[Act, ...]
) -> None:
    """It may be tomorrow's again."""
    async with serving(SmtpPeer(extensions=OFFERING)) as peer:
        peer.answers(stage, *acts)
        finding = await secured(server_at(peer, authority, "starttls"), FrozenClock().now())
    assert (finding.standing, finding.missed) == (Standing.UNTOLD, True)


async def test_a_server_that_is_silent_or_not_there_could_not_be_told(
    authority: Authority,
) -> None:
    """After the patience, and at once."""
    async with serving(SmtpPeer()) as peer:
        peer.answers("CONNECT", Do.HANG)
        look = await server_at(peer, authority, "starttls", patience=0.1).look()
        assert (look.flaw, "in time" in look.detail) == (Flaw.UNREACHABLE, True)
    assert (await server_at(peer, authority, "starttls").look()).flaw is Flaw.UNREACHABLE


@pytest.mark.parametrize(("days", "standing"), [(13, Standing.WARNING), (15, Standing.OK)])
async def test_a_certificate_that_ends_soon_is_warned_of(
    authority: Authority, days: int, standing: Standing
) -> None:
    """Within two weeks."""
    context = served(authority.certificate(NAME))
    async with serving(SmtpPeer(), context) as peer:
        server = server_at(peer, authority, "implicit")
        look = await server.look()
        assert look.certificate is not None
        now = look.certificate.expires_at - days * DAY
        assert (await secured(server, now)).standing is standing


async def test_on_loopback_no_tls_is_asked_for(authority: Authority) -> None:
    """`SMTP_TLS=none` is for loopback only, and connects to nobody here."""
    account = Account(host="127.0.0.1", port=1, tls="none")
    finding = await secured(SmtpServer(account), FrozenClock().now())
    assert finding.standing is Standing.OK


async def test_a_dry_run_connects_to_nobody(authority: Authority) -> None:
    """As every client of the outside."""
    async with serving(SmtpPeer()) as peer:
        with planning(), pytest.raises(DryRunWouldAct):
            await server_at(peer, authority, "starttls").look()
    assert peer.connections == 0
