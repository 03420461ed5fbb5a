"""Reports as tables: what each view holds, what it leaves out, and what the consensus counts."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import extractor
from extractor import lexicon
from extractor.errors import OutputError
from extractor.schema import Fact, Header, RatingChange, Report, Run, Status, Verdict
from extractor.views import VIEWS, Place, Row, tabulate
from extractor.views.consensus import mean, median
from extractor.views.metrics import NAMES

VERIFIED, REFUTED, UNCERTAIN = (Verdict(status=s) for s in (Status.VERIFIED, Status.REFUTED, Status.UNCERTAIN))


def fact(metric: str, value: str, **more: Any) -> Fact:
    given = {"unit": "CNY", "quote": f"{metric} {value}", "verdict": VERIFIED, "value": Decimal(value)}
    return Fact(metric=metric, **(given | more))


def forecast(value: str, metric: str = "net_profit_parent", **more: Any) -> Fact:
    return fact(metric, value, **({"period": "2026", "basis": "forecast"} | more))


def report(*facts: Fact, broker: str | None = "青岑证券", day: str | None = "2026-01-09", **head: Any) -> Report:
    given = {"company": "云杉仪器", "ticker": "000001.SZ", "institution": broker, "published": day}
    return Report(report_id=f"{broker}{day}", header=Header(**(given | head)), facts=list(facts))


def rows(view: str, *reports: Report) -> Sequence[Row]:
    return tabulate(reports, view).rows


def cells(row: Row, *keys: str) -> list[Any]:
    return [row.cells.get(key) for key in keys]


def test_facts_has_a_row_for_each_fact_and_cites_it() -> None:
    one = fact("revenue", "975000000", period="2025Q1-Q3", span=(3, 9), label="营收")
    ranged = fact("revenue", "-5", value_to=Decimal(3), unit="%", measure="yoy", verdict=None)
    first, second = rows("facts", report(one, ranged))
    assert cells(first, "ts_code", "metric_name", "value", "status", "span_start", "fact") == [
        "000001.SZ", "营业收入", 975000000, "verified", 3, 0,
    ]  # fmt: skip
    assert str(first.cells["period_end"]) == "2025-09-30"
    assert cells(second, "value", "value_to", "measure", "status", "span_start") == [-5, 3, "yoy", None, None]
    assert first.cites == {"value": Place(0, 0)}
    assert second.cites == {"value": Place(0, 1), "value_to": Place(0, 1)}


def test_a_metric_without_a_code_goes_by_its_label() -> None:
    assert rows("facts", report(fact("other", "45", label="智算中心", unit="家")))[0].cells["metric_name"] == "智算中心"


def test_every_code_has_a_chinese_name() -> None:
    codes = {alias.metric.code for alias in lexicon.load().aliases.values()}
    assert codes - NAMES.keys() == {"other"}


@pytest.mark.parametrize("published", [None, "2026-01", "2026年1月9日", "2026-02-30"])
def test_what_is_no_full_day_is_no_date(published: str | None) -> None:
    assert rows("reports", report(day=published))[0].cells["report_date"] is None


def test_a_report_has_its_target_price_and_the_one_before() -> None:
    def target(value: str, **more: Any) -> Fact:
        return fact("target_price", value, **({"unit": "CNY/share", "basis": "forecast"} | more))

    given = report(
        target("99", verdict=REFUTED), target("41", verdict=UNCERTAIN), target("40", value_to=Decimal(45)),
        target("15", measure="change", unit="%"), target("38", basis="prior_forecast"), target("80", credited_to="某机构"),
        rating="增持", rating_change=RatingChange.INITIATE,
    )  # fmt: skip
    row = rows("reports", given)[0]
    assert cells(row, "min_price", "max_price", "prior_price", "target_unit", "target_status") == [
        40, 45, 38, "CNY/share", "verified",
    ]  # fmt: skip
    assert row.cites == {"min_price": Place(0, 2), "max_price": Place(0, 2), "prior_price": Place(0, 4)}
    assert cells(row, "first_rating", "facts", "verified", "refuted", "uncertain") == [True, 6, 4, 1, 1]


def test_a_report_says_who_read_it_and_where_it_stands() -> None:
    given = report().model_copy(update={"run": Run(backend="rules")})
    given.source.path, given.source.pages = "a.pdf", (3, 5)
    row = rows("reports", given)[0]
    assert cells(row, "backend", "source", "first_page", "last_page", "first_rating") == ["rules", "a.pdf", 3, 5, None]


def test_forecasts_stand_beside_what_they_were() -> None:
    given = report(forecast("35"), forecast("54", basis="prior_forecast"), forecast("25", period="2025"))
    first, second = rows("forecasts", given)
    assert cells(first, "year", "value", "prior", "revision", "prior_status") == [
        2026,
        35,
        54,
        Decimal("-35.19"),
        "verified",
    ]
    assert cells(second, "year", "value", "prior", "revision") == [2025, 25, None, None]
    assert first.cites == {"value": Place(0, 0), "prior": Place(0, 1)}


@pytest.mark.parametrize(
    ("now", "before", "revision"),
    [
        ("-1", "-2", "50"),
        ("2", "-2", "200"),
        ("1", "3", "-66.67"),
        ("1.00005", "1", "0.01"),  # 0.005 goes away from zero
        ("0.99995", "1", "-0.01"),
        ("1", "0", None),
        ("1", "1", "0"),
    ],
)
def test_a_revision_is_measured_on_the_size_of_the_old_forecast(now: str, before: str, revision: str | None) -> None:
    row = rows("forecasts", report(forecast(now), forecast(before, basis="prior_forecast")))[0]
    assert row.cells["revision"] == (None if revision is None else Decimal(revision))


@pytest.mark.parametrize("change", [{"value_to": Decimal(60)}, {"verdict": REFUTED}])
def test_ranges_and_refuted_forecasts_have_no_revision(change: dict[str, Any]) -> None:
    now, before = forecast("35"), forecast("54", basis="prior_forecast")
    for one, other in ((now.model_copy(update=change), before), (now, before.model_copy(update=change))):
        row = rows("forecasts", report(one, other))[0]
        assert cells(row, "value", "prior", "revision") == [35, 54, None]


def test_a_prior_forecast_that_counts_goes_before_a_refuted_one() -> None:
    old = forecast("54", basis="prior_forecast")
    row = rows("forecasts", report(forecast("35"), old.model_copy(update={"verdict": REFUTED}), forecast("50", basis="prior_forecast")))[0]  # fmt: skip
    assert cells(row, "prior", "prior_status") == [50, "verified"]


@pytest.mark.parametrize(
    "more",
    [
        {"credited_to": "某机构"}, {"subject": "智算云"}, {"measure": "yoy", "unit": "%"}, {"period": "2026H1"}, {"period": None},
        {"period": "2025..2027"}, {"basis": "guidance"}, {"label": "目标PE"},
    ],
)  # fmt: skip
def test_what_is_no_yearly_forecast_of_the_broker_for_the_company_is_left_out(more: dict[str, Any]) -> None:
    assert rows("forecasts", report(forecast("35", **more))) == []


def test_the_company_by_name_is_the_whole_company() -> None:
    assert len(rows("forecasts", report(forecast("35", subject="公司"), forecast("3", "eps", subject="云杉仪器")))) == 2


def test_a_refuted_forecast_stands_in_its_view_but_does_not_count() -> None:
    given = report(forecast("35", verdict=REFUTED))
    assert cells(rows("forecasts", given)[0], "value", "status") == [35, "refuted"]
    assert rows("consensus", given) == []


def test_consensus_takes_the_latest_of_each_broker() -> None:
    old = report(forecast("54"), forecast("92", period="2027"), day="2025-11-12")
    new = report(forecast("35"), day="2026-01-12")
    other = report(forecast("36", verdict=UNCERTAIN), broker="白榆证券", day="2026-01-09")
    for order in ((old, new, other), (other, new, old)):
        first, second = rows("consensus", *order)
        assert cells(first, "year", "brokers", "verified", "mean", "median", "high", "low", "latest") == [
            2026, 2, 1, Decimal("35.5"), Decimal("35.5"), 36, 35, 35,
        ]  # fmt: skip
        assert [str(day) for day in cells(first, "latest_org_name", "latest_date", "oldest_date")] == [
            "青岑证券", "2026-01-12", "2026-01-09",
        ]  # fmt: skip
        assert cells(second, "year", "brokers", "latest") == [2027, 1, 92]
    assert rows("consensus", old, new, other)[0].cites == {
        "high": Place(2, 0), "low": Place(1, 0), "latest": Place(1, 0),
    }  # fmt: skip


def test_units_companies_and_years_never_meet() -> None:
    mine = report(forecast("1", "eps", unit="CNY/share"), forecast("2", "eps", unit="HKD/share"))
    yours = report(forecast("3", "eps", unit="CNY/share"), ticker="301777.SZ", company="槐序光电", broker="白榆证券")
    found = rows("consensus", mine, yours)
    assert [cells(row, "ts_code", "unit", "brokers", "mean") for row in found] == [
        ["000001.SZ", "CNY/share", 1, 1], ["000001.SZ", "HKD/share", 1, 2], ["301777.SZ", "CNY/share", 1, 3],
    ]  # fmt: skip


def test_a_name_stands_for_the_code_that_it_bears_elsewhere() -> None:
    found = rows("consensus", report(forecast("1"), ticker=None), report(forecast("2"), broker="白榆证券"))
    assert [cells(row, "ts_code", "name", "brokers") for row in found] == [["000001.SZ", "云杉仪器", 2]]


def test_bounds_do_not_count_and_ranges_count_with_their_middle() -> None:
    found = rows(
        "consensus", report(forecast("30", qualifier="over"), forecast("10", value_to=Decimal(15), period="2027"))
    )
    assert [cells(row, "year", "mean", "high", "low", "latest") for row in found] == [[2027, *[Decimal("12.5")] * 4]]


def test_a_broker_with_two_values_counts_with_the_verified_one_or_not_at_all() -> None:
    other = report(forecast("40"), broker="白榆证券")
    open_one = forecast("30", verdict=UNCERTAIN)
    assert cells(rows("consensus", report(forecast("35"), open_one), other)[0], "brokers", "mean") == [
        2,
        Decimal("37.5"),
    ]
    assert cells(rows("consensus", report(forecast("35"), forecast("30")), other)[0], "brokers", "mean") == [1, 40]


def test_reports_without_a_broker_count_as_one_each_and_a_report_given_twice_once() -> None:
    unnamed = [report(forecast("1"), broker=None, day=day) for day in ("2026-01-01", "2026-01-02", "2026-01-02")]
    assert [row.cells["brokers"] for row in rows("consensus", *unnamed)] == [2]


amounts = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**15), max_value=10**15)


@given(st.lists(amounts, min_size=1, max_size=9))
def test_mean_and_median_lie_where_they_must(values: list[Decimal]) -> None:
    ranked = sorted(values)
    middle, average = median(ranked), mean(values)
    assert middle is not None
    assert average is not None
    assert ranked[0] <= middle <= ranked[-1]
    assert sum(value <= middle for value in values) * 2 >= len(values) <= sum(value >= middle for value in values) * 2
    assert abs(average * len(values) - sum(values)) <= Decimal("0.0000005") * len(values)


def test_numbers_beyond_any_amount_leave_their_cells_empty() -> None:
    huge = report(forecast("1E+999999"), forecast("1E-999999", basis="prior_forecast"))
    assert rows("forecasts", huge)[0].cells["revision"] is None
    assert rows("consensus", huge)[0].cells["mean"] is None


def test_results_join_a_figure_with_its_growth() -> None:
    q3 = {"period": "2025Q3"}
    given = report(
        fact("revenue", "276", **q3), fact("revenue", "69", measure="yoy", unit="%", **q3),
        fact("revenue", "7", measure="qoq", unit="%", verdict=REFUTED, **q3), fact("revenue", "4", subject="智算云", **q3),
        fact("gross_margin", "2.45", measure="yoy", unit="pp", **q3), fact("gross_margin", "31", unit="%", **q3),
        fact("total_shares", "59"), fact("revenue", "8", credited_to="某机构", **q3), forecast("35"),
    )  # fmt: skip
    keys = ("metric", "subject", "value", "status", "yoy", "yoy_unit", "qoq", "qoq_status")
    assert [cells(row, *keys) for row in rows("results", given)] == [
        ["revenue", None, 276, "verified", 69, "%", 7, "refuted"],
        ["revenue", "智算云", 4, "verified", None, None, None, None],
        ["gross_margin", None, 31, "verified", Decimal("2.45"), "pp", None, None],
    ]
    assert rows("results", given)[0].cites == {"value": Place(0, 0), "yoy": Place(0, 1), "qoq": Place(0, 2)}


def test_figures_of_one_name_each_keep_their_growth() -> None:
    said = [("1.2", "level"), ("10", "yoy"), ("0.7", "level"), ("20", "yoy")]
    given = report(*(fact("average_price", value, measure=measure, period="2025") for value, measure in said))
    assert [cells(row, "value", "yoy") for row in rows("results", given)] == [
        [Decimal("1.2"), 10], [Decimal("0.7"), 20],
    ]  # fmt: skip


def test_the_sample(sample: Path) -> None:
    reports = extractor.extract(sample.read_text(encoding="utf-8"))
    revised = [row for row in rows("forecasts", *reports) if row.cells.get("revision") is not None]
    assert [cells(row, "org_name", "year", "value", "prior", "revision") for row in revised] == [
        ["开源证券", 2026, 35000000, 54000000, Decimal("-35.19")],
        ["开源证券", 2027, 49000000, 92000000, Decimal("-46.74")],
    ]
    profit = [row for row in rows("consensus", *reports) if row.cells["metric"] == "net_profit_parent"]
    assert [cells(row, "year", "brokers", "mean", "high", "low", "latest_org_name") for row in profit] == [
        [2025, 2, 24500000, 25000000, 24000000, "开源证券"],
        [2026, 2, 35500000, 36000000, 35000000, "开源证券"],
        [2027, 2, 48500000, 49000000, 48000000, "开源证券"],
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_no_view_needs_a_report_or_a_verdict(view: str) -> None:
    assert tabulate([], view).rows == []
    bare = Report(facts=[forecast("1", verdict=None), fact("revenue", "1", period="2025", verdict=None)])
    for row in tabulate([bare], view).rows:
        assert row.cells.keys() <= {column.key for column in VIEWS[view].columns}


@pytest.mark.parametrize(("view", "columns", "said"), [("sheet", "en", "no view 'sheet'"), ("facts", "fr", "'fr'")])
def test_a_view_or_language_that_is_none_is_said(view: str, columns: str, said: str) -> None:
    with pytest.raises(OutputError, match=said):
        tabulate([], view, columns)
