"""An address check whose domains a test names."""

from collections.abc import Collection, Mapping

from cam.domain.model import address
from cam.domain.model.checked import Checked, Verdict, at_sight, in_domain
from cam.ports.dry_run import refuse_while_planning


class FakeAddressCheck:
    """Every domain takes mail, but for those that `domains` says another thing of."""

    def __init__(self, domains: Mapping[str, Verdict] | None = None) -> None:
        self.domains = dict(domains or {})
        """Lower-case domain to NO_MAIL, DISPOSABLE, UNKNOWN or OK."""
        self.asked: list[str] = []
        """Every address of every question, in order."""

    async def check(self, addresses: Collection[str]) -> Mapping[str, Checked]:
        """By the rules that hold for every check, and by `domains`."""
        refuse_while_planning("dns")
        self.asked += addresses
        return {each: self._checked(each) for each in addresses}

    def _checked(self, email: str) -> Checked:
        told = at_sight(email, self._is_disposable)
        if told is not None:
            return told
        domain = address.domain_of(email)
        verdict = self.domains.get(domain, Verdict.OK)
        return in_domain(email, Checked(verdict, f"{domain}: {verdict}"))

    def _is_disposable(self, domain: str) -> bool:
        return self.domains.get(domain) is Verdict.DISPOSABLE
