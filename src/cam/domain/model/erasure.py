"""Erasing a person: what is taken out of each noun, and how an address is found in any text."""

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct, structs

from cam.domain.model import address
from cam.domain.model.arrival import Arrival
from cam.domain.model.attempt import Attempt, AttemptState, Outcome
from cam.domain.model.event import Event
from cam.domain.model.lead import ERASED, Lead, LeadEvent
from cam.domain.model.origin import ORIGIN, Origin
from cam.domain.model.prospect import Profile
from cam.domain.model.report import CycleReport, Plan, PlannedMail, SkippedLead
from cam.domain.model.suppression import (
    Suppression,
    SuppressionKind,
    covering_keys,
    erased_value,
)

WORD = "erased"
"""What stands where an address stood; never longer than one."""

_PERSON = {name: getattr(Profile(), name) for name in Profile.__struct_fields__}
_PERSON |= {"provider_id": "", "score_lines": (), "tags": (), "custom": {}, "provenance": {}}
_PERSON |= {name: getattr(Origin(), name) for name in ORIGIN}
CLEARED = (
    "recipient", "recipient_key", "subject", "state", "smtp_reply", "reason", "evidence",
    "updated_at",
)  # fmt: skip
"""What an erasure changes of an attempt."""
_TOLD = frozenset({"campaign_id", "lead_id", "attempt_id", "step", "status", "score"})
"""What an announcement may still say of somebody who was erased."""
_AT = r"(?:@|%40|\\u0040|&\#64;)"
_TAG = r"(?:(?:\+|%2b)[\w.!#$&'*+/=?^`{|}~%-]{0,63})?"
_BEFORE = r"(?:(?<![\w.+-])|(?<=\\[bfnrt])|(?<=%[0-9a-f]{2})|(?<=\\u[0-9a-f]{4}))"
"""Not within a longer local part, which is another person's; but an escape is no part of it."""
_AFTER = r"(?![\w-]|\.\w)"
_ANY_ADDRESS = re.compile(r"[^\s<>\"(),:;]+@[^\s<>\"(),:;]+")


class Person(Struct, frozen=True, kw_only=True):
    """One person in all campaigns, by everything that CAM knows them by."""

    leads: frozenset[int] = frozenset()
    addresses: frozenset[str] = frozenset()
    """Base addresses."""
    keys: frozenset[str] = frozenset()
    """As the ledger writes them: `email:jane@acme.example`."""
    writes_for_us: bool = False
    """Is one of the addresses CAM's own, a campaign's sender or a mailbox that is counted?"""


class Traces(Struct, frozen=True, kw_only=True):
    """What was found of a person, and is no more."""

    leads: int = 0
    attempts: int = 0
    in_flight: tuple[Attempt, ...] = ()
    """Authorized before: nobody can call them back."""


class Mentions:
    """Finds these people's base addresses in any text, however they are spelled: in any case, with
    a plus tag, with Gmail's dots or none, escaped for a URL or for JSON, in letters or A-labels.
    """

    def __init__(self, addresses: Iterable[str]) -> None:
        told = [each.rpartition("@")[::2] for each in sorted(addresses)]
        self.fragments = [_fragments(*each) for each in told]
        """Without any dot: what a text must have, in this order, to mention one of them."""
        spellings = "|".join(_spelled(*each) for each in told) or "(?!)"
        self._pattern = re.compile(f"{_BEFORE}(?:{spellings}){_AFTER}", re.IGNORECASE)

    def within(self, text: str) -> bool:
        """Does the text name one of them?"""
        return self._pattern.search(text) is not None

    def out_of(self, value: Any, word: str = WORD) -> Any:
        """The text, bytes, struct or collection with `word` wherever one of them is named."""
        match value:
            case str():
                return self._pattern.sub(word, value)
            case bytes():
                text = value.decode("utf-8", "surrogateescape")
                return self._pattern.sub(word, text).encode("utf-8", "surrogateescape")
            case tuple():
                return tuple(self.out_of(each, word) for each in value)
            case dict():
                return {self.out_of(k, word): self.out_of(v, word) for k, v in value.items()}
            case Struct():
                fields = {n: self.out_of(getattr(value, n), word) for n in value.__struct_fields__}
                return structs.replace(value, **fields)
            case _:
                return value


def _fragments(local: str, domain: str) -> tuple[str, ...]:
    plain = local.replace(".", "")
    return (plain,) if "xn--" in domain else (plain, domain.replace(".", ""))


def _spelled(local: str, domain: str) -> str:
    names = [domain, _in_letters(domain)]
    letters = re.escape(local)
    if domain == "gmail.com":
        names.append("googlemail.com")
        letters = r"\.?".join(map(re.escape, local))
    return f"{letters}{_TAG}{_AT}(?:{'|'.join(map(re.escape, dict.fromkeys(names)))})"


def _in_letters(domain: str) -> str:
    try:
        return domain.encode().decode("idna")
    except UnicodeError:
        return domain


def without_person(lead: Lead) -> Lead:
    """The lead, with nothing left that says who it is."""
    return structs.replace(lead, **_PERSON)


def erased_lead(lead: Lead, at: datetime) -> Lead:
    """The lead after an operator erased its person."""
    return without_person(lead.moved(LeadEvent.OPERATOR_LOSES, at).closed(ERASED, at))


def erased_attempt(attempt: Attempt, value: str, at: datetime) -> Attempt:
    """The attempt without its recipient, whose keyed hash keeps "nobody twice".

    One that nobody may write any more is CANCELLED; one that may be under way stays as it is.
    """
    waits = attempt.state in (AttemptState.QUEUED, AttemptState.CLAIMED)
    return structs.replace(
        attempt,
        recipient="",
        recipient_key=value,
        subject="",
        state=AttemptState.CANCELLED if waits else attempt.state,
        smtp_reply="",
        reason=WORD if waits else "",
        evidence="",
        updated_at=at,
    )


BLANKED: dict[str, Any] = {
    "sender": "",
    "subject": "",
    "text": "",
    "reasons": (),
    "needs_review": False,
}
"""What an erasure leaves of a message that the person sent, or that was about them."""


def erased_arrival(arrival: Arrival) -> Arrival:
    """The message without a word of it; that it came, and what was done, still counts."""
    return structs.replace(arrival, **BLANKED)


def settled(state: AttemptState) -> AttemptState:
    """How an erased person's attempt ends when another one's would be tried again."""
    return AttemptState.REJECTED if state is AttemptState.QUEUED else state


def unsaid(outcome: Outcome) -> Outcome:
    """The outcome of an erased person's attempt: without the server's words, and for good."""
    state = settled(outcome.state)
    return structs.replace(outcome, state=state, smtp_reply="", reason="", next_try=None)


def without_addresses(words: str) -> str:
    """A person's words about the attempt of somebody erased, with no address in them."""
    return _ANY_ADDRESS.sub(WORD, words)


def reaches(attempt: Attempt, suppression: Suppression, hash_key: bytes) -> bool:
    """Does the attempt write to somebody whom the entry covers, erased or not?"""
    if attempt.recipient:
        return suppression.value in covering_keys(attempt.recipient, hash_key)
    if suppression.kind is SuppressionKind.ADDRESS:
        return attempt.recipient_key == erased_value(suppression.value, hash_key)
    return attempt.recipient_key == suppression.value


def erased_event(event: Event) -> Event:
    """The announcement, whoever it was about; also one that waits for its delivery."""
    try:
        told = msgspec.json.decode(event.body, type=dict[str, Any])
        said = told.get("data")
    except msgspec.DecodeError:
        return structs.replace(event, body=b"{}")
    kept = {name: said[name] for name in said if name in _TOLD} if isinstance(said, dict) else {}
    body = msgspec.json.encode({**told, "data": {**kept, WORD: True}})
    return structs.replace(event, body=body)


def erased_reports(
    reports: Sequence[CycleReport], leads: Collection[int]
) -> tuple[CycleReport, ...]:
    """The reports, in whose plans nothing is said of these leads but their numbers."""
    return tuple(
        structs.replace(each, plan=_erased_plan(each.plan, leads)) if each.plan else each
        for each in reports
    )


def _erased_plan(plan: Plan, leads: Collection[int]) -> Plan:
    def mail(each: PlannedMail) -> PlannedMail:
        mine = each.lead_id in leads
        return structs.replace(each, recipient="", subject="") if mine else each

    def skip(each: SkippedLead) -> SkippedLead:
        mine = each.lead_id in leads
        return structs.replace(each, recipient="", reason=WORD) if mine else each

    return structs.replace(
        plan,
        would_send=tuple(map(mail, plan.would_send)),
        would_skip=tuple(map(skip, plan.would_skip)),
    )


def bases(texts: Iterable[str]) -> frozenset[str]:
    """The base addresses of these addresses; empty ones are left out."""
    return frozenset(address.base(each) for each in texts if each)
