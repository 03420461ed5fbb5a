"""One golden report from two annotations, by the written rule; what the rule leaves open is for a third annotator.

The rule: where both agree, that stands; of two labels, subjects or bases that name the same thing, the shorter; of two
quotes, the shorter; an event that only one of them names is left out. Anything else is decided in the report's sheet.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extractor import matching
from extractor.documents import Document
from extractor.errors import GoldenError
from extractor.folding import squeeze
from extractor.golden.sheet import Decided, Sheet
from extractor.schema import SCHEMA_VERSION, Event, Fact, Header, Report
from extractor.sections import Section

_FIELDS = ("metric", "label", "subject", "period", "basis", "measure", "value", "value_to", "unit", "qualifier", "base",
           "credited_to")  # fmt: skip
_SHORTER = ("label", "subject", "base")


@dataclass(frozen=True, slots=True)
class Open:
    """What the rule does not settle: the fact of each annotator, None where one has none, and their places."""

    first: int | None
    second: int | None
    one: Fact | None
    other: Fact | None
    apart: tuple[str, ...]

    def __str__(self) -> str:
        facts = [
            f"{name} {fact.model_dump(mode='json', exclude={'span', 'verdict'})}"
            for name, fact in (("first", self.one), ("second", self.other))
            if fact
        ]
        return f"first = {self.first}, second = {self.second} ({', '.join(self.apart)})\n  " + "\n  ".join(facts)


def open_headers(first: Report, second: Report, sheet: Sheet) -> list[str]:
    """The header fields in which two annotations differ and which the sheet does not decide."""
    ours, theirs = first.header.model_dump(), second.header.model_dump()
    return [
        f"header {name}: {ours[name]!r} or {theirs[name]!r}"
        for name in ours
        if ours[name] != theirs[name] and name not in sheet.header
    ]


def open_ends(first: Report, second: Report, sheet: Sheet) -> list[Open]:
    """The differences in facts that neither the rule nor the sheet settles."""
    told = {(one.first, one.second) for one in sheet.decided}
    return [one for one in _compared(first, second, sheet) if one.apart and (one.first, one.second) not in told]


def settle(first: Report, second: Report, sheet: Sheet, document: Document, section: Section) -> Report:
    """The report that two annotations and the decisions of its sheet make.

    Raises:
        GoldenError: something is still open, or a quote or number can't be placed in the text.
    """
    left = [*open_headers(first, second, sheet), *map(str, open_ends(first, second, sheet))]
    if left:
        raise GoldenError(f"{len(left)} differences between the annotations are not decided: {left[0]}")
    text = document.text[section.start : section.end]
    facts = sorted((_placed(fact, text) for fact in _facts(first, second, sheet)), key=lambda fact: fact["span"])
    return Report.model_validate({
        "schema_version": SCHEMA_VERSION,
        "source": {"path": None, "sha256": document.sha256, "start": section.start, "end": section.end},
        "header": _header(first.header, sheet).model_dump(),
        "facts": facts,
        "events": [event.model_dump() for event in _events(first.events, second.events)],
        "risks": first.risks,
    })  # fmt: skip


def jsonable(report: Report) -> dict[str, Any]:
    """A settled report as its golden file holds it: without what a run or a check would add."""
    return report.model_dump(exclude={"report_id": True, "check": True, "run": True, "facts": {"__all__": {"verdict"}}})


def _compared(first: Report, second: Report, sheet: Sheet) -> Iterator[Open]:
    """Both annotations side by side, in the first one's order; `apart` is empty where they say the same.

    What the sheet decides as a pair is one, whatever else could pair.
    """
    joined = {(d.first, d.second) for d in sheet.decided}
    ours, theirs = ({pair[side] for pair in joined} for side in (0, 1))
    for i, j in sorted(joined, key=lambda pair: (pair[0] is None, pair[0] or 0)):
        yield Open(i, j, None if i is None else first.facts[i], None if j is None else second.facts[j], ("decided",))
    places = [{id(fact): place for place, fact in enumerate(report.facts)} for report in (first, second)]
    matched = matching.facts(
        [fact for place, fact in enumerate(first.facts) if place not in ours],
        [fact for place, fact in enumerate(second.facts) if place not in theirs],
    )
    for pair in matched.pairs:
        apart = (
            *pair.apart,
            *(name for name in ("qualifier", "credited_to") if _differ(pair.golden, pair.found, name)),
        )
        yield Open(places[0][id(pair.golden)], places[1][id(pair.found)], pair.golden, pair.found, apart)
    yield from (Open(places[0][id(fact)], None, fact, None, ("only first",)) for fact in matched.missed)
    yield from (Open(None, places[1][id(fact)], None, fact, ("only second",)) for fact in matched.invented)


def _differ(a: Fact, b: Fact, name: str) -> bool:
    return bool(getattr(a, name) != getattr(b, name))


def _facts(first: Report, second: Report, sheet: Sheet) -> Iterator[dict[str, Any]]:
    decisions = {(one.first, one.second): one for one in sheet.decided}
    for one in _compared(first, second, sheet):
        decision = decisions.get((one.first, one.second))
        if decision is not None:
            yield from _decided(one, decision)
        elif one.one is not None and one.other is not None:
            yield _agreed(one.one, one.other)


def _decided(one: Open, decision: Decided) -> Iterator[dict[str, Any]]:
    if decision.takes == "drop":
        return
    fact = one.other if decision.takes == "second" else one.one or one.other
    if fact is None:
        raise GoldenError(f"the decision on facts {one.first} and {one.second} takes what is not there")
    yield {**_dump(fact), **decision.fields, **dict.fromkeys(decision.cleared)}


def _agreed(one: Fact, other: Fact) -> dict[str, Any]:
    """What two facts that say the same come to."""
    settled = _dump(one)
    for name in _SHORTER:
        a, b = getattr(one, name), getattr(other, name)
        settled[name] = min(a, b, key=len) if a and b else a
    if len(other.quote) < len(one.quote):
        settled |= {name: _dump(other)[name] for name in ("quote", "printed")}
    return settled


def _dump(fact: Fact) -> dict[str, Any]:
    extra: Mapping[str, Any] = fact.model_extra or {}
    return {**{name: getattr(fact, name) for name in _FIELDS}, "quote": fact.quote, "printed": extra.get("printed")}


def _placed(fact: dict[str, Any], text: str) -> dict[str, Any]:
    """A fact with its quote as it stands in the text and the span of its number.

    Raises:
        GoldenError: the quote is not in the text, or the printed number not once in the quote.
    """
    printed = str(fact.pop("printed"))
    low, high = _quoted(fact["quote"], text)
    quote = text[low:high]
    found = _once(printed, quote)
    if found is not None:
        return {**fact, "quote": quote, "span": (low + found[0], low + found[1])}
    folded = squeeze(quote, low)
    found = _once(squeeze(printed).text, folded.text)
    if found is None:
        raise GoldenError(f"the number {printed!r} does not stand once in the quote {quote!r}")
    return {**fact, "quote": quote, "span": folded.span(*found)}


def _quoted(quote: str, text: str) -> tuple[int, int]:
    """Where a quote stands: as it is, else with blanks and forms of characters folded."""
    at = text.find(quote)
    if at >= 0:
        return at, at + len(quote)
    folded, wanted = squeeze(text), squeeze(quote).text
    at = folded.text.find(wanted)
    if at < 0:
        raise GoldenError(f"the quote {quote!r} is not in the text")
    return folded.span(at, at + len(wanted))


def _once(printed: str, quote: str) -> tuple[int, int] | None:
    """Where a number stands in a quote, as a whole number if it can; None unless that is one place."""
    found = list(re.finditer(rf"(?<![\d.]){re.escape(printed)}(?!\d|\.\d)", quote))
    found = found or list(re.finditer(re.escape(printed), quote))
    return found[0].span() if len(found) == 1 else None


def _header(first: Header, sheet: Sheet) -> Header:
    return Header.model_validate({**first.model_dump(), **sheet.header})


def _events(first: Sequence[Event], second: Sequence[Event]) -> Iterator[Event]:
    """The events that both name, with the shorter quote."""
    for one, other in matching.events(first, second):
        yield one.model_copy(update={"quote": min(one.quote, other.quote, key=len), "date": one.date or other.date})
