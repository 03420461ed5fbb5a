"""Why a verdict is what it is, as data: the quote around its number, what is claimed and what the source reads, field by field.

`explain` prints it on a terminal, `review` shows it on a page.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.folding import Folded, squeeze
from extractor.schema import Evidence, Fact, Finding, Operand, Relation, Report, Status
from extractor.terminal import amount, status

FIELDS = ("value", "metric", "subject", "period", "basis", "measure")
"""The fields of a fact that evidence speaks of, in the order in which a person is told."""
_NOTHING = {"metric": "nothing", "subject": "the company", "period": "none"}


@dataclass(frozen=True, slots=True)
class Source:
    """A report's text, in which spans count, made ready for looking up quotes."""

    text: str
    squeezed: Folded


@dataclass(frozen=True, slots=True)
class Row:
    """One field of a fact: what is claimed, the verdict on it alone, and the readings that the source has for it."""

    field: str
    claimed: str
    standing: Status
    readings: Sequence[Evidence]


def source(text: str) -> Source:
    """A report's text, made ready once for all its facts."""
    return Source(text, squeeze(text))


def parts(fact: Fact, source: Source | None) -> tuple[str, str, str]:
    """The quote before, in and behind its number; where no number of it is the fact's, the one that was read instead.

    Without a source, the number as it was read is looked for in the quote; where it is not to be found, all stands before it.
    """
    place = _place(fact, fact.span, source) if fact.span and source else None
    if fact.span and source and place:
        low, high = fact.span
        return source.text[place[0] : low], source.text[low:high], source.text[high : place[1]]
    read = readings(fact, "value")
    words = read[0].words if len(read) == 1 and read[0].rule != "other_figure" else ""
    if words and fact.quote.count(words) == 1:
        return fact.quote.partition(words)
    return fact.quote, "", ""


def _place(fact: Fact, span: tuple[int, int], source: Source) -> tuple[int, int] | None:
    """Where in the source the quote stands that holds a fact's span."""
    wanted, squeezed = squeeze(fact.quote).text, source.squeezed
    low, high = squeezed.find_source(span[0]), squeezed.find_source(span[1])
    at = squeezed.text.find(wanted, max(0, high - len(wanted)), low + len(wanted))
    return squeezed.span(at, at + len(wanted)) if at >= 0 else None


def readings(fact: Fact, field: str) -> list[Evidence]:
    """What the source has for a field of a fact; [] for nothing, or before it was checked."""
    return [one for one in fact.verdict.evidence if one.field == field] if fact.verdict else []


def notes(fact: Fact) -> list[str]:
    """The verdict's notes on reasons that no row tells."""
    if fact.verdict is None:
        return []
    told = {one.field for one in fact.verdict.evidence}
    if told:
        told |= {"unit", "sign", "number_not_in"}  # the row of the value tells these
    pairs = zip(fact.verdict.reasons, fact.verdict.notes, strict=False)
    return [note for reason, note in pairs if reason.rpartition("_")[0] not in told]


def rows(fact: Fact) -> list[Row]:
    """A row for each field, for the value alone where nothing else was read; [] where the verdict has no evidence."""
    if fact.verdict is None or not fact.verdict.evidence:
        return []
    read_there = any(one.field != "value" for one in fact.verdict.evidence)
    return [_row(fact, field) for field in (FIELDS if read_there else ("value",))]


def _row(fact: Fact, field: str) -> Row:
    found = readings(fact, field)
    return Row(field, claimed(fact, field), _standing(fact, field, found), found)


def _standing(fact: Fact, field: str, found: Sequence[Evidence]) -> Status:
    """The verdict on one field. A verdict's reasons are the gravest alone: beside those, what differs is open."""
    reasons = fact.verdict.reasons if fact.verdict else []
    about = ("value", "unit", "sign") if field == "value" else (field,)
    if any(f"{one}_mismatch" in reasons for one in about):
        return Status.REFUTED
    if any(f"{one}_open" in reasons for one in about) or status(fact) == Status.UNSUPPORTED:
        return status(fact)
    same = field == "value" or [read(one) for one in found] == [claimed(fact, field)]
    if same or status(fact) != Status.REFUTED:
        return Status.VERIFIED
    return Status.UNCERTAIN


def claimed(fact: Fact, field: str) -> str:
    """What a fact says in a field, in words."""
    if field == "value":
        return f"{amount(fact)} {fact.unit or ''}".strip()
    if field == "metric" and fact.metric == "other":
        return f"other: {fact.label}"
    value = getattr(fact, field)
    return _NOTHING[field] if value is None else str(value)


def read(one: Evidence) -> str:
    """What the source says in a field by one reading, in the words of `claimed`."""
    if one.value is None:
        return _NOTHING[one.field]
    return _grouped(one.value) if one.field == "value" else one.value


def _grouped(value: str) -> str:
    """The same number with the digits before its point in groups."""
    return re.sub(r"(?<![\d.])\d+", lambda match: f"{int(match[0]):,}", value)


def relations(index: int, report: Report) -> Iterator[Relation | Finding]:
    """What holds (a Relation), and what does not fit (a Finding), among a fact and others."""
    check = report.check
    for relation in check.relations if check else ():
        if _names(relation.operands, index, report):
            yield relation
    for finding in check.findings if check else ():
        if index in finding.facts or _names(finding.operands, index, report):
            yield finding


def _names(operands: Sequence[Operand], index: int, report: Report) -> bool:
    return any(one.fact == index and one.report_id in (None, report.report_id) for one in operands)


def name(found: Relation | Finding) -> str:
    """The name of the rule that tells it."""
    return found.name if isinstance(found, Relation) else found.relation or found.code


def operand(one: Operand, report: Report) -> str:
    """An operand with its interval: `[3] revenue 2025: 733,500,000 to 734,500,000 CNY`."""
    interval = f"{one.low:,f}" if one.low == one.high else f"{one.low:,f} to {one.high:,f}"
    if one.report_id not in (None, report.report_id):
        return f"report {one.report_id} [{one.fact}]: {interval}"
    if not 0 <= one.fact < len(report.facts):
        return f"[{one.fact}]: {interval}"
    fact = report.facts[one.fact]
    what = " ".join(filter(None, [claimed(fact, "metric"), fact.subject, fact.period, fact.measure.value]))
    return f"[{one.fact}] {what}: {interval} {fact.unit or ''}".strip()
