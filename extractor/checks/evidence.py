"""What the source says at a fact's quote: where it stands, and how the figures there read."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from extractor import attribution
from extractor.attribution import Reading
from extractor.claims import same_amount
from extractor.folding import Folded, fold, squeeze
from extractor.schema import Fact


@dataclass(frozen=True, slots=True)
class Placed:
    """A reading with the place of its figure and of its bare number, in code points from the report's start."""

    reading: Reading
    span: tuple[int, int]
    number: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Source:
    """A report's text, made ready for looking things up: squeezed for quotes, read for figures."""

    text: str
    squeezed: Folded
    placed: Sequence[Placed]


@dataclass(slots=True)
class Claim:
    """A fact before its source: where its quote stands, the figures in it, and those of its value and unit."""

    fact: Fact
    places: Sequence[tuple[int, int]]
    figures: Sequence[Placed]
    matches: Sequence[Placed]
    chosen: Placed | None = field(default=None)


def prepare(text: str, published: date | None, company: Sequence[str]) -> Source:
    """Read a report's text once for all its facts; linear in its length."""
    folded = fold(text)
    readings = attribution.read(folded, published, company)
    placed = [
        Placed(r, folded.span(r.figure.start, r.figure.end), folded.span(*r.figure.number)) for r in readings
    ]
    return Source(text, squeeze(text), placed)


def claim(fact: Fact, source: Source) -> Claim:
    """Lay a fact before its source."""
    places = find(fact.quote, source)
    figures = [p for p in source.placed if any(low <= p.number[0] and p.number[1] <= high for low, high in places)]
    matches = [p for p in figures if amounts_agree(fact, p.reading)]
    return Claim(fact, places, figures, matches)


def amounts_agree(fact: Fact, reading: Reading) -> bool:
    """Whether a reading's figure is the fact's value in its unit."""
    figure = reading.figure
    return same_amount(fact.value, fact.value_to, fact.unit, figure.value, figure.value_to, reading.unit)


def find(quote: str, source: Source) -> list[tuple[int, int]]:
    """Where a quote stands in the source, white space, cell bars and written forms folded; [] if nowhere."""
    wanted = squeeze(quote).text
    if not wanted:
        return []
    places, at = [], source.squeezed.text.find(wanted)
    while at >= 0:
        places.append(source.squeezed.span(at, at + len(wanted)))
        at = source.squeezed.text.find(wanted, at + 1)
    return places
