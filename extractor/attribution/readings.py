"""Last step: an order among candidates, without another look at the text."""

from collections.abc import Sequence
from typing import TypeVar

from extractor.attribution.frame import Candidate

T = TypeVar("T")

STATED = frozenset({
    "nearest_name", "name_behind", "parallel_names", "table_row", "table_head", "peers", "parallel_periods", "in_clause", "prior_marker", "multiple_of_forecast", "year_on_year", "quarter_on_quarter", "both",
    "compound_rate", "compound_rate_behind", "share_of_whole", "plain_level", "reported", "against_last_year",
})  # fmt: skip
"""Rules whose words stand at the figure itself and were never wrong there, or hardly ever: what they read, the text states.
What other rules read, from words farther off or from silence, is the most likely reading."""

GUESSED = frozenset({
    "described", "standing", "phrase_before_figure",
})  # fmt: skip
"""Rules whose reading, where it stands alone, was wrong more often than one time in five. Whoever reads the same without
them bears it out; by themselves they are a guess."""


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
