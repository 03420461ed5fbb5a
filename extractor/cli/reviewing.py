"""`extractor review`: the page of a run, as a file or over loopback, and what was decided there written out."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from extractor import documents, export, pipeline
from extractor.cli import extractions
from extractor.cli.guarded import CLEAN, FAILED, Guarded, exit_code, fail
from extractor.documents import Document
from extractor.errors import DocumentError, ExtractionError, ExtractorError, OutputError
from extractor.explain import PHRASES
from extractor.export import files
from extractor.relations import across
from extractor.review import decisions, pictures, server
from extractor.review.decisions import Judge
from extractor.review.desk import Desk
from extractor.review.page import Entry, Page
from extractor.schema import Fact, Report

HELP = """\b
Examples:
  extractor review run.jsonl                      run.html, one file to open in a browser
  extractor review run.jsonl --source reports/    the documents have moved there
  extractor review run.jsonl --serve              on this machine; decisions go to run.jsonl.review.jsonl
  extractor review run.jsonl --write settled.jsonl          what was decided, as extractions checked anew
  extractor review run.jsonl --decisions saved.jsonl --write settled.jsonl --all    with all that is undecided
"""


@click.command("review", cls=Guarded, epilog=HELP)
@click.argument("run", metavar="RUN")
@click.option("-o", "--output", metavar="FILE", help="The page; by default RUN with the ending .html.")
@click.option(
    "--source", type=click.Path(path_type=Path), metavar="FOLDER", help="Where to look for the documents by name."
)
@click.option("--serve", is_flag=True, help="Serve the page on 127.0.0.1, and save decisions as they are made.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="With --serve: the port; any by default."
)
@click.option("--decisions", "decided", metavar="FILE", help=f"Decisions; by default RUN{decisions.SUFFIX}.")
@click.option(
    "--write",
    "target",
    metavar="FILE",
    help="Write the accepted and corrected facts; the ending chooses, as in `extract -o`.",
)
@click.option("--all", "keep", is_flag=True, help="With --write: keep facts that are not decided on.")
def review(
    run: str, output: str | None, source: Path | None, decided: str | None, target: str | None, **options: bool | int
) -> None:
    """Make a page on which a person goes through a run: source and facts side by side.

    RUN is a file that `extract -o` wrote. A report whose document is missing, or is not the one that was read, is shown by its
    quotes alone. Exit code 1: something in the run is refuted, unsupported or found.
    """
    if run == "-":
        raise click.UsageError("RUN is a file: the page and the decisions stand beside it")
    serve, port, keep = bool(options["serve"]), int(options["port"]), bool(options["keep"])
    _usage(serve, (output, target), port, keep)
    reports, failed = _reports(run)
    entries = [_entry(report, source, failed) for report in reports]
    path = Path(decided or run + decisions.SUFFIX)
    if decided and not path.exists() and not serve:
        raise OutputError(f"{path}: no such file")
    desk = Desk(Page(Path(run).name, entries, PHRASES, token=server.token() if serve else ""), path, _judge(entries))
    if target:
        sys.exit(_write(target, desk, keep, failed))
    if serve:
        _serve(desk, port)
    else:
        _page(output or str(Path(run).with_suffix(".html")), desk)
    sys.exit(FAILED if failed else exit_code(reports))


def _usage(serve: bool, targets: tuple[str | None, str | None], port: int, keep: bool) -> None:
    output, target = targets
    if sum([serve, output is not None, target is not None]) > 1:
        raise click.UsageError("one of --serve, -o and --write at a time")
    if port and not serve:
        raise click.UsageError("--port goes with --serve")
    if keep and target is None:
        raise click.UsageError("--all goes with --write")


def _reports(run: str) -> tuple[list[Report], list[str]]:
    """The reports of a run; what is none is said, and listed as failed."""
    read, failed = list[Report](), list[str]()
    for found in extractions.reports([run]):
        if isinstance(found, Report):
            read.append(found)
        else:
            fail(found)
            failed.append(str(found))
    if not read:
        raise ExtractionError(f"{run}: no report in it") if not failed else SystemExit(FAILED)
    return read, failed


def _entry(report: Report, folder: Path | None, failed: list[str]) -> Entry:
    """A report with its document, or with the reason why that is not there."""
    try:
        document, data = _document(report, folder)
        section = pipeline.section_of(document, report)
        span = (section.start, section.end)
        return Entry(report, document, span, _pictures(document, data, span))
    except ExtractorError as error:
        name = f"{error}; the report is shown by its quotes alone"
        if name not in failed:
            fail(name)
            failed.append(name)
        return Entry(report, missing=name)


def _document(report: Report, folder: Path | None) -> tuple[Document, Path]:
    """The document that a report was read from, and its file.

    Raises:
        DocumentError: it is not named, not there, or not to be read.
        ExtractionError: another one stands in its place.
    """
    named = report.source.path
    if named is None or named == "-" or report.source.sha256 is None:  # a name alone could be that of any file
        raise DocumentError(f"report {report.report_id or '?'}: the run does not say from which file it was read")
    path = folder / Path(named).name if folder else Path(named)
    document = documents.read(str(path))
    if report.source.sha256 != document.sha256:
        raise ExtractionError(f"{path}: not the document that was read (sha256 differs)")
    return document, path


def _pictures(document: Document, path: Path, span: tuple[int, int]) -> dict[int, str]:
    """The pages of a PDF that hold a report's text."""
    pages = document.pages_of(*span)
    return pictures.data_uris(path.read_bytes(), range(pages[0], pages[1] + 1), str(path)) if pages else {}


def _judge(entries: Sequence[Entry]) -> Judge:
    """What gives corrected facts their verdicts, each from its own report's document."""
    known = {decisions.digest(entry.report): entry for entry in entries}

    def judge(digest: str, fact: Fact) -> Fact:
        return _judged(known[digest].report.model_copy(update={"facts": [fact]}), known[digest]).facts[0]

    return judge


def _judged(report: Report, entry: Entry) -> Report:
    """A report checked anew where its document is there, else as it is."""
    return report if entry.document is None else pipeline.check_document(entry.document, report)


def _page(output: str, desk: Desk) -> None:
    files.write_text(Path(output), desk.html())
    click.echo(f"{output}: {len(desk.page.entries)} reports, {_doubtful(desk.page.entries)} doubtful facts", err=True)


def _doubtful(entries: Sequence[Entry]) -> int:
    facts = [fact for entry in entries for fact in entry.report.facts]
    return sum(fact.verdict is None or fact.verdict.status != "verified" for fact in facts)


def _serve(desk: Desk, port: int) -> None:
    """Serve until ctrl-C."""
    desk.html()  # what is wrong with the decisions is said before anyone looks
    with server.Server(desk, port) as serving:
        click.echo(f"reviewing at {serving.address} (decisions: {desk.path}; ctrl-C ends)", err=True)
        try:
            serving.serve_forever()
        except KeyboardInterrupt:
            click.echo("", err=True)


def _write(target: str, desk: Desk, keep: bool, failed: Sequence[str]) -> int:
    """Write what was decided, checked anew; a report whose document is missing is written without a check. The exit code."""
    export.check_target(target)
    entries = desk.page.entries
    reports = [entry.report for entry in entries]
    standing = decisions.load(desk.path, decisions.by_digest(reports))
    settled = decisions.settled(reports, standing, keep)
    checked = [_judged(report, entry) for report, entry in zip(settled, entries, strict=True)]
    written = across.attach(checked)
    export.write(target, written)
    click.echo(f"{target}: {len(standing)} decisions, {sum(len(r.facts) for r in written)} facts", err=True)
    return FAILED if failed else max(CLEAN, exit_code(written))
