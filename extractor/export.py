"""Reports out: JSON Lines on a pipe, one file whose ending chooses the format, a summary for a person."""

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractor.errors import OutputError
from extractor.schema import Fact, Report, dumps
from extractor.terminal import MARKS, amount, headline, left_open, said, status, totals


def json_lines(reports: Iterable[Report]) -> str:
    """One JSON object a line, numbers exact."""
    return "".join(dumps(report) + "\n" for report in reports)


def json_array(reports: Iterable[Report]) -> str:
    """One JSON array, indented for reading."""
    return "[\n" + ",\n".join(dumps(report, indent=1) for report in reports) + "\n]\n"


FORMATS: Mapping[str, Callable[[Iterable[Report]], str]] = {".jsonl": json_lines, ".json": json_array}
"""File endings and how they are written."""


def check_target(path: str) -> None:
    """Make sure that results can be written to a path before any work is done.

    Raises:
        OutputError: the ending names no format, or the folder does not exist or may not be written.
    """
    target = Path(path)
    if target.suffix.lower() not in FORMATS:
        raise OutputError(f"{path}: the ending chooses the format, one of {', '.join(FORMATS)}")
    if target.is_dir():
        raise OutputError(f"{path}: a folder, not a file")
    if not target.parent.is_dir() or not os.access(target.parent, os.W_OK):
        raise OutputError(f"{path}: its folder does not exist or may not be written")


def write(path: str, reports: Sequence[Report]) -> None:
    """Write reports to a file, whole or not at all.

    Raises:
        OutputError: it can't be written.
    """
    write_text(path, FORMATS[Path(path).suffix.lower()](reports))


def write_text(path: str, text: str) -> None:
    """Write a text to a file, whole or not at all.

    Raises:
        OutputError: it can't be written.
    """
    target = Path(path)
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.replace(name, target)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({(error.strerror or str(error)).lower()})") from None


def summary(reports: Sequence[Report], console: Console) -> None:
    """Print reports for a person: header, facts with their verdicts, what is left open."""
    for report in reports:
        _print_report(report, console)
    totals(reports, console)


def _print_report(report: Report, console: Console) -> None:
    console.print(headline(report))
    if report.header.title:
        console.print(said(report.header.title))
    console.print(_table(report.facts))
    for event in report.events:
        console.print(said(f"  {event.date or '-':<10}  {event.type.value}: {event.summary}", "dim"))
    if report.risks:
        console.print(said("  风险: " + "；".join(report.risks), "dim"))
    left_open(report, console)


def _table(facts: Sequence[Fact]) -> Table:
    table = Table(box=None, padding=(0, 1), show_header=True, header_style="dim")
    for heading in ("", "metric", "subject", "period", "basis", "measure"):
        table.add_column(heading, no_wrap=True)
    widest = max((len(amount(fact)) for fact in facts), default=0)
    table.add_column("value", justify="right", no_wrap=True, min_width=widest)  # a figure is never cut
    table.add_column("unit", no_wrap=True)
    table.add_column("why", overflow="fold", min_width=14)
    for fact in facts:
        mark, style = MARKS[status(fact)]
        name = fact.metric if fact.metric != "other" else f"other: {fact.label}"
        reasons = ", ".join(fact.verdict.reasons) if fact.verdict else ""
        table.add_row(
            Text(mark, style), said(name), said(fact.subject or ""), fact.period or "", fact.basis.value,
            fact.measure.value, amount(fact), said(fact.unit or ""), Text(reasons, style),
        )  # fmt: skip
    return table
