"""The nearest period to the left in the sentence."""

import re

from extractor.attribution.frame import Candidate, Frame, Origin
from extractor.attribution.period.mentions import FROM_BEFORE, dates_figures, foreign_bracket, is_aside
from extractor.periods import Mention
from extractor.schema import Measure

_NEAR = 3
_STRAIGHT = re.compile(r"(?:为|是|仅|仅为|则为|只有|约)?")
_YEAR = re.compile(r"(?<!\d)\d{4}(?=-|$|\D)")


def _year_before(frame: Frame, mention: Mention) -> str | None:
    """毛利率20%,去年同期18%: what is compared with bears the period of the figure that it follows, a year earlier."""
    if not mention.partials or mention.partials[0].shift != -1 or mention.partials[0].part or frame.name is None:
        return None
    if not mention.partials[0].same and not _STRAIGHT.fullmatch(frame.text[mention.end : frame.figure.start]):
        return None
    for reading in frame.siblings[:_NEAR]:
        if reading.measure[0].value == frame.measure and reading.unit == frame.unit and reading.metric:
            period = reading.period[0] if reading.period else None
            same = reading.metric[0].value.metric.code == frame.name.metric.code and reading.figure.end <= mention.start
            if not same or period is None or period.value is None or not period.sure:
                return None
            return _YEAR.sub(lambda year: str(int(year[0]) - 1), period.value)
    return None


def _value(frame: Frame, mention: Mention) -> str:
    values = mention.values
    if (compared := _year_before(frame, mention)) is not None:
        return compared
    if len(values) == 1:
        return values[0]
    if mention.kind == "range" and frame.measure == Measure.LEVEL and len(frame.chain) == 1:
        if FROM_BEFORE.search(frame.text[max(0, frame.figure.start - 3) : frame.figure.start]):
            return values[0]
    if frame.measure == Measure.CAGR or (mention.kind == "range" and len(frame.chain) == 1):
        first, last = values[0], values[-1]
        return f"{first}..{last}" if len(first) == len(last) == 4 else last
    return values[0]


_BRACKET_BEHIND = re.compile(r"[^,。;:()\d]{0,8}\((?:截[至止]|[Aa]s of )?")
_REACH = 24


def behind(frame: Frame) -> Candidate[str | None] | None:
    """在手25.5亿元在建工程(截至2021Q3): a bracket behind a figure that holds nothing but a period dates it."""
    if len(frame.chain) != 1:
        return None
    end = frame.figure.end
    opened = _BRACKET_BEHIND.match(frame.text, end, end + _REACH)
    if opened is None:
        return None
    for mention in frame.marks.periods_in(opened.end(), opened.end() + _REACH):
        alone = mention.start == opened.end() and frame.text.startswith(")", mention.end)
        if alone and len(mention.values) == 1:
            return Candidate(mention.values[0], "bracket_behind", frame.text[mention.start : mention.end])
    return None


def _is_settled(frame: Frame, mention: Mention) -> bool:
    """Whether a figure between a mention and this one surely bears its period: then so may this one."""
    between = (r for r in frame.siblings if r.figure.start >= mention.end and r.period)
    return any(r.period[0].sure and r.period[0].value == mention.values[0] for r in between)


def in_sentence(frame: Frame, origin: Origin) -> list[Candidate[str | None]]:
    """The nearest period to the left in the sentence: in the gap, else before it; one value for several periods leaves it open."""
    for low, high in (
        (frame.gap_start, frame.lead.start),
        (frame.sentence, frame.gap_start),
        (frame.layout.full_sentence(frame.figure.start), frame.sentence),
    ):
        usable = [m for m in frame.marks.periods_in(low, high) if dates_figures(frame, m)]
        usable = [m for m in usable if not foreign_bracket(frame, m) and not is_aside(frame, m)]
        if low != frame.gap_start and _is_project(frame):
            break
        if not usable:
            continue
        mention = usable[-1]
        if mention.kind == "list" and len(frame.chain) == 1 and frame.measure != Measure.CAGR:
            words = frame.text[mention.start : mention.end]
            return [
                Candidate(value, _rule(frame, mention), words, len(mention.values) == 1) for value in mention.values
            ]
        joined = len(mention.values) > 1 and frame.measure != Measure.CAGR and len(frame.chain) > 1
        strange = mention.guessed and low != frame.gap_start and mention.values[0][:4] != (origin.period or "")[:4]
        strange = strange and not _is_settled(frame, mention)
        best: Candidate[str | None] = Candidate(
            _value(frame, mention),
            _rule(frame, mention),
            frame.text[mention.start : mention.end],
            not (strange or joined),
        )
        return [best] if best.sure else [best, Candidate(None, "none_named")]
    return []


def _rule(frame: Frame, mention: Mention) -> str:
    """In the figure's own clause a period is stated; farther off it is taken over, as is a year from another sentence."""
    if mention.start < max(frame.gap_start, frame.layout.clause(frame.lead.start)):
        return "period_before"
    return "in_clause" if mention.told else "part_in_clause"


def _is_project(frame: Frame) -> bool:
    """Whether the figure is the size of something built: what is said of it before dates other things."""
    name = frame.name
    return (
        name is not None
        and name.metric.code == "capacity"
        and (name.label.endswith("年产") or name.start >= frame.figure.end)
    )
