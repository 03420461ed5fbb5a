"""Quotients of sums: a share and its whole, a margin and its profit, a dividend and what it is paid from."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache

from extractor import lexicon
from extractor.claims import same_period
from extractor.relations.index import Index, Item, definition
from extractor.relations.intervals import Interval, times
from extractor.relations.statements import Choice, Statement, combined, plainly
from extractor.schema import Basis, Measure

MARGINS = {
    "gross_margin": "gross_profit", "operating_margin": "operating_profit", "net_margin": "net_profit_parent",
    "selling_expense_ratio": "selling_expense", "admin_expense_ratio": "admin_expense",
    "rd_expense_ratio": "rd_expense", "finance_expense_ratio": "finance_expense",
}  # fmt: skip
"""What a margin or an expense ratio is of revenue."""

_NET = ("net_profit_parent", "net_profit", "net_profit_parent_ex")
_PLAIN_WHOLE = re.compile(r"^(?:公司|本公司|集团|整体|全公司|总|全部|合计|合并|当期|同期|占|比|的|额|总额|合计数)*$")
_WHOLE_OF_OWN = frozenset({"revenue", "gross_profit", "output", "sales_volume", "new_orders", "order_backlog", "employees",
                           "inventory"})  # fmt: skip
"""Of these a segment's unexplained 占比 is its share of the company's."""
_OWN_PERIOD = {"H1": re.compile("上半年"), "Q1-Q3": re.compile("前三季度"), "": re.compile("全年|年度")}
_HUNDREDTH = (Decimal("0.01"), Decimal("0.01"))


def share(index: Index) -> Iterator[Choice]:
    """A share is the part over the whole that its base names.

    Where no base is named, or one of another definition, the whole may be less than the company's, but not more.
    """
    for item in index.of(Measure.SHARE):
        factor = _fraction(item)
        if factor is None:
            continue
        wholes, named = _wholes(index, item)
        pairs = combined(index.levels(item.what, item.fact.period, (item.fact.basis,)), wholes)
        yield [
            _part(
                index,
                "share",
                item,
                part,
                whole,
                named and (_exactly(item, whole) or part.ends[0] > _most(item, whole)),
            )
            for part, whole in pairs
            if part.fact.unit == whole.fact.unit and part.index != whole.index and whole.ends[0] > 0
        ]


def _exactly(item: Item, whole: Item) -> bool:
    return bool(item.fact.base) and definition(item.fact.base or "") == whole.definition


def _most(item: Item, whole: Item) -> Decimal:
    return times(whole.ends, _fraction(item) or item.ends)[1]


def _fraction(item: Item) -> Interval | None:
    if item.fact.unit == "%":
        return times(item.ends, _HUNDREDTH)
    return item.ends if item.fact.unit == "x" else None


def _part(index: Index, name: str, ratio: Item, part: Item, whole: Item, firm: bool) -> Statement:
    """That a part is its ratio of the whole; the ratio is in % or x."""
    right = times(whole.ends, _fraction(ratio) or ratio.ends)
    return Statement(
        name,
        (ratio, part, whole),
        part.ends,
        right,
        "the part and its ratio of the whole",
        firm and plainly(index, ratio, part),
    )


def _wholes(index: Index, item: Item) -> tuple[list[Item], bool]:
    """The levels that may be the whole, and whether the words leave no other."""
    fact = item.fact
    metric, rest = _named(fact.base) if fact.base else (fact.metric, "")
    bases = (fact.basis, Basis.ACTUAL)
    if metric is None or metric == "other":
        return index.levels(("other", fact.base or fact.label, None, fact.credited_to), fact.period, bases), bool(
            fact.base
        )
    if not _PLAIN_WHOLE.search(_without_period(rest, fact.period)):
        return index.levels((metric, None, rest, fact.credited_to), fact.period, bases), False
    what = (metric, None, None, fact.credited_to)
    found = index.levels(what, fact.period, bases) or index.levels(what, None, bases)
    if fact.subject is not None:
        return found, metric == fact.metric and metric in _WHOLE_OF_OWN
    return found, fact.base is not None and metric != fact.metric


def _without_period(words: str, period: str | None) -> str:
    """A base's words without those that only say the share's own period again."""
    for part, said in _OWN_PERIOD.items():
        if period is not None and same_period(period, period[:4] + part):
            words = said.sub("", words)
    return words


@lru_cache(maxsize=512)
def _named(base: str) -> tuple[str | None, str]:
    """The metric that a base's words name last, and the words that are left."""
    matches = list(lexicon.load().pattern.finditer(base))
    alias = lexicon.load().aliases.get(matches[-1][0]) if matches else None
    return (None, base) if alias is None else (alias.metric.code, base.replace(alias.name, ""))


def margin(index: Index) -> Iterator[Choice]:
    """A margin or an expense ratio is the profit or the expense over revenue."""
    for item in index.of(Measure.LEVEL):
        fact = item.fact
        if fact.metric not in MARGINS or fact.unit != "%":
            continue
        subject, credited = item.what[2:]
        tops, sure = _tops(item)
        parts = [p for top in tops for p in index.levels((top, None, subject, credited), fact.period, (fact.basis,))]
        wholes = index.levels(("revenue", None, subject, credited), fact.period, (fact.basis,))
        yield [
            _part(index, "margin", item, a, b, sure) for a, b in combined(parts, wholes) if a.fact.unit == b.fact.unit
        ]


def _tops(item: Item) -> tuple[Sequence[str], bool]:
    """What a margin is made of, and whether that is sure: a 净利率 may be of the profit with or without minorities."""
    if item.fact.metric != "net_margin" or "归母" in (item.fact.label or ""):
        return (MARGINS[item.fact.metric],), True
    return _NET, False


def dividends(index: Index) -> Iterator[Choice]:
    """A payout is the dividend over the profit, in all or per share. Evidence only: what counts as paid out varies."""
    for item in index.of(Measure.LEVEL, Measure.SHARE):
        fact = item.fact
        if fact.unit == "%" and (fact.metric == "payout_ratio" or (fact.metric, fact.measure) == ("dividend", "share")):
            for part, whole in (("dividend", "net_profit_parent"), ("dps", "eps")):
                paid, earned = (index.levels((m, None, None, None), fact.period, Basis) for m in (part, whole))
                pairs = combined(paid, earned)
                yield [_part(index, "payout", item, a, b, False) for a, b in pairs if a.fact.unit == b.fact.unit]
