"""What the command line and the API say of providers, credits and budgets."""

from pathlib import Path

import pytest

from cam.sandbox import Fault
from cli.shell import Shell

from .market import Market, round_of_all

PEOPLE = 6
THRIFTY = """
name = "Thrifty"
enrichers = ["dropcontact"]
verify = "all"
mailer = "make"
on_unknown = "stop"
share_people = true
mail_risky_addresses = true
risky_share = 0.25
[credit_budget]
per_day = 7.5
total = 40
"""


@pytest.fixture
def cam(market: Market, tmp_path: Path) -> Shell:
    """`cam`, in this market."""
    return Shell(tmp_path, **market.environment())


async def test_the_credits_are_told_with_their_budgets_and_who_is_left_alone(
    cam: Shell, market: Market
) -> None:
    """As a table and as JSON; nobody is asked for it."""
    cam.environment |= {"APOLLO_CREDITS_PER_DAY": "50", "APOLLO_CREDITS_TOTAL": "0.5"}
    async with market.open(APOLLO_CREDITS_PER_DAY="50") as open_:
        await market.listing(open_, "Lists", PEOPLE)
        spent = await market.searching(open_, "Searches", PEOPLE)
        market.sandbox.change(faults=[Fault(route="dropcontact.submit", kind="status", status=401)])
        await round_of_all(open_)
        metrics = (await open_.campaign(spent.id)).metrics
    asked = market.sandbox.books.requests.copy()
    answer = await cam("credits", "--json")
    assert answer.code == 0
    told = {each["provider"]: each for each in answer.json["providers"]}
    took = market.books("apollo")
    assert (told["apollo"]["spent"], told["apollo"]["total"]["left"]) == (took, 0)
    assert told["apollo"]["today"] == {"used": took, "budget": 50, "left": 50 - took}
    assert (told["dropcontact"]["spent"], told["dropcontact"]["hold"]["kind"]) == (0, "denied")
    campaigns = {each["name"]: each["spent"] for each in answer.json["campaigns"]}
    assert campaigns == {"Lists": 0, "Searches": took}
    table = (await cam("credits")).out
    assert f"{took:g} of 50" in table
    assert "dropcontact is left alone: 401 Unknown account; looked at again at" in table
    shown = (await cam("campaign", "show", str(spent.id))).out
    assert f"{took:g} spent or reserved, {metrics.cost_per_lead:g} a lead" in shown
    assert market.sandbox.books.requests == asked


async def test_the_doctor_tells_credits_limits_and_holds_for_nothing(
    cam: Shell, market: Market
) -> None:
    """Configured, reachable, accepted, credits left, limits; not a credit, a mail or a webhook."""
    market.sandbox.change(apollo_limits={"*": {"minute": 90}}, apollo_credits=41.5)
    async with market.open(MAKE_WEBHOOK_URL=f"{market.sandbox.make_url}gone") as open_:
        await market.listing(open_, "Lists", PEOPLE)
        await round_of_all(open_)
    books, hooks = market.sandbox.books.credits_spent.total(), list(market.sandbox.hooks)
    answer = await cam("doctor", "--json")
    told = {check["name"]: check for check in answer.json["checks"]}
    assert (told["apollo"]["state"], told["apollo"]["credits_left"]) == ("ok", 41.5)
    assert "90 a minute" in told["apollo"]["limits"]
    assert told["dropcontact"]["credits_left"] == 1_000_000 - PEOPLE
    assert "left alone since" in told["make"]["detail"]
    assert "410 Webhook not found." in told["make"]["detail"]
    assert told["make mailer"]["state"] == "configured"
    table = (await cam("doctor")).out
    assert all(word in table for word in ("41.5", f"{1_000_000 - PEOPLE:,}", "90 a minute"))
    denied = await cam("doctor", "--json", APOLLO_API_KEY="another")
    assert denied.code == 2
    assert "does not let us in: 401" in str(denied.json)
    assert market.sandbox.books.credits_spent.total() == books == PEOPLE
    assert market.sandbox.hooks == hooks


async def test_a_campaign_is_told_all_of_it_by_a_file(cam: Shell) -> None:
    """Budget, verifying, mailer, unknown mails, shared people, risky addresses."""
    made = (await cam("campaign", "create", "--file", cam.file("a.toml", THRIFTY), "--json")).json
    assert made["credit_budget"] == {"per_day": 7.5, "total": 40}
    assert (made["enrichers"], made["verify"], made["mailer"]) == (["dropcontact"], "all", "make")
    assert (made["on_unknown"], made["share_people"], made["risky_share"]) == ("stop", True, 0.25)


async def test_options_come_over_the_file_one_by_one(cam: Shell) -> None:
    """The day's budget of the file stays, its total is another."""
    over = ("--credits-total", "9", "--verify", "never", "--mailer", "smtp", "--name", "Mine")
    more = ("--enricher", "dropcontact", "--enricher", "apollo", "--on-unknown", "ask")
    file = cam.file("a.toml", THRIFTY)
    made = (await cam("campaign", "create", "--file", file, *over, *more, "--json")).json
    assert made["credit_budget"] == {"per_day": 7.5, "total": 9}
    assert (made["verify"], made["mailer"], made["on_unknown"]) == ("never", "smtp", "ask")
    assert (made["enrichers"], made["share_people"]) == (["dropcontact", "apollo"], True)
    bare = ("--credits-per-day", "0", "--share-people")
    made = (await cam("campaign", "create", "--name", "Bare", *bare, "--json")).json
    assert made["credit_budget"] == {"per_day": 0, "total": None}
    assert (made["share_people"], made["verify"]) == (True, "unverified")


@pytest.mark.parametrize(
    ("option", "value", "names"),
    [
        ("--credits-per-day", "-1", "credit_budget.per_day"),
        ("--credits-total", "nan", "credit_budget.total"),
        ("--verify", "sometimes", "verify"),
        ("--mailer", "pigeon", "mailer"),
        ("--on-unknown", "guess", "on_unknown"),
        ("--enricher", "oracle", "enrichers"),
    ],
)
async def test_what_no_campaign_can_be_told_is_refused_by_its_name(
    option: str, value: str, names: str, cam: Shell
) -> None:
    """And nothing is kept."""
    answer = await cam("campaign", "create", "--name", "X", option, value)
    assert (answer.code, names in answer.err) == (1, True), answer.err
    assert (await cam("campaign", "list")).out.startswith("No campaign yet")


async def test_an_unknown_mail_is_listed(cam: Shell, market: Market) -> None:
    """With its recipient and its reason, and can be settled by a person."""
    market.sandbox.change(make_mailer="off")
    async with market.open() as open_:
        await market.listing(open_, "Make", 2, mailer="make")
        await round_of_all(open_)
    listed = (await cam("attempts", "list", "--state", "unknown", "--json")).json
    assert len(listed) == 2
    assert all("did not say that it sent" in each["reason"] for each in listed)
    word = ("--not-sent", "--because", "the scenario was switched off")
    assert (await cam("attempts", "resolve", listed[0]["id"], *word)).code == 0
    assert len((await cam("attempts", "list", "--state", "unknown", "--json")).json) == 1
