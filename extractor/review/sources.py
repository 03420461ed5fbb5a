"""The source as the page shows it: text cut into blocks and pieces, figures marked, and boxes on the pages of a PDF."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

from extractor import checks, rationale
from extractor.documents import Document
from extractor.reader_rules.header import company_names, published_on
from extractor.schema import Report, Span

Piece = str | list[Any]
"""A piece of text, or `[text, mark]` where it is a figure, named by its index among the marks."""
Block = dict[str, Any]
"""A block: `text` with pieces; `columns`, a line of plain text whose blanks matter, with pieces; `table`, rows of cells of
pieces; `quote`, a fact's quote where the source is not there."""

Placed = tuple[int, float, float, float, float]
"""A mark's index and its box on a page: left, top, width, height in percent of the page's size."""

_ENDS = "\r\n\x0b\x0c\x85"
_CELLS = re.compile(r"[^|]*\|[^|]*\|")
_RULE = re.compile(r"[\s|:\-]+")
_GAPS = re.compile(r"\S(?:\t|[ \u3000]{2,})\S")
_DASHES = re.compile(r"[-—=_─\s]+")


@dataclass(slots=True)
class Mark:
    """A figure of the source: the facts that stand on it, by index, or `again` those that it only repeats; `unclaimed` if no
    fact claims it.
    """

    span: Span
    facts: list[int] = field(default_factory=list)
    unclaimed: bool = False
    again: bool = False


def marks(report: Report, text: str) -> list[Mark]:
    """The figures of a report's text in order of place; those that overlap are one, and places outside it are none."""
    places = [(fact.span, index) for index, fact in enumerate(report.facts) if fact.span is not None]
    open_ones = [(item.span, None) for item in report.check.unclaimed] if report.check else []
    found: list[Mark] = []
    for span, index in sorted([*places, *open_ones], key=lambda pair: pair[0]):
        if not 0 <= span[0] < span[1] <= len(text):
            continue
        if not found or span[0] >= found[-1].span[1]:
            found.append(Mark(span))
        last = found[-1]
        last.span = (last.span[0], max(last.span[1], span[1]))
        if index is not None:
            last.facts.append(index)
    for mark in found:
        mark.unclaimed = not mark.facts
    taken = {place for mark in found for place in range(*mark.span)}
    head = report.header
    repeats = checks.repeats(report.facts, checks.prepare(text, published_on(head), company_names(head)))
    found += [Mark(span, facts, again=True) for span, facts in repeats.items() if taken.isdisjoint(range(*span))]
    return sorted(found, key=lambda mark: mark.span)


def blocks(text: str, found: Sequence[Mark]) -> list[Block]:
    """A report's text as blocks; every character of it but line ends and the bars of cells is in one piece."""
    return [block for kind, lines in _lines(text) for block in _blocks(kind, lines, text, found)]


def _lines(text: str) -> Iterator[tuple[str, list[Span]]]:
    """Runs of lines of one kind."""
    spans, start = [], 0
    for line in text.splitlines(keepends=True):
        spans.append((start, start + len(line.rstrip(_ENDS))))
        start += len(line)
    for kind, run in groupby(spans, lambda span: _kind(text[slice(*span)])):
        yield kind, list(run)


def _kind(line: str) -> str:
    if _CELLS.match(line):
        return "table"
    return "columns" if _GAPS.search(line) or _DASHES.fullmatch(line) else "text"


def _blocks(kind: str, lines: Sequence[Span], text: str, found: Sequence[Mark]) -> Iterator[Block]:
    if kind == "table":
        rows = [_cells(span, text) for span in lines if not _RULE.fullmatch(text[slice(*span)])]
        yield {"kind": kind, "rows": [[_pieces(cell, text, found) for cell in row] for row in rows]}
        return
    for span in lines:
        if text[slice(*span)].strip():
            yield {"kind": kind, "pieces": _pieces(span, text, found)}


def _cells(line: Span, text: str) -> list[Span]:
    """The cells of a line between bars; those that only its opening and closing bars would make are none."""
    bars = [line[0] - 1, *(at for at in range(*line) if text[at] == "|"), line[1]]
    cells = [(left + 1, right) for left, right in pairwise(bars)]
    blank = [not text[slice(*cell)].strip() for cell in cells]
    return cells[1 if blank[0] else 0 : -1 if blank[-1] else None]


def _pieces(span: Span, text: str, found: Sequence[Mark]) -> list[Piece]:
    pieces, at = list[Piece](), span[0]
    for number, mark in _within(span, found):
        low, high = max(mark.span[0], span[0]), min(mark.span[1], span[1])
        pieces += [text[at:low], [text[low:high], number]]
        at = high
    return [piece for piece in [*pieces, text[at : span[1]]] if piece]


def _within(span: Span, found: Sequence[Mark]) -> Iterator[tuple[int, Mark]]:
    low, high = 0, len(found)
    while low < high:  # the first mark that ends behind the span's start
        middle = (low + high) // 2
        low, high = (middle + 1, high) if found[middle].span[1] <= span[0] else (low, middle)
    while low < len(found) and found[low].span[0] < span[1]:
        yield low, found[low]
        low += 1


def quotes(report: Report) -> tuple[list[Mark], list[Block]]:
    """What is left of a report whose document is not there: the quote of each fact, its number marked, and the figures that none claims."""
    order = sorted(range(len(report.facts)), key=lambda index: (report.facts[index].span or (1 << 62, 0), index))
    found, made = list[Mark](), list[Block]()
    for index in order:
        before, number, after = rationale.parts(report.facts[index], None)
        if not number:
            before, number = "", before
        pieces: list[Piece] = [before, [number, len(found)], after]
        made.append({"kind": "quote", "pieces": [piece for piece in pieces if piece]})
        found.append(Mark((0, 0), [index]))
    for item in report.check.unclaimed if report.check else ():
        made.append({"kind": "quote", "pieces": [[item.text, len(found)]]})
        found.append(Mark(item.span, unclaimed=True))
    return found, made


def boxes(document: Document, start: int, found: Sequence[Mark]) -> dict[int, list[Placed]]:
    """Where the marks stand, by the page's number; `start` is where the report starts in its document."""
    placed: dict[int, list[Placed]] = {}
    for number, mark in enumerate(found):
        for box in document.boxes(start + mark.span[0], start + mark.span[1]):
            page = document.pages[box.page - 1]
            across, down = 100 / page.width, 100 / page.height
            left, width = round(box.left * across, 3), round((box.right - box.left) * across, 3)
            top, height = round(box.top * down, 3), round((box.bottom - box.top) * down, 3)
            placed.setdefault(box.page, []).append((number, left, top, width, height))
    return placed
