"""Rows of figures in plain text whose columns blanks set apart: which lines they are, and which blanks divide cells."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_MONEY = r"(?:HK\$|US\$|RMB|[$¥])?"
_DIGITS = rf"[-+]?{_MONEY}\d[\d,]*(?:\.\d+)?"
_AFTER = r"(?:%|pct|ppts?|pp|bps?|[xX倍]|元|亿元?|万元?|mn|bn)?"
_ONE = rf"[(\[]?{_DIGITS}{_AFTER}[)\]]?%?"
NUMBER = re.compile(rf"(?:约)?{_ONE}(?:/(?:{_ONE}|N\.?[MA]\.?|-))*|N\.?M\.?(?:/{_ONE})+")
"""A cell that is a number, or several of them between slashes."""
_NONE = re.compile(r"[-—]{1,3}|n\.?[am]\.?|N\.?[AM]\.?|持平|扭亏|转亏|由负转正")
_PERIOD = re.compile(
    r"(?:FY|CY)?(?:19|20)?\d\d(?:年|年度)?[AEF]?|(?:FY)?(?:20)?\d\d[-/]?(?:Q[1-4]|[HS][12])[AEF]?|[1-4]Q(?:20)?\d\d[AEF]?"
    r"|[12]H(?:20)?\d\d[AEF]?|Q[1-4]|[HS][12]|9M(?:20)?\d\d|\d{1,2}M"
)
_GAP = re.compile(r"[ \u3000]{2,}|[ \u3000]*\t[ \u3000\t]*|\u3000")
_RULE = re.compile(r"[\s\-=_─━—–~·.*]*")
_PROSE = re.compile(r"[。；;！？!?]")
_LEAST = 2
_MOST_WIDE = 28
"""A cell of a head is no longer than this, in characters."""
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Line:
    """A line of plain text, `[start, end)`, with its cells; `figures` of them are numbers."""

    start: int
    end: int
    cells: Sequence[tuple[int, int]]
    figures: int


class Rows:
    """The lines of a text that are rows of a table: asked by place."""

    def __init__(self, text: str) -> None:
        self._rows = list(_rows(text))
        self._starts = [row.start for row in self._rows]

    def at(self, place: int) -> Line | None:
        """The row in which a place lies; None where it is in none."""
        i = bisect_right(self._starts, place) - 1
        return self._rows[i] if i >= 0 and place <= self._rows[i].end else None

    def divides(self, start: int) -> bool:
        """Whether the blanks that begin here stand between two cells of a row."""
        row = self.at(start)
        return row is not None and any(left[1] == start for left in row.cells[:-1])


def _rows(text: str) -> Iterator[Line]:
    """Rows with at least two numbers, and heads: the lines of short cells just above them."""
    lines = list(_lines(text))
    for at, line in enumerate(lines):
        if line.figures >= _LEAST or (len(line.cells) > 1 and _heads(text, lines, at)):
            yield line


def _heads(text: str, lines: Sequence[Line], at: int) -> bool:
    """Whether a line of cells stands above a row of numbers, or above another head of one."""
    cells = lines[at].cells
    if len(cells) < _LEAST or any(end - start > _MOST_WIDE for start, end in cells):
        return False
    periods = sum(_PERIOD.fullmatch(text[slice(*cell)].strip("-—= ")) is not None for cell in cells)
    for below in lines[at + 1 : at + 3]:
        if below.figures >= _LEAST or (below.figures and periods >= _LEAST):
            return periods > 0 or abs(len(below.cells) - len(cells)) <= 1
        if len(below.cells) < _LEAST:
            return False
    return False


def _lines(text: str) -> Iterator[Line]:
    """The lines of a text, rules and empty ones left out."""
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if not _RULE.fullmatch(text, start, end):
            yield _line(text, start, end)
        start = end + 1


def _line(text: str, start: int, end: int) -> Line:
    if end - start > _LONGEST or "|" in text[start:end] or _PROSE.search(text, start, end):
        return Line(start, end, (), 0)
    cells = list(_cells(text, start, end))
    numbers = sum(NUMBER.fullmatch(text, *cell) is not None and not _is_year(text, cell) for cell in cells)
    return Line(start, end, cells, numbers)


def _is_year(text: str, cell: tuple[int, int]) -> bool:
    return re.fullmatch(r"(?:19|20)\d\d", text[slice(*cell)]) is not None


def _cells(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The cells of a line: what wide blanks divide; numbers also where one blank divides them, also from a label."""
    pieces = list(_pieces(text, start, end))
    numeric = sum(_is_value(text, *piece) for piece in pieces)
    for low, high in pieces:
        words = [match.span() for match in re.finditer(r"[^ ]+", text[low:high])]
        spans = [(low + a, low + b) for a, b in words]
        tail = len(spans)
        while tail and _is_value(text, *spans[tail - 1]):
            tail -= 1
        values = spans[tail:]
        if len(values) < len(spans) and numeric + len(values) < _LEAST + 1:
            yield low, high
            continue
        if tail:
            yield low, spans[tail - 1][1]
        yield from values


def _is_value(text: str, low: int, high: int) -> bool:
    return NUMBER.fullmatch(text, low, high) is not None or _NONE.fullmatch(text, low, high) is not None


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start] in " \u3000\t":
        start += 1
    while end > start and text[end - 1] in " \u3000\t\r":
        end -= 1
    low = start
    for gap in _GAP.finditer(text, start, end):
        if gap.start() > low:
            yield low, gap.start()
        low = gap.end()
    if end > low:
        yield low, end
