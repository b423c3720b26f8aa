"""Keep the people of an operator's file: all that can be kept, in one transaction."""

from collections.abc import Callable
from itertools import islice

from msgspec import Struct

from cam.domain.model.prospect import Prospect
from cam.ports.prospect_file import RefusedRow, Rows
from cam.ports.repository import UnitOfWork

LOT = 1000
MOST_TOLD = 1000
"""Refused rows that are told one by one; more are only counted."""


class Imported(Struct, frozen=True, kw_only=True):
    """What became of a file's rows."""

    rows: int
    new: int
    duplicates: int
    suppressed: int
    refused: int
    refusals: tuple[RefusedRow, ...] = ()


class Importing:
    """Keeps leads that an operator brings."""

    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    async def keep(
        self, campaign_id: int, rows: Rows, *, progress: Callable[[int], None] = lambda _: None
    ) -> Imported:
        """Keeps every row that is somebody new; a row that is nobody is told with its line.

        One transaction: when reading fails half-way, nobody is kept. Raises CampaignNotFound and
        what `rows` raises.
        """
        seen = new = duplicates = suppressed = 0
        refusals: list[RefusedRow] = []
        refused = 0
        async with self._unit_of_work() as repo:
            await repo.campaigns.get(campaign_id)
            while lot := list(islice(rows, LOT)):
                people = [row for row in lot if isinstance(row, Prospect)]
                wrong = [row for row in lot if isinstance(row, RefusedRow)]
                kept = await repo.leads.keep(campaign_id, people, imported=True, limit=None)
                seen += len(lot)
                new += len(kept.leads)
                duplicates += kept.duplicates
                suppressed += kept.suppressed
                refused += len(wrong)
                refusals += wrong[: MOST_TOLD - len(refusals)]
                progress(seen)
        return Imported(
            rows=seen,
            new=new,
            duplicates=duplicates,
            suppressed=suppressed,
            refused=refused,
            refusals=tuple(refusals),
        )
