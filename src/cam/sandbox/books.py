"""What was asked, what it cost, who was bought: the truth a test compares with."""

from collections import Counter, defaultdict

import msgspec


class Amounts(defaultdict[str, float]):
    """Credits by provider; a provider without any has 0."""

    def __init__(self) -> None:
        super().__init__(float)

    def total(self) -> float:
        return sum(self.values())

    def add(self, provider: str, credits_: float) -> None:
        """Add, free of the dust that fractions leave behind."""
        self[provider] = round(self[provider] + credits_, 6)


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A reading of the books. `requests` by `provider.route`, `statuses` by provider and status.

    Status 0 stands for an answer that never left (dropped or hung). `credits_spent` includes
    what is only reserved. `bought` is Apollo's people; `duplicates` by kind of purchase.
    """

    requests: dict[str, int]
    statuses: dict[str, dict[str, int]]
    credits_spent: dict[str, float]
    credits_reserved: dict[str, float]
    bought: dict[str, int]
    duplicates: dict[str, int]
    duplicates_bought: int


class Books:
    """Counts since the start or the last reset.

    A purchase has a kind (`apollo.enrichment`, `apollo.waterfall`, `dropcontact.enrichment`,
    `dropcontact.verification`) and a subject: Apollo's person id, or the address or name asked
    about where nobody has one.
    """

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self.statuses: dict[str, Counter[int]] = {}
        self.credits_spent = Amounts()
        self.credits_reserved = Amounts()
        self.purchases: dict[str, Counter[str]] = {}

    def answered(self, provider: str, route: str, status: int) -> None:
        self.requests[f"{provider}.{route}"] += 1
        self.statuses.setdefault(provider, Counter())[status] += 1

    def spend(self, provider: str, credits_: float) -> None:
        """Take credits; a negative number gives them back."""
        self.credits_spent.add(provider, credits_)

    def reserve(self, provider: str, credits_: float) -> None:
        """Take credits that may come back."""
        self.spend(provider, credits_)
        self.credits_reserved.add(provider, credits_)

    def settle(self, provider: str, reserved: float, refunds: float) -> None:
        """Decide on credits reserved before: `refunds` of them come back."""
        self.credits_reserved.add(provider, -reserved)
        self.spend(provider, -refunds)

    def buy(self, kind: str, subject: str) -> None:
        """This subject was sold once more."""
        self.purchases.setdefault(kind, Counter())[subject] += 1

    def give_back(self, kind: str, subject: str) -> None:
        """A purchase that was refunded is none."""
        sold = self.purchases[kind]
        sold[subject] -= 1
        if not sold[subject]:
            del sold[subject]

    @property
    def bought(self) -> Counter[str]:
        """Apollo's people sold by match and bulk_match, by id."""
        return self.purchases.setdefault("apollo.enrichment", Counter())

    @property
    def duplicates(self) -> dict[str, int]:
        """By kind, how many purchases were of a subject bought before."""
        return {kind: sold.total() - len(sold) for kind, sold in self.purchases.items()}

    @property
    def duplicates_bought(self) -> int:
        return sum(self.duplicates.values())

    def account(self) -> Account:
        return Account(
            requests=dict(self.requests),
            statuses={p: {str(s): n for s, n in c.items()} for p, c in self.statuses.items()},
            credits_spent=dict(self.credits_spent),
            credits_reserved=dict(self.credits_reserved),
            bought=dict(self.bought),
            duplicates=self.duplicates,
            duplicates_bought=self.duplicates_bought,
        )

    def reset(self) -> None:
        for room in (self.requests, self.statuses, self.purchases):
            room.clear()
        self.credits_spent.clear()
        self.credits_reserved.clear()


def whole(credits_: float) -> float:
    """As vendors write it: `3`, but `2.5`."""
    return int(credits_) if credits_ == int(credits_) else round(credits_, 6)
