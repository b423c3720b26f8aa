"""Every route that a fault can be ordered for."""

from typing import Final

ROUTES: Final = {
    "apollo": (
        "search",
        "deprecated_search",
        "match",
        "bulk_match",
        "webhook_result",
        "profile",
        "health",
        "credit_usage",
        "api_usage",
        "unknown",
    ),
    "dropcontact": ("submit", "poll", "credits", "unknown"),
    "make": ("hook", "mailer", "unknown"),
    "smtp": ("greet", "ehlo", "mail", "rcpt", "data", "body", "dot"),
}
"""By provider. The stages of SMTP: `body` is the first bytes of the mail, `dot` its end."""


def is_known(route: str) -> bool:
    """Whether it is `*`, a provider, or one of a provider's routes."""
    provider, dot, name = route.partition(".")
    if not dot:
        return route == "*" or route in ROUTES
    return name in ROUTES.get(provider, ())
