"""Facts as an analyst reads them: forecasts by year, results, plans, parts of the company and others, the rest."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from extractor.claims import folded
from extractor.review import written
from extractor.schema import Basis, Fact, Measure

_YEAR = re.compile(r"\d{4}")
_NO_YEAR = "no year"
_FORECASTS = (Basis.FORECAST, Basis.PRIOR_FORECAST)
_COLUMNS = {Measure.LEVEL: 0, Measure.YOY: 1, Measure.QOQ: 2}
_HEADS = ("value", "yoy", "qoq", "other")
_MEASURES = {Measure.SHARE: "share", Measure.CHANGE: "change", Measure.CAGR: "CAGR"}
Told = tuple[int, Fact]
Entry = dict[str, Any]
"""One figure of a cell: `fact`, its index; `tag`, what the cell does not say; `before`, indices of its old forecasts with
the `revision`."""


@dataclass(slots=True)
class Row:
    """A row: what its figures are about, and the figures of each of its cells."""

    head: tuple[str, ...]
    cells: list[list[Entry]]


@dataclass(slots=True)
class Group:
    """A table of figures; `heads` name its head columns, `columns` the others, `parts` are rows under a title each."""

    key: str
    title: str
    heads: Sequence[str] = ()
    columns: Sequence[str] = ()
    parts: dict[str, list[Row]] = field(default_factory=dict)


def groups(facts: Sequence[Fact], company: str | None = None) -> list[Group]:
    """The groups of a report's facts that have any; every fact is in exactly one of them, by its index."""
    sorts: dict[str, list[Told]] = {"forecasts": [], "results": [], "plans": [], "parts": [], "rest": []}
    for told in enumerate(facts):
        sorts[_sort(told[1], folded(company))].append(told)
    made = [
        _forecasts(sorts["forecasts"]),
        _table("results", "Results", sorts["results"]),
        _table("plans", "Plans and guidance", sorts["plans"]),
        _table("parts", "Segments and others", sorts["parts"]),
        _table("rest", "The rest", sorts["rest"]),
    ]
    return [group for group in made if group.parts]


def _sort(fact: Fact, company: str | None) -> str:
    if fact.subject is not None and folded(fact.subject) not in (company, "公司", "本公司"):
        return "parts"
    if fact.basis in _FORECASTS:
        return "forecasts"
    if fact.basis == Basis.GUIDANCE:
        return "plans"
    return "rest" if fact.metric == "other" else "results"


def _forecasts(told: Sequence[Told]) -> Group:
    """Rows of metrics, columns of years; what has no year stands in a column of its own."""
    years = sorted({fact.period for _, fact in told if fact.period and _YEAR.fullmatch(fact.period)})
    undated = [_NO_YEAR] if any(_column(fact) == _NO_YEAR for _, fact in told) else []
    columns, rows = [*years, *undated], dict[tuple[str, ...], Row]()
    for where, entry in _revised(told):
        fact = where[1]
        measure = "" if fact.measure == Measure.LEVEL else _MEASURES.get(fact.measure, fact.measure.value)
        odd = fact.period or "" if _column(fact) == _NO_YEAR else ""
        head = (" ".join(filter(None, [written.metric(fact), measure, odd])),)
        row = rows.setdefault(head, Row(head, [[] for _ in columns]))
        row.cells[columns.index(_column(fact))].append(entry)
    return Group("forecasts", "Forecasts", ("metric",), columns, {"": list(rows.values())} if rows else {})


def _column(fact: Fact) -> str:
    return fact.period if fact.period and _YEAR.fullmatch(fact.period) else _NO_YEAR


def _revised(told: Sequence[Told]) -> Iterator[tuple[Told, Entry]]:
    """Forecasts, each with the old ones of the same figure; old ones that no forecast took the place of."""
    old: dict[tuple[object, ...], list[Told]] = {}
    for index, fact in told:
        if fact.basis == Basis.PRIOR_FORECAST:
            old.setdefault(_about(fact), []).append((index, fact))
    for index, fact in told:
        if fact.basis == Basis.FORECAST:
            before = old.pop(_about(fact), [])
            moved = written.revision(fact, before[0][1]) if before else ""
            yield (index, fact), {"fact": index, "before": [place for place, _ in before], "revision": moved}
    for left in old.values():
        for index, fact in left:
            yield (index, fact), {"fact": index, "tag": "old"}


def _about(fact: Fact) -> tuple[object, ...]:
    return written.metric(fact), fact.period, fact.measure, fact.credited_to


def _table(key: str, title: str, told: Sequence[Told]) -> Group:
    """One row for each metric and period: its value, its growth on the year and the period before, what else it has."""
    parts: dict[str, dict[tuple[str, ...], Row]] = {}
    for index, fact in told:
        rows = parts.setdefault(fact.subject or "" if key == "parts" else "", {})
        head = written.metric(fact), fact.period or ""
        row = rows.setdefault(head, Row(head, [[] for _ in _HEADS]))
        row.cells[_COLUMNS.get(fact.measure, 3)].append({"fact": index, "tag": _tag(key, fact)})
    sorted_parts = {name: _ordered(list(rows.values())) for name, rows in parts.items()}
    return _without_empty(Group(key, title, ("metric", "period"), _HEADS, sorted_parts))


def _without_empty(group: Group) -> Group:
    """A group without the columns that hold nothing."""
    rows = [row for part in group.parts.values() for row in part]
    kept = [place for place in range(len(group.columns)) if any(row.cells[place] for row in rows)]
    for row in rows:
        row.cells = [row.cells[place] for place in kept]
    return replace(group, columns=[group.columns[place] for place in kept])


def _tag(key: str, fact: Fact) -> str:
    """What neither the group nor the cell says of a fact."""
    basis = fact.basis.value.replace("prior_forecast", "old") if key == "parts" and fact.basis != Basis.ACTUAL else ""
    return " ".join(filter(None, [_MEASURES.get(fact.measure, ""), basis, fact.credited_to]))


def _ordered(rows: Sequence[Row]) -> list[Row]:
    """Rows of one metric together, in order of its first mention; its periods in order of time."""
    first = {name: place for place, name in reversed([*enumerate(row.head[0] for row in rows)])}
    return sorted(rows, key=lambda row: (first[row.head[0]], row.head[1]))
