"""An Apollo whose answers a test names, and calls as the ledger writes them down."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec

from cam.adapters.apollo.api import ApolloApi
from cam.adapters.apollo.enricher import ApolloEnricher
from cam.domain.model.credit import Call, Finding, Purpose, Question, Reading
from cam.domain.model.lead import Lead
from cam.testing.builders import NOON
from cam.testing.clock import FrozenClock

FACTS = Path(__file__).parents[3].parent / "shared/facts"
SAMPLES = FACTS / "samples/apollo"


def lead(number: int, **facts: Any) -> Lead:
    return Lead(id=number, campaign_id=1, created_at=NOON, updated_at=NOON, **facts)


def found(number: int, apollo_id: str) -> Lead:
    return lead(number, provider="apollo", provider_id=apollo_id)


def api(react: Callable[[httpx.Request], httpx.Response]) -> ApolloApi:
    return ApolloApi("k", FrozenClock(), transport=httpx.MockTransport(react))


def answering(body: bytes, status: int = 200) -> ApolloApi:
    return api(lambda _: httpx.Response(status, content=body))


def question(each: Lead) -> Question:
    asked = ApolloEnricher(answering(b"")).question(each)
    assert asked is not None
    return asked


def call(*leads: Lead, answer: object = b"", result: object = b"") -> Call:
    """A call about these leads; what is no bytes becomes JSON."""
    return Call(
        id=UUID(int=1),
        provider="apollo",
        purpose=Purpose.ENRICH,
        campaign_id=1,
        epoch=1,
        questions=tuple(map(question, leads)),
        reserved=float(len(leads)),
        token="t",
        scopes=(),
        created_at=NOON,
        updated_at=NOON,
        answer=_raw(answer),
        result=_raw(result),
    )


def _raw(value: object) -> bytes:
    return value if isinstance(value, bytes) else msgspec.json.encode(value)


def read(answer: object, *leads: Lead, result: object = b"") -> Reading:
    """What an answer says of these leads."""
    return ApolloEnricher(answering(b"")).read(call(*leads, answer=answer, result=result))


def of(reading: Reading, each: Lead) -> Finding:
    """What is known of this lead."""
    return reading.findings[question(each).subject]


def failure(reading: Reading, each: Lead) -> str:
    """Why nothing is known of this lead."""
    return reading.failed[question(each).subject]


def person(apollo_id: str, **facts: Any) -> dict[str, Any]:
    return {"id": apollo_id, "email": "a@example.com", "email_status": "verified", **facts}


def matches(*people: object, **facts: Any) -> dict[str, Any]:
    return {"status": "success", "credits_consumed": 1.5, "matches": people, **facts}
