"""DMARC (RFC 7489, RFC 9091): the policy that holds for the sender's domain."""

from msgspec import Struct

from cam.domain.model.dmarc import Policy, is_policy, policy
from cam.domain.model.finding import Finding, Standing, txt, unanswered
from cam.domain.model.tag_list import MalformedRecord
from cam.domain.services.deliverability.subject import Subject
from cam.ports.dns import Dns
from cam.ports.organisation import Organisations

CHECK = "DMARC"
_LATER = "once the reports show that all your mails pass"


class Held(Struct, frozen=True, kw_only=True):
    """What was found, and the policy that holds if there is one."""

    finding: Finding
    policy: Policy | None = None


async def held(dns: Dns, organisations: Organisations, subject: Subject) -> Held:
    """The domain's own policy, else its organisation's, else the public suffix's."""
    organisation = organisations.domain(subject.domain)
    for domain in dict.fromkeys((subject.domain, organisation)):
        answer = await dns.ask(f"_dmarc.{domain}", "TXT")
        if answer.missed:
            return Held(finding=unanswered(CHECK, answer.missed))
        records = [each for each in answer.found if is_policy(each)]
        if records:
            return await _read(dns, organisations, subject, domain, records)
    return await _above(dns, organisations, subject, organisation)


async def _above(
    dns: Dns, organisations: Organisations, subject: Subject, organisation: str
) -> Held:
    """RFC 9091 is an experiment: a policy there shows care of the registry, not of the sender."""
    suffix = organisations.suffix(subject.domain)
    answer = await dns.ask(f"_dmarc.{suffix}", "TXT")
    above = any(is_policy(each) for each in answer.found)
    note = f", only {suffix} has (RFC 9091)" if above else ""
    finding = Finding(
        check=CHECK,
        standing=Standing.PROBLEM,
        seen=f"{subject.domain} has no policy{note}",
        advice="publish one, and read the reports",
        publish=_advised(organisation, "none"),
    )
    return Held(finding=finding)


async def _read(
    dns: Dns, organisations: Organisations, subject: Subject, domain: str, records: list[str]
) -> Held:
    if len(records) > 1:
        seen = f"{len(records)} policies at _dmarc.{domain}, which count as none"
        return _broken(seen, "publish one, and remove the others", records[0], domain)
    try:
        read = policy(records[0])
    except MalformedRecord as malformed:
        return _broken(f"_dmarc.{domain}: {malformed}", "publish it anew", "", domain)
    finding = Finding(check=CHECK, standing=Standing.OK, seen=f"_dmarc.{domain}: {records[0]}")
    in_force = read.policy if domain == subject.domain else read.subdomains
    if in_force == "none":
        finding = finding.noting(
            Standing.WARNING,
            "the policy in force is none: enough for the large providers, and no protection",
            f"go on to quarantine {_LATER}",
            publish=_advised(domain, "quarantine") if read.reports_to else "",
        )
    if read.percent < 100:
        finding = finding.noting(
            Standing.WARNING,
            f"it holds for {read.percent} % of the mails",
            f"take out pct {_LATER}",
        )
    finding = await _reported(dns, organisations, domain, read, finding)
    return Held(finding=finding, policy=read)


async def _reported(
    dns: Dns, organisations: Organisations, domain: str, read: Policy, finding: Finding
) -> Finding:
    """Reports go to another organisation only with its consent (RFC 7489 7.1)."""
    if not read.reports_to:
        advice = f"add rua=mailto:dmarc@{domain}, and read the reports"
        publish = _advised(domain, read.policy)
        return finding.noting(Standing.WARNING, "nobody gets the reports", advice, publish=publish)
    for address in read.reports_to:
        there = address.rpartition("@")[2].lower()
        if organisations.domain(there) == organisations.domain(domain):
            continue
        name = f"{domain}._report._dmarc.{there}"
        answer = await dns.ask(name, "TXT")
        if not (answer.missed or any(is_policy(each) for each in answer.found)):
            finding = finding.noting(
                Standing.WARNING,
                f"{there} does not agree to get the reports",
                f"have it publish its consent, or name an address at {domain}",
                publish=txt(name, "v=DMARC1"),
            )
    return finding


def _broken(seen: str, advice: str, record: str, domain: str) -> Held:
    publish = txt(f"_dmarc.{domain}", record) if record else _advised(domain, "none")
    return Held(
        finding=Finding(
            check=CHECK, standing=Standing.PROBLEM, seen=seen, advice=advice, publish=publish
        )
    )


def _advised(domain: str, asked: str) -> str:
    return txt(f"_dmarc.{domain}", f"v=DMARC1; p={asked}; rua=mailto:dmarc@{domain}")
