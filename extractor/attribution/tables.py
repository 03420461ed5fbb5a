"""Step 4: a table's cell joined to its row's and column's words and its caption's unit."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor import lexicon
from extractor.amounts import Figure, printed_unit
from extractor.attribution.cues import last_match
from extractor.attribution.frame import Candidate, MetricName, Reading
from extractor.attribution.marks import Marks, Name
from extractor.attribution.phrases import subject_of
from extractor.periods import Mention
from extractor.schema import Basis, Measure

Span = tuple[int, int]

_ROW = re.compile(r"^[^。;\n]+$", re.MULTILINE)
_NUMBER = r"\(?[-+]?\d[\d,]*(?:\.\d+)?%?\)?"
_SPACED = re.compile(rf"(?P<label>[^\d|]*[^\d| ])? ?(?:(?:(?:19|20)\d\d[AEF]|{_NUMBER}|-{{1,2}})(?: |$)){{2,}}")
_CELL = re.compile(r"[^|]+")
_SPACED_CELL = re.compile(rf"(?:19|20)\d\d[AEF]|{_NUMBER}|-{{1,2}}")
_CAPTION_UNIT = re.compile(r"单位[:是为]?\(?(?P<unit>[\u4e00-\u9fff%/]{1,6})")
_LABEL_UNIT = re.compile(r"\((?P<unit>[^()]{1,8})\)|,(?P<tail>[百千万亿]*元|%)$")
_GROWTH_ROW = re.compile(r"同比|增长率|增速|YoY|YOY|yoy|增长|\(\+/-%?\)")
_QUARTER_ROW = re.compile(r"环比|QoQ|qoq")
_CAPTION_REACH = 80
_TOTAL = re.compile(r"合计|总计|总额|小计")
_OF_SEGMENT = re.compile(r"毛利率|占比|比重")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its cells as spans of folded text, the first being the label if it holds no number."""

    start: int
    end: int
    cells: Sequence[Span]


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a table's figure finds its words: its own cell, the row's label, the column's head, the row above, a unit; and
    the label of the segment that the rows from its own down to the next segment or total are about.
    """

    own: Span
    row: Span
    head: Span
    above: Span | None
    caption: str | None
    segment: Span | None = None


def cells(marked: Marks) -> Mapping[int, Cell]:
    """Table cells by the place of their figure."""
    found: dict[int, Cell] = {}
    for table in _tables(_rows(marked)):
        found.update(_join(marked, table))
    return found


def _rows(marked: Marks) -> Iterator[Row]:
    text = marked.text
    for line in _ROW.finditer(text):
        if line[0].count("|") >= 2:
            spans = [m.span() for m in _CELL.finditer(text, line.start(), line.end())]
            yield Row(line.start(), line.end(), spans)
        elif (spaced := _SPACED.fullmatch(text, line.start(), line.end())) is not None:
            label = [spaced.span("label")] if spaced["label"] else []
            first = label[0][1] if label else line.start()
            yield Row(
                line.start(), line.end(), [*label, *(m.span() for m in _SPACED_CELL.finditer(text, first, line.end()))]
            )


def _tables(rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Rows on successive lines with about as many cells."""
    table: list[Row] = []
    for row in rows:
        if table and (row.start - table[-1].end > 1 or abs(len(row.cells) - len(table[-1].cells)) > 1):
            if len(table) > 1:
                yield table
            table = []
        table.append(row)
    if len(table) > 1:
        yield table


def _join(marked: Marks, table: Sequence[Row]) -> Iterator[tuple[int, Cell]]:
    """The figures of a table whose head names periods or metrics, each with its words."""
    head, caption = _head(marked, table), _caption(marked, table[0].start)
    if head is None:
        return
    above: Span | None = None
    segment: Span | None = None
    rows = table[table.index(head) + 1 :]
    for row, following in zip(rows, [*rows[1:], None], strict=True):
        if len(row.cells) < 2:
            continue
        label = row.cells[0]
        shift = len(head.cells) - len(row.cells)
        if _TOTAL.search(marked.text[slice(*label)]):
            segment = None
        elif _is_segment(marked, label, following):
            segment = above = label
        for i, span in enumerate(row.cells[1:], 1):
            if 0 <= i + shift < len(head.cells):
                cell = Cell(span, label, head.cells[i + shift], above, caption, segment)
                yield from ((figure.start, cell) for figure in marked.figures_in(*span))
        if marked.names_in(*label):
            above = label


def _is_segment(marked: Marks, label: Span, following: Row | None) -> bool:
    """Whether a row's label names no metric, but a thing whose growth or margin the next row gives."""
    words = marked.text[slice(*label)]
    if (
        following is None
        or marked.names_in(*label)
        or _GROWTH_ROW.search(words)
        or not re.search(r"[A-Za-z\u4e00-\u9fff]", words)
    ):
        return False
    below = marked.text[slice(*following.cells[0])]
    return bool(_GROWTH_ROW.search(below) or _OF_SEGMENT.search(below))


def _head(marked: Marks, table: Sequence[Row]) -> Row | None:
    for row in table[:3]:
        periods = sum(bool(marked.periods_in(*span)) for span in row.cells)
        names = sum(bool(marked.names_in(*span)) for span in row.cells)
        if max(periods, names) >= 2 and not any(marked.figures_in(*span) for span in row.cells[1:]):
            return row
    return None


def _caption(marked: Marks, start: int) -> str | None:
    match = last_match(_CAPTION_UNIT, marked.text[max(0, start - _CAPTION_REACH) : start + _CAPTION_REACH])
    return match["unit"] if match else None


def read(marked: Marks, figure: Figure, cell: Cell) -> Reading | None:
    """The reading of a cell, None if its row and column name no metric."""
    name, words = _name(marked, cell)
    if name is None:
        return None
    label = marked.text[slice(*cell.row)]
    measure = _measure(label + marked.text[slice(*cell.head)])
    unit, scale = _unit(figure, label, cell.caption, name, measure)
    value = figure.value * scale
    if marked.text[cell.own[0] : cell.own[1]].strip().startswith("("):
        value = -abs(value)
    whole = replace(figure, value=value, scale=figure.scale * scale, unit=unit)
    mention = next(iter([*marked.periods_in(*cell.head), *marked.periods_in(*cell.row)]), None)
    period = mention.values[0] if mention is not None and mention.values else None
    subject = (
        subject_of(marked.text[cell.row[0] : name.start], marked.company)
        if cell.row[0] <= name.start < cell.row[1]
        else None
    )
    if subject is None and cell.segment is not None:
        subject = marked.text[slice(*cell.segment)].strip() or None
    return Reading(
        whole, unit, [Candidate(MetricName(name.metric, name.label, name.start, name.end), "table_row", words)],
        [Candidate(subject, "table_row")], [Candidate(period, "table_head")], [Candidate(_basis(marked, mention), "table_head")],
        [Candidate(measure, "table_row")],
    )  # fmt: skip


def _name(marked: Marks, cell: Cell) -> tuple[Name | None, str]:
    """The metric that the row, the head or, for a growth row, the row above names."""
    for span in (cell.row, cell.head, cell.above):
        if span is not None and (names := marked.names_in(*span)):
            if span == cell.above and span != cell.row and not _GROWTH_ROW.search(marked.text[slice(*cell.row)]):
                break
            return names[-1], marked.text[slice(*span)]
        if span is not None and span == cell.segment:
            revenue = lexicon.load().aliases["收入"]
            return Name(-1, -1, "收入", revenue.metric, False, 0, 0), marked.text[slice(*span)]
    return None, ""


def _measure(words: str) -> Measure:
    if _QUARTER_ROW.search(words):
        return Measure.QOQ
    return Measure.YOY if _GROWTH_ROW.search(words) else Measure.LEVEL


def _unit(figure: Figure, label: str, caption: str | None, name: Name, measure: Measure) -> tuple[str | None, Decimal]:
    """A cell's own unit, else the one in its row's label, the caption's, or what its metric always has."""
    if figure.unit is not None:
        return figure.unit, Decimal(1)
    if measure != Measure.LEVEL:
        return "%", Decimal(1)
    kinds = name.metric.units
    match = _LABEL_UNIT.search(label)
    for words in (match and (match["unit"] or match["tail"]), caption if "money" in kinds else None):
        if words and (found := printed_unit(words)) is not None:
            unit, scale = found
            return (f"{unit}/share" if "per_share" in kinds and "money" not in kinds and unit == "CNY" else unit), scale
    fixed = {"per_share": "CNY/share", "multiple": "x", "percent": "%"}
    return next((unit for kind, unit in fixed.items() if kind in kinds), None), Decimal(1)


def _basis(marked: Marks, mention: Mention | None) -> Basis:
    if mention is None:
        return Basis.ACTUAL
    if mention.forecast:
        return Basis.FORECAST
    year = int(mention.values[0][:4]) if mention.values else 0
    return Basis.FORECAST if marked.published is not None and year > marked.published.year else Basis.ACTUAL
