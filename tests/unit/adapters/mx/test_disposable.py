"""The list of lenders is there, and says nothing of honest domains."""

import pytest

from cam.adapters.mx.disposable import is_disposable


@pytest.mark.parametrize("domain", ["mailinator.com", "yopmail.com", "a.b.mailinator.com"])
def test_a_lender_is_known_with_all_below_it(domain: str) -> None:
    """They lend subdomains, too."""
    assert is_disposable(domain)


@pytest.mark.parametrize(
    "domain",
    [
        *("gmail.com", "outlook.com", "yahoo.com", "icloud.com", "gmx.de", "orange.fr", "web.de"),
        *(
            "example.com",
            "mailinator.acme.com",
            "acme-mailinator.com",
            "com",
            "co.uk",
            "com.br",
            "",
        ),
    ],
)
def test_others_are_not(domain: str) -> None:
    """Neither the large providers, nor what only ends alike, nor a whole country."""
    assert not is_disposable(domain)
