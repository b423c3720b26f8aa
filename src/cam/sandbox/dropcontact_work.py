"""What Dropcontact makes of one record: whom it finds and what it then says of them."""

from typing import Any

from cam.sandbox.dropcontact_form import Submission
from cam.sandbox.qualification import CHARGED, local_qualification, worded
from cam.sandbox.registry import Clues, Registry
from cam.sandbox.world import Person, Scale


def enriched(
    submission: Submission, registry: Registry, scale: Scale
) -> tuple[list[dict[str, Any]], int]:
    """The results in the order sent, and how many credits go back.

    A record sent with an `email` is a verification and never refunded; any other is refunded
    unless an address that Dropcontact stands by is returned.
    """
    results: list[dict[str, Any]] = []
    refunds = 0
    for index, row in enumerate(submission.records):
        if index in submission.rejected:
            continue
        person = registry.identify(_clues(row))
        local = local_qualification(person, scale.nominative_share) if person else ""
        if person is None or not local:
            results.append(_unfound(row, submission))
        else:
            results.append(_found(row, person, local, submission))
        refunds += not row.get("email") and local not in CHARGED
    return results, refunds


def _clues(row: dict[str, Any]) -> Clues:
    name = row.get("full_name") or " ".join(
        filter(None, (row.get("first_name"), row.get("last_name")))
    )
    return Clues(
        name=name,
        email=row.get("email", ""),
        linkedin=row.get("linkedin", ""),
        company=row.get("company", ""),
        domain=row.get("website", ""),
    )


def _unfound(row: dict[str, Any], submission: Submission) -> dict[str, Any]:
    """The record as it came; an address that is nobody's is told to be invalid."""
    if "email" not in row:
        return dict(row)
    verdict = worded("invalid", submission.language)
    return {**row, "email": [{"email": row["email"], "qualification": verdict}]}


def _found(
    row: dict[str, Any], person: Person, local: str, submission: Submission
) -> dict[str, Any]:
    company, place, title = person.company, person.place, person.title
    address = f"contact@{company.domain}" if local == "generic" else person.email
    result: dict[str, Any] = {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "full_name": person.name,
        "email": [
            {"email": address, "qualification": worded(local, submission.language)},
        ],
        "company": company.name,
        "website": f"www.{company.domain}",
        "linkedin": f"https://www.{person.linkedin}/",
        "company_linkedin": f"https://www.linkedin.com/company/{company.domain.partition('.')[0]}",
        "country": place.code,
        "job": title.name,
        "job_level": title.seniority.replace("_", "-").title(),
        "job_function": title.function.replace("_", " ").title(),
        "nb_employees": _bracket(company.employees),
    }
    if submission.siren and company.place.code == "FR":
        result["siren"] = f"{int(company.id[-8:], 16) % 1_000_000_000:09}"
        result["siret_city"] = company.place.city
    if "custom_fields" in row:
        result["custom_fields"] = row["custom_fields"]
    return result


def _bracket(employees: int) -> str:
    """A French company-size bracket, as the registry cuts them."""
    edges = (1, 3, 6, 10, 20, 50, 100, 200, 250, 500, 1000, 2000, 5000)
    low = max(edge for edge in edges if edge <= employees)
    above = [edge for edge in edges if edge > low]
    return f"{low}-{above[0] - 1}" if above else f"{low}+"
