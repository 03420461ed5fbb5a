"""Field: what a figure measures of its metric: a level, growth against what, a share, a compound rate."""

from extractor.attribution.frame import Candidate, Frame
from extractor.attribution.measure import bases, growth, shares
from extractor.attribution.measure.bases import base, of_name
from extractor.attribution.measure.words import CHANGE_UNITS, QOQ, UP_DOWN, YOY, own_words
from extractor.schema import Measure

__all__ = ["base", "candidates", "of_name"]


def candidates(frame: Frame) -> list[Candidate[Measure]]:
    """The measures that the words allow, the best first."""
    words = own_words(frame)
    for rule in _ORDER:
        if (found := rule(frame, words)) is not None:
            return [found]
    if frame.unit in CHANGE_UNITS:
        return _points(frame, words)
    moved = frame.unit in ("%", "x") or UP_DOWN.search(words) or YOY.search(words) or QOQ.search(words)
    return [Candidate(Measure.LEVEL, "level" if moved else "plain_level")]


def _points(frame: Frame, words: str) -> list[Candidate[Measure]]:
    """Points without a base: 费用率35.4%(+1.1pct) is on the year, as written short."""
    sure = bool(UP_DOWN.search(words)) or frame.figure.signed
    on_the_year = Candidate(Measure.YOY, "points", words[-8:], sure)
    return [on_the_year] if sure else [on_the_year, Candidate(Measure.CHANGE, "points")]


_ORDER = (
    bases.fixed_base,
    growth.compound,
    shares.times_of,
    shares.share_of,
    shares.share_points,
    growth.moved_by,
    growth.end_of_move,
    growth.reached,
    bases.last_years,
    growth.both,
    bases.against_figure,
    growth.quarter,
    bases.against,
    growth.year,
    growth.revision,
    growth.growth_noun,
    growth.moved_too,
    growth.doubled,
    growth.growth_behind,
    growth.of_money,
    growth.bare_bracket,
    growth.points_before,
)
"""The rules in order: the first that proposes anything decides."""
