"""The checks: each reason in turn, one thing wrong at a time in an otherwise right fact."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

import extractor
from extractor import Fact, Report
from extractor.checks.evidence import claim, find, prepare
from extractor.checks.rules import CHECKS, Check
from extractor.schema import Event, Header, Run, Source

TEXT = (
    "澄海智造(301998)2025年三季报点评\n"
    "公司2025年前三季度实现营业收入9.75亿元,同比增长28.0%;实现归母净利润1.30亿元,同比下降2.1%。"
    "其中,减速器业务收入6.20亿元。我们预计公司2025年归母净利润约2.10亿元(原2.40亿元),维持“增持”评级。"
)
RIGHT: Mapping[str, Any] = {
    "metric": "revenue", "label": "营业收入", "subject": None, "period": "2025Q1-Q3", "basis": "actual", "measure": "level",
    "value": Decimal(975000000), "unit": "CNY", "qualifier": "exact", "quote": "实现营业收入9.75亿元",
}  # fmt: skip


def verdict(**changed: object) -> tuple[str, list[str]]:
    report = extractor.check(TEXT, Report(facts=[Fact.model_validate({**RIGHT, **changed})]))
    found = report.facts[0].verdict
    assert found is not None
    return found.status.value, found.reasons


def test_right_fact_is_verified() -> None:
    assert verdict() == ("verified", [])


@pytest.mark.parametrize(
    ("changed", "status", "reasons"),
    [
        ({"quote": "实现营业收入9.57亿元"}, "unsupported", ["quote_not_found"]),
        ({"quote": "同比增长28.0%"}, "unsupported", ["number_not_in_quote"]),
        ({"value": Decimal(97500000)}, "refuted", ["value_mismatch"]),
        ({"value": Decimal(9750000000)}, "refuted", ["value_mismatch"]),
        ({"value": Decimal(957000000)}, "refuted", ["value_mismatch"]),
        ({"value": Decimal(-975000000)}, "refuted", ["sign_mismatch"]),
        ({"unit": "USD"}, "refuted", ["unit_mismatch"]),
        ({"qualifier": "about"}, "refuted", ["qualifier_mismatch"]),
        ({"metric": "net_profit"}, "refuted", ["metric_mismatch"]),
        ({"subject": "减速器"}, "refuted", ["subject_mismatch"]),
        ({"period": "2025Q3"}, "refuted", ["period_mismatch"]),
        ({"period": None}, "refuted", ["period_mismatch"]),
        ({"basis": "forecast"}, "refuted", ["basis_mismatch"]),
        ({"measure": "yoy"}, "refuted", ["measure_mismatch"]),
    ],
)
def test_one_thing_wrong(changed: dict[str, object], status: str, reasons: list[str]) -> None:
    assert verdict(**changed) == (status, reasons)


def test_siblings_number_is_not_this_metrics() -> None:
    quote = "实现营业收入9.75亿元,同比增长28.0%;实现归母净利润1.30亿元"
    assert verdict(value=Decimal(130000000), quote=quote) == ("refuted", ["metric_mismatch"])


def test_prior_forecast_is_not_the_forecast() -> None:
    fact = {
        "metric": "net_profit_parent",
        "label": "归母净利润",
        "period": "2025",
        "quote": "归母净利润约2.10亿元(原2.40亿元)",
    }
    assert verdict(**fact, basis="forecast", qualifier="about", value=Decimal(210000000))[0] == "verified"
    status, reasons = verdict(**fact, basis="forecast", qualifier="about", value=Decimal(240000000))
    assert status == "refuted"
    assert "basis_mismatch" in reasons


def test_open_reading_is_uncertain() -> None:
    text = "2025H1公司营收增长。\n\n毛利率为38.6%。"
    fact = {
        **RIGHT,
        "metric": "gross_margin",
        "label": "毛利率",
        "period": "2025H1",
        "value": Decimal("38.6"),
        "unit": "%",
        "quote": "毛利率为38.6%",
    }
    report = extractor.check(text, Report(facts=[Fact.model_validate(fact)]))
    assert report.facts[0].verdict is not None
    assert report.facts[0].verdict.status.value == "uncertain"
    assert report.facts[0].verdict.reasons == ["period_open"]


def test_white_space_bars_and_written_forms_are_folded_in_quotes() -> None:
    assert verdict(quote="实现 營業收入９．７５億\n元")[0] == "verified"


def test_counted_as_equal() -> None:
    text = "截至2025年6月末,公司总资产31.5亿元,2025年上半年营收增长1.2倍。"
    facts = [
        {
            **RIGHT,
            "metric": "total_assets",
            "label": "总资产",
            "period": "2025H1",
            "value": Decimal(3150000000),
            "quote": "公司总资产31.5亿元",
        },
        {
            **RIGHT,
            "label": "营收",
            "period": "2025H1",
            "measure": "yoy",
            "value": Decimal(120),
            "unit": "%",
            "quote": "2025年上半年营收增长1.2倍",
        },
    ]
    report = extractor.check(text, Report(facts=[Fact.model_validate(f) for f in facts]))
    assert [f.verdict.status.value for f in report.facts if f.verdict] == ["verified", "verified"]


@pytest.mark.parametrize(
    ("metric", "label", "value", "unit"),
    [("pe", "PE", "2500", "%"), ("gross_margin", "毛利率", "0.386", "x"), ("gross_margin", "毛利率", "38.6", "x")],
)
def test_a_level_is_not_in_percent_for_multiples_nor_the_other_way_round(
    metric: str, label: str, value: str, unit: str
) -> None:
    text = "澄海智造(301998)2025年毛利率为38.6%,当前PE为25倍。"
    fact = {
        **RIGHT,
        "metric": metric,
        "label": label,
        "period": "2025",
        "value": Decimal(value),
        "unit": unit,
        "quote": text,
    }
    found = extractor.check(text, Report(facts=[Fact.model_validate(fact)])).facts[0].verdict
    assert found is not None
    assert found.status.value == "refuted"


def test_a_verdict_does_not_depend_on_other_facts() -> None:
    wrong = Fact.model_validate({**RIGHT, "value": Decimal(1)})
    right = Fact.model_validate(RIGHT)
    alone = extractor.check(TEXT, Report(facts=[right])).facts[0].verdict
    for facts in ([wrong, right], [right, wrong]):
        found = extractor.check(TEXT, Report(facts=facts)).facts
        assert alone in [fact.verdict for fact in found]


def test_figures_that_no_fact_claims_are_listed() -> None:
    check = extractor.check(TEXT, Report(facts=[Fact.model_validate(RIGHT)])).check
    assert check is not None
    assert [item.text for item in check.unclaimed] == ["28.0%", "1.30亿元", "2.1%", "6.20亿元", "2.10亿元", "2.40亿元"]
    assert check.counts == {"verified": 1, "refuted": 0, "unsupported": 0, "uncertain": 0}


def test_header_values_that_the_text_does_not_bear_out() -> None:
    header = Header(
        company="澄海智造", ticker="301999.SZ", institution="远帆证券", rating="增持", published="2025-10-30"
    )
    check = extractor.check(TEXT, Report(header=header)).check
    assert check is not None
    assert [(f.code, f.field) for f in check.findings] == [
        ("header_not_found", "institution"), ("header_not_found", "ticker"), ("header_not_found", "published"),
    ]  # fmt: skip


def test_event_quote_must_be_in_the_text() -> None:
    event = Event.model_validate({"type": "earnings", "summary": "三季报", "quote": "公司发布四季报"})
    check = extractor.check(TEXT, Report(events=[event])).check
    assert check is not None
    assert [f.code for f in check.findings] == ["event_not_found"]


def test_quote_is_looked_up_in_its_own_report_only() -> None:
    row = "| {} | 远帆证券 | 宋知夏 | 维持 | 增持 | 点评 | 2025-10-30 |\n澄海智造(301998)\n前三季度营收{}亿元。 |\n"
    text = row.format(1, "9.75") + row.format(2, "8.64")
    first, second = extractor.extract(text)
    moved = second.model_copy(update={"facts": first.facts})
    verdicts = [f.verdict for f in extractor.check(text, moved).facts]
    assert all(v is not None and v.status.value == "unsupported" for v in verdicts)


def test_extraction_of_several_reports_must_say_which() -> None:
    row = "| {} | 远帆证券 | 宋知夏 | 维持 | 增持 | 点评 | 2025-10-30 |\n营收9.75亿元。 |\n"
    with pytest.raises(extractor.ExtractorError, match="2 reports"):
        extractor.check(row.format(1) + row.format(2), Report())


def test_other_document_is_refused() -> None:
    with pytest.raises(extractor.ExtractorError, match="sha256"):
        extractor.check(TEXT, Report(source=Source(sha256="0" * 64, start=0, end=5)))


BREAKING: Mapping[str, Mapping[str, Any]] = {
    "quote_is_there": {"quote": "实现营业收入九.七五亿元"},
    "number_is_there": {"value": Decimal(957000000)},
    "qualifier_agrees": {"qualifier": "about"},
    "metric_agrees": {"metric": "net_profit"},
    "subject_agrees": {"subject": "减速器"},
    "period_agrees": {"period": "2025Q3"},
    "basis_agrees": {"basis": "forecast"},
    "measure_agrees": {"measure": "yoy"},
    "not_guessed": {
        "metric": "other", "label": "柔性夹具", "period": "2025-09-30", "value": 1204, "unit": "套", "quote": "柔性夹具1204套",
    },
}  # fmt: skip
"""For every check a change of the right fact to which it objects, though none of them objects to the right one."""
GUESSED = "截至2025年9月末,柔性夹具1204套。"
"""What only a guess names."""


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_every_check_has_a_case_that_breaks_it_and_it_alone(check: Check) -> None:
    source = prepare(TEXT + GUESSED, date(2025, 10, 30), ["澄海智造"])
    fact = Fact.model_validate({**RIGHT, **BREAKING[check.__name__]})
    stated = claim(fact, source, find(fact.quote, source), independent=False)
    stated.chosen = stated.matches[0] if stated.matches else None
    assert [other.__name__ for other in CHECKS if list(other(stated))] == [check.__name__]


@pytest.mark.parametrize(("independent", "status"), [(None, "verified"), (True, "verified"), (False, "uncertain")])
def test_a_guess_of_the_rules_wants_another_witness(independent: bool | None, status: str) -> None:
    fact = Fact.model_validate({**RIGHT, **BREAKING["not_guessed"]})
    run = None if independent is None else Run(backend="rules", attribution_independent=independent)
    checked = extractor.check(TEXT + GUESSED, Report(facts=[fact], run=run)).facts[0].verdict
    assert checked is not None
    assert checked.status.value == status


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("institution", "远帆证券"), ("rating", "强力买进"), ("previous_rating", "中性"), ("title", "年报点评"),
        ("company", "澄海科技"), ("analysts", ["宋知夏"]), ("ticker", "301999.SZ"), ("published", "2025-10-30"),
        ("rating_level", "buy"), ("rating_change", "upgrade"),
    ],
)  # fmt: skip
def test_every_header_check_has_a_case_that_breaks_it_and_it_alone(field: str, wrong: object) -> None:
    right = {
        "company": "澄海智造",
        "ticker": "301998.SZ",
        "rating": "增持",
        "rating_level": "outperform",
        "rating_change": "maintain",
    }
    findings = []
    for header in (right, {**right, field: wrong}):
        check = extractor.check(TEXT, Report(header=Header.model_validate(header))).check
        assert check is not None
        findings.append([(finding.code, finding.field) for finding in check.findings])
    assert findings == [[], [("header_not_found", field)]]


def test_a_subject_around_its_figures_bracket_is_not_unheard_of() -> None:
    text = "岚舟精工(301997)2025年三季报点评\n公司南陵(5GW)单晶电池项目已投产。"
    fact = {
        **RIGHT, "metric": "capacity", "label": "产能", "subject": "南陵单晶电池", "period": None, "value": Decimal(5), "unit": "GW",
        "quote": "南陵(5GW)单晶电池项目",
    }  # fmt: skip
    said = {}
    for subject in ("南陵单晶电池", "北陵单晶电池"):
        judged = extractor.check(text, Report(facts=[Fact.model_validate({**fact, "subject": subject})]))
        found = judged.facts[0].verdict
        assert found is not None
        said[subject] = "subject_mismatch" in found.reasons
    assert said == {"南陵单晶电池": False, "北陵单晶电池": True}


def test_a_subject_named_in_pieces_is_not_said_to_be_wrong() -> None:
    text = "澄海智造(301998)2025年三季报点评\n当前大号、中号法兰阀门售价分别为5200、3100元/套。"
    fact = Fact.model_validate(
        {
            "metric": "other",
            "label": "售价",
            "subject": "大号法兰阀门",
            "value": 5200,
            "unit": "CNY/套",
            "quote": "大号、中号法兰阀门售价分别为5200、3100元/套",
        }
    )
    other = fact.model_copy(update={"subject": "射频线缆"})
    found = [f.verdict for f in extractor.check(text, Report(facts=[fact, other])).facts]
    assert ["subject_mismatch" in v.reasons for v in found if v is not None] == [False, True]


@pytest.mark.parametrize("quote", ["net profit slipped 1.0%", "目标价下折1.0%"])
def test_a_fall_in_words_leaves_the_sign_open(quote: str) -> None:
    fact = Fact.model_validate({"metric": "other", "label": "x", "value": -1, "unit": "%", "quote": quote})
    found = extractor.check(f"澄海智造(301998)点评 Chenghai\n{quote}", Report(facts=[fact])).facts[0].verdict
    assert found is not None
    assert "sign_mismatch" not in found.reasons
