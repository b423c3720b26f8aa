"""What one reading of the mailbox came to, as the faces tell it."""

from msgspec import Struct

from cam.domain.model.arrival import Arrival
from cam.domain.model.errors import CamError
from cam.domain.services.hearing import Heard


class InboxReport(Struct, frozen=True, kw_only=True):
    """One reading. Of a dry one nothing was applied, and the next reading finds the same."""

    dry_run: bool
    read: int
    by_kind: dict[str, int]
    needs_review: int
    unmatched: int
    """About no mail of ours: they change nothing."""
    left: int
    """New ones that the next reading finds."""
    messages: tuple[Arrival, ...]
    """Each of them, without its text."""
    errors: tuple[str, ...] = ()
    """What could not be read, and why; the rest was."""

    @property
    def is_clean(self) -> bool:
        """Was all read that is there?"""
        return not self.errors


def inbox_report(heard: Heard, *, dry_run: bool) -> InboxReport:
    """What it came to."""
    errors = list(heard.trouble)
    if heard.held:
        errors.append(f"a bounce blames the mailbox that sends: {heard.held}")
    if isinstance(heard.error, CamError):
        errors.append(str(heard.error))
    elif heard.error is not None:
        errors.append(f"{type(heard.error).__name__}: {heard.error}")
    return InboxReport(
        dry_run=dry_run,
        read=heard.read,
        by_kind=dict(heard.by_kind),
        needs_review=heard.needs_review,
        unmatched=heard.unmatched,
        left=heard.left,
        messages=tuple(heard.arrivals),
        errors=tuple(errors),
    )
