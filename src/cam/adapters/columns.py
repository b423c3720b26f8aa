"""The columns of an imported file, under the names that people give them."""

import re
import unicodedata
from typing import Any

from cam.adapters.decoding import whole
from cam.domain.model import address, text
from cam.domain.model.errors import InvalidInput
from cam.domain.model.prospect import EmailStatus, Prospect, linkedin_key

_SPELLINGS: dict[str, tuple[str, ...]] = {
    "email": ("e mail", "mail", "email address", "e mail address", "adresse email", "courriel"),
    "first_name": ("first name", "firstname", "given name", "vorname", "prenom"),
    "last_name": ("last name", "lastname", "surname", "family name", "nachname", "nom"),
    "company": (
        *("company name", "organization", "organisation", "organization name", "employer"),
        *("societe", "entreprise", "firma", "unternehmen"),
    ),
    "domain": ("website", "company domain", "company website", "site web", "webseite"),
    "title": ("job title", "jobtitle", "position", "poste"),
    "linkedin_url": ("linkedin", "linkedin url", "linkedin profile", "person linkedin url"),
    "city": ("ville", "stadt", "ort"),
    "country": ("pays", "land"),
    "industry": ("secteur", "branche"),
    "employees": ("number of employees", "company size", "headcount", "effectif", "mitarbeiter"),
    "phone": ("phone number", "telephone", "telefon", "mobile phone"),
    "seniority": ("seniority level",),
    "tags": ("tag", "labels"),
    "score": ("lead score",),
}
_FIELDS = {word: field for field, words in _SPELLINGS.items() for word in (field, *words)}
_PLAIN = ("first_name", "last_name", "company", "title", "seniority", "industry", "city", "country")
_JOINTS = re.compile(r"[\s_\-.]+")
_NUMBER = re.compile(r"\d{1,9}")
_LONGEST = 500


def recognised(names: list[str], file: str) -> list[str]:
    """A field of Prospect for each header; `custom.<header>` for one that CAM does not know.

    Raises InvalidInput for a header that is missing, stands twice, or recognises nobody.
    """
    fields = [field_of(name) for name in names]
    if not any(fields):
        raise InvalidInput(file, "has no header line", kind="no_header")
    twice = sorted({field for field in fields if field and fields.count(field) > 1})
    if twice:
        raise InvalidInput(file, f"names a column twice: {', '.join(twice)}", kind="header_twice")
    if not {"email", "linkedin_url", "last_name"} & set(fields):
        raise InvalidInput(file, "has no e-mail, LinkedIn or last name column", kind="no_key")
    return fields


def field_of(name: str) -> str:
    """The field that a header names, in any case, with or without accents."""
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c)
    )
    words = _JOINTS.sub(" ", bare).strip()
    known = _FIELDS.get(words) or _FIELDS.get(words.replace(" ", "_"))
    if known:
        return known
    return f"custom.{text.one_line(name)[:100]}" if words else ""


def flattened(found: dict[str, Any]) -> dict[str, str]:
    """A JSON object as cells; a list becomes `a;b`, an object under `custom` its own cells."""
    own = found.get("custom")
    custom: dict[str, Any] = own if isinstance(own, dict) else {}
    cells = {f"custom.{key}": _cell(value) for key, value in custom.items()}
    flat = {field_of(key): value for key, value in found.items() if not isinstance(value, dict)}
    return cells | {field: _cell(value) for field, value in flat.items()}


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return ";".join(map(str, value))
    return "" if value is None else str(value)


def prospect(cells: dict[str, str]) -> Prospect:
    """The person in these cells. Raises InvalidInput for a row that CAM refuses."""
    row = {field: _clean(field, cell) for field, cell in cells.items() if field}
    email = address.parsed(row["email"]) if row.get("email") else ""
    facts: dict[str, Any] = {field: row.get(field, "") for field in _PLAIN}
    domain = _host(row.get("domain", ""))
    linkedin = row.get("linkedin_url", "")
    named = facts["first_name"] and facts["last_name"] and (facts["company"] or domain)
    if not (email or named or linkedin_key(linkedin)):
        raise InvalidInput("email", "missing; then a name with company, or a LinkedIn profile")
    return Prospect(
        email=email,
        email_status=EmailStatus.GIVEN if email else EmailStatus.NONE,
        **facts,
        domain=domain,
        linkedin_url=linkedin,
        phone=row.get("phone", ""),
        employees=_employees(row.get("employees", "")),
        score=_score(row.get("score", "")),
        tags=_tags(row.get("tags", "")),
        custom={
            field.removeprefix("custom."): cell
            for field, cell in row.items()
            if field.startswith("custom.") and cell
        },
    )


def _clean(field: str, cell: str) -> str:
    if text.has_control(cell):
        raise InvalidInput(field, "holds a control character")
    if len(cell) > _LONGEST:
        raise InvalidInput(field, f"is longer than {_LONGEST} characters")
    return text.one_line(cell)


def _host(website: str) -> str:
    host = website.lower().removeprefix("https://").removeprefix("http://")
    return host.partition("/")[0].removeprefix("www.")


def _employees(cell: str) -> int | None:
    """The number, or the lower end of a range such as `11-50`."""
    found = _NUMBER.search(cell.replace(",", "").replace("'", ""))
    return whole(int(found[0])) if found else None


def _score(cell: str) -> float | None:
    """From 0 to 1; empty for none."""
    if not cell:
        return None
    try:
        value = float(cell.replace(",", "."))
    except ValueError:
        raise InvalidInput("score", "is not a number from 0 to 1") from None
    if not 0 <= value <= 1:
        raise InvalidInput("score", "is not a number from 0 to 1")
    return value


def _tags(cell: str) -> tuple[str, ...]:
    """Parted by `,` `;` or `|`, in lower case, each once."""
    parts = (part.strip().lower() for part in re.split(r"[,;|]", cell))
    return tuple(dict.fromkeys(filter(None, parts)))
