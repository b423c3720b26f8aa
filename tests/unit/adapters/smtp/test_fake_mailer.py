"""The fake mailer keeps the port's promises, and its script."""

import pytest

from cam.ports.mailer import Mailer, SendResult, SendStatus
from cam.testing.contracts.mailer import AFTER, BEFORE, Fate, Leave, MailerContract, a_mail
from cam.testing.fakes.mailer import FakeMailer


class Office:
    """The contract's words, said to the fake."""

    def __init__(self, mailer: FakeMailer) -> None:
        self._mailer = mailer

    def will(self, recipient: str, fate: Fate) -> None:
        after = fate in AFTER
        status = AFTER[fate] if after else BEFORE[fate]
        self._mailer.will_answer(recipient, status, after_body=after)

    def delivered(self) -> list[str]:
        return self._mailer.sent


class TestContract(MailerContract):
    """FakeMailer keeps the port's promises."""

    @pytest.fixture
    def fake(self) -> FakeMailer:
        return FakeMailer()

    @pytest.fixture
    def mailer(self, fake: FakeMailer) -> Mailer:
        return fake

    @pytest.fixture
    def office(self, fake: FakeMailer) -> Office:
        return Office(fake)


async def test_results_come_in_the_order_of_the_script_and_the_last_one_stays() -> None:
    """A script is read once; its last line is repeated."""
    fake = FakeMailer()
    later = SendResult(status=SendStatus.DEFERRED, code=450, reply="later")
    fake.will_answer("jane@acme.example", later, SendStatus.SENT)
    results = [await fake.send(a_mail(), Leave()) for _ in range(3)]
    assert results[0] is later
    assert [result.status for result in results[1:]] == [SendStatus.SENT, SendStatus.SENT]
    assert len(fake.offered) == 3
    assert fake.sent == ["jane@acme.example"] * 2
