"""What Apollo tells of the account: who owns it, its credits, its calls."""

from typing import Final

from cam.sandbox.books import Books, whole
from cam.sandbox.exchange import Answer, Request, json_answer
from cam.sandbox.settings import Dials, Window
from cam.sandbox.windows import Meter

_USER: Final = {
    "id": "66c8db577ed7f201b25c0eef",
    "team_id": "6095a710bd01d100a506d4ac",
    "first_name": "Sam",
    "last_name": "Sender",
    "title": "Owner",
    "email": "sam.sender@sender.example",
}
_CREDITS: Final = (
    "lead",
    "direct_dial",
    "export",
    "conversation",
    "ai",
    "power_up",
    "inbound_website_visitor",
    "web_search_record",
    "contact_website_visitor",
)
_ENDPOINTS: Final = {
    "search": '["api/v1/mixed_people", "api_search"]',
    "match": '["api/v1/people", "match"]',
    "bulk_match": '["api/v1/people", "bulk_match"]',
    "webhook_result": '["api/v1/webhook_result", "show"]',
    "profile": '["api/v1/users", "api_profile"]',
    "credit_usage": '["api/v1/usage_stats", "credit_usage_stats"]',
    "api_usage": '["api/v1/usage_stats", "api_usage_stats"]',
}


def limits_of(dials: Dials, route: str) -> Window:
    """The limits of that route: its own, else those of `*`, else none."""
    limits = dials.now.apollo_limits
    return limits.get(route) or limits.get("*") or Window()


class Accounts:
    """Reads the books and the meters; changes nothing."""

    def __init__(self, dials: Dials, books: Books, meters: dict[str, Meter]) -> None:
        self._dials = dials
        self._books = books
        self._meters = meters

    def profile(self, request: Request) -> Answer:
        if dict(request.query).get("include_credit_usage") != "true":
            return json_answer(_USER)
        granted, used, left = self._credits()
        remaining = 0 if self._dials.now.apollo_unified else left
        usage: dict[str, object] = {"num_credits_remaining": remaining}
        for kind in ("lead", "direct_dial", "export", "ai", "power_up"):
            usage[f"effective_num_{kind}_credits"] = granted if kind == "lead" else 0
            usage[f"num_{kind}_credits_used"] = used if kind == "lead" else 0
        return json_answer({**_USER, **usage, "total_unified_credits_used": used})

    def credit_usage(self, request: Request) -> Answer:
        del request
        granted, used, left = self._credits()
        none: dict[str, float] = {"limit": 0, "consumed": 0, "left_over": 0}
        stats = {**{f"{kind}_credit": none for kind in _CREDITS}, "dialer": none}
        stats["lead_credit"] = {"limit": granted, "consumed": used, "left_over": left}
        cycle = {
            "start_date": "2026-10-01T00:00:00.000Z",
            "end_date": "2026-11-01T00:00:00.000Z",
        }
        return json_answer({"credit_usage_stats": stats, "current_credit_cycle": cycle})

    def api_usage(self, request: Request) -> Answer:
        """Calls and limits by endpoint; the key is itself a list written as text."""
        del request
        unused = Meter(self._dials.monotonic)
        return json_answer(
            {
                endpoint: self._meters.get(route, unused).usage(limits_of(self._dials, route))
                for route, endpoint in _ENDPOINTS.items()
            }
        )

    def _credits(self) -> tuple[float, float, float]:
        """Granted, spent, left."""
        granted, used = self._dials.now.apollo_credits, self._books.credits_spent["apollo"]
        return whole(granted), whole(used), whole(granted - used)
