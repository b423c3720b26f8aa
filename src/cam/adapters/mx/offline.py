"""AddressCheck for where the DNS must not be asked: what the address itself tells, no more."""

from collections.abc import Collection, Mapping

from cam.adapters.mx.disposable import is_disposable
from cam.domain.model.checked import Checked, Verdict, at_sight, in_domain

_NOT_ASKED = Checked(Verdict.UNKNOWN, "the DNS is not asked (CAM_DNS=off)")


class OfflineCheck:
    """Never leaves this process, so that a dry run may ask it too."""

    async def check(self, addresses: Collection[str]) -> Mapping[str, Checked]:
        """Of no domain is it known whether it takes mail."""
        return {
            each: at_sight(each, is_disposable) or in_domain(each, _NOT_ASKED) for each in addresses
        }
