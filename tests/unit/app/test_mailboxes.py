"""The file of the mailboxes, and the one mailbox of the SMTP settings."""

from pathlib import Path
from typing import Any

import pytest

from cam.app.mailboxes import Account, accounts
from cam.app.settings import Settings
from cam.domain.model.errors import InvalidInput
from cam.domain.model.rhythm import Pause, RampUp

WHOLE = """
[[mailbox]]
name = "ann"
sender_email = "Ann@Agency.example"
sender_name = "Ann Archer"
reply_to = "desk@agency.example"
host = "smtp.agency.example"
port = 587
tls = "starttls"
username = "ann@agency.example"
password = "canary"
mails_per_day = 40
ramp_up = { start = 5, step = 3 }
min_seconds_between = 90
jitter = 60

[[mailbox]]
name = "bob"
sender_email = "bob@agency.example"
password_file = "bob.password"
"""


def read(folder: Path, text: str, **settings: Any) -> tuple[Account, ...]:
    """The accounts of this file."""
    file = folder / "mailboxes.toml"
    file.write_text(text, "utf-8")
    return accounts(Settings(mailboxes=str(file), **settings))


def test_a_file_holds_several_mailboxes(tmp_path: Path) -> None:
    """What one leaves open is the SMTP settings'; a password may lie beside the file."""
    (tmp_path / "bob.password").write_text("secret\n")
    ann, bob = read(tmp_path, WHOLE, smtp_host="smtp.other.example", zone="Europe/Paris")
    assert (ann.host, ann.port, ann.tls) == ("smtp.agency.example", 587, "starttls")
    assert (ann.username, ann.password) == ("ann@agency.example", "canary")
    assert ann.mailbox.sender.email == "Ann@agency.example"
    assert ann.mailbox.sender.reply_to == "desk@agency.example"
    (limit,) = ann.mailbox.allowances
    assert (limit.scope, limit.most, limit.zone) == ("mailbox:ann", 40, "Europe/Paris")
    assert (limit.ramp_up, limit.pause) == (RampUp(start=5, step=3), Pause(seconds=90, jitter=60))
    assert (bob.host, bob.port, bob.tls) == ("smtp.other.example", 465, "implicit")
    assert bob.password == "secret"
    (counted,) = bob.mailbox.allowances
    assert (counted.most, counted.has_pace) == (None, False)
    assert "canary" not in f"{ann!r}{[ann, bob]}"


def test_without_a_file_the_smtp_settings_are_the_only_mailbox() -> None:
    """Named by its address, counted only when something limits it; without them there is none."""
    told: dict[str, Any] = {"smtp_host": "localhost", "sender_email": "ann@agency.example"}
    (only,) = accounts(Settings(**told))
    assert (only.mailbox.name, only.mailbox.takes_all) == ("ann@agency.example", True)
    assert only.mailbox.allowances == ()
    (limited,) = accounts(Settings(**told, smtp_mails_per_day=3))
    assert [limit.most for limit in limited.mailbox.allowances] == [3]
    (paced,) = accounts(Settings(**told, smtp_min_seconds=30))
    assert [limit.most for limit in paced.mailbox.allowances] == [None]
    assert accounts(Settings()) == ()


A = '[[mailbox]]\nname = "a"\n'
B = '[[mailbox]]\nname = "Bob"\n'
HOST = 'host = "h"\n'
WHOLE_A = f'{A}{HOST}sender_email = "a@x.example"\n'


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "missing required field `mailbox`"),
        ("[[mailbox]", "is not TOML"),
        ("mailbox = []", "length >= 1"),
        (A, "sender_email"),
        (f'{A}sender_email = "a@x.example"', "host: is missing"),
        (f'{A}{HOST}sender_email = "nobody"', "mailbox a: "),
        (f'{WHOLE_A}reply_to = "x"', "mailbox a: "),
        (f"{WHOLE_A}limit = 4", "unknown field `limit`"),
        (f"{WHOLE_A}mails_per_day = 10001", "<= 10000"),
        (f"{WHOLE_A}ramp_up = {{ start = 0, step = 1 }}", ">= 1"),
        (f'{WHOLE_A}password = "p"\npassword_file = "f"', "given twice"),
        (f'{WHOLE_A}password_file = "none"', "cannot be read"),
        (WHOLE_A.replace('"a"', '"a b"'), "no name"),
        (f'{WHOLE_A}{B}{HOST}sender_email = "A@x.example"', "two mailboxes"),
        (f'{WHOLE_A}{B.replace("Bob", "A@x.example")}{HOST}sender_email = "c@x"', "two mailboxes"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path: Path, text: str, says: str) -> None:
    """Before anything is sent, and without a secret in the words."""
    with pytest.raises(InvalidInput, match=says) as refused:
        read(tmp_path, text)
    assert refused.value.field.startswith("CAM_MAILBOXES")


def test_a_file_that_is_not_there_is_named() -> None:
    """With the system's word."""
    with pytest.raises(InvalidInput, match="CAM_MAILBOXES: cannot be read"):
        accounts(Settings(mailboxes="/nowhere/mailboxes.toml"))
