"""Rules for figures whose sentence names no period: from the words before, or from what the report is on."""

import re
from dataclasses import replace

from extractor.attribution.frame import Candidate, Frame, Origin, Reading
from extractor.attribution.period.mentions import dates_figures, is_ahead
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
    if window is not None:
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


_LAST_QUARTER = {"H1": "Q2", "Q1-Q3": "Q3", "": "Q4"}
_SINGLE = re.compile(r"单季度?(?!平均|均)")


def _single_quarter(frame: Frame, period: str | None) -> Candidate[str | None] | None:
    """1-9月新签…,单季新签…: behind a cumulative period a quarter on its own is its last."""
    single = _SINGLE.search(frame.text, frame.sentence, frame.figure.start)
    if single is None or period is None or period[4:] not in _LAST_QUARTER:
        return None
    return Candidate(period[:4] + _LAST_QUARTER[period[4:]], "single_quarter", single[0])


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


_BASE = re.compile(
    r"(?:(?:较|比|与|由|从|自|低于|高于|而)[^,。;()]{0,8}|^|[,。;(])(?:上年|去年|上年同期|去年同期|同期|年初|上年末|前值)(?:的|为|是|则?为)?[^,。;()\d]{0,6}$"
)
_ALONE = re.compile(r"单(?:[一二三四]?季度?|Q\d)")


def _is_aside(frame: Frame, reading: Reading) -> bool:
    """Whether a level before was only compared with (低于上年0.37元), or of a quarter on its own: what follows goes on without."""
    start = reading.figure.start
    before = frame.text[max(0, start - 20) : start]
    if reading.measure[0].value == Measure.LEVEL and _BASE.search(before):
        return True
    part = max(frame.text.rfind(mark, 0, start) for mark in ";。\n") + 1
    alone = _ALONE.search(frame.text, part, start)
    closed = frame.text.find(";", start, frame.figure.start) >= 0
    return closed and alone is not None and bool(frame.marks.figures_in(part, alone.start()))


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
    spoken = [m for m in spoken if len(m.values) == 1 and dates_figures(frame, m) and not m.forecast]
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
