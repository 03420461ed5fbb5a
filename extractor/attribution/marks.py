"""Step 1: figures, periods and metric names on one line of positions."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from extractor import amounts, lexicon, periods
from extractor.amounts.units import CURRENCIES
from extractor.attribution import furniture
from extractor.folding import Folded
from extractor.periods import Mention


@dataclass(frozen=True, slots=True)
class Name:
    """A metric's name at `[start, end)`. `label` is as written; names joined by slashes share a `group`."""

    start: int
    end: int
    label: str
    metric: lexicon.Metric
    weak: bool
    group: int = -1
    index: int = 0


@dataclass(slots=True)
class Marks:
    """Everything on the line: folded text, figures, periods (resolved) and names, each in order of place."""

    folded: Folded
    figures: list[amounts.Figure]
    periods: list[Mention]
    names: list[Name]
    company: tuple[str, ...] = ()
    published: date | None = None
    dated: bool = False
    currency: str | None = None
    _name_starts: list[int] = field(default_factory=list)
    _period_starts: list[int] = field(default_factory=list)
    _figure_starts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._name_starts = [name.start for name in self.names]
        self._period_starts = [mention.start for mention in self.periods]
        self._figure_starts = [figure.start for figure in self.figures]

    @property
    def text(self) -> str:
        """The folded text."""
        return self.folded.text

    def names_in(self, start: int, end: int) -> Sequence[Name]:
        """The names that lie within a stretch of text."""
        first = bisect_left(self._name_starts, start)
        return [name for name in self.names[first : bisect_right(self._name_starts, end)] if name.end <= end]

    def figures_in(self, start: int, end: int) -> Sequence[amounts.Figure]:
        """The figures that begin within a stretch of text."""
        return self.figures[bisect_left(self._figure_starts, start) : bisect_left(self._figure_starts, end)]

    def periods_in(self, start: int, end: int) -> Sequence[Mention]:
        """The period mentions that lie within a stretch of text."""
        first = bisect_left(self._period_starts, start)
        return [m for m in self.periods[first : bisect_right(self._period_starts, end)] if m.end <= end]


def mark(folded: Folded, published: date | None, company: Sequence[str] = ()) -> Marks:
    """Find everything that later steps join.

    `published` is the report's date, for periods without a year; `company` are the names that mean the whole company.
    """
    mentions = periods.scan(folded.text)
    taken = sorted([*((m.start, m.end) for m in mentions), *furniture.spans(folded.text)])
    figures = amounts.scan(folded, taken)
    likely = published or periods.written(folded.text, mentions)
    resolved = periods.resolve(folded.text, mentions, likely, published is not None)
    company = tuple(c for c in company if c) or _company(folded.text)
    out = [found.span() for found in _TAKEN_OUT.finditer(folded.text)]
    names = [name for name in _names(folded.text) if not _within(name.start, out)]
    resolved = [mention for mention in resolved if not _within(mention.start, out)]
    return Marks(folded, figures, resolved, names, company, likely, published is not None, _currency(folded.text))


_CURRENCY = re.compile(
    r"(?:货币单位|计价货币|(?:全文|本文|文中|以下|本报告)(?:所有|全部)?(?:货币|金额))[^。,\n]{0,24}?[均皆]?[为以](?P<first>港元|港币|美元)"
    r"|除[^。,\n]{0,20}外,?[均皆全][^。,\n]{0,6}?[为以](?P<second>港元|港币|美元)"
)


def _currency(text: str) -> str | None:
    """The currency that a report says its plain 元 is, where that is not the yuan."""
    match = _CURRENCY.search(text)
    return CURRENCIES[match["first"] or match["second"]] if match else None


_TAKEN_OUT = re.compile(r"(?:不考虑|剔除)(?:(?!\d[\d.,]*[%亿万])[^,。;()]){2,24}?(?:的?影响|因素)")
"""不考虑2020年商誉减值的影响: what figures leave out neither names nor dates them."""


def _within(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a place lies in one of disjoint spans in order."""
    before = bisect_right(spans, place, key=lambda span: span[0]) - 1
    return before >= 0 and place < spans[before][1]


_INTRODUCED = re.compile(
    r"(?:^|[。\n:;])(?:事件:)?(?P<name>[\u4e00-\u9fff]{3,6}?)(?:股份)?(?:发布(?:了|20|\d|年报|半年报|[一三]季报|业绩|公告)|公告|披露(?:了|20|\d)|成立于|公布"
    r"|是[^,。;]{0,16}(?:企业|公司|龙头|服务商|供应商|制造商|生产商|运营商|提供商)"
    r"|(?:20\d\d|\d\d)(?:年|H1|Q[1-4])[^,。;\d]{0,6}(?:营业总?收入|营收|归母净利))"
)
_OPENING = 300
_NO_COMPANY = re.compile(r"[料品]$|公司|我们|行业|产品|业务|集团$|子公司|证监|国家|事件")


def _company(text: str) -> tuple[str, ...]:
    """The company's name where no header gives it: the text opens with what it is or announced, and names it again."""
    for match in _INTRODUCED.finditer(text, 0, _OPENING):
        name = match["name"]
        if not _NO_COMPANY.search(name) and text.count(name) > 1:
            return (name,)
    return ()


_FIGURE_ENDS = frozenset("0123456789xX倍元%")
"""What a name stands behind that belongs to the figure before it: 24xP/E."""


_NUMERALS = frozenset("0123456789一二三四五六七八九十个")


def _names(text: str) -> Iterator[Name]:
    words = lexicon.load()
    last_end, group, index, place, behind = 0, 0, 0, 0, False
    while (match := words.pattern.search(text, place)) is not None:
        alias = words.aliases.get(match[0])
        if match[0].endswith("收") and text.startswith("入", match.end()):
            place = match.end() - 1  # 直营收入 is the 收入 of 直营, not the 营收 of 直
            continue
        if match[0][0] in "年月" and text[match.start() - 1 : match.start()] in _NUMERALS:
            place = match.start() + 1  # 2021年产铜量 is the 产铜量 of 2021, 9月销量 the 销量 of September
            continue
        place = match.end()
        if _OF_EXPENSES.match(text, match.start()):
            continue  # 销售 of 销售、管理费用率
        if alias is None or not _stands_alone(text, match) or match.start() < last_end:
            continue
        gap = text[last_end : match.start()]
        joined = last_end > 0 and (_JOINED.fullmatch(gap) is not None or (gap == "," and not behind))
        group, index = (group, index + 1) if joined else (group + 1, 0)
        for part in _fragments(text, match, words, group) if not joined else ():
            yield part
            index = part.index + 1
        last_end, behind = match.end(), text[match.start() - 1 : match.start()] in _FIGURE_ENDS
        if (added := _ADDED.search(text, max(0, match.start() - 3), match.start())) is not None:
            yield Name(added.start(), last_end, added[0] + match[0], _ADDED_UP, False, group, index)
        else:
            yield Name(match.start(), last_end, match[0], alias.metric, alias.weak, group, index)


_ADDED = re.compile(r"(?:销售|管理|研发|财务)\+$")
_ADDED_UP = lexicon.Metric("other", frozenset({"money", "percent"}))
"""管理+研发费用率: two ratios added up are neither."""
_OF_EXPENSES = re.compile(
    r"(?:销售|管理|研发|财务)(?=(?:\([^()\d]{2,8}\))?[/、和及与](?:[\u4e00-\u9fff]{2}(?:\([^()\d]{2,8}\))?[/、和及与])*[\u4e00-\u9fff]{2}费用率?)"
    r"|(?:经营|投资)(?=[/、和及与](?:投资[/、和及与])?筹资(?:活动|性))"
)
_JOINED = re.compile(r"(?:\([^()\d]{2,8}\))?(?:[/、和及与]|以及)")
"""What stands between the names of a list: 销售费用率、管理费用率(含研发)和财务费用率."""


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """A Latin name needs neighbours that are no letters: PS is not in EPS, 16bps is no BPS."""
    name = match[0]
    before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if name[0].isascii() and before.isascii() and (before.isalpha() or (before.isdigit() and name in ("BPS", "PS"))):
        return before in ("x", "X") and name[0] == "P"
    return not (name[-1].isascii() and after.isascii() and after.isalpha())


_PIECE = r"[\u4e00-\u9fff]{1,6}?(?:\+[\u4e00-\u9fff]{2,4})?(?:\([^()\d]{2,8}\))?"
_FRAGMENTS = re.compile(rf"((?:{_PIECE}[/、])*{_PIECE}[/、和及与])(?:总|综合|整体)?$")
_PIECE_ASIDE = re.compile(r"\([^()]*\)$")
_TAILS = (
    "活动现金流净额",
    "活动现金流量净额",
    "活动产生的现金流量净额",
    "活动现金流",
    "性现金流净额",
    "资本充足率",
    "费用率",
    "费用",
    "费率",
    "利润",
    "净利润",
    "净利率",
    "利率",
    "成本",
    "收入",
    "产量",
    "销量",
    "现比",
    "量",
    "均价",
    "单价",
    "价",
)


_OWN_LENGTHS = (5, 4, 2, 1)


def _with_tail(words: lexicon.Lexicon, piece: str, tail: str) -> tuple[str, lexicon.Alias] | None:
    """The end of a piece that makes a name with a tail, and the name: 销 of 钢材产/销量."""
    piece = _PIECE_ASIDE.sub("", piece)
    if "+" in piece:
        return piece, lexicon.Alias(piece + tail, _ADDED_UP)
    ends = ((piece[-n:], words.aliases.get(piece[-n:] + tail)) for n in _OWN_LENGTHS)
    return next(((own, alias) for own, alias in ends if alias is not None), None)


def _fragments(text: str, match: re.Match[str], words: lexicon.Lexicon, group: int) -> Iterator[Name]:
    """销售/管理/研发费用率: the words before a slash share the tail of the last name."""
    before = _FRAGMENTS.search(text, max(0, match.start() - 40), match.start())
    if not before:
        return
    pieces = re.split(r"[/、和及与](?![^()]*\))", before[1].rstrip("/、和及与"))
    for tail in (t for t in _TAILS if match[0].endswith(t)):
        found = [own for piece in pieces if (own := _with_tail(words, piece, tail)) is not None]
        if len(found) < len(pieces):
            continue
        end = before.start(1) - 1
        for i, (piece, (end_of, alias)) in enumerate(zip(pieces, found, strict=True)):
            end += len(piece) + 1
            start = end - len(piece) + piece.rfind(end_of)
            label = end_of + tail if alias.metric.code == "other" else tail
            yield Name(start, end, label, alias.metric, False, group, i)
        return
