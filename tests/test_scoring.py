"""Scores and regressions: each kind of error is counted as what it is."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from extractor import Fact, Report, claims, scoring
from extractor.schema import Event, Verdict

BASE: Mapping[str, Any] = {
    "metric": "revenue", "label": "营收", "subject": None, "period": "2025", "basis": "actual", "measure": "level",
    "value": Decimal(1200000000), "unit": "CNY", "quote": "营收12亿元",
}  # fmt: skip


def fact(**changed: object) -> Fact:
    return Fact.model_validate({**BASE, **changed})


def compared(golden: list[Fact], found: list[Fact]) -> scoring.Comparison:
    return scoring.compare("one", Report(facts=golden), Report(facts=found))


def test_equal_facts_pair() -> None:
    one = compared([fact(), fact(period="2024", value=Decimal(1))], [fact(period="2024", value=Decimal(1)), fact()])
    assert [pair.apart for pair in one.matched.pairs] == [(), ()]


@pytest.mark.parametrize(
    ("changed", "apart"),
    [
        ({"value": Decimal(120000000)}, ("value",)),
        ({"value": Decimal(120000)}, ("value",)),
        ({"value": Decimal(-1200000000)}, ("value",)),
        ({"period": "2024"}, ("period",)),
        ({"basis": "forecast"}, ("basis",)),
        ({"subject": "减速器"}, ("subject",)),
        ({"metric": "net_profit"}, ("metric",)),
    ],
)
def test_wrong_field_is_named(changed: dict[str, object], apart: tuple[str, ...]) -> None:
    one = compared([fact()], [fact(**changed)])
    assert [pair.apart for pair in one.matched.pairs] == [apart]
    assert scoring.tallies([one])["attributed"].right == 0


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("2025-09-30", "2025Q1-Q3", True),
        ("2024-02-29", "2024-02", True),
        ("2025-12-31", "2025", True),
        ("2025-12-30", "2025", False),
        ("2025Q4", "2025", False),
        ("2025-06-30", None, False),
    ],
)
def test_a_date_at_a_periods_end_is_that_period(a: str, b: str | None, same: bool) -> None:
    assert claims.same_period(a, b) is same
    assert claims.same_period(b, a) is same


def test_growth_in_multiples_and_in_percent_is_equal_where_it_is_the_same() -> None:
    growth = {"measure": "yoy", "unit": "x", "value": Decimal("1.2")}
    assert claims.fields_apart(fact(**growth), fact(measure="yoy", unit="%", value=Decimal(120))) == []
    assert claims.fields_apart(fact(**growth), fact(measure="yoy", unit="%", value=Decimal("1.2"))) == ["value"]


def test_a_lost_unit_is_a_wrong_unit() -> None:
    one = compared([fact()], [fact(unit=None)])
    assert [pair.apart for pair in one.matched.pairs] == [("unit",)]
    assert not scoring.tallies([one])["figures"].right


def test_missing_and_invented_rows() -> None:
    one = compared(
        [fact(), fact(period="2024", value=Decimal(7))], [fact(), fact(period="2023", value=Decimal(9), metric="capex")]
    )
    assert [f.period for f in one.matched.missed] == ["2024"]
    assert [f.period for f in one.matched.invented] == ["2023"]
    tally = scoring.tallies([one])["attributed"]
    assert (tally.precision, tally.recall, tally.f1) == (0.5, 0.5, 0.5)


def test_verified_wrong_facts_are_counted() -> None:
    verified = Verdict.model_validate({"status": "verified"})
    uncertain = Verdict.model_validate({"status": "uncertain"})
    found = [fact(verdict=uncertain), fact(period="2030", value=Decimal(5), verdict=verified)]
    counts = compared([fact()], found).verified
    assert (counts["verified"], counts["verified_wrong"]) == (1, 1)
    assert (counts["right"], counts["right_verified"]) == (1, 0)


def test_header_and_events() -> None:
    quote = "公司发布2025年三季报"
    golden = Report.model_validate(
        {
            "header": {"company": "澄海智造"},
            "events": [Event.model_validate({"type": "earnings", "summary": "", "quote": quote})],
        }
    )
    found = Report.model_validate(
        {"header": {"company": "澄海"}, "events": [{"type": "earnings", "summary": "", "quote": quote[2:]}]}
    )
    one = scoring.compare("one", golden, found)
    assert one.header == {"company": ("澄海智造", "澄海")}
    assert one.tallies["events"].right == 1


def test_nothing_to_find_and_nothing_found_is_right() -> None:
    assert scoring.Tally().f1 == 1.0
