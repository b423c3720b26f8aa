"""What every Enricher promises. Subclass it and give the fixtures that it names."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

import msgspec
from anyio.lowlevel import checkpoint
from msgspec import structs

from cam.domain.model.credit import Call, Finding, Question, Reading
from cam.domain.model.lead import Lead
from cam.domain.model.prospect import EmailStatus
from cam.ports.enricher import Enricher
from cam.testing.builders import NOON, an_id

LOOKS = 1000


class Asked(NamedTuple):
    """A call that was made, and what its answer says."""

    call: Call
    reading: Reading


def a_call_of(enricher: Enricher, questions: Sequence[Question]) -> Call:
    """The call that asks these, as the ledger would have written it down."""
    return Call(
        id=an_id(),
        provider=enricher.name,
        purpose=enricher.purpose,
        campaign_id=1,
        epoch=1,
        questions=tuple(questions),
        reserved=enricher.credits_per_lead * len(questions),
        token=UUID(int=7).hex,
        scopes=(),
        created_at=NOON,
        updated_at=NOON,
    )


def questions_of(enricher: Enricher, leads: Sequence[Lead]) -> list[Question]:
    """What would be asked about these leads."""
    return [question for lead in leads if (question := enricher.question(lead))]


async def answered(enricher: Enricher, call: Call) -> Call:
    """The call with its raw answer; a result that comes later is looked for until it is there."""
    reply = await enricher.ask(call)
    if not reply.reference:
        return call.answered(NOON, answer=reply.answer)
    call = call.pending(NOON, answer=reply.answer, reference=reply.reference, look_at=NOON)
    for _ in range(LOOKS):
        result = await enricher.collect(call)
        if isinstance(result, bytes):
            return call.answered(NOON, result=result)
        assert result >= timedelta(0)
        await checkpoint()
    raise AssertionError("no result in time")


async def asked(enricher: Enricher, leads: Sequence[Lead]) -> list[Asked]:
    """The calls that ask about these leads, no larger than the enricher takes."""
    questions = questions_of(enricher, leads)
    lots = [questions[n : n + enricher.batch] for n in range(0, len(questions), enricher.batch)]
    calls = [await answered(enricher, a_call_of(enricher, lot)) for lot in lots]
    return [Asked(call, enricher.read(call)) for call in calls]


async def findings(enricher: Enricher, leads: Sequence[Lead]) -> dict[int, Finding]:
    """Lead id to what is known; everybody is answered."""
    found: dict[int, Finding] = {}
    for call, reading in await asked(enricher, leads):
        assert reading.failed == {}
        found |= {q.lead_id: reading.findings[q.subject] for q in call.questions}
    return found


class EnricherContract:
    """`known`: at least 12 leads whom the provider knows by an address; `stranger`: nobody's lead;
    `blank`: a lead of whom nothing is known. A verifier's have addresses to be judged.
    """

    async def test_each_subject_is_answered_once(
        self, enricher: Enricher, known: Sequence[Lead], stranger: Lead
    ) -> None:
        """Each is in findings or in failed, never in both, never left out, and nobody else is."""
        for call, reading in await asked(enricher, [*known, stranger]):
            subjects = [question.subject for question in call.questions]
            assert sorted([*reading.findings, *reading.failed]) == sorted(subjects)

    async def test_a_finding_is_about_its_own_lead(
        self, enricher: Enricher, known: Sequence[Lead]
    ) -> None:
        """In whatever order they are asked, each gets the same facts."""
        forward = await findings(enricher, known)
        assert forward == await findings(enricher, list(reversed(known)))
        assert forward.keys() == {lead.id for lead in known}

    async def test_nobody_known_is_a_finding_without_profile(
        self, enricher: Enricher, stranger: Lead
    ) -> None:
        """No match is an answer, not an error, and nothing to write to."""
        (finding,) = (await findings(enricher, [stranger])).values()
        assert finding.profile is None or not finding.profile.email_status.mailable()

    def test_there_is_no_question_about_a_lead_without_facts(
        self, enricher: Enricher, blank: Lead
    ) -> None:
        """It is not asked about, and costs nothing."""
        assert enricher.question(blank) is None

    async def test_it_never_costs_more_than_it_says(
        self, enricher: Enricher, known: Sequence[Lead], stranger: Lead
    ) -> None:
        """`credits_per_lead` is the most that a person costs."""
        for call, reading in await asked(enricher, [*known, stranger]):
            assert 0 <= reading.credits <= enricher.credits_per_lead * len(call.questions)

    async def test_a_status_without_an_address_is_none(
        self, enricher: Enricher, known: Sequence[Lead]
    ) -> None:
        """A status always speaks of an address."""
        for finding in (await findings(enricher, known)).values():
            if finding.profile is not None:
                nothing = finding.profile.email_status is EmailStatus.NONE
                assert nothing is (finding.profile.email == "")

    async def test_two_questions_about_one_person_share_a_key(
        self, enricher: Enricher, known: Sequence[Lead]
    ) -> None:
        """Whichever campaign's lead it is; no two people have one in common."""
        seen: set[str] = set()
        for lead in known:
            mine, theirs = questions_of(
                enricher, [lead, structs.replace(lead, id=lead.id + 10_000, campaign_id=2)]
            )
            assert set(mine.keys) & set(theirs.keys)
            assert len(set(mine.keys)) == len(mine.keys) > 0
            assert not seen & set(mine.keys)
            seen |= set(mine.keys)

    async def test_a_question_survives_being_written_down(
        self, enricher: Enricher, known: Sequence[Lead]
    ) -> None:
        """The ledger keeps it as JSON, and it is asked as it was kept."""
        for question in questions_of(enricher, known):
            kept = msgspec.json.decode(msgspec.json.encode(question), type=Question)
            assert kept == question

    async def test_reading_twice_says_the_same(
        self, enricher: Enricher, known: Sequence[Lead], stranger: Lead
    ) -> None:
        """Also of the kept answer, much later, without asking anybody."""
        for call, reading in await asked(enricher, [*known, stranger]):
            kept = structs.replace(call, state=call.state, updated_at=NOON + timedelta(days=60))
            assert enricher.read(kept) == reading

    def test_it_takes_at_least_one_and_waits_some_time(self, enricher: Enricher) -> None:
        """What the ledger reckons with."""
        assert enricher.name
        assert enricher.key
        assert enricher.batch >= 1
        assert enricher.credits_per_lead > 0
        assert enricher.patience > timedelta(0)
