"""Reports compared: `python -m tests.benchmarks.across`.

Each golden report stands beside what each reader made of the same text, as if two brokers had written it: whatever
contradicts is a false finding. Then every golden fact on which the two agree is changed in turn, and found or not; what
is found besides is false again. At last the time for twice as many reports, in one run.
"""

import time
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from extractor import golden
from extractor.relations.across import across
from extractor.schema import Fact, Report
from tests import readings

GOLDEN = Path(__file__).parent.parent.parent / "golden" / "reports"
OTHER = Decimal("1.13")
COUNTS = (100, 200)


def pairs(reader: str) -> Iterator[tuple[Report, Report]]:
    """Every golden report that is read as a broker's own, beside what a reader made of its text."""
    reports = golden.load(GOLDEN)
    _, read = readings.read(reader, reports)
    for one in reports:
        if one.name not in read:
            continue
        header, found = one.report.header, read[one.name]
        same = {"company": header.company, "ticker": header.ticker}
        twin = header.model_copy(update={"institution": f"另一{header.institution}"})
        yield (
            one.report.model_copy(update={"header": twin, "report_id": "golden"}),
            found.model_copy(update={"header": found.header.model_copy(update=same)}),
        )


def planted(right: Report, read: Report) -> Iterator[tuple[Fact, bool, int]]:
    """Each golden fact that agrees, changed: whether that is found, and how much is found besides."""
    agreed = {
        operand.fact
        for relation in across([right, read])[0].relations
        for operand in relation.operands
        if operand.report_id is None
    }
    for index in sorted(agreed):
        fact = right.facts[index]
        facts = list(right.facts)
        facts[index] = fact.model_copy(update={"value": fact.value * OTHER, "quote": ""})
        findings = across([right.model_copy(update={"facts": facts}), read])[0].findings
        hits = sum(index in finding.facts for finding in findings)
        yield fact, hits > 0, len(findings) - hits


def growth() -> float:
    """How many times as long twice the reports take, all of one company."""
    first = golden.load(GOLDEN)[0].report
    seconds = []
    for count in COUNTS:
        copies = [first.model_copy(deep=True, update={"report_id": str(number)}) for number in range(count)]
        started = time.perf_counter()
        across(copies)
        seconds.append(time.perf_counter() - started)
    return seconds[1] / seconds[0]


def main() -> None:
    """Measure and print."""
    for name in readings.READERS:
        beside = list(pairs(name))
        told = [across(pair) for pair in beside]
        holding = sum(len(one[0].relations) for one in told)
        false = [finding.message for one in told for finding in one[0].findings]
        results = [result for pair in beside for result in planted(*pair)]
        found = sum(hit for _, hit, _ in results)
        print(f"{name}: {holding} agree, {len(false)} falsely contradict; of {len(results)} changed {found} are found, "
              f"{sum(besides for *_, besides in results)} besides")  # fmt: skip
        for message in false:
            print(f"  {message}")
        missed = Counter((fact.metric, fact.measure.value) for fact, hit, _ in results if not hit)
        print("  missed:", ", ".join(f"{metric} {measure} {n}" for (metric, measure), n in missed.most_common()))
    print(f"{COUNTS[1]} reports of a company take {growth():.2f} times as long as {COUNTS[0]}")


if __name__ == "__main__":
    main()
