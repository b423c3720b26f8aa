"""What mail servers say when they refuse a mail, in the order in which it is listened for.

What is said of the sender stands before what is said of a user, for both are called unknown; what
passes stands before what stays.
"""

from cam.domain.model import bounce_gone as gone
from cam.domain.model import bounce_ours as ours
from cam.domain.model import bounce_passing as passing
from cam.domain.model.bounce_notation import Wording

WORDINGS: tuple[Wording, ...] = (
    passing.CHOSEN,
    passing.CARRIER,
    ours.SENDER,
    ours.AUTHENTICATION,
    ours.REVERSE_DNS,
    ours.TLS,
    ours.RELAYING,
    ours.REPUTATION,
    passing.BUSY,
    ours.LIMITS,
    passing.FULL,
    passing.LATER,
    passing.GIVEN_UP,
    passing.TOO_BIG,
    passing.FAULT,
    gone.NO_USER,
    gone.UNKNOWN,
    gone.NO_USER_ABROAD,
    gone.NO_DOMAIN,
    gone.NO_MAIL,
    gone.MOVED,
    passing.SPAM,
)
"""Reasons that count before any code."""

FAINT: tuple[Wording, ...] = (passing.DISABLED, passing.CONTENT, passing.REFUSED)
"""What is said when no reason is given: it counts after the codes."""
