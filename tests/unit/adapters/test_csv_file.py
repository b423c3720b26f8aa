"""Prospects from files, each row a person or a refusal."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.adapters.csv_file import read_json_prospects, read_prospects
from cam.domain.model.errors import InvalidInput
from cam.domain.model.prospect import EmailStatus, Prospect
from cam.ports.prospect_file import RefusedRow


def rows(text: str | bytes) -> list[Prospect | RefusedRow]:
    body = text.encode() if isinstance(text, str) else text
    return list(read_prospects(io.BytesIO(body), name="leads.csv"))


def only(text: str | bytes) -> Prospect:
    (row,) = rows(text)
    assert isinstance(row, Prospect), row
    return row


@pytest.mark.parametrize(
    "text",
    [
        "E-Mail,First Name,Last Name,Company\nann@x.example,Ann,Lée,X\n",
        "email;Vorname;Nachname;Firma\r\nann@x.example;Ann;Lée;X\r\n",
        "\ufeffMAIL\tPrénom\tNom\tSociété\nann@x.example\tAnn\tLée\tX",
        'email,firstname,surname,organization\n"ann@x.example","Ann","Lée","X"\n\n',
        "\n\nemail,first_name,last_name,company\nann@x.example, Ann ,Lée,X",
    ],
)
def test_the_usual_files_are_read(text: str) -> None:
    """Any delimiter, any case, other languages, BOM, quotes, blank lines."""
    person = only(text)
    assert (person.email, person.email_status) == ("ann@x.example", EmailStatus.GIVEN)
    assert (person.first_name, person.last_name, person.company) == ("Ann", "Lée", "X")
    assert (person.provider, person.provider_id) == ("", "")


def test_windows_files_are_read() -> None:
    """What is not UTF-8 is Windows-1252."""
    assert only("email,nom\na@x.example,Müller€\n".encode("cp1252")).last_name == "Müller€"


def test_every_column_finds_its_field() -> None:
    """And the unknown ones become custom."""
    person = only(
        "email,website,job title,linkedin,city,country,industry,employees,"
        "phone,tags,score,Fav. Colour\n"
        "a@x.example,https://www.x.example/about,CEO,linkedin.com/in/a,Paris,France,SaaS,11-50,"
        '+33 1,"Hot, vip;hot",0.8,blue\n'
    )
    assert (person.domain, person.title, person.employees) == ("x.example", "CEO", 11)
    assert (person.tags, person.score) == (("hot", "vip"), 0.8)
    assert person.custom == {"Fav. Colour": "blue"}


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("nobody,Ann,Lee,X,", "email"),
        ("a@x.example,A\x00nn,Lee,X,", "control"),
        (",Ann,Lee,,", "missing"),
        (",,,,https://example.com/ann", "missing"),
        ("a@x.example,Ann,Lee,X,,surplus", "6 cells"),
        ("email_not_unlocked@domain.com,Ann,Lee,X,", "placeholder"),
        (f"a@x.example,{'x' * 600},Lee,X,", "longer"),
        ("a@x.example,\u202eAnn,Lee,X,", "control"),
    ],
)
def test_a_bad_row_is_refused_alone(row: str, word: str) -> None:
    """With its line and the reason; the rows around it stay."""
    good = "b@x.example,Bob,Ray,X,"
    head = "email,first name,last name,company,linkedin"
    first, refused, last = rows(f"{head}\n{good}\n{row}\n{good}\n")
    assert isinstance(first, Prospect)
    assert isinstance(last, Prospect)
    assert isinstance(refused, RefusedRow)
    assert refused.line == 3
    assert word in refused.reason


@pytest.mark.parametrize("row", [",Ann,Lee,X,", ",,,,https://www.linkedin.com/in/ann"])
def test_who_has_no_address_may_still_be_known(row: str) -> None:
    """By name and company, or by LinkedIn."""
    person = only(f"email,first name,last name,company,linkedin\n{row}\n")
    assert (person.email, person.email_status) == ("", EmailStatus.NONE)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "header"),
        ("\n\n", "header"),
        ("email,E-Mail\n", "twice"),
        ("city,country\n", "column"),
        ("\xff\xfee\x00m\x00", "UTF-16"),
        ('"email\n', "header"),
    ],
)
def test_a_bad_header_refuses_the_file(text: str, word: str) -> None:
    """At once, before any row, with a clear word."""
    body = text.encode("latin-1")
    with pytest.raises(InvalidInput, match=word):
        read_prospects(io.BytesIO(body), name="leads.csv")


def test_rows_are_read_as_they_are_asked_for() -> None:
    """A large file does not fill the memory."""
    stream = io.BytesIO(b"email\n" + b"a@x.example\n" * 100_000)
    reading = read_prospects(stream, name="leads.csv")
    next(reading)
    assert stream.tell() < 1_000


def from_json(body: bytes) -> list[Prospect | RefusedRow]:
    return list(read_json_prospects(io.BytesIO(body), name="leads.json"))


PERSON = {
    "email": "a@x.example",
    "lastName": "no",
    "Last Name": "Lee",
    "tags": ["hot"],
    "score": 1,
    "custom": {"k": 5},
}


def test_json_is_read_as_an_array_or_by_line() -> None:
    """With the same keys as a CSV header."""
    one = json.dumps(PERSON).encode()
    for body in (b"[%s]" % one, one, b"\n" + one + b"\n\n", b"\xef\xbb\xbf[%s]" % one):
        (person,) = from_json(body)
        assert isinstance(person, Prospect)
        assert (person.last_name, person.tags, person.score) == ("Lee", ("hot",), 1.0)
        assert person.custom["k"] == "5"


def test_a_bad_json_value_is_refused_alone() -> None:
    """By its place."""
    first, second, third = from_json(b'{"email": "a@x.example"}\nnonsense\n{"email": 5}\n')
    assert isinstance(first, Prospect)
    assert isinstance(second, RefusedRow)
    assert isinstance(third, RefusedRow)
    assert second.line == 2
    with pytest.raises(InvalidInput):
        from_json(b'[{"email": ')


@given(
    st.binary(max_size=400), st.sampled_from([b"email,first name,last name,company\n", b"", b'"e'])
)
def test_any_bytes_are_prospects_refusals_or_invalid_input(body: bytes, head: bytes) -> None:
    """Nothing else ever comes out."""
    for read in (read_prospects, read_json_prospects):
        try:
            found = list(read(io.BytesIO(head + body), name="x"))
        except InvalidInput:
            continue
        assert all(isinstance(row, Prospect | RefusedRow) for row in found)


@given(st.text(max_size=100))
def test_any_text_in_a_json_key_or_value_is_told(word: str) -> None:
    """Deep or odd."""
    from_json(
        json.dumps(
            [{word: word}, {"email": word, "score": word, "custom": {word: [word]}}]
        ).encode()
    )
