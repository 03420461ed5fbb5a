"""The characters of a PDF's page with their rectangles, turned upright, as stretches of text set without a gap."""

import ctypes
import math
import re
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from extractor.documents.places import NOWHERE, Rectangle
from extractor.documents.superscripts import raised

Character = tuple[str, float, float, float, float]
"""A character, and its left, top, right and bottom in points from the upper left corner."""

_APART = 0.9
"""A gap of so many ems sets cells apart; words of a justified line lie closer."""
_NUMBERS_APART = 0.25
"""Between numbers without a blank."""
_NUMBER_APART = 0.45
_WORDS_APART = 0.17
_SAME_LINE = 0.5
_RAISED = 0.8
_TWICE = 0.25
_NUMERIC_END, _NUMERIC_START = re.compile(r"[\d%)xX]$"), re.compile(r"[-+(\d]")
_LATIN = re.compile(r"[\x21-\x7e\u00a1-\u024f]")
_UNKNOWN = frozenset("\x00\ufffe\uffff\ufffd")


@dataclass(slots=True)
class Run:
    """Text that stands on one line without a gap: four floats of `boxes` a character."""

    text: str
    boxes: "array[float]"
    left: float
    top: float
    right: float
    bottom: float
    page: int

    @property
    def size(self) -> float:
        """Its height, about that of its type."""
        return self.bottom - self.top

    def add(self, character: Character, blank: bool) -> None:
        """Put a character behind it, after a blank if there is one between."""
        letter, left, top, right, bottom = character
        if blank:
            self.text += " "
            self.boxes.extend(NOWHERE)
        self.text += letter
        self.boxes.extend((left, top, right, bottom))
        self.right = max(self.right, right)
        self.top, self.bottom = min(self.top, top), max(self.bottom, bottom)

    def extend(self, other: "Run") -> None:
        """Put another run behind it."""
        if _LATIN.match(self.text[-1]) and _LATIN.match(other.text):
            self.text += " "
            self.boxes.extend(NOWHERE)
        self.text += other.text
        self.boxes.extend(other.boxes)
        self.right = max(self.right, other.right)
        self.top, self.bottom = min(self.top, other.top), max(self.bottom, other.bottom)


@dataclass(frozen=True, slots=True)
class Scan:
    """What stands on a page: its size as shown, its runs in the order in which they were set, characters without a meaning counted."""

    width: float
    height: float
    runs: list[Run]
    unknown: int


def scan(page: pdfium.PdfPage, number: int) -> Scan:
    """The runs of a page, the how many-th from 1. Text that does not stand as most of it does (a watermark, a side note) is left out."""
    width, height = page.get_size()
    left, bottom, right, top = page.get_bbox()
    turn = page.get_rotation() // 90 % 4
    frame = (left, bottom, right, top)
    found, unknown = [], 0
    textpage = page.get_textpage()
    try:
        for letter, box, angle in _letters(textpage):
            if letter in _UNKNOWN:
                unknown += 1
            else:
                found.append((letter, _turned(box, frame, turn), (angle - turn) % 4 if angle >= 0 else angle))
    finally:
        textpage.close()
    upright = Counter(angle for letter, _, angle in found if letter.strip()).most_common(1)
    wanted = upright[0][0] if upright else 0
    runs = _runs(((letter, *box) for letter, box, angle in found if angle == wanted), number)
    return Scan(width, height, list(runs), unknown)


def _letters(textpage: pdfium.PdfTextPage) -> Iterator[tuple[str, Rectangle, int]]:
    """Each character with its box in the page's own coordinates (left, bottom, right, top) and its angle in quarter turns; -1 for slanting ones."""
    rectangle, pair = raw.FS_RECTF(), ""
    handle, count = textpage.raw, textpage.count_chars()
    for at in range(count):
        code = raw.FPDFText_GetUnicode(handle, at)
        if code in (0x0A, 0x0D) or raw.FPDFText_IsGenerated(handle, at) == 1:
            continue
        letter = "-" if code == 2 else chr(code)  # a hyphen at a line's end
        if "\ud800" <= letter <= "\udbff":
            pair = letter
            continue
        if "\udc00" <= letter <= "\udfff":
            letter, pair = (pair + letter).encode("utf-16", "surrogatepass").decode("utf-16", "replace"), ""
        if not raw.FPDFText_GetLooseCharBox(handle, at, ctypes.byref(rectangle)):
            continue
        quarters = raw.FPDFText_GetCharAngle(handle, at) * 2 / math.pi
        angle = round(quarters) % 4 if abs(quarters - round(quarters)) < 0.02 else -1
        yield letter[:1], (rectangle.left, rectangle.bottom, rectangle.right, rectangle.top), angle


def _turned(box: Rectangle, frame: Rectangle, turn: int) -> Rectangle:
    """A box of the page's own coordinates as it is shown, with its origin in the upper left corner."""
    left, bottom, right, top = box
    low, base, high, ceiling = frame
    if turn == 0:
        return left - low, ceiling - top, right - low, ceiling - bottom
    if turn == 1:
        return bottom - base, left - low, top - base, right - low
    if turn == 2:
        return high - right, bottom - base, high - left, top - base
    return ceiling - top, high - right, ceiling - bottom, high - left


def _runs(characters: Iterator[Character], page: int) -> Iterator[Run]:
    run: Run | None = None
    blank = False
    for character in characters:
        letter, left, top, right, bottom = character
        if letter.isspace():
            blank = True
            continue
        if run is not None and _goes_on(run, character, blank):
            if _is_twice(run, character):
                continue
            if letter.isdigit() and _is_raised(run, top, bottom):
                character = (raised(letter), left, top, right, bottom)
            run.add(character, _blank_between(run, character, blank))
        else:
            if run is not None:
                yield run
            run = Run(letter, array("f", (left, top, right, bottom)), left, top, right, bottom, page)
        blank = False
    if run is not None:
        yield run


def _goes_on(run: Run, character: Character, blank: bool) -> bool:
    """Whether a character stands behind a run, on its line and near enough."""
    letter, left, top, right, bottom = character
    size = max(run.size, bottom - top)
    overlap = min(run.bottom, bottom) - max(run.top, top)
    if overlap < _SAME_LINE * min(run.size, bottom - top) or left < run.right - size:
        return False
    apart = _APART
    if not blank and _NUMERIC_START.match(letter):
        apart = _NUMBERS_APART if _NUMERIC_END.search(run.text) else _NUMBER_APART
    return left - run.right <= size * apart


def _is_twice(run: Run, character: Character) -> bool:
    """Whether a character was set over itself to look bold."""
    letter, left, _, right, _ = character
    return run.text[-1] == letter and abs(run.boxes[-4] - left) < _TWICE * max(right - left, 1)


def _is_raised(run: Run, top: float, bottom: float) -> bool:
    """Whether a small character stands high beside the last one."""
    last_top, last_bottom = run.boxes[-3], run.boxes[-1]
    size = last_bottom - last_top
    return bottom - top < _RAISED * size and bottom < last_bottom - 0.1 * size and run.text[-1] not in "⁰¹²³⁴⁵⁶⁷⁸⁹"


def _blank_between(run: Run, character: Character, blank: bool) -> bool:
    letter, left, top, _, bottom = character
    if not (_LATIN.match(run.text[-1]) and _LATIN.match(letter)):
        return False
    return blank or left - run.right > _WORDS_APART * (bottom - top)
