"""What a run shows while it goes on, and says when it ends."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn, track

from extractor.costs import Spent
from extractor.pipeline import Outcome
from extractor.schema import Status

T = TypeVar("T")


class Meter:
    """Counts outcomes as they become ready, and draws a bar of `reports`, or of the `documents` that hold them, on a terminal."""

    def __init__(self, total: int, of: str, console: Console) -> None:
        self.spent = Spent()
        self._of = of
        self._facts = self._verified = 0
        self._progress = (
            Progress(
                TextColumn(of), MofNCompleteColumn(), BarColumn(), TextColumn("{task.description}"),
                TimeRemainingColumn(), console=console, transient=True,
            )
            if console.is_terminal
            else None
        )  # fmt: skip
        self._task = self._progress.add_task("", total=total) if self._progress else None

    def shown(self) -> AbstractContextManager[object]:
        """Draw while the context lasts."""
        return self._progress if self._progress is not None else nullcontext()

    def done(self, outcome: Outcome) -> None:
        """Count one outcome."""
        self.spent.add(outcome.spent)
        facts = outcome.report.facts if outcome.report else []
        self._facts += len(facts)
        self._verified += sum(fact.verdict is not None and fact.verdict.status == Status.VERIFIED for fact in facts)
        if self._progress is not None and self._task is not None:
            share = f"{self._verified / self._facts:.0%} verified" if self._facts else ""
            step = int(outcome.last) if self._of == "documents" else 1
            self._progress.update(self._task, advance=step, description=" ".join([share, *told(self.spent)]))


def reading(found: Iterable[T], total: int, console: Console) -> list[T]:
    """All documents, with a bar on a terminal while they are read."""
    shown = track(found, "documents", total, console=console, transient=True, disable=not console.is_terminal)
    return list(shown)


def told(spent: Spent) -> list[str]:
    """Tokens and money, as far as they are known."""
    if not spent.calls:
        return []
    said = [f"{spent.tokens:,} tokens" if spent.tokens is not None else "tokens not told by the endpoint"]
    if spent.tokens is not None:
        said.append("price not known" if spent.cost is None else f"${spent.cost:.4f}")
    return said


def account(spent: Spent) -> str:
    """One line on what a run took."""
    parts = [f"{spent.calls} answers"]
    if spent.replayed:
        parts.append(f"{spent.replayed} of them from the store, not paid again")
    if spent.failed:
        parts.append(f"{spent.failed} failed attempts")
    if spent.repairs:
        parts.append(f"{spent.repairs} second looks")
    if spent.cost is not None and spent.replayed:
        return ", ".join([*parts, *told(spent), f"${spent.paid:.4f} of it now"])
    return ", ".join([*parts, *told(spent)])


def failures(failed: Sequence[Outcome], llm: bool) -> list[str]:
    """The lines that end a run in which something failed."""
    if len(failed) < 2 and not (failed and llm):
        return []
    again = "; the same command again asks only for these" if llm else ""
    return [f"{len(failed)} failed{again}:", *(f"  {outcome.name}" for outcome in failed)]
