"""Real text without labels: `python tests/benchmarks/passages.py PASSAGES.jsonl`.

One passage a line (`text`). Every passage is read and checked: no exception, every span re-slices to its figure, and
every verdict comes out the same when the extraction is checked again. Then the speeds, in one run: the figure scan beside
one bare compiled number pattern, the rule reader with its checks, and both on texts of doubled length.
"""

import json
import re
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

import extractor
from extractor import amounts, documents, pipeline
from extractor.errors import NoReport
from extractor.folding import fold, squeeze
from extractor.schema import Report, dumps, loads

BARE = re.compile(r"[-+]?\d+(?:,\d{3})*(?:\.\d+)?(?:万亿|亿|万|百万|千万)?(?:元|%|倍|个百分点)?")
ROUNDS = 5
SCAN, READ = 2_000_000, 100_000
GROWTH = 2.6
"""At most this many times as long for twice the text."""


def best(work: Callable[[], object]) -> float:
    """Seconds of the fastest of some rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def holds(text: str) -> bool:
    """Whether a passage is read without fault: spans re-slice, and a second check agrees."""
    try:
        reports = extractor.extract(text)
    except NoReport:
        return True
    for report in reports:
        again = extractor.check(text, Report.model_validate(loads(dumps(report))))
        if [fact.verdict for fact in again.facts] != [fact.verdict for fact in report.facts]:
            return False
        part = text[report.source.start : report.source.end]
        for fact in report.facts:
            if fact.span and squeeze(part[slice(*fact.span)]).text not in squeeze(part).text:
                return False
            if fact.span and not part[slice(*fact.span)].strip():
                return False
    folded = fold(text)
    return all(
        squeeze(text[slice(*folded.span(f.start, f.end))]).text == squeeze(folded.text[f.start : f.end]).text
        for f in amounts.scan(folded)
    )


def read_all(texts: Sequence[str]) -> None:
    """Read and check every text by rule."""
    for text in texts:
        try:
            for _ in pipeline.extract_document(documents.from_text(text)):
                pass
        except NoReport:
            continue


def main(path: str) -> int:
    """Print faults and speeds; returns 1 if something falls short."""
    texts = [json.loads(line)["text"] for line in Path(path).read_text(encoding="utf-8").splitlines()]
    faults = [i for i, text in enumerate(texts) if not holds(text)]
    print(f"passages: {len(texts)}, faults: {len(faults)} {faults[:5]}")
    size = sum(map(len, texts))
    folded = [fold(text) for text in texts]
    scan = best(lambda: [amounts.scan(f) for f in folded])
    bare = best(lambda: [sum(1 for _ in BARE.finditer(f.text)) for f in folded])
    print(f"figure scan: {size / scan / 1e6:.2f} M characters/s, {scan / bare:.1f} times one bare pattern")
    sample = texts[:200]
    read_all(sample[:5])
    read = best(lambda: read_all(sample))
    print(f"rule reader with checks: {sum(map(len, sample)) / read / 1e3:.0f} k characters/s")
    print(f"folding: {size / best(lambda: [fold(text) for text in texts]) / 1e6:.2f} M characters/s")
    joined = "\n".join(texts[:150])
    once, twice = best(lambda: read_all([joined])), best(lambda: read_all([joined + "\n" + joined]))
    memory = [_peak(joined), _peak(joined + "\n" + joined)]
    print(f"twice the text: {twice / once:.2f} times the time, {memory[1] / memory[0]:.2f} times the memory")
    good = not faults and size / scan >= SCAN and sum(map(len, sample)) / read >= READ
    return 0 if good and twice / once <= GROWTH and memory[1] / memory[0] <= GROWTH else 1


def _peak(text: str) -> int:
    tracemalloc.start()
    read_all([text])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python tests/benchmarks/passages.py PASSAGES.jsonl")
    sys.exit(main(sys.argv[1]))
