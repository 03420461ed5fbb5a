"""Which metric can carry a figure's unit under its measure."""

import re

from extractor.amounts import is_money
from extractor.attribution.frame import Frame
from extractor.lexicon import Metric
from extractor.schema import Measure

_PART = re.compile(r"占比|比重|比例")
OTHER = Metric("other", frozenset({"money", "percent", "count"}))
"""What has no code of its own: it goes by its label."""
GROWTHS = (Measure.YOY, Measure.QOQ, Measure.CAGR, Measure.CHANGE)


AMOUNT = re.compile(
    r"(?:[量额数费款金价率比税债贷]|价格|份额|比例|产值|规模|面积|成本|收益|损失|亏损|准备|负债|资产|权益|价值|需求|供给|流水|单产|能力|库存|存货|订单|贴现|影响|周期|天数|利润|收入)$"
)
"""What a noun ends in that measures something by itself: a thing beside it is a part, such a noun a metric of its own."""


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


def placed(frame: Frame, label: str) -> tuple[int, int]:
    """Where a label stands before its figure; right before it if periods stood between its words."""
    start = frame.text.rfind(label, frame.gap_start, frame.lead.start)
    start = frame.lead.start - len(label) if start < 0 else start
    return start, start + len(label)


def fits(metric: Metric, frame: Frame) -> bool:
    """Whether a metric can carry this figure's unit under its measure."""
    kind, kinds = unit_kind(frame.unit), metric.units
    if frame.unit in ("pp", "bp") and _PART.search(frame.gap):
        return True
    if frame.measure in GROWTHS and kind in ("percent", "multiple") and frame.unit in ("%", "x"):
        return frame.measure == Measure.CAGR or kinds != {"percent"} or frame.unit == "%"
    if frame.measure == Measure.SHARE:
        return True
    if kind == "money":
        return bool(kinds & ({"money", "price"} if frame.figure.scaled else {"money", "per_share", "price"}))
    if kind == "none":
        return _fits_bare(metric, frame)
    if metric.code == "capacity" and frame.unit in PIECES:
        return False
    return kind in kinds and not (frame.unit in _DURATIONS and metric.code != "other")


PIECES = frozenset({"个", "条", "项", "座", "家", "款", "种"})
"""What lines and projects themselves are counted in: 3条产线 is no capacity."""


_DURATIONS = frozenset({"年", "个月", "月", "周", "天", "日", "小时", "分钟"})
"""Units of time: what is counted in them is no number of customers or shops."""


def _fits_bare(metric: Metric, frame: Frame) -> bool:
    """A figure without a unit: only metrics whose unit goes without saying, or a scaled sum (7.34亿)."""
    if frame.figure.scaled:
        kinds = {"money"} if says_sum(frame) else {"money", "count", "share", "person"}
        return bool(metric.units & kinds)
    return bool(metric.units & {"per_share", "multiple"})


_SUM_BEFORE = re.compile(
    r"(?:金额|总额|投资|募资|融资|总价|价值|资金|营收|收入|利润|资产|负债)(?:规模)?(?:约|近|超过?|合计|共计?|总计|达到?|为|有|不低于|不超过)*$"
)
_SUM_BEHIND = re.compile(
    r"的?(?:可?转债|定增|在建工程|贷款|债务|负债|资金|现金|订单|合同|投资额?|市值|营收|营业收入|收入|净?利润|资产|存款|基金|授信)"
)


def says_sum(frame: Frame) -> bool:
    """金额超2亿, 25.55亿在建工程: whether the words at a number without a unit say that it is money."""
    return bool(_SUM_BEFORE.search(frame.gap) or _SUM_BEHIND.match(frame.text, frame.figure.end))
