"""What the suppressions promise."""

from functools import partial
from uuid import UUID

from cam.domain.model.attempt import Claim, Refusal
from cam.domain.model.suppression import SuppressionKind
from cam.ports.repository import UnitOfWork
from cam.testing.builders import a_suppression
from cam.testing.contracts.repository.scene import Promises, Scene, together


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

    async def test_an_erased_address_stays_covered_and_stands_nowhere(
        self, unit_of_work: UnitOfWork
    ) -> None:
        """Its entry goes, a keyed hash comes; every spelling is recognised, others are not."""
        async with unit_of_work() as repo:
            await repo.suppressions.add([a_suppression("jane@x.test")])
            entry = await repo.suppressions.erase("Jane+tag@X.test", "asked to be forgotten")
        asked = ["jane@x.test", "JANE+news@x.test", "john@x.test"]
        async with unit_of_work.reading() as repo:
            assert await repo.suppressions.covering(asked) == frozenset(asked[:2])
            entries = await repo.suppressions.page(after="", limit=10)
        assert entries == [entry]
        assert entry.kind is SuppressionKind.ERASED
        assert "jane" not in entry.value
        assert "x.test" not in entry.value

    async def test_pages_follow_each_other(self, unit_of_work: UnitOfWork) -> None:
        """In the order of the values, nobody twice."""
        names = [f"{letter}@x.test" for letter in "dacb"]
        async with unit_of_work() as repo:
            await repo.suppressions.add(map(a_suppression, names))
        async with unit_of_work.reading() as repo:
            first = await repo.suppressions.page(after="", limit=3)
            rest = await repo.suppressions.page(after=first[-1].value, limit=3)
        assert [each.value for each in (*first, *rest)] == sorted(names)

    async def test_a_send_under_way_is_named(self, unit_of_work: UnitOfWork, scene: Scene) -> None:
        """By address, domain or hash: what was authorized before may still go out."""
        authorized, other = await scene.authorized(await scene.campaign(), 2)
        (claimed,) = await scene.claimed(await scene.campaign())
        email = authorized.attempt.recipient
        async with unit_of_work() as repo:
            entry = a_suppression(email)
            await repo.suppressions.add([entry, a_suppression(claimed.attempt.recipient)])
            in_flight = await repo.attempts.in_flight(entry)
            erased = await repo.suppressions.erase(email, "asked")
            assert await repo.attempts.in_flight(erased) == in_flight
            unsent = a_suppression(claimed.attempt.recipient)
            assert await repo.attempts.in_flight(unsent) == []
        assert [each.id for each in in_flight] == [authorized.attempt.id]
        assert other.attempt.id not in {each.id for each in in_flight}
        assert (await scene.authorize(claimed))[0].refusal is Refusal.SUPPRESSED

    async def test_nothing_is_authorized_behind_an_acknowledged_suppression(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """Raced, each person is either refused or named as in flight; never neither."""
        claims = await scene.claimed(await scene.campaign(max_emails_per_day=100), 20)
        named: set[UUID] = set()

        async def suppress(claim: Claim) -> None:
            async with unit_of_work() as repo:
                entry = a_suppression(claim.attempt.recipient)
                await repo.suppressions.add([entry])
                named.update(each.id for each in await repo.attempts.in_flight(entry))

        answers: dict[UUID, Refusal | None] = {}

        async def send(claim: Claim) -> None:
            (verdict,) = await scene.authorize(claim)
            answers[claim.attempt.id] = verdict.refusal

        await together([partial(act, claim) for claim in claims for act in (suppress, send)])
        for claim in claims:
            was_refused = answers[claim.attempt.id] is Refusal.SUPPRESSED
            assert was_refused != (claim.attempt.id in named)
