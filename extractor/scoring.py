"""Reports against the golden set: what was found, missed, invented and wrongly attributed, field by field."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extractor.claims import fields_apart, shares_words
from extractor.folding import squeeze
from extractor.schema import Event, Fact, Header, Report, Status

HEADER_FIELDS = tuple(Header.model_fields)
SCORED_APART = ("qualifier", "base", "credited_to")
FACT_FIELDS = ("value", "unit", "metric", "subject", "period", "basis", "measure")


@dataclass(slots=True)
class Tally:
    """Counts of one kind of thing; precision, recall and F1 are 1 where there is nothing to find and nothing found."""

    right: int = 0
    expected: int = 0
    found: int = 0

    def add(self, right: int, expected: int, found: int) -> None:
        """Count some more."""
        self.right, self.expected, self.found = self.right + right, self.expected + expected, self.found + found

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / self.found if self.found else float(not self.expected)

    @property
    def recall(self) -> float:
        """The share of what was to be found that was."""
        return self.right / self.expected if self.expected else float(not self.found)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        total = self.expected + self.found
        return 2 * self.right / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Pair:
    """A golden fact and the extracted one matched to it, with the fields in which they differ."""

    golden: Fact
    found: Fact
    apart: tuple[str, ...]


@dataclass(slots=True)
class Comparison:
    """One report against its golden file."""

    name: str
    pairs: list[Pair] = field(default_factory=list)
    missed: list[Fact] = field(default_factory=list)
    invented: list[Fact] = field(default_factory=list)
    header: dict[str, tuple[object, object]] = field(default_factory=dict)
    header_fields: int = 0
    events: Tally = field(default_factory=Tally)
    risks: Tally = field(default_factory=Tally)
    unclaimed: int = 0
    figures: int = 0


def compare(name: str, golden: Report, found: Report) -> Comparison:
    """Match by key first, then by value; what is left over is missed or invented."""
    result = Comparison(name)
    _match_facts(golden.facts, found.facts, result)
    for key in HEADER_FIELDS:
        wanted, got = getattr(golden.header, key), getattr(found.header, key)
        result.header_fields += 1
        if _plain(wanted) != _plain(got):
            result.header[key] = (wanted, got)
    matched = sum(1 for _ in _match_events(golden.events, found.events))
    result.events.add(matched, len(golden.events), len(found.events))
    risks = Counter(_plain(r) for r in golden.risks) & Counter(_plain(r) for r in found.risks)
    result.risks.add(risks.total(), len(golden.risks), len(found.risks))
    if found.check is not None:
        result.unclaimed = len(found.check.unclaimed)
    return result


def _plain(value: object) -> object:
    return (
        squeeze(value).text
        if isinstance(value, str)
        else [_plain(v) for v in value]
        if isinstance(value, list)
        else value
    )


_KEY = frozenset({"metric", "subject", "period", "basis", "measure", "unit"})
_TIERS: Sequence[frozenset[str]] = (
    frozenset(),  # equal in all
    frozenset({"value"}),  # the key agrees, the value does not
    _KEY - {"unit", "measure"},  # value, unit and measure agree: some of the attribution is wrong
    _KEY - {"unit"},  # value and unit agree
)


def _match_facts(golden: Sequence[Fact], found: Sequence[Fact], result: Comparison) -> None:
    """Pair facts tier by tier, within a tier those that differ least first."""
    left, right = list(range(len(golden))), list(range(len(found)))
    apart = {(i, j): tuple(fields_apart(golden[i], found[j])) for i in left for j in right}
    for allowed in _TIERS:
        close = sorted((len(apart[i, j]), i, j) for i in left for j in right if set(apart[i, j]) <= allowed)
        for _, i, j in close:
            if i in left and j in right:
                result.pairs.append(Pair(golden[i], found[j], apart[i, j]))
                left.remove(i)
                right.remove(j)
    result.missed.extend(golden[i] for i in left)
    result.invented.extend(found[j] for j in right)


def _match_events(golden: Sequence[Event], found: Sequence[Event]) -> Iterator[tuple[Event, Event]]:
    """Events pair by type and overlapping quote."""
    left = list(found)
    for event in golden:
        for other in left:
            a, b = squeeze(event.quote).text, squeeze(other.quote).text
            if event.type == other.type and (a in b or b in a or shares_words(a, b)):
                left.remove(other)
                yield event, other
                break


@dataclass(slots=True)
class Scores:
    """The whole set: tallies by name, verdict quality, and every single comparison."""

    tallies: dict[str, Tally]
    header_right: int
    header_total: int
    verified: int
    verified_wrong: int
    right: int
    right_unverified: int
    comparisons: Sequence[Comparison]

    @property
    def right_verified(self) -> float:
        """The share of right facts that are verified."""
        return (self.right - self.right_unverified) / self.right if self.right else 1.0

    def numbers(self) -> dict[str, Decimal]:
        """The scores that a baseline keeps, rounded to four places."""
        numbers = {f"{name}_f1": tally.f1 for name, tally in self.tallies.items()}
        numbers["header"] = self.header_right / self.header_total if self.header_total else 1.0
        numbers["right_verified"] = self.right_verified
        numbers["verified_wrong"] = self.verified_wrong / self.verified if self.verified else 0.0
        return {name: Decimal(f"{value:.4f}") for name, value in numbers.items()}


def score(comparisons: Sequence[Comparison]) -> Scores:
    """Add comparisons up (micro averages over facts)."""
    tallies = {name: Tally() for name in ("figures", "attributed", *FACT_FIELDS, *SCORED_APART, "events", "risks")}
    verified = wrong = right_facts = stopped = header_right = header_total = 0
    for one in comparisons:
        _tally_facts(one, tallies)
        tallies["events"].add(one.events.right, one.events.expected, one.events.found)
        tallies["risks"].add(one.risks.right, one.risks.expected, one.risks.found)
        header_total += one.header_fields
        header_right += one.header_fields - len(one.header)
        for fact, right in _judged(one):
            sure = fact.verdict is not None and fact.verdict.status == Status.VERIFIED
            verified += sure
            wrong += sure and not right
            right_facts += right
            stopped += right and not sure
    return Scores(tallies, header_right, header_total, verified, wrong, right_facts, stopped, comparisons)


def _judged(one: Comparison) -> Iterator[tuple[Fact, bool]]:
    yield from ((pair.found, not pair.apart) for pair in one.pairs)
    yield from ((fact, False) for fact in one.invented)


def _tally_facts(one: Comparison, tallies: Mapping[str, Tally]) -> None:
    expected, found = len(one.pairs) + len(one.missed), len(one.pairs) + len(one.invented)
    rights = Counter[str]()
    for pair in one.pairs:
        rights["attributed"] += not pair.apart
        rights["figures"] += not {"value", "unit"} & set(pair.apart)
        rights.update(name for name in FACT_FIELDS if name not in pair.apart)
        rights.update(name for name in SCORED_APART if getattr(pair.golden, name) == getattr(pair.found, name))
    for name in ("attributed", "figures", *FACT_FIELDS, *SCORED_APART):
        tallies[name].add(rights[name], expected, found)


def agreement(first: Iterable[tuple[str, Report]], second: Mapping[str, Report]) -> dict[str, Tally]:
    """How far two annotations of the same reports agree, field by field; neither is taken for the truth."""
    return score([compare(name, report, second[name]) for name, report in first]).tallies
