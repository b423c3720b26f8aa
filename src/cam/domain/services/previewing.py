"""One mail of a campaign as it would be, by the function that writes all mails. Sends nothing."""

from collections.abc import Callable, Mapping
from datetime import datetime
from difflib import get_close_matches
from uuid import UUID

from msgspec import Struct, structs

from cam.domain.model import personalisation
from cam.domain.model.attempt import Claim, Thread, planned
from cam.domain.model.campaign import Campaign
from cam.domain.model.errors import InvalidInput, LeadNotFound, NotConfigured
from cam.domain.model.lead import Lead
from cam.domain.model.mail import Mail, Sender
from cam.domain.model.preview import (
    FieldSource,
    Preview,
    Sample,
    fields_used,
    written_down,
)
from cam.domain.model.prospect import EmailStatus
from cam.domain.model.sequence import Step, variant_for
from cam.domain.model.way_out import WayOut
from cam.domain.services import letters
from cam.ports.clock import Clock
from cam.ports.mailer import Compose
from cam.ports.repository import Repository, UnitOfWork

_SOMEBODY = {
    "first_name": "Jane",
    "last_name": "Doe",
    "title": "Owner",
    "company": "Example Ltd",
    "domain": "example.com",
    "industry": "retail",
    "city": "Springfield",
    "country": "United States",
}
"""A sample person, and what a template can name of a lead."""
_ADDRESS = "jane.doe@example.com"


class Previewed(Struct, frozen=True, kw_only=True):
    """A preview, and the mail that it shows; None while there can be none."""

    preview: Preview
    campaign: Campaign
    lead: Lead
    """The lead as it was shown."""
    mail: Mail | None


class Previewing:
    """Shows mails."""

    def __init__(
        self,
        unit_of_work: UnitOfWork,
        sender_of: Callable[[Campaign, Lead], Sender],
        compose: Compose,
        clock: Clock,
        *,
        public_url: str = "",
    ) -> None:
        self._public_url = public_url
        self._unit_of_work = unit_of_work
        self._sender_of = sender_of
        self._compose = compose
        self._clock = clock

    async def preview(self, campaign_id: int, sample: Sample) -> Previewed:
        """Raises CampaignNotFound, LeadNotFound, InvalidInput."""
        async with self._unit_of_work.reading() as repo:
            campaign = await repo.campaigns.get(campaign_id)
            lead = await self._lead(repo, campaign, sample)
            sent = await repo.attempts.threads([lead.id]) if sample.step else {}
            way_out = WayOut(self._public_url, await repo.deployment.signing_key())
        _check(campaign, sample)
        return self._shown(campaign, sample, lead, sent.get(lead.id), way_out)

    async def _lead(self, repo: Repository, campaign: Campaign, sample: Sample) -> Lead:
        if sample.lead_id is None:
            now = repo.now()
            somebody = Lead(
                id=0,
                campaign_id=campaign.id,
                email=_ADDRESS,
                email_status=EmailStatus.GIVEN,
                created_at=now,
                updated_at=now,
            )
            return with_values(somebody, sample.values or _SOMEBODY)
        lead = (await repo.leads.get([sample.lead_id])).get(sample.lead_id)
        if lead is None or lead.campaign_id != campaign.id:
            raise LeadNotFound(sample.lead_id)
        return with_values(lead, sample.values)

    def _shown(
        self,
        campaign: Campaign,
        sample: Sample,
        lead: Lead,
        sent: Thread | None,
        way_out: WayOut,
    ) -> Previewed:
        sender = self._sender_of(campaign, lead)
        steps, step = campaign.sequence, sample.step
        variant = sample.variant or variant_for(steps, step, campaign.id, lead.id)
        values = letters.values_of(lead, sender)
        fields = fields_used(steps[step].wording(variant), written_down(lead, sender), values)
        thread, attempt_id = _thread(sent, step), self._clock.new_id()
        letter = letters.written(
            steps,
            step,
            lead,
            sender,
            variant=variant,
            thread=thread,
            unsubscribe_url=way_out.link(attempt_id),
            values=_marked(steps[: step + 1], variant, values),
        )
        now = self._clock.now()
        claim = _claim(lead, sender, step, attempt_id, thread, now)
        mail = letters.enclosed(letter, claim, sender, now, way_out) if claim else None
        raw, why_not = self._composed(mail)
        why_not += [] if lead.email else ["no address"]
        why_not += [str(NotConfigured(*sender.missing))] if sender.missing else []
        missing = [each.name for each in fields if each.source is FieldSource.MISSING]
        preview = Preview(
            campaign_id=campaign.id,
            lead_id=sample.lead_id,
            step=step,
            variant=variant,
            sender=f"{sender.name} <{sender.email}>" if sender.email else sender.name,
            recipient=lead.email,
            subject=letter.subject,
            text=letter.text,
            html=letter.html,
            fields=fields,
            why_not=(*(str(personalisation.MissingField(each)) for each in missing), *why_not),
            raw=raw.decode("ascii"),
        )
        return Previewed(
            preview=preview, campaign=campaign, lead=lead, mail=None if why_not else mail
        )

    def _composed(self, mail: Mail | None) -> tuple[bytes, list[str]]:
        """Its bytes, as far as there are any; what is wrong with it."""
        try:
            return (self._compose(mail) if mail else b""), []
        except InvalidInput as unsendable:
            return b"", [str(unsendable)]


def _claim(
    lead: Lead, sender: Sender, step: int, attempt_id: UUID, thread: Thread, now: datetime
) -> Claim | None:
    """What would be sent; None as long as either address is not known."""
    if not (lead.email and sender.email):
        return None
    attempt = planned(lead, step, attempt_id=attempt_id, sender=sender.email, at=now)
    return Claim(attempt=attempt, lead=lead, thread=thread)


def with_values(lead: Lead, values: Mapping[str, str]) -> Lead:
    """The lead, as if these were known of it. Raises InvalidInput for what no lead has."""
    custom = dict(lead.custom)
    known: dict[str, str] = {}
    for name, value in values.items():
        if name in _SOMEBODY:
            known[name] = value
        elif name.startswith("custom."):
            custom[name.removeprefix("custom.")] = value
        else:
            near = next(iter(get_close_matches(name, _SOMEBODY, n=1, cutoff=0.5)), None)
            hint = f'did you mean "{near}"?' if near else f"known: {', '.join(_SOMEBODY)}"
            raise InvalidInput(
                f"values.{name}",
                f"is nothing that a lead has, {hint}",
                kind="unknown_template_field",
                did_you_mean=near,
            )
    return structs.replace(lead, **known, custom=custom)


def _check(campaign: Campaign, sample: Sample) -> None:
    """Raises InvalidInput for a step or a variant that there is none of."""
    last = len(campaign.sequence) - 1
    if sample.step > last:
        reason = f"the last one is {last}, counted from 0"
        raise InvalidInput("step", reason, kind="out_of_range")
    names = [each.name for each in campaign.sequence[sample.step].variants]
    if sample.variant is not None and sample.variant not in names:
        known = f"there are: {', '.join(names)}" if names else "this step has none"
        raise InvalidInput("variant", f'no "{sample.variant}", {known}', kind="unknown_value")


def _thread(sent: Thread | None, step: int) -> Thread:
    """What was sent before this step; as long as nothing was, something that stands for it."""
    if not step or (sent and sent.message_ids[:step]):
        ids = sent.message_ids[:step] if sent else ()
        return Thread(message_ids=ids, subject=sent.subject if sent else "")
    return Thread(message_ids=("the-mail-before@example.com",))


def _marked(steps: tuple[Step, ...], variant: str, values: Mapping[str, str]) -> dict[str, str]:
    """The values; what is missing without a default stands as its tag."""
    said = steps[-1].wording(variant)
    subjects = [each.wording(name).subject for each in steps for name in ("", *_names(each))]
    named = personalisation.named(*subjects, said.subject, said.text, said.html)
    marks = {
        name: f"{{{{{name}}}}}"
        for name, default in named
        if default is None and not values.get(name)
    }
    return {**values, **marks}


def _names(step: Step) -> tuple[str, ...]:
    return tuple(each.name for each in step.variants)
