"""Bytes to text with places: what a file is, is told by its bytes, not by its name."""

import hashlib
from pathlib import Path

from extractor.documents import archive, docx, html, markdown, pdf, sheets, signatures
from extractor.documents.blocks import MAX_CELLS, Block, TooManyCells, plain
from extractor.documents.places import Box, Document, Page
from extractor.documents.text import decode
from extractor.errors import NotText, TooLarge, UnreadableDocument

__all__ = [
    "MAX_BYTES",
    "MAX_MARKDOWN",
    "MAX_TEXT",
    "SUFFIXES",
    "Box",
    "Document",
    "Page",
    "from_bytes",
    "from_text",
    "read",
]

MAX_TEXT = 20_000_000
"""The largest file of text that is read, in bytes: about ten thousand pages."""
MAX_BYTES = 100_000_000
"""The largest file of any kind, in bytes: a PDF may hold pictures."""
MAX_MARKDOWN = 2_000_000
"""The largest Markdown file, in bytes: its marks take long to pair."""

SUFFIXES = frozenset(
    {
        ".txt",
        ".text",
        ".md",
        ".markdown",
        ".pdf",
        ".html",
        ".htm",
        ".xhtml",
        ".docx",
        ".docm",
        ".xlsx",
        ".xlsm",
        ".csv",
        ".tsv",
    }
)
"""What a folder is searched for."""

_BY_NAME = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".csv": "csv",
    ".tsv": "csv",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}
"""Kinds of text that their first bytes do not tell."""


_LIMITS = {"pdf": MAX_BYTES, "docx": MAX_BYTES, "xlsx": MAX_BYTES, "markdown": MAX_MARKDOWN}


def from_text(text: str, path: str | None = None) -> Document:
    """A document from text that is decoded already; the hash is of its UTF-8 form."""
    return Document(text, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), path)


def read(path: str) -> Document:
    """Read one file: text, Markdown, HTML, PDF with a text layer, DOCX, XLSX or CSV.

    Raises:
        UnreadableDocument: missing, a folder, a pipe or a device, or not permitted.
        TooLarge, NotText, NoTextLayer: as `from_bytes`.
    """
    file = Path(path)
    try:
        if file.is_dir():
            raise UnreadableDocument(f"{path}: a folder, not a file")
        if file.exists() and not file.is_file():
            raise UnreadableDocument(f"{path}: a pipe or a device, not a file; give - to read standard input")
        if file.stat().st_size > MAX_BYTES:
            raise TooLarge(f"{path}: {file.stat().st_size:,} bytes, the limit is {MAX_BYTES:,}")
        with file.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)  # it may grow
    except FileNotFoundError:
        raise UnreadableDocument(f"{path}: no such file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableDocument(f"{path}: cannot be read ({reason.lower()})") from None
    return from_bytes(data, path)


def from_bytes(data: bytes, path: str | None = None) -> Document:
    """Read a document's bytes; its kind is told by them, and only for Markdown and CSV by the name.

    Raises:
        TooLarge: above `MAX_BYTES`, `MAX_TEXT` for text, or what would unpack to more than is safe.
        NotText: binary noise, text cut off inside a character, a file that is broken, encrypted or of another kind.
        NoTextLayer: a PDF of pictures.
    """
    name = path or "the input"
    kind = _kind(data, name)
    limit = _LIMITS.get(kind, MAX_TEXT)
    if len(data) > limit:
        raise TooLarge(f"{name}: {len(data):,} bytes, the limit is {limit:,}")
    digest = hashlib.sha256(data).hexdigest()
    if kind == "pdf":
        text, pages, notes = pdf.read(data, name)
        return Document(text, digest, path, kind, pages, notes)
    if kind == "text":
        return Document(decode(data, name), digest, path)
    try:
        return Document(plain(_blocks(data, name, kind)), digest, path, kind)
    except TooManyCells:
        raise TooLarge(f"{name}: tables of more than {MAX_CELLS:,} cells") from None


def _kind(data: bytes, name: str) -> str:
    if pdf.is_pdf(data):
        return "pdf"
    if data.startswith(b"PK"):
        return archive.kind(data, name)
    if archive.is_old(data):
        raise archive.refuse_old(data, name)
    other = signatures.other(data)
    if other is not None:
        raise NotText(f"{name}: {other}")
    if html.is_page(data):
        return "html"
    return _BY_NAME.get(Path(name).suffix.lower(), "text")


def _blocks(data: bytes, name: str, kind: str) -> list[Block]:
    if kind == "docx":
        return docx.blocks(data, name)
    if kind == "xlsx":
        return sheets.excel(data, name)
    text = decode(data, name, lenient=kind == "html")
    if kind == "csv":
        return sheets.separated(text)
    return markdown.blocks(text, name) if kind == "markdown" else html.blocks(text, name)
