"""Arithmetic measured: `python -m tests.benchmarks.relations [--missed] [--read] [PASSAGES.jsonl]`.

Without a path, on the golden facts, which are all right: how many relations hold, and how many conflicts are reported (there
must be none). Then every fact that takes part in a relation gets one digit changed, in the text, its quote and its value:
how many of these errors become a finding that names the fact, and whether any finding does not. `--missed` lists what stays
unseen; `--read` has the changed text read by rule instead, so that the facts are the reader's own. With a path, real text
without labels (one passage a line, `text`) is read by rule, and every conflict is printed with the words it rests on, for a
person to judge.
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from extractor import documents, pipeline, relations
from extractor.errors import NoReport
from extractor.schema import Fact, Finding, Report, loads

GOLDEN = Path(__file__).parent.parent.parent / "golden" / "reports"
DIGITS = 3
"""Which significant digits are changed, one at a time: the first weighs most, the third may lie within the rounding."""


@dataclass(frozen=True, slots=True)
class Plant:
    """A report with one digit of one fact changed."""

    index: int
    digit: int
    facts: list[Fact]
    text: str
    printed: str


def golden() -> Iterator[tuple[str, Report, str]]:
    """Every golden report with the text that it is about."""
    for path in sorted(GOLDEN.glob("*/*.json")):
        report = Report.model_validate(loads(path.read_text(encoding="utf-8")))
        document = documents.read(str(GOLDEN / (report.source.path or "")))
        yield f"{path.parent.name}/{path.stem}", report, document.text[report.source.start : report.source.end]


def plants(report: Report, text: str, index: int) -> Iterator[Plant]:
    """A fact's errors: its first, second, third significant digit changed, where the number is printed in digits."""
    fact = report.facts[index]
    if fact.span is None or not (number := re.search(r"\d[\d,.]*\d|\d", text[slice(*fact.span)])):
        return
    start, old = fact.span[0] + number.start(), number[0]
    places = [i for i, character in enumerate(old) if character.isdigit()]
    leading = next((n for n, i in enumerate(places) if old[i] != "0"), len(places))
    for digit, place in enumerate(places[leading : leading + DIGITS], 1):
        new = old[:place] + str((int(old[place]) + 4) % 9 + 1) + old[place + 1 :]
        factor = Decimal(new.replace(",", "")) / Decimal(old.replace(",", ""))
        wrong = fact.model_copy(update={"value": fact.value * factor, "quote": _changed(fact.quote, old, new)})
        facts = [wrong if i == index else other for i, other in enumerate(report.facts)]
        yield Plant(index, digit, facts, text[:start] + new + text[start + len(old) :], new)


def _changed(quote: str, old: str, new: str) -> str:
    return re.sub(rf"(?<![\d.,]){re.escape(old)}(?![\d.])", new, quote, count=1)


def findings_of(plant: Plant, report: Report, read: bool) -> list[tuple[bool, Finding]]:
    """The conflicts in a planted report, each with whether it names the planted number."""
    span = report.facts[plant.index].span or (0, 0)
    facts = plant.facts if not read else _read(plant.text)
    _, found = relations.within(facts, plant.text)
    return [(any(_covers(facts[i], span) for i in finding.facts), finding) for finding in found]


def _read(text: str) -> list[Fact]:
    return [fact for report in pipeline.extract_document(documents.from_text(text)) for fact in report.facts]


def _covers(fact: Fact, span: tuple[int, int]) -> bool:
    return fact.span is not None and fact.span[0] < span[1] and span[0] < fact.span[1]


def on_golden(missed: bool, read: bool) -> int:
    """Print what holds, what conflicts, and how many planted errors are found; returns 1 if a right fact is accused."""
    held: Counter[str] = Counter()
    planted, found = Counter[int](), Counter[int]()
    conflicts, stray, facts, taking_part = 0, 0, 0, 0
    for name, report, text in golden():
        good, bad = relations.within(report.facts, text)
        held.update(relation.name for relation in good)
        conflicts += len(bad)
        for finding in bad:
            print(f"{name}: {finding.message}")
        named = sorted({operand.fact for relation in good for operand in relation.operands})
        facts, taking_part = facts + len(report.facts), taking_part + len(named)
        for plant in (plant for index in named for plant in plants(report, text, index)):
            verdicts = findings_of(plant, report, read)
            planted[plant.digit] += 1
            found[plant.digit] += any(names for names, _ in verdicts)
            stray += sum(not names for names, _ in verdicts)
            if missed and not any(names for names, _ in verdicts) and plant.digit == 1:
                print(f"missed: {name}: {_described(report.facts[plant.index])} as {plant.printed}")
            for names, finding in verdicts:
                if missed and not names:
                    print(
                        f"stray: {name}: {_described(report.facts[plant.index])} as {plant.printed}: {finding.message}"
                    )
    print(f"{facts} right facts, {taking_part} in {held.total()} relations that hold; conflicts: {conflicts}")
    print(", ".join(f"{relation} {count}" for relation, count in held.most_common()))
    for digit in range(1, DIGITS + 1):
        print(f"digit {digit} changed: {found[digit]} of {planted[digit]} found")
    print(f"findings that do not name the changed number: {stray}")
    return 1 if conflicts else 0


def _described(fact: Fact) -> str:
    words = [fact.subject, fact.label or fact.metric, fact.period, fact.measure.value, f"{fact.value:f}", fact.unit]
    return " ".join(filter(None, words))


def on_passages(path: str) -> int:
    """Read real passages by rule and print every conflict with the words that its facts are quoted from."""
    held: Counter[str] = Counter()
    conflicts = 0
    for number, line in enumerate(Path(path).read_text(encoding="utf-8").splitlines()):
        document = documents.from_text(loads(line)["text"])
        try:
            reports = pipeline.extract_document(document)
        except NoReport:
            continue
        for report in reports:
            text = document.text[report.source.start : report.source.end]
            good, bad = relations.within(report.facts, text)
            held.update(relation.name for relation in good)
            conflicts += len(bad)
            for finding in bad:
                print(f"{number}: {finding.message}")
                for fact in (report.facts[i] for i in finding.facts):
                    start, end = fact.span or (0, 0)
                    print(f"    {_described(fact)}: {text[max(0, start - 60) : end + 25]!r}")
    print(f"conflicts: {conflicts}; relations that hold: {held.total()}")
    print(", ".join(f"{relation} {count}" for relation, count in held.most_common()))
    return 0


if __name__ == "__main__":
    flags = {argument for argument in sys.argv[1:] if argument.startswith("--")}
    paths = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    if flags - {"--missed", "--read"} or len(paths) > 1:
        sys.exit("usage: python -m tests.benchmarks.relations [--missed] [--read] [PASSAGES.jsonl]")
    sys.exit(on_passages(paths[0]) if paths else on_golden("--missed" in flags, "--read" in flags))
