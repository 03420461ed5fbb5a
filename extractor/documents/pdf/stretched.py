"""Words of prose that were pushed apart to fill their column: which rows of cells are such lines, and made whole again."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from extractor.documents.pdf.layout import NUMBER, Cell, Row
from extractor.documents.pdf.prose import BEGINS, SOURCE, Margins

_DIGIT, _CLAUSE = re.compile(r"\d"), re.compile("[，。；]")
_STRETCHED, _FAR_STRETCHED = 2.5, 10.0
"""The widest gap of such a line, in ems: beside rows of cells, and alone between lines that are as wide."""
_FILLED, _PROSE = 0.9, 15.0
"""How much of the line beside it one fills, and how wide a line of prose is at least, in ems."""
_SAME_EDGE, _SAME_GAP, _WIDE_GAP = 0.5, 0.1, 4.0


def unstretched(rows: Sequence[Row], margins: Margins) -> list[Row]:
    """Rows, with words of prose that were pushed apart as one cell again: a point behind its bullet, a line that fills its column."""
    kept = list(rows)
    for at, row in enumerate(rows):
        beside = kept[max(0, at - 1) : at], rows[at + 1 : at + 2]
        in_line = any(_is_in_line(row, one) for near in beside for one in near if len(one.cells) > 1)
        if len(row.cells) > 1 and (
            _is_point(row) or _is_stretched(row, *beside, in_line) or (_is_justified(row, margins) and not in_line)
        ):
            kept[at] = _closed(row)
    return kept


def _is_point(row: Row) -> bool:
    """Whether a row is a bullet with its point, or says where a table comes from."""
    bullet = len(row.cells) == 2 and len(row.cells[0].text) == 1 and BEGINS.match(row.text)
    return bool(bullet or SOURCE.match(row.text))


def _is_justified(row: Row, margins: Margins) -> bool:
    """Whether words fill a column from edge to edge with gaps that are all the same."""
    gaps = [after.left - before.right for before, after in pairwise(row.cells)]
    edges = abs(row.left - margins[0]) + abs(row.right - margins[1]) < _SAME_GAP * row.size
    words = sum(not _DIGIT.search(cell.text) for cell in row.cells)
    even = max(gaps) < _WIDE_GAP * row.size and max(gaps) - min(gaps) < _SAME_GAP * row.size
    return edges and even and len(gaps) > 2 and 2 * words >= len(row.cells)


def _is_stretched(row: Row, above: Sequence[Row], below: Sequence[Row], in_line: bool) -> bool:
    """Whether a row's gaps are those of a line that fills its column: it is as wide as lines of prose beside it, and in words."""
    beside = [*above, *below]
    lines = [one.right - one.left for one in beside if len(one.cells) == 1 and one.right - one.left > _PROSE * one.size]
    gap = max(after.left - before.right for before, after in pairwise(row.cells)) / row.size
    if not lines or row.right - row.left < _FILLED * max(lines):
        return False
    full = len(lines) == 2 and min(lines) > _FILLED * (row.right - row.left)
    if gap > (_FAR_STRETCHED if full else _STRETCHED):
        return False
    if not below:
        return bool(_CLAUSE.search(row.text)) or not _DIGIT.search(row.text)  # else the head of a table
    numbers = sum(NUMBER.fullmatch(cell.text) is not None for cell in row.cells)
    return all(len(one.cells) == 1 for one in beside) or (numbers * 3 <= len(row.cells) and not in_line)


def _is_in_line(row: Row, other: Row) -> bool:
    """Whether a third of a row's cells begin or end where cells of another do, its outermost edges aside: those are the margins."""
    edges = [edge for cell in other.cells for edge in (cell.left, cell.right)]
    own = [edge for cell in row.cells for edge in (cell.left, cell.right)][1:-1]
    return 3 * sum(any(abs(edge - one) < _SAME_EDGE for one in edges) for edge in own) >= len(row.cells)


def _closed(row: Row) -> Row:
    lines = [line for cell in row.cells for line in cell.lines]
    whole = replace(lines[0], boxes=lines[0].boxes[:])
    for line in lines[1:]:
        whole.extend(line)
    return Row([Cell([whole])])
