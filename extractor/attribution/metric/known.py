"""Rules by a metric's name that the lexicon knows, before or behind the figure."""

import re
from dataclasses import replace

from extractor import lexicon
from extractor.attribution.cues import CAUSE, last_match
from extractor.attribution.frame import Candidate, Frame, MetricName
from extractor.attribution.marks import Name
from extractor.attribution.metric.fitting import GROWTHS, OTHER, fits, placed, unit_kind
from extractor.attribution.phrases import label_before
from extractor.schema import Measure

_BEHIND = re.compile(r" ?(?:的|动态|预测|左右的?|以上的?|目标)? ?")
_WITHIN = re.compile(r"在[^,;]{1,12}$")
_SHARE_WORD = re.compile(r"占(?!比|用|据)|完成(?=[^,。;]*(?:目标|计划|指引|预测))")
_TARGET = re.compile(r"给予|目标|合理|对标|参考")
_MARKET = re.compile(r"(?:市场|行业|产业)$|全球|中国大陆|我国")
_THIRD_PARTY = re.compile(r"(?:据|根据)[^,。;]{2,20}(?:数据|统计|测算|预测|显示)|(?:数据|统计)显示")
_PAYOUT = re.compile(
    r"(?:每(?:10|十)?股|(?<![\d.])10股?(?=派))(?:拟|将)?(?:派|现金|分红|股利|股息|红利)[\u4e00-\u9fff]{0,6}(?:\(含税\))?$"
    r"|(?:现金分红|分红|派息|派现|派发股息)(?:约|为|达)*$"
)


_SIGNED = re.compile(
    r"(?:签订|签署|签下|签约|新签|中标|获得|斩获|拿下|取得)(?:了|合计|共|约|近|超过?|价值|金额|总额|总价)*$"
)
_CONTRACT = re.compile(r"(?:人民币)?的?(?P<label>[^,。;:、()\d]{0,8}?(?:大单|合同|订单|协议))")


def contract(frame: Frame) -> list[Candidate[MetricName]]:
    """签订1.2亿元供货合同: a sum signed for, with its contract right behind."""
    match = _CONTRACT.match(frame.text, frame.chain[-1].end)
    if match is None or unit_kind(frame.unit) != "money" or not _SIGNED.search(frame.gap):
        return []
    name = MetricName(
        lexicon.load().aliases["合同金额"].metric, match["label"], match.start("label"), match.end("label")
    )
    return [Candidate(name, "contract", match[0])]


def _named(name: Name) -> MetricName:
    return MetricName(name.metric, name.label, name.start, name.end)


def aligned(frame: Frame) -> list[Candidate[MetricName]]:
    """营收、净利润分别为5.0、1.0亿元: the name at the figure's own place in a list of names."""
    name = frame.aligned_name
    return [] if name is None else [Candidate(_named(name), "parallel_names", name.label)]


def multiple_behind(frame: Frame) -> list[Candidate[MetricName]]:
    """20倍PE: what a multiple is of stands behind it more often than before."""
    return behind(frame) if unit_kind(frame.unit) == "multiple" else []


def payout(frame: Frame) -> list[Candidate[MetricName]]:
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


def in_gap(frame: Frame) -> list[Candidate[MetricName]]:
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
    if (meant := _market(frame, best) or _without_one_offs(frame, best) or _sales(frame, best)) is not None:
        return [meant]
    if "\n" in frame.text[best.end : frame.lead.start]:
        return []
    if best.end <= frame.clause and (own := _own_words(frame)) is not None:
        return [
            Candidate(own, "described", own.label, False),
            Candidate(_named(best), "nearest_name", best.label, False),
        ]
    group = [n for n in names if n.group == best.group]
    if len(group) > 1 and len(frame.chain) < len(group) and frame.measure == Measure.LEVEL:
        return [Candidate(_named(n), "one_of_names", n.label, False) for n in reversed(group)]
    return [Candidate(_named(best), "nearest_name", best.label)]


_SHORT_FOR_PARENTS = frozenset({"净利", "净利润", "利润", "盈利"})


def or_parents(frame: Frame, found: list[Candidate[MetricName]]) -> list[Candidate[MetricName]]:
    """A bare 净利 may be short for the 归母净利润 that its paragraph has named before."""
    name = found[0].value
    if name.metric.code != "net_profit" or name.label not in _SHORT_FOR_PARENTS or name.start < 0:
        return found
    before = frame.marks.names_in(frame.layout.paragraph(name.start), name.start)
    if not any(other.metric.code == "net_profit_parent" for other in before):
        return found
    parents = replace(name, metric=lexicon.load().aliases["归母净利润"].metric)
    return [*(replace(c, sure=False) for c in found), Candidate(parents, "short_for_parents", name.label, False)]


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
    counted = any(r.metric and r.metric[0].value.metric.code == "sales_volume" for r in frame.siblings)
    if name.label != "销售" or frame.unit != "%" or frame.measure not in GROWTHS or counted:
        return None
    metric = lexicon.load().aliases["销售收入"].metric
    return Candidate(MetricName(metric, name.label, name.start, name.end), "sales_grew", name.label)


_MEASURED = re.compile(r"(?!占)[\u4e00-\u9fff]{1,8}(?:量|额|数|率|面积|规模|产值|均价|单价|份额|比例)$")


def _own_words(frame: Frame) -> MetricName | None:
    """Words of the figure's own clause that measure something, though no known name is among them: 水运量."""
    label = (
        label_before(frame.without_periods(frame.clause, frame.lead.start)) if frame.clause < frame.lead.start else None
    )
    if label is None or not _MEASURED.fullmatch(label) or _SAYS_GROWTH.search(label):
        return None
    return MetricName(OTHER, label, *placed(frame, label))


_SAYS_GROWTH = re.compile(r"增长率|增速|增幅|降幅|涨幅|跌幅|同比|环比|占比")


_SOLD = frozenset({"revenue", "sales_volume", "output"})
_INDUSTRY = re.compile(
    r"(?:全球|世界|全国|我国|全行业)(?!市场|地区|业务|化)[\u4e00-\u9fffA-Za-z]{2,12}$|(?:,|^|\d月)(?:行业|全行业)$"
)
_OURS = re.compile(r"公司|我司|集团")


def _goes_on_about(frame: Frame, name: Name) -> bool:
    """全行业销量41万台,其中国内销量25万台: by the same word, and without the company, it is of the market still."""
    before = next((r.metric[0].value for r in frame.siblings if r.metric), None)
    if before is None or before.metric.code != "market_size" or before.label != name.label:
        return False
    return not _OURS.search(frame.gap)


def _market(frame: Frame, name: Name) -> Candidate[MetricName] | None:
    """A market's sales are its size, where the market or a third party is named."""
    if name.metric.code not in _SOLD or name.label in ("营收", "营业收入"):
        return None
    before = frame.text[max(frame.layout.clause(name.start), name.start - 24) : name.start]
    sourced = _THIRD_PARTY.search(frame.text, frame.layout.full_sentence(name.start), name.start)
    of_market = re.search(r"行业总?$", before) or (
        name.metric.code == "revenue" and re.search(r"(?:市场|行业)(?:实际|总)?$", before)
    )
    of_industry = _INDUSTRY.search(before) and not _OURS.search(before)
    of_industry = of_industry or _goes_on_about(frame, name)
    if not (of_market or of_industry or (sourced and _MARKET.search(before))):
        return None
    size = lexicon.load().aliases["市场规模"].metric
    return Candidate(MetricName(size, name.label, name.start, name.end), "market_sales", name.label)


_OPENED = re.compile(
    r"(?P<label>(?:净|新)?(?:新增|新开设?|开设|关闭|关店|净增|净开|净关|净减|并购|新设)(?:[\u4e00-\u9fffA-Za-z]{0,6}店(?:铺|面)?)?)(?:了|约|近|超过?|共|合计|分别|为)*$"
)


_OPENED_AND_CLOSED = re.compile(
    r"(?P<first>(?:净|新)?(?:新增|新开设?|开设|开店|关闭|关店))[/、和及与](?P<last>(?:净|新)?(?:关闭|关停|关店|闭店|新增|新开|净增|净开)(?:门店|店铺)?)(?:数量?)?(?:同比)?(?:分别|各)?(?:约|为)*$"
)


def opened(frame: Frame) -> list[Candidate[MetricName]]:
    """上半年新开门店30家: how many were opened or closed is no count of stores."""
    if unit_kind(frame.unit) != "count" or frame.measure != Measure.LEVEL:
        return []
    if (pair := _OPENED_AND_CLOSED.search(frame.gap)) is not None and len(frame.chain) == 2:
        label = pair["first" if frame.position == 0 else "last"]
        start = frame.gap_start + pair.start("first" if frame.position == 0 else "last")
        return [Candidate(MetricName(OTHER, label, start, start + len(label)), "opened", label)]
    match = _OPENED.search(frame.gap)
    if match is None or not ("店" in match["label"] or _of_stores(frame)):
        return []
    start = frame.gap_start + match.start("label")
    name = MetricName(OTHER, match["label"], start, start + len(match["label"]))
    return [Candidate(name, "opened", match["label"])]


def _of_stores(frame: Frame) -> bool:
    """Whether stores are what the clause, or the figure before, counts."""
    before = frame.siblings[0].metric if frame.siblings else ()
    if before and (before[0].value.metric.code == "store_count" or before[0].rule == "opened"):
        return True
    return any(n.metric.code == "store_count" for n in frame.marks.names_in(frame.clause, frame.lead.start))


_SHARED = frozenset(
    {"revenue", "sales_volume", "output", "gross_profit", "net_profit", "net_profit_parent", "capacity", "new_orders"}
)


def of_whole(frame: Frame) -> list[Candidate[MetricName]]:
    """酒鬼占收入比例为30%, 特钢占总销量36%: a share of a whole, of what has no metric of its own, is of the whole's metric."""
    if frame.measure != Measure.SHARE or frame.unit != "%" or (match := last_match(_SHARE_WORD, frame.gap)) is None:
        return []
    low = frame.gap_start + match.start()
    wholes = [n for n in frame.marks.names_in(low, frame.lead.start) if n.metric.code in _SHARED]
    if not wholes or any(name.start >= frame.clause for name in frame.marks.names_in(frame.gap_start, low)):
        return []
    return [
        Candidate(MetricName(wholes[0].metric, wholes[0].label), "share_of_whole_named", frame.gap[match.start() :])
    ]


_MADE = re.compile(
    r"(?P<verb>生产|产出|销售|售出)(?P<what>(?!量|面积|额|收入|费|均价|单价|规模|占比)[^,。;:()\d的]{1,12}?)(?:约|近|超过?|共|合计|达|为)*$"
)


def made(frame: Frame) -> list[Candidate[MetricName]]:
    """上半年生产电积铜4.3万吨: what is produced or sold in so many units is output or sales volume."""
    match = _MADE.search(frame.gap) if unit_kind(frame.unit) == "count" and frame.measure == Measure.LEVEL else None
    if match is None or "/" in (frame.unit or "") or frame.unit not in _GOODS:
        return []
    start = frame.gap_start + match.start("verb")
    alias = "产量" if match["verb"] in ("生产", "产出") else "销量"
    named = MetricName(lexicon.load().aliases[alias].metric, match["verb"], start, start + len(match["verb"]))
    return [Candidate(named, "made", match[0])]


_GOODS = frozenset(
    {
        "吨",
        "台",
        "辆",
        "件",
        "万件",
        "片",
        "支",
        "瓶",
        "盒",
        "箱",
        "头",
        "只",
        "套",
        "艘",
        "千克",
        "公斤",
        "立方米",
        "方",
        "GW",
        "GWh",
        "MW",
        "KW",
    }
)
_ROOM = re.compile(r"(?:左右)?的?(?:上行|上涨|上升|潜在)?空间")
_FROM_PRICE = re.compile(
    r"(?:较|比|距|对应|相对|相较于?)[^,。;]{0,8}(?:现价|股价|收盘价?|市价|当前|目前|价格)[^,。;]{0,8}$"
)


def room(frame: Frame) -> list[Candidate[MetricName]]:
    """目标价10元,较现价有25%的空间: what a target price lies above the price by."""
    if (
        frame.unit != "%"
        or not (match := _ROOM.match(frame.text, frame.figure.end))
        or not _FROM_PRICE.search(frame.gap)
    ):
        return []
    target = lexicon.load().aliases["目标价"].metric
    return [Candidate(MetricName(target, "上行空间", match.start(), match.end()), "room_to_target", match[0])]


def _in_closed_bracket(frame: Frame, name: Name) -> bool:
    bracket = frame.layout.bracket(name.start)
    return bracket is not None and bracket[1] <= frame.lead.start


def behind(frame: Frame) -> list[Candidate[MetricName]]:
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


def farther(frame: Frame) -> list[Candidate[MetricName]]:
    """Names farther left in the sentence, across other figures: possible, never sure."""
    if CAUSE.search(frame.gap):
        return []
    names = frame.marks.names_in(frame.sentence, frame.gap_start)
    found = [n for n in reversed(names) if fits(n.metric, frame)][:2]
    return [Candidate(_named(n), "farther_name", n.label, False) for n in found]
