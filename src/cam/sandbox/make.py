"""Make's custom webhooks: one that only queues, one whose scenario mails and answers."""

import hashlib
import time
from typing import Final

import msgspec

from cam.sandbox.exchange import Answer, Malformed, Request, json_answer, text_answer
from cam.sandbox.make_scenario import Mailer, ScenarioMail, key_of
from cam.sandbox.settings import Dials
from cam.sandbox.windows import FixedWindow

MAX_BODY: Final = 5 * 1024 * 1024
_WINDOW: Final = 10.0
_TEXTS: Final = {
    200: "Accepted",
    400: "Queue is full.",
    410: "Webhook not found.",
    413: "Payload Too Large",
    429: "Too many requests",
    500: "Scenario failed to complete.",
}


class Hook(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery that a hook accepted; `received_at` in seconds since the epoch."""

    n: int
    hook: str
    method: str
    headers: dict[str, str]
    query: tuple[tuple[str, str], ...]
    body: str
    """The raw body as text; bytes that are no UTF-8 are replaced."""
    received_at: float
    key: str = ""
    """The idempotency key that came with it."""


class Make:
    """Make's gateway. Nothing is deduplicated: what is sent twice is stored twice.

    Without credits at Make deliveries are still `Accepted`, and wait: nothing runs.
    """

    name = "make"
    exhausted = 200

    def __init__(self, seed: int, dials: Dials) -> None:
        self._dials = dials
        self.paths = {_token(seed, kind): kind for kind in ("hook", "mailer")}
        self.hooks: list[Hook] = []
        self._mailer = Mailer(dials)
        self._windows: dict[str, FixedWindow] = {}

    @property
    def mails(self) -> list[ScenarioMail]:
        """What the mailer scenario sent, in order."""
        return self._mailer.mails

    def path(self, kind: str) -> str:
        """The path of the hook of that kind, below the provider's prefix."""
        return next(f"/hook/{token}" for token, known in self.paths.items() if known == kind)

    def reset(self) -> None:
        self.hooks.clear()
        self._mailer.reset()
        self._windows.clear()

    def route(self, request: Request) -> str:
        return self.paths.get(request.path.removeprefix("/hook/"), "unknown")

    def answer(self, request: Request) -> Answer:
        kind = self.route(request)
        refused = self._refused(kind, request)
        if refused is not None:
            return refused
        hook = Hook(
            n=len(self.hooks),
            hook=kind,
            method=request.method,
            headers=request.headers,
            query=request.query,
            body=request.body.decode("utf-8", "replace"),
            received_at=time.time(),
            key=key_of(request),
        )
        self.hooks.append(hook)
        return self._run(request, hook) if kind == "mailer" else _gateway(200)

    def refusal(self, route: str, status: int) -> Answer:
        del route
        return _gateway(status)

    def _run(self, request: Request, hook: Hook) -> Answer:
        """The mailer scenario, as its switch has it."""
        how = self._dials.now.make_mailer
        if how == "off":
            return _gateway(200)
        try:
            told = request.json_object()
        except Malformed:
            return json_answer({"ok": False, "error": "the body is no JSON object"}, status=400)
        if how == "declines":
            return json_answer({"ok": False, "error": "the scenario declined this mail"})
        mail = self._mailer.send(told, hook.key, nth=hook.n + 1)
        if how == "acknowledges":
            return json_answer({"ok": True, "message_id": mail.message_id})
        return _gateway(500 if how == "fails" else 200)

    def _refused(self, kind: str, request: Request) -> Answer | None:
        if kind == "unknown":
            return self.refusal(kind, 410)
        wanted = self._dials.now.make_key
        if wanted is not None and request.headers.get("x-make-apikey") != wanted:
            return self.refusal(kind, 401)
        if len(request.body) > MAX_BODY:
            return self.refusal(kind, 413)
        window = self._windows.setdefault(kind, FixedWindow(_WINDOW))
        now = self._dials.monotonic()
        if not window.allows(self._dials.now.make_limit, now):
            return self.refusal(kind, 429)
        window.count(now)
        return None


def _gateway(status: int) -> Answer:
    answer = text_answer(_TEXTS.get(status, ""), status=status)
    headers = {"x-powered-by": "Make Gateway/production"}
    return msgspec.structs.replace(answer, headers=headers)


def _token(seed: int, kind: str) -> str:
    """32 letters and digits, the same for the same seed."""
    return hashlib.sha256(f"{seed}/{kind}".encode()).hexdigest()[:32]
