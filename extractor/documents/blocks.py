"""Paragraphs and tables, laid out as one text: a table's rows as lines of cells between bars, as a listing has them."""

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from extractor.documents.places import NOWHERE

_LONG = 80
"""A cell of more characters is no cell of data: the text of a report in a table that merely places it."""
_SPACES = re.compile(r"[^\S\n]+")
_DOWN = re.compile(r"\s*\n\s*")
_LATIN = re.compile(r"[\x21-\x7e]")
_LEAST_BARRED = 3
"""Tables of fewer columns, and single rows, are lists of names and values: plain text sets them as lines of several parts."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, or a cell: its text, and where it stands on a page: four floats for each of its characters, and at which
    of them which page begins or goes on.
    """

    text: str
    boxes: "array[float] | None" = None
    pages: Sequence[tuple[int, int]] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, each row as long as the others; a cell that spans several places stands in each of them, as the same object."""

    rows: Sequence[Sequence[Piece]]


Block = Piece | Table


@dataclass(slots=True)
class Sheet:
    """The text as it grows, the rectangles of its characters, four floats each, and at which of them each page begins."""

    parts: list[str] = field(default_factory=list)
    boxes: "array[float]" = field(default_factory=lambda: array("f"))
    starts: dict[int, int] = field(default_factory=dict)
    length: int = 0

    def add(self, text: str) -> None:
        """Append what stands nowhere itself: a blank, a bar, a line end."""
        self.put(Piece(text))

    def put(self, piece: Piece) -> None:
        """Append a piece."""
        for at, page in piece.pages:
            self.starts.setdefault(page, self.length + at)
        self.parts.append(piece.text)
        self.boxes.extend(piece.boxes if piece.boxes is not None else NOWHERE * len(piece.text))
        self.length += len(piece.text)

    @property
    def text(self) -> str:
        """All that was added."""
        return "".join(self.parts)


def plain(blocks: Iterable[Block]) -> str:
    """The text of blocks that have no places."""
    sheet = Sheet()
    lay_out(blocks, sheet)
    return sheet.text


def lay_out(blocks: Iterable[Block], sheet: Sheet) -> None:
    """Append blocks to a sheet, each on lines of its own; an empty line stands around a table."""
    for block in blocks:
        if isinstance(block, Piece):
            _line([block], "", sheet)
        elif block.rows:
            sheet.add("\n" if sheet.length else "")
            _table(block.rows, sheet)
            sheet.add("\n")


def _table(rows: Sequence[Sequence[Piece]], sheet: Sheet) -> None:
    """The rows of a table; one with a single cell is a title before the first of the others, a note after the last."""
    several = [at for at, row in enumerate(rows) if len(_distinct(row)) > 1]
    between = "bars" if len(rows[0]) >= _LEAST_BARRED and len(several) > 1 else "blanks"
    for at, row in enumerate(rows):
        inside = between == "bars" and several[0] < at < several[-1]
        _row(row, between, inside, sheet)


def _distinct(row: Sequence[Piece]) -> list[Piece]:
    """The cells of a row that hold something, spanning ones once."""
    return [cell for at, cell in enumerate(row) if (at == 0 or cell is not row[at - 1]) and cell.text.strip()]


def _row(row: Sequence[Piece], between: str, inside: bool, sheet: Sheet) -> None:
    """A row: its short cells on one line, each long one as a paragraph below.

    A single cell inside a table names the rows below it; without bars it would end the table there.
    """
    filled = _distinct(row)
    short = [cell for cell in filled if len(cell.text) <= _LONG]
    if len(short) > 1:
        cells = [_flat(cell) for cell in row if len(cell.text) <= _LONG]
        _line(cells if between == "bars" else [cell for cell in cells if cell.text], between, sheet)
        filled = [cell for cell in filled if len(cell.text) > _LONG]
    elif inside and len(short) == len(filled) == 1:
        _line([_flat(short[0]), *[Piece("")] * (len(row) - 1)], "bars", sheet)
        filled = []
    for cell in filled:
        _line([cell], "", sheet)


def _line(cells: Sequence[Piece], between: str, sheet: Sheet) -> None:
    if between == "bars":
        sheet.add("| ")
    for at, cell in enumerate(cells):
        if at:
            sheet.add(" | " if between == "bars" else "  ")
        if cell.text:
            sheet.put(cell)
        elif between == "bars" and at:
            sheet.add("-")
    sheet.add(" |\n" if between == "bars" else "\n")


def _flat(cell: Piece) -> Piece:
    """A cell on one line, and without bars of its own."""
    if cell.boxes is not None:
        return cell  # made on one line already
    text = _DOWN.sub(
        lambda gap: " " if _latin(cell.text, gap.start() - 1) and _latin(cell.text, gap.end()) else "", cell.text
    )
    return Piece(_SPACES.sub(" ", text).strip().replace("|", "¦"))


def _latin(text: str, at: int) -> bool:
    return 0 <= at < len(text) and _LATIN.match(text[at]) is not None


@dataclass(frozen=True, slots=True)
class Spanning:
    """A cell as markup has it, over so many rows and columns."""

    piece: Piece
    rows: int = 1
    columns: int = 1


_MOST_COLUMNS = 200
MAX_CELLS = 1_000_000
"""The most places in the tables of a web page or a spreadsheet, or in one table of a Word file: a few marks may span many.

So many take about 20 seconds and 650 MB.
"""


class TooManyCells(Exception):
    """Tables have more than `MAX_CELLS` places."""


@dataclass(slots=True)
class Room:
    """How many places are left for tables."""

    left: int = MAX_CELLS

    def take(self, places: int) -> None:
        """Use some; raises `TooManyCells` where fewer are left."""
        self.left -= places
        if self.left < 0:
            raise TooManyCells


def spread(rows: Iterable[Sequence[Spanning]], room: Room) -> Table:
    """A table with spanning cells in every place that they span; cells beyond the two hundredth column are left out."""
    return Table(_squared(list(_spread(rows, room)), room))


def _spread(rows: Iterable[Sequence[Spanning]], room: Room) -> Iterator[list[Piece]]:
    hanging: dict[int, tuple[Piece, int]] = {}
    for row in rows:
        laid: list[Piece] = []
        cells = iter(row)
        following = next(cells, None)
        while (following is not None or len(laid) in hanging) and len(laid) < _MOST_COLUMNS:
            if len(laid) in hanging:
                laid.append(_hung(hanging, len(laid)))
                continue
            assert following is not None
            for _ in range(min(following.columns, _MOST_COLUMNS - len(laid))):
                if following.rows > 1:
                    hanging[len(laid)] = (following.piece, following.rows - 1)
                laid.append(following.piece)
            following = next(cells, None)
        room.take(len(laid))
        yield laid


def _hung(hanging: dict[int, tuple[Piece, int]], at: int) -> Piece:
    piece, left = hanging.pop(at)
    if left > 1:
        hanging[at] = (piece, left - 1)
    return piece


def _squared(rows: Sequence[list[Piece]], room: Room) -> list[Sequence[Piece]]:
    """Rows of one length, without columns and rows that hold nothing."""
    width = max((len(row) for row in rows), default=0)
    room.take(sum(width - len(row) for row in rows))
    full = [[*row, *[Piece("")] * (width - len(row))] for row in rows]
    held = [at for at in range(width) if any(row[at].text.strip() for row in full)]
    held = [at for n, at in enumerate(held) if n == 0 or any(_is_new(row, at, held[n - 1]) for row in full)]
    kept = [[row[at] for at in held] for row in full]
    return [row for row in kept if any(cell.text.strip() for cell in row)]


def _is_new(row: Sequence[Piece], at: int, before: int) -> bool:
    """Whether a cell says something that the one in the column before does not span."""
    return row[at] is not row[before] and bool(row[at].text.strip())
