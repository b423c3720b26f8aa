"""The attempts' life, from plan to outcome. What may be written is decided in `authorize.py`."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, bindparam, case, func, literal, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from cam.adapters.sql import tables
from cam.adapters.sql.authorize import authorize, authorize_test
from cam.adapters.sql.deployment import SqlDeployment
from cam.adapters.sql.leads import SqlLeads
from cam.adapters.sql.rows import Shape, chunks, insert_for
from cam.adapters.sql.suppressions import hash_key
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
from cam.domain.model.suppression import Suppression, SuppressionKind
from cam.ports.clock import Clock

SHAPE = Shape(Attempt, tables.attempt)
_T = tables.attempt
_GONE = tables.departed
_WAITING = (AttemptState.QUEUED, AttemptState.CLAIMED)
_RECORD = (
    update(_T)
    .where(_T.c.id == bindparam("key"))
    .values(
        {
            name: bindparam(name)
            for name in (
                "state", "smtp_code", "smtp_reply", "reason", "next_try", "updated_at", "tries",
                "lease_until", "token",
            )
        }
    )
)  # fmt: skip

_NOT_YET = (AttemptState.QUEUED, AttemptState.CLAIMED)
_LIVE = (AttemptState.CLAIMED, AttemptState.AUTHORIZED)
_IS_LIVE = _T.c.state.in_(bindparam("live", _LIVE, expanding=True, literal_execute=True))
_IS_QUEUED = _T.c.state == literal(AttemptState.QUEUED, _T.c.state.type, literal_execute=True)
"""In the words of `ix_attempt_live` and `ix_attempt_queued`: else these are not used."""
_HELD = (
    select(_T.c.id, _T.c.token, _T.c.state, _T.c.tries, _T.c.recipient)
    .where(_T.c.id.in_(bindparam("ids", expanding=True)))
    .with_for_update()
)


class SqlAttempts:
    """Keeps `ports.repository.Attempts`."""

    def __init__(
        self, connection: AsyncConnection, clock: Clock, deployment: SqlDeployment
    ) -> None:
        self._db = connection
        self._clock = clock
        self._deployment = deployment

    async def plan(self, attempts: Sequence[Attempt]) -> frozenset[UUID]:
        """Adds those that do not exist yet."""
        if not attempts:
            return frozenset()
        result = await self._db.execute(
            insert_for(self._db, _T).on_conflict_do_nothing().returning(_T.c.id),
            [SHAPE.write(each) for each in attempts],
        )
        return frozenset(result.scalars())

    async def get(self, attempt_ids: Collection[UUID]) -> dict[UUID, Attempt]:
        """Those attempts that exist, by id."""
        found: dict[UUID, Attempt] = {}
        for some in chunks(attempt_ids):
            result = await self._db.execute(select(*SHAPE.columns).where(_T.c.id.in_(some)))
            found.update((each.id, each) for each in map(SHAPE.read, result))
        return found

    async def by_message_id(self, message_ids: Collection[str]) -> dict[str, Attempt]:
        """The attempts whose mails have these Message-IDs."""
        found: dict[str, Attempt] = {}
        for some in chunks(message_ids):
            result = await self._db.execute(select(*SHAPE.columns).where(_T.c.message_id.in_(some)))
            found.update((each.message_id, each) for each in map(SHAPE.read, result))
        return found

    async def written_to(self, email: str, *, since: datetime) -> list[Attempt]:
        """Attempts whose mails went, or may have gone, to that person."""
        result = await self._db.execute(
            select(*SHAPE.columns)
            .where(
                _T.c.recipient_key == address.base(email),
                _T.c.state.in_(WRITTEN),
                _T.c.updated_at >= since,
            )
            .order_by(_T.c.updated_at.desc(), _T.c.id.desc())
        )
        return [SHAPE.read(row) for row in result]

    async def of_leads(self, lead_ids: Collection[int]) -> list[Attempt]:
        """Every attempt of these leads, locked in the order in which `authorize` locks them."""
        found: list[Attempt] = []
        for some in chunks(sorted(lead_ids)):
            chosen = select(*SHAPE.columns).where(_T.c.lead_id.in_(some)).order_by(_T.c.id)
            result = await self._db.execute(chosen.with_for_update())
            found += map(SHAPE.read, result)
        return found

    async def cancel_for(self, lead_ids: Collection[int], *, reason: str) -> list[Attempt]:
        """What is QUEUED or CLAIMED for these leads becomes CANCELLED; the locks come first."""
        waiting = [each.id for each in await self.of_leads(lead_ids) if each.state in _NOT_YET]
        cancelled: list[Attempt] = []
        for some in chunks(waiting):
            result = await self._db.execute(
                update(_T)
                .where(_T.c.id.in_(some))
                .values(
                    state=AttemptState.CANCELLED,
                    reason=reason,
                    lease_until=None,
                    updated_at=self._clock.now(),
                )
                .returning(*SHAPE.columns)
            )
            cancelled += map(SHAPE.read, result)
        return sorted(cancelled, key=lambda attempt: attempt.id)

    async def postpone(self, lead_ids: Collection[int], *, until: datetime) -> int:
        """What is QUEUED for these leads is not tried before then."""
        result = await self._db.execute(
            update(_T)
            .where(
                _T.c.lead_id.in_(lead_ids),
                _T.c.state == AttemptState.QUEUED,
                or_(_T.c.next_try.is_(None), _T.c.next_try < until),
            )
            .values(next_try=until, updated_at=self._clock.now())
        )
        return result.rowcount

    async def threads(self, lead_ids: Collection[int]) -> dict[int, Thread]:
        """What each lead was sent so far."""
        threads: dict[int, Thread] = {}
        for some in chunks(lead_ids):
            result = await self._db.execute(
                select(_T.c.lead_id, _T.c.message_id, _T.c.subject)
                .where(_T.c.lead_id.in_(some), _T.c.state == AttemptState.SENT)
                .order_by(_T.c.lead_id, _T.c.step)
            )
            for lead_id, message_id, subject in result:
                before = threads.get(lead_id, Thread()).message_ids
                threads[lead_id] = Thread(message_ids=(*before, message_id), subject=subject)
        return threads

    async def replied(self, attempt_ids: Collection[UUID]) -> None:
        """A person answered these."""
        await self._came_back(_T.c.replied_at, attempt_ids)

    async def bounced(self, attempt_ids: Collection[UUID]) -> None:
        """These came back."""
        await self._came_back(_T.c.bounced_at, attempt_ids)

    async def of_campaign(self, campaign_id: int) -> list[Attempt]:
        """Every attempt of a campaign, by id."""
        result = await self._db.execute(
            select(*SHAPE.columns).where(_T.c.campaign_id == campaign_id).order_by(_T.c.id)
        )
        return [SHAPE.read(row) for row in result]

    async def waiting(self, campaign_id: int, *, limit: int) -> list[Attempt]:
        """QUEUED attempts whose `next_try` has come."""
        result = await self._db.execute(
            select(*SHAPE.columns).where(*self._waits(campaign_id)).order_by(_T.c.id).limit(limit)
        )
        return [SHAPE.read(row) for row in result]

    async def queued(self, campaign_id: int) -> dict[str, int]:
        """How many could be claimed now, by their mailbox."""
        result = await self._db.execute(
            select(_T.c.mailbox, func.count())
            .where(*self._waits(campaign_id))
            .group_by(_T.c.mailbox)
        )
        return {str(mailbox): int(count) for mailbox, count in result}

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
        now = self._clock.now()
        those = () if of is None else (_T.c.mailbox.in_(sorted(of)),)
        best = (
            select(_T.c.id)
            .join(tables.lead, tables.lead.c.id == _T.c.lead_id)
            .where(*self._waits(campaign_id), *those)
            .order_by(tables.lead.c.score.desc(), _T.c.lead_id)
            .limit(limit)
            .with_for_update(of=_T, skip_locked=True)
        )
        result = await self._db.execute(
            update(_T)
            .where(_T.c.id.in_(best))
            .values(
                state=AttemptState.CLAIMED,
                mailbox=mailbox,
                token=token,
                epoch=epoch,
                lease_until=now + lease,
                updated_at=now,
            )
            .returning(*SHAPE.columns)
        )
        attempts = [SHAPE.read(row) for row in result]
        leads = await SqlLeads(self._db, self._clock).get([each.lead_id for each in attempts])
        threads = await self.threads([each.lead_id for each in attempts if each.step])
        claims = [
            Claim(
                attempt=each, lead=leads[each.lead_id], thread=threads.get(each.lead_id, Thread())
            )
            for each in attempts
        ]
        return sorted(claims, key=lambda claim: (-claim.lead.score, claim.lead.id))

    async def authorize(self, asked: Sequence[Go]) -> list[Verdict]:
        """Decides which bodies may be written."""
        return await authorize(self._db, self._clock, self._deployment, asked)

    async def authorize_test(
        self, recipient: str, allowances: Sequence[Allowance], *, mailbox: str
    ) -> Refusal | None:
        """Decides whether a mail that is no lead's may be written."""
        return await authorize_test(
            self._db, self._clock, self._deployment, recipient, allowances, mailbox=mailbox
        )

    async def in_flight(self, suppression: Suppression) -> list[Attempt]:
        """AUTHORIZED attempts whose recipient the entry covers."""
        result = await self._db.execute(
            select(*SHAPE.columns).where(_IS_LIVE, _T.c.state == AttemptState.AUTHORIZED)
        )
        key = await hash_key(self._db)
        found = [each for each in map(SHAPE.read, result) if reaches(each, suppression, key)]
        return sorted(found, key=lambda attempt: attempt.id)

    async def call_off(self, suppression: Suppression) -> list[Attempt]:
        """What waits for somebody whom the entry covers is CANCELLED."""
        result = await self._db.execute(
            update(_T)
            .where(_T.c.state.in_(_WAITING), _reached(suppression))
            .values(
                state=AttemptState.CANCELLED,
                reason=suppression.reason,
                lease_until=None,
                next_try=None,
                updated_at=self._clock.now(),
            )
            .returning(*SHAPE.columns)
        )
        return sorted(map(SHAPE.read, result), key=lambda attempt: attempt.id)

    async def departed(self, attempt_id: UUID) -> str:
        """The recipient key of an attempt whose campaign is gone."""
        asked = select(_GONE.c.recipient_key).where(_GONE.c.attempt_id == attempt_id)
        return (await self._db.execute(asked)).scalar_one_or_none() or ""

    async def record(self, outcomes: Sequence[Outcome]) -> list[UUID]:
        """Writes how attempts ended, each only under its own token."""
        standing: dict[UUID, Any] = {}
        for some in chunks(each.attempt_id for each in outcomes):
            result = await self._db.execute(_HELD, {"ids": some})
            standing.update((row.id, row) for row in result)
        rows: dict[UUID, dict[str, Any]] = {}
        for outcome in outcomes:
            held = standing.get(outcome.attempt_id)
            if held is None or held.token != outcome.token:
                continue
            told = outcome if held.recipient else unsaid(outcome)
            if (held.state, told.state) in ATTEMPT_MOVES:
                rows.setdefault(outcome.attempt_id, _recorded(told, held.tries))
        if rows:
            await self._db.execute(_RECORD, list(rows.values()))
        return list(rows)

    async def reap(self, campaign_id: int, *, epoch: int) -> Reaped:
        """Settles what older runs, or leases that are over, left behind."""
        now = self._clock.now()
        left = (
            _T.c.campaign_id == campaign_id,
            or_(_T.c.epoch < epoch, _T.c.lease_until <= now),
        )
        requeued = await self._requeue(*left)
        result = await self._db.execute(
            update(_T)
            .where(_T.c.state == AttemptState.AUTHORIZED, *left)
            .values(
                state=AttemptState.UNKNOWN,
                reason="its run ended between authorization and outcome",
                lease_until=None,
                updated_at=now,
            )
            .returning(_T.c.id)
        )
        return Reaped(requeued=requeued, unknown=tuple(sorted(result.scalars())))

    async def hold(self, *, reason: str) -> list[Attempt]:
        """All that is QUEUED, CLAIMED or AUTHORIZED becomes UNKNOWN."""
        result = await self._db.execute(
            update(_T)
            .where(_T.c.state.in_(HOLDABLE))
            .values(
                state=AttemptState.UNKNOWN,
                reason=reason,
                lease_until=None,
                next_try=None,
                updated_at=self._clock.now(),
            )
            .returning(*SHAPE.columns)
        )
        return sorted(map(SHAPE.read, result), key=lambda attempt: attempt.id)

    async def page(
        self,
        *,
        state: AttemptState | None = None,
        campaign_id: int | None = None,
        after: UUID | None = None,
        limit: int,
    ) -> list[Attempt]:
        """Attempts by id."""
        first = after or UUID(int=0)
        chosen = select(*SHAPE.columns).where(_T.c.id > first).order_by(_T.c.id).limit(limit)
        if state is not None:
            chosen = chosen.where(
                _T.c.state == literal(state, _T.c.state.type, literal_execute=True)
            )
        if campaign_id is not None:
            chosen = chosen.where(_T.c.campaign_id == campaign_id)
        return [SHAPE.read(row) for row in await self._db.execute(chosen)]

    async def overdue(self, campaign_id: int, *, older_than: timedelta) -> list[Attempt]:
        """UNKNOWN attempts that have been so for longer than that."""
        result = await self._db.execute(
            select(*SHAPE.columns)
            .where(
                _T.c.campaign_id == campaign_id,
                _T.c.state == AttemptState.UNKNOWN,
                _T.c.updated_at <= self._clock.now() - older_than,
            )
            .order_by(_T.c.id)
        )
        return [SHAPE.read(row) for row in result]

    async def resolve(
        self, attempt_id: UUID, state: AttemptState, *, evidence: str
    ) -> Attempt | None:
        """An UNKNOWN attempt with what says how it ended."""
        result = await self._db.execute(
            update(_T)
            .where(_T.c.id == attempt_id, _T.c.state == AttemptState.UNKNOWN)
            .values(
                state=case((_T.c.recipient == "", settled(state)), else_=state),
                evidence=case((_T.c.recipient == "", without_addresses(evidence)), else_=evidence),
                reason=case((_T.c.recipient == "", without_addresses(evidence)), else_=evidence),
                token="",
                next_try=None,
                updated_at=self._clock.now(),
            )
            .returning(*SHAPE.columns)
        )
        row = result.one_or_none()
        return None if row is None else SHAPE.read(row)

    async def release(self, campaign_id: int, *, token: str) -> int:
        """Gives back what is still only CLAIMED under the token."""
        return await self._requeue(_T.c.campaign_id == campaign_id, _T.c.token == token)

    async def _came_back(self, moment: Column[Any], attempt_ids: Collection[UUID]) -> None:
        for some in chunks(attempt_ids):
            await self._db.execute(
                update(_T)
                .where(_T.c.id.in_(some), moment.is_(None))
                .values({moment: self._clock.now()})
            )

    def _waits(self, campaign_id: int) -> tuple[ColumnElement[bool], ...]:
        now = self._clock.now()
        due = or_(_T.c.next_try.is_(None), _T.c.next_try <= now)
        return _T.c.campaign_id == campaign_id, _IS_QUEUED, due

    async def _requeue(self, *which: ColumnElement[bool]) -> int:
        result = await self._db.execute(
            update(_T)
            .where(_T.c.state == AttemptState.CLAIMED, *which)
            .values(
                state=AttemptState.QUEUED, token="", lease_until=None, updated_at=self._clock.now()
            )
        )
        return result.rowcount


def _reached(entry: Suppression) -> ColumnElement[bool]:
    """Whom the entry covers: a person by the key of the attempts, a domain by their addresses."""
    if entry.kind is not SuppressionKind.DOMAIN:
        return _T.c.recipient_key == entry.value
    return func.lower(_T.c.recipient).endswith(f"@{entry.value}", autoescape=True)


def _recorded(outcome: Outcome, tries: int) -> dict[str, Any]:
    again = outcome.state is AttemptState.QUEUED
    return {
        "key": outcome.attempt_id,
        "state": outcome.state,
        "smtp_code": outcome.smtp_code,
        "smtp_reply": outcome.smtp_reply,
        "reason": outcome.reason,
        "next_try": outcome.next_try,
        "updated_at": outcome.at,
        "tries": tries + again,
        "token": "" if again else outcome.token,
        "lease_until": None,
    }
