"""What erasing promises of the whole repository: the person is known nowhere, and nobody else."""

from functools import partial
from typing import Any

import msgspec
import pytest

from cam.domain.model.attempt import AttemptState, Refusal
from cam.domain.model.erasure import Traces
from cam.domain.model.errors import LeadNotFound
from cam.domain.model.event import EventType
from cam.domain.model.lead import ERASED, LeadStatus, NextAction
from cam.domain.model.report import Plan, PlannedMail
from cam.ports.repository import UnitOfWork
from cam.testing.builders import a_prospect, a_report, a_run, a_suppression, an_event
from cam.testing.contracts.repository.scene import Promises, Scene, together

S = AttemptState
JANE = "Jane+news@acme.example"
BASE = "jane@acme.example"


class ForgettingPromises(Promises):
    """`ports.repository.Erasures`."""

    @pytest.fixture
    def erase(self, unit_of_work: UnitOfWork) -> Any:
        """Erases by address, its hash included."""

        async def erase(email: str = BASE) -> Traces:
            async with unit_of_work.erasing() as repo:
                person = await repo.erasures.of_address(email)
                for each in person.addresses:
                    await repo.suppressions.erase(each, "asked")
                return await repo.erasures.erase(person)

        return erase

    async def test_an_erased_lead_says_nothing_of_its_person(
        self, scene: Scene, erase: Any
    ) -> None:
        """By every spelling, in every campaign; it is LOST, and others stay as they are."""
        first, second = await scene.campaign(share_people=True), await scene.campaign()
        theirs = [
            await scene.lead(each, email=spelled, imported=True, tags=("hot",), custom={"a": "b"})
            for each, spelled in ((first, JANE), (second, "JANE@ACME.example"))
        ]
        other = await scene.lead(first, email="maryjane@acme.example")
        assert (await erase()).leads == 2
        for before in theirs:
            lead = await scene.read(before.id)
            assert (lead.status, lead.closed_because) == (LeadStatus.LOST, ERASED)
            assert lead.next_action is NextAction.NONE
            told = (lead.email, lead.first_name, lead.linkedin_url, lead.provider_id, lead.phone)
            assert (told, lead.tags, lead.custom) == (("",) * 5, (), {})
        assert await scene.read(other.id) == other
        assert (await erase()).leads == 0

    async def test_all_that_is_known_of_one_person_goes(
        self, unit_of_work: UnitOfWork, scene: Scene, erase: Any
    ) -> None:
        """A lead with another address but the same profile; one that was written to there."""
        campaigns = [await scene.campaign(share_people=True) for _ in range(3)]
        profile = "https://www.linkedin.com/in/jane-doe"
        first = await scene.lead(campaigns[0], email=JANE, linkedin_url=profile)
        private = await scene.lead(
            campaigns[1], email="j@home.example", linkedin_url=profile, provider_id="other"
        )
        written = await scene.lead(campaigns[2], email="jd@acme.example")
        await scene.planned(written, recipient=BASE, recipient_key=BASE)
        async with unit_of_work.reading() as repo:
            person = await repo.erasures.of_address(BASE)
            assert await repo.erasures.of_lead(first.id) == person
        assert person.leads == {first.id, private.id, written.id}
        assert person.addresses == {BASE, "j@home.example", "jd@acme.example"}
        assert "linkedin:in/jane-doe" in person.keys
        assert (await erase()).leads == 3

    async def test_an_unknown_lead_is_not_found(self, unit_of_work: UnitOfWork) -> None:
        """An unknown address is nobody, and is refused all the same."""
        async with unit_of_work.reading() as repo:
            with pytest.raises(LeadNotFound):
                await repo.erasures.of_lead(4711)
            assert (await repo.erasures.of_address(BASE)).leads == frozenset()

    async def test_an_address_that_cam_writes_from_is_known_as_such(
        self, unit_of_work: UnitOfWork, scene: Scene
    ) -> None:
        """A campaign's sender."""
        campaign = await scene.campaign()
        async with unit_of_work.reading() as repo:
            person = await repo.erasures.of_address(campaign.sender.email)
            assert person.writes_for_us
            assert not (await repo.erasures.of_address(BASE)).writes_for_us

    @pytest.mark.parametrize("state", [S.QUEUED, S.CLAIMED, S.AUTHORIZED])
    async def test_an_erased_attempt_is_cancelled_or_named(
        self, unit_of_work: UnitOfWork, scene: Scene, erase: Any, state: AttemptState
    ) -> None:
        """What nobody may write any more ends; what may be under way is named, again and again."""
        campaign = await scene.campaign()
        lead = await scene.lead(campaign, email=JANE)
        (attempt,) = await scene.planned(lead)
        claims = [] if state is S.QUEUED else await scene.claim(campaign)
        if state is S.AUTHORIZED:
            await scene.authorize(*claims, subject="Dear Jane Doe")
        for attempts in (1, 0):
            traces = await erase()
            named = [each.id for each in traces.in_flight]
            assert named == ([attempt.id] if state is S.AUTHORIZED else [])
            assert traces.attempts == attempts
        async with unit_of_work() as repo:
            kept = (await repo.attempts.get([attempt.id]))[attempt.id]
            assert kept.state is (S.AUTHORIZED if state is S.AUTHORIZED else S.CANCELLED)
            assert "jane" not in kept.recipient + kept.recipient_key
            assert kept.subject == ""
            for entry in (a_suppression(BASE), *await repo.suppressions.page(after="", limit=1)):
                assert [each.id for each in await repo.attempts.in_flight(entry)] == named
        if state is S.CLAIMED:
            assert (await scene.authorize(*claims))[0].refusal is Refusal.SUPPRESSED
        assert await scene.claim(campaign) == []

    @pytest.mark.parametrize(
        ("told", "kept"),
        [
            (S.SENT, S.SENT),
            (S.REJECTED, S.REJECTED),
            (S.UNKNOWN, S.UNKNOWN),
            (S.QUEUED, S.REJECTED),
        ],
    )
    async def test_an_outcome_that_comes_later_brings_no_word_back(
        self, scene: Scene, erase: Any, told: AttemptState, kept: AttemptState
    ) -> None:
        """The server's reply names the recipient; and nothing of it is tried again."""
        campaign = await scene.campaign()
        await scene.planned(await scene.lead(campaign, email=JANE))
        (claim,) = await scene.claim(campaign)
        await scene.authorize(claim)
        await erase()
        reply = f"no such user: {JANE}"
        assert await scene.record(claim, told, smtp_reply=reply, reason=reply, smtp_code=550)
        after = await scene.attempt(claim)
        assert (after.state, after.smtp_reply, after.reason) == (kept, "", "")
        assert await scene.claim(campaign) == []

    async def test_an_unknown_one_of_an_erased_person_is_never_written_again(
        self, unit_of_work: UnitOfWork, scene: Scene, erase: Any
    ) -> None:
        """Not sent, says a person: that settles it, without the address in their words."""
        campaign = await scene.campaign()
        await scene.planned(await scene.lead(campaign, email=JANE))
        (claim,) = await scene.claim(campaign)
        await scene.authorize(claim)
        await scene.record(claim, S.UNKNOWN)
        await erase()
        async with unit_of_work() as repo:
            settled = await repo.attempts.resolve(
                claim.attempt.id, S.QUEUED, evidence=f"cli: {BASE} says no"
            )
        assert settled is not None
        assert (settled.state, settled.evidence) == (S.REJECTED, "cli: erased says no")

    async def test_texts_that_name_the_address_lose_it(
        self, unit_of_work: UnitOfWork, scene: Scene, erase: Any
    ) -> None:
        """Announcements, reports and other people's fields; what else they say stays."""
        campaign = await scene.campaign(description=f"like {JANE} and maryjane@acme.example")
        lead = await scene.lead(campaign, email=JANE, first_name="Jane")
        other = await scene.lead(campaign, custom={"knows": f"<{BASE}>"})
        mail = PlannedMail(lead_id=lead.id, recipient=JANE, step=0, subject="Hello Jane")
        run = a_run(campaign.id, reports=(a_report(plan=Plan(would_send=(mail,))),), error=JANE)
        event = msgspec.structs.replace(
            an_event(campaign.id, email=JANE, step=0, kind=EventType.LEAD_CONTACTED),
            lead_id=lead.id,
        )
        async with unit_of_work() as repo:
            await repo.runs.save([run])
            await repo.events.add([event])
        await erase()
        async with unit_of_work() as repo:
            kept = await repo.runs.get(run.id)
            (told,) = await repo.events.take(
                campaign_id=campaign.id, limit=9, lease=event.occurred_at - event.occurred_at
            )
            described = (await repo.campaigns.get(campaign.id)).description
        plan = kept.reports[0].plan
        assert plan is not None
        assert plan.would_send == (PlannedMail(lead_id=lead.id, recipient="", step=0, subject=""),)
        assert kept.error == "erased"
        assert described == "like erased and maryjane@acme.example"
        assert (await scene.read(other.id)).custom == {"knows": "<erased>"}
        said = msgspec.json.decode(told.body)
        assert said["data"] == {"campaign_id": campaign.id, "lead_id": None, "step": 0,
                                "erased": True}  # fmt: skip

    async def test_nobody_brings_an_erased_person_back(
        self, unit_of_work: UnitOfWork, scene: Scene, erase: Any
    ) -> None:
        """Neither an import nor a search; nor does a suppression write the address down."""
        campaign = await scene.campaign()
        await erase()
        for imported in (True, False):
            kept = await scene.keep(campaign, a_prospect(email=JANE), imported=imported)
            assert (kept.leads, kept.suppressed) == ((), 1)
        async with unit_of_work() as repo:
            await repo.suppressions.add([a_suppression(JANE), a_suppression("b@acme.example")])
            values = [each.value for each in await repo.suppressions.page(after="", limit=9)]
            assert await repo.suppressions.erased([JANE, "b@acme.example"]) == {JANE}
        assert "b@acme.example" in values
        assert BASE not in values

    async def test_an_erased_lead_stays_closed_as_erased(self, scene: Scene, erase: Any) -> None:
        """Whatever is told of it afterwards."""
        lead = await scene.lead(await scene.campaign(), email=JANE)
        await erase()
        after = (await scene.read(lead.id)).closed(f"refused: 550 {JANE}", lead.updated_at)
        await scene.save(after)
        assert (await scene.read(lead.id)).closed_because == ERASED

    async def test_raced_with_a_live_run_the_person_is_gone(
        self, unit_of_work: UnitOfWork, scene: Scene, erase: Any
    ) -> None:
        """Claims, authorizations, outcomes and imports at the same moment: nobody fails, each mail
        is refused or named, and nothing of the person comes back."""
        campaign = await scene.campaign(max_emails_per_day=100)
        people = [f"p{number}@acme.example" for number in range(8)]
        leads = [await scene.lead(campaign, email=each) for each in people]
        await scene.planned(*leads)
        claims = {each.attempt.recipient: each for each in await scene.claim(campaign)}
        named: set[Any] = set()
        refusals: dict[str, Refusal | None] = {}

        async def forget(email: str) -> None:
            named.update(each.recipient or each.id for each in (await erase(email)).in_flight)

        async def send(email: str) -> None:
            (verdict,) = await scene.authorize(claims[email])
            refusals[email] = verdict.refusal
            if verdict.refusal is None:
                reply = f"250 {email} is glad"
                await scene.record(claims[email], S.SENT, smtp_reply=reply, reason=reply)

        async def bring(email: str) -> None:
            await scene.keep(campaign, a_prospect(email=email), imported=True)

        acts = [partial(act, each) for each in people for act in (bring, send, forget, bring)]
        await together(acts)
        async with unit_of_work.reading() as repo:
            rows = await repo.leads.page(campaign.id, after=0, limit=100)
            attempts = await repo.attempts.of_campaign(campaign.id)
        assert not any(each.email for each in rows if each.email in people)
        assert not any(each.recipient or each.smtp_reply or each.reason not in ("", "erased")
                       for each in attempts)  # fmt: skip
        states = {each.state for each in attempts}
        assert states <= {S.SENT, S.CANCELLED}
        assert sum(refusal is None for refusal in refusals.values()) == sum(
            each.state is S.SENT for each in attempts
        )
