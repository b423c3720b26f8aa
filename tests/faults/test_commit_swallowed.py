"""The answer to a COMMIT never comes: it may be done or not, and CAM must live with either."""

from collections import Counter
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import make_url

from cam.sandbox import Sandbox
from integration.stage import Stage, a_draft, imported, lived, people

from .commit_proxy import CommitProxy, Lose, Order
from .witness import broken_promises

FINDERS = ("APOLLO_API_KEY", "DROPCONTACT_API_KEY", "MAKE_WEBHOOK_URL")
AUTHORIZE = "lock_for_sending"
"""Only the transaction that authorizes takes these locks."""
RECORD = "smtp_reply="
"""Only the transaction that records an outcome writes this column."""
PEOPLE = 3


@pytest.fixture
async def proxy(postgres_url: str) -> AsyncIterator[CommitProxy]:
    """Between CAM and its database."""
    port = make_url(postgres_url).port
    assert port is not None
    async with CommitProxy(port).serving() as proxy:
        yield proxy


@pytest.fixture
def stage(sandbox: Sandbox, postgres_url: str) -> Stage:
    """Looks at the database without the proxy."""
    return Stage(sandbox, postgres_url)


async def told(
    stage: Stage, proxy: CommitProxy, words: str, lose: Lose, nth: int, connections: int
) -> Counter[str]:
    """A cycle that loses that COMMIT, then one that does not; the attempts' states in between."""
    through = make_url(stage.database_url).set(port=proxy.port).render_as_string()
    order = Order(words=words, nth=nth, lose=lose)
    async with stage.cam(
        *FINDERS, CAM_DATABASE_URL=through, SMTP_CONNECTIONS=str(connections)
    ) as cam:
        campaign = await cam.create_campaign(a_draft())
        await imported(cam, campaign, people(PEOPLE))
        proxy.order = order
        await lived(cam, campaign)
        assert order.carried_out
        between = Counter(stage.states())
        assert broken_promises(stage, people=PEOPLE, limit=20, over=False) == []
        report = await lived(cam, campaign)
        assert report.errors == ()
    assert broken_promises(stage, people=PEOPLE, limit=20) == []
    return between


@pytest.mark.parametrize("nth", [1, 2, 3])
async def test_a_leave_that_is_not_heard_of_is_not_used(
    stage: Stage, proxy: CommitProxy, nth: int
) -> None:
    """Committed or not, the body stays unwritten; what stands authorized is unknown afterwards."""
    between = await told(stage, proxy, AUTHORIZE, Lose.ANSWER, nth, 1)
    before = {"sent": nth - 1} if nth > 1 else {}
    after = {"queued": PEOPLE - nth} if nth < PEOPLE else {}
    assert between == {**before, "authorized": 1, **after}
    assert stage.states() == {"sent": PEOPLE - 1, "unknown": 1}
    assert len(stage.recipients) == PEOPLE - 1


@pytest.mark.parametrize("nth", [1, 3])
async def test_a_leave_that_was_not_given_is_asked_for_again(
    stage: Stage, proxy: CommitProxy, nth: int
) -> None:
    """The COMMIT itself is lost: nothing is authorized, and the next cycle writes to everybody."""
    between = await told(stage, proxy, AUTHORIZE, Lose.QUESTION, nth, 1)
    assert between["authorized"] == between["claimed"] == 0
    assert stage.states() == {"sent": PEOPLE}


@pytest.mark.parametrize("lose", list(Lose))
@pytest.mark.parametrize("nth", [1, 3])
async def test_an_outcome_is_written_again_and_counts_once(
    stage: Stage, proxy: CommitProxy, nth: int, lose: Lose
) -> None:
    """Within the same cycle: sent is sent, announced once, counted once."""
    between = await told(stage, proxy, RECORD, lose, nth, 1)
    assert between == {"sent": PEOPLE}
    assert stage.quota_used() == PEOPLE
    assert stage.rows("SELECT count(*) FROM lead WHERE next_step = 1") == [(PEOPLE,)]
    moves = "SELECT to_state, count(*) FROM attempt_event WHERE to_state = 'sent' GROUP BY 1"
    assert stage.rows(moves) == [("sent", PEOPLE)]


@pytest.mark.parametrize("words", [AUTHORIZE, RECORD])
async def test_a_crowd_shares_a_lost_commit(stage: Stage, proxy: CommitProxy, words: str) -> None:
    """Several mails in one transaction: none of them twice, none of them lost."""
    await told(stage, proxy, words, Lose.ANSWER, 1, 3)
