"""Word files to text: paragraphs and tables in their order, insertions in, deletions and text that is hidden or struck through out."""

import io
import posixpath
import re
from collections.abc import Iterator
from zipfile import ZipFile

from lxml import etree

from extractor.documents.blocks import Block, Piece, Room, Spanning, spread
from extractor.documents.listing import listed
from extractor.documents.superscripts import raised
from extractor.errors import NotText

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = frozenset(
    {f"{_W}{name}" for name in ("del", "moveFrom", "pPr", "rPr", "instrText", "delText", "tblPr", "tcPr", "sectPr")}
) | {_FALLBACK}
_BREAKS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_OFF = ("0", "false", "off")
_MOST_SPAN = 200


def blocks(data: bytes, name: str) -> list[Block]:
    """What a Word file holds: the head of its first page, its body, its notes. Macros, templates and links are not looked at.

    Raises:
        NotText: it is broken.
        TooManyCells: a table of it has more than can be read.
    """
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            body = _root(archive, "word/document.xml")
            return [
                *_first_head(archive, body),
                *_blocks(body),
                *_notes(archive, "word/footnotes.xml"),
                *_notes(archive, "word/endnotes.xml"),
            ]
    except (etree.XMLSyntaxError, ValueError, RecursionError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise NotText(f"{name}: a Word file that cannot be read ({reason})") from None


def _root(archive: ZipFile, part: str) -> etree._Element:
    """The root of a part; an empty element where there is none. Nothing is fetched, no entity replaced."""
    if part not in archive.namelist() or not part.endswith((".xml", ".rels")):
        return etree.Element("none")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True
    )
    return etree.fromstring(archive.read(part), parser)


def _first_head(archive: ZipFile, body: etree._Element) -> Iterator[Block]:
    """What stands at the head of the first page."""
    section = next(body.iter(f"{_W}sectPr"), None)
    if section is None:
        return
    kind = "first" if section.find(f"{_W}titlePg") is not None else "default"
    heads = {head.get(f"{_W}type"): head.get(f"{_R}id") for head in section.findall(f"{_W}headerReference")}
    targets = {one.get("Id"): one.get("Target") or "" for one in _root(archive, "word/_rels/document.xml.rels")}
    if kind in heads:
        yield from _blocks(_root(archive, posixpath.normpath(posixpath.join("word", targets.get(heads[kind], "none")))))


def _notes(archive: ZipFile, part: str) -> Iterator[Block]:
    """Footnotes or endnotes; those with a type are lines that set them apart."""
    for note in _root(archive, part):
        if note.get(f"{_W}type") is None:
            yield from _blocks(note)


def _blocks(parent: etree._Element) -> Iterator[Block]:
    """The paragraphs and tables of a body, a cell or a text box, through the wrappers that Word puts around them."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield from _paragraph(child)
        elif child.tag == f"{_W}tbl":
            yield from _table(child)
        elif child.tag not in _LEFT_OUT and isinstance(child.tag, str):
            yield from _blocks(child)  # content controls, insertions, custom XML


def _paragraph(paragraph: etree._Element) -> Iterator[Block]:
    """A paragraph's lines, then the text boxes that hang on it."""
    mark = paragraph.find(f"{_W}pPr/{_W}rPr/{_W}del")
    boxes: list[etree._Element] = []
    text = "".join(_words(paragraph, boxes))
    for line in text.split("\n"):
        if line.strip():
            yield Piece(line.strip() if mark is None else line)
    for box in boxes:
        yield from _blocks(box)


def _words(element: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
    for child in element:
        if child.tag in _LEFT_OUT or not isinstance(child.tag, str):
            continue
        if child.tag == f"{_W}txbxContent":
            boxes.append(child)
        elif child.tag == f"{_W}r":
            yield from _run(child, boxes)
        elif child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        else:
            yield from _words(child, boxes)


def _run(run: etree._Element, boxes: list[etree._Element]) -> Iterator[str]:
    marks = [run.find(f"{_W}rPr/{_W}{mark}") for mark in ("vanish", "strike", "dstrike")]
    if any(mark is not None and mark.get(f"{_W}val") not in _OFF for mark in marks):
        return
    place = run.find(f"{_W}rPr/{_W}vertAlign")
    words = "".join(_words(run, boxes))
    yield raised(words) if place is not None and place.get(f"{_W}val") == "superscript" else words


def _table(table: etree._Element) -> Iterator[Block]:
    """A table of data; a table that holds another one only places it, so its cells stand one after the other."""
    rows = [list(_children(row, "tc")) for row in _children(table, "tr") if row.find(f"{_W}trPr/{_W}del") is None]
    if any(cell.find(f".//{_W}tbl") is not None for row in rows for cell in row) or all(len(row) < 2 for row in rows):
        for row in rows:
            for cell in row:
                yield from _blocks(cell)
        return
    laid = spread(_merged([[_cell(cell) for cell in row] for row in rows]), Room())
    yield from listed(laid) or [laid]


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    for child in element:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
            yield from _children(child, name)


def _cell(cell: etree._Element) -> tuple[Piece, int, str | None]:
    """A cell: its text, the columns it spans, and whether it begins (restart) or goes on (continue) a merge downwards."""
    lines = [block.text for block in _blocks(cell) if isinstance(block, Piece)]
    span = cell.find(f"{_W}tcPr/{_W}gridSpan")
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    columns = (span.get(f"{_W}val") or "1") if span is not None else "1"
    down = None if merge is None else merge.get(f"{_W}val") or "continue"
    return Piece("\n".join(lines)), min(int(columns), _MOST_SPAN) if re.fullmatch(r"\d+", columns) else 1, down


def _merged(rows: list[list[tuple[Piece, int, str | None]]]) -> Iterator[list[Spanning]]:
    """Rows in which a cell that goes on a merge is the cell above it."""
    above: dict[int, Piece] = {}
    for row in rows:
        laid, at = [], 0
        for piece, columns, down in row:
            kept = above.get(at, piece) if down == "continue" else piece
            above[at] = kept
            laid.append(Spanning(kept, columns=columns))
            at += columns
        yield laid
