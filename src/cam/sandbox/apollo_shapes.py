"""How Apollo shows a person: the search hit, which hides most, and the bought record."""

from typing import Any

from cam.sandbox.directory import is_likely
from cam.sandbox.world import Company, Person


def obfuscated(last_name: str) -> str:
    """`Hutchinson` -> `Hu***n`."""
    return f"{last_name[:2]}***{last_name[-1:]}"


def hit(person: Person) -> dict[str, Any]:
    """One entry of `people` in a search answer."""
    lucky = person.luck > 0.3
    return {
        "id": person.id,
        "first_name": person.first_name,
        "last_name_obfuscated": obfuscated(person.last_name),
        "title": person.title.name,
        "last_refreshed_at": f"2026-08-{person.number % 28 + 1:02}T23:20:32.690+00:00",
        "has_email": person.email_status == "verified",
        "has_city": True,
        "has_state": True,
        "has_country": True,
        "has_direct_phone": "Yes"
        if lucky
        else "Maybe: please request direct dial via people/bulk_match",
        "organization": {
            "name": person.company.name,
            "has_industry": True,
            "has_phone": lucky,
            "has_city": True,
            "has_state": True,
            "has_country": True,
            "has_zip_code": lucky,
            "has_revenue": True,
            "has_employee_count": True,
        },
    }


def record(person: Person) -> dict[str, Any]:
    """The person as match and bulk_match return them."""
    title, place, company = person.title, person.place, person.company
    return {
        "id": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "name": person.name,
        "linkedin_url": f"http://www.{person.linkedin}",
        "title": title.name,
        "email_status": person.email_status,
        "photo_url": f"https://photos.example/{person.id}.jpg",
        "twitter_url": None,
        "github_url": None,
        "facebook_url": None,
        "extrapolated_email_confidence": None,
        "headline": f"{title.name} at {company.name}",
        "email": None if person.email_status == "unavailable" else person.email,
        "organization_id": company.id,
        "employment_history": [_job(person)],
        "state": place.state,
        "city": place.city,
        "country": place.country,
        "organization": organization(company),
        "is_likely_to_engage": is_likely(person.luck),
        "departments": [title.department],
        "subdepartments": [title.function],
        "seniority": title.seniority,
        "functions": [title.function],
        "show_intent": False,
        "revealed_for_current_team": True,
    }


def outline(person: Person | None) -> dict[str, Any]:
    """The person as a waterfall request shows them: no address; nobody has no confidence."""
    if person is None:
        return {"match_confidence": "none"}
    return {
        "id": person.id,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "name": person.name,
        "title": person.title.name,
        "linkedin_url": f"http://www.{person.linkedin}",
        "organization_id": person.company.id,
        "city": person.place.city,
        "state": person.place.state,
        "country": person.place.country,
        "revealed_for_current_team": True,
    }


def _job(person: Person) -> dict[str, Any]:
    job = f"{int(person.id, 16) ^ 0xFFFF:024x}"
    never = ("created_at", "degree", "description", "emails", "grade_level", "kind", "major")
    return {
        "_id": job,
        "id": job,
        "key": job,
        "current": True,
        "title": person.title.name,
        "organization_id": person.company.id,
        "organization_name": person.company.name,
        "start_date": f"{2015 + person.number % 10}-01-01",
        "end_date": None,
        "raw_address": None,
        "updated_at": None,
        **dict.fromkeys(never),
    }


def organization(company: Company) -> dict[str, Any]:
    slug = company.domain.partition(".")[0]
    place = company.place
    unknown = ("blog_url", "angellist_url", "crunchbase_url", "phone")
    return {
        "id": company.id,
        "name": company.name,
        "website_url": f"http://www.{company.domain}",
        "linkedin_url": f"http://www.linkedin.com/company/{slug}",
        **dict.fromkeys(unknown),
        "twitter_url": f"https://twitter.com/{slug}",
        "facebook_url": f"https://www.facebook.com/{slug}",
        "primary_phone": {},
        "languages": [],
        "founded_year": company.founded,
        "primary_domain": company.domain,
        "industry": company.industry,
        "industries": [company.industry],
        "secondary_industries": [],
        "keywords": list(company.keywords),
        "estimated_num_employees": company.employees,
        "annual_revenue": company.revenue,
        "raw_address": f"{place.city}, {place.state}, {place.country}",
        "city": place.city,
        "state": place.state,
        "country": place.country,
        "technology_names": sorted(company.technologies),
    }
