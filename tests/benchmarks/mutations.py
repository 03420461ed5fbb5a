"""Wrong facts, made of golden ones, before the checks: how many are killed, and how many right facts pass.

    python -m tests.benchmarks.mutations                  a line for every class, and the right facts
    python -m tests.benchmarks.mutations --class period_year --survivors
    python -m tests.benchmarks.mutations --stopped        right facts that are not verified, with the words that decided
    python -m tests.benchmarks.mutations --folder DIR     on another folder laid out as golden/

A mutant is one thing wrong in an otherwise right extraction; it is killed if it isn't verified. Exit code 1: a target is
missed; 2: the folder can't be read.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random

from rich.console import Console
from rich.table import Table

from extractor import checks, documents, golden, sections
from extractor.attribution import Reading
from extractor.errors import ExtractorError
from extractor.reader_rules import header as headers
from extractor.schema import Fact, Report, Span, Status, plain
from tests.benchmarks import mutants
from tests.benchmarks.mutants import Ground
from tests.benchmarks.planted import FURNITURE, INJECTED, Lines, claims, planted

GOLDEN = Path(__file__).parents[2] / "golden"
PLANTED: Mapping[str, Lines] = {"furniture": FURNITURE, "injected": INJECTED}
CLASSES = (*mutants.CLASSES, *PLANTED)
CHANGEABLE = (
    "metric",
    "label",
    "subject",
    "period",
    "basis",
    "measure",
    "value",
    "value_to",
    "unit",
    "qualifier",
    "quote",
)
WIDTH = 120
NUMBERS = frozenset({"digits", "scale", "sign", "unit", "forged"})
KILLED_NUMBERS, KILLED_ATTRIBUTION, KILLED_PLANTED = 0.999, 0.97, 1.0
"""The least share of mutants to be killed: of those with another number, of those with another attribution, of those made
of what holds no facts."""
RIGHT_VERIFIED, RIGHT_REFUTED = 0.97, 0
"""The least share of right facts to be verified, and the most of them to be refuted."""


@dataclass(frozen=True, slots=True)
class Case:
    """A fact after the checks: its report, the right fact that it was made of and that one's verdict, if there is one."""

    report: str
    fact: Fact
    origin: Fact | None

    @property
    def status(self) -> Status:
        """What the checks said."""
        assert self.fact.verdict is not None
        return self.fact.verdict.status

    @property
    def words(self) -> str:
        """What the checks went by: their notes, and the evidence of their verdict."""
        assert self.fact.verdict is not None
        found = [f"{e.field} {e.value} [{e.rule}: {e.words}]" for e in self.fact.verdict.evidence]
        return "; ".join([*self.fact.verdict.notes, *found])

    @property
    def of_verified(self) -> bool:
        """Whether it was made of a right fact that passes: no doubt about other words can have stopped it."""
        return self.origin is None or (
            self.origin.verdict is not None and self.origin.verdict.status == Status.VERIFIED
        )


@dataclass(slots=True)
class Results:
    """Everything that was judged: mutants by class, and the right facts."""

    classes: dict[str, list[Case]] = field(default_factory=dict)
    right: list[Case] = field(default_factory=list)


def target(name: str) -> float:
    """The share of a class that must be killed."""
    return KILLED_NUMBERS if name in NUMBERS else KILLED_PLANTED if name in PLANTED else KILLED_ATTRIBUTION


def grounds(folder: Path) -> Iterator[Ground]:
    """Every golden report with its text.

    Raises:
        ExtractorError: a golden file or its document can't be read, or the document has no report where the file says.
    """
    for one in golden.load(folder / "reports"):
        document = documents.read(str(one.document))
        found = next((section for section in sections.split(document) if section.start == one.place), None)
        if found is None:
            raise ExtractorError(f"{document.path}: no report at {one.place}, where {one.name} should be")
        yield Ground(one.name, document, found, one.report)


def run(found: Iterable[Ground], names: Iterable[str], seed: int) -> Results:
    """Make the mutants of these classes from every report, judge them, and judge the right facts."""
    done = Results({name: [] for name in names})
    for ground in found:
        right = judge(ground, [(None, fact) for fact in ground.facts])
        done.right += right
        verdicts = {id(fact): case.fact for fact, case in zip(ground.facts, right, strict=True)}
        for name in done.classes:
            if name in PLANTED:
                done.classes[name] += invented(PLANTED[name], ground, seed)
            else:
                pairs = [(verdicts[id(fact)], mutant) for fact, mutant in mutants.made(name, ground, seed)]
                done.classes[name] += judge(ground, pairs)
    return done


def judge(ground: Ground, pairs: Sequence[tuple[Fact | None, Fact]]) -> list[Case]:
    """Judge many facts of one report together: no verdict depends on another fact."""
    judged = checks.run(_source(ground), Report(facts=[fact for _, fact in pairs])).facts
    return [Case(ground.name, fact, origin) for fact, (origin, _) in zip(judged, pairs, strict=True)]


def _source(ground: Ground) -> checks.Source:
    head = headers.read(ground.document.text, ground.section)
    return checks.prepare(ground.text, headers.published_on(head), headers.company_names(head))


def invented(lines: Lines, ground: Ground, seed: int) -> list[Case]:
    """Claims of what holds no facts, planted at the report's end and then between its lines: ours, and every reading."""
    cases = []
    for chance in (None, Random(f"{seed}/{ground.name}")):
        text, spans = planted(ground.text, lines, chance)
        start, end = ground.section.start, ground.section.end
        document = documents.from_text(ground.document.text[:start] + text + ground.document.text[end:])
        other = replace(ground, document=document, section=replace(ground.section, end=start + len(text)))
        cases += judge(other, [(None, fact) for fact in [*claims(lines, ground), *_read_at(other, spans)]])
    return cases


def _read_at(ground: Ground, spans: Sequence[Span]) -> Iterator[Fact]:
    """What the checks themselves read in these places, claimed word for word: nobody could claim it better."""
    for placed in _source(ground).placed:
        for low, high in spans:
            if low <= placed.span[0] and placed.span[1] <= high:
                yield _as_read(placed.reading, ground.text[low:high])


def _as_read(reading: Reading, quote: str) -> Fact:
    name, figure = reading.metric[0].value if reading.metric else None, reading.figure
    return Fact(
        metric=name.metric.code if name else "other", label=name.label if name else None,
        subject=reading.subject[0].value, period=reading.period[0].value, basis=reading.basis[0].value,
        measure=reading.measure[0].value, value=figure.value, value_to=figure.value_to, unit=reading.unit,
        qualifier=figure.qualifier, quote=quote,
    )  # fmt: skip


# What is shown


def missed(results: Results) -> list[str]:
    """The targets that are not met, in words."""
    found = [
        f"{name}: {killed(cases)} of {len(cases)} killed, {target(name):.1%} wanted"
        for name, cases in results.classes.items()
        if cases and killed(cases) < target(name) * len(cases)
    ]
    counts = Counter(case.status for case in results.right)
    if counts[Status.VERIFIED] < RIGHT_VERIFIED * len(results.right):
        found.append(f"right facts: {counts[Status.VERIFIED]} verified, {RIGHT_VERIFIED:.0%} wanted")
    if counts[Status.REFUTED] > RIGHT_REFUTED:
        found.append(f"right facts: {counts[Status.REFUTED]} refuted, {RIGHT_REFUTED} wanted")
    return found


def killed(cases: Sequence[Case]) -> int:
    """How many are not verified."""
    return sum(case.status != Status.VERIFIED for case in cases)


def table(results: Results) -> Table:
    """A line for every class. `of passing` counts only mutants of right facts that pass: there no doubt about something
    else has helped."""
    shown = Table("class", "mutants", "killed", "share", "target", "of passing", "refuted", "unsupported", "uncertain")
    for name, cases in results.classes.items():
        passing = [case for case in cases if case.of_verified]
        counts = Counter(case.status for case in cases)
        shown.add_row(
            name, f"{len(cases):,}", f"{killed(cases):,}", share(killed(cases), len(cases)), f"{target(name):.1%}",
            share(killed(passing), len(passing)),
            *(str(counts[s]) for s in (Status.REFUTED, Status.UNSUPPORTED, Status.UNCERTAIN)),
        )  # fmt: skip
    for column in shown.columns[1:]:
        column.justify = "right"
    return shown


def share(part: int, whole: int) -> str:
    """A percentage, rounded down: 100% is said only of all."""
    return f"{part * 10_000 // whole / 100:.2f}%" if whole else "-"


def show(case: Case) -> str:
    """A case in lines: what is claimed, what of it was changed, the quote, and the words that decided."""
    fact, status = case.fact, case.status.value
    claim = " | ".join(
        str(part)
        for part in (fact.metric, fact.label, fact.subject, fact.period, fact.basis.value, fact.measure.value,
                     _amount(fact), fact.unit, fact.qualifier.value)
    )  # fmt: skip
    changes = [
        f"{name} {getattr(case.origin, name)} -> {getattr(fact, name)}"
        for name in CHANGEABLE
        if case.origin is not None and getattr(case.origin, name) != getattr(fact, name)
    ]
    lines = [", ".join(changes), f"quote: {fact.quote}", case.words]
    shown = [f"    {line}".replace("\n", " ⏎ ") for line in lines if line]
    return "\n".join([f"{case.report} {status}: {claim}", *shown])


def _amount(fact: Fact) -> str:
    return f"{plain(fact.value)}" + ("" if fact.value_to is None else f" to {plain(fact.value_to)}")


def main() -> int:
    """Run the command line."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--seed", type=int, default=0)
    words.add_argument(
        "--class", dest="names", action="append", choices=CLASSES, metavar="NAME", help="this class alone"
    )
    words.add_argument("--survivors", action="store_true", help="list the mutants that are verified")
    words.add_argument("--stopped", action="store_true", help="list the right facts that are not verified")
    words.add_argument("--folder", type=Path, default=GOLDEN)
    options = words.parse_args()
    try:
        results = run(grounds(options.folder), options.names or CLASSES, options.seed)
    except ExtractorError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    report(results, options.survivors, options.stopped)
    return 1 if missed(results) else 0


def report(results: Results, survivors: bool, stopped: bool) -> None:
    """Print the table, the right facts, what is asked for besides, and the targets missed."""
    console = Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False, markup=False)
    console.print(table(results))
    counts = Counter(case.status for case in results.right)
    split = ", ".join(f"{counts[status]} {status.value}" for status in Status)
    console.print(
        f"right facts: {len(results.right)}: {split} ({share(counts[Status.VERIFIED], len(results.right))} verified)"
    )
    if survivors:
        for name, cases in results.classes.items():
            for case in (c for c in cases if c.status == Status.VERIFIED):
                print(f"{name}: {show(case)}")
    if stopped:
        for case in (c for c in results.right if c.status != Status.VERIFIED):
            print(f"right: {show(case)}")
    for line in missed(results):
        console.print(f"MISSED {line}")


if __name__ == "__main__":
    sys.exit(main())
