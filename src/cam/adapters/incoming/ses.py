"""Amazon SES's notifications, which its SNS mails as JSON.

docs.aws.amazon.com/ses/latest/dg/notification-contents.html
"""

import msgspec
from msgspec import Struct, field

from cam.adapters.incoming.original import Original
from cam.adapters.incoming.part import Part
from cam.adapters.incoming.refusal import Refusal

MAX_TEXT = 64 * 1024


class _Recipient(Struct, rename="camel"):
    email_address: str
    action: str = ""
    status: str = ""
    diagnostic_code: str = ""


class _Bounce(Struct, rename="camel"):
    bounce_type: str = ""
    bounced_recipients: list[_Recipient] = field(default_factory=list)


class _Complaint(Struct, rename="camel"):
    complained_recipients: list[_Recipient] = field(default_factory=list)
    complaint_feedback_type: str = "abuse"


class _Delivery(Struct, rename="camel"):
    recipients: list[str] = field(default_factory=list)
    smtp_response: str = ""


class _Headers(Struct, rename="camel"):
    message_id: str = ""


class _Mail(Struct, rename="camel"):
    common_headers: _Headers = field(default_factory=_Headers)
    message_id: str = ""
    source: str = ""
    destination: list[str] = field(default_factory=list)


class Event(Struct, rename="camel"):
    """One notification. `message_id` of the mail is Amazon's, which replaces the one we gave."""

    mail: _Mail
    notification_type: str = ""
    bounce: _Bounce | None = None
    complaint: _Complaint | None = None
    delivery: _Delivery | None = None

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """What became of the mail for each recipient."""
        if self.bounce:
            return tuple(_refused(each) for each in self.bounce.bounced_recipients)
        arrived = self.delivery.recipients if self.delivery else []
        return tuple(Refusal(recipient=each, action="delivered") for each in arrived)

    @property
    def original(self) -> Original:
        """The mail that it is about."""
        told = self.mail.common_headers.message_id.strip("<> ")
        return Original(references=tuple(filter(None, (told, self.mail.message_id))))


def event(part: Part, text: str) -> Event | None:
    """The notification in the text; None if there is none."""
    if "x-amz-sns-message-id" not in part.fields or not text.startswith("{"):
        return None
    json = text[:MAX_TEXT].split("\n--\n", 1)[0].replace("\n", "")
    try:
        return msgspec.json.decode(json, type=Event)
    except msgspec.DecodeError:
        return None


def _refused(recipient: _Recipient) -> Refusal:
    return Refusal(
        recipient=recipient.email_address,
        action=recipient.action.lower(),
        status=recipient.status,
        said=recipient.diagnostic_code.partition(";")[2] or recipient.diagnostic_code,
        in_a_status=True,
    )
