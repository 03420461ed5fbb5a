"""Shares and their price: earnings per share, market value, multiples, target prices, dividend yields."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.amounts import is_money
from extractor.relations.growth import grown
from extractor.relations.index import Index, Item
from extractor.relations.intervals import Interval, over, times
from extractor.relations.statements import Choice, Statement, alike, combined
from extractor.schema import Basis, Measure

PROFITS = ("net_profit_parent", "net_profit", "net_profit_parent_ex")
MULTIPLES = {"pe": "eps", "pb": "bps"}
"""What a multiple is of, per share; the price is the product."""
SIZES = {"pe": PROFITS, "ps": ("revenue",)}
"""What a multiple is of, for the company as a whole; the market value is the product."""

_PRICE_NOW = re.compile(r"现价|当前|目前|最新|收盘|股价")
_OTHER_PRICE = re.compile(r"最高|最低|发行|均价|回购|行权|授予|增发|认购|转股|开盘|要约|收购")
_OTHER_VALUE = re.compile(r"流通|A股|H股|自由|人均|合理|目标|给予|对应|中枢|空间")
_ALL_SHARES = re.compile(r"总股本|股本总额|总股数|股份总数")
_AIMED = re.compile(r"目标|给予|给到|合理估值|参考|对标|可比")
_BESIDE = 150
"""Price, number of shares and market value this near to one another are of one day."""
_FEWEST, _MOST = 3, 30
_HUNDREDTH = (Decimal("0.01"), Decimal("0.01"))

Source = tuple[tuple[Item, ...], Interval]
"""Facts, and what they say a number is that others speak of too."""


def worth(index: Index) -> Iterator[Choice]:
    """Market value is price by number of shares."""
    triples = combined(_market_values(index), market_prices(index), _share_counts(index))
    yield [
        Statement(
            "market value",
            triple,
            triple[0].ends,
            times(triple[1].ends, triple[2].ends),
            "price by shares",
            _near(triple),
        )
        for triple in triples
        if triple[1].fact.unit == f"{triple[0].fact.unit}/share"
    ]


def _near(items: Sequence[Item]) -> bool:
    places = [item.at for item in items]
    return max(places) - min(places) <= _BESIDE


def upside(index: Index) -> Iterator[Choice]:
    """A target price is the price of the day, raised by what is printed."""
    rooms = [item for item in index.of(Measure.CHANGE) if _is_room(item)]
    triples = combined(rooms, _target_prices(index), market_prices(index))
    yield [s for room, target, price in triples if (s := grown(index, "upside", room, target, price)) is not None]


def targets(index: Index) -> Iterator[Choice]:
    """A target price is the target multiple times the figure of its year."""
    prices = _target_prices(index)
    for metric, per_share in MULTIPLES.items():
        aims = [m for m in _multiples(index, metric, aimed=True) if m.fact.basis == Basis.FORECAST]
        yield [
            Statement(
                "target price", (price, aim, of), price.ends, times(aim.ends, of.ends), f"{metric} times {per_share}"
            )
            for aim, price in combined(aims, prices)
            for of in _only(index, per_share, aim)
            if of.fact.unit == price.fact.unit
        ]


def earnings(index: Index) -> Iterator[Choice]:
    """Forecast profit over earnings per share is one number of shares, in every year and as printed."""
    for metric in PROFITS:
        found: list[Source] = [
            ((profit, eps), shares)
            for profit in _company(index, metric, "CNY", "USD", "HKD")
            if profit.fact.basis == Basis.FORECAST and profit.fact.period
            for eps in _only(index, "eps", profit)
            if eps.fact.unit == f"{profit.fact.unit}/share" and (shares := over(profit.ends, eps.ends)) is not None
        ]
        yield from _constant(
            "earnings per share", "profit over EPS is the number of shares", found, _share_counts(index), may_grow=True
        )


def multiples(index: Index) -> Iterator[Choice]:
    """A multiple times what it is a multiple of is one price, in every year and as printed; so with the market value."""
    for metric, per_share in MULTIPLES.items():
        found = _priced(index, metric, per_share)
        yield from _constant(
            f"{metric} and price", f"{metric} times {per_share} is the price", found, market_prices(index)
        )
    for metric, sizes in SIZES.items():
        for size in sizes:
            found, words = _priced(index, metric, size), f"{metric} times {size} is the market value"
            yield from _constant(f"{metric} and market value", words, found, _market_values(index), may_grow=True)


def dividend_yield(index: Index) -> Iterator[Choice]:
    """A dividend yield is the dividend per share over the price. Evidence only: the year it counts varies."""
    for item in _company(index, "dividend_yield", "%"):
        pairs = combined(index.levels(("dps", None, None, None), item.fact.period, Basis), market_prices(index))
        yield [
            Statement("dividend yield", (item, dps, price), dps.ends, times(price.ends, times(item.ends, _HUNDREDTH)),
                      "the dividend is the yield of the price", False)
            for dps, price in pairs if dps.fact.unit == price.fact.unit
        ]  # fmt: skip


def _company(index: Index, metric: str, *units: str) -> list[Item]:
    """The company's own levels of a metric."""
    what = (metric, None, None, None)
    return [item for item in index.of(Measure.LEVEL) if item.what == what and (not units or item.fact.unit in units)]


def market_prices(index: Index) -> list[Item]:
    """The share prices of the day that a report states."""
    return [item for item in _company(index, "price") if not _named(index, item, _OTHER_PRICE)]


def _market_values(index: Index) -> list[Item]:
    return [item for item in _company(index, "market_cap") if not _named(index, item, _OTHER_VALUE)]


def _share_counts(index: Index) -> list[Item]:
    found = _company(index, "total_shares", "share")
    return [item for item in found if not item.fact.label or _ALL_SHARES.search(item.fact.label)]


def _target_prices(index: Index) -> list[Item]:
    return [item for item in _company(index, "target_price") if item.fact.basis == Basis.FORECAST]


def _multiples(index: Index, metric: str, aimed: bool = False) -> list[Item]:
    """The multiples of single years, at the market's price or at the analyst's target; an old forecast's is at an old price."""
    found = [item for item in _company(index, metric, "x") if item.fact.basis != Basis.PRIOR_FORECAST]
    return [item for item in found if len(item.fact.period or "") == 4 and _named(index, item, _AIMED) == aimed]


def _named(index: Index, item: Item, words: re.Pattern[str]) -> bool:
    return words.search((item.fact.label or "") + index.lead(item)) is not None


def _is_room(item: Item) -> bool:
    fact = item.fact
    named = fact.metric == "target_price" or "空间" in (fact.label or "")
    if re.search(r"[下调][调修]|调低|drop|cut|lower", fact.quote):
        return False  # how far the target itself was moved
    return named and fact.subject is None and (fact.base is None or bool(_PRICE_NOW.search(fact.base)))


def _only(index: Index, metric: str, other: Item) -> list[Item]:
    """The company's figure of a metric for another's period and basis, if there is just one."""
    found = index.levels((metric, None, None, None), other.fact.period, (other.fact.basis,))
    return found if len(found) == 1 else []


def _priced(index: Index, metric: str, of: str) -> list[Source]:
    """A price or a market value for every year that has just one multiple and one figure that it multiplies."""
    found = _multiples(index, metric)
    years = [(item.fact.period, item.fact.basis) for item in found]
    return [
        ((item, other), times(item.ends, other.ends))
        for item, year in zip(found, years, strict=True)
        if years.count(year) == 1
        for other in _only(index, of, item)
    ]


def _constant(
    name: str, words: str, found: list[Source], printed: Sequence[Item], may_grow: bool = False
) -> Iterator[Choice]:
    """That all of some years' facts, with the one printed number, speak of one number.

    A conflict needs three of them, of which just one does not go with the others. The printed one alone may be of another
    day, unless it stands in one sentence with the others. A number of shares may grow from one year to the next: that
    takes three years to rule out, and for the first of them the printed number too.
    """
    unit = _unit(found)
    stated = [((item,), item.ends) for item in printed if item.fact.unit == unit]
    sources = [*found, *stated] if len(stated) == 1 else found
    operands = tuple(item for some, _ in sources for item in some)
    if 2 <= len(sources) <= _MOST and _common(sources):
        yield [Statement(name, operands, sources[0][1], sources[-1][1], words)]
    elif _FEWEST <= len(sources) <= _MOST:
        odd = [i for i in range(len(sources)) if _common([*sources[:i], *sources[i + 1 :]])]
        one_day = operands[-1].sentence == operands[0].sentence
        grown = may_grow and (len(found) < _FEWEST or (odd == [0] and len(sources) == len(found)))
        if len(odd) == 1 and not grown and (odd[0] < len(found) or one_day):
            others = [*sources[: odd[0]], *sources[odd[0] + 1 :]]
            shared = max(low for _, (low, _) in others), min(high for _, (_, high) in others)
            yield [Statement(name, operands, sources[odd[0]][1], shared, words, alike(*operands))]


def _unit(found: Sequence[Source]) -> str | None:
    """The unit of the number in question: a multiple's price or value has that of its figure, profit over EPS is shares."""
    if not found or len(found[0][0]) < 2:
        return None
    first, second = found[0][0][:2]
    return "share" if is_money(first.fact.unit) else second.fact.unit


def _common(sources: Sequence[Source]) -> bool:
    return max((low for _, (low, _) in sources), default=0) <= min((high for _, (_, high) in sources), default=0)
