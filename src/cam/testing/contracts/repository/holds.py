"""What the holds promise."""

from datetime import timedelta
from functools import partial

from msgspec import structs

from cam.domain.model.hold import Hold, HoldKind
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

    async def test_a_persons_hold_is_ended_by_a_person_only(self, unit_of_work: UnitOfWork) -> None:
        """Neither a newer word of the server nor a look that found all well changes it."""
        by_hand = structs.replace(HELD, kind=HoldKind.BY_HAND, reason="holidays")
        assert await self.put(unit_of_work, by_hand)
        assert not await self.put(unit_of_work, HELD)
        async with unit_of_work() as repo:
            await repo.holds.lift("apollo")
        assert await self.all(unit_of_work) == {"apollo": by_hand}
        again = structs.replace(by_hand, reason="longer holidays")
        assert not await self.put(unit_of_work, again)
        assert await self.all(unit_of_work) == {"apollo": again}
        async with unit_of_work() as repo:
            await repo.holds.lift("apollo", by_hand=True)
        assert await self.all(unit_of_work) == {}

    async def test_a_person_can_take_over_a_hold(self, unit_of_work: UnitOfWork) -> None:
        """What the server said is then no longer what ends it."""
        await self.put(unit_of_work, HELD)
        assert not await self.put(unit_of_work, structs.replace(HELD, kind=HoldKind.BY_HAND))
        async with unit_of_work() as repo:
            await repo.holds.lift("apollo")
        assert set(await self.all(unit_of_work)) == {"apollo"}
