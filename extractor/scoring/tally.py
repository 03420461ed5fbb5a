"""Counts of right, expected and found things, and what follows from them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self


@dataclass(slots=True)
class Tally:
    """Counts of one kind of thing; precision, recall and F1 are 1 where there is nothing to find and nothing found."""

    right: int = 0
    expected: int = 0
    found: int = 0

    def add(self, right: int, expected: int, found: int) -> None:
        """Count some more."""
        self.right, self.expected, self.found = self.right + right, self.expected + expected, self.found + found

    @classmethod
    def total(cls, tallies: Iterable[Self]) -> Self:
        """The sum of many: what micro averages are made of."""
        whole = cls()
        for tally in tallies:
            whole.add(tally.right, tally.expected, tally.found)
        return whole

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
        whole = self.expected + self.found
        return 2 * self.right / whole if whole else 1.0


def macro_f1(tallies: Sequence[Tally]) -> float:
    """The mean of F1 over reports, each counting the same however many facts it has; 1 for none."""
    return sum(tally.f1 for tally in tallies) / len(tallies) if tallies else 1.0
