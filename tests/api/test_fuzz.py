"""Whatever is asked, the service itself does not fail."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import AsyncExitStack
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cam.app.settings import Settings
from cam.domain.model.campaign import CampaignDraft
from cam.domain.model.preview import Sample

from .service import PROBLEM, Service, served

PATIENT = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
FIELDS = (
    *CampaignDraft.__struct_fields__,
    *Sample.__struct_fields__,
    "html",
    "variants",
    "person_titles",
    "zone",
    "days",
    "subject",
    "text",
)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(["P3D", "apollo", "email", "UTC", "09:00", "{{first_name}}", "a@b.example"])
)  # fmt: skip
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)
BODIES = (
    st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=5).map(
        lambda body: {"name": "a"} | body
    )
    | VALUES
)


class Asked:
    """A service, asked from outside its event loop, as hypothesis needs it."""

    def __init__(self, told: Settings) -> None:
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self._service: Service = self._runner.run(self._stack.enter_async_context(served(told)))

    def __call__(self, method: str, path: str, **how: Any) -> None:
        """Any answer but a 5xx; an error is a problem."""
        answer = self._runner.run(self._service.client.request(method, path, **how))
        assert answer.status_code < 500, answer.text
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == PROBLEM
            assert answer.json()["code"]

    def close(self) -> None:
        self._runner.run(self._stack.aclose())
        self._runner.close()


@pytest.fixture
def ask(database_url: str) -> Iterator[Asked]:
    asked = Asked(Settings(database_url=database_url))
    yield asked
    asked.close()


@PATIENT
@given(body=BODIES)
def test_any_json_is_answered(ask: Asked, body: Any) -> None:
    """As a campaign and as a reason."""
    content = json.dumps(body).encode()
    headers = {"content-type": "application/json"}
    ask("POST", "/api/cam/campaigns", content=content, headers=headers)
    ask("PUT", "/api/cam/campaigns/1/pause", content=content, headers=headers)
    ask("POST", "/api/cam/campaigns/1/preview", content=content, headers=headers)
    ask("GET", "/api/cam/campaigns")


@PATIENT
@given(body=st.binary(max_size=60))
def test_any_bytes_are_answered(ask: Asked, body: bytes) -> None:
    """No JSON at all, mostly."""
    ask("POST", "/api/cam/campaigns", content=body, headers={"content-type": "application/json"})


WORDS = st.text(max_size=12) | st.integers().map(str) | st.sampled_from(["..", "%2e", "%00", "1"])


@PATIENT
@given(
    method=st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "BREW"]),
    root=st.sampled_from(["campaigns", "runs", "run-all", ""]),
    parts=st.lists(WORDS | st.sampled_from(["pause", "resume", "run-cycle"]), max_size=3),
    query=st.dictionaries(
        st.sampled_from(["dry_run", "wait", "limit", "campaign_id"]) | WORDS, WORDS, max_size=3
    ),
)
def test_any_address_is_answered(
    ask: Asked, method: str, root: str, parts: list[str], query: dict[str, str]
) -> None:
    """Any path, any query, any method."""
    path = "/".join(["/api/cam", root, *(quote(part, safe="%") for part in parts)])
    if method == "HEAD":
        method = "GET"
    ask(method, path, params=query)


@PATIENT
@given(query=st.text(st.characters(max_codepoint=126, min_codepoint=33), max_size=30))
def test_any_query_is_answered(ask: Asked, query: str) -> None:
    """Raw, as it stands on the wire."""
    ask("POST", f"/api/cam/run-all?dry_run={quote(query, safe='%&=;+')}")
    ask("GET", f"/api/cam/runs?{quote(query, safe='%&=;+')}")
