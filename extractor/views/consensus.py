"""The view `consensus`: what the brokers expect of a company in a year, each with its latest forecast."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from extractor.claims import folded
from extractor.schema import Qualifier, Report
from extractor.views import shared
from extractor.views.forecasts import Forecast, stated
from extractor.views.metrics import name_of
from extractor.views.table import Cell, Column, Kind, Row, View

COLUMNS = (
    shared.TS_CODE, shared.NAME, shared.METRIC, shared.METRIC_NAME,
    Column("year", "年度", Kind.INTEGER, "the year that is forecast"),
    Column("brokers", "预测机构数", Kind.INTEGER, "brokers counted, each with its latest forecast"),
    Column("verified", "核实数", Kind.INTEGER, "how many of the forecasts counted are `verified`"),
    Column("mean", "均值", Kind.DECIMAL, "to two more decimals than the most precise forecast has", "unit"),
    Column("median", "中位数", Kind.DECIMAL, "exact", "unit"),
    Column("high", "最大值", Kind.DECIMAL, "the highest", "unit"),
    Column("low", "最小值", Kind.DECIMAL, "the lowest", "unit"),
    Column("latest", "最新值", Kind.DECIMAL, "the latest", "unit"),
    shared.UNIT,
    Column("latest_org_name", "最新预测机构", Kind.TEXT, "whose the latest is"),
    Column("latest_date", "最新预测日期", Kind.DATE, "the day of the latest"),
    Column("oldest_date", "最早预测日期", Kind.DATE, "the day of the oldest that is counted"),
)  # fmt: skip

_BOUNDS = (Qualifier.OVER, Qualifier.UNDER)
_MORE = 2
_HALF = Decimal("0.5")


def rows(reports: Sequence[Report]) -> list[Row]:
    """One row for each company, metric, unit and year; companies and metrics in the order in which they come up."""
    companies = shared.companies(reports)
    ranks: dict[object, int] = {}
    groups: dict[tuple[int, int, str], list[Forecast]] = {}
    for one in filter(is_counted, stated(reports)):
        company = companies[one.place.report]
        metric, year, unit = one.key
        rank = ranks.setdefault(company, len(ranks)), ranks.setdefault((company, metric, unit), len(ranks))
        groups.setdefault((*rank, year or ""), []).append(one)
    names = _names(reports, companies)
    return [
        _row(one_each, names[companies[one_each[0].place.report]])
        for _, group in sorted(groups.items())
        if (one_each := list(latest_of_each(group)))
    ]


def is_counted(one: Forecast) -> bool:
    """Whether a forecast is reckoned with: not refuted or unsupported, and no mere bound."""
    return shared.counts(one.fact) and one.fact.qualifier not in _BOUNDS


def _names(reports: Sequence[Report], companies: Sequence[str]) -> dict[str, dict[str, Cell]]:
    """Code and name of every company, the latest that a report has for it."""
    names: dict[str, dict[str, Cell]] = {}
    for company, report in sorted(zip(companies, reports, strict=True), key=lambda pair: _date(pair[1])):
        head = {"ts_code": report.header.ticker, "name": report.header.company}
        names.setdefault(company, {}).update({key: text for key, text in head.items() if text})
    return names


def _date(report: Report) -> str:
    published = shared.day(report.header.published)
    return published.isoformat() if published else ""


def latest_of_each(group: Iterable[Forecast]) -> Iterator[Forecast]:
    """The latest forecast of every broker; none of one that gives several values on its latest day.

    Of several on one day those that are verified are preferred. A report that names no broker stands for one of its own.
    """
    brokers: dict[str, list[Forecast]] = {}
    for one in group:
        broker = folded(one.report.header.institution) or f"#{one.report.report_id or one.place.report}"
        brokers.setdefault(broker, []).append(one)
    for own in brokers.values():
        last = max(_date(one.report) for one in own)
        latest = [one for one in own if _date(one.report) == last]
        chosen = [one for one in latest if shared.verified(one.fact)] or latest
        if len({point(one) for one in chosen}) == 1:
            yield chosen[0]


def point(one: Forecast) -> Decimal:
    """A forecast as one number: of a range the middle."""
    low, high = one.fact.value, one.fact.value_to
    return low if high is None else shared.ARITHMETIC.multiply(shared.ARITHMETIC.add(low, high), _HALF)


def _row(counted: Sequence[Forecast], names: dict[str, Cell]) -> Row:
    ranked = sorted(counted, key=lambda one: (point(one), _date(one.report)))
    latest = max(counted, key=lambda one: (_date(one.report), folded(one.report.header.institution) or ""))
    fact, points = latest.fact, [point(one) for one in ranked]
    days = [_date(one.report) for one in counted]
    cells: dict[str, Cell] = names | {
        "metric": fact.metric, "metric_name": name_of(fact), "year": int(fact.period or 0), "unit": fact.unit,
        "brokers": len(ranked), "verified": sum(shared.verified(one.fact) for one in ranked),
        "mean": mean(points), "median": median(points), "high": points[-1], "low": points[0], "latest": point(latest),
        "latest_org_name": latest.report.header.institution, "latest_date": shared.day(max(days)),
        "oldest_date": shared.day(min(filter(None, days), default="")),
    }  # fmt: skip
    return Row(cells, {"high": ranked[-1].place, "low": ranked[0].place, "latest": latest.place})


def mean(values: Sequence[Decimal]) -> Decimal | None:
    """The mean to two more decimals than the most precise value has, halves away from zero."""
    context, total = shared.ARITHMETIC, Decimal(0)
    for value in values:
        total = context.add(total, value)
    decimals = max(0, *(-int(value.as_tuple().exponent) for value in values)) + _MORE
    return shared.number(context.quantize(context.divide(total, Decimal(len(values))), Decimal((0, (1,), -decimals))))


def median(ranked: Sequence[Decimal]) -> Decimal | None:
    """The middle of values in order, of two the mean: exact."""
    middle = len(ranked) // 2
    if len(ranked) % 2:
        return ranked[middle]
    total = shared.ARITHMETIC.add(ranked[middle - 1], ranked[middle])
    return shared.number(shared.ARITHMETIC.multiply(total, _HALF))


ABOUT = "One row for each company, metric, unit and year: the latest forecast of every broker, together"
VIEW = View("consensus", "一致预期", ABOUT, COLUMNS, rows)
