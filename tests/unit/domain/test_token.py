"""Tokens name an attempt; nobody without the key can make one."""

import re
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model.address import parsed
from cam.domain.model.token import (
    LENGTH,
    TokenPurpose,
    plus_address,
    signed,
    signing_key,
    subject_of,
    token_in,
)

KEY = signing_key(b"a secret of thirty-two bytes ...")
ANN = UUID("019a4f00-0000-7000-8000-000000000001")
UNSUBSCRIBE, REPLY = TokenPurpose
TOKEN = signed(KEY, UNSUBSCRIBE, ANN)

purposes = st.sampled_from(TokenPurpose)
keys = st.binary(min_size=16, max_size=64).map(signing_key)


@given(keys, purposes, st.uuids())
def test_a_token_names_its_subject_in_whatever_case_it_comes(
    key: bytes, purpose: TokenPurpose, subject: UUID
) -> None:
    """Relays fold local parts."""
    token = signed(key, purpose, subject)
    assert subject_of(key, purpose, token) == subject
    assert subject_of(key, purpose, token.upper()) == subject


@given(keys, purposes, st.uuids())
def test_a_token_needs_no_escape_anywhere(key: bytes, purpose: TokenPurpose, subject: UUID) -> None:
    """Neither in the path of a URL nor in an address, with room for a mailbox before it."""
    token = signed(key, purpose, subject)
    assert re.fullmatch(r"[a-z2-7]{48}", token)
    assert parsed(f"fifteen.letters+{token}@x.test")


@given(st.uuids(), st.uuids())
def test_tokens_of_others_are_others(one: UUID, other: UUID) -> None:
    """And each is always the same."""
    assert (signed(KEY, REPLY, one) == signed(KEY, REPLY, other)) is (one == other)


def test_a_token_is_good_for_one_purpose_and_one_key() -> None:
    """Who has the address of a reply cannot make the link of an unsubscribe from it."""
    assert subject_of(KEY, REPLY, TOKEN) is None
    assert subject_of(signing_key(b"another"), UNSUBSCRIBE, TOKEN) is None


@given(st.integers(0, LENGTH - 1), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_one_changed_letter_makes_it_nobodys(place: int, letter: str) -> None:
    """Each of the 48 counts."""
    changed = TOKEN[:place] + letter + TOKEN[place + 1 :]
    assert subject_of(KEY, UNSUBSCRIBE, changed) == (ANN if changed == TOKEN else None)


@given(st.one_of(st.text(max_size=60), st.text("abc234=01", min_size=48, max_size=48)))
def test_whatever_else_is_no_token(text: str) -> None:
    """And no error."""
    assert subject_of(KEY, UNSUBSCRIBE, text) is None


def test_the_key_of_tokens_is_not_the_secret_it_comes_from() -> None:
    """That one also hides erased people's addresses."""
    assert signing_key(b"secret") != signing_key(b"secrets")
    assert b"secret" not in signing_key(b"secret")


def test_a_plus_address_carries_a_token_where_there_is_room() -> None:
    """A mailbox of 15 letters has it; a longer one, or one with a tag of its own, has not."""
    assert plus_address("ann@x.test", TOKEN) == f"ann+{TOKEN}@x.test"
    assert plus_address(f"{'a' * 15}@x.test", TOKEN)
    assert plus_address(f"{'a' * 16}@x.test", TOKEN) == ""
    assert plus_address("ann+cam@x.test", TOKEN) == ""


def test_a_token_is_found_in_a_subject_and_in_an_address() -> None:
    """As `mailto:` writes it, answered or not, folded or not; nothing else looks like one."""
    assert token_in(f"unsubscribe {TOKEN}", ()) == TOKEN
    assert token_in(f"Re: Unsubscribe  {TOKEN.upper()}", ()) == TOKEN
    assert token_in("hello", ("bo@x.test", f"Ann+{TOKEN.upper()}@X.test")) == TOKEN
    assert token_in("unsubscribe", ("ann@x.test", f"ann+{TOKEN}a@x.test")) == ""
    assert token_in(f"unsubscribe {TOKEN}a", ()) == ""
    assert token_in(f"unsubscribe x{TOKEN}", ()) == ""
