"""One pace for all who ask a provider: learned from its headers, kept by frozen time."""

import asyncio
from datetime import timedelta
from typing import Any

import anyio
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.adapters.apollo.limits import announced
from cam.adapters.http import ProviderHttp
from cam.domain.model.errors import ProviderUnavailable, RateLimited
from cam.testing.clock import FrozenClock


class Vendor:
    """Counts requests in fixed windows of a minute that open at the first, as Apollo does."""

    def __init__(self, clock: FrozenClock, limit: int, *, retry_after: bool = True) -> None:
        self.clock = clock
        self.limit = limit
        self.retry_after = retry_after
        self.tells = True
        self.used = 0
        self.opened = clock.now() - timedelta(days=1)
        self.statuses: list[int] = []
        self.flying = 0
        self.most = 0
        self.failures: list[httpx.Response | Exception] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.flying += 1
        self.most = max(self.most, self.flying)
        for _ in range(3):
            await asyncio.sleep(0)
        self.flying -= 1
        if self.failures:
            failure = self.failures.pop(0)
            if isinstance(failure, Exception):
                raise failure
            self.statuses.append(failure.status_code)
            return failure
        return self._counted()

    def _counted(self) -> httpx.Response:
        now = self.clock.now()
        if now - self.opened >= timedelta(minutes=1):
            self.opened, self.used = now, 0
        status = 429 if self.used >= self.limit else 200
        self.used += status == 200
        self.statuses.append(status)
        left = str(self.limit - self.used)
        headers = {
            "x-rate-limit-minute": str(self.limit),
            "x-minute-usage": str(self.used),
            "x-minute-requests-left": left,
            "x-rate-limit-hourly": "",
        }
        headers = headers if self.tells else {}
        if status == 429 and self.retry_after:
            wait = self.opened + timedelta(minutes=1) - now
            headers["retry-after"] = str(int(wait.total_seconds()) + 1)
        return httpx.Response(status, headers=headers)


def connected(vendor: Any, clock: FrozenClock, **settings: Any) -> ProviderHttp:
    transport = httpx.MockTransport(vendor)
    settings = {"announced": announced, "max_wait": 65.0, **settings}
    return ProviderHttp("v", "https://v.test", clock, transport=transport, **settings)


async def many(http: ProviderHttp, number: int, **how: Any) -> list[Any]:
    how = {"retry": True, **how}
    asking = (http.request("GET", "/x", **how) for _ in range(number))
    return await asyncio.gather(*asking, return_exceptions=True)


@pytest.mark.parametrize("limit", [1, 2, 20, 1000])
async def test_no_limit_is_overrun(limit: int) -> None:
    """Fifty at once: the first goes alone, then as many as are left, then the next minute's."""
    clock = FrozenClock()
    vendor = Vendor(clock, limit)
    assert all(each.status == 200 for each in await many(connected(vendor, clock), 50))
    assert vendor.statuses == [200] * 50
    assert len(clock.slept) == -(-50 // limit) - 1


async def test_a_limit_that_somebody_else_used_up_costs_one_429() -> None:
    """Everybody waits as long as it asks."""
    clock = FrozenClock()
    vendor = Vendor(clock, 20)
    vendor.opened, vendor.used = clock.now(), 20
    await many(connected(vendor, clock), 50)
    assert vendor.statuses.count(429) == 1
    assert clock.slept[0] == 61.0


async def test_after_a_429_one_goes_first() -> None:
    """The gate opens gently, also before a provider that announces nothing."""
    clock = FrozenClock()
    vendor = Vendor(clock, 1000)
    vendor.tells = False
    vendor.failures = [httpx.Response(429, headers={"retry-after": "7"})]
    flying: list[int] = []
    http = connected(lambda r: _noting(vendor, r, flying), clock)
    await many(http, 30)
    assert vendor.statuses[0] == 429
    assert flying[:2] == [1, 1]
    assert clock.slept == [7.0]
    assert max(flying) > 1


async def _noting(vendor: Vendor, request: httpx.Request, flying: list[int]) -> httpx.Response:
    flying.append(vendor.flying + 1)
    return await vendor(request)


async def test_untold_waits_grow_with_jitter() -> None:
    """5, 10, 20 seconds or so."""
    clock = FrozenClock()
    vendor = Vendor(clock, 0, retry_after=False)
    vendor.tells = False
    with pytest.raises(RateLimited) as raised:
        await connected(vendor, clock).request("GET", "/x", retry=True)
    assert len(vendor.statuses) == 4
    for waited, meant in zip(clock.slept, (5, 10, 20), strict=True):
        assert 0.75 * meant <= waited <= 1.25 * meant
    assert raised.value.retry_after is not None
    assert clock.slept != [5.0, 10.0, 20.0]


async def test_a_long_wait_is_raised_for_everybody_unasked() -> None:
    """One request learns it; the others are not sent."""
    clock = FrozenClock()
    vendor = Vendor(clock, 1000)
    vendor.failures = [httpx.Response(429, headers={"retry-after": "3600"})]
    results = await many(connected(vendor, clock), 50)
    assert all(isinstance(each, RateLimited) for each in results)
    assert {each.retry_after for each in results} == {timedelta(hours=1)}
    assert vendor.statuses == [429]
    clock.advance(timedelta(hours=1))
    assert (await connected(vendor, clock).request("GET", "/x", retry=True)).status == 200


async def test_endpoints_have_limits_of_their_own() -> None:
    """One that is shut leaves the other open."""
    clock = FrozenClock()
    vendor = Vendor(clock, 1000)
    vendor.failures = [httpx.Response(429, headers={"retry-after": "3600"})]
    http = connected(vendor, clock)
    with pytest.raises(RateLimited):
        await http.request("GET", "/x", retry=True, group="a")
    assert (await http.request("GET", "/x", retry=True, group="b")).status == 200
    with pytest.raises(RateLimited):
        await http.request("GET", "/x", retry=True, group="a")
    assert "1000 a minute (999 left)" in http.limits("b")
    assert http.limits("a") == ""


@pytest.mark.parametrize(
    "failure", [httpx.ConnectError("x"), httpx.ReadTimeout("x"), httpx.Response(503)]
)
async def test_a_first_request_that_fails_does_not_stop_the_rest(
    failure: httpx.Response | Exception,
) -> None:
    """More and more go ahead until one is answered."""
    clock = FrozenClock()
    vendor = Vendor(clock, 60)
    vendor.failures = [failure] * 5
    results = await many(connected(vendor, clock), 30)
    assert [each.status for each in results] == [200] * 30
    assert 429 not in vendor.statuses


async def test_who_waits_may_be_cancelled_and_the_next_goes() -> None:
    """In line, or at its head."""
    clock, let_go = FrozenClock(), asyncio.Event()

    async def slow(_: httpx.Request) -> httpx.Response:
        await let_go.wait()
        return httpx.Response(200)

    http = connected(slow, clock)
    first, head, second = (
        asyncio.create_task(http.request("GET", "/x", retry=True)) for _ in range(3)
    )
    await anyio.wait_all_tasks_blocked()
    head.cancel()
    await asyncio.gather(head, return_exceptions=True)
    let_go.set()
    assert [each.status for each in await asyncio.gather(first, second)] == [200, 200]
    await http.aclose()


async def test_a_turn_that_was_cancelled_is_given_back() -> None:
    """Past the gate, before it was sent."""
    clock, let_go = FrozenClock(), asyncio.Event()
    vendor = Vendor(clock, 3)
    asked = 0

    async def slow(request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        if asked == 2:
            await let_go.wait()
        return await vendor(request)

    http = connected(slow, clock, in_flight=1)
    await many(http, 1)
    first = asyncio.create_task(http.request("GET", "/x", retry=True))
    await anyio.wait_all_tasks_blocked()
    cancelled = asyncio.create_task(http.request("GET", "/x", retry=True))
    await anyio.wait_all_tasks_blocked()
    cancelled.cancel()
    await asyncio.gather(cancelled, return_exceptions=True)
    let_go.set()
    await first
    with anyio.fail_after(5):
        await many(http, 1)
    assert vendor.statuses == [200] * 3


async def test_a_paid_request_waits_too_and_is_sent_once() -> None:
    """429 apart, once written it is never repeated."""
    clock = FrozenClock()
    vendor = Vendor(clock, 10)
    results = await many(connected(vendor, clock), 30, retry=False)
    assert [each.status for each in results] == [200] * 30
    vendor.failures = [httpx.ReadTimeout("x")]
    asked = len(vendor.statuses)
    with pytest.raises(ProviderUnavailable):
        await connected(vendor, clock).request("POST", "/x", retry=False)
    assert len(vendor.statuses) == asked


async def test_a_fixed_rate_is_kept_evenly() -> None:
    """Sixty a second: no second has more."""
    clock = FrozenClock()
    at: list[float] = []
    start = clock.now()

    def note(_: httpx.Request) -> httpx.Response:
        at.append((clock.now() - start).total_seconds())
        return httpx.Response(200)

    transport = httpx.MockTransport(note)
    http = ProviderHttp("v", "https://v.test", clock, transport=transport, per_second=60)
    for _ in range(150):
        await http.request("GET", "/x", retry=True)
    assert all(sum(t <= each < t + 0.999 for each in at) <= 60 for t in at)
    assert at[-1] < 2.6


@given(
    st.lists(
        st.tuples(st.integers(1, 25), st.integers(0, 70), st.integers(0, 15)),
        min_size=1,
        max_size=8,
    ),
    st.integers(1, 30),
)
def test_bursts_at_any_time_and_of_any_size_never_overrun(
    bursts: list[tuple[int, int, int]], limit: int
) -> None:
    """With others on the same key between the bursts: at most one 429 for each time that they were
    seen too late."""

    async def go() -> None:
        clock = FrozenClock()
        vendor = Vendor(clock, limit)
        http = connected(vendor, clock)
        strangers = 0
        for size, pause, others in bursts:
            results = await many(http, size)
            assert all(not isinstance(each, BaseException) for each in results)
            clock.advance(float(pause))
            if others:
                strangers += 1
                for _ in range(others):
                    vendor._counted()
                    vendor.statuses.pop()
        overrun = vendor.statuses.count(429)
        assert overrun <= strangers * 10
        if not strangers:
            assert overrun == 0

    asyncio.run(go())


@pytest.mark.parametrize("value", ["-5", "Fri, 31 Dec 9999 23:59:59 -1200", "999999999", "soon"])
async def test_no_retry_after_is_an_error_or_for_ever(value: str) -> None:
    """A day at most."""
    http = connected(
        lambda _: httpx.Response(429, headers={"retry-after": value}), FrozenClock(), tries=1
    )
    with pytest.raises(RateLimited) as raised:
        await http.request("GET", "/x", retry=True)
    assert raised.value.retry_after is not None
    assert raised.value.retry_after <= timedelta(days=1)
