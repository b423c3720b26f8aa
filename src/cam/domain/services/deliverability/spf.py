"""SPF (RFC 7208): the record, and whether it lets the sending host."""

from collections.abc import Iterator, Mapping

from msgspec import structs

from cam.domain.model import spf
from cam.domain.model.finding import Finding, Standing, txt, unanswered
from cam.domain.model.mail_hosts import MailHost
from cam.domain.model.spf_macros import Asked
from cam.domain.model.spf_walk import Result, Walk
from cam.domain.services.deliverability.addresses import Addresses
from cam.domain.services.deliverability.subject import Ip, Subject, is_name
from cam.domain.services.deliverability.walking import Walker
from cam.ports.dns import Dns
from cam.ports.organisation import Organisations

RECORD, HOST = "SPF record", "SPF of the mail server"
_END = "end it in ~all or -all"


async def walked(dns: Dns, subject: Subject, ip: Ip | None = None) -> Walk:
    """The record of the sender's domain and all that it leads to, for one address or for none."""
    return await Walker(dns, Asked(sender=subject.sender, ip=ip)).walk(subject.domain)


async def record(dns: Dns, subject: Subject, walk: Walk) -> Finding:
    """Is there one record, and can every receiver evaluate it?"""
    if walk.missed:
        return unanswered(RECORD, walk.missed)
    if not walk.record:
        return await _no_single_one(dns, subject)
    found = Finding(check=RECORD, standing=Standing.OK, seen=walk.record)
    for standing, seen, advice, mended in _blemishes(walk):
        publish = txt(walk.domain, mended) if mended else ""
        found = found.noting(standing, seen, advice, publish=publish)
    if missed := walk.not_told:
        found = found.noting(Standing.UNTOLD, f"not all of it could be looked up: {missed}")
        found = structs.replace(found, missed=True)
    return found


async def host(
    dns: Dns, subject: Subject, walk: Walk, addresses: Addresses, organisations: Organisations
) -> Finding:
    """Does the record let the server that sends?"""
    found = Finding(check=HOST, standing=Standing.OK, seen="")
    if walk.missed:
        return unanswered(HOST, walk.missed)
    if not walk.record:
        return structs.replace(found, standing=Standing.UNTOLD, seen="there is no SPF record")
    if (known := subject.host) is not None:
        return _by_provider(found, walk, known)
    if not addresses.known:
        return structs.replace(
            found,
            standing=Standing.UNTOLD,
            seen=addresses.why,
            advice=addresses.advice,
            missed=addresses.missed,
        )
    if not addresses.stated and (kin := _kin(subject, walk, organisations)):
        return structs.replace(found, seen=f"it includes {kin}, which is {subject.smtp_host}'s own")
    said = {ip: (await walked(dns, subject, ip)).says(ip) for ip in addresses.known}
    return _by_address(found, walk, addresses, said)


async def _no_single_one(dns: Dns, subject: Subject) -> Finding:
    answer = await dns.ask(subject.domain, "TXT")
    records = [each for each in answer.found if spf.is_record(each)]
    mechanisms = [word for each in records for word in spf.ending(each, "").split()[1:]]
    merged = " ".join(["v=spf1", *dict.fromkeys(mechanisms or [_own(subject)]), "~all"])
    if records:
        seen = f"{len(records)} records, which is an error: {' / '.join(records)}"
        advice = "publish one, and remove the others"
    else:
        seen, advice = f"{subject.domain} has none", "publish one"
    return Finding(
        check=RECORD,
        standing=Standing.PROBLEM,
        seen=seen,
        advice=advice,
        publish=txt(subject.domain, merged),
    )


def _own(subject: Subject) -> str:
    """The mechanism that lets this sender's server, as far as it is known."""
    if subject.leaves_from:
        return " ".join(f"ip{ip.version}:{ip}" for ip in subject.leaves_from)
    if subject.host is not None:
        return f"include:{subject.host.spf[0]}"
    return f"a:{subject.smtp_host}" if is_name(subject.smtp_host) else "mx"


def _blemishes(walk: Walk) -> Iterator[tuple[Standing, str, str, str]]:
    """Each with what was seen, what to do, and the record as it should be, if it can be told."""
    wrongs = walk.wrongs
    if wrongs:
        advice = "mend it: a broken record is an error to every receiver (permerror)"
        yield Standing.PROBLEM, "; ".join(wrongs), advice, ""
    if walk.lookups > spf.MOST_LOOKUPS:
        seen = f"{walk.lookups} look-ups where {spf.MOST_LOOKUPS} are allowed (RFC 7208 4.6.4)"
        yield Standing.PROBLEM, seen, "take out what no longer sends, name its addresses", ""
    elif walk.record and not wrongs:
        yield Standing.OK, f"{walk.lookups} of {spf.MOST_LOOKUPS} look-ups", "", ""
    if walk.void > spf.MOST_VOID:
        seen = f"{walk.void} look-ups find nothing where {spf.MOST_VOID} are allowed"
        yield Standing.PROBLEM, seen, "take out the names that are no more", ""
    if walk.lets_everybody:
        seen = "it lets the whole world send in your name"
        yield Standing.PROBLEM, seen, _END, "" if wrongs else spf.ending(walk.record)
    elif not wrongs:
        yield from _at_its_end(walk)
    if any(each.term.name == "ptr" for each in walk.all_steps):
        yield Standing.WARNING, "it asks by ptr", "name addresses instead (RFC 7208 5.5)", ""


def _at_its_end(walk: Walk) -> Iterator[tuple[Standing, str, str, str]]:
    ends = [each.term for each in walk.steps if each.term.name in ("all", "redirect")]
    if not ends:
        seen = "it does not say what is to become of others"
        yield Standing.WARNING, seen, _END, spf.ending(walk.record)
    elif ends[0].qualifier == "?":
        yield Standing.WARNING, "?all says nothing", _END, spf.ending(walk.record)


def _by_provider(found: Finding, walk: Walk, known: MailHost) -> Finding:
    included = {each.domain.lower() for each in walk.all_walks}
    if there := included & {*known.spf}:
        seen = f"it includes {', '.join(sorted(there))}, as {known.name} asks"
        return structs.replace(found, seen=seen)
    if missed := walk.not_told:
        return unanswered(HOST, missed)
    return structs.replace(
        found,
        standing=Standing.PROBLEM,
        seen=f"mails go out by {known.name}, which the record does not include",
        advice=f"add include:{known.spf[0]}, or what {known.name} tells you",
        publish=txt(walk.domain, spf.allowing(walk.record, f"include:{known.spf[0]}")),
    )


def _kin(subject: Subject, walk: Walk, organisations: Organisations) -> str:
    """An included record of the organisation whose server it is: its own matter whom it lets."""
    if not is_name(subject.smtp_host):
        return ""
    theirs = organisations.domain(subject.smtp_host)
    led_to = (each.domain for each in walk.all_walks if each is not walk)
    return next((each for each in led_to if organisations.domain(each) == theirs), "")


def _by_address(
    found: Finding, walk: Walk, addresses: Addresses, said: Mapping[Ip, Result]
) -> Finding:
    seen = ", ".join(f"{ip}: {result}" for ip, result in said.items())
    if Result.TEMPERROR in said.values():
        return unanswered(HOST, f"{seen} {walk.not_told}".strip())
    if Result.PERMERROR in said.values():
        return structs.replace(
            found, standing=Standing.PROBLEM, seen=seen, advice="mend the SPF record"
        )
    others = [ip for ip, result in said.items() if result is not Result.PASS]
    if not others:
        return structs.replace(found, seen=seen)
    mechanisms = " ".join(f"ip{ip.version}:{ip}" for ip in others)
    guess = "" if addresses.stated else f"; if mails leave from elsewhere, {addresses.advice}"
    return structs.replace(
        found,
        standing=Standing.PROBLEM if Result.FAIL in said.values() else Standing.WARNING,
        seen=seen,
        advice=f"let it send{guess}",
        publish=txt(walk.domain, spf.allowing(walk.record, mechanisms)),
    )
