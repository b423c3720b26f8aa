"""TLS of the mail server: it is verified, or no mail leaves."""

from datetime import datetime, timedelta

from cam.domain.model.finding import Finding, Standing, unanswered
from cam.ports.mail_server import Flaw, MailServer, Secured

CHECK = "TLS"
SOON = timedelta(days=14)
_ADVICE = {
    Flaw.NO_STARTTLS: "enable STARTTLS there, or use port 465 and SMTP_TLS=implicit",
    Flaw.NO_TLS: "SMTP_TLS=implicit is for port 465, starttls for 587",
    Flaw.EXPIRED: "renew it",
    Flaw.NOT_YET: "look at the clocks of both machines",
    Flaw.SELF_SIGNED: "have it signed by a public authority",
    Flaw.OTHER_NAME: "use one of its names as SMTP_HOST, or have a certificate for this one made",
    Flaw.UNTRUSTED: "have the server send its whole chain, or use a public authority",
}


async def secured(server: MailServer | None, now: datetime) -> Finding:
    """Would the mailer trust the connection, and for how long?"""
    if server is None:
        return Finding(
            check=CHECK,
            standing=Standing.UNTOLD,
            seen="no mail server is configured",
            advice="set SMTP_HOST",
        )
    look = await server.look()
    if look.flaw is Flaw.UNREACHABLE:
        return unanswered(CHECK, look.detail)
    if look.flaw is not None:
        return Finding(
            check=CHECK,
            standing=Standing.PROBLEM,
            seen="; ".join(filter(None, (str(look.flaw), _shown(look), look.detail))),
            advice=_ADVICE[look.flaw],
        )
    return _trusted(look, now)


def _trusted(look: Secured, now: datetime) -> Finding:
    if look.certificate is None:
        return Finding(check=CHECK, standing=Standing.OK, seen=look.detail)
    found = Finding(check=CHECK, standing=Standing.OK, seen=f"{look.protocol}, {_shown(look)}")
    left = look.certificate.expires_at - now
    if left < SOON:
        return found.noting(Standing.WARNING, f"that is in {left.days} days", "renew it now")
    return found


def _shown(look: Secured) -> str:
    if look.certificate is None:
        return ""
    names = ", ".join(look.certificate.names[:3]) or "nobody"
    until = f"{look.certificate.expires_at:%Y-%m-%d}"
    return f"certificate for {names} by {look.certificate.issuer}, until {until}"
