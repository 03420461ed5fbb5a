"""A document: its text, and where on which page each character stands."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import isnan, nan

Rectangle = tuple[float, float, float, float]
"""Left, top, right, bottom in points (1/72 inch) from the page's upper left corner."""

NOWHERE: Rectangle = (nan, nan, nan, nan)
"""The rectangle of a character that was set between others: a blank, a bar, a line end."""


@dataclass(frozen=True, slots=True)
class Box:
    """Where a piece of a line stands: the page's number from 1, and the rectangle in points from its upper left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its text is `[start, end)` of the document's, its size in points; `boxes` has a rectangle for each of its
    characters, four floats after another, or `NOWHERE`.
    """

    start: int
    end: int
    width: float
    height: float
    boxes: "array[float]" = field(default_factory=lambda: array("f"), repr=False)

    def rectangles(self, start: int, end: int) -> Iterator[Rectangle]:
        """Where the characters of `[start, end)` of the document stand on this page, in order; what stands nowhere is left out."""
        low, high = max(start, self.start) - self.start, min(end, self.end) - self.start
        for at in range(4 * low, 4 * high, 4):
            if not isnan(self.boxes[at]):
                yield (self.boxes[at], self.boxes[at + 1], self.boxes[at + 2], self.boxes[at + 3])


@dataclass(frozen=True, slots=True)
class Document:
    """A document as it is read; `notes` say in a line each what of it could not be read. `text` is without its BOM, line ends as they are in a text file; a table stands in it as
    lines of cells between bars. `sha256` is of the bytes, `kind` one of text, markdown, html, pdf, docx, xlsx, csv; only a
    PDF has `pages`.
    """

    text: str
    sha256: str
    path: str | None = None
    kind: str = "text"
    pages: Sequence[Page] = ()
    notes: Sequence[str] = ()

    def boxes(self, start: int, end: int) -> list[Box]:
        """Where the text of `[start, end)` stands on its pages, one box for each line; [] where there are no pages."""
        return list(self._boxes(start, end))

    def _boxes(self, start: int, end: int) -> Iterator[Box]:
        for number, page in enumerate(self.pages, 1):
            for line in _lines(page.rectangles(start, end)):
                yield Box(
                    number, min(b[0] for b in line), min(b[1] for b in line),
                    max(b[2] for b in line), max(b[3] for b in line),
                )  # fmt: skip

    def pages_of(self, start: int, end: int) -> tuple[int, int] | None:
        """The first and the last page, from 1, that hold text of `[start, end)`; None where there are no pages."""
        held = [number for number, page in enumerate(self.pages, 1) if page.start < end and page.end > start]
        return (held[0], held[-1]) if held else None


def _lines(boxes: Iterable[Rectangle]) -> Iterator[list[Rectangle]]:
    """Boxes of characters in reading order, cut where a character stands left of the one before, or clear above or below it."""
    line: list[Rectangle] = []
    for box in boxes:
        if line and (box[0] < line[-1][0] or box[1] >= line[-1][3] or box[3] <= line[-1][1]):
            yield line
            line = []
        line.append(box)
    if line:
        yield line
