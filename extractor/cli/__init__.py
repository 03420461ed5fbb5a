"""Words in, exit code out: 0 done and clean, 1 done with something to look at, 2 could not do it."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import aclosing
from pathlib import Path

import click
from rich.console import Console

from extractor import __version__, attribution, export, pipeline, sections, settings, terminal
from extractor.cli import doctor as doctors
from extractor.cli import extractions, progress, reviewing, tables
from extractor.cli.guarded import CLEAN, FAILED, Guarded, exit_code, fail
from extractor.documents import SUFFIXES, Document
from extractor.errors import ExtractorError, ModelError, NoReport, UnreadableDocument
from extractor.explain import explain
from extractor.folding import fold
from extractor.pipeline import Outcome
from extractor.reader_rules import header as headers
from extractor.relations import across
from extractor.schema import Report, Status, dumps
from extractor.settings import Settings

EXTRACT_HELP = """\b
Examples:
  extract listing.txt                 a summary of every report in it
  extract listing.txt > facts.jsonl   one JSON object per report
  extract report.pdf                  PDF, HTML, DOCX, XLSX, CSV, Markdown or plain text
  extract reports/ -o facts.jsonl     all documents of a folder, into one file
  extract reports/ -o facts.xlsx      facts, reports and quotes as sheets of a workbook
  extract reports/ --view consensus   what the brokers expect of each company, as CSV
  cat report.txt | extract -          from a pipe
  extract 2025/ 2026/ -o facts.jsonl  reports on one company are compared with one another
  extract reports/ --provider deepseek --concurrency 16    asked of a model (the key is in DEEPSEEK_API_KEY)
"""

DOCTOR_HELP = """\b
Examples:
  extractor doctor
  extractor doctor --provider ollama --model qwen3:14b
"""

CHECK_HELP = """\b
Examples:
  extractor check listing.txt facts.jsonl > checked.jsonl
  extractor check report.txt by-another-tool.json
  extractor check report.txt facts.jsonl --explain                   why each verdict is what it is
  extractor check report.txt facts.jsonl --explain --only refuted    the refuted facts alone
  extractor check --across january.jsonl march.jsonl > compared.jsonl
"""

FIGURES_HELP = """\b
Examples:
  extractor figures report.txt
  echo '公司2025年营收7.34亿元,同比+69%' | extractor figures -
"""


class Pages(Console):
    """A console whose reader may leave early: `| head` is no failure."""

    def on_broken_pipe(self) -> None:
        """Leave it to the command, which ends cleanly."""
        raise BrokenPipeError


def _files(paths: Sequence[str]) -> Iterator[str | ExtractorError]:
    """The files that the paths name, those of folders in order; an error stands in for a folder without any."""
    for path in paths:
        if not Path(path).is_dir():
            yield path
            continue
        files = sorted(str(f) for f in Path(path).rglob("*") if f.is_file() and f.suffix.lower() in SUFFIXES)
        yield from files
        if not files:
            yield UnreadableDocument(f"{path}: no document in this folder")


def _document(file: str | ExtractorError) -> Document | ExtractorError:
    """A file's document; an error stands in for one that can't be read."""
    if isinstance(file, ExtractorError):
        return file
    try:
        document = extractions.document(file)
    except ExtractorError as error:
        return error
    for note in document.notes:
        click.echo(terminal.harmless(f"note: {note}"), err=True)
    return document


def _model_options(command: Callable[..., object]) -> Callable[..., object]:
    """The options that choose a model."""
    for option in (
        click.option(
            "--backend", type=click.Choice(["rules", "llm"]), help="Who reads: rules (built in) or llm (a model)."
        ),
        click.option("--provider", metavar="NAME", help=f"One of {', '.join(settings.providers())}."),
        click.option("--model", metavar="NAME", help="The model to ask; each hosted provider has a default."),
        click.option("--base-url", metavar="URL", help="Any endpoint that speaks OpenAI's chat completions."),
        click.option(
            "--mode",
            type=click.Choice(["json_schema", "json", "md_json", "tools"]),
            help="How the answer's shape is asked for.",
        ),
        click.option(
            "--store", type=click.Path(path_type=Path), metavar="FILE", help="Where exchanges with models are kept."
        ),
    ):
        command = option(command)
    return command


@click.command(cls=Guarded, epilog=EXTRACT_HELP)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@_model_options
@click.option("--concurrency", type=int, metavar="N", help="How many calls may be under way at once.")
@click.option("--fresh", is_flag=True, help="Ask anew what was answered before.")
@tables.table_options
@click.version_option(__version__)
def extract(paths: tuple[str, ...], fresh: bool, **options: object) -> None:
    """Read research reports: facts, each with a verdict from its own source text.

    PATH is a file (PDF, HTML, DOCX, XLSX, CSV, Markdown or text), a folder of them, or - for standard input. On a terminal a summary is printed, on a pipe one
    JSON object per report and line. Reports on one company are compared with one another: those of one document before
    they are written; on a pipe, what is found between documents is said on standard error. With a model (backend llm) the
    reports' text is sent to its provider. Exit code 0: all done and clean; 1: done, and something is refuted, unsupported or
    found; 2: some input could not be read.
    """
    layout = tables.layout(options)
    chosen = settings.load(**options)
    tabled = bool(layout.output or layout.view)
    outcomes = pipeline.blocking(_run(paths, chosen, fresh, stream=not tabled and not sys.stdout.isatty()))
    written = [outcome.report for outcome in outcomes if outcome.report is not None]
    shown = across.attach(written)
    if tabled:
        layout.write(shown)
        for line in _to_look_at(shown):
            click.echo(line, err=True)
    elif sys.stdout.isatty():
        export.summary(shown, Console())
    else:
        said = _messages(written)
        for message in _messages(shown):
            if message not in said:
                click.echo(f"found between documents: {message}", err=True)
    sys.exit(FAILED if len(shown) < len(outcomes) else exit_code(shown))


def _to_look_at(reports: Sequence[Report]) -> Iterator[str]:
    """Why the exit code is 1, for whoever sees neither summary nor JSON."""
    yield from (f"found: {message}" for message in _messages(reports))
    for status in (Status.REFUTED, Status.UNSUPPORTED):
        count = sum(fact.verdict is not None and fact.verdict.status == status for one in reports for fact in one.facts)
        if count:
            yield f"{status.value}: {count} facts"


def _messages(reports: Iterable[Report]) -> dict[str, None]:
    """What the findings of reports say, each once, in order."""
    return {finding.message: None for report in reports if report.check for finding in report.check.findings}


async def _run(paths: Sequence[str], chosen: Settings, fresh: bool, stream: bool) -> list[Outcome]:
    """Read every input; with `stream` each report is printed as soon as it and those before it are done."""
    console, outcomes = Console(stderr=True), list[Outcome]()
    async with pipeline.opened(chosen, fresh) as reading:
        llm = reading.backend == "llm"
        click.echo(_said(reading), err=True)
        files = list(_files(paths))
        found: Iterable[Document | ExtractorError] = map(_document, files)
        if llm and console.is_terminal:  # a bar of what is asked needs to know how much that is
            found = read = progress.reading(found, len(files), console)
            meter = progress.Meter(pipeline.count(read), "reports", console)
        else:
            meter = progress.Meter(len(files), "documents", console)
        try:
            with meter.shown():
                async with aclosing(reading.run(found, meter.done)) as ready:
                    await _tell(ready, outcomes, stream)
        except asyncio.CancelledError:
            click.echo(_interrupted(len(outcomes), chosen if llm else None), err=True)
            raise
        failed = [outcome for outcome in outcomes if outcome.error is not None]
        for line in [*progress.failures(failed, llm), *([progress.account(meter.spent)] if llm else [])]:
            click.echo(line, err=True)
    return outcomes


async def _tell(ready: AsyncIterator[Outcome], outcomes: list[Outcome], stream: bool) -> None:
    """Keep each outcome as it comes; say what failed, and with `stream` print what did not."""
    async for outcome in ready:
        outcomes.append(outcome)
        if outcome.error is not None:
            fail(_named(outcome.name, outcome.error))
        elif stream and outcome.report is not None:
            click.echo(dumps(outcome.report))


def _named(name: str, error: ExtractorError) -> str:
    """An error of a document names it already; one of asking a model gets the report's name."""
    return f"{name}: {error}" if isinstance(error, ModelError) else str(error)


def _said(reading: pipeline.Pipeline) -> str:
    """Who reads, for standard error."""
    if reading.backend == "rules":
        return "reading by rule (backend rules: no model, no key, no network); the checks read attribution by the same rules"
    return f"asking {reading.reader.model} (backend llm): the text of the reports is sent to it"


def _interrupted(done: int, chosen: Settings | None) -> str:
    kept = f"; what was answered is kept in {chosen.store}, the same command goes on from there" if chosen else ""
    return f"interrupted after {done} reports{kept}"


@click.group()
@click.version_option(__version__)
def main() -> None:
    """Check extractions, list figures, make tables, and read reports (as `extract` does)."""


main.add_command(extract, "extract")
main.add_command(tables.table)
main.add_command(reviewing.review)


@main.command(cls=Guarded, epilog=DOCTOR_HELP)
@_model_options
def doctor(**options: object) -> None:
    """Say which backend would read, whether its endpoint answers, and what is missing."""
    sound = True
    for good, line in doctors.examine(settings.load(**options)):
        click.echo(f"{'ok     ' if good else 'MISSING'}  {line}")
        sound = sound and good
    sys.exit(CLEAN if sound else FAILED)


@main.command(cls=Guarded, epilog=CHECK_HELP)
@click.argument("paths", nargs=-1, required=True, metavar="REPORT EXTRACTION")
@click.option("--explain", "explained", is_flag=True, help="Print for a person why each fact has its verdict.")
@click.option(
    "--only", multiple=True, type=click.Choice([status.value for status in Status]),
    help="With --explain: only facts of this verdict; may be given more than once.",
)  # fmt: skip
@click.option("--across", "between", is_flag=True, help="Compare extractions that are checked already: EXTRACTION...")
def check(paths: tuple[str, ...], explained: bool, only: tuple[str, ...], between: bool) -> None:
    """Judge an extraction made anywhere against its report.

    REPORT is the document, EXTRACTION a JSON object or JSON Lines of the data contract. Writes the extraction with span
    and verdict filled in, one JSON object a line; with --explain, the quote of each fact with its number marked, and
    what the source reads for each field, from which words and by which rule.

    With --across no document is read: reports on one company are compared with one another, and written with what agrees
    and what does not in `check`.
    """
    if only and not explained:
        raise click.UsageError("--only goes with --explain")
    if between and explained:
        raise click.UsageError("--explain needs a REPORT, which --across does not read")
    if between:
        sys.exit(_across(paths))
    if len(paths) != 2:
        raise click.UsageError("a REPORT and an EXTRACTION are expected")
    sys.exit(_check(*paths, [Status(one) for one in only] if explained else None))


def _check(report: str, extraction: str, explained: Sequence[Status] | None) -> int:
    """Check the extractions of a file and write them, or explain their facts of these verdicts; the exit code."""
    document, console = extractions.document(report), Pages(highlight=False)
    judged, failed = [], 0
    for place, line in extractions.listed(extraction):
        try:
            given = extractions.parse(line, place)
            done = pipeline.check_document(document, given)
        except ExtractorError as error:
            failed += 1
            fail(error)
            continue
        judged.append(done)
        if explained is not None:
            section = pipeline.section_of(document, given)
            explain(done, document.text[section.start : section.end], console, explained)
        else:
            click.echo(dumps(done))
    if explained is not None:
        terminal.totals(judged, console)
    return FAILED if failed else exit_code(judged)


def _across(paths: Sequence[str]) -> int:
    """Compare the extractions of many files and write them; what is none is said. The exit code."""
    read = list(extractions.reports(paths))
    for error in read:
        if isinstance(error, ExtractorError):
            fail(error)
    compared = across.attach([report for report in read if isinstance(report, Report)])
    for report in compared:
        click.echo(dumps(report))
    return FAILED if len(compared) < len(read) else exit_code(compared)


@main.command(cls=Guarded, epilog=FIGURES_HELP)
@click.argument("path")
def figures(path: str) -> None:
    """List every figure of a document: text, value, value_to, unit, qualifier, span (code points of the document)."""
    document = extractions.document(path)
    try:
        found = sections.split(document)
    except NoReport:
        if not document.text.strip():
            raise
        found = [sections.Section(0, len(document.text), 0)]
    for section in found:
        for figure in _figures(document, section):
            click.echo(dumps(figure))


def _figures(document: Document, section: sections.Section) -> Iterator[dict[str, object]]:
    head = headers.read(document.text, section)
    folded = fold(document.text[section.start : section.end], section.start)
    for reading in attribution.read(folded, headers.published_on(head)):
        figure = reading.figure
        span = folded.span(figure.start, figure.end)
        yield {
            "text": document.text[slice(*span)], "value": figure.value, "value_to": figure.value_to,
            "unit": reading.unit, "qualifier": figure.qualifier.value, "span": span,
        }  # fmt: skip


if __name__ == "__main__":
    main()
