"""A second look: which facts and figures go back to the reader, and what of its second answer is kept."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extractor.claims import fields_apart
from extractor.schema import Fact, Report, Status, Unclaimed

MOST_ITEMS = 60
"""More are not sent back in one round: an answer that bad is not mended by asking about each of its facts."""

_FAILED = (Status.REFUTED, Status.UNSUPPORTED)
_RANK = {Status.VERIFIED: 0, Status.UNCERTAIN: 1, Status.REFUTED: 2, Status.UNSUPPORTED: 3}


@dataclass(frozen=True, slots=True)
class Item:
    """What needs a second look: the fact at an index of the report, or a figure that no fact claims."""

    number: int
    place: int
    index: int | None = None
    fact: Fact | None = None
    figure: Unclaimed | None = None


@dataclass(slots=True)
class Offer:
    """A reader's second answer to an item; without facts it says that there is none."""

    item: Item
    facts: list[Fact] = field(default_factory=list)


def items(report: Report, text: str) -> list[Item]:
    """The failing facts of a checked report and its unclaimed figures, each with its place in the report's text."""
    found: list[Item] = []
    for index, fact in enumerate(report.facts):
        if fact.verdict is not None and fact.verdict.status in _FAILED:
            place = fact.span[0] if fact.span else max(text.find(fact.quote), 0)
            found.append(Item(len(found) + 1, place, index=index, fact=fact))
    for figure in report.check.unclaimed if report.check else ():
        found.append(Item(len(found) + 1, figure.span[0], figure=figure))
    return found[:MOST_ITEMS]


def merge(report: Report, offers: Sequence[Offer]) -> tuple[list[Fact], list[Fact]]:
    """The facts of a report after a second look, and those that the reader takes back.

    A second answer replaces a failing fact only where its verdict is better; all facts offered must have been judged.
    """
    kept = list(report.facts)
    added: list[Fact] = []
    withdrawn: list[Fact] = []
    gone: set[int] = set()
    for offer in offers:
        index = offer.item.index
        if index is None:
            added.extend(offer.facts)
        elif not offer.facts:
            withdrawn.append(kept[index])
            gone.add(index)
        elif min(map(_rank, offer.facts)) < _rank(kept[index]):
            gone.add(index)
            added.extend(offer.facts)
    left = [fact for index, fact in enumerate(kept) if index not in gone]
    return once([*left, *added]), withdrawn


def _rank(fact: Fact) -> int:
    return _RANK[fact.verdict.status if fact.verdict else Status.UNCERTAIN]


def once(facts: Iterable[Fact]) -> list[Fact]:
    """Facts without those that say the same as an earlier one."""
    kept: list[Fact] = []
    alike: dict[tuple[Decimal, Decimal | None], list[Fact]] = defaultdict(list)
    for fact in facts:
        same = alike[fact.value, fact.value_to]
        if all(fields_apart(fact, other) for other in same):
            same.append(fact)
            kept.append(fact)
    return kept
