"""What a run shows on a terminal while it goes on, and nowhere else."""

import io

import pytest
from rich.console import Console

from extractor.cli import progress
from extractor.costs import Spent
from extractor.pipeline import Outcome


def terminal() -> tuple[Console, io.StringIO]:
    shown = io.StringIO()
    return Console(file=shown, force_terminal=True, width=100), shown


@pytest.mark.parametrize(("of", "counted"), [("documents", "1/2"), ("reports", "2/2")])
def test_a_bar_counts_reports_or_the_documents_that_hold_them(of: str, counted: str) -> None:
    console, shown = terminal()
    meter = progress.Meter(2, of, console)
    with meter.shown():
        meter.done(Outcome("a.txt (1)", None, None, Spent(), last=False))
        meter.done(Outcome("a.txt (2)", None, None, Spent()))
    assert of in shown.getvalue()
    assert counted in shown.getvalue()


def test_documents_are_counted_while_they_are_read() -> None:
    console, shown = terminal()
    assert progress.reading(iter("abc"), 3, console) == ["a", "b", "c"]
    assert "documents" in shown.getvalue()


def test_nothing_is_drawn_where_no_terminal_is() -> None:
    shown = io.StringIO()
    console = Console(file=shown)
    meter = progress.Meter(1, "documents", console)
    with meter.shown():
        meter.done(Outcome("a.txt", None, None, Spent()))
    assert progress.reading(iter("a"), 1, console) == ["a"]
    assert shown.getvalue() == ""
