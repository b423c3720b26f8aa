"""Forget a person: every row that tells of them, in every campaign; only a keyed hash stays."""

from collections.abc import Sequence

from msgspec import Struct

from cam.domain.model import address
from cam.domain.model.credit import Question, person_keys
from cam.domain.model.erasure import Mentions, Person, without_person
from cam.domain.model.errors import InvalidInput
from cam.domain.model.lead import Lead
from cam.domain.model.suppression import Suppression
from cam.domain.services.suppressing import InFlight, named
from cam.ports.repository import Repository, UnitOfWork

OURS = "CAM writes mails from this address: it is a campaign's sender, or has a quota of its own"


class Erased(Struct, frozen=True, kw_only=True):
    """What was erased; all 0 when nothing was known, or nothing is any more."""

    suppressions: tuple[Suppression, ...]
    """The keyed hashes by which each address stays refused; none for a lead without any."""
    leads: int = 0
    attempts: int = 0
    calls: int = 0
    """Requests to providers, whose raw answers were blanked."""
    in_flight: tuple[InFlight, ...] = ()
    """Mails that were authorized before, and may still arrive. When it is empty, none does."""


class Erasing:
    """Forgets people on an operator's word."""

    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work

    async def address(self, email: str, reason: str) -> Erased:
        """Forgets the person with that address; it is refused from now on, known or not.

        Raises InvalidInput when it is no address, or CAM's own.
        """
        address.parsed(email)
        async with self._unit_of_work.erasing() as repo:
            return await _erased(repo, await repo.erasures.of_address(email), reason)

    async def lead(self, lead_id: int, reason: str) -> Erased:
        """Forgets the person of that lead. Raises LeadNotFound, InvalidInput."""
        async with self._unit_of_work.erasing() as repo:
            return await _erased(repo, await repo.erasures.of_lead(lead_id), reason)


async def _erased(repo: Repository, person: Person, reason: str) -> Erased:
    if person.writes_for_us:
        raise InvalidInput("address", OURS, kind="own_address")
    because = Mentions(person.addresses).out_of(reason)
    entries = [await repo.suppressions.erase(each, because) for each in sorted(person.addresses)]
    calls = await repo.credits.erase(person.keys)
    traces = await repo.erasures.erase(person)
    return Erased(
        suppressions=tuple(entries),
        leads=traces.leads,
        attempts=traces.attempts,
        calls=calls,
        in_flight=tuple(map(named, traces.in_flight)),
    )


async def refuse_erased(repo: Repository, leads: dict[int, Lead]) -> None:
    """Closes those of the leads for whom an erased person's address was found: nothing of the
    person is kept, and the answers in which it stood are blanked."""
    found = await repo.suppressions.erased({each.email for each in leads.values() if each.email})
    theirs = [each for each in leads.values() if each.email in found]
    if not theirs:
        return
    await repo.credits.erase({key for each in theirs for key in person_keys(each.identity)})
    for lead in theirs:
        leads[lead.id] = without_person(lead.closed("suppressed", repo.now()))


async def still_wanted(repo: Repository, questions: Sequence[Question]) -> list[Question]:
    """Those about leads that nobody stopped, or erased, since the questions were made."""
    leads = await repo.leads.get({each.lead_id for each in questions})
    stopped = {lead_id for lead_id, lead in leads.items() if lead.is_stopped}
    return [each for each in questions if each.lead_id not in stopped]
