"""Dropcontact's door: one client, its errors, and a free look at the account."""

from typing import Any

import httpx
from msgspec import Struct

from cam.adapters.answer import Answer
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

NAME = "dropcontact"
BASE_URL = "https://api.dropcontact.com/v1"
PER_SECOND = 60.0
"""Requests; more are answered 429."""
_QUOTA = "quota"
_DENIED = ("api key", "unknown account")


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
        self.fingerprint = fingerprint(key)
        """Tells whether the key was replaced."""
        self.http = ProviderHttp(
            NAME,
            base_url.rstrip("/"),
            clock,
            headers=headers,
            per_second=PER_SECOND,
            transport=transport,
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
    if answer.status == 402 or (answer.status == 403 and _QUOTA in said.lower()):
        raise OutOfCredits(NAME, reason)
    if answer.status in (401, 403):
        raise ProviderDenied(NAME, reason)
    if 400 <= answer.status < 500 and answer.status != 408:
        raise ProviderRefused(NAME, reason)
    raise ProviderUnavailable(NAME, reason)


def submitted(answer: Answer) -> Answer:
    """The answer to a submission when it is a 2xx.

    A server error may come after the batch was taken and charged; only 503 says that it was not.
    """
    if answer.status >= 500 and answer.status != 503:
        reason = f"{answer.status} {_said(answer)}".strip()
        raise OutcomeUnknown(NAME, f"{reason}; it may have been taken")
    return accepted(answer)


def refusal(reason: Any) -> ProviderError:
    """The error of a body that says `error: true` under status 200."""
    said = clean(reason)[:300] if isinstance(reason, str) else ""
    said = said or "refused without a reason"
    if _QUOTA in said.lower():
        return OutOfCredits(NAME, said)
    if any(words in said.lower() for words in _DENIED):
        return ProviderDenied(NAME, said)
    return ProviderRefused(NAME, said)


def _said(answer: Answer) -> str:
    """The reason of either shape, or the beginning of the body."""
    trouble = decoded(answer.body, _Trouble)
    told = (trouble.reason or trouble.detail) if trouble else None
    if isinstance(told, list):
        told = ", ".join(filter(None, map(_invalid, told)))
    return (clean(told)[:300] if isinstance(told, str) else "") or answer.excerpt


def _invalid(entry: Any) -> str:
    """`body.data: field required`; not the value, which may be somebody's name."""
    if not isinstance(entry, dict) or not isinstance(entry.get("msg"), str):
        return ""
    where = entry.get("loc")
    path = ".".join(map(str, where)) if isinstance(where, list) else ""
    return f"{path}: {entry['msg']}"
