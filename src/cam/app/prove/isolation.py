"""What goes wrong in one campaign changes nothing in the others."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from msgspec import Struct, structs

from cam.app.composition import open_cam
from cam.app.prove.proof import CannotProve, Verdict
from cam.app.prove.stage import Stage, addresses, draft, environment, sandbox, welcome
from cam.app.settings import Settings
from cam.domain.model.audience import Audience
from cam.domain.model.campaign import CampaignDraft
from cam.domain.model.sequence import Step

PEOPLE = 3
NO_ADDRESS = b"first_name,last_name,company\nLena,Poison,Poisoned Ltd\n"
"""Somebody whom an enricher must be asked about."""
FAILED = 2
"""The exit code of run-all when a part of it failed."""
OTHERS = ("apollo",)
"""The others' enrichers: the poisoned campaign's ones are asked by nobody else."""


class Poison(Struct, frozen=True, kw_only=True):
    """A campaign that fails in one step, and who makes it fail."""

    step: str
    draft: CampaignDraft
    faults: tuple[dict[str, Any], ...] = ()
    code: int = FAILED


def _poisons() -> list[Poison]:
    """A campaign that is ill in one step after the other."""
    ill = draft("poisoned", enrichers=("dropcontact",), max_new_leads_per_cycle=5)
    director = Audience(person_seniorities=("director",))
    nameless = (Step(subject="Hello", text="Hello from {{industry}}"),)
    wrong_types = {"route": "dropcontact", "kind": "wrong_types"}
    down = {"kind": "status", "status": 500}
    return [
        Poison(
            step="discover",
            draft=structs.replace(ill, audience=director),
            faults=({"route": "apollo.search", **down},),
        ),
        Poison(step="enrich", draft=ill, faults=({"route": "dropcontact", **down},)),
        Poison(step="what an enricher says", draft=ill, faults=(wrong_types,)),
        Poison(
            step="contact",
            draft=structs.replace(ill, mailer="make"),
            faults=({"route": "make.mailer", **down},),
        ),
        Poison(step="template", draft=structs.replace(ill, sequence=nameless), code=0),
        _refused(ill, "rcpt", "status", status=550, code=FAILED),
        _refused(ill, "rcpt", "status", status=451),
        _refused(ill, "rcpt", "drop"),
        _refused(ill, "dot", "status", status=554, code=FAILED),
        _refused(ill, "dot", "accept_then_drop", code=FAILED),
    ]


def _refused(ill: CampaignDraft, at: str, kind: str, *, code: int = 0, **more: int) -> Poison:
    """The mail server fails this campaign's people, and nobody else."""
    fault = {"route": f"smtp.{at}", "kind": kind, "about": "@poisoned.example", **more}
    return Poison(step=f"SMTP, {kind} at {at} {more}", draft=ill, faults=(fault,), code=code)


async def isolation(stage: Stage, *, campaigns: int) -> Verdict:
    """One campaign is poisoned in each step in turn; the others are compared with a control run."""
    poisons = _poisons()
    stage.bar.of(len(poisons) + 1, "runs")
    healthy = Poison(step="control", draft=draft("healthy"), code=0)
    control, code = await _told(stage, healthy, campaigns)
    if code or not control:
        raise CannotProve(f"the control run ended with {code}: {stage.crew.complaint}")
    wrong = []
    for poison in poisons:
        rows, code = await _told(stage, poison, campaigns)
        wrong += [
            f"{poison.step}: a row of the others differs from the control run: {row}"
            for row in sorted(set(rows) ^ set(control))
        ]
        if code != poison.code:
            wrong.append(f"{poison.step}: run-all's exit code is {code}, not {poison.code}")
        if stage.plant and wrong:
            break
    return Verdict(
        did=f"one of {campaigns} campaigns poisoned in each step in turn, and a control run",
        figures={
            "runs": len(poisons) + 1,
            "campaigns": campaigns,
            "rows_compared": len(control) * len(poisons),
            "rows_that_differ": sum("control run" in each for each in wrong),
        },
        wrong=tuple(wrong),
    )


async def _told(stage: Stage, poison: Poison, campaigns: int) -> tuple[list[str], int]:
    """What became of the other campaigns, and run-all's exit code."""
    async with sandbox(1_000) as world:
        database = await stage.database()
        env = environment(world, database, finds=True)
        env |= {"MAKE_MAILER_URL": world.make_mailer_url, "CAM_CONCURRENCY": "1"}
        async with open_cam(Settings.read(env)) as cam:
            await cam.create_campaign(poison.draft)
            await welcome(cam, 1, addresses("poisoned.example", PEOPLE))
            await cam.import_leads(1, BytesIO(NO_ADDRESS), name="people.csv")
            for number in range(1, campaigns):
                other = await cam.create_campaign(draft(f"other {number}", enrichers=OTHERS))
                await welcome(cam, other.id, addresses(f"other{number}.example", PEOPLE))
        world.change(faults=poison.faults)
        ended = await stage.done("door", env)
        rows = [repr(row) for query in _OF_THE_OTHERS for row in await database.ask(query)]
        rows += [f"received: {address}" for address in _recipients(world.mails)]
    stage.bar.done()
    return rows, int(ended.answer)


def _recipients(mails: Sequence[Any]) -> list[str]:
    return sorted(mail.rcpt_to[0] for mail in mails if "poisoned" not in mail.rcpt_to[0])


_OF_THE_OTHERS = (
    """SELECT 'lead', campaign_id, email, status, email_status, next_action, next_step, score,
              closed_because FROM lead WHERE campaign_id > 1""",
    """SELECT 'attempt', campaign_id, recipient, step, state, smtp_code, reason
         FROM attempt WHERE campaign_id > 1""",
    """SELECT 'event', campaign_id, type, count(*) FROM event WHERE campaign_id > 1
        GROUP BY campaign_id, type""",
    "SELECT 'run', campaign_id, status FROM run WHERE campaign_id > 1",
    "SELECT 'campaign', id, status, pause_reason FROM campaign WHERE id > 1",
)
