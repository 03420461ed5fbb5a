"""Reports out: JSON as the data contract has it, tables as CSV, XLSX and Parquet, data frames, a summary for a person."""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.errors import OutputError
from extractor.export import delimited, files
from extractor.export.console import summary
from extractor.export.objects import json_array, json_lines, objects
from extractor.schema import Report
from extractor.views import tabulate

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

__all__ = [
    "FORMATS",
    "TABLES",
    "check_target",
    "csv_text",
    "frame",
    "json_array",
    "json_lines",
    "summary",
    "table",
    "write",
]

FORMATS = {".jsonl": json_lines, ".json": json_array}
"""File endings of whole reports, and how they are written; with a view they hold its rows."""

TABLES: Mapping[str, str] = {".csv": "delimited", ".xlsx": "workbook", ".parquet": "arrow"}
"""File endings of tables, and the module that writes each: imported when it is asked for, since one of them brings a library that
may be missing.
"""

_ALL_IN_ONE = ".xlsx"
"""Holds several tables."""


def _module(name: str) -> Any:
    """A module of this room by name.

    Raises:
        OutputError: it needs a library that is not installed.
    """
    try:
        return import_module(f"extractor.export.{name}")
    except ModuleNotFoundError as error:
        library = (error.name or "").partition(".")[0]
        raise OutputError(
            f"this needs {library}, which is not installed: pip install 'yanbao-extractor[frames]'"
        ) from None


def check_target(path: str, view: str | None = None) -> None:
    """Make sure that reports, or a view of them, can be written to a path before any work is done.

    Raises:
        OutputError: the ending names no format, a library for it is missing, or the folder does not exist or may not be written.
    """
    ending = Path(path).suffix.lower()
    if ending not in (*FORMATS, *TABLES):
        raise OutputError(f"{path}: the ending chooses the format, one of {', '.join((*FORMATS, *TABLES))}")
    for target in _targets(Path(path), view):
        files.check_place(target)
    if ending in TABLES:
        try:
            _module(TABLES[ending])
        except OutputError as error:
            raise OutputError(f"{path}: {error}") from None


def write(path: str, reports: Sequence[Report], view: str | None = None, columns: str = "en") -> None:
    """Write reports to a file, whole or not at all; the ending chooses the format.

    JSON holds the reports themselves, or the rows of a `view`. A table holds the view; without one it holds `facts`, and the
    view `reports` stands on a second sheet, or in a second file beside the first (`x.csv`, `x.reports.csv`).

    Raises:
        OutputError: it can't be written, or holds what the format cannot.
    """
    target = Path(path)
    ending = target.suffix.lower()
    if ending in FORMATS:
        items = reports if view is None else tabulate(reports, view, columns)
        files.write_whole({target: partial(objects, FORMATS[ending], items)})
        return
    fill = _module(TABLES[ending]).write
    tables = [tabulate(reports, name, columns) for name in ([view] if view else ["facts", "reports"])]
    parts = [tables] if ending == _ALL_IN_ONE else tables
    files.write_whole({one: partial(fill, part) for one, part in zip(_targets(target, view), parts, strict=True)})


def _targets(target: Path, view: str | None) -> list[Path]:
    """The files that a path stands for: itself, and one beside it for the view `reports` where it has no room."""
    if view or target.suffix.lower() in (*FORMATS, _ALL_IN_ONE):
        return [target]
    return [target, target.with_name(f"{target.stem}.reports{target.suffix}")]


def csv_text(reports: Sequence[Report], view: str, columns: str = "en") -> str:
    """A view as CSV text, without a byte order mark."""
    return delimited.text(tabulate(reports, view, columns))


def table(reports: Iterable[Report], view: str = "facts", columns: str = "en") -> "pa.Table":
    """A view as a pyarrow table: exact decimals (decimal128), days as date32, column names in English or Chinese (`zh`).

    Raises:
        OutputError: pyarrow is missing, there is no such view, or a number has more digits than decimal128.
    """
    return _module("arrow").table(tabulate(list(reports), view, columns))


def frame(reports: Iterable[Report], view: str = "facts", columns: str = "en") -> "pd.DataFrame":
    """A view as a pandas data frame of Arrow types: exact decimals, days, whole numbers that may be missing.

    Raises:
        OutputError: as `table`; or pandas is missing.
    """
    made: pd.DataFrame = _module("frames").frame(tabulate(list(reports), view, columns))
    return made
