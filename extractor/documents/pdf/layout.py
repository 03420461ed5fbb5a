"""Runs of text to blocks of rows, in reading order.

Programs set a page in the order in which it is read, column by column, sidebar by sidebar; that order is kept, and only
what was set out of it (heads, feet, pages set at random) is ordered by place.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.documents.pdf.characters import Run

_OVERLAP = 0.5
_LEVEL = 0.3
_TOUCH = 0.1
_NEXT_LINE, _NEXT_ROW = 1.3, 2.5
"""The space between two lines of a block, or two rows of cells, is at most so many line heights."""
_CELL_LINES = 0.7
_DISORDER = 0.2
_MOST_LINES = 6
_SLACK = 2.0
_LARGER = 1.15
_EVEN, _CLOSE = 1.25, 1.8
_WIDEST_LABEL, _WIDEST_BESIDE_NUMBER = 16.0, 30.0
NUMBER = re.compile(r"[-+(（]?[\d,.]+[%xX倍)）]*|[-—]+|N\.?[AM]\.?|n\.?a\.?")
"""A cell that is a number, or says that there is none."""


@dataclass(slots=True)
class Cell:
    """Lines of text one below the other."""

    lines: list[Run]

    @property
    def left(self) -> float:
        """Its left edge."""
        return min(run.left for run in self.lines)

    @property
    def right(self) -> float:
        """Its right edge."""
        return max(run.right for run in self.lines)

    @property
    def text(self) -> str:
        """Its lines, as one."""
        return "".join(run.text for run in self.lines)


@dataclass(slots=True)
class Row:
    """Cells beside one another."""

    cells: list[Cell]

    @property
    def top(self) -> float:
        """Its upper edge."""
        return min(run.top for cell in self.cells for run in cell.lines)

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return max(run.bottom for cell in self.cells for run in cell.lines)

    @property
    def left(self) -> float:
        """Its left edge."""
        return min(cell.left for cell in self.cells)

    @property
    def right(self) -> float:
        """Its right edge."""
        return max(cell.right for cell in self.cells)

    @property
    def size(self) -> float:
        """The height of its type."""
        return max(run.size for cell in self.cells for run in cell.lines)

    @property
    def text(self) -> str:
        """The words of its cells."""
        return " ".join(cell.text for cell in self.cells)


@dataclass(slots=True)
class Block:
    """Rows one below the other."""

    rows: list[Row]

    @property
    def left(self) -> float:
        """Its left edge."""
        return min(row.left for row in self.rows)

    @property
    def right(self) -> float:
        """Its right edge."""
        return max(row.right for row in self.rows)

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.rows[0].top

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.rows[-1].bottom


def blocks(runs: Sequence[Run]) -> list[Block]:
    """The blocks of a page in reading order."""
    found: list[Block] = []
    for run in runs:
        if not (found and _joins(found[-1], run)):
            found.append(Block([Row([Cell([run])])]))
    return _ordered([part for block in found for part in _parted(block)])


def _joins(block: Block, run: Run) -> bool:
    """Put a run into the block that was begun last, if it belongs there: beside its last rows, or as the row below."""
    beside = _beside(block, run)
    if beside:
        cells = [cell for row in block.rows[-beside:] for cell in row.cells]
        label = [Cell([line for cell in cells for line in cell.lines])] if beside > 1 else cells
        block.rows[-beside:] = [Row([*label, Cell([run])])]
        return True
    last = block.rows[-1]
    cell = last.cells[-1]
    if len(last.cells) > 1 and run.left > last.cells[-2].right and _is_under(run, cell):
        cell.lines.append(run)
        return True
    reach = _NEXT_ROW if len(last.cells) > 1 else _NEXT_LINE
    if run.top < last.top + _OVERLAP * last.size or run.top - last.bottom > reach * max(run.size, last.size):
        return False
    beyond = run.left > last.right or run.right < last.left  # asked first: a block may have very many rows
    if beyond and (run.left > block.right or run.right < block.left):
        return False
    block.rows.append(Row([Cell([run])]))
    return True


def _beside(block: Block, run: Run) -> int:
    """To the right of how many of a block's last rows a run stands: one, or the several lines of a label."""
    last = block.rows[-1]
    overlap = min(last.bottom, run.bottom) - max(last.top, run.top)
    apart = abs(run.top + run.bottom - last.top - last.bottom) / 2
    if run.left >= last.right and apart < _LEVEL * min(run.size, last.size):
        return 1
    several = [count for count in range(2, _MOST_LINES + 1) if _is_label(block.rows[-count:], count, run)]
    if several:
        middle = run.top + run.bottom
        return min(several, key=lambda count: abs(block.rows[-count].top + last.bottom - middle))
    return int(run.left >= last.right and overlap >= _TOUCH * min(run.size, last.size))


def _is_label(rows: Sequence[Row], count: int, run: Run) -> bool:
    """Whether rows are the several short lines of one cell, set as closely as lines are, with a run to the right of them."""
    if len(rows) < count or any(len(row.cells) > 1 or row.right > run.left for row in rows):
        return False
    widest = _WIDEST_LABEL if NUMBER.fullmatch(run.text) is None else _WIDEST_BESIDE_NUMBER
    if max(row.right - row.left for row in rows) > widest * rows[0].size:
        return False
    steps = [after.top - before.top for before, after in itertools.pairwise(rows)]
    within = rows[0].top - _SLACK <= run.top and run.bottom <= rows[-1].bottom + _SLACK
    return within and max(steps) < min(_EVEN * min(steps), _CLOSE * rows[0].size)


def _is_under(run: Run, cell: Cell) -> bool:
    """Whether a run is a cell's next line."""
    last = cell.lines[-1]
    shared = min(cell.right, run.right) - max(cell.left, run.left) > 0
    return shared and last.top + _OVERLAP * last.size <= run.top and run.top - last.bottom < _CELL_LINES * run.size


def _parted(block: Block) -> Iterator[Block]:
    """Two columns of prose that were set line by line, each as a block of its own."""
    lines = [row for row in block.rows if len(row.cells) == 2]
    if len(lines) < 3 or len(lines) < 0.8 * len(block.rows) or not all(_is_prose(row) for row in lines):
        yield block
        return
    middle = sum((row.cells[0].right + row.cells[1].left) / 2 for row in lines) / len(lines)
    for side in (True, False):
        cells = [[cell for cell in row.cells if (cell.left < middle) == side] for row in block.rows]
        yield Block([Row(kept) for kept in cells if kept])


def _is_prose(row: Row) -> bool:
    return min(len(cell.text) for cell in row.cells) > 10


def _ordered(found: list[Block]) -> list[Block]:
    """Blocks as they were set; where many of them stand above the one before them, by their places."""
    jumps = sum(after.bottom <= before.top and _share(before, after) for before, after in itertools.pairwise(found))
    if jumps > max(2, _DISORDER * len(found)):
        return list(_cut(found))
    return _headed(found)


def _headed(found: Sequence[Block]) -> list[Block]:
    """Blocks with those first that were set late but stand above all that was set before them: a title, a running head."""
    heads, others, top = list[Block](), list[Block](), float("inf")
    for block in found:
        if others and block.bottom <= top:
            heads.append(block)
            continue
        others.append(block)
        top = min(top, block.top)
    return [*heads, *others]


def titled(found: list[Block]) -> list[Block]:
    """The blocks of a first page, with its title, in the largest type, before what stands beside it and was set first."""
    sizes = [max(row.size for row in block.rows) for block in found]
    at = max(range(len(found)), key=lambda place: sizes[place], default=0)
    if any(_LARGER * size > sizes[at] for place, size in enumerate(sizes) if place != at):
        return found
    large = list(itertools.takewhile(lambda row: _LARGER * row.size > sizes[at], found[at].rows))
    if not large:
        return found
    small = found[at].rows[len(large) :]
    above = [block for block in found[:at] if block.bottom <= large[0].top]
    beside = [block for block in found[:at] if block.bottom > large[0].top]
    return [*above, Block(large), *beside, *([Block(small)] if small else []), *found[at + 1 :]]


def _share(one: Block, other: Block) -> bool:
    """Whether blocks stand in one column."""
    return min(one.right, other.right) - max(one.left, other.left) > 0


def _cut(found: list[Block]) -> Iterator[Block]:
    """Blocks by place: cut the page across where no block stands in the way, else into columns, else from the top."""
    if len(found) < 2:
        yield from found
        return
    for parts in (_parts(found, across=True), _parts(found, across=False)):
        if len(parts) > 1:
            for part in parts:
                yield from _cut(part)
            return
    yield from sorted(found, key=lambda block: (block.top, block.left))


def _parts(found: list[Block], across: bool) -> list[list[Block]]:
    """Blocks in groups that do not overlap from above to below, or from left to right."""
    parts: list[list[Block]] = []
    end = float("-inf")
    for block in sorted(found, key=lambda block: block.top if across else block.left):
        low, high = (block.top, block.bottom) if across else (block.left, block.right)
        if low >= end - 1:
            parts.append([])
        parts[-1].append(block)
        end = max(end, high)
    return parts
