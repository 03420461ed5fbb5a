"""The rule reader: header, facts, events and risks of whole reports."""

from decimal import Decimal
from pathlib import Path

import pytest

import extractor
from extractor import Report
from extractor.schema import RatingChange, RatingLevel

LISTING = (Path(__file__).parent / "reports" / "listing.txt").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def listing() -> list[Report]:
    return extractor.extract(LISTING)


def test_header(listing: list[Report]) -> None:
    header = listing[0].header
    assert header.institution == "蓝湾证券"
    assert header.analysts == ["林一舟", "何青"]
    assert (header.rating, header.rating_level, header.rating_change) == (
        "买入",
        RatingLevel.BUY,
        RatingChange.INITIATE,
    )
    assert (header.company, header.ticker, header.published) == ("澄海智造", "301998.SZ", "2025-09-03")
    assert header.previous_rating is None


def facts(report: Report) -> set[tuple[str, str | None, str | None, str, str, str]]:
    return {(f.metric, f.subject, f.period, f.basis.value, f.measure.value, f"{f.value:f}") for f in report.facts}


def test_facts(listing: list[Report]) -> None:
    found = facts(listing[0])
    assert ("revenue", None, "2025H1", "actual", "level", "620000000") in found
    assert ("net_profit_parent", None, "2025H1", "actual", "yoy", "-4.2") in found
    assert ("revenue", "减速器业务", "2025H1", "actual", "level", "405000000") in found
    assert ("net_profit_parent", None, "2027", "forecast", "level", "380000000") in found
    assert ("eps", None, "2025", "forecast", "level", "1.05") in found
    assert ("net_profit_parent", None, "2025Q1-Q3", "actual", "yoy", "-2.1") in facts(listing[1])


def test_repeats_are_one_fact_and_claimed(listing: list[Report]) -> None:
    growth = [
        f for f in listing[0].facts if f.metric == "revenue" and f.measure.value == "yoy" and f.period == "2025H1"
    ]
    assert [f.value for f in growth] == [Decimal("31.5")]
    assert listing[0].check is not None
    assert listing[0].check.unclaimed == []


def test_spans_and_quotes_are_verbatim(listing: list[Report]) -> None:
    for report in listing:
        text = LISTING[report.source.start : report.source.end]
        for fact in report.facts:
            assert fact.span is not None
            assert fact.quote in text
            assert text[slice(*fact.span)].strip()


def test_risks(listing: list[Report]) -> None:
    assert listing[0].risks == ["下游需求不及预期", "原材料涨价"]


def test_events_have_a_verbatim_quote(listing: list[Report]) -> None:
    assert [(e.type.value, e.quote) for e in listing[1].events] == [("earnings", "公司发布三季报")]


@pytest.mark.parametrize(
    ("text", "rating", "previous", "change"),
    [
        ("维持“增持”评级。", "增持", None, "maintain"),
        ("首次覆盖,给予“买入”评级。", "买入", None, "initiate"),
        ("评级由“增持”上调至“买入”评级。", "买入", "增持", "upgrade"),
        ("投资评级:推荐(维持)", "推荐", None, "maintain"),
        ("我们看好公司发展,毛利率提升。", None, None, None),
        ("云岭证券给予公司中性评级。我们维持“买入”评级。", "买入", None, "maintain"),
        ("远帆证券维持公司“买入”评级。", "买入", None, "maintain"),
        ("近期6家券商给予公司买入评级。", None, None, None),
        ("投资评级:增持增持(首次首次)", "增持", None, "initiate"),
    ],
)
def test_ratings(text: str, rating: str | None, previous: str | None, change: str | None) -> None:
    header = extractor.extract("毛利率。" + text)[0].header
    assert (header.rating, header.previous_rating) == (rating, previous)
    assert (header.rating_change.value if header.rating_change else None) == change


@pytest.mark.parametrize(
    ("code", "ticker"),
    [("(600999)", "600999.SH"), ("(301998)", "301998.SZ"), ("(000999)", "000999.SZ"), ("(920999)", "920999.BJ"),
     ("(839999)", "839999.BJ"), ("(09838.HK)", "9838.HK"), ("(600999.SH)", "600999.SH")],
)  # fmt: skip
def test_tickers(code: str, ticker: str) -> None:
    assert extractor.extract(f"澄海智造{code}营收增长。")[0].header.ticker == ticker


def test_reading_is_stable() -> None:
    first, second = extractor.extract(LISTING), extractor.extract(LISTING)
    assert [r.report_id for r in first] == [r.report_id for r in second]
    assert [r.facts for r in first] == [r.facts for r in second]


def test_risks_under_a_short_head() -> None:
    (report,) = extractor.extract("澄海智造(301998)点评:前三季度营收9.75亿元。\n风险：需求不及预期；汇率波动。")
    assert report.risks == ["需求不及预期", "汇率波动"]
