"""JSON out: the reports of the data contract, or the rows of a view, numbers exact either way."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, BinaryIO

from extractor.schema import Report, dumps
from extractor.views import Table

_Item = Report | Mapping[str, Any]


def json_lines(items: Iterable[_Item]) -> str:
    """One JSON object a line, numbers exact."""
    return "".join(dumps(item) + "\n" for item in items)


def json_array(items: Iterable[_Item]) -> str:
    """One JSON array, indented for reading."""
    return "[\n" + ",\n".join(dumps(item, indent=1) for item in items) + "\n]\n"


def objects(form: Callable[[Iterable[_Item]], str], items: Sequence[Report] | Table, file: BinaryIO) -> None:
    """Write reports, or the rows of a table as objects by column name, in a form."""
    file.write(form(_rows(items) if isinstance(items, Table) else items).encode())


def _rows(table: Table) -> Iterator[dict[str, Any]]:
    for row in table.rows:
        cells = (row.cells.get(column.key) for column in table.columns)
        plain = (cell.isoformat() if isinstance(cell, date) else cell for cell in cells)
        yield dict(zip(table.heads, plain, strict=True))
