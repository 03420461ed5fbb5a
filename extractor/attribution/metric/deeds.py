"""Rules by what was done: contracts signed, companies bought, dividends paid, shops opened, goods made."""

import re

from extractor import lexicon
from extractor.attribution.frame import Candidate, Frame, MetricName
from extractor.attribution.metric.fitting import OTHER, placed, unit_kind
from extractor.schema import Measure

_PAYOUT = re.compile(
    r"(?:每(?:10|十)?股|(?<![\d.])10股?(?=派))(?:拟|将)?(?:派|现金|分红|股利|股息|红利)[\u4e00-\u9fff]{0,6}(?:\(含税\))?$"
    r"|(?:现金分红|分红|派息|派现|派发股息)(?:约|为|达)*$"
)


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


_PAID_OUT = re.compile(
    r"(?:^|[,;、()])(?:预计|拟|将|约)*(?:合计|共计?|总计|累计)?(?:派发|派现|分派|分配|分红|支付)?(?:现金)?(?:红利|股利|股息|分红)?(?:总额|金额)?(?:约|近|为)*$"
)


def paid_out(frame: Frame) -> list[Candidate[MetricName]]:
    """每10股派2.5元(含税),合计派发1.2亿元: what the dividends of all shares come to."""
    before = next((r for r in frame.siblings if r.measure[0].value == Measure.LEVEL and r.unit != "share"), None)
    if unit_kind(frame.unit) != "money" or not frame.figure.scaled or before is None or not before.metric:
        return []
    said = _PAID_OUT.search(frame.gap_without_periods())
    if before.metric[0].value.metric.code != "dps" or said is None:
        return []
    name = MetricName(lexicon.load().aliases["分红总额"].metric, said[0].strip(",;、()") or "分红")
    return [Candidate(name, "paid_out", said[0], False)]


_PAID = re.compile(
    r"(?P<label>(?:派发|派现|分派|派息|现金分红|分红)(?:现金)?(?:红利|股利|股息)?(?:总?额|金额)?)(?:合计|共计?|约|近|超过?|为|达到?|人民币)*$"
)
_PAID_BEHIND = re.compile(r"(?:人民币)?的?(?P<label>[\u4e00-\u9fff]{0,4}(?:红利|股利|股息|分红))")


def dividend(frame: Frame) -> list[Candidate[MetricName]]:
    """全年合计派现0.7亿元, 派发2亿元特别红利: a sum paid out is the dividend of all shares."""
    if unit_kind(frame.unit) != "money" or not frame.figure.scaled or frame.measure != Measure.LEVEL:
        return []
    match = _PAID.search(frame.gap_without_periods())
    if match is None or "每" in frame.gap[-16:]:
        return []
    behind = _PAID_BEHIND.match(frame.text, frame.chain[-1].end)
    label = behind["label"] if behind else match["label"]
    start = behind.start("label") if behind else placed(frame, label)[0]
    name = MetricName(lexicon.load().aliases["分红总额"].metric, label, start, start + len(label))
    return [Candidate(name, "dividend_paid", label)]


_OF_BASE = re.compile(r"(?:股份|股本)?(?:总数)?为(?P<label>基数)")


def base_of_payout(frame: Frame) -> list[Candidate[MetricName]]:
    """以8.5亿股为基数: the shares that a dividend is reckoned on."""
    match = _OF_BASE.match(frame.text, frame.figure.end) if unit_kind(frame.unit) == "share" else None
    if match is None or frame.marks.names_in(frame.clause, frame.lead.start):
        return []
    return [Candidate(MetricName(OTHER, match["label"], *match.span("label")), "base_of_payout", match[0])]


_BOUGHT_BACK = re.compile(r"(?:[至到~-]\d[\d.]*[百千万亿]*元)?(?:人民币)?(?:自有资金|自筹资金)?(?P<label>回购)")


def bought_back(frame: Frame) -> list[Candidate[MetricName]]:
    """以自有资金1亿元至2亿元回购股份: what is paid for the company's own shares."""
    match = _BOUGHT_BACK.match(frame.text, frame.chain[-1].end)
    paid = unit_kind(frame.unit) == "per_share" or (unit_kind(frame.unit) == "money" and frame.figure.scaled)
    if match is None or not paid or frame.marks.names_in(frame.clause, frame.lead.start):
        return []
    return [Candidate(MetricName(OTHER, match["label"], *match.span("label")), "bought_back", match[0])]


_VALUED = re.compile(r"(?:(?:^|[,;:。(]|我们|建议|可|应|故)给予?|对应|享有?|按照?)[^,。;:]{0,12}$")
_VALUE_BEHIND = re.compile(r"的?(?:目标)?估值")
_MULTIPLES = frozenset({"pe", "pb", "ps", "ev_ebitda"})


def valued(frame: Frame) -> list[Candidate[MetricName]]:
    """给予2025年15倍估值: a multiple without a name is the one spoken of before, else the price to earnings."""
    if frame.unit != "x" or frame.measure != Measure.LEVEL or not _VALUED.search(frame.gap_without_periods()):
        return []
    if _VALUE_BEHIND.match(frame.text, frame.chain[-1].end) is None and "给予" not in frame.gap:
        return []
    start = frame.layout.paragraph(frame.figure.start)
    names = [n for n in frame.marks.names_in(start, frame.lead.start) if n.metric.code in _MULTIPLES]
    metric = names[-1].metric if names else lexicon.load().aliases["PE"].metric
    return [Candidate(MetricName(metric, "估值"), "valued", "估值", False)]


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


_BY_PAYING = re.compile(r"(?:以|用|斥资?|耗资|出资|现金|自[有筹]资金|募集资金|拟)(?:约|共|合计|不超过|近)*$")
_BOUGHT = re.compile(r"(?:人民币)?(?:的?(?:价格|对价|现金))?(?P<label>收购|增资|认购|入股)")


def bought(frame: Frame) -> list[Candidate[MetricName]]:
    """以3.2亿元收购某公司: what is paid for a company is invested."""
    match = _BOUGHT.match(frame.text, frame.chain[-1].end) if unit_kind(frame.unit) == "money" else None
    if match is None or not _BY_PAYING.search(frame.gap_without_periods()):
        return []
    start, end = match.span("label")
    name = MetricName(lexicon.load().aliases["投资额"].metric, match["label"], start, end)
    return [Candidate(name, "bought", match["label"], False)]


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

_FROM_FIGURE = re.compile(
    r"(?:较|比|距|对应|相对|相较于?)[^,。;]{0,6}(?:现价|股价|收盘价?|市价)\d[\d.]*(?:港?元)[^,。;\d]{0,4}$"
)


def room(frame: Frame) -> list[Candidate[MetricName]]:
    """目标价10元,较现价有25%的空间: what a target price lies above the price by."""
    if (
        frame.unit != "%"
        or not (match := _ROOM.match(frame.text, frame.figure.end))
        or not (_FROM_PRICE.search(frame.gap) or _FROM_FIGURE.search(frame.text, frame.clause, frame.lead.start))
    ):
        return []
    target = lexicon.load().aliases["目标价"].metric
    return [Candidate(MetricName(target, "上行空间", match.start(), match.end()), "room_to_target", match[0])]
