"""Forecasts of one company across brokers: how each moved, and how far they lie apart. The numbers behind the charts."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from extractor.claims import folded
from extractor.review import written
from extractor.schema import Basis, Fact, Measure, Report, Status

_YEAR = re.compile(r"\d{4}")
_FORECASTS = (Basis.FORECAST, Basis.PRIOR_FORECAST)
_FIRST = ("revenue", "net_profit_parent", "net_profit", "eps")
_BAD = (Status.REFUTED, Status.UNSUPPORTED)
_About = tuple[str, str | None, str]
"""Metric, unit and year of a series."""
_Said = tuple[str, str, bool]
"""Broker and day of a point, and whether it is an old forecast."""


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


@dataclass(frozen=True, slots=True)
class Consensus:
    """The last forecast of each broker, and their range."""

    latest: Sequence[Point]
    low: Decimal
    high: Decimal
    mean: Decimal
    median: Decimal


def companies(reports: Sequence[Report]) -> dict[str, list[int]]:
    """The places of the reports on each company, named by its ticker or else its name."""
    found: dict[str, list[int]] = {}
    for place, report in enumerate(reports):
        name = folded(report.header.ticker) or folded(report.header.company)
        if name:
            found.setdefault(name, []).append(place)
    return found


def series(reports: Sequence[Report]) -> list[Series]:
    """Of one company's reports, what was forecast for each metric and year more than once; first what matters most."""
    found: dict[_About, dict[_Said, tuple[Decimal, str]]] = {}
    for said, fact in _forecasts(reports):
        points = found.setdefault((_code(fact), fact.unit, fact.period or ""), {})
        points.setdefault(said, (fact.value, written.metric(fact)))
    made = [_series(about, points) for about, points in found.items()]
    return sorted((one for one in made if len(one.points) > 1), key=_order)


def _code(fact: Fact) -> str:
    return f"other {fact.label}" if fact.metric == "other" else fact.metric


def _forecasts(reports: Sequence[Report]) -> Iterator[tuple[_Said, Fact]]:
    """The brokers' own forecasts for whole years; multiples are none, they move with the price."""
    for report in reports:
        broker, day = report.header.institution, report.header.published
        for fact in report.facts if broker and day and _is_day(day) else ():
            about_all = fact.subject is None and fact.credited_to is None and fact.value_to is None
            plain = fact.basis in _FORECASTS and fact.measure == Measure.LEVEL and fact.unit != "x"
            stands = fact.verdict is None or fact.verdict.status not in _BAD
            if about_all and plain and stands and _YEAR.fullmatch(fact.period or ""):
                yield (broker or "", day or "", fact.basis == Basis.PRIOR_FORECAST), fact


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _series(about: _About, points: Mapping[_Said, tuple[Decimal, str]]) -> Series:
    """An old forecast is a point of its own only where no earlier report of its broker has it."""
    first = {broker: min(day for name, day, _ in points if name == broker) for broker, _, _ in points}
    kept = [
        Point(broker, day, value, prior)
        for (broker, day, prior), (value, _) in points.items()
        if not prior or day == first[broker]
    ]
    name = next(iter(points.values()))[1]
    return Series(about[0], name, about[1], about[2], sorted(kept, key=lambda p: (p.day, not p.prior, p.broker)))


def _order(one: Series) -> tuple[int, str, str, str]:
    rank = _FIRST.index(one.metric) if one.metric in _FIRST else len(_FIRST)
    return rank, one.metric, one.unit or "", one.year


def consensus(one: Series) -> Consensus | None:
    """The range of the brokers' last forecasts; None where there are fewer than two brokers."""
    latest = {point.broker: point for point in one.points if not point.prior}
    values = [point.value for point in latest.values()]
    if len(values) < 2:
        return None
    return Consensus(
        list(latest.values()), min(values), max(values), sum(values, Decimal(0)) / len(values), median(values)
    )
