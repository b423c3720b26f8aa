"""The control plane under `/_sandbox`: what happened so far, and the dials."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from cam.sandbox.apollo import Apollo
from cam.sandbox.books import Books, whole
from cam.sandbox.callbacks import Callbacks
from cam.sandbox.dropcontact import Dropcontact
from cam.sandbox.exchange import Answer, Malformed, Request, json_answer
from cam.sandbox.mail_sink import Mail, MailSink
from cam.sandbox.make import Make
from cam.sandbox.make_scenario import repeated
from cam.sandbox.settings import Dials


class Control:
    """Reads and sets; free of latency and faults, and absent from the books."""

    name = "_sandbox"

    def __init__(
        self,
        books: Books,
        sink: MailSink,
        providers: tuple[Apollo, Dropcontact, Make],
        callbacks: Callbacks,
        dials: Dials,
        reset: Callable[[], None],
    ) -> None:
        self._books = books
        self._sink = sink
        self._apollo, self._dropcontact, self._make = providers
        self._dials = dials
        self._reset = reset
        self._lists: dict[str, tuple[str, Callable[[], Sequence[object]]]] = {
            "/mails": ("mails", lambda: sink.mails),
            "/hooks": ("hooks", lambda: self._make.hooks),
            "/make_mails": ("mails", lambda: self._make.mails),
            "/callbacks": ("callbacks", lambda: callbacks.sent),
            "/searches": ("searches", lambda: tuple(self._apollo.searches)),
        }
        self._routes: dict[tuple[str, str], Callable[[Request], Answer]] = {
            ("GET", "/books"): self._read_books,
            ("GET", "/purchases"): lambda _: json_answer(self._books.purchases),
            ("GET", "/settings"): lambda _: json_answer(self._dials.now),
            ("PUT", "/settings"): self._change,
            ("POST", "/reset"): self._start_over,
        }

    def answer(self, request: Request) -> Answer:
        act = self._routes.get((request.method, request.path))
        if act is not None:
            return act(request)
        if request.method == "GET" and request.path in self._lists:
            return self._listed(request, *self._lists[request.path])
        parts = request.path.strip("/").split("/")
        if request.method == "GET" and len(parts) == 3 and parts[::2] == ["mails", "raw"]:
            return self._raw(parts[1])
        return json_answer({"error": "no such page of the sandbox"}, status=404)

    def _read_books(self, request: Request) -> Answer:
        del request
        self._apollo.settle()
        self._dropcontact.settle()
        account: dict[str, Any] = msgspec.to_builtins(self._books.account())
        spent, granted = self._books.credits_spent, self._dials.now
        left = {
            "apollo": whole(granted.apollo_credits - spent["apollo"]),
            "dropcontact": whole(granted.dropcontact_credits - spent["dropcontact"]),
        }
        mails = {"accepted": len(self._sink.mails), "repeated": self._repeated()}
        sent = {"sent": len(self._make.mails), "repeated": self._repeated_by_make()}
        return json_answer(
            {
                **account,
                "credits_left": left,
                "mails": mails,
                "make_mails": sent,
                "hooks": len(self._make.hooks),
            }
        )

    def _repeated(self) -> list[dict[str, object]]:
        return [
            {"message_id": message_id, "recipient": recipient, "copies": copies}
            for (message_id, recipient), copies in self._sink.repeated().items()
        ]

    def _repeated_by_make(self) -> list[dict[str, object]]:
        return [
            {"key": key, "recipient": recipient, "copies": copies}
            for (key, recipient), copies in repeated(self._make.mails).items()
        ]

    def _listed(
        self, request: Request, name: str, entries: Callable[[], Sequence[object]]
    ) -> Answer:
        """A page of a list, with its total."""
        every = entries()
        offset, limit = _slice(request)
        page = every[offset : offset + limit]
        listed = [_line(entry) if isinstance(entry, Mail) else entry for entry in page]
        return json_answer({"total": len(every), name: listed})

    def _raw(self, number: str) -> Answer:
        if not number.isdecimal() or int(number) >= len(self._sink.mails):
            return json_answer({"error": "no such mail"}, status=404)
        raw = self._sink.mails[int(number)].raw
        return Answer(body=raw, content_type="message/rfc822")

    def _change(self, request: Request) -> Answer:
        try:
            return json_answer(self._dials.change(request.json_object()))
        except (Malformed, msgspec.ValidationError) as error:
            return json_answer({"error": str(error)}, status=422)

    def _start_over(self, request: Request) -> Answer:
        del request
        self._reset()
        return json_answer({"ok": True})


def _line(mail: Mail) -> dict[str, object]:
    return {
        "n": mail.n,
        "mail_from": mail.mail_from,
        "rcpt_to": mail.rcpt_to,
        "message_id": mail.message_id,
        "received_at": mail.received_at,
        "size": len(mail.raw),
    }


def _slice(request: Request) -> tuple[int, int]:
    """`offset` (0) and `limit` (100); what is no number counts as not given."""
    asked = dict(request.query)
    offset, limit = asked.get("offset", ""), asked.get("limit", "")
    return int(offset) if offset.isdecimal() else 0, int(limit) if limit.isdecimal() else 100
