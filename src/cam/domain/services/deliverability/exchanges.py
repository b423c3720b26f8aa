"""Where replies and bounces go (MX of the sender's domain)."""

from cam.domain.model.checked import Verdict
from cam.domain.model.exchanges import of_addresses, of_exchanges
from cam.domain.model.finding import Finding, Standing, unanswered
from cam.domain.services.deliverability.subject import Subject
from cam.ports.dns import Dns

CHECK = "MX"
_LOST = "replies and bounces are lost, and senders who cannot be answered are refused"


async def exchanges(dns: Dns, subject: Subject) -> Finding:
    """Does the domain take mail?"""
    answer = await dns.ask(subject.domain, "MX")
    if answer.missed:
        return unanswered(CHECK, answer.missed)
    if not answer.found:
        return await _without(dns, subject)
    hosts = sorted((int(each.split()[0]), each.split()[1]) for each in answer.found)
    checked = of_exchanges(hosts)
    if checked.verdict is Verdict.NO_MAIL:
        return _problem(subject, checked.reason)
    return await _reached(dns, subject, [host for _, host in hosts])


async def _without(dns: Dns, subject: Subject) -> Finding:
    """Without MX records the domain is its own exchange, if it has an address (RFC 5321 5.1)."""
    four, six = await dns.ask(subject.domain, "A"), await dns.ask(subject.domain, "AAAA")
    checked = of_addresses((*four.found, *six.found))
    if checked.verdict is not Verdict.OK:
        if missed := four.missed or six.missed:
            return unanswered(CHECK, missed)
        return _problem(subject, checked.reason)
    return Finding(
        check=CHECK,
        standing=Standing.WARNING,
        seen=checked.reason,
        advice="publish one, if mail is taken there: some receivers ask for it",
        publish=_example(subject),
    )


async def _reached(dns: Dns, subject: Subject, hosts: list[str]) -> Finding:
    named = ", ".join(hosts)
    dead: list[str] = []
    for host in hosts:
        four, six = await dns.ask(host, "A"), await dns.ask(host, "AAAA")
        if not (four.found or six.found):
            if missed := four.missed or six.missed:
                return unanswered(CHECK, f"{host}: {missed}")
            dead.append(host)
    if not dead:
        return Finding(check=CHECK, standing=Standing.OK, seen=f"mail goes to {named}")
    if len(dead) == len(hosts):
        return _problem(subject, f"mail goes to {named}, and none of them has an address")
    return Finding(
        check=CHECK,
        standing=Standing.WARNING,
        seen=f"mail goes to {named}; {', '.join(dead)} has no address",
        advice="take out what is no more",
    )


def _problem(subject: Subject, seen: str) -> Finding:
    return Finding(
        check=CHECK,
        standing=Standing.PROBLEM,
        seen=f"{seen}: {_LOST}",
        advice="name a host that takes mail for it",
        publish=_example(subject),
    )


def _example(subject: Subject) -> str:
    return f"{subject.domain}. IN MX 10 mail.{subject.domain}."
