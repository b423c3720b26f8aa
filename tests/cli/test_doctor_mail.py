"""`cam doctor mail`: what it shows, and how it ends."""

import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from integration.dns_peer import DnsPeer, Do, serving
from integration.mail_domain import DOMAIN, IP, fill, healthy, signing_settings
from integration.smtp_peer import SmtpPeer
from integration.smtp_peer import serving as serving_smtp
from keys import Authority, pem, rsa_key

from .shell import Answer, Shell

CANARY = "canary-password"


@pytest.fixture
async def names() -> AsyncIterator[DnsPeer]:
    async with serving(DnsPeer()) as peer:
        fill(peer, healthy())
        yield peer


@pytest.fixture
async def office(cam: Shell, names: DnsPeer, tmp_path: Path) -> AsyncIterator[SmtpPeer]:
    """A mail server with a good certificate, which `cam` is set up to use."""
    authority = Authority(tmp_path)
    peer = SmtpPeer(extensions=("STARTTLS", "SIZE 1000000"))
    peer.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    peer.context.load_cert_chain(authority.certificate("localhost"))
    async with serving_smtp(peer):
        cam.environment |= signing_settings(
            CAM_DNS=names.address,
            CAM_SENDER_EMAIL=f"ada@{DOMAIN}",
            CAM_PUBLIC_URL=f"https://cam.{DOMAIN}",
            SMTP_HOST="localhost",
            SMTP_PORT=str(peer.port),
            SMTP_TLS="starttls",
            SMTP_USERNAME="ada",
            SMTP_PASSWORD=CANARY,
            SSL_CERT_FILE=str(authority.file),
        )
        yield peer


def standings(answer: Answer) -> dict[str, Any]:
    return {each["check"]: each["standing"] for each in answer.json["findings"]}


async def test_a_domain_in_order_ends_with_0(cam: Shell, office: SmtpPeer) -> None:
    """Every check is ok, in the table as in the document; nobody logs in, no mail is offered."""
    answer = await cam("doctor", "mail", "--ip", IP, "--json")
    assert answer.code == 0, answer.out
    assert answer.json["domain"] == DOMAIN
    assert set(standings(answer).values()) == {"ok"}
    assert len(standings(answer)) == 12
    table = (await cam("doctor", "mail", "--ip", IP)).out
    assert all(check in table for check in standings(answer))
    assert "No problem was found." in table
    verbs = {line.split(" ")[0] for line in office.commands}
    assert verbs == {"EHLO", "STARTTLS", "QUIT"}


async def test_a_problem_ends_with_2_and_the_record_to_publish(
    cam: Shell, office: SmtpPeer, names: DnsPeer
) -> None:
    """As a line of a zone file; neither the key nor the password is told."""
    names.lost(f"_dmarc.{DOMAIN}")
    names.lost(f"cam._domainkey.{DOMAIN}")
    answer = await cam("doctor", "mail", "--json", "--ip", IP)
    assert answer.code == 2
    publish = {each["check"]: each["publish"] for each in answer.json["findings"]}
    assert publish["DMARC"].startswith(f'_dmarc.{DOMAIN}. IN TXT "v=DMARC1; p=none; rua=mailto:')
    assert publish["DKIM key"].startswith(f'cam._domainkey.{DOMAIN}. IN TXT "v=DKIM1; k=rsa; p=')
    table = await cam("doctor", "mail", "--ip", IP)
    assert (table.code, "Problems: 2." in table.out) == (2, True)
    assert set(filter(None, publish.values())) <= set(table.out.splitlines())
    for secret in (CANARY, pem(rsa_key()).splitlines()[3]):
        assert secret not in answer.out + answer.err + table.out + table.err


async def test_what_could_not_be_looked_at_ends_with_1(
    cam: Shell, office: SmtpPeer, names: DnsPeer
) -> None:
    """It is not called missing; a problem beside it counts more."""
    names.will(f"_dmarc.{DOMAIN}", Do.SERVFAIL)
    answer = await cam("doctor", "mail", "--json", "--ip", IP)
    assert (answer.code, standings(answer)["DMARC"]) == (1, "could not be told")
    names.lost(f"cam._domainkey.{DOMAIN}")
    assert (await cam("doctor", "mail", "--json", "--ip", IP)).code == 2


async def test_a_mail_server_that_is_not_there_ends_with_1(cam: Shell, office: SmtpPeer) -> None:
    """Its TLS could not be told."""
    answer = await cam("doctor", "--json", "mail", "--ip", IP, SMTP_PORT="1")
    assert (answer.code, standings(answer)["TLS"]) == (1, "could not be told")


async def test_another_domain_can_be_looked_at(cam: Shell, office: SmtpPeer) -> None:
    """One that has nothing, and does not fit the key."""
    answer = await cam("doctor", "mail", "--domain", "other.example", "--json", "--ip", IP)
    assert (answer.code, answer.json["domain"]) == (2, "other.example")
    found = standings(answer)
    assert (found["SPF record"], found["DMARC"], found["MX"]) == ("problem",) * 3
    assert (found["DKIM key"], found["alignment"]) == ("ok", "problem")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "CAM_SENDER_EMAIL"),
        (("--domain", "a b"), "domain"),
        (("--domain", DOMAIN, "--ip", "mail"), "no IP address"),
    ],
)
async def test_nothing_to_look_at_ends_with_1(
    cam: Shell, arguments: tuple[str, ...], words: str
) -> None:
    """And says what is missing."""
    answer = await cam("doctor", "mail", *arguments)
    assert (answer.code, words in answer.err) == (1, True)


async def test_a_key_that_cannot_sign_is_told_by_both_doctors(cam: Shell, office: SmtpPeer) -> None:
    """The one stops at it, the other looks at all else as well."""
    whole = await cam("doctor", CAM_DKIM_KEY="nonsense")
    assert (whole.code, "CAM_DKIM_KEY: is not a private key" in whole.err) == (1, True)
    mail = await cam("doctor", "mail", "--json", "--ip", IP, CAM_DKIM_KEY="nonsense")
    assert (mail.code, standings(mail)["DKIM key"]) == (2, "problem")
