"""Bounces in plain text, as many servers write them."""

import subprocess
import sys

import pytest
from mails import MAIL, mail, parts, returned

from cam.adapters.incoming.read import read
from cam.domain.model.incoming import BounceKind, IncomingKind

QMAIL = """\
Hi. This is the qmail-send program at mx.ours.test.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<jane@theirs.test>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 <jane@theirs.test>: User unknown
Giving up on 192.0.2.1.

--- Below this line is a copy of the message.

"""
EXIM = """\
This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  jane@theirs.test
    host mx.theirs.test [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<jane@theirs.test>:
    550 unknown user

------ This is a copy of the message, including all the headers. ------

"""
POSTFIX = """\
This is the mail system at host mx.ours.test.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients. It's attached below.

<jane@theirs.test>: host mx.theirs.test[192.0.2.1] said: 550
    <jane@theirs.test>: Recipient address rejected: User unknown (in reply to
    RCPT TO command)

"""
SENDMAIL = """\
The original message was received at Mon, 10 Aug 2026 09:00:00 +0200

   ----- The following addresses had permanent fatal errors -----
<jane@theirs.test>

   ----- Transcript of session follows -----
... while talking to mx.theirs.test.:
>>> RCPT To:<jane@theirs.test>
<<< 550 <jane@theirs.test>... User unknown

   ----- Original message follows -----

"""
EXCHANGE = """\
Your message

  To:      somebody@elsewhere.test
  Subject: A question
  Sent:    Mon, 10 Aug 2026 09:00:00 +0200

did not reach the following recipient(s):

jane@theirs.test on Mon, 10 Aug 2026 09:00:01 +0200
    The recipient name is not recognized

"""
DOMINO = """\
------- Failure Reasons  --------

User jane not listed in public Name & Address Book
jane@theirs.test

------- Returned Message --------

"""
FRENCH = """\
Votre message n'a pas pu être remis au destinataire suivant :

jane@theirs.test
Utilisateur inconnu

"""
GERMAN = """\
Ihre Nachricht konnte nicht zugestellt werden:

jane@theirs.test
Der Empfänger ist unbekannt

"""
JAPANESE = """\
次のあて先へのメッセージはエラーのため送信できませんでした。

jane@theirs.test
宛先のメールアドレスが見つかりませんでした。

"""
ALL = {
    "qmail": QMAIL, "exim": EXIM, "postfix": POSTFIX, "sendmail": SENDMAIL, "exchange": EXCHANGE,
    "domino": DOMINO, "french": FRENCH, "german": GERMAN, "japanese": JAPANESE,
}  # fmt: skip


@pytest.mark.parametrize("notice", ALL.values(), ids=ALL)
def test_a_plain_bounce_is_read(notice: str) -> None:
    """Whose, how bad, and which mail of ours came back."""
    message = read(returned(f"{notice}{MAIL}\nHello.\n"))
    assert message.kind is IncomingKind.BOUNCE
    assert message.recipients == ("jane@theirs.test",)
    assert message.bounces[0].kind is BounceKind.HARD
    assert message.references[:2] == ("step-1@ours.test", "step-0@ours.test")
    assert "Hello." not in message.text


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("552 mailbox is full", BounceKind.SOFT),
        ("554 blocked using zen.spamhaus.org", BounceKind.OURS),
        ("550 no", BounceKind.SOFT),
        ("this message has been in the queue too long. (#4.4.1)", BounceKind.SOFT),
    ],
)
def test_a_plain_bounce_is_judged_by_its_reason(reason: str, kind: BounceKind) -> None:
    """Not by the words around it, such as "permanent error"."""
    notice = QMAIL.replace("550 5.1.1 <jane@theirs.test>: User unknown", reason)
    assert read(returned(notice)).bounces[0].kind is kind


def test_unknown_after_data_is_soft() -> None:
    """The mailbox was accepted: a filter speaks."""
    notice = SENDMAIL.replace(">>> RCPT To:<jane@theirs.test>", ">>> DATA")
    assert read(returned(notice)).bounces[0].kind is BounceKind.SOFT


def test_what_answers_mail_holds_the_mailbox() -> None:
    """The server speaks of us."""
    notice = EXIM.replace("RCPT TO:<jane@theirs.test>", "MAIL FROM:<ada@ours.test>")
    assert read(returned(notice.replace("unknown user", "does not exist"))).bounces[0].kind is (
        BounceKind.OURS
    )


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Delayed Mail (still being retried)", "THIS IS A WARNING ONLY.\n\n<jane@theirs.test>: no"),
        ("Warning: could not send message for past 4 hours", "jane@theirs.test: Deferred"),
        ("Delivery Status Notification (Delay)", "jane@theirs.test\nwill be retried for 2 days"),
        ("Mail delivery warning", "jane@theirs.test\nDelivery attempts will continue to be made"),
    ],
)
def test_a_warning_is_a_delay(subject: str, text: str) -> None:
    """Nothing is lost yet."""
    message = read(returned(text, subject=subject))
    assert message.bounces[0].kind is BounceKind.DELAYED
    assert message.recipients == ("jane@theirs.test",)


def test_two_recipients_have_two_reasons() -> None:
    """Whoever is named is judged by what is said of it."""
    notice = QMAIL.split("--- Below")[0] + "\n<joe@theirs.test>:\nThe user's mailbox is full.\n"
    jane, joe = read(returned(notice)).bounces
    assert (jane.recipient, jane.kind) == ("jane@theirs.test", BounceKind.HARD)
    assert (joe.recipient, joe.kind) == ("joe@theirs.test", BounceKind.SOFT)


def test_exims_field_names_the_recipients() -> None:
    """X-Failed-Recipients, whatever the text says."""
    more = "X-Failed-Recipients: jane@theirs.test, joe@theirs.test\n"
    assert read(returned("Sorry.", more=more)).recipients == ("jane@theirs.test", "joe@theirs.test")


def test_a_bounce_without_an_address_is_about_the_original_recipient() -> None:
    """The attached mail tells to whom it went."""
    body = parts(
        "Content-Type: text/plain\n\nThis mail could not be delivered.",
        f"Content-Type: message/rfc822\n\n{MAIL}\nHello.",
    )
    message = read(
        mail(body, sender="postmaster@theirs.test", subject="Undeliverable",
             type_='multipart/mixed; boundary="b"')
    )  # fmt: skip
    assert message.recipients == ("jane@theirs.test",)


def test_a_header_in_a_text_file_tells_which_mail_it_was() -> None:
    """As some gateways attach it."""
    body = parts(
        "Content-Type: text/plain\n\n<jane@theirs.test>: 550 no such user",
        f"Content-Type: text/plain\nContent-Disposition: attachment\n\n{MAIL}",
    )
    message = read(
        returned(body).replace(b"text/plain; charset=utf-8", b"multipart/mixed; boundary=b")
    )
    assert message.references[0] == "step-1@ours.test"


def test_flufl_bounce_knows_what_we_do_not() -> None:
    """An address that our own rules take for a server's is found by its form."""
    notice = "Undeliverable Address: bounces@theirs.test\nOriginal message attached (Max 5k)\n"
    message = read(returned(notice))
    assert message.recipients == ("bounces@theirs.test",)


def test_a_fault_of_flufl_bounce_is_none_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then nobody is named."""

    def fail(_: object) -> None:
        raise IndexError

    monkeypatch.setattr("flufl.bounce.all_failures", fail)
    assert read(returned("It was not delivered.")).recipients == ()


def test_flufl_bounce_is_imported_when_it_is_needed() -> None:
    """It costs a twentieth of a second, for one bounce in a hundred."""
    program = "import sys, cam.adapters.incoming.read; sys.exit('flufl.bounce' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@pytest.mark.parametrize(
    "subject", ["Re: Undelivered Mail Returned to Sender", "Fwd: failure notice"]
)
def test_a_person_who_writes_of_a_bounce_sends_none(subject: str) -> None:
    """Not even with the whole of it quoted."""
    message = read(mail(f"Your mail could not be delivered?\n\n> {EXIM}", subject=subject))
    assert message.kind is IncomingKind.REPLY


def test_a_bounce_from_an_odd_sender_is_one_by_subject_and_text() -> None:
    """One of them is not enough."""
    odd = "E500_Mail_Service@theirs.test"
    text = "<jane@theirs.test>: Requested action not taken: mailbox unavailable"
    assert read(returned(text, sender=odd, more="")).kind is IncomingKind.BOUNCE
    assert read(returned("Hello.", sender=odd, more="")).kind is IncomingKind.REPLY
    assert read(returned(text, sender=odd, more="", subject="Hi")).kind is IncomingKind.REPLY


def test_somebody_who_cannot_be_reached_is_away_not_gone() -> None:
    """A vacation notice has a null return path, too."""
    text = "I am away and can not be reached. In urgent cases call +49 550 1234."
    message = read(mail(text, subject="Automatic reply: A question", more="Return-Path: <>\n"))
    assert message.kind is IncomingKind.AUTO_REPLY
