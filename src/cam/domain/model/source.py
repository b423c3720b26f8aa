"""What the first mail says of where the address came from (GDPR Art. 14)."""

from cam.domain.model.lead import Lead
from cam.domain.model.merging import IMPORT
from cam.domain.model.origin import named_source


def sentence(lead: Lead) -> str:
    """What an operator says of it, else who gave the address, else who found the person."""
    told = named_source(lead.source)
    if told and told.lower() != lead.provider:
        return f"I have your address from {told}."
    said = lead.provenance.get("email")
    found_by = lead.provider if said is None or said.by == IMPORT else said.by
    if found_by:
        return f"I found your business address via {found_by.capitalize()}."
    return "Your address comes from our own records."
