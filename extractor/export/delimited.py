"""Tables as CSV: UTF-8, one line of heads, numbers with all their digits."""

import csv
import io
import re
from typing import BinaryIO

from extractor.export.cells import written
from extractor.views import Cell, Table

_BOM = b"\xef\xbb\xbf"
"""Without it Excel takes UTF-8 for the local encoding."""

_RUN = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
"""With these a text begins that a spreadsheet may run as a formula; Chinese ones take the wide forms too."""


def text(table: Table) -> str:
    """The table as CSV. A text that a spreadsheet could take for a formula begins with an apostrophe; numbers never do."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.heads)
    for row in table.rows:
        writer.writerow([_cell(row.cells.get(column.key)) for column in table.columns])
    return out.getvalue()


def _cell(cell: Cell) -> str:
    said = written(cell)
    return f"'{said}" if isinstance(cell, str) and _RUN.match(said) else said


def write(table: Table, file: BinaryIO) -> None:
    """Write the table with a byte order mark, so that Excel opens it as UTF-8."""
    file.write(_BOM + text(table).encode())
