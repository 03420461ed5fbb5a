"""Lines of prose to paragraphs: what was broken to fit a column, a page or a box is one line again."""

import itertools
import math
import re
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.documents.blocks import Piece
from extractor.documents.pdf.characters import Run
from extractor.documents.places import NOWHERE

Margins = tuple[float, float]
"""The left and the right edge of a column."""

_LATIN = re.compile(r"[\x21-\x7e]")
_SHORTEST = 12.0
"""Lines of fewer ems are no lines of prose: they end where they end."""
_SIDEBAR = 26.0
_NAMED = re.compile(r"[^，。,.;；:：(（][^，。,.;；:：]{1,15}[:：]")
"""In a sidebar a line that begins with a name and a colon is an item of its own."""
_INDENT, _HANG = 0.9, 3.0
_AROUND, _SHARED, _A_THIRD, _NARROWEST = 6, 1.2, 3, 0.45
_HANGING = "，。、；：！？）】」』》”’"
_SLACK, _RAGGED = 0.3, 0.7
"""Behind a full stop a line must be full beyond doubt; programs that hang marks over the margin leave others an em short."""
_OTHER_TYPE = 0.15
_WIDER = 1.25
_STOPS = "。！？…!?"
_UNBROKEN = re.compile(
    r"[（(【《“‘「『\[]*(?:[\x21-\x7e]+|.(?:[/%,.:;!?)\]-][\x21-\x7e]*)?)[，。、；：！？）】」』》”’％%]*"
)
_OPEN = re.compile(r"[（(][^（()）]*$")
SOURCE = re.compile(r"(?:资料|数据|資料|數據)[来來]源|[Ss]ources?[:：]|[註注][:：]|[Nn]otes?[:：]")
"""How a line begins that says where a table comes from."""
BEGINS = re.compile(
    r"[■●◆▶►•◼□○·★☆①-⑳➢➤✓\uf06c\uf06e\uf0d8]|[(（]?[一二三四五六七八九十\d]{1,2}[)）、](?!\d)|\d{1,2}(?:\.\d{1,2}){0,2}(?:[.．、](?!\d)| (?=[\u4e00-\u9fff])(?![亿億万萬元年月日个個倍股家名台吨噸港美千百位次项項]))"
    r"|(?:[图圖]表?|表格?|[Ff]ig(?:ure)?\.?|[Tt]able|[Ee]xhibit) ?[\d一二三四五六七八九十]|" + SOURCE.pattern
)
"""How a point of a list, a caption or a source begins: never in the middle of a sentence that a line end broke."""


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together, in a column with these margins."""

    lines: list[Run]
    margins: Margins

    def takes(self, line: Run) -> bool:
        """Whether a line below goes on with it: its last line is full, and this one looks like the middle of a paragraph."""
        full = _is_full(self.lines[-1], line, self.margins[1]) or is_open(self.lines[-1].text)
        return full and _is_next(self.lines, line, self.margins[0])

    def goes_on_in(self, after: "Paragraph") -> bool:
        """Whether it was broken by the end of a column or a page."""
        last, first = self.lines[-1], after.lines[0]
        unfinished = last.text[-1] not in _STOPS and _is_full(last, first, self.margins[1])
        return unfinished and _is_next([last], first, after.margins[0])


def paragraphs(lines: Sequence[Run], column: Margins) -> Iterator[Paragraph]:
    """Lines of one column to paragraphs: a line goes on in the next where that one's first word would not have fitted behind it."""
    steps = sorted(after.top - line.top for line, after in itertools.pairwise(lines))
    usual = steps[len(steps) // 4] if steps else 0.0
    found: Paragraph | None = None
    for at, line in enumerate(lines):
        if found is not None and line.top - lines[at - 1].top <= _WIDER * usual and found.takes(line):
            found.lines.append(line)
            continue
        if found is not None:
            yield found
        found = Paragraph([line], _margins(lines, at, column))
    if found is not None:
        yield found


def _margins(lines: Sequence[Run], at: int, column: Margins) -> Margins:
    """The edges of the lines around a line that are set in its type, those below it first: above, lines may run across the page.

    A line that none of them holds stands alone and is never full.
    """
    line = lines[at]
    below, above = lines[at : at + _AROUND + 1], lines[max(0, at - _AROUND) : at + 1]
    for near in (_alike(below, line), _alike(above, line)):
        right = shared_edge(near)
        if right is not None and right - column[0] > _NARROWEST * (column[1] - column[0]) and _holds(right, line):
            return max(min(line.left for line in near), column[0]), right
    return column[0], column[1] if _holds(column[1], line) else math.inf


def _holds(right: float, line: Run) -> bool:
    """Whether a line ends at an edge or before it."""
    return _edge(line) < right + _SHARED * line.size


def _alike(lines: Sequence[Run], line: Run) -> list[Run]:
    return [one for one in lines if abs(one.size - line.size) <= _OTHER_TYPE * line.size]


def shared_edge(lines: Sequence[Run]) -> float | None:
    """The rightmost edge that lines of prose reach, two at least and a third of them; None where they have none in common."""
    edges = sorted((_edge(line) for line in lines), reverse=True)
    reach = _SHARED * max((line.size for line in lines), default=0.0)
    enough = max(2, math.ceil(len(edges) / _A_THIRD))
    return next((one for one, last in zip(edges, edges[enough - 1 :], strict=False) if one - last < reach), None)


def is_open(text: str) -> bool:
    """Whether a bracket is not closed yet."""
    return _OPEN.search(text) is not None


def _edge(line: Run) -> float:
    """Where a line ends, a mark that hangs over the margin left out."""
    return line.boxes[-4] if line.text[-1] in _HANGING else line.right


def _is_full(line: Run, after: Run, right: float) -> bool:
    """Whether what begins the next line would not have fitted behind this one."""
    if line.right - line.left < _SHORTEST * line.size:
        return False
    blank = 0.25 * line.size if _LATIN.match(line.text[-1]) and _LATIN.match(after.text) else 0.0
    slack = _SLACK if line.text[-1] in _STOPS else -_RAGGED
    return line.right + blank + _first_word(after) > right + slack * line.size


def _first_word(line: Run) -> float:
    """The width of what no line end may part from the beginning of a line."""
    word = _UNBROKEN.match(line.text)
    return line.boxes[4 * (word.end() if word else 1) - 2] - line.left


def _is_next(lines: Sequence[Run], after: Run, left: float) -> bool:
    """Whether a line looks like the middle of a paragraph: in the same type, not indented but behind a bullet, no point of a list."""
    first, last = lines[0], lines[-1]
    limit = first.left + _HANG * first.size if BEGINS.match(first.text) else left + _INDENT * after.size
    same = abs(after.size - last.size) <= _OTHER_TYPE * last.size
    if is_open(last.text):
        return same and after.left <= limit
    names = last.right - left < _SIDEBAR * last.size and _NAMED.match(after.text)
    return same and after.left <= limit and not names and not BEGINS.match(after.text)


def joined(lines: Sequence[Run]) -> Piece:
    """Lines as one piece, with a blank only between Latin words."""
    text, boxes, pages = "", array("f"), []
    for line in lines:
        if text and _LATIN.match(text[-1]) and _LATIN.match(line.text) and not text.endswith("-"):
            text += " "
            boxes.extend(NOWHERE)
        pages.append((len(text), line.page))
        text += line.text
        boxes.extend(line.boxes)
    return Piece(text.replace("|", "¦"), boxes, pages)
