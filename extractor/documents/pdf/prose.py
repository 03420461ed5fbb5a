"""Lines of prose to paragraphs: what was broken to fit a column, a page or a box is one line again."""

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
_INDENT = 0.9
_SLACK = 0.3
_OTHER_TYPE = 0.15
_WIDER = 1.25
_STOPS = "。！？；…!?;"
_UNBROKEN = re.compile(r"[（(【《“‘「『\[]*(?:[\x21-\x7e]+|.)[，。、；：！？）】」』》”’％%]*")
BEGINS = re.compile(
    r"[■●◆▶►•◼□○·★☆①-⑳➢➤✓\uf06c\uf06e\uf0d8]|[(（]?[一二三四五六七八九十\d]{1,2}[)）、](?!\d)|\d{1,2}(?:\.\d{1,2}){0,2}[.．、 ](?!\d)"
    r"|(?:[图圖]表?|表格?|[Ff]ig(?:ure)?\.?|[Tt]able|[Ee]xhibit) ?[\d一二三四五六七八九十]|(?:资料|数据|資料|數據)[来來]源|[Ss]ource:|[注註][:：]"
)
"""How a point of a list, a caption or a source begins: never in the middle of a sentence that a line end broke."""


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together, in a column with these margins."""

    lines: list[Run]
    margins: Margins

    def goes_on_in(self, after: "Paragraph") -> bool:
        """Whether it was broken by the end of a column or a page."""
        last, first = self.lines[-1], after.lines[0]
        return last.text[-1] not in _STOPS and _is_full(last, first, self.margins[1]) and _is_next(last, first, after.margins[0])


def paragraphs(lines: Sequence[Run], margins: Margins) -> Iterator[Paragraph]:
    """Lines of one column to paragraphs: a line goes on in the next where that one's first word would not have fitted behind it."""
    steps = sorted(after.top - line.top for line, after in zip(lines, lines[1:], strict=False))
    usual = steps[len(steps) // 4] if steps else 0.0
    found: Paragraph | None = None
    for line in lines:
        if found is not None and _is_full(found.lines[-1], line, margins[1]) and _is_next(found.lines[-1], line, margins[0]):
            if line.top - found.lines[-1].top <= _WIDER * usual:
                found.lines.append(line)
                continue
        if found is not None:
            yield found
        found = Paragraph([line], margins)
    if found is not None:
        yield found


def _is_full(line: Run, after: Run, right: float) -> bool:
    """Whether what begins the next line would not have fitted behind this one."""
    if line.right - line.left < _SHORTEST * line.size:
        return False
    blank = 0.25 * line.size if _LATIN.match(line.text[-1]) and _LATIN.match(after.text) else 0.0
    return line.right + blank + _first_word(after) > right + _SLACK * line.size


def _first_word(line: Run) -> float:
    """The width of what no line end may part from the beginning of a line."""
    word = _UNBROKEN.match(line.text)
    return line.boxes[4 * (word.end() if word else 1) - 2] - line.left


def _is_next(line: Run, after: Run, left: float) -> bool:
    """Whether a line looks like the middle of a paragraph: in the same type, not indented, no point of a list."""
    same = abs(after.size - line.size) <= _OTHER_TYPE * line.size
    return same and after.left <= left + _INDENT * after.size and not BEGINS.match(after.text)


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
