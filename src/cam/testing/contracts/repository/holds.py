"""What the holds promise."""

from datetime import timedelta
from functools import partial

from msgspec import structs

from cam.domain.model.credit import Hold, HoldKind
from cam.ports.repository import UnitOfWork
from cam.testing.builders import NOON
from cam.testing.contracts.repository.scene import Promises, together

HELD = Hold(
    provider="apollo",
    kind=HoldKind.DENIED,
    reason="apollo: 401",
    key="fingerprint",
    since=NOON,
    look_again_at=NOON + timedelta(hours=1),
)


class HoldPromises(Promises):
    """`ports.repository.Holds`."""

    async def put(self, unit_of_work: UnitOfWork, hold: Hold) -> bool:
        """Puts a hold in a unit of work of its own."""
        async with unit_of_work() as repo:
            return await repo.holds.put(hold)

    async def all(self, unit_of_work: UnitOfWork) -> dict[str, Hold]:
        """Every hold."""
        async with unit_of_work.reading() as repo:
            return await repo.holds.all()

    async def test_a_provider_is_held_until_it_is_lifted(self, unit_of_work: UnitOfWork) -> None:
        """Each for itself; lifting one that is not held is fine."""
        other = structs.replace(HELD, provider="dropcontact", kind=HoldKind.OUT_OF_CREDITS)
        assert await self.all(unit_of_work) == {}
        assert await self.put(unit_of_work, HELD)
        assert await self.put(unit_of_work, other)
        assert await self.all(unit_of_work) == {"apollo": HELD, "dropcontact": other}
        for _ in range(2):
            async with unit_of_work() as repo:
                await repo.holds.lift("apollo")
        assert await self.all(unit_of_work) == {"dropcontact": other}
        assert await self.put(unit_of_work, HELD)

    async def test_holding_again_moves_the_next_look(self, unit_of_work: UnitOfWork) -> None:
        """It is held since it was held first; why, and which key was refused, is the newest."""
        await self.put(unit_of_work, HELD)
        again = structs.replace(
            HELD,
            kind=HoldKind.OUT_OF_CREDITS,
            reason="no credits",
            key="another",
            since=NOON + timedelta(days=1),
            look_again_at=NOON + timedelta(days=2),
        )
        assert not await self.put(unit_of_work, again)
        assert await self.all(unit_of_work) == {"apollo": structs.replace(again, since=NOON)}

    async def test_of_many_who_hold_at_once_one_is_the_first(
        self, unit_of_work: UnitOfWork
    ) -> None:
        """Only that one announces it."""
        answers = await together([partial(self.put, unit_of_work, HELD)] * 8)
        assert sorted(answers) == [False] * 7 + [True]
