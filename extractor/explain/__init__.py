"""Why each verdict is what it is, for a person: the quote with its number marked, and what the source reads field by field."""

from collections.abc import Collection, Iterator, Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from extractor import rationale
from extractor.explain.phrases import PHRASES
from extractor.rationale import Row, Source
from extractor.schema import Fact, Finding, Relation, Report, Status
from extractor.terminal import MARKS, amount, harmless, headline, left_open, said, status

__all__ = ["PHRASES", "explain"]

_OPEN, _CLOSE = "▸", "◂"
_MOST_BESIDE = 150
"""So many characters of a quote are shown on either side of its number."""
_INDENT = (0, 0, 0, 4)
_HEADINGS = ("", "", "claimed", "source", "from", "because")
_FIXED, _LEAST = 18, 20
"""Cells that indent, marks, fields and gaps take, and cells that the reason gets at least."""


def explain(report: Report, text: str, console: Console, only: Collection[Status] = ()) -> None:
    """Print a checked report's facts, those with a status of `only` if it names any, and why each has its verdict.

    `text` is the report's own, in which its spans count. A fact's number in square brackets is its index in the report.
    """
    shown = [index for index, fact in enumerate(report.facts) if not only or status(fact) in only]
    if only and not shown:
        return
    source = rationale.source(text)
    console.print(headline(report))
    if report.header.title:
        console.print(said(report.header.title))
    console.print()
    for index in shown:
        _print_fact(index, report, source, console)
    left_open(report, console)


def _print_fact(index: int, report: Report, source: Source, console: Console) -> None:
    fact = report.facts[index]
    mark, style = MARKS[status(fact)]
    reasons = ", ".join(fact.verdict.reasons) if fact.verdict else ""
    verdict = status(fact).value + (f": {reasons}" if reasons else "")
    console.print(Text.assemble((f"{mark} [{index}] ", style), said(_value(fact), "bold"), "  ", said(verdict, style)))
    beside = (_relation(found, report) for found in rationale.relations(index, report))
    for part in (_quote(fact, source), _notes(fact), _table(fact, console.width), *beside):
        if part:
            console.print(Padding(part, _INDENT, expand=False))
    console.print()


def _value(fact: Fact) -> str:
    sign = {"about": "about ", "over": "over ", "under": "under "}.get(fact.qualifier.value, "")
    return f"{sign}{amount(fact)} {fact.unit or ''}".strip()


def _quote(fact: Fact, source: Source) -> Text:
    """The quote as it stands in the source, with its number marked; as it was given where it is not there."""
    before, number, after = rationale.parts(fact, source)
    before, number, after = harmless(before), harmless(number), harmless(after)
    if not number:
        return Text(f"“{before[: 2 * _MOST_BESIDE]}{'…' if len(before) > 2 * _MOST_BESIDE else ''}”")
    head = "…" + before[-_MOST_BESIDE:] if len(before) > _MOST_BESIDE else before
    tail = after[:_MOST_BESIDE] + "…" if len(after) > _MOST_BESIDE else after
    return Text.assemble("“", head, (f"{_OPEN}{number}{_CLOSE}", "bold"), tail, "”")


def _notes(fact: Fact) -> Text | None:
    """The notes on reasons that no line of the table tells."""
    notes = rationale.notes(fact)
    return said("; ".join(notes), "italic") if notes else None


def _table(fact: Fact, width: int) -> Table | None:
    """One line for each field: what is claimed, what the source reads there (= for the same), from which words and why."""
    rows = [line for row in rationale.rows(fact) for line in _lines(row)]
    if not rows:
        return None
    widths = [max(cell_len(name), *(row[i].cell_len for row in rows)) for i, name in enumerate(_HEADINGS)]
    while sum(widths[2:5]) > max(width - _FIXED - _LEAST, _LEAST):
        widths[widths.index(max(widths[2:5]), 2)] -= 1
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim")
    for name, wide in zip(_HEADINGS, [*widths[:5], None], strict=True):
        table.add_column(name, overflow="fold", width=wide)  # rich takes long to find widths itself
    for row in rows:
        table.add_row(*row)
    return table


def _lines(row: Row) -> Iterator[Sequence[Text]]:
    mark, style = MARKS[row.standing]
    head = (Text(mark, style), Text(row.field, "dim"), said(row.claimed))
    if not row.readings:
        yield *head, Text("nothing", style), Text("–"), Text("no words say it")
    doubt = " (only likely)" if row.standing == Status.UNCERTAIN and len(row.readings) == 1 else ""
    for number, one in enumerate(row.readings):
        start = head if number == 0 else (Text(), Text(), Text("or", "dim", justify="right"))
        read = rationale.read(one)
        told = Text("=", "dim") if read == row.claimed else said(read, style)
        yield *start, told, said(one.words or "–"), Text(PHRASES.get(one.rule, one.rule) + doubt, "dim")


def _relation(found: Relation | Finding, report: Report) -> Text:
    mark, style = ("✓", "green") if isinstance(found, Relation) else ("✗", "red")
    lines = [said(f"{mark} {rationale.name(found)}: {found.message}", style)]
    lines += [said(f"  {rationale.operand(one, report)}") for one in found.operands]
    return Text("\n").join(lines)
