"""All phrases of all languages as one graph, through which a text is read in linear time."""

from collections.abc import Iterator

from msgspec import Struct, structs

from cam.domain.model.answer.phrases import Phrases, Sign, lines
from cam.domain.model.answer.wording import ADDRESS, URL, Break, Wording, worded

_OPENS, _CLOSES, _GAP, _FREE = "^", "$", "..", ""
_RESERVED = frozenset({_OPENS, _CLOSES, _GAP, URL, ADDRESS})
_WIDEST = 3
"""Words that a gap may take."""
_UNYIELDING = frozenset({Sign.UNSUBSCRIBE, Sign.COMMAND, Sign.HARMLESS, Sign.FOOTER})
"""A request to be left alone is no part of a longer phrase, unless of one that takes it back."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


class Found(Struct, frozen=True):
    """A phrase in a text: words from start to end."""

    start: int
    end: int
    sign: Sign
    language: int
    """Which of the phrasebook's."""


class Node:
    """A place in phrases: the words that lead on, and what a phrase that ends here tells."""

    __slots__ = ("signs", "ways")

    def __init__(self) -> None:
        self.ways: dict[str, list[Node]] = {}
        self.signs: list[tuple[Sign, int]] = []

    def leads(self, key: str, to: "Node") -> None:
        self.ways.setdefault(key, []).append(to)

    def absorb(self, other: "Node") -> None:
        """Leads on wherever the other does."""
        for key, nodes in other.ways.items():
            for node in nodes:
                if key == _FREE:
                    self.absorb(node)
                else:
                    self.leads(key, node)


class Phrasebook:
    """Finds the phrases of all languages in a text."""

    def __init__(self, languages: tuple[Phrases, ...]) -> None:
        self.negators = tuple(_keys(each.negators) for each in languages)
        self.contrasts = tuple(_keys(each.contrasts) for each in languages)
        """Of each language: mais denies nothing to a Portuguese."""
        self._denying = frozenset().union(*self.negators)
        self._polite = frozenset().union(*(_keys(each.polite) for each in languages))
        self._root, self._opening = Node(), Node()
        for number, language in enumerate(languages):
            told = structs.asdict(language)
            for sign in Sign:
                for line in lines(told[sign]):
                    self._root.absorb(compiled(line, sign, number))
        for node in self._root.ways.pop(_OPENS, []):
            self._opening.absorb(node)

    def found(self, wording: Wording) -> list[Found]:
        """Every phrase that is no part of a longer one, in the order of the text."""
        opens, closes = self._opens(wording), self._closes(wording)
        everything: set[Found] = set()
        for start in range(len(wording.words)):
            everything.update(self._from(start, self._root, wording, closes))
            if opens[start]:
                everything.update(self._from(start, self._opening, wording, closes))
        asking = {each for each in everything if each.sign in _UNYIELDING}
        return sorted({*_longest(everything), *_longest(asking)}, key=_order)

    def _from(
        self, start: int, node: Node, wording: Wording, closes: list[bool]
    ) -> Iterator[Found]:
        walks = [(node, start)]
        walked: set[tuple[int, int]] = set()
        while walks:
            node, at = walks.pop()
            if (id(node), at) in walked:
                continue
            walked.add((id(node), at))
            for sign, language in node.signs:
                yield Found(start, at, sign, language)
            walks += self._steps(node, start, at, wording, closes)

    def _steps(
        self, node: Node, start: int, at: int, wording: Wording, closes: list[bool]
    ) -> Iterator[tuple[Node, int]]:
        ways = node.ways
        yield from ((after, at) for after in ways.get(_FREE, ()))
        if at < len(wording.words) and (at == start or wording.breaks[at] < Break.END):
            yield from ((after, at + 1) for after in ways.get(wording.words[at], ()))
        if _CLOSES in ways and closes[at] and at > start:
            yield from ((after, at) for after in ways[_CLOSES])
        if _GAP in ways:
            for end in self._gap(at, wording):
                yield from ((after, end) for after in ways[_GAP])

    def _gap(self, at: int, wording: Wording) -> Iterator[int]:
        yield at
        for after in range(at, min(at + _WIDEST, len(wording.words))):
            if wording.breaks[after] is Break.END or wording.words[after] in self._denying:
                return
            yield after + 1

    def _opens(self, wording: Wording) -> list[bool]:
        opens: list[bool] = []
        for at, pause in enumerate(wording.breaks[:-1]):
            after_polite = at > 0 and opens[at - 1] and wording.words[at - 1] in self._polite
            opens.append(pause > Break.NONE or after_polite)
        return opens

    def _closes(self, wording: Wording) -> list[bool]:
        closes = [True]
        for at in range(len(wording.words) - 1, -1, -1):
            before_polite = closes[-1] and wording.words[at] in self._polite
            closes.append(wording.breaks[at] >= Break.LINE or before_polite)
        return closes[::-1]


def compiled(line: str, sign: Sign, language: int) -> Node:
    """A line of the notation as a graph that ends in its sign."""
    start = here = Node()
    rest = line
    while rest.strip():
        plain, _, rest = rest.partition("(")
        here = _chained(here, plain.split())
        choices, _, rest = rest.partition(")")
        join = Node()
        for choice in choices.split("|"):
            _chained(here, choice.split()).leads(_FREE, join)
        here = join
    here.signs.append((sign, language))
    return start


def _chained(node: Node, words: list[str]) -> Node:
    for word in words:
        after = Node()
        for spelling in {word, word.translate(_UMLAUTS)}:
            _spelled(node, spelling).leads(_FREE, after)
        node = after
    return node


def _spelled(node: Node, word: str) -> Node:
    for key in [word] if word in _RESERVED else worded(word).words:
        after = Node()
        node.leads(key, after)
        node = after
    return node


def _keys(words: str) -> frozenset[str]:
    return frozenset(worded(f"{words} {words.translate(_UMLAUTS)}").words)


def _order(found: Found) -> tuple[int, int, str, int]:
    return found.start, -found.end, found.sign, found.language


def _longest(everything: set[Found]) -> Iterator[Found]:
    """Without those that lie inside a longer one."""
    reach, of = -1, (-1, -1)
    for each in sorted(everything, key=_order):
        if each.end > reach:
            reach, of = each.end, (each.start, each.end)
        elif (each.start, each.end) != of:
            continue
        yield each
