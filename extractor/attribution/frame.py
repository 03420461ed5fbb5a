"""What the steps hand on: a figure in its place, and the candidates for each of its fields."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from extractor.amounts import Figure
from extractor.attribution.clauses import Layout
from extractor.attribution.marks import Marks, Name
from extractor.lexicon import Metric
from extractor.schema import Basis, Measure

T = TypeVar("T")

_IN_TURN = re.compile(r"分别|依次|各(?=[为增降升减涨跌达约+\-]|大幅|小幅|$)")
_OVER_TIME = re.compile(
    r"(?:[^,。;()\d]{0,4}[,;(])?(?:同比|环比|yoy|YoY|YOY|qoq|QoQ|按年|按季)(?:增长|增加|变动|变化|提升|下降|增速|增|\+|-)?(?:为|达)?"
)
_TWO_BASES = re.compile(r"同比?[/、和与及]环比?|按年[/、和与及]按季")
"""同比、环比各增a和b: two growths of one level."""

_EACH = re.compile(r"[%元倍吨a-z]*[,;(]?(?:同比|环比|较[^,。;]{1,8})?(?:变动)?分别")


@dataclass(frozen=True, slots=True)
class Candidate(Generic[T]):
    """A value for one field, the rule that proposes it, the words it rests on, and whether they leave no other."""

    value: T
    rule: str
    words: str = ""
    sure: bool = True


@dataclass(frozen=True, slots=True)
class MetricName:
    """A metric with the label that the text gives it, and where that stands (-1 where it is implied)."""

    metric: Metric
    label: str
    start: int = -1
    end: int = -1


@dataclass(slots=True)
class Reading:
    """One figure, fully read. Each field holds its candidates, the best first; one that is sure stands alone."""

    figure: Figure
    unit: str | None
    metric: Sequence[Candidate[MetricName]]
    subject: Sequence[Candidate[str | None]]
    period: Sequence[Candidate[str | None]]
    basis: Sequence[Candidate[Basis]]
    measure: Sequence[Candidate[Measure]]
    base: str | None = None
    credited_to: str | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """The period that a report speaks of; `named` where it says that it is on a company's report of that period."""

    period: str | None
    named: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One of a list of parts behind a head: its name, where the head begins and ends, whether the list is of shares."""

    name: str
    start: int
    head: int
    share: bool


@dataclass(slots=True)
class Frame:
    """A figure in its place, as the field steps see it.

    `text` is the folded text; `gap` the stretch from the figure before (outside its own list) to this one; `lead` the
    first figure of its list; `siblings` the readings already made in this sentence, nearest first. `run` are the figures
    that this one stands in line with although brackets come between: 5.39(+0.18)元、6.91(+0.41)元.
    """

    marks: Marks
    layout: Layout
    figure: Figure
    chain: Sequence[Figure]
    sentence: int
    clause: int
    gap_start: int
    bracket: tuple[int, int] | None
    siblings: list[Reading]
    earlier: list[Reading]
    measure: Measure = Measure.LEVEL
    name: MetricName | None = None
    unit: str | None = None
    subject: str | None = None
    run: Sequence[Figure] = ()
    aligned_name: Name | None = None
    aligned_period: str | None = None
    aligned_subject: str | None = None
    part: Part | None = None
    mismatch: bool = False
    text: str = field(init=False)
    lead: Figure = field(init=False)
    gap: str = field(init=False)
    _bare_gap: str | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        # asked for dozens of times a figure
        self.text = self.marks.text
        self.lead = self.chain[0]
        self.gap = self.text[self.gap_start : self.lead.start]

    @property
    def opening(self) -> str:
        """The gap with the semicolon, if any, that it stands behind."""
        return ";" + self.gap if self.text[max(0, self.gap_start - 1) : self.gap_start] == ";" else self.gap

    def gap_without_periods(self) -> str:
        """The gap with its period mentions taken out."""
        if self._bare_gap is None:
            self._bare_gap = self.without_periods(self.gap_start, self.lead.start)
        return self._bare_gap

    def without_periods(self, start: int, end: int) -> str:
        """A stretch of text with its period mentions taken out."""
        words, last = [], start
        for mention in self.marks.periods_in(start, end):
            words.append(self.text[last : mention.start])
            last = mention.end
        words.append(self.text[last:end])
        return "".join(words)

    @property
    def position(self) -> int:
        """The figure's index in its list."""
        return self.figure.index

    def sibling(self) -> Reading | None:
        """The reading that this figure hangs on: the figure just before, or its partner in a list of equal length."""
        if not self.siblings:
            return None
        before = self.siblings[0]
        if (paired := self._paired() or self._spread()) is not None:
            return paired
        if before.figure.chain == self.figure.chain:
            partners = [r for r in self.siblings if r.figure.chain != self.figure.chain]
            if not partners:
                return None
            before = partners[0]
        return self._partner_in(before) or before

    def _paired(self) -> Reading | None:
        """产量A、销量B,同比分别x、y: the level that stands where this growth stands among as many."""
        count = len(self.chain)
        if count < 2 or self.measure == Measure.LEVEL or self.aligned_period or _TWO_BASES.search(self.gap):
            return None
        outside = [r for r in self.siblings if r.figure.chain != self.figure.chain]
        if not _IN_TURN.search(self.gap) and not self._as_many(outside):
            return None
        outside = outside[:count]
        chains = {r.figure.chain for r in outside}
        if len(outside) != count or len(chains) != count or any(r.measure[0].value != Measure.LEVEL for r in outside):
            return None
        return outside[count - 1 - self.position]

    def _as_many(self, outside: Sequence[Reading]) -> bool:
        """营收a,净利润b,同比+x%/+y%: whether just as many levels stand before the growths, each by itself."""
        levels = 0
        for reading in outside:
            if reading.measure[0].value != Measure.LEVEL:
                break
            levels += 1
        return levels == len(self.chain) and _OVER_TIME.fullmatch(self.gap) is not None

    def _spread(self) -> Reading | None:
        """费用率分别为A、B和C,同比分别下降x、提升y和下降z: growths apart, each with a verb, pair with a list of levels."""
        if len(self.chain) != 1 or self.measure == Measure.LEVEL:
            return None
        for place, reading in enumerate(self.siblings):
            if reading.measure[0].value == Measure.LEVEL:
                levels = [r for r in self.siblings if r.figure.chain == reading.figure.chain]
                spread = _EACH.match(self.text, reading.figure.end) is not None
                return levels[-1 - place] if spread and len(levels) > max(place, 1) else None
        return None

    def partner(self) -> Reading | None:
        """The element of the list just before that stands where this one stands in its own, if both are as long."""
        before = next((r for r in self.siblings if r.figure.chain != self.figure.chain), None)
        return None if before is None else self._partner_in(before)

    def first_of_list(self) -> Reading | None:
        """The reading of the first element of this figure's own list, None for the first element itself."""
        if self.run and self.run[0] is not self.figure:
            return next((r for r in self.siblings if r.figure.start == self.run[0].start), None)
        if self.position == 0:
            return None
        own = [r for r in self.siblings if r.figure.chain == self.figure.chain]
        return own[-1] if own else None

    def in_list(self, field: str) -> tuple[Reading, str] | None:
        """The reading that a further element of a list takes a field from, and by which rule; None for a first element.

        It is the list's first element, unless that one hangs on a list before of equal length: then its own partner.
        """
        first = self.first_of_list()
        found = getattr(first, field) if first is not None else ()
        if first is None or not found:
            return None
        partner = (
            self._paired() or self._spread() or self.partner()
            if found[0].rule in ("figure_before", "partner")
            else None
        )
        if partner is not None and getattr(partner, field):
            return partner, "partner"
        return first, "same_list"

    def _partner_in(self, before: Reading) -> Reading | None:
        chain = [r for r in self.siblings if r.figure.chain == before.figure.chain]
        if len(chain) > 1 and len(chain) == len(self.chain):
            return next((r for r in chain if r.figure.index == self.position), None)
        return None
