"""The key that signs, and keys that are published."""

from typing import Protocol

from msgspec import Struct

from cam.domain.model.dkim import KeyRecord


class OwnKey(Struct, frozen=True, kw_only=True):
    """The key with which CAM signs, as far as it may be told."""

    domain: str
    selector: str
    record: str
    """What the TXT record has to say."""


class DkimKeys(Protocol):
    """Knows the own key, if there is one, and measures published ones."""

    own: OwnKey | None
    unusable: str
    """Why the own key cannot be used; empty when it can, or when there is none."""

    def bits(self, record: KeyRecord) -> int:
        """The size of a published RSA key. Raises MalformedRecord when it is none."""
        ...

    def same(self, record: KeyRecord) -> bool:
        """Does it belong to the own key?"""
        ...

    def why_refused(self, record: str) -> str:
        """Signs a test message, and has another implementation verify it by the published record.

        Empty when it verifies, else why not. Only with an own key.
        """
        ...
