"""Rows of cells to tables: which rows are a table's, which columns it has, what stands over several of them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from extractor.documents.blocks import Piece, Table
from extractor.documents.pdf.layout import NUMBER, Block, Cell, Row
from extractor.documents.pdf.prose import BEGINS, Margins, Paragraph, is_open, joined, paragraphs
from extractor.documents.pdf.stretched import unstretched

_WRAPPED = 0.8
_APART = 4.0
_COVERED = 0.5
_LONGEST_LABEL = 40


@dataclass(slots=True)
class Grid:
    """Rows of cells that stand below one another, on one page or over several."""

    rows: list[Row]

    def goes_on_in(self, after: "Grid") -> bool:
        """Whether another grid is the rest of this one: what did not fit on the page or in the column, or stands apart from its head."""
        last, first = self.rows[-1], after.rows[0]
        if _is_broken(last, first):
            most = abs(_most_cells(self.rows) - _most_cells(after.rows))  # a head may lack the labels' column
            return self._repeats(first) or most <= (_page(last) != _page(first))
        return 0 < first.top - last.bottom < _APART * last.size and last.left < first.right and first.left < last.right

    def _repeats(self, row: Row) -> bool:
        return row.text == self.rows[0].text

    def add(self, after: "Grid") -> None:
        """Put the rest of it below, without the head if that is set again."""
        again = _is_broken(self.rows[-1], after.rows[0]) and self._repeats(after.rows[0])
        self.rows.extend(after.rows[1 if again else 0 :])

    def table(self) -> Table:
        """The table that it is."""
        rows = list(_unwrapped(self.rows))
        columns = _columns(rows)
        return Table([_headed(row, _placed(row, columns)) for row in rows])


def _is_broken(last: Row, first: Row) -> bool:
    """Whether a page or a column ends between two rows."""
    return _page(last) != _page(first) or first.bottom <= last.top


def _page(row: Row) -> int:
    return row.cells[0].lines[0].page


def set_rows(block: Block, margins: Margins) -> Iterator[Paragraph | Grid]:
    """The paragraphs and tables of a block; `margins` are the edges of the column that it stands in."""
    for is_table, marked in groupby(_marked(unstretched(block.rows, margins)), key=lambda pair: pair[0]):
        rows = [row for _, row in marked]
        if is_table:
            yield Grid(rows)
        else:
            yield from paragraphs([line for row in rows for cell in row.cells for line in cell.lines], margins)


def _marked(rows: Sequence[Row]) -> Iterator[tuple[bool, Row]]:
    """Each row with whether it is a table's: it has cells, or names the rows below it inside a table."""
    several = [len(row.cells) > 1 for row in rows]
    for at, row in enumerate(rows):
        below = rows[at + 1] if at + 1 < len(rows) else row
        inside = (
            at > 0
            and several[at - 1]
            and (_is_data(below) or (several[at + 2 : at + 3] == [True] and not several[at + 1]))
        )
        yield several[at] or (inside and len(row.text) < _LONGEST_LABEL and not BEGINS.match(row.text)), row


def _is_data(row: Row) -> bool:
    return len(row.cells) > 1 and any(NUMBER.fullmatch(cell.text) for cell in row.cells)


def _unwrapped(rows: Sequence[Row]) -> Iterator[Row]:
    """Rows, with the lines of a label put together: they stand nearer to one another than rows do."""
    tops = [row.top for row in rows if len(row.cells) > 1]
    pitches = sorted(after - before for before, after in pairwise(tops))
    near = _WRAPPED * pitches[len(pitches) // 4] if pitches else 0.0
    last: Row | None = None
    for row in rows:
        if last is not None and (row.top - last.top < near or is_open(last.cells[0].text)) and _goes_on(last, row):
            longer = last if len(row.cells) == 1 else row
            last = Row([Cell([*last.cells[0].lines, *row.cells[0].lines]), *longer.cells[1:]])
            continue
        if last is not None:
            yield last
        last = row
    if last is not None:
        yield last


def _goes_on(last: Row, row: Row) -> bool:
    """Whether one of two rows is a line of the other's label, and nothing else."""
    if any(NUMBER.fullmatch(one.cells[0].text) for one in (last, row)):
        return False
    beside = row.left <= last.cells[0].right and last.left <= row.cells[0].right
    return beside and (len(row.cells) == 1 or len(last.cells) == 1)


def _columns(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """The columns: where the cells of the rows stand that have as many as most."""
    count = _most_cells(rows)
    models = [row for row in rows if len(row.cells) == count]
    return [
        (min(row.cells[at].left for row in models), max(row.cells[at].right for row in models)) for at in range(count)
    ]


def _most_cells(rows: Sequence[Row]) -> int:
    """How many cells rows have, by those that have several."""
    counts = Counter(len(row.cells) for row in rows if len(row.cells) > 1) or Counter([1])
    return max(counts, key=lambda n: (counts[n] * (n - 1), n))


def _placed(row: Row, columns: Sequence[tuple[float, float]]) -> list[Cell | None]:
    """The cell of a row in each column, one in several where it stands over most of them."""
    if len(row.cells) == len(columns):
        return list(row.cells)
    found: list[Cell | None] = [None] * len(columns)
    for cell in row.cells:
        for at in _over(cell, columns):
            taken = found[at]
            found[at] = cell if taken is None else Cell([*taken.lines, *cell.lines])
    return found


def _over(cell: Cell, columns: Sequence[tuple[float, float]]) -> list[int]:
    """The columns that a cell stands over: those that it covers by half, else the one nearest to its middle."""
    shared = [min(cell.right, right) - max(cell.left, left) for left, right in columns]
    covered = [at for at, (left, right) in enumerate(columns) if shared[at] > _COVERED * max(right - left, 1)]
    if covered:
        return covered
    if any(part > 0 for part in shared):
        return [max(range(len(columns)), key=lambda at: shared[at])]
    middle = (cell.left + cell.right) / 2
    return [min(range(len(columns)), key=lambda at: abs((columns[at][0] + columns[at][1]) / 2 - middle))]


def _headed(row: Row, cells: Sequence[Cell | None]) -> list[Piece]:
    """The pieces of a row; heads that stand over groups of columns stand in each column of theirs."""
    made: dict[int, Piece] = {}
    spread = _spread(row, cells)
    return [
        made.setdefault(id(cell), joined(cell.lines)) if cell is not None else Piece("") for cell in spread or cells
    ]


def _spread(row: Row, cells: Sequence[Cell | None]) -> list[Cell | None]:
    """The heads of groups of as many columns each, behind the column of labels; [] where a row is none of such heads."""
    heads = [cell for cell in row.cells if cell is not cells[0]]
    width = len(cells) - 1
    if (
        len(heads) < 2
        or width % len(heads)
        or width == len(heads)
        or any(NUMBER.fullmatch(cell.text) for cell in heads)
    ):
        return []
    return [cells[0], *(heads[at * len(heads) // width] for at in range(width))]
