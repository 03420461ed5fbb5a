"""Figures as an analyst writes them: 7.34 亿元, +69.25%, 1,465,350 股; never rounded, save a revision in percent."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from extractor.schema import Fact, Measure, Qualifier, plain
from extractor.views.metrics import name_of

_UNITS: Mapping[str, str] = {"CNY": "元", "HKD": "港元", "USD": "美元", "share": "股", "person": "人", "x": "倍"}
_SCALES = ((Decimal(100_000_000), "亿", Decimal(10_000_000)), (Decimal(10_000), "万", Decimal(10_000)))
"""What a number is divided by, its name, and from which number on."""
_UNSCALED = frozenset({"%", "pp", "bp", "x"})
_MOST_DECIMALS = 2
_SIGNED = frozenset({Measure.YOY, Measure.QOQ, Measure.CHANGE})
_QUALIFIERS = {Qualifier.EXACT: "", Qualifier.ABOUT: "约", Qualifier.OVER: "超", Qualifier.UNDER: "不足"}
_TENTH = Decimal("0.1")
_HUGE = 40
"""A number with more places than this is shown with its exponent."""


def value(fact: Fact) -> str:
    """A fact's value with its unit and qualifier: `约7.34 亿元`, `-5 ~ 3%`."""
    scale, prefix = scale_of(fact.value, fact.unit)
    if fact.value_to is not None and scale_of(fact.value_to, fact.unit)[0] != scale:
        scale, prefix = Decimal(1), ""
    sign = "+" if fact.measure in _SIGNED and fact.value > 0 else ""
    upper = "" if fact.value_to is None else f" ~ {number(fact.value_to / scale)}"
    return f"{_QUALIFIERS[fact.qualifier]}{sign}{number(fact.value / scale)}{upper}{unit(fact.unit, prefix)}"


def number(value: Decimal) -> str:
    """A number with its digits in groups: `1,465,350`, `0.8`."""
    if abs(value.adjusted()) > _HUGE or len(value.as_tuple().digits) > _HUGE:
        return str(value)
    return f"{plain(value):,f}"


def scale_of(value: Decimal, unit: str | None) -> tuple[Decimal, str]:
    """The largest of 亿, 万 and 1 in which a value has at most two decimals, as reports print it; and its name."""
    if unit is None or unit in _UNSCALED or "/" in unit or abs(value.adjusted()) > _HUGE:
        return Decimal(1), ""
    for scale, name, least in _SCALES:
        exponent = (value / scale).normalize().as_tuple().exponent
        if abs(value) >= least and isinstance(exponent, int) and -exponent <= _MOST_DECIMALS:
            return scale, name
    return Decimal(1), ""


def unit(code: str | None, prefix: str = "") -> str:
    """A unit in Chinese, behind a number: ` 亿元`, `%`, ` 元/股`."""
    if code is None:
        return ""
    if code in ("%", "pp", "bp"):
        return code if code == "%" else f" {code}"
    money, slash, per = code.partition("/")
    words = _UNITS.get(money, money) + slash + _UNITS.get(per, per)
    return f" {prefix}{words}"


def metric(fact: Fact) -> str:
    """A metric's name in Chinese; that of one without a code is its label."""
    return name_of(fact) or "other"


def revision(now: Fact, before: Fact) -> str:
    """How far a forecast moved from the one before, in percent of it: `-35.2%`; empty where that can't be said."""
    if before.value == 0 or now.unit != before.unit or now.value_to is not None or before.value_to is not None:
        return ""
    moved = (now.value - before.value) / abs(before.value) * 100
    return f"{moved.quantize(_TENTH, ROUND_HALF_UP):+f}%" if moved.adjusted() < _HUGE // 2 else ""
