"""Which mentions of periods date figures: no base of comparison, no date of something announced or built."""

import re

from extractor.attribution.frame import Frame, MetricName, Reading
from extractor.periods import Mention, names_report
from extractor.schema import Measure, last_day

_BASE_BEFORE = re.compile(
    r"(?:较|(?<!可)比|相比于?|相较于?|对比|与|以|高于|低于|超过?|不及)(?:公司|去年的?|同期|[^,。;:()]{1,6}[、和及])?$"
)
_PART_OF = re.compile(r"(?:占(?!比|据)|完成|为|是|相当于)[^,。;由从]{0,6}$")
_EVENT_BEHIND = re.compile(
    r"(?:晚间?|[上下]午|盘后|傍晚)?,?(?:[\u4e00-\u9fff]{0,8}?)(?:公告|发布|披露|召开|公布|获|收到|宣布|签署|签订|审议|上市|接待|举行|举办)"
)
_MILESTONE_BEHIND = re.compile(
    r"(?:前后?|底|末|以来|内|将|正式|起|左右|逐步|陆续|开始|完成|实现|即可|有望|预计|全面|启动|进行|以后|后|[,、])*"
    r"(?:新?纳入|并表|建设|投产|开工|建成|达产|动工|试生产|投入运营|投入使用|落成|成立|收购|出售|立项|推出|投建|竣工|交付使用|并网)"
)
_IS_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
_MULTIPLE_OF = re.compile(r"(?:年|全年)?[^,。;、\d]{0,10}的\D{0,2}\d")
_FORESEEN = re.compile(r"我们|预计|预测|估值|给予")
_WHEN = re.compile(r"[^,;。\n\d]{1,16}时")
_SINCE = re.compile(r"起|初?至今|以?来(?![看说自])")
_SINCE_THEN = re.compile(r"[^,。;]{0,12}(?:后|以来|起)")
_CLAUSE_END = re.compile(r"[,;。\n]")
_IN_TITLE = re.compile(r"[^《》。\n]{1,40}》")
CUE = 12
_AS_OF = re.compile(r"(?:截至|截止|到)[“「]?$")
FROM_BEFORE = re.compile(r"(?:由|从|(?<!来)自)$")


def is_in_title(text: str, mention: Mention) -> bool:
    """Whether a mention only tells a work by its title, 《2022年行业研究报告》, and is no report of the period's results."""
    return _IN_TITLE.match(text, mention.end) is not None and not names_report(text, mention)


def dates_figures(frame: Frame, mention: Mention) -> bool:
    """Whether a mention dates figures: it is no base of comparison, no date of an announcement or of something built."""
    text = frame.text
    if not mention.values or is_in_title(text, mention):
        return False
    before = text[max(0, mention.start - 6) : mention.start]
    if before.endswith("自") and _SINCE_THEN.match(text, mention.end):
        return False
    if _is_of_rate(frame, mention) or _SINCE.match(text, mention.end) or _MILESTONE_BEHIND.match(text, mention.end):
        return False
    if mention.end <= frame.gap_start and mention.partials:
        if mention.partials[0].same or FROM_BEFORE.search(before) or _MULTIPLE_OF.match(text, mention.end):
            return False
    if frame.measure == Measure.SHARE and _PART_OF.search(
        frame.text, max(frame.gap_start, mention.start - 8), mention.start
    ):
        return False
    if _BASE_BEFORE.search(before):
        return frame.measure in (Measure.LEVEL, Measure.SHARE) and _is_of_base(frame, mention)
    if mention.kind == "point" and _IS_DAY.fullmatch(mention.values[0]) and not _AS_OF.search(before):
        return _is_contract(frame) or not _EVENT_BEHIND.match(text, mention.end)
    return not _is_passing(frame, mention)


def _is_of_rate(frame: Frame, mention: Mention) -> bool:
    """2016-2019年复合增速超过30%,佣金率达15%: a span of years dates the rate over it, and no level behind it."""
    if (
        mention.kind != "range"
        or mention.end > frame.gap_start
        or frame.measure == Measure.CAGR
        or len(frame.chain) > 1
    ):
        return False
    first = next((r for r in reversed(frame.siblings) if r.figure.start >= mention.end), None)
    return first is not None and first.measure[0].value == Measure.CAGR


def _is_contract(frame: Frame) -> bool:
    """Whether the figure is the sum of a contract, which the day of signing dates."""
    return frame.name is not None and frame.name.metric.code == "contract_value"


def _is_of_base(frame: Frame, mention: Mention) -> bool:
    """较上年的7.26亿元, 较2023年末(7.26亿元): the level compared with bears the period of the comparison."""
    between = frame.text[mention.end : frame.lead.start]
    return (
        mention.end >= frame.gap_start
        and re.fullmatch(r"\(|的?(?:(?!指引|目标|预期|预测)[^,。;:()\d]){0,8}", between) is not None
    )


_CONCEDED = re.compile(r"(?:虽然?|尽管)[^,。;]{0,12}$")
_BUT = re.compile(r",(?:但|然而|不过|而|公司仍|仍)")


def _is_conceded(frame: Frame, mention: Mention) -> bool:
    """Q3费用率8%;虽上半年提薪,但毛利率持平: what is conceded, without a figure, does not end the period spoken of before it."""
    start = frame.layout.full_sentence(mention.start)
    if not frame.marks.periods_in(start, mention.start) or not frame.marks.figures_in(start, mention.start):
        return False
    low = max(frame.layout.sentence(mention.start), mention.start - CUE - 2)
    if not _CONCEDED.search(frame.text[low : mention.start]):
        return False
    but = _BUT.search(frame.text, mention.end, frame.figure.start)
    return but is not None and not frame.marks.figures_in(mention.end, but.start())


def _is_passing(frame: Frame, mention: Mention) -> bool:
    """Whether a mention of times to come says only when something happens: no figure stands in its clause, and it neither
    opens its sentence with a forecast nor runs along with a list.
    """
    if mention.end > frame.clause or mention.kind != "point":
        return False
    if _is_conceded(frame, mention):
        return True
    if frame.text[mention.start - 1 : mention.start] == "在" and _WHEN.match(frame.text, mention.end):
        return True
    if not is_ahead(frame, mention) or _opens_sentence(frame, mention):
        return False
    if _AS_OF.search(frame.text[max(0, mention.start - 3) : mention.start]):
        return False
    end = _CLAUSE_END.search(frame.text, mention.end)
    if end is None or frame.marks.figures_in(mention.end, end.start()):
        return False
    return not _FORESEEN.search(frame.text, max(frame.layout.sentence(mention.start), mention.start - CUE), end.start())


_OPENS = re.compile(r"(?:^|[。;!?\n])(?:而|其中|事件:)?$")


def _opens_sentence(frame: Frame, mention: Mention) -> bool:
    """2025年1-2月,公司实现…: a period that opens a sentence alone dates what it says was done."""
    before = frame.text[max(0, mention.start - _OPENER) : mention.start]
    if frame.text[mention.end : mention.end + 1] != "," or _OPENS.search(before) is None:
        return False
    return _FORESEEN.search(frame.text, mention.end, frame.figure.start) is None and (
        _HAPPENS.search(frame.text, mention.end, frame.figure.start) is None
    )


_OPENER = 4
_HAPPENS = re.compile(r"将|有望|可|会")


def is_ahead(frame: Frame, mention: Mention) -> bool:
    """Whether a mentioned period ends after the report was written."""
    return lies_ahead(frame, mention.values[-1])


def lies_ahead(frame: Frame, period: str) -> bool:
    """Whether a period ends after the report was written."""
    written = frame.marks.published
    return written is not None and last_day(period) > written.isoformat()


_BASE = re.compile(
    r"(?:(?:较|比|与|由|从|自|低于|高于|而)[^,。;()]{0,8}|^|[,。;(])"
    r"(?:上年|去年|上年同期|去年同期|同期|一年前|年初|上年末|上季度?末?|前值)(?:的|为|是|则?为)?[^,。;()\d]{0,6}$"
)
_BASE_NEAR = 20


def is_base_level(frame: Frame, reading: Reading) -> bool:
    """低于上年0.37元, 去年同期为0.37元: whether a level was only compared with."""
    start = reading.figure.start
    sized = reading.measure[0].value in (Measure.LEVEL, Measure.SHARE)
    return sized and _BASE.search(frame.text[max(0, start - _BASE_NEAR) : start]) is not None


_FLOWS = frozenset({"revenue", "net_profit", "net_profit_parent", "net_profit_parent_ex", "operating_profit"})
_LATEST = 3
_SINGLE = re.compile(r"单(?:季|三|四|一|二|Q)|季度单")
_PART_END = re.compile(r"[;。\n]")


def is_aside(frame: Frame, mention: Mention) -> bool:
    """单季度…;负债率…: a quarter on its own is an aside; behind its semicolon the report speaks again of what it is on."""
    if mention.end > frame.sentence or _SINGLE.search(frame.text, frame.sentence, frame.figure.start):
        return False
    end = _PART_END.search(frame.text, mention.end, frame.figure.start)
    if end is not None and mention.kind == "point" and "Q" in mention.values[0]:
        if not frame.marks.figures_in(mention.start, end.start()):
            return True  # Q2有所收缩;其他系列收入…
    if _is_flow(frame.name) and any(r.metric and _is_flow(r.metric[0].value) for r in frame.earlier[:_LATEST]):
        return False  # 其中Q3单季实现营收…;归母净利润…: both are the quarter's
    return end is not None and _SINGLE.search(frame.text, max(0, mention.start - 1), end.start()) is not None


def _is_flow(name: MetricName | None) -> bool:
    return name is not None and name.metric.code in _FLOWS


_BASE_NAMED = re.compile(r"(?:较|比|与|由|从|自)[^,;:。()\d]{1,10}$")
_BASE_REACH = 12
_TO_FIGURE = re.compile(r"\)[^,;:。()\n\d]{0,16}")


def foreign_bracket(frame: Frame, mention: Mention) -> bool:
    """A period inside a bracket that is closed before the figure belongs to the bracket, if the bracket says more."""
    bracket = frame.layout.bracket(mention.start)
    return bracket is not None and bracket[1] <= frame.lead.start and not _in_apposition(frame, mention, bracket)


def _in_apposition(frame: Frame, mention: Mention, bracket: tuple[int, int]) -> bool:
    """毛利率(2025H1)为32%: a bracket that holds nothing but a period dates the figure that its clause comes to."""
    alone = bracket == (mention.start - 1, mention.end)
    if not alone or _BASE_NAMED.search(frame.text, max(0, bracket[0] - _BASE_REACH), bracket[0]):
        return False
    return _TO_FIGURE.fullmatch(frame.text, mention.end, frame.lead.start) is not None
