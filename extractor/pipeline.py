"""The one place that knows the order: read, check, look again at what failed, check, and relate the facts to one another."""

import asyncio
import hashlib
import time
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, replace
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, TypeVar

from extractor import checks, costs, documents, mending, relations, sections, settings
from extractor.costs import Spent
from extractor.documents import Document
from extractor.errors import AccessDenied, ExtractionError, ExtractorError, ModelError, StoreError
from extractor.exchanges import Exchanges
from extractor.mending import Item, Offer
from extractor.reader_rules import RuleReader
from extractor.reader_rules import header as headers
from extractor.relations import across
from extractor.schema import Fact, Finding, Report, Run
from extractor.sections import Section
from extractor.settings import Settings

T = TypeVar("T")


class Reader(Protocol):
    """Who reads. `independent` says whether it attributes by other means than the checks do; `version` is its prompt's."""

    independent: bool
    model: str | None
    version: str | None

    async def read(self, document: Document, section: Section) -> Report:
        """Read one report of a document, without verdicts."""

    async def repair(self, document: Document, section: Section, items: Sequence[Item]) -> list[Offer]:
        """Look again at items of a checked report."""

    async def close(self) -> None:
        """Let go of what is open."""


def _rule_reader(_: Settings, __: bool) -> Reader:
    return RuleReader()


def _model_reader(chosen: Settings, fresh: bool) -> Reader:
    """Imported when it is asked for: reading by rule must not wait for, or need, the model clients."""
    endpoint = settings.endpoint(chosen)
    reader: Reader = import_module("extractor.reader_llm").ModelReader(endpoint, Exchanges(chosen.store, fresh))
    return reader


READERS: dict[str, Callable[[Settings, bool], Reader]] = {"rules": _rule_reader, "llm": _model_reader}
"""How to come by a reader, by the name of its backend; the flag asks anew what the store holds already."""

_ID_LENGTH = 16
_AHEAD = 8
"""How many times the concurrency reports may be under way or waiting for an earlier one to be written."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one report, or of a document that can't be read: a checked report or an error, and what it took.

    `last` says that the document has no further one.
    """

    name: str
    report: Report | None
    error: ExtractorError | None
    spent: Spent
    last: bool = True


@dataclass(slots=True)
class Pipeline:
    """A reader with the rounds of second looks it gets, and how many reports are read at the same time."""

    reader: Reader
    backend: str
    rounds: int = 1
    concurrency: int = 1

    async def run(
        self, found: Iterable[Document | ExtractorError], done: Callable[[Outcome], None] = lambda _: None
    ) -> AsyncGenerator[Outcome, None]:
        """Read every report of many documents; outcomes come in the order of input, `done` hears of each as it is ready.

        The reports of one document come together, compared with one another.

        Raises:
            AccessDenied, StoreError: no further report can be read.
        """
        held: list[Outcome] = []
        try:
            async with aclosing(self._each(found, done)) as outcomes:
                async for outcome in outcomes:
                    held.append(outcome)
                    if outcome.last:
                        for together in _compared(held):
                            yield together
                        held = []
        except (AccessDenied, StoreError, asyncio.CancelledError):
            for together in _compared(held):
                yield together
            raise

    async def _each(
        self, found: Iterable[Document | ExtractorError], done: Callable[[Outcome], None]
    ) -> AsyncGenerator[Outcome, None]:
        waiting: deque[asyncio.Task[Outcome]] = deque()
        try:
            for job in _jobs(found):
                waiting.append(asyncio.create_task(self._one(job, done)))
                while waiting and (waiting[0].done() or len(waiting) > _AHEAD * self.concurrency):
                    yield await waiting.popleft()
            while waiting:
                yield await waiting.popleft()
        finally:
            for task in waiting:
                task.cancel()
            await asyncio.gather(*waiting, return_exceptions=True)

    async def _one(self, job: "_Job", done: Callable[[Outcome], None]) -> Outcome:
        report, error = None, job.error
        with costs.counted() as spent:
            try:
                if job.document is not None and job.section is not None:
                    report = await self.read(job.document, job.section, spent)
            except (AccessDenied, StoreError):
                raise
            except ExtractorError as failure:
                error = failure
        outcome = Outcome(job.name, report, error, spent, job.last)
        done(outcome)
        return outcome

    async def read(self, document: Document, section: Section, spent: Spent) -> Report:
        """Read and check one report; failing facts and unclaimed figures get a second look, at most `rounds` times."""
        started = time.perf_counter()
        text = document.text[section.start : section.end]
        source = _source(document, section)
        independent = self.reader.independent
        report = checks.run(source, await self.reader.read(document, section), independent)
        withdrawn: list[Fact] = []
        failed: list[Finding] = []
        for _ in range(self.rounds):
            items = mending.items(report, text)
            try:
                offers = await self.reader.repair(document, section, items) if items else []
            except (AccessDenied, StoreError):
                raise
            except ModelError as error:
                failed.append(Finding(code="second_look_failed", message=str(error)))
                break
            if not offers:
                break
            facts, gone = mending.merge(report, _judged(offers, source))
            report = checks.run(source, report.model_copy(update={"facts": facts}), independent)
            withdrawn += gone
        report = _related(report, text)
        assert report.check is not None
        report.check.findings += failed
        report.report_id = report_id(text)
        report.run = self._run(spent, time.perf_counter() - started, withdrawn)
        return report

    def _run(self, spent: Spent, seconds: float, withdrawn: list[Fact]) -> Run:
        run = Run(
            backend=self.backend, model=self.reader.model, prompt_version=self.reader.version, withdrawn=withdrawn,
            seconds=Decimal(f"{seconds:.3f}"), attempts=max(1, spent.calls + spent.failed),
            attribution_independent=self.reader.independent,
        )  # fmt: skip
        if spent.calls:
            run.calls, run.replayed, run.repairs, run.cost = spent.calls, spent.replayed, spent.repairs, spent.cost
        if spent.tokens is not None:
            run.tokens, run.input_tokens, run.output_tokens = spent.tokens, spent.input_tokens, spent.output_tokens
        return run


@dataclass(frozen=True, slots=True)
class _Job:
    name: str
    document: Document | None = None
    section: Section | None = None
    error: ExtractorError | None = None
    last: bool = True


def _jobs(found: Iterable[Document | ExtractorError]) -> Iterator[_Job]:
    """The reports of documents, one by one; an error takes the place of what can't be read."""
    for document in found:
        try:
            if isinstance(document, ExtractorError):
                raise document
            rows = sections.split(document)
        except ExtractorError as error:
            yield _Job(str(error), error=error)
            continue
        for number, section in enumerate(rows, 1):
            name = document.path or "the input"
            title = name if len(rows) == 1 else f"{name}, report {number}"
            yield _Job(title, document, section, last=number == len(rows))


def _compared(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes of one document, their reports compared with one another."""
    reports = iter(across.attach([outcome.report for outcome in outcomes if outcome.report is not None]))
    return [replace(outcome, report=next(reports)) if outcome.report else outcome for outcome in outcomes]


def count(found: Iterable[Document | ExtractorError]) -> int:
    """How many outcomes these documents will have."""
    return sum(1 for _ in _jobs(found))


def _judged(offers: list[Offer], source: checks.Source) -> list[Offer]:
    """The offers with a verdict on each of their facts."""
    judged = iter(checks.run(source, Report(facts=[fact for offer in offers for fact in offer.facts])).facts)
    return [Offer(offer.item, [next(judged) for _ in offer.facts]) for offer in offers]


def report_id(text: str) -> str:
    """A name for a report that depends on nothing but its text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_ID_LENGTH]


def _source(document: Document, section: Section) -> checks.Source:
    """A report's text ready for the checks, dated and named by what the text itself says."""
    head = headers.read(document.text, section)
    text = document.text[section.start : section.end]
    return checks.prepare(text, headers.published_on(head), headers.company_names(head))


def _related(report: Report, text: str) -> Report:
    """A checked report with the arithmetic of its facts: what holds is evidence, what does not is a finding."""
    assert report.check is not None
    held, conflicts = relations.within(report.facts, text)
    check = report.check.model_copy(update={"relations": held, "findings": [*report.check.findings, *conflicts]})
    return report.model_copy(update={"check": check})


def judge(document: Document, section: Section, report: Report) -> Report:
    """Check a report against its section, and its facts against one another."""
    independent = report.run is None or report.run.attribution_independent is not False
    checked = checks.run(_source(document, section), report, independent)
    return _related(checked, document.text[section.start : section.end])


def section_of(document: Document, report: Report) -> Section:
    """Where in its document an extraction's report stands.

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
        return found[0]
    if not 0 <= source.start < source.end <= len(document.text):
        raise ExtractionError(f"source.start {source.start} and end {source.end} lie outside the document")
    for section in found:
        if section.start == source.start:
            return Section(section.start, source.end, min(section.body, source.end), section.row)
    return Section(source.start, source.end, source.start)


def check_document(document: Document, report: Report) -> Report:
    """Check an extraction made anywhere against its document.

    Raises:
        ExtractionError, NoReport: as `section_of` does.
    """
    return judge(document, section_of(document, report), report)


@asynccontextmanager
async def opened(chosen: Settings, fresh: bool = False) -> AsyncIterator[Pipeline]:
    """A pipeline with the reader that the settings lead to.

    Raises:
        SettingsError, StoreError: there is no model to ask, or no place to keep its answers.
    """
    backend = settings.backend(chosen)
    reader = READERS[backend](chosen, fresh)
    try:
        yield Pipeline(reader, backend, chosen.rounds, chosen.concurrency)
    finally:
        await reader.close()


async def models(chosen: Settings) -> list[str]:
    """The models that the endpoint of the settings offers; [] where it names none.

    Raises:
        SettingsError, ModelError, StoreError: it can't be asked.
    """
    reader = _model_reader(chosen, False)
    try:
        offered: list[str] = await reader.models()  # type: ignore[attr-defined]
        return offered
    finally:
        await reader.close()


def extract_document(document: Document, chosen: Settings | None = None) -> list[Report]:
    """Every report of a document, read and checked; by rule, unless the settings say otherwise.

    Raises:
        ExtractorError: there is none in it, or one can't be read.
    """
    return blocking(_collect(document, chosen or settings.load(backend="rules")))


async def _collect(document: Document, chosen: Settings) -> list[Report]:
    reports = []
    async with opened(chosen) as pipeline, aclosing(pipeline.run([document])) as outcomes:
        async for outcome in outcomes:
            if outcome.report is None:
                raise outcome.error or ExtractionError(outcome.name)
            reports.append(outcome.report)
    return reports


def blocking(work: Coroutine[Any, Any, T]) -> T:
    """Do asynchronous work from ordinary code, also where a loop runs already, as in a notebook."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def extract(text: str, backend: str = "rules", **options: object) -> list[Report]:
    """Read every report of a text and check each fact against it.

    Spans are code points from each report's start; values are exact Decimals in base units. With backend `llm` the text is
    sent to the model that the options, the environment or `extractor.toml` name (see `settings.Settings`).

    Raises:
        NoReport: the text holds no research report.
        SettingsError, ModelError, StoreError: the model can't be asked, or its answers not kept.
    """
    return extract_document(documents.from_text(text), settings.load(backend=backend, **options))


def extract_file(path: str | Path, backend: str = "rules", **options: object) -> list[Report]:
    """Read every report of a file (PDF, HTML, DOCX, XLSX, CSV, Markdown, text), as `extract` does of a text.

    Raises:
        DocumentError: it can't be read, or holds no research report.
        SettingsError, ModelError, StoreError: as `extract`.
    """
    return extract_document(documents.read(str(path)), settings.load(backend=backend, **options))


def check(text: str, report: Report) -> Report:
    """Judge an extraction made anywhere against its text; returns a copy with `span`, `verdict` and `check` filled in.

    Raises:
        ExtractionError: the text holds several reports and the extraction does not say which is its own.
        NoReport: the text holds no research report.
    """
    return check_document(documents.from_text(text), report)
