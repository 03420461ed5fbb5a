"""Why each verdict is what it is, for a person: the quote with its number marked, and what the source reads field by field."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from extractor.explain.phrases import PHRASES
from extractor.folding import Folded, squeeze
from extractor.schema import Evidence, Fact, Finding, Operand, Relation, Report, Status
from extractor.terminal import MARKS, amount, harmless, headline, left_open, said, status

__all__ = ["PHRASES", "explain"]

_FIELDS = ("value", "metric", "subject", "period", "basis", "measure")
_NOTHING = {"metric": "nothing", "subject": "the company", "period": "none"}
_OPEN, _CLOSE = "▸", "◂"
_MOST_BESIDE = 150
"""So many characters of a quote are shown on either side of its number."""
_INDENT = (0, 0, 0, 4)
_HEADINGS = ("", "", "claimed", "source", "from", "because")
_FIXED, _LEAST = 18, 20
"""Cells that indent, marks, fields and gaps take, and cells that the reason gets at least."""


@dataclass(frozen=True, slots=True)
class _Source:
    text: str
    squeezed: Folded


def explain(report: Report, text: str, console: Console, only: Collection[Status] = ()) -> None:
    """Print a checked report's facts, those with a status of `only` if it names any, and why each has its verdict.

    `text` is the report's own, in which its spans count. A fact's number in square brackets is its index in the report.
    """
    shown = [index for index, fact in enumerate(report.facts) if not only or status(fact) in only]
    if only and not shown:
        return
    source = _Source(text, squeeze(text))
    console.print(headline(report))
    if report.header.title:
        console.print(said(report.header.title))
    console.print()
    for index in shown:
        _print_fact(index, report, source, console)
    left_open(report, console)


def _print_fact(index: int, report: Report, source: _Source, console: Console) -> None:
    fact = report.facts[index]
    mark, style = MARKS[status(fact)]
    reasons = ", ".join(fact.verdict.reasons) if fact.verdict else ""
    verdict = status(fact).value + (f": {reasons}" if reasons else "")
    console.print(Text.assemble((f"{mark} [{index}] ", style), said(_value(fact), "bold"), "  ", said(verdict, style)))
    for part in (_quote(fact, source), _notes(fact), _table(fact, console.width), *_relations(index, report)):
        if part:
            console.print(Padding(part, _INDENT, expand=False))
    console.print()


def _value(fact: Fact) -> str:
    sign = {"about": "about ", "over": "over ", "under": "under "}.get(fact.qualifier.value, "")
    return f"{sign}{amount(fact)} {fact.unit or ''}".strip()


def _quote(fact: Fact, source: _Source) -> Text:
    """The quote as it stands in the source, with its number marked; as it was given where it is not there."""
    before, number, after = _parts(fact, source)
    before, number, after = harmless(before), harmless(number), harmless(after)
    if not number:
        return Text(f"“{before[: 2 * _MOST_BESIDE]}{'…' if len(before) > 2 * _MOST_BESIDE else ''}”")
    head = "…" + before[-_MOST_BESIDE:] if len(before) > _MOST_BESIDE else before
    tail = after[:_MOST_BESIDE] + "…" if len(after) > _MOST_BESIDE else after
    return Text.assemble("“", head, (f"{_OPEN}{number}{_CLOSE}", "bold"), tail, "”")


def _parts(fact: Fact, source: _Source) -> tuple[str, str, str]:
    """The quote before, in and behind its number; where no number of it is the fact's, the one that was read instead."""
    if fact.span is not None and (place := _place(fact, fact.span, source)) is not None:
        return (
            source.text[place[0] : fact.span[0]],
            source.text[slice(*fact.span)],
            source.text[fact.span[1] : place[1]],
        )
    read = _readings(fact, "value")
    words = read[0].words if len(read) == 1 and read[0].rule != "other_figure" else ""
    if words and fact.quote.count(words) == 1:
        return fact.quote.partition(words)
    return fact.quote, "", ""


def _place(fact: Fact, span: tuple[int, int], source: _Source) -> tuple[int, int] | None:
    """Where in the source the quote stands that holds a fact's span."""
    wanted, squeezed = squeeze(fact.quote).text, source.squeezed
    low, high = squeezed.find_source(span[0]), squeezed.find_source(span[1])
    at = squeezed.text.find(wanted, max(0, high - len(wanted)), low + len(wanted))
    return squeezed.span(at, at + len(wanted)) if at >= 0 else None


def _readings(fact: Fact, field: str) -> list[Evidence]:
    return [one for one in fact.verdict.evidence if one.field == field] if fact.verdict else []


def _notes(fact: Fact) -> Text | None:
    """The notes on reasons that no line of the table tells."""
    if fact.verdict is None:
        return None
    told = {one.field for one in fact.verdict.evidence}
    if told:
        told |= {"unit", "sign", "number_not_in"}  # the line on the value tells these
    pairs = zip(fact.verdict.reasons, fact.verdict.notes, strict=False)
    notes = [note for reason, note in pairs if reason.rpartition("_")[0] not in told]
    return said("; ".join(notes), "italic") if notes else None


def _table(fact: Fact, width: int) -> Table | None:
    """One line for each field: what is claimed, what the source reads there (= for the same), from which words and why."""
    if fact.verdict is None or not fact.verdict.evidence:
        return None
    read_there = any(one.field != "value" for one in fact.verdict.evidence)
    rows = [row for field in (_FIELDS if read_there else ("value",)) for row in _rows(fact, field)]
    widths = [max(cell_len(name), *(row[i].cell_len for row in rows)) for i, name in enumerate(_HEADINGS)]
    while sum(widths[2:5]) > max(width - _FIXED - _LEAST, _LEAST):
        widths[widths.index(max(widths[2:5]), 2)] -= 1
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="dim")
    for name, wide in zip(_HEADINGS, [*widths[:5], None], strict=True):
        table.add_column(name, overflow="fold", width=wide)  # rich takes long to find widths itself
    for row in rows:
        table.add_row(*row)
    return table


def _rows(fact: Fact, field: str) -> Iterator[Sequence[Text]]:
    readings = _readings(fact, field)
    mark, style = MARKS[_standing(fact, field, readings)]
    claimed = _claimed(fact, field)
    head = (Text(mark, style), Text(field, "dim"), said(claimed))
    if not readings:
        yield *head, Text("nothing", style), Text("–"), Text("no words say it")
    doubt = " (only likely)" if mark == MARKS[Status.UNCERTAIN][0] and len(readings) == 1 else ""
    for number, one in enumerate(readings):
        start = head if number == 0 else (Text(), Text(), Text("or", "dim", justify="right"))
        read = Text("=", "dim") if _read(one) == claimed else said(_read(one), style)
        yield *start, read, said(one.words or "–"), Text(PHRASES.get(one.rule, one.rule) + doubt, "dim")


def _standing(fact: Fact, field: str, readings: Sequence[Evidence]) -> Status:
    """The verdict on one field. A verdict's reasons are the gravest alone: beside those, what differs is open."""
    reasons = fact.verdict.reasons if fact.verdict else []
    about = ("value", "unit", "sign") if field == "value" else (field,)
    if any(f"{one}_mismatch" in reasons for one in about):
        return Status.REFUTED
    if any(f"{one}_open" in reasons for one in about) or status(fact) == Status.UNSUPPORTED:
        return status(fact)
    same = field == "value" or [_read(one) for one in readings] == [_claimed(fact, field)]
    if same or status(fact) != Status.REFUTED:
        return Status.VERIFIED
    return Status.UNCERTAIN


def _claimed(fact: Fact, field: str) -> str:
    if field == "value":
        return f"{amount(fact)} {fact.unit or ''}".strip()
    if field == "metric" and fact.metric == "other":
        return f"other: {fact.label}"
    value = getattr(fact, field)
    return _NOTHING[field] if value is None else str(value)


def _read(one: Evidence) -> str:
    if one.value is None:
        return _NOTHING[one.field]
    return _grouped(one.value) if one.field == "value" else one.value


def _grouped(value: str) -> str:
    """The same number with the digits before its point in groups."""
    return re.sub(r"(?<![\d.])\d+", lambda match: f"{int(match[0]):,}", value)


def _relations(index: int, report: Report) -> Iterator[Text]:
    """What holds, and what does not fit, among a fact and others, each with the interval of its printed number."""
    check = report.check
    for relation in check.relations if check else ():
        if _names(relation.operands, index, report):
            yield _relation("✓", "green", relation, report)
    for finding in check.findings if check else ():
        if index in finding.facts or _names(finding.operands, index, report):
            yield _relation("✗", "red", finding, report)


def _names(operands: Sequence[Operand], index: int, report: Report) -> bool:
    return any(one.fact == index and one.report_id in (None, report.report_id) for one in operands)


def _relation(mark: str, style: str, found: Relation | Finding, report: Report) -> Text:
    name = found.name if isinstance(found, Relation) else found.relation or found.code
    lines = [said(f"{mark} {name}: {found.message}", style)]
    lines += [said(f"  {_operand(one, report)}") for one in found.operands]
    return Text("\n").join(lines)


def _operand(one: Operand, report: Report) -> str:
    """An operand with its interval: `[3] revenue 2025: 733,500,000 to 734,500,000 CNY`."""
    interval = f"{one.low:,f}" if one.low == one.high else f"{one.low:,f} to {one.high:,f}"
    if one.report_id not in (None, report.report_id):
        return f"report {one.report_id} [{one.fact}]: {interval}"
    if not 0 <= one.fact < len(report.facts):
        return f"[{one.fact}]: {interval}"
    fact = report.facts[one.fact]
    what = " ".join(filter(None, [_claimed(fact, "metric"), fact.subject, fact.period, fact.measure.value]))
    return f"[{one.fact}] {what}: {interval} {fact.unit or ''}".strip()
