"""Parts and wholes: quarters of a year, lists with their total, segments of a company, shares of one whole."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, pairwise

from extractor.relations import spans
from extractor.relations.index import Index, Item
from extractor.relations.intervals import plus
from extractor.relations.statements import RESTATED, Choice, Statement, plainly
from extractor.schema import Basis, Measure

FLOWS = frozenset({"revenue", "net_profit_parent", "net_profit_parent_ex", "net_profit", "gross_profit", "operating_profit",
                   "total_profit", "ebitda", "selling_expense", "admin_expense", "rd_expense", "finance_expense",
                   "operating_cash_flow", "capex", "output", "sales_volume", "new_orders"})  # fmt: skip
"""What adds up over time."""

DIVISIBLE = frozenset({"revenue", "gross_profit", "output", "sales_volume", "new_orders", "order_backlog", "store_count",
                       "employees", "capacity"})  # fmt: skip
"""What adds up over segments; a profit has parts below zero and costs that no segment bears."""

_MOST_PARTS = 10
_COUNTS = {2: "两二2", 3: "三3", 4: "四4", 5: "五5", 6: "六6", 7: "七7", 8: "八8"}
_SEVERAL = r"(?P<count>[两二三四五六七八2-8])(?:大|个|项|块|类|种|者|部分|板块)(?:业务|产品|板块|部分|分部|地区|区域|渠道|品类|来源|收入)?"
_COUNTED = re.compile(_SEVERAL)
_TOTAL = re.compile(
    rf"^(?:以上|上述|前述|其|这)?(?:{_SEVERAL})?(?:的)?(?:收入|营收|费用率)?(?:合计|共计|总计|加总|总和|之和|累计|合共)"
    r"(?:为|达到?|实现|收入|营收|费用率|占比|占|约|是|:)*$"
)
_TOTAL_OF_NAMES = re.compile(r"(?:合计|共计|总计|之和)(?:为|达到?|实现|收入|营收|占比|约|是)*$")
_WHOLE = re.compile(
    r"(?<!占)(?<!占公司)全部(?:的)?(?:营业|主营业务|销售)?(?:收入|营收|销量|产量|订单|毛利|员工|门店)|(?:全部|均|都)(?:由|来自|来源于|分为)|(?:仅|只)有[两二三四五六七八]"
    r"|合计占(?:公司)?全部(?:营业)?(?:收入|营收)(?![的比])|由[^。]{1,60}(?:构成|组成)|(?:构成|组成|分布)(?:如下|为|:)|合计(?:即|就是|等于)|之和(?:即|就是|等于)"
)
_PARTLY = re.compile(r"主要|大部分|多数|绝大|几乎|超过|之一|等(?:业务|产品|板块|构成|组成|部分)")
_POINTS_BACK = re.compile(r"(?:以上|上述|前述|这|[两二三四五六七八](?:大|个|项|块|者))")
_BREAKDOWN = re.compile(
    r"[分按](?:产品|业务|板块|地区|区域|渠道|行业|品牌|品类|应用|下游|市场|客户|类型|模式|结构|分部|构成|细分)"
)
_REST = re.compile(r"^(?:其他|其它|其余|余下|剩余)(?:业务|产品|收入|地区|品类)?$|(?:及|和|与)其[他它余]$")
_REMAINDER = re.compile(r"^(?:其余|余下|剩余)")
_NESTED = re.compile(r"前[一二三四五六七八九十\d]+大?|第[一二三四五六七八九十\d]+大|CR\d")
_CUT_ACROSS = re.compile(r"海外|境外|境内|国内|国外|出口|内销|外销|线上|线下|直营|经销|省外|省内|电商|华[东南北中]")
_LISTED = re.compile(r"[+\-]?[\d.,]+%?(?:[/、,和及与]|以及)?约?")
_ONE_WHOLE = (Decimal(100), Decimal(100))
_MEANT_AS_WHOLE = Decimal(125)
"""Shares that add up to more than this are of several wholes: export's part of each product's sales, say."""

Timed = tuple[tuple[int, int], Item]


def periods(index: Index) -> Iterator[Choice]:
    """Quarters and halves of one flow add up to the year, or to its first nine months; of two for one quarter one is another's."""
    flows: dict[object, list[Timed]] = {}
    for item in index.of(Measure.LEVEL):
        stretch, unit = spans.months(item.fact.period), item.fact.unit
        if stretch is not None and unit is not None and unit != "%" and "/" not in unit:
            flows.setdefault((item.what, item.fact.basis, unit), []).append((stretch, item))
    for timed in flows.values():
        for stretch, total in timed:
            ways: dict[object, list[Statement]] = {}
            for parts in _tilings(stretch, _inside(timed, stretch, total)):
                cut = tuple(spans.months(part.fact.period) for part in parts)
                ways.setdefault(cut, []).append(_sum("periods", total, parts, _plain_flow(index, total, parts)))
            yield from ways.values()


def _inside(timed: Sequence[Timed], whole: tuple[int, int], total: Item) -> list[Timed]:
    """The shorter stretches within a whole, if they are few; a value equal to the whole's is its repeat, misdated."""
    found = [(s, item) for s, item in timed if whole[0] <= s[0] and s[1] <= whole[1] and s != whole]
    return [(s, item) for s, item in found if item.fact.value != total.fact.value] if len(found) <= _MOST_PARTS else []


def _tilings(whole: tuple[int, int], inside: Sequence[Timed]) -> Iterator[tuple[Item, ...]]:
    """The ways to cover a stretch of months without gap or overlap."""
    for (low, high), item in inside:
        if low == whole[0] and high == whole[1]:
            yield (item,)
        elif low == whole[0]:
            yield from ((item, *rest) for rest in _tilings((high, whole[1]), inside))


def _plain_flow(index: Index, total: Item, parts: Sequence[Item]) -> bool:
    fact = total.fact
    sure = fact.metric in FLOWS and fact.basis == Basis.ACTUAL and fact.credited_to is None
    summed = ".." not in (fact.period or "") or "计" in index.lead(total)
    return sure and summed and plainly(index, total, *parts)


def totals(index: Index) -> Iterator[Choice]:
    """A figure called the total of those listed before it in its sentence (三项合计)."""
    for total in index.items:
        lead = index.lead(total)
        if not _TOTAL_OF_NAMES.search(lead) and not _TOTAL.search(lead):
            continue
        listed = [item for item in index.within(total.sentence[0], total.at) if _same_kind(item, total)][-_MOST_PARTS:]
        if not _TOTAL.search(lead):
            listed = [item for item in listed if item.fact.subject and item.fact.subject in lead]
            if "".join(item.fact.subject or "" for item in listed) != _names(lead):
                continue
        if len(listed) >= 2:
            yield _subsets("total", total, listed, RESTATED.search(index.sentence(total)) is None)


def _names(lead: str) -> str:
    """The names that a total's clause adds up, without what joins them."""
    named = re.sub(rf"{_SEVERAL}$", "", _TOTAL_OF_NAMES.split(lead)[0])
    return re.sub(r"[、和与及/]|以及|(?:业务)?(?:收入|营收)$", "", named)


def _same_kind(item: Item, total: Item) -> bool:
    a, b = item.fact, total.fact
    together = (a.unit, a.measure, a.basis, a.period) == (b.unit, b.measure, b.basis, b.period)
    same = a.metric == b.metric and (a.metric != "other" or a.label == b.label)
    return together and (same or (a.metric.endswith("_ratio") and b.metric == "period_expense_ratio"))


def _subsets(name: str, total: Item, parts: Sequence[Item], firm: bool) -> Choice:
    """All of the parts, or any two or more of them that add up: some may be parts of another."""
    sums = [_sum(name, total, some, firm) for size in range(len(parts), 1, -1) for some in combinations(parts, size)]
    return [next((s for s in sums if s.holds), sums[0])]


def segments(index: Index) -> Iterator[Choice]:
    """The segments of a sentence add up to the company's figure, if the text says that they are all; else to no more.

    A breakdown with 其他 in it need not be whole: of main business only, say.
    """
    for parts in _sentences(index, Measure.LEVEL):
        first = parts[0].fact
        whole = index.levels((first.metric, None, None, first.credited_to), first.period, (first.basis,), first.unit)
        firm = _all_of_it(index, parts) and plainly(index, *parts)
        over = not firm and _is_shared_out(index, parts) and plainly(index, *parts)
        sums = [s for total in whole for s in (_subsets if firm else _all)("segments", total, parts, firm)]
        yield [replace(s, firm=True) if over and _exceeds(s) else s for s in sums]


def _is_shared_out(index: Index, parts: Sequence[Item]) -> bool:
    """Whether a sentence shares the company's figure out in one way, so that its parts can't be more than the whole."""
    sentence = index.sentence(parts[0])
    inside = sentence.find("其中")
    apart = _BREAKDOWN.search(sentence) is not None and inside < 0
    part_of_it = 0 <= inside <= 1 and sentence.count("其中") == 1 and _BREAKDOWN.search(sentence) is None
    return (apart or part_of_it) and len(parts) > 2 and not _CUT_ACROSS.search(sentence)


def _exceeds(statement: Statement) -> bool:
    """Whether the parts are more than the whole, by less than makes them parts of several."""
    whole, added = statement.left, statement.right
    return added[0] > whole[1] and added[1] < whole[0] * _MEANT_AS_WHOLE / 100


def _all(name: str, total: Item, parts: Sequence[Item], firm: bool) -> Choice:
    return [_sum(name, total, parts, firm)]


def shares(index: Index) -> Iterator[Choice]:
    """Shares of one whole that a sentence lists are no more than 100%; 100% if the text says that they are all.

    Of a whole without a code, which may be cut in other ways, only the latter.
    """
    for sentence in _sentences(index, Measure.SHARE):
        for parts in _lists(index, sentence) if sentence[0].fact.unit == "%" else ():
            added, every = plus(*(item.ends for item in parts)), _all_of_it(index, parts)
            known = parts[0].fact.metric in DIVISIBLE
            if (known and added[1] >= _ONE_WHOLE[0]) or every:
                firm = every or (_one_whole(index, parts) and added[0] < _MEANT_AS_WHOLE)
                whole = Statement(
                    "shares of one whole", tuple(parts), added, _ONE_WHOLE, "their sum and 100%", firm, tied=True
                )
                yield [whole] if plainly(index, *parts) else []


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


def _one_whole(index: Index, parts: Sequence[Item]) -> bool:
    """Whether a sentence shares one whole out, in one way: by a breakdown, with a rest, or in one plain list."""
    sentence = index.sentence(parts[0])
    breakdowns = len(_BREAKDOWN.findall(sentence))
    if breakdowns or any(_REST.search(item.fact.subject or "") for item in parts):
        return breakdowns <= 1
    listed = all(_LISTED.fullmatch(index.text[a.at : b.at]) for a, b in pairwise(parts))
    return listed and len(parts) > 2 and "分别" in sentence and not _CUT_ACROSS.search(sentence)


def _sentences(index: Index, measure: Measure) -> Iterator[list[Item]]:
    """Two or more segments' figures of one metric, period and kind that stand in one sentence, each segment once."""
    groups: dict[object, dict[str, Item]] = {}
    for item in index.of(measure):
        fact = item.fact
        divisible = fact.metric in DIVISIBLE or (measure == Measure.SHARE and fact.metric == "other")
        if fact.subject and item.at >= 0 and divisible and not _NESTED.search(fact.subject):
            label = fact.label if fact.metric == "other" else None
            key = (item.sentence, fact.metric, label, fact.period, fact.basis, fact.credited_to, fact.unit, fact.base)
            groups.setdefault(key, {}).setdefault(fact.subject, item)
    yield from (list(parts.values()) for parts in groups.values() if 2 <= len(parts) <= _MOST_PARTS)


def _all_of_it(index: Index, parts: Sequence[Item]) -> bool:
    """Whether the text says that these parts are all, in their sentence or in one beside it that counts them."""
    if len(parts) > 2 and any(_REMAINDER.search(item.fact.subject or "") for item in parts):
        return True
    before, sentence, after = index.around(parts[0])
    for words, beside in ((sentence, False), (before, True), (after, True)):
        counts = [match["count"] for match in _COUNTED.finditer(words)]
        counted = any(count in _COUNTS.get(len(parts), "") for count in counts)
        told = _WHOLE.search(words) is not None and _PARTLY.search(words) is None
        if told and (counted or not (counts or beside)) and (words != after or _POINTS_BACK.match(words)):
            return True
    return False


def _sum(name: str, total: Item, parts: Sequence[Item], firm: bool) -> Statement:
    added = plus(*(item.ends for item in parts))
    return Statement(
        name, (total, *parts), total.ends, added, "the whole and the sum of its parts", firm, tied=name != "periods"
    )
