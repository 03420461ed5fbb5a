"""Office files are zip archives of XML: what they may hold, looked at before anything is unpacked."""

import io
import zipfile
from zipfile import BadZipFile, ZipFile

from extractor.errors import NotText, TooLarge

MAX_UNPACKED = 200_000_000
"""The most bytes that an archive may hold unpacked."""
MAX_WORDS = 50_000_000
"""The most bytes of a Word file's main text, unpacked; a thousand pages are about half of it."""
_MAX_RATIO = 300
_MAX_PARTS = 10_000
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_AT_ONCE = 1 << 20
_DOCTYPE = b"<!DOCTYPE"


def is_old(data: bytes) -> bool:
    """Whether bytes are in the container of Word and Excel before 2007, or of an encrypted file since."""
    return data.startswith(_OLD)


def refuse_old(data: bytes, name: str) -> NotText:
    """Why such a file is not read."""
    if _ENCRYPTED in data:
        return NotText(f"{name}: encrypted; save it without a password")
    return NotText(f"{name}: in an old binary format of Word or Excel; save it as .docx or .xlsx")


def kind(data: bytes, name: str) -> str:
    """What an archive is: `docx` or `xlsx`; it is safe to unpack then.

    Raises:
        TooLarge: it would unpack to more than `MAX_UNPACKED` bytes, or to a suspicious multiple of its size.
        NotText: it is broken, encrypted, something else, or its XML declares entities.
    """
    try:
        with ZipFile(io.BytesIO(data)) as archive:
            return _kind(archive, len(data), name)
    except (BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError, zipfile.zlib.error) as error:  # type: ignore[attr-defined]
        raise NotText(f"{name}: a broken archive ({str(error).lower()})") from None


def _kind(archive: ZipFile, packed: int, name: str) -> str:
    parts = archive.infolist()
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED or unpacked > packed * _MAX_RATIO or len(parts) > _MAX_PARTS:
        raise TooLarge(f"{name}: unpacks to {unpacked:,} bytes in {len(parts):,} parts from {packed:,}; not unpacked")
    sizes = {part.filename: part.file_size for part in parts}
    if sizes.get("word/document.xml", 0) > MAX_WORDS:
        raise TooLarge(f"{name}: {sizes['word/document.xml']:,} bytes of text unpacked, the limit is {MAX_WORDS:,}")
    found = "docx" if "word/document.xml" in sizes else "xlsx" if "xl/workbook.xml" in sizes else None
    if found is None:
        raise NotText(f"{name}: an archive, but neither .docx nor .xlsx")
    if any(part.flag_bits & 1 for part in parts):
        raise NotText(f"{name}: encrypted; save it without a password")
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")) and _declares(archive, part):
            raise NotText(f"{name}: {part.filename} declares a document type, which no office file does; not read")
    return found


def _declares(archive: ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether XML has a document type, the place where entities are declared; comments may stand before it."""
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(_AT_ONCE):
            tail += chunk.replace(b"\x00", b"").upper()
            if _DOCTYPE in tail:
                return True
            tail = tail[-len(_DOCTYPE) :]
    return False
