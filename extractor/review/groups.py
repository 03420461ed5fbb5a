"""Facts as an analyst reads them: forecasts by year, results, plans, parts of the company and others, the rest."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from extractor.claims import folded
from extractor.review import written
from extractor.schema import Basis, Fact, Measure

_YEAR = re.compile(r"\d{4}")
_COLUMNS = {Measure.LEVEL: 0, Measure.YOY: 1, Measure.QOQ: 2}
_HEADS = ("value", "yoy", "qoq", "other")
_MEASURES = {Measure.SHARE: "share", Measure.CHANGE: "change", Measure.CAGR: "CAGR"}
_BASES = {Basis.PRIOR_FORECAST: "old"}
_TITLES = {"outlook": "Target price and other outlook", "results": "Results", "plans": "Plans and guidance",
           "parts": "Segments and others", "rest": "The rest"}  # fmt: skip
_USUAL = {"outlook": Basis.FORECAST, "plans": Basis.GUIDANCE}
"""The basis of a table's figures that goes without saying; in the others it is the past."""
_COMPANY = ("公司", "本公司")
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
    sorts: dict[str, list[Told]] = {key: [] for key in ("forecasts", *_TITLES)}
    for told in enumerate(facts):
        sorts[_sort(told[1], folded(company))].append(told)
    made = [_forecasts(sorts["forecasts"]), *(_table(key, sorts[key]) for key in _TITLES)]
    return [group for group in made if group.parts]


def _sort(fact: Fact, company: str | None) -> str:
    if fact.subject is not None and folded(fact.subject) not in (company, *_COMPANY):
        return "parts"
    if fact.basis in (Basis.FORECAST, Basis.PRIOR_FORECAST):
        return "forecasts" if fact.period and _YEAR.fullmatch(fact.period) else "outlook"
    if fact.basis == Basis.GUIDANCE:
        return "plans"
    return "rest" if fact.metric == "other" else "results"


def _forecasts(told: Sequence[Told]) -> Group:
    """Rows of metrics, columns of years."""
    years, rows = sorted({str(fact.period) for _, fact in told}), dict[tuple[str, ...], Row]()
    for fact, entry in _revised(told):
        measure = "" if fact.measure == Measure.LEVEL else _MEASURES.get(fact.measure, fact.measure.value)
        head = (f"{written.metric(fact)} {measure}".strip(),)
        row = rows.setdefault(head, Row(head, [[] for _ in years]))
        row.cells[years.index(str(fact.period))].append({**entry, "tag": _tag(fact, Basis.FORECAST)})
    return Group("forecasts", "Forecasts", ("metric",), years, {"": list(rows.values())} if rows else {})


def _revised(told: Sequence[Told]) -> Iterator[tuple[Fact, Entry]]:
    """Figures, forecasts with the old ones that they take the place of; then old ones that none took the place of."""
    old: dict[tuple[object, ...], list[Told]] = {}
    for index, fact in told:
        if fact.basis == Basis.PRIOR_FORECAST:
            old.setdefault(_about(fact), []).append((index, fact))
    for index, fact in told:
        if fact.basis != Basis.PRIOR_FORECAST:
            before = old.pop(_about(fact), []) if fact.basis == Basis.FORECAST else []
            moved = written.revision(fact, before[0][1]) if before else ""
            yield fact, {"fact": index, "before": [place for place, _ in before], "revision": moved}
    for left in old.values():
        for index, fact in left:
            yield fact, {"fact": index}


def _about(fact: Fact) -> tuple[object, ...]:
    return fact.subject, written.metric(fact), fact.period, fact.measure, fact.credited_to


def _table(key: str, told: Sequence[Told]) -> Group:
    """One row for each metric and period: its value, its growth on the year and the period before, what else it has."""
    parts: dict[str, dict[tuple[str, ...], Row]] = {}
    for fact, entry in _revised(told):
        rows = parts.setdefault(fact.subject or "" if key == "parts" else "", {})
        head = written.metric(fact), fact.period or ""
        row = rows.setdefault(head, Row(head, [[] for _ in _HEADS]))
        tag = f"{_MEASURES.get(fact.measure, '')} {_tag(fact, _USUAL.get(key, Basis.ACTUAL))}".strip()
        row.cells[_COLUMNS.get(fact.measure, 3)].append({**entry, "tag": tag})
    sorted_parts = {name: _ordered(list(rows.values())) for name, rows in parts.items()}
    return _without_empty(Group(key, _TITLES[key], ("metric", "period"), _HEADS, sorted_parts))


def _without_empty(group: Group) -> Group:
    """A group without the columns that hold nothing."""
    rows = [row for part in group.parts.values() for row in part]
    kept = [place for place in range(len(group.columns)) if any(row.cells[place] for row in rows)]
    for row in rows:
        row.cells = [row.cells[place] for place in kept]
    return replace(group, columns=[group.columns[place] for place in kept])


def _tag(fact: Fact, usual: Basis) -> str:
    """What neither the table nor the row says of a fact: its basis, and whose it is."""
    basis = "" if fact.basis == usual else _BASES.get(fact.basis, fact.basis.value)
    return " ".join(filter(None, [basis, fact.credited_to]))


def _ordered(rows: Sequence[Row]) -> list[Row]:
    """Rows of one metric together, in order of its first mention; its periods in order of time."""
    first = {name: place for place, name in reversed([*enumerate(row.head[0] for row in rows)])}
    return sorted(rows, key=lambda row: (first[row.head[0]], row.head[1]))
