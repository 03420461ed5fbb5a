"""Score the readers on the golden set against the stored baseline.

    python eval.py                 scores of both readers, errors by name, and the change since the baseline
    python eval.py --backend llm   one reader alone: rules or llm
    python eval.py --accept        make these scores the baseline
    python eval.py --agreement     how far the two annotators of the golden set agreed

The model reader's answers are replayed from `tests/cassettes/golden`; with a key or a base URL in the environment the
model is asked instead. Exit code 0: no regression; 1: something got worse; 2: it could not be done.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from extractor import documents, pipeline, regression, scoring, settings
from extractor.costs import Spent
from extractor.errors import ExtractorError
from extractor.grounds import Grounds
from extractor.pipeline import Outcome
from extractor.schema import Fact, Report, Status, dumps, loads
from extractor.scoring import Comparison, Scores, Tally
from extractor.settings import Settings
from tests import replay

GOLDEN = Path(__file__).parent / "golden"
BASELINE = GOLDEN / "baseline.json"
READERS = ("rules", "llm")
CAVEATS = {
    "rules": "The rule reader attributes with the same code that checks it: the same reading twice, its verified facts are not independently confirmed.",
    "llm": "The model's attribution is a reading of its own: a verified fact is one on which model and checks agree.",
}


@dataclass(slots=True)
class Scored:
    """One reader's scores on the golden set, how it came by its answers, and what they took."""

    backend: str
    how: str
    scores: Scores
    spent: Spent = field(default_factory=Spent)
    verdicts: Counter[str] = field(default_factory=Counter)
    grounds: Grounds = field(default_factory=Grounds)
    withdrawn: int = 0


def golden_reports(folder: Path) -> Iterator[tuple[str, Report]]:
    """Every golden report by its name, `SET/NAME`, in order.

    Raises:
        ExtractorError: there is none, or one is not of the contract.
    """
    paths = sorted((folder / "reports").glob("*/*.json"))
    if not paths:
        raise ExtractorError(f"{folder}: no golden report in it")
    for path in paths:
        yield f"{path.parent.name}/{path.stem}", _load(path)


def _load(path: Path) -> Report:
    try:
        return Report.model_validate(loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError) as error:
        raise ExtractorError(f"{path}: not a golden report ({str(error).splitlines()[0]})") from None


def run(folder: Path, backend: str) -> Scored:
    """Read every golden document and compare what was read with what the golden files say.

    Raises:
        ExtractorError: a document can't be read, or a report of it.
    """
    live = backend == "llm" and settings.backend(settings.load()) == "llm"
    chosen = settings.load(backend=backend) if live or backend == "rules" else replay.recorded_settings()
    comparisons, read = [], dict[str, dict[int, Report]]()
    done = Scored(backend, _how(chosen, live), scoring.score([]))
    for name, golden in golden_reports(folder):
        path = golden.source.path or ""
        if path not in read:
            with (
                nullcontext()
                if live or backend == "rules"
                else replay.cassette(replay.golden_cassette(Path(path).parts[0]))
            ):
                outcomes = pipeline.blocking(_read(folder / "reports" / path, chosen))
            read[path] = dict(_reports(outcomes, done))
        found = read[path].get(golden.source.start or 0)
        if found is None:
            raise ExtractorError(f"{path}: no report at {golden.source.start}, where {name} should be")
        comparisons.append(scoring.compare(name, golden, found))
    done.scores = scoring.score(comparisons)
    return done


def _how(chosen: Settings, live: bool) -> str:
    if chosen.backend == "rules":
        return "by rule"
    return f"asked of {settings.endpoint(chosen).where}" if live else f"model {chosen.model}, replayed from cassettes"


async def _read(path: Path, chosen: Settings) -> list[Outcome]:
    async with pipeline.opened(chosen) as reading:
        return [outcome async for outcome in reading.run([documents.read(str(path))])]


def _reports(outcomes: Sequence[Outcome], done: Scored) -> Iterator[tuple[int, Report]]:
    """The reports of outcomes by where they start, counted up in `done`."""
    for outcome in outcomes:
        if outcome.report is None:
            raise ExtractorError(f"{outcome.name}: {outcome.error}")
        done.spent.add(outcome.spent)
        done.verdicts.update(outcome.report.check.counts if outcome.report.check else {})
        done.grounds.add(outcome.report)
        done.withdrawn += len(outcome.report.run.withdrawn) if outcome.report.run else 0
        yield outcome.report.source.start or 0, outcome.report


def _shown(fact: Fact) -> str:
    upper = "" if fact.value_to is None else f"~{fact.value_to:f}"
    where = f"{fact.subject or '-'} {fact.period or '-'} {fact.basis.value} {fact.measure.value}"
    name = fact.metric if fact.metric != "other" else f"other:{fact.label}"
    return f"{name} {where} = {fact.value:f}{upper} {fact.unit or ''}"


def show_scores(done: Scored, console: Console) -> None:
    """Print a table of the tallies, then every single error by name."""
    scores = done.scores
    console.print(_table(f"golden set, reader: {done.backend} ({done.how})", scores.tallies))
    console.print(f"header fields right: {scores.header_right} of {scores.header_total}")
    share = f"{scores.verified_wrong / scores.verified:.2%}" if scores.verified else "none verified"
    console.print(
        f"wrong facts among the verified of the {done.backend} reader: {scores.verified_wrong} of {scores.verified} ({share})"
    )
    console.print(
        f"right facts that are verified: {scores.right - scores.right_unverified} of {scores.right} "
        f"({scores.right_verified:.2%})"
    )
    console.print("verdicts: " + ", ".join(f"{count} {status}" for status, count in done.verdicts.items()))
    console.print(f"evidence: {done.grounds}")
    if done.backend == "llm":
        tokens = "not told by the endpoint" if done.spent.tokens is None else f"{done.spent.tokens:,}"
        console.print(
            f"answers: {done.spent.calls}, second looks: {done.spent.repairs}, facts taken back: {done.withdrawn}, tokens: {tokens}"
        )
    console.print(CAVEATS[done.backend], style="dim")
    for one in scores.comparisons:
        for line in _errors(one):
            console.print(f"  {one.name}: {line}", markup=False, highlight=False)


def _table(title: str, tallies: dict[str, Tally]) -> Table:
    table = Table(title=title, title_justify="left")
    for heading in ("", "precision", "recall", "F1", "right", "expected", "found"):
        table.add_column(heading, justify="left" if not heading else "right")
    for name, tally in tallies.items():
        table.add_row(
            name, f"{tally.precision:.3f}", f"{tally.recall:.3f}", f"{tally.f1:.3f}",
            str(tally.right), str(tally.expected), str(tally.found),
        )  # fmt: skip
    return table


def _errors(one: Comparison) -> Iterator[str]:
    for key, (wanted, got) in one.header.items():
        yield f"header {key}: {got!r} for {wanted!r}"
    for pair in one.pairs:
        if pair.apart:
            kind = "wrong value" if "value" in pair.apart else "wrong " + ", ".join(pair.apart)
            yield f"{_passed(pair.found)}{kind}: {_shown(pair.found)}   for   {_shown(pair.golden)}"
    for fact in one.missed:
        yield f"missed: {_shown(fact)}"
    for fact in one.invented:
        yield f"{_passed(fact)}invented: {_shown(fact)}"


def _passed(fact: Fact) -> str:
    """What marks the one unforgivable error: a wrong fact that the checks verified."""
    return "VERIFIED, YET " if fact.verdict is not None and fact.verdict.status == Status.VERIFIED else ""


def show_changes(done: Scored, console: Console) -> bool:
    """Print what moved since the baseline; True if something got worse."""
    before = _baseline().get(done.backend)
    if before is None:
        console.print("no baseline yet: --accept makes one")
        return False
    moved = regression.changes({name: Decimal(value) for name, value in before.items()}, done.scores.numbers())
    for change in moved:
        word, style = (
            ("REGRESSED", "red") if change.worse else ("better", "green") if change.better else ("hardly moved", "dim")
        )
        console.print(f"{word}: {change.name} {change.before} -> {change.after}", style=style)
    if not moved:
        console.print("no change since the baseline")
    return any(change.worse for change in moved)


def _baseline() -> dict[str, dict[str, Decimal]]:
    if not BASELINE.exists():
        return {}
    scores: dict[str, dict[str, Decimal]] = loads(BASELINE.read_text(encoding="utf-8"))
    return scores


def show_agreement(folder: Path, console: Console) -> None:
    """Print how far the two annotations of the golden set agree."""
    first, second = (
        {
            f"{path.parent.name}/{path.stem}": _load(path)
            for path in sorted((folder / "annotations" / who).glob("*/*.json"))
        }
        for who in ("first", "second")
    )
    console.print(_table("agreement of the two annotators, before settling", scoring.agreement(first.items(), second)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--backend", choices=READERS, help="one reader alone")
    parser.add_argument("--accept", action="store_true", help="make these scores the baseline")
    parser.add_argument("--agreement", action="store_true", help="print the annotators' agreement and stop")
    options = parser.parse_args(arguments)
    console = Console(width=140 if not sys.stdout.isatty() else None)
    regressed, scored = False, []
    try:
        if options.agreement:
            show_agreement(GOLDEN, console)
            return 0
        for backend in [options.backend] if options.backend else READERS:
            scored.append(run(GOLDEN, backend))
            show_scores(scored[-1], console)
            regressed = show_changes(scored[-1], console) or regressed
    except ExtractorError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if options.accept:
        whole = {**_baseline(), **{done.backend: done.scores.numbers() for done in scored}}
        BASELINE.write_text(dumps(whole, indent=1) + "\n", encoding="utf-8")
        console.print(f"accepted as {BASELINE.name}")
        return 0
    return 1 if regressed else 0


if __name__ == "__main__":
    sys.exit(main())
