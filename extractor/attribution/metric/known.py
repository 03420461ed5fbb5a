"""Rules by a metric's name that the lexicon knows, before or behind the figure."""

import re

from extractor.attribution.cues import CAUSE, last_match
from extractor.attribution.frame import Candidate, Frame, MetricName
from extractor.attribution.marks import Name
from extractor.attribution.metric.carried import GROWTH_WORDS
from extractor.attribution.metric.fitting import AMOUNT, GROWTHS, OTHER, fits, placed, unit_kind
from extractor.attribution.metric.meant import meant
from extractor.attribution.phrases import label_before
from extractor.schema import Measure

_BEHIND = re.compile(r" ?(?:的|动态|预测|左右的?|以上的?|目标)? ?")
_WITHIN = re.compile(r"在[^,;]{1,12}$")
_SHARE_WORD = re.compile(r"占(?!比|用|据)|完成(?=[^,。;]*(?:目标|计划|指引|预测))")
_PART_OF = re.compile(r"(?<!市)占(?![比率用据])[^,。;()]{2,12}?(?:比例|比重|(?<![同环])比)")
_TARGET = re.compile(r"给予|目标|合理|对标|参考")


def _named(name: Name) -> MetricName:
    return MetricName(name.metric, name.label, name.start, name.end)


def aligned(frame: Frame) -> list[Candidate[MetricName]]:
    """营收、净利润分别为5.0、1.0亿元: the name at the figure's own place in a list of names."""
    name = frame.aligned_name
    return [] if name is None else [Candidate(_named(name), "parallel_names", name.label)]


def multiple_behind(frame: Frame) -> list[Candidate[MetricName]]:
    """20倍PE: what a multiple is of stands behind it more often than before."""
    return behind(frame) if unit_kind(frame.unit) == "multiple" else []


def in_gap(frame: Frame) -> list[Candidate[MetricName]]:
    """The nearest name between the figure before and this list. A base of a share (占营收的) names nothing."""
    low, high = frame.gap_start, frame.lead.start
    if frame.measure == Measure.SHARE and (match := last_match(_SHARE_WORD, frame.gap)) is not None:
        high = low + match.start()
        if _WITHIN.search(frame.gap[: match.start()]):
            return []
    elif frame.unit in ("pp", "bp") and (part := last_match(_PART_OF, frame.gap)) is not None:
        high = low + part.start()
    names = [n for n in frame.marks.names_in(low, high) if fits(n.metric, frame)]
    names = [n for n in names if not _in_closed_bracket(frame, n) and not _is_measured_by(frame, n)]
    names = [n for n in names if not n.weak or n.start >= frame.clause or _goes_on(frame, n)]
    if not names:
        return []
    best = names[-1]
    if (other := meant(frame, best)) is not None:
        return [other]
    if "\n" in frame.text[best.end : frame.lead.start]:
        return []
    if best.end <= frame.clause and (own := _own_words(frame)) is not None:
        return [Candidate(own, "described", own.label, False)]
    group = [n for n in names if n.group == best.group]
    if len(group) > 1 and len(frame.chain) < len(group) and frame.measure in (Measure.LEVEL, Measure.SHARE):
        return [Candidate(_named(n), "one_of_names", n.label, False) for n in reversed(group)]
    if best.weak and best.start < frame.clause:
        return [Candidate(_named(best), "goes_on", best.label)]
    return [Candidate(_named(best), "nearest_name", best.label)]


def _goes_on(frame: Frame, name: Name) -> bool:
    """费用率明显下降(同比-2pct): words that only say how much it grew go on about the name of the clause before."""
    labels_last = name.start <= frame.gap_start  # 2800亿元销售目标: it labels the figure before
    if labels_last or frame.measure not in GROWTHS or CAUSE.search(frame.text, name.end, frame.lead.start):
        return False
    between = GROWTH_WORDS.sub("", frame.without_periods(name.end, frame.clause))
    own = GROWTH_WORDS.sub("", frame.without_periods(frame.clause, frame.lead.start))
    return _MARK_BEHIND.fullmatch(between) is not None and not own.strip("约近超至到逾增减升降涨跌 ")


_MARK_BEHIND = re.compile(r"[^,;:()]{0,6}[,(]")
_BY = re.compile(r"(?:超过|高于|低于|快于|慢于|优于|好于|大于|小于)[^,。;()]{0,8}$")


def _is_measured_by(frame: Frame, name: Name) -> bool:
    """库存量已超过全年销量,同比增长20%: what something is only compared with is not what the next clause goes on about."""
    return name.end < frame.clause and _BY.search(frame.text, frame.layout.clause(name.start), name.start) is not None


_MEASURED = re.compile(r"(?!占)[\u4e00-\u9fff]{2,10}")


def _own_words(frame: Frame) -> MetricName | None:
    """Words of the figure's own clause that measure something, though no known name is among them: 水运量."""
    label = (
        label_before(frame.without_periods(frame.clause, frame.lead.start)) if frame.clause < frame.lead.start else None
    )
    if label is None or not (_MEASURED.fullmatch(label) and AMOUNT.search(label)) or _SAYS_GROWTH.search(label):
        return None
    return MetricName(OTHER, label, *placed(frame, label))


_SAYS_GROWTH = re.compile(r"增长率|增速|增幅|降幅|涨幅|跌幅|同比|环比|占比")
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
        if _BEHIND.fullmatch(between) and fits(name.metric, frame) and not _is_of_issue(frame, name):
            named = _named(name)
            if name.metric.code in ("pe", "pb", "ps") and _TARGET.search(frame.gap[-20:]):
                named = MetricName(name.metric, f"目标{name.label}", name.start, name.end)
            return [Candidate(named, "name_behind", name.label, unit_kind(frame.unit) == "multiple")]
    return []


def _is_of_issue(frame: Frame, name: Name) -> bool:
    """以12元/股的价格发行: the price of a share that is issued or sold is no average price."""
    return unit_kind(frame.unit) == "per_share" and name.metric.code == "average_price"


def farther(frame: Frame) -> list[Candidate[MetricName]]:
    """Names farther left in the sentence, across other figures: possible, never sure."""
    if CAUSE.search(frame.gap):
        return []
    names = frame.marks.names_in(frame.sentence, frame.gap_start)
    found = [n for n in reversed(names) if fits(n.metric, frame)][:2]
    if len(found) > 1 and found[0].metric.code == found[1].metric.code != "other":
        found = found[:1]
    return [Candidate(_named(n), "farther_name", n.label, False) for n in found]
