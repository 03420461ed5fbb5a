"""Reports against the golden set: what was found, missed, invented and wrongly attributed, field by field."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from extractor import matching
from extractor.folding import squeeze
from extractor.matching import Matched
from extractor.schema import Fact, Header, Report, Status
from extractor.scoring.critical import critical
from extractor.scoring.errors import Ground, Mistake, mistakes
from extractor.scoring.tally import Tally, macro_f1

__all__ = ["Comparison", "Ground", "Mistake", "Tally", "agreement", "compare", "groups", "macro_f1", "tallies"]

HEADER_FIELDS = tuple(Header.model_fields)
SCORED_APART = ("qualifier", "base", "credited_to")
FACT_FIELDS = ("value", "unit", "metric", "subject", "period", "basis", "measure")
BY = ("metric", "basis", "measure")
"""The fields by whose values facts are scored apart."""


@dataclass(slots=True)
class Comparison:
    """One report against its golden file.

    `header` has golden and found value of each header field that differs; `wrong` the places in the golden file of the
    facts that are missed or wrong.
    """

    name: str
    matched: Matched
    header: dict[str, tuple[object, object]]
    tallies: dict[str, Tally]
    groups: dict[str, dict[str, Tally]]
    mistakes: list[Mistake]
    critical: dict[str, bool]
    wrong: list[int]
    verified: Counter[str] = field(default_factory=Counter)
    unclaimed: int = 0


def compare(name: str, golden: Report, found: Report, text: str = "", beside: Sequence[Report] = ()) -> Comparison:
    """Match by key first, then by value; what is left over is missed or invented.

    `text` is the report's, `beside` the other golden reports of its document: both only serve to name mistakes.
    """
    matched = matching.facts(golden.facts, found.facts)
    wanted = {key: (getattr(golden.header, key), getattr(found.header, key)) for key in HEADER_FIELDS}
    header = {key: both for key, both in wanted.items() if _plain(both[0]) != _plain(both[1])}
    right = {id(pair.golden) for pair in matched.pairs if not pair.apart}
    return Comparison(
        name, matched, header, _tallies(golden, found, matched, header), groups(matched),
        mistakes(matched, Ground(golden, text, beside)), critical(golden, found, header),
        [place for place, fact in enumerate(golden.facts) if id(fact) not in right],
        _verdicts(matched), len(found.check.unclaimed) if found.check else 0,
    )  # fmt: skip


def _plain(value: object) -> object:
    return (
        squeeze(value).text
        if isinstance(value, str)
        else [_plain(v) for v in value]
        if isinstance(value, list)
        else value
    )


def _tallies(golden: Report, found: Report, matched: Matched, header: Mapping[str, object]) -> dict[str, Tally]:
    tallies = {"attributed": Tally(), "figures": Tally(), **_fields(matched)}
    for pair in matched.pairs:
        tallies["attributed"].right += not pair.apart
        tallies["figures"].right += not {"value", "unit"} & set(pair.apart)
    for name in ("attributed", "figures"):
        tallies[name].add(0, len(golden.facts), len(found.facts))
    tallies["coverage"] = _coverage(golden.facts, found.facts)
    tallies["header"] = Tally(len(HEADER_FIELDS) - len(header), len(HEADER_FIELDS), len(HEADER_FIELDS))
    both = sum(1 for _ in matching.events(golden.events, found.events))
    tallies["events"] = Tally(both, len(golden.events), len(found.events))
    risks = Counter(_plain(r) for r in golden.risks) & Counter(_plain(r) for r in found.risks)
    tallies["risks"] = Tally(risks.total(), len(golden.risks), len(found.risks))
    return tallies


def _fields(matched: Matched) -> dict[str, Tally]:
    """Facts by single fields: how many have each right, whatever the others are."""
    expected, found = len(matched.pairs) + len(matched.missed), len(matched.pairs) + len(matched.invented)
    tallies = {name: Tally(0, expected, found) for name in (*FACT_FIELDS, *SCORED_APART)}
    for pair in matched.pairs:
        for name in FACT_FIELDS:
            tallies[name].right += name not in pair.apart
        for name in SCORED_APART:
            tallies[name].right += getattr(pair.golden, name) == getattr(pair.found, name)
    return tallies


def _coverage(golden: Iterable[Fact], found: Iterable[Fact]) -> Tally:
    """How many of the text's figures that the golden facts state some found fact claims, rightly or not."""
    wanted, claimed = ({fact.span for fact in facts if fact.span} for facts in (golden, found))
    covered = sum(any(low < end and start < high for low, high in claimed) for start, end in wanted)
    return Tally(covered, len(wanted), len(wanted) if claimed else 0)


def groups(matched: Matched) -> dict[str, dict[str, Tally]]:
    """Fully attributed facts by metric, basis and measure: expected by the golden fact's, found by the found one's."""
    found: dict[str, dict[str, Tally]] = {name: {} for name in BY}
    for golden, other, right in _both(matched):
        for name in BY:
            for fact, column in ((golden, "expected"), (other, "found")):
                if fact is not None:
                    tally = found[name].setdefault(str(getattr(fact, name)), Tally())
                    setattr(tally, column, getattr(tally, column) + 1)
            if right and golden is not None:
                found[name][str(getattr(golden, name))].right += 1
    return found


def _both(matched: Matched) -> Iterator[tuple[Fact | None, Fact | None, bool]]:
    yield from ((pair.golden, pair.found, not pair.apart) for pair in matched.pairs)
    yield from ((fact, None, False) for fact in matched.missed)
    yield from ((None, fact, False) for fact in matched.invented)


def _verdicts(matched: Matched) -> Counter[str]:
    """What the verdicts are worth: `verified`, of them `verified_wrong`; `right` facts, of them `right_verified`."""
    counts = Counter[str]()
    for _, fact, right in _both(matched):
        if fact is not None:
            sure = fact.verdict is not None and fact.verdict.status == Status.VERIFIED
            counts.update(verified=sure, verified_wrong=sure and not right, right=right, right_verified=right and sure)
            counts[fact.verdict.status.value if fact.verdict else "unjudged"] += not sure
    return counts


def tallies(comparisons: Iterable[Comparison]) -> dict[str, Tally]:
    """The tallies of many reports added up: what micro averages are made of."""
    whole: dict[str, Tally] = {}
    for one in comparisons:
        for name, tally in one.tallies.items():
            whole.setdefault(name, Tally()).add(tally.right, tally.expected, tally.found)
    return whole


def agreement(first: Mapping[str, Report], second: Mapping[str, Report]) -> dict[str, Tally]:
    """How far two annotations of the same reports agree, field by field; neither is taken for the truth."""
    return tallies(compare(name, report, second[name]) for name, report in first.items())
