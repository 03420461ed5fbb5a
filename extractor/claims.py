"""When two statements about a figure say the same, by the contract: used by the checks and by the scores alike."""

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from extractor.folding import fold_characters
from extractor.schema import Basis, Fact, Measure, last_day

_SUBJECT_TAIL = re.compile(r"(?:业务线|业务|板块|产品)$")
_SAME_METRICS = (frozenset({"rd_expense", "rd_expense_ratio"}), frozenset({"dividend", "payout_ratio"}))
_PLANNED = frozenset({"options_granted", "participants", "exercise_price", "unlock_target", "dividend", "dps",
                      "payout_ratio", "fundraising", "investment"})  # fmt: skip
_MOST = Decimal("0.6")


@lru_cache(maxsize=8192)
def _written(words: str) -> str:
    """Words in one written form: full-width and traditional characters are no others."""
    return fold_characters(words)


def same_label(a: str | None, b: str | None) -> bool:
    """Whether two labels contain one another or share most of their characters."""
    if not a or not b:
        return False
    a, b = _written(a), _written(b)
    if a in b or b in a:
        return True
    shared = 2 * len(set(a) & set(b))
    return Decimal(shared) / (len(set(a)) + len(set(b))) >= _MOST


def same_metric(a: str, label_a: str | None, b: str, label_b: str | None) -> bool:
    """Whether two metrics are one; `other` goes by its label."""
    if a == b:
        return a != "other" or same_label(label_a, label_b)
    return any(a in group and b in group for group in _SAME_METRICS)


def same_subject(a: str | None, b: str | None, label_a: str | None = None, label_b: str | None = None) -> bool:
    """Whether two subjects are one: equal, one in the other, or named already by the other's label."""
    a, b = (None if s is None else _SUBJECT_TAIL.sub("", _written(s)) or _written(s) for s in (a, b))
    if a == b or (a and b and (a in b or b in a)):
        return True
    if a is None and b is not None:
        return bool(label_a and b in _written(label_a))
    return b is None and a is not None and bool(label_b and a in _written(label_b))


def same_period(a: str | None, b: str | None) -> bool:
    """Whether two periods are one: a date at a period's end and that period count as equal."""
    if a == b:
        return True
    if a is None or b is None or is_day(a) == is_day(b) or ".." in a + b:
        return False
    return last_day(a) == last_day(b)


def is_day(period: str) -> bool:
    """Whether a period is a single day, 2025-12-31."""
    return len(period) == 10 and ".." not in period


_PIECE = 6


def shares_words(a: str, b: str) -> bool:
    """Whether two quotes have six characters in a row in common."""
    pieces = {a[i : i + _PIECE] for i in range(len(a) - _PIECE + 1)}
    return any(b[i : i + _PIECE] in pieces for i in range(len(b) - _PIECE + 1))


def same_basis(a: Basis, b: Basis, metric: str) -> bool:
    """Whether two bases are one: announced plans and proposed dividends may be guidance or actual."""
    return a == b or ({a, b} == {Basis.ACTUAL, Basis.GUIDANCE} and metric in _PLANNED)


def same_measure(a: Measure, b: Measure, metric_a: str, metric_b: str) -> bool:
    """Whether two measures of one metric are one: the level of a ratio by name is the share by which it is defined."""
    return a == b or (metric_a != metric_b and {a, b} == {Measure.LEVEL, Measure.SHARE})


def same_amount(
    a: Decimal, a_to: Decimal | None, a_unit: str | None, b: Decimal, b_to: Decimal | None, b_unit: str | None
) -> bool:
    """Whether value, upper end and unit agree; growth of 1.2 `x` and of 120 `%` are equal."""
    if {a_unit, b_unit} == {"x", "%"}:
        a, a_to = _percent(a, a_to, a_unit)
        b, b_to = _percent(b, b_to, b_unit)
    elif a_unit != b_unit and not same_unit(a_unit, b_unit):
        return False
    return a == b and a_to == b_to


def same_unit(a: str | None, b: str | None) -> bool:
    """Whether two units are one, in whichever characters they are written: 間 and 间."""
    return a == b or (a is not None and b is not None and _written(a) == _written(b))


def _percent(value: Decimal, upper: Decimal | None, unit: str | None) -> tuple[Decimal, Decimal | None]:
    factor = 100 if unit == "x" else 1
    return value * factor, None if upper is None else upper * factor


def fields_apart(a: Fact, b: Fact) -> list[str]:
    """The fields of a full attribution in which two facts differ: metric, subject, period, basis, measure, value, unit."""
    growth_units = Measure.LEVEL not in (a.measure, b.measure) and {a.unit, b.unit} == {"x", "%"}
    equal = {
        "metric": same_metric(a.metric, a.label, b.metric, b.label),
        "subject": same_subject(a.subject, b.subject, a.label, b.label),
        "period": same_period(a.period, b.period),
        "basis": same_basis(a.basis, b.basis, a.metric),
        "measure": same_measure(a.measure, b.measure, a.metric, b.metric)
        if same_metric(a.metric, a.label, b.metric, b.label)
        else a.measure == b.measure,
        "value": same_amount(a.value, a.value_to, a.unit, b.value, b.value_to, b.unit)
        if growth_units
        else a.value == b.value and a.value_to == b.value_to,
        "unit": same_unit(a.unit, b.unit) or growth_units,
    }
    return [field for field, same in equal.items() if not same]


class Identity(NamedTuple):
    """What a figure is about, without its value, in a form that can be looked up: equal where two surely are about the same."""

    metric: str
    label: str | None
    subject: str | None
    period: str | None
    basis: Basis
    measure: Measure
    unit: str | None
    base: str | None


_BLANKS = re.compile(r"\s+")
_ON_A_SCALE = {"x": ("%", Decimal(100)), "bp": ("pp", Decimal("0.01"))}


def folded(words: str | None) -> str | None:
    """Words in one written form, without blanks; None where there are none."""
    return _BLANKS.sub("", fold_characters(words)).casefold() or None if words else None


def common_unit(fact: Fact) -> tuple[str | None, Decimal]:
    """The unit in which a fact compares with others, and what one of its own units is there: growth of 1.2 `x` is 120 `%`."""
    if fact.unit == "bp" or (fact.unit == "x" and fact.measure in (Measure.YOY, Measure.QOQ, Measure.CAGR)):
        return _ON_A_SCALE[fact.unit]
    return fact.unit, Decimal(1)


def identity(fact: Fact, stock: bool, company: str | None) -> Identity:
    """The contract's identity of a fact in its strict form, that can be looked up: what only may be one stays two.

    A part's name within another's, or labels that resemble one another, are not one here. `stock` says that the metric
    is a balance-sheet item: its period counts by its last day. `company` is the report's company, which as a subject is None.
    """
    subject = folded(fact.subject)
    subject = (_SUBJECT_TAIL.sub("", subject) or subject) if subject else None
    period = fact.period and fact.period.replace("Q1-Q2", "H1")
    return Identity(
        fact.metric,
        folded(fact.label) if fact.metric == "other" else None,
        None if subject in ("公司", "本公司", folded(company)) else subject,
        last_day(period) if period and stock and ".." not in period else period,
        Basis.ACTUAL if fact.metric in _PLANNED and fact.basis == Basis.GUIDANCE else fact.basis,
        fact.measure,
        common_unit(fact)[0],
        folded(fact.base) if fact.measure == Measure.CHANGE else None,
    )
