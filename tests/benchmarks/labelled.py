"""Labelled sentences: `python tests/benchmarks/labelled.py SENTENCES.jsonl`.

One sentence a line: `text`, and `gold`, a list of figures with `value`, `start`, `end`, `metric` and `attrs` (of which
those of type 时间 say the period, `in_sentence` or not). Prints how many labelled figures are found with the right
value, and of those how often the words of the metric, as written or as it is usually called, agree (character F1 of at least
0.5) and the period named in the sentence
is the one read. Periods without a year in their sentence are left out: the data contract has no form for them.
"""

import json
import re
import sys
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from extractor import attribution, lexicon, periods
from extractor.attribution import Reading
from extractor.folding import fold

FOUND, AGREE = 0.97, 0.85
"""The least share of labelled figures to be found with their value, and of those whose metric's words, or period, agree."""
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
FOLD_WORDS = re.compile(r"同比|环比|年?复合增长率|增速|占比|[()（）]")


def found(gold: Mapping[str, Any], readings: list[tuple[int, int, Reading]]) -> Reading | None:
    """The reading at a labelled figure, if its printed number is among what it reads."""
    numbers = [Decimal(n.replace(",", "")) for n in NUMBER.findall(gold["value"])]
    for start, end, reading in readings:
        if start < gold["end"] and end > gold["start"]:
            figure = reading.figure
            ends = [abs(v) / figure.scale for v in (figure.value, figure.value_to) if v is not None]
            if not numbers or all(any(number == value for value in ends) for number in numbers):
                return reading
    return None


def words_agree(gold: str, reading: Reading) -> bool:
    """Whether the label, or the usual name of its metric, shares enough characters with the labelled metric."""
    if not reading.metric:
        return False
    name = reading.metric[0].value
    usual = [alias.name for alias in lexicon.load().aliases.values() if alias.metric is name.metric][:1]
    return any(_alike(FOLD_WORDS.sub("", gold), FOLD_WORDS.sub("", words)) for words in (name.label, *usual))


def _alike(a: str, b: str) -> bool:
    shared = sum(min(a.count(c), b.count(c)) for c in set(a))
    return 2 * shared >= 0.5 * (len(a) + len(b)) and shared > 0


def named_periods(text: str, words: str) -> set[str]:
    """What a period's words can stand for in their sentence: each of its periods, or their span; none without a year."""
    folded = fold(text)
    mentions = periods.resolve(folded.text, periods.scan(folded.text), None)
    wanted = fold(words).text.rstrip("份")
    meant = [m for m in mentions if wanted in folded.text[m.start : m.end] or folded.text[m.start : m.end] in wanted]
    return {
        value for m in meant for value in (*m.values, f"{m.values[0]}..{m.values[-1]}" if m.values else "") if value
    }


def main(path: str) -> int:
    """Print the scores; returns 1 if too few figures are found, or of too few the words or the period agree."""
    total = right = words = named = dated = 0
    for line in Path(path).read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        folded = fold(case["text"])
        readings = [(*folded.span(r.figure.start, r.figure.end), r) for r in attribution.read(folded, None)]
        for gold in case["gold"]:
            if not NUMBER.search(gold["value"]):
                continue
            total += 1
            reading = found(gold, readings)
            if reading is None:
                continue
            right += 1
            words += words_agree(gold["metric"], reading)
            times = [a["text"] for a in gold["attrs"] if a["type"] == "时间" and a["in_sentence"]]
            meant = {value for words in times for value in named_periods(case["text"], words)}
            named += bool(meant)
            dated += any(c.value in meant for c in reading.period[:1])
    print(f"labelled figures found with right value: {right} of {total} ({right / total:.1%})")
    print(
        f"of those, the metric's words agree: {words / right:.1%}; the period named in the sentence: {dated} of {named} ({dated / named:.1%})"
    )
    return 0 if right >= FOUND * total and words >= AGREE * right and dated >= AGREE * named else 1


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_file():
        sys.exit("usage: python tests/benchmarks/labelled.py SENTENCES.jsonl")
    sys.exit(main(sys.argv[1]))
