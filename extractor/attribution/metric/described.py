"""Rules for figures that no known name reaches: their own words are the label, or the metric is only implied."""

import re
from dataclasses import replace

from extractor import lexicon
from extractor.attribution.frame import Candidate, Frame, MetricName, Reading
from extractor.attribution.metric.carried import ACTION, GROWTH_WORDS, level_before
from extractor.attribution.metric.fitting import GROWTHS, OTHER, placed, unit_kind
from extractor.attribution.metric.known import farther
from extractor.attribution.phrases import label_after, label_before
from extractor.schema import Measure

_MAKES = re.compile(r"[^,。;:、()“”\d]{0,14}?(?P<label>产能|项目|生产线|产线|装置|投产|达产|试生产)")


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
    return [_revenue()] if unit_kind(frame.unit) == "money" else []


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
_NEXT_OF_LIST = re.compile(r"\)?(?P<sign>[,、;+)])(?:其中|而)?(?P<what>[^,。;:]{1,12}?)(?:分别)?(?:约?为)?$")


def _as_long(frame: Frame, before: Reading) -> bool:
    """Whether the figure stands in a list as long as the one before it: 纯碱均价分别为A/B/C元/吨;石油焦分别为D/E/F元/吨."""
    return len(frame.chain) > 1 and sum(r.figure.chain == before.figure.chain for r in frame.siblings) == len(
        frame.chain
    )


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
    value = levels[0].metric[0].value
    if frame.aligned_subject is not None:
        return [Candidate(value, "enumerated", value.label)]
    own = described(frame)
    if own and (value.metric.code == "other" or _QUANTITY.search(own[0].value.label)):
        return own
    if _as_long(frame, levels[0]):
        return [Candidate(value, "next_list", value.label)]
    if listed["sign"] == "、" and value.metric.code != "other":
        return [Candidate(value, "enumerated", value.label)]
    return [Candidate(value, "enumerated", value.label, False), *described(frame)]


_NO_NAME = re.compile(
    r"(?:[ .,:;]*\b(?:yoy|qoq|to|of|by|from|and|or|at|in|on|for|with|against|our|the|an?|up|down|is|was|were|are|be|than|about|around"
    r"|approximately|over|under|vs|rmb|cny|hkd|usd|hk|us|based on|rose|fell|grew|slipped|gained|lost|took|lifted|ahead)\b\$?)+[ .,:;]*",
    re.IGNORECASE,
)
"""English words that name nothing: to, up, based on."""
_IS_COUNT = re.compile(r"(?:数|量|为|是|:)(?:约|达到?|为|超过?|近|至|到|分别)*$")


def described(frame: Frame) -> list[Candidate[MetricName]]:
    """No known name: the words themselves are the label."""
    if frame.unit is None and not frame.figure.scaled:
        return []
    kind = unit_kind(frame.unit)
    if frame.measure in GROWTHS:
        return []
    if kind == "count" and (made := _MAKES.match(frame.text, frame.chain[-1].end)):
        capacity = lexicon.load().aliases["产能"].metric
        return [
            Candidate(MetricName(capacity, made["label"], made.start("label"), made.end()), "makes", made[0], False)
        ]
    before = label_before(frame.gap_without_periods())
    before = None if before and _NO_NAME.fullmatch(before) else before
    after = label_after(frame.text, frame.figure.end) if kind in ("count", "person") else None
    if after and (kind == "person" or not before or not _IS_COUNT.search(frame.gap)):
        before = None
    if before and kind == "money" and before.endswith("市场"):
        size = lexicon.load().aliases["市场规模"].metric
        return [Candidate(MetricName(size, "市场", frame.lead.start - 2, frame.lead.start), "market", before)]
    if before:
        return [Candidate(MetricName(OTHER, before, *placed(frame, before)), "described", before, False)]
    if after:
        start = frame.figure.end
        return [Candidate(MetricName(OTHER, after, start, start + len(after)), "counted_thing", after, False)]
    return []


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
