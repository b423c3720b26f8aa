"""What may be submitted to Dropcontact, and how it is refused."""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from cam.sandbox.exchange import Answer, Malformed, Request, json_answer

MAX_RECORDS: Final = 250
MAX_RECORD_BYTES: Final = 15_000

INPUT_KEYS: Final = frozenset(
    [
        "first_name",
        "last_name",
        "full_name",
        "civility",
        "email",
        "phone",
        "mobile_phone",
        "linkedin",
        "job",
        "job_function",
        "job_level",
        "location",
        "company",
        "website",
        "company_linkedin",
        "country",
        "num_siren",
        "siret",
        "siret_address",
        "siret_zip",
        "siret_city",
        "custom_fields",
    ]
)
_ENOUGH: Final = [
    "company",
    "website",
    "company_linkedin",
    "num_siren",
    "siret",
    "email",
    "linkedin",
]


class Submission(msgspec.Struct, frozen=True, kw_only=True):
    """A batch that is well formed; `rejected` maps rows to why they will not be worked on."""

    records: list[dict[str, Any]]
    rejected: dict[int, dict[str, bool]]
    siren: bool = False
    language: str = "fr"
    callback_url: str = ""


class Unacceptable(Exception):
    """The submission is refused as a whole."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.body.decode())
        self.answer = answer


def reason(status: int, text: str) -> Answer:
    return json_answer({"error": True, "success": False, "reason": text}, status=status)


def detail(*loc: str, msg: str, kind: str) -> Answer:
    body = {"detail": [{"loc": ["body", *loc], "msg": msg, "type": kind}]}
    return json_answer(body, status=422)


def read_submission(request: Request, *, strict: bool = False) -> Submission:
    """The batch; raises Unacceptable with the answer to give.

    With `strict` a key that is not documented refuses the batch and not only its row.
    """
    body = _body(request)
    data = body.get("data")
    if not isinstance(data, list):
        raise Unacceptable(detail("data", msg="value is not a valid list", kind="type_error.list"))
    if len(data) > MAX_RECORDS:
        text = f"Too many records, you can only submit up to {MAX_RECORDS} records"
        raise Unacceptable(reason(400, text))
    _check_options(body)
    rejected: dict[int, dict[str, bool]] = {}
    for index, row in enumerate(data):
        if errors := _row_errors(index, row):
            rejected[index] = errors
    if strict and any("unexpected_field" in errors for errors in rejected.values()):
        raise Unacceptable(reason(400, "Unexpected field in data"))
    return Submission(
        records=data,
        rejected=rejected,
        siren=body.get("siren", False),
        language=body.get("language", "fr"),
        callback_url=body.get("custom_callback_url", ""),
    )


def _body(request: Request) -> Mapping[str, Any]:
    try:
        body = request.json_object() if request.is_json else {}
    except Malformed as error:
        raise Unacceptable(reason(400, "Missing data in JSON")) from error
    if "data" not in body:
        raise Unacceptable(reason(400, "Missing data in JSON"))
    return body


def _check_options(body: Mapping[str, Any]) -> None:
    allowed = {"siren": bool, "language": str, "custom_callback_url": str}
    for key, value in body.items():
        if key != "data" and key not in allowed:
            extra = detail(key, msg="extra fields not permitted", kind="value_error.extra")
            raise Unacceptable(extra)
        if key != "data" and not isinstance(value, allowed[key]):
            raise Unacceptable(detail(key, msg="wrong type", kind="type_error"))
    if body.get("language", "fr") not in ("en", "fr"):
        bad = detail("language", msg="unexpected value; permitted: 'en', 'fr'", kind="value_error")
        raise Unacceptable(bad)


def _row_errors(index: int, row: object) -> dict[str, bool]:
    """Why this row is left out; raises when its shape spoils the whole batch."""
    if not isinstance(row, dict):
        bad = detail("data", str(index), msg="not a valid dict", kind="type_error.dict")
        raise Unacceptable(bad)
    if len(msgspec.json.encode(row)) > MAX_RECORD_BYTES:
        text = "Data size is too big, you can only submit up to 15 kB of data in a single record"
        raise Unacceptable(reason(400, text))
    for key, value in row.items():
        if key in INPUT_KEYS and not isinstance(value, dict if key == "custom_fields" else str):
            raise Unacceptable(detail("data", str(index), key, msg="wrong type", kind="type_error"))
    if row.keys() - INPUT_KEYS:
        return {"unexpected_field": True}
    if not any(str(row.get(key, "")).strip() for key in _ENOUGH):
        return {"only_contact_data": True}
    return {}
