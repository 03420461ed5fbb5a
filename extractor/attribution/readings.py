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
    "described", "counted_thing", "enumerated", "implied_revenue", "implied_size", "opened",
    "phrase_before_figure", "section", "standing", "report_period", "window", "period_to_come",
})  # fmt: skip
"""Rules whose reading, where it stood alone, was wrong one time in five or more often on annotated text. Whoever reads the
same without them bears it out; by themselves they are a guess."""


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
