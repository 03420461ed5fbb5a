"""Files that are no documents we read, told by their first bytes: what they are, and what to do about it."""

import re

_SIGNATURES = (
    (rb"\x89PNG\r\n", "a picture (PNG); recognise its characters first"),
    (rb"\xff\xd8\xff", "a picture (JPEG); recognise its characters first"),
    (rb"GIF8[79]a", "a picture (GIF); recognise its characters first"),
    (rb"II\*\x00|MM\x00\*", "a picture (TIFF); recognise its characters first"),
    (rb"RIFF....WEBP", "a picture (WebP); recognise its characters first"),
    (rb"BM.{4}\x00{4}", "a picture (BMP); recognise its characters first"),
    (rb"\x7fELF|MZ.{0,60}\x00\x00|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe", "a program, not a document"),
    (rb"\x1f\x8b|7z\xbc\xaf|Rar!\x1a|\xfd7zXZ|BZh[1-9]1AY|\x28\xb5\x2f\xfd", "a packed file; unpack it first"),
    (rb"SQLite format 3\x00", "a database, not a document"),
    (rb"\s*\{\\rtf", "a Rich Text file; save it as .docx"),
    (rb"%!PS", "a PostScript file; make a PDF of it"),
    (
        rb"(?:[\w-]+:[^\n]{0,500}\n(?:[ \t][^\n]{0,500}\n)*){0,20}content-type:\s*multipart/related",
        "a web archive (MHTML); open it in a browser and save it as HTML or PDF",
    ),
)
_PATTERNS = tuple(
    (re.compile(mark, re.S | re.I if said.startswith("a web") else re.S), said) for mark, said in _SIGNATURES
)


def other(data: bytes) -> str | None:
    """What bytes are that are no document for us, in words for a person; None where nothing is known against them."""
    head = data[:4000]
    return next((said for mark, said in _PATTERNS if mark.match(head)), None)
