"""Looking at how a mail server is secured: connect, secure, goodbye. Nobody logs in."""

import asyncio
import ssl
from contextlib import suppress

import aiosmtplib
from cryptography import x509
from cryptography.x509 import (
    DNSName,
    ExtensionNotFound,
    NameOID,
    SubjectAlternativeName,
    load_der_x509_certificate,
)

from cam.adapters.smtp.dialling import FAULTS, Account
from cam.adapters.smtp.replies import plain
from cam.adapters.smtp.verdicts import caused_by
from cam.ports.dry_run import refuse_while_planning
from cam.ports.mail_server import Certificate, Flaw, Secured

PATIENCE = 10.0
"""Seconds that the server may take."""
_FLAWS = {
    9: Flaw.NOT_YET,
    10: Flaw.EXPIRED,
    18: Flaw.SELF_SIGNED,
    19: Flaw.SELF_SIGNED,
    62: Flaw.OTHER_NAME,
    64: Flaw.OTHER_NAME,
}
"""By OpenSSL's X509_V_ERR numbers."""


class SmtpServer:
    """Keeps `ports.mail_server.MailServer` for the server of an account."""

    def __init__(
        self,
        account: Account,
        *,
        patience: float = PATIENCE,
        tls_context: ssl.SSLContext | None = None,
    ) -> None:
        self._account = account
        self._patience = patience
        self._context = tls_context or ssl.create_default_context()

    async def look(self) -> Secured:
        """Connects as the mailer does; a certificate that is not trusted is looked at as well."""
        refuse_while_planning("the mail server")
        place = f"{self._account.host}:{self._account.port}"
        if self._account.tls == "none":
            return Secured(detail=f"{place} is on this machine: no TLS is asked for")
        try:
            return await self._connected(self._context)
        except FAULTS as fault:
            refused = caused_by(fault, ssl.SSLCertVerificationError)
            if refused is None:
                return self._unsecured(place, fault)
        shown = await self._shown()
        flaw = _FLAWS.get(refused.verify_code, Flaw.UNTRUSTED)
        return Secured(flaw=flaw, detail=plain(refused.verify_message), certificate=shown)

    def _unsecured(self, place: str, fault: Exception) -> Secured:
        if isinstance(fault, _NoStarttls):
            return Secured(flaw=Flaw.NO_STARTTLS, detail=place)
        if failure := caused_by(fault, ssl.SSLError):
            return Secured(flaw=Flaw.NO_TLS, detail=f"{place}: {plain(str(failure))}")
        said = plain(str(fault)) or "it did not answer in time"
        return Secured(flaw=Flaw.UNREACHABLE, detail=f"{place} cannot be reached: {said}")

    async def _shown(self) -> Certificate | None:
        """The certificate that was refused; what goes over this connection is never trusted."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        try:
            return (await self._connected(context)).certificate
        except FAULTS:
            return None

    async def _connected(self, context: ssl.SSLContext) -> Secured:
        """Raises the FAULTS of dialling."""
        account = self._account
        client = aiosmtplib.SMTP(
            hostname=account.host,
            port=account.port,
            local_hostname=account.local_hostname or "[127.0.0.1]",
            timeout=None,
            use_tls=account.tls == "implicit",
            start_tls=False,
            tls_context=context,
        )
        try:
            async with asyncio.timeout(self._patience):
                await client.connect()
                await client.ehlo()
                if account.tls == "starttls":
                    if not client.supports_extension("starttls"):
                        raise _NoStarttls
                    await client.starttls(tls_context=context)
                seen = _secured(client)
                with suppress(*FAULTS):
                    await client.quit()
                return seen
        finally:
            client.close()


class _NoStarttls(aiosmtplib.SMTPException):
    """The server does not offer it."""

    def __init__(self) -> None:
        super().__init__("STARTTLS is not offered")


def _secured(client: aiosmtplib.SMTP) -> Secured:
    tls = client.transport.get_extra_info("ssl_object") if client.transport else None
    if tls is None:
        raise aiosmtplib.SMTPServerDisconnected("the connection was closed")
    shown = tls.getpeercert(binary_form=True)
    return Secured(
        protocol=tls.version(),
        certificate=_certificate(load_der_x509_certificate(shown)) if shown else None,
    )


def _certificate(shown: x509.Certificate) -> Certificate:
    organisation = shown.issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    issuer = organisation or shown.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
    return Certificate(
        names=tuple(plain(each) for each in _names(shown)),
        issuer=plain(str(issuer[0].value)) if issuer else "an authority without a name",
        expires_at=shown.not_valid_after_utc,
    )


def _names(shown: x509.Certificate) -> list[str]:
    try:
        names = shown.extensions.get_extension_for_class(SubjectAlternativeName).value
    except ExtensionNotFound:
        return []
    return [*names.get_values_for_type(DNSName)]
