"""What Dropcontact makes of one record: whom it finds and what it then says of them."""

from collections.abc import Mapping
from typing import Any

import msgspec

from cam.sandbox.dropcontact_form import Submission
from cam.sandbox.names import plain
from cam.sandbox.qualification import is_charged, local_qualification, worded
from cam.sandbox.registry import Clues, Registry, site
from cam.sandbox.world import Person


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One accepted record; `purchase` is the kind and subject under which it is booked."""

    row: dict[str, Any]
    person: Person | None
    purchase: tuple[str, str]


class Worked(msgspec.Struct, frozen=True, kw_only=True):
    """The record as it is returned, and whether its credit is kept."""

    result: dict[str, Any]
    charged: bool


def tasks(submission: Submission, registry: Registry) -> list[Task]:
    """The records to be worked on, in the order sent."""
    return [
        _task(row, registry)
        for index, row in enumerate(submission.records)
        if index not in submission.rejected
    ]


def worked(
    task: Task, submission: Submission, nominative_share: float, verdicts: Mapping[str, str]
) -> Worked:
    """A record sent with an `email` is a verification and never refunded.

    Any other is refunded unless an address that Dropcontact stands by is returned. `verdicts`
    overrule what this world says, by address or `*`.
    """
    person, row = task.person, task.row
    address = person.email if person else row.get("email", "").strip().lower()
    verdict = local_qualification(person, nominative_share) if person else ""
    verdict = verdicts.get(address, verdicts.get("*", verdict))
    if person is None or not verdict:
        result = _unfound(row, verdict or "invalid", submission.language)
    else:
        result = _found(row, person, worded(verdict, submission.language), submission)
    return Worked(result=result, charged=bool(row.get("email") or (person and is_charged(verdict))))


def _task(row: dict[str, Any], registry: Registry) -> Task:
    clues = _clues(row)
    person = registry.identify(clues)
    if clues.email:
        return Task(
            row=row,
            person=person,
            purchase=("dropcontact.verification", clues.email.strip().lower()),
        )
    subject = person.id if person else clues.linkedin or _called(clues)
    return Task(row=row, person=person, purchase=("dropcontact.enrichment", subject))


def _called(clues: Clues) -> str:
    """How somebody whom nobody knows is booked."""
    return f"{plain(clues.name)} at {site(clues.domain) or plain(clues.company)}"


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


def _unfound(row: dict[str, Any], verdict: str, language: str) -> dict[str, Any]:
    """The record as it came; an address that is nobody's is told to be invalid."""
    if "email" not in row:
        return dict(row)
    told = {"email": row["email"], "qualification": worded(verdict, language)}
    return {**row, "email": [told]}


def _found(
    row: dict[str, Any], person: Person, verdict: str, submission: Submission
) -> dict[str, Any]:
    company, place, title = person.company, person.place, person.title
    generic = verdict.startswith(("generic", "gén"))
    result: dict[str, Any] = {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "full_name": person.name,
        "email": [
            {
                "email": f"contact@{company.domain}" if generic else person.email,
                "qualification": verdict,
            },
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
