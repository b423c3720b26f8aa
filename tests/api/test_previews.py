"""A mail as it would be, and as a test to oneself."""

import re
from collections.abc import AsyncIterator
from email import message_from_string
from typing import Any

import pytest

from cam.app.composition import World
from cam.app.http.examples import REQUESTS
from cam.app.settings import Settings
from cam.ports.mailer import SendStatus
from cam.testing.fakes.mailer import FakeMailer

from .service import SENDER, Service, dump, refused, served

ME = "me@agency.example"
SEQUENCE: list[dict[str, Any]] = [
    {
        "subject": "Flour for {{company}}",
        "text": "Hello {{first_name|there}},\n\nflour?\n",
        "html": "<style>p{color:red}</style><p>Hello {{first_name|there}}</p><script>x</script>",
        "variants": [{"name": "A"}, {"name": "B", "subject": "A bag of flour"}],
    },
    {"text": "Hello {{first_name|there}}, is {{custom.day}} fine?\n"},
]


@pytest.fixture
def taking() -> FakeMailer:
    return FakeMailer()


@pytest.fixture
async def there(database_url: str, taking: FakeMailer) -> AsyncIterator[Service]:
    """A service that sends, three mails a day."""
    settings = Settings(
        database_url=database_url,
        mails_per_day=3,
        public_url="https://cam.agency.example",
        **SENDER,
    )
    async with served(settings, world=World(mailer=taking)) as running:
        yield running


async def shown(service: Service, number: int, **body: Any) -> dict[str, Any]:
    answer = await service.post(f"/campaigns/{number}/preview", json=body)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def unsigned(text: str) -> str:
    """Without the token of the very attempt."""
    return re.sub(r"/u/\w+", "/u/TOKEN", text)


async def test_a_preview_is_the_very_mail(there: Service, taking: FakeMailer) -> None:
    """What a dry run plans and a live run sends is what was shown."""
    number = await there.campaign(leads=1, sequence=SEQUENCE)
    before = await shown(there, number, lead_id=1)
    planned = (await there.post(f"/campaigns/{number}/run-cycle")).json()
    (mail,) = planned["reports"][0]["plan"]["would_send"]
    assert (mail["subject"], mail["variant"]) == (before["subject"], before["variant"])
    await there.post(f"/campaigns/{number}/run-cycle?dry_run=false")
    (sent,) = taking.written
    assert (sent.subject, unsigned(sent.text), unsigned(sent.html)) == (
        before["subject"],
        unsigned(before["text"]),
        unsigned(before["html"]),
    )
    assert "https://cam.agency.example/u/TOKEN" in unsigned(before["text"])
    assert '<p style="color:red">Hello Lena</p>' in sent.html
    assert "script" not in sent.html
    (attempt,) = (await there.get("/attempts")).json()
    assert (attempt["subject"], attempt["variant"]) == (sent.subject, before["variant"])
    follow_up = await shown(there, number, lead_id=1, step=1, values={"custom.day": "Monday"})
    assert follow_up["subject"] == f"Re: {sent.subject}"
    assert message_from_string(follow_up["raw"])["In-Reply-To"] == f"<{sent.message_id}>"


async def test_each_field_says_where_its_words_come_from(there: Service) -> None:
    """A value, a default, or missing: then its tag stands there, and the mail would not go."""
    number = await there.campaign(leads=1, sequence=SEQUENCE)
    found = await shown(there, number, variant="A", values={"first_name": "LENA (she/her)"})
    assert found["fields"] == [
        {"name": "company", "known": "", "used": "", "source": "missing"},
        {"name": "first_name", "known": "LENA (she/her)", "used": "Lena", "source": "value"},
    ]
    assert found["subject"] == "Flour for {{company}}"
    assert found["why_not"] == ["missing_field: company is empty and has no default"]
    found = await shown(there, number, step=1, values={"company": "Firm"})
    assert [each["source"] for each in found["fields"]] == ["default", "missing"]
    assert "Hello there, is {{custom.day}} fine?" in found["text"]


async def test_without_anybody_a_sample_person_is_shown(there: Service) -> None:
    """An empty body will do; nothing is missing of that person."""
    number = await there.campaign(sequence=SEQUENCE)
    answer = await there.post(f"/campaigns/{number}/preview")
    assert answer.status_code == 200
    assert answer.json()["why_not"] == []
    assert (await shown(there, number))["recipient"] == "jane.doe@example.com"


async def test_a_preview_changes_nothing(there: Service, database_url: str) -> None:
    """Nor does a dry test mail."""
    number = await there.campaign(leads=1, sequence=SEQUENCE)
    before = dump(database_url)
    await shown(there, number, lead_id=1)
    dry = await there.post(f"/campaigns/{number}/test-mail", json={"to": ME, "lead_id": 1})
    assert (dry.json()["dry_run"], dry.json()["status"]) == (True, None)
    assert dump(database_url) == before


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        ({"lead_id": 99}, 404, "lead_not_found", None),
        ({"step": 2}, 422, "out_of_range", "step"),
        ({"step": -1}, 422, "out_of_range", "step"),
        ({"variant": "C"}, 422, "unknown_value", "variant"),
        ({"step": 1, "variant": "A"}, 422, "unknown_value", "variant"),
        ({"values": {"firstname": "x"}}, 422, "unknown_template_field", "values.firstname"),
        ({"values": {"sender_name": "x"}}, 422, "unknown_template_field", "values.sender_name"),
        ({"values": {"company": "a\0"}}, 422, "control_character", "values.company"),
        ({"lead": 1}, 400, "unknown_field", "lead"),
    ],
)
async def test_what_cannot_be_shown_is_refused(
    there: Service, body: dict[str, Any], status: int, code: str, field: str | None
) -> None:
    """By its field."""
    number = await there.campaign(leads=1, sequence=SEQUENCE)
    answer = await there.post(f"/campaigns/{number}/preview", json=body)
    assert refused(answer, status, code).get("field") == field


async def test_another_campaigns_lead_is_not_shown(there: Service) -> None:
    """It would be told what it is not written to."""
    await there.campaign(leads=1)
    other = await there.campaign("Brewers")
    answer = await there.post(f"/campaigns/{other}/preview", json={"lead_id": 1})
    refused(answer, 404, "lead_not_found")


async def test_a_test_mail_says_so_and_is_counted(there: Service, taking: FakeMailer) -> None:
    """It goes to its address, stands in no thread, and no lead knows of it."""
    number = await there.campaign(leads=1, sequence=SEQUENCE)
    for _ in range(3):
        answer = await there.post(
            f"/campaigns/{number}/test-mail?dry_run=false", json={"to": ME, "variant": "B"}
        )
        assert answer.json()["status"] == "sent"
    assert {(mail.recipient, mail.subject) for mail in taking.written} == {
        (ME, "[Test] A bag of flour")
    }
    assert not any(mail.references for mail in taking.written)
    assert (await there.get("/attempts")).json() == []
    detail = (await there.get(f"/campaigns/{number}")).json()
    assert detail["metrics"]["leads_by_status"]["NEW"] == 1
    assert detail["today"]["quota_used"] == 0
    answer = await there.post(f"/campaigns/{number}/test-mail?dry_run=false", json={"to": ME})
    assert "deployment quota" in refused(answer, 409, "mail_not_sent")["detail"]
    assert len(taking.written) == 3


async def test_a_suppressed_address_gets_no_test(there: Service, taking: FakeMailer) -> None:
    """Dry or not."""
    number = await there.campaign(sequence=SEQUENCE)
    await there.post("/suppressions", json={"target": ME})
    for query in ("", "?dry_run=false"):
        answer = await there.post(f"/campaigns/{number}/test-mail{query}", json={"to": ME})
        assert "suppressed" in refused(answer, 409, "mail_not_sent")["detail"]
    assert taking.offered == []


async def test_a_test_mail_that_cannot_be_written_is_refused(
    there: Service, taking: FakeMailer
) -> None:
    """Missing fields, an address that is none, a word that is no boolean."""
    number = await there.campaign(sequence=SEQUENCE)
    path = f"/campaigns/{number}/test-mail?dry_run=false"
    refused(await there.post(path, json={"to": ME, "step": 1}), 409, "mail_not_sent")
    refused(await there.post(path, json={"to": "nobody"}), 422, "invalid_email")
    refused(await there.post(path, json={}), 422, "missing_field")
    maybe = await there.post(f"/campaigns/{number}/test-mail?dry_run=no", json={"to": ME})
    refused(maybe, 400, "invalid_boolean")
    assert taking.offered == []


async def test_a_refused_test_mail_tells_the_servers_word(
    there: Service, taking: FakeMailer
) -> None:
    """It was tried; nothing is counted for what was refused before the body."""
    number = await there.campaign(sequence=SEQUENCE)
    taking.will_answer(ME, SendStatus.REJECTED)
    answer = await there.post(f"/campaigns/{number}/test-mail?dry_run=false", json={"to": ME})
    assert answer.json()["status"] == "rejected"


async def test_without_a_mail_server_the_setting_is_named(service: Service) -> None:
    """As a run says it."""
    number = await service.campaign()
    answer = await service.post(f"/campaigns/{number}/test-mail", json={"to": ME})
    assert "SMTP_HOST" in refused(answer, 409, "not_configured")["detail"]


@pytest.mark.parametrize("route", ["preview_mail", "send_test_mail"])
async def test_the_examples_of_the_document_are_accepted(there: Service, route: str) -> None:
    """They do not go stale; lead 7 exists here."""
    number = await there.campaign(leads=7)
    path = {"preview_mail": "preview", "send_test_mail": "test-mail"}[route]
    for example in REQUESTS[route].values():
        answer = await there.post(f"/campaigns/{number}/{path}", json=example["value"])
        assert answer.status_code == 200, answer.text


async def test_results_are_told_by_step_and_variant(there: Service) -> None:
    """In the metrics of the campaign, once something was sent."""
    number = await there.campaign(leads=8, sequence=SEQUENCE)
    await there.post(f"/campaigns/{number}/run-cycle?dry_run=false")
    await there.post(f"/campaigns/{number}/run-cycle?dry_run=false")
    detail = (await there.get(f"/campaigns/{number}")).json()
    told = detail["metrics"]["steps"]
    assert {each["variant"] for each in told} <= {"A", "B"}
    assert sum(each["sent"] for each in told) == 3
    assert all((each["step"], each["replied"], each["bounced"]) == (0, 0, 0) for each in told)
