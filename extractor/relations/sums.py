"""Parts and wholes: quarters of a year, lists with their total, segments of a company, shares of one whole."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations

from extractor.relations import spans
from extractor.relations.index import Index, Item
from extractor.relations.intervals import Interval, plus
from extractor.relations.statements import RESTATED, Choice, Statement, plainly
from extractor.schema import Basis, Measure

FLOWS = frozenset({"revenue", "net_profit_parent", "net_profit_parent_ex", "net_profit", "gross_profit", "operating_profit",
                   "total_profit", "ebitda", "selling_expense", "admin_expense", "rd_expense", "finance_expense",
                   "operating_cash_flow", "capex", "output", "sales_volume", "new_orders"})  # fmt: skip
"""What adds up over time."""

DIVISIBLE = frozenset({"revenue", "gross_profit", "output", "sales_volume", "new_orders", "order_backlog", "store_count",
                       "employees", "capacity"})  # fmt: skip
"""What adds up over segments; a profit may have parts below zero and costs that no segment bears."""

_MOST_TILES = 8
_MOST_PARTS = 10
_TOTAL = re.compile(
    r"^(?:以上|上述|前述)?(?:[两二三四五六七八]?(?:项|者|大?(?:业务|品类|板块|产品|部分|类|块|地区|区域|渠道)))?(?:收入|营收|费用率)?"
    r"(?:合计|共计|总计|加总|总和|之和|累计|合共)(?:为|达到?|实现|收入|营收|费用率|占比|占|约|是|:)*$"
)
_WHOLE = re.compile(
    r"全部(?:营业)?(?:收入|营收)?(?:均|都)?(?:由|来自|来源于|为|是|分为)|(?:收入|营收|业务|销量|产量|毛利)(?:全部|均|都)(?:由|来自|来源于)"
    r"|(?:由|分为|包括|包含|来自|拆分?为|划分为|分成)[^。]{0,40}(?:构成|组成|[两二三四五六七][大个]?(?:部分|块|项|类|板块|业务|分部|渠道|地区|区域))"
    r"|[两二三四五六七](?:[大项块个类者]|部分)[^。]{0,12}(?:构成(?:了)?(?:公司)?(?:的)?全部|即为全部|为全部|之和(?:为|即|等于)|合计(?:即|就是|等于|为100%|占100%))"
    r"|合计100%|构成(?:如下|为|:)"
)
_BREAKDOWN = re.compile(
    r"[分按](?:产品|业务|板块|地区|区域|渠道|行业|品牌|品类|应用|下游|市场|客户|类型|模式|结构|分部|构成|细分)"
)
_REST = re.compile(
    r"^(?:其他|其它|其余|余下|剩余|其他业务|其他产品|其他收入|其他地区|其他品类|others?)$|(?:及|和|与)其[他它余]$", re.I
)
_NESTED = re.compile(r"前[一二三四五六七八九十\d]+大?|第[一二三四五六七八九十\d]+大|CR\d")
_LISTED = re.compile(r"[+\-]?[\d.,]+%?(?:[/、,和及与]|以及)?约?")
_ONE_WHOLE = (Decimal(100), Decimal(100))
_MEANT_AS_WHOLE = Decimal(125)
"""Shares that add up to more than this are of several wholes: export's part of each product's sales, say."""


def periods(index: Index) -> Iterator[Choice]:
    """Quarters and halves of one flow add up to the year, or to its first nine months."""
    flows: dict[object, list[tuple[tuple[int, int], Item]]] = {}
    for item in index.of(Measure.LEVEL):
        stretch = spans.months(item.fact.period)
        if stretch and item.fact.unit != "%" and "/" not in (item.fact.unit or "/"):
            flows.setdefault((item.what, item.fact.basis, item.fact.unit), []).append((stretch, item))
    for timed in flows.values():
        for stretch, total in timed:
            for parts in _tilings(stretch, [(s, item) for s, item in timed if item.fact.value != total.fact.value]):
                firm = _plain_flow(index, total, parts)
                yield [_sum("periods", total, parts, firm)]


def _tilings(whole: tuple[int, int], timed: Sequence[tuple[tuple[int, int], Item]]) -> Iterator[tuple[Item, ...]]:
    """The ways to cover a stretch of months without gap or overlap with two or more shorter ones."""
    inside = [(s, item) for s, item in timed if whole[0] <= s[0] and s[1] <= whole[1] and s != whole]
    if len(inside) > _MOST_TILES:
        return

    def cover(start: int) -> Iterator[tuple[Item, ...]]:
        if start == whole[1]:
            yield ()
        for (low, high), item in inside:
            if low == start:
                yield from ((item, *rest) for rest in cover(high))

    yield from cover(whole[0])


def _plain_flow(index: Index, total: Item, parts: Sequence[Item]) -> bool:
    fact = total.fact
    sure = fact.metric in FLOWS and fact.basis == Basis.ACTUAL and fact.credited_to is None
    whole_years = ".." in (fact.period or "")
    return sure and plainly(index, total, *parts) and (not whole_years or "计" in index.lead(total))


def totals(index: Index) -> Iterator[Choice]:
    """A figure called the total of those listed before it in its sentence (三项合计)."""
    for total in index.items:
        if total.at < 0 or not _TOTAL.search(index.lead(total)):
            continue
        listed = [item for item in index.within(total.sentence[0], total.at) if _same_kind(item, total)]
        if len(listed) >= 2 and not RESTATED.search(index.sentence(total)):
            yield _subsets("total", total, listed[-_MOST_PARTS:])


def _same_kind(item: Item, total: Item) -> bool:
    a, b = item.fact, total.fact
    alike = (a.unit, a.measure, a.basis) == (b.unit, b.measure, b.basis) and a.period == b.period
    same = a.metric == b.metric and (a.metric != "other" or a.label == b.label)
    return alike and (same or {a.metric[-6:], b.metric[-6:]} == {"_ratio"})


def _subsets(name: str, total: Item, parts: Sequence[Item], firm: bool = True) -> Choice:
    """All of the parts, or any two or more of them: some may be parts of another."""
    sizes = range(len(parts), 1, -1)
    sums = (_sum(name, total, some, firm) for size in sizes for some in combinations(parts, size))
    whole = next(sums, None)
    held = whole if whole is None or whole.holds else next((s for s in sums if s.holds), whole)
    return [] if held is None else [held]


def segments(index: Index) -> Iterator[Choice]:
    """The segments of a sentence add up to the company's figure: a conflict only if the text says that they are all."""
    for parts in _sentences(index, Measure.LEVEL):
        first = parts[0].fact
        whole = index.levels((first.metric, None, None, first.credited_to), first.period, (first.basis,), first.unit)
        firm = _all_of_it(index, parts) and plainly(index, *parts)
        choices = [s for total in whole for s in _subsets("segments", total, parts, firm)]
        yield choices if firm or len(parts) > 1 else []


def shares(index: Index) -> Iterator[Choice]:
    """Shares of one whole that a sentence lists are no more than 100%; 100% if the text says that they are all."""
    for sentence in _sentences(index, Measure.SHARE):
        for parts in _lists(index, sentence) if sentence[0].fact.unit == "%" else ():
            total, every = plus(*(item.ends for item in parts)), _all_of_it(index, parts)
            if total[1] >= _ONE_WHOLE[0] or every:
                sure = every or _one_breakdown(index, parts)
                firm = sure and total[0] < _MEANT_AS_WHOLE and plainly(index, *parts)
                yield [Statement("shares of one whole", tuple(parts), total, _ONE_WHOLE, "their sum and 100%", firm)]


def _lists(index: Index, parts: Sequence[Item]) -> list[list[Item]]:
    """A sentence's shares by their lists (41.5%/33.2%/25.3%); those that stand apart make one more list."""
    lists = [[parts[0]]]
    for item in parts[1:]:
        if _LISTED.fullmatch(index.text[lists[-1][-1].at : item.at]):
            lists[-1].append(item)
        else:
            lists.append([item])
    apart = [some[0] for some in lists if len(some) == 1]
    return [some for some in (*lists, apart) if len(some) > 1]


def _one_breakdown(index: Index, parts: Sequence[Item]) -> bool:
    """Whether a sentence breaks one whole down, in one way."""
    sentence = index.sentence(parts[0])
    return len(_BREAKDOWN.findall(sentence)) == 1 or any(_REST.search(item.fact.subject or "") for item in parts)


def _sentences(index: Index, measure: Measure) -> Iterator[list[Item]]:
    """Two or more segments' figures of one metric, period and kind that stand in one sentence, each segment once."""
    groups: dict[object, dict[str, Item]] = {}
    for item in index.of(measure):
        fact = item.fact
        if fact.subject and item.at >= 0 and fact.metric in DIVISIBLE and _NESTED.search(fact.subject) is None:
            key = (item.sentence, fact.metric, fact.period, fact.basis, fact.credited_to, fact.unit, fact.base)
            groups.setdefault(key, {}).setdefault(fact.subject, item)
    yield from (list(parts.values()) for parts in groups.values() if 2 <= len(parts) <= _MOST_PARTS)


def _all_of_it(index: Index, parts: Sequence[Item]) -> bool:
    """Whether the text says that the parts are all: by name, or by a rest among the parts of a breakdown."""
    sentence = index.sentence(parts[0])
    rest = any(_REST.search(item.fact.subject or "") for item in parts)
    return bool(_WHOLE.search(sentence)) or (rest and len(parts) > 2 and bool(_BREAKDOWN.search(sentence)))


def _sum(name: str, total: Item, parts: Sequence[Item], firm: bool = True) -> Statement:
    added: Interval = plus(*(item.ends for item in parts))
    return Statement(name, (total, *parts), total.ends, added, "the whole and the sum of its parts", firm)
