"""Cells as text: without what a file cannot hold, and without what a spreadsheet would run."""

import re
from datetime import date
from decimal import Decimal

from extractor.schema import Report, plain
from extractor.views import Cell, Table

_HALVES = re.compile("[\ud800-\udfff]")
_LONGEST = 1000


def writable(text: str) -> str:
    """Text that UTF-8 can hold: half characters, which JSON can name, become U+FFFD."""
    return _HALVES.sub("\ufffd", text)


def digits(value: Decimal) -> str:
    """A number with all its digits and no exponent; one that would take thousands of them keeps its exponent."""
    if not value:
        return "0"
    return f"{plain(value):f}" if -_LONGEST < value.adjusted() < _LONGEST else str(value)


def written(cell: Cell) -> str:
    """Any cell as text: days as `YYYY-MM-DD`, `true` and `false`, nothing for what is missing."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, Decimal):
        return digits(cell)
    return cell.isoformat() if isinstance(cell, date) else writable(str(cell))


def place(table: Table, row: int, key: str) -> str:
    """Where a cell comes from, for messages: its fact and report where it cites one, else its row."""
    cited = table.rows[row].cites.get(key)
    if cited is None:
        return f"{key} of row {row + 1}"
    return f"{key} of fact {cited.fact} in report {_name(table.reports[cited.report], cited.report)}"


def _name(report: Report, index: int) -> str:
    return report.report_id or str(index + 1)
