"""Lawful by construction: no mail without a sender, a postal address, a way out, and, where it is
needed, consent."""

from io import BytesIO
from typing import Any

import pytest

from cam.app.operations import Cam
from cam.domain.model.campaign import Campaign
from cam.domain.model.lead import LeadStatus
from cam.domain.model.mail import Sender
from cam.domain.model.report import CycleReport

from .stage import Stage, a_draft, imported, leads_of, lived, people

ALONE = ("APOLLO_API_KEY", "DROPCONTACT_API_KEY", "MAKE_WEBHOOK_URL")
PEOPLE = (
    ("gerda@client.example", "Germany", ""),
    ("gustav@client.example", "Deutschland", "consent"),
    ("anna@client.example", "Österreich", "existing_customer"),
    ("fred@client.example", "France", ""),
    ("dora@firma.de", "", ""),
    ("noel@client.example", "", ""),
)
WRITTEN = ["fred@client.example", "gustav@client.example", "noel@client.example"]
SKIPPED = {"no consent (Germany)": 2, "no consent (Austria)": 1}


async def told(cam: Cam, campaign: Campaign, *rows: tuple[str, str, str]) -> None:
    """People of whom country and legal basis are said."""
    lines = [f"{email},Lena,Firm,{country},{basis}" for email, country, basis in rows]
    file = "\n".join(["email,first_name,company,country,legal_basis", *lines])
    await cam.import_leads(campaign.id, BytesIO(file.encode()), name="people.csv")


async def planned(cam: Cam, campaign: Campaign) -> CycleReport:
    """The report of a dry cycle."""
    run = await cam.run_cycle(campaign.id)
    return (await cam.runs.wait(run.id)).reports[0]


async def test_where_consent_is_needed_only_who_consented_is_written_to(stage: Stage) -> None:
    """By what is said of the country, else by the domain; others are counted, and nobody is
    closed for it: who consents is written to by the next cycle."""
    async with stage.cam(*ALONE) as cam:
        campaign = await cam.create_campaign(a_draft())
        await told(cam, campaign, *PEOPLE)
        report = await lived(cam, campaign)
        assert sorted(stage.recipients) == WRITTEN
        assert report.outreach_skipped == SKIPPED
        assert report.country_unknown == 1
        again = await lived(cam, campaign)
        assert (again.outreach_sent, again.outreach_skipped) == (0, SKIPPED)
        await told(cam, campaign, ("gerda@client.example", "Germany", "consent"))
        last = await lived(cam, campaign)
        assert (last.outreach_sent, stage.recipients[-1]) == (1, "gerda@client.example")


async def test_a_dry_run_tells_who_lacks_consent(stage: Stage) -> None:
    """The same people, and for the same reasons, as the live run."""
    async with stage.cam(*ALONE) as cam:
        campaign = await cam.create_campaign(a_draft())
        await told(cam, campaign, *PEOPLE)
        plan = (await planned(cam, campaign)).plan
    assert plan is not None
    assert sorted(mail.recipient for mail in plan.would_send) == WRITTEN
    reasons = sorted(skip.reason for skip in plan.would_skip)
    assert reasons == ["no consent (Austria)", "no consent (Germany)", "no consent (Germany)"]
    assert plan.country_unknown == 1


@pytest.mark.parametrize(
    ("setting", "own", "skipped"),
    [
        ("DE", None, {"no consent (Germany)": 2}),
        ("France", None, {"no consent (France)": 1}),
        ("none", None, {}),
        ("none", ("AT",), {"no consent (Austria)": 1}),
        ("DE,AT", (), {}),
    ],
)
async def test_the_policy_is_the_operator_s(
    stage: Stage, setting: str, own: tuple[str, ...] | None, skipped: dict[str, int]
) -> None:
    """The deployment's list, and a campaign's own before it."""
    async with stage.cam(*ALONE, CAM_CONSENT_COUNTRIES=setting) as cam:
        campaign = await cam.create_campaign(a_draft(consent_countries=own))
        await told(cam, campaign, *PEOPLE)
        report = await lived(cam, campaign)
    assert report.outreach_skipped == skipped


async def test_many_without_consent_hold_nobody_up(stage: Stage) -> None:
    """However many stand before those who may be written to."""
    async with stage.cam(*ALONE) as cam:
        campaign = await cam.create_campaign(a_draft(max_emails_per_day=2))
        without = [(f"g{n}@client.example", "Germany", "") for n in range(150)]
        await told(cam, campaign, *without, ("fred@client.example", "France", ""))
        for _ in range(3):
            await lived(cam, campaign)
        assert stage.recipients == ["fred@client.example"]
        statuses = {lead.status for lead in await leads_of(cam, campaign)}
    assert statuses == {LeadStatus.NEW, LeadStatus.CONTACTED}


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"CAM_SENDER_NAME": ""}, "not_configured: set CAM_SENDER_NAME"),
        ({"CAM_SENDER_EMAIL": ""}, "not_configured: set CAM_SENDER_EMAIL"),
        ({"CAM_POSTAL_ADDRESS": ""}, "not_configured: set CAM_POSTAL_ADDRESS"),
        (
            {"CAM_SENDER_NAME": "", "CAM_POSTAL_ADDRESS": ""},
            "not_configured: set CAM_SENDER_NAME and CAM_POSTAL_ADDRESS",
        ),
        ({"CAM_SENDER_EMAIL": "no-reply@agency.example"}, "not_configured: set CAM_PUBLIC_URL"),
        (
            {
                "CAM_SENDER_EMAIL": "no-reply@agency.example",
                "CAM_PUBLIC_URL": "http://cam.agency.example",
            },
            "not_configured: set CAM_PUBLIC_URL",
        ),
    ],
)
async def test_no_mail_without_each_of_what_the_law_asks_for(
    stage: Stage, changes: dict[str, Any], missing: str
) -> None:
    """Nothing is planned, nothing is sent, and the word says what to set, in a dry run as well."""
    async with stage.cam(*ALONE, **changes) as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(2))
        dry, live = await planned(cam, campaign), await lived(cam, campaign)
    assert dry.skipped_steps["contact"] == live.skipped_steps["contact"] == missing
    assert dry.plan is not None
    assert {skip.reason for skip in dry.plan.would_skip} == {missing}
    assert (live.outreach_sent, stage.states(), stage.recipients) == (0, {}, [])


@pytest.mark.parametrize(
    "changes",
    [
        {"CAM_SENDER_EMAIL": "no-reply@agency.example", "CAM_PUBLIC_URL": "https://c.example"},
        {"sender": {"reply_to": "ann@agency.example"}},
    ],
    ids=str,
)
async def test_a_way_out_is_enough(stage: Stage, changes: dict[str, Any]) -> None:
    """A link, or an address that somebody reads."""
    email = {"CAM_SENDER_EMAIL": "no-reply@agency.example"}
    own = changes.get("sender", {})
    async with stage.cam(
        *ALONE, **(email | {name: value for name, value in changes.items() if name != "sender"})
    ) as cam:
        campaign = await cam.create_campaign(a_draft(sender=Sender(**own)))
        await imported(cam, campaign, people(1))
        assert (await lived(cam, campaign)).outreach_sent == 1
