"""Leads as a file that an import reads: CSV for spreadsheets, or a JSON object a line."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from cam.adapters import columns
from cam.adapters.formulas import defused
from cam.domain.model.lead import Lead
from cam.ports.prospect_file import FileKind, WriteLeads

_FACTS = (
    "first_name", "last_name", "email", "email_status", "title", "seniority", "company", "domain",
    "industry", "keywords", "employees", "city", "country", "linkedin_url", "phone", "tags",
    "score", "legal_basis", "source", "obtained_at", "provider", "provider_id",
)  # fmt: skip
"""What an import reads back."""
_STANDING = (
    "id", "status", "score", "next_step", "next_action", "next_action_at", "first_contacted_at",
    "last_contacted_at", "closed_because", "created_at",
)  # fmt: skip
"""What CAM has done with somebody; an import leaves these columns alone."""


class CsvLeads:
    """Keeps `ports.prospect_file.WriteLeads`: RFC 4180 in UTF-8, no cell a formula."""

    names_custom = True

    def __init__(self, *, bom: bool = False) -> None:
        self._bom = "\ufeff" if bom else ""

    def header(self, custom: Sequence[str]) -> bytes:
        """The names of the columns."""
        own = (f"{columns.OWN}{name}" for name in _STANDING)
        names = [*_FACTS, *columns.custom_headers(custom), *own]
        return self._bom.encode() + _lines([[defused(name) for name in names]])

    def rows(self, leads: Sequence[Lead], custom: Sequence[str]) -> bytes:
        """One row a lead."""
        return _lines([list(map(defused, _cells(lead, custom))) for lead in leads])


class JsonLeads:
    """Keeps `ports.prospect_file.WriteLeads`: a JSON object a line, empty facts left out."""

    names_custom = False

    def __init__(self) -> None:
        self._encoder = msgspec.json.Encoder()

    def header(self, custom: Sequence[str]) -> bytes:
        """Nothing."""
        del custom
        return b""

    def rows(self, leads: Sequence[Lead], custom: Sequence[str]) -> bytes:
        """One line a lead, with all of its custom fields."""
        del custom
        return self._encoder.encode_lines([_object(lead) for lead in leads])


def _fact(lead: Lead, name: str) -> Any:
    if name == "score":  # one that CAM has reckoned is reckoned anew wherever it is imported
        given = lead.score_lines and lead.score_lines[0].name == "imported"
        return lead.score if given else None
    return getattr(lead, name)


def _object(lead: Lead) -> dict[str, Any]:
    facts = {name: _fact(lead, name) for name in _FACTS}
    told = {name: value for name, value in facts.items() if value not in (None, "", ())}
    custom = {"custom": lead.custom} if lead.custom else {}
    return told | custom | {f"{columns.OWN}{name}": getattr(lead, name) for name in _STANDING}


def _cells(lead: Lead, custom: Sequence[str]) -> list[str]:
    facts = [_text(_fact(lead, name)) for name in _FACTS]
    standing = [_text(getattr(lead, name)) for name in _STANDING]
    return [*facts, *(lead.custom.get(name, "") for name in custom), *standing]


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ";".join(value)
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _lines(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


WRITERS: dict[FileKind, WriteLeads] = {
    FileKind.CSV: CsvLeads(),
    FileKind.CSV_WITH_BOM: CsvLeads(bom=True),
    FileKind.JSON_LINES: JsonLeads(),
}
