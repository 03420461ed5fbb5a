"""A document to its reports: the rows of a listing page, or the whole text as one."""

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from extractor import lexicon
from extractor.documents import Document
from extractor.errors import NoReport
from extractor.folding import fold_characters
from extractor.schema import Source


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of a listing's row, told apart by what they hold, not by their column."""

    institution: str | None = None
    analysts: tuple[str, ...] = ()
    rating: str | None = None
    change: str | None = None
    title: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One report in a document: `[start, end)` in code points of its text; `body` is where its row ends."""

    start: int
    end: int
    body: int
    row: Row = field(default_factory=Row)


_MAX_ROW = 1000
_ROW = re.compile(r"^[ \t\u3000]*\|?(?:[^|\n]{1,300}\|){4,12}[^|\n]{0,300}\|?[ \t\r]*$", re.MULTILINE)
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_NUMBER = re.compile(r"\d{1,4}")
_ANALYST = re.compile(r"[\u4e00-\u9fff·]{2,4}|[A-Za-z][A-Za-z .]{1,30}")
_NAME = re.compile(r"[\u4e00-\u9fff]{2,3}")
_SEPARATORS = re.compile(r"[,，、;；/ ]+")
_ORG = re.compile(r"证券|国际|资本|金融|银行|研究|期货|投资|高盛|摩根|瑞银|花旗|汇丰|中金|Securities|Capital")
_HOUSE = re.compile(r"[\u4e00-\u9fff]{2,6}证券(?:研究所|研究院|股份有限公司|有限公司)?")

_AMOUNT = re.compile(
    r"\d ?(?:%|[百千]?万|亿|元|倍|pct|bps?\b|(?:mn|bn|million|billion)\b)|(?:RMB|CNY|HK\$|US\$|[$¥]) ?\d|\|[^|\n]*\d|\d {2,}[-(]?\d"
)
_NEAR, _A_METRIC_EVERY, _A_FEW_LINES = 25, 5_000, 1_000
"""Characters."""
_TITLE = re.compile(
    r"^[ \t]*[\u4e00-\u9fffA-Za-z·*\-]{2,20}[（(](?P<code>\d{6}|\d{4,5})(?:[. ]?[A-Z]{2})?[）)][：:][^。\n]{4,60}$",
    re.MULTILINE,
)
"""某某科技（301998.SZ）：订单饱满"""
_SAID = re.compile(r"\s*(?=[^\n]*20\d\d[-/.年]\d)(?=[^\n]*(?:评级|分析师|Rating))[^\n]{8,120}")
"""某某证券 | 某人 | 2025-10-30 | 评级：买入（维持）"""
_SEVERAL = 2
_EVIDENCE = re.compile(
    r"评级|风险提示|投资要点|投资建议|盈利预测|研报|研究报告|目标价|分析师|\(?\d{6}\.(?:SH|SZ|BJ)|\d{4,5}[. ]HK\b|[(（]\d{6}[)）]"
    r"|[Tt]arget [Pp]rice|[Pp]rice [Tt]arget|[Ee]quity [Rr]esearch"
)


def split(document: Document) -> list[Section]:
    """The reports of a document, in order.

    Raises:
        NoReport: the text has neither a listing's row nor anything that a report speaks of.
    """
    rows = [(match, row) for match in _ROW.finditer(document.text) if (row := _read_row(match[0])) is not None]
    if rows:
        return list(_listed(document.text, rows))
    if not is_report(document.text, lenient=document.kind == "text"):
        name = document.path or "the input"
        raise NoReport(f"{name}: {'empty' if not document.text.strip() else 'no research report in it'}")
    return list(_articles(document.text)) or [Section(0, len(document.text), 0)]


def _articles(text: str) -> Iterator[Section]:
    """Several reports one below the other: titles of different companies, each over a line that says who, when and how it rates."""
    titles = [title for title in _TITLE.finditer(text) if _SAID.match(text, title.end())]
    if len({title["code"] for title in titles}) < len(titles) or len(titles) < _SEVERAL:
        return
    starts = [title.start() for title in titles]
    for start, end in itertools.pairwise([*starts, len(text)]):
        yield Section(start, start + len(text[start:end].rstrip()), start)


def source(document: Document, section: Section) -> Source:
    """What an extraction says of where its report stands."""
    return Source(
        path=document.path, sha256=document.sha256, start=section.start, end=section.end,
        pages=document.pages_of(section.start, section.end),
    )  # fmt: skip


def is_report(text: str, lenient: bool = True) -> bool:
    """Whether a text speaks as research reports do: of a rating, a code or again and again of metrics with their figures; if
    `lenient`, a few lines need no more than name a metric.
    """
    folded = fold_characters(text)
    if _EVIDENCE.search(folded):
        return True
    if lenient and len(folded) < _A_FEW_LINES and lexicon.load().pattern.search(folded):
        return True
    named = (name for name in lexicon.load().pattern.finditer(folded) if _has_figure(folded, name))
    needed = 2 + len(folded) // _A_METRIC_EVERY
    return sum(1 for _ in itertools.islice(named, needed)) == needed


def _has_figure(text: str, name: re.Match[str]) -> bool:
    """Whether an amount or a percentage stands near a metric's name, on its line."""
    low, high = max(0, name.start() - _NEAR), name.end() + _NEAR
    low = max(low, text.rfind("\n", low, name.start()) + 1)
    end = text.find("\n", name.end(), high)
    return _AMOUNT.search(text, low, high if end < 0 else end) is not None


def _listed(text: str, rows: list[tuple[re.Match[str], Row]]) -> Iterator[Section]:
    for i, (match, row) in enumerate(rows):
        start = match.start() + len(match[0]) - len(match[0].lstrip())
        limit = rows[i + 1][0].start() if i + 1 < len(rows) else len(text)
        yield Section(start, start + len(text[start:limit].rstrip()), match.end(), row)


def _read_row(line: str) -> Row | None:
    """The cells of a report's row; None if the line is something else, such as the table's head."""
    if len(line) > _MAX_ROW:
        return None
    words = lexicon.load()
    found: dict[str, str] = {}
    rest: list[str] = []
    for cell in (cell.strip() for cell in line.strip().strip("|").split("|")):
        if _DATE.fullmatch(cell):
            found["published"] = _iso(cell) or ""
        elif cell in words.changes or cell == "无":
            found["change"] = cell
        elif cell.partition("-")[0] in words.ratings:
            found["rating"] = cell
        elif cell and not (_NUMBER.fullmatch(cell) and not rest):
            rest.append(cell)
    if not found.get("published") or not ("change" in found or "rating" in found) or len(rest) < 2:
        return None
    institution, analysts, title = _names(rest)
    return Row(institution, analysts, found.get("rating"), found.get("change"), title, found["published"])


def _names(cells: list[str]) -> tuple[str | None, tuple[str, ...], str | None]:
    """Institution, analysts and title among the cells that are left: the title is the longest that names no house and no
    people, the order tells the rest.
    """
    title = max([cell for cell in cells if not (_HOUSE.fullmatch(cell) or _are_people(cell))] or cells, key=len)
    others = [cell for cell in cells if cell is not title]
    analysts = next((cell for cell in others[1:] if _are_analysts(cell)), None)
    institution = next((cell for cell in others if cell is not analysts and _ORG.search(cell)), None)
    institution = institution or next((cell for cell in others if cell is not analysts), None)
    people = tuple(name for name in _SEPARATORS.split(analysts) if name) if analysts else ()
    return institution, people, title


def _are_analysts(cell: str) -> bool:
    return all(_ANALYST.fullmatch(name) for name in _SEPARATORS.split(cell) if name)


def _are_people(cell: str) -> bool:
    """Whether a cell holds several names as most people bear them, in two or three characters: 宋知夏,顾北辰."""
    names = [name for name in _SEPARATORS.split(cell) if name]
    return len(names) > 1 and all(_NAME.fullmatch(name) for name in names)


def _iso(cell: str) -> str | None:
    match = _DATE.search(cell)
    if not match:
        return None
    year, month, day = (int(part) for part in match.groups())
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None
