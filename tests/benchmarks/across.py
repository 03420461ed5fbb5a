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

import eval as scores
from extractor import pipeline
from extractor.relations.across import across
from extractor.schema import Fact, Report
from extractor.settings import Settings, load
from tests import replay

REPORTS = scores.GOLDEN / "reports"
OTHER = Decimal("1.13")
COUNTS = (100, 200)


def pairs(chosen: Settings) -> Iterator[tuple[Report, Report]]:
    """Every golden report as a broker's own, beside what a reader made of its text."""
    read: dict[str, dict[int, Report]] = {}
    for _, golden in scores.golden_reports(scores.GOLDEN):
        path = golden.source.path or ""
        if path not in read:
            with replay.cassette(replay.golden_cassette(Path(path).parts[0])):
                outcomes = pipeline.blocking(scores._read(REPORTS / path, chosen))
            read[path] = {one.report.source.start or 0: one.report for one in outcomes if one.report is not None}
        found = read[path][golden.source.start or 0]
        same = {"company": golden.header.company, "ticker": golden.header.ticker}
        twin = golden.header.model_copy(update={"institution": f"另一{golden.header.institution}"})
        yield (
            golden.model_copy(update={"header": twin, "report_id": "golden"}),
            found.model_copy(update={"header": found.header.model_copy(update=same)}),
        )


def planted(golden: Report, read: Report) -> Iterator[tuple[Fact, bool, int]]:
    """Each golden fact that agrees, changed: whether that is found, and how much is found besides."""
    agreed = {
        operand.fact
        for relation in across([golden, read])[0].relations
        for operand in relation.operands
        if operand.report_id is None
    }
    for index in sorted(agreed):
        fact = golden.facts[index]
        facts = list(golden.facts)
        facts[index] = fact.model_copy(update={"value": fact.value * OTHER, "quote": ""})
        findings = across([golden.model_copy(update={"facts": facts}), read])[0].findings
        hits = sum(index in finding.facts for finding in findings)
        yield fact, hits > 0, len(findings) - hits


def growth() -> float:
    """How many times as long twice the reports take, all of one company."""
    golden = next(golden for _, golden in scores.golden_reports(scores.GOLDEN))
    seconds = []
    for count in COUNTS:
        copies = [golden.model_copy(deep=True, update={"report_id": str(number)}) for number in range(count)]
        started = time.perf_counter()
        across(copies)
        seconds.append(time.perf_counter() - started)
    return seconds[1] / seconds[0]


def main() -> None:
    """Measure and print."""
    for name, chosen in (("rules", load(backend="rules")), ("llm", replay.recorded_settings())):
        beside = list(pairs(chosen))
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
