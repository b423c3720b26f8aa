"""What does CAM depend on, and does it work? Looks only: no credit, no mail, no webhook."""

from enum import StrEnum

from msgspec import Struct, structs

from cam.app.composition import World, open_cam, probes
from cam.app.mailboxes import MAKE, accounts
from cam.app.settings import Settings
from cam.domain.model.errors import CamError, InvalidInput
from cam.domain.model.hold import Hold
from cam.domain.model.mail import Sender
from cam.domain.model.way_out import PATH, is_unread, reachable
from cam.ports.probe import Probe


class State(StrEnum):
    """How one thing stands."""

    OK = "ok"
    FAILED = "failed"
    CONFIGURED = "configured"
    """It is set, and cannot be looked at without using it."""
    NOT_CONFIGURED = "not configured"


class Check(Struct, frozen=True, kw_only=True):
    """One thing that CAM depends on. `credits_left` None when it has none or did not say."""

    name: str
    state: State
    detail: str = ""
    credits_left: float | None = None
    limits: str = ""
    """The requests that it allows, as far as it says."""


class Checkup(Struct, frozen=True, kw_only=True):
    """All of them. `healthy`: nothing that is configured fails."""

    healthy: bool
    checks: tuple[Check, ...]


_PROVIDERS = frozenset({"apollo", "dropcontact", "imap"})
_HOW = {
    "apollo": "set APOLLO_API_KEY to find and enrich leads",
    "dropcontact": "set DROPCONTACT_API_KEY to enrich and verify leads",
    "smtp": "set SMTP_HOST (and SMTP_PORT, SMTP_USERNAME, SMTP_PASSWORD) to send mails",
    "imap": "set IMAP_HOST (and IMAP_USERNAME, IMAP_PASSWORD) to read replies and bounces",
}


async def checkup(settings: Settings) -> Checkup:
    """Looks at everything. Raises InvalidInput for settings that nothing can be built from."""
    _ = settings.inbound_key
    database, held = await _database(settings)
    probed = {probe.provider: probe for probe in await probes(settings)}
    mailboxes = [_provider(probed.pop(name)) for name in list(probed) if name not in _PROVIDERS]
    providers = [
        _provider(probed[name]) if name in probed else _unset(name, how)
        for name, how in _HOW.items()
        if name in _PROVIDERS or not mailboxes
    ]
    checks_made = (*providers, *mailboxes, *_make(settings))
    told = [_with_hold(check, held.get(check.name)) for check in checks_made]
    checks = (database, *told, _sender(settings), _opt_out(settings))
    return Checkup(healthy=all(c.state is not State.FAILED for c in checks), checks=checks)


async def _database(settings: Settings) -> tuple[Check, dict[str, Hold]]:
    """How the database is, and whom the cycles leave alone by what it says."""
    held: dict[str, Hold] = {}
    try:
        async with open_cam(settings, world=World()) as cam:
            await cam.check_database()
            names = {each.mailbox.scope: each.mailbox.called for each in accounts(settings)}
            names[MAKE.scope] = "make mailer"
            held = {names.get(name, name): hold for name, hold in (await cam.holds()).items()}
            if refusal := (await cam.standing()).refusal:
                return Check(name="database", state=State.FAILED, detail=refusal), held
    except InvalidInput:
        raise
    except CamError as error:
        return Check(name="database", state=State.FAILED, detail=str(error)), held
    return Check(name="database", state=State.OK, detail="reachable, schema up to date"), held


def _with_hold(check: Check, hold: Hold | None) -> Check:
    """What is configured, and is left alone by the cycles for what it said last."""
    if hold is None or check.state is State.NOT_CONFIGURED:
        return check
    why = f"left alone since {hold.since:%Y-%m-%d %H:%M} UTC: {hold.reason}"
    return structs.replace(check, detail="; ".join(filter(None, (check.detail, why))))


def _provider(probe: Probe) -> Check:
    works = probe.reachable and probe.accepted
    said = "reachable, lets us in" if works else "cannot be reached"
    if probe.reachable and not probe.accepted:
        said = "reachable, does not let us in"
    return Check(
        name=probe.provider,
        state=State.OK if works else State.FAILED,
        detail=f"{said}: {probe.detail}" if probe.detail else said,
        credits_left=probe.credits_left,
        limits=probe.limits,
    )


def _make(settings: Settings) -> list[Check]:
    """Both of its webhooks."""
    urls = {
        "make": (settings.make_webhook_url, "set MAKE_WEBHOOK_URL to announce what happens"),
        "make mailer": (settings.make_mailer_url, "set MAKE_MAILER_URL to have Make send mails"),
    }
    detail = "not looked at: any request would start the scenario"
    return [
        Check(name=name, state=State.CONFIGURED, detail=detail) if url else _unset(name, how)
        for name, (url, how) in urls.items()
    ]


def _sender(settings: Settings) -> Check:
    missing = settings.sender.missing
    if not missing:
        return Check(name="sender", state=State.OK, detail="name, address and postal address")
    if len(missing) < len(Sender().missing):
        lacks = " and ".join(missing)
        return Check(name="sender", state=State.FAILED, detail=f"incomplete: set {lacks}")
    return _unset("sender", f"set {', '.join(missing)}, unless each campaign has its own sender")


def _opt_out(settings: Settings) -> Check:
    """How whoever gets a mail ends it: at best by one press of a button."""
    name, mailbox = "opt-out", settings.sender_email
    link = reachable(settings.public_url)
    if link:
        detail = f"one click at {link}{PATH}, and by an answer"
        return Check(name=name, state=State.OK, detail=detail)
    if settings.public_url:
        detail = "CAM_PUBLIC_URL must be a plain https address: no mail has a link"
        return Check(name=name, state=State.FAILED, detail=detail)
    if is_unread(mailbox):
        detail = f"nobody reads {mailbox}: set CAM_PUBLIC_URL, until then no mail goes out"
        return Check(name=name, state=State.FAILED, detail=detail)
    if mailbox and settings.imap_host:
        detail = f"by an answer to {mailbox}, which CAM reads; set CAM_PUBLIC_URL for one click"
        return Check(name=name, state=State.OK, detail=detail)
    if mailbox:
        detail = f"by an answer to {mailbox} only: read it, and set CAM_PUBLIC_URL for one click"
        return Check(name=name, state=State.CONFIGURED, detail=detail)
    return _unset(name, "set CAM_PUBLIC_URL, so that one click ends it")


def _unset(name: str, how: str) -> Check:
    return Check(name=name, state=State.NOT_CONFIGURED, detail=how)
