"""`cam mailboxes`: told, held, released; and what the doctor says of them."""

from pathlib import Path

import pytest

from cam.sandbox import Sandbox

from .shell import Shell

FILE = """
[[mailbox]]
name = "ann"
sender_email = "ann@agency.example"
mails_per_day = 9
ramp_up = {{ start = 2, step = 1 }}

[[mailbox]]
name = "bob"
sender_email = "bob@agency.example"
port = {port}
"""


@pytest.fixture
def cam_with_two(cam_there: Shell, sandbox: Sandbox, tmp_path: Path) -> Shell:
    """Two mailboxes: the sandbox's server, and a port where nobody is."""
    cam_there.environment["CAM_MAILBOXES"] = str(tmp_path / "mailboxes.toml")
    cam_there.file("mailboxes.toml", FILE.format(port=1))
    return cam_there


async def test_mailboxes_are_listed_held_and_released(cam_with_two: Shell) -> None:
    """By name or by address; nothing is released by itself."""
    cam = cam_with_two
    listed = (await cam("mailboxes", "--json")).json
    assert [each["name"] for each in listed] == ["ann", "bob", "make"]
    ann = listed[0]
    assert (ann["used"], ann["limit"], ann["left"], ann["full_limit"]) == (0, 2, 2, 9)
    held = await cam("mailboxes", "hold", "bob@agency.example", "--because", "holidays")
    assert (held.code, held.out) == (0, "Mailbox bob is held.\n")
    told = (await cam("mailboxes")).out
    assert "by_hand: cli: holidays" in told
    assert "0 of 2 (rising)" in told
    released = (await cam("mailboxes", "release", "bob", "--json")).json
    assert (released["name"], released["hold"]) == ("bob", None)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("hold", "anm", "--because", "x"), 'did you mean "ann"'),
        (("hold", "ann"), "because"),
        (("hold", "ann", "--because", " "), "say why"),
        (("release", "nobody"), "there is no mailbox"),
    ],
)
async def test_a_mistake_is_told(cam_with_two: Shell, words: tuple[str, ...], says: str) -> None:
    """And ends with 1."""
    answer = await cam_with_two("mailboxes", *words)
    assert answer.code == 1
    assert says in answer.err


async def test_a_campaign_cannot_choose_what_is_not_there(cam_with_two: Shell) -> None:
    """It is told the nearest name."""
    answer = await cam_with_two("campaign", "create", "--name", "x", "--mailbox", "bop")
    assert answer.code == 1
    assert 'mailboxes: there is no mailbox "bop", did you mean "bob"?' in answer.err
    made = await cam_with_two("campaign", "create", "--name", "x", "--mailbox", "bob", "--json")
    assert made.json["mailboxes"] == ["bob"]


async def test_the_doctor_looks_at_each_mailbox(cam_with_two: Shell) -> None:
    """One is there, the other is not; who is held is told, and since when."""
    await cam_with_two("mailboxes", "hold", "ann", "--because", "holidays")
    checks = {
        each["name"]: each for each in (await cam_with_two("doctor", "--json")).json["checks"]
    }
    assert (checks["mailbox ann"]["state"], checks["mailbox bob"]["state"]) == ("ok", "failed")
    assert "left alone since" in checks["mailbox ann"]["detail"]
    assert "cli: holidays" in checks["mailbox ann"]["detail"]
    assert "smtp" not in checks


async def test_no_mailbox_at_all_says_what_to_set(cam: Shell) -> None:
    """And is no failure."""
    answer = await cam("mailboxes")
    assert (answer.code, answer.out) == (0, "No mailbox: set SMTP_HOST, or CAM_MAILBOXES.\n")
