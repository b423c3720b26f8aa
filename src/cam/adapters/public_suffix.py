"""Public suffixes, from the list that the package of that name brings along: nothing is fetched."""

from functools import cache

from publicsuffixlist import PublicSuffixList


@cache
def _listed() -> PublicSuffixList:
    """Reading it takes some 60 ms."""
    return PublicSuffixList()


class PublicSuffixes:
    """Keeps `ports.organisation.Organisations`."""

    def __init__(self) -> None:
        self._list = _listed()

    def domain(self, name: str) -> str:
        """A public suffix and one label; a name that is a suffix, or has none, itself."""
        return self._list.privatesuffix(name.lower()) or name.lower()

    def suffix(self, name: str) -> str:
        """What the list has; of an unknown top-level domain its label."""
        return self._list.publicsuffix(name.lower()) or name.lower()
