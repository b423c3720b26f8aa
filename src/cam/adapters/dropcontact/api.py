"""Dropcontact's door: one client, its errors, and a free look at the account."""

from typing import Any

import httpx
from msgspec import Struct

from cam.adapters.answer import Answer
from cam.adapters.decoding import amount, clean, decoded
from cam.adapters.http import ProviderHttp
from cam.domain.model.errors import (
    OutOfCredits,
    ProviderDenied,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)
from cam.ports.clock import Clock
from cam.ports.probe import Probe

NAME = "dropcontact"
BASE_URL = "https://api.dropcontact.com/v1"


class _Trouble(Struct):
    """Both shapes of Dropcontact's errors."""

    reason: Any = None
    detail: Any = None


class _Credits(Struct):
    """`GET /account/credits`."""

    credits: Any = None


class DropcontactApi:
    """One key's connections to Dropcontact; close it with `aclose`."""

    def __init__(
        self,
        key: str,
        clock: Clock,
        *,
        base_url: str = BASE_URL,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        headers = {"x-access-token": key, "accept": "application/json"}
        self.clock = clock
        self.http = ProviderHttp(
            NAME, base_url.rstrip("/"), clock, headers=headers, transport=transport
        )

    async def aclose(self) -> None:
        """Waits for the requests in flight, then closes the connections."""
        await self.http.aclose()

    async def probe(self) -> Probe:
        """Does Dropcontact accept the key, and how many credits are left? Costs none."""
        try:
            answer = await self.http.request("GET", "/account/credits", retry=True)
            balance = decoded(accepted(answer).body, _Credits)
        except ProviderDenied as denied:
            return Probe(provider=NAME, reachable=True, accepted=False, detail=denied.reason)
        except ProviderError as error:
            reachable = isinstance(error, OutOfCredits | RateLimited | ProviderRefused)
            return Probe(provider=NAME, reachable=reachable, accepted=False, detail=error.reason)
        left = amount(balance.credits) if balance is not None else None
        if left is None:
            return Probe(provider=NAME, reachable=True, accepted=False, detail="no credits in it")
        return Probe(provider=NAME, reachable=True, accepted=True, credits_left=left)


def accepted(answer: Answer) -> Answer:
    """The answer when it is a 2xx; otherwise the error that Dropcontact's body tells."""
    if 200 <= answer.status < 300:
        return answer
    said = _said(answer)
    reason = f"{answer.status} {said}".strip()
    if answer.status == 402 or (answer.status == 403 and "quota" in said.lower()):
        raise OutOfCredits(NAME, reason)
    if answer.status in (401, 403):
        raise ProviderDenied(NAME, reason)
    if answer.status in (400, 404, 413, 422):
        raise ProviderRefused(NAME, reason)
    raise ProviderUnavailable(NAME, reason)


def _said(answer: Answer) -> str:
    trouble = decoded(answer.body, _Trouble)
    told = (trouble.reason or trouble.detail) if trouble else None
    return clean(told)[:300] if isinstance(told, str) else answer.excerpt
