"""An enricher whose knowledge a test names."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import msgspec
from msgspec import Struct

from cam.domain.model import address
from cam.domain.model.credit import Call, Finding, Purpose, Question, Reading, person_keys
from cam.domain.model.errors import OutcomeUnknown, ProviderRefused, ProviderUnavailable
from cam.domain.model.lead import Lead
from cam.domain.model.prospect import Profile
from cam.ports.enricher import Reply

Knows = Callable[[Lead], Profile | None]


class _Line(Struct, frozen=True):
    """What the raw answer says of one subject."""

    subject: str
    finding: Finding | None
    failed: str = ""


class FakeEnricher:
    """Knows what `knows` says of a lead (None: nobody); remembers whom it was asked about.

    A credit is taken for each profile. Its raw answers are JSON and hold all that `read` needs.
    """

    def __init__(
        self,
        knows: Knows = lambda _: None,
        *,
        name: str = "fake",
        credits_per_lead: float = 1.0,
        purpose: Purpose = Purpose.ENRICH,
        batch: int = 10,
        patience: timedelta = timedelta(hours=1),
        key: str = "key-1",
    ) -> None:
        self.name = name
        self.credits_per_lead = credits_per_lead
        self.purpose = purpose
        self.batch = batch
        self.patience = patience
        self.key = key
        self.knows = knows
        self.asked: list[int] = []
        """Ids of the leads asked about, in order."""
        self.calls: list[Call] = []
        self.callback_urls: list[str] = []
        self.unaskable: set[int] = set()
        self.fails: dict[int, str] = {}
        """Lead id to the reason with which it fails."""
        self.objectors: set[int] = set()
        self.failure: BaseException | None = None
        """Raised by every call while it is set."""
        self.lost = False
        """Answers get lost on their way while it is set: taken, but nobody hears it."""
        self.later = False
        """Results come later while it is set."""
        self.not_ready = 0
        """How many more looks find no result."""
        self.refuses = False
        """No result will ever come while it is set."""
        self.unreadable: Exception | None = None
        """Raised by `read` while it is set."""
        self.looks = 0

    def question(self, lead: Lead) -> Question | None:
        """All but the unaskable. Of a verifier: by the address alone."""
        keys = person_keys(lead.identity)
        if self.purpose is Purpose.VERIFY:
            keys = (f"email:{address.canonical(lead.email)}",) if lead.email else ()
        if lead.id in self.unaskable or not keys:
            return None
        told: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(lead))
        return Question(lead_id=lead.id, keys=keys, details=told)

    async def ask(self, call: Call, *, callback_url: str = "") -> Reply:
        """Takes the call, unless it fails."""
        if self.failure is not None:
            raise self.failure
        self.calls.append(call)
        self.callback_urls.append(callback_url)
        self.asked += [question.lead_id for question in call.questions]
        if self.lost:
            raise OutcomeUnknown(self.name, "no whole answer")
        if self.later:
            reference = f"request-{call.id}"
            return Reply(answer=b"{}", reference=reference, look_after=timedelta(seconds=5))
        return Reply(answer=self.answer(call))

    async def collect(self, call: Call) -> bytes | timedelta:
        """The result, after as many looks in vain as the test says."""
        self.looks += 1
        if self.failure is not None:
            raise self.failure
        if self.refuses:
            raise ProviderRefused(self.name, "there is no such request")
        if self.not_ready > 0:
            self.not_ready -= 1
            return timedelta(seconds=30)
        return self.answer(call)

    def read(self, call: Call) -> Reading:
        """What the answer, or the later result, says of each subject."""
        if self.unreadable is not None:
            raise self.unreadable
        try:
            lines = msgspec.json.decode(call.result or call.answer, type=list[_Line])
        except msgspec.DecodeError:
            raise ProviderUnavailable(self.name, "its answer is not JSON") from None
        told = {line.subject: line for line in lines}
        subjects = [question.subject for question in call.questions]
        found = {s: line.finding for s in subjects if (line := told.get(s)) and line.finding}
        failed = {
            s: told[s].failed if s in told else "not in its answer"
            for s in subjects
            if s not in found
        }
        paid = sum(finding.profile is not None for finding in found.values())
        return Reading(findings=found, failed=failed, credits=self.credits_per_lead * paid)

    def answer(self, call: Call) -> bytes:
        """The raw answer to this call."""
        return msgspec.json.encode([self._line(question) for question in call.questions])

    def _line(self, question: Question) -> _Line:
        lead = msgspec.convert(question.details, Lead)
        if lead.id in self.fails:
            return _Line(question.subject, None, self.fails[lead.id])
        objects = lead.id in self.objectors
        finding = Finding(profile=self.knows(lead), do_not_contact=objects)
        return _Line(question.subject, finding)
