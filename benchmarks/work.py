"""What is measured, and what a measurement says. Times in seconds, memory in MB."""

from typing import Literal

from msgspec import Struct

Hook = Literal["limited", "unlimited", "none"]
"""Announcements: at Make's 300 in 10 s, without that limit, or not at all."""


Profile = Literal["", "sample", "calls"]
"""None, by samples, or by cProfile."""


class Work(Struct, frozen=True, kw_only=True):
    """So many campaigns of so many leads. `warm`: a cycle of another campaign was done before."""

    name: str
    campaigns: int
    leads: int
    warm: bool = False

    @property
    def mails(self) -> int:
        """Every lead is found, enriched and written to once."""
        return self.campaigns * self.leads


class Setup(Struct, frozen=True, kw_only=True):
    """Under which conditions."""

    latency: float = 0.0
    smtp_connections: int = 10
    concurrency: int = 16
    hook: Hook = "limited"
    loop: Literal["uvloop", "asyncio"] = "uvloop"
    sequential: bool = False


class Task(Struct, frozen=True, kw_only=True):
    """What the measured process is told."""

    work: Work
    setup: Setup
    environment: dict[str, str]
    control_url: str
    sandbox_pid: int
    folder: str
    profile: Profile = ""


class Measured(Struct, frozen=True, kw_only=True):
    """One run. CPU is of the measured process, from the call to its end."""

    wall: float
    user: float
    system: float
    loop_cpu: float
    """The part of the CPU that the event loop's thread used; the rest is SQLite's threads."""
    sandbox_cpu: float
    peak_mb: float
    sent: int
    calls: dict[str, int]
    """Provider calls by route, and `mails` and `hooks` that arrived."""
    statements: dict[str, int] = {}
    """By step; an executemany is one."""
    transactions: int = 0
    complaints: list[str] = []
    profile: str = ""

    @property
    def cpu(self) -> float:
        """User and system."""
        return self.user + self.system


Way = Literal["bare", "sqlite", "postgres"]
"""How mails are sent: by bare aiosmtplib, or by CAM on one of its databases."""
BARE: Way = "bare"
WAYS: tuple[Way, ...] = (BARE, "sqlite", "postgres")


class Sending(Struct, frozen=True, kw_only=True):
    """What the measured process of `send` is told."""

    way: Way
    database_url: str
    environment: dict[str, str]
    mails: int
    campaigns: int
    connections: int
    profile: bool = False


class Sent(Struct, frozen=True, kw_only=True):
    """One run of `send`. CPU is of the sending process."""

    mails: int
    seconds: float
    cpu: float
    peak_mb: float
    sink_cpu: float = 0.0
    statements: dict[str, int] = {}
    transactions: int = 0
    complaints: list[str] = []
    profile: str = ""

    @property
    def rate(self) -> float:
        """Mails a second."""
        return self.mails / self.seconds


CYCLE = Work(name="cycle-50", campaigns=1, leads=50)
WARM = Work(name="cycle-50-warm", campaigns=1, leads=50, warm=True)
SOME = Work(name="run-all-20x50", campaigns=20, leads=50)
ALL = Work(name="run-all-100x50", campaigns=100, leads=50)
WORKS = {work.name: work for work in (CYCLE, WARM, SOME, ALL)}
