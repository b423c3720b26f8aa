"""What was asked, what it cost, who was bought: the truth a test compares with."""

from collections import Counter

import msgspec


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A reading of the books. `requests` by `provider.route`, `statuses` by provider and status.

    Status 0 stands for an answer that never left (dropped or hung).
    """

    requests: dict[str, int]
    statuses: dict[str, dict[str, int]]
    credits_spent: dict[str, int]
    bought: dict[str, int]
    duplicates_bought: int


class Books:
    """Counts since the start or the last reset."""

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self.statuses: dict[str, Counter[int]] = {}
        self.credits_spent: Counter[str] = Counter()
        self.bought: Counter[str] = Counter()

    def answered(self, provider: str, route: str, status: int) -> None:
        self.requests[f"{provider}.{route}"] += 1
        self.statuses.setdefault(provider, Counter())[status] += 1

    def spend(self, provider: str, credits_: int) -> None:
        """Take credits; a negative number gives them back."""
        self.credits_spent[provider] += credits_

    def buy(self, person_id: str) -> None:
        """Apollo sold this person's data once more."""
        self.bought[person_id] += 1

    @property
    def duplicates_bought(self) -> int:
        return self.bought.total() - len(self.bought)

    def account(self) -> Account:
        return Account(
            requests=dict(self.requests),
            statuses={p: {str(s): n for s, n in c.items()} for p, c in self.statuses.items()},
            credits_spent=dict(self.credits_spent),
            bought=dict(self.bought),
            duplicates_bought=self.duplicates_bought,
        )

    def reset(self) -> None:
        for counter in (self.requests, self.credits_spent, self.bought):
            counter.clear()
        self.statuses.clear()
