"""Rules for figures that bear no period unless one stands beside them."""

import re

from extractor.attribution.cues import last_match
from extractor.attribution.frame import Candidate, Frame
from extractor.attribution.period.mentions import CUE, dates_figures, is_ahead
from extractor.periods import Mention
from extractor.schema import Measure

_BUILT = re.compile(r"(?:达产|满产|投产|建成|投运|完工)(?!年)[^,。;、]{0,2}后")


def once_built(frame: Frame) -> Candidate[str | None] | None:
    """达产后可贡献41亿元: once something is built, whenever that will be."""
    built = last_match(_BUILT, frame.text[frame.sentence : frame.lead.start])
    if built is None or frame.marks.periods_in(frame.sentence + built.start(), frame.lead.start):
        return None
    return Candidate(None, "once_built", built[0])


_YEARLY = re.compile(r"每年(?![初末中])[^,。;]{0,12}$")


def yearly(frame: Frame) -> Candidate[str | None] | None:
    """每年可贡献7.4亿元: what comes again every year is of none."""
    said = _YEARLY.search(frame.text, frame.clause, frame.lead.start)
    if said is None or frame.marks.periods_in(frame.clause, frame.lead.start):
        return None
    return Candidate(None, "yearly", said[0])


_PROJECT = re.compile(r"总投资|项目|基地|工厂|产线|生产线|拟|建设")


_SPENT = re.compile(r"已|累计|完成|达到了")


def of_project(frame: Frame) -> Candidate[str | None] | None:
    """项目总投资21.5亿元: what a project costs is of no period but one named in its own clause."""
    if frame.name is None or frame.name.metric.code != "investment" or frame.measure != Measure.LEVEL:
        return None
    if frame.marks.periods_in(min(frame.clause, frame.gap_start), frame.lead.start):
        return None
    if _SPENT.search(frame.text, frame.clause, frame.figure.start):
        return None
    said = _PROJECT.search(frame.text, frame.layout.full_sentence(frame.figure.start), frame.figure.end + CUE)
    return Candidate(None, "of_project", said[0]) if said else None


_BLOCK = re.compile(r"(?:市场数据|基本数据|股份资料|股价|行情|基础数据|交易数据)[^\n]{0,20}$", re.MULTILINE)
_BLOCK_REACH = 320
_AT_CLOSE = re.compile(r"[^,。;]{0,2}(?:收盘|盘后)")


_OF_NAME = re.compile(r"(?:的|合理|目标|对应|最高|最低){0,2}")


def _named_with(frame: Frame) -> list[Mention]:
    """2025年股息率, 2026年合理市值: the words of the name itself say when."""
    name = frame.name
    if name is None or name.metric.code == "target_price" or not 0 <= name.start < frame.figure.start:
        return []
    said = frame.marks.periods_in(max(frame.clause, name.start - CUE), name.start)
    told = [m for m in said if m.kind == "point" and len(m.values) == 1 and dates_figures(frame, m)]
    return told[-1:] if told and _OF_NAME.fullmatch(frame.text, told[-1].end, name.start) else []


_DONE = re.compile(r"(?<!拟)(?:完成|收购|推出|授予|受让|增资)")
_PLANNED = re.compile(r"拟|预计|将|有望|公告|公布|草案|预案|若|计划(?:向|以|收购|授予)")
_STAKES = frozenset({"options_granted", "exercise_price", "participants"})


def _when_done(frame: Frame) -> list[Mention]:
    """2023年收购…100%股权, 2023年1月授予120万股: what has been bought or granted bears the time of the act."""
    metric = frame.name.metric if frame.name else None
    if metric is None or not (metric.code in _STAKES or metric.code == "other"):
        return []
    start = frame.layout.full_sentence(frame.figure.start)
    if _PLANNED.search(frame.text, start, frame.figure.start):
        return []
    said = [m for m in frame.marks.periods_in(start, frame.lead.start) if m.kind == "point" and dates_figures(frame, m)]
    if not said or is_ahead(frame, said[-1]) or not _DONE.search(frame.text, said[-1].end, frame.figure.start):
        return []
    return said


def _is_aim(frame: Frame) -> bool:
    """Whether the figure is a price to come, of which no market day says anything."""
    return frame.name is not None and frame.name.metric.code == "target_price"


def _is_day(mention: Mention) -> bool:
    return len(mention.values) == 1 and len(mention.values[0]) == 10


def _of_block(frame: Frame, line: int) -> list[Mention]:
    """市场数据(2025/11/14): the day over the block of market data that the line stands in."""
    start = max(0, line - _BLOCK_REACH)
    block = last_match(_BLOCK, frame.text[start:line])
    found = frame.marks.periods_in(start + block.start(), start + block.end()) if block else []
    return [m for m in found if _is_day(m)]


def _at_close(frame: Frame) -> list[Mention]:
    """按10月29日收盘价, 截至10月29日,公司股价: the market day that the sentence names."""
    said = frame.marks.periods_in(frame.layout.full_sentence(frame.figure.start), frame.lead.start)
    days = [m for m in said if _is_day(m)]
    return [m for m in days if _AT_CLOSE.match(frame.text, m.end) or _is_as_of(frame, m)]


def _is_as_of(frame: Frame, mention: Mention) -> bool:
    quoted = frame.name is not None and frame.name.metric.code in ("price", "market_cap")
    return quoted and _AS_OF.search(frame.text, max(0, mention.start - 3), mention.start) is not None


_AS_OF = re.compile(r"(?:截至|截止|按照?)$")


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
    dated = [m for m in near if _is_day(m) and dates_figures(frame, m)]
    if not dated and not _is_aim(frame):
        dated = _of_block(frame, line) or _named_with(frame) or _at_close(frame)
    dated = dated or _named_with(frame) or _when_done(frame)
    if dated:
        return [Candidate(dated[-1].values[0], "dated", frame.text[dated[-1].start : dated[-1].end])]
    return [Candidate(None, "undated")]
