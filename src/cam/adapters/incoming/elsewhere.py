"""Behind the own rules: flufl.bounce (Apache-2.0), which knows old formats of many servers."""

from email.message import Message

from cam.adapters.incoming.fields import canonical, once, sender
from cam.adapters.incoming.part import Part

MAX_TEXT = 20_000
"""Characters that it gets to read."""


_FAULTS = (AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What its detectors raise on a text that they did not expect."""


def found_elsewhere(part: Part, text: str) -> tuple[str, ...]:
    """The recipients that flufl.bounce finds in a text; none when it fails.

    It gets the bare text, as ASCII in one part, and a sender that is one: never the message, whose
    structure is not to be trusted. Its verdict is not asked for: it tells temporary from permanent,
    not whose fault it is.
    """
    from flufl.bounce import all_failures  # noqa: PLC0415 - 30 ms, for one bounce in a hundred

    message: Message = Message()
    message["From"] = sender(part)[1] or "postmaster@localhost"
    message["Subject"] = part.field("subject").encode("ascii", "replace").decode()
    message.set_payload(text[:MAX_TEXT].encode("ascii", "replace").decode())
    try:
        failed = {address for addresses in all_failures(message) for address in addresses}
    except _FAULTS:
        return ()
    return once(canonical(address.decode("ascii", "replace")) for address in sorted(failed))
