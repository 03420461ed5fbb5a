"""Whether the evaluation itself can be believed: `python -m tests.benchmarks.evaluation [--seconds]`.

On the stored baseline: how often the verdict cries wolf where nothing changed (every fact of two runs turned with a
probability of 2%, right to wrong and wrong to right), and how often it notices a drop of three points, spread at random
and clumped in two reports. On the golden set: whether planted mistakes get their names. With --seconds, how long
`python eval.py` takes. Exit code 1: a target is missed.
"""

import argparse
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy
from numpy.typing import NDArray

from extractor import golden, scoring
from extractor.regression.bootstrap import Interval, noticed, paired, smallest_drop, spread
from extractor.scoring import card as cards
from extractor.scoring.card import Card
from tests.benchmarks.planted_mistakes import MISTAKES, planted

ROOT = Path(__file__).parents[2]
RUNS = 1_000
TURNED, DROP = 0.02, 0.03
FALSE_ALARMS, DETECTED = 0.05, 0.90
CRITICAL_FACTS = ("revenue", "net_profit", "eps", "target_price")
SEED = 7
Counts = NDArray[numpy.int64]


def columns(card: Card) -> tuple[Counts, Counts]:
    """Right facts of each report, and expected and found ones together."""
    tallies = [one.tallies["attributed"] for one in card.reports.values()]
    return numpy.array([t.right for t in tallies]), numpy.array([t.expected + t.found for t in tallies])


def turned(chance: numpy.random.Generator, right: Counts, under: Counts) -> Counts:
    """Right facts of a run in which each fact may have turned."""
    wrong = numpy.maximum(under // 2 - right, 0)
    run: Counts = right - chance.binomial(right, TURNED) + chance.binomial(wrong, TURNED)
    return run


def alarms(card: Card) -> tuple[float, float]:
    """The share of pairs of runs without any difference in kind that are called a drop; and in which a critical fact turned."""
    right, under = columns(card)
    chance = numpy.random.default_rng(SEED)
    critical = sum(name.startswith(CRITICAL_FACTS) for one in card.reports.values() for name in one.critical)
    called = 0
    for _ in range(RUNS):
        before, after = (turned(chance, right, under) for _ in range(2))
        called += interval(before, after, under).drop
    return called / RUNS, 1 - (1 - TURNED * (1 - TURNED)) ** critical


def interval(before: Counts, after: Counts, under: Counts) -> Interval:
    """The verdict's own interval."""
    sides = ([(int(2 * r), int(u)) for r, u in zip(side, under, strict=True)] for side in (before, after))
    return paired(*sides)


def spread_drop(card: Card) -> tuple[float, float]:
    """How often a drop, spread at random over the right facts, is noticed: by itself, and with every fact turning as well."""
    right, under = columns(card)
    lost = round(DROP * under.sum() / 2)
    alone = float(noticed(2 * spread(lost, right, RUNS), under.astype(float)).mean())
    chance = numpy.random.default_rng(SEED)
    called = 0
    for gone in spread(lost, right, RUNS):
        called += interval(turned(chance, right, under), turned(chance, right - gone, under), under).drop
    return alone, called / RUNS


def clumped_drop(card: Card) -> tuple[float, float]:
    """How often the same drop in two reports alone is noticed by the interval, and by a critical field of one of them."""
    right, under = columns(card)
    names = list(card.reports)
    lost = round(DROP * under.sum() / 2)
    chance = numpy.random.default_rng(SEED)
    called, named, made = 0, 0.0, 0
    for _ in range(RUNS):
        two = chance.choice(len(right), size=2, replace=False)
        if right[two].sum() < lost:
            continue
        made += 1
        gone = numpy.zeros_like(right)
        first = int(chance.hypergeometric(right[two[0]], right[two[1]], lost))
        gone[two[0]], gone[two[1]] = first, lost - first
        called += interval(right, right - gone, under).drop
        missing = 1.0
        for report in two:
            critical = sum(
                name.startswith(CRITICAL_FACTS) and was for name, was in card.reports[names[report]].critical.items()
            )
            missing *= (1 - gone[report] / right[report]) ** critical
        named += 1 - missing
    return called / made, named / made


def named() -> Iterator[tuple[str, int, int, Counter[str]]]:
    """For each planted mistake: how many readings, in how many every touched fact got its name, and what they got else."""
    reports = golden.load(ROOT / "golden" / "reports")
    for name, (_, kind) in MISTAKES.items():
        count, right, others = 0, 0, Counter[str]()
        for one in reports:
            beside = [other.report for other in reports if other.document == one.document and other is not one]
            for reading in planted(name, one, beside):
                compared = scoring.compare(one.name, one.report, reading.report, one.text, beside)
                kinds = [mistake.kinds for mistake in compared.mistakes]
                good = kinds == [(kind,)] * reading.touched
                count, right = count + 1, right + good
                others.update("+".join(one_) or "none" for one_ in kinds if one_ != (kind,) and not good)
        yield name, count, right, others


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", action="store_true", help="time python eval.py as well")
    options = parser.parse_args()
    missed = False
    for reader, card in cards.loaded(ROOT / "golden" / "baseline.json").items():
        right, under = columns(card)
        (false, critical), (alone, noisy), (clump, by_name) = alarms(card), spread_drop(card), clumped_drop(card)
        least = smallest_drop([(int(r), int(u)) for r, u in zip(right, under, strict=True)])
        print(f"{reader}: {len(right)} reports, {right.sum()} right facts")
        print(f"  false alarms where nothing changed: {false:.1%} (at most {FALSE_ALARMS:.0%})")
        print(f"  a critical fact would turn by such chance in {critical:.0%} of runs: of a live model, repeat")
        print(
            f"  {100 * DROP:.0f} points spread at random: noticed {alone:.1%}, with facts turning by chance {noisy:.1%} (at least {DETECTED:.0%})"
        )
        print(
            f"  {100 * DROP:.0f} points clumped in two reports: noticed {clump:.1%} by the interval, {by_name:.0%} by a critical fact"
        )
        print(f"  the smallest drop that would be noticed: {'none' if least is None else f'{100 * least:.2f} points'}")
        missed |= false > FALSE_ALARMS or min(alone, noisy) < DETECTED
    for name, count, good, others in named():
        print(
            f"{name}: {good} of {count} named {MISTAKES[name][1].value}"
            + (f"; else {dict(others.most_common(4))}" if others else "")
        )
        missed |= not count or good < count
    if options.seconds:
        started = time.perf_counter()
        subprocess.run([sys.executable, "eval.py", "--brief"], cwd=ROOT, check=False, stdout=subprocess.DEVNULL)
        print(f"python eval.py: {time.perf_counter() - started:.0f} s")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
