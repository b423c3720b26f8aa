"""What the sandbox answers for Apollo is what Apollo's own OpenAPI file promises."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from cam.sandbox import Sandbox

FOLDER = Path(__file__).parents[2].parent / "shared/facts/openapi"
FILE = FOLDER / "apollo-rest-api-official-2026-08.json"


@pytest.fixture(scope="module")
def official() -> dict[str, Any]:
    if not FILE.exists():
        pytest.skip("Apollo's OpenAPI file is not part of this checkout")
    described: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return described


def validator(official: dict[str, Any], path: str, answer: httpx.Response) -> Draft202012Validator:
    """The schema for this answer; where the file says `nullable`, null is allowed."""
    method = answer.request.method.lower()
    responses = official["paths"][path][method]["responses"]
    schema = responses[str(answer.status_code)]["content"]["application/json"]["schema"]
    schema = _strict(_nullable(schema))
    return Draft202012Validator({**schema, "components": official.get("components", {})})


def _nullable(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_nullable(inner) for inner in schema]
    if not isinstance(schema, dict):
        return schema
    schema = {key: _nullable(value) for key, value in schema.items()}
    if schema.get("nullable") is True and isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
    return schema


def _strict(schema: dict[str, Any]) -> dict[str, Any]:
    """No keys at the top that the file does not name."""
    return schema if "oneOf" in schema else {**schema, "additionalProperties": False}


async def test_a_search_answer_is_as_described(
    official: dict[str, Any], apollo: httpx.AsyncClient
) -> None:
    answer = await apollo.post("/mixed_people/api_search", json={"page": 1, "per_page": 100})
    check = validator(official, "/mixed_people/api_search", answer)
    check.validate(answer.json())
    described = set(check.schema["properties"]["people"]["items"]["properties"])
    assert set(answer.json()["people"][0]) == described


async def test_every_filter_that_is_described_is_accepted(
    official: dict[str, Any], apollo: httpx.AsyncClient
) -> None:
    values = {
        "person_seniorities[]": "head",
        "contact_email_status[]": "likely to engage",
        "organization_num_employees_ranges[]": "1,10",
    }
    by_type = {"array": "x", "string": "x", "boolean": "true", "integer": "1"}
    for parameter in official["paths"]["/mixed_people/api_search"]["post"]["parameters"]:
        schema = parameter["schema"]
        value = "2026-01-31" if schema.get("format") == "date" else by_type[schema["type"]]
        name = parameter["name"]
        answer = await apollo.post(
            "/mixed_people/api_search", params={name: values.get(name, value)}
        )
        assert answer.status_code == 200, name


async def test_bought_people_are_as_described(
    official: dict[str, Any], apollo: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    people = [sandbox.world.person(number) for number in range(200)]
    sold = [{"id": p.id} for p in people if p.email_status == "verified"][:10]
    answer = await apollo.post("/people/bulk_match", json={"details": sold})
    validator(official, "/people/bulk_match", answer).validate(answer.json())
    single = await apollo.post("/people/match", params=sold[0])
    validator(official, "/people/match", single).validate(single.json())


async def test_a_waterfall_and_its_result_are_as_described(
    official: dict[str, Any], apollo: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    """Accepted, pending, there, malformed, too old."""
    asked = {"run_waterfall_email": "true", "webhook_url": "https://customer.example/hook"}
    people = {"details": [{"id": sandbox.world.person(number).id} for number in range(10)]}
    answer = await apollo.post("/people/bulk_match", params=asked, json=people)
    validator(official, "/people/bulk_match", answer).validate(answer.json())
    single = await apollo.post("/people/match", params={**asked, **people["details"][0]})
    told = single.json()
    assert told.pop("waterfall")["status"] == "accepted"  # of the guide, missing in the file
    validator(official, "/people/match", single).validate(told)
    request_id = answer.json()["request_id"]
    for ahead, asked_for, status in (
        (0, request_id, 404),
        (60, request_id, 200),
        (60, "abc", 400),
        (31 * 86_400, request_id, 410),
    ):
        sandbox.change(clock_ahead=ahead)
        polled = await apollo.get(f"/webhook_result/{asked_for}")
        assert polled.status_code == status
        path = "/webhook_result/{request_id}"
        validator(official, path, polled).validate(polled.json())


async def test_usage_by_endpoint_has_the_keys_of_the_example(
    official: dict[str, Any], apollo: httpx.AsyncClient
) -> None:
    """The example is no valid JSON, so its lines are looked for."""
    operation = official["paths"]["/usage_stats/api_usage_stats"]["post"]
    example = json.dumps(operation["responses"]["200"])
    told = (await apollo.post("/usage_stats/api_usage_stats")).json()
    assert "api/v1/people" in example
    assert {json.loads(key)[0] for key in told} >= {"api/v1/people"}
    for windows in told.values():
        assert list(windows) == ["day", "hour", "minute"]
        assert {"limit", "consumed", "left_over"} == windows["day"].keys()


async def test_accounts_are_as_described(
    official: dict[str, Any], apollo: httpx.AsyncClient
) -> None:
    for path, answer in (
        ("/users/api_profile", await apollo.get("/users/api_profile?include_credit_usage=true")),
        (
            "/usage_stats/credit_usage_stats",
            await apollo.post("/usage_stats/credit_usage_stats"),
        ),
    ):
        validator(official, path, answer).validate(answer.json())


async def test_refusals_are_as_described(
    official: dict[str, Any], apollo: httpx.AsyncClient, sandbox: Sandbox
) -> None:
    search, bulk = "/mixed_people/api_search", "/people/bulk_match"
    answers = [
        (search, await apollo.post(search, json={"unknown": 1})),
        (bulk, await apollo.post(bulk, json={"details": []})),
        (bulk, await apollo.post(bulk, json={"details": [{"id": "a"}] * 11})),
        (bulk, await apollo.post(bulk, json={"details": ["a"]})),
    ]
    for status in (403, 429):
        sandbox.change(faults=[{"route": "apollo", "kind": "status", "status": status}])
        answers.append((search, await apollo.post(search)))
    assert [answer.status_code for _, answer in answers] == [422, 400, 400, 422, 403, 429]
    for path, answer in answers:
        responses = official["paths"][path]["post"]["responses"][str(answer.status_code)]
        schema = responses["content"]["application/json"]["schema"]
        for shape in schema.get("oneOf", [schema])[:1]:
            assert set(answer.json()) == set(shape["properties"])
