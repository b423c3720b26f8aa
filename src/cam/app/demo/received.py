"""What the sandbox's mail sink received, read as a mail program would."""

from email import message_from_bytes, policy
from email.message import EmailMessage

HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "List-Unsubscribe")


def opened(raw: bytes) -> EmailMessage:
    """The mail."""
    return message_from_bytes(raw, policy=policy.default)


def text_of(mail: EmailMessage) -> str:
    """Its words."""
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body is not None else ""


def is_complete(mail: EmailMessage, *, postal_address: str) -> bool:
    """Has it every header once, the sender's postal address, and a way out?"""
    text = text_of(mail)
    once = all(len(mail.get_all(name, [])) == 1 for name in HEADERS)
    return once and postal_address in text and "unsubscribe" in text


def is_personal(mail: EmailMessage) -> bool:
    """Does it greet the one it is addressed to, by name?"""
    greeting = text_of(mail).partition(",")[0].removeprefix("Hello ")
    return bool(greeting) and str(mail["To"]).replace('"', "").startswith(greeting)
