"""One HTTP request and its answer, as every provider of the sandbox sees them."""

from typing import Final, Protocol
from urllib.parse import parse_qsl

import msgspec

JSON: Final = "application/json; charset=utf-8"


class Malformed(ValueError):
    """The body is not the JSON object it should be."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A request; `path` is below the provider's prefix, header names are lower case."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: dict[str, str]
    body: bytes = b""

    @property
    def is_json(self) -> bool:
        kind = self.headers.get("content-type", "").partition(";")[0]
        return kind.strip().lower() == "application/json"

    def json_object(self) -> dict[str, object]:
        """The body as a JSON object; raises Malformed for anything else."""
        try:
            return msgspec.json.decode(self.body, type=dict[str, object])
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Malformed(str(error)) from error


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer; header names are lower case."""

    status: int = 200
    body: bytes = b""
    content_type: str = JSON
    headers: dict[str, str] = {}


class Provider(Protocol):
    """A vendor: answers at once and without waiting; latency and faults are added around it."""

    name: str
    exhausted: int
    """The status under which `refusal` says that credits lack."""

    def route(self, request: Request) -> str:
        """The route's name in books and faults; `unknown` for what the vendor does not have."""

    def answer(self, request: Request) -> Answer:
        """What the vendor answers, with its effects."""

    def refusal(self, route: str, status: int) -> Answer:
        """How the vendor words this status, without effects: for faults."""


def json_answer(value: object, *, status: int = 200) -> Answer:
    return Answer(status=status, body=msgspec.json.encode(value))


def text_answer(text: str, *, status: int = 200, kind: str = "text/plain") -> Answer:
    return Answer(status=status, body=text.encode(), content_type=f"{kind}; charset=utf-8")


def query_pairs(raw: bytes) -> tuple[tuple[str, str], ...]:
    return tuple(parse_qsl(raw.decode("ascii", "replace"), keep_blank_values=True))
