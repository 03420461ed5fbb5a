"""Score the readers on the golden set against the stored baseline.

    python eval.py                 scores, errors by name, and the change since the baseline
    python eval.py --accept        make these scores the baseline
    python eval.py --agreement     how far the two annotators of the golden set agreed

Exit code 0: no regression; 1: something got worse; 2: it could not be done.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from extractor import documents, pipeline, regression, scoring
from extractor.errors import ExtractorError
from extractor.schema import Fact, Report, dumps, loads
from extractor.scoring import Comparison, Scores, Tally

GOLDEN = Path(__file__).parent / "golden"
BASELINE = GOLDEN / "baseline.json"
BACKEND = "rules"


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


def run(folder: Path) -> Scores:
    """Read every golden document and compare what was read with what the golden files say."""
    comparisons = []
    read: dict[str, dict[int, Report]] = {}
    for name, golden in golden_reports(folder):
        path = str(folder / "reports" / (golden.source.path or ""))
        if path not in read:
            reports = pipeline.extract_document(documents.read(path), BACKEND)
            read[path] = {report.source.start or 0: report for report in reports}
        found = read[path].get(golden.source.start or 0)
        if found is None:
            raise ExtractorError(f"{path}: no report at {golden.source.start}, where {name} should be")
        comparisons.append(scoring.compare(name, golden, found))
    return scoring.score(comparisons)


def _shown(fact: Fact) -> str:
    upper = "" if fact.value_to is None else f"~{fact.value_to:f}"
    where = f"{fact.subject or '-'} {fact.period or '-'} {fact.basis.value} {fact.measure.value}"
    name = fact.metric if fact.metric != "other" else f"other:{fact.label}"
    return f"{name} {where} = {fact.value:f}{upper} {fact.unit or ''}"


def show_scores(scores: Scores, console: Console) -> None:
    """Print a table of the tallies, then every single error by name."""
    console.print(_table("golden set, reader: " + BACKEND, scores.tallies))
    console.print(f"header fields right: {scores.header_right} of {scores.header_total}")
    share = f"{scores.verified_wrong / scores.verified:.2%}" if scores.verified else "none verified"
    console.print(
        f"wrong facts among the verified of the {BACKEND} reader: {scores.verified_wrong} of {scores.verified} ({share})"
    )
    console.print(f"right facts that are not verified: {scores.right_unverified}")
    console.print(
        "The rule reader attributes with the same code that checks it: its verified facts are not independently confirmed.",
        style="dim",
    )
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
            yield f"{kind}: {_shown(pair.found)}   for   {_shown(pair.golden)}"
    for fact in one.missed:
        yield f"missed: {_shown(fact)}"
    for fact in one.invented:
        yield f"invented: {_shown(fact)}"


def show_changes(scores: Scores, console: Console) -> bool:
    """Print what moved since the baseline; True if something got worse."""
    if not BASELINE.exists():
        console.print("no baseline yet: --accept makes one")
        return False
    before = {name: Decimal(value) for name, value in loads(BASELINE.read_text(encoding="utf-8"))["scores"].items()}
    moved = regression.changes(before, scores.numbers())
    for change in moved:
        word = "REGRESSED" if change.worse else "better"
        console.print(
            f"{word}: {change.name} {change.before} -> {change.after}", style="red" if change.worse else "green"
        )
    if not moved:
        console.print("no change since the baseline")
    return any(change.worse for change in moved)


def show_agreement(folder: Path, console: Console) -> None:
    """Print how far the two annotations of the golden set agree."""
    first = [(path.stem, _load(path)) for path in sorted((folder / "annotations" / "first").glob("*.json"))]
    second = {path.stem: _load(path) for path in sorted((folder / "annotations" / "second").glob("*.json"))}
    console.print(_table("agreement of the two annotators, before settling", scoring.agreement(first, second)))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--accept", action="store_true", help="make these scores the baseline")
    parser.add_argument("--agreement", action="store_true", help="print the annotators' agreement and stop")
    options = parser.parse_args(arguments)
    console = Console(width=140 if not sys.stdout.isatty() else None)
    try:
        if options.agreement:
            show_agreement(GOLDEN, console)
            return 0
        scores = run(GOLDEN)
    except ExtractorError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    show_scores(scores, console)
    regressed = show_changes(scores, console)
    if options.accept:
        BASELINE.write_text(dumps({"backend": BACKEND, "scores": scores.numbers()}, indent=1) + "\n", encoding="utf-8")
        console.print(f"accepted as {BASELINE.name}")
        return 0
    return 1 if regressed else 0


if __name__ == "__main__":
    sys.exit(main())
