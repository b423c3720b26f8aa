"""Who is the same person: the keys of all leads, looked up from either side."""

from collections import defaultdict
from collections.abc import Iterable

from cam.domain.model.recognition import Key, keys_of
from cam.testing.fakes.repository.state import State


class People:
    """Who has which key, in which campaign."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._holders: dict[Key, dict[int, int]] = defaultdict(dict)
        for lead_id, identity in state.keys.items():
            self.holds(lead_id, state.leads[lead_id].campaign_id, keys_of(identity))

    def holds(self, lead_id: int, campaign_id: int, keys: Iterable[Key]) -> None:
        """From now on that lead has these keys in its campaign."""
        for key in keys:
            self._holders[key][campaign_id] = lead_id

    def in_campaign(self, campaign_id: int, keys: Iterable[Key]) -> dict[Key, int]:
        """Those of the keys that the campaign knows, with the lead that has each."""
        known = ((key, self._holders.get(key, {}).get(campaign_id)) for key in sorted(keys))
        return {key: lead_id for key, lead_id in known if lead_id is not None}

    def in_other_active(self, campaign_id: int, keys: Iterable[Key]) -> dict[Key, set[int]]:
        """The leads of other active campaigns by the keys that they have; none for a campaign that
        may share its people."""
        if self._state.campaigns[campaign_id].share_people:
            return {}
        found = {
            key: {
                lead_id
                for owner, lead_id in self._holders.get(key, {}).items()
                if owner != campaign_id and self._state.campaigns[owner].is_active
            }
            for key in keys
        }
        return {key: leads for key, leads in found.items() if leads}
