"""Bytes to text with places: what a file is, is told by its bytes, not by its name."""

import hashlib
from pathlib import Path

from extractor.documents.places import Box, Document, Page
from extractor.documents.text import decode
from extractor.errors import TooLarge, UnreadableDocument

__all__ = ["MAX_BYTES", "SUFFIXES", "Box", "Document", "Page", "from_bytes", "from_text", "read"]

MAX_BYTES = 20_000_000
"""The largest document that is read: about ten thousand pages of text."""

SUFFIXES = frozenset({".txt", ".text", ".md"})
"""What a folder is searched for."""


def from_text(text: str, path: str | None = None) -> Document:
    """A document from text that is decoded already; the hash is of its UTF-8 form."""
    return Document(text, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), path)


def read(path: str) -> Document:
    """Read one file.

    Raises:
        UnreadableDocument: missing, a folder, or not permitted.
        TooLarge: above `MAX_BYTES`.
        NotText: binary noise, or text cut off inside a character.
    """
    file = Path(path)
    try:
        if file.is_dir():
            raise UnreadableDocument(f"{path}: a folder, not a file")
        if file.stat().st_size > MAX_BYTES:
            raise TooLarge(f"{path}: {file.stat().st_size:,} bytes, the limit is {MAX_BYTES:,}")
        data = file.read_bytes()
    except FileNotFoundError:
        raise UnreadableDocument(f"{path}: no such file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableDocument(f"{path}: cannot be read ({reason.lower()})") from None
    return from_bytes(data, path)


def from_bytes(data: bytes, path: str | None = None) -> Document:
    """Read a document's bytes.

    Raises:
        TooLarge, NotText: as `read`.
    """
    name = path or "the input"
    if len(data) > MAX_BYTES:
        raise TooLarge(f"{name}: {len(data):,} bytes, the limit is {MAX_BYTES:,}")
    return Document(decode(data, name), hashlib.sha256(data).hexdigest(), path)
