"""Which metric, subject, period, basis and measure a figure carries, read from the words around it.

The steps, in order: `marks` finds figures, periods and names; `clauses` cuts the text; `tables` and `lists` join what
runs in parallel; then one step per field proposes candidates, and `readings` settles them. Fields that a clause lacks
are carried over from the words before, by each field's own rule.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby

from extractor import periods
from extractor.amounts import Figure
from extractor.attribution import (
    basis,
    clauses,
    lists,
    marks,
    measure,
    metric,
    parts,
    period,
    readings,
    subject,
    tables,
    unit,
)
from extractor.attribution.frame import Candidate, Frame, MetricName, Origin, Reading
from extractor.attribution.period.mentions import is_in_title
from extractor.attribution.readings import GUESSED, STATED
from extractor.folding import Folded, fold

__all__ = ["GUESSED", "STATED", "Candidate", "MetricName", "Reading", "read", "read_text"]

_MAX_SIBLINGS = 40


@lru_cache(maxsize=1)
def read_text(text: str, published: date | None, company: tuple[str, ...] = ()) -> tuple[Folded, list[Reading]]:
    """Fold a report's text and read every figure of it; the text read last is not read again.

    Places in the folded text lead back to code points from the start of `text`. See `read` for the rest.
    """
    folded = fold(text)
    return folded, read(folded, published, company)


def read(folded: Folded, published: date | None, company: Sequence[str] = ()) -> list[Reading]:
    """Read every figure of folded text, in order of place; time and memory are linear in its length.

    `published` dates what the text leaves undated, `company` are the names of the company that the report is about.
    Figures without a unit that no metric supplies are left out.
    """
    marked = marks.mark(folded, published, company)
    layout = clauses.cut(folded.text)
    preview = _preview(marked)
    cells = tables.cells(marked)
    origin = _origin(marked)
    done: list[Reading] = []
    for _, group in groupby(marked.figures, key=lambda figure: figure.chain):
        chain = list(group)
        for figure in chain:
            frame = _frame(marked, layout, figure, chain, done)
            reading = tables.read(marked, figure, cells[figure.start]) if figure.start in cells else None
            reading = reading or _read_one(frame, origin, preview)
            if reading is not None:
                done.append(reading)
    return done


def _origin(marked: marks.Marks) -> Origin:
    """The period that the report speaks of: the one whose results it is on, else the first that is no date and no list."""
    mention = periods.reported(marked.text, marked.periods, marked.published, marked.dated)
    if mention is not None and len(mention.values) == 1:
        return Origin(mention.values[0], periods.names_report(marked.text, mention))
    for mention in marked.periods:
        if (
            mention.kind == "point"
            and len(mention.values) == 1
            and len(mention.values[0]) != 10
            and not is_in_title(marked.text, mention)
            and not (mention.forecast if marked.dated else periods.is_foreseen(marked.text, mention))
        ):
            return Origin(mention.values[0])
    return Origin(None)


_PREVIEW = re.compile(
    r"业绩预[增减盈亏]|(?:发布|披露|公告|公布)[^。;]{0,24}(?:预告|业绩预增|业绩预减)|(?:业绩|盈利|报)预告[:,]|[上下]修[^。;]{0,6}预告"
)
_PUBLISHED = re.compile(
    r"(?:发布|披露|公布)[^。;]{0,12}(?:年度?报告?|季度?报告?|半年报|中报)(?![^。;]{0,4}(?:预告|预增|快报))"
)
_OPENING = 200


def _preview(marked: marks.Marks) -> str | None:
    """The period whose results the report's opening says were only previewed by the company."""
    match = _PREVIEW.search(marked.text, 0, _OPENING)
    if not match or _PUBLISHED.search(marked.text, 0, _OPENING):
        return None
    near = [m for m in marked.periods_in(0, match.end() + 30) if len(m.values) == 1 and len(m.values[0]) != 10]
    return near[-1].values[0] if near else None


def _recent(done: list[Reading], start: int) -> Iterator[Reading]:
    for reading in reversed(done[-_MAX_SIBLINGS:]):
        if reading.figure.start < start:
            return
        yield reading


def _frame(
    marked: marks.Marks, layout: clauses.Layout, figure: Figure, chain: Sequence[Figure], done: list[Reading]
) -> Frame:
    sentence = layout.sentence(figure.start)
    siblings = list(_recent(done, layout.full_sentence(figure.start)))
    outside = [r.figure.end for r in siblings if r.figure.chain != figure.chain]
    frame = Frame(
        marked, layout, figure, chain, sentence, layout.clause(chain[0].start), max([sentence, *outside[:1]]),
        layout.bracket(figure.start), siblings, done[: -_MAX_SIBLINGS - 1 : -1],
    )  # fmt: skip
    frame.unit = figure.unit
    return frame


def _read_one(frame: Frame, origin: Origin, preview: str | None) -> Reading | None:
    frame.part = parts.part_of(frame)
    measures = readings.settle(measure.candidates(frame))
    frame.measure = measures[0].value
    lists.align(frame)
    names = readings.settle(metric.candidates(frame))
    if not names and frame.unit is None:
        return None
    frame.name = names[0].value if names else None
    if frame.name is not None and metric.is_hurdle(frame):
        names = [metric.hurdle(names[0])]
        frame.name = names[0].value
    measures = measure.of_name(frame, measures)
    frame.measure = measures[0].value
    frame.unit = unit.unit_of(frame)
    unit.mend_sign(frame)
    if frame.unit is None and not frame.figure.scaled:
        return None
    subjects = readings.settle(subject.candidates(frame))
    frame.subject = subjects[0].value
    spans = readings.settle(period.candidates(frame, origin))
    bases = readings.settle(basis.candidates(frame, spans[0], preview))
    return Reading(
        frame.figure, frame.unit, names, subjects, spans, bases, measures,
        measure.base(frame), basis.credited_to(frame),
    )  # fmt: skip
