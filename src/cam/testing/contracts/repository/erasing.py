"""What erasing promises of the ledger: the person stands nowhere in it, the credits still do."""

import msgspec
import pytest

from cam.domain.model.campaign import Campaign
from cam.domain.model.credit import Call, CallState
from cam.testing.contracts.repository.ledger import Ledger, LedgerPromises, people, person

S = CallState
ADDRESS = b"person1@x.test"
BY_EMAIL = f"email:{ADDRESS.decode()}"


def mentions(call: Call) -> bool:
    """Does anything in the call name person 1?"""
    words = msgspec.json.encode(call.questions) + call.answer + call.result + call.reason.encode()
    return ADDRESS in words or b"apollo:1" in words


class ErasingPromises(LedgerPromises):
    """`ports.repository.Credits.erase`."""

    @pytest.mark.parametrize(
        "states",
        [(), (S.PENDING,), (S.ANSWERED,), (S.ANSWERED, S.SETTLED), (S.LOST,), (S.RELEASED,)],
    )
    async def test_an_erased_person_stands_in_no_call(
        self, ledger: Ledger, campaign: Campaign, states: tuple[CallState, ...]
    ) -> None:
        """Not in questions, keys or answers; the others keep their place, the credits count."""
        call = await ledger.reserved(campaign, 1, 2)
        if states:
            call = await ledger.moved(call, *states[:-1])
            last = ledger.step(call, states[-1], 2.0)
            raw = b"about " + ADDRESS
            assert await ledger.save(
                msgspec.structs.replace(last, answer=raw, result=raw, reason=raw.decode())
            )
        used = await ledger.used()
        assert await ledger.erase(BY_EMAIL) == 1
        kept = await ledger.get(call)
        assert not mentions(kept)
        assert [q.is_erased for q in kept.questions] == [True, False]
        assert kept.questions[0].lead_id == 1
        assert kept.questions[1] == person(2)
        assert (kept.answer, kept.result, await ledger.used()) == (b"", b"", used)
        assert kept.is_blanked is (kept.state is S.ANSWERED)
        assert await ledger.erase(BY_EMAIL) == 0

    async def test_somebody_is_erased_by_what_was_learned(
        self, ledger: Ledger, campaign: Campaign
    ) -> None:
        """The key in the answer leads to the call, and all the person's keys go."""
        call = await ledger.moved(await ledger.reserved(campaign, 1), S.ANSWERED)
        learned = {person(1).subject: ["email:private@x.test"]}
        assert await ledger.save(ledger.step(call, S.SETTLED), learned=learned)
        assert await ledger.erase("email:private@x.test") == 1
        assert not mentions(await ledger.get(call))

    async def test_keys_with_odd_characters_are_found(
        self, ledger: Ledger, campaign: Campaign
    ) -> None:
        """Quotes, wildcards and letters beyond ASCII; a key that only looks alike is left."""
        odd = 'name:zoë "o_%\\neil@x.test'
        alike = 'name:zoë "oxyz\\neil@x.test'
        reserved = await ledger.reserve(campaign, [person(1, odd), person(2, alike)])
        await ledger.moved(reserved.calls[0], S.RELEASED)
        assert await ledger.erase(odd, "email:nobody@x.test") == 1
        kept = await ledger.get(reserved.calls[0])
        assert [q.is_erased for q in kept.questions] == [True, False]

    async def test_the_others_of_a_blanked_answer_may_be_bought_again(
        self, ledger: Ledger, campaign: Campaign
    ) -> None:
        """An answer that is kept no more counts for nobody."""
        await ledger.settled(campaign, 1, 2)
        await ledger.settled(campaign, 3)
        await ledger.erase(BY_EMAIL)
        reserved = await ledger.reserve(campaign, people([1, 2, 3]))
        assert [q.lead_id for q in reserved.calls[0].questions] == [1, 2]
        assert set(reserved.bought) == {3}

    @pytest.mark.parametrize("state", [S.PENDING, S.LOST])
    async def test_the_others_of_a_call_without_an_answer_are_held_back(
        self, ledger: Ledger, campaign: Campaign, state: CallState
    ) -> None:
        """They are, or may be, paid for."""
        await ledger.moved(await ledger.reserved(campaign, 1, 2), state)
        await ledger.erase(BY_EMAIL)
        reserved = await ledger.reserve(campaign, people([2]))
        assert reserved.waiting | reserved.lost == {2}

    async def test_an_answer_that_comes_after_the_erasure_is_kept_until_it_is_settled(
        self, ledger: Ledger, campaign: Campaign
    ) -> None:
        """Long enough to be read for the others; then it is blanked, and nothing is learned."""
        call = await ledger.moved(await ledger.reserved(campaign, 1, 2), S.PENDING)
        await ledger.erase(BY_EMAIL)
        answered = await ledger.moved(await ledger.get(call), S.ANSWERED)
        assert (await ledger.get(call)).result == b"raw result"
        learned = {each: [f"linkedin:in/{each}"] for each in (person(1).subject, person(2).subject)}
        assert await ledger.save(ledger.step(answered, S.SETTLED, 2.0), learned=learned)
        kept = await ledger.get(call)
        assert (kept.answer, kept.result, kept.spent) == (b"", b"", 2.0)
        asked = [person(2, *keys) for keys in learned.values()]
        assert len((await ledger.reserve(campaign, asked[:1])).calls) == 1

    async def test_a_writer_who_read_before_the_erasure_brings_nothing_back(
        self, ledger: Ledger, campaign: Campaign
    ) -> None:
        """Neither questions nor answers nor keys come back with the call that was in its hands."""
        stale = await ledger.moved(await ledger.reserved(campaign, 1), S.ANSWERED)
        await ledger.erase(BY_EMAIL)
        learned = {person(1).subject: [BY_EMAIL]}
        settled = msgspec.structs.replace(ledger.step(stale, S.SETTLED), answer=ADDRESS)
        assert await ledger.save(settled, learned=learned)
        assert not mentions(await ledger.get(stale))
        assert await ledger.erase(BY_EMAIL) == 0

    async def test_a_call_that_gets_lost_after_the_erasure_brings_nothing_back(
        self, ledger: Ledger, campaign: Campaign
    ) -> None:
        """What its writer still knows of the first answer is not written again."""
        taken = ledger.step(await ledger.reserved(campaign, 1), S.PENDING)
        taken = msgspec.structs.replace(taken, answer=ADDRESS)
        assert await ledger.save(taken)
        await ledger.erase(BY_EMAIL)
        assert await ledger.save(ledger.step(taken, S.LOST))
        assert not mentions(await ledger.get(taken))

    async def test_erasing_nobody_is_fine(self, ledger: Ledger, campaign: Campaign) -> None:
        """No key, or an unknown one."""
        await ledger.reserved(campaign, 2)
        assert await ledger.erase() == await ledger.erase("email:nobody@x.test") == 0
