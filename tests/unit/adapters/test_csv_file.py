"""Prospects from files, each row a person or a refusal."""

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.adapters import json_file
from cam.adapters.csv_file import read_prospects
from cam.adapters.json_file import read_json_prospects
from cam.domain.model.errors import InvalidInput
from cam.domain.model.prospect import EmailStatus, Prospect
from cam.ports.prospect_file import RefusedRow

SAMPLES = Path(__file__).parents[4] / "shared/facts/samples/crm"


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
    "lastName": "Lee",
    "Last Name": "no",
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


def lines_of(text: str | bytes) -> list[tuple[int, str]]:
    """Which lines are refused, and why."""
    return [(row.line, row.reason) for row in rows(text) if isinstance(row, RefusedRow)]


def test_a_row_is_told_by_the_line_on_which_it_begins() -> None:
    """Whatever stands before it: blank lines, line breaks in the header or in a cell."""
    text = (
        '\n\n"e\nmail","first\nname"\r\na@x.example,"A\nn\n\nn"\r\n\r\nnobody,\r\nno one,"B\nb"\n'
    )
    assert [line for line, _ in lines_of(text)] == [11, 12]
    assert next(row.first_name for row in rows(text) if isinstance(row, Prospect)) == "A n n"


def test_an_open_quote_costs_its_own_row_only() -> None:
    """The rows behind it, which it would swallow, are read."""
    text = 'email,first name\na@x.example,"Ann\nb@x.example,Bob\nc@x.example,Cy\n'
    first, second, third = rows(text)
    assert isinstance(first, RefusedRow)
    assert (first.line, "quotation mark" in first.reason) == (2, True)
    assert [row.email for row in (second, third) if isinstance(row, Prospect)] == [
        "b@x.example",
        "c@x.example",
    ]
    many = 'email,first name\na@x.example,"Ann\n' + "b@x.example,Bob\n" * 20_000
    assert [line for line, _ in lines_of(many)] == [2]
    assert len(rows(many)) == 20_001


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ('a@x.example,"Ann"x', "not CSV"),
        ("a@x.example,An\rn", "line break"),
        ('a@x.example,"Ann', "quotation mark"),
    ],
)
def test_what_is_not_csv_is_refused_by_its_line(row: str, reason: str) -> None:
    """The next row is read."""
    found = rows(f"email,first name\n{row}\nb@x.example,Bob\n")
    assert isinstance(found[0], RefusedRow)
    assert (found[0].line, reason in found[0].reason) == (2, True)
    assert isinstance(found[-1], Prospect)


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("sep=;\nemail;first name\na@x.example;Ann\n", "a@x.example"),
        ("\ufeffsep=|\r\nemail|first name\r\na@x.example|Ann\r\n", "a@x.example"),
        ('"email";"Notes, and more, and more"\na@x.example;none\n', "a@x.example"),
        ("email,first name,,\na@x.example,Ann,,,,\n", "a@x.example"),
        ("email,first name,city\na@x.example\n", "a@x.example"),
    ],
)
def test_what_spreadsheets_write_is_read(text: str, email: str) -> None:
    """A line that says the delimiter, commas in a header, blank cells too many, or too few."""
    assert only(text).email == email


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("email\na@x.example\n".encode("utf-16"), "UTF-16"),
        ("email\na@x.example\n".encode("utf-16-le"), "UTF-16"),
        ("email\na@x.example\n".encode("utf-32"), "UTF-16"),
        (b"email\ra@x.example\r", "CR alone"),
        (b'email,"first\n' + b"x" * 10, "header"),
        (b"," * 5_000 + b"email\n", "columns"),
        (b"\xef\xbb\xbf", "header"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_reason(body: bytes, word: str) -> None:
    """Before any row."""
    with pytest.raises(InvalidInput, match=word):
        read_prospects(io.BytesIO(body), name="leads.csv")


def test_a_line_of_any_length_fills_no_memory() -> None:
    """It is refused, and what follows is read, under its own number."""
    body = b"email,first name\na@x.example," + b"x" * 5_000_000 + b"\nnobody,\nb@x.example,Bob\n"
    found = rows(body)
    assert [row.line for row in found if isinstance(row, RefusedRow)] == [2, 3]
    assert isinstance(found[-1], Prospect)


CRM = {
    "HubSpot": "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Company name,"
    "Job Title,Mobile Phone Number,Website URL",
    "HubSpot's own names": "hs_object_id,firstname,lastname,email,phone,hubspot_owner_id,company,"
    "jobtitle,mobilephone,website",
    "Salesforce": "Id,FirstName,LastName,Email,Phone,OwnerId,Account Name,Title,MobilePhone,"
    "Website",
    "Pipedrive": "Person - ID,Person - First name,Person - Last name,Person - Email - Work,"
    "Person - Phone - Work,Person - Owner,Organization - Name,Person - Job title,"
    "Person - Phone - Home,Organization - Website",
    "Apollo": "Apollo Contact Id,First Name,Last Name,Email,Work Direct Phone,Contact Owner,"
    "Company,Title,Mobile Phone,Website",
    "Google": "Id,Given Name,Family Name,E-mail 1 - Value,Phone 1 - Value,Owner,"
    "Organization 1 - Name,Organization 1 - Title,Mobile,Website",
}


@pytest.mark.parametrize("header", list(CRM.values()), ids=list(CRM))
def test_an_export_of_a_crm_is_understood(header: str) -> None:
    """Under its own headers; of two columns of one kind the first that is filled counts."""
    person = only(
        f"{header}\n7,Claire,Durand,claire@x.example,,Bob,X,CEO,+33 6,https://x.example\n"
    )
    assert (person.first_name, person.last_name) == ("Claire", "Durand")
    assert (person.email, person.company, person.title) == ("claire@x.example", "X", "CEO")
    assert person.domain == "x.example"
    assert set(person.custom.values()) >= {"7", "Bob"}
    assert "Claire" not in person.custom.values()


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Claire Durand", ("Claire", "Durand")),
        ("Durand, Claire", ("Claire", "Durand")),
        ("Claire de la Tour", ("Claire", "de la Tour")),
        ("Cher", ("Cher", "")),
    ],
)
def test_a_name_in_one_column_is_parted(name: str, parts: tuple[str, str]) -> None:
    """Unless its parts stand beside it."""
    person = only(f'Full Name,email\n"{name}",a@x.example\n')
    assert (person.first_name, person.last_name) == parts
    both = only(f'name,first name,last name,email\n"{name}",Ann,Lee,a@x.example\n')
    assert (both.first_name, both.last_name) == ("Ann", "Lee")


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ("Verified", EmailStatus.VERIFIED),
        ("catch_all", EmailStatus.RISKY),
        ("invalid", EmailStatus.INVALID),
        ("Bounced", EmailStatus.INVALID),
        ("none", EmailStatus.UNVERIFIED),
        ("", EmailStatus.GIVEN),
        ("likely to engage", EmailStatus.GIVEN),
    ],
)
def test_what_a_verifier_said_before_is_kept(told: str, status: EmailStatus) -> None:
    """A file that knows an address to be bad does not make it good."""
    assert only(f"email,Email Status\na@x.example,{told}\n").email_status is status


@pytest.mark.parametrize(
    ("told", "employees"),
    [("11-50", 11), ("1,000+", 1000), ("1.000", 1000), ("10 000", 10_000), ("many", None)],
)
def test_a_companys_size_is_read_as_people_write_it(told: str, employees: int | None) -> None:
    """The lower end of a range."""
    assert only(f'email,# Employees\na@x.example,"{told}"\n').employees == employees


def test_a_defused_cell_is_read_as_it_was() -> None:
    """In a sheet only: JSON has no formulas."""
    person = only("email,phone,'=odd,note\na@x.example,'+33 1,''=x,'plain\n")
    assert (person.phone, person.custom) == ("+33 1", {"=odd": "'=x", "note": "'plain"})
    (told,) = from_json(b'{"email": "a@x.example", "phone": "\'+33 1"}')
    assert isinstance(told, Prospect)
    assert told.phone == "'+33 1"


def test_columns_of_an_export_that_only_cam_can_say_are_not_read() -> None:
    """They are neither facts nor custom fields."""
    person = only("email,cam_status,cam_score\na@x.example,LOST,0.9\n")
    assert (person.score, person.custom) == (None, {})


@pytest.mark.parametrize(
    "told",
    [
        {"properties": {"email": "a@x.example", "firstname": "Ann", "company": "X"}},
        {"name": "Ann Lee", "emails": [{"value": "no@x.example"},
            {"value": "a@x.example", "primary": True}], "organization": {"id": 1, "name": "X"}},
        {"attributes": {"type": "Contact"}, "FirstName": "Ann", "Email": "a@x.example",
            "Company": "X"},
        {"emails": ["a@x.example", "no@x.example"], "first_name": "Ann", "company": "X"},
    ],
)  # fmt: skip
def test_json_is_read_as_crms_nest_it(told: dict[str, object]) -> None:
    """Properties, a primary value, an organisation's name."""
    (person,) = from_json(json.dumps(told).encode())
    assert isinstance(person, Prospect)
    assert (person.email, person.first_name, person.company) == ("a@x.example", "Ann", "X")


@pytest.mark.parametrize("name", ["hubspot.contacts_batch_upsert", "salesforce.collection_upsert"])
def test_a_published_crm_record_is_read(name: str) -> None:
    """As the vendors' own specifications write it."""
    file = SAMPLES / f"{name}.request.json"
    if not file.exists():
        pytest.skip(f"{file} is not here")
    body = json.loads(file.read_text("utf-8"))["json"]
    (person,) = from_json(json.dumps(body.get("inputs") or body["records"]).encode())
    assert isinstance(person, Prospect)
    assert (person.email, person.first_name) == ("claire.durand@exemple.example", "Claire")


def test_a_json_array_is_bounded_and_lines_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be streamed is refused with what to do instead."""
    monkeypatch.setattr(json_file, "LARGEST_ARRAY", 1_000)
    one = json.dumps(PERSON).encode()
    with pytest.raises(InvalidInput, match="one JSON object a line"):
        from_json(b"[" + b",".join([one] * 50) + b"]")
    assert len(from_json(b"\n".join([one] * 50))) == 50
    stream = io.BytesIO(b"\n".join([one] * 100_000))
    next(read_json_prospects(stream, name="leads.jsonl"))
    assert stream.tell() < 1_000


def test_json_in_utf_16_is_refused_with_the_reason() -> None:
    """Not line by line."""
    with pytest.raises(InvalidInput, match="UTF-16"):
        from_json('{"email": "a@x.example"}'.encode("utf-16"))
