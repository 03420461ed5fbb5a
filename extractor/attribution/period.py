"""Field: the period a figure bears, from the words around it, the sentence before, or the heading."""

import re
from dataclasses import replace

from extractor.attribution.cues import last_match
from extractor.attribution.frame import Candidate, Frame, Origin, Reading
from extractor.periods import Mention
from extractor.schema import Measure, last_day

_BASE_BEFORE = re.compile(
    r"(?:较|(?<!可)比|相比于?|相较于?|对比|与|以|高于|低于|超过?|不及)(?:公司|去年的?|同期|[^,。;:()]{1,6}[、和及])?$"
)
_PART_OF = re.compile(r"(?:占(?!比|据)|完成|为|是|相当于)[^,。;由从]{0,6}$")
_EVENT_BEHIND = re.compile(
    r"(?:晚间?|[上下]午|盘后|傍晚)?,?(?:[\u4e00-\u9fff]{0,8}?)(?:公告|发布|披露|召开|公布|获|收到|宣布|签署|签订|审议|上市|接待|举行|举办)"
)
_MILESTONE_BEHIND = re.compile(
    r"(?:前后?|底|末|以来|内|将|正式|起|左右|逐步|陆续|开始|完成|实现|即可|有望|预计|全面|启动|进行|以后|后|[,、])*"
    r"(?:建设|投产|开工|建成|达产|动工|试生产|投入运营|投入使用|落成|成立|收购|出售|立项|推出|经营计划|投建|竣工|交付使用|并网)"
)
_IS_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
_MULTIPLE_OF = re.compile(r"(?:年|全年)?[^,。;、\d]{0,10}的\D{0,2}\d")
_FORESEEN = re.compile(r"我们|预计|预测|估值|给予")
_WHEN = re.compile(r"[^,;。\n\d]{1,16}时")
_SINCE = re.compile(r"起|以?来(?![看说自])")
_CLAUSE_END = re.compile(r"[,;。\n]")
_CUE = 12
_AS_OF = re.compile(r"(?:截至|截止|到)$")
_OPENING, _MARGIN = 30, 2
_FROM_BEFORE = re.compile(r"(?:由|从)$")
_CORE = frozenset({
    "revenue", "net_profit_parent", "net_profit_parent_ex", "net_profit", "gross_margin", "net_margin", "gross_profit",
    "operating_profit", "total_profit", "eps", "operating_cash_flow", "period_expense_ratio", "selling_expense_ratio",
    "admin_expense_ratio", "rd_expense_ratio", "finance_expense_ratio", "selling_expense", "admin_expense",
    "rd_expense", "finance_expense", "roe", "sales_volume", "output", "average_price", "impairment", "inventory",
    "receivables", "contract_liabilities", "debt_ratio", "new_orders", "bps", "dps", "payout_ratio", "dividend", "cash",
    "total_assets", "fixed_assets", "capex", "store_count",
})  # fmt: skip
"""What a results comment reports of its period even where the sentence names none."""


def candidates(frame: Frame, origin: Origin) -> list[Candidate[str | None]]:
    """The periods that the words allow, the best first; `origin` is the period that the report speaks of."""
    if frame.gap == "的" and frame.siblings:
        return [Candidate(c.value, "dated_base", c.words, c.sure) for c in frame.siblings[0].period]
    if frame.name is not None and frame.name.metric.dateless and frame.measure != Measure.YOY:
        return _dateless(frame)
    if frame.aligned_period is not None:
        return [Candidate(frame.aligned_period, "parallel_periods", frame.aligned_period, not frame.mismatch)]
    if (found := _over_years(frame) or _end_of_span(frame) or _inherited(frame) or _once_built(frame)) is not None:
        return [found]
    if (undated := _of_project(frame)) is not None:
        return [undated]
    if found_list := _in_sentence(frame, origin):
        return found_list
    return _carried(frame, origin)


_BUILT = re.compile(r"(?:达产|满产|投产|建成|投运|完工)(?!年)[^,。;、]{0,2}后")


def _once_built(frame: Frame) -> Candidate[str | None] | None:
    """达产后可贡献41亿元: once something is built, whenever that will be."""
    built = last_match(_BUILT, frame.text[frame.sentence : frame.lead.start])
    if built is None or frame.marks.periods_in(frame.sentence + built.start(), frame.lead.start):
        return None
    return Candidate(None, "once_built", built[0])


_PROJECT = re.compile(r"总投资|项目|基地|工厂|产线|生产线|拟|建设")


def _of_project(frame: Frame) -> Candidate[str | None] | None:
    """项目总投资21.5亿元: what a project costs is of no period but one named in its own clause."""
    if frame.name is None or frame.name.metric.code != "investment" or frame.measure != Measure.LEVEL:
        return None
    if frame.marks.periods_in(min(frame.clause, frame.gap_start), frame.lead.start):
        return None
    said = _PROJECT.search(frame.text, frame.layout.full_sentence(frame.figure.start), frame.figure.end + _CUE)
    return Candidate(None, "of_project", said[0]) if said else None


def _usable(frame: Frame, mention: Mention) -> bool:
    """Whether a mention dates figures: it is no base of comparison, no date of an announcement or of something built."""
    if not mention.values:
        return False
    text = frame.text
    before = text[max(0, mention.start - 6) : mention.start]
    if _SINCE.match(text, mention.end) or _MILESTONE_BEHIND.match(text, mention.end):
        return False
    if mention.end <= frame.gap_start and mention.partials:
        if mention.partials[0].same or _FROM_BEFORE.search(before) or _MULTIPLE_OF.match(text, mention.end):
            return False
    if frame.measure == Measure.SHARE and _PART_OF.search(
        frame.text, max(frame.gap_start, mention.start - 8), mention.start
    ):
        return False
    if _BASE_BEFORE.search(before):
        return frame.measure == Measure.LEVEL and _is_of_base(frame, mention)
    if mention.kind == "point" and _IS_DAY.fullmatch(mention.values[0]) and not _AS_OF.search(before):
        return _is_contract(frame) or not _EVENT_BEHIND.match(text, mention.end)
    return not _is_passing(frame, mention)


def _is_contract(frame: Frame) -> bool:
    """Whether the figure is the sum of a contract, which the day of signing dates."""
    return frame.name is not None and frame.name.metric.code == "contract_value"


def _is_of_base(frame: Frame, mention: Mention) -> bool:
    """较上年的7.26亿元: the level compared with bears the period of the comparison."""
    between = frame.text[mention.end : frame.lead.start]
    return mention.end >= frame.gap_start and re.fullmatch(r"的?[^,。;:()\d]{0,8}", between) is not None


def _is_passing(frame: Frame, mention: Mention) -> bool:
    """Whether a mention of times to come says only when something happens: no figure stands in its clause, and it neither
    opens its sentence with a forecast nor runs along with a list.
    """
    if mention.end > frame.clause or mention.kind != "point":
        return False
    if frame.text[mention.start - 1 : mention.start] == "在" and _WHEN.match(frame.text, mention.end):
        return True
    if not _is_later(frame, mention):
        return False
    if _AS_OF.search(frame.text[max(0, mention.start - 3) : mention.start]):
        return False
    end = _CLAUSE_END.search(frame.text, mention.end)
    if end is None or frame.marks.figures_in(mention.end, end.start()):
        return False
    return not _FORESEEN.search(
        frame.text, max(frame.layout.sentence(mention.start), mention.start - _CUE), end.start()
    )


def _is_later(frame: Frame, mention: Mention) -> bool:
    """Whether a period ends after the report was written."""
    written = frame.marks.published
    return written is not None and last_day(mention.values[-1]) > written.isoformat()


def _value(frame: Frame, mention: Mention) -> str:
    values = mention.values
    if len(values) == 1:
        return values[0]
    if mention.kind == "range" and frame.measure == Measure.LEVEL and len(frame.chain) == 1:
        if _FROM_BEFORE.search(frame.text[max(0, frame.figure.start - 3) : frame.figure.start]):
            return values[0]
    if frame.measure == Measure.CAGR or (mention.kind == "range" and len(frame.chain) == 1):
        first, last = values[0], values[-1]
        return f"{first}..{last}" if len(first) == len(last) == 4 else last
    return values[0]


_REACHED = re.compile(r"(?:增至|升至|降至|增长[至到]|提[升高][至到]|下[降滑][至到]|至|到)约?$")


def _end_of_span(frame: Frame) -> Candidate[str | None] | None:
    """2022-2024年由A增至B: the second of two levels belongs to the span's last year."""
    sibling = frame.siblings[0] if frame.siblings else None
    if sibling is None or not _REACHED.search(frame.text[frame.gap_start : frame.figure.start]):
        return None
    if not _FROM_BEFORE.search(frame.text[max(0, sibling.figure.start - 3) : sibling.figure.start]):
        return None
    start = frame.layout.full_sentence(sibling.figure.start)
    spans = [m for m in frame.marks.periods_in(start, sibling.figure.start) if m.kind == "range"]
    return Candidate(spans[-1].values[-1], "end_of_span", spans[-1].values[-1]) if spans and spans[-1].values else None


_SUM_OF_YEARS = re.compile(r"[两二三四五六]年(?:合计|累计|共计?|总计)[^,。;]{0,4}$")


def _over_years(frame: Frame) -> Candidate[str | None] | None:
    """2024年A亿元,2028年B亿元,对应CAGR为C%; 2022-2024年A/B/C,三年累计D: from the first of the years before to the last."""
    if frame.measure != Measure.CAGR and not _SUM_OF_YEARS.search(frame.gap):
        return None
    if any(m.kind == "range" for m in frame.marks.periods_in(frame.gap_start, frame.lead.start)):
        return None
    levels = [r for r in frame.siblings if r.period and r.measure[0].value == Measure.LEVEL]
    years = {r.period[0].value or "" for r in levels if r.unit == levels[0].unit}
    if len(years) < 2 or any(len(year) != 4 for year in years):
        return None
    return Candidate(f"{min(years)}..{max(years)}", "over_years", min(years))


_FROM_DATED = re.compile(r"(?:由|从)[^,。;()]{2,16}的$")


def _from_a_dated_one(frame: Frame) -> bool:
    """由2022年的52%升至78%: the date of the first is not that of the second."""
    before = frame.siblings[0].figure.start if frame.siblings else 0
    return (
        frame.measure == Measure.LEVEL
        and _REACHED.search(frame.gap) is not None
        and _FROM_DATED.search(frame.text[max(0, before - 20) : before]) is not None
    )


_COMPARED_WITH = re.compile(r"(?:较|比)[^,。;()]{2,12}的$")


def _compared(frame: Frame) -> Reading | None:
    """8元,较去年的10元回落20%: growth bears the period of what is compared, not of what it is compared with."""
    if frame.measure == Measure.LEVEL or len(frame.siblings) < 2:
        return None
    base = next((r for r in frame.siblings[:2] if r.measure[0].value == Measure.LEVEL), None)
    if base is None:
        return None
    if not _COMPARED_WITH.search(frame.text[max(0, base.figure.start - 16) : base.figure.start]):
        return None
    behind = frame.siblings.index(base) + 1
    return next((r for r in frame.siblings[behind : behind + 2] if r.measure[0].value == Measure.LEVEL), None)


def _inherited(frame: Frame) -> Candidate[str | None] | None:
    """What speaks of the figure before, without a period of its own, bears its period."""
    own = [m for m in frame.marks.periods_in(frame.gap_start, frame.lead.start) if _usable(frame, m)]
    if own or frame.name is None:
        return None
    if listed := frame.in_list("period"):
        reading, rule = listed
        return Candidate(reading.period[0].value, rule, "", reading.period[0].sure)
    sibling = _compared(frame) or frame.sibling()
    if sibling is None or not sibling.period or not sibling.metric or _from_a_dated_one(frame):
        return None
    if sibling.metric[0].value.start == frame.name.start and frame.measure != Measure.CAGR:
        inner = sibling.figure.bracket or frame.layout.bracket(sibling.figure.start)
        if inner and not frame.layout.bracket(frame.figure.start) and len(frame.siblings) > 1:
            return None
        return Candidate(sibling.period[0].value, "figure_before", "", sibling.period[0].sure)
    return None


def _in_sentence(frame: Frame, origin: Origin) -> list[Candidate[str | None]]:
    """The nearest period to the left in the sentence; in the gap it is sure, across other figures it is likely."""
    for low, high, sure in (
        (frame.gap_start, frame.lead.start, True),
        (frame.sentence, frame.gap_start, True),
        (frame.layout.full_sentence(frame.figure.start), frame.sentence, True),
    ):
        usable = [m for m in frame.marks.periods_in(low, high) if _usable(frame, m)]
        usable = [m for m in usable if not _foreign_bracket(frame, m) and not _is_aside(frame, m)]
        if low != frame.gap_start and _is_project(frame):
            break
        if not usable:
            continue
        mention = usable[-1]
        joined = len(mention.values) > 1 and frame.measure != Measure.CAGR and len(frame.chain) > 1
        strange = mention.guessed and low != frame.gap_start and mention.values[0][:4] != (origin.period or "")[:4]
        ambiguous = strange or joined
        best: Candidate[str | None] = Candidate(
            _value(frame, mention),
            _rule(frame, mention),
            frame.text[mention.start : mention.end],
            sure and not ambiguous,
        )
        return [best] if best.sure else [best, Candidate(None, "none_named")]
    return []


def _rule(frame: Frame, mention: Mention) -> str:
    """In the figure's own clause a period is stated; farther off it is taken over."""
    return (
        "in_clause" if mention.start >= max(frame.gap_start, frame.layout.clause(frame.lead.start)) else "period_before"
    )


_SINGLE = re.compile(r"单(?:季|三|四|一|二|Q)|季度单")
_PART_END = re.compile(r"[;。\n]")


def _is_aside(frame: Frame, mention: Mention) -> bool:
    """单季度…;负债率…: a quarter on its own is an aside; behind its semicolon the report speaks again of what it is on."""
    if mention.end > frame.sentence or _SINGLE.search(frame.text, frame.sentence, frame.figure.start):
        return False
    end = _PART_END.search(frame.text, mention.end, frame.figure.start)
    return end is not None and _SINGLE.search(frame.text, max(0, mention.start - 1), end.start()) is not None


def _is_project(frame: Frame) -> bool:
    """Whether the figure is the size of something built: what is said of it before dates other things."""
    name = frame.name
    return (
        name is not None
        and name.metric.code == "capacity"
        and (name.label.endswith("年产") or name.start >= frame.figure.end)
    )


def _foreign_bracket(frame: Frame, mention: Mention) -> bool:
    """A period inside a bracket that is closed before the figure belongs to the bracket."""
    bracket = frame.layout.bracket(mention.start)
    return bracket is not None and bracket[1] <= frame.lead.start


_BLOCK = re.compile(r"(?:市场数据|基本数据|股价|行情|基础数据)[^\n]{0,12}$", re.MULTILINE)
_BLOCK_REACH = 160


_AT_CLOSE = re.compile(r"[^,。;]{0,2}(?:收盘|盘后)")


def _dateless(frame: Frame) -> list[Candidate[str | None]]:
    """A day named beside the figure, in a bracket on either side, or over the block of market data that it stands in."""
    low = max(
        frame.layout.clause(frame.clause - 1) if frame.text[frame.clause - 1 : frame.clause] in "()" else frame.clause,
        0,
    )
    line = frame.text.rfind("\n", 0, frame.figure.start) + 1
    near = frame.marks.periods_in(max(line, min(low, frame.name.start if frame.name else low)), frame.lead.start)
    behind = re.match(r"[^\n,。;()]{0,3}\(", frame.text[frame.figure.end : frame.figure.end + 8])
    if behind is not None:
        start = frame.figure.end + behind.end()
        near = [*near, *(m for m in frame.marks.periods_in(start, start + 16) if m.start == start)]
    dated = [m for m in near if _usable(frame, m) and len(m.values) == 1 and len(m.values[0]) == 10]
    if not dated:
        block = last_match(_BLOCK, frame.text[max(0, line - _BLOCK_REACH) : line])
        start = max(0, line - _BLOCK_REACH)
        found = frame.marks.periods_in(start + block.start(), start + block.end()) if block else []
        dated = [m for m in found if len(m.values) == 1 and len(m.values[0]) == 10]
    if not dated:
        said = frame.marks.periods_in(frame.layout.full_sentence(frame.figure.start), frame.lead.start)
        dated = [
            m for m in said if len(m.values) == 1 and len(m.values[0]) == 10 and _AT_CLOSE.match(frame.text, m.end)
        ]
    if dated:
        return [Candidate(dated[-1].values[0], "dated", frame.text[dated[-1].start : dated[-1].end])]
    return [Candidate(None, "undated")]


_VALUATIONS = frozenset({"pe", "pb", "ps", "peg", "ev_ebitda"})
_NOW = re.compile(r"目前|如今|现有|现已|迄今|至今")
_WINDOW = re.compile(r"(?:最近|过去|近)(?:\d+|[一二两三五六])个?(?:天|日|交易日|周|月)内?")


def _carried(frame: Frame, origin: Origin) -> list[Candidate[str | None]]:
    """From the sentence before, in the same paragraph, else from the report's own period: never sure."""
    window = _WINDOW.search(frame.text, frame.layout.full_sentence(frame.figure.start), frame.figure.start)
    if window is not None:
        return [Candidate(None, "window", window[0])]
    now = _NOW.search(frame.text, frame.sentence, frame.figure.start)
    if now is not None and not _is_flow(frame):
        return [Candidate(None, "now", now[0])]
    if frame.name is not None and frame.name.metric.code in _VALUATIONS:
        return [Candidate(None, "undated")]
    found = _afar(frame, origin)
    nothing: Candidate[str | None] = Candidate(None, "none_named", "", False)
    if found is None:
        return [nothing]
    if frame.name is not None and (frame.name.metric.code in _CORE or frame.name.metric.reported):
        if found.rule != "report_period" or origin.named or _is_compared(frame):
            return [replace(found, sure=True)]
    if found.rule == "paragraph_opening" or (found.rule == "sentence_before" and _is_of_market(frame)):
        return [replace(found, sure=True)]
    if found.rule == "report_period" and _is_standing(frame):
        return [Candidate(None, "standing")]
    known = frame.name is not None and (
        frame.name.metric.code in _CORE or frame.name.metric.units & {"money", "percent"}
    )
    return [found, nothing] if known and found.rule != "report_period" else [nothing, found]


_COMPARED = re.compile(r"同比|环比|[Yy][Oo][Yy]|[Qq][Oo][Qq]")
_SENTENCE_REST = 60


def _is_compared(frame: Frame) -> bool:
    """Whether the sentence compares with the year or quarter before: then it speaks of the period reported on."""
    end = frame.text.find("。", frame.figure.end, frame.figure.end + _SENTENCE_REST)
    stop = end if end >= 0 else frame.figure.end + _SENTENCE_REST
    return _COMPARED.search(frame.text, frame.layout.full_sentence(frame.figure.start), stop) is not None


def _is_standing(frame: Frame) -> bool:
    """Whether the figure is of something that the accounts know nothing of: it stands, at no time in particular."""
    metric = frame.name.metric if frame.name else None
    return metric is not None and metric.code == "other" and not metric.reported and frame.measure == Measure.LEVEL


def _is_of_market(frame: Frame) -> bool:
    """Sizes and shares of markets are of a year: of the one that the paragraph speaks of."""
    return frame.name is not None and frame.name.metric.code in ("market_size", "market_share")


def _is_flow(frame: Frame) -> bool:
    """Whether the figure is a level that is earned or sold over a period, so that it can't be of this moment."""
    metric = frame.name.metric if frame.name else None
    return metric is not None and metric.code in _CORE and not metric.stock and frame.measure == Measure.LEVEL


def _afar(frame: Frame, origin: Origin) -> Candidate[str | None] | None:
    start = frame.layout.paragraph(frame.figure.start)
    opening = [
        m for m in frame.marks.periods_in(start, start + _OPENING) if _usable(frame, m) and m.end <= frame.sentence
    ]
    if opening and opening[0].start <= start + _MARGIN and len(opening[0].values) == 1:
        return Candidate(opening[0].values[0], "paragraph_opening", opening[0].values[0], False)
    stock = frame.name is not None and frame.name.metric.stock
    for reading in frame.earlier:
        if reading.figure.start < start:
            break
        if frame.layout.bracket(reading.figure.start) or not reading.period:
            continue
        value = reading.period[0].value
        if value is not None and reading.period[0].sure and (stock or len(value) != 10):
            return Candidate(value, "sentence_before", value, False)
    return Candidate(origin.period, "report_period", origin.period, False) if origin.period is not None else None
