"""What kind of mistake a wrong fact is, read off the comparison: a thousandfold value, a neighbour's number, a year too late."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from extractor.claims import fields_apart
from extractor.matching import Matched, Pair
from extractor.schema import Fact, Report, plain


class Kind(StrEnum):
    """The kinds of mistakes in facts."""

    SCALE = "scale"
    UNIT = "unit"
    SIGN = "sign"
    DIGIT = "digit"
    VALUE = "value"
    PERIOD = "period"
    ROW_SHIFT = "row shift"
    COLUMN_SHIFT = "column shift"
    SIBLING_SWAP = "sibling swap"
    OTHER_REPORT = "other report"
    METRIC = "metric"
    SUBJECT = "subject"
    BASIS = "basis"
    MEASURE = "measure"
    REPEATED = "repeated"
    INVENTED = "invented"
    MISSED = "missed"


MEANINGS = {
    Kind.SCALE: "the right digits, times a power of ten",
    Kind.UNIT: "another unit, or none",
    Kind.SIGN: "a loss as a gain, or the reverse",
    Kind.DIGIT: "one or two digits differ",
    Kind.VALUE: "another number altogether",
    Kind.PERIOD: "another period",
    Kind.ROW_SHIFT: "what a neighbouring row of the table says",
    Kind.COLUMN_SHIFT: "what the same series says of another period",
    Kind.SIBLING_SWAP: "what belongs to a neighbour in the text",
    Kind.OTHER_REPORT: "what another report of the same document says",
    Kind.METRIC: "another metric, or label",
    Kind.SUBJECT: "another subject",
    Kind.BASIS: "a forecast as a fact, an old forecast as the new one",
    Kind.MEASURE: "growth as a level, a share as growth",
    Kind.REPEATED: "a fact stated twice",
    Kind.INVENTED: "a fact that the text does not state",
    Kind.MISSED: "a fact of the text that was not found",
}
"""The kinds in words."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong fact and what is wrong with it; `golden` is None for what was invented, `found` for what was missed."""

    kinds: tuple[Kind, ...]
    golden: Fact | None
    found: Fact | None


@dataclass(frozen=True, slots=True)
class Ground:
    """What a comparison stands on: the golden report, its text, and the golden reports beside it in its document."""

    golden: Report
    text: str = ""
    beside: Sequence[Report] = ()


def mistakes(matched: Matched, ground: Ground) -> list[Mistake]:
    """Every mistake of a comparison, named: wrong pairs first, then what was missed, then what was invented."""
    wrong = [Mistake(_of_pair(pair, ground), pair.golden, pair.found) for pair in matched.pairs if pair.apart]
    missed = [Mistake((Kind.MISSED,), fact, None) for fact in matched.missed]
    return wrong + missed + [Mistake((_of_invention(fact, ground),), None, fact) for fact in matched.invented]


def _of_pair(pair: Pair, ground: Ground) -> tuple[Kind, ...]:
    fields = [name for name in pair.apart if name not in ("value", "unit")]
    if fields and {"metric", "subject"} & set(fields):
        neighbour = next((other for other in _near(pair.golden, ground) if _same_key(other, pair.found)), None)
        if neighbour:
            return (_swapped(pair.golden, neighbour, ground),)
    named = tuple(Kind(name) for name in fields)
    if "value" in pair.apart:
        named = (_of_value(pair, ground), *named)
    return named if "unit" not in pair.apart else (Kind.UNIT, *(kind for kind in named if kind != Kind.SCALE))


def _of_value(pair: Pair, ground: Ground) -> Kind:
    golden, found = pair.golden, pair.found
    if _ends(found) == tuple(None if end is None else -end for end in reversed(_ends(golden))) or (
        found.value == -golden.value and found.value_to == golden.value_to
    ):
        return Kind.SIGN
    if _by_tens(golden, found):
        return Kind.SCALE
    for other in _near(golden, ground):
        if _ends(other) == _ends(found) and other.unit == found.unit:
            return _swapped(golden, other, ground)
    if any(not fields_apart(fact, found) for report in ground.beside for fact in report.facts):
        return Kind.OTHER_REPORT
    return Kind.DIGIT if _digits_apart(golden, found) else Kind.VALUE


def _ends(fact: Fact) -> tuple[Decimal | None, ...]:
    return (fact.value, fact.value_to) if fact.value_to is not None else (fact.value,)


def _by_tens(a: Fact, b: Fact) -> bool:
    """Whether two amounts have the same digits and differ by a power of ten."""
    return _digits(a) == _digits(b) and bool(a.value) and (a.value < 0) == (b.value < 0)


def _digits(fact: Fact) -> list[str]:
    return ["" if end is None else f"{plain(abs(end)):f}".replace(".", "").strip("0") for end in _ends(fact)]


_FEW = 2


def _digits_apart(a: Fact, b: Fact) -> bool:
    """Whether two amounts are written with as many digits and differ in at most two of them."""
    one, two = (f"{plain(abs(fact.value)):f}" for fact in (a, b))
    return len(one) == len(two) and sum(x != y for x, y in zip(one, two, strict=True)) <= _FEW


def _same_key(a: Fact, b: Fact) -> bool:
    return set(fields_apart(a, b)) <= {"value"}


_REACH = 150
"""Within how many characters two figures of running text are neighbours."""


def _near(fact: Fact, ground: Ground) -> Iterator[Fact]:
    """The golden facts about a fact, nearest first: those of its series, its table, or the words around it."""
    tabled = in_table(fact, ground.text)
    rest = [other for other in ground.golden.facts if other is not fact]
    for other in sorted(rest, key=lambda other: _distance(fact, other)):
        if _distance(fact, other) <= _REACH or _one_series(fact, other) or (tabled and in_table(other, ground.text)):
            yield other


def _distance(a: Fact, b: Fact) -> int:
    return abs(a.span[0] - b.span[0]) if a.span and b.span else 0


def _one_series(a: Fact, b: Fact) -> bool:
    return set(fields_apart(a, b)) <= {"value", "period", "basis"}


def _swapped(fact: Fact, other: Fact, ground: Ground) -> Kind:
    if _one_series(fact, other):
        return Kind.COLUMN_SHIFT
    tabled = in_table(fact, ground.text) and in_table(other, ground.text)
    return Kind.ROW_SHIFT if tabled else Kind.SIBLING_SWAP


_PROSE = re.compile("[。,，;；、]")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_NUMBERS = re.compile(r"\d[\d,.]*")


def in_table(fact: Fact, text: str) -> bool:
    """Whether a fact's line is a row of a table: several numbers, and no punctuation of sentences."""
    if not fact.span:
        return False
    low, high = text.rfind("\n", 0, fact.span[0]) + 1, text.find("\n", fact.span[1])
    line = _THOUSANDS.sub("", text[low : high if high >= 0 else len(text)])
    return len(_NUMBERS.findall(line)) > 1 and not _PROSE.search(line)


def _of_invention(found: Fact, ground: Ground) -> Kind:
    if any(not fields_apart(fact, found) for fact in ground.golden.facts):
        return Kind.REPEATED
    if any(not fields_apart(fact, found) for report in ground.beside for fact in report.facts):
        return Kind.OTHER_REPORT
    return Kind.INVENTED
