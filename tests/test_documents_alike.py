"""The same report as text, web page, Word file and PDF: the same facts; and a PDF's figures stand where it shows them."""

from functools import cache
from pathlib import Path

import pypdfium2
import pytest

import extractor
from extractor import documents, pipeline, scoring
from extractor.schema import Report

ROOT = Path(__file__).parents[1]
MADE = ROOT / "tests" / "documents"
REPORTS = ("citybank", "hkinternet", "preview", "steel")
KINDS = ("report.html", "report.docx", "report.one.pdf", "report.two.pdf")
_SLACK = 0.5
"""Points."""
LISTINGS = ("listing.html", "listing.xlsx", "listing.csv")


@cache
def texts(name: str) -> list[Report]:
    """The reports of a golden text, read by rule."""
    return pipeline.extract_document(documents.read(str(next((ROOT / "golden" / "reports" / name).glob("*.txt")))))


@pytest.mark.parametrize(
    ("name", "kind"),
    [(name, kind) for name in REPORTS for kind in KINDS] + [("medlisting", kind) for kind in LISTINGS],
)
def test_a_document_states_what_its_text_states(name: str, kind: str) -> None:
    found = pipeline.extract_document(documents.read(str(MADE / name / kind)))
    assert len(found) == len(texts(name))
    for wanted, report in zip(texts(name), found, strict=True):
        matched = scoring.compare(name, wanted, report).matched
        assert [(pair.golden.quote, pair.apart) for pair in matched.pairs if pair.apart] == []
        assert [fact.quote for fact in [*matched.missed, *matched.invented]] == []


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("kind", ["report.one.pdf", "report.two.pdf"])
def test_the_boxes_of_a_figure_hold_its_digits(name: str, kind: str) -> None:
    path = MADE / name / kind
    document = documents.read(str(path))
    (report,) = pipeline.extract_document(document)
    shown = pypdfium2.PdfDocument(path)
    assert len(shown) == len(document.pages)
    for fact in report.facts[:: max(1, len(report.facts) // 20)]:
        assert fact.span is not None
        start, end = ((report.source.start or 0) + place for place in fact.span)
        boxes = document.boxes(start, end)
        within = "".join(digits(inside(shown[box.page - 1], box)) for box in boxes)
        assert digits(document.text[start:end]) in within


def inside(page: pypdfium2.PdfPage, box: documents.Box) -> str:
    """What another reader finds in a rectangle of a page."""
    left, _, _, top = page.get_bbox()
    across = (left + box.left - _SLACK, left + box.right + _SLACK)
    text: str = page.get_textpage().get_text_bounded(across[0], top - box.bottom + 1, across[1], top - box.top - 1)
    return text


def digits(text: str) -> str:
    """The digits of a text."""
    return "".join(letter for letter in text if letter in "0123456789")


def test_from_python_a_file_is_read_in_one_call() -> None:
    (report,) = extractor.extract_file(MADE / "preview" / "report.docx")
    assert report.source.path == str(MADE / "preview" / "report.docx")
    assert report.facts
