"""The same fact in several reports: all must agree within what they print."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache

from extractor import lexicon
from extractor.claims import Identity, folded, identity
from extractor.folding import fold_characters
from extractor.relations.stated import Paper, Stated, Told, camps, excused, meet
from extractor.schema import Basis, Fact, Measure, Status, last_day

NAME = "same_fact"
_Key = tuple[Identity, str | None, str | None]
"""What facts to compare have in common: what they are about, and for a broker's own forecast the broker and the day."""

_PRICED = frozenset({"pe", "pb", "ps", "ev_ebitda", "peg", "dividend_yield", "market_cap", "price", "target_price"})
"""These depend on a day's price: without a day, two reports need not mean the same."""
_INDUSTRY = frozenset({"market_size", "market_share", "penetration"})
_PER_SHARE = frozenset({"eps", "bps"})
_ACCOUNTS = frozenset(
    {
        "revenue", "gross_profit", "operating_profit", "total_profit", "net_profit", "net_profit_parent",
        "net_profit_parent_ex", "ebitda", "gross_margin", "net_margin", "operating_margin", "period_expense_ratio",
        "selling_expense", "selling_expense_ratio", "admin_expense", "admin_expense_ratio", "rd_expense",
        "rd_expense_ratio", "finance_expense", "finance_expense_ratio", "operating_cash_flow", "total_assets",
        "fixed_assets", "contract_liabilities", "debt_ratio",
    }
)  # fmt: skip
"""Items whose known names mean one thing, but for the words below; elsewhere another label may be another thing."""
_KIND = re.compile(
    r"总营?收|总营业|主营|主业|产品|归母净利率|调整|承诺|剔除|含|利息|EBITDA|EBIT|[三四]项?费|投入|支出|开支|强度"
)
_RATIO = "费用率"
"""In a slash list (销售/管理费用率) the label of them all; the code tells which."""
_SHORT = {"net_profit_parent": "net_profit"}
"""Its names in short are another's in full."""
_SHARE = re.compile(r"占比$")
_LEAD = re.compile(r"^(?:公司|实现|整体)+")
_RETURNS = {"roe": re.compile("加权|摊薄"), "roa": re.compile("加权|平均")}
_OTHER_TERMS = re.compile(
    r"调整[前后]|重述|重列|追溯|备考|可比|口径|剔除|还原|内生|快报|预告|预增|预减|初步|未经审计|年化"
)
_SEVERAL_TARGETS = "unlock_target"
_FEW = 5
"""How many statements of one camp are named."""
_MOST = 5
"""What has more values than this under one name is no one fact."""
_DIGITS = 3
"""With fewer, two numbers look alike too easily."""
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


def counts(fact: Fact) -> bool:
    """Whether a fact says anything: one that its own source refutes or does not bear does not."""
    return fact.verdict is None or fact.verdict.status in (Status.VERIFIED, Status.UNCERTAIN)


def about(paper: Paper, fact: Fact) -> Identity | None:
    """What a fact is about, if that can be known from another report; None without a period, or a day for what a price makes."""
    if fact.period is None or (fact.metric in _PRICED and len(fact.period) != 10):
        return None
    if fact.measure == Measure.CHANGE and fact.base is None:
        return None
    return identity(fact, _is_stock(fact.metric, fact.label), paper.report.header.company)


@lru_cache(maxsize=4096)
def _is_stock(metric: str, label: str | None) -> bool:
    alias = lexicon.load().aliases.get(label) if label else None
    return metric in _stock_codes() or (metric == "other" and alias is not None and alias.metric.stock)


@lru_cache(maxsize=1)
def _stock_codes() -> frozenset[str]:
    metrics = (alias.metric for alias in lexicon.load().aliases.values())
    return frozenset(metric.code for metric in metrics if metric.stock) - {"other"}


def _key(paper: Paper, fact: Fact) -> _Key | None:
    """What facts to compare have in common; a broker's own forecast is compared within its day only."""
    said = about(paper, fact) if counts(fact) and fact.basis != Basis.PRIOR_FORECAST else None
    if said is None or fact.basis != Basis.FORECAST or _is_third_partys(fact):
        return said and (said, None, None)
    return (said, paper.broker, paper.day) if paper.broker and paper.day else None


def _is_third_partys(fact: Fact) -> bool:
    return fact.basis == Basis.FORECAST and (fact.credited_to is not None or fact.metric in _INDUSTRY)


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
    """Whether two numbers differ in one of their digits, or in the order of two, and in nothing else."""
    one, other = (f"{fact.fact.value:f}" for fact in (a, b))
    apart = [i for i in range(len(one)) if one[i] != other[i]] if len(one) == len(other) else []
    swapped = len(apart) == 2 and one[apart[0]] + one[apart[1]] == other[apart[1]] + other[apart[0]]
    digits = len(one.strip("-0").replace(".", ""))
    return digits >= _DIGITS and (len(apart) == 1 or swapped) and terms(a.fact) == terms(b.fact)


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


def is_firm(one: Stated) -> bool:
    """Whether a statement can stand against another: what it is about is sure, and nothing known makes it another thing.

    A part that is named by two reports alike is sure enough, also where the words of one leave the subject open.
    """
    fact, day = one.fact, one.paper.day
    if fact.verdict is not None and fact.verdict.status != Status.VERIFIED:
        if fact.subject is None or set(fact.verdict.reasons) != {"subject_open"}:
            return False
    if fact.metric == _SEVERAL_TARGETS or (fact.basis == Basis.ACTUAL and _OTHER_TERMS.search(fact.quote)):
        return False
    if fact.metric in _RETURNS and not _RETURNS[fact.metric].search(fact.label or ""):
        return False
    if fact.basis == Basis.GUIDANCE or (_is_third_partys(fact) and fact.credited_to is None):
        return False
    return fact.basis != Basis.ACTUAL or day is None or fact.period is None or last_day(fact.period) <= day


def terms(fact: Fact) -> tuple[str, str | None]:
    """What must be equal besides the identity for two figures to contradict one another: the kind, and a share's base."""
    subject = fold_characters(fact.subject or "")
    label = _LEAD.sub("", fold_characters(fact.label or "").removeprefix(subject))
    if fact.measure == Measure.SHARE:
        return _kind(_SHARE.sub("", label), fact.metric), _code(fact.base) or folded(fact.base) or fact.metric
    return _kind(label, fact.metric), None


def _kind(label: str, metric: str) -> str:
    plain = not label or label == _RATIO or _code(label) in (metric, _SHORT.get(metric))
    return "".join(_KIND.findall(label)) if metric in _ACCOUNTS and plain else label


def _code(words: str | None) -> str | None:
    """The metric that words name, where they are nothing but its name."""
    alias = lexicon.load().aliases.get(fold_characters(words)) if words else None
    return alias.metric.code if alias and alias.metric.code != "other" else None


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
    if not (_is_third_partys(group[0].fact) or group[0].fact.metric in _PER_SHARE):
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
