"""What a figure's number is in: the printed unit, completed by the metric and by the words around it."""

import re

from extractor.attribution.frame import Frame
from extractor.attribution.metric import says_sum, unit_kind
from extractor.schema import Measure

_COUNTED = re.compile(r"(?!以上|左右|以下|以内|余|多|的|至|到|和|及|与|人民币|同比|环比)[\u4e00-\u9fffA-Za-z]")
"""31万站: a thing is counted, in a unit that is none of ours."""
_REACHED_PER = re.compile(r"[至到]\d[\d,.]*元(?P<per>/[\u4e00-\u9fffA-Za-z])")
_PER_TON = re.compile(r"(?:单|每)?吨")
_CURRENCIES = {"人民币": "CNY", "美元": "USD", "港元": "HKD", "港币": "HKD", "欧元": "EUR", "日元": "JPY"}
_NAMES = "|".join(_CURRENCIES)
_EXCHANGE = re.compile(
    rf"(?:(?P<first>{_NAMES})[兑对](?:(?P<second>{_NAMES})(?:汇率|中间价)?[为约按]*)?|1(?P<one>{_NAMES})=)$"
)
_EXCHANGE_REACH = 14


def unit_of(frame: Frame) -> str | None:
    """The figure's unit: 135元 of an exercise price is `CNY/share`, a bare EPS too; None if nothing says it.

    Where the report says what its 元 is, that is what it is.
    """
    unit, said = _unit_of(frame), frame.marks.currency
    plain = said is not None and unit is not None and unit.partition("/")[0] == "CNY"
    return (
        f"{said}{unit[3:]}"
        if plain and unit and not _YUAN.search(frame.text, frame.figure.start, frame.figure.end)
        else unit
    )


_YUAN = re.compile(r"人民币|RMB")


def _unit_of(frame: Frame) -> str | None:
    unit, figure = frame.unit, frame.figure
    kinds = frame.name.metric.units if frame.name else frozenset()
    if frame.measure != Measure.LEVEL and unit is not None:
        reached = _REACHED_PER.match(frame.text, figure.end)
        if reached and unit_kind(unit) == "money":
            return f"{unit}{reached['per']}"
        return unit + _per_of_before(frame) if unit_kind(unit) == "money" else unit
    if (rate := _exchange(frame)) is not None:
        return rate
    if unit is None:
        return _unprinted(frame, kinds)
    if unit_kind(unit) == "money":
        return unit + (_per(frame, kinds) or _per_of_before(frame))
    if (
        frame.name
        and frame.name.label.endswith("年产")
        and unit_kind(unit) == "count"
        and "/" not in unit
        and unit != "年"
    ):
        return f"{unit}/年"
    return unit


def _unprinted(frame: Frame, kinds: frozenset[str]) -> str | None:
    """7.34亿 is money unless a thing is counted; a bare EPS or PE has its metric's unit."""
    if not frame.figure.scaled:
        return "CNY/share" if "per_share" in kinds else "x" if "multiple" in kinds else None
    label = frame.name.label if frame.name else ""
    if says_sum(frame):
        return "CNY"
    if label.endswith(("人次", "人数")):
        return "人次" if label.endswith("人次") else "person"
    counted = _COUNTED.match(frame.text, frame.figure.end) or label.endswith(("量", "数"))
    money = not kinds or ("money" in kinds and not ("count" in kinds and counted))
    return "CNY" if money else "person" if "person" in kinds else None


def _per(frame: Frame, kinds: frozenset[str]) -> str:
    """What a sum is for where its metric or the words before say so: a share, a ton."""
    if ("per_share" in kinds and "money" not in kinds) or frame.gap.endswith("每股"):
        return "/share"
    if frame.name is None:
        return ""
    before = frame.text[max(0, frame.name.start - 2) : frame.name.start]
    if before == "每股" or frame.name.label.startswith("每股"):
        return "/share" if not frame.figure.scaled else ""
    own = frame.name.end if frame.name.label.startswith("单") else frame.name.start
    if (watt := _OF_A_WATT.search(frame.text, max(0, frame.name.start - 4), own)) is not None:
        return f"/{'W' if watt[1] == '瓦' else watt[1]}" if not frame.figure.scaled else ""
    return "/吨" if _PER_TON.match(frame.name.label) or _OF_A_TON.search(before) else ""


_OF_A_TON = re.compile(r"单吨$|吨[煤钢铁铝铜纸糖肉盐浆酒油]$|(?<![\d万千百亿])吨$")
_OF_A_WATT = re.compile(r"单(Wh?|瓦)(?=$|净利|盈利|毛利|成本|价)")


def _per_of_before(frame: Frame) -> str:
    """电价0.36元/度,低于上年0.37元: a plain sum of the metric of a price before it is such a price, or a part of one."""
    before = frame.siblings[0] if frame.siblings else None
    if before is None or frame.name is None or not before.metric or frame.figure.scaled or before.figure.scaled:
        return ""
    unit, _, per = (before.unit or "").partition("/")
    same = per and unit == frame.unit and before.metric[0].value == frame.name
    if not same or not before.figure.value or abs(frame.figure.value) > 2 * abs(before.figure.value):
        return ""
    return f"/{per}"


def _exchange(frame: Frame) -> str | None:
    """人民币兑美元7.15, 1港元=0.914元: a rate of exchange, in the money of ours for one of theirs."""
    start = frame.figure.start
    match = _EXCHANGE.search(frame.text, max(0, start - _EXCHANGE_REACH), start)
    if match is None:
        return None
    if match["one"]:
        ours, theirs = frame.unit or "CNY", _CURRENCIES[match["one"]]
    else:
        second = _CURRENCIES[match["second"]] if match["second"] else frame.unit or ""
        ours, theirs = sorted((_CURRENCIES[match["first"]], second), key=lambda code: code != "CNY")
    return f"{ours}/{theirs}" if unit_kind(theirs) == unit_kind(ours) == "money" else None


_IMPROVED = re.compile(r"(?:改善|优化)(?:了|约|近|超过?)*$")
_BETTER_LOWER = re.compile(r"费用|成本|费率|不良|负债率|周转天数|损耗|亏损")


def mend_sign(frame: Frame) -> None:
    """费用率改善0.5pct: of what is better when lower, an improvement is a fall."""
    figure, label = frame.figure, frame.name.label if frame.name else ""
    falls = not figure.signed and figure.value > 0 and figure.value_to is None and frame.measure != Measure.LEVEL
    better = _BETTER_LOWER.search(label) and _IMPROVED.search(frame.gap)
    if falls and (better or _is_lessened(frame)):
        figure.value = -figure.value


_LESSENING = re.compile(r"(?:减少|降低|节省|节约|压降|削减|压减|压缩)(?:了|公司|其|单位|整体)?$")
_LESSENED_BY = re.compile(r"(?:约|近|超过?|达到?|了|合计|共|:)*")


def _is_lessened(frame: Frame) -> bool:
    """降低资产负债率2.7pct, 减少财务费用12亿元: the verb stands before what it lessens, and the figure right behind."""
    name = frame.name
    if name is None or name.start < frame.gap_start or "亏" in name.label:
        return False
    if not _LESSENED_BY.fullmatch(frame.text, name.end, frame.lead.start):
        return False
    return _LESSENING.search(frame.text, max(frame.clause, name.start - 6), name.start) is not None
