"""Our figures on the peers' own cases: `python tests/benchmarks/peers.py CASES.jsonl`.

CASES.jsonl holds one case a line: `peer`, `case`, `text`, and `expected` as that peer states it. Conventions differ and
are mapped: a percentage point counts as a percentage, a fraction of one for chinese2digits as percent, 元 stands where
no currency is named, an open interval is its bound, and where a peer expects nothing our scanner is asked as it is used
on reports. Cases without an expectation, and kinds that are neither number, percent nor money (dates, times,
dimensions), are left out. What we refuse stands, with the reason, in `peers_refused.json`, written before any tuning.
"""

import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from extractor import amounts, periods
from extractor.folding import fold

REFUSED = Path(__file__).with_name("peers_refused.json")
OTHER_KINDS = re.compile(r"time|Dimension", re.IGNORECASE)
BOUND = re.compile(r"[\[(](-?[\d.]+)?,(-?[\d.]+)?[\])]")
ROUNDING = Decimal("1e-9")


def case_id(case: Mapping[str, Any]) -> str:
    """A name for a case that holds none of its text."""
    return f"{case['peer']}:{case['case']}:{hashlib.sha256(case['text'].encode()).hexdigest()[:8]}"


def in_scope(case: Mapping[str, Any]) -> bool:
    """Whether a case is of a number, percentage or sum of money, and says what it expects."""
    return not OTHER_KINDS.search(case["case"]) and case["expected"] is not None


def values(case: Mapping[str, Any]) -> Iterator[Decimal]:
    """The numbers that a case expects, in our terms."""
    for item in case["expected"]:
        value = item["value"]
        if value is None:
            continue
        for number in value if isinstance(value, list) else [value]:
            bound = BOUND.fullmatch(str(number))
            pieces = [p for p in bound.groups() if p] if bound else [str(number).rstrip("%")]
            yield from (Decimal(piece) for piece in pieces)


def ours(text: str, bare: bool, kind: str = "") -> list[Decimal]:
    """The numbers that we find, both ends of a range; a sign that words give is left off, as peers do."""
    folded = fold(text)
    taken = [] if bare else [(m.start, m.end) for m in periods.scan(folded.text)]
    found: list[Decimal] = []
    for figure in amounts.scan(folded, taken, bare_words=bare):
        if (kind == "Percent" and figure.unit not in ("%", "pp")) or (
            kind == "Currency" and not amounts.is_money(figure.unit)
        ):
            continue
        if kind == "NumberModel" and folded.text[figure.end - 1] in "折%":
            continue  # that peer's percentages are another model's
        ends = [figure.value] if figure.value_to is None else [figure.value, figure.value_to]
        found.extend(ends if figure.signed else map(abs, ends))
    return found


def is_right(case: Mapping[str, Any]) -> bool:
    """Whether we find exactly the numbers that a case expects, in order; of ranges, all that it names."""
    wanted = list(values(case))
    kind = next((k for k in ("Percent", "Currency", "Range", "NumberModel") if k in case["case"]), "")
    found = ours(case["text"], bool(wanted), kind)
    if not wanted and case["expected"]:
        return bool(found)
    if case["peer"] == "JioNLP" and not wanted:
        return not any(amounts.is_money(f.unit) for f in amounts.scan(fold(case["text"])))
    if kind == "Range":
        return all(any(_equal(a, b) for a in found) for b in wanted)
    return len(found) == len(wanted) and all(_equal(a, b) for a, b in zip(found, wanted, strict=True))


def _equal(a: Decimal, b: Decimal) -> bool:
    return abs(a - b) <= abs(b) * ROUNDING


def main(path: str) -> int:
    """Print the scores; returns 1 if they fall short."""
    cases = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    cases = [case for case in cases if in_scope(case)]
    refused = json.loads(REFUSED.read_text(encoding="utf-8"))
    taken = [case for case in cases if case_id(case) not in refused]
    right = []
    for case in taken:
        try:
            right.append(is_right(case))
        except InvalidOperation:
            right.append(False)
    kinds = Counter(refused[case_id(case)] for case in cases if case_id(case) in refused)
    print(f"cases of number, percent and money: {len(cases)}")
    print(f"refused: {len(cases) - len(taken)} ({(len(cases) - len(taken)) / len(cases):.1%})")
    for reason, count in kinds.most_common():
        print(f"  {count:3}  {reason}")
    print(f"right of those taken: {sum(right)} of {len(taken)} ({sum(right) / len(taken):.1%})")
    print(f"right over all: {sum(right) / len(cases):.1%}")
    for case, good in zip(taken, right, strict=True):
        if not good:
            print(f"  wrong: {case_id(case)} {case['text'][:40]!r} found {ours(case['text'], True)[:6]}")
    return 0 if sum(right) >= 0.95 * len(taken) and len(cases) - len(taken) <= 0.15 * len(cases) else 1


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python tests/benchmarks/peers.py CASES.jsonl")
    sys.exit(main(sys.argv[1]))
