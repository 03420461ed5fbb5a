"""What can be wrong with a golden file and can be seen without reading the report: each complaint says where."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from extractor import documents, golden, lexicon, prompts, sections
from extractor.errors import ExtractorError
from extractor.folding import squeeze
from extractor.golden import settle, sheet
from extractor.golden.blank import UNDECIDED
from extractor.schema import Event, Fact, Header, Report, loads, plain

_MAY_BE_NONE = frozenset({"subject", "period", "value_to", "base", "credited_to"})
_BASE_UNITS = re.compile(r"%|pp|bp|x|share|person|[A-Z]{3}(?:/.+)?")
_MULTIPLIED = re.compile(r"(?:百万|千万|十亿|千(?![瓦克米卡伏])|[万亿]|thousand|million|billion|mn|bn|[kK](?=\W|$))")
"""A multiplier before a unit; 千瓦 and its like are units by name."""
_PIECE = 16
"""How many characters in a row are a sentence's and not the trade's."""

Complaints = Iterator[str]


def lint(folder: Path, annotations: Path | None = None) -> list[str]:
    """Everything that is wrong with the golden files of a folder of sets, one line each.

    With `annotations`, the folder that holds `first/` and `second/`, each report must be what its two annotations and its
    sheet make of it, and no reader may have had a hand in it; without, it is of the accepted kind, which is not scored.
    """
    found: list[str] = []
    for path in sorted(folder.glob("*/*.json")):
        found += [f"{golden.name_of(path)}: {line}" for line in _file(path, folder, annotations)]
    return found or ([] if any(folder.glob("*/*.json")) else [f"{folder}: no golden report in it"])


def _file(path: Path, folder: Path, annotations: Path | None) -> Complaints:
    left = _undecided(path)
    if left:
        yield from left
        return
    try:
        report = golden.read(path)
        document = documents.read(str(folder / (report.source.path or "")))
        whole = golden.load_one(path, folder)
    except ExtractorError as error:
        yield str(error)
        return
    for check in CHECKS:
        yield from check(report, whole.text)
    yield from _source(report, document)
    yield from _leaks(whole.text)
    if annotations is not None:
        yield from _untouched(report)
        yield from _derived(whole, document, annotations)


def _undecided(path: Path) -> list[str]:
    """The figures of a blank file that nobody has decided yet."""
    try:
        data = loads(path.read_text(encoding="utf-8"))
        facts: Sequence[dict[str, Any]] = data["facts"]
        named = [
            (place, fact, [name for name in UNDECIDED if fact.get(name) is None and name not in _MAY_BE_NONE])
            for place, fact in enumerate(facts)
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return []  # what it is instead is said where it is read as a report
    return [
        f"fact {place} ({fact.get('printed') or fact.get('quote')} at {fact.get('span')}): not decided: {', '.join(names)}"
        for place, fact, names in named
        if names
    ]


def _quotes(report: Report, text: str) -> Complaints:
    """Every quote stands in the text, and every number within a place of its quote."""
    for place, fact in enumerate(report.facts):
        if fact.quote not in text:
            yield f"{_named(place, fact)}: the quote {fact.quote!r} is not in the text"
        elif fact.span is None:
            yield f"{_named(place, fact)}: no span"
        elif not any(low <= fact.span[0] and fact.span[1] <= high for low, high in _places(fact.quote, text)):
            yield f"{_named(place, fact)}: the span {list(fact.span)} lies outside its quote"
    for event in report.events:
        yield from _event(event, text)
    for risk in report.risks:
        if squeeze(risk).text not in squeeze(text).text:
            yield f"risk {risk!r} is not in the text"


def _named(place: int, fact: Fact) -> str:
    return f"fact {place} ({fact.label} {fact.value:f})"


def _places(quote: str, text: str) -> Iterator[tuple[int, int]]:
    at = text.find(quote)
    while at >= 0:
        yield at, at + len(quote)
        at = text.find(quote, at + 1)


def _event(event: Event, text: str) -> Complaints:
    if event.quote not in text:
        yield f"event {event.summary!r}: the quote {event.quote!r} is not in the text"
    if event.date is not None and not re.fullmatch(r"\d{4}-\d\d(?:-\d\d)?", event.date):
        yield f"event {event.summary!r}: the date {event.date!r} is no day and no month"


_DIGITS = re.compile(r"\d[\d,，]*(?:[.．]\d+)?")


def _numbers(report: Report, text: str) -> Complaints:
    """A value has the digits that are printed at its place; fractions and numbers in words are left to a person's eye."""
    for place, fact in enumerate(report.facts):
        printed = squeeze(text[slice(*fact.span)]).text if fact.span else ""
        ends = [end for end in (fact.value, fact.value_to) if end is not None]
        shown = {_significant(number.replace(",", "")) for number in _DIGITS.findall(printed)}
        for end in ends if shown and "/" not in printed else ():
            if _significant(f"{plain(abs(end)):f}") not in shown:
                yield f"{_named(place, fact)}: {end:f} is not the {printed!r} that stands at its place"


def _significant(number: str) -> str:
    return number.replace(".", "").strip("0")


def _units(report: Report, text: str) -> Complaints:
    """A unit is a base unit of the contract, or the text's own without multiplier."""
    for place, fact in enumerate(report.facts):
        if fact.unit is None:
            continue
        if _MULTIPLIED.match(fact.unit):
            yield f"{_named(place, fact)}: the unit {fact.unit!r} carries a multiplier"
        elif not _BASE_UNITS.fullmatch(fact.unit) and not _stands(fact.unit, text):
            yield f"{_named(place, fact)}: the unit {fact.unit!r} is neither a base unit nor in the text"


def _stands(unit: str, text: str) -> bool:
    """Whether the parts of a unit stand in the text: 元/吨 as 吨, 单吨 or 元/吨."""
    folded = squeeze(text).text
    return all(squeeze(part).text in folded for part in unit.split("/") if not _BASE_UNITS.fullmatch(part))


def _metrics(report: Report, text: str) -> Complaints:  # noqa: ARG001
    """A metric is a code that is known; what has none is told by its label."""
    known = prompts.metric_codes() | {alias.metric.code for alias in lexicon.load().aliases.values()}
    for place, fact in enumerate(report.facts):
        if fact.metric != "other" and fact.metric not in known:
            yield f"{_named(place, fact)}: no metric {fact.metric!r}"
        if fact.metric == "other" and not fact.label:
            yield f"{_named(place, fact)}: neither a code nor a label"


def _twice(report: Report, text: str) -> Complaints:  # noqa: ARG001
    """No fact is stated twice."""
    keys = Counter(
        tuple(str(getattr(fact, name)) for name in UNDECIDED if name != "qualifier") for fact in report.facts
    )
    yield from (f"stated {count} times: {key}" for key, count in keys.items() if count > 1)


def _header(report: Report, text: str) -> Complaints:
    """Names and words of the header stand in the text."""
    folded = squeeze(text).text
    for name in ("institution", "rating", "previous_rating", "title", "company"):
        value = getattr(report.header, name)
        if value and squeeze(value).text not in folded:
            yield f"header {name}: {value!r} is not in the text"
    for name in report.header.analysts:
        if squeeze(name).text not in folded:
            yield f"header analysts: {name!r} is not in the text"
    for name in set(report.header.model_extra or ()) - set(Header.model_fields):
        yield f"header: no field {name!r}"


def _untouched(report: Report) -> Complaints:
    """No reader had a hand in it: what one proposed and a person accepted is a set of its own."""
    if report.run is not None or report.check is not None or any(fact.verdict for fact in report.facts):
        yield "was proposed by a reader (it bears a run, a check or verdicts): golden/accepted is the place for it"


CHECKS: Sequence[Callable[[Report, str], Complaints]] = (_quotes, _numbers, _units, _metrics, _twice, _header)
"""What is asked of a golden report and its text."""


def _source(report: Report, document: documents.Document) -> Complaints:
    """The document is the one that was annotated, and the report one of its reports."""
    if report.source.sha256 != document.sha256:
        yield f"source: {document.path} has changed since (sha256 differs)"
    elif (report.source.start, report.source.end) not in {(one.start, one.end) for one in sections.split(document)}:
        yield f"source: no report of {document.path} stands at [{report.source.start}, {report.source.end})"


def _leaks(text: str) -> Complaints:
    """No sentence of the report is in what readers are made of: prompts, their example, the lexicon."""
    known, folded = _ours(), squeeze(text).text
    pieces = (_piece(folded, at) for at in range(len(folded) - _PIECE + 1))
    leaked = next((piece for piece in pieces if piece in known and not re.search(r"(.)\1{4}", piece)), None)
    if leaked:
        yield f"{leaked!r} stands in a prompt or the lexicon as well"


def _piece(text: str, at: int) -> str:
    """The piece of a text that begins here: Latin letters say less, so there it is longer."""
    piece = text[at : at + _PIECE]
    return text[at : at + 3 * _PIECE] if piece.isascii() else piece


def _ours() -> str:
    return squeeze("\n".join([*prompts.texts(), lexicon.source()])).text


def _derived(whole: golden.Golden, document: documents.Document, annotations: Path) -> Complaints:
    """The report is what its two annotations and its sheet make of it."""
    if whole.sheet is None:
        yield f"no sheet ({sheet.path_of(whole.path).name}) beside it"
        return
    try:
        first, second = (golden.read(annotations / who / f"{whole.name}.json") for who in ("first", "second"))
        section = sections.Section(whole.place, whole.report.source.end or len(document.text), whole.place)
        settled = settle.settle(first, second, whole.sheet, document, section)
    except ExtractorError as error:
        yield str(error)
        return
    settled.source.path = whole.report.source.path
    yield from _differing(settled, whole.report)


def _differing(settled: Report, report: Report) -> Iterable[str]:
    for name in ("header", "facts", "events", "risks"):
        if getattr(settled, name) != getattr(report, name):
            yield f"{name}: not what the two annotations and the sheet make of it"
