"""A file of people, on a real database: streamed, all or nothing, nobody twice; out, in again."""

import io
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

import anyio
import pytest

from cam.adapters.people_file import read_prospects
from cam.adapters.people_out import WRITERS
from cam.adapters.spool import open_spool
from cam.adapters.sql.connections import Connections
from cam.adapters.sql.repository import SqlUnitOfWork
from cam.domain.model.errors import CampaignNotFound, InvalidInput, StorageError
from cam.domain.model.lead import Lead
from cam.domain.model.prospect import EmailStatus, Prospect
from cam.domain.services.exporting import Exporting
from cam.domain.services.importing import Imported, Importing
from cam.ports.prospect_file import FileKind, Rows
from cam.testing.builders import a_campaign_draft, a_prospect, a_suppression
from cam.testing.clock import FrozenClock

HEADER = b"Email,First Name,Last Name,Company,Website,LinkedIn,Tags,Plan\n"
SMALL = partial(open_spool, in_memory=64 * 1024)


def a_row(number: int) -> bytes:
    company = number // 3
    return (
        f"person{number}@company{company}.example,Zoë{number},Lee,Company {company},"
        f"https://www.company{company}.example/,linkedin.com/in/p-{number},hot;vip,pro\n"
    ).encode()


class Streamed(io.RawIOBase):
    """A file of any number of rows, made as it is read."""

    def __init__(self, rows: int) -> None:
        self._pieces: Iterator[bytes] = iter([HEADER])
        self._rows = map(a_row, range(rows))
        self._held = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        while not self._held:
            self._held = next(self._pieces, b"") or b"".join(
                row for _, row in zip(range(100), self._rows, strict=False)
            )
            if not self._held:
                return 0
        size = min(len(buffer), len(self._held))
        buffer[:size], self._held = self._held[:size], self._held[size:]
        return size


def streamed(rows: int) -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(Streamed(rows)))


class Office:
    """One database, and what is done with files there."""

    def __init__(self, unit_of_work: SqlUnitOfWork) -> None:
        self.unit_of_work = unit_of_work

    async def campaign(self) -> int:
        async with self.unit_of_work() as repo:
            return (await repo.campaigns.add(a_campaign_draft())).id

    async def take_in(
        self, campaign_id: int, file: BinaryIO | bytes, name: str = "people.csv"
    ) -> Imported:
        stream = io.BytesIO(file) if isinstance(file, bytes) else file
        importing = Importing(self.unit_of_work, SMALL)
        return await importing.keep(campaign_id, read_prospects(stream, name))

    async def hand_out(self, campaign_id: int, kind: FileKind = FileKind.CSV) -> bytes:
        exporting = Exporting(self.unit_of_work, WRITERS)
        return b"".join([piece async for piece in exporting.export(campaign_id, kind)])

    async def leads(self, campaign_id: int) -> list[Lead]:
        async with self.unit_of_work.reading() as repo:
            return await repo.leads.page(campaign_id, after=0, limit=100_000)


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    connections = Connections(database_url)
    yield Office(SqlUnitOfWork(connections, FrozenClock()))
    await connections.aclose()


async def test_a_second_import_of_the_same_file_adds_nobody(office: Office) -> None:
    """Nor does it change anybody."""
    campaign = await office.campaign()
    first = await office.take_in(campaign, streamed(2_500))
    before = await office.leads(campaign)
    again = await office.take_in(campaign, streamed(2_500))
    assert (first.rows, first.new) == (2_500, 2_500)
    assert (again.new, again.merged, again.duplicates) == (0, 0, 2_500)
    assert await office.leads(campaign) == before


PROGRAM = """
import asyncio, resource, sys
from cam.app.composition import open_cam

async def take_in():
    async with open_cam() as cam:
        with open(sys.argv[1], "rb") as file:
            done = await cam.import_leads(1, file, name="people.csv")
    print(done.new, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)

asyncio.run(take_in())
"""


@pytest.mark.slow
async def test_a_large_file_is_read_in_constant_memory(
    office: Office, database_url: str, tmp_path: Path
) -> None:
    """50,000 rows take no more than 5,000 do: 45,000 people in memory would be 50 MB."""
    campaign = await office.campaign()
    peaks = []
    for begin, end in ((0, 5_000), (5_000, 55_000)):
        file = tmp_path / "people.csv"
        file.write_bytes(HEADER + b"".join(map(a_row, range(begin, end))))
        done = await anyio.run_process(
            [sys.executable, "-c", PROGRAM, str(file)], env={"CAM_DATABASE_URL": database_url}
        )
        new, kilobytes = map(int, done.stdout.split())
        assert (campaign, new) == (1, end - begin)
        peaks.append(kilobytes // 1024)
    assert peaks[1] < peaks[0] + 25


async def test_rows_are_merged_whatever_lot_they_are_in(office: Office) -> None:
    """A person who stands twice in a file, a thousand rows apart or next to each other."""
    campaign = await office.campaign()
    rows = [b"email,city,plan\n", b"a@x.test,,pro\n", b"A+x@X.test,Paris,free\n"]
    rows += [f"p{number}@x.test,,\n".encode() for number in range(1_500)]
    rows += [b"a@x.test,Rome,\n", b"p1@x.test,Oslo,\n"]
    done = await office.take_in(campaign, b"".join(rows))
    assert (done.new, done.merged, done.duplicates) == (1_501, 2, 1)
    leads = {lead.email: lead for lead in await office.leads(campaign)}
    assert (leads["a@x.test"].city, leads["a@x.test"].custom) == ("Paris", {"plan": "pro"})
    assert leads["p1@x.test"].city == "Oslo"


async def test_others_can_write_while_a_file_is_read(office: Office) -> None:
    """The transaction begins when the whole file is checked."""
    campaign = await office.campaign()
    written: list[int] = []

    def rows() -> Rows:
        for number in range(3_000):
            yield a_prospect(email=f"p{number}@x.test", provider_id="")

    async def begin(importing: Importing) -> Imported:
        return await importing.keep(campaign, rows(), reading=written.append)

    async with office.unit_of_work() as repo:  # who writes now would wait for ever
        importing = Importing(office.unit_of_work, SMALL)
        with pytest.raises(InvalidInput):
            await importing.keep(campaign, broken(), reading=written.append)
        await repo.suppressions.add([a_suppression("p7@x.test")])
    assert written == [1_000]
    done = await begin(importing)
    assert (done.new, done.suppressed) == (2_999, 1)


def broken() -> Rows:
    """A file whose reading fails after more than a lot."""
    for number in range(1_500):
        yield Prospect(email=f"p{number}@x.test", email_status=EmailStatus.GIVEN)
    raise InvalidInput("people.csv", "breaks off")


async def test_a_file_that_breaks_off_keeps_nobody(office: Office) -> None:
    """All or nothing; and nothing for a campaign that does not exist."""
    campaign = await office.campaign()
    importing = Importing(office.unit_of_work, SMALL)
    with pytest.raises(InvalidInput, match="breaks off"):
        await importing.keep(campaign, broken())
    assert await office.leads(campaign) == []
    with pytest.raises(CampaignNotFound):
        await importing.keep(404, broken())


async def test_a_database_that_fails_half_way_keeps_nobody(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first lot is taken back with the second."""
    campaign = await office.campaign()

    def stop(people: int) -> None:
        if people > 1_000:
            raise StorageError("the disk is full")

    importing = Importing(office.unit_of_work, SMALL)
    with pytest.raises(StorageError):
        await importing.keep(campaign, read_prospects(streamed(3_000), "x.csv"), progress=stop)
    assert await office.leads(campaign) == []


@pytest.mark.parametrize(
    ("kind", "name"), [(kind, f"people.{kind.value.partition('_')[0]}") for kind in FileKind]
)
async def test_an_exported_file_adds_nobody_and_brings_everything_to_another_campaign(
    office: Office, kind: FileKind, name: str
) -> None:
    """Facts, tags, custom fields under odd names, formulas: as they were."""
    mine, other = await office.campaign(), await office.campaign()
    odd = {"=1+1": "=cmd|'/c calc'!A1", "Title": "Dr", "custom.x": "'=y", "E-Mail": "\u00fc, \"q\"",
           "note 1": "a", "Note-1": "b", "cam_id": "own", "plan": "@home"}  # fmt: skip
    people = [
        a_prospect(custom=odd, tags=("hot", "vip"), phone="+33 1", employees=7, score=0.8),
        a_prospect(email="", email_status=EmailStatus.NONE, linkedin_url="", provider_id="only"),
        a_prospect(first_name="-Zoë", email_status=EmailStatus.INVALID, keywords=("ai", "b2b")),
        a_prospect(provider="", provider_id="", email="", linkedin_url="", domain=""),
    ]
    async with office.unit_of_work() as repo:
        await repo.leads.keep(mine, people, imported=False, limit=None)
    file = await office.hand_out(mine, kind)
    before = await office.leads(mine)
    again = await office.take_in(mine, file, name)
    assert (again.rows, again.new, again.merged, again.refused) == (4, 0, 0, 0)
    assert await office.leads(mine) == before
    assert (await office.take_in(other, file, name)).new == 4
    left_out = {"id", "campaign_id", "score_lines", "provenance"}
    for was, now in zip(before, await office.leads(other), strict=True):
        for field in set(Lead.__struct_fields__) - left_out:
            if field != "email_status" or was.email:
                assert getattr(now, field) == getattr(was, field), field


async def test_no_cell_of_an_export_is_a_formula(office: Office) -> None:
    """Not even in the header."""
    campaign = await office.campaign()
    words = ["=1+1", "+1", "-1", "@x", "\uff1d1+1"]
    row = a_prospect(first_name=words[0], custom={word: word for word in words})
    async with office.unit_of_work() as repo:
        await repo.leads.keep(campaign, [row], imported=False, limit=None)
    cells = (await office.hand_out(campaign)).decode().replace("\r\n", ",").split(",")
    assert "'=1+1" in cells
    assert [cell for cell in cells if cell.lstrip('"')[:1] in tuple("=+-@\t\r\uff1d")] == []


async def test_an_export_leaves_out_whom_nobody_may_write_to(office: Office) -> None:
    """What leaves CAM is used elsewhere."""
    campaign = await office.campaign()
    people = [a_prospect(email=email) for email in ("no@x.test", "yes@x.test")]
    async with office.unit_of_work() as repo:
        await repo.leads.keep(campaign, people, imported=False, limit=None)
        await repo.suppressions.add([a_suppression("no@x.test")])
    file = await office.hand_out(campaign)
    assert (b"no@x.test" in file, b"yes@x.test" in file) == (False, True)


async def test_an_export_of_many_is_handed_out_by_pages(office: Office) -> None:
    """In constant memory, and whole."""
    campaign = await office.campaign()
    await office.take_in(campaign, streamed(2_500))
    exporting = Exporting(office.unit_of_work, WRITERS)
    pieces = [piece async for piece in exporting.export(campaign, FileKind.CSV_WITH_BOM)]
    assert [piece.count(b"\r\n") for piece in pieces] == [1, 1_000, 1_000, 500]
    assert pieces[0].startswith(b"\xef\xbb\xbffirst_name,")
    with pytest.raises(CampaignNotFound):
        await office.hand_out(404)


def test_a_spool_that_finds_no_room_says_so(tmp_path: Path) -> None:
    """It is no fault of the file."""

    def full(_: bytes) -> int:
        raise OSError(28, "No space left on device")

    def put() -> None:
        with open_spool(in_memory=1) as spool:
            write: Callable[[bytes], int] = full
            spool._file.write = write  # type: ignore[assignment, method-assign]
            spool.put([a_prospect()])

    with pytest.raises(StorageError, match="No space left"):
        put()
