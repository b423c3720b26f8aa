"""Records made of `tag=value;` (RFC 6376 3.2): DKIM keys and DMARC policies."""

import re

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


class MalformedRecord(ValueError):
    """The record cannot be read; the message says why."""


def tags(record: str) -> dict[str, str]:
    """The tags by name, in the order of the record. Raises MalformedRecord."""
    found: dict[str, str] = {}
    parts = [part.strip() for part in record.split(";")]
    if parts[-1] == "":
        parts.pop()
    for part in parts:
        name, equals, value = (each.strip() for each in part.partition("="))
        if not equals or not _NAME.fullmatch(name):
            raise MalformedRecord(f'"{part[:40]}" is no tag=value')
        if name in found:
            raise MalformedRecord(f"the tag {name}= is there twice")
        found[name] = value
    return found
