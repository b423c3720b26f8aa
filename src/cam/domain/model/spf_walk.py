"""An SPF record with all that it leads to, and what it says of an address (RFC 7208 4.6)."""

from collections.abc import Iterator
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

from msgspec import Struct

from cam.domain.model.spf import ASKING, Term

Network = IPv4Network | IPv6Network


class Result(StrEnum):
    """What a record says of an address (RFC 7208 2.6)."""

    NONE = "none"
    NEUTRAL = "neutral"
    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    SOFTFAIL = "softfail"
    TEMPERROR = "temperror"
    PERMERROR = "permerror"


_BY_QUALIFIER = {
    "+": Result.PASS,
    "-": Result.FAIL,
    "~": Result.SOFTFAIL,
    "?": Result.NEUTRAL,
}


class Step(Struct, frozen=True, kw_only=True):
    """One term, and what the DNS told of it."""

    term: Term
    networks: tuple[Network, ...] = ()
    exists: bool = False
    """Of `exists`: for whom was asked."""
    leads_to: "Walk | None" = None
    """Of `include` and `redirect`."""
    void: int = 0
    """Look-ups that found nothing."""
    missed: str = ""
    """Why nobody could tell; empty when somebody could."""
    wrong: str = ""
    """What makes it an error whatever the address."""


class Walk(Struct, frozen=True, kw_only=True):
    """One domain's record, and the records that it leads to."""

    domain: str
    record: str = ""
    """Empty: it has none."""
    steps: tuple[Step, ...] = ()
    wrong: str = ""
    missed: str = ""

    @property
    def all_steps(self) -> Iterator[Step]:
        """Its own and those of all that it leads to."""
        for step in self.steps:
            yield step
            if step.leads_to is not None:
                yield from step.leads_to.all_steps

    @property
    def all_walks(self) -> Iterator["Walk"]:
        """This one, and all that it leads to."""
        yield self
        for step in self.all_steps:
            if step.leads_to is not None:
                yield step.leads_to

    @property
    def lookups(self) -> int:
        """The terms that ask the DNS, were each of them reached."""
        return sum(step.term.name in ASKING for step in self.all_steps)

    @property
    def void(self) -> int:
        """The look-ups that found nothing."""
        return sum(step.void for step in self.all_steps)

    @property
    def wrongs(self) -> tuple[str, ...]:
        """What is an error to every receiver, wherever it stands."""
        of_walks = (each.wrong for each in self.all_walks)
        return tuple(filter(None, (*of_walks, *(each.wrong for each in self.all_steps))))

    @property
    def not_told(self) -> str:
        """Why something of it could not be looked up; empty when all could."""
        of_walks = (each.missed for each in self.all_walks)
        of_steps = (each.missed for each in self.all_steps)
        return next(filter(None, (*of_walks, *of_steps)), "")

    @property
    def lets_everybody(self) -> bool:
        """May every address on earth send in its name?"""
        for step in self.steps:
            if _lets_everybody(step):
                return True
            if step.term.name == "all":
                return False
        return False

    def says(self, ip: IPv4Address | IPv6Address) -> Result:
        """Of this address. The limits are the caller's to hold."""
        if self.missed:
            return Result.TEMPERROR
        if self.wrong:
            return Result.PERMERROR
        if not self.record:
            return Result.NONE
        for step in self.steps:
            result = _of(step, ip)
            if result is not None:
                return result
        return Result.NEUTRAL


def _lets_everybody(step: Step) -> bool:
    if step.term.qualifier != "+":
        return False
    if step.term.name == "all" or any(net.prefixlen == 0 for net in step.networks):
        return True
    return step.leads_to is not None and step.leads_to.lets_everybody


def _of(step: Step, ip: IPv4Address | IPv6Address) -> Result | None:
    """What the step decides; None: the next one is asked."""
    if step.missed:
        return Result.TEMPERROR
    if step.wrong:
        return Result.PERMERROR
    if step.leads_to is not None:
        return _led(step, step.leads_to.says(ip))
    matches = step.term.name == "all" or step.exists or any(ip in net for net in step.networks)
    return _BY_QUALIFIER[step.term.qualifier] if matches else None


def _led(step: Step, there: Result) -> Result | None:
    """`include` takes only a pass; `redirect` takes what is said there (RFC 7208 5.2, 6.1)."""
    if there in (Result.TEMPERROR, Result.PERMERROR):
        return there
    if there is Result.NONE:
        return Result.PERMERROR
    if step.term.name == "redirect":
        return there
    return _BY_QUALIFIER[step.term.qualifier] if there is Result.PASS else None
