"""Growth against the level it grew from: year on year, quarter on quarter, against a date, a forecast, over years."""

import re
from collections.abc import Iterator
from decimal import Decimal

from extractor.relations import spans
from extractor.relations.index import Index, Item
from extractor.relations.intervals import Interval, meet, plus, power, times
from extractor.relations.statements import Choice, Statement, combined, plainly
from extractor.schema import Basis, Measure

_HUNDRED = (Decimal(100), Decimal(100))
_ONE = (Decimal(1), Decimal(1))
_POINTS = {"pp": Decimal(1), "bp": Decimal("0.01")}
_FORECAST_BEFORE = re.compile(r"^原|前值|此前|之前|前次|上次|原预测|旧")


def growth(index: Index) -> Iterator[Choice]:
    """A level is the level before, grown by what is printed."""
    for items in _alike(index, Measure.YOY, Measure.QOQ, Measure.CHANGE):
        fact = items[0].fact
        before = _before(items[0])
        if before is None or fact.basis == Basis.PRIOR_FORECAST:
            continue
        now = index.levels(items[0].what, fact.period, (fact.basis,))
        then = index.levels(items[0].what, before, {fact.basis, Basis.ACTUAL})
        yield [s for g, a, b in combined(items, now, then) if (s := grown(index, "growth", g, a, b)) is not None]


def revision(index: Index) -> Iterator[Choice]:
    """A forecast, or a result, against the forecast before it."""
    for items in _alike(index, Measure.CHANGE):
        fact = items[0].fact
        if _FORECAST_BEFORE.search(fact.base or ""):
            now = index.levels(items[0].what, fact.period, (fact.basis,))
            then = index.levels(items[0].what, fact.period, (Basis.PRIOR_FORECAST,))
            yield [s for g, a, b in combined(items, now, then) if (s := grown(index, "revision", g, a, b)) is not None]


def compound(index: Index) -> Iterator[Choice]:
    """The last level is the first, grown every year by the rate of a span."""
    for items in _alike(index, Measure.CAGR):
        first, _, last = (items[0].fact.period or "").partition("..")
        if len(first) != 4 or len(last) != 4 or first >= last:
            continue
        bases = {items[0].fact.basis, Basis.ACTUAL}
        then, now = (index.levels(items[0].what, year, bases) for year in (first, last))
        yield [
            statement
            for rate, a, b in combined(items, now, then)
            if (statement := _compounded(index, rate, a, b, int(last) - int(first))) is not None
        ]


def _compounded(index: Index, rate: Item, now: Item, then: Item, years: int) -> Statement | None:
    factor = _factor(rate)
    if now.fact.unit != then.fact.unit or factor is None or then.ends[0] <= 0 or factor[0] <= 0:
        return None
    right = times(then.ends, power(factor, years))
    if not meet(now.ends, right):  # some count the first year too
        longer = times(then.ends, power(factor, years + 1))
        right = longer if meet(now.ends, longer) else right
    words = f"{then.fact.period} to {now.fact.period} at the yearly rate printed"
    return Statement("compound growth", (now, then, rate), now.ends, right, words, plainly(index, rate, now, then))


def _alike(index: Index, *measures: Measure) -> Iterator[list[Item]]:
    """Growth figures that say the same of the same thing, in the same unit: one of them is meant."""
    groups: dict[object, list[Item]] = {}
    for item in index.of(*measures):
        fact = item.fact
        if fact.period is not None:
            key = (item.what, fact.period, fact.basis, fact.measure, fact.base, fact.unit)
            groups.setdefault(key, []).append(item)
    yield from groups.values()


def _before(item: Item) -> str | None:
    period = item.fact.period
    if period is None or ".." in period:
        return None
    if item.fact.measure == Measure.YOY:
        return spans.year_before(period)
    return spans.period_before(period) if item.fact.measure == Measure.QOQ else spans.named_base(item.fact.base, period)


def grown(index: Index, name: str, change: Item, now: Item, then: Item) -> Statement | None:
    """The statement that `now` is `then` changed by `change`; a base below zero may be taken as it is or as its size."""
    if now.fact.unit != then.fact.unit or now.index == then.index:
        return None
    ratio = now.fact.unit == "%"
    factor = _factor(change)
    if not ratio and factor is not None:
        firm = then.ends[0] > 0
        right = times(then.ends, factor)
        if then.ends[1] < 0:
            right = right if meet(right, now.ends) else _on_size(then.ends, factor)
    elif ratio and change.fact.unit in _POINTS:
        firm, right = True, plus(then.ends, _scaled(change.ends, _POINTS[change.fact.unit]))
    elif not ratio and change.fact.unit == now.fact.unit:
        firm, right = True, plus(then.ends, change.ends)
    else:
        return None
    firm = firm and now.fact.value != then.fact.value and not _may_be_restated(index, change, now, then)
    words = f"{change.fact.measure.value} from {then.fact.period or 'the base'} to {now.fact.period or 'now'}"
    return Statement(name, (now, then, change), now.ends, right, words, firm and plainly(index, change, now, then))


def _may_be_restated(index: Index, change: Item, now: Item, then: Item) -> bool:
    """Growth on last year's figures may be on restated ones, where it isn't printed beside the figures themselves."""
    past = now.fact.basis == then.fact.basis == Basis.ACTUAL and change.fact.measure == Measure.YOY
    return past and not (index.is_beside(now, change) and index.is_beside(then, change))


def _factor(change: Item) -> Interval | None:
    """What growth in % or 倍 multiplies by."""
    if change.fact.unit == "x":
        return plus(_ONE, change.ends)
    return _scaled(plus(_HUNDRED, change.ends), Decimal("0.01")) if change.fact.unit == "%" else None


def _scaled(a: Interval, factor: Decimal) -> Interval:
    return a[0] * factor, a[1] * factor


def _on_size(base: Interval, factor: Interval) -> Interval:
    return plus(base, times((-base[1], -base[0]), (factor[0] - 1, factor[1] - 1)))
