"""The one place that knows the order: read, split, read out, check."""

import hashlib
import time
from collections.abc import Callable, Iterator
from decimal import Decimal

from extractor import checks, documents, reader_rules, sections
from extractor.documents import Document
from extractor.errors import ExtractionError
from extractor.reader_rules import header as headers
from extractor.schema import Report, Run
from extractor.sections import Section

Reader = Callable[[Document, Section], Report]

READERS: dict[str, Reader] = {"rules": reader_rules.read}
"""The readers by the name of their backend."""

INDEPENDENT = {"rules": False}
"""Whether a reader attributes by other means than the checks do."""

_ID_LENGTH = 16


def extract_document(document: Document, backend: str = "rules") -> Iterator[Report]:
    """Every report of a document, read and checked.

    Raises:
        NoReport: there is none in it.
    """
    for section in sections.split(document):
        yield _extract_section(document, section, backend)


def _extract_section(document: Document, section: Section, backend: str) -> Report:
    started = time.perf_counter()
    report = READERS[backend](document, section)
    report.report_id = report_id(document.text[section.start : section.end])
    report = judge(document, section, report)
    seconds = Decimal(f"{time.perf_counter() - started:.3f}")
    report.run = Run(backend=backend, seconds=seconds, attempts=1, attribution_independent=INDEPENDENT[backend])
    return report


def report_id(text: str) -> str:
    """A name for a report that depends on nothing but its text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_LENGTH]


def judge(document: Document, section: Section, report: Report) -> Report:
    """Check a report against its section, dated and named by what the text itself says."""
    text = document.text[section.start : section.end]
    head = headers.read(document.text, section)
    return checks.run(text, report, headers.published_on(head), headers.company_names(head))


def check_document(document: Document, report: Report) -> Report:
    """Check an extraction made anywhere against its document.

    Raises:
        ExtractionError: it names another document, a range outside it, or none where the document holds several reports.
        NoReport: the document holds none.
    """
    found = sections.split(document)
    source = report.source
    if source.sha256 is not None and source.start is not None and source.sha256 != document.sha256:
        raise ExtractionError(
            f"{document.path or 'the document'}: not the document of this extraction (sha256 differs)"
        )
    if source.start is None or source.end is None:
        if len(found) > 1:
            raise ExtractionError(
                f"{document.path or 'the document'}: holds {len(found)} reports; the extraction must name its "
                "source.start and source.end"
            )
        return judge(document, found[0], report)
    if not 0 <= source.start < source.end <= len(document.text):
        raise ExtractionError(f"source.start {source.start} and end {source.end} lie outside the document")
    for section in found:
        if section.start == source.start:
            return judge(
                document, Section(section.start, source.end, min(section.body, source.end), section.row), report
            )
    return judge(document, Section(source.start, source.end, source.start), report)


def extract(text: str, backend: str = "rules") -> list[Report]:
    """Read every report of a text and check each fact against it.

    Spans are code points from each report's start; values are exact Decimals in base units.

    Raises:
        NoReport: the text holds no research report.
    """
    return list(extract_document(documents.from_text(text), backend))


def check(text: str, report: Report) -> Report:
    """Judge an extraction made anywhere against its text; returns a copy with `span`, `verdict` and `check` filled in.

    Raises:
        ExtractionError: the text holds several reports and the extraction does not say which is its own.
        NoReport: the text holds no research report.
    """
    return check_document(documents.from_text(text), report)
