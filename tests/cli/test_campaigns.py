"""Campaigns are made, looked at, paused and resumed; what is not acceptable is refused."""

import pytest

from .shell import Door, Shell

FILE = """
name = "From a file"
target_clients = 3
[audience]
person_titles = ["CEO"]
[[sequence]]
subject = "Hello {{first_name|there}}"
text = "A question."
[sending_window]
zone = "Europe/Berlin"
start = 09:00:00
"""


async def test_a_campaign_from_options(cam: Shell) -> None:
    """Every option arrives in its field."""
    answer = await cam(
        *("campaign", "create", "--name", "Bakers", "--title", "owner", "--title", "founder"),
        *("--seniority", "owner", "--location", "Lyon", "--employees", "11,50"),
        *("--keyword", "bread", "--target-clients", "5", "--target-mrr", "5000"),
        *("--mrr-per-client", "500", "--max-emails-per-day", "7", "--niche", "bakers"),
        *("--now", "--json"),
    )
    assert answer.code == 0, answer.err
    made = answer.json
    assert made["audience"]["person_titles"] == ["owner", "founder"]
    assert made["audience"]["person_seniorities"] == ["owner"]
    assert made["audience"]["person_locations"] == ["Lyon"]
    assert made["audience"]["organization_num_employees_ranges"] == ["11,50"]
    assert made["audience"]["q_organization_keyword_tags"] == ["bread"]
    assert (made["target_clients"], made["target_mrr"], made["mrr_per_client"]) == (5, 5000, 500)
    assert (made["max_emails_per_day"], made["target_niche"]) == (7, "bakers")
    assert made["first_contact_delay"] == "P0D"


async def test_options_come_over_a_file(cam: Shell) -> None:
    """TOML or JSON; the audience is joined field by field."""
    file = cam.file("campaign.toml", FILE)
    over = ("--name", "Mine", "--location", "Ulm")
    made = (await cam("campaign", "create", "--file", file, *over, "--json")).json
    assert (made["name"], made["target_clients"]) == ("Mine", 3)
    assert made["audience"]["person_titles"] == ["CEO"]
    assert made["audience"]["person_locations"] == ["Ulm"]
    assert made["sending_window"]["start"] == "09:00:00"


async def test_the_life_of_a_campaign(cam: Shell) -> None:
    """Create, list, show, pause, resume; readable and as JSON."""
    assert (await cam("campaign", "list")).out.startswith("No campaign yet")
    made = await cam("campaign", "create", "--name", "Bakers [bold]")
    assert (made.code, "Campaign 1" in made.out) == (0, True)
    listed = await cam("campaign", "list")
    assert (listed.code, "Bakers [bold]" in listed.out) == (0, True)
    paused = await cam("campaign", "pause", "1", "--reason", "holidays", "--json")
    assert (paused.json["status"], paused.json["pause_reason"]) == ("paused", "holidays")
    shown = await cam("campaign", "show", "1")
    assert all(word in shown.out for word in ("paused by cli: holidays", "quota today", "0 of 20"))
    assert (await cam("campaign", "resume", "1")).out == "Campaign 1 is active.\n"
    view = (await cam("campaign", "show", "1", "--json")).json
    assert view["campaign"]["status"] == "active"
    assert view["metrics"]["quota_limit"] == 20
    assert len((await cam("campaign", "list", "--json")).json["campaigns"]) == 1


@pytest.mark.parametrize("command", ["show", "pause", "resume"])
async def test_an_unknown_campaign_could_not_run(cam: Shell, command: str) -> None:
    """Exit code 1 and a stable code."""
    answer = await cam("campaign", command, "9", "--json")
    assert answer.code == 1
    assert answer.json == {
        "error": {"code": "campaign_not_found", "detail": "there is no campaign 9"}
    }
    assert answer.err == "error: there is no campaign 9\n"


async def test_a_taken_name_is_refused(cam: Shell) -> None:
    """A name is unique."""
    assert (await cam("campaign", "create", "--name", "X")).code == 0
    answer = await cam("campaign", "create", "--name", "X", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, "campaign_name_taken")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((), "invalid_input", "give --name"),
        (("--name", " "), "invalid_input", "name: is empty"),
        (("--name", "a\x07b"), "control_character", "name: holds a control character"),
        (("--name", "\udcff"), "invalid_input", "not Unicode"),
        (("--name", "x", "--max-emails-per-day", "-1"), "invalid_input", "max_emails_per_day"),
        (("--name", "x", "--max-emails-per-day", "10001"), "invalid_input", "max_emails_per_day"),
        (("--name", "x", "--target-clients", "0"), "invalid_input", "target_clients"),
        (("--name", "x", "--target-mrr", "nan"), "invalid_input", "target_mrr"),
        (("--name", "x", "--employees", "11-50"), "invalid_input", "audience.organization_num"),
        (("--file", "missing.json"), "invalid_input", "cannot be read"),
    ],
)
def test_what_is_not_acceptable_is_refused(
    door: Door, arguments: tuple[str, ...], code: str, says: str
) -> None:
    """The field is named, and nothing is kept."""
    before = door.shell.dump
    answer = door("campaign", "create", *arguments, "--json")
    assert (answer.code, answer.json["error"]["code"]) == (1, code)
    assert says in answer.json["error"]["detail"]
    assert door.shell.dump == before


@pytest.mark.parametrize(
    ("name", "body", "says"),
    [
        ("a.json", '{"name":"x","max_email_per_day":1}', "did you mean `max_emails_per_day`?"),
        ("a.json", '{"name":"x","audience":{"titles":["a"]}}', "audience.titles: is not known"),
        (
            "a.json",
            '{"name":"x","sequence":[{"subject":"a","txt":"b"}]}',
            "did you mean `text`?",
        ),
        (
            "a.json",
            '{"name":"x","sequence":[{"subject":"{{firstname}}","text":"b"}]}',
            "first_name",
        ),
        ("a.json", '{"name":"x","sending_window":{"zone":"Europe/Londno"}}', "Europe/London"),
        ("a.json", '{"name":"x","max_emails_per_day":"20"}', "max_emails_per_day: expected `int"),
        ("a.json", "{", "is not a JSON object"),
        ("a.json", "[" * 100_000, "is not a JSON object"),
        ("a.toml", "name = ", "is not TOML"),
    ],
)
def test_a_wrong_file_is_explained(door: Door, name: str, body: str, says: str) -> None:
    """What is wrong, and what was probably meant."""
    answer = door("campaign", "create", "--file", door.shell.file(name, body))
    assert answer.code == 1
    assert says in answer.err


@pytest.mark.parametrize("reason", ["", "a\nb", "\x1b[31mred", "x" * 501])
def test_a_reason_is_one_line(door: Door, reason: str) -> None:
    """It is shown on terminals and in announcements."""
    door("campaign", "create", "--name", "X")
    assert door("campaign", "pause", "1", "--reason", reason).code == 1
