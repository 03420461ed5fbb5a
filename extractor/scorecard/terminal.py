"""Scores on a terminal: tables of tallies and slices, the kinds of mistakes with examples, every mistake, the verdict."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractor.scorecard import CAVEATS, Result, account, header_lines, told
from extractor.scoring.card import Card
from extractor.scoring.errors import MEANINGS
from extractor.scoring.tally import Tally

_EXAMPLE = 110
"""Characters of an example."""


def show(result: Result, console: Console, every: bool = True) -> None:
    """Print a reader's scores; with `every`, each single mistake as well."""
    card = result.card
    console.print(table(f"golden set, reader: {result.reader} ({card.stamp.how})", card.micro(), card))
    for line in account(card):
        console.print(line, markup=False, highlight=False)
    if result.reader in CAVEATS:
        console.print(CAVEATS[result.reader], style="dim")
    console.print(_slices(card))
    if result.kinds:
        console.print(_kinds(result))
    if every:
        for name, one in card.reports.items():
            for line in [*header_lines(one), *(told(mistake) for mistake in one.mistakes)]:
                console.print(f"  {name}: {line}", markup=False, highlight=False)


def table(title: str, tallies: Mapping[str, Tally], card: Card | None = None) -> Table:
    """Tallies as a table; with a card, the mean over reports beside the whole."""
    made = Table(title=title, title_justify="left")
    for heading in (
        "",
        "precision",
        "recall",
        "F1",
        *(["mean of reports"] if card else []),
        "right",
        "expected",
        "found",
    ):
        made.add_column(heading, justify="left" if not heading else "right")
    for name, tally in tallies.items():
        means = [f"{card.macro(name):.3f}"] if card else []
        made.add_row(
            name, f"{tally.precision:.3f}", f"{tally.recall:.3f}", f"{tally.f1:.3f}", *means,
            str(tally.right), str(tally.expected), str(tally.found),
        )  # fmt: skip
    return made


def _slices(card: Card) -> Table:
    made = Table(title="fully attributed facts by slice", title_justify="left")
    for heading in ("", "F1", "right", "expected", "found", "reports"):
        made.add_column(heading, justify="left" if not heading else "right")
    for slice_, values in card.by_slice().items():
        for value, names in sorted(values.items()):
            _row(made, f"{slice_} {value}", card.over(names), str(len(names)))
    for group in ("basis", "measure"):
        for value, tally in card.by_group().get(group, {}).items():
            _row(made, f"{group} {value}", tally, "")
    for metric, tally in sorted(card.by_group().get("metric", {}).items(), key=lambda item: -item[1].expected):
        _row(made, f"metric {metric}", tally, "")
    return made


def _row(made: Table, name: str, tally: Tally, reports: str) -> None:
    made.add_row(name, f"{tally.f1:.3f}", str(tally.right), str(tally.expected), str(tally.found), reports)


def _kinds(result: Result) -> Table:
    made = Table(title="mistakes by kind", title_justify="left")
    for heading in ("kind", "count", "what it is", "for example"):
        made.add_column(heading, justify="right" if heading == "count" else "left")
    for kind, cases in result.kinds.items():
        name, first = cases[0]
        made.add_row(kind.value, str(len(cases)), MEANINGS[kind], Text(f"{name}: {told(first)}"[:_EXAMPLE]))
    return made


_STYLES = {"REGRESSED": "bold red", "better": "green"}


def verdict(result: Result, console: Console) -> None:
    """Print how a reader compares with the baseline."""
    if result.judgement is None:
        console.print(f"{result.reader}: no baseline yet: --accept makes one")
        return
    for line in result.judgement.lines():
        style = _STYLES.get(line.partition(":")[0], "dim")
        console.print(Text(f"{result.reader}: {line}", style))
