"""A fact as one of several reports states it: where, what it leaves possible, and how to say so to a person."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from functools import cached_property

from extractor import amounts
from extractor.claims import common_unit, folded
from extractor.folding import fold
from extractor.relations.intervals import Interval, interval
from extractor.schema import Fact, Measure, Operand, Qualifier, Report

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_HOUSE = re.compile(r"(?:股份)?(?:有限)?(?:责任)?(?:公司)?(?:研究(?:所|院|部|中心)?)?$")
_TITLE = 24
_UNIT = re.compile(r"[^\d.,+\-]")
_MONEY = ((Decimal(10**8), "亿元"), (Decimal(10**4), "万元"), (Decimal(1), "元"))
_LOSS = re.compile(r"亏|扭|转正")
_ENDLESS = Decimal("Infinity")


@dataclass(frozen=True, eq=False)
class Paper:
    """One report among others, by the name that tells it from them."""

    name: str
    report: Report

    @cached_property
    def day(self) -> str | None:
        """The day it was published, `YYYY-MM-DD`; None where it bears none that can be put in order."""
        said = self.report.header.published
        try:
            return said if said and _DAY.fullmatch(said) and date.fromisoformat(said) else None
        except ValueError:
            return None

    @cached_property
    def broker(self) -> str | None:
        """Its institution without the words for its legal form or its department."""
        name = folded(self.report.header.institution)
        return (_HOUSE.sub("", name) or name) if name else None

    @cached_property
    def brief(self) -> str:
        """Who said it, and when."""
        head = self.report.header
        return printable(" ".join(filter(None, [head.institution, head.published])) or f"report {self.name}")

    @cached_property
    def said(self) -> str:
        """Who said it, when, under which title."""
        title = printable(self.report.header.title or "")
        return self.brief + (f"《{title[:_TITLE]}{'…' if len(title) > _TITLE else ''}》" if title else "")


@dataclass(frozen=True, eq=False)
class Stated:
    """A fact in its report, by its index there."""

    paper: Paper
    index: int

    @property
    def fact(self) -> Fact:
        """The fact itself."""
        return self.paper.report.facts[self.index]

    @cached_property
    def printed(self) -> Interval:
        """The values that its printed number stands for, in its own unit."""
        return interval(self.fact)

    @cached_property
    def bounds(self) -> Interval:
        """The values that it leaves possible, in the unit in which it compares: 超7亿 has no upper end."""
        factor = common_unit(self.fact)[1]
        low, high = (end * factor for end in self.printed)
        away = {Qualifier.OVER: 1, Qualifier.UNDER: -1}.get(self.fact.qualifier, 0)
        if away and self.fact.value < 0:
            away = -away
        return (-_ENDLESS if away < 0 else low), (_ENDLESS if away > 0 else high)

    @property
    def width(self) -> Decimal:
        """How much it leaves open."""
        return self.bounds[1] - self.bounds[0]

    @cached_property
    def figure(self) -> str:
        """The figure as its quote prints it, or written out where the quote prints it without its unit."""
        fact, text = self.fact, fold(self.fact.quote)
        for figure in amounts.scan(text):
            printed = text.text[figure.start : figure.end]
            if (figure.value, figure.value_to) == (fact.value, fact.value_to) and _UNIT.search(printed):
                return printable(printed)
        upper = "" if fact.value_to is None else f"~{_written(fact.value_to, fact.unit)}"
        return _written(fact.value, fact.unit) + upper

    @property
    def said(self) -> str:
        """The figure, with who said it, when, under which title."""
        return f"{self.figure} ({self.paper.said})"

    @property
    def brief(self) -> str:
        """The figure, with who said it and when."""
        return f"{self.figure} ({self.paper.brief})"

    def operand(self, home: Paper) -> Operand:
        """It as an operand of a relation that is told in the report `home`."""
        low, high = self.printed
        return Operand(fact=self.index, low=low, high=high, report_id=None if self.paper is home else self.paper.name)


def _written(value: Decimal, unit: str | None) -> str:
    if unit != "CNY":
        return printable(f"{value:f}{unit or ''}")
    size, word = next((size, word) for size, word in _MONEY if abs(value) >= size or word == "元")
    return f"{(value / size).normalize():f}{word}"


def printable(words: str) -> str:
    """Words of a report that can stand in a message: nothing in them can move a terminal's cursor."""
    return "".join(character for character in words if character.isprintable())


def meet(a: Stated, b: Stated) -> bool:
    """Whether two statements leave a value for both."""
    return a.bounds[0] <= b.bounds[1] and b.bounds[0] <= a.bounds[1]


def excused(a: Stated, b: Stated) -> bool:
    """Whether two numbers that differ may still come from one.

    4.29亿 may be 42,955.96万 cut off, not rounded; and growth from a loss has either sign, by who computes it.
    """
    coarse, fine = (a, b) if a.width > b.width else (b, a)
    plain = all(one.fact.qualifier == Qualifier.EXACT and one.fact.value_to is None for one in (a, b))
    if plain and a.fact.unit == b.fact.unit and coarse.width > fine.width:
        unit = coarse.printed[1] - coarse.printed[0]
        if (fine.fact.value / unit).to_integral_value(ROUND_DOWN) * unit == coarse.fact.value:
            return True
    growth = a.fact.measure in (Measure.YOY, Measure.QOQ)
    return growth and _mirrored(a, b) and any(_LOSS.search(_context(one)) for one in (a, b))


def _mirrored(a: Stated, b: Stated) -> bool:
    return a.bounds[0] <= -b.bounds[0] and -b.bounds[1] <= a.bounds[1]


def _context(one: Stated) -> str:
    return one.fact.quote + (one.paper.report.header.title or "")


def camps(statements: Sequence[Stated]) -> list[list[Stated]]:
    """Statements in as few groups as can be, so that those of each leave a value for all of them; order is kept in each."""
    places = sorted(range(len(statements)), key=lambda i: statements[i].bounds[::-1])
    found: list[list[int]] = []
    point = -_ENDLESS
    for i in places:
        low, high = statements[i].bounds
        if not found or low > point:
            found.append([])
            point = high
        found[-1].append(i)
    return [[statements[i] for i in sorted(camp)] for camp in found]


@dataclass(frozen=True, eq=False)
class Told:
    """What holds among reports, or does not: the rule's name, what to tell a person, and who takes part.

    `camps` are the statements that agree with one another; `papers` the reports, where no statement of theirs is meant.
    """

    name: str
    message: str
    holds: bool
    camps: Sequence[Sequence[Stated]] = ()
    papers: Sequence[Paper] = ()
    field: str | None = None
