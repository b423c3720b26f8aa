"""The person in the cells of one row, or the reason why it is nobody."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime

from cam.adapters.decoding import whole
from cam.adapters.formulas import restored
from cam.domain.model import address, text
from cam.domain.model.errors import InvalidInput
from cam.domain.model.origin import LegalBasis, named_source
from cam.domain.model.prospect import EmailStatus, Prospect, linkedin_key
from cam.ports.prospect_file import RefusedRow

_STATUSES = {
    **{status.value: status for status in EmailStatus},
    EmailStatus.NONE.value: EmailStatus.UNVERIFIED,
    **dict.fromkeys(("valid", "deliverable", "ok"), EmailStatus.VERIFIED),
    **dict.fromkeys(("catch all", "catch-all", "accept all"), EmailStatus.RISKY),
    **dict.fromkeys(("unknown", "guessed", "extrapolated"), EmailStatus.UNVERIFIED),
    **dict.fromkeys(("bounced", "undeliverable", "bad"), EmailStatus.INVALID),
}
_BASES = {
    **{basis.value: basis for basis in LegalBasis},
    **dict.fromkeys(
        ("yes", "true", "1", "ja", "oui", "si", "opt-in", "opted in", "consented", "given",
         "freely given consent from contact", "einwilligung", "consentement"),
        LegalBasis.CONSENT,
    ),
    **dict.fromkeys(
        ("customer", "contract", "performance of a contract", "existing customer", "kunde",
         "bestandskunde", "vertrag", "client", "contrat"),
        LegalBasis.EXISTING_CUSTOMER,
    ),
    **dict.fromkeys(
        ("legitimate interest", "legitimate interests", "berechtigtes interesse",
         "interet legitime", "li"),
        LegalBasis.LEGITIMATE_INTEREST,
    ),
    **dict.fromkeys(
        ("no", "false", "0", "nein", "non", "none", "not applicable", "n/a"), LegalBasis.UNKNOWN
    ),
}  # fmt: skip
_NUMBER = re.compile(r"\d{1,9}")
_THOUSANDS = re.compile(r"(?<=\d)[.,' \u00a0\u202f](?=\d{3}(?!\d))")
_LONGEST = 500
_LONGEST_CUSTOM = 2000


def told(
    line: int, cells: Iterable[tuple[str, str]], *, of_a_sheet: bool = False
) -> Prospect | RefusedRow:
    """The person in these cells, of which each says its field; of two the first that is filled.

    In a sheet, a formula may stand defused.
    """
    row: dict[str, str] = {}
    try:
        for field, cell in cells:
            if not field or not cell or field in row:
                continue
            if of_a_sheet and cell[0] == "'":
                cell = restored(cell)  # noqa: PLW2901 - as it was before the sheet
            if clean := _clean(field, cell):
                row[field] = clean
        return _prospect(row)
    except InvalidInput as refused:
        return RefusedRow(line, str(refused))


def _clean(field: str, cell: str) -> str:
    longest = _LONGEST_CUSTOM if field.startswith("custom.") else _LONGEST
    if len(cell) > longest:
        raise InvalidInput(field, f"is longer than {longest} characters")
    if cell.isprintable():
        return cell.strip()
    if text.has_control(cell):
        raise InvalidInput(field, "holds a control character")
    return text.one_line(cell)


def _prospect(row: dict[str, str]) -> Prospect:
    if name := row.pop("name", ""):
        _named(row, name)
    get = row.get
    email = address.parsed(row["email"]) if "email" in row else ""
    domain, linkedin = _host(get("domain", "")), get("linkedin_url", "")
    provider_id = get("provider_id", "") if "provider" in row else ""
    if not email and not provider_id and not linkedin_key(linkedin):
        place = domain or get("company")
        if not (get("first_name") and get("last_name") and place):
            raise InvalidInput("email", "missing; then a name with company, or a LinkedIn profile")
    return Prospect(
        email=email,
        email_status=_status(get("email_status", "")) if email else EmailStatus.NONE,
        first_name=get("first_name", ""),
        last_name=get("last_name", ""),
        company=get("company", ""),
        title=get("title", ""),
        seniority=get("seniority", ""),
        industry=get("industry", ""),
        city=get("city", ""),
        country=get("country", ""),
        domain=domain,
        linkedin_url=linkedin,
        phone=get("phone", ""),
        keywords=_parts(row["keywords"]) if "keywords" in row else (),
        employees=_employees(row["employees"]) if "employees" in row else None,
        score=_score(row["score"]) if "score" in row else None,
        tags=_parts(row["tags"].lower()) if "tags" in row else (),
        legal_basis=_basis(row["legal_basis"]) if "legal_basis" in row else LegalBasis.UNKNOWN,
        source=named_source(row["source"]) if "source" in row else "",
        obtained_at=_moment(row["obtained_at"]) if "obtained_at" in row else None,
        provider=row["provider"] if provider_id else "",
        provider_id=provider_id,
        custom={f[len("custom.") :]: cell for f, cell in row.items() if f.startswith("custom.")},
    )


def _named(row: dict[str, str], name: str) -> None:
    """Parts `Claire Durand` or `Durand, Claire`, unless the parts stand there already."""
    last, comma, first = name.partition(",")
    if not comma:
        first, _, last = name.partition(" ")
    row.setdefault("first_name", first.strip())
    row.setdefault("last_name", last.strip())


def _status(cell: str) -> EmailStatus:
    """What a verifier said; an address of which the file says nothing that is known is given."""
    return _STATUSES.get(cell.lower().replace("_", " "), EmailStatus.GIVEN)


def _host(website: str) -> str:
    if not website:
        return ""
    host = website.lower().removeprefix("https://").removeprefix("http://")
    return re.split(r"[/?#:]", host, maxsplit=1)[0].removeprefix("www.")


def _employees(cell: str) -> int | None:
    """The number, or the lower end of a range such as `11-50`."""
    found = _NUMBER.search(_THOUSANDS.sub("", cell))
    return whole(int(found[0])) if found else None


def _score(cell: str) -> float | None:
    """From 0 to 1."""
    try:
        value = float(cell.replace(",", "."))
    except ValueError:
        raise InvalidInput("score", "is not a number from 0 to 1") from None
    if not 0 <= value <= 1:
        raise InvalidInput("score", "is not a number from 0 to 1")
    return value


def _basis(cell: str) -> LegalBasis:
    """What the file says; a word that is not understood is refused, for nothing is guessed here."""
    plain = unicodedata.normalize("NFKD", cell.casefold()).encode("ascii", "ignore").decode()
    basis = _BASES.get(plain) or _BASES.get(plain.replace("_", " "))
    if basis is None:
        known = ", ".join(LegalBasis)
        raise InvalidInput("legal_basis", f"{cell[:50]!r} is none of {known}")
    return basis


def _moment(cell: str) -> datetime:
    """A day or a moment as ISO 8601 writes it; without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        raise InvalidInput("obtained_at", "is no date such as 2026-05-31") from None
    return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)


def _parts(cell: str) -> tuple[str, ...]:
    """Parted by `,` `;` or `|`, each once."""
    parts = (part.strip() for part in re.split(r"[,;|]", cell))
    return tuple(dict.fromkeys(filter(None, parts)))
