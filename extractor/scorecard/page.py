"""Scores as one self-contained HTML page: what changed, where it is weak, and every mistake with its text in context."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from extractor.scorecard import CAVEATS, Result, account, header_lines, passed, shown, stamp_lines
from extractor.scoring.card import Card, Told
from extractor.scoring.errors import MEANINGS
from extractor.scoring.tally import Tally

_AROUND = 90
"""Characters of text on either side of a figure."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A mistake as the page shows it; `before`, `figure` and `after` are the text around the figure, empty without place."""

    report: str
    kinds: tuple[str, ...]
    found: str
    golden: str
    passed: bool
    new: bool
    before: str = ""
    figure: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A slice's score."""

    name: str
    tally: Tally
    reports: int | None = None


def page(results: Sequence[Result]) -> str:
    """The whole page; text of reports is escaped, no script of theirs can run, and nothing is loaded from elsewhere."""
    environment = Environment(
        loader=PackageLoader("extractor.scorecard", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html").render(
        results=results, bars=_bars, mistakes=mistakes, account=account, header_lines=header_lines, meanings=MEANINGS,
        caveats=CAVEATS, stamps=list(stamp_lines([result.card for result in results])),
        worse=any(result.judgement is not None and result.judgement.worse for result in results),
    )  # fmt: skip


def _bars(card: Card) -> dict[str, list[Bar]]:
    """The slices of a card, by what they are slices of."""
    by_slice = {
        name: [Bar(value, card.over(reports), len(reports)) for value, reports in sorted(values.items())]
        for name, values in card.by_slice().items()
    }
    reports = [Bar(name, one.tallies["attributed"]) for name, one in card.reports.items()]
    groups = {
        name: [Bar(value, tally) for value, tally in sorted(values.items(), key=lambda item: -item[1].expected)]
        for name, values in card.by_group().items()
    }
    return {"report": reports, **by_slice, **groups}


def mistakes(result: Result) -> Iterator[Shown]:
    """Every mistake of a reader with its text in context."""
    lost = result.judgement.lost if result.judgement else {}
    for name, one in result.card.reports.items():
        for told in one.mistakes:
            yield Shown(
                name, tuple(told.kinds), shown(told.found) if told.found else "", shown(told.golden) if told.golden else "",
                passed(told.found), told.place is not None and told.place in lost.get(name, ()),
                *_context(told, result.texts.get(name, "")),
            )  # fmt: skip


def _context(told: Told, text: str) -> tuple[str, str, str]:
    """The text around a mistake's figure, where it has a place: before it, itself, after it."""
    fact = told.golden if told.golden is not None and told.golden.span else told.found
    if fact is None or fact.span is None:
        return "", "", ""
    low, high = fact.span
    return text[max(0, low - _AROUND) : low], text[low:high], text[high : high + _AROUND]
