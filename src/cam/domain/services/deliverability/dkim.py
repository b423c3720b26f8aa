"""DKIM (RFC 6376): the published key, and whether what CAM signs verifies by it."""

from msgspec import Struct, structs

from cam.domain.model.dkim import KeyRecord, key_record
from cam.domain.model.finding import Finding, Standing, txt, unanswered
from cam.domain.model.mail_hosts import USUAL_SELECTORS
from cam.domain.model.tag_list import MalformedRecord
from cam.domain.services.deliverability.subject import Subject
from cam.ports.dkim_keys import DkimKeys
from cam.ports.dns import Dns

KEY, SIGNATURE = "DKIM key", "DKIM signature"
LEAST_BITS, ADVISED_BITS = 1024, 2048
"""RFC 8301 3.2; Google and Yahoo say the same."""


class Signing(Struct, frozen=True, kw_only=True):
    """What is known of the signatures."""

    findings: tuple[Finding, ...]
    domain: str = ""
    """In whose name it is signed; empty: not known."""


async def signing(dns: Dns, keys: DkimKeys, subject: Subject) -> Signing:
    """Looks at the own key; without one at what the server's own signature would need."""
    if keys.unusable:
        advice = "give a key that can sign, such as `openssl genrsa 2048` makes"
        problem = Finding(check=KEY, standing=Standing.PROBLEM, seen=keys.unusable, advice=advice)
        return Signing(findings=(problem,))
    if keys.own is None:
        return await _by_the_server(dns, keys, subject)
    own = keys.own
    name = f"{own.selector}._domainkey.{own.domain}"
    found, record = await _published(dns, keys, name)
    if found.missed:
        return Signing(findings=(found,), domain=own.domain)
    if record is None or not keys.same(record):
        why = "CAM signs with another key" if record else "CAM signs"
        found = structs.replace(
            found.noting(Standing.PROBLEM, why),
            advice="publish the key that signs, and nothing else there",
            publish=txt(name, own.record),
        )
        return Signing(findings=(found,), domain=own.domain)
    return Signing(findings=(found, await _signature(dns, keys, name)), domain=own.domain)


async def _signature(dns: Dns, keys: DkimKeys, name: str) -> Finding:
    answer = await dns.ask(name, "TXT")
    if why := keys.why_refused(answer.found[0]):
        advice = "please report it: the key is right and the signature is not"
        return Finding(check=SIGNATURE, standing=Standing.PROBLEM, seen=why, advice=advice)
    seen = "a test message, signed as mails are, verifies by the published key"
    return Finding(check=SIGNATURE, standing=Standing.OK, seen=seen)


async def _by_the_server(dns: Dns, keys: DkimKeys, subject: Subject) -> Signing:
    """CAM does not sign, so the server has to; a key that is published is a sign that it does."""
    known = subject.host.selectors if subject.host else USUAL_SELECTORS
    for selector in (subject.selector,) if subject.selector else known:
        name = f"{selector}._domainkey.{subject.domain}"
        found, record = await _published(dns, keys, name)
        if record is not None or subject.selector:
            found = found.noting(
                Standing.OK, "CAM does not sign: that the server does is not looked at"
            )
            return Signing(findings=(found,), domain=subject.domain if record else "")
        if found.missed:
            return Signing(findings=(found,))
    advice = (
        "have the server sign and name its selector (--selector NAME), or have CAM sign: set"
        " CAM_DKIM_DOMAIN, CAM_DKIM_SELECTOR and CAM_DKIM_KEY"
    )
    seen = f"CAM does not sign, and no key is published at {', '.join(known)}._domainkey"
    untold = Finding(check=KEY, standing=Standing.UNTOLD, seen=seen, advice=advice)
    return Signing(findings=(untold,))


async def _published(dns: Dns, keys: DkimKeys, name: str) -> tuple[Finding, KeyRecord | None]:
    """What is found under the name; with the record when verifiers can use it."""
    answer = await dns.ask(name, "TXT")
    if answer.missed:
        return unanswered(KEY, answer.missed), None
    if len(answer.found) != 1:
        number = "several records are" if answer.found else "nothing is"
        return _problem(f"{number} published at {name}", "publish one key there"), None
    try:
        record = key_record(answer.found[0])
    except MalformedRecord as malformed:
        return _problem(f"{name}: {malformed}", "publish it anew"), None
    if not record.public:
        return _problem(f"{name}: the key is revoked (p=)", "sign with another key"), None
    if record.kind != "rsa":
        seen = f"{name}: a key of the kind {record.kind}, which not every receiver checks"
        return Finding(check=KEY, standing=Standing.WARNING, seen=seen), None
    try:
        bits = keys.bits(record)
    except MalformedRecord as malformed:
        return _problem(f"{name}: {malformed}", "publish it anew"), None
    return _measured(name, bits, record), record


def _measured(name: str, bits: int, record: KeyRecord) -> Finding:
    seen = f"{name}: an RSA key of {bits} bits"
    if bits < LEAST_BITS:
        return _problem(seen, f"{LEAST_BITS} are the least (RFC 8301), {ADVISED_BITS} are advised")
    found = Finding(check=KEY, standing=Standing.OK, seen=seen)
    if bits < ADVISED_BITS:
        found = found.noting(Standing.WARNING, "which is short", f"{ADVISED_BITS} are advised")
    if record.testing:
        found = found.noting(
            Standing.WARNING, "t=y says that it is a test", "take t=y out of the record"
        )
    return found


def _problem(seen: str, advice: str) -> Finding:
    return Finding(check=KEY, standing=Standing.PROBLEM, seen=seen, advice=advice)
