"""DELETE /leads/{id}?erase=true: the lead's person is forgotten, everywhere and at once."""

from io import BytesIO

import pytest

from cam.app.settings import Settings

from .service import Service, dump, refused


async def test_a_lead_is_erased_only_when_it_is_meant(service: Service, settings: Settings) -> None:
    """Without the word, or with a misspelt one, nothing happens."""
    await service.campaign(leads=1)
    before = dump(settings.database_url)
    refused(await service.ask("DELETE", "/api/cam/leads/1"), 400, "not_confirmed")
    refused(await service.ask("DELETE", "/api/cam/leads/1?erase=false"), 400, "not_confirmed")
    refused(await service.ask("DELETE", "/api/cam/leads/1?erase=yes"), 400, "invalid_boolean")
    refused(await service.ask("DELETE", "/api/cam/leads/1?erased=true"), 400, "unknown_parameter")
    assert dump(settings.database_url) == before


@pytest.mark.parametrize("number", ["2", "0", "2147483648", "99999999999999999999"])
async def test_an_unknown_lead_is_not_found(service: Service, number: str) -> None:
    """Whatever its number."""
    await service.campaign(leads=1)
    answer = await service.ask("DELETE", f"/api/cam/leads/{number}?erase=true")
    refused(answer, 404, "lead_not_found")


async def test_an_erased_lead_stands_nowhere_and_twice_is_fine(
    service: Service, settings: Settings
) -> None:
    """In both campaigns; the answer tells what went, and the second one that nothing is left."""
    for name in ("Bakers", "Brewers"):
        await service.campaign(name, share_people=True)
        campaign = 1 if name == "Bakers" else 2
        file = b"email,first name\nlena@bakers.example,Lena\n"
        await service.cam.import_leads(campaign, BytesIO(file), name="people.csv")
    answer = await service.ask("DELETE", "/api/cam/leads/1?erase=true")
    assert answer.status_code == 200
    assert (answer.json()["leads"], answer.json()["in_flight"]) == (2, [])
    assert "lena" not in "\n".join(dump(settings.database_url)).lower()
    again = await service.ask("DELETE", "/api/cam/leads/1?erase=true")
    assert (again.status_code, again.json()["leads"]) == (200, 0)
