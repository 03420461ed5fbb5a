"""Wrong facts made of right ones, class by class, as a language model would err; `CLASSES` names them all.

A maker takes a right fact, its report and a source of chance, and gives facts that differ from it. Whether one of them is
wrong is for `is_right` to say: a change that the contract counts as equal, or that makes another right fact, is no mutant.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, lru_cache
from random import Random

from extractor import lexicon
from extractor.claims import fields_apart, same_metric
from extractor.documents import Document
from extractor.folding import squeeze
from extractor.schema import Basis, Fact, Measure, Qualifier, Report, Span
from extractor.sections import Section


@dataclass(frozen=True, repr=False)
class Ground:
    """A golden report on its text; places are in code points from the report's start."""

    name: str
    document: Document
    section: Section
    report: Report

    def __repr__(self) -> str:
        return f"Ground({self.name!r})"

    @cached_property
    def text(self) -> str:
        """The report's slice of its document."""
        return self.document.text[self.section.start : self.section.end]

    @cached_property
    def facts(self) -> Sequence[Fact]:
        """The right facts."""
        return self.report.facts

    def place(self, fact: Fact) -> Span | None:
        """Where the fact's quote stands around its number; its first place where no span is given, None if nowhere."""
        low, high = fact.span or (len(self.text), 0)
        at = first = self.text.find(fact.quote)
        while at >= 0:
            if at <= low and high <= at + len(fact.quote):
                return at, at + len(fact.quote)
            at = self.text.find(fact.quote, at + 1)
        return None if first < 0 else (first, first + len(fact.quote))


Maker = Callable[[Fact, Ground, Random], Iterator[Fact]]


def changed(fact: Fact, **fields: object) -> Fact:
    """A copy with other fields, not yet judged."""
    return fact.model_copy(update={**fields, "span": None, "verdict": None})


_LEAST_DIGITS = 2


def is_right(fact: Fact, ground: Ground, by_qualifier: bool = False) -> bool:
    """Whether some golden fact of the report says the same; `by_qualifier`, whether it also does so as exactly."""
    return any(
        _says_same(fact, right) and (not by_qualifier or fact.qualifier == right.qualifier) for right in ground.facts
    )


def _says_same(fact: Fact, right: Fact) -> bool:
    if not _is_near(fact, right):
        return False
    apart = fields_apart(fact, right)
    if apart == ["value"]:
        return rounds(fact.value, right.value) and fact.value_to == right.value_to
    return not apart


def _is_near(fact: Fact, right: Fact) -> bool:
    """Whether two numbers can be one at all; most can't, and this is quickly seen."""
    if fact.unit != right.unit:
        return {fact.unit, right.unit} == {"x", "%"}
    return 10 * abs(fact.value - right.value) <= abs(right.value)


def rounds(short: Decimal, long: Decimal) -> bool:
    """Whether one number is the other, rounded to fewer digits: a repeat may be printed so."""
    digits, exponent = short.normalize().as_tuple()[1:]
    if len(digits) < _LEAST_DIGITS or not isinstance(exponent, int):
        return False
    place = Decimal((0, (1,), exponent))
    return exponent > int(long.normalize().as_tuple().exponent) and long.quantize(place, ROUND_HALF_UP) == short


def _misread(number: Decimal, chance: Random) -> Iterator[Decimal]:
    """A digit changed, two swapped, one lost, one doubled."""
    sign, digits, exponent = number.normalize().as_tuple()
    assert isinstance(exponent, int)  # the schema lets finite numbers in alone
    i = chance.randrange(len(digits))
    other = (digits[i] + chance.randrange(1, 10)) % 10
    made = [(*digits[:i], other, *digits[i + 1 :]), (*digits[:i], digits[i], *digits[i:])]
    if len(digits) > 1:
        made.append((*digits[:i], *digits[i + 1 :]))
    pairs = [k for k in range(len(digits) - 1) if digits[k] != digits[k + 1]]
    if pairs:
        k = chance.choice(pairs)
        made.append((*digits[:k], digits[k + 1], digits[k], *digits[k + 2 :]))
    return (Decimal((sign, new, exponent)) for new in made)


def digits(fact: Fact, _: Ground, chance: Random) -> Iterator[Fact]:
    """Digits of the value, or of a range's upper end, changed."""
    if fact.value_to is not None and chance.random() < 0.5:
        yield from (changed(fact, value_to=number) for number in _misread(fact.value_to, chance))
    else:
        yield from (changed(fact, value=number) for number in _misread(fact.value, chance))


_MONEY_SCALES = tuple(Decimal(f) for f in ("10", "0.1", "100", "0.01", "1e4", "1e-4"))
_OTHER_SCALES = tuple(Decimal(f) for f in ("10", "0.1", "100", "0.01"))


def scale(fact: Fact, _: Ground, chance: Random) -> Iterator[Fact]:
    """万 for 亿, 百万 for 万, a place lost or gained, a fraction for a percentage."""
    if fact.value or fact.value_to:
        for factor in _OTHER_SCALES if fact.unit in ("%", "pp", "bp", "x") else _MONEY_SCALES:
            yield _times(fact, factor)


def sign(fact: Fact, _: Ground, chance: Random) -> Iterator[Fact]:
    """A rise for a fall, a profit for a loss."""
    if fact.value_to is not None:
        yield changed(fact, value=-fact.value_to, value_to=-fact.value)
    elif fact.value:
        yield changed(fact, value=-fact.value)


def _times(fact: Fact, factor: Decimal) -> Fact:
    return changed(fact, value=fact.value * factor, value_to=None if fact.value_to is None else fact.value_to * factor)


_UNITS: Mapping[str, Sequence[str | None]] = {
    "%": ("pp", "x"), "pp": ("%", "bp"), "bp": ("%", "pp"), "x": ("%", None),
    "CNY": ("USD", "HKD", "CNY/share"), "USD": ("CNY", "HKD"), "HKD": ("CNY", "USD"),
    "CNY/share": ("CNY", "HKD/share"), "HKD/share": ("HKD", "CNY/share"),
    "share": ("CNY", "person"), "person": ("share", "家"),
}  # fmt: skip


def unit(fact: Fact, _: Ground, chance: Random) -> Iterator[Fact]:
    """Another unit with the value as it is; a multiple as a percentage and the other way round."""
    if fact.unit is not None and fact.unit in _UNITS:
        yield from (changed(fact, unit=other) for other in _UNITS[fact.unit])
    elif fact.unit:
        whole, bar, _per = fact.unit.partition("/")
        yield changed(fact, unit=whole if bar else f"{whole}/年")
        yield changed(fact, unit=None)
    if fact.unit in ("%", "x"):
        factor, other = (Decimal(100), "%") if fact.unit == "x" else (Decimal("0.01"), "x")
        yield changed(_times(fact, factor), unit=other)


_PRINTED = re.compile(r"\d[\d,]*(?:\.\d+)?")


def forged(fact: Fact, ground: Ground, chance: Random) -> Iterator[Fact]:
    """A digit changed in the value and in the quote alike; the quote is then not in the source."""
    place = ground.place(fact)
    if place is None or fact.span is None or not place[0] <= fact.span[0] <= fact.span[1] <= place[1]:
        return
    start = fact.span[0] - place[0]
    match = _PRINTED.search(fact.quote, start, fact.span[1] - place[0])
    number = Decimal(match[0].replace(",", "")) if match else None
    if match is None or not number:
        return
    at = chance.choice([k for k in range(*match.span()) if fact.quote[k].isdigit()])
    other = str((int(fact.quote[at]) + chance.randrange(1, 10)) % 10)
    quote = f"{fact.quote[:at]}{other}{fact.quote[at + 1 :]}"
    read = Decimal(quote[slice(*match.span())].replace(",", ""))
    if squeeze(quote).text not in squeeze(ground.text).text:
        yield changed(fact, value=fact.value * read / number, quote=quote)


_NEAR = 120
_SIBLINGS = _OTHERS = 2


def sibling(fact: Fact, ground: Ground, chance: Random) -> Iterator[Fact]:
    """The number of a figure beside this one, in a quote that holds both, with this one's attribution."""
    for other, quote in _beside(fact, ground)[:_SIBLINGS]:
        yield _with_number(fact, other, quote)


def _beside(fact: Fact, ground: Ground) -> list[tuple[Fact, str]]:
    """The figures of the same line nearby, each with the quote from one to the other; those of one unit first."""
    own, found = ground.place(fact), []
    for other in ground.facts:
        if own is None or other.span is None or other.span == fact.span:
            continue
        low, high = min(own[0], other.span[0]), max(own[1], other.span[1])
        if high - low <= _NEAR and "\n" not in ground.text[low:high]:
            # a unit goes with its number
            end = max(own[1], (ground.place(other) or other.span)[1]) if high != own[1] else high
            found.append((other.unit != fact.unit, high - low, other.span, other, ground.text[low:end]))
    return [(other, quote) for *_, other, quote in sorted(found, key=lambda item: item[:3])]


def other_place(fact: Fact, ground: Ground, chance: Random) -> Iterator[Fact]:
    """The number and the quote of a figure elsewhere, with this one's attribution."""
    pool = [other for other in ground.facts if other.unit == fact.unit and fact.quote not in other.quote]
    for other in chance.sample(pool, min(_OTHERS, len(pool))):
        yield _with_number(fact, other, other.quote)


def _with_number(fact: Fact, other: Fact, quote: str) -> Fact:
    return changed(
        fact, value=other.value, value_to=other.value_to, unit=other.unit, qualifier=other.qualifier, quote=quote
    )


def range_end(fact: Fact, ground: Ground, chance: Random) -> Iterator[Fact]:
    """One end of a range as the value, ends of two ranges mixed, or two figures of a list as one range."""
    if fact.value_to is not None:
        yield changed(fact, value_to=None)
        yield changed(fact, value=fact.value_to, value_to=None)
        yield changed(fact, value_to=fact.value_to + (fact.value_to - fact.value))
        return
    for other, quote in _beside(fact, ground)[:1]:
        if other.unit == fact.unit and other.value_to is None and other.value != fact.value:
            low, high = sorted((fact.value, other.value))
            yield changed(fact, value=low, value_to=high, quote=quote)


def _chosen(pool: Iterable[Fact], key: Callable[[Fact], object], fact: Fact, chance: Random) -> Sequence[Fact]:
    """Facts that differ in the key: those nearest in the text, most likely mixed up with this one, and one of the rest."""
    distinct: dict[object, Fact] = {}
    for other in sorted(pool, key=lambda other: abs(_at(other) - _at(fact))):
        if key(other) != key(fact):
            distinct.setdefault(key(other), other)
    near = list(distinct.values())
    return near[:_OTHERS] + chance.sample(near[_OTHERS:], min(1, len(near[_OTHERS:])))


def _at(fact: Fact) -> int:
    return fact.span[0] if fact.span else 0


_CODES_TRIED = 2


def metric(fact: Fact, ground: Ground, chance: Random) -> Iterator[Fact]:
    """Other metrics of the report that take this unit, with their label; other codes of its kind for the same label."""
    alike = [o for o in ground.facts if (o.unit, o.measure) == (fact.unit, fact.measure)]
    for other in _chosen(alike, lambda o: (o.metric, o.label), fact, chance):
        yield changed(fact, metric=other.metric, label=other.label)
    codes = _codes_beside(fact)
    for code in chance.sample(codes, min(_CODES_TRIED, len(codes))):
        yield changed(fact, metric=code)


def _codes_beside(fact: Fact) -> list[str]:
    """The codes whose metrics take the kinds of unit that this fact's metric takes."""
    own = _kinds().get(fact.metric, frozenset()) if fact.metric != "other" else _kind(fact.unit)
    alike = (code for code, kinds in _kinds().items() if kinds & own)
    return sorted(code for code in alike if not same_metric(code, fact.label, fact.metric, fact.label))


@lru_cache(maxsize=1)
def _kinds() -> Mapping[str, frozenset[str]]:
    """The kinds of unit that each code takes."""
    kinds: dict[str, frozenset[str]] = {}
    for alias in lexicon.load().aliases.values():
        kinds[alias.metric.code] = kinds.get(alias.metric.code, frozenset()) | alias.metric.units
    return kinds


def _kind(unit: str | None) -> frozenset[str]:
    kind = {"CNY": "money", "CNY/share": "per_share", "%": "percent", "x": "multiple", "person": "person"}
    return frozenset({kind.get(unit or "", "count")})


def subject(fact: Fact, ground: Ground, chance: Random) -> Iterator[Fact]:
    """Other subjects of the report, the company as a whole for a part, a part for the company as a whole."""
    named = [other for other in ground.facts if other.subject is not None]
    for other in _chosen(named, lambda o: o.subject, fact, chance):
        yield changed(fact, subject=other.subject)
    if fact.subject is not None:
        yield changed(fact, subject=None)


_YEAR = re.compile(r"(?<!\d)\d{4}(?=\D|$)")


def _later(period: str, years: int) -> str:
    return _YEAR.sub(lambda m: str(int(m[0]) + years), period)


def period_year(fact: Fact, _: Ground, chance: Random) -> Iterator[Fact]:
    """The year before and the year after."""
    if fact.period is not None:
        yield from (changed(fact, period=_later(fact.period, years)) for years in (-1, 1))


_PARTS: Mapping[str, Sequence[str]] = {
    "": ("Q4", "H1", "H2"), "H1": ("Q2", "", "H2"), "H2": ("", "H1"), "Q1": ("", "Q2"), "Q2": ("H1", "Q1"),
    "Q3": ("Q1-Q3", "Q2"), "Q4": ("", "Q3"), "Q1-Q3": ("Q3", ""),
}  # fmt: skip


def period_part(fact: Fact, _: Ground, chance: Random) -> Iterator[Fact]:
    """A quarter for what has run since January and the other way round, another quarter or half, the whole year."""
    year, part = (fact.period or "")[:4], (fact.period or "")[4:]
    if year:
        yield from (changed(fact, period=year + other) for other in _PARTS.get(part, ("", "Q4")))


def period_list(fact: Fact, ground: Ground, chance: Random) -> Iterator[Fact]:
    """The period of a neighbour in a list: same metric, measure and unit, nearby, another time."""
    near = {other.period for other, _ in _beside(fact, ground) if _is_listed_with(fact, other)}
    yield from (changed(fact, period=other) for other in sorted(near, key=str) if other != fact.period)


def _is_listed_with(fact: Fact, other: Fact) -> bool:
    return fields_apart(fact, other) in (["period"], ["period", "value"], ["period", "basis", "value"])


def period_none(fact: Fact, ground: Ground, chance: Random) -> Iterator[Fact]:
    """No period for one, or the report's commonest for none."""
    if fact.period is not None:
        yield changed(fact, period=None)
        return
    periods = [other.period for other in ground.facts if other.period is not None]
    if periods:
        yield changed(fact, period=max(sorted(set(periods)), key=periods.count))


_BASES: Mapping[Basis, Sequence[Basis]] = {
    Basis.ACTUAL: (Basis.FORECAST, Basis.GUIDANCE),
    Basis.FORECAST: (Basis.ACTUAL, Basis.PRIOR_FORECAST, Basis.GUIDANCE),
    Basis.PRIOR_FORECAST: (Basis.FORECAST, Basis.ACTUAL),
    Basis.GUIDANCE: (Basis.ACTUAL, Basis.FORECAST),
}


def basis(fact: Fact, _: Ground, chance: Random) -> Iterator[Fact]:
    """Another who stands behind the figure: the past, the analyst, the forecast before, the company's plan."""
    yield from (changed(fact, basis=other) for other in _BASES[fact.basis])


_MEASURES: Mapping[Measure, Sequence[Measure]] = {
    Measure.YOY: (Measure.QOQ, Measure.LEVEL, Measure.CHANGE),
    Measure.QOQ: (Measure.YOY, Measure.LEVEL),
    Measure.CAGR: (Measure.YOY, Measure.LEVEL),
    Measure.SHARE: (Measure.LEVEL, Measure.YOY),
    Measure.CHANGE: (Measure.YOY, Measure.QOQ, Measure.LEVEL),
}


def measure(fact: Fact, _: Ground, chance: Random) -> Iterator[Fact]:
    """yoy for qoq, growth for a level, a share for a level, and the other way round."""
    of_level = (Measure.YOY, Measure.SHARE) if fact.unit == "%" else (Measure.CHANGE,)
    yield from (changed(fact, measure=other) for other in _MEASURES.get(fact.measure, of_level))


def qualifier(fact: Fact, _: Ground, chance: Random) -> Iterator[Fact]:
    """约 and 超 made up, lost or mixed up."""
    yield from (changed(fact, qualifier=other) for other in Qualifier if other != fact.qualifier)


def prior_year(fact: Fact, _: Ground, chance: Random) -> Iterator[Fact]:
    """A prior forecast moved by a year."""
    if fact.basis == Basis.PRIOR_FORECAST and fact.period is not None:
        yield from (changed(fact, period=_later(fact.period, years)) for years in (-1, 1))


CLASSES: Mapping[str, Maker] = {
    maker.__name__: maker
    for maker in (digits, scale, sign, unit, forged, sibling, other_place, range_end, metric, subject, period_year,
                  period_part, period_list, period_none, basis, prior_year, measure, qualifier)
}  # fmt: skip
"""Every class of mutants that is made of a right fact, by its name."""


def made(name: str, ground: Ground, seed: int) -> Iterator[tuple[Fact, Fact]]:
    """The mutants of one class, each after the right fact that it is made of; the same for the same seed."""
    for i, fact in enumerate(ground.facts):
        for mutant in CLASSES[name](fact, ground, Random(f"{seed}/{ground.name}/{name}/{i}")):
            if not is_right(mutant, ground, by_qualifier=name == "qualifier"):
                yield fact, mutant
