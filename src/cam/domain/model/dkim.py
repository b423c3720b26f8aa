"""The record of a DKIM key (RFC 6376 3.6.1)."""

from msgspec import Struct

from cam.domain.model.tag_list import MalformedRecord, tags


class KeyRecord(Struct, frozen=True, kw_only=True):
    """What is published at `selector._domainkey.domain`."""

    kind: str
    """`rsa`, `ed25519`"""
    public: str
    """Base64 without spaces; empty: revoked."""
    testing: bool
    """The domain asks not to be judged by it (`t=y`)."""


def key_record(record: str) -> KeyRecord:
    """Reads it. Raises MalformedRecord for what no verifier would use for a mail."""
    given = tags(record)
    if given.get("v", "DKIM1") != "DKIM1" or ("v" in given and next(iter(given)) != "v"):
        raise MalformedRecord("it does not begin with v=DKIM1")
    if "p" not in given:
        raise MalformedRecord("it has no p=")
    if "sha256" not in _listed(given.get("h", "sha256")):
        raise MalformedRecord(f"h={given['h']} leaves out sha256")
    if not {"*", "email"} & _listed(given.get("s", "*")):
        raise MalformedRecord(f"s={given['s']} leaves out email")
    return KeyRecord(
        kind=given.get("k", "rsa") or "rsa",
        public="".join(given["p"].split()),
        testing="y" in _listed(given.get("t", "")),
    )


def _listed(value: str) -> set[str]:
    return {each.strip() for each in value.split(":")}
