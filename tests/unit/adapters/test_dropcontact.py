"""Dropcontact: submit once, poll, read each result by its own reference."""

import asyncio
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.adapters.dropcontact import records
from cam.adapters.dropcontact.api import DropcontactApi
from cam.adapters.dropcontact.callback import references_in
from cam.adapters.dropcontact.enricher import (
    BATCH,
    LATEST,
    PATIENCE,
    SOONEST,
    DropcontactEnricher,
    DropcontactVerifier,
)
from cam.adapters.dropcontact.qualification import Qualification, Standing
from cam.domain.model.credit import Call, Finding, Purpose, Reading
from cam.domain.model.errors import (
    OutcomeUnknown,
    OutOfCredits,
    ProviderDenied,
    ProviderError,
    ProviderRefused,
    ProviderUnavailable,
    RateLimited,
)
from cam.domain.model.lead import Lead
from cam.domain.model.prospect import EmailStatus
from cam.testing.clock import FrozenClock

SAMPLES = Path(__file__).parents[3].parent / "shared/facts/samples/dropcontact"
needs_samples = pytest.mark.skipif(not SAMPLES.is_dir(), reason="shared/facts is not here")
MOMENT = datetime(2026, 1, 5, 9, tzinfo=UTC)
TAKEN = {"error": False, "success": True, "request_id": "rq1", "credits_left": 10}
WAIT = {"error": False, "success": False, "reason": "Request not ready yet"}
DOCUMENTED = set(
    re.findall(
        r"\w+",
        "first_name last_name full_name civility email phone mobile_phone linkedin job job_function"
        " job_level location company website company_linkedin country num_siren siret siret_address"
        " siret_zip siret_city custom_fields",
    )
)

Provider = DropcontactEnricher | DropcontactVerifier


def lead(number: int = 1, **facts: Any) -> Lead:
    known = {"first_name": "Ann", "last_name": f"Lee{number}", "company": "X"} | facts
    return Lead(id=number, campaign_id=1, created_at=MOMENT, updated_at=MOMENT, **known)


def held(number: int = 1, **facts: Any) -> Lead:
    """A lead with an address of which nothing is known."""
    told = {"email": f"a{number}@x.example", "email_status": EmailStatus.UNVERIFIED}
    return lead(number, **told | facts)


class Vendor:
    """Answers each request with what it is told, and remembers the requests."""

    def __init__(self, answer: object = TAKEN, status: int = 200, **headers: str) -> None:
        self.answer, self.status, self.headers = answer, status, headers
        self.requests: list[httpx.Request] = []
        self.clock = FrozenClock(MOMENT)
        api = DropcontactApi("k", self.clock, transport=httpx.MockTransport(self.react))
        self.enricher, self.verifier = DropcontactEnricher(api), DropcontactVerifier(api)

    def react(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["x-access-token"] == "k"
        self.requests.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        raw = self.answer if isinstance(self.answer, bytes) else json.dumps(self.answer).encode()
        return httpx.Response(self.status, content=raw, headers=self.headers)


def call(provider: Provider, *leads: Lead, **facts: Any) -> Call:
    """A call about these leads, all of whom can be asked about."""
    questions = [provider.question(each) for each in leads]
    told: dict[str, Any] = {
        "id": UUID(int=1),
        "provider": provider.name,
        "purpose": provider.purpose,
        "campaign_id": 1,
        "epoch": 1,
        "questions": tuple(question for question in questions if question is not None),
        "reserved": float(len(leads)),
        "token": "t",
        "reference": "rq1",
        "answer": json.dumps(TAKEN).encode(),
        "scopes": (),
        "created_at": MOMENT,
        "updated_at": MOMENT,
    }
    assert None not in questions
    return Call(**told | facts)


def ready(*rows: object) -> bytes:
    return json.dumps({"success": True, "error": False, "data": list(rows)}).encode()


def row(ref: object, email: object = None, **facts: object) -> dict[str, Any]:
    return {**({"email": email} if email else {}), **facts, "custom_fields": {"ref": ref}}


def one(email: str, qualification: object) -> list[dict[str, object]]:
    return [{"email": email, "qualification": qualification}]


def read(*rows: object, leads: tuple[Lead, ...] = (lead(1),), **facts: Any) -> Reading:
    """What the enricher reads of these rows."""
    enricher = Vendor().enricher
    return enricher.read(call(enricher, *leads, result=ready(*rows), **facts))


def verdict(*rows: object, asked: Lead | None = None) -> Reading:
    """What the verifier reads of these rows."""
    verifier = Vendor().verifier
    return verifier.read(call(verifier, asked or held(1), result=ready(*rows)))


def only(reading: Reading) -> Finding:
    (found,) = reading.findings.values()
    return found


# What is asked


@pytest.mark.parametrize(
    ("facts", "askable"),
    [
        ({}, True),
        ({"company": "", "domain": "x.example"}, True),
        ({"company": ""}, False),
        ({"last_name": ""}, False),
        ({"first_name": "", "linkedin_url": "https://linkedin.com/in/a"}, True),
        ({"linkedin_url": "https://linkedin.com/in/a", "last_name": "", "company": ""}, True),
        ({"first_name": " ", "company": "X"}, False),
        ({"first_name": "", "last_name": "", "linkedin_url": "nonsense"}, False),
    ],
)
def test_enough_must_be_known_to_look_for_an_address(facts: dict[str, str], askable: bool) -> None:
    """A full name and the employer, or LinkedIn: of others no address can be found."""
    assert (Vendor().enricher.question(lead(1, **facts)) is not None) is askable


@pytest.mark.parametrize(
    ("status", "asked"),
    [
        (EmailStatus.GIVEN, False),
        (EmailStatus.VERIFIED, False),
        (EmailStatus.RISKY, False),
        (EmailStatus.UNVERIFIED, True),
        (EmailStatus.INVALID, True),
    ],
)
def test_an_address_is_looked_for_where_there_is_no_usable_one(
    status: EmailStatus, asked: bool
) -> None:
    """And the one that is there is never sent: that would be a verification, charged always."""
    question = Vendor().enricher.question(held(1, email_status=status))
    assert (question is not None) is asked
    assert question is None or "email" not in question.details


def test_only_an_address_is_verified() -> None:
    """Of whatever standing; a lead without one, or with nonsense, is no question."""
    verifier = Vendor().verifier
    for status in EmailStatus:
        question = verifier.question(held(1, email_status=status))
        assert question is not None
        assert question.details["email"] == "a1@x.example"
    assert verifier.question(lead(1)) is None
    assert verifier.question(lead(1, email="no address")) is None


def test_the_same_address_is_the_same_verification_and_another_one_is_not() -> None:
    """Whoever the lead is; a person's second address is a question of its own."""
    verifier = Vendor().verifier
    asked = [
        verifier.question(held(1, email=email, linkedin_url="https://linkedin.com/in/ann"))
        for email in ("ann@x.example", "Ann@X.example", "ann.lee@x.example", "ann+1@x.example")
    ]
    keys = [question.keys for question in asked if question is not None]
    assert keys[0] == keys[1] == ("email:ann@x.example",)
    assert len(set(keys)) == 3


def test_a_person_is_known_by_each_key_with_its_kind() -> None:
    """Strongest first; so that nobody is bought twice under another key."""
    full = held(
        7,
        domain="x.example",
        linkedin_url="https://www.linkedin.com/in/ann-lee",
        provider="apollo",
        provider_id="p7",
    )
    question = Vendor().enricher.question(full)
    assert question is not None
    assert question.subject == "provider:apollo:p7"
    assert [key.partition(":")[0] for key in question.keys] == [
        "provider", "linkedin", "email", "name",
    ]  # fmt: skip


def test_only_documented_keys_are_sent_and_nothing_personal_to_tell_rows_apart() -> None:
    """An unknown key is a hard 400 for new accounts; the reference is the lead's number."""
    full = held(
        7,
        domain="x.example",
        linkedin_url="https://linkedin.com/in/a",
        title="CEO",
        country="FR",
        city="Paris",
        phone="1",
        industry="x",
        seniority="c_suite",
    )
    vendor = Vendor()
    for provider in (vendor.enricher, vendor.verifier):
        question = provider.question(full)
        assert question is not None
        assert set(question.details) <= DOCUMENTED
        assert question.details["custom_fields"] == {"ref": "7"}
    sent = vendor.verifier.question(full)
    assert sent is not None
    assert set(sent.details) == {
        "email", "first_name", "last_name", "company", "website", "custom_fields",
    }  # fmt: skip


@given(
    st.fixed_dictionaries(
        {
            name: st.text(max_size=3000) | st.text('\U0001f600é"\\\x00\n', min_size=3000)
            for name in ("first_name", "last_name", "title", "company", "country", "linkedin_url")
        }
    )
)
def test_every_record_fits_into_fifteen_kilobytes(facts: dict[str, str]) -> None:
    """Whatever a lead holds, and however JSON is written; so no record spoils its batch."""
    for details in (records.sought(lead(2**40, **facts)), records.verified(held(2**40, **facts))):
        if details is not None:
            assert len(msgspec.json.encode(details)) <= records.LARGEST_RECORD
            assert len(json.dumps(details)) <= records.LARGEST_RECORD


def test_a_long_title_is_cut_and_a_long_address_left_out() -> None:
    """The beginning of a title still helps; half a LinkedIn address is somebody else's."""
    url = "https://linkedin.com/in/" + "a" * 300
    details = records.sought(lead(1, title="x" * 20_000, linkedin_url=url))
    assert details is not None
    assert details["job"] == "x" * 200
    assert "linkedin" not in details


# Submitting


async def test_a_batch_is_submitted_once_in_english() -> None:
    """French is the vendor's default; the callback is told only when there is one."""
    vendor = Vendor()
    asked = call(vendor.enricher, lead(1), lead(2))
    reply = await vendor.enricher.ask(asked)
    await vendor.enricher.ask(asked, callback_url="https://cam.example/cb/t")
    plain, with_callback = (json.loads(request.content) for request in vendor.requests)
    assert plain == {
        "data": [question.details for question in asked.questions],
        "siren": False,
        "language": "en",
    }
    assert with_callback == {**plain, "custom_callback_url": "https://cam.example/cb/t"}
    assert (reply.reference, reply.look_after) == ("rq1", SOONEST)
    assert json.loads(reply.answer) == TAKEN


@pytest.mark.parametrize("status", [200, 202])
async def test_both_reported_answers_to_a_submission_are_taken(status: int) -> None:
    """200, and 202 with `accepted_count`."""
    vendor = Vendor(TAKEN | {"accepted_count": 1}, status)
    assert (await vendor.enricher.ask(call(vendor.enricher, lead()))).reference == "rq1"


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (httpx.ReadTimeout("x"), 200),
        (httpx.RemoteProtocolError("x"), 200),
        (httpx.WriteError("x"), 200),
        (b"<html>", 200),
        (b"", 200),
        ({"success": True}, 200),
        ({"success": True, "request_id": 7}, 200),
        ({"success": True, "request_id": "a/../b"}, 200),
        ({"detail": "Internal Server Error"}, 500),
        (b"<html>", 502),
        (b"", 504),
    ],
)
async def test_a_submission_that_may_have_been_taken_is_not_repeated(
    answer: object, status: int
) -> None:
    """It would be charged again: one POST, and nobody knows."""
    vendor = Vendor(answer, status)
    with pytest.raises(OutcomeUnknown):
        await vendor.enricher.ask(call(vendor.enricher, lead()))
    assert len(vendor.requests) == 1


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (httpx.ConnectError("x"), 200),
        (httpx.PoolTimeout("x"), 200),
        ({}, 503),
        ({}, 408),
        ({}, 302),
    ],
)
async def test_a_submission_that_was_surely_not_taken_says_so(answer: object, status: int) -> None:
    """No connection, or the vendor's word that it does not serve now."""
    vendor = Vendor(answer, status)
    with pytest.raises(ProviderUnavailable) as raised:
        await vendor.enricher.ask(call(vendor.enricher, lead()))
    assert type(raised.value) is ProviderUnavailable


async def test_a_rate_limit_is_told_with_its_wait() -> None:
    """429 was not taken; a long wait is for another run."""
    vendor = Vendor({}, 429, **{"retry-after": "3600"})
    with pytest.raises(RateLimited) as raised:
        await vendor.enricher.ask(call(vendor.enricher, lead()))
    assert raised.value.retry_after == timedelta(hours=1)


ERRORS: dict[str, list[tuple[int, type[ProviderError]]]] = {
    "error.400.missing_data.json": [(400, ProviderRefused), (200, ProviderRefused)],
    "error.400.too_big.json": [(400, ProviderRefused), (200, ProviderRefused)],
    "error.400.too_many.json": [(400, ProviderRefused), (200, ProviderRefused)],
    "error.401.no_key.json": [(401, ProviderDenied), (200, ProviderDenied)],
    "error.401.unknown_account.json": [
        (401, ProviderDenied), (403, ProviderDenied), (200, ProviderDenied),
    ],
    "error.403.quota.json": [(403, OutOfCredits), (200, OutOfCredits)],
    "error.404.detail.json": [
        (404, ProviderRefused), (422, ProviderRefused), (500, OutcomeUnknown),
    ],
    "error.422.detail.json": [(422, ProviderRefused)],
    "error.poll_200.invalid_request_id.json": [(200, ProviderRefused)],
}  # fmt: skip
"""Sample to the class of its error, under each status under which it is reported."""

READ_ELSEWHERE = {
    "account_credits.200.json": "test_a_look_at_the_account",
    "poll.200.not_ready.json": "test_what_is_not_ready_is_waited_for",
    "poll.200.ready.json": "test_the_sample_of_a_finished_request_is_read",
    "poll.200.ready_nothing_found.json": "test_the_sample_of_nothing_found_is_read",
    "qualification_spellings.json": "test_every_spelling_has_its_standing",
    "submit.200.json": "test_the_samples_of_a_submission_are_read",
    "submit.200.row_rejected.third_party.json": "test_the_samples_of_a_submission_are_read",
    "submit.request.json": "test_the_sample_of_a_request_is_what_is_sent",
    "webhook.enrich_api_result.json": "test_the_sample_of_a_callback_names_its_request",
}
"""Sample to the test that says what it means."""


def sample(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


@needs_samples
def test_every_sample_is_accounted_for() -> None:
    """A new one must be given a meaning here."""
    assert {each.name for each in SAMPLES.iterdir()} == ERRORS.keys() | READ_ELSEWHERE.keys()
    assert set(READ_ELSEWHERE.values()) <= globals().keys()


@pytest.mark.parametrize(
    ("name", "status", "error"),
    [(name, status, error) for name, told in ERRORS.items() for status, error in told],
)
@needs_samples
async def test_each_documented_error_has_its_class(
    name: str, status: int, error: type[ProviderError]
) -> None:
    """Both shapes, and an error under status 200; its words are told."""
    vendor = Vendor(sample(name), status)
    with pytest.raises(ProviderError) as raised:
        await vendor.enricher.ask(call(vendor.enricher, lead()))
    assert type(raised.value) is error
    told = json.loads(sample(name))
    detail = told.get("detail")
    words = detail[0]["msg"] if isinstance(detail, list) else told.get("reason", detail)
    assert words in raised.value.reason
    assert "{" not in raised.value.reason


@needs_samples
async def test_the_samples_of_a_submission_are_read() -> None:
    """Its id is the reference; the rejected row keeps its reason, the others wait."""
    for name, reference in (
        ("submit.200.json", "qzmxkpvlrtdnhwa"),
        ("submit.200.row_rejected.third_party.json", "qzmxkpvlrtdnhwb"),
    ):
        vendor = Vendor(sample(name))
        asked = call(vendor.enricher, lead(1), lead(2))
        reply = await vendor.enricher.ask(asked)
        assert reply.reference == reference
    rejecting = sample("submit.200.row_rejected.third_party.json")
    reading = read(row("1"), leads=(lead(1), lead(2)), answer=rejecting)
    assert reading.failed == {asked.questions[1].subject: "refused: only_contact_data"}


@needs_samples
async def test_the_sample_of_a_request_is_what_is_sent() -> None:
    """Address, headers, and no other keys than in the vendor's own."""
    told = json.loads(sample("submit.request.json"))
    vendor = Vendor()
    await vendor.enricher.ask(call(vendor.enricher, lead()), callback_url="https://x.example/")
    (request,) = vendor.requests
    assert (request.method, str(request.url)) == (told["method"], told["url"])
    assert request.headers["content-type"] == "application/json"
    assert json.loads(request.content).keys() == told["json"].keys()
    keys = {key for each in told["json"]["data"] for key in each}
    assert json.loads(request.content)["data"][0].keys() <= keys


# Polling


@pytest.mark.parametrize(
    ("answer", "status", "outcome"),
    [
        (WAIT, 200, timedelta),
        ({"success": False, "error": False, "reason": "anything at all"}, 200, timedelta),
        ({}, 200, timedelta),
        ({"success": "true", "error": "false", "data": []}, 200, ProviderUnavailable),
        ({"success": 1, "data": []}, 200, ProviderUnavailable),
        ({"success": True}, 200, ProviderUnavailable),
        ({"success": True, "data": []}, 200, bytes),
        ({"success": False, "error": True, "reason": "Invalid request id"}, 200, ProviderRefused),
        ({"error": True}, 200, ProviderRefused),
        ({"error": True, "reason": "Not found"}, 404, ProviderRefused),
        ({"detail": "Not Found"}, 404, ProviderRefused),
        ({"reason": "Unknown account"}, 401, ProviderDenied),
        (b"<html>", 200, ProviderUnavailable),
        ({}, 500, ProviderUnavailable),
        (httpx.ReadTimeout("x"), 200, ProviderUnavailable),
        ({}, 429, RateLimited),
    ],
)
async def test_each_answer_to_a_poll(answer: object, status: int, outcome: type) -> None:
    """Only `success is True` is done and only `error is True` is the end; the rest may change."""
    vendor = Vendor(answer, status)
    asked = call(vendor.enricher, lead())
    if issubclass(outcome, ProviderError):
        with pytest.raises(outcome):
            await vendor.enricher.collect(asked)
    else:
        got = await vendor.enricher.collect(asked)
        assert isinstance(got, outcome)
        assert not isinstance(got, bytes) or json.loads(got) == answer
    assert {request.method for request in vendor.requests} == {"GET"}
    assert {request.url.path for request in vendor.requests} == {"/v1/enrich/all/rq1"}


@needs_samples
async def test_what_is_not_ready_is_waited_for() -> None:
    """At first shortly, then as long as the vendor suggests, and not for ever."""
    vendor = Vendor(sample("poll.200.not_ready.json"))
    asked = call(vendor.enricher, lead())
    waits = []
    while vendor.clock.now() < MOMENT + timedelta(minutes=3):
        wait = await vendor.enricher.collect(asked)
        assert isinstance(wait, timedelta)
        waits.append(wait)
        vendor.clock.advance(wait)
    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (SOONEST, LATEST)
    assert timedelta(minutes=2) < vendor.enricher.patience == PATIENCE


# Reading


def test_results_find_their_people_by_reference_alone() -> None:
    """The order of the rows is not promised; a stranger's row is nobody's."""
    people = (lead(1), lead(2), lead(3))
    reading = read(
        row("2", one("b@x.example", "catch-all@pro")),
        row(3),
        row("99", one("c@x.example", "nominative@pro")),
        row(
            "1",
            one("a@x.example", "nominative@pro"),
            nb_employees="10-19",
            website="www.x.example",
            job="CEO",
        ),
        leads=people,
    )
    found = [reading.findings[name].profile for name in ("name:ann lee1@x", "name:ann lee2@x")]
    assert [profile and profile.email for profile in found] == ["a@x.example", "b@x.example"]
    assert [profile and profile.email_status for profile in found] == ["verified", "risky"]
    assert reading.findings["name:ann lee3@x"].profile is None
    assert found[0] is not None
    assert (found[0].employees, found[0].domain, found[0].title) == (10, "x.example", "CEO")
    assert (reading.failed, reading.credits) == ({}, 2)


def test_an_email_that_is_a_string_is_what_was_sent() -> None:
    """Nothing was found; no qualification is read of it."""
    reading = read(row("1", "a@x.example", qualification="nominative@pro"))
    assert only(reading).profile is None
    assert reading.credits == 0
    assert only(verdict(row("1", "a1@x.example"))).profile is None


@pytest.mark.parametrize("words", ["Do_Not_Contact@pro", "Ne_Pas_Contacter@pro", "do not contact"])
def test_who_objects_is_not_contacted(words: str) -> None:
    """In English and in French; the address objected to is told, also beside better ones."""
    emails = [*one("fine@x.example", "nominative@pro"), *one("a@x.example", words)]
    found = only(read(row("1", emails)))
    assert found.do_not_contact
    assert found.profile is not None
    assert (found.profile.email, found.profile.email_status) == ("a@x.example", "unverified")
    assert only(verdict(row("1", one("a1@x.example", words)))).do_not_contact


def test_the_best_of_several_addresses_is_taken() -> None:
    """A named company address before any other; the one asked about before its equals."""
    emails = [*one("i@x.example", "invalid@pro"), *one("a@x.example", "nominative@pro")]
    assert getattr(only(read(row("1", emails))).profile, "email", "") == "a@x.example"
    equals = [*one("b@x.example", "nominative@pro"), *one("a1@x.example", "nominative@pro")]
    assert getattr(only(verdict(row("1", equals))).profile, "email", "") == "a1@x.example"


def test_a_rejected_row_fails_alone_and_costs_nothing() -> None:
    """With the vendor's reason; what came for it all the same is used."""
    answer = json.dumps(
        TAKEN
        | {
            "data": [
                {"index": 1, "errors": {"only_contact_data": True}},
                {"index": 2, "errors": ["unexpected_field"]},
                {"index": "x"},
                {"index": True},
                {"index": 99},
                7,
            ]
        }
    ).encode()
    reading = read(
        row("1"),
        row("2"),
        row("3", one("c@x.example", "nominative@pro")),
        leads=(lead(1), lead(2), lead(3)),
        answer=answer,
    )
    assert reading.failed == {"name:ann lee2@x": "refused: only_contact_data"}
    assert sorted(reading.findings) == ["name:ann lee1@x", "name:ann lee3@x"]
    assert reading.credits == 1


async def test_a_batch_rejected_as_a_whole_is_answered_at_once() -> None:
    """There is nothing to wait for."""
    answer = TAKEN | {"data": [{"index": n, "errors": {"unexpected_field": True}} for n in (0, 1)]}
    vendor = Vendor(answer)
    asked = call(vendor.enricher, lead(1), lead(2))
    reply = await vendor.enricher.ask(asked)
    assert reply.reference == ""
    reading = vendor.enricher.read(call(vendor.enricher, lead(1), lead(2), answer=reply.answer))
    assert (len(reading.failed), reading.credits) == (2, 0)


def test_a_row_that_is_missing_fails_alone_and_counts_as_paid() -> None:
    """It is told, not dropped; an odd value does not cost its row."""
    reading = read(
        row("1", one("a@x.example", "nominative@pro"), job=7, website=["x"], country=None),
        5,
        {"custom_fields": None},
        {"custom_fields": {"ref": {}}},
        leads=(lead(1), lead(2)),
    )
    assert list(reading.findings) == ["name:ann lee1@x"]
    assert reading.failed == {"name:ann lee2@x": "not in its result"}
    assert reading.credits == 2


def test_a_result_whose_submission_s_answer_got_lost_is_read_all_the_same() -> None:
    """Its reference came by callback."""
    reading = read(row("1", one("a@x.example", "nominative@pro")), answer=b"")
    assert only(reading).profile is not None


@pytest.mark.parametrize("result", [b"", b"<html>", b"[]", b'{"success": true}'])
def test_a_result_that_cannot_be_understood_is_told(result: bytes) -> None:
    """As a whole: nobody is called unknown for it."""
    enricher = Vendor().enricher
    with pytest.raises(ProviderUnavailable):
        enricher.read(call(enricher, lead(), result=result))


@pytest.mark.parametrize(
    ("qualification", "enriching"),
    [
        ("nominative@pro", 1),
        ("nominatif@perso", 1),
        ("catch-all@pro", 1),
        ("catch_all@pro", 1),
        ("generique@pro", 1),
        ("something_new@pro", 1),
        (None, 1),
        ("non_validé@pro", 0),
        ("no_validated@pro", 0),
        ("random@pro", 0),
        ("invalid@pro", 0),
        ("catch_all@invalid", 0),
        ("Do_Not_Contact@pro", 0),
    ],
)
def test_the_vendor_s_own_price(qualification: object, enriching: float) -> None:
    """A verification costs one whatever comes of it; a search one for a verified address.

    Words that nobody knows count as paid.
    """
    assert read(row("1", one("a@x.example", qualification))).credits == enriching
    assert verdict(row("1", one("a1@x.example", qualification))).credits == 1
    assert verdict().credits == 1


def test_what_is_promised_of_both() -> None:
    """One credit at most, 250 a batch, a fingerprint that tells of another key and hides it."""
    vendor = Vendor()
    assert (vendor.enricher.name, vendor.verifier.name) == ("dropcontact", "dropcontact")
    assert (vendor.enricher.purpose, vendor.verifier.purpose) == (Purpose.ENRICH, Purpose.VERIFY)
    assert (vendor.enricher.batch, vendor.verifier.credits_per_lead) == (BATCH, 1.0) == (250, 1.0)
    other = DropcontactEnricher(DropcontactApi("k2", FrozenClock()))
    assert vendor.enricher.key == vendor.verifier.key != other.key
    assert len(other.key) == 16
    assert "k2" not in other.key


@needs_samples
def test_every_spelling_has_its_standing() -> None:
    """English, French, old and new."""
    spellings = json.loads(sample("qualification_spellings.json"))
    expected = {
        "send": {EmailStatus.VERIFIED},
        "risky_opt_in": {EmailStatus.RISKY},
        "do_not_send": {EmailStatus.UNVERIFIED, EmailStatus.INVALID},
        "unknown_treat_as_do_not_send": {EmailStatus.UNVERIFIED},
        "suppress": {EmailStatus.UNVERIFIED},
    }
    assert spellings.keys() == expected.keys()
    for kind, allowed in expected.items():
        for words in spellings[kind]:
            standing = Qualification.of(words).standing
            assert standing.email_status in allowed, words
            assert (standing is Standing.OBJECTED) is (kind == "suppress"), words


@pytest.mark.parametrize("other", ["random", "generic", "générique", "no validated", "", "x@pro"])
@pytest.mark.parametrize("domain", ["pro", "perso", "school", "disposable", "jetable", "invalid"])
def test_only_a_named_company_address_is_sent_to(other: str, domain: str) -> None:
    """Spelled as it may be; catch-all is risky, and everything else is withheld."""
    assert Qualification.of(f"{other}@{domain}").standing.email_status not in ("verified", "risky")
    for named in ("nominative", "Nominatif", "NOMINATIVE "):
        sent = Qualification.of(f"{named}@{domain}").standing is Standing.SEND
        assert sent is (domain == "pro")
    for open_domain in ("catch-all", "catch_all", "Catch All", "non_confirm"):
        risky = Qualification.of(f"{open_domain}@{domain}").standing is Standing.RISKY
        assert risky is (domain == "pro")


@needs_samples
def test_the_sample_of_a_finished_request_is_read() -> None:
    """Both rows, in the sample's order; the second holds every documented key."""
    told = json.loads(sample("poll.200.ready.json"))
    for number, each in enumerate(told["data"], start=1):
        each["custom_fields"]["ref"] = str(number)
    reading = read(*told["data"], leads=(lead(1), lead(2)))
    first, second = (found.profile for found in reading.findings.values())
    assert first is not None
    assert second is not None
    assert (first.email_status, second.email_status) == ("risky", "verified")
    assert second.email == "claire.durand@exemple.example"
    assert (second.title, second.seniority, second.employees) == ("Head of Sales", "director", 10)
    assert (second.domain, second.country) == ("exemple.example", "FR")
    assert second.phone == "+33 6 39 98 00 00"
    assert reading.credits == 2


@needs_samples
def test_the_sample_of_nothing_found_is_read() -> None:
    """The record as it was sent: nobody, for nothing."""
    told = json.loads(sample("poll.200.ready_nothing_found.json"))
    told["data"][0]["custom_fields"]["ref"] = "1"
    reading = read(*told["data"])
    assert only(reading).profile is None
    assert reading.credits == 0


# The callback


@needs_samples
def test_the_sample_of_a_callback_names_its_request() -> None:
    """By its id alone: what else it says is not believed."""
    assert references_in(sample("webhook.enrich_api_result.json")) == ("qzmxkpvlrtdnhwa",)


def test_a_callback_names_each_request_once() -> None:
    """Whatever else is in the array, or is the body."""

    def event(request_id: object, kind: object = "enrich_api_result") -> dict[str, object]:
        return {"event_type": kind, "data": {"request_id": request_id}}

    body = [event("a1"), event("b2"), event("a1"), event(7), event("../x"), event("c3", "other")]
    assert references_in(json.dumps(body).encode()) == ("a1", "b2")
    for nonsense in (b"", b"{}", b"[1]", b'[{"data": 1}]', b"\xff", b"[" * 100_000):
        assert references_in(nonsense) == ()


# The account


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


# Anything at all

NAMES = re.findall(
    r"\w+",
    "success error data request_id reason detail email qualification custom_fields ref index "
    "errors event_type nb_employees employee_count website job",
)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["nominative@pro", "a@x.example", "1", "rq1", "enrich_api_result"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4)
    ),
    max_leaves=15,
)
bodies = st.binary(max_size=100) | values.map(lambda value: json.dumps(value).encode())
rows = st.builds(
    lambda facts, ref, email: {**facts, "custom_fields": {"ref": ref}, "email": email},
    st.dictionaries(st.sampled_from(NAMES), values, max_size=4),
    st.sampled_from(["1", 2, "3", None]),
    values,
)


@given(bodies, st.sampled_from([200, 202, 400, 403, 404, 422, 429, 500, 503]))
def test_any_answer_is_a_value_or_a_provider_error(body: bytes, status: int) -> None:
    """Of the submission and of the poll; a callback's body names requests or none."""

    async def go() -> None:
        vendor = Vendor(body, status)
        asked = call(vendor.enricher, lead(1), lead(2))
        for react in (vendor.enricher.ask, vendor.enricher.collect):
            try:
                await react(asked)
            except ProviderError:
                continue

    asyncio.run(go())
    assert all(isinstance(each, str) for each in references_in(body))


@given(bodies, st.lists(rows | values, max_size=4).map(lambda each: ready(*each)) | bodies)
def test_any_result_accounts_for_each_subject_once(answer: bytes, result: bytes) -> None:
    """Or cannot be understood as a whole; it never costs more than was reserved."""
    for provider, people in (
        (Vendor().enricher, (lead(1), lead(2))),
        (Vendor().verifier, (held(1), held(2))),
    ):
        asked = call(provider, *people, answer=answer, result=result)
        try:
            reading = provider.read(asked)
        except ProviderUnavailable:
            continue
        subjects = sorted(question.subject for question in asked.questions)
        assert sorted([*reading.findings, *reading.failed]) == subjects
        assert 0 <= reading.credits <= asked.reserved
        for found in reading.findings.values():
            if found.do_not_contact:
                assert found.profile is not None
                assert not found.profile.email_status.mailable(risky_too=True)
