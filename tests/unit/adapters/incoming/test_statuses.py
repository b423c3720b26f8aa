"""Delivery status notifications (RFC 3464)."""

import pytest
from mails import MAIL, dsn, mail, parts, read_dsn

from cam.adapters.incoming.read import read
from cam.domain.model.incoming import BounceKind, IncomingKind

GONE = """
Final-Recipient: rfc822; jane@theirs.test
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <jane@theirs.test>: User unknown
"""


def test_a_bounce_tells_whom_it_is_about_and_why() -> None:
    """With the words and the codes of the server."""
    [bounce] = read_dsn(GONE).bounces
    assert (bounce.kind, bounce.code, bounce.smtp_code) == (BounceKind.HARD, "5.1.1", 550)
    assert bounce.recipient == "jane@theirs.test"
    assert bounce.diagnostic == "550 5.1.1 <jane@theirs.test>: User unknown"
    assert bounce.rule == "the server says: user unknown"


def test_a_bounce_carries_all_that_matching_needs() -> None:
    """The ids of the mail that it is about come first; our token is among the addresses."""
    message = read(dsn("Original-Envelope-Id: env-7\n" + GONE))
    assert message.kind is IncomingKind.BOUNCE
    assert message.references[:2] == ("step-1@ours.test", "step-0@ours.test")
    assert message.recipients == ("jane@theirs.test",)
    assert message.envelope_id == "env-7"
    assert "bounce+token@ours.test" in message.to
    assert "ada@ours.test" in message.to
    assert message.text == "It was not delivered."


@pytest.mark.parametrize(
    "kind", ["text/rfc822-headers", "message/global", "message/global-headers"]
)
def test_the_original_may_be_headers_only(kind: str) -> None:
    """RET=HDRS (RFC 3461), and mail with UTF-8 in the header (RFC 6533)."""
    assert read_dsn(GONE, kind=kind).references[0] == "step-1@ours.test"


def test_a_global_status_is_one() -> None:
    """RFC 6533."""
    message = read_dsn(GONE, status_type="message/global-delivery-status")
    assert message.bounces[0].kind is BounceKind.HARD


def test_each_recipient_has_its_own_verdict() -> None:
    """Groups are parted by blank lines."""
    full = "\nFinal-Recipient: rfc822; joe@theirs.test\nAction: failed\nStatus: 5.2.2\n"
    message = read_dsn(GONE + full)
    assert [each.kind for each in message.bounces] == [BounceKind.HARD, BounceKind.SOFT]
    assert message.recipients == ("jane@theirs.test", "joe@theirs.test")


def test_one_recipients_reason_is_not_anothers() -> None:
    """Where a status gives no reason, the notice's lines about that recipient count alone."""
    two = (
        "\nFinal-Recipient: rfc822; jane@theirs.test\nAction: failed\nStatus: 5.0.0\n"
        "\nFinal-Recipient: rfc822; joe@theirs.test\nAction: failed\nStatus: 5.0.0\n"
    )
    text = "<jane@theirs.test>: 550 5.1.1 no such user\n\n<joe@theirs.test>: mailbox is full\n"
    jane, joe = read_dsn(two, text=text).bounces
    assert (jane.kind, joe.kind) == (BounceKind.HARD, BounceKind.SOFT)


@pytest.mark.parametrize(
    "status",
    [
        GONE.replace("Action: failed", "Action: FAILED"),
        GONE.replace("Status: 5.1.1", "Status: 5.1.1 (Remote SMTP server has rejected address)"),
        GONE.replace("<jane@theirs.test>: User", "<jane@theirs.test>:\n  User"),
        GONE.replace("<jane@theirs.test>: User", "<jane@theirs.test>:\nUser"),
        GONE.replace("rfc822; jane@theirs.test", "RFC822;<Jane@Theirs.test>"),
        GONE.replace("Diagnostic-Code", "DIAGNOSTIC-CODE"),
        GONE.replace("Status: 5.1.1\n", ""),
        GONE.replace("Diagnostic-Code: smtp; 550 5.1.1 <jane@theirs.test>: User unknown\n", ""),
        GONE.replace("Action: failed\n", ""),
    ],
)
def test_what_servers_do_to_the_format_changes_nothing(status: str) -> None:
    """Capitals, comments, folds, forgotten indents, fields left out."""
    message = read_dsn(status)
    assert message.recipients == ("jane@theirs.test",)
    assert message.bounces[0].kind is BounceKind.HARD


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("delayed", "4.4.1", BounceKind.DELAYED),
        ("delayed", "5.1.1", BounceKind.DELAYED),
        ("delivered", "2.0.0", BounceKind.DELIVERED),
        ("relayed", "2.0.0", BounceKind.DELIVERED),
        ("expanded", "2.0.0", BounceKind.DELIVERED),
        ("deliverable", "2.1.5", BounceKind.DELIVERED),
        ("failed", "4.4.7", BounceKind.SOFT),
        ("failed", "5.4.4", BounceKind.HARD),
    ],
)
def test_only_what_failed_can_be_hard(action: str, status: str, kind: BounceKind) -> None:
    """And a failure with a class 4 code was given up, not refused."""
    group = f"\nFinal-Recipient: rfc822; jane@theirs.test\nAction: {action}\nStatus: {status}\n"
    assert read_dsn(group).bounces[0].kind is kind


def test_a_status_that_was_made_up_does_not_hide_the_servers_words() -> None:
    """553 without an enhanced code, filed under 5.7.1 by the reporting server."""
    status = GONE.replace("Status: 5.1.1", "Status: 5.7.1").replace("550 5.1.1", "553")
    [bounce] = read_dsn(status).bounces
    assert (bounce.kind, bounce.code) == (BounceKind.HARD, "5.7.1")


def test_the_comment_of_status_counts_when_nothing_else_is_said() -> None:
    """RFC 3464 allows comments."""
    group = "\nFinal-Recipient: rfc822; j@theirs.test\nAction: failed\nStatus: 5.0.0 (over quota)\n"
    assert read_dsn(group).bounces[0].rule == "the server says: the mailbox is full"


def test_dovecots_reason_counts_before_the_status() -> None:
    """It stands in the text alone."""
    text = "Your message to <jane@theirs.test> was automatically rejected:\nQuota exceeded"
    assert read_dsn(GONE, text=text).bounces[0].kind is BounceKind.SOFT


def test_an_original_recipient_is_told_beside_the_final_one() -> None:
    """A forward: we know only the first."""
    status = GONE.replace("Action", "Original-Recipient: rfc822; j.doe@theirs.test\nAction")
    message = read_dsn(status)
    assert message.bounces[0].original_recipient == "j.doe@theirs.test"
    assert message.recipients == ("jane@theirs.test", "j.doe@theirs.test")


def test_a_status_whose_delimiters_are_gone_is_found_in_the_text() -> None:
    """Some gateways flatten what they pass on."""
    flat = mail(
        f"It was not delivered.\n\nReporting-MTA: dns; mx.ours.test\n{GONE}\n{MAIL}",
        sender="MAILER-DAEMON@mx.ours.test",
        type_='multipart/report; report-type=delivery-status; boundary="elsewhere"',
    )
    message = read(flat)
    assert message.bounces[0].kind is BounceKind.HARD
    assert message.references[0] == "step-1@ours.test"


def test_a_boundary_that_a_gateway_changed_is_found() -> None:
    """The header tells one, the body has another."""
    changed = dsn(GONE).replace(b'boundary="b"', b'boundary="other"')
    assert read(changed).bounces[0].recipient == "jane@theirs.test"


def test_a_bounce_that_a_person_forwards_is_no_bounce() -> None:
    """It is attached, and its sender is a person."""
    inner = dsn(GONE).decode().replace("\r\n", "\n").replace("--b", "--c").replace('"b"', '"c"')
    forwarded = mail(
        parts(
            "Content-Type: text/plain\n\nWhat is this?", f"Content-Type: message/rfc822\n\n{inner}"
        ),
        subject="Fwd: Undelivered Mail Returned to Sender",
        type_='multipart/mixed; boundary="b"',
    )
    message = read(forwarded)
    assert (message.kind, message.text) == (IncomingKind.REPLY, "What is this?")


def test_a_bounce_that_a_server_forwards_is_one() -> None:
    """A gateway that puts bounces into mails of its own."""
    inner = dsn(GONE).decode().replace("\r\n", "\n").replace("--b", "--c").replace('"b"', '"c"')
    passed_on = mail(
        parts(f"Content-Type: message/rfc822\n\n{inner}"),
        sender="postmaster@theirs.test",
        type_='multipart/mixed; boundary="b"',
    )
    assert read(passed_on).recipients == ("jane@theirs.test",)


def test_amazons_notification_is_a_bounce() -> None:
    """SES tells in JSON, by SNS."""
    whom = (
        '{"emailAddress":"jane@theirs.test","action":"failed","status":"5.1.1",'
        '"diagnosticCode":"smtp; 550 5.1.1 user unknown"}'
    )
    json = (
        '{"notificationType":"Bounce","mail":{"messageId":"ses-1","commonHeaders":{"messageId":'
        '"<step-1@ours.test>"}},"bounce":{"bounceType":"Permanent","bouncedRecipients":'
        f"[{whom}]}}}}\n\n--\nIf you wish to stop receiving notifications\n"
    )
    message = read(
        mail(json, sender="no-reply@sns.amazonaws.com", more="x-amz-sns-message-id: 1\n")
    )
    assert message.bounces[0].kind is BounceKind.HARD
    assert message.references == ("step-1@ours.test", "ses-1")
