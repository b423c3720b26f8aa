"""Bad bodies: each is refused with its reason, and nothing is kept."""

import json
import re
from typing import Any

import pytest

from .service import Service, dump, refused

JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"<campaign/>",
        b'{"name": "\xff"}',
        b"\xff\xfe",
        b'{"name": "\\ud800"}',
        b'{"name": "a"} x',
        b"\xef\xbb\xbf{}x",
        b"[" * 200_000,
        b'{"name":' + b"[" * 200_000,
        b'{"name": "a", "description":' + b'{"":' * 150_000 + b"1" + b"}" * 150_001,
        b'{"unknown": 1, "name": ',
    ],
    ids=lambda body: repr(body[:24]),
)
async def test_what_is_not_json_is_refused(service: Service, body: bytes) -> None:
    """Broken, cut off, in another encoding, or absurdly deep: never 500."""
    answer = await service.post("/campaigns", content=body, headers=JSON)
    assert refused(answer, 400, "invalid_json")["field"] == "body"
    assert (await service.get("/campaigns")).json() == []


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "text/json"],
)
async def test_a_body_that_is_no_json_by_its_type_is_refused(service: Service, kind: str) -> None:
    """What a plain form of a web page could send never counts."""
    answer = await service.post(
        "/campaigns", content=b'{"name": "a"}', headers={"content-type": kind}
    )
    refused(answer, 415, "unsupported_media_type")


async def test_a_body_without_a_type_is_refused(service: Service) -> None:
    """Nothing is guessed."""
    refused(
        await service.post("/campaigns", content=b'{"name":"a"}'), 415, "unsupported_media_type"
    )


async def test_a_type_with_its_charset_is_accepted(service: Service) -> None:
    """As many clients send it."""
    headers = {"content-type": "application/json; charset=utf-8"}
    answer = await service.post("/campaigns", content=b'{"name":"a"}', headers=headers)
    assert answer.status_code == 201


async def test_a_body_over_one_megabyte_is_refused(service: Service) -> None:
    """Before it is decoded; one below it is decoded."""
    large = {"name": "a", "description": "x" * 1_000_000}
    refused(await service.post("/campaigns", json=large), 413, "body_too_large")
    large["description"] = "x" * 900_000
    refused(await service.post("/campaigns", json=large), 422, "out_of_range")


STEP = {"subject": "a", "text": "b"}
CONTROL = "control_character"
RANGE = "out_of_range"

REFUSED: list[tuple[dict[str, Any], int, str, str]] = [
    ({"name": "a\0"}, 422, CONTROL, "name"),
    ({"name": "a\x1b[2J"}, 422, CONTROL, "name"),
    ({"target_niche": "a\u202eb"}, 422, CONTROL, "target_niche"),
    ({"audience": {"person_titles": ["ok", "a\0"]}}, 422, CONTROL, "audience.person_titles[1]"),
    ({"sequence": [STEP, {**STEP, "subject": "a\nb"}]}, 422, CONTROL, "sequence[1].subject"),
    ({"sequence": [{**STEP, "text": "a\0"}]}, 422, CONTROL, "sequence[0].text"),
    (
        {"sequence": [STEP, {**STEP, "variants": [{"name": "A", "text": "{{firstname}}"}]}]},
        422,
        "unknown_template_field",
        "sequence[1].variants[0].text",
    ),
    (
        {"sequence": [{**STEP, "variants": [{"name": "A"}, {"name": "A"}]}]},
        422,
        "repeated_name",
        "sequence[0].variants",
    ),
    ({"sequence": [{**STEP, "subject": "Re: a"}]}, 422, "false_subject", "sequence[0].subject"),
    ({"sequence": [{"text": "a"}]}, 422, "missing_field", "sequence[0].subject"),
    (
        {"sequence": [STEP, {**STEP, "html": "<p>{{firstname}}</p>"}]},
        422,
        "unknown_template_field",
        "sequence[1].html",
    ),
    ({"sequence": [{**STEP, "html": "<img src=x>"}]}, 422, "remote_image", "sequence[0].html"),
    ({"sender": {"name": "a\0"}}, 422, CONTROL, "sender.name"),
    ({"sender": {"email": "a@b"}}, 422, "invalid_email", "sender.email"),
    ({"max_emails_per_day": -1}, 422, RANGE, "max_emails_per_day"),
    ({"max_emails_per_day": 10_001}, 422, RANGE, "max_emails_per_day"),
    ({"max_emails_per_day": 10**40}, 422, RANGE, "max_emails_per_day"),
    ({"max_emails_per_day": float("nan")}, 422, RANGE, "max_emails_per_day"),
    ({"mrr_per_client": float("inf")}, 422, RANGE, "mrr_per_client"),
    ({"score_weights": {"base": 2}}, 422, RANGE, "score_weights.base"),
    ({"max_emails_per_day": "20"}, 422, "wrong_type", "max_emails_per_day"),
    ({"max_emails_per_day": True}, 422, "wrong_type", "max_emails_per_day"),
    ({"mail_risky_addresses": 1}, 422, "wrong_type", "mail_risky_addresses"),
    ({"name": None}, 422, "wrong_type", "name"),
    ({"name": ""}, 422, RANGE, "name"),
    ({"name": "  "}, 422, "invalid_value", "name"),
    ({"name": "x" * 201}, 422, RANGE, "name"),
    ({"sequence": []}, 422, RANGE, "sequence"),
    ({"sequence": [{"subject": "a"}]}, 422, "missing_field", "sequence[0].text"),
    ({"sequence": [{**STEP, "delay": "P400D"}]}, 422, RANGE, "sequence[0].delay"),
    ({"sequence": [{**STEP, "delay": "soon"}]}, 422, "invalid_value", "sequence[0].delay"),
    ({"first_contact_delay": "P9999999999999D"}, 422, RANGE, "first_contact_delay"),
    ({"enrichers": ["sms"]}, 422, "invalid_value", "enrichers[0]"),
    ({"sending_window": {"days": [8]}}, 422, RANGE, "sending_window.days[0]"),
    ({"sending_window": {"zone": ""}}, 422, "unknown_time_zone", "sending_window.zone"),
    ({"sending_window": {"zone": "../etc"}}, 422, "unknown_time_zone", "sending_window.zone"),
    ({"max_email_per_day": 1}, 400, "unknown_field", "max_email_per_day"),
    ({"audience": {"titles": []}}, 400, "unknown_field", "audience.titles"),
    (
        {"audience": {"revenue_range": {"min": 5, "max": 4}}},
        422,
        "out_of_range",
        "audience.revenue_range.min",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "status", "code", "field"),
    REFUSED,
    ids=[f"{each[3]}-{n}" for n, each in enumerate(REFUSED)],
)
async def test_a_bad_value_is_refused_with_its_field(
    service: Service, change: dict[str, Any], status: int, code: str, field: str
) -> None:
    """The field is named, down to the step of the sequence; nothing is kept."""
    body = json.dumps({"name": "a", **change}).encode()
    answer = await service.post("/campaigns", content=body, headers=JSON)
    problem = refused(answer, status, code)
    assert problem["field"] == field
    steps = [each for each in re.split(r"[.\[\]]+", field) if each]
    assert problem["pointer"] == "#/" + "/".join(steps)
    assert (await service.get("/campaigns")).json() == []


async def test_out_of_range_tells_the_bounds(service: Service) -> None:
    """In words for people, in numbers for programs."""
    answer = await service.post("/campaigns", json={"name": "a", "max_emails_per_day": 10_001})
    problem = refused(answer, 422, "out_of_range")
    assert (problem["minimum"], problem["maximum"]) == (0, 10_000)
    assert "between 0 and 10000" in problem["detail"]


@pytest.mark.parametrize(
    ("body", "hint"),
    [
        ({"max_email_per_day": 1}, "did you mean `max_emails_per_day`?"),
        ({"audience": {"person_title": []}}, "did you mean `person_titles`?"),
        ({"sending_window": {"zone": "Europe/Londno"}}, 'did you mean "Europe/London"?'),
        (
            {"sequence": [{"subject": "Hello {{firstname}}", "text": "b"}]},
            'did you mean "first_name"?',
        ),
    ],
)
async def test_a_near_miss_is_named(service: Service, body: dict[str, Any], hint: str) -> None:
    """What was probably meant."""
    answer = await service.post("/campaigns", json={"name": "a", **body})
    assert hint in answer.json()["detail"]


@pytest.mark.parametrize(("told", "limit"), [(0, 0), (None, 20), (10_000, 10_000)])
async def test_the_daily_limit_is_what_was_said(
    service: Service, told: int | None, limit: int
) -> None:
    """0 sends none; null is the default."""
    made = await service.post("/campaigns", json={"name": "a", "max_emails_per_day": told})
    assert made.json()["today"]["quota_limit"] == limit


async def test_a_missing_name_is_missing(service: Service) -> None:
    """The one thing that is needed."""
    assert (
        refused(await service.post("/campaigns", json={}), 422, "missing_field")["field"] == "name"
    )
    refused(await service.post("/campaigns", json=[]), 422, "wrong_type")
    refused(await service.post("/campaigns", content=b"null", headers=JSON), 422, "wrong_type")


async def test_a_reason_is_text(service: Service, database_url: str) -> None:
    """A pause with a bad body pauses nothing."""
    number = await service.campaign()
    before = dump(database_url)
    bodies: tuple[Any, ...] = (
        {"reason": "a\0"},
        {"reason": ""},
        {"reason": 1},
        {"because": "x"},
        [],
    )
    for body in bodies:
        answer = await service.put(f"/campaigns/{number}/pause", json=body)
        assert answer.status_code in (400, 422), answer.text
    assert dump(database_url) == before
