"""Checking speed beside the best-known open grounder's aligner, on the same Chinese text in the same run; and growth.

    python -m venv FOLDER; FOLDER/bin/pip install langextract
    python -m tests.benchmarks.grounding FOLDER/bin/python

Golden reports with their right facts, and with facts whose quote and value have a digit changed. What counts for us
is `checks.prepare` and `checks.run`, from plain text: attribution included; for langextract the aligning of the quotes
alone. Exit code 1: less than five times as fast as it at its fastest, or growth that is not linear.
"""

import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

from extractor import attribution, checks
from extractor.reader_rules import header as headers
from extractor.schema import Fact, Header, Report
from tests.benchmarks import mutants, mutations
from tests.benchmarks.mutants import Ground, changed

LEAST = 5
GROWTH = 1.3
"""Twice as much takes at most so many times twice as long."""
ROUNDS = 3
EVERY = 3
"""One golden report in so many is enough beside the peer, which takes its time."""
PEER = Path(__file__).with_name("grounding_peer.py")
Case = tuple[Ground, Sequence[Fact]]


def best(work: Callable[[], object]) -> float:
    """Seconds of processor time, which other programs don't lengthen, of the fastest of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


def check(text: str, facts: Sequence[Fact], header: Header | None = None) -> Report:
    """Facts before a text that nobody has read yet."""
    attribution.read_text.cache_clear()
    head = header or Header()
    source = checks.prepare(text, headers.published_on(head), headers.company_names(head))
    return checks.run(source, Report(facts=list(facts)))


def of_case(case: Case) -> Report:
    """A golden report checked from plain text, dated and named as its header says."""
    ground, facts = case
    return check(ground.text, facts, ground.report.header)


def cases(found: Iterable[Ground], wrong: bool = False) -> list[Case]:
    """Reports with facts in order of place: right ones, or a digit changed in value and quote."""
    made = list[Case]()
    for ground in found:
        facts = [
            next(mutants.forged(fact, ground, Random(i)), None) if wrong else fact
            for i, fact in enumerate(sorted(ground.facts, key=lambda fact: fact.span or (0, 0)))
        ]
        made.append((ground, [fact for fact in facts if fact is not None]))
    return made


def given(found: Sequence[Case]) -> str:
    """The cases as the peer takes them; a wrong quote's place is where most of it stands."""
    listed = [
        {"text": ground.text, "quotes": [(fact.quote, _place(fact, ground)) for fact in facts]}
        for ground, facts in found
    ]
    return json.dumps(listed, ensure_ascii=False)


def _place(fact: Fact, ground: Ground) -> int:
    starts = (ground.text.find(fact.quote[:length]) for length in range(len(fact.quote), 0, -1))
    return max(0, next((at for at in starts if at >= 0), 0))


def compare(python: str, wrong: bool) -> float:
    """Print both speeds; returns how many times as fast we are as the peer at its fastest."""
    found = cases(list(mutations.grounds(mutations.GOLDEN))[::EVERY], wrong)
    count = sum(len(facts) for _, facts in found)
    ours = best(lambda: [of_case(case) for case in found])
    said = Counter(f.verdict.status.value for case in found for f in of_case(case).facts if f.verdict is not None)
    print(f"{'wrong' if wrong else 'right'} quotes: {count} facts in {sum(len(g.text) for g, _ in found):,} characters")
    print(f"  ours: {count / ours:,.0f} facts/s; {_counts(said)}")
    ratios = list[float]()
    for name, told in _peer(python, given(found)).items():
        ratios.append(told["seconds"] / ours)
        print(
            f"  langextract, {name}: {count / told['seconds']:,.0f} facts/s; {_counts(told['marks'])}; ours is {ratios[-1]:.1f} x"
        )
    return min(ratios)


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))


def _peer(python: str, cases: str) -> dict[str, Any]:
    done = subprocess.run([python, str(PEER)], input=cases, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"error: {python}: {(done.stderr.strip().splitlines() or ['it failed'])[-1]}")
    told: dict[str, Any] = json.loads(done.stdout)
    return told


SIZES = (1, 2, 4)


def growth() -> float:
    """Print how time grows with facts and with text; returns the worst growth as a multiple of what is linear."""
    found = list(mutations.grounds(mutations.GOLDEN))
    own = [fact for ground in found for fact in ground.facts]
    text = "\n".join(ground.text for ground in found)
    texts = ["\n".join(shifted(text, k) for k in range(size)) for size in SIZES]
    facts = [[changed(f, quote=shifted(f.quote, k)) for k in range(size) for f in own] for size in SIZES]
    longest = checks.prepare(texts[-1], None, ())
    return max(
        _steps("facts", [(len(some), partial(checks.run, longest, Report(facts=some))) for some in facts]),
        _steps("characters of text", [(len(text), partial(check, text, own)) for text in texts]),
    )


def shifted(text: str, by: int) -> str:
    """A text of the same kind with other decimals, so that its quotes are others too."""
    return re.sub(r"(?<=\.)\d", lambda match: str((int(match[0]) + by) % 10), text)


def _steps(name: str, works: Sequence[tuple[int, Callable[[], object]]]) -> float:
    times = [best(work) for _, work in works]
    steps = [after / before for before, after in pairwise(times)]
    shown = ", ".join(f"{size:,}: {seconds:.3f} s" for (size, _), seconds in zip(works, times, strict=True))
    print(f"{name}: {shown}; twice as many take {' and '.join(f'{step:.2f}' for step in steps)} times as long")
    return max(steps) / 2


def main() -> int:
    """Run the command line."""
    if len(sys.argv) != 2:
        raise SystemExit("usage: python -m tests.benchmarks.grounding PYTHON, that of an environment with langextract")
    slow = min(compare(sys.argv[1], wrong=False), compare(sys.argv[1], wrong=True)) < LEAST
    return int(growth() > GROWTH or slow)


if __name__ == "__main__":
    sys.exit(main())
