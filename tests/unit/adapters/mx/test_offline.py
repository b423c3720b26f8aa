"""Without the DNS an address still tells something."""

from cam.adapters.mx.offline import OfflineCheck
from cam.domain.model.checked import Verdict
from cam.ports.dry_run import planning


async def test_what_needs_no_dns_is_told_without_it() -> None:
    """Syntax, lenders and functions; in a dry run, too."""
    expected = {
        "jane@acme.com": Verdict.UNKNOWN,
        "info@acme.com": Verdict.ROLE,
        "jane@mailinator.com": Verdict.DISPOSABLE,
        "jane@x..com": Verdict.MALFORMED,
        "jane@trial.test": Verdict.UNKNOWN,
    }
    with planning():
        answer = await OfflineCheck().check(expected)
    assert {email: each.verdict for email, each in answer.items()} == expected
    assert all(each.reason for each in answer.values())
