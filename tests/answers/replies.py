"""The replies that were written to judge by, and what is made of them."""

import tomllib
from pathlib import Path

from msgspec import Struct, convert

from cam.adapters.incoming.quoting import stripped
from cam.domain.model.answer import AnswerKind, Classified, classified


class Reply(Struct, frozen=True):
    """One reply, with the class that a careful reader gives."""

    language: str
    kind: AnswerKind
    text: str
    subject: str = ""
    unsure: bool = False
    """Would a careful reader ask somebody?"""

    @property
    def said(self) -> Classified:
        """What CAM makes of it."""
        return classified(self.subject, stripped(self.text))


def part(name: str) -> list[Reply]:
    """The replies of one file: before, after or last."""
    file = Path(__file__).with_name(f"replies_{name}.toml")
    return convert(tomllib.loads(file.read_text("utf-8"))["reply"], list[Reply])


PARTS = ("before", "after", "last")
REPLIES = [reply for name in PARTS for reply in part(name)]
