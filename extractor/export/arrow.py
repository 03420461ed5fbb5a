"""Tables as Arrow and Parquet: exact decimals, days, whole numbers. Needs pyarrow, so it is imported when asked for."""

from decimal import Decimal
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from extractor.errors import OutputError
from extractor.export.cells import digits, place, writable
from extractor.views import Column, Kind, Table

_DIGITS = 38
"""Decimal digits that a decimal128 holds."""
_TYPES = {
    Kind.TEXT: pa.string(), Kind.CODE: pa.string(), Kind.INTEGER: pa.int64(), Kind.DATE: pa.date32(),
    Kind.BOOLEAN: pa.bool_(),
}  # fmt: skip


def table(laid: Table) -> pa.Table:
    """The table in Arrow's types; each column of numbers is decimal128(38, s), s the most decimals that a value of it has.

    Raises:
        OutputError: a number does not fit its column exactly.
    """
    arrays = [_array(laid, column) for column in laid.columns]
    return pa.Table.from_arrays(arrays, names=laid.heads)


def _array(laid: Table, column: Column) -> pa.Array:
    cells: list[Any] = [row.cells.get(column.key) for row in laid.rows]
    if column.kind == Kind.DECIMAL:
        kind = pa.decimal128(_DIGITS, _scale(laid, column.key, cells))
        return pa.array([None if cell is None else Decimal(digits(cell)) for cell in cells], kind)
    if column.kind in (Kind.TEXT, Kind.CODE):
        cells = [None if cell is None else writable(cell) for cell in cells]
    try:
        return pa.array(cells, _TYPES[column.kind])
    except OverflowError:
        raise OutputError(f"{column.key}: a whole number above 64 bits") from None


def _scale(laid: Table, key: str, cells: list[Decimal | None]) -> int:
    """The decimals of a column, with which each of its numbers fits into 38 digits."""
    sizes = {row: _size(cell) for row, cell in enumerate(cells) if cell is not None}
    scale = max((decimals for _, decimals in sizes.values()), default=0)
    longest = max(sizes, key=lambda row: (sum(sizes[row]), sizes[row][0]), default=None)
    widest = max((whole for whole, _ in sizes.values()), default=0)
    if longest is not None and widest + scale > _DIGITS:
        raise OutputError(
            f"{place(laid, longest, key)}: with {widest} digits before and {scale} after the point its column is wider "
            f"than the {_DIGITS} digits of a decimal128; nothing is rounded, so nothing is written"
        )
    return scale


def _size(value: Decimal) -> tuple[int, int]:
    """How many digits a number has before and after its point."""
    if value and abs(value.adjusted()) > _DIGITS:
        return max(value.adjusted() + 1, 0), max(-value.adjusted(), 0)
    whole, _, decimals = digits(value.copy_abs()).partition(".")
    return len(whole.lstrip("0")), len(decimals)


def write(laid: Table, file: BinaryIO) -> None:
    """Write the table as Parquet.

    Raises:
        OutputError: as `table`.
    """
    pq.write_table(table(laid), file)
