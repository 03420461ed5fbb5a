"""Odd and hostile files, made by hand: PDFs object by object, office files part by part."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping

SONG = b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>/DW 1000/W[1[250 500 500 500 500 833 778 250 333 333 500 564 250 333 250 278 500 500 500 500 500 500 500 500 500 500]]>>]>>"
"""A Chinese font that every viewer has: characters are UCS-2."""


def line(text: str, left: float = 72, foot: float = 700, size: float = 12, before: str = "") -> bytes:
    """A line of text; `before` are operators that stand in front of it, as `3 Tr` for invisible text."""
    code = text.encode("utf-16-be").hex()
    return f"BT /F1 {size} Tf {before} 1 0 0 1 {left} {foot} Tm <{code}> Tj ET\n".encode()


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object, packed."""
    packed = zlib.compress(data, 9)
    return b"<</Filter/FlateDecode/Length %d%s>>stream\n%s\nendstream" % (len(packed), entries, packed)


def pdf(
    contents: Iterable[bytes],
    page: bytes = b"/MediaBox[0 0 595 842]",
    catalog: bytes = b"",
    others: Mapping[int, bytes] | None = None,
    font: bytes = SONG,
    trailer: bytes = b"",
) -> bytes:
    """A PDF with a page for each content; `others` are objects by number (from 3) that stand before the pages."""
    objects = {1: b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog, **(others or {})}
    first = max([2, *objects]) + 1
    objects[first] = font
    kids = []
    for content in contents:
        at = max(objects) + 1
        objects[at] = stream(content)
        objects[at + 1] = (
            b"<</Type/Page/Parent 2 0 R/Resources<</Font<</F1 %d 0 R>>/XObject<</I 3 0 R>>>>/Contents %d 0 R%s>>"
            % (first, at, page)
        )
        kids.append(at + 1)
    objects.setdefault(
        2, b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(b"%d 0 R" % kid for kid in kids))
    )
    return numbered(objects, trailer)


def numbered(objects: Mapping[int, bytes], trailer: bytes = b"") -> bytes:
    """A PDF of objects by number, the first being its catalog."""
    out, places = b"%PDF-1.7\n", {}
    parts = [out]
    length = len(out)
    for number in sorted(objects):
        part = b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
        places[number] = length
        parts.append(part)
        length += len(part)
    size = max(objects) + 1
    rows = [b"%010d 00000 n \n" % places[n] if n in places else b"0000000000 65535 f \n" for n in range(size)]
    tail = b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, length)
    return b"".join([*parts, b"xref\n0 %d\n" % size, *rows, tail])


def archive(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip archive."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return held.getvalue()
