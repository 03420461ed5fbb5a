"""Office files are zip archives of XML: what they may hold, looked at before anything is unpacked."""

import io
import zipfile
from zipfile import BadZipFile, ZipFile

from extractor.errors import NotText, TooLarge

MAX_UNPACKED = 200_000_000
"""The most bytes that an archive may hold unpacked."""
_MAX_RATIO = 300
_MAX_PARTS = 10_000
_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_DECLARATION = 4096


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
    names = {part.filename for part in parts}
    found = "docx" if "word/document.xml" in names else "xlsx" if "xl/workbook.xml" in names else None
    if found is None:
        raise NotText(f"{name}: an archive, but neither .docx nor .xlsx")
    if any(part.flag_bits & 1 for part in parts):
        raise NotText(f"{name}: encrypted; save it without a password")
    for part in parts:
        if part.filename.lower().endswith((".xml", ".rels")) and _declares(archive, part):
            raise NotText(f"{name}: {part.filename} declares a document type, which no office file does; not read")
    return found


def _declares(archive: ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether XML begins with a document type, the place where entities are declared."""
    with archive.open(part) as stream:
        head = stream.read(_DECLARATION)
    return b"<!DOCTYPE" in head.replace(b"\x00", b"").upper()
