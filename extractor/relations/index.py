"""Facts laid out for arithmetic: found by what they measure and when, with the words around them."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from extractor.claims import same_period
from extractor.folding import fold
from extractor.relations.intervals import Interval, interval
from extractor.schema import Basis, Fact, Measure, Qualifier, Status, last_day

What = tuple[str, str | None, str | None, str | None]
"""Metric, the label of one without a code, subject, and who is credited: alike where two facts measure one thing."""

_TAIL = re.compile(r"(?:业务线|业务|板块|产品)$")
_DEFINITION = re.compile(
    r"总收入|总营收|营业总|调整|(?i:gaap)|主营|母公司|可比|同店|剔除|还原|加回|含|单体|累计|新增|净增|新签|日均|平均|最高|最低|权益|投入"
    r"|流通|加权|摊薄|稀释|[Tt][Tt][Mm]"
)
_OUT = (Status.REFUTED, Status.UNSUPPORTED)
_MOST_DIGITS = 30
"""A number of more digits measures nothing, and would overflow in a product."""
_BREAKS = re.compile(r"[。!?\n]")
_NUMBER = re.compile(r"[+-]?\d[\d.,]*")
_CLAUSE = re.compile(r"[,;:。!?\n()|]")


@dataclass(frozen=True)
class Item:
    """A fact that may take part: its place in the report, its number's and its sentence's in the folded text, as printed."""

    index: int
    fact: Fact
    at: int
    sentence: tuple[int, int]
    printed: str

    @cached_property
    def ends(self) -> Interval:
        """What its printed number stands for."""
        return interval(self.fact)

    @cached_property
    def what(self) -> What:
        """What it measures, whenever and however."""
        fact = self.fact
        subject = _TAIL.sub("", fact.subject) or fact.subject if fact.subject else None
        return fact.metric, fact.label if fact.metric == "other" else None, subject, fact.credited_to

    @property
    def definition(self) -> frozenset[str]:
        """The words of its label that make it another figure than its metric's plain one."""
        return definition(self.fact.label or "")

    @property
    def exact(self) -> bool:
        """Whether it is put exactly, and its number found in the text."""
        return self.fact.qualifier == Qualifier.EXACT and self.at >= 0

    @property
    def verified(self) -> bool:
        """Whether no field of it is open; a fact without a verdict is taken at its word."""
        return self.fact.verdict is None or self.fact.verdict.status == Status.VERIFIED


def definition(label: str) -> frozenset[str]:
    """The words of a label that set a figure apart from its metric's plain one: 总, 经调整, 摊薄."""
    return frozenset(_DEFINITION.findall(label))


class Index:
    """A report's facts, in an order that does not depend on the one they came in."""

    def __init__(self, facts: Sequence[Fact], text: str) -> None:
        """Lay out facts that are not refuted, bounds or ranges; time and memory are linear in text and facts."""
        folded = fold(text)
        self.text = folded.text
        self._breaks = [-1, *(match.start() for match in _BREAKS.finditer(self.text)), len(self.text)]
        items = [
            self._item(i, fact, folded.find_source(fact.span[0]) if fact.span else -1, text)
            for i, fact in enumerate(facts)
            if _takes_part(fact)
        ]
        self.items = sorted(items, key=_order)
        self._places = [item.at for item in self.items]
        self._levels: dict[tuple[What, str | None], list[Item]] = {}
        self._whenever: dict[What, list[Item]] = {}
        for item in self.of(Measure.LEVEL):
            self._levels.setdefault((item.what, _ends(item.fact.period)), []).append(item)
            self._whenever.setdefault(item.what, []).append(item)

    def _item(self, index: int, fact: Fact, at: int, text: str) -> Item:
        if at < 0 or fact.span is None:
            return Item(index, fact, at, (-1, -1), "")
        i = bisect_right(self._breaks, at)
        sentence = self._breaks[i - 1] + 1, self._breaks[min(i, len(self._breaks) - 1)]
        return Item(index, fact, at, sentence, text[slice(*fact.span)])

    def levels(self, what: What, period: str | None, bases: Iterable[Basis], unit: str | None = None) -> list[Item]:
        """The levels of one thing at a period; a date and the period that it ends count as one."""
        found = self._levels.get((what, _ends(period)), ())
        return [
            item for item in found
            if _same(item.fact.period, period) and item.fact.basis in bases and unit in (None, item.fact.unit)
        ]  # fmt: skip

    def whenever(self, what: What) -> Sequence[Item]:
        """The levels of one thing, of all periods."""
        return self._whenever.get(what, ())

    def of(self, *measures: Measure) -> Iterator[Item]:
        """The facts of some measures."""
        return (item for item in self.items if item.fact.measure in measures)

    def within(self, start: int, end: int) -> list[Item]:
        """The facts whose numbers stand in a stretch of the folded text."""
        low, high = (bisect_left(self._places, place) for place in (start, end))
        return self.items[low:high]

    def sentence(self, item: Item) -> str:
        """The sentence in which an item's number stands; "" where its place is not known."""
        return self.text[slice(*item.sentence)] if item.at >= 0 else ""

    def around(self, item: Item) -> tuple[str, str, str]:
        """The sentence before an item's, its own and the one behind; "" where there is none."""
        i = bisect_right(self._breaks, item.at)
        ends = [self._breaks[n] if 0 <= n < len(self._breaks) else -1 for n in range(i - 2, i + 2)]
        before, own, after = (self.text[a + 1 : b] if a < b else "" for a, b in pairwise(ends))
        return (before if i >= 2 else "", own, after)

    def is_beside(self, item: Item, other: Item) -> bool:
        """Whether an item's printed number also stands in another's sentence."""
        printed = _NUMBER.match(self.text, item.at) if item.at >= 0 else None
        return printed is not None and printed[0] in self.sentence(other)

    def lead(self, item: Item) -> str:
        """The words of its clause before an item's number."""
        return _CLAUSE.split(self.text[item.sentence[0] : item.at])[-1] if item.at >= 0 else ""


def _takes_part(fact: Fact) -> bool:
    judged_out = fact.verdict is not None and fact.verdict.status in _OUT
    told = fact.value_to is None and fact.qualifier in (Qualifier.EXACT, Qualifier.ABOUT)
    return told and not judged_out and abs(fact.value.adjusted()) <= _MOST_DIGITS


def _order(item: Item) -> tuple[int, Decimal, tuple[str, ...]]:
    fact = item.fact
    words = (
        fact.metric,
        fact.label,
        fact.subject,
        fact.period,
        fact.basis,
        fact.measure,
        fact.unit,
        fact.base,
        fact.quote,
    )
    return item.at, fact.value, tuple(word or "" for word in words)


def _same(a: str | None, b: str | None) -> bool:
    """Whether two periods are one; a span of years is as long a word as a date, and is none."""
    return a == b or (same_period(a, b) and ".." not in f"{a}{b}")


def _ends(period: str | None) -> str | None:
    return None if period is None else last_day(period)
