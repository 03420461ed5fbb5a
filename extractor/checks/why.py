"""Why a verdict is what it is: the number as read, and every reading left of its fields, with rule and words."""

from collections.abc import Iterator
from functools import lru_cache

from extractor.attribution import MetricName, Reading
from extractor.checks.evidence import Claim, Placed, shown
from extractor.checks.rules import MOST_SHOWN, lookalike
from extractor.schema import Evidence


def evidence_of(claim: Claim) -> list[Evidence]:
    """What the source says at the figure that a judged fact stands on.

    Where there is none, the figures that its quote holds instead; nothing where the quote is not in the source.
    """
    meant = lookalike(claim) if claim.chosen is None else None
    placed = claim.chosen if meant is None else meant[-1]
    text = claim.source.text
    if placed is None:
        return [_number(other, text, "other_figure") for other in claim.figures[:MOST_SHOWN]]
    return [_number(placed, text, _rule(placed, text)), *_fields(placed.reading)]


def _number(placed: Placed, text: str, rule: str) -> Evidence:
    return Evidence(field="value", value=shown(placed.reading), rule=rule, words=text[slice(*placed.span)])


def _rule(placed: Placed, text: str) -> str:
    """Whether the unit stands at the number, or comes from its list, its table or its metric."""
    bare = text[placed.span[1] - 1].isdigit() and placed.reading.unit is not None
    return "unit_from_afar" if bare else "printed"


def _fields(reading: Reading) -> Iterator[Evidence]:
    yield from (_read("metric", _metric(c.value), c.rule, c.words) for c in reading.metric)
    yield from (_read("subject", c.value, c.rule, c.words) for c in reading.subject)
    yield from (_read("period", c.value, c.rule, c.words) for c in reading.period)
    yield from (_read("basis", c.value.value, c.rule, c.words) for c in reading.basis)
    yield from (_read("measure", c.value.value, c.rule, c.words) for c in reading.measure)


@lru_cache(maxsize=4096)
def _read(field: str, value: str | None, rule: str, words: str) -> Evidence:
    """Evidence of one reading; the facts of a report share most of theirs, and each costs more to make than to find."""
    return Evidence(field=field, value=value, rule=rule, words=words)


def _metric(name: MetricName) -> str:
    return name.metric.code if name.metric.code != "other" else f"other: {name.label}"
