"""What a metric's name means where the words around it say otherwise: sales of a market, contracts that are new."""

import re
from dataclasses import replace

from extractor import lexicon
from extractor.attribution.frame import Candidate, Frame, MetricName
from extractor.attribution.marks import Name
from extractor.attribution.metric.carried import level_before
from extractor.attribution.metric.fitting import GROWTHS, OTHER
from extractor.attribution.phrases import subject_of
from extractor.schema import Measure

_MARKET = re.compile(r"(?:市场|行业|产业)$|全球|中国大陆|我国")
_THIRD_PARTY = re.compile(
    r"(?:据|根据)[^,。;]{2,20}(?:数据|统计|测算|预测|显示)|(?:数据|统计)显示|(?:顾问|咨询|研究院|协会|沙利文|IDC)(?:预计|预测)"
)
_ONE_OFFS_OUT = re.compile(r"(?:扣除了?非经常性损益[^。;]{0,20}后,?[^,。;]{0,10}|扣非后的?)$")
_PROFITS = frozenset({"net_profit", "net_profit_parent"})


def _without_one_offs(frame: Frame, name: Name) -> Candidate[MetricName] | None:
    """扣除非经常性损益后,归属于上市公司股东的净利润: what is taken out is said before the name."""
    if name.metric.code not in _PROFITS:
        return None
    out = _ONE_OFFS_OUT.search(frame.text, max(frame.sentence, name.start - 50), name.start)
    if out is None:
        return None
    metric = lexicon.load().aliases["扣非归母净利润"].metric
    return Candidate(MetricName(metric, name.label, name.start, name.end), "without_one_offs", out[0])


def _sales(frame: Frame, name: Name) -> Candidate[MetricName] | None:
    """线上销售同比增长17%: where nothing was counted before, sales that grow are money."""
    counted = any(
        r.metric and r.metric[0].value.metric.code == "sales_volume" and r.unit != "%" for r in frame.siblings
    )
    if name.label != "销售" or frame.unit != "%" or frame.measure not in (*GROWTHS, Measure.SHARE) or counted:
        return None
    metric = lexicon.load().aliases["销售收入"].metric
    return Candidate(MetricName(metric, name.label, name.start, name.end), "sales_grew", name.label)


_NEWLY_SIGNED = re.compile(r"新签|新增|新承接")


def _signed_anew(frame: Frame, name: Name) -> Candidate[MetricName] | None:
    """新签海外工程合同30亿元: contracts that are new are new orders."""
    if name.label not in ("合同", "合同额") or not _NEWLY_SIGNED.search(frame.text, frame.clause, name.start):
        return None
    return Candidate(
        MetricName(lexicon.load().aliases["新签合同"].metric, name.label, name.start, name.end),
        "nearest_name",
        name.label,
    )


def _in_hand(frame: Frame, name: Name) -> Candidate[MetricName] | None:
    """在手订单32亿元,其中海外订单12亿元: a part of the orders in hand."""
    before = level_before(frame) if name.label == "订单" else None
    if before is None or before.value.metric.code != "order_backlog":
        return None
    return Candidate(replace(before.value, label=name.label, start=name.start, end=name.end), "of_which", name.label)


_LOSSES = frozenset({"亏损", "亏损额"})


def _loss(frame: Frame, name: Name) -> Candidate[MetricName] | None:
    """归母净利润亏损2亿元, 归母净利润-0.3亿元,亏损同比减少20%: a loss is that of the profit just named."""
    profits = frame.marks.names_in(max(frame.gap_start, frame.layout.clause(name.start)), name.start)
    if name.label in _LOSSES and profits and profits[-1].metric.signed:
        profit = profits[-1]
        return Candidate(
            MetricName(profit.metric, profit.label, profit.start, profit.end), "nearest_name", profit.label
        )
    before = level_before(frame) if name.label in _LOSSES else None
    if before is None or not before.value.metric.signed:
        return None
    return Candidate(replace(before.value, start=name.start, end=name.end), "again", name.label, before.sure)


_DEALT = re.compile(r"(?:回购|增持|减持|转让|认购|发行|增发|质押)[^,。;:()\d]{0,6}$")


def _dealt(frame: Frame, name: Name) -> Candidate[MetricName] | None:
    """回购公司股份320万股: shares are named by what is done with them."""
    if name.label not in ("股份", "股权") or frame.measure != Measure.LEVEL:
        return None
    verb = _DEALT.search(frame.text, frame.layout.clause(name.start), name.start)
    if verb is None:
        return None
    label = frame.text[verb.start() : name.end]
    return Candidate(MetricName(OTHER, label, verb.start(), name.end), "described", label)


_EFFECT = re.compile(r"的?影响(?:金?额)?")


def _effect(frame: Frame, name: Name) -> Candidate[MetricName] | None:
    """对净利润的影响约2亿元: what something does to a metric is no value of it."""
    behind = _EFFECT.match(frame.text, name.end, frame.lead.start)
    if behind is None or frame.measure != Measure.LEVEL:
        return None
    label = frame.text[name.start : behind.end()]
    return Candidate(MetricName(OTHER, label, name.start, behind.end()), "described", label)


_SOLD = frozenset({"revenue", "sales_volume", "output"})
_TURNOVER = frozenset({"产值", "零售额", "社零销售额", "社零总额"})
_INDUSTRY = re.compile(
    r"(?:全球|世界|全国|我国|全行业)(?!市场|地区|业务|化)[\u4e00-\u9fffA-Za-z]{2,12}$|(?:,|^|\d月)(?:行业|全行业)$"
)
_OURS = re.compile(r"公司|我司|集团")
_OWN_MARKET = re.compile(
    r"(?:公司|其中|在|\d+年|\d*H[12]|[上下]半年|[一二三四]季度|而|,)*"
    r"(?:[华东西南北中]{1,2}[部方]?|海外|境外|境内|省内|省外|线[上下]|国际|国内|中国|美国|欧洲|北美|日本|印度|亚太|非洲|中东|东南亚|重点|核心|新兴|成熟|其他|外埠|本地)市场$"
)
"""Part of the country or the world where the company sells: its sales there are no industry's size."""


def _goes_on_about(frame: Frame, name: Name) -> bool:
    """全行业销量41万台,其中国内销量25万台: by the same word, and without the company, it is of the market still."""
    before = next((r.metric[0].value for r in frame.siblings if r.metric), None)
    if before is None or before.metric.code != "market_size" or before.label != name.label:
        return False
    return not _OURS.search(frame.gap)


def _market(frame: Frame, name: Name) -> Candidate[MetricName] | None:
    """A market's sales are its size, where the market or a third party is named."""
    if (name.metric.code not in _SOLD and name.label not in _TURNOVER) or name.label in ("营收", "营业收入"):
        return None
    before = frame.text[max(frame.layout.clause(name.start), name.start - 24) : name.start]
    sourced = _THIRD_PARTY.search(frame.text, frame.layout.full_sentence(name.start), name.start)
    of_market = re.search(r"行业总?$", before) or (
        name.metric.code == "revenue"
        and re.search(r"(?:市场|行业)(?:实际|总)?$", before)
        and not _OWN_MARKET.match(before)
    )
    of_industry = _INDUSTRY.search(before) and not _OURS.search(before)
    of_industry = of_industry or _goes_on_about(frame, name) or (sourced and name.label in _TURNOVER)
    if not (of_market or of_industry or (sourced and _MARKET.search(before))):
        return None
    size = lexicon.load().aliases["市场规模"].metric
    return Candidate(MetricName(size, name.label, name.start, name.end), "market_sales", name.label)


_ADDED = re.compile(r"(?:较[^,。;()]{0,6})?(?:净|多|少)?新?增(?:了|约|近|超过?|达到?|为)*$")


def _added(frame: Frame, name: Name) -> Candidate[MetricName] | None:
    """对公贷款较年初新增25亿元: what was added is not what there is."""
    if name.metric.code != "other" or frame.measure != Measure.LEVEL or not frame.figure.scaled:
        return None
    words = frame.without_periods(name.end, frame.lead.start)
    if _ADDED.fullmatch(words) is None or not ("新增" in words or "净增" in words):
        return None
    label = name.label + ("净增" if "净增" in words else "新增")
    return Candidate(MetricName(OTHER, label, name.start, frame.lead.start), "added", label)


_PARTIES = frozenset({"customers", "store_count", "users"})
_TAKES = re.compile(r"(?:分别|各|约|合计|共)?(?:占比?|贡献)(?:了|约|近|超过?|达到?|为|到|至|分别)*")


def _of_parties(frame: Frame, name: Name) -> Candidate[MetricName] | None:
    """收入2亿元,其中大客户占三成: customers have their share of what was sold."""
    if frame.measure != Measure.SHARE or name.metric.code not in _PARTIES:
        return None
    before = level_before(frame)
    words = frame.without_periods(name.end, frame.lead.start)
    if before is None or before.value.metric.code == name.metric.code or not _TAKES.fullmatch(words):
        return None
    return Candidate(before.value, "of_which", name.label, before.sure)


_FLOWS = frozenset({"净流入", "净流出"})


def _flow(frame: Frame, name: Name) -> Candidate[MetricName] | None:
    """经营性现金流净额-0.1亿元,存货2亿元;Q3净流入0.3亿元: what flows in is the cash flow just named."""
    if name.label not in _FLOWS or frame.measure != Measure.LEVEL:
        return None
    flows = (r.metric[0] for r in frame.siblings if r.metric and r.metric[0].value.metric.code.endswith("cash_flow"))
    flow = next(flows, None)
    if flow is None:
        return None
    return Candidate(replace(flow.value, start=name.start, end=name.end), "again", name.label, flow.sure)


def _one_of_parts(frame: Frame, name: Name) -> Candidate[MetricName] | None:
    """对公贷款、个人贷款占比分别为: a name at the head of a list of subjects names but its own."""
    if frame.aligned_subject is None or name.metric.code != "other" or frame.text[name.end] not in "、/和及与":
        return None
    return Candidate(MetricName(OTHER, frame.aligned_subject), "own_noun", frame.aligned_subject)


_RULES = (
    _market, _without_one_offs, _sales, _signed_anew, _in_hand, _loss, _dealt, _effect, _added, _of_parties, _flow, _one_of_parts,
)  # fmt: skip
"""What a name means by the words around it, where that is not what it says."""
_SHORT_FOR_PARENTS = frozenset({"净利", "利润", "盈利"})
_BESIDE = re.compile(r"[、/和及与]")


def or_parents(frame: Frame, found: list[Candidate[MetricName]]) -> list[Candidate[MetricName]]:
    """A bare 净利 is short for the 归母净利润 that its paragraph has named before; of a part, it may be either.

    净利润 in full says what it is.
    """
    name = found[0].value
    if name.metric.code != "net_profit" or name.label not in _SHORT_FOR_PARENTS or name.start < 0:
        return found
    before = frame.marks.names_in(frame.layout.paragraph(name.start), name.start)
    if not any(other.metric.code == "net_profit_parent" for other in before):
        return found
    parents = replace(name, metric=lexicon.load().aliases["归母净利润"].metric)
    short = Candidate(parents, "short_for_parents", name.label, False)
    words = frame.without_periods(frame.layout.clause(name.start), name.start)
    of_part = subject_of(_BESIDE.split(words)[-1], frame.marks.company)
    return [*(replace(c, sure=False) for c in found), short] if of_part else [short]


def meant(frame: Frame, name: Name) -> Candidate[MetricName] | None:
    """What the words around a name make of it, None where it means what it says."""
    return next((found for rule in _RULES if (found := rule(frame, name)) is not None), None)
