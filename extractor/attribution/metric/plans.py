"""Rules for stock plans: what they grant, and the targets they set."""

import re

from extractor import lexicon
from extractor.attribution.frame import Candidate, Frame, MetricName
from extractor.attribution.metric.fitting import unit_kind
from extractor.lexicon import Metric
from extractor.schema import Measure

_PLAN = re.compile(r"股权激励|激励计划|持股计划|激励方案|激励草案|限制性股票|股票期权")
_PLAN_REACH = 160
_PLAN_METRICS = {"person": ("激励对象", "激励对象"), "share": ("限制性股票", "授予"), "per_share": ("授予价格", "价格")}
_HURDLE = re.compile(
    r"考核目标|激励目标|考核指标|考核要求|业绩考核|公司层面考核|解锁条件|解除限售条件|行权条件|解禁|触发值|目标值|进行考核"
)
_HURDLE_METRICS = frozenset({"revenue", "net_profit", "net_profit_parent", "net_profit_parent_ex", "roe"})
_UNLOCK = Metric("unlock_target", frozenset({"money", "percent"}))
_GRANT_BEHIND = re.compile(
    r"(?:的价格)?(?:向[^,。;]{0,20})?(?:[^,。;\d]{0,14},?拟?)授予(?:[^,。;\d]{0,6})?(?:股票|期权)"
)


def planned(frame: Frame) -> list[Candidate[MetricName]]:
    """People, shares and prices in what is said of a stock plan are the plan's, where no other name is nearer."""
    kind = unit_kind(frame.unit)
    if frame.measure != Measure.LEVEL or kind not in _PLAN_METRICS:
        return []
    start = max(frame.layout.paragraph(frame.figure.start), frame.figure.start - _PLAN_REACH)
    granted = _GRANT_BEHIND.match(frame.text, frame.chain[-1].end)
    if granted is not None:
        name, label = _PLAN_METRICS[kind]
        return [Candidate(MetricName(lexicon.load().aliases[name].metric, "授予"), "granted", granted[0])]
    if not _PLAN.search(frame.text, start, frame.figure.start):
        return []
    name, label = _PLAN_METRICS[kind]
    if kind == "per_share" and label not in frame.gap:
        return []
    return [Candidate(MetricName(lexicon.load().aliases[name].metric, label), "plan", "", False)]


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
