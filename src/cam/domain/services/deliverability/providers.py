"""What the large mailbox providers ask of senders, held against what was found.

Google: support.google.com/a/answer/81126; Yahoo: senders.yahooinc.com/best-practices; Microsoft:
the requirements for high-volume senders to Outlook.com.
"""

from collections.abc import Mapping

from msgspec import Struct

from cam.domain.model.finding import Finding, Standing

Met = Mapping[str, bool | None]
"""What is asked for: met, not met, or (None) not known."""
SPF, DKIM, DMARC, ALIGNED = "SPF", "DKIM", "DMARC", "alignment"
PTR, TLS, ONE_CLICK = "PTR", "TLS", "one-click unsubscribe"
EITHER = "SPF or DKIM"


class Provider(Struct, frozen=True, kw_only=True):
    """What one asks of everybody, and what more of bulk senders (Google, Microsoft: 5,000 a
    day to their users)."""

    name: str
    of_all: tuple[str, ...]
    of_bulk: tuple[str, ...]


_ASKING = (
    Provider(
        name="Google",
        of_all=(EITHER, PTR, TLS),
        of_bulk=(SPF, DKIM, DMARC, ALIGNED, ONE_CLICK),
    ),
    Provider(name="Yahoo", of_all=(EITHER, PTR), of_bulk=(SPF, DKIM, DMARC, ALIGNED)),
    Provider(name="Microsoft", of_all=(), of_bulk=(SPF, DKIM, DMARC, ALIGNED)),
)


def asked_by_providers(met: Met) -> tuple[Finding, ...]:
    """One finding for each of them."""
    two = (met[SPF], met[DKIM])
    either = True if True in two else None if None in two else False
    return tuple(_of(provider, {**met, EITHER: either}) for provider in _ASKING)


def _of(provider: Provider, met: Met) -> Finding:
    check = f"asked by {provider.name}"
    for standing, asked, whom in (
        (Standing.PROBLEM, provider.of_all, "of every sender"),
        (Standing.WARNING, provider.of_bulk, "of bulk senders, and wise for all"),
    ):
        if lacking := [name for name in asked if met[name] is False]:
            return Finding(
                check=check,
                standing=standing,
                seen=f"lacks {', '.join(lacking)}: asked {whom}",
                advice=_advice(lacking),
            )
    if unknown := [n for n in (*provider.of_all, *provider.of_bulk) if met[n] is None]:
        return Finding(
            check=check,
            standing=Standing.UNTOLD,
            seen=f"not known: {', '.join(unknown)}",
            advice=_advice(unknown),
        )
    return Finding(check=check, standing=Standing.OK, seen="all that can be seen from here is met")


def _advice(names: list[str]) -> str:
    if names == [ONE_CLICK]:
        return "set CAM_PUBLIC_URL to an https:// address at which the world reaches this service"
    return "see above"
