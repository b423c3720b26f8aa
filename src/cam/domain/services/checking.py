"""CAM's own look at addresses, before anybody is paid for one and before anybody is written to."""

from collections.abc import Collection
from datetime import datetime

from cam.domain.model.lead import Lead
from cam.domain.model.learning import looked_at
from cam.domain.model.prospect import EmailStatus
from cam.ports.address_check import AddressCheck

_DECIDED = (EmailStatus.NONE, EmailStatus.INVALID)


class Checking:
    """Looks at leads' addresses; without an AddressCheck nothing is looked at."""

    def __init__(self, check: AddressCheck | None) -> None:
        self._check = check

    async def looked_at(self, leads: Collection[Lead], now: datetime) -> dict[int, Lead]:
        """Those leads whose address turned out to stand differently, by id."""
        wanted = [
            lead
            for lead in leads
            if lead.email and not lead.is_stopped and lead.email_status not in _DECIDED
        ]
        if self._check is None or not wanted:
            return {}
        verdicts = await self._check.check({lead.email for lead in wanted})
        after = {lead.id: looked_at(lead, verdicts[lead.email], now) for lead in wanted}
        return {lead.id: after[lead.id] for lead in wanted if after[lead.id] is not lead}
