"""The addresses that Apollo finds later (docs.apollo.io, Enrich People using Waterfall)."""

from typing import Any

import msgspec
from msgspec import Struct, structs

from cam.adapters.apollo.wire import Person, email_status
from cam.adapters.decoding import address_or_none, amount, decoded
from cam.domain.model.prospect import EmailStatus


class FoundAddress(Struct):
    """One address; its status is written `Verified`."""

    email: str | None = None
    email_status_cd: str | None = None


class FoundAddresses(Struct):
    """A person of the result."""

    id: str
    emails: list[msgspec.Raw] | None = None

    @property
    def best(self) -> FoundAddress | None:
        """The first that may be mailed, or else the first."""
        read = (decoded(raw, FoundAddress) for raw in self.emails or ())
        real = [each for each in read if each is not None and address_or_none(each.email)]
        mailable = (each for each in real if email_status(each.email_status_cd).mailable())
        return next(mailable, real[0] if real else None)


class Result(Struct):
    """What is announced to the callback, and stands in `webhook_result` of a poll."""

    people: list[msgspec.Raw] | None = None
    credits_consumed: Any = None
    webhook_result: msgspec.Raw = msgspec.Raw()
    failure_reason: Any = None

    @classmethod
    def of(cls, body: bytes) -> "Result | None":
        """The result in either body; None when there is none in it."""
        told = decoded(body, cls)
        inner = decoded(told.webhook_result, cls) if told is not None else None
        if inner is not None and inner.people is not None:
            return inner
        return told if told is not None and told.tells else None

    @property
    def tells(self) -> bool:
        """Does it name people, or why there are none?"""
        return self.people is not None or isinstance(self.failure_reason, str)

    @property
    def credits(self) -> float | None:
        """What it cost; None when it does not tell."""
        return amount(self.credits_consumed)

    def completed(self, people: list[Person | None]) -> list[Person | None]:
        """These people with the addresses found; who was matched only later stands at the end."""
        found: dict[str, FoundAddress] = {}
        for raw in self.people or ():
            person = decoded(raw, FoundAddresses)
            if person is not None and person.id and (best := person.best) is not None:
                found.setdefault(person.id, best)
        known = {each.id for each in people if each is not None}
        later = [Person(id=each) for each in found if each not in known]
        return [_with(each, found) for each in (*people, *later)]


def _with(person: Person | None, found: dict[str, FoundAddress]) -> Person | None:
    if person is None or not person.id or person.id not in found:
        return person
    if email_status(person.email_status) is EmailStatus.VERIFIED and address_or_none(person.email):
        return person
    address = found[person.id]
    return structs.replace(person, email=address.email, email_status=address.email_status_cd)
