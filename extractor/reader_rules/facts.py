"""Readings to facts: the preferred candidate of each field, repeats folded into the most precise."""

import re
from collections.abc import Sequence

from extractor.attribution import GUESSED, Candidate, Reading
from extractor.folding import Folded
from extractor.schema import Fact, Measure, plain
from extractor.tolerance import agree

_MAX_QUOTE, _MAX_LEAD = 90, 20
_NEIGHBOURS = 24
_CLAUSE_END = re.compile(r"(?<!\d),|,(?!\d)|[。;|:、()]")
_LABEL = re.compile(r"[\u4e00-\u9fffA-Za-z]{1,8}(?=[^\u4e00-\u9fffA-Za-z]*$)")


def facts(readings: Sequence[Reading], folded: Folded, source: str) -> list[Fact]:
    """The facts of a report with text `source`, in order of place."""
    repeats = _repeats(readings)
    return [_fact(reading, folded, source) for i, reading in enumerate(readings) if i not in repeats]


def _repeats(readings: Sequence[Reading]) -> set[int]:
    """The readings that another one says as well, more precisely, more fully or earlier.

    Only figures of one unit that lie next to one another in size are compared, so that the time stays linear.
    """
    order = sorted(range(len(readings)), key=lambda i: (readings[i].unit or "", readings[i].figure.value))
    found = set()
    for k, i in enumerate(order):
        near = [*order[max(0, k - _NEIGHBOURS) : k], *order[k + 1 : k + 1 + _NEIGHBOURS]]
        if any(_repeats_of(readings, i, j) for j in near):
            found.add(i)
    return found


def _repeats_of(readings: Sequence[Reading], i: int, j: int) -> bool:
    reading, other = readings[i], readings[j]
    if other.unit != reading.unit or not agree(
        reading.figure.value, reading.figure.half, other.figure.value, other.figure.half
    ):
        return False
    return _says_more(other, reading, j < i) and _same(reading, other)


def _says_more(other: Reading, reading: Reading, earlier: bool) -> bool:
    doubt, other_doubt = _doubt(reading), _doubt(other)
    if other.figure.half != reading.figure.half:
        return other.figure.half < reading.figure.half and (other_doubt <= doubt or bool(other.metric))
    return (-_said(other), other_doubt, not earlier) < (-_said(reading), doubt, earlier)


def _said(reading: Reading) -> int:
    """How many of subject and period a reading has."""
    return sum(bool(found) and found[0].value is not None for found in (reading.subject, reading.period))


def _doubt(reading: Reading) -> int:
    """How many fields are open or but guessed: of two sayings of one thing, the one that says it outright stands."""
    fields: tuple[Sequence[Candidate[object]], ...] = (
        reading.metric, reading.subject, reading.period, reading.basis, reading.measure,
    )  # type: ignore[assignment]  # fmt: skip
    open_or_guessed = sum(len(field) != 1 or field[0].rule in GUESSED for field in fields)
    return open_or_guessed + 2 * (not reading.metric)


def _same(a: Reading, b: Reading) -> bool:
    """Whether two figures can be one statement: equal within what is printed, and no field of theirs apart."""
    if a.measure[0].value != b.measure[0].value or a.basis[0].value != b.basis[0].value:
        return False
    if (a.figure.value_to is None) != (b.figure.value_to is None):
        return False
    nameless = not a.metric or _names_the_thing(a, b)
    if not _shared(a.period, b.period) and a.period[0].sure and a.period[0].rule not in GUESSED:
        return a.measure[0].value != Measure.LEVEL and nameless
    if nameless or not b.metric:
        return True
    if a.metric[0].value.metric.code != b.metric[0].value.metric.code:
        return not a.metric[0].sure and a.measure[0].value != Measure.LEVEL
    return _shared(a.subject, b.subject) or not a.subject[0].sure or a.metric[0].rule == "implied_revenue"


def _names_the_thing(a: Reading, b: Reading) -> bool:
    """Whether the words that one figure has for a metric are but the other's subject: 中国减速器将达40亿元, as a heading."""
    name, subject = a.metric[0].value, b.subject[0].value
    return name.metric.code == "other" and subject is not None and name.label in (subject, f"{subject}业务")


def _shared(a: Sequence[Candidate[str | None]], b: Sequence[Candidate[str | None]]) -> bool:
    return bool({c.value for c in a} & {c.value for c in b})


def _fact(reading: Reading, folded: Folded, source: str) -> Fact:
    figure = reading.figure
    name = reading.metric[0].value if reading.metric else None
    start, end = _quoted(reading, folded)
    low, high = folded.span(start, end)
    place = folded.span(figure.start, figure.end)
    return Fact(
        metric=name.metric.code if name else "other",
        label=name.label if name else _fallback_label(folded.text[: figure.start]),
        subject=reading.subject[0].value if reading.subject else None,
        period=reading.period[0].value if reading.period else None,
        basis=reading.basis[0].value,
        measure=reading.measure[0].value,
        value=plain(figure.value),
        value_to=None if figure.value_to is None else plain(figure.value_to),
        unit=reading.unit,
        qualifier=figure.qualifier,
        base=reading.base,
        credited_to=reading.credited_to,
        quote=source[low:high],
        span=place,
    )


def _quoted(reading: Reading, folded: Folded) -> tuple[int, int]:
    """From the metric's words and what stands before them in the clause to the end of the figure's list."""
    figure, text = reading.figure, folded.text
    line = text.rfind("\n", 0, figure.start) + 1
    anchor = figure.start
    if reading.metric:
        name = reading.metric[0].value
        if line <= name.start < figure.start and figure.start - name.start <= _MAX_QUOTE:
            anchor = name.start
    clause = max((m.end() for m in _CLAUSE_END.finditer(text, line, anchor)), default=line)
    start = clause if anchor - clause <= _MAX_LEAD else anchor
    end = max(figure.end, figure.list_end)
    if reading.metric and end <= reading.metric[0].value.start <= end + _MAX_LEAD:
        end = reading.metric[0].value.end
    if text.startswith(")", end) and text.count("(", start, end) > text.count(")", start, end):
        end += 1
    return start, end


def _fallback_label(before: str) -> str | None:
    match = _LABEL.search(before[-30:])
    return match[0] if match else None
