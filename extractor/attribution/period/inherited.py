"""Rules for figures that go on about those before them, or span the periods of several."""

import re
from dataclasses import replace

from extractor.attribution.frame import Candidate, Frame, Reading
from extractor.attribution.period.mentions import FROM_BEFORE, dates_figures, is_base_level
from extractor.claims import is_day
from extractor.schema import Measure, last_day

_REACHED = re.compile(r"(?:增至|升至|降至|增长[至到]|提[升高][至到]|下[降滑][至到]|至|到)约?$")


def end_of_span(frame: Frame) -> Candidate[str | None] | None:
    """2022-2024年由A增至B: the second of two levels belongs to the span's last year."""
    sibling = frame.siblings[0] if frame.siblings else None
    if sibling is None or not _REACHED.search(frame.text[frame.gap_start : frame.figure.start]):
        return None
    if not FROM_BEFORE.search(frame.text[max(0, sibling.figure.start - 3) : sibling.figure.start]):
        return None
    start = frame.layout.full_sentence(sibling.figure.start)
    spans = [m for m in frame.marks.periods_in(start, sibling.figure.start) if m.kind == "range"]
    return Candidate(spans[-1].values[-1], "end_of_span", spans[-1].values[-1]) if spans and spans[-1].values else None


_SUM_OF_YEARS = re.compile(r"[两二三四五六]年(?:合计|累计|共计?|总计)[^,。;]{0,4}$")


def over_years(frame: Frame) -> Candidate[str | None] | None:
    """2024年A亿元,2028年B亿元,对应CAGR为C%; 2022-2024年A/B/C,三年累计D: from the first of the years before to the last."""
    if frame.measure != Measure.CAGR and not _SUM_OF_YEARS.search(frame.gap):
        return None
    if any(m.kind == "range" for m in frame.marks.periods_in(frame.gap_start, frame.lead.start)):
        return None
    levels = [r for r in frame.siblings if r.period and r.measure[0].value == Measure.LEVEL]
    years = {r.period[0].value or "" for r in levels if r.unit == levels[0].unit}
    if len(years) < 2 or any(len(year) != 4 for year in years):
        return None
    return Candidate(f"{min(years)}..{max(years)}", "over_years", min(years))


_FROM_DATED = re.compile(r"(?:由|从|自)[^,。;()]{2,16}的$")


def _from_a_dated_one(frame: Frame) -> bool:
    """由2022年的52%升至78%: the date of the first is not that of the second."""
    before = frame.siblings[0].figure.start if frame.siblings else 0
    if frame.siblings and frame.siblings[0].period and frame.siblings[0].period[0].rule == "from_again":
        return True
    return (
        frame.measure in (Measure.LEVEL, Measure.SHARE)
        and _REACHED.search(frame.gap) is not None
        and _FROM_DATED.search(frame.text[max(0, before - 20) : before]) is not None
    )


def from_again(frame: Frame) -> Candidate[str | None] | None:
    """销售费用率自2023年的7%降到5%,管理费用率从9%降到8%: the second move begins where the first did."""
    if frame.measure != Measure.LEVEL or not FROM_BEFORE.search(frame.text[frame.gap_start : frame.lead.start]):
        return None
    for reading in frame.siblings:
        start = reading.figure.start
        if _FROM_DATED.search(frame.text[max(0, start - 20) : start]) and reading.period:
            return Candidate(reading.period[0].value, "from_again", reading.period[0].words)
    return None


_GROWN_TO = re.compile(r"[\u4e00-\u9fff]{0,6}[至到]\d[\d.,]*[^\d,。;()]{0,6}[,(](?:同比|[Yy][Oo][Yy])")


def before_growth(frame: Frame, found: list[Candidate[str | None]]) -> list[Candidate[str | None]]:
    """销量由61万台增长至83万台,同比+36%: what it grew from, on the year, is the year before."""
    kept = frame.measure in (Measure.LEVEL, Measure.SHARE)
    if not kept or not FROM_BEFORE.search(frame.text[frame.gap_start : frame.lead.start]):
        return found
    if frame.measure == Measure.SHARE or not _GROWN_TO.match(frame.text, frame.figure.end):
        moved = _moved_from(frame)
        return [*(replace(c, sure=False) for c in found), *moved] if moved else found
    return [
        Candidate(f"{int(c.value[:4]) - 1}{c.value[4:]}", "before_growth", c.words, c.sure)
        if c.value is not None and ".." not in c.value and not is_day(c.value)
        else c
        for c in found
    ]


_YEAR_START = re.compile(r"[,、(]?(?:较|比|由|从|自)(?:今年)?(?:年初|期初)的?(?:约|近|超)?")


def start_of_year(frame: Frame) -> Candidate[str | None] | None:
    """68亿元,较年初的73亿元: the level that the year began with, as of the end of the one before."""
    sibling = frame.siblings[0] if frame.siblings else None
    if frame.measure != Measure.LEVEL or sibling is None or not sibling.period or not _YEAR_START.fullmatch(frame.gap):
        return None
    value = sibling.period[0].value
    if value is None or ".." in value:
        return None
    return Candidate(f"{int(value[:4]) - 1}-12-31", "start_of_year", frame.gap, sibling.period[0].sure)


_MOVED_TO = re.compile(r"[^,。;()\d]{0,8}(?:[升降增减提扩收缩回涨跌]|[上下]行|走[高低])[^,。;()\d]{0,4}[至到为]")


def _moved_from(frame: Frame) -> list[Candidate[str | None]]:
    """毛利率由16.3%升至18.4%: what it rose from may be of the year before, or of the quarter before."""
    if not _MOVED_TO.match(frame.text, frame.figure.end) or _names_own(frame):
        return []
    return [Candidate(None, "moved_from", frame.text[frame.gap_start : frame.lead.start][-8:], False)]


def _names_own(frame: Frame) -> bool:
    return any(dates_figures(frame, m) for m in frame.marks.periods_in(frame.gap_start, frame.lead.start))


_SIZES = (Measure.LEVEL, Measure.SHARE)
_COMPARED_WITH = re.compile(r"(?:较|比)[^,。;()]{2,12}的$")


def _later(frame: Frame, base: Reading) -> Reading | None:
    """98.7亿元,去年同期86.5亿元,增长14%: growth is of the later of two levels of one thing, whichever stands nearer."""
    start, name = base.period[0].value if base.period else None, base.metric[0].value if base.metric else None
    behind = frame.siblings.index(base) + 1
    if start is None or name is None or ".." in start:
        return None
    for reading in frame.siblings[behind : behind + 2]:
        value = reading.period[0].value if reading.period else None
        same = reading.unit == base.unit and reading.metric and reading.metric[0].value.metric.code == name.metric.code
        if same and value is not None and ".." not in value and reading.measure[0].value == base.measure[0].value:
            return reading if _a_year_on(start, value) else None
    return None


def _a_year_on(start: str, value: str) -> bool:
    """Whether a period is the same part of the year after, or ends a year that began with the other."""
    if start[4:] == value[4:]:
        return int(value[:4]) == int(start[:4]) + 1
    return start.endswith("-12-31") and last_day(value)[:4] == str(int(start[:4]) + 1)


def _compared(frame: Frame) -> Reading | None:
    """8元,较去年的10元回落20%: growth bears the period of what is compared, not of what it is compared with."""
    if frame.measure in _SIZES or len(frame.siblings) < 2:
        return None
    base = next((r for r in frame.siblings[:2] if r.measure[0].value in _SIZES), None)
    if base is None:
        return None
    if (later := _later(frame, base)) is not None:
        return later
    if not _COMPARED_WITH.search(frame.text[max(0, base.figure.start - 16) : base.figure.start]):
        return None
    behind = frame.siblings.index(base) + 1
    return next((r for r in frame.siblings[behind : behind + 2] if r.measure[0].value in _SIZES), None)


def inherited(frame: Frame) -> Candidate[str | None] | None:
    """What speaks of the figure before, without a period of its own, bears its period."""
    own = [m for m in frame.marks.periods_in(frame.gap_start, frame.lead.start) if dates_figures(frame, m)]
    if own or frame.name is None:
        return None
    if listed := frame.in_list("period"):
        reading, rule = listed
        return Candidate(reading.period[0].value, rule, reading.period[0].words, reading.period[0].sure)
    sibling = _compared(frame) or frame.sibling()
    if sibling is None or not sibling.period or not sibling.metric or _from_a_dated_one(frame):
        return None
    if sibling.period[0].rule == "before_growth" and frame.measure == Measure.LEVEL:
        return None
    if frame.measure in _SIZES and is_base_level(frame, sibling):
        return None
    if sibling.metric[0].value.start == frame.name.start and frame.measure != Measure.CAGR:
        inner = sibling.figure.bracket or frame.layout.bracket(sibling.figure.start)
        if inner and not frame.layout.bracket(frame.figure.start) and len(frame.siblings) > 1:
            return None
        return Candidate(sibling.period[0].value, "figure_before", sibling.period[0].words, sibling.period[0].sure)
    return None


_QUARTERS_SUMMED = re.compile(r"[,;、(](?:这|上述|以上|前)?(?P<count>[两三四])个季度(?:合计|共计|总计|相加)[^,;]{0,6}$")
_OF_QUARTERS = {"两": "H1", "三": "Q1-Q3", "四": ""}


def of_quarters(frame: Frame) -> Candidate[str | None] | None:
    """Q1至Q4营收分别为…,四个季度合计42亿元: quarters summed from the first on are the half, nine months or year."""
    match = _QUARTERS_SUMMED.search(frame.gap)
    if match is None:
        return None
    count = "〇一两三四".index(match["count"])
    values = [r.period[0].value or "" for r in frame.siblings if r.period and r.unit == frame.unit][:count]
    year = values[0][:4] if values else ""
    if sorted(values) != [f"{year}Q{quarter + 1}" for quarter in range(count)]:
        return None
    return Candidate(year + _OF_QUARTERS[match["count"]], "of_quarters", match[0])
