"""The same fact in several reports: all must agree within what they print."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal

from extractor.claims import Identity, folded
from extractor.relations.comparable import about, counts, is_firm, is_third_partys, terms
from extractor.relations.stated import Paper, Stated, Told, camps, excused, meet
from extractor.schema import Basis, Fact, Measure, Status, plain

NAME = "same_fact"
_Key = tuple[Identity, str | None, str | None]
"""What facts to compare have in common: what they are about, and for a broker's own forecast the broker and the day."""

_FEW = 5
"""How many statements of one camp are named."""
_MOST = 5
"""What has more values than this under one name is no one fact."""
_DIGITS = 3
"""With fewer, two numbers look alike too easily."""
_PER_SHARE = frozenset({"eps", "bps"})
_SOON = 100
"""Days within which a third party's forecast, or the number of shares, is taken to have stayed what it was."""


def same_facts(papers: Sequence[Paper]) -> Iterator[Told]:
    """What one company's reports state alike, and what they state differently; linear in the number of facts."""
    groups: dict[_Key, list[Stated]] = {}
    for paper in papers:
        for index, fact in enumerate(paper.report.facts):
            key = _key(paper, fact)
            if key is not None:
                groups.setdefault(key, []).append(Stated(paper, index))
    for key, group in groups.items():
        if group[0].paper is not group[-1].paper:
            for statements in _by_credit(group):
                yield from _compared(one_each(statements), _rivals(groups, key))


def _key(paper: Paper, fact: Fact) -> _Key | None:
    """What facts to compare have in common; a broker's own forecast is compared within its day only."""
    said = about(paper, fact) if counts(fact) and fact.basis != Basis.PRIOR_FORECAST else None
    if said is None or fact.basis != Basis.FORECAST or is_third_partys(fact):
        return said and (said, None, None)
    return (said, paper.broker, paper.day) if paper.broker and paper.day else None


def _by_credit(group: Sequence[Stated]) -> Iterator[Sequence[Stated]]:
    """Facts credited to nobody go with those of one third party; where there are several, with none of them."""
    parts: dict[str | None, list[Stated]] = {}
    for one in group:
        parts.setdefault(folded(one.fact.credited_to), []).append(one)
    if len(parts) - (None in parts) > 1:
        yield from parts.values()
    else:
        yield group


def one_each(group: Sequence[Stated]) -> list[Stated]:
    """The most precise statement of each report; none of a report whose own statements differ, as it is not known which
    of them is meant: but both, where one is the other misprinted.
    """
    papers: dict[Paper, list[Stated]] = {}
    for one in group:
        papers.setdefault(one.paper, []).append(one)
    return [one for own in papers.values() for one in _meant([min(c, key=_width) for c in camps(own)])]


def _meant(own: list[Stated]) -> list[Stated]:
    return own if len(own) == 1 or (len(own) == 2 and _misprinted(*own)) else []


def _width(one: Stated) -> Decimal:
    return one.width


def _misprinted(a: Stated, b: Stated) -> bool:
    """Whether two numbers of sure meaning differ in one of their digits, or in the order of two, and in nothing else."""
    one, other = (str(plain(statement.fact.value)) for statement in (a, b))
    apart = [i for i in range(len(one)) if one[i] != other[i]] if len(one) == len(other) else []
    swapped = len(apart) == 2 and one[apart[0]] + one[apart[1]] == other[apart[1]] + other[apart[0]]
    digits = len(one.strip("-0").replace(".", ""))
    sure = all(
        statement.fact.verdict is None or statement.fact.verdict.status == Status.VERIFIED for statement in (a, b)
    )
    return sure and digits >= _DIGITS and (len(apart) == 1 or swapped) and terms(a.fact) == terms(b.fact)


def _rivals(groups: Mapping[_Key, Sequence[Stated]], key: _Key) -> Sequence[Stated]:
    """What a 净利润 may mean besides: the 归母净利润 of the same place."""
    said, broker, day = key
    if said.metric != "net_profit":
        return ()
    return groups.get((said._replace(metric="net_profit_parent"), broker, day), ())


def _compared(statements: Sequence[Stated], rivals: Sequence[Stated]) -> Iterator[Told]:
    for camp in camps(statements):
        if len(camp) > 1:
            yield Told(NAME, f"{_named(camp[0])} agrees: {listed(camp, brief=True)}", True, [camp])
    alike: dict[tuple[str, str | None], list[Stated]] = {}
    for one in statements:
        if is_firm(one):
            alike.setdefault(terms(one.fact), []).append(one)
    for firm in alike.values():
        apart = camps(firm)
        apart = _reconciled(apart) if 1 < len(apart) <= _MOST else []
        if len(apart) > 1 and _mean_the_same(firm, rivals):
            yield Told(NAME, f"{_named(firm[0])} differs: {_set_against(apart)}", False, apart)


def _mean_the_same(firm: Sequence[Stated], rivals: Sequence[Stated]) -> bool:
    """Whether nothing about the whole group explains that its figures differ."""
    several = len({one.paper for one in firm}) > 1
    return several and _are_near(firm) and not any(meet(one, rival) for one in firm for rival in rivals[:_FEW])


def _reconciled(parted: list[list[Stated]]) -> list[list[Stated]]:
    """Camps without those whose difference has an excuse; each is spoken for by its most precise statement."""
    found: list[list[Stated]] = []
    for camp in parted:
        precise = min(camp, key=_width)
        excuse = next((c for c in found if excused(min(c, key=_width), precise)), None)
        if excuse is None:
            found.append(list(camp))
        else:
            excuse.extend(camp)
    return found


def _are_near(group: Sequence[Stated]) -> bool:
    """Whether the reports are so near in time that what may be revised was not."""
    if not (is_third_partys(group[0].fact) or group[0].fact.metric in _PER_SHARE):
        return True
    days = [date.fromisoformat(one.paper.day) for one in group if one.paper.day is not None]
    return len(days) == len(group) and (max(days) - min(days)).days <= _SOON


def _named(one: Stated) -> str:
    fact = one.fact
    name = fact.label if fact.metric == "other" else fact.metric
    return " ".join(filter(None, [fact.subject, name, fact.measure.value if fact.measure != Measure.LEVEL else None,
                                  fact.period]))  # fmt: skip


def listed(camp: Sequence[Stated], brief: bool = False) -> str:
    """The statements of a camp for a person; of many only the first, where `brief` without their titles."""
    more = f" and {len(camp) - _FEW} more" if len(camp) > _FEW else ""
    return ", ".join(one.brief if brief else one.said for one in camp[:_FEW]) + more


def _set_against(apart: Sequence[Sequence[Stated]]) -> str:
    """Camps for a person: one statement against a majority is said to stand alone."""
    small, large = sorted(apart, key=len)[0], sorted(apart, key=len)[-1]
    alone = len(apart) == 2 and len(small) == 1 and not any(meet(small[0], one) for one in large)
    if alone and len(large) > 1:
        return f"{small[0].said} stands alone against {listed(large)}"
    return " against ".join(listed(camp) for camp in apart)
