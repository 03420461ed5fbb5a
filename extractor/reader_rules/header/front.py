"""The front of a report: its text as printed and as folded, and the lines above its first paragraph."""

import re
from dataclasses import dataclass
from functools import cached_property

from extractor.folding import fold_characters

_MAX_LINES = 60
_PROSE = 30
_LATIN_PROSE = 120


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the blanks around it: `[start, end)` in code points of the report, and its folded text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Front:
    """A report's text. Folding keeps every place, so what is found in `folded` is quoted from `printed`."""

    printed: str
    folded: str

    @classmethod
    def of(cls, printed: str) -> "Front":
        """The front of a report whose text is `printed`."""
        return cls(printed, fold_characters(printed))

    def quote(self, start: int, end: int) -> str:
        """A stretch of a line as it is printed."""
        return self.printed[start:end]

    @cached_property
    def lines(self) -> list[Line]:
        """All lines that hold something."""
        return [Line(match.start(), match.end(), match[0]) for match in re.finditer(r"\S(?:[^\n\r]*\S)?", self.folded)]

    @cached_property
    def head(self) -> list[Line]:
        """The lines above the first paragraph, where a header's fields stand."""
        top = self.lines[:_MAX_LINES]
        return top[: next((i for i, line in enumerate(top) if is_prose(line.text)), len(top))]


def is_prose(line: str) -> bool:
    """Whether a line belongs to a paragraph: a sentence ends in it, or it is longer than any heading."""
    return (len(line) > _PROSE and "。" in line) or len(line) > (_LATIN_PROSE if line.isascii() else 2 * _LATIN_PROSE)
