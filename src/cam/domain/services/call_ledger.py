"""Where calls to providers are written down: what was answered is kept before anybody reads it."""

from collections.abc import Collection, Mapping, Sequence

import structlog
from msgspec import Struct, structs

from cam.domain.model.credit import Call, CallState, Finding, Purpose, Reading, person_keys
from cam.domain.model.errors import DatabaseUnavailable, ProviderUnavailable
from cam.domain.model.learning import writable
from cam.domain.model.prospect import Identity
from cam.domain.services.coalescing import Coalescer
from cam.domain.services.doors import is_for_us
from cam.ports.clock import Clock
from cam.ports.enricher import Enricher
from cam.ports.repository import UnitOfWork

RETRY_SECONDS = 1.0
TRIES = 60
"""A database that stays away for longer leaves the call as it was: the next run finds it."""
log = structlog.get_logger()


class Move(Struct, frozen=True):
    """A call that moved, and what is known of its subjects by that."""

    call: Call
    learned: Mapping[str, Collection[str]] = {}
    forgotten: Collection[str] = ()


class CallLedger:
    """Keeps calls, many at a time. Not fenced: what money was spent for is told whoever runs."""

    def __init__(self, unit_of_work: UnitOfWork, clock: Clock) -> None:
        self._unit_of_work = unit_of_work
        self._clock = clock
        self._save: Coalescer[Move, bool] = Coalescer(self._saved)

    async def keep(self, call: Call) -> Call:
        """The call as it is kept from now on: when something came in between, that stands."""
        return call if await self._save(Move(call)) else await self.standing(call)

    async def standing(self, call: Call) -> Call:
        """The call as it is kept now."""
        async with self._unit_of_work.reading() as repo:
            return (await repo.credits.get([call.id])).get(call.id, call)

    async def settle(self, enricher: Enricher, call: Call) -> Reading:
        """What an answered call says, paid from now on at the vendor's price."""
        reading, trouble = understood(enricher, call)
        if call.state is not CallState.ANSWERED:
            return reading
        settled = call.settled(self._clock.now(), reading.credits, trouble)
        nobody = [s for s, each in reading.findings.items() if _is_nothing(each)]
        await self._save(Move(settled, learned(call.purpose, reading), nobody))
        return reading

    async def _saved(self, moves: Sequence[Move]) -> Sequence[bool]:
        for _ in range(TRIES):
            try:
                return await self._write(moves)
            except DatabaseUnavailable:
                await self._clock.sleep(RETRY_SECONDS)
        return await self._write(moves)

    async def _write(self, moves: Sequence[Move]) -> Sequence[bool]:
        async with self._unit_of_work() as repo:
            return [
                await repo.credits.save(move.call, learned=move.learned, forgotten=move.forgotten)
                for move in moves
            ]


def understood(enricher: Enricher, call: Call) -> tuple[Reading, str]:
    """What the call's raw answer says, and why it says nothing.

    Whatever `read` raises is no reason to buy again: the answer stays kept, it counts at its whole
    price, and each subject fails.
    """
    try:
        reading = enricher.read(call)
    except ProviderUnavailable as error:
        trouble = error.reason
    except BaseException as error:  # a parser's fault must not buy twice
        if is_for_us(error):
            raise
        log.exception("an answer could not be read", provider=call.provider, call_id=str(call.id))
        trouble = f"its answer could not be read ({type(error).__name__})"
    else:
        told = reading.findings.keys() | reading.failed.keys()
        rest = {q.subject: "not in its answer" for q in call.questions if q.subject not in told}
        findings = {subject: _writable(each) for subject, each in reading.findings.items()}
        failed = {**reading.failed, **rest}
        return Reading(findings=findings, failed=failed, credits=reading.credits), ""
    failed = {question.subject: trouble for question in call.questions}
    return Reading(failed=failed, credits=call.reserved), trouble


def learned(purpose: Purpose, reading: Reading) -> dict[str, tuple[str, ...]]:
    """The keys by which those who were found are known from now on. A verdict is on an address,
    and says nothing of the person's others."""
    if purpose is Purpose.VERIFY:
        return {}
    found = {s: each.profile for s, each in reading.findings.items() if each.profile}
    return {subject: person_keys(Identity.of(profile)) for subject, profile in found.items()}


def _writable(finding: Finding) -> Finding:
    """The finding, without an address that nobody can write to."""
    if finding.profile is None:
        return finding
    return structs.replace(finding, profile=writable(finding.profile))


def _is_nothing(finding: Finding) -> bool:
    return finding.profile is None and not finding.do_not_contact
