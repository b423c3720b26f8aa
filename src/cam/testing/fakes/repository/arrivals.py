"""Arrivals in memory."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from cam.domain.model.arrival import Arrival, ArrivalKind
from cam.domain.model.attempt import AttemptState
from cam.domain.model.errors import ReplyNotFound
from cam.domain.model.inbox import Mark
from cam.domain.model.incoming import BounceKind
from cam.testing.fakes.repository.state import State


class FakeArrivals:
    """Keeps `ports.repository.Arrivals`."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._arrivals = state.arrivals

    async def mark(self, mailbox: str, folder: str) -> Mark | None:
        """How far the folder was read."""
        return self._state.inbox_marks.get((mailbox, folder))

    async def advance(self, mailbox: str, folder: str, before: Mark | None, after: Mark) -> bool:
        """The folder is read up to `after`."""
        kept = await self.mark(mailbox, folder)
        if _place(kept) != _place(before):
            return False
        self._state.inbox_marks[mailbox, folder] = after
        return True

    async def known(self, keys: Collection[str]) -> frozenset[str]:
        """Those of the keys whose messages are kept."""
        return frozenset(keys) & {each.key for each in self._arrivals.values()}

    async def add(self, arrival: Arrival) -> bool:
        """Keeps a message, unless its key is known."""
        if any(each.key == arrival.key for each in self._arrivals.values()):
            return False
        self._arrivals[arrival.id] = arrival
        return True

    async def save(self, arrival: Arrival) -> None:
        """Keeps a changed one."""
        if arrival.id in self._arrivals:
            self._arrivals[arrival.id] = arrival

    async def get(self, arrival_id: UUID) -> Arrival:
        """The message."""
        if arrival_id not in self._arrivals:
            raise ReplyNotFound(arrival_id)
        return self._arrivals[arrival_id]

    async def page(
        self,
        *,
        needs_review: bool | None = None,
        campaign_id: int | None = None,
        kind: ArrivalKind | None = None,
        after: UUID | None = None,
        limit: int,
    ) -> list[Arrival]:
        """Messages by id."""
        chosen = [
            each
            for each in self._arrivals.values()
            if needs_review in (None, each.needs_review)
            and campaign_id in (None, each.campaign_id)
            and (each.lead_id or each.needs_review if kind is None else each.kind is kind)
            and (after is None or each.id > after)
        ]
        return sorted(chosen, key=lambda each: each.id)[:limit]

    async def soft_bounces(self, lead_id: int, *, besides: UUID) -> int:
        """How many of the lead's other mails could not be delivered to it for now."""
        mine = [each for each in self._arrivals.values() if each.lead_id == lead_id]
        soft = [each for each in mine if (each.kind, each.verdict) == (ArrivalKind.BOUNCE, "soft")]
        return len({each.attempt_id for each in soft if each.matched_by.is_proof} - {besides})

    async def blaming(self, campaign_id: int, mailbox: str, *, since: datetime) -> frozenset[str]:
        """The recipients of mails through that mailbox whose bounces say that the fault is ours."""
        blamed = {
            each.attempt_id
            for each in self._arrivals.values()
            if (each.kind, each.verdict) == (ArrivalKind.BOUNCE, BounceKind.OURS.value)
            and each.matched_by.is_proof
            and each.campaign_id == campaign_id
            and each.received_at >= since
        }
        mails = [each for each in self._state.attempts.values() if each.id in blamed]
        return frozenset(
            each.recipient for each in mails if each.mailbox == mailbox and each.recipient
        )

    async def proofs(self, campaign_id: int) -> dict[UUID, str]:
        """The campaign's UNKNOWN attempts of which something came back."""
        unknown = {
            each.id
            for each in self._state.attempts.values()
            if each.campaign_id == campaign_id and each.state is AttemptState.UNKNOWN
        }
        proofs: dict[UUID, str] = {}
        for each in sorted(self._arrivals.values(), key=lambda each: each.kind, reverse=True):
            if each.attempt_id in unknown and each.matched_by.is_proof:
                proofs[each.attempt_id] = each.kind.value
        return proofs


def _place(mark: Mark | None) -> tuple[int, int] | None:
    return None if mark is None else (mark.validity, mark.uid)
