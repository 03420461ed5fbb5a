"""Words in, exit code out: 0 done and clean, 1 done with something to look at, 2 could not do it."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import click
from pydantic import ValidationError
from rich.console import Console

from extractor import __version__, attribution, documents, export, pipeline, sections
from extractor.documents import TEXT_SUFFIXES, Document
from extractor.errors import ExtractionError, ExtractorError, NoReport, UnreadableDocument
from extractor.folding import fold
from extractor.reader_rules import header as headers
from extractor.schema import Report, Status, dumps, loads

CLEAN, FOUND, FAILED = 0, 1, 2
_BAD = (Status.REFUTED, Status.UNSUPPORTED)

EXTRACT_HELP = """\b
Examples:
  extract listing.txt                 a summary of every report in it
  extract listing.txt > facts.jsonl   one JSON object per report
  extract reports/ -o facts.jsonl     all text files of a folder, into one file
  cat report.txt | extract -          from a pipe
"""

CHECK_HELP = """\b
Examples:
  extractor check listing.txt facts.jsonl > checked.jsonl
  extractor check report.txt by-another-tool.json
"""

FIGURES_HELP = """\b
Examples:
  extractor figures report.txt
  echo '公司2025年营收7.34亿元,同比+69%' | extractor figures -
"""


def _fail(error: Exception | str) -> None:
    click.echo(f"error: {error}", err=True)


class Guarded(click.Command):
    """A command whose failures are one line each: a person never sees a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; what it can't do ends with exit code 2."""
        try:
            return super().invoke(ctx)
        except ExtractorError as error:
            _fail(error)
            ctx.exit(FAILED)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(CLEAN)


def _documents(paths: Sequence[str]) -> Iterator[Document | ExtractorError]:
    """Every document that the paths name; an error stands in for one that can't be read."""
    for path in paths:
        if Path(path).is_dir():
            files = sorted(str(f) for f in Path(path).rglob("*") if f.is_file() and f.suffix.lower() in TEXT_SUFFIXES)
            if not files:
                yield UnreadableDocument(f"{path}: no text file in this folder")
            for file in files:
                yield from _one(lambda file=file: documents.read(file))  # type: ignore[misc]
        else:
            yield from _one(lambda path=path: _document(path))  # type: ignore[misc]


def _document(path: str) -> Document:
    """The document at a path, or on standard input for -."""
    return documents.from_bytes(sys.stdin.buffer.read(), "-") if path == "-" else documents.read(path)


def _one(read: Callable[[], Document]) -> Iterator[Document | ExtractorError]:
    try:
        yield read()
    except ExtractorError as error:
        yield error


def _exit_code(reports: Iterable[Report]) -> int:
    for report in reports:
        if report.check and report.check.findings:
            return FOUND
        if any(fact.verdict and fact.verdict.status in _BAD for fact in report.facts):
            return FOUND
    return CLEAN


@click.command(cls=Guarded, epilog=EXTRACT_HELP)
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--backend", type=click.Choice(["rules", "llm"]), help="Who reads: rules (built in) or llm (a model).")
@click.option("-o", "--output", metavar="FILE", help="Write here instead; the ending chooses: .jsonl or .json.")
@click.version_option(__version__)
def extract(paths: tuple[str, ...], backend: str | None, output: str | None) -> None:
    """Read research reports: facts, each with a verdict from its own source text.

    PATH is a file, a folder of text files, or - for standard input. On a terminal a summary is printed, on a pipe one
    JSON object per report and line. Exit code 0: all done and clean; 1: done, and something is refuted, unsupported or
    found; 2: some input could not be read.
    """
    if backend == "llm":
        raise ExtractionError("the llm backend is not part of this version; use --backend rules")
    if output:
        export.check_target(output)
    click.echo("reading by rule (backend rules: no model, no key, no network)", err=True)
    shown, failed = _run(paths, stream=not output and not sys.stdout.isatty())
    if output:
        export.write(output, shown)
    elif sys.stdout.isatty():
        export.summary(shown, Console())
    sys.exit(FAILED if failed else _exit_code(shown))


def _run(paths: Sequence[str], stream: bool) -> tuple[list[Report], int]:
    """Read every input; with `stream` each report is printed as soon as it is done. Returns reports and failures."""
    reports, failed = [], 0
    for document in _documents(paths):
        try:
            if isinstance(document, ExtractorError):
                raise document
            for report in pipeline.extract_document(document):
                reports.append(report)
                if stream:
                    click.echo(dumps(report))
        except ExtractorError as error:
            failed += 1
            _fail(error)
    return reports, failed


@click.group()
@click.version_option(__version__)
def main() -> None:
    """Check extractions, list figures, and read reports (as `extract` does)."""


main.add_command(extract, "extract")


@main.command(cls=Guarded, epilog=CHECK_HELP)
@click.argument("report")
@click.argument("extraction")
def check(report: str, extraction: str) -> None:
    """Judge an extraction made anywhere against its report.

    REPORT is the document, EXTRACTION a JSON object or JSON Lines of the data contract. Writes the extraction with span
    and verdict filled in, one JSON object a line.
    """
    document = _document(report)
    judged, failed = [], 0
    for place, line in _extractions(extraction):
        try:
            done = pipeline.check_document(document, _parse(line, place))
            judged.append(done)
            click.echo(dumps(done))
        except ExtractorError as error:
            failed += 1
            _fail(error)
    sys.exit(FAILED if failed else _exit_code(judged))


def _extractions(path: str) -> list[tuple[str, object]]:
    """The JSON objects of a file: one object, an array of them, or one a line; each with its place for messages.

    Raises:
        ExtractionError: it is none of these.
    """
    text = _document(path).text
    try:
        whole = loads(text)
        return [(path, item) for item in whole] if isinstance(whole, list) else [(path, whole)]
    except (ValueError, RecursionError) as error:
        lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
        if len(lines) < 2:
            raise ExtractionError(f"{path}: not JSON ({_brief(error)})") from None
    found: list[tuple[str, object]] = []
    for number, line in lines:
        try:
            found.append((f"{path}:{number}", loads(line)))
        except (ValueError, RecursionError) as error:
            raise ExtractionError(f"{path}:{number}: not JSON ({_brief(error)})") from None
    return found


def _brief(error: Exception) -> str:
    return "nested too deeply" if isinstance(error, RecursionError) else str(error).splitlines()[0]


def _parse(data: object, place: str) -> Report:
    if not isinstance(data, dict) or not isinstance(data.get("facts"), list):
        raise ExtractionError(f"{place}: not an extraction: a JSON object with a list of facts is expected")
    try:
        return Report.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        more = f" (and {error.error_count() - 1} more)" if error.error_count() > 1 else ""
        raise ExtractionError(f"{place}: {field}: {first['msg'].lower()}{more}") from None


@main.command(cls=Guarded, epilog=FIGURES_HELP)
@click.argument("path")
def figures(path: str) -> None:
    """List every figure of a document: text, value, value_to, unit, qualifier, span (code points of the document)."""
    document = _document(path)
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
