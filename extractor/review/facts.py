"""One fact as the page shows it: its figure as an analyst writes it, its verdict in words, and why."""

from collections.abc import Mapping
from typing import Any

from extractor import rationale
from extractor.rationale import Source
from extractor.review import written
from extractor.review.decisions import CORRECTABLE
from extractor.schema import Check, Fact, Finding, Relation, Report, Status, plain
from extractor.terminal import status

Phrases = Mapping[str, str]
"""What a person is told instead of a rule's name."""


def view(fact: Fact, source: Source | None, phrases: Phrases) -> dict[str, Any]:
    """A fact's own part of the page's data; all numbers are text, since a script's are not exact.

    `quote` is what stands before, in and behind the number. A row of `rows` is a field, what is claimed, the verdict on it, and
    its readings: what is read, from which words, why, and whether it is what is claimed.
    """
    return {
        "status": status(fact).value,
        "reasons": [reason.replace("_", " ") for reason in fact.verdict.reasons] if fact.verdict else [],
        "name": written.metric(fact),
        "shown": written.value(fact),
        "fields": fields(fact),
        "quote": rationale.parts(fact, source),
        "notes": rationale.notes(fact),
        "rows": [_row(row, phrases) for row in rationale.rows(fact)],
    }


def _row(row: rationale.Row, phrases: Phrases) -> list[Any]:
    likely = " (only likely)" if row.standing == Status.UNCERTAIN and len(row.readings) == 1 else ""
    readings = [
        [read := rationale.read(one), one.words, phrases.get(one.rule, one.rule) + likely, read == row.claimed]
        for one in row.readings
    ]
    return [row.field, row.claimed, row.standing.value, readings]


def fields(fact: Fact) -> dict[str, str | None]:
    """The fields that a person may correct, as text; numbers exact, in the base unit."""
    values = {name: getattr(fact, name) for name in CORRECTABLE}
    return {
        name: None if value is None else f"{plain(value):f}" if name in ("value", "value_to") else str(value)
        for name, value in values.items()
    }


def relations(report: Report) -> tuple[list[list[Any]], list[list[int]]]:
    """What holds, and what does not fit, among facts: whether it holds, by which rule, the message, its operands; and for every
    fact the places of those in this list that it takes part in.
    """
    told, beside = list[list[Any]](), [list[int]() for _ in report.facts]
    check = report.check or Check()
    all_found: list[Relation | Finding] = [*check.relations, *check.findings]
    for found in all_found:
        own = [one.fact for one in found.operands if one.report_id in (None, report.report_id)]
        for index in sorted({*own, *(found.facts if isinstance(found, Finding) else ())}):
            if 0 <= index < len(beside):
                beside[index].append(len(told))
        told.append(_told(found, report))
    return told, beside


def _told(found: Relation | Finding, report: Report) -> list[Any]:
    operands = [
        [one.fact if one.report_id in (None, report.report_id) else -1, rationale.operand(one, report)]
        for one in found.operands
    ]
    return [isinstance(found, Relation), rationale.name(found).replace("_", " "), found.message, operands]
