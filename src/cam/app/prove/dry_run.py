"""A dry run changes no row and asks nobody."""

from cam.app.composition import open_cam
from cam.app.prove.databases import Database, dumped
from cam.app.prove.errands import Errand
from cam.app.prove.proof import CannotProve, Verdict
from cam.app.prove.stage import Stage, addresses, draft, environment, sandbox, welcome
from cam.app.settings import Settings
from cam.domain.model.audience import Audience
from cam.ports.failpoints import Point
from cam.sandbox import Sandbox

PEOPLE = 3_000
RUNS = ("plan-cycle", "plan-all")
HOUR = 3_600.0


async def dry_run(stage: Stage) -> Verdict:
    """Everything is configured, and something is left to do in every step."""
    stage.bar.of(len(RUNS), "dry runs")
    async with sandbox(PEOPLE) as world:
        database = await stage.database()
        env = environment(world, database, finds=True)
        await _lived_in(stage, env)
        wrong: list[str] = []
        planned = 0
        for task in RUNS:
            answer, complaints = await _watched(stage, world, database, task, env)
            wrong += complaints
            planned += sum(len(each["plan"]["would_send"]) for each in answer["reports"])
            stage.bar.done()
        rows = sum(map(len, (await dumped(database)).values()))
    if not planned:
        raise CannotProve("the dry runs had nobody to write to, so they show nothing")
    return Verdict(
        did="run-cycle and run-all, dry, with providers, mail server and webhook configured",
        figures={
            "dry_runs": len(RUNS),
            "mails_planned": planned,
            "rows_compared": rows,
            "complaints": len(wrong),
        },
        wrong=tuple(wrong),
    )


async def _watched(
    stage: Stage, world: Sandbox, database: Database, task: str, env: dict[str, str]
) -> tuple[dict[str, list[dict[str, dict[str, list[object]]]]], list[str]]:
    """The plan, and what the run touched."""
    before = await dumped(database)
    asked, connected = world.books.requests.total(), world.sink.connections
    answer = (await stage.done(task, env, ahead=HOUR)).answer
    after = await dumped(database)
    wrong = [f"{task} changed rows of {name}" for name in before if before[name] != after[name]]
    requests = world.books.requests.total() - asked
    connections = world.sink.connections - connected
    if requests:
        wrong.append(f"{task} made {requests} requests")
    if connections:
        wrong.append(f"{task} opened {connections} connections to the mail server")
    return answer, wrong


async def _lived_in(stage: Stage, env: dict[str, str]) -> None:
    """A campaign that was killed in the middle, and new people who are due."""
    audience = Audience(person_seniorities=("director",))
    async with open_cam(Settings.read(env)) as cam:
        campaign = await cam.create_campaign(
            draft("lived in", audience=audience, max_new_leads_per_cycle=5)
        )
        await welcome(cam, campaign.id, addresses("first.example", 5))
    await stage.crew.send(_killed(env))
    async with open_cam(Settings.read(env)) as cam:
        await welcome(cam, 1, addresses("second.example", 5))


def _killed(env: dict[str, str]) -> Errand:
    """Without any planted bug: this part is no dry run."""
    return Errand(task="cycle", env=env | {"CAM_FAILPOINT": f"{Point.WRITTEN}:2"})
