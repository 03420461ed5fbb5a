"""The view `results`: what was, period by period, each figure with the growth that the report states for it."""

from collections.abc import Sequence

from extractor.schema import Basis, Fact, Measure, Report
from extractor.views import shared
from extractor.views.metrics import name_of
from extractor.views.table import Cell, Column, Kind, Place, Row, View

_GROWTH = (("yoy", "同比", "against the same period a year before"), ("qoq", "环比", "against the period before"))

COLUMNS = (
    shared.TS_CODE, shared.NAME, shared.REPORT_DATE, shared.ORG_NAME, shared.METRIC, shared.METRIC_NAME,
    Column("subject", "对象", Kind.TEXT, "the segment, product, region, peer or industry; empty for the whole company"),
    Column("period", "期间", Kind.TEXT, "`2025`, `2025Q3` (that quarter), `2025Q1-Q3` (cumulative) and so on"),
    Column("period_end", "期末日", Kind.DATE, "the last day of the period, Tushare's `end_date`"),
    Column("value", "数值", Kind.DECIMAL, "the figure in the base unit; of a range the lower end", "unit", "status"),
    Column("value_to", "数值上限", Kind.DECIMAL, "the upper end of a range", "unit", "status"),
    shared.UNIT,
    Column("qualifier", "精确程度", Kind.TEXT, "`exact`, `about`, `over` or `under`"),
    Column("status", "核验结论", Kind.TEXT, "the verdict on the value", None, "status"),
    *(column
      for key, chinese, meaning in _GROWTH
      for column in (
          Column(key, chinese, Kind.DECIMAL, f"growth {meaning}; of a range the lower end", f"{key}_unit", f"{key}_status"),
          Column(f"{key}_to", f"{chinese}上限", Kind.DECIMAL, "the upper end of a range", f"{key}_unit", f"{key}_status"),
          Column(f"{key}_unit", f"{chinese}单位", Kind.TEXT, "its unit: `%`, `pp` of a ratio, `x` for 倍, or that of an amount"),
          Column(f"{key}_status", f"{chinese}核验结论", Kind.TEXT, "the verdict on it", None, f"{key}_status"),
      )),
    Column("label", "原文名称", Kind.TEXT, "the metric's words as written"),
    shared.REPORT_ID,
)  # fmt: skip

_PREFIX = {Measure.LEVEL: "value", Measure.YOY: "yoy", Measure.QOQ: "qoq"}


def rows(reports: Sequence[Report]) -> list[Row]:
    """A row for every figure of a period, in the order of the reports; growth without its figure has a row of its own.

    Left out are third parties' figures and those without a period.
    """
    return [_row(report, number, found) for number, report in enumerate(reports) for found in _joined(report)]


def _joined(report: Report) -> list[dict[Measure, int]]:
    """Facts of one metric, subject and period together: a level with the growth that follows or goes before it."""
    groups: dict[object, list[dict[Measure, int]]] = {}
    found = []
    for index, fact in enumerate(report.facts):
        if fact.basis != Basis.ACTUAL or fact.measure not in _PREFIX or fact.period is None or fact.credited_to:
            continue
        group = groups.setdefault((shared.metric_key(fact), shared.subject(fact, report), fact.period), [])
        if not group or fact.measure in group[-1]:
            group.append({})
            found.append(group[-1])
        group[-1][fact.measure] = index
    return found


def _row(report: Report, number: int, found: dict[Measure, int]) -> Row:
    first = report.facts[min(found.values())]
    level = report.facts[found[Measure.LEVEL]] if Measure.LEVEL in found else None
    cells: dict[str, Cell] = shared.headed(report) | {
        "metric": first.metric, "metric_name": name_of(first), "subject": first.subject, "period": first.period,
        "period_end": shared.period_end(first), "label": first.label, "qualifier": level.qualifier.value if level else None,
    }  # fmt: skip
    cites: dict[str, Place] = {}
    for measure, index in found.items():
        cells |= _figure(_PREFIX[measure], report.facts[index])
        cites |= {key: Place(number, index) for key in _ends(_PREFIX[measure]) if cells[key] is not None}
    return Row(cells, cites)


def _ends(prefix: str) -> tuple[str, str]:
    return prefix, f"{prefix}_to"


def _figure(prefix: str, fact: Fact) -> dict[str, Cell]:
    low, high = _ends(prefix)
    unit, status = ("unit", "status") if prefix == "value" else (f"{prefix}_unit", f"{prefix}_status")
    return {low: fact.value, high: fact.value_to, unit: fact.unit, status: shared.status(fact)}


ABOUT = "One row a figure of the past, with the growth that its report states for it; whole company and parts"
VIEW = View("results", "业绩", ABOUT, COLUMNS, rows)
