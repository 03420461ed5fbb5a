"""Text folded to one written form, with the way back: every folded position knows its place in the source.

White space inside a Chinese line carries nothing and is dropped; a line end is kept where it ends a line of thought
and dropped where it merely wraps one; columns set apart by blanks get cell bars. Characters are mapped one to one, so a
place is found again by counting.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from opencc import OpenCC

from extractor.columns import Rows

_RADICALS = dict(
    zip(
        "⺀⺈⺊⺋⺌⺍⺗⺝⺟⺠⺡⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺳⺷⺸⺹⺼⺽⺾⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻋⻌⻎⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
        "冫刀卜卩小小心月母民水火爪爪丬牛犬王疋目示礻竹糸纟网网羊羊老肉臼艹艹虎衤西西见角角讠贝车辶辶钅长镸长门阜阝雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
        strict=True,
    )
)
# Unicode's NFKC leaves these alone: the minus family, dashes, and quotation marks that never differ in meaning here.
_LOOKALIKES = dict.fromkeys("−﹣－", "-") | dict.fromkeys("–—―‐‑‒", "—") | dict.fromkeys("〜～∼", "~")
_LATIN = re.compile(r"[0-9A-Za-z.,%+\-()/~—]")
_BLANKS = re.compile(r"[\s\u200b\ufeff\u3000|]+")
_SENTENCE_END = "。!?;:…"
_WIDE = re.compile(r"[^\x00-\u10ff]")
_OPEN = re.compile(r"[(][^()]{0,60}$")
"""A bracket that is not closed yet: the line goes on."""
_MIN_WRAPPED_LINES = 4
_MIN_WIDTH, _MAX_WIDTH, _RAGGED = 30, 160, 5


@lru_cache(maxsize=1)
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def fold_character(character: str) -> str:
    """One character for one: full-width, compatibility, radical and traditional forms folded."""
    character = _RADICALS.get(character) or _LOOKALIKES.get(character) or character
    if unicodedata.category(character) != "No":  # ⑥ is a list mark, not the digit 6
        normal = unicodedata.normalize("NFKC", character)
        character = normal if len(normal) == 1 else character
    if "\u3400" <= character <= "\u9fff":
        simple = _to_simplified().convert(character)
        return simple if len(simple) == 1 else character
    return character


class _Table(dict[int, str]):
    """Folded characters by code point, each worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = fold_character(chr(code))
        return folded


_TABLE = _Table()


def fold_characters(text: str) -> str:
    """The text with every character folded; its length does not change."""
    return text if text.isascii() else text.translate(_TABLE)


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text and the way back to the source: `starts[i]` begins a stretch that lies at `sources[i]` there."""

    text: str
    starts: tuple[int, ...]
    sources: tuple[int, ...]

    def at(self, position: int) -> int:
        """The source position of a folded one."""
        i = bisect_right(self.starts, position) - 1
        return self.sources[i] + position - self.starts[i]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The source span of a folded one; an empty span stays empty."""
        return (self.at(start), self.at(end - 1) + 1) if end > start else (self.at(start), self.at(start))

    def find_source(self, source: int) -> int:
        """The first folded position at or behind a source position."""
        i = bisect_right(self.sources, source) - 1
        if i < 0:
            return 0
        place = self.starts[i] + source - self.sources[i]
        limit = self.starts[i + 1] if i + 1 < len(self.starts) else len(self.text)
        return min(place, limit)


class _Builder:
    """Collects kept stretches and replacements, remembering where each came from."""

    def __init__(self, offset: int) -> None:
        self.offset = offset
        self.pieces: list[str] = []
        self.starts: list[int] = [0]
        self.sources: list[int] = [offset]
        self.length = 0

    def keep(self, text: str, source: int) -> None:
        if text:
            if self.starts[-1] == self.length:
                self.sources[-1] = self.offset + source
            else:
                self.starts.append(self.length)
                self.sources.append(self.offset + source)
            self.pieces.append(text)
            self.length += len(text)

    def done(self) -> Folded:
        return Folded("".join(self.pieces), tuple(self.starts), tuple(self.sources))


_SAME_WORDS = re.compile(
    r"(?P<each>依次|各为)|(?P<year>按年)(?=[及和与、/]?按季|[^计度均化率份付结算]|$)|(?P<quarter>按季)(?=[^计度均化付结算]|$)"
    r"|(?P<stop>(?<=[\u4e00-\u9fff%)])\.(?=\s|$))"
)
_MAINLAND = {"each": "分别", "year": "同比", "quarter": "环比", "stop": "。"}


def _same_words(text: str) -> str:
    """Words that say the same in as many characters, in the form that rules know: 依次 as 分别, Hong Kong's 按年 as 同比, a Latin full stop."""
    return _SAME_WORDS.sub(lambda match: _MAINLAND[str(match.lastgroup)], text)


def fold(text: str, offset: int = 0) -> Folded:
    r"""Fold `text`, which starts at `offset` of its source.

    Blanks vanish between Chinese words, stay single between Latin words and digits; line ends stay as `\n` where a
    line ends rather than wraps; two blanks or more between words also end a line (copied pages lose their line ends so),
    and between the cells of a row of figures become `|`.
    """
    plain = _same_words(fold_characters(text))
    wrap, rows = _wrap_width(plain), Rows(plain)
    builder, last = _Builder(offset), 0
    for run in _BLANKS.finditer(plain):
        start, end = run.span()
        builder.keep(plain[last:start], last)
        builder.keep(_replacement(plain, start, end, wrap, rows), start)
        last = end
    builder.keep(plain[last:], last)
    return builder.done()


def squeeze(text: str, offset: int = 0) -> Folded:
    """Fold `text` for looking up quotes: no white space and no cell bars at all."""
    plain = fold_characters(text)
    builder, last = _Builder(offset), 0
    for run in _BLANKS.finditer(plain):
        builder.keep(plain[last : run.start()], last)
        last = run.end()
    builder.keep(plain[last:], last)
    return builder.done()


def _wrap_width(text: str) -> int:
    """The width at which lines were wrapped, in columns (a Chinese character takes two), 0 if they were not.

    A page's headings and tables are shorter than its wrapped lines and tell nothing: the long lines must share one width.
    """
    widths = sorted(width for line in text.split("\n") if (width := _columns(line.rstrip())) >= _MIN_WIDTH)
    if len(widths) < _MIN_WRAPPED_LINES:
        return 0
    width = widths[int(len(widths) * 0.8)]
    close = sum(width - _RAGGED <= n <= width + _RAGGED for n in widths)
    return width - _RAGGED if width <= _MAX_WIDTH and close * 2 > len(widths) else 0


def _columns(line: str) -> int:
    return len(line) + len(_WIDE.findall(line))


def _replacement(text: str, start: int, end: int, wrap: int, rows: Rows) -> str:
    run = text[start:end]
    if "|" in run:
        return (
            "\n|"
            if "\n" in run and run.rstrip(" \t").endswith("|") and "\n" in run[: run.rfind("|")]
            else ("|\n" if "\n" in run else "|")
        )
    before, after = text[start - 1 : start], text[end : end + 1]
    if not before or not after:
        return ""
    if "\n" in run or "\r" in run:
        return "\n" if _line_ends(text, start, wrap, run, rows) else _joint(before, after)
    if rows.divides(start):
        return "|"
    if end - start > 1 or "\t" in run:
        return _gap(text, end, before, after)
    return _joint(before, after)


def _joint(before: str, after: str) -> str:
    return " " if _LATIN.match(before) and _LATIN.match(after) else ""


def _gap(text: str, end: int, before: str, after: str) -> str:
    """What two or more blanks inside a line that is no row of figures stand for: mostly the end of a line."""
    if before in _SENTENCE_END or before in ",、":
        return "\n" if before in "。!?;" else ""
    if before.isdigit() and not after.isdigit():
        return "" if after in "亿万元%倍个家" else "\n"
    if after.isdigit() and not before.isdigit():
        return "\n" if re.match(r"(?:19|20)\d\d(?!\d|\.\d)|\d[).、](?!\d)", text[end : end + 6]) else ""
    return "\n" if not _LATIN.match(before) or not _LATIN.match(after) else " "


def _line_ends(text: str, start: int, wrap: int, run: str, rows: Rows) -> bool:
    if run.count("\n") > 1 or text[start - 1] in _SENTENCE_END or rows.at(start - 1) is not None:
        return True
    begin = text.rfind("\n", max(0, start - 5000), start) + 1
    line = text[begin:start].strip()
    if _OPEN.search(line):
        return False
    if wrap and _columns(line) >= wrap:
        return False
    return "。" not in line
