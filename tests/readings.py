"""The golden documents as a reader reads them: by rule, by a model replayed from cassettes, or by a live one."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from extractor import documents, pipeline, prompts, settings
from extractor.costs import Spent
from extractor.errors import GoldenError, SettingsError
from extractor.golden import Golden
from extractor.grounds import count
from extractor.pipeline import Outcome
from extractor.schema import Report
from extractor.scorecard import scored
from extractor.scoring import card as cards
from extractor.scoring.card import Card, Effort
from extractor.settings import Settings
from tests import replay

READERS = ("rules", "llm")


def card(backend: str, reports: Sequence[Golden], **options: Any) -> Card:
    """One reader's scores; the model's are of the recorded reports alone, unless it can be asked.

    Raises:
        ExtractorError: the model can't be asked, or asks what is not recorded.
    """
    return read(backend, reports, **options)[0]


def read(backend: str, reports: Sequence[Golden], **options: Any) -> tuple[Card, dict[str, Report]]:
    """One reader's scores, and what it made of each report by its name."""
    live = backend == "llm" and (bool(options) or settings.backend(settings.load()) == "llm")
    recorded = backend == "llm" and not live
    chosen = replay.recorded_settings() if recorded else settings.load(backend=backend, **options)
    wanted = [one for one in reports if _cassette(one).is_file()] if recorded else reports
    if not wanted:
        raise GoldenError("no report of this golden set is recorded; set a key to ask the model")
    outcomes = {path: _outcomes(path, chosen, recorded) for path in dict.fromkeys(one.document for one in wanted)}
    scores, found = {}, dict[str, Report]()
    for one in wanted:
        report, failure = _of(one, outcomes[one.document])
        beside = [other.report for other in reports if other.document == one.document and other is not one]
        scores[one.name] = scored.report_score(one, report, beside, failure)
        if report is not None:
            found[one.name] = report
    spent = Spent()
    for outcome in (outcome for made in outcomes.values() for outcome in made):
        spent.add(outcome.spent)
    mode = settings.endpoint(chosen).mode if backend == "llm" else None
    how = "by rule" if backend == "rules" else _how(chosen, recorded, len(wanted), len(reports))
    stamp = scored.stamp(backend, how, scores, list(found.values()), mode)
    effort = Effort(
        calls=spent.calls, repairs=spent.repairs, tokens=spent.tokens if spent.calls else 0, cost=spent.cost
    )
    return Card(stamp=stamp, reports=scores, effort=effort, notes=_notes(list(found.values()))), found


def _outcomes(path: Path, chosen: Settings, recorded: bool) -> list[Outcome]:
    """What became of the reports of a document.

    Raises:
        ModelError: the model asks what is not recorded.
    """
    with replay.cassette(replay.golden_cassette(path.parent.name)) if recorded else nullcontext():
        outcomes = pipeline.blocking(_read(path, chosen))
    for outcome in outcomes:
        if recorded and outcome.error is not None:
            raise outcome.error
    return outcomes


def _of(one: Golden, outcomes: Sequence[Outcome]) -> tuple[Report | None, str | None]:
    """What was made of a golden report, or why nothing was."""
    for outcome in outcomes:
        if outcome.report is not None and (outcome.report.source.start or 0) == one.place:
            return outcome.report, None
    failed = next((str(outcome.error) for outcome in outcomes if outcome.error is not None), None)
    return None, failed or f"no report was found at {one.place}"


def _notes(found: Sequence[Report]) -> list[str]:
    """What is to be said of a run beside its scores."""
    failed = [f for report in found if report.check for f in report.check.findings if f.code == "second_look_failed"]
    gone = sum(len(report.run.withdrawn) for report in found if report.run)
    told = [f"evidence: {count(found)}"]
    told += [f"facts taken back at a second look: {gone}"] if gone else []
    return told + ([f"second looks that failed: {len(failed)}, first: {failed[0].message}"] if failed else [])


def _cassette(one: Golden) -> Path:
    return replay.golden_cassette(one.document.parent.name)


async def _read(path: Path, chosen: Settings) -> list[Outcome]:
    async with pipeline.opened(chosen) as reading:
        return [outcome async for outcome in reading.run([documents.read(str(path))])]


def _how(chosen: Settings, recorded: bool, read: int, all_: int) -> str:
    part = "" if read == all_ else f", {read} of {all_} reports"
    asked = (
        f"model {chosen.model}, replayed from cassettes" if recorded else f"asked of {settings.endpoint(chosen).where}"
    )
    return asked + part


def named(side: str, reports: Sequence[Golden]) -> Card:
    """The card that a side of a comparison means: a reader, `llm:model=NAME,prompts=DIR`, or `FILE.json:READER`.

    Raises:
        ExtractorError: it means none.
    """
    name, _, rest = side.rpartition(":") if ".json:" in side else side.partition(":")
    if name.endswith(".json"):
        stored = cards.loaded(Path(name))
        if rest not in stored and (rest or len(stored) > 1):
            raise GoldenError(f"{side}: which of {', '.join(stored)}? say {name}:{next(iter(stored))}")
        return stored[rest or next(iter(stored))]
    if name not in READERS:
        raise SettingsError(f"{side}: a reader (rules, llm, llm:model=NAME) or a file that --json wrote is expected")
    options = _options(side, rest)
    folder = options.pop("prompts", None)
    with prompts.taken_from(Path(folder)) if folder else nullcontext():
        return card(name, reports, **options)


def _options(side: str, rest: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in rest.split(",") if pair]
    if any(not equals for _, equals, _ in pairs):
        raise SettingsError(f"{side}: NAME=VALUE is expected behind the colon")
    return {name.replace("-", "_"): value for name, _, value in pairs}


def repeated(times: int, reports: Sequence[Golden]) -> Iterator[tuple[Card, Mapping[str, Report]]]:
    """A live model's cards and readings, asked so many times, with no answer kept from one time to the next.

    Raises:
        SettingsError: fewer than two times, or no model to ask.
    """
    if times < 2:
        raise SettingsError(f"--repeat {times}: two times at least")
    if settings.backend(settings.load()) != "llm":
        raise SettingsError("--repeat asks a live model: set a key or a base URL")
    for _ in range(times):
        yield read("llm", reports, store=":memory:")
