"""What the suppressions promise."""

from cam.ports.repository import UnitOfWork
from cam.testing.builders import a_suppression
from cam.testing.contracts.repository.scene import Promises, Scene


class SuppressionPromises(Promises):
    """`ports.repository.Suppressions`."""

    async def test_every_spelling_of_a_suppressed_address_is_covered(
        self, unit_of_work: UnitOfWork
    ) -> None:
        """The answer names the addresses as they were asked for; others are not in it."""
        async with unit_of_work() as repo:
            await repo.suppressions.add([a_suppression("Jane@X.test"), a_suppression("gone.test")])
        asked = ["jane@x.test", "JANE+news@x.test", "anybody@Gone.test", "john@x.test"]
        async with unit_of_work.reading() as repo:
            assert await repo.suppressions.covering(asked) == frozenset(asked[:3])
            assert await repo.suppressions.covering([]) == frozenset()

    async def test_adding_a_suppression_again_is_fine(self, unit_of_work: UnitOfWork) -> None:
        """In one batch or later; the address stays covered."""
        again = [a_suppression("jane@x.test", reason=reason) for reason in ("first", "second")]
        for _ in range(2):
            async with unit_of_work() as repo:
                await repo.suppressions.add(again)
        async with unit_of_work.reading() as repo:
            assert await repo.suppressions.covering(["jane@x.test"]) == {"jane@x.test"}

    async def test_a_suppression_holds_for_every_campaign(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """It belongs to the person, not to a campaign."""
        claims = [(await scene.claimed(await scene.campaign()))[0] for _ in range(2)]
        async with unit_of_work() as repo:
            await repo.suppressions.add(a_suppression(each.attempt.recipient) for each in claims)
        verdicts = await scene.authorize(*claims)
        assert all(verdict.refusal is not None for verdict in verdicts)
