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
