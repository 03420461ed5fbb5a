"""How sure a change is: the paired bootstrap over reports, and the smallest drop that a golden set could notice by it."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

LEVEL = 0.99
"""Of the interval: high, because several scores are judged at once and none may cry wolf."""

STATED = 0.005
"""A drop of half a point or less fails nobody: it is five facts in a thousand."""

_RESAMPLES = 4_000
_SEED = 20_251
Array = NDArray[numpy.float64]


class Interval(NamedTuple):
    """A change and between what bounds it lies."""

    change: float
    low: float
    high: float

    @property
    def drop(self) -> bool:
        """Whether it is surely below zero, and more than the stated size."""
        return self.high < 0 and -self.change > STATED

    @property
    def gain(self) -> bool:
        """Whether it is surely above zero."""
        return self.low > 0


def _weights(reports: int) -> Array:
    """How often each report is drawn in each resample; the same every time, so that a verdict is one."""
    draws = numpy.random.default_rng(_SEED).multinomial(reports, numpy.full(reports, 1 / reports), size=_RESAMPLES)
    return draws.astype(float)


def _ratio(weights: Array, over: Array, under: Array) -> Array:
    """Ratios of weighted sums; 1 where there is nothing to divide by."""
    below = weights @ under
    return numpy.where(below > 0, weights @ over / numpy.where(below > 0, below, 1), 1.0)


def paired(before: Sequence[tuple[int, int]], after: Sequence[tuple[int, int]]) -> Interval:
    """The change of a ratio of counts from one reading of the same reports to another.

    Each report gives counts above and below the line; reports are drawn with both their readings, so what makes a report
    hard falls out of the difference.
    """
    columns = [numpy.array(column, dtype=float) for pairs in (before, after) for column in zip(*pairs, strict=True)]
    weights, whole = _weights(len(before)), numpy.ones((1, len(before)))
    moved = _ratio(weights, columns[2], columns[3]) - _ratio(weights, columns[0], columns[1])
    change = _ratio(whole, columns[2], columns[3]) - _ratio(whole, columns[0], columns[1])
    low, high = numpy.quantile(moved, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(float(change[0]), float(low), float(high))


def noticed(lost: NDArray[numpy.int64], under: Array) -> NDArray[numpy.bool_]:
    """Whether each of many simulated losses would be called a drop.

    `lost` has a row for each simulation and a column for each report: what its count above the line loses; `under` is the
    counts below the line, which stay.
    """
    weights = _weights(len(under))
    moved = -(weights @ lost.T.astype(float)) / (weights @ under)[:, None]
    change = -lost.sum(axis=1) / under.sum()
    high = numpy.quantile(moved, (1 + LEVEL) / 2, axis=0)
    found: NDArray[numpy.bool_] = (high < 0) & (-change > STATED)
    return found


_SIMULATIONS, _OFTEN = 200, 0.9


def smallest_drop(tallies: Sequence[tuple[int, int]]) -> float | None:
    """The smallest drop of a score, spread at random over right facts, that would be called one in 9 of 10 cases.

    `tallies` has right facts, and expected and found ones together, for each report; None where no drop would be.
    """
    right = numpy.array([tally[0] for tally in tallies])
    under = numpy.array([tally[1] for tally in tallies], dtype=float)
    low, high = 1, int(right.sum())
    if not _found(high, right, under):
        return None
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if _found(middle, right, under) else (middle + 1, high)
    return float(2 * low / under.sum())


def _found(count: int, right: NDArray[numpy.int64], under: Array) -> bool:
    return count > 0 and float(noticed(2 * spread(count, right), under).mean()) >= _OFTEN


def spread(count: int, right: NDArray[numpy.int64], simulations: int = _SIMULATIONS) -> NDArray[numpy.int64]:
    """How many right facts each report loses when `count` of all are lost at random, simulated many times."""
    chance = numpy.random.default_rng(_SEED)
    return chance.multivariate_hypergeometric(right, count, size=simulations, method="marginals")
