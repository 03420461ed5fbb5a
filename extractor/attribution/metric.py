"""Field: which metric a figure states, and by which words."""

import re

from extractor import lexicon
from extractor.amounts import is_money
from extractor.attribution.cues import last_match
from extractor.attribution.frame import Candidate, Frame, MetricName
from extractor.attribution.marks import Name
from extractor.attribution.phrases import label_after, label_before
from extractor.lexicon import Metric
from extractor.schema import Measure

_GROWTHS = (Measure.YOY, Measure.QOQ, Measure.CAGR, Measure.CHANGE)
_BEHIND = re.compile(r"(?:的|动态|左右的?|以上的?|目标)?")
_WITHIN = re.compile(r"在[^,;]{1,12}$")
_SHARE_WORD = re.compile(r"占(?!比|用|据)")
_TARGET = re.compile(r"给予|目标|合理|对标|参考")


def unit_kind(unit: str | None) -> str:
    """The kind of a canonical unit, in the lexicon's words."""
    if unit is None:
        return "none"
    if is_money(unit):
        return "money"
    if unit.endswith("/share"):
        return "per_share"
    if "/" in unit and is_money(unit.partition("/")[0]):
        return "price"
    return {
        "%": "percent",
        "pp": "percent",
        "bp": "percent",
        "x": "multiple",
        "share": "share",
        "person": "person",
    }.get(unit, "count")


def fits(metric: Metric, frame: Frame) -> bool:
    """Whether a metric can carry this figure's unit under its measure."""
    kind, kinds = unit_kind(frame.unit), metric.units
    if frame.measure in _GROWTHS and kind in ("percent", "multiple") and frame.unit in ("%", "x"):
        return frame.measure == Measure.CAGR or kinds != {"percent"} or frame.unit == "%"
    if frame.measure == Measure.SHARE:
        return True
    if kind == "money":
        return bool(kinds & ({"money", "price"} if frame.figure.scaled else {"money", "per_share", "price"}))
    if kind == "none":
        return _fits_bare(metric, frame)
    return kind in kinds


def _fits_bare(metric: Metric, frame: Frame) -> bool:
    """A figure without a unit: only metrics whose unit goes without saying, or a scaled sum (7.34亿)."""
    if frame.figure.scaled:
        return bool(metric.units & {"money", "count", "share", "person"})
    return bool(metric.units & {"per_share", "multiple"})


def candidates(frame: Frame) -> list[Candidate[MetricName]]:
    """The metrics that the words allow, the best first; empty if nothing names the figure."""
    for rule in _ORDER:
        if found := rule(frame):
            return found
    return []


_TIMES_OF = re.compile(r"(?:为|相当于|是|达)[^,。;:]{2,18}的(?:约|近|超)?$")
_AGAIN = re.compile(
    r"(?:同期)?(?:仅|则)?(?:为|是)?(?:净?亏损|净流出|净流入|减亏|亏损(?:幅度)?(?:收窄|扩大)?)(?:为|达|约)*"
)


def _level_before(frame: Frame, same_unit: bool = False) -> Candidate[MetricName] | None:
    """The metric of the nearest level before in the sentence."""
    for reading in frame.siblings:
        if (
            reading.measure[0].value == Measure.LEVEL
            and reading.metric
            and (not same_unit or reading.unit == frame.unit)
        ):
            return reading.metric[0]
    return None


def _times_of(frame: Frame) -> list[Candidate[MetricName]]:
    """为同期净利润的1.14倍: what is so many times another thing is the level before."""
    before = _level_before(frame) if frame.unit == "x" and _TIMES_OF.search(frame.gap) else None
    return [Candidate(before.value, "times_of", before.value.label, before.sure)] if before else []


def _again(frame: Frame) -> list[Candidate[MetricName]]:
    """上年为净流出6.38亿元, 减亏3.32亿元: a loss or outflow without a metric of its own is of the metric before."""
    before = _level_before(frame)
    if before is None or not before.value.metric.signed:
        return []
    words = re.split(r"[,。;:(]", frame.gap_without_periods())[-1]
    return [Candidate(before.value, "again", before.value.label, before.sure)] if _AGAIN.fullmatch(words) else []


_OF_WHICH = re.compile(r"其中(?P<what>[^,。;:()]{2,14}?)(?:贡献|占比?|约|为|达|近|超过?|就有|有|的?)*$")


def _of_which(frame: Frame) -> list[Candidate[MetricName]]:
    """其中直营967家: a part of what was counted before, in the same unit."""
    if frame.measure not in (Measure.LEVEL, Measure.SHARE) or frame.unit is None:
        return []
    match = _OF_WHICH.search(frame.gap_without_periods())
    if match is None or frame.marks.names_in(frame.gap_start, frame.lead.start) or _ACTION.match(match["what"]):
        return []
    kind = unit_kind(frame.unit)
    for reading in [*frame.siblings, *frame.earlier][:_PARTS_REACH]:
        if frame.figure.start - reading.figure.end > _PARTS_WORDS:
            break
        whole = reading.measure[0].value == Measure.LEVEL and reading.metric
        if whole and (frame.measure == Measure.SHARE or unit_kind(reading.unit) == kind != "percent"):
            return [Candidate(reading.metric[0].value, "of_which", match["what"], reading.metric[0].sure)]
    return []


_PARTS_REACH, _PARTS_WORDS = 4, 60
_ACTION = re.compile(r"(?:新|净|增|减)?(?:开|关|增|减|签|设|建)(?:闭|店|立)?$|新增|关闭|净增|净减|新开|净开|净关")


_PAYOUT = re.compile(r"每(?:10|十)?股(?:拟|将)?(?:派|现金|分红|股利|股息|红利)[\u4e00-\u9fff]{0,6}(?:\(含税\))?$")


def _payout(frame: Frame) -> list[Candidate[MetricName]]:
    """每10股派发现金红利3.20元: a dividend a share."""
    match = _PAYOUT.search(frame.gap) if frame.unit is not None and frame.unit.endswith("/share") else None
    if match is None:
        return []
    start = frame.lead.start - len(match[0])
    return [
        Candidate(
            MetricName(lexicon.load().aliases["每股股利"].metric, match[0], start, frame.lead.start), "payout", match[0]
        )
    ]


def _aligned(frame: Frame) -> list[Candidate[MetricName]]:
    name = frame.aligned_name
    return [] if name is None else [Candidate(_named(name), "parallel_names", name.label)]


def _multiple_behind(frame: Frame) -> list[Candidate[MetricName]]:
    return _behind(frame) if unit_kind(frame.unit) == "multiple" else []


_PLAN = re.compile(r"股权激励|激励计划|持股计划|激励方案|激励草案|限制性股票|股票期权")
_PLAN_REACH = 160
_PLAN_METRICS = {"person": ("激励对象", "激励对象"), "share": ("限制性股票", "授予"), "per_share": ("授予价格", "价格")}


def _planned(frame: Frame) -> list[Candidate[MetricName]]:
    """People, shares and prices in what is said of a stock plan are the plan's, where no other name is nearer."""
    kind = unit_kind(frame.unit)
    if frame.measure != Measure.LEVEL or kind not in _PLAN_METRICS:
        return []
    start = max(frame.layout.paragraph(frame.figure.start), frame.figure.start - _PLAN_REACH)
    if not _PLAN.search(frame.text, start, frame.figure.start):
        return []
    name, label = _PLAN_METRICS[kind]
    if kind == "per_share" and label not in frame.gap:
        return []
    return [Candidate(MetricName(lexicon.load().aliases[name].metric, label), "plan", "", False)]


_HURDLE = re.compile(
    r"考核目标|考核要求|业绩考核|公司层面考核|解锁条件|解除限售条件|行权条件|解禁|触发值|目标值|进行考核"
)
_HURDLE_METRICS = frozenset({"revenue", "net_profit", "net_profit_parent", "net_profit_parent_ex", "roe"})
_UNLOCK = Metric("unlock_target", frozenset({"money", "percent"}))


def is_hurdle(frame: Frame) -> bool:
    """Whether a profit or revenue figure is a target that a stock plan sets."""
    if frame.name is None or frame.name.metric.code not in _HURDLE_METRICS or frame.measure == Measure.SHARE:
        return False
    start = max(frame.layout.full_sentence(frame.figure.start), frame.figure.start - 160)
    return bool(_HURDLE.search(frame.text, start, frame.figure.start))


def hurdle(found: Candidate[MetricName]) -> Candidate[MetricName]:
    """The same candidate as an `unlock_target`."""
    named = found.value
    return Candidate(MetricName(_UNLOCK, named.label, named.start, named.end), "plan_target", found.words, found.sure)


def _of_figure(frame: Frame) -> list[Candidate[MetricName]]:
    """1,465,350份,占股本总额59,709,405股的2.45%: the share is of what was counted before the whole."""
    if frame.measure != Measure.SHARE or frame.gap != "的" or len(frame.siblings) < 2:
        return []
    counted = frame.siblings[1]
    if not counted.metric:
        return []
    return [Candidate(counted.metric[0].value, "share_of_figure", "", counted.metric[0].sure)]


def _counted(frame: Frame) -> list[Candidate[MetricName]]:
    """占总股本的0.83%: what the figure before counts is what is shared."""
    sibling = frame.sibling()
    if frame.measure != Measure.SHARE or sibling is None or not sibling.metric:
        return []
    if not re.match(r"[,、;( ]*(?:分别)?(?:在[^,;]{1,12})?(?:合计|约|共|分别)?占", frame.gap):
        return []
    return [Candidate(sibling.metric[0].value, "share_of_counted", "", sibling.metric[0].sure)]


def _named(name: Name) -> MetricName:
    return MetricName(name.metric, name.label, name.start, name.end)


def _in_gap(frame: Frame) -> list[Candidate[MetricName]]:
    """The nearest name between the figure before and this list. A base of a share (占营收的) names nothing."""
    low, high = frame.gap_start, frame.lead.start
    if frame.measure == Measure.SHARE and (match := last_match(_SHARE_WORD, frame.gap)) is not None:
        high = low + match.start()
        if _WITHIN.search(frame.gap[: match.start()]):
            return []
    names = [n for n in frame.marks.names_in(low, high) if fits(n.metric, frame)]
    names = [n for n in names if not _in_closed_bracket(frame, n)]
    names = [n for n in names if not n.weak or n.start >= frame.clause]
    if not names:
        return []
    best = names[-1]
    if (market := _market(frame, best)) is not None:
        return [market]
    if "\n" in frame.text[best.end : frame.lead.start]:
        return []
    group = [n for n in names if n.group == best.group]
    if len(group) > 1 and len(frame.chain) == 1 and frame.measure == Measure.LEVEL:
        return [Candidate(_named(n), "one_of_names", n.label, False) for n in reversed(group)]
    return [Candidate(_named(best), "nearest_name", best.label)]


_MARKET = re.compile(r"(?:市场|行业|产业)$|全球|中国大陆|我国")
_THIRD_PARTY = re.compile(r"(?:据|根据)[^,。;]{2,20}(?:数据|统计|测算|预测|显示)|(?:数据|统计)显示")


def _market(frame: Frame, name: Name) -> Candidate[MetricName] | None:
    """A market's sales are its size, where the market or a third party is named."""
    if name.metric.code != "revenue" or name.label in ("营收", "营业收入"):
        return None
    before = frame.text[max(frame.layout.clause(name.start), name.start - 24) : name.start]
    sourced = _THIRD_PARTY.search(frame.text, frame.layout.full_sentence(name.start), name.start)
    if not (re.search(r"(?:市场|行业)(?:实际|总)?$", before) or (sourced and _MARKET.search(before))):
        return None
    size = lexicon.load().aliases["市场规模"].metric
    return Candidate(MetricName(size, name.label, name.start, name.end), "market_sales", name.label)


def _in_closed_bracket(frame: Frame, name: Name) -> bool:
    bracket = frame.layout.bracket(name.start)
    return bracket is not None and bracket[1] <= frame.lead.start


def _inherited(frame: Frame) -> list[Candidate[MetricName]]:
    """Growth, a level reached by it, a bracket or a further list element speaks of the figure it follows."""
    sibling = frame.sibling()
    first = frame.first_of_list()
    listed = frame.in_list("metric")
    if first and listed and unit_kind(first.figure.unit) == unit_kind(frame.figure.unit):
        named, rule = listed[0].metric[0], listed[1]
        return [Candidate(named.value, rule, named.value.label, named.sure)]
    if sibling is None or not sibling.metric:
        return []
    value = sibling.metric[0].value
    if frame.measure in _GROWTHS and frame.unit == sibling.unit and unit_kind(frame.unit) in ("count", "person"):
        return [Candidate(value, "figure_before", value.label, sibling.metric[0].sure)]
    gap = frame.gap_without_periods().strip(",、;/( ")
    grown = frame.measure in _GROWTHS and (frame.unit in ("%", "x", "pp", "bp") or frame.bracket is not None)
    if grown or _same_thing(gap):
        if frame.measure == Measure.LEVEL and not fits(value.metric, frame):
            return []
        return [Candidate(value, "figure_before", value.label, sibling.metric[0].sure and not _own_noun(frame, gap))]
    return []


def _same_thing(gap: str) -> bool:
    """Words that only move the figure before to another period, end or bracket: 至, (原, 去年同期为."""
    return bool(
        re.fullmatch(
            r"(?:(?:增长|增加|提升|下降|减少|回落|降低|上升|上涨|下滑|[上下]调|降|升|增|减)?(?:至|到|为)|(?:由|从)?|原为?|前值为?|此前|之前|"
            r"(?:而|较|比)?(?:去年|上年)?同期(?:仅|为|是)*|(?:环比|同比)(?:持平)?|分别为?|,)*",
            re.sub(r"约|超|近|到?第?$", "", gap),
        )
    )


def _own_noun(frame: Frame, gap: str) -> bool:
    """Whether the words before a growth rate name a thing of their own (海外增长20%), so that its metric is implied."""
    return bool(frame.gap.startswith((",", "、", ";")) and label_before(_GROWTH_WORDS.sub("", gap)))


def _behind(frame: Frame) -> list[Candidate[MetricName]]:
    """A name right behind the figure: 20倍PE, 5亿元营收."""
    figure = frame.chain[-1]
    if frame.measure not in (Measure.LEVEL, Measure.SHARE):
        return []
    for name in frame.marks.names_in(figure.end, figure.end + 16):
        between = frame.without_periods(figure.end, name.start)
        if _BEHIND.fullmatch(between) and fits(name.metric, frame):
            named = _named(name)
            if name.metric.code in ("pe", "pb", "ps") and _TARGET.search(frame.gap[-20:]):
                named = MetricName(name.metric, f"目标{name.label}", name.start, name.end)
            return [Candidate(named, "name_behind", name.label, unit_kind(frame.unit) == "multiple")]
    return []


def _of_listed(frame: Frame) -> list[Candidate[MetricName]]:
    """经销商/KA/电商8.57/2.66/2.10亿元: parts of a whole that is most likely revenue."""
    if frame.aligned_subject is None or unit_kind(frame.unit) != "money":
        return []
    revenue = lexicon.load().aliases["收入"]
    return [Candidate(MetricName(revenue.metric, "收入"), "implied_revenue", "", False)]


def _enumerated(frame: Frame) -> list[Candidate[MetricName]]:
    """,中国团队4.46亿元: another thing of the same kind and metric as the figure before, or one of its own."""
    listed = re.match(r"[,、;+)](?:其中|而)?(?P<what>[^,。;:]{1,12})$", frame.gap)
    if frame.measure != Measure.LEVEL or listed is None:
        return []
    if _ACTION.match(listed["what"]):
        return _described(frame)
    levels = [r for r in frame.siblings if r.metric and r.measure[0].value == Measure.LEVEL and r.unit == frame.unit]
    if not levels:
        return []
    value = levels[0].metric[0].value
    return [Candidate(value, "enumerated", value.label, False), *_described(frame)]


def _implied(frame: Frame) -> list[Candidate[MetricName]]:
    """Growth of a thing without a metric's name (海外增长20%) is most likely of its revenue."""
    if (
        frame.measure not in (Measure.YOY, Measure.QOQ)
        or frame.unit != "%"
        or label_before(_GROWTH_WORDS.sub("", frame.gap_without_periods())) is None
    ):
        return []
    revenue = lexicon.load().aliases["收入"]
    return [Candidate(MetricName(revenue.metric, "收入"), "implied_revenue", "", False), *_farther(frame)]


_GROWTH_WORDS = re.compile(
    r"同比|环比|分别|增速|增长率?|下降|提升|达到?|年均|年?复合|预计|有望|将|为|约|五年|三年|CAGR|(?:19|20)\d\d(?:[-~—]\d+)?年?|\d{1,2}月|[一二三四]季度|Q[1-4]|[上下]半年|其中"
)
_MAKES = re.compile(r"[^,。;:、()“”\d]{0,14}?(?P<label>产能|项目|生产线|产线|装置)")
_OTHER = Metric("other", frozenset({"money", "percent", "count"}))


_MOVED_ON = re.compile(
    r"(?:将|有望|进一步|继续|已|逐步|预计|或|再|则|仍|均|也)*(?:增长|增加|提升|提高|上升|上涨|扩大|修复|改善|回升|反弹|攀升|下降|减少|回落|降低|下滑|收窄|缩窄|"
    r"[上下]调|恢复|升|增|降|减|扩)(?:到|至|为|了)?"
)
_MARKS_ONLY = re.compile(
    r"(?:(?:引入|新增|增加|给出|调整)?(?:盈利)?(?:预测|预期|预计)|前值|前次|此前|原先|之前|上次|原预测|原预期|占比|比重|占比为|合计|其余|其他|其它)(?:为|达|约)?"
)


def _moved_on(frame: Frame) -> list[Candidate[MetricName]]:
    """Words that say only how the figure before moved on, or what it was forecast at, or its share: the same metric."""
    words = label_before(frame.gap_without_periods())
    clause = re.split(r"[,;:()]", frame.gap_without_periods())[-1].strip()
    mark = _MARKS_ONLY.fullmatch(words or clause)
    if not mark and not _MOVED_ON.fullmatch(words or clause):
        return []
    if frame.measure == Measure.LEVEL:
        levels = [r for r in frame.siblings if r.unit == frame.unit and r.measure[0].value == Measure.LEVEL]
    else:
        levels = [r for r in frame.siblings if r.measure[0].value == Measure.LEVEL]
    found = next((r for r in levels if r.metric), None)
    if found is None:
        return []
    named = found.metric[0]
    if mark and "合计" in mark[0] and named.value.metric.code in _EXPENSE_RATIOS:
        whole = lexicon.load().aliases["期间费用率"].metric
        return [Candidate(MetricName(whole, "费用率"), "sum_of_ratios")]
    return [Candidate(named.value, "moved_on", named.value.label, named.sure)]


_EXPENSE_RATIOS = frozenset(
    {"selling_expense_ratio", "admin_expense_ratio", "rd_expense_ratio", "finance_expense_ratio"}
)
_SUMMED = re.compile(r"[^,。;:()]{2,12}(?:合计|共计|总计)(?:为|达|约|实现|贡献)*$")


def _summed(frame: Frame) -> list[Candidate[MetricName]]:
    """两大品类合计8.67亿元: the sum of levels just listed."""
    if frame.measure != Measure.LEVEL or not _SUMMED.search(frame.gap_without_periods()):
        return []
    for reading in [*frame.siblings, *frame.earlier][:12]:
        if reading.unit == frame.unit and reading.measure[0].value == Measure.LEVEL and reading.metric:
            if reading.figure.start < frame.layout.paragraph(frame.figure.start):
                return []
            named = reading.metric[0]
            return [Candidate(named.value, "summed", named.value.label, named.sure)]
    return []


def _described(frame: Frame) -> list[Candidate[MetricName]]:
    """No known name: the words themselves are the label."""
    if frame.unit is None and not frame.figure.scaled:
        return []
    kind = unit_kind(frame.unit)
    if frame.measure in _GROWTHS:
        return []
    if kind == "count" and (made := _MAKES.match(frame.text, frame.chain[-1].end)):
        capacity = lexicon.load().aliases["产能"].metric
        return [Candidate(MetricName(capacity, made["label"], made.start(), made.end()), "makes", made[0], False)]
    before = label_before(frame.gap_without_periods())
    after = label_after(frame.text, frame.figure.end) if kind in ("count", "person") else None
    if after and (kind == "person" or not before or re.search(r"[有达设计覆盖]$|、$", frame.gap)):
        before = None
    if before and kind == "money" and before.endswith("市场"):
        size = lexicon.load().aliases["市场规模"].metric
        return [Candidate(MetricName(size, "市场", frame.lead.start - 2, frame.lead.start), "market", before)]
    if before:
        return [Candidate(MetricName(_OTHER, before, frame.lead.start - len(before)), "described", before, False)]
    if after:
        start = frame.figure.end
        return [Candidate(MetricName(_OTHER, after, start, start + len(after)), "counted_thing", after, False)]
    return []


def _farther(frame: Frame) -> list[Candidate[MetricName]]:
    """Names farther left in the sentence, across other figures: possible, never sure."""
    names = frame.marks.names_in(frame.sentence, frame.gap_start)
    found = [n for n in reversed(names) if fits(n.metric, frame)][:2]
    return [Candidate(_named(n), "farther_name", n.label, False) for n in found]


_ORDER = (
    _of_figure,
    _times_of,
    _aligned,
    _multiple_behind,
    _payout,
    _again,
    _in_gap,
    _counted,
    _planned,
    _inherited,
    _behind,
    _of_listed,
    _of_which,
    _summed,
    _moved_on,
    _enumerated,
    _described,
    _implied,
    _farther,
)
"""The rules in order: the first that proposes anything decides."""
