"""Looks at all that decides whether mails arrive."""

from msgspec import Struct

from cam.domain.model.finding import Deliverability, Finding, Standing
from cam.domain.services.deliverability import dmarc, providers, reverse, spf
from cam.domain.services.deliverability.addresses import addresses
from cam.domain.services.deliverability.alignment import Vouched, alignment
from cam.domain.services.deliverability.dkim import signing
from cam.domain.services.deliverability.exchanges import exchanges
from cam.domain.services.deliverability.secured import secured
from cam.domain.services.deliverability.subject import Subject
from cam.ports.clock import Clock
from cam.ports.dkim_keys import DkimKeys
from cam.ports.dns import Dns
from cam.ports.mail_server import MailServer
from cam.ports.organisation import Organisations


class Eyes(Struct, frozen=True, kw_only=True):
    """What the mail doctor looks with. Without a `server` none is configured."""

    dns: Dns
    keys: DkimKeys
    organisations: Organisations
    server: MailServer | None
    clock: Clock

    async def looked(self, subject: Subject) -> Deliverability:
        """Everything that was found out. No mail is offered, nobody is told, nothing is spent."""
        known = await addresses(self.dns, subject)
        walk = await spf.walked(self.dns, subject, next(iter(known.known), None))
        record = await spf.record(self.dns, subject, walk)
        host = await spf.host(self.dns, subject, walk, known, self.organisations)
        signed = await signing(self.dns, self.keys, subject)
        held = await dmarc.held(self.dns, self.organisations, subject)
        vouched = Vouched(
            spf=_met(record, host), dkim=_met(*signed.findings), dkim_domain=signed.domain
        )
        aligned = alignment(subject, vouched, held.policy, self.organisations)
        mx = await exchanges(self.dns, subject)
        ptr = await reverse.reverse(self.dns, subject, known)
        tls = await secured(self.server, self.clock.now())
        asked = providers.asked_by_providers(
            {
                providers.SPF: vouched.spf,
                providers.DKIM: vouched.dkim,
                providers.DMARC: _met(held.finding),
                providers.ALIGNED: _met(aligned),
                providers.PTR: _met(ptr),
                providers.TLS: _met(tls),
                providers.ONE_CLICK: subject.public_url.startswith("https://"),
            }
        )
        findings = (record, host, *signed.findings, held.finding, aligned, mx, ptr, tls, *asked)
        return Deliverability(domain=subject.domain, findings=findings)


def _met(*findings: Finding) -> bool | None:
    """Is it as it should be? None: it could not be told."""
    standings = {each.standing for each in findings}
    if Standing.PROBLEM in standings:
        return False
    return None if Standing.UNTOLD in standings else True
