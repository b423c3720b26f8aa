"""What every AddressCheck promises. Subclass it and give the fixture that it names."""

from collections.abc import Mapping

import anyio
import pytest

from cam.domain.model.checked import Checked, Verdict
from cam.ports.address_check import AddressCheck
from cam.ports.dry_run import DryRunWouldAct, planning

TAKES, DEAD, SILENT, LENT = (
    "takes.example.com",
    "dead.example.com",
    "silent.example.com",
    "mailinator.com",
)
"""A domain that takes mail, one that takes none, one of which nothing can be learned, and one that
lends mailboxes for a short while."""
CAST = {
    f"jane@{TAKES}": Verdict.OK,
    f"info@{TAKES}": Verdict.ROLE,
    f"jane@{LENT}": Verdict.DISPOSABLE,
    f"jane@{DEAD}": Verdict.NO_MAIL,
    "jane@trap.invalid": Verdict.MALFORMED,
    "jane@x..example.com": Verdict.MALFORMED,
    f"jane@{SILENT}": Verdict.UNKNOWN,
    "jane@trial.test": Verdict.UNKNOWN,
}


class AddressCheckContract:
    """`check`: an AddressCheck to which the four domains are as they are described here."""

    async def test_each_address_gets_its_verdict(self, check: AddressCheck) -> None:
        """Together, and one by one."""
        assert _verdicts(await check.check(CAST)) == CAST
        for email, verdict in CAST.items():
            assert _verdicts(await check.check([email])) == {email: verdict}

    async def test_every_verdict_has_a_reason_in_one_line(self, check: AddressCheck) -> None:
        """An operator reads why."""
        for each in (await check.check(CAST)).values():
            assert each.reason
            assert each.reason.splitlines() == [each.reason]

    async def test_an_answer_is_under_the_spelling_of_the_question(
        self, check: AddressCheck
    ) -> None:
        """In whatever case, in Unicode, and twice; the domain's case changes no verdict."""
        spellings = [f"Jane@{DEAD}", f"jane@{DEAD.upper()}", f"jane@{DEAD}", f"jane@{DEAD}"]
        answer = await check.check(spellings)
        assert set(answer) == set(spellings)
        assert {each.verdict for each in answer.values()} == {Verdict.NO_MAIL}

    async def test_a_function_in_a_dead_domain_is_dead(self, check: AddressCheck) -> None:
        """The worst that is known of it; where nothing is known it is still a function."""
        answer = await check.check([f"info@{DEAD}", f"info@{SILENT}", f"info@{LENT}"])
        assert [each.verdict for each in answer.values()] == [
            Verdict.NO_MAIL,
            Verdict.ROLE,
            Verdict.DISPOSABLE,
        ]

    async def test_who_asks_at_once_hears_the_same(self, check: AddressCheck) -> None:
        """Ten askers, one answer."""
        heard: list[dict[str, Verdict]] = []

        async def ask() -> None:
            heard.append(_verdicts(await check.check(CAST)))

        async with anyio.create_task_group() as group:
            for _ in range(10):
                group.start_soon(ask)
        assert heard == [CAST] * 10

    async def test_no_address_is_no_question(self, check: AddressCheck) -> None:
        """An empty question has an empty answer."""
        assert await check.check([]) == {}

    async def test_a_dry_run_asks_nobody(self, check: AddressCheck) -> None:
        """Not even for what is remembered."""
        await check.check([f"jane@{TAKES}"])
        with planning(), pytest.raises(DryRunWouldAct):
            await check.check([f"jane@{TAKES}"])


def _verdicts(answer: Mapping[str, Checked]) -> dict[str, Verdict]:
    return {email: each.verdict for email, each in answer.items()}
