"""What a refusal says of the address."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model.bounce import MAX_SAID, enhanced_in, judged, reply_in, verdict
from cam.domain.model.bounce_codes import CODES, RANGES, REPLIES
from cam.domain.model.bounce_wordings import FAINT, WORDINGS
from cam.domain.model.incoming import BounceKind
from cam.domain.model.stage import Stage, stage_of

HARD = """
550 5.1.1 <x@y.test>: Recipient address rejected: User unknown in local recipient table
550 5.1.1 <x@y.test>... User unknown
550-5.1.1 The email account that you tried to reach does\\n550-5.1.1 not exist.
550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [MX.prod.outlook.com]
550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient x@y.test not found by SMTP address lookup
550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302).
554 delivery error: dd This user doesn't have a y.test account (x@y.test) [0] - mta4.y.test
552 1 Requested mail action aborted, mailbox not found
550 Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550 [abc.uk]
550 #5.1.0 Address rejected.
550 permanent failure for one or more recipients (x@y.test:550 5.1.1 unknown)
550 No such user here
550 undeliverable address: host mx.y.test[192.0.2.1] said: 550 5.1.1 User doesn't exist
550 sorry, no mailbox here by that name (#5.1.1 - chkuser)
550 Address unknown
550 unknown user
550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR204_418
550 5.1.1 <x@y.test> is not a valid mailbox
550 invalid mailbox. Local mailbox x@y.test is unavailable: user not found
550 User not found: x@y.test
550 5.1.1 Not our Customer
Unrouteable address
all relevant MX records point to non-existent hosts
Unrouteable mail domain "y.test"
User x (x@y.test) not listed in Domino Directory
550 5.1.2 <x@y.test>... Host unknown (Name server: y.test: host not found)
Host or domain name not found. Name service error for name=y.test type=AAAA: Host not found
Sorry, I couldn't find any host named y.test. (#5.1.2)
DNS Error: DNS type 'mx' lookup of y.test responded with code NXDOMAIN
556 5.1.10 Recipient address has null MX
Domain y.test does not accept mail (nullMX)
550 5.4.310 DNS domain y.test does not exist [Message=InfoDomainNonexistent]
5.1.2 - Bad destination host 'DNS Hard Error looking up y.test (MX):  NXDomain'
5.1.0 - Unknown address error 550-'5.1.1 <x@y.test>: Recipient address rejected: User unknown'
551 User not local; please try <z@y.test>
550 5.1.6 recipient no longer on server: x@y.test
x no longer works here
550 The recipient cannot be found
550 5.1.1 recipient rejected
550 5.1.1 unknown or illegal alias: x@y.test
550 x@y.test: User unknown; this mailbox has been deleted
550 5.2.1 This address no longer accepts mail.
Empfänger unbekannt
550 Die Adresse existiert nicht
Das E-Mail-Konto ist in der Organisation, an die diese Nachricht gesendet wurde, nicht vorhanden.
Utilisateur inconnu
Le compte n'existe pas dans l'organisation
550 El usuario no existe
Utente sconosciuto
550 Usuário inexistente
Onbekende gebruiker
宛先のメールアドレスが見つかりません
550 用户不存在
пользователь не найден
The e-mail account does not exist at the organization this message was sent to.
Unknown user: x@y.test
The destination server for this recipient could not be found in Domain Name Service (DNS).
The recipient's e-mail address was not found in the recipient's e-mail system.
It wasn't delivered because the address couldn't be found, or is unable to receive mail.
Your message wasn't delivered to x@y.test because the domain y.test couldn't be found.
x wasn't found at y.test.
"""
SOFT = """
452 4.2.2 The email account that you tried to reach is over quota
552-5.2.2 The recipient's inbox is out of storage space and inactive.
552 5.1.1 boite du destinataire pleine. Recipient overquota. OFR204_417
554 5.2.2 mailbox full;STOREDRV.Deliver.Exception:QuotaExceededException
550 5.2.1 The email account that you tried to reach is disabled.
554 30 Sorry, your message to x@y.test cannot be delivered. This mailbox is disabled (554.30).
550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents it
450 4.2.0 <x@y.test>: Recipient address rejected: Greylisted
451 4.7.1 Greylisting in action, please come back later
450 4.1.1 <x@y.test>: Recipient address rejected: unverified address
450 4.1.1 <x@y.test>: Recipient address rejected: User unknown in virtual alias table
Host or domain name not found. Name service error for name=y.test type=MX: Host not found, try again
connect to mx.y.test[192.0.2.1]:25: Connection timed out
retry timeout exceeded
552 5.3.4 Message size exceeds fixed limit
554 5.7.1 Message rejected as spam by Content Filtering.
550 5.7.1 Message contains spam or virus
554 5.4.14 Hop count exceeded - possible mail loop
550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required
550 5.7.1 RESOLVER.RST.RestrictedToRecipientsPermission; not authorized
mail for y.test loops back to myself
554 Message refused
550 Administrative prohibition
421 4.4.2 Connection dropped
5.4.7 - Delivery expired (message too old) 'timeout'
550 User suspended
550 5.7.1 No such user!
550 5.7.1 Access denied
Boîte aux lettres pleine
Das Postfach ist voll
Mailbox is full
550 : User unknown
550 Mailbox unavailable or access denied
550 5.1.4 RESOLVER.ADR.Ambiguous; ambiguous address
550 5.1.1 RCP-P2 http://postmaster.facebook.test
554 5.0.0 Service unavailable
something that no server ever said
"""
OURS = """
550 5.7.26 This mail has been blocked because the sender is unauthenticated.
550-5.7.25 [192.0.2.1] The IP address sending this message does not have a PTR record setup
550; 5.7.515 Access denied, X.TEST does not meet the required authentication level.
550 5.7.509 Access denied, sending domain x.test does not pass DMARC verification.
554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org
550 5.7.1 Unfortunately, part of their network is on our block list (S3150).
550 5.7.606 Access denied, banned sending IP [192.0.2.1]
550 5.4.5 Daily user sending limit exceeded.
421 4.7.28 Our system has detected an unusual rate of unsolicited mail from your IP
421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume
554 5.7.1 <x@y.test>: Relay access denied
550 5.7.1 Unable to relay
550 relay not permitted
550 5.1.8 <a@b.test>: Sender address rejected: Domain not found
550 Sender verify failed
553 5.1.8 <a@b.test>... Domain of sender address a@b.test does not exist
554 bad reputation
535 5.7.8 Username and Password not accepted
530 5.7.0 Must issue a STARTTLS command first
550 5.7.23 The message was rejected because of Sender Policy Framework violation
550 5.1.90 Your message can't be sent: you've reached your daily limit for recipients
554 5.7.1 matches a profile of abuse. / Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1
421 Too many connections from your IP
450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.1]
504 5.5.2 <foo>: Helo command rejected: need fully-qualified hostname
Status 5.1.1 but 550 5.7.1 IP address blacklisted
"""


def said(lines: str) -> list[str]:
    """The replies of a list; a written line end is one."""
    return [line.replace("\\n", "\n") for line in lines.strip().splitlines()]


@pytest.mark.parametrize("reply", said(HARD))
def test_who_is_not_there_is_hard(reply: str) -> None:
    """In the words of many servers and languages."""
    assert judged("", None, reply) is BounceKind.HARD


@pytest.mark.parametrize("reply", said(SOFT))
def test_what_may_pass_or_is_not_known_is_soft(reply: str) -> None:
    """Full, disabled, later, filtered, unclear."""
    assert judged("", None, reply) is BounceKind.SOFT


@pytest.mark.parametrize("reply", said(OURS))
def test_what_is_about_us_is_ours(reply: str) -> None:
    """Authentication, reputation, limits, the sender's address."""
    assert judged("", None, reply) is BounceKind.OURS


@pytest.mark.parametrize("detail", CODES)
def test_every_code_of_the_table_decides_alone(detail: str) -> None:
    """Class 5 as the table says; class 4 is never hard."""
    row = CODES[detail]
    assert judged(f"5.{detail}", None, "") is row.kind
    assert row.source in verdict(f"5.{detail}", None, "").rule
    passing = BounceKind.SOFT if row.kind is BounceKind.HARD else row.kind
    assert judged(f"4.{detail}", None, "") is passing


@pytest.mark.parametrize(("subject", "numbers", "row"), RANGES)
def test_a_range_of_a_vendors_codes_decides(subject: str, numbers: range, row: object) -> None:
    """From its first to its last."""
    for number in (numbers[0], numbers[-1]):
        assert verdict(f"5.{subject}.{number}", None, "").kind is row.kind  # type: ignore[attr-defined]


@pytest.mark.parametrize("code", REPLIES)
def test_a_reply_code_decides_where_there_is_nothing_else(code: int) -> None:
    """Those that are used for one thing only."""
    assert judged("", code, "") is REPLIES[code].kind


@pytest.mark.parametrize("code", [550, 551, 553, 554, 571, None])
def test_a_bare_reply_code_says_nothing_of_the_address(code: int | None) -> None:
    """550 is used for everything."""
    assert verdict("", code, "").certain is False
    assert judged("", code, "") is BounceKind.SOFT


def test_the_code_in_the_servers_words_counts_before_status() -> None:
    """Reporting servers make codes up (facts: 19 of 154)."""
    assert judged("5.1.1", None, "550 5.7.25 go away") is BounceKind.OURS
    assert judged("5.7.1", None, "550 5.1.1 go away") is BounceKind.HARD


def test_policy_is_never_hard() -> None:
    """Whatever the words say beside x.7.x."""
    assert judged("5.7.1", 550, "User unknown, no such user, mailbox not found") is BounceKind.SOFT


def test_what_answers_mail_is_about_us() -> None:
    """Nobody else was named yet."""
    found = verdict("", None, "553 5.1.0 does not exist", Stage.MAIL)
    assert found.kind is BounceKind.OURS


@pytest.mark.parametrize("stage", [Stage.DATA, Stage.UNTOLD])
def test_unknown_after_rcpt_may_be_a_filters_word(stage: Stage) -> None:
    """Unless a code of the address, or a plain statement, says that it is none."""
    assert verdict("", None, "550 Unknown user x@y.test", stage).kind is BounceKind.SOFT
    assert verdict("", None, "550 5.1.1 Unknown user x@y.test", stage).kind is BounceKind.HARD
    assert verdict("", None, "550 x@y.test does not exist", stage).kind is BounceKind.HARD
    assert verdict("", None, "550 Unknown user x@y.test", Stage.RCPT).kind is BounceKind.HARD


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("SMTP error from remote mail server after MAIL FROM:<a@b.test> SIZE=9:", Stage.MAIL),
        (">>> MAIL From:<a@b.test>\n<<< 550 no", Stage.MAIL),
        ("550 no (in reply to\n    RCPT TO command)", Stage.RCPT),
        (">>> RCPT To:<x@y.test>\n<<< 550 no", Stage.RCPT),
        ("192.0.2.1 does not like recipient.", Stage.RCPT),
        (">>> DATA\n<<< 550 no\n554 5.0.0 Service unavailable", Stage.DATA),
        ("(in reply to end of DATA command)", Stage.DATA),
        ("SMTP error from remote mail server after end of data:", Stage.DATA),
        (">>> DATA\n<<< 550 no\n<<< 503 5.0.0 Need RCPT (recipient)", Stage.RCPT),
        ("no", Stage.UNTOLD),
    ],
)
def test_the_refused_command_is_told_in_many_ways(text: str, stage: Stage) -> None:
    """Those of Exim, Sendmail, Postfix, qmail; pipelined ones, too."""
    assert stage_of(text) is stage


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("550 5.1.1 no", "5.1.1"),
        ("250 2.1.0 ok 550 5.2.2 full", "5.2.2"),
        ("(#5.1.2)", "5.1.2"),
        ("550-5.7.26 x", "5.7.26"),
        ("host 5.1.1.2 said no", ""),
        ("version 15.1.1", ""),
        ("Exim 4.94.2", ""),
    ],
)
def test_an_enhanced_code_is_told_from_an_address_and_a_version(text: str, code: str) -> None:
    """Class 4 and 5, subjects 0 to 7."""
    assert enhanced_in(text) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("550 no", 550), ("said: 451-4.7.1 x", 451), ("[550 5.1.1 x", 550), ("port:500 x", None)],
)
def test_a_reply_code_is_told_from_a_number(text: str, code: int | None) -> None:
    """It stands alone, before a space or a hyphen."""
    assert reply_in(text) == code


CODE = st.from_regex(r"[245]\.[0-7]\.\d{1,3}", fullmatch=True)


@given(CODE, st.sampled_from([wording.says for wording in WORDINGS]) | st.text(max_size=200))
def test_class_4_and_policy_are_never_hard(code: str, text: str) -> None:
    """Whatever else is said."""
    if code[0] == "4" or code[2] == "7":
        assert judged("", None, f"550 {code} {text}") is not BounceKind.HARD


@given(st.text(max_size=400), st.integers(200, 599) | st.none(), st.just("") | CODE)
def test_any_text_gives_a_verdict(text: str, smtp_code: int | None, code: str) -> None:
    """Surrogates and controls, too; and never a delay, which only a status tells."""
    assert judged(code, smtp_code, text) in {BounceKind.HARD, BounceKind.SOFT, BounceKind.OURS}


@pytest.mark.parametrize(
    "unit",
    ["a", "user ", "unknown ", "host [", "not ", "<<< 550 ", "@", "a@b", "5.1.1 ", "x.y", " "],
)
def test_a_long_text_costs_little(unit: str) -> None:
    """Only its beginning is looked at, in time that does not explode."""
    began = time.process_time()
    judged("", None, unit * 1_000_000)
    stage_of((unit * MAX_SAID)[:20_000])
    assert time.process_time() - began < 2


def test_every_wording_says_what_it_means() -> None:
    """Once each, and none is empty: an empty expression would match everything."""
    wordings = (*WORDINGS, *FAINT)
    assert len({wording.says for wording in wordings}) == len(wordings)
    assert [wording.says for wording in wordings if wording.is_in("")] == []
