"""What every Enricher promises. Subclass it and give the fixtures that it names."""

from collections.abc import Sequence

from cam.domain.model.lead import Lead
from cam.domain.model.prospect import EmailStatus
from cam.ports.enricher import Enricher


class EnricherContract:
    """`known`: at least 12 leads whom the provider knows by an address; `stranger`: nobody's lead;
    `blank`: a lead of whom nothing is known.
    """

    async def test_each_lead_asked_about_is_answered_once(
        self, enricher: Enricher, known: Sequence[Lead], stranger: Lead
    ) -> None:
        """Each is in findings or in failed, never in both, never left out."""
        answer = await enricher.enrich([*known, stranger])
        found = [finding.lead_id for finding in answer.findings]
        assert sorted([*found, *answer.failed]) == sorted(lead.id for lead in [*known, stranger])

    async def test_a_finding_is_about_its_own_lead(
        self, enricher: Enricher, known: Sequence[Lead]
    ) -> None:
        """In whatever order they are asked, each gets the same facts."""
        forward = await enricher.enrich(known)
        backward = await enricher.enrich(list(reversed(known)))
        assert {f.lead_id: f.profile for f in forward.findings} == {
            f.lead_id: f.profile for f in backward.findings
        }

    async def test_nobody_known_is_a_finding_without_profile(
        self, enricher: Enricher, stranger: Lead
    ) -> None:
        """No match is an answer, not an error, and nothing to write to."""
        answer = await enricher.enrich([stranger])
        assert not answer.failed
        (finding,) = answer.findings
        assert finding.profile is None or not finding.profile.email_status.mailable()

    async def test_a_lead_without_facts_is_not_asked_about(
        self, enricher: Enricher, blank: Lead
    ) -> None:
        """It is in neither part, and costs nothing."""
        assert not enricher.can_ask(blank)
        answer = await enricher.enrich([blank])
        assert (answer.findings, answer.failed, answer.credits) == ((), {}, 0)

    async def test_it_never_costs_more_than_it_says(
        self, enricher: Enricher, known: Sequence[Lead]
    ) -> None:
        """`credits_per_lead` is the most that a lead costs."""
        answer = await enricher.enrich(known)
        assert 0 <= answer.credits <= enricher.credits_per_lead * len(known)

    async def test_a_status_without_an_address_is_none(
        self, enricher: Enricher, known: Sequence[Lead]
    ) -> None:
        """A status always speaks of an address."""
        for finding in (await enricher.enrich(known)).findings:
            if finding.profile is not None:
                nothing = finding.profile.email_status is EmailStatus.NONE
                assert nothing is (finding.profile.email == "")

    async def test_no_leads_cost_nothing(self, enricher: Enricher) -> None:
        """An empty question has an empty answer."""
        answer = await enricher.enrich([])
        assert (answer.findings, answer.failed, answer.credits) == ((), {}, 0)
