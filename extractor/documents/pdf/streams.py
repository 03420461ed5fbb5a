"""What the packed parts of a PDF would unpack to, looked at before anything is."""

import re
import zlib
from collections.abc import Iterator

MAX_STREAM = 100_000_000
"""The most bytes that a part of a PDF may unpack to, pictures aside; the text of a page is some ten thousand."""
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_DICTIONARY = 2_000
"""So many bytes before its data a part says how it is packed."""
_FLATE = re.compile(rb"/Fl(?:ateDecode)?\b|/#46lateDecode")
_PICTURE = re.compile(rb"/Subtype\s*/Image\b")
_AT_ONCE = 1 << 20
_LEAST = 100_000
"""What is packed a thousandfold, the most that is possible, needs so many bytes."""


def largest(data: bytes) -> int:
    """The bytes that the largest part would unpack to, counted to a little above `MAX_STREAM`.

    Only what Flate packs is looked at, and no pictures: they are never unpacked to read text.
    """
    most = 0
    for start, end, times in _packed(data):
        most = max(most, _size(data[start:end], times))
        if most > MAX_STREAM:
            break
    return most


def _packed(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Where packed data stands, and how many times over it is packed."""
    for mark in _STREAM.finditer(data):
        said = data[max(0, mark.start() - _DICTIONARY) : mark.start()].rpartition(b" obj")[2]
        times = len(_FLATE.findall(said))
        end = data.find(b"endstream", mark.end())
        end = end if end != -1 else len(data)
        if times and not _PICTURE.search(said) and (times > 1 or end - mark.end() >= _LEAST):
            yield mark.end(), end, times


def _size(packed: bytes, times: int) -> int:
    """The bytes that data unpacks to; what is broken counts as far as it can be unpacked."""
    chunks: Iterator[bytes] = iter([packed])
    for _ in range(min(times, 4)):
        chunks = _unpacked(chunks)
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > MAX_STREAM:
            break
    return size


def _unpacked(chunks: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    try:
        for chunk in chunks:
            yield unpacker.decompress(chunk, _AT_ONCE)
            while unpacker.unconsumed_tail and not unpacker.eof:
                yield unpacker.decompress(unpacker.unconsumed_tail, _AT_ONCE)
    except zlib.error:
        return
