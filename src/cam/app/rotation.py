"""The mailboxes as an operator reads them: used, left, resting, held and why."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from difflib import get_close_matches

from msgspec import Struct

from cam.app.accounts import Hindrance, hindrance
from cam.domain.model.errors import InvalidInput, MailboxNotFound
from cam.domain.model.hold import Hold
from cam.domain.model.mailbox import Mailbox
from cam.domain.model.quota import Quota


class MailboxView(Struct, frozen=True, kw_only=True):
    """One mailbox today. `used`, `limit` and `left` are null where nothing counts or limits."""

    name: str
    sender: str
    """Its address; empty when campaigns or the deployment bring theirs."""
    day: date | None = None
    used: int | None = None
    limit: int | None = None
    """Today's, as far as a ramp-up has come."""
    left: int | None = None
    full_limit: int | None = None
    """Where a ramp-up ends."""
    next_send_at: datetime | None = None
    """When its next mail may leave, where there are pauses."""
    hold: Hindrance | None = None


def views(
    mailboxes: Sequence[Mailbox], quotas: Mapping[str, Quota], holds: Mapping[str, Hold]
) -> list[MailboxView]:
    """Each of them."""
    return [_view(each, quotas.get(each.scope), holds.get(each.scope)) for each in mailboxes]


def _view(mailbox: Mailbox, quota: Quota | None, hold: Hold | None) -> MailboxView:
    limited = quota if quota and quota.limit is not None else None
    return MailboxView(
        name=mailbox.name,
        sender=mailbox.sender.email,
        day=quota.day if quota else None,
        used=quota.used if quota else None,
        limit=limited.limit if limited else None,
        left=limited.remaining if limited else None,
        full_limit=mailbox.mails_per_day,
        next_send_at=quota.next_send_at if quota else None,
        hold=hindrance(hold),
    )


def named(mailboxes: Sequence[Mailbox], name: str) -> Mailbox:
    """The mailbox of that name or address. Raises MailboxNotFound, with the nearest one."""
    for each in mailboxes:
        if name in each.names:
            return each
    near = get_close_matches(name, [each.name for each in mailboxes], n=1)
    raise MailboxNotFound(name, near[0] if near else "")


def check_chosen(mailboxes: Sequence[Mailbox], chosen: Sequence[str]) -> None:
    """Raises InvalidInput when a campaign chooses a mailbox that is not there by that name."""
    for name in chosen:
        try:
            found = named(mailboxes, name).name
        except MailboxNotFound as unknown:
            raise InvalidInput("mailboxes", str(unknown), kind="unknown_mailbox") from None
        if found != name:
            raise InvalidInput("mailboxes", f'"{name}" is the address of "{found}": name that')
