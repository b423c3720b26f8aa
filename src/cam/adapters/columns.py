"""The columns of an imported file, under the names that people and CRMs give them."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any

from cam.domain.model import text
from cam.domain.model.errors import InvalidInput

OWN = "cam_"
"""Columns that begin so tell what CAM has done with somebody: an export has them, no import reads
them."""

_SPELLINGS: dict[str, str] = {
    "email": "e mail, emails, mail, email address, e mail address, work email, business email, "
    "professional email, primary email, email work, email 1, e mail 1 value, email 1 value, "
    "adresse email, adresse e mail, courriel, correo, correo electronico, e mail adresse",
    "email_status": "e mail status, email verification status",
    "name": "full name, display name, contact, nom complet, vollstandiger name, nombre completo",
    "first_name": "first, given name, forename, vorname, prenom, nombre",
    "last_name": "last, surname, family name, nachname, familienname, nom, nom de famille, "
    "apellido, apellidos",
    "company": "company name, organization, organisation, organization name, organisation name, "
    "organization 1 name, account name, account, employer, company name for emails, "
    "associated company, societe, entreprise, firma, unternehmen, empresa",
    "domain": "website, web site, company domain, company domain name, company website, "
    "company website url, website url, organization website, site web, webseite, sitio web",
    "title": "job title, position, job position, role, organization 1 title, poste, fonction, "
    "titre, berufsbezeichnung, cargo",
    "linkedin_url": "linkedin, linkedin profile, linkedin profile url, person linkedin url, "
    "linkedin bio, linkedin link, profile url",
    "city": "mailing city, person city, ville, stadt, ort, ciudad",
    "country": "mailing country, country region, person country, pays, land, pais",
    "industry": "company industry, secteur, secteur d'activite, branche, sector",
    "employees": "number of employees, # employees, no of employees, num employees, "
    "employee count, company size, headcount, company headcount, effectif, mitarbeiter, "
    "mitarbeiterzahl, empleados",
    "phone": "phone number, telephone, work phone, business phone, work direct phone, "
    "direct phone, phone work, phones, phone 1 value, mobile, mobile phone, mobile phone number, "
    "corporate phone, telefon, telefonnummer, telefono",
    "seniority": "seniority level",
    "keywords": "keyword, company keywords",
    "tags": "tag, labels, label",
    "score": "lead score",
    "source": "address source, data source, obtained from, herkunft, quelle, adressquelle, "
    "fuente, origen",
    "legal_basis": "lawful basis, legal basis for processing, gdpr basis, consent, opt in, "
    "rechtsgrundlage, einwilligung, base legale, base juridique, consentement, base legal, "
    "consentimiento",
    "obtained_at": "obtained on, consent date, consented at, consented on, opt in date, "
    "opt in at, date obtained, collected at, collected on, erhoben am, einwilligung am, "
    "date de collecte, date de consentement",
    "provider": "",
    "provider_id": "",
}
_JOINTS = re.compile(r"[^\w#']+|_+")


def _words(name: str) -> str:
    """A header in one word: no case, accents, blanks or joints."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    return _JOINTS.sub("", "".join(c for c in bare if not unicodedata.combining(c)))


_FIELDS = {
    _words(spelling): field
    for field, spellings in _SPELLINGS.items()
    for spelling in (field, *spellings.split(", "))
    if spelling
}
_OF_A_PERSON = re.compile(r"(?:person|contact|lead|prospect)(?=.)")
_CUSTOM = "custom."
_LONGEST_NAME = 100
_KEYS = {"email", "linkedin_url", "last_name", "name", "provider_id"}


def recognised(names: list[str], file: str) -> list[str]:
    """A field of Prospect for each header; `custom.<header>` for one that CAM does not know, and
    nothing for one that is empty or CAM's own.

    Raises InvalidInput for a header that is missing, stands twice, or recognises nobody.
    """
    fields = [field_of(name) for name in names]
    if not any(fields):
        raise InvalidInput(file, "has no header line", kind="no_header")
    twice = _twice(names)
    if twice:
        raise InvalidInput(file, f"names a column twice: {', '.join(twice)}", kind="header_twice")
    if not _KEYS & set(fields):
        raise InvalidInput(file, "has no e-mail, LinkedIn or last name column", kind="no_key")
    return fields


def _twice(names: list[str]) -> list[str]:
    words = [name if name.startswith(_CUSTOM) else _words(name) for name in names]
    pairs = zip(names, words, strict=True)
    return sorted({name.strip() for name, word in pairs if word and words.count(word) > 1})


def field_of(name: str) -> str:
    """The field that a header names, in any case, with or without accents, also as CRMs write it
    (`Person - Email - Work`)."""
    if name.casefold().startswith(OWN):
        return ""
    if name.startswith(_CUSTOM):
        return _custom(name.removeprefix(_CUSTOM))
    word = _words(name)
    known = _FIELDS.get(word) or _FIELDS.get(_OF_A_PERSON.sub("", word, count=1))
    return known or (_custom(name) if word else "")


def custom_headers(names: Sequence[str]) -> list[str]:
    """Headers that are read back as these custom fields: `custom.` marks one that would be taken
    for something else."""
    return [name if _tells(name, names) else f"{_CUSTOM}{name}" for name in names]


def _tells(name: str, names: Sequence[str]) -> bool:
    plain = field_of(name) == f"{_CUSTOM}{name}" and not name.startswith(_CUSTOM)
    return plain and [_words(each) for each in names].count(_words(name)) == 1


def _custom(name: str) -> str:
    told = text.one_line(name)[:_LONGEST_NAME].strip()
    return f"{_CUSTOM}{told}" if told else ""


def flattened(found: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """A JSON object as fields and cells, as APIs nest it: in `properties`, `custom`, as a list of
    values of which one is primary, or as an object with a name."""
    for key, value in found.items():
        if isinstance(value, dict) and key in ("properties", "attributes", "custom"):
            inner = ((_custom(k) if key == "custom" else field_of(k), v) for k, v in value.items())
            yield from ((field, _cell(field, each)) for field, each in inner)
        else:
            field = field_of(key)
            yield field, _cell(field, value)


def _cell(field: str, value: Any) -> str:
    if isinstance(value, list):
        if field in ("tags", "keywords") or field.startswith(_CUSTOM):
            return ";".join(map(str, value))
        ranked = sorted(
            value, key=lambda each: not (isinstance(each, dict) and each.get("primary"))
        )
        value = ranked[0] if ranked else None
    if isinstance(value, dict):
        value = value.get("value") or value.get("name")
    return "" if value is None or isinstance(value, dict | list) else str(value)
