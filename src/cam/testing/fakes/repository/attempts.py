"""Attempts in memory. What may be written is decided in `authorize.py`."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import structs

from cam.domain.model import address
from cam.domain.model.attempt import (
    ATTEMPT_MOVES,
    HOLDABLE,
    WRITTEN,
    Attempt,
    AttemptState,
    Claim,
    Go,
    Outcome,
    Reaped,
    Refusal,
    Thread,
    Verdict,
)
from cam.domain.model.erasure import reaches, settled, unsaid, without_addresses
from cam.domain.model.quota import Allowance
from cam.domain.model.suppression import Suppression
from cam.testing.fakes.repository.authorize import authorized, authorized_test
from cam.testing.fakes.repository.state import State
from cam.testing.fakes.repository.suppressions import HASH_KEY

_HELD = (AttemptState.CLAIMED, AttemptState.AUTHORIZED, AttemptState.UNKNOWN)
"""Where an outcome is awaited."""
_WAITING = (AttemptState.QUEUED, AttemptState.CLAIMED)


class FakeAttempts:
    """Keeps `ports.repository.Attempts`."""

    def __init__(self, state: State, now: datetime) -> None:
        self._state = state
        self._now = now

    async def plan(self, attempts: Sequence[Attempt]) -> frozenset[UUID]:
        """Adds those that do not exist yet."""
        known = {key for each in self._state.attempts.values() for key in _unique(each)}
        added = set()
        for attempt in attempts:
            if known.isdisjoint(_unique(attempt)):
                known |= _unique(attempt)
                self._state.attempts[attempt.id] = attempt
                added.add(attempt.id)
        return frozenset(added)

    async def get(self, attempt_ids: Collection[UUID]) -> dict[UUID, Attempt]:
        """Those attempts that exist."""
        attempts = self._state.attempts
        return {each: attempts[each] for each in attempt_ids if each in attempts}

    async def by_message_id(self, message_ids: Collection[str]) -> dict[str, Attempt]:
        """The attempts whose mails have these Message-IDs."""
        found = self._state.attempts.values()
        return {each.message_id: each for each in found if each.message_id in message_ids}

    async def written_to(self, email: str, *, since: datetime) -> list[Attempt]:
        """Attempts whose mails went, or may have gone, to that person."""
        found = [
            each
            for each in self._state.attempts.values()
            if each.recipient_key == address.base(email)
            and each.state in WRITTEN
            and each.updated_at >= since
        ]
        return sorted(found, key=lambda each: (each.updated_at, each.id), reverse=True)

    async def of_leads(self, lead_ids: Collection[int]) -> list[Attempt]:
        """Every attempt of these leads."""
        found = self._state.attempts.values()
        return sorted((e for e in found if e.lead_id in lead_ids), key=lambda each: each.id)

    async def cancel_for(self, lead_ids: Collection[int], *, reason: str) -> list[Attempt]:
        """What is not authorized yet is CANCELLED."""
        cancelled = [
            structs.replace(
                each,
                state=AttemptState.CANCELLED,
                reason=reason,
                lease_until=None,
                updated_at=self._now,
            )
            for each in await self.of_leads(lead_ids)
            if each.state in (AttemptState.QUEUED, AttemptState.CLAIMED)
        ]
        for attempt in cancelled:
            self._state.attempts[attempt.id] = attempt
        return cancelled

    async def postpone(self, lead_ids: Collection[int], *, until: datetime) -> int:
        """What is QUEUED for these leads is not tried before then."""
        waiting = [
            each
            for each in await self.of_leads(lead_ids)
            if each.state is AttemptState.QUEUED
            and (each.next_try is None or each.next_try < until)
        ]
        for each in waiting:
            self._state.attempts[each.id] = structs.replace(
                each, next_try=until, updated_at=self._now
            )
        return len(waiting)

    async def threads(self, lead_ids: Collection[int]) -> dict[int, Thread]:
        """What each lead was sent so far."""
        threads = {each: self._thread(each) for each in lead_ids}
        return {each: thread for each, thread in threads.items() if thread.message_ids}

    async def replied(self, attempt_ids: Collection[UUID]) -> None:
        """A person answered these."""
        for each in (await self.get(attempt_ids)).values():
            at = each.replied_at or self._now
            self._state.attempts[each.id] = structs.replace(each, replied_at=at)

    async def bounced(self, attempt_ids: Collection[UUID]) -> None:
        """These came back."""
        for each in (await self.get(attempt_ids)).values():
            at = each.bounced_at or self._now
            self._state.attempts[each.id] = structs.replace(each, bounced_at=at)

    async def of_campaign(self, campaign_id: int) -> list[Attempt]:
        """Every attempt of a campaign, by id."""
        return sorted(self._mine(campaign_id), key=lambda attempt: attempt.id)

    async def waiting(self, campaign_id: int, *, limit: int) -> list[Attempt]:
        """Queued attempts whose time has come, the oldest first."""
        return sorted(self._due(campaign_id), key=lambda attempt: attempt.id)[:limit]

    async def queued(self, campaign_id: int) -> dict[str, int]:
        """How many could be claimed now, by their mailbox."""
        return dict(Counter(each.mailbox for each in self._due(campaign_id)))

    async def claim(
        self,
        campaign_id: int,
        *,
        epoch: int,
        token: str,
        lease: timedelta,
        limit: int,
        mailbox: str = "",
        of: Collection[str] | None = None,
    ) -> list[Claim]:
        """Takes queued attempts, the best lead first."""
        due = [each for each in self._due(campaign_id) if of is None or each.mailbox in of]
        leads = self._state.leads
        due.sort(key=lambda each: (-leads[each.lead_id].score, each.lead_id, each.step))
        claims = []
        for each in due[:limit]:
            attempt = structs.replace(
                each,
                state=AttemptState.CLAIMED,
                mailbox=mailbox,
                token=token,
                epoch=epoch,
                lease_until=self._now + lease,
                updated_at=self._now,
            )
            self._state.attempts[attempt.id] = attempt
            lead = leads[attempt.lead_id]
            claims.append(Claim(attempt=attempt, lead=lead, thread=self._thread(lead.id)))
        return claims

    async def authorize(self, asked: Sequence[Go]) -> list[Verdict]:
        """Decides which bodies may be written."""
        return [authorized(self._state, go, self._now) for go in asked]

    async def authorize_test(
        self, recipient: str, allowances: Sequence[Allowance], *, mailbox: str
    ) -> Refusal | None:
        """Decides whether a mail that is no lead's may be written."""
        return authorized_test(self._state, recipient, allowances, self._now, mailbox=mailbox)

    async def in_flight(self, suppression: Suppression) -> list[Attempt]:
        """AUTHORIZED attempts whose recipient the entry covers."""
        return [
            each
            for each in sorted(self._state.attempts.values(), key=lambda each: each.id)
            if each.state is AttemptState.AUTHORIZED and reaches(each, suppression, HASH_KEY)
        ]

    async def call_off(self, suppression: Suppression) -> list[Attempt]:
        """What waits for somebody whom the entry covers is CANCELLED."""
        cancelled = [
            structs.replace(
                each,
                state=AttemptState.CANCELLED,
                reason=suppression.reason,
                lease_until=None,
                next_try=None,
                updated_at=self._now,
            )
            for each in sorted(self._state.attempts.values(), key=lambda each: each.id)
            if each.state in _WAITING and reaches(each, suppression, HASH_KEY)
        ]
        for each in cancelled:
            self._state.attempts[each.id] = each
        return cancelled

    async def departed(self, attempt_id: UUID) -> str:
        """No campaign ever goes from here."""
        del attempt_id
        return ""

    async def record(self, outcomes: Sequence[Outcome]) -> list[UUID]:
        """Writes how attempts ended, each only under its own token."""
        return [each.attempt_id for each in outcomes if self._recorded(each)]

    async def reap(self, campaign_id: int, *, epoch: int) -> Reaped:
        """Settles what older runs, or leases that are over, left behind."""

        def is_left(attempt: Attempt) -> bool:
            lease = attempt.lease_until
            return attempt.epoch < epoch or (lease is not None and lease <= self._now)

        claimed = filter(is_left, self._mine(campaign_id, AttemptState.CLAIMED))
        sent_perhaps = list(filter(is_left, self._mine(campaign_id, AttemptState.AUTHORIZED)))
        for attempt in sent_perhaps:
            self._state.attempts[attempt.id] = structs.replace(
                attempt,
                state=AttemptState.UNKNOWN,
                reason="its run ended between authorization and outcome",
                lease_until=None,
                updated_at=self._now,
            )
        return Reaped(
            requeued=self._requeue(claimed), unknown=tuple(sorted(each.id for each in sent_perhaps))
        )

    async def hold(self, *, reason: str) -> list[Attempt]:
        """All that is QUEUED, CLAIMED or AUTHORIZED becomes UNKNOWN."""
        held = [
            structs.replace(
                each,
                state=AttemptState.UNKNOWN,
                reason=reason,
                lease_until=None,
                next_try=None,
                updated_at=self._now,
            )
            for each in self._state.attempts.values()
            if each.state in HOLDABLE
        ]
        for attempt in held:
            self._state.attempts[attempt.id] = attempt
        return sorted(held, key=lambda each: each.id)

    async def page(
        self,
        *,
        state: AttemptState | None = None,
        campaign_id: int | None = None,
        after: UUID | None = None,
        limit: int,
    ) -> list[Attempt]:
        """Attempts by id."""
        chosen = [
            each
            for each in self._state.attempts.values()
            if state in (None, each.state)
            and campaign_id in (None, each.campaign_id)
            and (after is None or each.id > after)
        ]
        return sorted(chosen, key=lambda each: each.id)[:limit]

    async def overdue(self, campaign_id: int, *, older_than: timedelta) -> list[Attempt]:
        """UNKNOWN attempts that have been so for longer than that."""
        unknown = self._mine(campaign_id, AttemptState.UNKNOWN)
        late = [each for each in unknown if each.updated_at <= self._now - older_than]
        return sorted(late, key=lambda each: each.id)

    async def resolve(
        self, attempt_id: UUID, state: AttemptState, *, evidence: str
    ) -> Attempt | None:
        """An UNKNOWN attempt with what says how it ended."""
        attempt = self._state.attempts.get(attempt_id)
        if attempt is None or attempt.state is not AttemptState.UNKNOWN:
            return None
        if not attempt.recipient:
            state, evidence = settled(state), without_addresses(evidence)
        resolved = structs.replace(
            attempt,
            state=state,
            evidence=evidence,
            reason=evidence,
            token="",
            next_try=None,
            updated_at=self._now,
        )
        self._state.attempts[attempt_id] = resolved
        return resolved

    async def release(self, campaign_id: int, *, token: str) -> int:
        """Gives back what is still only CLAIMED under the token."""
        claimed = self._mine(campaign_id, AttemptState.CLAIMED)
        return self._requeue(each for each in claimed if each.token == token)

    def _recorded(self, outcome: Outcome) -> bool:
        attempt = self._state.attempts.get(outcome.attempt_id)
        if attempt is None or attempt.token != outcome.token or attempt.state not in _HELD:
            return False
        outcome = outcome if attempt.recipient else unsaid(outcome)
        if (attempt.state, outcome.state) not in ATTEMPT_MOVES:
            return False
        again = outcome.state is AttemptState.QUEUED
        self._state.attempts[attempt.id] = structs.replace(
            attempt,
            state=outcome.state,
            token="" if again else attempt.token,
            lease_until=None,
            next_try=outcome.next_try,
            tries=attempt.tries + again,
            smtp_code=outcome.smtp_code,
            smtp_reply=outcome.smtp_reply,
            reason=outcome.reason,
            updated_at=outcome.at,
        )
        return True

    def _requeue(self, attempts: Iterable[Attempt]) -> int:
        left = list(attempts)
        for attempt in left:
            self._state.attempts[attempt.id] = structs.replace(
                attempt,
                state=AttemptState.QUEUED,
                token="",
                lease_until=None,
                updated_at=self._now,
            )
        return len(left)

    def _due(self, campaign_id: int) -> list[Attempt]:
        queued = self._mine(campaign_id, AttemptState.QUEUED)
        return [each for each in queued if each.next_try is None or each.next_try <= self._now]

    def _mine(self, campaign_id: int, state: AttemptState | None = None) -> list[Attempt]:
        return [
            each
            for each in self._state.attempts.values()
            if each.campaign_id == campaign_id and state in (None, each.state)
        ]

    def _thread(self, lead_id: int) -> Thread:
        sent = [
            each
            for each in self._state.attempts.values()
            if each.lead_id == lead_id and each.state is AttemptState.SENT
        ]
        sent.sort(key=lambda each: each.step)
        ids = tuple(each.message_id for each in sent)
        return Thread(message_ids=ids, subject=sent[-1].subject if sent else "")


def _unique(attempt: Attempt) -> set[object]:
    """The keys that no other attempt may have."""
    return {
        attempt.id,
        attempt.message_id,
        (attempt.campaign_id, attempt.lead_id, attempt.step),
        (attempt.campaign_id, attempt.recipient_key, attempt.step),
    }
