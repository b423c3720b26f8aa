"""Keep the people of an operator's file: all that can be kept, in one transaction."""

from collections.abc import Callable
from itertools import islice

from anyio.lowlevel import checkpoint
from msgspec import Struct, structs

from cam.domain.model.origin import LegalBasis, Origin
from cam.domain.model.prospect import Prospect
from cam.ports.prospect_file import OpenSpool, RefusedRow, Rows, Spool
from cam.ports.repository import UnitOfWork

LOT = 1000
NOT_SAID = Origin()
MOST_TOLD = 1000
"""Refused rows that are told one by one; more are only counted."""

Count = Callable[[int], None]
"""Takes how many there are so far."""


def _silent(_: int) -> None:
    """Nobody listens."""


class Imported(Struct, frozen=True, kw_only=True):
    """What became of a file's rows."""

    rows: int
    new: int
    merged: int
    """Known already, and they added something to the lead that is there."""
    duplicates: int
    """Known already, and they added nothing."""
    suppressed: int
    refused: int
    refusals: tuple[RefusedRow, ...] = ()


class _Read(Struct):
    rows: int = 0
    refused: int = 0
    refusals: list[RefusedRow] = []


class Importing:
    """Keeps leads that an operator brings."""

    def __init__(self, unit_of_work: UnitOfWork, open_spool: OpenSpool) -> None:
        self._unit_of_work = unit_of_work
        self._open_spool = open_spool

    async def keep(
        self,
        campaign_id: int,
        rows: Rows,
        *,
        origin: Origin = NOT_SAID,
        reading: Count = _silent,
        progress: Count = _silent,
    ) -> Imported:
        """Keeps every row that is somebody new; a row that is nobody is told with its line.

        The file is read to its end before the transaction begins, so that others need not wait for
        it; when either fails half-way, nobody is kept. Of whom a row does not say where the address
        came from, and on what basis, `origin` says it. `reading` is told of rows that were read,
        `progress` of people whom the campaign has then. Raises CampaignNotFound, StorageError and
        what `rows` raises.
        """
        async with self._unit_of_work.reading() as repo:
            await repo.campaigns.get(campaign_id)
        with self._open_spool() as spool:
            read = await self._read(rows, origin, spool, reading)
            return await self._keep(campaign_id, spool, read, progress)

    async def _read(self, rows: Rows, origin: Origin, spool: Spool, reading: Count) -> _Read:
        read = _Read()
        while lot := list(islice(rows, LOT)):
            refused = [row for row in lot if isinstance(row, RefusedRow)]
            spool.put([_from(row, origin) for row in lot if isinstance(row, Prospect)])
            read.rows += len(lot)
            read.refused += len(refused)
            read.refusals += refused[: MOST_TOLD - len(read.refusals)]
            reading(read.rows)
            await checkpoint()
        return read

    async def _keep(self, campaign_id: int, spool: Spool, read: _Read, progress: Count) -> Imported:
        new = merged = duplicates = suppressed = done = 0
        async with self._unit_of_work() as repo:
            await repo.campaigns.get(campaign_id)
            for people in spool.lots():
                kept = await repo.leads.keep(campaign_id, people, imported=True, limit=None)
                new += len(kept.leads)
                merged += kept.merged
                duplicates += kept.duplicates
                suppressed += kept.suppressed
                done += len(people)
                progress(done)
                await checkpoint()
        return Imported(
            rows=read.rows,
            new=new,
            merged=merged,
            duplicates=duplicates,
            suppressed=suppressed,
            refused=read.refused,
            refusals=tuple(read.refusals),
        )


def _from(person: Prospect, origin: Origin) -> Prospect:
    """The person, whose row wins wherever it says something."""
    if origin is NOT_SAID:
        return person
    told = person.legal_basis is not LegalBasis.UNKNOWN
    return structs.replace(
        person,
        legal_basis=person.legal_basis if told else origin.legal_basis,
        source=person.source or origin.source,
        obtained_at=person.obtained_at or origin.obtained_at,
    )
