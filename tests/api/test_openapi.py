"""The document: each route with its answers, refusals and examples; and the page that shows it."""

import re
from typing import Any

import jsonschema
import pytest

from .service import PROBLEM, Service

OPERATIONS = {
    ("get", "/api/cam/campaigns"): {"200"},
    ("post", "/api/cam/campaigns"): {"201", "400", "403", "409", "413", "415", "422"},
    ("get", "/api/cam/campaigns/{campaign_id}"): {"200", "404"},
    ("put", "/api/cam/campaigns/{campaign_id}/pause"): {"200", "400", "403", "404", "415", "422"},
    ("post", "/api/cam/campaigns/{campaign_id}/preview"): {
        "200", "400", "403", "404", "413", "415", "422",
    },
    ("post", "/api/cam/campaigns/{campaign_id}/test-mail"): {
        "200", "400", "403", "404", "409", "413", "415", "422",
    },
    ("put", "/api/cam/campaigns/{campaign_id}/resume"): {"200", "403", "404", "415"},
    ("post", "/api/cam/campaigns/{campaign_id}/run-cycle"): {
        "200", "202", "400", "403", "404", "409", "415", "422",
    },
    ("post", "/api/cam/run-all"): {"200", "202", "400", "403", "415", "422"},
    ("get", "/api/cam/runs"): {"200", "400", "422"},
    ("get", "/api/cam/runs/{run_id}"): {"200", "404"},
    ("get", "/api/cam/attempts"): {"200", "400", "422"},
    ("post", "/api/cam/attempts/{attempt_id}/resolve"): {
        "200", "400", "403", "404", "409", "413", "415", "422",
    },
    ("get", "/api/cam/replies"): {"200", "400", "422"},
    ("get", "/api/cam/replies/{reply_id}"): {"200", "404"},
    ("post", "/api/cam/replies/{reply_id}/classify"): {
        "200", "400", "403", "404", "409", "413", "415", "422",
    },
    ("get", "/api/cam/mailboxes"): {"200"},
    ("put", "/api/cam/mailboxes/{name}/hold"): {
        "200", "400", "403", "404", "413", "415", "422",
    },
    ("put", "/api/cam/mailboxes/{name}/release"): {"200", "403", "404", "415"},
    ("delete", "/api/cam/leads/{lead_id}"): {"200", "400", "403", "404", "422"},
    ("get", "/api/cam/suppressions"): {"200", "400", "422"},
    ("post", "/api/cam/suppressions"): {"201", "400", "403", "413", "415", "422"},
    ("get", "/api/cam/credits"): {"200"},
    ("post", "/api/cam/people/export"): {"200", "400", "403", "413", "415", "422"},
    ("post", "/hooks/events"): {"202", "400", "401", "403", "413", "415", "422"},
    ("post", "/hooks/{call_id}/{token}"): {"202", "413", "415"},
    ("get", "/healthz"): {"200"},
    ("get", "/readyz"): {"200"},
}  # fmt: skip


@pytest.fixture
async def document(service: Service) -> dict[str, Any]:
    answer = await service.ask("GET", "/schema/openapi.json")
    found: dict[str, Any] = answer.json()
    assert found["openapi"].startswith("3.1")
    return found


def _operations(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method, path): operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
    }


def test_every_route_and_every_refusal_is_documented(document: dict[str, Any]) -> None:
    """No more, no less; every error is a problem."""
    found = _operations(document)
    assert set(found) == set(OPERATIONS)
    for each, operation in found.items():
        assert OPERATIONS[each] | {"421", "503"} <= set(operation["responses"]), each
        assert operation["summary"]
        for status, answer in operation["responses"].items():
            if status >= "400":
                assert set(answer["content"]) == {PROBLEM}, (each, status)


def test_every_answer_has_an_example_of_its_own_schema(document: dict[str, Any]) -> None:
    """The examples are what the schema says."""
    for each, operation in _operations(document).items():
        for status, answer in operation["responses"].items():
            for media in answer["content"].values():
                schema = {**media["schema"], "components": document["components"]}
                assert "example" in media, (each, status)
                jsonschema.validate(media["example"], schema)


def test_what_is_forbidden_is_documented(document: dict[str, Any]) -> None:
    """Unknown fields are refused, and the document says so; so are the bounds."""
    shapes = document["components"]["schemas"]
    for name in (
        "CampaignDraft",
        "Audience",
        "Step",
        "Variant",
        "Sample",
        "MailToOneself",
        "SendingWindow",
        "Sender",
        "PauseReason",
    ):
        assert shapes[name]["additionalProperties"] is False, name
    limit = shapes["CampaignDraft"]["properties"]["max_emails_per_day"]
    assert "10000" in str(limit)
    names = set(re.findall(r"#/components/schemas/(\w+)", str(document)))
    assert names <= set(shapes)


def test_dry_run_is_documented_as_the_default(document: dict[str, Any]) -> None:
    """Whoever reads it knows what happens without the word."""
    operation = _operations(document)["post", "/api/cam/run-all"]
    told = {each["name"]: each["schema"] for each in operation["parameters"]}
    assert told["dry_run"]["default"] is True
    assert (told["wait"]["minimum"], told["wait"]["maximum"]) == (0, 300)


async def test_the_page_asks_nobody_else(service: Service) -> None:
    """No address but its own; the policy allows its own script and no other."""
    answer = await service.ask("GET", "/docs")
    assert answer.headers["content-type"].startswith("text/html")
    assert "http://" not in answer.text
    assert "https://" not in answer.text
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert policy.count("sha256-") == 2
