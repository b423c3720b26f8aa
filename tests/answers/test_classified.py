"""What decides, and what must not."""

import random
import textwrap
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.adapters.incoming.quoting import stripped
from cam.domain.model import address
from cam.domain.model.answer import AnswerKind, Classified, classified

from .replies import REPLIES

TEXTS = st.text(max_size=400) | st.lists(
    st.sampled_from(
        [*"<>^$.|()[]{}*+?\\-@:,!", "not", "no", "please", "remove me", "STOP", "unsubscribe",
         "interested", "\n", "\n\n", " ", "\ufeff", "https://x.test/u", "a@x.test", "Ä", "\u0301"]
    ),
    max_size=60,
).map(" ".join)  # fmt: skip
SAID = st.sampled_from([stripped(each.text) for each in REPLIES])

FOOTERS = """
If you would rather not hear from me again, reply "unsubscribe".
To unsubscribe, click here: https://agency.test/u/abc
Unsubscribe: https://agency.test/u/abc
You can unsubscribe at any time.
Wenn Sie keine weiteren E-Mails erhalten möchten, antworten Sie mit "Abmelden".
Abmelden: https://agency.test/u/abc
Si vous ne souhaitez plus recevoir de mails, répondez STOP.
Se désabonner : https://agency.test/u/abc
Si no desea recibir más correos, responda BAJA.
Se non desidera ricevere altre mail, risponda STOP.
Als u geen e-mails meer wilt ontvangen, antwoord dan met STOP.
Se não deseja receber mais emails, responda STOP.
""".strip().splitlines()

TRAPS = [
    ("Why don't you stop by our office?", AnswerKind.POSITIVE),
    ("No problem, call me.", AnswerKind.POSITIVE),
    ("Kein Problem, rufen Sie mich an.", AnswerKind.POSITIVE),
    ("Thanks but no thanks.", AnswerKind.NEGATIVE),
    ("We are not currently interested.", AnswerKind.NEGATIVE),
    ("Das interessiert mich nicht.", AnswerKind.NEGATIVE),
    ("I do not think that this sounds great.", AnswerKind.NEGATIVE),
    ("Don't call me.", AnswerKind.NEGATIVE),
    ("Bel me niet.", AnswerKind.NEGATIVE),
    ("I'll pass.", AnswerKind.NEGATIVE),
    ("I'll pass this on to Anna.", AnswerKind.NEUTRAL),
    ("Would you be interested in our services?", AnswerKind.NEUTRAL),
    ("How do you help companies to stop churn?", AnswerKind.NEUTRAL),
    ("Please don't remove me from the list.", AnswerKind.NEUTRAL),
    ("No me den de baja, por favor.", AnswerKind.NEUTRAL),
    ("Bitte löschen Sie mich nicht.", AnswerKind.NEUTRAL),
    ("Take me off this thread, thanks.", AnswerKind.NEUTRAL),
    ("I am the right person, call me.", AnswerKind.POSITIVE),
    ("I am not the right person, call Anna.", AnswerKind.WRONG_PERSON),
]


def verdict(said: Classified) -> tuple[AnswerKind, bool]:
    return said.kind, said.certain


@pytest.mark.parametrize(("text", "kind"), TRAPS)
def test_negation_and_its_traps(text: str, kind: AnswerKind) -> None:
    """A word alone decides nothing."""
    assert classified("Re: A question", text).kind is kind


@pytest.mark.parametrize("text", ["STOP", "stop.", "Stop!!", "Hi Ada,\nstop\nTom Hill", "STOP SVP"])
def test_stop_alone_is_a_request(text: str) -> None:
    """With a greeting and a name, and whatever the language of the rest."""
    assert verdict(classified("Re: A question", text)) == (AnswerKind.UNSUBSCRIBE, True)


def test_a_command_far_down_asks_nothing() -> None:
    """The last word of a newsletter is not its reader's."""
    text = "We build machines for bakeries in the north and have done so for years.\n\nUnsubscribe"
    assert not classified("", text).certain


@pytest.mark.parametrize("footer", FOOTERS)
def test_the_way_out_that_a_mail_offers_is_nobodys_request(footer: str) -> None:
    """Not alone, not under an answer, not when a client forgot to mark it as quoted."""
    assert classified("", footer).kind is AnswerKind.NEUTRAL
    answer = "Yes, please call me on Thursday."
    assert classified("", f"{answer}\n\n{footer}").kind is AnswerKind.POSITIVE


def test_a_request_below_a_footer_of_somebody_counts() -> None:
    """The footer takes away its own words only."""
    text = f"{FOOTERS[0]}\n\nThat did not work. Please remove me from your list."
    assert verdict(classified("", text)) == (AnswerKind.UNSUBSCRIBE, True)


def test_a_request_counts_whatever_else_is_said() -> None:
    """Only a yes beside it makes a person read both."""
    asked = "please remove me from your list."
    for beside in (
        "We are not interested,",
        "Wrong person,",
        "Haha, nice try,",
        "Maybe later, but",
    ):
        assert verdict(classified("", f"{beside} {asked}")) == (AnswerKind.UNSUBSCRIBE, True)
    both = classified("", f"This sounds great. But {asked}")
    assert verdict(both) == (AnswerKind.UNSUBSCRIBE, False)


def test_a_subject_decides_unless_it_is_ours() -> None:
    """What stands behind Re: is what we wrote."""
    assert classified("unsubscribe", "").kind is AnswerKind.UNSUBSCRIBE
    assert classified("Unsubscribe 3f1c", "").kind is AnswerKind.UNSUBSCRIBE
    assert classified("Automatic reply: A question", "").kind is AnswerKind.AUTO
    for prefix in ("Re:", "AW: ", "RE[2]: ", "Antw:"):
        assert classified(f"{prefix} Stop", "").kind is AnswerKind.NEUTRAL
        assert classified(f"{prefix} Out of office?", "").kind is AnswerKind.NEUTRAL


def test_a_refusal_that_speaks_of_mails_is_read_by_a_person() -> None:
    """It may be a request that no phrase foresaw."""
    assert classified("", "We are not interested.").certain
    assert not classified("", "We are not interested in these mails.").certain


def test_one_phrase_does_not_tell_what_a_long_text_means() -> None:
    """A person reads it."""
    assert not classified("", "We are not interested. " + "The weather is fine. " * 40).certain


def test_the_words_that_decided_are_told_as_they_were_written() -> None:
    """With their case and accents, each once."""
    said = classified("", "Wir haben KEIN  Interesse,\nkein Interesse!")
    assert said.words == ("KEIN Interesse", "kein Interesse")


def test_addresses_named_by_the_wrong_person_are_told() -> None:
    """Canonical, valid, each once; no other class names any."""
    text = "I am not the right person: Anna.Berg@X.Test, anna.berg@x.test or bad@@x or a@b..c."
    assert classified("", text).referred_to == ("anna.berg@x.test",)
    assert classified("", "Call me or write to anna@x.test").referred_to == ()


@given(TEXTS, TEXTS)
def test_any_text_has_a_class(subject: str, text: str) -> None:
    """No error, the same each time, and what is certain says why."""
    said = classified(subject, text)
    assert said == classified(subject, text)
    assert said.words or not said.certain
    assert all(address.canonical(each) == each for each in said.referred_to)


@given(SAID, st.integers(0, 2**32))
def test_case_and_accents_change_nothing(text: str, seed: int) -> None:
    """However people type."""
    dice = random.Random(seed)
    cased = "".join(dice.choice([each.upper(), each.lower()]) for each in text)
    plain = "".join(
        each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each)
    )
    accented = "".join(f"{each}\u0301" if each.isalpha() else each for each in text)
    for other in (cased, plain) if "@" in text or "://" in text else (cased, plain, accented):
        assert verdict(classified("", other)) == verdict(classified("", text))


@given(SAID, st.sampled_from([60, 72, 78]))
def test_whitespace_changes_nothing(text: str, width: int) -> None:
    """Tabs, no-break spaces, line ends of Windows, and the wrapping of a mail program."""
    spaced = text.replace(" ", "\t \xa0").replace("\n", " \r\n")
    wrapped = "\n".join(
        textwrap.fill(line, width, break_long_words=False, break_on_hyphens=False)
        for line in text.splitlines()
    )
    for other in (spaced, wrapped, f"\n\n {text}\n\n"):
        assert verdict(classified("", other)) == verdict(classified("", text))


@given(SAID, st.sampled_from(FOOTERS))
def test_our_own_mail_below_an_answer_changes_nothing(text: str, footer: str) -> None:
    """Even when nobody has stripped it."""
    ours = f"Hi Tom,\n\nare you interested? Call me.\n\n-- \nAda\n{footer}"
    quoted = "\n".join(f"> {line}" for line in ours.splitlines())
    assert classified("", f"{text}\n\n{quoted}") == classified("", text)


@pytest.mark.parametrize(
    "piece",
    ["a@", "not ", "not interested ", "wir haben ", "if you do not want to ", "((", "^ ", "\n", "'",
     "unsubscribe ", "a.", "> ", "no no ", "e-mail", "https://", "-- "],
)  # fmt: skip
def test_the_work_grows_with_the_length_and_no_faster(piece: str) -> None:
    """Steps of the walk for each character, not seconds: a hostile mail holds nothing up."""
    for text in (piece * 500, piece * 200_000):
        said = classified(text, text)
        assert sum(map(len, said.words)) <= 8_000
