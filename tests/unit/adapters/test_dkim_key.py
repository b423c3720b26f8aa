"""A key that cannot sign is refused when it is read, and named by its setting."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
)

from cam.adapters.dkim.key import signing_key
from cam.adapters.dkim.published import PublishedKeys
from cam.app.composition import open_cam
from cam.app.settings import Settings
from cam.domain.model.dkim import key_record
from cam.domain.model.errors import InvalidInput
from cam.testing.clock import FrozenClock
from keys import pem, published, rsa_key

DOMAIN, SELECTOR = "agency.example", "cam"
LOCKED = rsa_key().private_bytes(
    Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"canary")
)

REFUSED = [
    ("", SELECTOR, pem(rsa_key()), "CAM_DKIM_DOMAIN", "go together"),
    (DOMAIN, "", pem(rsa_key()), "CAM_DKIM_SELECTOR", "go together"),
    (DOMAIN, SELECTOR, "", "CAM_DKIM_KEY", "go together"),
    ("localhost", SELECTOR, pem(rsa_key()), "CAM_DKIM_DOMAIN", "domain"),
    ("a.example;s=x", SELECTOR, pem(rsa_key()), "CAM_DKIM_DOMAIN", "domain"),
    ("a.example\n", SELECTOR, pem(rsa_key()), "CAM_DKIM_DOMAIN", "domain"),
    ("b\u00fccher.example", SELECTOR, pem(rsa_key()), "CAM_DKIM_DOMAIN", "ASCII"),
    (DOMAIN, "a b", pem(rsa_key()), "CAM_DKIM_SELECTOR", "letters"),
    (DOMAIN, "x" * 64, pem(rsa_key()), "CAM_DKIM_SELECTOR", "letters"),
    (DOMAIN, SELECTOR, "nonsense", "CAM_DKIM_KEY", "not a private key"),
    (DOMAIN, SELECTOR, pem(rsa_key())[:200], "CAM_DKIM_KEY", "not a private key"),
    (DOMAIN, SELECTOR, LOCKED.decode(), "CAM_DKIM_KEY", "password"),
    (DOMAIN, SELECTOR, pem(generate_private_key(SECP256R1())), "CAM_DKIM_KEY", "RSA"),
    (DOMAIN, SELECTOR, pem(rsa_key(5120)), "CAM_DKIM_KEY", "5120 bits"),
]


@pytest.mark.parametrize(("domain", "selector", "key", "setting", "words"), REFUSED)
def test_what_cannot_sign_is_refused(
    domain: str, selector: str, key: str, setting: str, words: str
) -> None:
    """The setting is named; the key is not told."""
    with pytest.raises(InvalidInput, match=words) as refused:
        signing_key(domain, selector, key)
    assert refused.value.field == setting
    assert "BEGIN" not in str(refused.value)


async def test_cam_does_not_start_with_a_key_that_cannot_sign(database_url: str) -> None:
    """Rather than send mails that fail everywhere."""
    settings = Settings(
        database_url=database_url, dkim_domain=DOMAIN, dkim_selector=SELECTOR, dkim_key="nonsense"
    )
    with pytest.raises(InvalidInput, match="CAM_DKIM_KEY"):
        async with open_cam(settings):
            pass


def test_line_ends_may_be_written_as_two_characters() -> None:
    """Files with one setting a line have no other way."""
    one_line = pem(rsa_key()).replace("\n", "\\n")
    assert signing_key(DOMAIN, SELECTOR, one_line).private.key_size == 2048


def test_the_record_to_publish_is_the_keys_own() -> None:
    """What is advised is recognised afterwards, and verifies."""
    key = signing_key(DOMAIN.upper(), SELECTOR, pem(rsa_key()))
    keys = PublishedKeys(key, FrozenClock().now())
    assert keys.own is not None
    assert (keys.own.domain, keys.own.record.endswith(published(rsa_key().public_key()))) == (
        DOMAIN,
        True,
    )
    assert keys.same(key_record(keys.own.record))
    assert keys.bits(key_record(keys.own.record)) == 2048
    assert keys.why_refused(keys.own.record) == ""


def test_a_signature_is_refused_under_another_key() -> None:
    """The verifier verifies."""
    keys = PublishedKeys(signing_key(DOMAIN, SELECTOR, pem(rsa_key())), FrozenClock().now())
    other = published(rsa_key(2048, "other").public_key())
    assert keys.why_refused(f"v=DKIM1; p={other}") == (
        "the signature does not match the published key"
    )
    assert keys.why_refused("v=DKIM1; p=AAAA")


def test_nothing_prints_the_key() -> None:
    """Neither the settings nor the key itself."""
    key = signing_key(DOMAIN, SELECTOR, pem(rsa_key()))
    assert repr(key) == "SigningKey(cam._domainkey.agency.example)"
    assert "BEGIN" not in repr(Settings(dkim_key=pem(rsa_key())))
