"""The doctor looks at everything, at no cost."""

from typing import Any

from cam.sandbox import Sandbox

from .shell import Answer, Shell


def states(answer: Answer) -> dict[str, Any]:
    return {check["name"]: check["state"] for check in answer.json["checks"]}


async def test_nothing_configured_is_no_failure(cam: Shell) -> None:
    """It says how to configure it."""
    answer = await cam("doctor", "--json")
    assert answer.code == 0
    assert states(answer) == {
        "database": "ok",
        **dict.fromkeys(
            ("apollo", "dropcontact", "smtp", "imap", "make", "make mailer", "sender", "opt-out"),
            "not configured",
        ),
    }
    readable = (await cam("doctor")).out
    assert all(word in readable for word in ("APOLLO_API_KEY", "SMTP_HOST", "MAKE_WEBHOOK_URL"))


async def test_everything_configured_is_looked_at_for_free(
    cam_there: Shell, sandbox: Sandbox
) -> None:
    """Keys are accepted, credits are told, and none is spent; no mail, no webhook."""
    answer = await cam_there("doctor", "--json", **sandbox.environment())
    assert answer.code == 0, answer.out
    assert states(answer) == {
        **dict.fromkeys(("database", "apollo", "dropcontact", "smtp", "sender"), "ok"),
        **dict.fromkeys(("make", "make mailer", "opt-out"), "configured"),
        "imap": "not configured",
    }
    left = {check["name"]: check["credits_left"] for check in answer.json["checks"]}
    assert left["apollo"] == left["dropcontact"] == 1_000_000
    assert sandbox.books.credits_spent.total() == 0
    assert (sandbox.mails, sandbox.hooks) == ([], [])


async def test_what_is_configured_and_does_not_work_ends_with_2(
    cam_there: Shell, sandbox: Sandbox
) -> None:
    """Each failure is told, all of them at once, even without a database."""
    wrong = {
        "APOLLO_API_KEY": "canary-key",
        "DROPCONTACT_API_KEY": "x",
        "DROPCONTACT_BASE_URL": "http://127.0.0.1:1/v1",
        "SMTP_PORT": "1",
        "IMAP_HOST": "127.0.0.1",
        "IMAP_PORT": "1",
        "IMAP_USERNAME": "ada",
        "IMAP_TLS": "none",
        "CAM_POSTAL_ADDRESS": "",
        "CAM_PUBLIC_URL": "http://cam.agency.example",
        "CAM_DATABASE_URL": "sqlite:///empty.db",
    }
    answer = await cam_there("doctor", "--json", **wrong)
    assert answer.code == 2
    assert set(states(answer).values()) == {"failed", "configured"}
    assert "canary" not in answer.out + answer.err
    details = {check["name"]: check["detail"] for check in answer.json["checks"]}
    assert "cam migrate" in details["database"]
    assert "does not let us in" in details["apollo"]
    assert "cannot be reached" in details["smtp"]
    assert "CAM_POSTAL_ADDRESS" in details["sender"]


async def test_settings_that_cannot_be_read_could_not_run(cam: Shell) -> None:
    """The variable is named."""
    answer = await cam("doctor", SMTP_PORT="many")
    assert (answer.code, "SMTP_PORT" in answer.err) == (1, True)


async def test_a_secret_of_events_that_can_be_guessed_could_not_run(cam: Shell) -> None:
    """As it would not serve."""
    answer = await cam("doctor", CAM_INBOUND_SECRET="whsec_")
    assert (answer.code, "CAM_INBOUND_SECRET" in answer.err) == (1, True)


async def test_the_way_out_is_looked_at(cam: Shell) -> None:
    """At best one click; an answer is enough where somebody reads it."""
    told = {
        ("https://cam.agency.example", "ann@agency.example"): "ok",
        ("http://127.0.0.1:8000", "no-reply@agency.example"): "ok",
        ("http://cam.agency.example", "ann@agency.example"): "failed",
        ("", "ann@agency.example"): "configured",
        ("", "no-reply@agency.example"): "failed",
        ("", ""): "not configured",
    }
    for (url, email), state in told.items():
        answer = await cam("doctor", "--json", CAM_PUBLIC_URL=url, CAM_SENDER_EMAIL=email)
        assert states(answer)["opt-out"] == state, (url, email)
    read = {"CAM_SENDER_EMAIL": "ann@agency.example", "IMAP_HOST": "127.0.0.1"}
    read |= {"IMAP_PORT": "1", "IMAP_USERNAME": "ann", "IMAP_PASSWORD": "x"}
    assert states(await cam("doctor", "--json", **read))["opt-out"] == "ok"
