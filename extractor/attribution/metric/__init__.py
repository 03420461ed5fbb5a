"""Field: which metric a figure states, and by which words."""

from extractor.attribution.frame import Candidate, Frame, MetricName
from extractor.attribution.metric import carried, deeds, described, known, market, meant, plans
from extractor.attribution.metric.fitting import says_sum, unit_kind
from extractor.attribution.metric.plans import hurdle, is_hurdle

__all__ = ["candidates", "hurdle", "is_hurdle", "says_sum", "unit_kind"]


def candidates(frame: Frame) -> list[Candidate[MetricName]]:
    """The metrics that the words allow, the best first; empty if nothing names the figure."""
    for rule in _ORDER:
        if found := rule(frame):
            return meant.or_parents(frame, found)
    return []


_ORDER = (
    described.listed_part,
    carried.of_figure,
    carried.times_of,
    known.aligned,
    known.multiple_behind,
    carried.by_letters,
    deeds.room,
    deeds.payout,
    deeds.dividend,
    deeds.contract,
    deeds.bought,
    deeds.bought_back,
    deeds.base_of_payout,
    deeds.opened,
    carried.again,
    carried.compared_with,
    deeds.made,
    market.moved,
    known.in_gap,
    carried.counted,
    deeds.paid_out,
    deeds.valued,
    plans.planned,
    market.share,
    known.of_whole,
    described.per_share,
    carried.of_list,
    carried.opened_to,
    carried.inherited,
    known.behind,
    market.size,
    described.of_listed,
    described.shares_listed,
    carried.next_part,
    carried.of_which,
    carried.summed,
    carried.share_of_same,
    carried.moved_on,
    described.enumerated,
    described.described,
    market.listed,
    described.implied,
    described.implied_size,
    known.farther,
    market.growth,
    known.of_any_whole,
)
"""The rules in order: the first that proposes anything decides."""
