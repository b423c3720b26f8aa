"""Does what SPF and DKIM vouch for speak for the domain in From (RFC 7489 3.1)?"""

from msgspec import Struct

from cam.domain.model.dmarc import Policy, aligned
from cam.domain.model.finding import Finding, Standing
from cam.domain.services.deliverability.subject import Subject
from cam.ports.organisation import Organisations

CHECK = "alignment"


class Vouched(Struct, frozen=True, kw_only=True):
    """What SPF and DKIM vouch for; None: it could not be told."""

    spf: bool | None
    dkim: bool | None
    dkim_domain: str = ""
    """Empty: not known."""


def alignment(
    subject: Subject, vouched: Vouched, held: Policy | None, organisations: Organisations
) -> Finding:
    """One of both is enough for DMARC; the envelope's domain is that of From."""
    mode = "strict" if held is not None and held.strict_dkim else "relaxed"
    if vouched.dkim_domain and not _speaks(subject, vouched.dkim_domain, held, organisations):
        return _misaligned(subject, vouched, mode)
    counts = [vouched.spf, vouched.dkim]
    names = [name for name, it in zip(("SPF", "DKIM"), counts, strict=True) if it]
    if names:
        seen = f"{' and '.join(names)} vouch{'es' if len(names) == 1 else ''} for {subject.domain}"
        found = Finding(check=CHECK, standing=Standing.OK, seen=seen)
        return found if len(names) == 2 else _alone(found, names[0])
    if None in counts:
        return Finding(
            check=CHECK,
            standing=Standing.UNTOLD,
            seen="neither SPF nor DKIM is sure to vouch for the domain in From",
            advice="settle those two first",
        )
    return Finding(
        check=CHECK,
        standing=Standing.PROBLEM,
        seen=f"neither SPF nor DKIM vouches for {subject.domain}",
        advice="mend one of them at least; DMARC fails otherwise",
    )


def _alone(found: Finding, name: str) -> Finding:
    if name == "DKIM":
        return found
    return found.noting(Standing.OK, "a forwarded mail loses it, where DKIM's would stay")


def _speaks(
    subject: Subject, domain: str, held: Policy | None, organisations: Organisations
) -> bool:
    return aligned(
        subject.domain,
        domain,
        organisations.domain(subject.domain),
        organisations.domain(domain),
        strict=held is not None and held.strict_dkim,
    )


def _misaligned(subject: Subject, vouched: Vouched, mode: str) -> Finding:
    return Finding(
        check=CHECK,
        standing=Standing.PROBLEM if vouched.spf is False else Standing.WARNING,
        seen=f"mails are signed for {vouched.dkim_domain}, which does not speak for"
        f" {subject.domain} ({mode})",
        advice=f"sign for {subject.domain}: set CAM_DKIM_DOMAIN to it, and publish the key there",
    )
