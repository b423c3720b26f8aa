"""What can be known of addresses for free."""

from collections.abc import Collection, Mapping
from typing import Protocol

from cam.domain.model.checked import Checked


class AddressCheck(Protocol):
    """Looks at addresses without any credit, and without writing to anybody."""

    async def check(self, addresses: Collection[str]) -> Mapping[str, Checked]:
        """A verdict for each address, under the spelling in which it was given.

        What cannot be found out is UNKNOWN with its reason, never an error: this raises only
        DryRunWouldAct and cancellation. A cancelled caller takes nothing from the others.
        """
        ...
