"""Two accounts of one report: which of their facts and events are about the same figure, before anything is called right."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy
from scipy.optimize import linear_sum_assignment

from extractor.claims import fields_apart, same_metric, shares_words
from extractor.folding import squeeze
from extractor.schema import Event, Fact


@dataclass(frozen=True, slots=True)
class Pair:
    """A golden fact and the found one matched to it, with the fields in which they differ."""

    golden: Fact
    found: Fact
    apart: tuple[str, ...]


@dataclass(slots=True)
class Matched:
    """The facts of two accounts: pairs, what only the first has and what only the second."""

    pairs: list[Pair] = field(default_factory=list)
    missed: list[Fact] = field(default_factory=list)
    invented: list[Fact] = field(default_factory=list)


_KEY = frozenset({"metric", "subject", "period", "basis", "measure", "unit"})
_TIERS: Sequence[frozenset[str]] = (
    frozenset(),  # equal in all
    frozenset({"value"}),  # the key agrees, the value does not
    _KEY - {"unit", "measure"},  # value, unit and measure agree: some of the attribution is wrong
    _KEY - {"unit"},  # value and unit agree
    frozenset({"value", "unit"}),  # all but the amount agrees: a unit lost, or another's
)


def facts(golden: Sequence[Fact], found: Sequence[Fact]) -> Matched:
    """Pair facts by key, then by value, tier by tier; where several could pair, the assignment that differs least in all."""
    left, right = list(range(len(golden))), list(range(len(found)))
    apart = {
        (i, j): tuple(fields_apart(golden[i], found[j])) for i in left for j in right if _may_pair(golden[i], found[j])
    }
    result = Matched()
    for allowed in _TIERS:
        for i, j in _assigned(
            golden, found, {at: fields for at, fields in apart.items() if allowed.issuperset(fields)}
        ):
            result.pairs.append(Pair(golden[i], found[j], apart[i, j]))
            left.remove(i)
            right.remove(j)
        apart = {(i, j): fields for (i, j), fields in apart.items() if i in left and j in right}
    result.missed.extend(golden[i] for i in left)
    result.invented.extend(found[j] for j in right)
    return result


def _may_pair(a: Fact, b: Fact) -> bool:
    """Whether two facts can be a pair of any tier: most have neither amount nor metric in common, and this is quickly seen."""
    return a.value == b.value or {a.unit, b.unit} == {"x", "%"} or same_metric(a.metric, a.label, b.metric, b.label)


_FAR = 1_000_000
"""More than any distance in a report, in code points: a field apart weighs more than all distance."""


def _assigned(
    golden: Sequence[Fact], found: Sequence[Fact], apart: dict[tuple[int, int], tuple[str, ...]]
) -> list[tuple[int, int]]:
    """The pairs of these that can all hold at once: as many as can be, differing least, and lying nearest."""
    if not apart:
        return []
    rows, columns = (sorted({at[side] for at in apart}) for side in (0, 1))
    cost = numpy.full((len(rows), len(columns)), float(len(apart) * 100 * _FAR))
    row_of, column_of = ({index: place for place, index in enumerate(side)} for side in (rows, columns))
    for (i, j), fields in apart.items():
        cost[row_of[i], column_of[j]] = len(fields) * _FAR + _distance(golden[i], found[j])
    chosen = zip(*linear_sum_assignment(cost), strict=True)
    return [(rows[row], columns[column]) for row, column in chosen if (rows[row], columns[column]) in apart]


def _distance(a: Fact, b: Fact) -> int:
    """How far apart two figures stand in the text, in code points; far where one has no place."""
    return min(abs(a.span[0] - b.span[0]), _FAR - 1) if a.span and b.span else _FAR - 1


def events(golden: Sequence[Event], found: Sequence[Event]) -> Iterator[tuple[Event, Event]]:
    """Events pair by type and overlapping quote."""
    left = list(found)
    for event in golden:
        for other in left:
            a, b = squeeze(event.quote).text, squeeze(other.quote).text
            if event.type == other.type and (a in b or b in a or shares_words(a, b)):
                left.remove(other)
                yield event, other
                break
