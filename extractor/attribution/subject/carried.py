"""The subject that a figure takes from the figures before it."""

import re

from extractor.attribution.cues import EQUAL_TO
from extractor.attribution.frame import Candidate, Frame, Reading
from extractor.attribution.phrases import STUFFS
from extractor.attribution.subject.codes import (
    ALWAYS_COMPANY,
    COMPANY_UNLESS_NAMED,
    OF_RESULTS,
    OF_SEGMENTS,
    RESULTS,
    WHOLE,
)
from extractor.attribution.subject.own import is_part, spoken_of
from extractor.schema import Measure

_REST = re.compile(
    r"[,、;(](?P<what>其余|其他|其它)(?:业务|产品|品类|板块|地区|区域)?(?:收入|营收)?(?:合计|共|约|为|达)*$"
)


def the_rest(frame: Frame) -> Candidate[str | None] | None:
    """其余0.6亿元: what is left when the parts were named."""
    rest = _REST.search(frame.opening)
    return Candidate(rest["what"], "the_rest", rest[0]) if rest else None


_SUMMED = re.compile(
    r"[,;、(](?:上述|以上|这|前)?(?:[两二三四五六七八九十]|\d{1,2})(?:项|者|部分|块|个季度)(?:合计|共计|总计|相加)(?:约|为|达|共)*$"
)


def summed(frame: Frame) -> Candidate[str | None] | None:
    """阀门5.8亿元;泵1.2亿元,两项合计7.0亿元: the sum of so many parts is of none of them."""
    match = _SUMMED.search(frame.gap_without_periods())
    if match is None or frame.name is None or frame.name.start >= frame.gap_start:
        return None
    whose = {reading.subject[0].value for reading in frame.siblings if reading.subject and reading.unit == frame.unit}
    return Candidate(whose.pop() if len(whose) == 1 else None, "summed", match[0])


_TOTAL = re.compile(
    r"[,;、。(]?(?:以上|上述|前述)?(?:[两二三四五六七八九十\d]+(?:[项者块家]|大?类)|[两二三四五六七八九十]个?(?:业务|产品|板块))?"
    r"(?:合计|总计|共计)(?:收入|营收|实现|达到?|约|为|近|超)*"
)


def total(frame: Frame) -> Candidate[str | None] | None:
    """陶瓷3.1亿元、洁具1.2亿元,两项合计4.3亿元: what parts of the company come to is its own."""
    if frame.measure != Measure.LEVEL or not _TOTAL.fullmatch(frame.opening):
        return None
    parts = [r for r in frame.siblings if r.unit == frame.unit and r.subject and r.measure[0].value == Measure.LEVEL]
    if len({r.subject[0].value for r in parts}) < _SEVERAL or any(r.subject[0].value is None for r in parts):
        return None
    start = frame.layout.full_sentence(frame.figure.start)
    head = frame.text[start : parts[-1].figure.start].rpartition(":")[0]
    return Candidate(None, "total", frame.gap) if not head or WHOLE.search(head) else None


_SEVERAL = 2
_FORMER = re.compile(r"[,;。(]?(?:其中)?,?(?P<which>[前后])者")


def former(frame: Frame) -> Candidate[str | None] | None:
    """内销3.1万台,外销1.2万台,前者占72%: one of the two that were named last."""
    match = _FORMER.match(frame.opening) or _FORMER.match(frame.gap)
    named = [r.subject[0] for r in frame.siblings if r.subject]
    if match is None or not named or named[0].value is None:
        return None
    other = next((s for s in named if s.value != named[0].value), None)
    if other is None or other.value is None:
        return None
    meant = other if match["which"] == "前" else named[0]
    return Candidate(meant.value, "former", match[0], meant.sure)


def inherited(frame: Frame) -> Candidate[str | None] | None:
    """What speaks of the figure before shares its subject; so do the further elements of a list."""
    if frame.name is None:
        return None
    if listed := frame.in_list("subject"):
        reading, rule = listed
        return Candidate(reading.subject[0].value, rule, reading.subject[0].words, reading.subject[0].sure)
    sibling = frame.sibling()
    if sibling is None or not sibling.subject or not sibling.metric:
        return None
    same = sibling.metric[0].value == frame.name
    if same and (frame.name.start < frame.gap_start or frame.name.start > frame.figure.start):
        words = _ASIDE.sub("", frame.gap_without_periods())
        words = words.lstrip(",、;)+") if _NEXT.match(frame.opening) or "其中" in words else words.partition(",")[2]
        own = None if EQUAL_TO.search(frame.gap) else spoken_of(frame, words)
        if own is not None and _NAMES.search(own):
            return Candidate(own, "phrase_before_figure", own, is_part(frame, own))
        if _OURS.fullmatch(frame.gap):
            return Candidate(None, "the_company", frame.gap)
        return Candidate(sibling.subject[0].value, "figure_before", sibling.subject[0].words, sibling.subject[0].sure)
    return None


_NAMES = re.compile(rf"[\u4e00-\u9fff]{{2}}|^(?:[A-Z][A-Za-z0-9/+\-]*[A-Z0-9]|[{''.join(sorted(STUFFS))}])$")
_ASIDE = re.compile(r"^\([^()]*\)(?=[,、;])")
_NEXT = re.compile(r"(?:\([^()]*\)|[)%])?[,、;+]")
_OURS = re.compile(r"[,;、](?:而)?公司(?:则|仅)?(?:为|达|约|是)*")


def _is_result(frame: Frame) -> bool:
    """Whether the figure is a profit: a part has one only where its revenue or another profit of it was named before."""
    return frame.name is not None and frame.name.metric.code in RESULTS


_PART_BEGINS = re.compile(r"其中,?")


def _part_of_company(frame: Frame) -> Candidate[str | None] | None:
    """其中,航空业务营收9.7亿元;归母净利润2.6亿元: a part may have its own profit where its revenue stands before."""
    if frame.name is None or not frame.name.metric.code.startswith("net_profit"):
        return None
    start = frame.layout.full_sentence(frame.figure.start)
    if not _PART_BEGINS.match(frame.text, start) or WHOLE.search(frame.text, start, frame.figure.start):
        return None
    named = (
        r.subject[0] for r in frame.siblings if r.subject and r.metric and r.metric[0].value.metric.code == "revenue"
    )
    part = next((c for c in named if c.value is not None), None)
    return None if part is None else Candidate(part.value, "carried", part.words, False)


def _subsidiary(frame: Frame) -> Candidate[str | None] | None:
    """子公司青禾科技收入1.8亿元,归母净利润0.2亿元: a firm of its own has results of its own."""
    before = next(iter(frame.siblings), None)
    if before is None or not before.subject or before.subject[0].value is None or frame.name is None:
        return None
    if frame.name.metric.code in ALWAYS_COMPANY or WHOLE.search(frame.text, before.figure.end, frame.figure.start):
        return None
    start = frame.layout.full_sentence(frame.figure.start)
    firm = before.subject[0].value
    if frame.text.find(f"子公司{firm}", start, before.figure.start) < 0:
        return None
    return Candidate(firm, "carried", firm, before.subject[0].sure)


_SHARE_OF_WHOLE = re.compile(r"占(?!比|据)[^,。;()]{0,8}?(?:公司|集团|上市公司)")
"""占公司收入的31%: the whole of which something is a part is not spoken of."""


def carried(frame: Frame) -> Candidate[str | None] | None:
    """A subject set earlier in the sentence holds until another one, or the company, comes."""
    if frame.name is not None and frame.name.metric.code in COMPANY_UNLESS_NAMED:
        return _subsidiary(frame) or _part_of_company(frame)
    place = frame.figure.start
    for reading in frame.siblings:
        bracket = frame.layout.bracket(reading.figure.start)
        if not reading.subject or (bracket is not None and bracket[1] <= frame.figure.start):
            continue
        between = _SHARE_OF_WHOLE.sub("占", frame.text[reading.figure.end : place])
        if WHOLE.search(between):
            return None
        value = None if reading.subject[0].rule in ("stake", "bought") else reading.subject[0].value
        if _is_result(frame) and not (reading.metric and reading.metric[0].value.metric.code in OF_RESULTS):
            return None
        if value is not None and (project := _project(frame, reading, value)) is not None:
            return Candidate(project, "carried", project)
        sure = reading.subject[0].sure and _only_named(frame, between)
        return None if value is None else Candidate(value, "carried", value, sure)
    return None


_SITE = re.compile(r"项目|工程")
_OF_PROJECTS = frozenset({"investment", "revenue", "total_profit", "net_profit"})
_ITS_OWN = re.compile(r"建设期|投资回收期|回收期|[Ii][Rr][Rr]|内部收益率|流动资金|建设投资")


def _project(frame: Frame, reading: Reading, value: str) -> str | None:
    """年产2万吨铸件项目,总投资3亿元,达产后收入5亿元: what a project costs and brings is the project's."""
    name = frame.name
    if name is None or (name.metric.code not in _OF_PROJECTS and not _ITS_OWN.search(name.label)):
        return None
    if _SITE.search(value[-2:]):
        return value
    whole = f"{value}项目"
    built = reading.subject[0].rule == "built" or reading.subject[0].words == whole
    return whole if built and whole in frame.text[reading.figure.start : reading.figure.end + 40] else None


_OF_PARTS = OF_SEGMENTS | {
    "market_share",
    "new_orders",
    "customers",
    "users",
    "store_count",
    "net_profit",
    "penetration",
}
_NO_WORDS = re.compile(
    r"[,、);\s]*(?:同期|当季|当期|同时|其中|其|该?业务|该?板块|产品|但是?|对应|全球|国内|中国)*(?![^,]*(?:计划|目标|导致|整体|综合|合计|总))(?:[^,;(者]{2,6})?"
)


def _only_named(frame: Frame, between: str) -> bool:
    """钢材产量3万吨、销量2万吨: nothing but the name of what segments report too stands between two figures."""
    name = frame.name
    if name is None or name.start < frame.gap_start:
        return True  # what has no metric of its own is of what the figure before is of
    if name.label == between.lstrip(",、") and name.metric.code == "other":
        return True  # 其中直营967家,新开74家、关闭53家
    if frame.measure == Measure.SHARE and _SHARE_OF_WHOLE.search(frame.gap):
        return True
    if name.metric.code not in _OF_PARTS:
        return False
    return _NO_WORDS.fullmatch(frame.without_periods(frame.gap_start, name.start)) is not None
