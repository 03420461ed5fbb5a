"""Tables from the shell: the options that choose one, and the command that makes them of finished runs."""

import sys
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from extractor import export
from extractor.cli import extractions
from extractor.cli.guarded import FAILED, Guarded, exit_code, fail
from extractor.schema import Report
from extractor.views import VIEWS, Language

TABLE_HELP = """\b
Examples:
  extractor table facts.jsonl -o facts.xlsx                   facts, reports and quotes as sheets of a workbook
  extractor table january.jsonl march.jsonl -o facts.parquet  facts there, reports beside it in facts.reports.parquet
  extractor table facts.jsonl --view consensus                CSV on standard output
  extractor table facts.jsonl --view forecasts --columns zh -o 盈利预测.xlsx
"""

OUTPUT_HELP = (
    "Write here instead; the ending chooses: .jsonl or .json (whole reports), .csv, .xlsx or .parquet (tables: the facts, "
    "and the reports on a second sheet or beside it, as in x.reports.csv)."
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table goes and how it looks: FILE or None for standard output, a view or None for facts and reports."""

    output: str | None
    view: str | None
    columns: str

    def write(self, reports: Sequence[Report]) -> None:
        """Write reports to the file, or the view as CSV to standard output.

        Raises:
            OutputError: it can't be written.
        """
        if self.output:
            export.write(self.output, reports, self.view, self.columns)
        else:
            click.echo(export.csv_text(reports, self.view or "facts", self.columns), nl=False)


def table_options(command: Callable[..., object]) -> Callable[..., object]:
    """The options that choose a table."""
    for option in (
        click.option(
            "--columns", type=click.Choice([one.value for one in Language]),
            help="Column names in English after Tushare (the default) or Chinese after cninfo and AKShare.",
        ),
        click.option(
            "--view", type=click.Choice(list(VIEWS)), help="This table alone; without -o as CSV on standard output."
        ),
        click.option("-o", "--output", metavar="FILE", help=OUTPUT_HELP),
    ):  # fmt: skip
        command = option(command)
    return command


def layout(options: MutableMapping[str, object], always: bool = False) -> Layout:
    """The layout that options ask for, taken out of them; `always` says that there is a table also without a view.

    Raises:
        UsageError: column names are chosen where there are no columns.
        OutputError: the file can't be written.
    """
    output, view, columns = (str(one) if (one := options.pop(key)) else None for key in ("output", "view", "columns"))
    tabular = always if output is None else Path(output).suffix.lower() in export.TABLES
    if columns and not view and not tabular:
        raise click.UsageError("--columns goes with a table: --view, or -o with .csv, .xlsx or .parquet")
    if output is not None:
        export.check_target(output, view)
    return Layout(output, view, columns or Language.ENGLISH)


@click.command(cls=Guarded, epilog=TABLE_HELP)
@click.argument("paths", nargs=-1, required=True, metavar="RUN...")
@table_options
def table(paths: tuple[str, ...], **options: object) -> None:
    """Make tables of finished runs, without reading the reports again.

    RUN is what `extract` or `extractor check` wrote (.jsonl or .json), or - for standard input. Without -o the table is
    written as CSV to standard output (the view facts, if no other is chosen). docs/columns.md says what the columns hold.
    Exit codes are those of `extract`.
    """
    chosen = layout(options, always=True)
    read = list(extractions.reports(paths))
    found = [one for one in read if isinstance(one, Report)]
    for error in read:
        if not isinstance(error, Report):
            fail(error)
    if found:
        chosen.write(found)
    sys.exit(FAILED if len(found) < len(read) else exit_code(found))
