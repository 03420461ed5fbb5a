"""Last step: an order among candidates, without another look at the text."""

from collections.abc import Sequence
from typing import TypeVar

from extractor.attribution.frame import Candidate

T = TypeVar("T")


def settle(found: Sequence[Candidate[T]]) -> list[Candidate[T]]:
    """The candidates that remain: one alone if it is sure or nothing else is proposed, else all that differ."""
    if not found:
        return []
    if found[0].sure:
        return [found[0]]
    values: list[T] = []
    remaining = []
    for candidate in found:
        if candidate.value not in values:
            values.append(candidate.value)
            remaining.append(candidate)
    return remaining
