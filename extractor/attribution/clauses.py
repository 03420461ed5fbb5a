"""Step 2: the text cut into paragraphs, sentences and clauses, with brackets as the children of what they follow."""

import re
from bisect import bisect_right
from dataclasses import dataclass

_BREAK = re.compile(
    r"(?:[。;!?\n■●◆◾▪▶➢★]|(?<=[%\u4e00-\u9fff])\.(?=[\u4e00-\u9fff]))(?P<item>\(?\d{1,2}\)|[①-⑩])?|\|"
)
_COMMA = re.compile(r"[,:。;!?\n|()]")
_BRACKET = re.compile(r"[()\n]")
_MAX_BRACKET = 200
_MAX_SENTENCE = 800


@dataclass(frozen=True, slots=True)
class Layout:
    """Where sentences, clauses, paragraphs and brackets begin and end, as sorted positions."""

    paragraphs: tuple[int, ...]
    sentences: tuple[int, ...]
    clauses: tuple[int, ...]
    brackets: tuple[tuple[int, int], ...]
    opens: tuple[int, ...]
    hard: tuple[int, ...] = ()

    def paragraph(self, position: int) -> int:
        """Where the paragraph around a position begins."""
        return _at_or_before(self.paragraphs, position)

    def sentence(self, position: int) -> int:
        """Where the sentence around a position begins; in an endless one, as far back as is looked."""
        return max(_at_or_before(self.sentences, position), position - _MAX_SENTENCE)

    def full_sentence(self, position: int) -> int:
        """Where the sentence begins, semicolons not counted as ends; bounded likewise."""
        return max(_at_or_before(self.hard, position), position - _MAX_SENTENCE)

    def clause(self, position: int) -> int:
        """Where the clause around a position begins; bounded likewise."""
        return max(_at_or_before(self.clauses, position), position - _MAX_SENTENCE)

    def bracket(self, position: int) -> tuple[int, int] | None:
        """The innermost bracket around a position: where it opens and closes."""
        i = bisect_right(self.opens, position) - 1
        while i >= 0 and position - self.opens[i] <= _MAX_BRACKET:
            start, end = self.brackets[i]
            if start < position <= end:
                return start, end
            i -= 1
        return None


def _at_or_before(places: tuple[int, ...], position: int) -> int:
    return places[max(0, bisect_right(places, position) - 1)]


def cut(text: str) -> Layout:
    """Cut folded text; linear in its length."""
    sentences, hard, paragraphs = [0], [0], [0]
    for match in _BREAK.finditer(text):
        end = match.start() + 1
        sentences.append(end)
        if match["item"] or match[0] not in (";", "|"):
            hard.append(end)
        if match[0][0] == "\n":
            paragraphs.append(end)
    clauses = [0, *(match.end() for match in _COMMA.finditer(text))]
    brackets = sorted(_brackets(text))
    return Layout(
        tuple(paragraphs), tuple(sentences), tuple(clauses), tuple(brackets), tuple(b[0] for b in brackets), tuple(hard)
    )


def _brackets(text: str) -> list[tuple[int, int]]:
    pairs, stack = [], []
    for match in _BRACKET.finditer(text):
        if match[0] == "(":
            stack.append(match.start())
        elif match[0] == "\n":
            stack.clear()
        elif stack:
            pairs.append((stack.pop(), match.start()))
    return pairs
