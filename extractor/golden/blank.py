"""The blank golden file of a report: header fields and every figure with its place, nothing decided."""

import re
from collections.abc import Iterator
from typing import Any

from extractor import attribution
from extractor.documents import Document
from extractor.folding import fold
from extractor.schema import SCHEMA_VERSION, Header
from extractor.sections import Section

UNDECIDED = ("metric", "label", "subject", "period", "basis", "measure", "value", "value_to", "unit", "qualifier", "base",
             "credited_to")  # fmt: skip
"""The fields of a fact that a person has to decide."""

_BREAK = re.compile(r"[。；;，,\n]")


def blank(document: Document, section: Section) -> dict[str, Any]:
    """The blank file of one report of a document, as JSON can hold it.

    Each fact has `quote`, the words around the figure up to the next comma, `span`, code points from the report's start,
    and `printed`, the figure as it stands there; all else is None. Figures that are no facts are for a person to delete.
    """
    text = document.text[section.start : section.end]
    source = {"path": None, "sha256": document.sha256, "start": section.start, "end": section.end}
    return {
        "schema_version": SCHEMA_VERSION,
        "source": source,
        "header": {name: [] if name == "analysts" else None for name in Header.model_fields},
        "facts": list(_facts(text)),
        "events": [],
        "risks": [],
    }


def _facts(text: str) -> Iterator[dict[str, Any]]:
    folded = fold(text)
    for reading in attribution.read(folded, None):
        low, high = folded.span(reading.figure.start, reading.figure.end)
        yield {
            **dict.fromkeys(UNDECIDED), "quote": text[slice(*_around(text, low, high))], "printed": text[low:high],
            "span": (low, high),
        }  # fmt: skip


def _around(text: str, low: int, high: int) -> tuple[int, int]:
    """The clause around a figure: back to the last break, on to the next."""
    start = max(
        (match.end() for match in _BREAK.finditer(text, 0, low) if not _in_number(text, match.start())), default=0
    )
    end = next((m.start() for m in _BREAK.finditer(text, high) if not _in_number(text, m.start())), len(text))
    return start, end


def _in_number(text: str, place: int) -> bool:
    """Whether a comma divides thousands."""
    return text[place] == "," and text[place - 1 : place].isdigit() and text[place + 1 : place + 2].isdigit()
