"""What the source says at a fact's quote: where it stands, and how the figures there read."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from extractor import attribution
from extractor.attribution import Reading
from extractor.claims import same_amount, same_unit
from extractor.folding import Folded, squeeze
from extractor.schema import Fact, Measure, plain


@dataclass(frozen=True, slots=True)
class Placed:
    """A reading with the place of its figure and of its bare number, in code points from the report's start."""

    reading: Reading
    span: tuple[int, int]
    number: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Source:
    """A report's text, made ready for looking things up: squeezed for quotes, read for figures in order of place."""

    text: str
    squeezed: Folded
    placed: Sequence[Placed]
    starts: Sequence[int]


@dataclass(slots=True)
class Claim:
    """A fact before its source: where its quote stands, the figures in it, and those of its value and unit.

    `independent` says that whoever states the fact did not read it by the rules that the checks read by.
    """

    fact: Fact
    source: Source
    places: Sequence[tuple[int, int]]
    figures: Sequence[Placed]
    matches: Sequence[Placed]
    independent: bool = True
    chosen: Placed | None = field(default=None)


def prepare(text: str, published: date | None, company: Sequence[str]) -> Source:
    """Read a report's text, its slice of the document, once for all its facts; linear in its length."""
    folded, readings = attribution.read_text(text, published, tuple(company))
    placed = [Placed(r, folded.span(r.figure.start, r.figure.end), folded.span(*r.figure.number)) for r in readings]
    return Source(text, squeeze(text), placed, [p.number[0] for p in placed])


_MAX_PLACES = 20
"""More places of one quote are not looked at: it says nothing that its first ones do not."""
_HEAD = 8


def claim(fact: Fact, source: Source, places: Sequence[tuple[int, int]], independent: bool = True) -> Claim:
    """Lay a fact before its source, where its quote stands at `places`."""
    figures: list[Placed] = []
    for low, high in places:
        first, last = bisect_left(source.starts, low), bisect_left(source.starts, high)
        figures.extend(p for p in source.placed[first:last] if p.number[1] <= high)
    matches = _not_repeated([p for p in figures if amounts_agree(fact, p.reading)], source.text)
    return Claim(fact, source, places, figures, matches, independent)


_SENTENCE_ENDS = re.compile(r"[。！？!?；;\n]")
_SENTENCE_REACH = 400


def _not_repeated(matches: list[Placed], text: str) -> list[Placed]:
    """Matches but for those whose sentence was said before: a repeat bears out nothing that its first saying does not."""
    if len(matches) < 2:
        return matches
    first: dict[tuple[str, int], Placed] = {}
    for placed in matches:
        first.setdefault(_sentence(text, placed.number), placed)
    return list(first.values())


def _sentence(text: str, number: tuple[int, int]) -> tuple[str, int]:
    """The sentence around a number, and where in it the number stands."""
    low, high = max(0, number[0] - _SENTENCE_REACH), number[1] + _SENTENCE_REACH
    starts = [found.end() for found in _SENTENCE_ENDS.finditer(text, low, number[0])]
    start, end = starts[-1] if starts else low, _SENTENCE_ENDS.search(text, number[1], high)
    return text[start : end.start() if end else high], number[0] - start


_AFTER = 20
"""How far behind a figure its own subject may still be named: 其中3.2亿元来自海外."""
_AROUND = 40
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")


def is_named_by(words: str, placed: Placed, source: Source) -> bool:
    """Whether some words stand in the text before a figure ends, or close by, be it in pieces: 大号、小号阀门 names 大号阀门."""
    first = find(words, source)[:1]
    if first:
        return first[0][0] < placed.span[1] + _AFTER
    around = source.text[max(0, placed.span[0] - _AROUND) : placed.span[1] + _AFTER]
    rest = iter(squeeze(_BRACKETED.sub("", around)).text)
    return all(character in rest for character in squeeze(words).text)


def amounts_agree(fact: Fact, reading: Reading) -> bool:
    """Whether a reading's figure is the fact's value in its unit; a growth may be in multiples or in percent."""
    figure = reading.figure
    if fact.measure == Measure.LEVEL and not same_unit(fact.unit, reading.unit):
        return False
    return same_amount(fact.value, fact.value_to, fact.unit, figure.value, figure.value_to, reading.unit)


def shown(reading: Reading) -> str:
    """A figure as the checks read it, for a person: `734000000 CNY`, `-5 ~ 3 %`."""
    figure = reading.figure
    upper = "" if figure.value_to is None else f" ~ {plain(figure.value_to):f}"
    return f"{plain(figure.value):f}{upper} {reading.unit or ''}".strip()


def find(quote: str, source: Source) -> list[tuple[int, int]]:
    """Where a quote stands in the source, white space, cell bars and written forms folded; [] if nowhere."""
    wanted = squeeze(quote).text
    text = source.squeezed.text
    places: list[tuple[int, int]] = []
    at = text.find(wanted) if wanted else -1
    while at >= 0 and len(places) < _MAX_PLACES:
        places.append(source.squeezed.span(at, at + len(wanted)))
        at = text.find(wanted, at + 1)
    return places


def find_all(quotes: Iterable[str], source: Source) -> dict[str, list[tuple[int, int]]]:
    """Where each of many quotes stands, in one pass over the source."""
    squeezed = {quote: squeeze(quote).text for quote in set(quotes)}
    heads: dict[str, list[str]] = {}
    for wanted in set(squeezed.values()):
        if len(wanted) >= _HEAD:
            heads.setdefault(wanted[:_HEAD], []).append(wanted)
    places: dict[str, list[tuple[int, int]]] = {}
    text = source.squeezed.text
    for at in range(len(text) - _HEAD + 1 if heads else 0):
        for wanted in heads.get(text[at : at + _HEAD], ()):
            found = places.setdefault(wanted, [])
            if len(found) < _MAX_PLACES and text.startswith(wanted, at):
                found.append(source.squeezed.span(at, at + len(wanted)))
    return {
        quote: places.get(wanted, []) if len(wanted) >= _HEAD else find(quote, source)
        for quote, wanted in squeezed.items()
    }
