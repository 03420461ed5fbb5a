"""Step 3: runs of like figures joined to runs of like names, periods or subjects that they run in parallel with."""

import re
from collections.abc import Sequence

from extractor.amounts import Figure
from extractor.attribution.frame import Frame
from extractor.attribution.marks import Name
from extractor.attribution.phrases import split_subjects
from extractor.periods import Mention
from extractor.schema import Basis, Measure

_REACH = 120
_SPAN_CUE = re.compile(r"CAGR|cagr|复合|年均")
_CHANGED_YEARS = re.compile(r"(?:上调|下调|调高|调低|上修|下修|调整|修正)[^,。;]{0,12}$")


def align(frame: Frame) -> None:
    """Join a list's figures to the names, periods and subjects before it; a single figure to none.

    A list of fewer figures than years is joined from the right if it holds prior forecasts; any other difference in
    length is left open.
    """
    if len(frame.chain) == 1 and not frame.layout.bracket(frame.figure.start):
        frame.run = _run(frame)
        _join_run(frame)
    current = [f for f in frame.chain if not f.bracket]
    prior = [f for f in frame.chain if f.bracket]
    group = prior if frame.figure.bracket else current
    if len(group) == 1 and not frame.figure.bracket:
        return
    index = group.index(frame.figure)
    names = _names_before(frame, len(group)) if len(current) == len(group) else []
    if names and len(frame.chain) == len(names):
        frame.aligned_name = names[index]
    mention = _periods_before(frame)
    year = _year_of_quarters(frame, mention, len(group)) or _quarters_so_far(frame, mention or names, len(group))
    if year is not None:
        frame.aligned_period = f"{year}Q{index + 1}"
        return
    if not names and (mention is None or len(mention.values) < len(group)) and not _SPAN_CUE.search(frame.gap):
        years = _years_of_sentence(frame, len(group)) or (
            _years_of_list_before(frame, len(group)) if mention is None and not _says_when(frame) else None
        )
        if years is not None and len(group) > 1:
            frame.aligned_period = years[index]
            return
    if not names and mention is not None:
        _join_period(frame, mention, group, index)
    if not names and mention is None and len(group) > 1:
        subjects = split_subjects(frame.gap_without_periods(), len(group)) or _subjects_before(frame, len(group))
        if subjects:
            frame.aligned_subject = subjects[index]


_ASIDE = re.compile(r"\([^()]*\)|/[+\-]\d[\d.,]*(?:%|pcts?|p{1,2}t?s?|bps?|个百分点)")
_STEP = re.compile(r"(?:[百千万亿]*[元吨股%倍]?)\)?[、/,和及与]")
_MAX_STEP = 60


def _run(frame: Frame) -> list[Figure]:
    """The figures that stand in line with this one, asides left out (A(+a)、B(+b), A/+a、B/+b); empty if it stands alone."""
    figures = frame.marks.figures_in(
        max(frame.sentence, frame.figure.start - _REACH * 2), frame.figure.start + _REACH * 2
    )
    outside = [f for f in figures if not frame.layout.bracket(f.start) and not _is_growth_behind(frame, f)]
    place = next((i for i, f in enumerate(outside) if f is frame.figure), None)
    if place is None:
        return []
    first = last = place
    while first > 0 and _steps(frame, outside[first - 1], outside[first]):
        first -= 1
    while last + 1 < len(outside) and _steps(frame, outside[last], outside[last + 1]):
        last += 1
    return outside[first : last + 1] if last > first else []


def _is_growth_behind(frame: Frame, figure: Figure) -> bool:
    """The +a of A/+a: a growth that stands behind the slash of its level."""
    return figure.signed and frame.text[figure.start - 1 : figure.start] == "/"


def _steps(frame: Frame, a: Figure, b: Figure) -> bool:
    between = frame.text[a.end : b.start]
    if a.unit != b.unit or len(between) > _MAX_STEP or not _ASIDE.search(between):
        return False
    return _STEP.fullmatch(_ASIDE.sub("", between)) is not None


def _join_run(frame: Frame) -> None:
    """Join a run to as many periods or subjects before its first figure."""
    if not frame.run:
        return
    count, index = len(frame.run), next(i for i, f in enumerate(frame.run) if f is frame.figure)
    first = frame.run[0].start
    for mention in reversed(frame.marks.periods_in(max(frame.sentence, first - _REACH), first)):
        if len(mention.values) == count:
            frame.aligned_period = mention.values[index]
            return
    names = frame.marks.names_in(max(frame.sentence, first - _REACH), first)
    group = [name for name in names if names and name.group == names[-1].group]
    if len(group) == count:
        frame.aligned_name = group[index]
        return
    clause = frame.without_periods(frame.layout.clause(first), first)
    if subjects := split_subjects(clause, count):
        frame.aligned_subject = subjects[index]


def _names_before(frame: Frame, count: int) -> list[Name]:
    """A slash list of as many names as figures, between the figure before and this list."""
    names = frame.marks.names_in(frame.gap_start, frame.lead.start)
    group = [n for n in names if n.group == names[-1].group]
    return group if len(group) == count else []


def _periods_before(frame: Frame) -> Mention | None:
    """The run of periods nearest before the list, in its sentence."""
    low = max(frame.layout.full_sentence(frame.lead.start), frame.lead.start - _REACH * 3)
    if frame.measure == Measure.CHANGE and re.search(r"(?:较|比)[^,。;]{0,24}$", frame.gap):
        return None
    for mention in reversed(frame.marks.periods_in(low, frame.lead.start)):
        if mention.kind in ("list", "range") and len(mention.values) > 1:
            return mention
        if mention.kind == "point" and mention.end > frame.clause and len(frame.chain) > 1:
            joined = _joined_points(frame, mention)
            if joined is not None:
                return joined
        elif mention.kind == "point" and len(frame.chain) > 1:
            joined = _joined_points(frame, mention)
            if joined is not None and len(joined.values) == len(frame.chain):
                return joined
    return None


_BY_QUARTER = re.compile(r"单季|各季度?|分季度")


def _year_of_quarters(frame: Frame, mention: Mention | None, count: int) -> str | None:
    """2024年单季度营收增速-2/3/5/9%: four figures of a year by its quarters."""
    start = frame.layout.full_sentence(frame.lead.start)
    if mention is not None or count != _QUARTERS or not _BY_QUARTER.search(frame.text, start, frame.lead.start):
        return None
    named = [m for m in frame.marks.periods_in(start, frame.lead.start) if m.values]
    return named[-1].values[0] if named and len(named[-1].values[0]) == len("2024") else None


_QUARTERS = 4
_ONE_BY_ONE = re.compile(r"分别|依次|各为")


def _quarters_so_far(frame: Frame, joined: object, count: int) -> str | None:
    """前三季度收入同比分别增长26%/6%/-18%: three figures of one thing by the three quarters; the year."""
    if joined or count != _QUARTERS - 1 or len(frame.marks.names_in(frame.gap_start, frame.lead.start)) > 1:
        return None
    named = frame.marks.periods_in(frame.gap_start, frame.lead.start)
    if len(named) != 1 or len(named[0].values) != 1 or named[0].values[0][4:] != "Q1-Q3":
        return None
    words = frame.text[named[0].end : frame.lead.start]
    if not _ONE_BY_ONE.search(words) or _JOINS.search(words):
        return None
    return named[0].values[0][:4]


_JOINS = re.compile(r"[/、和及与]")


def _subjects_before(frame: Frame, count: int) -> list[str] | None:
    """The subjects of the list before in the sentence, if each element of it has one of its own: 占比A/B/C behind 收入X/Y/Z."""
    for reading in frame.siblings:
        chain = [r for r in frame.siblings if r.figure.chain == reading.figure.chain]
        named = [r.subject[0].value for r in reversed(chain) if r.subject]
        if len(chain) == count == len(named) and len(set(named)) == count:
            return [name for name in named if name is not None] if None not in named else None
    return None


def _years_of_sentence(frame: Frame, count: int) -> tuple[str, ...] | None:
    """上调2026-2027年…新增2028年…: the years of a sentence, if they follow one another and are as many as the list."""
    low = max(frame.layout.full_sentence(frame.lead.start), frame.lead.start - _REACH * 3)
    named = [value for m in frame.marks.periods_in(low, frame.lead.start) for value in m.values if len(value) == 4]
    years = sorted(set(named))
    if len(years) != count or int(years[-1]) - int(years[0]) != count - 1:
        return None
    return tuple(years)


def _says_when(frame: Frame) -> bool:
    """股价对应2026年1.8倍/1.2倍PB: whether a year of the list's own stands right before it."""
    named = frame.marks.periods_in(frame.gap_start, frame.lead.start)
    return bool(named) and named[-1].end == frame.lead.start and len(named[-1].values) == 1


def _years_of_list_before(frame: Frame, count: int) -> tuple[str, ...] | None:
    """The years of the list just before in the paragraph, if it is as long: 对应PE为A/B/C behind 净利润为X/Y/Z."""
    start = frame.layout.paragraph(frame.lead.start)
    for reading in frame.earlier:
        if reading.figure.start < start:
            return None
        chain = [r for r in frame.earlier if r.figure.chain == reading.figure.chain and not r.figure.bracket]
        if len(chain) == count:
            years = tuple(r.period[0].value or "" for r in reversed(chain) if r.period)
            forward = [r.basis[0].value for r in chain if r.basis]
            if (
                len(set(years)) == count
                and "" not in years
                and all(value in (Basis.FORECAST, Basis.GUIDANCE) for value in forward)
            ):
                return years
    return None


def _joined_points(frame: Frame, last: Mention) -> Mention | None:
    """2025年一季度、二季度和三季度 as one run."""
    points = [last]
    for mention in reversed(frame.marks.periods_in(max(0, last.start - _REACH), last.start)):
        gap = frame.text[mention.end : points[-1].start]
        if gap.strip() not in ("、", "/", "和", "及", "与", "以及", ","):
            break
        points.append(mention)
    if len(points) < 2:
        return None
    values = tuple(value for mention in reversed(points) for value in mention.values)
    return Mention(points[-1].start, last.end, "list", (), values)


def _join_period(frame: Frame, mention: Mention, group: Sequence[Figure], index: int) -> None:
    values = mention.values
    if _SPAN_CUE.search(frame.gap):
        return
    if frame.figure.bracket and len(values) > len(group):
        changed = _changed_years(frame, len(group))
        frame.aligned_period = (changed or values[-len(group) :])[index]
    elif len(values) == len(group):
        frame.aligned_period = values[index]
    elif frame.figure.bracket and len(values) < len(group):
        frame.mismatch = True
    elif mention.start >= frame.gap_start:
        frame.mismatch = True
        frame.aligned_period = values[index] if index < len(values) else None


def _changed_years(frame: Frame, count: int) -> tuple[str, ...] | None:
    """The years that the sentence says were changed, if there are as many as prior values."""
    for mention in frame.marks.periods_in(frame.sentence, frame.lead.start):
        before = frame.text[max(frame.sentence, mention.start - 16) : mention.start]
        if len(mention.values) == count and _CHANGED_YEARS.search(before):
            return mention.values
    return None
