"""Dropcontact's word that a result is there.

It is not signed and no retry is promised, so nothing is taken from it but "look now": the result
itself is fetched with the key.
"""

from typing import Any

from msgspec import Struct

from cam.adapters.decoding import decoded
from cam.adapters.dropcontact.answers import REQUEST_ID

EVENT = "enrich_api_result"


class _Event(Struct):
    """One entry of the callback's array."""

    event_type: Any = None
    data: Any = None

    @property
    def reference(self) -> str:
        told = self.data.get("request_id") if isinstance(self.data, dict) else None
        right = self.event_type == EVENT and isinstance(told, str) and REQUEST_ID.fullmatch(told)
        return str(told) if right else ""


def references_in(body: bytes) -> tuple[str, ...]:
    """The ids of the requests whose results are ready, each once; none in what is no callback."""
    events = decoded(body, list[_Event]) or []
    return tuple(dict.fromkeys(each.reference for each in events if each.reference))
