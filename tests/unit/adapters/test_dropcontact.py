"""Dropcontact: submit, poll, and never buy twice."""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.adapters.dropcontact.api import DropcontactApi
from cam.adapters.dropcontact.enricher import DropcontactEnricher
from cam.adapters.dropcontact.qualification import Qualification, Standing
from cam.domain.model.errors import (
    OutOfCredits,
    ProviderDenied,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
)
from cam.domain.model.lead import Lead
from cam.domain.model.prospect import EmailStatus, Enrichment
from cam.testing.clock import FrozenClock

SAMPLES = Path(__file__).parents[3].parent / "shared/facts/samples/dropcontact"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="shared/facts is not here")
MOMENT = datetime(2026, 1, 5, 9, tzinfo=UTC)
TAKEN = {"error": False, "success": True, "request_id": "rq1", "credits_left": 10}
WAIT = {"error": False, "success": False, "reason": "Request not ready yet"}
DOCUMENTED = {
    "first_name",
    "last_name",
    "full_name",
    "civility",
    "email",
    "phone",
    "mobile_phone",
    "linkedin",
    "job",
    "job_function",
    "job_level",
    "location",
    "company",
    "website",
    "company_linkedin",
    "country",
    "num_siren",
    "siret",
    "siret_address",
    "siret_zip",
    "siret_city",
    "custom_fields",
}


def lead(number: int, **facts: Any) -> Lead:
    known = {"first_name": "Ann", "last_name": "Lee", "company": "X"} | facts
    return Lead(id=number, campaign_id=1, created_at=MOMENT, updated_at=MOMENT, **known)


class Vendor:
    """Takes a submission, then answers polls with the given ones, the last one for ever."""

    def __init__(self, *polls: object, submit: object = TAKEN, status: int = 200) -> None:
        self.polls, self.submit, self.status = polls, submit, status
        self.submitted: list[dict[str, Any]] = []
        self.polled = 0
        self.clock = FrozenClock()
        transport = httpx.MockTransport(self.react)
        self.enricher = DropcontactEnricher(DropcontactApi("k", self.clock, transport=transport))

    def react(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["x-access-token"] == "k"
        if request.method == "POST":
            self.submitted.append(json.loads(request.content))
            return self._answer(self.submit, self.status)
        assert request.url.path == "/v1/enrich/all/rq1"
        self.polled += 1
        return self._answer(self.polls[min(self.polled, len(self.polls)) - 1], 200)

    def _answer(self, body: object, status: int) -> httpx.Response:
        if isinstance(body, Exception):
            raise body
        if isinstance(body, httpx.Response):
            return httpx.Response(body.status_code, content=body.content)
        if isinstance(body, bytes):
            return httpx.Response(status, content=body)
        return httpx.Response(status, json=body)


def ready(*rows: object) -> dict[str, Any]:
    return {"success": True, "error": False, "data": list(rows)}


def row(ref: object, email: object = None, **facts: object) -> dict[str, Any]:
    return {**({"email": email} if email else {}), **facts, "custom_fields": {"ref": ref}}


def one(email: str, qualification: str) -> list[dict[str, str]]:
    return [{"email": email, "qualification": qualification}]


def statuses(answer: Enrichment) -> dict[int, str]:
    return {f.lead_id: f.profile.email_status if f.profile else "" for f in answer.findings}


async def test_results_find_their_leads_by_ref_alone() -> None:
    """The order of the rows is not promised."""
    vendor = Vendor(
        WAIT,
        ready(
            row("2", one("b@x.example", "catch-all@pro")),
            row(
                "1",
                one("a@x.example", "nominative@pro"),
                nb_employees="10-19",
                website="www.x.example",
            ),
            row("99", one("c@x.example", "nominative@pro")),
        ),
    )
    answer = await vendor.enricher.enrich([lead(1), lead(2)])
    assert statuses(answer) == {1: "verified", 2: "risky"}
    profile = next(f.profile for f in answer.findings if f.lead_id == 1)
    assert profile is not None
    assert (profile.email, profile.employees, profile.domain) == ("a@x.example", 10, "x.example")
    assert answer.credits == 2
    assert vendor.clock.slept == [5.0, 7.5]


async def test_only_documented_keys_are_sent_in_english() -> None:
    """Unknown keys are a hard 400 for new accounts; French words are the default."""
    vendor = Vendor(ready())
    full = lead(
        7,
        email="a@x.example",
        domain="x.example",
        linkedin_url="https://linkedin.com/in/a",
        title="CEO",
        country="FR",
        city="Paris",
        phone="1",
        industry="x",
    )
    await vendor.enricher.enrich([full])
    (sent,) = vendor.submitted
    assert (sent["siren"], sent["language"]) == (False, "en")
    assert set(sent) == {"data", "siren", "language"}
    (record,) = sent["data"]
    assert set(record) <= DOCUMENTED
    assert record["custom_fields"] == {"ref": "7"}


async def test_an_email_that_is_a_string_is_what_was_sent() -> None:
    """Not found, so nothing is known."""
    vendor = Vendor(ready(row("1", "a@x.example"), row("2")))
    answer = await vendor.enricher.enrich([lead(1), lead(2)])
    assert statuses(answer) == {1: "", 2: ""}
    assert answer.credits == 0


async def test_who_objects_is_not_contacted() -> None:
    """In English and in French."""
    vendor = Vendor(
        ready(
            row("1", one("a@x.example", "Do_Not_Contact@pro")),
            row("2", one("b@x.example", "Ne_Pas_Contacter@pro")),
        )
    )
    answer = await vendor.enricher.enrich([lead(1), lead(2)])
    assert all(f.do_not_contact for f in answer.findings)
    assert set(statuses(answer).values()) == {"unverified"}


async def test_the_best_of_several_addresses_is_taken() -> None:
    """A named company address before any other."""
    emails = [*one("i@x.example", "invalid@pro"), *one("a@x.example", "nominative@pro")]
    answer = await Vendor(ready(row("1", emails))).enricher.enrich([lead(1)])
    assert statuses(answer) == {1: "verified"}


async def test_a_rejected_row_fails_alone() -> None:
    """With the vendor's reason."""
    submit = TAKEN | {"data": [{"index": 1, "errors": {"only_contact_data": True}}, {"index": "x"}]}
    vendor = Vendor(ready(row("1", one("a@x.example", "nominative@pro"))), submit=submit)
    answer = await vendor.enricher.enrich([lead(1), lead(2)])
    assert statuses(answer) == {1: "verified"}
    assert answer.failed == {2: "dropcontact: only_contact_data"}


async def test_a_row_that_is_missing_or_cannot_be_read_fails_alone() -> None:
    """It is told, not dropped."""
    vendor = Vendor(ready(row("1", one("a@x.example", "nominative@pro")), row("2", job=7), 5))
    answer = await vendor.enricher.enrich([lead(1), lead(2), lead(3)])
    assert list(statuses(answer)) == [1]
    assert sorted(answer.failed) == [2, 3]


async def test_polling_ends_at_the_deadline_and_counts_as_paid() -> None:
    """An unknown request is answered like one that is not ready."""
    vendor = Vendor(WAIT)
    answer = await vendor.enricher.enrich([lead(1)])
    assert "rq1: not ready after 180 s" in answer.failed[1]
    assert answer.credits == 1
    assert sum(vendor.clock.slept) == pytest.approx(180)
    assert max(vendor.clock.slept) == 30
    assert len(vendor.submitted) == 1


async def test_a_poll_that_fails_for_a_while_does_not_lose_the_result() -> None:
    """The submission is paid: 5xx, nonsense and lost connections are waited out."""
    vendor = Vendor(
        httpx.Response(503),
        httpx.ReadTimeout("x"),
        b"<html>",
        ready(row("1", one("a@x.example", "nominative@pro"))),
    )
    assert statuses(await vendor.enricher.enrich([lead(1)])) == {1: "verified"}


async def test_a_submission_of_unknown_outcome_is_not_repeated() -> None:
    """Re-posting would be charged again."""
    for lost in (httpx.ReadTimeout("x"), b"<html>", {"success": True}):
        vendor = Vendor(submit=lost)
        answer = await vendor.enricher.enrich([lead(1), lead(2)])
        assert (sorted(answer.failed), answer.credits) == ([1, 2], 2)
        assert len(vendor.submitted) == 1


@pytest.mark.parametrize(
    ("status", "sample", "error"),
    [
        (400, "error.400.missing_data.json", ProviderRefused),
        (400, "error.400.too_many.json", ProviderRefused),
        (401, "error.401.no_key.json", ProviderDenied),
        (401, "error.401.unknown_account.json", ProviderDenied),
        (403, "error.403.quota.json", OutOfCredits),
        (404, "error.404.detail.json", ProviderRefused),
        (422, "error.422.detail.json", ProviderRefused),
        (500, "error.404.detail.json", ProviderUnavailable),
        (200, "error.403.quota.json", OutOfCredits),
        (200, "error.400.missing_data.json", ProviderRefused),
    ],
)
@needs_samples
async def test_each_documented_error_has_its_class(
    status: int, sample: str, error: type[ProviderError]
) -> None:
    """Both shapes, and an error under status 200."""
    vendor = Vendor(submit=(SAMPLES / sample).read_bytes(), status=status)
    with pytest.raises(error) as raised:
        await vendor.enricher.enrich([lead(1)])
    assert type(raised.value) is error


async def test_batches_are_of_at_most_250() -> None:
    """The vendor takes no more."""
    vendor = Vendor(ready())
    await vendor.enricher.enrich([lead(n) for n in range(501)])
    assert sorted(len(each["data"]) for each in vendor.submitted) == [1, 250, 250]


async def test_a_record_that_is_too_large_fails_alone() -> None:
    """15 kB is the limit."""
    vendor = Vendor(ready(row("1", one("a@x.example", "nominative@pro"))))
    answer = await vendor.enricher.enrich([lead(1), lead(2, title="x" * 15_000)])
    assert list(answer.failed) == [2]
    assert len(vendor.submitted[0]["data"]) == 1


@pytest.mark.parametrize(
    ("facts", "askable"),
    [
        ({}, True),
        ({"company": "", "domain": "x.example"}, True),
        ({"company": ""}, False),
        ({"last_name": ""}, False),
        ({"last_name": "", "email": "a@x.example"}, True),
        ({"first_name": "", "linkedin_url": "https://linkedin.com/in/a"}, True),
    ],
)
def test_enough_must_be_known(facts: dict[str, str], askable: bool) -> None:
    """Full name and employer, or an address, or LinkedIn."""
    assert Vendor().enricher.can_ask(lead(1, **facts)) is askable


@needs_samples
def test_every_spelling_has_its_standing() -> None:
    """English, French, old and new."""
    spellings = json.loads((SAMPLES / "qualification_spellings.json").read_bytes())
    verified = {EmailStatus.VERIFIED}
    risky = {EmailStatus.RISKY}
    withheld = {EmailStatus.UNVERIFIED, EmailStatus.INVALID}
    expected = {
        "send": verified,
        "risky_opt_in": risky,
        "do_not_send": withheld,
        "unknown_treat_as_do_not_send": withheld,
    }
    for kind, allowed in expected.items():
        for words in spellings[kind]:
            assert Qualification.of(words).standing.email_status in allowed, words
    for words in spellings["suppress"]:
        assert Qualification.of(words).standing is Standing.OBJECTED


@needs_samples
async def test_the_samples_of_a_finished_request_are_read() -> None:
    """Both rows, in the sample's order."""
    sample = json.loads((SAMPLES / "poll.200.ready.json").read_bytes())
    for number, each in enumerate(sample["data"], start=1):
        each["custom_fields"]["ref"] = str(number)
    answer = await Vendor(sample).enricher.enrich([lead(1), lead(2)])
    assert statuses(answer) == {1: "risky", 2: "verified"}


async def test_a_look_at_the_account() -> None:
    """Credits; denied; nonsense."""

    def door(react: Callable[[httpx.Request], httpx.Response]) -> DropcontactApi:
        return DropcontactApi("k", FrozenClock(), transport=httpx.MockTransport(react))

    ok = await door(lambda _: httpx.Response(200, json={"credits": 15277})).probe()
    assert (ok.accepted, ok.credits_left) == (True, 15277)
    denied = await door(lambda _: httpx.Response(401, json={"reason": "Unknown account"})).probe()
    assert (denied.reachable, denied.accepted, denied.detail) == (
        True,
        False,
        "401 Unknown account",
    )
    assert not (await door(lambda _: httpx.Response(200, text="<html>")).probe()).accepted


rows = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["nominative@pro", "a@x.example", "1"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "success",
                    "error",
                    "data",
                    "request_id",
                    "reason",
                    "email",
                    "qualification",
                    "custom_fields",
                    "ref",
                    "index",
                    "errors",
                ]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=15,
)
answers = st.binary(max_size=100) | rows.map(lambda v: json.dumps(v).encode())


@given(answers, st.lists(rows, max_size=3), st.sampled_from([200, 400, 403, 422, 429, 500]))
def test_any_answer_is_a_value_or_a_provider_error(
    body: bytes, data: list[object], status: int
) -> None:
    """Of the submission and of the poll; each lead is accounted for."""

    async def go() -> None:
        for vendor in (Vendor(submit=body, status=status), Vendor(body), Vendor(ready(*data))):
            vendor.polls = vendor.polls or (WAIT,)
            try:
                answer = await vendor.enricher.enrich([lead(1), lead(2)])
            except ProviderError:
                continue
            assert sorted([*statuses(answer), *answer.failed]) == [1, 2]

    asyncio.run(go())


def test_the_deadline_can_be_chosen() -> None:
    """For an impatient operator."""
    vendor = Vendor(WAIT)
    quick = DropcontactEnricher(
        DropcontactApi("k", vendor.clock, transport=httpx.MockTransport(vendor.react)),
        deadline=timedelta(seconds=8),
    )
    asyncio.run(quick.enrich([lead(1)]))
    assert vendor.clock.slept == [5.0, 3.0]
