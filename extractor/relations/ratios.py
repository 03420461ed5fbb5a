"""Quotients: a share and its whole, a margin and its profit, a multiple and its price, earnings and shares."""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import product

from extractor import lexicon
from extractor.amounts import is_money
from extractor.relations.growth import market_prices
from extractor.relations.index import Index, Item
from extractor.relations.intervals import Interval, meet, over, times
from extractor.relations.statements import Choice, Statement, alike, plainly
from extractor.schema import Basis, Measure

MARGINS = {
    "gross_margin": "gross_profit", "operating_margin": "operating_profit", "net_margin": "net_profit",
    "selling_expense_ratio": "selling_expense", "admin_expense_ratio": "admin_expense",
    "rd_expense_ratio": "rd_expense", "finance_expense_ratio": "finance_expense",
}  # fmt: skip
"""What a margin or a ratio is of revenue."""

PROFITS = ("net_profit_parent", "net_profit", "net_profit_parent_ex")
MULTIPLES = {"pe": "eps", "pb": "bps"}
SIZES = {"pe": PROFITS, "ps": ("revenue",)}

_PLAIN_WHOLE = re.compile(r"^(?:公司|本公司|集团|整体|全公司|总|全部|合计|合并|当期|同期|占|比|的|额|总额|合计数)*$")
_TARGET = re.compile(r"目标|给予|给到|合理估值|参考|对标|可比")
_SHARES = re.compile(r"总股本|股本总额|总股数|股份总数")
_OTHER_VALUE = re.compile(r"流通|A股|H股|自由|人均|合理|目标|给予|对应|中枢|空间")
_HUNDREDTH = (Decimal("0.01"), Decimal("0.01"))
_FEWEST = 3


def share(index: Index) -> Iterator[Choice]:
    """A share is the part over the whole that its base names."""
    for item in index.of(Measure.SHARE):
        fact = item.fact
        factor = times(item.ends, _HUNDREDTH) if fact.unit == "%" else item.ends if fact.unit == "x" else None
        if factor is None:
            continue
        parts = index.levels(item.what, fact.period, (fact.basis,))
        whole, named = _wholes(index, item)
        yield [
            Statement("share", (item, part, total), part.ends, times(total.ends, factor), "the part and its share of the whole",
                      named and plainly(index, item, part))
            for part, total in product(parts, whole)
            if part.fact.unit == total.fact.unit and part.index != total.index and total.ends[0] > 0
        ]  # fmt: skip


def _wholes(index: Index, item: Item) -> tuple[list[Item], bool]:
    """The levels that may be the whole, and whether the base names it so plainly that there is no other."""
    fact = item.fact
    metric, rest = _base_metric(fact.base) if fact.base else (fact.metric, "")
    if metric is None or metric == "other":
        label = fact.base if fact.base else fact.label
        return index.levels(("other", label, None, fact.credited_to), fact.period, (fact.basis,)), False
    what = (metric, None, rest or None, fact.credited_to)
    if _PLAIN_WHOLE.search(rest):
        bases = (fact.basis, Basis.ACTUAL)
        found = index.levels((metric, None, None, fact.credited_to), fact.period, bases)
        undated = index.levels((metric, None, None, fact.credited_to), None, bases) if fact.period else []
        return found or undated, fact.base is not None and (fact.subject is not None) == (metric == fact.metric)
    return index.levels(what, fact.period, (fact.basis,)), False


@lru_cache(maxsize=512)
def _base_metric(base: str) -> tuple[str | None, str]:
    """The metric that a base's words name, and what is left of them."""
    match = None
    for match in lexicon.load().pattern.finditer(base):
        pass
    alias = lexicon.load().aliases.get(match[0]) if match else None
    if alias is None or match is None:
        return None, base
    return alias.metric.code, base[: match.start()] + base[match.end() :]


def margin(index: Index) -> Iterator[Choice]:
    """A margin or an expense ratio is the profit or the expense over revenue."""
    for item in index.of(Measure.LEVEL):
        fact, above = item.fact, MARGINS.get(item.fact.metric)
        if above is None or fact.unit != "%":
            continue
        subject, credited = item.what[2:]
        tops = [above] if fact.metric != "net_margin" else list(PROFITS)
        upper = [p for top in tops for p in index.levels((top, None, subject, credited), fact.period, (fact.basis,))]
        lower = index.levels(("revenue", None, subject, credited), fact.period, (fact.basis,))
        yield [
            Statement("margin", (item, a, b), a.ends, times(b.ends, times(item.ends, _HUNDREDTH)), "the part of revenue",
                      fact.metric != "net_margin" and plainly(index, item, a, b))
            for a, b in product(upper, lower) if a.fact.unit == b.fact.unit
        ]  # fmt: skip


def worth(index: Index) -> Iterator[Choice]:
    """Market value is price by shares."""
    caps, prices, counts = _market_values(index), market_prices(index), _share_counts(index)
    yield [
        Statement("market value", (cap, price, count), cap.ends, times(price.ends, count.ends), "price by shares",
                  cap.sentence == price.sentence == count.sentence)
        for cap, price, count in product(caps, prices, counts)
        if price.fact.unit == f"{cap.fact.unit}/share"
    ]  # fmt: skip


def _market_values(index: Index) -> list[Item]:
    return [
        item for item in index.of(Measure.LEVEL)
        if item.fact.metric == "market_cap" and item.fact.subject is None
        and not _OTHER_VALUE.search((item.fact.label or "") + index.lead(item))
    ]  # fmt: skip


def _share_counts(index: Index) -> list[Item]:
    return [
        item for item in index.of(Measure.LEVEL)
        if item.fact.metric == "total_shares" and item.fact.subject is None and item.fact.unit == "share"
        and (not item.fact.label or _SHARES.search(item.fact.label))
    ]  # fmt: skip


def earnings(index: Index) -> Iterator[Choice]:
    """Forecast profit over earnings per share is one number of shares, in every year and as printed."""
    counts = _share_counts(index)
    for metric in PROFITS:
        found = [
            ((profit, eps), over(profit.ends, eps.ends))
            for profit in _forecasts(index, metric) if is_money(profit.fact.unit)
            for eps in _only(index, "eps", profit)
            if eps.fact.unit == f"{profit.fact.unit}/share"
        ]  # fmt: skip
        yield from _constant(
            "earnings per share", found, counts, "profit over earnings per share: the number of shares"
        )


def multiples(index: Index) -> Iterator[Choice]:
    """A multiple times what it is a multiple of is one price, in every year and as printed; so with market value."""
    prices = market_prices(index)
    caps = _market_values(index)
    for metric, per_share in MULTIPLES.items():
        found = _priced(index, metric, (per_share,))
        yield from _constant(f"{metric} and price", found, prices, f"{metric} times {per_share}: the price")
    for metric, sizes in SIZES.items():
        for size in sizes:
            found = _priced(index, metric, (size,))
            words = f"{metric} times {size}: the market value"
            yield from _constant(f"{metric} and market value", found, caps, words)


def targets(index: Index) -> Iterator[Choice]:
    """A target price is the target multiple times the figure of its year."""
    prices = index.levels(("target_price", None, None, None), None, (Basis.FORECAST,))
    for metric, per_share in MULTIPLES.items():
        aims = [m for m in _market_multiples(index, metric, aimed=True) if m.fact.basis == Basis.FORECAST]
        yield [
            Statement("target price", (price, aim, item), price.ends, times(aim.ends, item.ends), f"{metric} times {per_share}",
                      price.sentence == aim.sentence)
            for aim, price in product(aims, prices)
            for item in _only(index, per_share, aim) if item.fact.unit == price.fact.unit
        ]  # fmt: skip


def dividends(index: Index) -> Iterator[Choice]:
    """A payout is the dividend over the profit; a yield is the dividend over the price. Evidence only: definitions vary."""
    for item in index.of(Measure.LEVEL, Measure.SHARE):
        fact = item.fact
        if fact.metric == "payout_ratio" or (fact.metric == "dividend" and fact.measure == Measure.SHARE):
            parts = index.levels(("dividend", None, None, None), fact.period, Basis)
            whole = index.levels(("net_profit_parent", None, None, None), fact.period, Basis)
            parts += index.levels(("dps", None, None, None), fact.period, Basis)
            whole += index.levels(("eps", None, None, None), fact.period, Basis)
        elif fact.metric == "dividend_yield":
            parts, whole = index.levels(("dps", None, None, None), fact.period, Basis), market_prices(index)
        else:
            continue
        yield [
            Statement("dividend", (item, a, b), a.ends, times(b.ends, times(item.ends, _HUNDREDTH)), "the dividend's part", False)
            for a, b in product(parts, whole) if a.fact.unit == b.fact.unit and fact.unit == "%"
        ]  # fmt: skip


def _forecasts(index: Index, metric: str) -> list[Item]:
    return [
        item for item in index.of(Measure.LEVEL)
        if item.what == (metric, None, None, None) and item.fact.basis == Basis.FORECAST and item.fact.period
    ]  # fmt: skip


def _only(index: Index, metric: str, other: Item) -> list[Item]:
    """The company's figure of a metric for another's period and basis, if there is just one."""
    found = index.levels((metric, None, None, None), other.fact.period, (other.fact.basis,))
    return found if len(found) == 1 else []


def _market_multiples(index: Index, metric: str, aimed: bool = False) -> list[Item]:
    return [
        item for item in index.of(Measure.LEVEL)
        if item.what == (metric, None, None, None) and item.fact.unit == "x" and len(item.fact.period or "") == 4
        and bool(_TARGET.search((item.fact.label or "") + index.lead(item))) == aimed
    ]  # fmt: skip


def _priced(index: Index, metric: str, of: Sequence[str]) -> list[tuple[tuple[Item, ...], Interval | None]]:
    multiples = _market_multiples(index, metric)
    years = [(item.fact.period, item.fact.basis) for item in multiples]
    return [
        ((item, other), times(item.ends, other.ends))
        for item in multiples if years.count((item.fact.period, item.fact.basis)) == 1
        for name in of for other in _only(index, name, item)
    ]  # fmt: skip


def _constant(
    name: str,
    found: Iterable[tuple[tuple[Item, ...], Interval | None]],
    printed: Sequence[Item],
    words: str,
) -> Iterator[Choice]:
    """That all of some intervals, with the one printed number, stand for one number.

    A conflict needs three of them, of which just one does not go with the others: a price of another day or a number of
    shares that changes puts several out of line.
    """
    sources = [(operands, ends) for operands, ends in found if ends is not None]
    if not sources:
        return
    unit = _unit(sources[0][0])
    stated = [((item,), item.ends) for item in printed if item.fact.unit == unit]
    if len(stated) == 1:
        sources = [*sources, *stated]
    if len(sources) < 2:
        return
    operands = tuple(item for some, _ in sources for item in some)
    intervals = [ends for _, ends in sources]
    if _common(intervals):
        yield [Statement(name, operands, intervals[0], intervals[-1], words)]
        return
    odd = [i for i in range(len(intervals)) if _common(intervals[:i] + intervals[i + 1 :])]
    if len(intervals) >= _FEWEST and len(odd) == 1:
        rest = intervals[: odd[0]] + intervals[odd[0] + 1 :]
        shared = max(low for low, _ in rest), min(high for _, high in rest)
        yield [Statement(name, operands, intervals[odd[0]], shared, words, alike(*operands))]


def _unit(operands: tuple[Item, ...]) -> str | None:
    """The unit of the constant: shares for profit over EPS, else that of the figure with the multiple."""
    return "share" if operands[1].fact.metric == "eps" and operands[0].fact.unit != "x" else operands[1].fact.unit


def _common(intervals: Sequence[Interval]) -> bool:
    return all(meet(a, b) for i, a in enumerate(intervals) for b in intervals[i + 1 :])
