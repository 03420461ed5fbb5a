"""Rules for markets: what sectors and indices rise and fall by, how large an industry is, who holds what share of it."""

import re

from extractor import lexicon
from extractor.attribution.frame import Candidate, Frame, MetricName
from extractor.attribution.metric.fitting import GROWTHS, unit_kind
from extractor.schema import Measure

_MOVE = r"(?P<move>涨跌幅|[涨跌]幅|[上下领收大微续]?[涨跌]|回调|收[高低]|走[高低强弱])(?:了|约|近|为|达到?|超过?|高达|分别|最多|:|\()*$"
_OF_MARKET = re.compile(rf"(?P<what>指数|板块|个股|大盘)[^,。;:、]{{0,10}}?{_MOVE}")
_MOVED = re.compile(_MOVE)
_MARKET = re.compile(r"指数|板块|版块|子行业|个股|大盘|行情|[涨跌]幅(?:居前|前[一二三四五十\d]|榜)|领[涨跌]")
_THINGS = re.compile(r"价格|均价|售价|单价|[^股]价(?:上|下)?[涨跌]")
"""Goods have prices too, and theirs are no market's."""


def moved(frame: Frame) -> list[Candidate[MetricName]]:
    """医药板块下跌3.7%: an index or a sector moved, not its sales."""
    match = _OF_MARKET.search(frame.gap) if _is_growth(frame) else None
    if match is None or frame.marks.names_in(frame.gap_start + match.end("what"), frame.lead.start):
        return []
    return _move(match, "what")


def listed(frame: Frame) -> list[Candidate[MetricName]]:
    """分板块来看,化学制药下跌4.84%,中药下跌2.92%: its sentence speaks of the market, and the figure has no other name."""
    match = _MOVED.search(frame.gap) if _is_growth(frame) and not _THINGS.search(frame.gap) else None
    low = frame.layout.full_sentence(frame.figure.start)
    return _move(match, "move") if match and _MARKET.search(frame.text, low, frame.lead.start) else []


def _is_growth(frame: Frame) -> bool:
    return frame.unit == "%" and frame.measure in GROWTHS


def _move(match: re.Match[str], label: str) -> list[Candidate[MetricName]]:
    index = lexicon.load().aliases["股票指数"].metric
    return [Candidate(MetricName(index, match[label]), "market_move", match[0])]


_SHARE = re.compile(r"占(?:据|有|了)?[^,。;:、占]{0,12}?份额(?:的|约|近|达到?|超过?)*$")
_SIZE = re.compile(
    r"(?:全球|世界|我国|中国|国内|全国|海外|行业|市场|终端)[^,。;:、的]{0,12}?规模(?:约|近|为|达到?|超过?|由|从|将|仅|有望)*$"
)


def share(frame: Frame) -> list[Candidate[MetricName]]:
    """占全球份额2.46%: a share of the market, not of what the clause before spoke of."""
    match = _SHARE.search(frame.gap_without_periods()) if frame.measure == Measure.SHARE else None
    if match is None:
        return []
    name = MetricName(lexicon.load().aliases["份额"].metric, "份额", frame.lead.start - 2, frame.lead.start)
    return [Candidate(name, "market_share", match[0])]


def size(frame: Frame) -> list[Candidate[MetricName]]:
    """全球某品规模451亿美元: what an industry is worth."""
    sized = frame.measure == Measure.LEVEL and unit_kind(frame.unit) in ("money", "none")
    match = _SIZE.search(frame.gap_without_periods()) if sized else None
    if match is None:
        return []
    name = MetricName(lexicon.load().aliases["市场规模"].metric, "规模", frame.lead.start - 2, frame.lead.start)
    return [Candidate(name, "market_sized", match[0])]


def growth(frame: Frame) -> list[Candidate[MetricName]]:
    """据机构数据,2019-2025年某品的CAGR达57%: where nothing else is named, what grows over such years is a market."""
    low = frame.layout.full_sentence(frame.figure.start)
    if frame.measure != Measure.CAGR or not frame.marks.periods_in(low, frame.figure.start):
        return []
    return [Candidate(MetricName(lexicon.load().aliases["市场规模"].metric, "市场规模"), "implied_size", "", False)]
