"""A run's reports on a terminal, for a person: heads, facts with their verdicts, what is left open."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractor.schema import Fact, Report
from extractor.terminal import MARKS, amount, headline, left_open, said, status, totals

_ROOMY = 100
"""Columns of a terminal from which two blanks stand between cells."""


def summary(reports: Sequence[Report], console: Console) -> None:
    """Print reports for a person: header, facts with their verdicts, what is left open."""
    for report in reports:
        _print_report(report, console)
    totals(reports, console)


def _print_report(report: Report, console: Console) -> None:
    console.print(headline(report))
    if report.header.title:
        console.print(said(report.header.title))
    console.print(_table(report.facts, roomy=console.width >= _ROOMY))
    for event in report.events:
        console.print(said(f"  {event.date or '-':<10}  {event.type.value}: {event.summary}", "dim"))
    if report.risks:
        console.print(said("  风险: " + "；".join(report.risks), "dim"))
    left_open(report, console)


def _table(facts: Sequence[Fact], roomy: bool) -> Table:
    table = Table(box=None, padding=(0, 1) if roomy else (0, 1, 0, 0), show_header=True, header_style="dim")
    table.add_column("", no_wrap=True, min_width=1)
    for heading in ("metric", "subject"):
        table.add_column(heading, overflow="fold")  # where there is little room these give way, never mark or figure
    for heading in ("period", "basis", "measure"):
        table.add_column(heading, no_wrap=True)
    widest = max((len(amount(fact)) for fact in facts), default=0)
    table.add_column("value", justify="right", no_wrap=True, min_width=widest)  # a figure is never cut
    table.add_column("unit", no_wrap=True)
    table.add_column("why", overflow="fold")
    for fact in facts:
        mark, style = MARKS[status(fact)]
        name = fact.metric if fact.metric != "other" else f"other: {fact.label}"
        reasons = ", ".join(fact.verdict.reasons) if fact.verdict else ""
        table.add_row(
            Text(mark, style), said(name), said(fact.subject or ""), fact.period or "", fact.basis.value,
            fact.measure.value, amount(fact), said(fact.unit or ""), Text(reasons, style),
        )  # fmt: skip
    return table
