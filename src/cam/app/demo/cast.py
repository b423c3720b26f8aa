"""Who and what plays in the demo: two people, a row that is nobody, and a clock in a hurry."""

import csv
import io
from collections.abc import Iterable, Sequence
from itertools import islice

from cam.ports.clock import Clock
from cam.sandbox.world import World

PATIENCE = 0.2
"""Seconds that the demo waits at most where CAM would give a vendor more time."""
HEADER = ("email", "first name", "last name", "company", "score", "tags")
NOBODY = ("not an address", "Nobody", "Atall", "", "", "")


class Hurried:
    """A clock whose waits are short: the pretended vendors are ready at once."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.now = clock.now
        self.new_id = clock.new_id

    async def sleep(self, seconds: float) -> None:
        """Waits so many seconds, PATIENCE at most."""
        await self._clock.sleep(min(seconds, PATIENCE))


def acquaintances(world: World) -> list[Sequence[str]]:
    """Rows of two people who exist, whom the audience would not find."""
    people = map(world.person, range(world.scale.people))
    fit = (p for p in people if p.title.name == "Sales Director" and p.email_status == "verified")
    return [
        (p.email, p.first_name, p.last_name, p.company.name, "0.9", "hot") for p in islice(fit, 2)
    ]


def a_file(rows: Iterable[Sequence[str]]) -> io.BytesIO:
    """The rows as an operator's CSV file."""
    file = io.StringIO()
    csv.writer(file).writerows([HEADER, *rows])
    return io.BytesIO(file.getvalue().encode())
