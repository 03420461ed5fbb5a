"""Spreadsheets to text: Excel files and CSV, each sheet a table or a listing of reports, numbers as they are shown."""

import csv
import io
import re
import warnings
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from itertools import islice
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from extractor.documents.blocks import Block, Piece, Room, Spanning, spread
from extractor.documents.listing import listed
from extractor.errors import NotText

_DECIMALS = re.compile(r"0\.(0+)")
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DELIMITERS = ",\t;|"
_SEPARATOR = re.compile(r"sep=([,;\t|])\r?\n")
"""What Excel writes on top to say what sets cells apart."""
_MOST_ROWS = 1_048_576
"""What a sheet of Excel may have."""
_MOST_LAID = 20_000_000
"""The most cells of a sheet that are looked at, the empty ones left of others included."""
_DIGITS = 15
"""What a spreadsheet keeps of a number; the rest is binary residue."""


def excel(data: bytes, name: str) -> list[Block]:
    """The visible sheets of an Excel file; formulas as the values that were stored with them. Hidden rows and columns are
    read as well: they often hold what a filter left out. Macros, links and pictures are not looked at.

    Raises:
        NotText: it is broken.
        TooManyCells: its sheets have more than can be read.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validations that are not read
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            sheets = [
                sheet
                for sheet in book.worksheets
                if sheet.sheet_state == "visible" and isinstance(sheet, ReadOnlyWorksheet)
            ]
            room = Room()
            return [
                block
                for sheet in sheets
                for block in _sheet(sheet.title, _printed_rows(_all_rows(sheet)), len(sheets) > 1, room)
            ]
    except (
        InvalidFileException,
        BadZipFile,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        SyntaxError,
    ) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise NotText(f"{name}: an Excel file that cannot be read ({reason.lower()})") from None


def separated(text: str) -> list[Block]:
    """A CSV file's rows; commas, tabs, semicolons or bars set its cells apart, whichever its first lines agree on."""
    said = _SEPARATOR.match(text)
    text = text[said.end() :] if said else text
    lines = text.splitlines()[:20]
    delimiter = said[1] if said else max(_DELIMITERS, key=lambda mark: _agreement(lines, mark))
    before = csv.field_size_limit(len(text) + 1)  # the limit is everybody's in this process
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return _sheet("", ([cell.strip() for cell in row] for row in rows), False, Room())
    finally:
        csv.field_size_limit(before)


def _agreement(lines: Sequence[str], mark: str) -> tuple[int, int]:
    """How many lines have as many of a mark as most have, and how many that is."""
    counts = Counter(count for line in lines if (count := line.count(mark)))
    most, often = max(counts.items(), key=lambda item: item[1], default=(0, 0))
    return often, most


def _all_rows(sheet: ReadOnlyWorksheet) -> Iterable[Sequence[Cell | MergedCell]]:
    """The rows of a sheet, whatever size it says it has: many programs write a wrong one."""
    sheet.reset_dimensions()
    return islice(sheet.rows, _MOST_ROWS)


def _sheet(title: str, rows: Iterable[Sequence[str]], named: bool, room: Room) -> list[Block]:
    table = spread(([Spanning(Piece(cell)) for cell in row] for row in rows if any(row)), room)
    reports = listed(table)
    if reports is not None:
        return reports
    return [*([Piece(title)] if named and title else []), *([table] if table.rows else [])]


def _printed_rows(rows: Iterable[Sequence[Cell | MergedCell]]) -> Iterator[list[str]]:
    room = Room(_MOST_LAID)
    for row in rows:
        room.take(len(row))
        yield [_printed(cell) for cell in row]


def _printed(cell: Cell | MergedCell) -> str:
    """A cell's value as its number format shows it."""
    value = cell.value
    if value is None or isinstance(value, bool):
        return "" if value is None else str(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(Decimal(format(value, f".{_DIGITS}g")), cell.number_format or "General")
    return str(value)


def _number(value: Decimal, shown: str) -> str:
    """A number in the decimals, the thousands and the percent of its format's first part; bare where it has none."""
    plain = _LITERAL.sub("", shown.split(";", maxsplit=1)[0])
    percent = "%" in plain
    value = value * 100 if percent else value
    decimals = _DECIMALS.search(plain)
    if plain.lower() == "general" or "e+" in plain.lower() or "/" in plain or "0" not in plain:
        return f"{value.normalize():f}"
    text = f"{value:{',' if '#,' in plain or ',0' in plain else ''}.{len(decimals[1]) if decimals else 0}f}"
    return f"{text}%" if percent else text
