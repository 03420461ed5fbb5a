"""Quotients of sums: a share and its whole, a margin and its profit, a dividend and what it is paid from."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from extractor import lexicon
from extractor.claims import same_period
from extractor.relations.index import Index, Item, What, definition
from extractor.relations.intervals import times
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
_SALES = re.compile("销售额|零售额|流水|GMV")
"""What customers paid, tax and all, is shared out over the sales of all segments, not over the accounts' revenue."""
_OWN_PERIOD = {"H1": re.compile("上半年"), "Q1-Q3": re.compile("前三季度"), "": re.compile("全年|年度")}
_HUNDREDTH = (Decimal("0.01"), Decimal("0.01"))


def share(index: Index) -> Iterator[Choice]:
    """A share is the part over the whole that its base names.

    Where no base is named, or one of another definition, the whole may be less than the company's, but not more.
    """
    for item in index.of(Measure.SHARE):
        wholes, named = _wholes(index, item)
        pairs = combined(index.levels(item.what, item.fact.period, (item.fact.basis,)), wholes)
        stated = [_part("share", item, part, whole) for part, whole in pairs if part.index != whole.index]
        yield [s if named and _leaves_no_other(s) else replace(s, firm=False) for s in _plain(index, stated)]


def _part(name: str, ratio: Item, part: Item, whole: Item) -> Statement:
    """That a part is its ratio, in % or x, of a whole."""
    factor = times(ratio.ends, _HUNDREDTH) if ratio.fact.unit == "%" else ratio.ends
    right = times(whole.ends, factor)
    return Statement(name, (ratio, part, whole), part.ends, right, "the part and its ratio of the whole")


def _plain(index: Index, stated: Iterable[Statement]) -> Iterator[Statement]:
    """The statements whose units fit; firm where no other definition, nor the whole of another period, is in sight."""
    for statement in stated:
        ratio, part, whole = statement.operands
        if ratio.fact.unit in ("%", "x") and part.fact.unit == whole.fact.unit and whole.ends[0] > 0:
            firm = plainly(index, ratio, part) and (statement.holds or not _fits_another(index, statement))
            yield replace(statement, firm=firm)


def _fits_another(index: Index, statement: Statement) -> bool:
    """Whether the same whole of some other period would fit: then it is the period that was misread, or misplaced."""
    ratio, part, whole = statement.operands
    others = (other for other in index.whenever(whole.what) if other.fact.unit == whole.fact.unit)
    return any(_part(statement.name, ratio, part, other).holds for other in others)


def _leaves_no_other(statement: Statement) -> bool:
    """Whether the base is the whole by its words; else any smaller whole is possible, so only a larger one is ruled out."""
    ratio, _, whole = statement.operands
    base = ratio.fact.base
    exactly = base is not None and definition(base) == whole.definition
    return statement.firm and (exactly or statement.left[0] > statement.right[1])


def _wholes(index: Index, item: Item) -> tuple[list[Item], bool]:
    """The levels that may be the whole, and whether the words lead to them."""
    fact = item.fact
    bases = (fact.basis, Basis.ACTUAL)
    metric, rest = _named(fact.base) if fact.base else (fact.metric, "")
    if metric is None or metric == "other":
        what: What = ("other", fact.base or fact.label, None, fact.credited_to)
        return index.levels(what, fact.period, bases), fact.base is not None
    rest, period = _own_period(rest, fact.period)
    if not _PLAIN_WHOLE.search(rest):
        return index.levels((metric, None, rest, fact.credited_to), period, bases), False
    found = index.levels((metric, None, None, fact.credited_to), None if metric == "total_shares" else period, bases)
    if fact.subject is not None:
        return found, metric == fact.metric and metric in _WHOLE_OF_OWN and not _SALES.search(fact.label or "")
    return found, fact.base is not None and metric != fact.metric


def _own_period(words: str, period: str | None) -> tuple[str, str | None]:
    """A base's words without those that say the share's own period again, and that period in their form."""
    for part, said in _OWN_PERIOD.items():
        if period is not None and said.search(words) and same_period(period, period[:4] + part):
            return said.sub("", words), period[:4] + part
    return words, period


@lru_cache(maxsize=512)
def _named(base: str) -> tuple[str | None, str]:
    """The metric that a base's words name last, and the words that are left."""
    matches = list(lexicon.load().pattern.finditer(base))
    alias = lexicon.load().aliases.get(matches[-1][0]) if matches else None
    return (None, base) if alias is None else (alias.metric.code, base.replace(alias.name, ""))


def margin(index: Index) -> Iterator[Choice]:
    """A margin or an expense ratio is the profit or the expense over revenue; of two for one period one is another's."""
    for item in index.of(Measure.LEVEL):
        fact = item.fact
        if fact.metric in MARGINS and fact.unit == "%":
            of, when, bases = item.what[2:], fact.period, (fact.basis,)
            tops, sure = _tops(item)
            parts = [part for top in tops for part in index.levels((top, None, *of), when, bases)]
            pairs = combined(parts, index.levels(("revenue", None, *of), when, bases))
            stated = _plain(index, (_part("margin", item, *pair) for pair in pairs))
            alone = len(index.levels(item.what, when, bases)) == 1
            yield [s if sure and alone else replace(s, firm=False) for s in stated]


def _tops(item: Item) -> tuple[Sequence[str], bool]:
    """What a margin is made of, and whether that is sure: a 净利率 may be of the profit with or without minorities."""
    if item.fact.metric != "net_margin" or "归母" in (item.fact.label or ""):
        return (MARGINS[item.fact.metric],), True
    return _NET, False


def dividends(index: Index) -> Iterator[Choice]:
    """A payout is the dividend over the profit, in all or per share. Evidence only: what counts as paid out varies."""
    for item in index.of(Measure.LEVEL, Measure.SHARE):
        fact = item.fact
        if fact.metric == "payout_ratio" or (fact.metric, fact.measure) == ("dividend", Measure.SHARE):
            for pair in (("dividend", "net_profit_parent"), ("dps", "eps")):
                paid, earned = (index.levels((metric, None, None, None), fact.period, Basis) for metric in pair)
                stated = _plain(index, (_part("payout", item, *some) for some in combined(paid, earned)))
                yield [replace(s, firm=False) for s in stated]
