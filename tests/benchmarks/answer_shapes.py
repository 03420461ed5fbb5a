"""Three shapes for a model's answer, by tokens per fact: python -m tests.benchmarks.answer_shapes CL100K

The golden facts are written in each shape, without header, events and risks; facts of one line that follow close upon one
another share a quote where the shape allows. CL100K is as for `tokens.py`.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from extractor.reader_llm import answer
from extractor.schema import Fact
from tests.benchmarks.load import golden
from tests.benchmarks.tokens import tokenizer

_DEFAULTS = {"basis": "actual", "measure": "level", "qualifier": "exact"}
_FIELDS = (
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
    "base",
    "credited_to",
)
_LONGEST, _CLOSE = 110, 25


def grouped(text: str, facts: Sequence[Fact]) -> Iterator[tuple[str, list[Fact]]]:
    """Facts by the stretch of text that holds them."""
    start, end, held = 0, 0, list[Fact]()
    for fact in facts:
        assert fact.span is not None
        low = min(text.rfind(fact.quote, 0, fact.span[0] + len(fact.quote)), fact.span[0])
        low, high = (low if low >= 0 else fact.span[0]), fact.span[1]
        if held and low <= end + _CLOSE and high - start <= _LONGEST and "\n" not in text[start:high]:
            end = max(end, high)
            held.append(fact)
            continue
        if held:
            yield text[start:end], held
        start, end, held = low, high, [fact]
    if held:
        yield text[start:end], held


def plain(fact: Fact) -> dict[str, Any]:
    """A fact as an object without what is null or the default."""
    stated = fact.model_dump(mode="json")
    stated["value"], stated["value_to"] = float(fact.value), None if fact.value_to is None else float(fact.value_to)
    return {name: stated[name] for name in _FIELDS if stated[name] is not None and stated[name] != _DEFAULTS.get(name)}


def shapes(text: str, facts: Sequence[Fact]) -> dict[str, object]:
    """The same facts in each shape."""
    groups = list(grouped(text, facts))
    return {
        "objects, each with its quote": [{**plain(fact), "quote": fact.quote} for fact in facts],
        "objects under a shared quote": [{"quote": quote, "facts": [plain(f) for f in held]} for quote, held in groups],
        "rows under a shared quote": [
            {"quote": quote, "facts": [answer.row(f) for f in held]} for quote, held in groups
        ],
    }


def main() -> None:
    """Run the command line."""
    count = tokenizer(sys.argv[1])
    tokens: dict[str, int] = {}
    facts = 0
    for _, text, report in golden():
        facts += len(report.facts)
        for name, shape in shapes(text, report.facts).items():
            tokens[name] = tokens.get(name, 0) + count(json.dumps(shape, ensure_ascii=False, separators=(",", ":")))
    for name, total in tokens.items():
        print(f"{name}: {total / facts:.1f} tokens a fact, {facts} facts")


if __name__ == "__main__":
    main()
