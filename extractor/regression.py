"""Better or worse than the baseline: one verdict for text and exit code."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

TOLERANCE = Decimal("0.0005")
"""A score may move by rounding; anything more counts."""

LOWER_IS_BETTER = frozenset({"verified_wrong"})


@dataclass(frozen=True, slots=True)
class Change:
    """One score against the baseline; `worse` says that it regressed."""

    name: str
    before: Decimal
    after: Decimal

    @property
    def worse(self) -> bool:
        """Whether the change is a loss."""
        return self._drop > TOLERANCE

    @property
    def better(self) -> bool:
        """Whether the change is a gain."""
        return self._drop < -TOLERANCE

    @property
    def _drop(self) -> Decimal:
        return self.after - self.before if self.name in LOWER_IS_BETTER else self.before - self.after


def changes(before: Mapping[str, Decimal], after: Mapping[str, Decimal]) -> list[Change]:
    """Every score that is in both and moved, and every one that is gone, counted as a loss to nothing."""
    moved = []
    for name, old in before.items():
        new = after.get(name, Decimal(1) if name in LOWER_IS_BETTER else Decimal(0))
        if old != new:
            moved.append(Change(name, old, new))
    return moved
