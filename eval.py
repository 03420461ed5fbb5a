"""Score the readers on the golden set against the stored baseline.

    python eval.py                        scores of both readers, kinds of mistakes, and the change since the baseline
    python eval.py --backend llm          one reader alone: rules or llm
    python eval.py --html page.html       also as a page with every mistake in its text; --markdown and --json likewise
    python eval.py --compare rules llm    two readers on the same reports, paired, with what each took
    python eval.py --compare llm llm:prompts=DIR       two prompts; llm:model=NAME,provider=NAME another model
    python eval.py --compare old.json:llm llm          a reader now and in a file that --json wrote
    python eval.py --repeat 5             a live model asked five times over: how far it agrees with itself
    python eval.py --accept               make these scores the baseline, with a line in golden/history.jsonl
    python eval.py --agreement            how far the two annotators of the golden set agreed
    python eval.py --blank REPORT         the blank golden file of a report, to be filled in by hand
    python eval.py --settle SET           golden files from two annotations and the sheets' decisions
    python eval.py --lint                 what is wrong with golden files

The model reader's answers are replayed from `tests/cassettes/golden`; with a key or a base URL in the environment the
model is asked instead. Exit code 0: no regression; 1: something got worse, or is wrong with a golden file; 2: it could
not be done.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.console import Console

from extractor import documents, golden, regression, scoring, sections
from extractor.errors import ExtractorError, GoldenError, OutputError
from extractor.golden import blank, lint, settle, sheet
from extractor.schema import dumps
from extractor.scorecard import Result, compared, markdown, page, repeated, terminal
from extractor.scoring import card as cards
from extractor.scoring.card import Card
from tests import readings

ROOT = Path(__file__).parent
GOLDEN = ROOT / "golden"
"""`reports/`, `annotations/`, `accepted/`, the baseline and its history."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    options = _parser().parse_args(arguments)
    console = Console(width=140 if not sys.stdout.isatty() else None)
    try:
        for name, door in DOORS.items():
            if getattr(options, name):
                return door(options, console)
        return _scores(options, console)
    except ExtractorError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--backend", choices=readings.READERS, help="one reader alone")
    parser.add_argument("--golden", type=Path, default=GOLDEN, metavar="DIR", help="another golden set than golden/")
    for kind in OUTPUTS:
        parser.add_argument(f"--{kind}", type=Path, metavar="FILE", help=f"write the scores as {kind} as well")
    parser.add_argument("--brief", action="store_true", help="do not list every single mistake")
    parser.add_argument("--accept", action="store_true", help="make these scores the baseline")
    parser.add_argument("--compare", nargs=2, metavar=("A", "B"), help="readers, or files that --json wrote")
    parser.add_argument("--repeat", type=int, metavar="K", help="ask a live model K times over")
    parser.add_argument("--agreement", action="store_true", help="print the annotators' agreement and stop")
    parser.add_argument("--blank", type=Path, metavar="REPORT", help="print the blank golden file of a report")
    parser.add_argument("--settle", metavar="SET", help="write the golden files of a set from its annotations")
    parser.add_argument("--lint", action="store_true", help="look the golden files over")
    return parser


def _scores(options: argparse.Namespace, console: Console) -> int:
    """Score the readers, compare with the baseline, write what is asked for."""
    for kind in OUTPUTS:
        _check_target(getattr(options, kind))
    reports = golden.load(options.golden / "reports")
    baseline = _baseline(options.golden)
    results = []
    for backend in [options.backend] if options.backend else readings.READERS:
        card = readings.card(backend, reports)
        results.append(_result(card, baseline, reports))
        terminal.show(results[-1], console, every=not options.brief)
    for result in results:
        terminal.verdict(result, console)
    for kind, write in OUTPUTS.items():
        if getattr(options, kind):
            _write(getattr(options, kind), write(results))
    if options.accept:
        _accept(options.golden, baseline, [result.card for result in results])
        console.print(f"accepted as {options.golden / 'baseline.json'}")
        return 0
    return int(any(result.judgement is not None and result.judgement.worse for result in results))


def _result(card: Card, baseline: Mapping[str, Card], reports: Sequence[golden.Golden]) -> Result:
    before = baseline.get(card.stamp.reader)
    return Result(card, regression.judge(before, card) if before else None, {one.name: one.text for one in reports})


def _json(results: Sequence[Result]) -> str:
    """Cards and verdicts, for programs and for --compare."""
    verdicts = {
        result.reader: {"worse": result.judgement.worse, "lines": list(result.judgement.lines())}
        for result in results
        if result.judgement
    }
    return (
        dumps({"cards": {result.reader: result.card.model_dump() for result in results}, "verdicts": verdicts}, 1)
        + "\n"
    )


OUTPUTS = {"html": page.page, "markdown": markdown.summary, "json": _json}
"""How scores are written, by the option that asks for it."""


def _check_target(path: Path | None) -> None:
    if path is not None and (path.is_dir() or not path.parent.is_dir()):
        raise OutputError(f"{path}: {'a folder, not a file' if path.is_dir() else 'its folder does not exist'}")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({(error.strerror or str(error)).lower()})") from None


def _baseline(folder: Path) -> dict[str, Card]:
    """The stored cards by reader; none where there is no baseline yet."""
    path = folder / "baseline.json"
    return cards.loaded(path) if path.exists() else {}


def _accept(folder: Path, baseline: Mapping[str, Card], new: Sequence[Card]) -> None:
    """Write the baseline, and what it came to as a further line of the history."""
    whole = {**baseline, **{card.stamp.reader: card for card in new}}
    _write(folder / "baseline.json", cards.lines({reader: cards.for_baseline(card) for reader, card in whole.items()}))
    with (folder / "history.jsonl").open("a", encoding="utf-8", newline="\n") as history:
        history.writelines(f"{dumps(cards.headline(card))}\n" for card in new)


def _compare(options: argparse.Namespace, console: Console) -> int:
    """Set two readings of the same reports against one another."""
    reports = golden.load(options.golden / "reports")
    both = [readings.named(side, reports) for side in options.compare]
    compared.show(both[0], both[1], options.compare, console)
    return 0


def _repeat(options: argparse.Namespace, console: Console) -> int:
    """Ask a live model over and over, and tell its own scatter from that of the reports."""
    reports = golden.load(options.golden / "reports")
    runs = list(readings.repeated(options.repeat, reports))
    repeated.show(runs, console)
    before = _baseline(options.golden).get("llm")
    if before is None:
        return 0
    judgement = regression.judge(before, repeated.middle([card for card, _ in runs]))
    for line in judgement.lines():
        console.print(f"llm, the run in the middle: {line}", markup=False)
    return int(judgement.worse)


def _agreement(options: argparse.Namespace, console: Console) -> int:
    """Print how far the two annotations of the golden set agree, before settling."""
    first, second = (
        {
            golden.name_of(path): golden.read(path)
            for path in sorted((options.golden / "annotations" / who).glob("*/*.json"))
        }
        for who in ("first", "second")
    )
    if not first or first.keys() != second.keys():
        raise GoldenError(f"{options.golden / 'annotations'}: not the same reports in first/ and second/, or none")
    console.print(terminal.table("agreement of the two annotators, before settling", scoring.agreement(first, second)))
    return 0


def _blank(options: argparse.Namespace, console: Console) -> int:  # noqa: ARG001
    """Print the blank golden file of each report of a document, one JSON object after the other."""
    document = documents.read(str(options.blank))
    for section in sections.split(document):
        print(dumps(blank.blank(document, section), indent=1))
    return 0


def _settle(options: argparse.Namespace, console: Console) -> int:
    """Write the golden files of a set; what is open is printed instead."""
    folder, annotations = options.golden / "reports" / options.settle, options.golden / "annotations"
    path = next(folder.glob("*.txt"), None)
    if path is None:
        raise GoldenError(f"{folder}: no document (*.txt) in it")
    document, left = documents.read(str(path)), False
    for section, report in zip(sections.split(document), sheet.reports(folder), strict=True):
        first, second = (golden.read(annotations / who / options.settle / report.name) for who in ("first", "second"))
        told = sheet.load(report)
        for one in [*settle.open_headers(first, second, told), *settle.open_ends(first, second, told)]:
            console.print(f"{golden.name_of(report)}: {one}", markup=False, highlight=False, soft_wrap=True)
            left = True
        if not left:
            settled = settle.settle(first, second, told, document, section)
            settled.source.path = f"{options.settle}/{path.name}"
            _write(report, dumps(settle.jsonable(settled), 1) + "\n")
    return int(left)


def _lint(options: argparse.Namespace, console: Console) -> int:
    """Print what is wrong with golden files, the scored and the accepted ones."""
    complaints = lint.lint(options.golden / "reports", options.golden / "annotations")
    accepted = options.golden / "accepted"
    complaints += [f"accepted: {line}" for line in (lint.lint(accepted) if any(accepted.glob("*/*.json")) else [])]
    for line in complaints:
        console.print(line, markup=False, highlight=False)
    console.print(f"{len(complaints)} complaints")
    return int(bool(complaints))


DOORS = {
    "compare": _compare, "repeat": _repeat, "agreement": _agreement, "blank": _blank, "settle": _settle, "lint": _lint,
}  # fmt: skip
"""What else can be done, by the option that asks for it."""

if __name__ == "__main__":
    sys.exit(main())
