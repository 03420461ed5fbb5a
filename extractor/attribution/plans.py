"""Plans by their own words: a capacity that will grow, and the limits of a buyback."""

import re

from extractor.attribution.frame import Candidate, Frame
from extractor.schema import Basis

_WILL_GROW = re.compile(r"(?:将|拟|计划)(?:由|从)(?:目前|现有|当前)?的?$")
_GROWS_TO = re.compile(r"[^,。;()\d]{0,10}(?:增|升|扩|提升|提高|扩大|扩张|增加|上升)[至到]")
_AHEAD = (Basis.GUIDANCE, Basis.FORECAST)


def end_of_move(frame: Frame) -> Candidate[Basis] | None:
    """达产后产能由1.2万台增至2.0万台, 将由1.2万台增至2.0万台: what a capacity will grow to is planned."""
    before = frame.siblings[0] if frame.siblings else None
    if before is None or frame.name is None or frame.name.metric.code != "capacity" or not _GROWS_TO.match(frame.gap):
        return None
    if before.basis[0].value in _AHEAD:
        return Candidate(before.basis[0].value, "carried", before.basis[0].words)
    start = before.figure.start
    said = _WILL_GROW.search(frame.text[max(0, start - 8) : start])
    return None if said is None else Candidate(Basis.GUIDANCE, "company_cue", said[0])


_PLANNED = re.compile(r"预计|拟|计划|总投资")


def is_investment(frame: Frame) -> bool:
    """Whether the figure is what a project will cost, which its builder says."""
    return frame.name is not None and frame.name.metric.code == "investment" and bool(_PLANNED.search(frame.gap))


_BUYBACK_LIMIT = re.compile(r"回购(?:股份)?的?(?:价格?|金额|资金|总额|数量)")
_UP_TO = re.compile(r"不超过?|不低于|不少于|上限|下限|不高于")


def is_limit(frame: Frame) -> bool:
    """回购价不超过25元/股: what a buyback may come to is planned, not done."""
    return frame.name is not None and bool(_BUYBACK_LIMIT.match(frame.name.label) and _UP_TO.search(frame.gap))
