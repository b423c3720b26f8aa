"""Audiences that share nobody: one title in one place each."""

from datetime import timedelta
from itertools import product

from cam.domain.model.audience import Audience
from cam.domain.model.campaign import CampaignDraft

TITLES = ("CEO", "Software Engineer", "Sales Manager", "Office Manager", "Account Executive")
PLACES = (
    "Paris, France", "Lyon, France", "Nantes, France", "Brussels, Belgium", "Geneva, Switzerland",
    "London, United Kingdom", "Manchester, United Kingdom", "Dublin, Ireland", "Berlin, Germany",
    "Munich, Germany", "Vienna, Austria", "Madrid, Spain", "Barcelona, Spain", "Lisbon, Portugal",
    "Milan, Italy", "Warsaw, Poland", "Copenhagen, Denmark", "Stockholm, Sweden",
    "Istanbul, Turkey", "San Francisco, United States", "Austin, United States",
    "New York, United States", "Toronto, Canada", "Bengaluru, India", "Singapore, Singapore",
)  # fmt: skip
CELLS = tuple(product(TITLES, PLACES))
PEOPLE = 120_000
"""So many in the sandbox put some 170 into each cell: enough for 50 each."""


def draft(number: int, leads: int) -> CampaignDraft:
    """The campaign of that number, which finds and writes to `leads` people in one cycle."""
    title, place = CELLS[number]
    return CampaignDraft(
        name=f"{title} in {place}",
        audience=Audience(
            person_titles=(title,), include_similar_titles=False, person_locations=(place,)
        ),
        first_contact_delay=timedelta(0),
        max_emails_per_day=leads,
        max_new_leads_per_cycle=leads,
        max_enriched_per_cycle=leads,
    )
