"""Rules for figures whose sentence names no period: from the words before, or from what the report is on."""

import re
from dataclasses import replace

from extractor.attribution.frame import Candidate, Frame, Origin, Reading
from extractor.attribution.period.mentions import dates_figures, is_ahead, is_base_level, lies_ahead
from extractor.periods import Mention
from extractor.schema import Measure, last_day

_OPENING, _MARGIN = 30, 2
_CORE = frozenset({
    "revenue", "net_profit_parent", "net_profit_parent_ex", "net_profit", "gross_margin", "net_margin", "gross_profit",
    "operating_profit", "total_profit", "eps", "operating_cash_flow", "period_expense_ratio", "selling_expense_ratio",
    "admin_expense_ratio", "rd_expense_ratio", "finance_expense_ratio", "selling_expense", "admin_expense",
    "rd_expense", "finance_expense", "roe", "sales_volume", "output", "average_price", "impairment", "inventory",
    "receivables", "contract_liabilities", "debt_ratio", "new_orders", "bps", "dps", "payout_ratio", "dividend", "cash",
    "total_assets", "fixed_assets", "capex", "store_count",
})  # fmt: skip
"""What a results comment reports of its period even where the sentence names none."""
_PAID_OUT = frozenset({"dps", "dividend", "payout_ratio"})
_VALUATIONS = frozenset({"pe", "pb", "ps", "peg", "ev_ebitda"})
_EVER = ("至今", "迄今")
_NOW = re.compile(r"目前|如今|现有|现已|迄今|至今")
_WINDOW = re.compile(r"(?:最近|过去|近)(?:\d+|[一二两三五六])个?(?:天|日|交易日|周|月)内?")


def carried(frame: Frame, origin: Origin) -> list[Candidate[str | None]]:
    """From the sentence before, in the same paragraph, else from the report's own period: never sure."""
    window = _WINDOW.search(frame.text, frame.layout.full_sentence(frame.figure.start), frame.figure.start)
    if window is not None and frame.text.find("当日", window.end(), frame.figure.start) < 0:
        return [Candidate(None, "window", window[0])]
    now = _NOW.search(frame.text, frame.sentence, frame.figure.start)
    if now is not None and (now[0] in _EVER or not _is_flow(frame)):
        return [Candidate(None, "now", now[0])]
    if frame.name is not None and frame.name.metric.code in _VALUATIONS:
        return [Candidate(None, "undated")]
    found = _afar(frame, origin)
    nothing: Candidate[str | None] = Candidate(None, "none_named", "", False)
    if found is None:
        return [nothing]
    return _from_afar(frame, origin, found, nothing)


def _from_afar(
    frame: Frame, origin: Origin, found: Candidate[str | None], nothing: Candidate[str | None]
) -> list[Candidate[str | None]]:
    if (quarter := _single_quarter(frame, found.value)) is not None:
        return [quarter]
    if (whole := _whole_beside(frame, found)) is not None:
        return [found, whole]
    if _holds(frame, origin, found):
        return [replace(found, sure=True)]
    if (silent := _of_none(frame, found)) is not None:
        return [silent]
    known = frame.name is not None and (
        frame.name.metric.code in _CORE or frame.name.metric.units & {"money", "percent"}
    )
    return [found, nothing] if known and found.rule != "report_period" else [nothing, found]


def _holds(frame: Frame, origin: Origin, found: Candidate[str | None]) -> bool:
    """Whether a period found afar is surely the figure's."""
    if frame.name is not None and (frame.name.metric.code in _CORE or frame.name.metric.reported):
        if found.rule != "report_period" or origin.named or _is_compared(frame):
            return True
    if found.rule == "paragraph_opening" or _COMPARED_NEXT.match(frame.text, frame.figure.end):
        return True
    beside = (_bears(reading, found.value) for reading in frame.siblings[:_BESIDE])
    return found.rule == "sentence_before" and (_is_of_market(frame) or any(beside))


def _whole_beside(frame: Frame, found: Candidate[str | None]) -> Candidate[str | None] | None:
    """上半年…,其中Q2…。毛利率…: behind a quarter and the part of the year that it ends, either may be meant."""
    if found.rule != "sentence_before" or found.value is None or found.value[4:] not in _QUARTERS_OF:
        return None
    last = next((r for r in frame.earlier if r.period and r.period[0].value == found.value and r.period[0].sure), None)
    if last is None:
        return None
    year, quarter = int(found.value[:4]), found.value[4:]
    whole = str(year - 1) if quarter == "Q1" else f"{year}{_QUARTERS_OF[quarter]}"
    start = frame.layout.full_sentence(last.figure.start)
    for reading in frame.earlier:
        if reading.figure.start < start:
            return None
        if reading.period and reading.period[0].value == whole:
            return Candidate(whole, "whole_beside", whole, False)
    return None


_QUARTERS_OF = {"Q1": "", "Q2": "H1", "Q3": "Q1-Q3", "Q4": ""}
_BESIDE = 2


def _of_none(frame: Frame, found: Candidate[str | None]) -> Candidate[str | None] | None:
    """No period, where the one found afar is surely not the figure's."""
    if found.rule == "report_period" and _is_standing(frame):
        return Candidate(None, "standing")
    if found.rule == "report_period" and not frame.marks.dated and not (_is_core(frame) or _speaks_of_times(frame)):
        return Candidate(None, "none_named")
    if found.rule == "sentence_before" and found.value is not None and _is_planned(frame):
        return Candidate(None, "planned")
    if found.rule == "sentence_before" and found.value is not None and lies_ahead(frame, found.value):
        return Candidate(None, "ahead") if _is_of_no_account(frame) else None
    return None


def _is_core(frame: Frame) -> bool:
    return frame.name is not None and frame.name.metric.code in _CORE


def _is_of_no_account(frame: Frame) -> bool:
    """Whether the figure is of something that nobody forecasts year by year: a discount rate, what an acquisition costs."""
    return frame.name is not None and frame.name.metric.code == "other" and not frame.name.metric.reported


_PLANNED = re.compile(r"拟|计划|有望|预计|将")


def _is_planned(frame: Frame) -> bool:
    """Whether the sentence speaks of what is planned or expected, without a word of when: what went before does not date it."""
    if frame.name is not None and frame.name.metric.code in _PAID_OUT:
        return False
    start, end = frame.layout.full_sentence(frame.figure.start), frame.figure.start
    return _PLANNED.search(frame.text, start, end) is not None and not frame.marks.periods_in(start, end)


_LAST_QUARTER = {"H1": "Q2", "Q1-Q3": "Q3", "": "Q4"}
_SINGLE = re.compile(r"单季度?(?!平均|均)")


def _single_quarter(frame: Frame, period: str | None) -> Candidate[str | None] | None:
    """1-9月新签…,单季新签…: behind a cumulative period a quarter on its own is its last."""
    single = _SINGLE.search(frame.text, frame.sentence, frame.figure.start)
    if single is None or period is None or period[4:] not in _LAST_QUARTER:
        return None
    return Candidate(period[:4] + _LAST_QUARTER[period[4:]], "single_quarter", single[0])


_CLAUSE_END = re.compile(r"[,;:。\n]")
_BEHIND = 20
_TIMES = re.compile(r"(?<![\d.])20[0-4]\d(?![\d.,%])|十[二三四五]五")


def _speaks_of_times(frame: Frame) -> bool:
    """Whether the sentence names a time, though none that is sure to date the figure."""
    start, end = frame.layout.full_sentence(frame.figure.start), frame.figure.end
    behind = _CLAUSE_END.search(frame.text, end, end + _BEHIND)
    stop = behind.start() if behind else end + _BEHIND
    return bool(frame.marks.periods_in(start, stop)) or _TIMES.search(frame.text, start, end) is not None


_CARRIED = frozenset({"sentence_before", "report_period", "paragraph_opening"})


def _bears(reading: Reading, period: str | None) -> bool:
    """Whether a figure surely bears a period that no word of its own sentence names."""
    found = reading.period[0] if reading.period else None
    return found is not None and found.sure and found.value == period and found.rule in _CARRIED


_COMPARED = re.compile(r"同比|环比|[Yy][Oo][Yy]|[Qq][Oo][Qq]")
_COMPARED_NEXT = re.compile(
    r"[,(]?(?:同比|环比|(?<=\()[+-]\d[\d.]*%|[较比](?:上年|去年)|按年|[Yy][Oo][Yy]|[去上]年同期)"
)
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


_ALONE = re.compile(r"单(?:[一二三四]?季度?|Q\d)")


def _is_aside(frame: Frame, reading: Reading) -> bool:
    """Whether a level before was only compared with (低于上年0.37元), or of a quarter on its own: what follows goes on without."""
    if is_base_level(frame, reading) or _by_quarter(frame, reading.figure.start):
        return True
    start = reading.figure.start
    part = max(frame.text.rfind(mark, 0, start) for mark in ";。\n") + 1
    alone = _ALONE.search(frame.text, part, start)
    closed = frame.text.find(";", start, frame.figure.start) >= 0
    return closed and alone is not None and bool(frame.marks.figures_in(part, alone.start()))


_QUARTERS = re.compile(r"分(?:单?季度?)来?看")


def _by_quarter(frame: Frame, place: int) -> bool:
    """分季度看,Q1…,Q2…: quarters told apart are an aside; the sentence behind them goes on without."""
    start = frame.layout.full_sentence(place)
    apart = _QUARTERS.search(frame.text, start, place) is not None
    return apart and start != frame.layout.full_sentence(frame.figure.start)


def _is_past(mention: Mention) -> bool:
    """上年基数较高: the year before is named for what it is compared with."""
    return any(partial.shift < 0 for partial in mention.partials)


def _afar(frame: Frame, origin: Origin) -> Candidate[str | None] | None:
    start = frame.layout.paragraph(frame.figure.start)
    opening = [
        m
        for m in frame.marks.periods_in(start, start + _OPENING)
        if dates_figures(frame, m) and m.end <= frame.sentence
    ]
    if opening and opening[0].start <= start + _MARGIN and len(opening[0].values) == 1:
        return Candidate(opening[0].values[0], "paragraph_opening", opening[0].values[0], False)
    stock = frame.name is not None and frame.name.metric.stock
    if (
        frame.name is not None
        and frame.name.metric.code in _PAID_OUT
        and origin.period is not None
        and len(origin.period) == 4
    ):
        return Candidate(origin.period, "report_period", origin.period, False)
    last = frame.earlier[0].figure.end if frame.earlier else start
    spoken = [m for m in frame.marks.periods_in(max(start, last), frame.sentence) if m.kind in ("point", "current")]
    spoken = [m for m in spoken if len(m.values) == 1 and dates_figures(frame, m) and not (m.forecast or _is_past(m))]
    spoken = [m for m in spoken if not _by_quarter(frame, m.start)]
    if spoken and not stock and len(spoken[-1].values[0]) != 10 and not is_ahead(frame, spoken[-1]):
        return Candidate(spoken[-1].values[0], "sentence_before", spoken[-1].values[0], False)
    for reading in frame.earlier:
        if reading.figure.start < start:
            break
        if frame.layout.bracket(reading.figure.start) or not reading.period or _is_aside(frame, reading):
            continue
        value = reading.period[0].value
        if stock and value is not None and origin.period is not None and last_day(value) == last_day(origin.period):
            value = origin.period
        if value is not None and reading.period[0].sure and (stock or len(value) != 10):
            return Candidate(value, "sentence_before", value, False)
    return Candidate(origin.period, "report_period", origin.period, False) if origin.period is not None else None
