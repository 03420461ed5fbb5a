"""Forecasts of one company across brokers: how each moved, and how far they lie apart. The numbers behind the charts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.review import written
from extractor.schema import Basis, Fact, Report
from extractor.views import shared
from extractor.views.consensus import is_counted, latest_of_each, mean, median, point
from extractor.views.forecasts import Forecast, stated

_FIRST = ("revenue", "net_profit_parent", "net_profit", "eps")
_About = tuple[str, str | None, str]
"""Metric, unit and year of a series."""


@dataclass(frozen=True, slots=True)
class Point:
    """A broker's forecast on a day, in the base unit; `prior` if it is only known as the old one of that day's report."""

    broker: str
    day: str
    value: Decimal
    prior: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """All forecasts of one metric for one year, by day."""

    metric: str
    name: str
    unit: str | None
    year: str
    points: Sequence[Point]
    forecasts: Sequence[Forecast]
    """Those that are no old ones."""


@dataclass(frozen=True, slots=True)
class Consensus:
    """The last forecast of each broker, and their range."""

    latest: Sequence[Point]
    low: Decimal
    high: Decimal
    mean: Decimal
    median: Decimal


def companies(reports: Sequence[Report]) -> dict[str, list[int]]:
    """The places of the reports on each company that has a code or a name."""
    found: dict[str, list[int]] = {}
    for place, (company, report) in enumerate(zip(shared.companies(reports), reports, strict=True)):
        if report.header.ticker or report.header.company:
            found.setdefault(company, []).append(place)
    return found


def series(reports: Sequence[Report]) -> list[Series]:
    """Of one company's reports, what was forecast for each metric and year more than once; first what matters most."""
    found: dict[_About, list[Forecast]] = {}
    for one in _counted(reports):
        found.setdefault((_code(one.fact), one.fact.unit, one.fact.period or ""), []).append(one)
    made = [_series(about, forecasts) for about, forecasts in found.items()]
    return sorted((one for one in made if len(one.points) > 1), key=_order)


def _code(fact: Fact) -> str:
    return f"other {fact.label}" if fact.metric == "other" else fact.metric


def _counted(reports: Sequence[Report]) -> Iterator[Forecast]:
    """The brokers' own forecasts, new before old, as the view `consensus` counts them; but no multiples, which move with the price."""
    for basis in (Basis.FORECAST, Basis.PRIOR_FORECAST):
        for one in stated(reports, basis):
            head = one.report.header
            if head.institution and shared.day(head.published) and one.fact.unit != "x" and is_counted(one):
                yield one


def _point(one: Forecast) -> Point:
    head, prior = one.report.header, one.fact.basis == Basis.PRIOR_FORECAST
    return Point(head.institution or "", head.published or "", point(one), prior)


def _series(about: _About, forecasts: Sequence[Forecast]) -> Series:
    """An old forecast is a point of its own only where no earlier report of its broker has it."""
    points: Mapping[tuple[str, str, bool], Point] = {
        (made.broker, made.day, made.prior): made for made in map(_point, reversed(forecasts))
    }
    first = {broker: min(day for name, day, _ in points if name == broker) for broker, _, _ in points}
    kept = [made for made in points.values() if not made.prior or made.day == first[made.broker]]
    now = [one for one in forecasts if one.fact.basis == Basis.FORECAST]
    name = written.metric(forecasts[0].fact)
    return Series(about[0], name, about[1], about[2], sorted(kept, key=lambda p: (p.day, not p.prior, p.broker)), now)


def _order(one: Series) -> tuple[int, str, str, str]:
    rank = _FIRST.index(one.metric) if one.metric in _FIRST else len(_FIRST)
    return rank, one.metric, one.unit or "", one.year


def consensus(one: Series) -> Consensus | None:
    """The range of the brokers' last forecasts, as the view `consensus` reckons it; None where there are fewer than two brokers."""
    latest = sorted(map(_point, latest_of_each(one.forecasts)), key=lambda made: made.value)
    values = [made.value for made in latest]
    middle, average = (median(values), mean(values)) if len(values) > 1 else (None, None)
    if middle is None or average is None:
        return None
    return Consensus(latest, values[0], values[-1], average, middle)
