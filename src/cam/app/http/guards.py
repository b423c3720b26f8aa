"""The door of the house: what every request must be before a route sees it.

Until there are API keys, whoever reaches the port may do everything. So only this machine may
reach it, and of the pages in its browser none but CAM's own: no foreign Host (DNS rebinding), no
foreign Origin, no plain form.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit
from uuid import uuid4

import msgspec
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from cam.app.http.problems import PROBLEM_JSON, problem_of
from cam.app.http.refusals import ForeignOrigin, Refused, UnknownHost, UnsupportedMediaType

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_KNOWN_HOST = re.compile(r"(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?")
_OWN_SITES = frozenset({"", "same-origin", "none"})
_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_NO_CONTENT_POLICY = b"default-src 'none'; frame-ancestors 'none'"

SECURITY_HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)


_LINKS = "/u/"
"""The way out of our mails: a mail program and a page without referrer come from nowhere, with a
form; what they may do, the token alone says."""
_PUBLIC = ("/hooks/", _LINKS)
"""What the world may reach, under the public address: each asks for a token of its own."""
_FORMS = frozenset({"", "application/x-www-form-urlencoded", "multipart/form-data"})


class Door:
    """Refuses what must not come in; marks what goes out with its request's id."""

    def __init__(self, public_url: str = "") -> None:
        self._public_host = urlsplit(public_url).netloc.lower()

    async def pass_through(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets the request in, or answers it with a problem."""
        fields = _fields(scope)
        request_id = fields.get("x-request-id", "")
        if not _REQUEST_ID.fullmatch(request_id):
            request_id = uuid4().hex
        scope.setdefault("state", {})["request_id"] = request_id

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                present = {name.lower() for name, _ in headers}
                extra = (
                    *SECURITY_HEADERS,
                    (b"content-security-policy", _NO_CONTENT_POLICY),
                    (b"x-request-id", request_id.encode()),
                )
                headers += [each for each in extra if each[0] not in present]
                message["headers"] = headers
            await send(message)

        try:
            self._check(str(scope.get("method", "")), str(scope.get("path", "")), fields)
        except Refused as refused:
            await _answer(refused, request_id, send_marked)
        else:
            await app(scope, receive, send_marked)

    def _check(self, method: str, path: str, fields: Mapping[str, str]) -> None:
        host = fields.get("host", "").lower()
        is_public = bool(host) and host == self._public_host and path.startswith(_PUBLIC)
        if not (is_public or _KNOWN_HOST.fullmatch(host)):
            raise UnknownHost(f"{host or 'a request without a host'!r} is not served here")
        if method in _SAFE:
            return
        if path.startswith(_LINKS):
            _check_link(host, fields)
            return
        _check_origin(host, fields)
        _check_content(fields)


def _check_origin(host: str, fields: Mapping[str, str]) -> None:
    """No page but CAM's own may change anything."""
    origin = fields.get("origin")
    if origin is not None and origin.lower() not in (f"http://{host}", f"https://{host}"):
        raise ForeignOrigin(f"{origin!r} may not change anything here")
    site = fields.get("sec-fetch-site", "")
    if site.lower() not in _OWN_SITES:
        raise ForeignOrigin(f"a {site} page may not change anything here")


def _check_link(host: str, fields: Mapping[str, str]) -> None:
    """A form (RFC 8058 3.1) from no page at all, or from our own: browsers call that one `null`, as
    it lets them tell no referrer (Fetch, "append a request Origin header")."""
    if fields.get("origin") != "null":
        _check_origin(host, fields)
    kind = fields.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _FORMS:
        raise UnsupportedMediaType(f"send a form, or nothing, not {kind!r}")


def _check_content(fields: Mapping[str, str]) -> None:
    """A body is JSON and says so: no form of any page can do that unasked."""
    kind = fields.get("content-type")
    has_body = fields.get("content-length", "0") != "0" or "transfer-encoding" in fields
    if kind is None and not has_body:
        return
    if (kind or "").partition(";")[0].strip().lower() != "application/json":
        raise UnsupportedMediaType(
            f"send Content-Type: application/json, not {kind or 'none'!r}; "
            "without a body send no Content-Type"
        )


def _fields(scope: Scope) -> dict[str, str]:
    """The headers; one that is repeated is joined, and so matches nothing that is expected."""
    fields: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return fields


async def _answer(refused: Refused, request_id: str, send: Send) -> None:
    body = msgspec.json.encode(problem_of(refused, request_id))
    headers = [
        (b"content-type", PROBLEM_JSON.encode()),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": refused.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
