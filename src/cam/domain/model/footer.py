"""What stands under every mail: who writes and from where, the way out, and, in the first mail,
where the address came from (CAN-SPAM; GDPR articles 14 and 21).
"""

from html import escape

from cam.domain.model import source
from cam.domain.model.lead import Lead
from cam.domain.model.mail import Sender

_QUIET = "color:#767676;font-size:12px;line-height:1.5"
"""Small and grey, and still with a contrast of 4.5 to 1 on white (WCAG 2.2, 1.4.3)."""


def as_text(lead: Lead, sender: Sender, *, first: bool, unsubscribe_url: str = "") -> str:
    """Behind the mark of a signature, which mail programs know (RFC 3676 4.3)."""
    link = f" or open {unsubscribe_url}" if unsubscribe_url else ""
    lines = [sender.postal_address, source.sentence(lead)] if first else [sender.postal_address]
    lines.append(f'If you would rather not hear from me again, reply "unsubscribe"{link}.')
    return "\n".join([*_signed(sender), "", "-- ", *lines])


def as_html(lead: Lead, sender: Sender, *, first: bool, unsubscribe_url: str = "") -> str:
    """The same words."""
    link = ""
    if unsubscribe_url:
        where = escape(unsubscribe_url)
        link = f' or <a href="{where}" style="color:#767676">unsubscribe here</a>'
    lines = [", ".join(sender.postal_address.splitlines())]
    told = [escape(each) for each in (*lines, *([source.sentence(lead)] if first else []))]
    told.append(f"If you would rather not hear from me again, reply &quot;unsubscribe&quot;{link}.")
    signature = "<br>".join(map(escape, _signed(sender)))
    return f'<p>{signature}</p>\n<p style="{_QUIET}">{"<br>".join(told)}</p>'


def _signed(sender: Sender) -> list[str]:
    return [line for line in (sender.name, sender.company) if line]
