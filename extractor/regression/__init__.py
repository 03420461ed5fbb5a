"""Better or worse than before: one verdict for the eye, for programs and for the exit code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from extractor.regression.bootstrap import LEVEL, STATED, Interval, paired, smallest_drop
from extractor.scoring.card import RATES, Card, ReportScore

__all__ = ["Change", "Judgement", "judge"]


@dataclass(frozen=True, slots=True)
class Change:
    """One score before and after, on the reports that both share, and how sure the change is."""

    name: str
    before: float
    after: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Judgement:
    """Two readings of the same reports compared. `flips` are critical fields that went from right to wrong, by name.

    `smallest` is the smallest drop of the fully attributed F1 that so many reports could notice, None for none. `added`,
    `gone` and `altered` reports are in one of the two only, or not the same in both: nothing is said about them.
    `lost` and `mended` have, for each report, the places of facts that were right and are not, and the reverse.
    """

    changes: list[Change]
    flips: list[str]
    mended_fields: list[str]
    shared: list[str]
    added: list[str]
    gone: list[str]
    altered: list[str]
    smallest: float | None
    lost: Mapping[str, list[int]] = field(default_factory=dict)
    mended: Mapping[str, list[int]] = field(default_factory=dict)

    @property
    def worse(self) -> bool:
        """Whether something regressed: a score surely and by more than the stated size, or a critical field."""
        return bool(self.flips) or any(change.interval.drop for change in self.changes)

    def lines(self) -> Iterator[str]:
        """The verdict in words, the worst first."""
        yield from (f"REGRESSED: {name} was right and is wrong" for name in self.flips)
        for change in self.changes:
            word = "REGRESSED" if change.interval.drop else "better" if change.interval.gain else None
            if word is None and change.before == change.after:
                continue
            yield (
                f"{word or 'not sure'}: {change.name} {change.before:.4f} -> {change.after:.4f} "
                f"({change.interval.change:+.4f}, {LEVEL:.0%} between {change.interval.low:+.4f} and {change.interval.high:+.4f})"
            )
        yield from (f"better: {name} was wrong and is right" for name in self.mended_fields)
        if not self.flips and all(change.before == change.after for change in self.changes):
            yield (
                "no change since the baseline"
                if not (self.lost or self.mended)
                else "as many right as before, but others"
            )
        yield from self._sets()

    def _sets(self) -> Iterator[str]:
        for word, names in (("new", self.added), ("gone", self.gone), ("altered", self.altered)):
            if names:
                yield f"{word}, not compared: {', '.join(names)}"
        if self.smallest is None:
            yield f"{len(self.shared)} reports compared: too few to notice any drop; only critical fields can tell"
        else:
            yield (
                f"{len(self.shared)} reports compared: a drop of {100 * self.smallest:.1f} points of fully attributed F1, "
                f"spread over them, would be noticed 9 times of 10; {100 * STATED:.1f} points or less never are"
            )


def judge(before: Card, after: Card) -> Judgement:
    """Compare two readings on the reports that are the same in both."""
    both = [name for name in after.reports if name in before.reports]
    shared = [name for name in both if before.reports[name].golden == after.reports[name].golden]
    old, new = ([card.reports[name] for name in shared] for card in (before, after))
    moved = [(name, set(before.reports[name].wrong), set(after.reports[name].wrong)) for name in shared]
    return Judgement(
        [_change(name, old, new) for name in RATES] if shared else [],
        list(_turned(before, after, shared, right=True)),
        list(_turned(before, after, shared, right=False)),
        shared,
        [name for name in after.reports if name not in before.reports],
        [name for name in before.reports if name not in after.reports],
        [name for name in both if name not in shared],
        smallest_drop([(one.tallies["attributed"].right, RATES["attributed"](one)[1]) for one in old])
        if shared
        else None,
        {name: sorted(is_ - was) for name, was, is_ in moved if is_ - was},
        {name: sorted(was - is_) for name, was, is_ in moved if was - is_},
    )


def _change(name: str, old: list[ReportScore], new: list[ReportScore]) -> Change:
    counts = [[RATES[name](one) for one in reports] for reports in (old, new)]
    values = [sum(over for over, _ in one) / (sum(under for _, under in one) or 1) for one in counts]
    return Change(name, values[0], values[1], paired(*counts))


def _turned(before: Card, after: Card, shared: list[str], right: bool) -> Iterator[str]:
    """The critical fields that were right (or wrong) before and are the other way now."""
    for name in shared:
        now = after.reports[name].critical
        for one, was in before.reports[name].critical.items():
            if was is right and now.get(one, not right) is not right:
                yield f"{name}: {one}"
