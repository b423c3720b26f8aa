"""What a lead becomes by what a provider says of it, and who said which of its facts."""

from datetime import datetime
from typing import Any

from msgspec import structs

from cam.domain.model import address
from cam.domain.model.campaign import Campaign, Verify
from cam.domain.model.checked import Checked, judged
from cam.domain.model.credit import Finding
from cam.domain.model.errors import InvalidInput
from cam.domain.model.lead import Lead, LeadEvent, LeadStatus, Said, merged_profile
from cam.domain.model.merging import IMPORT
from cam.domain.model.prospect import EmailStatus, Profile

OWN_LOOK = "cam"
"""Who says what CAM finds out about an address by itself."""

_FIELDS = Profile.__struct_fields__
_VERIFIED_BY_POLICY = {
    Verify.NEVER: frozenset[EmailStatus](),
    Verify.UNVERIFIED: frozenset({EmailStatus.UNVERIFIED}),
    Verify.ALL: frozenset({EmailStatus.UNVERIFIED, EmailStatus.GIVEN, EmailStatus.VERIFIED}),
}


def with_origin(lead: Lead) -> Lead:
    """The lead, each of its facts with who said it: whoever brought the lead, unless it is known
    better."""
    said = Said(lead.provider or IMPORT, lead.created_at)
    unsaid = {name: said for name in _facts(lead) if name not in lead.provenance}
    return structs.replace(lead, provenance={**unsaid, **lead.provenance}) if unsaid else lead


def learned(lead: Lead, finding: Finding, by: str, campaign: Campaign, at: datetime) -> Lead:
    """The lead with what a provider found, scored anew. Who objects is lost."""
    found = finding.profile
    if found is not None:
        known = structs.replace(lead, **_values(merged_profile(lead, found)))
        scored = known.rescored(campaign.audience, campaign.score_weights)
        learning = lead.status in (LeadStatus.NEW, LeadStatus.ENRICHED)
        after = lead.enriched(known, scored, at) if learning else known
        lead = structs.replace(after, provenance=_provenance(lead, after, found, Said(by, at)))
    return lead.moved(LeadEvent.UNSUBSCRIBE, at) if finding.do_not_contact else lead


def looked_at(lead: Lead, checked: Checked, at: datetime) -> Lead:
    """The lead after CAM's own look at its address. Who cannot be written to is closed."""
    status = judged(lead.email_status, checked.verdict)
    if status is lead.email_status:
        return lead
    said = {**lead.provenance, "email_status": Said(OWN_LOOK, at)}
    lead = structs.replace(lead, email_status=status, provenance=said, updated_at=at)
    if status is EmailStatus.INVALID:
        return lead.closed(f"address is invalid: {checked.reason}", at)
    return lead


def verdict(lead: Lead, finding: Finding) -> Finding:
    """What a verifier found. One that says nothing of the address could not verify it."""
    said = finding.profile
    if said is not None and said.email and said.email_status is not EmailStatus.NONE:
        return finding
    unproven = structs.replace(
        said or Profile(), email=lead.email, email_status=EmailStatus.UNVERIFIED
    )
    return structs.replace(finding, profile=unproven)


def wants_verdict(lead: Lead, policy: Verify, verifier: str) -> bool:
    """Is this verifier asked about the address before anybody writes to it?

    Not about one that it has judged already, in whatever role.
    """
    said = lead.provenance.get("email_status")
    judged_already = said is not None and said.by == verifier
    return (
        not lead.is_stopped
        and bool(lead.email)
        and not judged_already
        and lead.email_status in _VERIFIED_BY_POLICY[policy]
    )


def _provenance(before: Lead, after: Lead, found: Profile, said: Said) -> dict[str, Said]:
    """Who said what: a fact that was known already stays with whom it had come from; the standing
    of an address belongs to who spoke of it last."""
    told = {name: said for name in _FIELDS if getattr(before, name) != getattr(after, name)}
    spoke = found.email == after.email and found.email_status is after.email_status
    if found.email and found.email_status is not EmailStatus.NONE and spoke:
        told["email_status"] = said
    return {**before.provenance, **told}


def writable(found: Profile) -> Profile:
    """What was found, without an address that nobody can write to."""
    if not found.email:
        return found
    try:
        return structs.replace(found, email=address.parsed(found.email))
    except InvalidInput:
        return structs.replace(found, email="", email_status=EmailStatus.NONE)


def _facts(profile: Profile) -> list[str]:
    nothing = ("", (), None, EmailStatus.NONE)
    return [name for name in _FIELDS if getattr(profile, name) not in nothing]


def _values(profile: Profile) -> dict[str, Any]:
    return {name: getattr(profile, name) for name in _FIELDS}
