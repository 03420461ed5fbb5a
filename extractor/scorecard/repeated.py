"""A live model asked several times over: how far it agrees with itself, and how its scatter compares with the reports'."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from statistics import fmean, stdev

from rich.console import Console
from rich.table import Table
from rich.text import Text

from extractor import scoring
from extractor.schema import Report
from extractor.scorecard import account, stamp_lines, terminal
from extractor.scoring.card import Card
from extractor.scoring.tally import Tally

Runs = Sequence[tuple[Card, Mapping[str, Report]]]


def show(runs: Runs, console: Console) -> None:
    """Print each run's score, the agreement of runs with one another by field, and the two spreads."""
    console.print(terminal.table(f"agreement of {len(runs)} runs with one another", agreement(runs)))
    console.print(_spreads([card for card, _ in runs]))
    for number, (card, _) in enumerate(runs, 1):
        took = ", ".join(f"{name} {value}" for name, value in card.effort if value is not None)
        console.print(
            Text(f"run {number}: fully attributed F1 {card.micro()['attributed'].f1:.4f}; {took}; {account(card)[0]}")
        )
    console.print(Text(next(stamp_lines([runs[0][0]])), "dim"))


def agreement(runs: Runs) -> dict[str, Tally]:
    """How far any two runs state the same, field by field, over the reports that both could read."""
    whole: dict[str, Tally] = {}
    for (_, one), (_, other) in combinations(runs, 2):
        both = one.keys() & other.keys()
        for name, tally in scoring.agreement({n: one[n] for n in sorted(both)}, other).items():
            whole.setdefault(name, Tally()).add(tally.right, tally.expected, tally.found)
    return whole


def between_runs(cards: Sequence[Card], name: str = "attributed") -> float:
    """The standard deviation of a score from run to run: what a single run may be off by chance."""
    return stdev(card.micro()[name].f1 for card in cards)


def between_reports(cards: Sequence[Card], name: str = "attributed") -> float:
    """The standard deviation of a score from report to report, each report's score being its mean over runs."""
    reports = set.intersection(*(set(card.reports) for card in cards))
    means = [fmean(card.reports[report].tallies[name].f1 for card in cards) for report in sorted(reports)]
    return stdev(means) if len(means) > 1 else 0.0


def _spreads(cards: Sequence[Card]) -> Table:
    made = Table(title="spread of F1 (standard deviation)", title_justify="left")
    for heading in ("", "mean", "between runs", "between reports"):
        made.add_column(heading, justify="left" if not heading else "right")
    for name in cards[0].micro():
        mean = fmean(card.micro()[name].f1 for card in cards)
        made.add_row(name, f"{mean:.4f}", f"{between_runs(cards, name):.4f}", f"{between_reports(cards, name):.4f}")
    return made


def middle(cards: Sequence[Card]) -> Card:
    """The run in the middle by its fully attributed F1, with each critical field right where most runs have it right."""
    ordered = sorted(cards, key=lambda card: card.micro()["attributed"].f1)
    chosen = ordered[(len(ordered) - 1) // 2].model_copy(deep=True)
    for name, one in chosen.reports.items():
        for field in one.critical:
            votes = [card.reports[name].critical.get(field, False) for card in cards if name in card.reports]
            one.critical[field] = 2 * sum(votes) > len(votes)
    return chosen
