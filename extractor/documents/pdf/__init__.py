"""PDF to text with places: characters, blocks in reading order, running heads left out, paragraphs and tables."""

from array import array
from collections.abc import Iterator, Sequence
from itertools import groupby

import pypdfium2 as pdfium

from extractor.documents.blocks import Piece, Sheet, Table, lay_out
from extractor.documents.pdf import furniture, layout, streams
from extractor.documents.pdf.characters import MAX_ON_PAGE, CrowdedPage, Scan, scan, shown
from extractor.documents.pdf.layout import Block
from extractor.documents.pdf.prose import Margins, Paragraph, joined, shared_edge
from extractor.documents.pdf.tables import Grid, set_rows
from extractor.documents.places import Page
from extractor.errors import NoTextLayer, NotText, TooLarge

__all__ = ["MAX_PAGES", "is_pdf", "read"]

MAX_PAGES = 2_000
"""The most pages that are read: full ones take about 40 seconds and 300 MB."""
_MAX_UNKNOWN = 0.1
_MARK = b"%PDF-"
_HEAD = 1024
_PASSWORD = ("password", "security")


def is_pdf(data: bytes) -> bool:
    """Whether bytes are a PDF: its mark stands among the first."""
    return _MARK in data[:_HEAD]


def read(data: bytes, name: str) -> tuple[str, list[Page], list[str]]:
    """The text of a PDF, its pages with a rectangle for every character, and which of them could not be read.

    Scripts, actions, attachments and forms are not looked at.

    Raises:
        NotText: it is broken, encrypted, or its characters have no meaning.
        NoTextLayer: its pages are pictures.
        TooLarge: it has more than `MAX_PAGES` pages, too many characters on one, or would unpack to more than is safe.
    """
    scans = _scans(data, name)
    letters, unknown = sum(len(run.text) for one in scans for run in one.runs), sum(one.unknown for one in scans)
    if unknown > _MAX_UNKNOWN * (letters + unknown):
        raise NotText(
            f"{name}: a PDF whose fonts do not say what {unknown:,} of its {letters + unknown:,} characters are"
        )
    if not letters:
        raise NoTextLayer(
            f"{name}: a PDF without text ({_counted(scans)}, {_pictures(scans)}); recognise its characters first"
        )
    pages = furniture.without([layout.blocks(one.runs) for one in scans], [one.height for one in scans])
    if pages:
        pages[0] = layout.titled(pages[0])
    unread = [number for number, one in enumerate(scans, 1) if one.picture]
    return *_laid_out(scans, pages), [
        f"{name}: no text on {_listed(unread)}, only pictures: not read"
    ] if unread else []


def _counted(scans: Sequence[Scan]) -> str:
    return "1 page" if len(scans) == 1 else f"{len(scans):,} pages"


def _pictures(scans: Sequence[Scan]) -> str:
    """How many pages hold pictures, in words."""
    count = sum(one.picture for one in scans)
    return "all pictures" if count == len(scans) else f"{count:,} with pictures" if count else "all empty"


def _listed(pages: Sequence[int]) -> str:
    """Pages by number, runs of them as one: pages 2, 5-7."""
    runs = [[number for _, number in run] for _, run in groupby(enumerate(pages), key=lambda pair: pair[1] - pair[0])]
    numbers = ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
    return f"page{'s' if len(pages) > 1 else ''} {numbers}"


def _scans(data: bytes, name: str) -> list[Scan]:
    unpacked = streams.largest(data)
    if unpacked > streams.MAX_STREAM:
        raise TooLarge(f"{name}: a part of it unpacks to more than {streams.MAX_STREAM:,} bytes; not unpacked")
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if any(word in str(error).lower() for word in _PASSWORD):
            raise NotText(f"{name}: an encrypted PDF; save it without a password") from None
        raise NotText(f"{name}: a broken PDF, or the beginning of one") from None
    try:
        if len(document) > MAX_PAGES:
            raise TooLarge(f"{name}: {len(document):,} pages, the limit is {MAX_PAGES:,}")
        return [_scan(document, at, name) for at in range(len(document))]
    finally:
        document.close()


def _scan(document: pdfium.PdfDocument, at: int, name: str) -> Scan:
    try:
        page = document[at]
    except pdfium.PdfiumError:
        raise NotText(f"{name}: a broken PDF (page {at + 1} cannot be loaded)") from None
    try:
        return scan(page, at + 1)
    except CrowdedPage as error:
        raise TooLarge(f"{name}: {error} characters on page {at + 1}, the limit is {MAX_ON_PAGE:,}") from None
    finally:
        page.close()


def _laid_out(scans: Sequence[Scan], pages: Sequence[list[Block]]) -> tuple[str, list[Page]]:
    sheet = Sheet()
    lay_out(_linked([part for blocks in pages for part in _parts(blocks)]), sheet)
    text = sheet.text
    starts, end = [], len(text)
    for number in range(len(scans), 0, -1):
        end = min(end, sheet.starts.get(number, end))
        starts.append(end)
    starts.reverse()
    ends = [*starts[1:], len(text)]
    return text, [
        _page(one, start, end, sheet.boxes[4 * start : 4 * end])
        for one, start, end in zip(scans, starts, ends, strict=True)
    ]


def _page(one: Scan, start: int, end: int, boxes: "array[float]") -> Page:
    """A page as it is shown, with what stands on it."""
    size = one.width, one.height
    if one.turned:
        for at in range(0, len(boxes), 4):
            left, top, right, bottom = boxes[at : at + 4]
            boxes[at : at + 4] = array("f", shown((left, top, right, bottom), size, one.turned))
    width, height = reversed(size) if one.turned % 2 else size
    return Page(start, end, width, height, boxes)


def _parts(blocks: Sequence[Block]) -> Iterator[Paragraph | Grid]:
    for block in blocks:
        yield from set_rows(block, _margins(block, blocks))


def _linked(parts: Sequence[Paragraph | Grid]) -> Iterator[Piece | Table]:
    """Parts with what the end of a column or a page tore apart put together again."""
    last: Paragraph | Grid | None = None
    for part in parts:
        if isinstance(last, Paragraph) and isinstance(part, Paragraph) and last.goes_on_in(part):
            last.lines.extend(part.lines)
        elif isinstance(last, Grid) and isinstance(part, Grid) and last.goes_on_in(part):
            last.add(part)
        else:
            if last is not None:
                yield _set(last)
            last = part
    if last is not None:
        yield _set(last)


def _set(part: Paragraph | Grid) -> Piece | Table:
    return joined(part.lines) if isinstance(part, Paragraph) else part.table()


_LINES = 3
"""A block of so many lines shows the edges of its column itself."""


def _margins(block: Block, blocks: Sequence[Block]) -> Margins:
    """The edges of the column in which a block stands, as the lines show that stand in it; else the page's."""
    others = [other for other in blocks if len(other.rows) >= _LINES and _above_or_below(block, other)]
    column = [block, *(other for other in others if other is not block)]
    right = shared_edge([row.cells[0].lines[0] for one in column for row in one.rows if len(row.cells) == 1])
    return min(one.left for one in column), right if right is not None else max(one.right for one in blocks)


def _above_or_below(block: Block, other: Block) -> bool:
    """Whether two blocks stand in one column: neither reaches far over the other's edges."""
    width, wide = block.right - block.left, other.right - other.left
    return min(block.right, other.right) - max(block.left, other.left) > 0.8 * width and wide < 2 * width + 100
