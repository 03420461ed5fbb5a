"""The characters of a PDF's page with their rectangles, turned upright, as stretches of text set without a gap."""

import ctypes
import math
import re
import statistics
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
from pypdfium2 import raw

from extractor.documents.places import NOWHERE, Rectangle
from extractor.documents.superscripts import raised

Character = tuple[str, float, float, float, float, float]
"""A character, its left, top, right and bottom in points from the upper left corner, and where its foot stands from above."""

_APART = 0.9
"""A gap of so many ems sets cells apart; words of a justified line lie closer."""
_NUMBERS_APART = 0.25
"""Between numbers without a blank."""
_NUMBER_APART = 0.45
"""Before a number, and between Latin words."""
_WORDS_APART = 0.17
_ROOM = 0.2
_WIDE = "\u2e80"
"""From here on characters are as wide as they are high."""
_SAME_LINE = 0.5
_RAISED, _LIFTED = 0.8, 0.15
_TWICE = 0.25
_SLANT = 0.02
_ABOVE = 0.86
"""How much of an em stands above the foot of a character."""
_NUMERIC_END, _NUMERIC_START = re.compile(r"[\d%)xX]"), re.compile(r"[-+(\d]")
_LATIN = re.compile(r"[\x21-\x7e\u00a1-\u024f]")
_FIELD = re.compile(r"\[Table_\w*\] ?")
_UNKNOWN = re.compile(r"[\x00-\x08\x0e-\x1f\ufffd-\uffff\ud800-\udfff]")


_INVISIBLE = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)
MAX_ON_PAGE = 50_000
"""The most characters of a page that are read, line ends counted; a page set as closely as can be has about ten thousand."""


class CrowdedPage(Exception):
    """A page has more characters than `MAX_ON_PAGE`."""


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
    foot: float = 0.0
    """Where the foot of its last character stands."""

    @property
    def size(self) -> float:
        """Its height, about that of its type."""
        return self.bottom - self.top

    def add(self, character: Character, blank: bool) -> None:
        """Put a character behind it, after a blank if there is one between."""
        letter, left, top, right, bottom, self.foot = character
        if blank:
            self.text += " "
            self.boxes.extend(NOWHERE)
        self.text += letter
        self.boxes.extend((left, top, right, bottom))
        self.right = max(self.right, right)
        self.top, self.bottom = min(self.top, top), max(self.bottom, bottom)

    def extend(self, other: "Run") -> None:
        """Put another run behind it."""
        if _LATIN.match(self.text[-1]) and _LATIN.match(other.text) and not self.text.endswith("-"):
            self.text += " "
            self.boxes.extend(NOWHERE)
        self.text += other.text
        self.boxes.extend(other.boxes)
        self.right = max(self.right, other.right)
        self.top, self.bottom = min(self.top, other.top), max(self.bottom, other.bottom)


@dataclass(frozen=True, slots=True)
class Scan:
    """What stands on a page: its size with its text upright, its runs in the order in which they were set, characters without
    a meaning counted; by how many quarters it is shown turned clockwise; whether it shows a picture.
    """

    width: float
    height: float
    runs: list[Run]
    unknown: int
    turned: int = 0
    picture: bool = False


@dataclass(frozen=True, slots=True)
class _Letter:
    """A character as the page has it: its box (left, bottom, right, top), where its foot stands, its em, and which way it stands."""

    character: str
    box: Rectangle
    foot: tuple[float, float]
    em: float
    width: float
    """How wide an em is."""
    quarter: int
    """Quarter turns; -1 where it slants."""
    visible: bool


def scan(page: pdfium.PdfPage, number: int) -> Scan:
    """The runs of a page, the how many-th from 1.

    Text that does not stand as most of it does (a watermark, a side note) is left out; so is what stands outside of the page, and
    what is invisible, unless all of it is: that is how recognised characters lie over a picture.

    Raises:
        CrowdedPage: more than `MAX_ON_PAGE` characters.
    """
    turn = page.get_rotation() // 90 % 4
    reading, letters = _standing(page, turn)
    if reading != turn:
        page.set_rotation(90 * reading)  # lines are found as they stand when the page is shown
        reading, letters = _standing(page, reading)
    width, height = page.get_size()
    known = [letter for letter in letters if not _UNKNOWN.match(letter.character)]
    frame = page.get_bbox()
    upright = (_upright(letter, frame, reading) for letter in known)
    runs = [run for run in map(_filled_in, _runs(upright, number)) if run.text]
    return Scan(width, height, runs, len(letters) - len(known), (turn - reading) % 4, not runs and _has_picture(page))


def _standing(page: pdfium.PdfPage, turn: int) -> tuple[int, list[_Letter]]:
    """How most characters of a page stand that is shown turned so (as quarters; slanting ones as the page is), and these."""
    frame, textpage = page.get_bbox(), page.get_textpage()
    try:
        if textpage.count_chars() > MAX_ON_PAGE:
            raise CrowdedPage(f"{textpage.count_chars():,}")
        letters = [letter for letter in _letters(textpage) if _is_on(letter.box, frame)]
    finally:
        textpage.close()
    letters = [letter for letter in letters if letter.visible] or letters
    most = Counter(letter.quarter for letter in letters if not letter.character.isspace()).most_common(1)
    quarter = most[0][0] if most else turn
    return quarter if quarter != -1 else turn, [letter for letter in letters if letter.quarter == quarter]


def _filled_in(run: Run) -> Run:
    """A run without the names of a Word template's fields, which stay in print unseen: [Table_Title]."""
    for field in reversed(list(_FIELD.finditer(run.text))):
        start, end = field.span()
        run.text = run.text[:start] + run.text[end:]
        del run.boxes[4 * start : 4 * end]
    return run


def _is_on(box: Rectangle, frame: Rectangle) -> bool:
    """Whether some of a character stands on the page."""
    return box[0] < frame[2] and box[2] > frame[0] and box[1] < frame[3] and box[3] > frame[1]


def _has_picture(page: pdfium.PdfPage) -> bool:
    return next(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3), None) is not None


def shown(box: Rectangle, size: tuple[float, float], turned: int) -> Rectangle:
    """A box of a page of this width and height as it is shown, turned clockwise by so many quarters."""
    (left, top, right, bottom), (width, height) = box, size
    if turned == 1:
        return height - bottom, left, height - top, right
    if turned == 2:
        return width - right, height - bottom, width - left, height - top
    return (top, width - right, bottom, width - left) if turned == 3 else box


def _letters(textpage: pdfium.PdfTextPage) -> Iterator[_Letter]:
    box, matrix, across, up = raw.FS_RECTF(), raw.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    handle, high = textpage.raw, ""
    for at in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(handle, at)
        if code in (0x0A, 0x0D) or raw.FPDFText_IsGenerated(handle, at) == 1:
            continue
        character = "-" if code == 2 and raw.FPDFText_IsHyphen(handle, at) == 1 else chr(code)  # at a line's end
        if "\ud800" <= character <= "\udbff":
            high = character
            continue
        if "\udc00" <= character <= "\udfff":
            character = (high + character).encode("utf-16", "surrogatepass").decode("utf-16", "replace")[:1]
        high = ""
        raw.FPDFText_GetLooseCharBox(handle, at, ctypes.byref(box))
        raw.FPDFText_GetCharOrigin(handle, at, ctypes.byref(across), ctypes.byref(up))
        raw.FPDFText_GetMatrix(handle, at, ctypes.byref(matrix))
        size = raw.FPDFText_GetFontSize(handle, at)
        em, width = abs(size) * math.hypot(matrix.c, matrix.d), abs(size) * math.hypot(matrix.a, matrix.b)
        quarters = (
            math.atan2(math.copysign(matrix.b, matrix.b * size), math.copysign(matrix.a, matrix.a * size)) * 2 / math.pi
        )
        quarter = round(quarters) % 4 if abs(quarters - round(quarters)) < _SLANT else -1
        mode = raw.FPDFTextObj_GetTextRenderMode(raw.FPDFText_GetTextObject(handle, at))
        yield _Letter(
            character, (box.left, box.bottom, box.right, box.top), (across.value, up.value), em, width, quarter,
            mode not in _INVISIBLE,
        )  # fmt: skip


def _upright(letter: _Letter, frame: Rectangle, turn: int) -> Character:
    """A character as it is shown; fonts disagree about boxes, so its own is an em high, and as wide where it is Chinese."""
    left, top, right, bottom = _turned(letter.box, frame, turn)
    pen, foot, _, _ = _turned((*letter.foot, *letter.foot), frame, turn)
    if letter.quarter != -1 and (letter.quarter - turn) % 2 == 0:
        top, bottom = foot - _ABOVE * letter.em, foot + (1 - _ABOVE) * letter.em
        if letter.quarter == turn and letter.character >= _WIDE:
            left, right = min(left, pen), max(right, pen + letter.width)
    return letter.character, left, top, right, bottom, foot


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
        letter, left, top, right, bottom, foot = character
        if letter.isspace():
            blank = True
            continue
        if run is not None and _goes_on(run, character, blank):
            if _is_twice(run, character):
                continue
            mark = letter.isdigit() and _is_raised(run, character)
            set_so = (raised(letter), left, top, right, bottom, run.foot) if mark else character
            run.add(set_so, _blank_between(run, set_so, blank))
        else:
            if run is not None:
                yield _spaced(run)
            run = Run(letter, array("f", (left, top, right, bottom)), left, top, right, bottom, page, foot)
        blank = False
    if run is not None:
        yield _spaced(run)


def _spaced(run: Run) -> Run:
    """A run with blanks where programs that write none left room: more than they leave between its characters elsewhere."""
    lefts, rights = run.boxes[0::4], run.boxes[2::4]
    between = range(1, len(run.text))
    gaps = {at: lefts[at] - rights[at - 1] for at in between if max(run.text[at - 1 : at + 1]) >= _WIDE}
    known = [gap for gap in gaps.values() if not math.isnan(gap)]
    least = statistics.median_low(known or [0.0]) + _ROOM * run.size
    for at in sorted((at for at, gap in gaps.items() if gap > least), reverse=True):
        run.text = f"{run.text[:at]} {run.text[at:]}"
        run.boxes[4 * at : 4 * at] = array("f", NOWHERE)
    return run


def _goes_on(run: Run, character: Character, blank: bool) -> bool:
    """Whether a character stands behind a run, on its line and near enough."""
    letter, left, top, _right, bottom, _ = character
    size = max(run.size, bottom - top)
    overlap = min(run.bottom, bottom) - max(run.top, top)
    if overlap < _SAME_LINE * min(run.size, bottom - top) or left < run.right - size:
        return False
    return left - run.right <= size * (_APART if blank else _apart(run.text[-1], letter))


def _apart(before: str, after: str) -> float:
    """The gap of how many ems sets characters without a blank apart."""
    if _NUMERIC_START.match(after) and _NUMERIC_END.match(before):
        return _NUMBERS_APART
    return _NUMBER_APART if _NUMERIC_START.match(after) or (_LATIN.match(before) and _LATIN.match(after)) else _APART


def _is_twice(run: Run, character: Character) -> bool:
    """Whether a character was set over itself to look bold."""
    letter, left, _, right, _, _ = character
    return run.text[-1] == letter and abs(run.boxes[-4] - left) < _TWICE * max(right - left, 1)


def _is_raised(run: Run, character: Character) -> bool:
    """Whether a small digit stands higher than what it follows, as a mark of a note does."""
    size = run.boxes[-1] - run.boxes[-3]
    return character[4] - character[2] < _RAISED * size and run.foot - character[5] > _LIFTED * size


def _blank_between(run: Run, character: Character, blank: bool) -> bool:
    """Whether a blank was set between, or left between Latin words."""
    letter, left, top, _, bottom, _ = character
    gap = (left - run.right) / (bottom - top)
    return gap > _WORDS_APART and (blank or bool(_LATIN.match(run.text[-1]) and _LATIN.match(letter)))
