"""Tables as a workbook: frozen heads, filters, formats by unit, verdicts shaded, every figure linked to its quote."""

from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from extractor.errors import OutputError
from extractor.export import sheet_cells
from extractor.export.sheet_cells import width
from extractor.views import Column, Kind, Language, Place, Row, Table
from extractor.views.facts import COLUMNS as FACT_COLUMNS
from extractor.views.facts import row as fact_row

_QUOTES = {Language.ENGLISH: "quotes", Language.CHINESE: "原文"}
_QUOTED = (
    "name",
    "org_name",
    "report_date",
    "metric_name",
    "period",
    "value",
    "unit",
    "status",
    "quote",
    "report_id",
    "fact",
)
"""The columns of the sheet of quotes; its figures link back."""
_BACK = "value"

_ROWS = 1_048_575
"""Rows of a sheet below its head."""
_LINKS = 65_000
"""Excel repairs, and empties of links, a sheet with more than some 65,530."""
_NARROWEST, _WIDEST, _QUOTE_WIDTH = 8, 36, 90
_HEAD = Font(bold=True)
_HEAD_FILL = PatternFill("solid", fgColor="E7EBF0")
_HEAD_LINE = Border(bottom=Side("thin", color="9AA4B0"))
_LINK = Font(color="0563C1")


def write(tables: Sequence[Table], file: BinaryIO) -> None:
    """Write tables as the sheets of one workbook, and the quotes that they rest on as its last.

    Raises:
        OutputError: a table has more rows than a sheet.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    places = list(dict.fromkeys(place for table in tables for row in table.rows for place in row.cites.values()))
    last = _quotes(tables[0], places)
    homes = {place: (last.name, row, last.columns) for row, place in enumerate(places, 2)}
    quoted = {place: _target(last, "quote", row) for place, (_, row, _) in homes.items()}
    for table in tables:
        _sheet(book, table, quoted)
    _sheet(book, last, _first_cited(tables))
    _wrap(book.worksheets[-1])
    book.save(file)


def _quotes(table: Table, places: Iterable[Place]) -> Table:
    """The facts that are cited, with their quotes."""
    by_key = {column.key: column for column in FACT_COLUMNS}
    rows = [Row(fact_row(table.reports[place.report], place).cells, {_BACK: place}) for place in places]
    name = _QUOTES[table.language]
    return Table(name, [by_key[key] for key in _QUOTED], rows, table.reports, table.language)


def _first_cited(tables: Sequence[Table]) -> dict[Place, str]:
    """For every fact the cell that cites it first."""
    found: dict[Place, str] = {}
    for table in tables:
        for number, row in enumerate(table.rows, 2):
            for key, place in row.cites.items():
                found.setdefault(place, _target(table, key, number))
    return found


def _target(table: Table, key: str, row: int) -> str:
    index = next(number for number, column in enumerate(table.columns, 1) if column.key == key)
    return f"{quote_sheetname(table.name)}!{get_column_letter(index)}{row}"


def _sheet(book: Workbook, table: Table, targets: dict[Place, str]) -> None:
    if len(table.rows) > _ROWS:
        raise OutputError(f"{len(table.rows)} rows are more than the {_ROWS} of a sheet; .parquet and .csv hold them")
    sheet = book.create_sheet(table.name)
    _head(sheet, table)
    links = 0
    for number, row in enumerate(table.rows, 2):
        for index, column in enumerate(table.columns, 1):
            if row.cells.get(column.key) is None:
                continue
            cell = sheet.cell(number, index)
            sheet_cells.fill(cell, row, column)
            place = row.cites.get(column.key)
            if place is not None and links < _LINKS:
                links += 1
                cell.hyperlink = Hyperlink(ref=cell.coordinate, location=targets[place])
                cell.font = _LINK
    _widths(sheet, table)


def _head(sheet: Worksheet, table: Table) -> None:
    for index, name in enumerate(table.heads, 1):
        cell = sheet.cell(1, index, name)
        cell.font, cell.fill, cell.border = _HEAD, _HEAD_FILL, _HEAD_LINE
        figures = table.columns[index - 1].kind in (Kind.DECIMAL, Kind.INTEGER)
        cell.alignment = Alignment(horizontal="right" if figures else "left")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"


def _widths(sheet: Worksheet, table: Table) -> None:
    """Columns as wide as what they hold, within bounds."""
    for index, (column, head) in enumerate(zip(table.columns, table.heads, strict=True), 1):
        letter = get_column_letter(index)
        widest = max(_cell_widths(column, table.rows), default=0)
        sheet.column_dimensions[letter].width = min(max(widest + 3, width(head) + 4, _NARROWEST), _WIDEST)


def _wrap(sheet: Worksheet) -> None:
    """Show the quotes in full, over several lines."""
    index = _QUOTED.index("quote") + 1
    sheet.column_dimensions[get_column_letter(index)].width = _QUOTE_WIDTH
    for row in sheet.iter_rows(2):
        for cell in row:
            cell.alignment = Alignment(vertical="top", wrap_text=cell.column == index)


def _cell_widths(column: Column, rows: Sequence[Row]) -> Iterator[int]:
    return (width(sheet_cells.shown(row, column)) for row in rows)
