"""A mail as the JSON that a mailing scenario is given.

The scenario makes headers of these values. What could become another header, or another recipient,
is refused here, as no mail module of Make promises to do it.
"""

import re

import msgspec

from cam.domain.model import address
from cam.domain.model.errors import InvalidInput
from cam.domain.model.mail import ONE_CLICK, Mail
from cam.domain.model.text import has_control, many_lines

TYPE = "message.send_requested"
_SURROGATE = re.compile("[\ud800-\udfff]")
_UNSAFE = re.compile(rf"[\r\n]|=\?|{_SURROGATE.pattern}")
_MESSAGE_ID = re.compile(r"[!-;=?A-~]{1,200}@[!-;=?A-~]{1,200}")


def idempotency_key(mail: Mail) -> str:
    """What is the same for every try of one mail, and for no other mail: the part of its Message-ID
    that the attempt's id gives it."""
    return mail.message_id.partition("@")[0]


def letter(mail: Mail) -> bytes:
    """The body of the request, shaped as an announcement is.

    Every key is always there, so that one data structure of Make's fits all mails. Raises
    InvalidInput, naming the field, when a value is not safe to make a header of.
    """
    for field, value in _lines(mail).items():
        if has_control(value) or _UNSAFE.search(value):
            raise InvalidInput(field, "holds a control character or an encoded word")
    for field, value in _addresses(mail).items():
        if address.parsed(value) != value:
            raise InvalidInput(field, "is not written as it is mailed to")
    for value in (mail.message_id, *mail.references, *filter(None, (mail.in_reply_to,))):
        if not _MESSAGE_ID.fullmatch(value):
            raise InvalidInput("message_id", "is not a message id")
    if _SURROGATE.search(mail.text + mail.html):
        raise InvalidInput("text", "is not Unicode")
    return msgspec.json.encode(
        {
            "id": idempotency_key(mail),
            "type": TYPE,
            "version": 1,
            "occurred_at": mail.date,
            "data": {
                "to": mail.recipient,
                "to_name": mail.recipient_name,
                "from": mail.sender.email,
                "from_name": mail.sender.name,
                "reply_to": mail.sender.reply_to,
                "subject": mail.subject,
                "text": many_lines(mail.text),
                "html": many_lines(mail.html),
                "headers": _headers(mail),
            },
        }
    )


def _headers(mail: Mail) -> dict[str, str]:
    return {
        "Message-ID": _ids(mail.message_id),
        "In-Reply-To": _ids(mail.in_reply_to),
        "References": _ids(*mail.references),
        "List-Unsubscribe": mail.unsubscribe,
        "List-Unsubscribe-Post": ONE_CLICK if mail.one_click else "",
    }


def _ids(*message_ids: str) -> str:
    return " ".join(f"<{each}>" for each in message_ids if each)


def _lines(mail: Mail) -> dict[str, str]:
    return {
        "subject": mail.subject,
        "recipient_name": mail.recipient_name,
        "sender.name": mail.sender.name,
        "unsubscribe": mail.unsubscribe,
    }


def _addresses(mail: Mail) -> dict[str, str]:
    told = {
        "recipient": mail.recipient,
        "sender.email": mail.sender.email,
        "sender.reply_to": mail.sender.reply_to,
    }
    return {field: value for field, value in told.items() if value or field == "recipient"}
