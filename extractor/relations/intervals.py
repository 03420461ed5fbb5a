"""What a printed number stands for: every value that rounds to it."""

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from extractor import amounts
from extractor.amounts import Figure
from extractor.folding import fold
from extractor.schema import Fact, Qualifier

Interval = tuple[Decimal, Decimal]
"""Lower and upper end, both included."""

_NO_DIGITS = Decimal("0.5")
_WORDS = Decimal("0.1")
"""翻番 and 三成 are said of anything within a tenth of them, and more exactly of nothing."""


def interval(fact: Fact) -> Interval:
    """The values that a fact's printed number stands for, in the fact's unit; a range's ends are the outer ones.

    7.34亿元 is 733500000 to 734500000: half a unit of the last place printed in the quote, on both sides. Where the quote does
    not hold the number, the value's own digits tell, and zeros at its end tell nothing. 约 doubles the width and makes
    zeros at the end unknown. The bound of 超 or 不足 is given as if it were exact: that it is a bound is in `qualifier`.
    """
    upper = fact.value if fact.value_to is None else fact.value_to
    return fact.value - _half(fact, fact.value), upper + _half(fact, upper)


def _half(fact: Fact, value: Decimal) -> Decimal:
    printed = [half for figure in _figures(fact.quote) if (half := _as_printed(figure, value)) is not None]
    half = max(printed, default=_by_digits(value))
    return half if fact.qualifier != Qualifier.ABOUT else max(2 * half, _by_digits(value))


@lru_cache(maxsize=256)
def _figures(quote: str) -> Sequence[Figure]:
    return tuple(amounts.scan(fold(quote)))


def _as_printed(figure: Figure, value: Decimal) -> Decimal | None:
    """Half a printed unit, if a figure's digits are the value's: one cut off from its unit lacks only a power of ten."""
    for end in (figure.value, figure.value_to):
        if end == value or (end and value and _digits(end) == _digits(value)):
            half = figure.half * abs(value / end) if end else figure.half
            return max(half, abs(value) * _WORDS) if figure.words else half
    return None


def _digits(value: Decimal) -> tuple[int, ...]:
    return value.normalize().as_tuple().digits


def _by_digits(value: Decimal) -> Decimal:
    exponent = value.normalize().as_tuple().exponent
    return Decimal(1).scaleb(exponent) / 2 if value and isinstance(exponent, int) else _NO_DIGITS
