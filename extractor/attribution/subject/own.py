"""The subject that the noun phrase at a figure or at its metric's name gives."""

import re

from extractor.attribution.cues import last_match
from extractor.attribution.frame import Candidate, Frame, MetricName
from extractor.attribution.phrases import STUFFS, is_name, subject_of, trim
from extractor.attribution.subject.codes import ALWAYS_COMPANY, OF_SEGMENTS
from extractor.schema import Measure

GROWTH_TAIL = re.compile(
    r"(?:同比|环比|[同环][增减升降]|[Yy][Oo][Yy]|[Qq][Oo][Qq]|分别|年?复合|年均|CAGR|五年|三年|[增降升跌涨]幅|增[速长加厚]|[高微仅各净多少]增|[微仅各却]降|下[降滑跌行]|回[落升]|上[升涨行]|"
    r"提[升高]|减少|收窄|改善|较|比|占|约|为|(?<!的)是|达|,|至|[+\-]|受(?![托让益])|[增升涨降跌减]$).*$",
    re.DOTALL,
)
"""Where the words of a growth, a share or an amount begin, behind whom they speak of."""


def spoken_of(frame: Frame, words: str) -> str | None:
    """Whom the words between two figures speak of: the clause nearest the figure that names one says it."""
    for clause in reversed(words.split(",")):
        if (named := subject_of(GROWTH_TAIL.sub("", clause), frame.marks.company)) is not None:
            return named
    return None


def own(frame: Frame) -> Candidate[str | None] | None:
    """The noun phrase before the metric's name, in its clause."""
    name = frame.name
    if name is not None and name.start < frame.gap_start and name.end <= frame.gap_start:
        named = spoken_of(frame, frame.gap_without_periods())
        return Candidate(named, "phrase_before_figure", named, is_part(frame, named)) if named else None
    if name is None or name.start >= frame.figure.start:
        return None
    if (item := _item(frame, name)) is not None:
        return item
    words = _words_before(frame, name)
    if (peers := _peers(frame, words)) is not None:
        return Candidate(peers, "peers", peers)
    subject = subject_of(words, frame.marks.company)
    if subject is None:
        return _of_a_company(frame, words, name.metric.code in _GOODS)
    if name.metric.code == "market_share" and _PLACE.fullmatch(subject) and frame.siblings:
        return None
    if name.metric.code in ALWAYS_COMPANY and not re.search(r"子公司|可比|行业|板块", subject):
        return None
    return Candidate(subject, "phrase_before_name", words[-16:], len(subject) <= 10)


_LISTED = re.compile(r"来自|来源|构成|组成|包括|分别|如下|拆分|[两二三四五六七八九十](?:项|类|大|个|块|部分)")
_ITEM_ENDS = re.compile(r"[^,;。\n]{0,4}(?:[,;、(]|同比)")


def _item(frame: Frame, name: MetricName) -> Candidate[str | None] | None:
    """收入来自三项业务:陶瓷3.1亿元;洁具…: the first item behind a colon is named right before its figure."""
    colon = frame.text.rfind(":", name.end, frame.lead.start)
    if colon < 0 or len(frame.chain) > 1 or not _LISTED.search(frame.text, name.end, colon):
        return None
    what = frame.without_periods(colon + 1, frame.lead.start)
    if not is_name(what) or not 1 < len(what) <= _LONGEST_ITEM or not _ITEM_ENDS.match(frame.text, frame.figure.end):
        return None
    return None if subject_of(what, frame.marks.company) != what else Candidate(what, "phrase_before_figure", what)


_LONGEST_ITEM = 12


_EXPECTS = re.compile(r"(?:且|并|而)?公司(?:预计|计划|预期|力争|有望|将)*")
_GOODS = frozenset({"sales_volume", "output", "capacity", "average_price"})


def _of_a_company(frame: Frame, words: str, goods: bool) -> Candidate[str | None] | None:
    """Words that name no part: another company by its name, or ours."""
    if (other := _other_company(frame, words)) is not None:
        return Candidate(other, "other_company", other)
    if goods and _EXPECTS.fullmatch(words):
        return None
    if any(company in words for company in ("公司", "集团", *frame.marks.company)):
        return Candidate(None, "the_company", words[-8:])
    return None


def _words_before(frame: Frame, name: MetricName) -> str:
    """The words of its clause that stand before a metric's name, or of the clause before where these only report."""
    end = _before_bracket(frame, _first_of_group(frame, name.start))
    begin = max(frame.layout.clause(end), frame.gap_start if end >= frame.gap_start else 0)
    words = frame.without_periods(begin, end)
    if frame.text[begin - 1 : begin] == ")" and _REPORTS.fullmatch(words):
        end = _before_bracket(frame, begin)
        words = frame.without_periods(max(frame.layout.clause(end), min(frame.gap_start, end)), end)
    if frame.measure == Measure.SHARE and (part := _PART_OF.search(words) or _GIVES.search(words)) is not None:
        words = words[: part.start()]
    if name.metric.code == "market_size" and name.label.endswith("规模") and name.label[:-2] not in _MARKETS:
        words += name.label[:-2]
    cut = _SOURCE.search(words)
    return words if cut is None else words[: cut.start()]


def bracketed(frame: Frame) -> Candidate[str | None] | None:
    """中标青岚项目(总投资7亿元): a figure with its metric in a bracket is of what the bracket stands behind."""
    name, bracket = frame.name, frame.bracket
    if name is None or bracket is None or not bracket[0] < name.start < frame.figure.start:
        return None
    start = frame.layout.clause(bracket[0])
    if frame.without_periods(bracket[0] + 1, name.start) or frame.marks.names_in(start, bracket[0]):
        return None
    words = re.split(r"[、和以]|的(?=[^的]*$)", frame.without_periods(start, bracket[0]))[-1]
    if frame.marks.figures_in(start, bracket[0]) or (what := subject_of(words, frame.marks.company)) is None:
        return None
    return Candidate(what, "bracketed", words)


_GETS = re.compile(
    r"^(?:其中)?(?P<who>[^,。;:()、]{2,14}?)(?:已|共|合计|上半年|下半年|全年|当年|即|便|就|也|还)*"
    r"(?:取得|实现|录得|获得|贡献|创造|占据|占|新增|新开|净增|净开)(?:了|公司|约|近|超|达|超过)*$"
)


def behind(frame: Frame) -> Candidate[str | None] | None:
    """集成房屋取得约8000万元收入: the metric's name stands behind the figure, its subject before the verb."""
    name = frame.name
    if (
        name is None
        or name.start < frame.figure.end
        or name.metric.code not in OF_SEGMENTS | {"market_share", "store_count"}
    ):
        return None
    words = frame.without_periods(max(frame.clause, frame.gap_start), frame.lead.start)
    match = _GETS.match(words)
    what = subject_of(match["who"], frame.marks.company) if match is not None else None
    return None if what is None else Candidate(what, "phrase_before_figure", words)


_FROM = re.compile(
    r"(?:以上|左右)?的(?:[\u4e00-\u9fff]{2,8}?)(?:来自于?|来源于)(?P<what>[\u4e00-\u9fffA-Za-z]{2,14}?)(?=[,。;()、和及]|$)"
)


def source(frame: Frame) -> Candidate[str | None] | None:
    """80%的收入来自海外: a share of a whole is that of where it comes from."""
    if frame.measure != Measure.SHARE:
        return None
    match = _FROM.match(frame.text, frame.figure.end, frame.figure.end + 32)
    what = subject_of(match["what"], frame.marks.company) if match is not None else None
    return None if what is None else Candidate(what, "source", what)


def _other_company(frame: Frame, words: str) -> str | None:
    """哈尔滨公司营收: a company by a name that is not ours."""
    other = _FOREIGN.search(words) or _OTHER_COMPANY.search(words)
    if other is None or not is_name(other[0].removesuffix("公司")):
        return None
    if not frame.marks.company and other.re is _OTHER_COMPANY:
        return None
    return None if any(name in other[0] or other[0] in name for name in frame.marks.company) else other[0]


_MARKETS = ("市场", "行业", "产业")
_PART_OF = re.compile(r"(?:分别|合计|约)?占(?!比|据)")
_GIVES = re.compile(r"(?:合计|约|共)*贡献了?(?=[\u4e00-\u9fff]{2})")
_SOURCE = re.compile(r"(?:仍然?|依然|依旧|一直|均|也)*(?:[为是])(?:公司|集团|其|最|主要|重要|核心|第[一二三]大|的)+$")
"""X是公司主要(收入来源): a thing and what it is to the company."""
_PLACE = re.compile(r"(?:在|其)?(?:全球|国内|我国|中国|世界|全国|海外|整体)(?:市场)?")
_REPORTS = re.compile(r"(?:分别)?(?:实现|录得|完成|贡献|取得)?(?:的)?")
_OTHER_COMPANY = re.compile(
    r"(?<![\u4e00-\u9fff])(?!本|该|上市|子|母|分|我|集团|截至|截止|测算|占|对|使|认为|显示|由于)[\u4e00-\u9fff]{2,6}公司$"
)
_FOREIGN = re.compile(r"(?<![A-Za-z])[A-Z][A-Za-z]{2,20}公司$")
"""A firm by a name in letters is hardly the one that a Chinese report is on."""
_PEERS = re.compile(r"(?:可比|同行业|同业)(?:上市)?公司|行业(?=的?平均)")


_SO_MANY = re.compile(r"(?:[两二三四五六七八九十几\d]|以上|上述)家?(?:上市)?公司")


def _peers(frame: Frame, words: str) -> str | None:
    """The companies that ours is compared with, by name or, once they were named in the paragraph, by their number."""
    if (named := _PEERS.search(words)) is not None:
        return named[0]
    if not _SO_MANY.search(words):
        return None
    before = last_match(_PEERS, frame.text[frame.layout.paragraph(frame.figure.start) : frame.figure.start])
    return before[0] if before else None


def _first_of_group(frame: Frame, start: int) -> int:
    """Where a slash list of names begins, of which one stands at `start`: 销售/管理/研发费用率."""
    names = frame.marks.names_in(max(frame.gap_start, start - 40), start + 1)
    own = next((n for n in names if n.start == start), None)
    return min((n.start for n in names if own is not None and n.group == own.group), default=start)


def _before_bracket(frame: Frame, place: int) -> int:
    """The place before a bracket that closes right before a name: X(Y)销售额 is the sales of X."""
    bracket = frame.layout.bracket(place - 1) if frame.text[place - 1 : place] == ")" else None
    return bracket[0] if bracket is not None and bracket[0] > frame.gap_start else place


_AMOUNT = re.compile(r"规模|金额|面积|总额|增长|同比|情况|计划|目标|合计")
_VERBS = frozenset({"生产", "产出", "销售", "售出"})


def made(frame: Frame) -> Candidate[str | None] | None:
    """生产电积铜4.3万吨: what is produced or sold stands behind its verb."""
    name = frame.name
    if (
        name is None
        or name.label not in _VERBS
        or not frame.gap_start <= name.end < frame.lead.start <= name.end + _FAR
    ):
        return None
    what = trim(frame.without_periods(name.end, frame.lead.start))
    if _AMOUNT.match(what):
        return None
    return Candidate(what, "made", what) if (len(what) > 1 or what in STUFFS) and "," not in what else None


_FAR = 16


def is_part(frame: Frame, own: str) -> bool:
    """其中直营967家;加盟1302家: nothing but the part's name stands before the figure."""
    return frame.measure == Measure.LEVEL and re.fullmatch(rf"[,;(]?(?:其中)?{re.escape(own)}", frame.gap) is not None


_YEARLY = re.compile(
    r"(?P<what>[^,。;:、()“”\d]{2,14}?)(?:(?:扩产|扩建|建设|改造)?(?:项目|(?P<kind>产能|生产线|产线|基地|工程|装置))|[,。;()”、]|(?:以及|[和及与])(?=\d)|$)"
)


def built(frame: Frame) -> Candidate[str | None] | None:
    """年产20万吨精密铸件项目: what is built stands behind the figure."""
    if frame.name is None or frame.name.metric.code != "capacity" or frame.measure != Measure.LEVEL:
        return None
    behind = frame.text[frame.chain[-1].end : frame.chain[-1].end + 24]
    match = _YEARLY.match(behind)
    if match is None or not (frame.name.label.endswith("年产") or frame.name.start >= frame.figure.end):
        return None
    what = trim(match["what"])
    if re.match(r"年?产能|投产|满产|达产|产后|项目|生产|产线", what):
        return None
    known = match["kind"] is not None or match[0].endswith(("项目", "以及", "和", "及", "与"))
    return Candidate(what, "built", what, known) if len(what) > 1 else None
