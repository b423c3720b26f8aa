"""The name of the sending address, there and back (PTR, FCrDNS)."""

from collections.abc import Sequence

from msgspec import structs

from cam.domain.model.finding import Finding, Standing, unanswered, worst
from cam.domain.services.deliverability.addresses import Addresses
from cam.domain.services.deliverability.subject import Ip, Subject
from cam.ports.dns import Dns

CHECK = "PTR"


async def reverse(dns: Dns, subject: Subject, addresses: Addresses) -> Finding:
    """Does each address have a name that leads back to it?"""
    if subject.host is not None:
        seen = f"{subject.host.name} sees to that for its own servers"
        return Finding(check=CHECK, standing=Standing.OK, seen=seen)
    if not addresses.known:
        return Finding(
            check=CHECK,
            standing=Standing.UNTOLD,
            seen=addresses.why,
            advice=addresses.advice,
            missed=addresses.missed,
        )
    found = [await _of_one(dns, ip, addresses, subject) for ip in addresses.known]
    return _together(found)


def _together(found: Sequence[Finding]) -> Finding:
    return structs.replace(
        found[0],
        standing=worst(*(each.standing for each in found)),
        seen="; ".join(each.seen for each in found),
        advice=next((each.advice for each in found if each.advice), ""),
        publish=next((each.publish for each in found if each.publish), ""),
        missed=any(each.missed for each in found),
    )


async def _of_one(dns: Dns, ip: Ip, addresses: Addresses, subject: Subject) -> Finding:
    answer = await dns.ask(ip.reverse_pointer, "PTR")
    if answer.missed:
        return unanswered(CHECK, f"{ip}: {answer.missed}")
    for name in answer.found:
        there = await dns.ask(name, "A" if ip.version == 4 else "AAAA")
        if there.missed:
            return unanswered(CHECK, f"{name}: {there.missed}")
        if str(ip) in there.found:
            seen = f"{ip} is {name}, and back"
            return Finding(check=CHECK, standing=Standing.OK, seen=seen)
    if answer.found:
        seen = f"{ip} is {', '.join(answer.found)}, which does not lead back to it"
    else:
        seen = f"{ip} has no name"
    guess = "" if addresses.stated else f"; if mails leave from elsewhere, {addresses.advice}"
    return Finding(
        check=CHECK,
        standing=Standing.PROBLEM if addresses.stated else Standing.WARNING,
        seen=seen,
        advice=f"ask whoever lends the address for a name that leads back to it{guess}",
        publish=f"{ip.reverse_pointer}. IN PTR {subject.server_name}.",
    )
