"""One cell of a sheet: what is stored, how it is shown, and its verdict's shade."""

import re
from datetime import date
from decimal import Decimal
from unicodedata import east_asian_width

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, PatternFill

from extractor.export.cells import digits, written
from extractor.schema import Status
from extractor.views import Column, Kind, Row

_SIGNIFICANT = 15
"""Digits that a spreadsheet keeps of a number."""
_LARGEST = 300
_LONGEST = 32_767
"""Characters that a cell holds."""
_FIRST_YEAR = 1900
"""A sheet knows no days before."""
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What XML cannot hold."""
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
"""Before four digits like these a spreadsheet reads one character."""
_LIKE_FORMULA = ("=", "+", "-", "@", "\t")
_SUFFIXES = {"%": "%", "pp": "pp", "bp": "bp", "x": "x"}
_SHADES = {
    Status.VERIFIED: PatternFill("solid", fgColor="E2F0D9"),
    Status.UNCERTAIN: PatternFill("solid", fgColor="FFF2CC"),
    Status.UNSUPPORTED: PatternFill("solid", fgColor="E4DFEC"),
    Status.REFUTED: PatternFill("solid", fgColor="F8CBAD"),
}


def fill(cell: Cell, row: Row, column: Column) -> None:
    """Store the value of a row's column in a cell, with the format of its unit and the shade of its verdict."""
    value = row.cells[column.key]
    if isinstance(value, bool):
        cell.value = value
    elif isinstance(value, Decimal | int):
        _number(cell, Decimal(value), column, unit(row, column))
    elif isinstance(value, date) and value.year >= _FIRST_YEAR:
        cell.value = value
        cell.number_format = "yyyy-mm-dd"
    else:
        _text(cell, written(value), column)
    shade = row.cells.get(column.status) if column.status else None
    if shade is not None:
        cell.fill = _SHADES[Status(str(shade))]


def unit(row: Row, column: Column) -> str | None:
    """The unit of a row's figure: the column's own, or the one that another column holds."""
    return str(row.cells.get(column.unit, column.unit)) if column.unit else None


def _number(cell: Cell, value: Decimal, column: Column, unit: str | None) -> None:
    """Store a number digit for digit; one with more digits than a spreadsheet keeps becomes text, to the right like others."""
    said = digits(value)
    if len(said.lstrip("-").replace(".", "").strip("0")) > _SIGNIFICANT or abs(value.adjusted()) > _LARGEST:
        _text(cell, said, column)
        cell.number_format, cell.alignment = "@", Alignment(horizontal="right")
        return
    cell.value = said
    cell.data_type = "n"  # set apart from the value, so that the file holds these digits and no float's
    if column.kind == Kind.DECIMAL:
        cell.number_format = number_format(value, unit)


def number_format(value: Decimal, unit: str | None) -> str:
    """Groups of three, the decimals that the number has (money for a share: at least two), and `%`, `pp`, `bp` or `x`
    behind it where that is its unit.
    """
    decimals = max(len(digits(value).partition(".")[2]), 2 if (unit or "").endswith("/share") else 0)
    if decimals > _SIGNIFICANT:
        return "General"
    suffix = _SUFFIXES.get(unit or "")
    return "#,##0" + (f".{'0' * decimals}" if decimals else "") + (f'"{suffix}"' if suffix else "")


def _text(cell: Cell, said: str, column: Column) -> None:
    """Store text as text, whatever it looks like; XML's illegal characters become U+FFFD, line ends plain ones."""
    said = _ILLEGAL.sub("\ufffd", said.replace("\r\n", "\n").replace("\r", "\n"))
    said = _ESCAPE.sub("_x005F_", said)
    cell.value = said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"
    cell.data_type = "s"
    cell.quotePrefix = said.startswith(_LIKE_FORMULA)
    if column.kind == Kind.CODE:
        cell.number_format = "@"


def shown(row: Row, column: Column) -> str:
    """About what a cell shows."""
    value = row.cells.get(column.key)
    if isinstance(value, Decimal):
        return f"{digits(value)}{'   ' if abs(value) >= 1000 else ''}{_SUFFIXES.get(unit(row, column) or '', '')}"
    return written(value)


def width(text: str) -> int:
    """The width of a text in columns of a Latin digit, of its longest line."""
    return max(
        (sum(2 if east_asian_width(c) in "WF" else 1 for c in line) for line in text[:400].split("\n")), default=0
    )
