"""What a broker says later must fit what it said before: old forecasts, and ratings."""

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from extractor import lexicon
from extractor.claims import Identity, folded
from extractor.relations.comparable import about, counts, is_firm, terms
from extractor.relations.same_facts import one_each
from extractor.relations.stated import Paper, Stated, Told, excused, meet, printable
from extractor.schema import Basis, Header, RatingChange, RatingLevel

PRIOR, RATING = "prior_forecast", "rating"

_COMPANYS = re.compile(r"公司(?:原|此前|先前|预计|计划|目标)|指引|计划|考核")
_CLASS = re.compile(r"-[a-z]$")
_Rated = tuple[str | None, RatingLevel | None]
_RANK = {level: rank for rank, level in enumerate(reversed(RatingLevel))}


def _by_day(papers: Sequence[Paper]) -> Iterator[list[list[Paper]]]:
    """For every broker its dated reports, day by day."""
    brokers: dict[str, list[Paper]] = {}
    for paper in papers:
        if paper.day and paper.broker:
            brokers.setdefault(paper.broker, []).append(paper)
    for own in brokers.values():
        yield [list(day) for _, day in groupby(sorted(own, key=lambda paper: paper.day or ""), lambda paper: paper.day)]


def prior_forecasts(papers: Sequence[Paper]) -> Iterator[Told]:
    """A forecast that a report calls its old one is the broker's last earlier one, where the reports hold that."""
    for days in _by_day(papers):
        last: dict[Identity, list[Stated]] = {}
        for day in days:
            for paper in day:
                for said, old in _forecasts([paper], Basis.PRIOR_FORECAST).items():
                    yield from _kept(one_each(old), last.get(said, []))
            last |= _forecasts(day, Basis.FORECAST)


def _forecasts(papers: Sequence[Paper], basis: Basis) -> dict[Identity, list[Stated]]:
    """The brokers' own forecasts of one basis, by what they are about."""
    found: dict[Identity, list[Stated]] = {}
    for paper in papers:
        for index, fact in enumerate(paper.report.facts):
            if fact.basis == basis and fact.credited_to is None and counts(fact):
                said = about(paper, fact)
                if said is not None:
                    found.setdefault(said._replace(basis=Basis.FORECAST), []).append(Stated(paper, index))
    return found


def _kept(old: Sequence[Stated], last: Sequence[Stated]) -> Iterator[Told]:
    for prior in old:
        same = next((one for one in last if meet(prior, one)), None)
        if same is not None:
            message = f"the old forecast {prior.brief} is the last earlier one: {same.brief}"
            yield Told(PRIOR, message, True, [[prior, same]])
        elif last and is_firm(prior) and not _COMPANYS.search(prior.fact.quote):
            firm = [one for one in last if is_firm(one) and terms(one.fact) == terms(prior.fact)]
            if len(firm) == len(last) and not any(excused(prior, one) for one in firm):
                message = f"the old forecast {prior.said} is not the last earlier one: {firm[-1].said}"
                yield Told(PRIOR, message, False, [[prior], firm])


def ratings(papers: Sequence[Paper]) -> Iterator[Told]:
    """A rating, and what the report says it does to it, fit the broker's last earlier rating."""
    for days in _by_day(papers):
        last: list[Paper] = []
        for day in days:
            rated = [paper for paper in day if paper.report.header.rating]
            for paper in rated:
                yield from _followed(paper, last)
            last = rated or last


def _followed(paper: Paper, last: Sequence[Paper]) -> Iterator[Told]:
    """What a rating says of the last one; where that day had two, one that fits is enough."""
    head = paper.report.header
    if not last or (head.rating_change is None and head.previous_rating is None):
        return
    fields = [_unfit(head, before.report.header) for before in last]
    before = last[fields.index(None) if None in fields else 0]
    field = None if None in fields else fields[0]
    change = head.rating_change.value if head.rating_change else "no change named"
    old = f", before: {head.previous_rating}" if head.previous_rating else ""
    message = (
        f"the rating {head.rating} ({change}{old}) of {paper.brief} {'does not follow' if field else 'follows'} "
        f"{before.report.header.rating} of {before.brief}"
    )
    yield Told(RATING, printable(message), field is None, papers=[paper, before], field=field)


def _unfit(head: Header, before: Header) -> str | None:
    """The field of a header that does not fit the rating before; None if all may."""
    then = (before.rating, before.rating_level)
    if head.previous_rating and RatingChange.MAINTAIN not in _moves((head.previous_rating, None), then):
        return "previous_rating"
    moves = _moves((head.rating, head.rating_level), then)
    return "rating_change" if head.rating_change is not None and head.rating_change not in moves else None


def _moves(now: _Rated, then: _Rated) -> Collection[RatingChange]:
    """What may be said to be done where one rating follows another: words of one level may still be two steps."""
    if _word(now[0]) == _word(then[0]):
        return {RatingChange.MAINTAIN}
    rank, before = _rank(*now), _rank(*then)
    if rank is None and before is None:
        return {RatingChange.UPGRADE, RatingChange.DOWNGRADE}
    if rank is None or before is None or rank == before:
        return set(RatingChange) - {RatingChange.INITIATE}
    return {RatingChange.UPGRADE if rank > before else RatingChange.DOWNGRADE}


def _word(rating: str | None) -> str | None:
    return _CLASS.sub("", folded(rating) or "")


def _rank(rating: str | None, level: RatingLevel | None) -> int | None:
    known = level or lexicon.load().rating_level(rating)
    return _RANK[RatingLevel(known)] if known else None
