"""Apollo's door: one client, its errors, and a free look at the account."""

import re

import httpx
from msgspec import Struct, structs

from cam.adapters.answer import Answer
from cam.adapters.apollo.limits import announced, usage_in_words
from cam.adapters.decoding import amount, clean, decoded
from cam.adapters.fingerprint import fingerprint
from cam.adapters.http import ProviderHttp
from cam.domain.model.errors import (
    OutcomeUnknown,
    OutOfCredits,
    ProviderDenied,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)
from cam.ports.clock import Clock
from cam.ports.probe import Probe

NAME = "apollo"
BASE_URL = "https://api.apollo.io/api/v1"
MAX_WAIT = 65.0
"""Seconds. The minute's window is worth waiting for, the hour's is not."""
_PROFILE, _USAGE = "/users/api_profile", "/usage_stats/api_usage_stats"
_NO_CREDITS = re.compile(r"insufficient credits|out of credits|not enough credits", re.IGNORECASE)
_GATEWAY_GAVE_UP = (504, 524)
"""A gateway waited in vain: Apollo may have done what it was asked (RFC 9110 15.6.5)."""


class _Trouble(Struct):
    """All three shapes of Apollo's errors at once."""

    error: object = None
    error_code: object = None
    error_message: object = None
    message: object = None


class _Account(Struct):
    """What `GET /users/api_profile?include_credit_usage=true` tells of credits."""

    id: str | None = None
    num_credits_remaining: object = None
    effective_num_lead_credits: object = None
    total_unified_credits_used: object = None


class ApolloApi:
    """One key's connections to Apollo; close it with `aclose`."""

    def __init__(
        self,
        key: str,
        clock: Clock,
        *,
        base_url: str = BASE_URL,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        headers = {"x-api-key": key, "accept": "application/json", "cache-control": "no-cache"}
        self.fingerprint = fingerprint(key)
        self.http = ProviderHttp(
            NAME,
            base_url.rstrip("/"),
            clock,
            headers=headers,
            max_wait=MAX_WAIT,
            announced=announced,
            transport=transport,
        )

    async def aclose(self) -> None:
        """Waits for the requests in flight, then closes the connections."""
        await self.http.aclose()

    async def probe(self) -> Probe:
        """Does Apollo accept the key, what are its limits, and how many credits are left? Costs
        none."""
        query = (("include_credit_usage", "true"),)
        try:
            answer = await self.http.request(
                "GET", _PROFILE, params=query, retry=True, group=_PROFILE
            )
            account = decoded(accepted(answer).body, _Account)
        except ProviderDenied as denied:
            return Probe(provider=NAME, reachable=True, accepted=False, detail=denied.reason)
        except ProviderError as error:
            reachable = isinstance(error, OutOfCredits | RateLimited | ProviderRefused)
            return Probe(provider=NAME, reachable=reachable, accepted=False, detail=error.reason)
        if account is None or account.id is None:
            return Probe(provider=NAME, reachable=True, accepted=False, detail="no profile in it")
        seen = Probe(
            provider=NAME, reachable=True, accepted=True, credits_left=_credits_left(account)
        )
        return await self._with_limits(seen)

    async def _with_limits(self, seen: Probe) -> Probe:
        """The limits as Apollo lists them, or as the profile's own headers tell when the key's
        scope has no list."""
        try:
            answer = await self.http.request("POST", _USAGE, retry=True, group=_USAGE)
            listed = usage_in_words(accepted(answer).body)
        except ProviderError as error:
            detail = f"no list of its limits: {error.reason}"
        else:
            detail = "" if listed else "no list of its limits in its answer"
            if listed:
                return structs.replace(seen, limits=listed)
        told = self.http.limits(_PROFILE)
        return structs.replace(seen, detail=detail, limits=f"profile {told}" if told else "")


def _credits_left(account: _Account) -> float | None:
    """Unified-credit accounts may keep `num_credits_remaining` at 0."""
    remaining = amount(account.num_credits_remaining)
    granted = amount(account.effective_num_lead_credits)
    used = amount(account.total_unified_credits_used)
    if remaining or granted is None or used is None:
        return remaining
    return max(granted - used, 0.0)


def accepted(answer: Answer) -> Answer:
    """The answer when it is a 2xx; otherwise the error that Apollo's body tells, in any shape."""
    if 200 <= answer.status < 300:
        return answer
    said = _said(answer)
    reason = f"{answer.status} {said}".strip()
    if answer.status == 402 or (answer.status in (403, 422) and _NO_CREDITS.search(said)):
        raise OutOfCredits(NAME, reason)
    if answer.status in (401, 403):
        raise ProviderDenied(NAME, reason)
    if answer.status in (400, 404, 410, 413, 422):
        raise ProviderRefused(NAME, reason)
    if answer.status in _GATEWAY_GAVE_UP:
        raise OutcomeUnknown(NAME, reason)
    raise ProviderUnavailable(NAME, reason)


def _said(answer: Answer) -> str:
    trouble = decoded(answer.body, _Trouble)
    if trouble is None:
        return answer.excerpt
    told = (trouble.error_code, trouble.error, trouble.error_message, trouble.message)
    words = ": ".join(word for word in told if isinstance(word, str) and word)
    return clean(words)[:300] or answer.excerpt
