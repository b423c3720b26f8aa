"""/mailboxes over HTTP."""

from typing import Any

import pytest

from cam.app.composition import World
from cam.app.settings import Settings
from cam.testing.fakes.mailer import FakeMailer

from .service import SENDER, Service, served


async def test_a_mailbox_is_told_held_and_released(database_url: str) -> None:
    """Used of its day, and held by a person's word until a person releases it."""
    told: dict[str, Any] = {"smtp_host": "localhost", "smtp_mails_per_day": 5}
    settings = Settings(database_url=database_url, **SENDER, **told)
    async with served(settings, world=World(mailer=FakeMailer())) as service:
        (listed,) = (await service.ask("GET", "/api/cam/mailboxes")).json()
        assert (listed["name"], listed["used"], listed["left"]) == ("ann@agency.example", 0, 5)
        path = f"/api/cam/mailboxes/{listed['name']}"
        held = await service.ask("PUT", f"{path}/hold", json={"because": "on holiday"})
        assert (held.status_code, held.json()["hold"]["reason"]) == (200, "api: on holiday")
        again = await service.ask("PUT", f"{path}/hold", json={"because": "ill"})
        assert again.json()["hold"]["reason"] == "api: ill"
        released = await service.ask("PUT", f"{path}/release")
        assert (released.status_code, released.json()["hold"]) == (200, None)


@pytest.mark.parametrize("verb", ["hold", "release"])
async def test_an_unknown_mailbox_is_not_found(service: Service, verb: str) -> None:
    """A problem with its own code."""
    body = {"json": {"because": "x"}} if verb == "hold" else {}
    answer = await service.ask("PUT", f"/api/cam/mailboxes/nobody/{verb}", **body)
    assert (answer.status_code, answer.json()["code"]) == (404, "mailbox_not_found")


@pytest.mark.parametrize(
    "window",
    [
        {"public_holidays": "XX"},
        {"holidays": ["2026-02-30"]},
        {"holidays": "2026-12-25"},
    ],
)
async def test_a_window_with_odd_holidays_is_refused(
    service: Service, window: dict[str, Any]
) -> None:
    """When the campaign is saved."""
    body = {"name": "x", "sending_window": window}
    answer = await service.ask("POST", "/api/cam/campaigns", json=body)
    assert answer.status_code == 422
    assert "holidays" in answer.json()["field"]


async def test_a_campaign_of_an_unknown_mailbox_is_refused(service: Service) -> None:
    """With the field that names it."""
    body = {"name": "x", "mailboxes": ["nobody"]}
    answer = await service.ask("POST", "/api/cam/campaigns", json=body)
    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, "unknown_mailbox")
    assert told["field"] == "mailboxes"
