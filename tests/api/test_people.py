"""POST /people/export: all that is known of one person, and of nobody else."""

import json
from io import BytesIO

import pytest

from cam.domain.model.origin import LegalBasis, Origin
from cam.ports.prospect_file import FileKind

from .service import HeldMailer, Service, dump, refused

LEAD = "lead0@bakers.example"


async def test_everything_is_told(mailing: Service, mailer: HeldMailer) -> None:
    """The lead and where each fact came from, the mail, the announcements, the standing."""
    mailer.go.set()
    await mailing.campaign(leads=2)
    await mailing.post("/campaigns/1/run-cycle?dry_run=false")
    await mailing.post("/suppressions", json={"target": LEAD, "reason": "asked by phone"})
    answer = await mailing.post("/people/export", json={"address": "Lead0+x@Bakers.example"})
    assert answer.status_code == 200
    told = answer.json()
    assert (told["asked_for"], told["addresses"]) == ("Lead0+x@Bakers.example", [LEAD])
    (lead,) = told["leads"]
    assert (lead["email"], lead["first_name"], lead["status"]) == (LEAD, "Lena", "CONTACTED")
    assert (lead["legal_basis"], lead["source"]) == ("unknown", "")
    assert lead["obtained_at"]
    assert told["campaigns"] == {"1": "Bakers"}
    (mail,) = told["mails"]
    assert (mail["state"], mail["recipient"], mail["server_code"]) == ("sent", LEAD, 250)
    assert mail["message_id"] == mailer.written[0].message_id
    assert [event["type"] for event in told["events"]] == ["lead.contacted"]
    assert (told["suppressed"], told["suppressions"][0]["reason"]) == (True, "asked by phone")
    assert "lead1" not in answer.text


async def test_of_a_stranger_nothing_is_told_and_nothing_changes(
    service: Service, database_url: str
) -> None:
    """Empty lists, and their address is not even written down."""
    before = dump(database_url)
    told = (await service.post("/people/export", json={"address": "a@b.example"})).json()
    assert not told["suppressed"]
    assert [told[name] for name in ("addresses", "leads", "mails", "purchases", "events")] == [
        [] for _ in range(5)
    ]
    assert dump(database_url) == before


async def test_of_who_was_erased_only_the_refusal_is_told(service: Service) -> None:
    """Nothing else is left."""
    await service.campaign(leads=1)
    await service.cam.erase(LEAD)
    answer = await service.post("/people/export", json={"address": LEAD})
    told = answer.json()
    assert (told["suppressed"], told["suppressions"][0]["kind"]) == (True, "erased")
    assert answer.text.replace(json.dumps(LEAD), "").count("lead0") == 0
    assert "Lena" not in answer.text


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 422, "missing_field"),
        ({"address": ""}, 422, "out_of_range"),
        ({"address": "nobody"}, 422, "invalid_email"),
        ({"address": "a" * 321}, 422, "out_of_range"),
        ({"address": 7}, 422, "wrong_type"),
        ({"email": "a@b.example"}, 400, "unknown_field"),
    ],
)
async def test_what_is_no_address_is_refused(
    service: Service, body: dict[str, object], status: int, code: str
) -> None:
    """With its reason."""
    refused(await service.post("/people/export", json=body), status, code)


async def test_an_import_tells_where_its_people_come_from(service: Service) -> None:
    """The row's own word wins; the option speaks for the others."""
    await service.campaign()
    file = (
        b"email,Quelle,Rechtsgrundlage,obtained on\n"
        b"a@x.example,Messe Leipzig,Einwilligung,2025-05-01\n"
        b"b@x.example,,,\n"
        b"c@x.example,,maybe,\n"
        b"d@x.example,,,yesterday\n"
    )
    origin = Origin(legal_basis=LegalBasis.LEGITIMATE_INTEREST, source="our newsletter")
    imported = await service.cam.import_leads(1, BytesIO(file), name="people.csv", origin=origin)
    assert [each.line for each in imported.refusals] == [4, 5]
    told = [
        (await service.post("/people/export", json={"address": f"{each}@x.example"})).json()
        for each in "ab"
    ]
    first, second = (each["leads"][0] for each in told)
    assert (first["source"], first["legal_basis"]) == ("Messe Leipzig", "consent")
    assert first["obtained_at"].startswith("2025-05-01T00:00:00")
    assert (second["source"], second["legal_basis"]) == ("our newsletter", "legitimate_interest")


@pytest.mark.parametrize("kind", ["csv", "jsonl"])
async def test_an_export_tells_it_and_an_import_reads_it_back(service: Service, kind: str) -> None:
    """Consent is not lost on the way to another campaign."""
    await service.campaign()
    await service.campaign("Brewers")
    file = b"email,source,consent,consent date\na@x.example,a form,yes,2025-05-01T10:00:00+02:00\n"
    await service.cam.import_leads(1, BytesIO(file), name="people.csv")
    pieces = [piece async for piece in service.cam.export_leads(1, kind=FileKind(kind))]
    await service.cam.import_leads(2, BytesIO(b"".join(pieces)), name=f"people.{kind}")
    told = (await service.post("/people/export", json={"address": "a@x.example"})).json()
    origins = [(each["source"], each["legal_basis"], each["obtained_at"]) for each in told["leads"]]
    assert origins == [("a form", "consent", "2025-05-01T08:00:00Z")] * 2
