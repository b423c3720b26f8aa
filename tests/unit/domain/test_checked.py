"""What is known of an address for free, and what that does to its standing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cam.domain.model.checked import Checked, Verdict, at_sight, in_domain, judged
from cam.domain.model.prospect import EmailStatus

verdicts = st.sampled_from(Verdict)
standings = st.sampled_from(EmailStatus)
FATAL = (Verdict.NO_MAIL, Verdict.MALFORMED, Verdict.DISPOSABLE)


def nobody_lends(domain: str) -> bool:
    return False


@given(standings, verdicts, st.booleans())
def test_a_verdict_never_makes_an_address_sooner_mailed(
    status: EmailStatus, verdict: Verdict, risky_too: bool
) -> None:
    """Whatever a campaign opts into."""
    after = judged(status, verdict)
    assert after.mailable(risky_too=risky_too) <= status.mailable(risky_too=risky_too)


@given(standings, verdicts)
def test_a_verdict_judges_once(status: EmailStatus, verdict: Verdict) -> None:
    """The second time changes nothing."""
    once = judged(status, verdict)
    assert judged(once, verdict) is once


@given(verdicts)
def test_invalid_never_gets_better_and_no_address_has_no_standing(verdict: Verdict) -> None:
    """Only a verifier may say otherwise, of another address."""
    assert judged(EmailStatus.INVALID, verdict) is EmailStatus.INVALID
    assert judged(EmailStatus.NONE, verdict) is EmailStatus.NONE


@given(standings)
def test_what_is_not_known_changes_nothing(status: EmailStatus) -> None:
    """DNS that is down harms nobody."""
    assert judged(status, Verdict.UNKNOWN) is status
    assert judged(status, Verdict.OK) is status


@given(standings.filter(lambda status: status is not EmailStatus.NONE), st.sampled_from(FATAL))
def test_where_no_mail_can_go_the_address_is_invalid(status: EmailStatus, verdict: Verdict) -> None:
    """Whoever gave it, and whoever verified it."""
    assert judged(status, verdict) is EmailStatus.INVALID


@pytest.mark.parametrize(
    ("status", "after"),
    [
        (EmailStatus.GIVEN, EmailStatus.GIVEN),
        (EmailStatus.VERIFIED, EmailStatus.RISKY),
        (EmailStatus.RISKY, EmailStatus.RISKY),
        (EmailStatus.UNVERIFIED, EmailStatus.UNVERIFIED),
    ],
)
def test_a_function_is_risky_unless_the_operator_gave_it(
    status: EmailStatus, after: EmailStatus
) -> None:
    """And an unverified one is not made mailable by that."""
    assert judged(status, Verdict.ROLE) is after


@pytest.mark.parametrize(
    ("email", "verdict"),
    [
        ("", Verdict.MALFORMED),
        ("jane", Verdict.MALFORMED),
        ("jane@x..com", Verdict.MALFORMED),
        ("jane@[127.0.0.1]", Verdict.MALFORMED),
        ("jané@acme.com", Verdict.MALFORMED),
        ("jane@acme.com\nBcc: x@y.com", Verdict.MALFORMED),
        ("email_not_unlocked@domain.com", Verdict.MALFORMED),
        ("jane@trap.invalid", Verdict.MALFORMED),
        ("info@TRAP.INVALID", Verdict.MALFORMED),
        ("jane@host.localhost", Verdict.MALFORMED),
        ("jane@abc.onion", Verdict.MALFORMED),
        ("jane@trial.test", Verdict.UNKNOWN),
        ("jane@acme.example", Verdict.UNKNOWN),
        ("info@acme.example", Verdict.ROLE),
    ],
)
def test_an_address_that_tells_enough_is_not_asked_about(email: str, verdict: Verdict) -> None:
    """Syntax, placeholders and reserved names (RFC 2606, RFC 6761)."""
    told = at_sight(email, nobody_lends)
    assert told is not None
    assert told.verdict is verdict
    assert told.reason


@pytest.mark.parametrize("email", ["jane@acme.com", "info@example.com", "jane@bücher.de"])
def test_any_other_domain_is_asked_about(email: str) -> None:
    """`example.com` is in the DNS."""
    assert at_sight(email, nobody_lends) is None


def test_a_lender_is_known_by_its_a_labels() -> None:
    """Lower case, whatever was written."""
    asked: list[str] = []
    told = at_sight("jane@BÜCHER.de", lambda domain: asked.append(domain) or True)  # type: ignore[func-returns-value]
    assert told is not None
    assert (told.verdict, asked) == (Verdict.DISPOSABLE, ["xn--bcher-kva.de"])


@given(verdicts)
def test_a_function_is_told_unless_its_domain_takes_no_mail(verdict: Verdict) -> None:
    """The worst that is known."""
    domain = Checked(verdict, "so it is")
    assert in_domain("jane@acme.com", domain) == domain
    expected = Verdict.NO_MAIL if verdict is Verdict.NO_MAIL else Verdict.ROLE
    assert in_domain("Info@acme.com", domain).verdict is expected
