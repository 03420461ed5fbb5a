"""Rules for figures that bear no period unless one stands beside them."""

import re
from collections.abc import Sequence

from extractor.attribution.cues import last_match
from extractor.attribution.frame import Candidate, Frame
from extractor.attribution.period.mentions import CUE, dates_figures
from extractor.periods import Mention
from extractor.schema import Measure

_BUILT = re.compile(r"(?:达产|满产|投产|建成|投运|完工)(?!年)[^,。;、]{0,2}后")


def once_built(frame: Frame) -> Candidate[str | None] | None:
    """达产后可贡献41亿元: once something is built, whenever that will be."""
    built = last_match(_BUILT, frame.text[frame.sentence : frame.lead.start])
    if built is None or frame.marks.periods_in(frame.sentence + built.start(), frame.lead.start):
        return None
    return Candidate(None, "once_built", built[0])


_PROJECT = re.compile(r"总投资|项目|基地|工厂|产线|生产线|拟|建设")


def of_project(frame: Frame) -> Candidate[str | None] | None:
    """项目总投资21.5亿元: what a project costs is of no period but one named in its own clause."""
    if frame.name is None or frame.name.metric.code != "investment" or frame.measure != Measure.LEVEL:
        return None
    if frame.marks.periods_in(min(frame.clause, frame.gap_start), frame.lead.start):
        return None
    said = _PROJECT.search(frame.text, frame.layout.full_sentence(frame.figure.start), frame.figure.end + CUE)
    return Candidate(None, "of_project", said[0]) if said else None


_BLOCK = re.compile(r"(?:市场数据|基本数据|股份资料|股价|行情|基础数据|交易数据)[^\n]{0,20}$", re.MULTILINE)
_BLOCK_REACH = 320
_AT_CLOSE = re.compile(r"[^,。;]{0,2}(?:收盘|盘后)")


def dateless(frame: Frame) -> list[Candidate[str | None]]:
    """A day named beside the figure, in a bracket on either side, or over the block of market data that it stands in."""
    low = max(
        frame.layout.clause(frame.clause - 1) if frame.text[frame.clause - 1 : frame.clause] in "()" else frame.clause,
        0,
    )
    line = frame.text.rfind("\n", 0, frame.figure.start) + 1
    near = frame.marks.periods_in(max(line, min(low, frame.name.start if frame.name else low)), frame.lead.start)
    behind = re.match(r"[^\n,。;()]{0,3}\(", frame.text[frame.figure.end : frame.figure.end + 8])
    if behind is not None:
        start = frame.figure.end + behind.end()
        near = [*near, *(m for m in frame.marks.periods_in(start, start + 16) if m.start == start)]
    dated = [m for m in near if dates_figures(frame, m) and len(m.values) == 1 and len(m.values[0]) == 10]
    if not dated:
        block = last_match(_BLOCK, frame.text[max(0, line - _BLOCK_REACH) : line])
        start = max(0, line - _BLOCK_REACH)
        found = frame.marks.periods_in(start + block.start(), start + block.end()) if block else []
        dated = [m for m in found if len(m.values) == 1 and len(m.values[0]) == 10]
    if not dated:
        said = frame.marks.periods_in(frame.layout.full_sentence(frame.figure.start), frame.lead.start)
        dated = [
            m for m in said if len(m.values) == 1 and len(m.values[0]) == 10 and _AT_CLOSE.match(frame.text, m.end)
        ]
    if dated:
        return [Candidate(dated[-1].values[0], "dated", frame.text[dated[-1].start : dated[-1].end])]
    return [_of_year(frame, near) or Candidate(None, "undated")]


def _of_year(frame: Frame, near: Sequence[Mention]) -> Candidate[str | None] | None:
    """对应2025年股息率4.4%: a yield on the dividend of the year right before its name."""
    if frame.name is None or frame.name.metric.code != "dividend_yield":
        return None
    own = [m for m in near if m.end == frame.name.start and len(m.values) == 1]
    return Candidate(own[-1].values[0], "dated", frame.text[own[-1].start : own[-1].end]) if own else None
