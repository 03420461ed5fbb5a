"""Two readings of the same reports, side by side: who is better where, how surely, and what each took."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractor import regression
from extractor.regression.bootstrap import LEVEL
from extractor.scorecard import stamp_lines
from extractor.scoring.card import Card


def show(a: Card, b: Card, names: Sequence[str], console: Console) -> None:
    """Print the comparison: the change from A to B, each with its interval, then effort, then reports and fields."""
    judged = regression.judge(a, b)
    console.print(_changes(judged, names))
    console.print(_effort(a, b, names))
    console.print(Text(_winner(judged, names), "bold"))
    by_report = [(len(judged.lost.get(name, ())), len(judged.mended.get(name, ())), name) for name in judged.shared]
    for lost, mended, name in sorted(by_report, key=lambda one: one[1] - one[0]):
        if lost or mended:
            console.print(Text(f"  {name}: {mended} facts right in {names[1]} alone, {lost} in {names[0]} alone"))
    for word, fields in ((names[0], judged.flips), (names[1], judged.mended_fields)):
        for field in fields:
            console.print(Text(f"  critical field right in {word} alone: {field}"))
    for word, left in ((names[1], judged.added), (names[0], judged.gone)):
        if left:
            console.print(Text(f"  in {word} alone, not compared: {', '.join(left)}", "dim"))
    for line in stamp_lines([a, b]):
        console.print(Text(f"  {line}", "dim"))


def _changes(judged: regression.Judgement, names: Sequence[str]) -> Table:
    made = Table(title=f"{len(judged.shared)} reports that both read, paired", title_justify="left")
    for heading in ("", *names, "difference", f"{LEVEL:.0%} between"):
        made.add_column(heading, justify="left" if not heading else "right")
    for change in judged.changes:
        low, high = change.interval.low, change.interval.high
        made.add_row(
            change.name,
            f"{change.before:.4f}",
            f"{change.after:.4f}",
            f"{change.interval.change:+.4f}",
            f"{low:+.4f} and {high:+.4f}",
        )
    return made


def _effort(a: Card, b: Card, names: Sequence[str]) -> Table:
    made = Table(title="what each took, on all its reports", title_justify="left")
    for heading in ("", *names):
        made.add_column(heading, justify="left" if not heading else "right")
    for name in ("calls", "repairs", "tokens", "cost"):
        told = [getattr(card.effort, name) for card in (a, b)]
        made.add_row(name, *("not known" if value is None else f"{value:,}" for value in told))
    made.add_row("reports", str(len(a.reports)), str(len(b.reports)))
    return made


def _winner(judged: regression.Judgement, names: Sequence[str]) -> str:
    first = next((change for change in judged.changes if change.name == "attributed"), None)
    if first is None:
        return "no report is the same in both: nothing to compare"
    low, high = first.interval.low, first.interval.high
    better = names[1] if low > 0 else names[0] if high < 0 else None
    if better is None:
        return "fully attributed facts: no difference that so many reports could show"
    return f"fully attributed facts: {better} is better, by {100 * abs(first.interval.change):.1f} points"
