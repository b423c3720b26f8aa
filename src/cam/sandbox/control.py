"""The control plane under `/_sandbox`: what happened so far, and the dials."""

from collections.abc import Callable
from typing import Any

import msgspec

from cam.sandbox.books import Books
from cam.sandbox.exchange import Answer, Malformed, Request, json_answer, text_answer
from cam.sandbox.mail_sink import Mail, MailSink
from cam.sandbox.make import Make
from cam.sandbox.settings import Dials


class Control:
    """Reads and sets; free of latency and faults, and absent from the books."""

    name = "_sandbox"

    def __init__(
        self,
        books: Books,
        sink: MailSink,
        make: Make,
        dials: Dials,
        reset: Callable[[], None],
    ) -> None:
        self._books = books
        self._sink = sink
        self._make = make
        self._dials = dials
        self._reset = reset
        self._routes: dict[tuple[str, str], Callable[[Request], Answer]] = {
            ("GET", "/books"): self._read_books,
            ("GET", "/mails"): self._list_mails,
            ("GET", "/hooks"): self._list_hooks,
            ("GET", "/settings"): lambda _: json_answer(self._dials.now),
            ("PUT", "/settings"): self._change,
            ("POST", "/reset"): self._start_over,
        }

    def route(self, request: Request) -> str:
        return request.path.strip("/")

    def refusal(self, route: str, status: int) -> Answer:
        return text_answer(route, status=status)

    def answer(self, request: Request) -> Answer:
        act = self._routes.get((request.method, request.path))
        if act is not None:
            return act(request)
        parts = request.path.strip("/").split("/")
        if request.method == "GET" and len(parts) == 3 and parts[::2] == ["mails", "raw"]:
            return self._raw(parts[1])
        return json_answer({"error": "no such page of the sandbox"}, status=404)

    def _read_books(self, request: Request) -> Answer:
        del request
        repeated = [
            {"message_id": message_id, "recipient": recipient, "copies": copies}
            for (message_id, recipient), copies in self._sink.repeated().items()
        ]
        account: dict[str, Any] = msgspec.to_builtins(self._books.account())
        mails = {"accepted": len(self._sink.mails), "repeated": repeated}
        return json_answer({**account, "mails": mails, "hooks": len(self._make.hooks)})

    def _list_mails(self, request: Request) -> Answer:
        offset, limit = _slice(request)
        page = self._sink.mails[offset : offset + limit]
        listed = [_line(mail) for mail in page]
        return json_answer({"total": len(self._sink.mails), "mails": listed})

    def _list_hooks(self, request: Request) -> Answer:
        offset, limit = _slice(request)
        page = self._make.hooks[offset : offset + limit]
        return json_answer({"total": len(self._make.hooks), "hooks": page})

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
