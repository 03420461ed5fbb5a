"""Prompts: the same for every report, with no golden text, and an example that holds against its own report."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

import extractor
from extractor import prompts
from extractor.reader_llm import answer
from extractor.reader_llm.answer import Answer
from extractor.schema import Fact, Report

ROOT = Path(__file__).parent.parent
CONTRACT_CODES = 60


def test_the_example_holds_against_its_own_report() -> None:
    given = Answer.model_validate_json(prompts.text("example_answer.json"))
    report = Report(
        header=answer.header(given.header), facts=list(answer.facts(given.groups)), events=answer.events(given.events), risks=given.risks,
    )  # fmt: skip
    checked = extractor.check(prompts.text("example_report.txt"), report)
    assert checked.check is not None
    assert [
        (fact.label, fact.value, fact.verdict.reasons)
        for fact in checked.facts
        if fact.verdict and fact.verdict.reasons
    ] == []
    assert checked.check.unclaimed == []
    assert checked.check.findings == []


def test_the_example_stands_in_the_prompt_as_it_is() -> None:
    assert prompts.text("example_report.txt").rstrip() in prompts.system()
    assert prompts.text("example_answer.json").rstrip() in prompts.system()


def test_the_version_is_of_all_that_is_said() -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", prompts.version("{}"))
    assert prompts.version("{}") != prompts.version("[]")


def test_the_frozen_codes_are_known_to_the_lexicon_or_the_contract() -> None:
    assert len(prompts.metric_codes()) >= CONTRACT_CODES
    assert "revenue" in prompts.metric_codes()
    assert "other" not in prompts.metric_codes()


@pytest.mark.parametrize("text", ["价格$5,$text,${fence}", "{{营收}}%s{0}", "=====report 0123456789abcdef=====", ""])
def test_a_reports_text_is_put_in_as_it_stands(text: str) -> None:
    for request in (prompts.report(text), prompts.part(text, "头"), prompts.repair(text, "1. x")):
        fence = request.rstrip().splitlines()[-1] if request.startswith("=====") and text in request else ""
        assert text in request
        assert request.count("=====report") >= 2, fence


ROW = "revenue|收入|减速器|2025Q1-Q3|actual|share|31|%||营收"


@pytest.mark.parametrize(
    "row",
    [
        ROW,
        "eps|EPS||2026|forecast|level|0.59|CNY/share",
        "net_profit_parent|归母净利润||2025|guidance|level|-2300000000~-2100000000|CNY",
        "market_size|智能算力规模|中国|2025|forecast|level|1037.3|EFLOPS|over||IDC",
    ],
)
def test_a_row_is_a_fact_and_back(row: str) -> None:
    assert answer.row(answer.fact(row, "x")) == row


def test_what_a_row_leaves_open_is_the_contracts_default() -> None:
    fact = answer.fact("made_up_code|订单|||actual|level|1,234.5|CNY|", "x")
    assert fact == Fact.model_validate(
        {"metric": "other", "label": "订单", "value": "1234.5", "unit": "CNY", "quote": "x"}
    )


def test_a_label_that_is_a_metrics_name_gets_its_code() -> None:
    assert answer.fact("other|上网电量||2025|actual|level|12|千瓦时", "x").metric == "sales_volume"
    assert answer.fact("made_up|开工率||2025|actual|level|75|%", "x").metric == "capacity_utilization"
    assert answer.fact("other|会员||2025|actual|level|12|person", "x").metric == "other"


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        ("股", "share"),
        ("元/股", "CNY/share"),
        ("澳門元", "MOP"),
        ("個百分點", "pp"),
        ("間", "間"),
        ("元/吨", "CNY/吨"),
        ("%", "%"),
    ],
)
def test_units_are_the_contracts(written: str, unit: str) -> None:
    assert answer.fact(f"other|量||2025|actual|level|12|{written}", "x").unit == unit


def test_the_unit_may_be_left_off_where_there_is_none() -> None:
    assert answer.fact("other|β|||forecast|level|0.55", "x").unit is None


def test_a_range_is_put_in_order() -> None:
    fact = answer.fact("revenue|营收||2025|guidance|yoy|3~-5|%", "x")
    assert (fact.value, fact.value_to) == (Decimal(-5), Decimal(3))


@pytest.mark.parametrize(
    "row",
    [
        "",
        "revenue|1",
        "|".join("a" * 20),
        "revenue|营收||2025|actual|level|很多|CNY",
        "revenue|营收||2025|actual|level||CNY",
    ],
)
def test_a_row_that_is_no_fact_says_why(row: str) -> None:
    with pytest.raises(ValueError, match=r"fields|number"):
        answer.fact(row, "x")
