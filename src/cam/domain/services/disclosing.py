"""Tell one person everything that CAM knows of them. Reads only."""

from cam.domain.model import address
from cam.domain.model.dossier import Dossier, event_told, mail_told, purchases_told
from cam.ports.repository import UnitOfWork


async def disclosed(unit_of_work: UnitOfWork, email: str) -> Dossier:
    """The person with that address, in all campaigns, from one moment. Raises InvalidInput."""
    address.parsed(email)
    async with unit_of_work.reading() as repo:
        person = await repo.erasures.of_address(email)
        known = await repo.erasures.known(person)
        covered = await repo.suppressions.covering({email, *person.addresses})
        names = {each.id: each.name for each in await repo.campaigns.all()}
        now = repo.now()
    return Dossier(
        asked_for=email,
        compiled_at=now,
        addresses=tuple(sorted(person.addresses)) if known.leads or known.attempts else (),
        suppressed=bool(covered),
        suppressions=known.suppressions,
        leads=known.leads,
        campaigns={lead.campaign_id: names[lead.campaign_id] for lead in known.leads},
        mails=tuple(map(mail_told, known.attempts)),
        arrivals=known.arrivals,
        purchases=purchases_told(known.calls, person.keys),
        events=tuple(map(event_told, known.events)),
    )
