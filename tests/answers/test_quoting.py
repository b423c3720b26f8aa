"""What a person wrote is told from what they answer, in every client's way to quote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.adapters.incoming.quoting import stripped

from .replies import REPLIES

ANSWER = "Yes please.\n\nCall me:\n- on Thursday\n- or on Friday"
OURS = 'Hi Tom,\n\nA question.\n\n--\nAda\nIf you would rather not hear from me, reply "stop".'
MARKED = "\n".join(f"> {line}" for line in OURS.splitlines())

INTRODUCTIONS = [
    "On Mon, 5 Jan 2026 at 09:12, Ada Sender <ada@agency.test> wrote:",
    "On Mon, 5 Jan 2026 at 09:12, Ada Sender\n<ada@agency.test> wrote:",
    "On Jan 5, 2026, at 9:12\u202fAM, Ada Sender <ada@agency.test> wrote:",
    "Am 05.01.2026 um 09:12 schrieb Ada Sender:",
    "Am Mo., 5. Jan. 2026 um 09:12 Uhr schrieb Ada Sender <\nada@agency.test>:",
    "Le lun. 5 janv. 2026 à 09:12, Ada Sender <ada@agency.test> a\nécrit :",
    "Le 5 janv. 2026 à 09:12, Ada Sender a écrit\xa0:",
    "El lun, 5 ene 2026 a las 9:12, Ada Sender (<ada@agency.test>) escribió:",
    "Il giorno lun 5 gen 2026 alle ore 09:12 Ada <ada@agency.test> ha scritto:",
    "Op ma 5 jan 2026 om 09:12 schreef Ada Sender <ada@agency.test>:",
    "Op 5 jan. 2026 om 09:12 heeft Ada <ada@agency.test> het volgende geschreven:",
    "Em seg., 5 de jan. de 2026 às 09:12, Ada <ada@agency.test> escreveu:",
    "Ada Sender <ada@agency.test> schrieb am Mo., 5. Jan. 2026, 09:12:",
]
BLOCKS = [
    "From: Ada Sender <ada@agency.test>\nSent: Monday, January 5, 2026\nTo: Tom\nSubject: Hello",
    "*From:* Ada Sender\n*Sent:* Monday\n*To:* Tom\n*Subject:* Hello",
    "________________________________\nFrom: Ada\nSent: Monday\nTo: Tom\nSubject: Hello",
    "-----Original Message-----\nFrom: Ada",
    "-----Ursprüngliche Nachricht-----\nVon: Ada",
    "Von: Ada Sender <ada@agency.test>\nGesendet: Montag\nAn: Tom\nBetreff: Hallo",
    'Gesendet: Montag, 5. Januar 2026\nVon: "Ada" <ada@agency.test>\nAn: tom@hill.test',
    "-------- Message d'origine --------\nDe : Ada",
    "De\xa0: Ada Sender\nEnvoyé\xa0: lundi 5 janvier\nÀ\xa0: Tom\nObjet\xa0: Bonjour",
    "De: Ada\nEnviado el: lunes\nPara: Tom\nAsunto: Hola",
    "-----Mensaje original-----\nDe: Ada",
    "Da: Ada\nInviato: lunedì\nA: Tom\nOggetto: Ciao",
    "Van: Ada\nVerzonden: maandag\nAan: Tom\nOnderwerp: Hallo",
    "De: Ada\nEnviada em: segunda\nPara: Tom\nAssunto: Olá",
    "---------- Forwarded message ---------\nFrom: Ada",
]
SIGNATURES = [
    "-- \nTom Hill\nHill Ltd",
    "Sent from my iPhone",
    "Von meinem iPhone gesendet",
    "Envoyé de mon iPhone",
    "Enviado desde mi iPhone",
    "Inviato da iPhone",
    "Verzonden vanaf mijn iPhone",
    "Enviado do meu iPhone",
    "Get Outlook for iOS<https://mobile.example>",
    "Best regards,\nTom Hill\nHead of Unsubscribing",
    "Best regards, Tom",
    "Mit freundlichen Grüßen\n\nTom Hill",
    "Bien cordialement,\nTom",
    "Un saludo\nTom",
    "Cordiali saluti,\nTom",
    "Met vriendelijke groet,\n\nTom",
    "Melhores cumprimentos,\nTom",
]


@pytest.mark.parametrize("introduction", INTRODUCTIONS)
def test_what_follows_an_introduction_is_anothers(introduction: str) -> None:
    """Whether its lines are marked or not."""
    for quoted in (MARKED, OURS):
        assert stripped(f"{ANSWER}\n\n{introduction}\n\n{quoted}\n") == ANSWER


@pytest.mark.parametrize("block", BLOCKS)
def test_a_mail_ends_at_the_headers_of_the_one_it_answers(block: str) -> None:
    """As Outlook and its like quote."""
    assert stripped(f"{ANSWER}\n\n{block}\n\n{OURS}\n") == ANSWER


@pytest.mark.parametrize("signature", SIGNATURES)
def test_a_signature_is_not_what_was_said(signature: str) -> None:
    """Nor what a telephone adds."""
    assert stripped(f"{ANSWER}\n\n{signature}\n") == ANSWER


def test_answers_below_and_between_are_kept() -> None:
    """Every line of the person, wherever it stands."""
    text = f"{INTRODUCTIONS[0]}\n\n> Interested?\n\nYes.\n\n> When?\n> Where?\n\nThursday, here."
    assert stripped(text).split() == ["Yes.", "Thursday,", "here."]


@pytest.mark.parametrize("introduction", ["Ada wrote:", "2026-01-05 Ada <ada@agency.test>:"])
def test_short_introductions_go_with_the_marked_lines_below(introduction: str) -> None:
    """Without these they may be the person's own words."""
    assert stripped(f"{introduction}\n> Interested?\n\nYes.") == "Yes."
    assert stripped(f"{introduction}\nlook at this.").startswith(introduction)


@pytest.mark.parametrize(
    "text",
    [
        "Thanks,\nbut please remove me.",
        "On Monday my boss wrote: we need this.\nCall me.",
        "From: what I see: you sell shoes.\nNo.",
        "To: the point. Date: any. We agree.",
        "Am Montag um 9:\nja, passt.",
        "Best of all, it is cheap.",
        "- one\n- two\n-- three",
        "Regards the price: what is it?",
    ],
)
def test_words_of_a_person_that_look_like_marks_are_kept(text: str) -> None:
    """What was said is never cut for a likeness."""
    assert stripped(text) == text


def test_a_postscript_is_kept() -> None:
    """People say the most important thing last."""
    text = "No.\n\nBest regards\nTom\nHill Ltd\n\nP.S. Please remove me.\n-- \nHill Ltd"
    assert stripped(text) == "No.\n\nP.S. Please remove me."


def test_nothing_remains_of_a_mail_without_an_answer() -> None:
    """A person looks at it."""
    assert stripped(f"{BLOCKS[0]}\n\n{OURS}") == ""
    assert stripped(MARKED) == ""


PIECES = [
    *INTRODUCTIONS,
    *BLOCKS,
    *SIGNATURES,
    "> quoted",
    "",
    "--",
    "a:",
    "P.S. x",
    "\r",
    "\u2028",
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=30), max_size=20).map("\n".join))
def test_any_text_is_stripped(text: str) -> None:
    """No error, the same each time, no line that was not there, and no marked one."""
    said = stripped(text)
    assert said == stripped(text)
    there = iter(text.replace("\r", "\n").replace("\u2028", "\n").split("\n"))
    plain = [line for line in said.split("\n") if line.isascii()]
    assert all(any(line.strip() in each for each in there) for line in plain)
    assert not any(line.startswith(">") for line in said.split("\n"))


@given(
    st.sampled_from([stripped(each.text) for each in REPLIES]),
    st.sampled_from([*INTRODUCTIONS, *BLOCKS]),
)
def test_our_own_mail_under_an_answer_changes_nothing(answer: str, quote: str) -> None:
    """Whatever client it went through."""
    assert stripped(f"{answer}\n\n{quote}\n\n{MARKED}") == stripped(answer)


@pytest.mark.parametrize("piece", ["On ", "On a\n", "From: a\n", "Am a schrieb ", ">", "\n", ":\n",
                                   "- ", "_", "a:", "* ", " \t", "--a", "Le a écrit "])  # fmt: skip
def test_a_hostile_text_is_bounded(piece: str) -> None:
    """Two hundred thousand repetitions are as quick as the first hundred thousand characters."""
    assert len(stripped(piece * 200_000)) <= 100_000
