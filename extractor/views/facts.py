"""The view `facts`: one row a fact, everything that the report states."""

from collections.abc import Sequence

from extractor.schema import Fact, Report
from extractor.views import shared
from extractor.views.metrics import name_of
from extractor.views.table import Cell, Column, Kind, Place, Row, View

COLUMNS = (
    shared.TS_CODE, shared.NAME, shared.REPORT_DATE, shared.ORG_NAME, shared.METRIC, shared.METRIC_NAME,
    Column("label", "原文名称", Kind.TEXT, "the metric's words as written"),
    Column("subject", "对象", Kind.TEXT, "the segment, product, region, peer or industry; empty for the whole company"),
    Column("period", "期间", Kind.TEXT, "`2025`, `2025Q3` (that quarter), `2025Q1-Q3` (cumulative), `2023..2028` and so on"),
    Column("period_end", "期末日", Kind.DATE, "the last day of the period, Tushare's `end_date`"),
    Column("basis", "口径", Kind.TEXT, "`actual`, `forecast`, `prior_forecast` or `guidance`"),
    Column("measure", "度量", Kind.TEXT, "`level`, `yoy`, `qoq`, `cagr`, `share` or `change`"),
    Column("value", "数值", Kind.DECIMAL, "the value in the base unit; of a range the lower end", "unit", "status"),
    Column("value_to", "数值上限", Kind.DECIMAL, "the upper end of a range", "unit", "status"),
    shared.UNIT,
    Column("qualifier", "精确程度", Kind.TEXT, "`exact`, `about`, `over` or `under`"),
    Column("base", "比较基准", Kind.TEXT, "what a change or a share is measured against, as written"),
    Column("credited_to", "引自", Kind.TEXT, "the third party whose figure it is"),
    Column("status", "核验结论", Kind.TEXT, "`verified`, `refuted`, `unsupported` or `uncertain`", None, "status"),
    Column("reasons", "结论原因", Kind.TEXT, "the verdict's reason codes, with commas between"),
    Column("quote", "原文", Kind.TEXT, "the source's words"),
    Column("span_start", "起点", Kind.INTEGER, "where the number begins, in code points from the report's start"),
    Column("span_end", "终点", Kind.INTEGER, "where it ends"),
    shared.REPORT_ID, shared.FACT,
)  # fmt: skip


def rows(reports: Sequence[Report]) -> list[Row]:
    """Every fact of the reports, in their order."""
    return [
        row(report, Place(number, index))
        for number, report in enumerate(reports)
        for index in range(len(report.facts))
    ]  # fmt: skip


def row(report: Report, place: Place) -> Row:
    """The row of one fact."""
    fact = report.facts[place.fact]
    cells = shared.headed(report) | _said(fact) | {"fact": place.fact}
    return Row(cells, {key: place for key in ("value", "value_to") if cells[key] is not None})


def _said(fact: Fact) -> dict[str, Cell]:
    start, end = fact.span or (None, None)
    return {
        "metric": fact.metric, "metric_name": name_of(fact), "label": fact.label, "subject": fact.subject,
        "period": fact.period, "period_end": shared.period_end(fact),
        "basis": fact.basis.value, "measure": fact.measure.value, "value": fact.value, "value_to": fact.value_to,
        "unit": fact.unit, "qualifier": fact.qualifier.value, "base": fact.base, "credited_to": fact.credited_to,
        "status": shared.status(fact), "reasons": ", ".join(fact.verdict.reasons) if fact.verdict else None,
        "quote": fact.quote, "span_start": start, "span_end": end,
    }  # fmt: skip


VIEW = View("facts", "事实", "One row a fact: everything that the reports state", COLUMNS, rows)
