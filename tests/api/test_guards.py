"""The door: only this machine, and of its browser's pages only CAM's own."""

import pytest

from .service import HERE, Service, dump, refused

LIVE = "/api/cam/run-all?dry_run=false"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://localhost:3000"},
        {"origin": "http://localhost:8000.evil.example"},
        {"origin": "http://127.0.0.1:8000"},
        {"origin": ""},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "something-new"},
        {"origin": HERE, "sec-fetch-site": "cross-site"},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", LIVE),
        ("POST", "/api/cam/campaigns/1/run-cycle?dry_run=false"),
        ("PUT", "/api/cam/campaigns/1/pause"),
        ("PUT", "/api/cam/campaigns/1/resume"),
        ("POST", "/api/cam/campaigns"),
    ],
)
async def test_a_foreign_page_changes_nothing(
    service: Service, database_url: str, method: str, path: str, headers: dict[str, str]
) -> None:
    """403, without a body as with one."""
    await service.campaign()
    before = dump(database_url)
    refused(await service.ask(method, path, headers=headers), 403, "foreign_origin")
    json = {"name": "evil"}
    refused(await service.ask(method, path, headers=headers, json=json), 403, "foreign_origin")
    assert dump(database_url) == before


async def test_a_form_changes_nothing(service: Service) -> None:
    """What a page may send without asking first: 415, also with an empty body."""
    for kind in ("application/x-www-form-urlencoded", "text/plain", "multipart/form-data"):
        for body in (b"", b"a=b"):
            answer = await service.ask("POST", LIVE, headers={"content-type": kind}, content=body)
            refused(answer, 415, "unsupported_media_type")


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": HERE},
        {"sec-fetch-site": "same-origin", "origin": HERE},
        {"sec-fetch-site": "none"},
    ],
    ids=str,
)
async def test_the_own_page_may(service: Service, headers: dict[str, str]) -> None:
    """The documentation's own page, and no page at all."""
    answer = await service.ask("POST", "/api/cam/run-all", headers=headers)
    assert answer.status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/docs", "/api/cam/campaigns", "/nothing"])
@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8000", "localhost.evil.example", "127.0.0.1.nip.io", "",
     "localhost:80:80", "localhost@evil.example", "[::2]", "0.0.0.0", "10.0.0.1:8000"],
)  # fmt: skip
async def test_another_host_is_not_served(service: Service, path: str, host: str) -> None:
    """A name that was rebound to this machine is still another name."""
    refused(await service.ask("GET", path, headers={"host": host}), 421, "unknown_host")


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:1", "127.0.0.1", "127.0.0.1:8000", "[::1]", "[::1]:8000"]
)
async def test_this_machine_is_served(service: Service, host: str) -> None:
    """Under each of its names, whatever the port."""
    assert (await service.ask("GET", "/healthz", headers={"host": host})).status_code == 200


async def test_two_hosts_are_none(service: Service) -> None:
    """Nobody guesses which one is meant."""
    headers = [("host", "localhost"), ("host", "evil.example")]
    refused(await service.ask("GET", "/healthz", headers=headers), 421, "unknown_host")


async def test_every_answer_is_marked(service: Service) -> None:
    """An id, and headers that leave a browser no choice."""
    for path in ("/api/cam/campaigns", "/healthz", "/nothing", "/schema/openapi.json"):
        headers = (await service.ask("GET", path)).headers
        assert headers["x-request-id"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize(
    ("given", "kept"), [("abc-1", True), ("a" * 65, False), ("a b", False), ("<x>", False)]
)
async def test_a_request_keeps_its_id_when_it_is_a_plain_word(
    service: Service, given: str, kept: bool
) -> None:
    """Whoever asks may name the request; nothing odd comes back or into the log."""
    answer = await service.ask("GET", "/nothing", headers={"x-request-id": given})
    assert (answer.headers["x-request-id"] == given) is kept
