"""What the mail doctor found out about one thing that decides whether mails arrive."""

from enum import StrEnum

from msgspec import Struct, structs


class Standing(StrEnum):
    """How it stands."""

    OK = "ok"
    WARNING = "warning"
    """Mails go out, and some of them will be trusted less."""
    PROBLEM = "problem"
    """Mails will be refused, or put among the junk."""
    UNTOLD = "could not be told"


class Finding(Struct, frozen=True, kw_only=True):
    """One thing: what was seen, and what to do about it."""

    check: str
    standing: Standing
    seen: str
    advice: str = ""
    publish: str = ""
    """The very DNS record to publish, as a line of a zone file; empty when there is none."""
    missed: bool = False
    """It could not be told because nobody answered: looking again may tell."""

    def noting(
        self, standing: Standing, seen: str, advice: str = "", *, publish: str = ""
    ) -> "Finding":
        """The same with one more thing that was seen; the worse of both standings counts."""
        return structs.replace(
            self,
            standing=worst(self.standing, standing),
            seen=f"{self.seen}; {seen}",
            advice="; ".join(filter(None, (self.advice, advice))),
            publish=publish or self.publish,
        )


def unanswered(check: str, why: str) -> Finding:
    """What could not be told because nobody answered."""
    return Finding(
        check=check, standing=Standing.UNTOLD, seen=why, advice="look again later", missed=True
    )


_ORDER = (Standing.OK, Standing.UNTOLD, Standing.WARNING, Standing.PROBLEM)


def worst(*standings: Standing) -> Standing:
    """The one that weighs most; OK of none."""
    return max(standings, key=_ORDER.index, default=Standing.OK)


class Deliverability(Struct, frozen=True, kw_only=True):
    """All that was found out about the mails of one domain."""

    domain: str
    findings: tuple[Finding, ...]

    @property
    def problems(self) -> bool:
        """Is there anything that keeps mails from arriving?"""
        return any(each.standing is Standing.PROBLEM for each in self.findings)

    @property
    def missed(self) -> bool:
        """Did a look fail, so that there may be more than this says?"""
        return any(each.missed for each in self.findings)


def txt(name: str, value: str) -> str:
    """A TXT record as a line of a zone file, in strings of at most 255 octets (RFC 1035 3.3.14)."""
    strings = [value[start : start + 255] for start in range(0, len(value), 255)]
    escaped = (each.replace("\\", "\\\\").replace('"', '\\"') for each in strings)
    return f"{name}. IN TXT " + " ".join(f'"{each}"' for each in escaped)
