"""Behind the own rules: flufl.bounce (Apache-2.0), which knows old formats of many servers."""

from email.message import Message

from cam.adapters.incoming.fields import canonical, once
from cam.adapters.incoming.part import Part

MAX_NOTICE = 20_000
"""Characters that it gets to read."""


def found_elsewhere(part: Part, notice: str) -> tuple[str, ...]:
    """The recipients that flufl.bounce finds in a notice.

    It gets the bare text, as ASCII in one part: never the message, whose structure is not to be
    trusted. Its verdict is not asked for: it tells temporary from permanent, not whose fault it is.
    """
    from flufl.bounce import all_failures  # noqa: PLC0415 - 30 ms, for one bounce in a hundred

    message: Message = Message()
    for name in ("from", "subject"):
        message[name] = part.field(name).encode("ascii", "replace").decode()
    message.set_payload(notice[:MAX_NOTICE].encode("ascii", "replace").decode())
    failed = (address for addresses in all_failures(message) for address in addresses)
    return once(canonical(address.decode("ascii", "replace")) for address in sorted(failed))
