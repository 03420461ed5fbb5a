"""Rules for figures that no known name reaches: their own words are the label, or the metric is only implied."""

import re
from dataclasses import replace

from extractor import lexicon
from extractor.attribution.frame import Candidate, Frame, MetricName, Reading
from extractor.attribution.metric.carried import ACTION, GROWTH_WORDS, level_before
from extractor.attribution.metric.fitting import AMOUNT, GROWTHS, OTHER, PIECES, fits, placed, unit_kind
from extractor.attribution.metric.known import farther
from extractor.attribution.phrases import label_after, label_before
from extractor.lexicon import Metric
from extractor.schema import Measure

_MAKES = re.compile(
    r"(?:[^,。;:()“”\d]{1,10}(?:以及|[和及、+])\d[\d.,]{0,8}[万亿]?(?:吨|台|套|片|辆|千瓦|[GM]Wh?))?"
    r"[^,。;:、()“”\d]{0,14}?(?P<label>产能|生产能力|项目|生产线|产线|装置|投产|达产|试生产)"
)


def of_listed(frame: Frame) -> list[Candidate[MetricName]]:
    """经销商/KA/电商8.57/2.66/2.10亿元: parts of a whole that is most likely revenue."""
    if frame.aligned_subject is None:
        return []
    if frame.measure == Measure.SHARE and (whole := level_before(frame) or _whole_before(frame)) is not None:
        return [Candidate(whole.value, "shares_of_level", whole.value.label, whole.sure)]
    listed = re.search(r"[/、和及与]", label_before(frame.gap_without_periods()) or "") is not None
    if listed and frame.siblings and frame.measure == frame.siblings[0].measure[0].value == Measure.SHARE:
        shared = frame.siblings[0].metric
        return [Candidate(shared[0].value, "shares_of_level", shared[0].value.label, False)] if shared else []
    if listed and frame.measure == Measure.SHARE and frame.marks.names_in(frame.gap_start, frame.lead.start):
        return [Candidate(MetricName(OTHER, "占比", *placed(frame, "占比")), "shares_of_level", "", False)]
    return [_revenue()] if unit_kind(frame.unit) == "money" or (listed and frame.measure == Measure.SHARE) else []


def listed_part(frame: Frame) -> list[Candidate[MetricName]]:
    """营收占比分别为:阀门52%、铸件18%: what the head of the list names, or the whole before it."""
    if frame.part is None:
        return []
    first = next((r for r in reversed(frame.siblings) if r.figure.start >= frame.part.head and r.metric), None)
    if first is not None:
        return [Candidate(first.metric[0].value, "listed_part", first.metric[0].words, first.metric[0].sure)]
    named = [n for n in frame.marks.names_in(frame.part.start, frame.part.head) if fits(n.metric, frame)]
    if named and (not frame.part.share or not frame.marks.figures_in(named[-1].end, frame.part.head)):
        name = named[-1]
        return [Candidate(MetricName(name.metric, name.label, name.start, name.end), "listed_part", name.label)]
    whole = level_before(frame) or _whole_before(frame) if frame.part.share else None
    if whole is not None:
        return [Candidate(whole.value, "listed_part", whole.value.label, whole.sure)]
    made_of = _MADE_OF.search(frame.text, frame.part.start, frame.part.head)
    label = label_before(frame.without_periods(frame.part.start, made_of.start())) if made_of else None
    if label is None or re.search(r"收入|营收|销售", label):
        return [_revenue()]
    return [Candidate(MetricName(OTHER, label, *placed(frame, label)), "listed_part", label)]


_MADE_OF = re.compile(r"(?:全部|主要|均)?(?:由|来自|分为|包括)|(?:构成|结构)?中,?$")


def _whole_before(frame: Frame) -> Candidate[MetricName] | None:
    """国内和海外分别占A%和B%: in a sentence of their own, shares are of what was last counted or summed before."""
    start = frame.layout.paragraph(frame.figure.start)
    for reading in frame.earlier:
        if reading.figure.start < start:
            return None
        counted = reading.measure[0].value == Measure.LEVEL and unit_kind(reading.unit) in ("money", "count", "person")
        if counted and reading.metric:
            return replace(reading.metric[0], sure=False)
    return None


def _revenue() -> Candidate[MetricName]:
    return Candidate(MetricName(lexicon.load().aliases["收入"].metric, "收入"), "implied_revenue", "", False)


_ASIDE = re.compile(r"\([^()]*\)")
_NEXT_OF_LIST = re.compile(r"\)?(?P<sign>[,、;+)/(])(?:其中|而)?(?P<what>[^,。;:]{1,12}?)(?:分别)?(?:约?为)?$")


def _as_long(frame: Frame, before: Reading) -> bool:
    """Whether the figure stands in a list as long as the one before it: 纯碱均价分别为A/B/C元/吨;石油焦分别为D/E/F元/吨."""
    return len(frame.chain) > 1 and sum(r.figure.chain == before.figure.chain for r in frame.siblings) == len(
        frame.chain
    )


_PARTS = frozenset({"of_which", "enumerated", "next_part"})


def enumerated(frame: Frame) -> list[Candidate[MetricName]]:
    """,中国团队4.46亿元: another thing of the same kind and metric as the figure before, or one of its own."""
    listed = _NEXT_OF_LIST.match(_ASIDE.sub("", frame.opening))
    if frame.measure != Measure.LEVEL or listed is None:
        return []
    if ACTION.match(listed["what"]):
        return described(frame)
    levels = [r for r in frame.siblings if r.metric and r.measure[0].value == Measure.LEVEL and r.unit == frame.unit]
    if not levels:
        return []
    value, own = levels[0].metric[0].value, described(frame)
    if frame.aligned_subject is not None:
        return [Candidate(value, "enumerated", value.label)]
    next_part = levels[0].metric[0].rule in _PARTS and own and not AMOUNT.search(own[0].value.label)
    if (
        not next_part
        and own
        and (AMOUNT.search(own[0].value.label) or (value.metric.code == "other" and not AMOUNT.search(value.label)))
    ):
        return own
    if _as_long(frame, levels[0]):
        return [Candidate(value, "next_list", value.label)]
    if listed["sign"] == "、" and value.metric.code != "other":
        return [Candidate(value, "enumerated", value.label)]
    return [Candidate(value, "enumerated", value.label, False)]


_NO_NAME = re.compile(
    r"(?:[ .,:;]*\b(?:yoy|qoq|to|of|by|from|and|or|at|in|on|for|with|against|our|the|an?|up|down|is|was|were|are|be|than|about|around"
    r"|approximately|over|under|vs|rmb|cny|hkd|usd|hk|us|based on|rose|fell|grew|slipped|gained|lost|took|lifted|ahead)\b\$?)+[ .,:;]*",
    re.IGNORECASE,
)
"""English words that name nothing: to, up, based on."""
_IS_COUNT = re.compile(r"(?:数|量|为|是|:)(?:约|达到?|为|超过?|近|至|到|分别)*$")


def described(frame: Frame) -> list[Candidate[MetricName]]:
    """No known name: the words themselves are the label."""
    if (frame.unit is None and not frame.figure.scaled) or frame.measure in GROWTHS:
        return []
    if found := _makes(frame):
        return found
    before = label_before(frame.gap_without_periods())
    before = None if before and _NO_NAME.fullmatch(before) else before
    behind = _label_behind(frame, before)
    if behind is not None:
        start = frame.text.find(behind, frame.figure.end)
        name = MetricName(_metric_of_tail(frame, behind), behind, start, start + len(behind))
        return [Candidate(name, "counted_thing", behind, False)]
    return _by_words_before(frame, before) if before else []


def _makes(frame: Frame) -> list[Candidate[MetricName]]:
    made = _MAKES.match(frame.text, frame.chain[-1].end)
    if unit_kind(frame.unit) != "count" or frame.unit in PIECES or made is None:
        return []
    capacity = lexicon.load().aliases["产能"].metric
    return [Candidate(MetricName(capacity, made["label"], made.start("label"), made.end()), "makes", made[0], False)]


def _label_behind(frame: Frame, before: str | None) -> str | None:
    """The thing counted or paid, behind its figure, unless the words before name it better."""
    kind = unit_kind(frame.unit)
    if kind not in ("count", "person"):
        return None if before and AMOUNT.search(before) else _sum_behind(frame)
    after = label_after(frame.text, frame.figure.end)
    return after if kind == "person" or not before or not _IS_COUNT.search(frame.gap) else None


def _metric_of_tail(frame: Frame, label: str) -> Metric:
    """The known metric that a label ends in, 广告收入 of 海外广告收入, if it can carry the figure."""
    aliases = lexicon.load().aliases
    known = (aliases[label[i:]].metric for i in range(len(label) - 1) if label[i:] in aliases)
    return next((metric for metric in known if unit_kind(frame.unit) == "money" and fits(metric, frame)), OTHER)


def _by_words_before(frame: Frame, before: str) -> list[Candidate[MetricName]]:
    if unit_kind(frame.unit) == "money" and before.endswith("市场"):
        size = lexicon.load().aliases["市场规模"].metric
        return [Candidate(MetricName(size, "市场", frame.lead.start - 2, frame.lead.start), "market", before)]
    if unit_kind(frame.unit) == "money" and before.endswith("销售"):
        sales = lexicon.load().aliases["销售收入"].metric
        return [Candidate(MetricName(sales, "销售", frame.lead.start - 2, frame.lead.start), "sales_paid", before)]
    if _SUM_OF_CONTRACT.fullmatch(before) and _CONTRACTED.search(frame.text, frame.sentence, frame.lead.start):
        agreed = lexicon.load().aliases["合同金额"].metric
        return [Candidate(MetricName(agreed, before, *placed(frame, before)), "contract", before, False)]
    if _MADE_LABEL.fullmatch(before):
        output = lexicon.load().aliases["产量"].metric
        return [Candidate(MetricName(output, before, *placed(frame, before)), "made", before)]
    return [Candidate(MetricName(OTHER, before, *placed(frame, before)), "described", before, False)]


_SUM_OF_CONTRACT = re.compile(r"(?:总|合计|合同|订单|协议)?(?:总?金额|总额)")
_CONTRACTED = re.compile(r"中标|签订|签署|签约|协议|合同|采购|定点")
_MADE_LABEL = re.compile(r"(?:年|总)?产[\u4e00-\u9fff]{1,2}量")
_SUM_BEHIND = re.compile(
    r"(?:左右|以上)?的?(?!将|用|投|来自|为)(?P<label>[\u4e00-\u9fffA-Za-z]{0,8}?(?:[量额费款金率税债贷价]|价格|规模|面积|成本|收益|收入|损失|亏损|股权|股份|权益|红利|支出|资产|产值|控股))"
    r"(?=[,。;、()]|的|比例|[将来用为已由是对给转计])"
)


def _sum_behind(frame: Frame) -> str | None:
    """派发8亿元特别红利: what a sum, share or price is of stands right behind it."""
    match = _SUM_BEHIND.match(frame.text, frame.figure.end) if len(frame.chain) == 1 else None
    return match["label"] if match else None


_ON_THE_MARKET = re.compile(r"(?:板块|指数|个股|股票|股份|大盘|行情)[^,。;]{0,8}(?:涨|跌)|(?:涨|跌)幅")
"""What rises on the market are prices, not sales."""


_MARKET_TALK = re.compile(r"市场|行业|产业|需求")
_TALK_REACH = 160


def implied_size(frame: Frame) -> list[Candidate[MetricName]]:
    """据机构数据,2019-2025年X的CAGR达57%: where markets are spoken of, what grows without a name is their size."""
    unnamed = frame.measure == Measure.CAGR or (frame.measure == Measure.LEVEL and unit_kind(frame.unit) == "money")
    if not unnamed:
        return []
    low = max(frame.layout.paragraph(frame.figure.start), frame.figure.start - _TALK_REACH)
    sized = any(r.metric and r.metric[0].value.metric.code == "market_size" for r in frame.earlier[:_RECENT])
    if not sized and (frame.measure == Measure.LEVEL or not _MARKET_TALK.search(frame.text, low, frame.figure.start)):
        return []
    return [Candidate(MetricName(lexicon.load().aliases["市场规模"].metric, "市场规模"), "implied_size", "", False)]


_RECENT = 6
_QUANTITY = re.compile(
    r"(?<!数|质|放|增|减)量$|费$|[贷存]款$|余额$|人数$|面积$|成本$|率$|需求$|供给$|运力$|规模$|流量$|次数$|价格?$|码洋$|点位$"
)
"""What a noun ends in that is a quantity of its own: its growth is not that of sales."""


def implied(frame: Frame) -> list[Candidate[MetricName]]:
    """Growth of a thing without a metric's name (海外增长20%) is most likely of its revenue."""
    if frame.measure not in (Measure.YOY, Measure.QOQ) or frame.unit != "%" or _ON_THE_MARKET.search(frame.gap):
        return []
    noun = frame.aligned_subject or label_before(GROWTH_WORDS.sub("", frame.gap_without_periods()).rstrip("增减升降"))
    if noun is None:
        return []
    if _QUANTITY.search(noun):
        return [Candidate(MetricName(OTHER, noun, *placed(frame, noun)), "own_noun", noun)]
    return [_revenue(), *farther(frame)]
