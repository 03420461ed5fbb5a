"""Lists of quarters: several figures of one thing that a year, or a span of quarters, is told apart by."""

import re

from extractor.attribution.frame import Frame
from extractor.periods import Mention


def of_year(frame: Frame, mention: Mention | None, joined: object, count: int) -> list[str] | None:
    """The quarters of a list, each of a year told by quarter, or of 前三季度; None where it is none. `joined` says whether
    the list goes by something else already.
    """
    year = _year_of_quarters(frame, mention, count) or _so_far(frame, joined, count)
    return None if year is None else [f"{year}Q{quarter + 1}" for quarter in range(count)]


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


def _so_far(frame: Frame, joined: object, count: int) -> str | None:
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


def of_span(frame: Frame, count: int) -> list[str] | None:
    """Q1-Q3净额分别为a、b、c: as many figures as the span has quarters are theirs."""
    named = frame.marks.periods_in(frame.gap_start, frame.lead.start)
    if count < 2 or not named or len(named[-1].values) != 1 or "分别" not in frame.gap or _JOINS.search(frame.gap):
        return None
    year, span = named[-1].values[0][:4], named[-1].values[0][4:]
    told = _QUARTERS_TOLD.search(frame.gap)
    apart = told is not None and told["last"] in (str(count), "〇一二三四"[count : count + 1])
    if not apart and (span != f"Q1-Q{count}" or "Q1" not in frame.text[named[-1].start : named[-1].end]):
        return None
    return [f"{year}Q{quarter + 1}" for quarter in range(count)]


_QUARTERS_TOLD = re.compile(r"(?:一|(?<!\d)1)(?:季度?)?[至到~—-](?P<last>[二三四2-4])季度")
"""一至四季度: with as many figures as quarters, 分别 tells each of them apart."""
