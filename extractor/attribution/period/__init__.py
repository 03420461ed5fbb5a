"""Field: the period a figure bears, from the words around it, the sentence before, or the heading."""

from extractor.attribution.frame import Candidate, Frame, Origin
from extractor.attribution.period.afar import carried
from extractor.attribution.period.inherited import (
    before_growth,
    end_of_span,
    from_again,
    inherited,
    of_quarters,
    over_years,
    start_of_year,
)
from extractor.attribution.period.near import behind, in_sentence
from extractor.attribution.period.undated import dateless, of_project, once_built, yearly
from extractor.schema import Measure


def candidates(frame: Frame, origin: Origin) -> list[Candidate[str | None]]:
    """The periods that the words allow, the best first; `origin` is the period that the report speaks of."""
    if frame.gap == "的" and frame.siblings:
        return [Candidate(c.value, "dated_base", c.words, c.sure) for c in frame.siblings[0].period]
    if frame.name is not None and frame.name.metric.dateless and frame.measure != Measure.YOY:
        return dateless(frame)
    if frame.aligned_period is not None:
        return [Candidate(frame.aligned_period, "parallel_periods", frame.aligned_period, not frame.mismatch)]
    if (found := next((c for rule in _FIRST if (c := rule(frame)) is not None), None)) is not None:
        return [found]
    if (undated := of_project(frame)) is not None:
        return [undated]
    return before_growth(frame, in_sentence(frame, origin) or carried(frame, origin))


_FIRST = (behind, of_quarters, start_of_year, over_years, end_of_span, from_again, inherited, once_built, yearly)
"""Rules of which the first that proposes anything decides, before the sentence is searched for periods."""
