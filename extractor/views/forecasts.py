"""The view `forecasts`: what each broker expects of the whole company in a year, beside what it expected before."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.claims import folded
from extractor.schema import Basis, Fact, Measure, Report
from extractor.views import shared
from extractor.views.metrics import name_of
from extractor.views.table import Cell, Column, Kind, Place, Row, View

COLUMNS = (
    shared.TS_CODE, shared.NAME, shared.REPORT_DATE, shared.ORG_NAME, shared.METRIC, shared.METRIC_NAME,
    Column("year", "年度", Kind.INTEGER, "the year that is forecast"),
    Column("value", "预测值", Kind.DECIMAL, "the forecast in the base unit; of a range the lower end", "unit", "status"),
    Column("value_to", "预测值上限", Kind.DECIMAL, "the upper end of a range", "unit", "status"),
    shared.UNIT,
    Column("qualifier", "精确程度", Kind.TEXT, "`exact`, `about`, `over` or `under`"),
    Column("prior", "前次预测值", Kind.DECIMAL, "the forecast before, as this report prints it", "unit", "prior_status"),
    Column("revision", "调整幅度(%)", Kind.DECIMAL, "(value − prior) / |prior|, in %, to two decimals", "%"),
    Column("status", "核验结论", Kind.TEXT, "the verdict on the value", None, "status"),
    Column("prior_status", "前次核验结论", Kind.TEXT, "the verdict on the forecast before", None, "prior_status"),
    Column("label", "原文名称", Kind.TEXT, "the metric's words as written"),
    shared.REPORT_ID, shared.FACT,
)  # fmt: skip

_YEAR = re.compile("[0-9]{4}")
_TARGET = re.compile("目标|目標|合理|target", re.IGNORECASE)
_CENT = Decimal("0.01")
Key = tuple[tuple[str, str | None], str | None, str | None]
"""Metric, year and unit of a forecast."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """A broker's own forecast of a level of the whole company for one year."""

    report: Report
    place: Place

    @property
    def fact(self) -> Fact:
        """The fact itself."""
        return self.report.facts[self.place.fact]

    @property
    def key(self) -> Key:
        """What it has in common with other forecasts of the same."""
        return shared.metric_key(self.fact), self.fact.period, folded(self.fact.unit)


def stated(reports: Sequence[Report], basis: Basis = Basis.FORECAST) -> Iterator[Forecast]:
    """Every broker's own yearly forecast of the reports, in their order.

    Left out are third parties' forecasts, and multiples that a broker values the share at (目标PE), which are no forecasts.
    """
    for number, report in enumerate(reports):
        for index, fact in enumerate(report.facts):
            if fact.basis == basis and _is_own(fact) and shared.subject(fact, report) is None:
                yield Forecast(report, Place(number, index))


def _is_own(fact: Fact) -> bool:
    yearly = fact.measure == Measure.LEVEL and fact.period is not None and bool(_YEAR.fullmatch(fact.period))
    return yearly and fact.credited_to is None and not _TARGET.search(fact.label or "")


def rows(reports: Sequence[Report]) -> list[Row]:
    """A row for every forecast, in the order of the reports and their facts."""
    before: dict[tuple[int, Key], Forecast] = {}
    for old in stated(reports, Basis.PRIOR_FORECAST):
        known = before.get((old.place.report, old.key))
        if known is None or (shared.counts(old.fact) and not shared.counts(known.fact)):
            before[old.place.report, old.key] = old
    return [_row(now, before.get((now.place.report, now.key))) for now in stated(reports)]


def _row(now: Forecast, old: Forecast | None) -> Row:
    fact = now.fact
    cells: dict[str, Cell] = shared.headed(now.report) | {
        "metric": fact.metric, "metric_name": name_of(fact), "year": int(fact.period or 0), "value": fact.value,
        "value_to": fact.value_to, "unit": fact.unit, "qualifier": fact.qualifier.value,
        "status": shared.status(fact), "label": fact.label, "fact": now.place.fact,
    }  # fmt: skip
    cites = {key: now.place for key in ("value", "value_to") if cells[key] is not None}
    if old is not None:
        cells |= {"prior": old.fact.value, "prior_status": shared.status(old.fact)}
        cells["revision"] = revision(fact, old.fact)
        cites["prior"] = old.place
    return Row(cells, cites)


def revision(now: Fact, old: Fact) -> Decimal | None:
    """By how many per cent of the old forecast's size the new one differs, to two decimals, halves away from zero.

    None where the old one is zero, where either is a range, and where either does not count.
    """
    if now.value_to is not None or old.value_to is not None or not (shared.counts(now) and shared.counts(old)):
        return None
    context = shared.ARITHMETIC
    part = context.divide(context.subtract(now.value, old.value), old.value.copy_abs())
    return shared.number(context.quantize(context.multiply(part, Decimal(100)), _CENT))


ABOUT = "One row a forecast: a broker's own, of a level of the whole company, for one year"
VIEW = View("forecasts", "盈利预测", ABOUT, COLUMNS, rows)
