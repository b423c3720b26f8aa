"""The canonical forms, held against the examples of RFC 6376 and against dkimpy."""

from dkim.canonicalization import Relaxed
from hypothesis import given
from hypothesis import strategies as st

from cam.adapters.dkim import relaxed

pieces = st.sampled_from([b" ", b"\t", b"\r\n", b"a", b"B", b".", b"", b"  ", b"x y"])
bodies = st.lists(pieces, max_size=30).map(lambda parts: b"".join(parts) + b"\r\n")
values = st.lists(
    st.sampled_from([b" ", b"\t", b"\r\n ", b"\r\n\t", b"a", b"B:", b";"]), max_size=20
).map(b"".join)


def test_the_example_of_the_standard() -> None:
    """RFC 6376 3.4.5."""
    assert relaxed.header(b"A", b" X") == b"a:X"
    assert relaxed.header(b"B ".strip(), b" Y\t\r\n\tZ  ") == b"b:Y Z"
    assert relaxed.body(b" C \r\nD \t E\r\n\r\n\r\n") == b" C\r\nD E\r\n"


def test_an_empty_body_is_nothing() -> None:
    """RFC 6376 3.4.4; lines of white space alone are empty."""
    assert [relaxed.body(each) for each in (b"", b"\r\n", b" \t\r\n \r\n")] == [b"", b"", b""]


@given(bodies)
def test_bodies_are_as_dkimpy_has_them(body: bytes) -> None:
    """Whatever stands in them."""
    assert relaxed.body(body) == Relaxed.canonicalize_body(body)


@given(values)
def test_headers_are_as_dkimpy_has_them(value: bytes) -> None:
    """Whatever stands in them, however they are folded."""
    ((name, canonical),) = Relaxed.canonicalize_headers([(b"X-Name", value)])
    assert relaxed.header(b"X-Name", value) + b"\r\n" == name + b":" + canonical
