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
    parallel = frame.gap == "/" and any(r.measure[0].value == Measure.YOY for r in frame.siblings)
    sure = bool(UP_DOWN.search(words)) or frame.figure.signed or parallel
    on_the_year = Candidate(Measure.YOY, "points", words[-8:], sure)
    return [on_the_year] if sure else [on_the_year, Candidate(Measure.CHANGE, "points")]


_ORDER = (
    growth.compound,
    bases.each_step,
    bases.fixed_base,
    shares.listed,
    shares.times_of,
    shares.share_of,
    shares.share_points,
    shares.of_named_whole,
    shares.part_from,
    shares.so_much_of_it,
    shares.of_which,
    growth.moved_by,
    growth.end_of_move,
    growth.rate_reached,
    growth.reached,
    bases.as_before,
    bases.last_years,
    growth.cued_pair,
    growth.both,
    bases.against_figure,
    growth.quarter,
    bases.against,
    growth.year,
    growth.revision,
    bases.apart,
    growth.size_of_change,
    growth.grown_of_which,
    growth.growth_noun,
    growth.moved_too,
    growth.doubled,
    growth.beside_growth,
    growth.growth_behind,
    growth.of_money,
    growth.bare_bracket,
    growth.points_before,
)
"""The rules in order: the first that proposes anything decides."""
