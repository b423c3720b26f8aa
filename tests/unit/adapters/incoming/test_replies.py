"""Persons and responders: who wrote, and what."""

from datetime import UTC, date, datetime

import pytest
from mails import mail, parts, raw

from cam.adapters.incoming.read import read
from cam.domain.model.incoming import IncomingKind


def test_a_person_s_answer_is_a_reply() -> None:
    """With its text, its sender and the mails that it answers, the newest first."""
    more = "In-Reply-To: <step-1@ours.test>\nReferences: <step-0@ours.test>\n <step-1@ours.test>\n"
    message = read(mail("Yes, please call me.\n", more=more))
    assert message.kind is IncomingKind.REPLY
    assert (message.sender, message.sender_name) == ("jane@theirs.test", "Jane")
    assert message.references == ("step-1@ours.test", "step-0@ours.test")
    assert message.text == "Yes, please call me."
    assert message.subject == "Re: A question"
    assert message.message_id == "reply@theirs.test"
    assert message.sent_at == datetime(2026, 8, 10, 7, tzinfo=UTC)
    assert message.to == ("ada@ours.test",)


def test_quotes_are_left_to_who_knows_them() -> None:
    """What strips them is given."""
    message = read(mail("Yes.\n> Hello"), strip=lambda text: text.split("\n>")[0])
    assert message.text == "Yes."


@pytest.mark.parametrize(
    "more",
    [
        "Auto-Submitted: auto-replied\n",
        "Auto-Submitted: auto-generated (vacation)\n",
        "Auto-Submitted: AUTO-NOTIFIED; owner-email=x\n",
        "X-Autoreply: yes\n",
        "X-Autorespond: Out\n",
        "X-Apple-Action: vacation\n",
        "Precedence: auto_reply\n",
        "Precedence: bulk\n",
        "Precedence: junk\n",
        "X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent\n",
        "Return-Path: <>\n",
        "List-Id: <news.theirs.test>\n",
    ],
)
def test_a_responders_marks_are_known(more: str) -> None:
    """RFC 3834 and those of the field; each alone is enough, and is told."""
    message = read(mail("I got your mail.", more=more))
    assert message.kind is IncomingKind.AUTO_REPLY
    assert message.reasons


@pytest.mark.parametrize(
    "more",
    [
        "Auto-Submitted: no\n",
        "X-Auto-Response-Suppress: All\n",
        "X-Autoreply: no\n",
        "List-Id: <team.theirs.test>\nIn-Reply-To: <step-1@ours.test>\n",
        "Precedence: normal\n",
        "Return-Path: <jane@theirs.test>\n",
    ],
)
def test_a_persons_marks_are_no_responders(more: str) -> None:
    """Microsoft's on human mail, and an answer that passes through a list."""
    assert read(mail("Yes.", more=more)).kind is IncomingKind.REPLY


@pytest.mark.parametrize("text", ["Please unsubscribe me.", "We were unable to deliver. No."])
@pytest.mark.parametrize(
    "more",
    [
        "Return-Path: <bounces+123@em.theirs.test>\n",
        "Precedence: bulk\nReturn-Path: <bounce-7@em.theirs.test>\n",
        "Precedence: junk\n",
    ],
)
def test_a_helpdesks_marks_make_no_machine_of_who_answers(more: str, text: str) -> None:
    """Its envelope sender is no null path, and its Precedence says nothing of an answer."""
    answer = "In-Reply-To: <step-1@ours.test>\n"
    message = read(mail(text, more=answer + more))
    assert (message.kind, message.references) == (IncomingKind.REPLY, ("step-1@ours.test",))


def test_a_null_path_alone_is_no_machine_that_answers_us() -> None:
    """Some relays write it on people's answers."""
    answer = "In-Reply-To: <step-1@ours.test>\nReturn-Path: <>\n"
    assert read(mail("Not for us.", more=answer)).kind is IncomingKind.REPLY


@pytest.mark.parametrize(
    "subject",
    [
        *("Automatic reply: A question", "Auto: A question", "Out of Office: A question"),
        *("Out of office", "OOO: until Monday", "Automatic response", "[Auto-Reply] A question"),
        *("Réponse automatique : A question", "Absence du bureau", "Absent", "Absence : congés"),
        *("Automatische Antwort: A question", "Abwesenheitsnotiz", "Abwesend bis Montag"),
        *("Risposta automatica: A question", "Fuori ufficio", "Respuesta automática: A question"),
        *("Fuera de la oficina", "Resposta automática: A question", "Ausência", "Autosvar: x"),
        *("Automatisch antwoord: A question", "Afwezig", "Frånvaro", "Odpowiedź automatyczna: x"),
        *("Автоответ: A question", "自動返信: A question", "不在通知", "自动回复: A question"),
        *("A question (Out of office)", "A question - Automatic reply"),
    ],
)
def test_a_responders_subject_is_known_in_many_languages(subject: str) -> None:
    """At its beginning or its end."""
    assert read(mail("I got your mail.", subject=subject)).kind is IncomingKind.AUTO_REPLY


@pytest.mark.parametrize(
    "subject",
    [
        *("Re: Automatic reply: A question", "Re: Out of office", "AW: Abwesenheitsnotiz"),
        *("Out of office furniture", "Absence management", "Automatic doors", "On holidays"),
        *("Autonomous", "Automation", "Absentmindedly", "Vacation rentals"),
    ],
)
def test_a_person_may_write_of_such_things(subject: str) -> None:
    """What begins alike, and answers to responders."""
    assert read(mail("Yes.", subject=subject)).kind is IncomingKind.REPLY


@pytest.mark.parametrize(
    "sender",
    [
        *("Administrator <administrator@theirs.test>", "Mail Server Systems Ltd <joe@theirs.test>"),
        *("System Administrator <admin@theirs.test>", "Bouncy Castles <joe@theirs.test>"),
    ],
)
def test_an_administrator_is_a_person(sender: str) -> None:
    """Small companies have them, and they answer."""
    assert read(mail("Yes, the mail was not delivered.", sender=sender)).kind is IncomingKind.REPLY


def test_who_reads_no_answers_is_no_person() -> None:
    """A ticket system's receipt."""
    message = read(mail("We got your request.", sender="No-Reply <no-reply@theirs.test>"))
    assert message.kind is IncomingKind.AUTO_REPLY


def test_an_auto_reply_says_when_the_person_is_back() -> None:
    """Counted from the day on which it was sent."""
    message = read(mail("I am back on 24 August.", subject="Out of office"))
    assert message.back_on == date(2026, 8, 24)
    assert read(mail("I am back on 24 August.")).back_on is None


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("charset=iso-8859-1\n\nGr\xfc\xdfe", "Grüße"),
        ("charset=windows-1252\n\n\x80 5", "€ 5"),
        ("charset=no-such-charset\n\nGr\xc3\xbc\xc3\x9fe", "Grüße"),
        ("charset=punycode\n\nabc-", "abc-"),
        ("charset=hex\n\n6162", "6162"),
        ("charset=\n\nGr\xfc\xdfe", "Grüße"),
        ("charset=utf-8\nContent-Transfer-Encoding: base64\n\nR3LDvMOfZQ==", "Grüße"),
        ("charset=utf-8\nContent-Transfer-Encoding: base64\n\nR3LDvM\nOf!ZQ", "Grüße"),
        (
            "charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nGr=C3=BC=C3=\n=9Fe",
            "Grüße",
        ),
        ("charset=iso-2022-jp\n\n\x1b$B$O$$\x1b(B", "はい"),
        ("charset=utf-8\n\nyes\x00 no\x07", "yes no"),
        ("charset=utf-7\n\n+2AA-x", "\ufffdx"),
    ],
)
def test_a_text_is_decoded_as_far_as_it_can_be(part: str, text: str) -> None:
    """Charsets that lie or do not exist, broken base64; no control character is kept."""
    body = f"--b\nContent-Type: text/plain; {part}\n--b--\n".encode("latin-1")
    head = mail("", type_='multipart/mixed; boundary="b"')
    assert read(head + body).text == text


def test_the_plain_part_is_read_and_not_the_attached_one() -> None:
    """The first text that is shown."""
    body = parts(
        "Content-Type: text/plain\nContent-Disposition: attachment; filename=x.txt\n\nNot this.",
        "Content-Type: text/html\n\n<p>Nor this.</p>",
        "Content-Type: text/plain\n\nThis.",
    )
    assert read(mail(body, type_="multipart/mixed; boundary=b")).text == "This."


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hello</p><p>World</p>", "Hello\n\nWorld"),
        ("a<br>b<br/><br>c", "a\nb\n\nc"),
        ("<style>p{}</style><script>alert(1)</script>Yes", "Yes"),
        ("<script>never closed", ""),
        ("<!-- <p>no</p> -->Yes", "Yes"),
        ("1 &lt; 2 &amp; 3&nbsp;&euro;", "1 < 2 & 3 €"),
        ("<blockquote>Quoted<br>lines</blockquote>Answer", "> Quoted\n> lines\nAnswer"),
        ("a < b", "a < b"),
        ("<b>never closed", "never closed"),
        ("<img src=x onerror=alert(1)>Yes", "Yes"),
    ],
)
def test_html_is_read_as_it_is_seen(html: str, text: str) -> None:
    """Nothing is run; quotes are marked as in plain text, before they are stripped."""
    assert read(mail(html, type_="text/html; charset=utf-8"), strip=str.strip).text == text


@pytest.mark.parametrize(
    ("sender", "name", "address"),
    [
        ("jane@theirs.test", "", "jane@theirs.test"),
        ("Jane@Theirs.TEST (Jane)", "", "jane@theirs.test"),
        ('"Doe, Jane" <jane@theirs.test>', "Doe, Jane", "jane@theirs.test"),
        (r'"Jane \"J\" Doe" <jane@theirs.test>', 'Jane "J" Doe', "jane@theirs.test"),
        ("=?utf-8?q?J=C3=B6rg?= <j@theirs.test>", "Jörg", "j@theirs.test"),
        ("=?x-none?q?J=FCrg?= <j@theirs.test>", "Jürg", "j@theirs.test"),
        ("'jane@theirs.test' <jane@theirs.test>", "jane@theirs.test", "jane@theirs.test"),
        ("Jane <not an address>", "Jane <not an address>", ""),
        ("undisclosed-recipients:;", "undisclosed-recipients:;", ""),
        ("Team: joe@theirs.test, jane@theirs.test;", "", "joe@theirs.test"),
    ],
)
def test_a_sender_is_read_as_it_is_written(sender: str, name: str, address: str) -> None:
    """Quoted, encoded, in groups; what is no address is none."""
    message = read(mail("Yes.", sender=sender))
    assert (message.sender_name, message.sender) == (name, address)


def test_every_place_of_delivery_is_told() -> None:
    """A token may stand in any of them."""
    more = (
        "Delivered-To: ada+t0k3n@ours.test\nX-Original-To: box@ours.test\nCc: bob@ours.test\n"
        "Received: from x by y with ESMTP\n for <ada+env@ours.test>; Mon, 10 Aug 2026 09:00 +0200\n"
    )
    assert read(mail("Yes.", more=more)).to == (
        "ada+t0k3n@ours.test",
        "box@ours.test",
        "ada+env@ours.test",
        "ada@ours.test",
        "bob@ours.test",
    )


@pytest.mark.parametrize(
    "written",
    ["<step-1@ours.test>", "<step-1@ours.\n test>", "step-1@ours.test",
     "Your mail of Monday <step-1@ours.test>", "  < step-1@ours.test >  "],
)  # fmt: skip
def test_an_id_is_found_as_servers_mangle_it(written: str) -> None:
    """Folded, without brackets, with words around it."""
    message = read(mail("Yes.", more=f"In-Reply-To: {written}\n"))
    assert message.references == ("step-1@ours.test",)


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("Mon, 10 Aug 2026 09:00:00 -0000", datetime(2026, 8, 10, 9, tzinfo=UTC)),
        ("10 Aug 2026 09:00 GMT", datetime(2026, 8, 10, 9, tzinfo=UTC)),
        ("yesterday", None),
        ("Mon, 31 Feb 2026 09:00:00 +0000", None),
        ("Fri, 31 Dec 9999 23:59:59 -1200", None),
        ("", None),
    ],
)
def test_a_date_is_one_that_a_calendar_has(written: str, at: datetime | None) -> None:
    """In UTC."""
    message = read(raw(f"From: jane@theirs.test\nDate: {written}\n\nYes."))
    assert message.sent_at == at
