"""Mistakes planted one at a time in a perfect reading of a golden report, each with the name that it must be given.

A maker takes a golden report and gives readings of it with one mistake each, and which facts of the reading, or of the
golden report where the mistake is an omission, bear it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby, islice, pairwise
from typing import NamedTuple

from extractor.claims import fields_apart
from extractor.golden import Golden
from extractor.schema import Basis, Fact, Measure, Report, plain
from extractor.scoring.errors import Ground, Kind, in_table

MOST = 6
"""Readings of one kind that are made of one report."""


class Planted(NamedTuple):
    """A reading with one mistake in it: `touched` facts bear it."""

    report: Report
    touched: int


Maker = Callable[[Golden, Sequence[Report]], Iterator[Planted]]


def _with(one: Golden, changed: Mapping[int, Fact | None], more: Sequence[Fact] = ()) -> Planted:
    """The golden report read with some facts changed, left out (None) or added."""
    facts = [changed.get(place, fact) for place, fact in enumerate(one.report.facts)]
    report = one.report.model_copy(update={"facts": [fact for fact in facts if fact is not None] + list(more)})
    return Planted(report, len(changed) + len(more))


def _single(one: Golden, change: Callable[[Fact], Fact | None]) -> Iterator[Planted]:
    """Readings in which one fact is changed into what no golden fact says."""
    for place, fact in enumerate(one.report.facts):
        wrong = change(fact)
        if wrong is not None and not any(not fields_apart(other, wrong) for other in one.report.facts):
            yield _with(one, {place: wrong})


def _times(factor: int) -> Maker:
    def make(one: Golden, beside: Sequence[Report]) -> Iterator[Planted]:
        yield from _single(one, lambda fact: _valued(fact, fact.value * factor) if fact.value else None)

    return make


def _valued(fact: Fact, value: Decimal) -> Fact | None:
    return None if fact.value_to is not None else fact.model_copy(update={"value": value})


def _sign(one: Golden, beside: Sequence[Report]) -> Iterator[Planted]:
    yield from _single(one, lambda fact: _valued(fact, -fact.value) if fact.value else None)


def _digit(one: Golden, beside: Sequence[Report]) -> Iterator[Planted]:
    taken = {(fact.value, fact.unit) for fact in one.report.facts}
    yield from _single(one, lambda fact: None if (wrong := _misread(fact)) in taken else _valued(fact, wrong[0]))


def _misread(fact: Fact) -> tuple[Decimal, str | None]:
    return _one_digit(fact.value) if fact.value >= 10 else fact.value, fact.unit


def _one_digit(value: Decimal) -> Decimal:
    """The number with its second digit another one."""
    digits = list(f"{plain(value):f}")
    place = 2 if digits[1] == "." else 1
    digits[place] = str((int(digits[place]) + 4) % 10)
    return Decimal("".join(digits))


def _unit(one: Golden, beside: Sequence[Report]) -> Iterator[Planted]:
    yield from _single(one, lambda fact: fact.model_copy(update={"unit": None}) if fact.unit else None)


def _year(one: Golden, beside: Sequence[Report]) -> Iterator[Planted]:
    yield from _single(one, _later)


def _later(fact: Fact) -> Fact | None:
    if fact.period is None or ".." in fact.period:
        return None
    return fact.model_copy(
        update={"period": f"{int(fact.period[:4]) + 1}{fact.period[4:]}".replace("-02-29", "-02-28")}
    )


def _basis(one: Golden, beside: Sequence[Report]) -> Iterator[Planted]:
    yield from _single(
        one, lambda fact: fact.model_copy(update={"basis": Basis.ACTUAL}) if fact.basis == Basis.FORECAST else None
    )


def _measure(one: Golden, beside: Sequence[Report]) -> Iterator[Planted]:
    yield from _single(
        one, lambda fact: fact.model_copy(update={"measure": Measure.LEVEL}) if fact.measure == Measure.YOY else None
    )


def _subject(one: Golden, beside: Sequence[Report]) -> Iterator[Planted]:
    yield from _single(one, lambda fact: fact.model_copy(update={"subject": "ZZ子公司"}))


def _series(one: Golden) -> Iterator[list[int]]:
    """The places of facts of one series: one metric, subject and measure over several periods."""

    def key(place: int) -> str:
        fact = one.report.facts[place]
        return str(
            (
                fact.metric,
                fact.label if fact.metric == "other" else None,
                fact.subject,
                fact.measure,
                fact.unit,
                fact.basis,
            )
        )

    for _, places in groupby(sorted(range(len(one.report.facts)), key=key), key):
        found = list(places)
        if len({one.report.facts[place].period for place in found}) == len(found) > 1:
            yield sorted(found)


def _missing(one: Golden, beside: Sequence[Report]) -> Iterator[Planted]:
    for places in _series(one):
        yield _with(one, dict.fromkeys(places))


def _invented(one: Golden, beside: Sequence[Report]) -> Iterator[Planted]:
    for places in _series(one):
        row = [one.report.facts[place] for place in places]
        yield _with(one, {}, [
            fact.model_copy(update={"metric": "other", "label": "QX", "subject": "ZZ子公司", "value": fact.value * 3 + 1, "value_to": None})
            for fact in row
        ])  # fmt: skip


def _only(one: Golden, fact: Fact) -> bool:
    """Whether no other fact of the report has this amount, so that it can come from one place only."""
    return sum(abs(other.value) == abs(fact.value) and other.unit == fact.unit for other in one.report.facts) == 1


def _columns(one: Golden, beside: Sequence[Report]) -> Iterator[Planted]:
    """A series whose values have all moved on by one period."""
    for places in _series(one):
        row = [one.report.facts[place] for place in places]
        steps = pairwise([*row, row[0]])
        if any(_tens(a, b) or a.value_to is not None or not _only(one, a) for a, b in steps):
            continue
        yield _with(one, {
            place: fact.model_copy(update={"value": row[(at + 1) % len(row)].value})
            for at, (place, fact) in enumerate(zip(places, row, strict=True))
        })  # fmt: skip


def _tens(a: Fact, b: Fact) -> bool:
    return f"{plain(abs(a.value)):f}".replace(".", "").strip("0") == f"{plain(abs(b.value)):f}".replace(".", "").strip(
        "0"
    )


def _swapped(one: Golden, tabled: bool) -> Iterator[Planted]:
    """Two neighbours of one period and unit with each other's values."""
    ground = Ground(one.report, one.text)
    for place, (a, b) in enumerate(pairwise(one.report.facts)):
        alike = a.unit == b.unit and a.period == b.period and a.value_to is None and b.value_to is None
        unlike = not alike or _tens(a, b) or not (_only(one, a) and _only(one, b))
        if unlike or set(fields_apart(a, b)) <= {"value", "period", "basis"}:
            continue
        if (
            all(in_table(fact, ground.text) for fact in (a, b)) is tabled
            and a.span
            and b.span
            and b.span[0] - a.span[0] < 100
        ):
            yield _with(one, {
                place: a.model_copy(update={"value": b.value}), place + 1: b.model_copy(update={"value": a.value}),
            })  # fmt: skip


def _rows(one: Golden, beside: Sequence[Report]) -> Iterator[Planted]:
    """Two rows of a table, facts of one period with each other's values."""
    tabled = [
        place for place, fact in enumerate(one.report.facts) if in_table(fact, one.text) and fact.value_to is None
    ]
    for a, b in ((a, b) for a in tabled for b in tabled if a < b):
        one_, two = one.report.facts[a], one.report.facts[b]
        same = (
            one_.period == two.period
            and one_.unit == two.unit
            and one_.basis == two.basis
            and one_.measure == two.measure
        )
        if same and not _tens(one_, two) and one_.metric != two.metric and _only(one, one_) and _only(one, two):
            yield _with(one, {
                a: one_.model_copy(update={"value": two.value}), b: two.model_copy(update={"value": one_.value}),
            })  # fmt: skip


def _siblings(one: Golden, beside: Sequence[Report]) -> Iterator[Planted]:
    yield from _swapped(one, tabled=False)


def _other_report(one: Golden, beside: Sequence[Report]) -> Iterator[Planted]:
    """What another report of the listing says of the same thing."""
    for place, fact in enumerate(one.report.facts):
        for other in (other for report in beside for other in report.facts):
            taken = any(own.value == other.value and own.unit == other.unit for own in one.report.facts)
            if fields_apart(fact, other) == ["value"] and not _tens(fact, other) and not taken:
                yield _with(one, {place: fact.model_copy(update={"value": other.value, "value_to": other.value_to})})
                break


def _repeated(one: Golden, beside: Sequence[Report]) -> Iterator[Planted]:
    yield from (_with(one, {}, [fact]) for fact in one.report.facts)


MISTAKES: Mapping[str, tuple[Maker, Kind]] = {
    "tenfold value": (_times(10), Kind.SCALE),
    "亿 for 万": (_times(10_000), Kind.SCALE),
    "sign lost": (_sign, Kind.SIGN),
    "one digit": (_digit, Kind.DIGIT),
    "unit lost": (_unit, Kind.UNIT),
    "year shifted": (_year, Kind.PERIOD),
    "forecast as actual": (_basis, Kind.BASIS),
    "growth as level": (_measure, Kind.MEASURE),
    "another subject": (_subject, Kind.SUBJECT),
    "missing row": (_missing, Kind.MISSED),
    "invented row": (_invented, Kind.INVENTED),
    "columns shifted": (_columns, Kind.COLUMN_SHIFT),
    "rows swapped": (_rows, Kind.ROW_SHIFT),
    "neighbours swapped": (_siblings, Kind.SIBLING_SWAP),
    "other broker's figure": (_other_report, Kind.OTHER_REPORT),
    "stated twice": (_repeated, Kind.REPEATED),
}
"""How each mistake is planted, and its right name."""


def planted(name: str, one: Golden, beside: Sequence[Report]) -> Iterator[Planted]:
    """Readings of a golden report with this mistake, at most `MOST`, from all over it."""
    made = list(MISTAKES[name][0](one, beside))
    return islice(iter(made[:: max(1, len(made) // MOST)]), MOST)
