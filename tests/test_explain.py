"""Why a verdict is what it is: the evidence that it carries, and what a person is shown of it."""

import ast
import io
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

import extractor
from extractor import export, grounds
from extractor.explain import PHRASES, explain
from extractor.schema import (
    Check,
    Evidence,
    Fact,
    Finding,
    Header,
    Operand,
    Relation,
    Report,
    Status,
    Verdict,
    dumps,
    loads,
)
from extractor.terminal import harmless

TEXT = (
    "岚舟精工(301997)2025年三季报点评\n"
    "公司2025年前三季度实现营业收入9.75亿元,同比增长28.0%;实现归母净利润1.30亿元。"
    "智算云表现突出,营收4.30亿元。存货4.30亿元。预计2025-2027年EPS为0.25/0.35/0.49元。"
)
RIGHT: Mapping[str, Any] = {
    "metric": "revenue", "label": "营业收入", "subject": None, "period": "2025Q1-Q3", "basis": "actual", "measure": "level",
    "value": Decimal(975000000), "unit": "CNY", "qualifier": "exact", "quote": "实现营业收入9.75亿元",
}  # fmt: skip
OPEN: Mapping[str, Any] = {
    **RIGHT, "label": "营收", "subject": "智算云", "value": Decimal(430000000), "quote": "智算云表现突出,营收4.30亿元。存货4.30亿元",
}  # fmt: skip


def judged(*changed: Mapping[str, Any], text: str = TEXT, **more: Any) -> Report:
    facts = [Fact.model_validate({**RIGHT, **one}) for one in changed]
    return extractor.check(text, Report(facts=facts, **more))


def shown(report: Report, width: int = 80, text: str = TEXT, **options: Any) -> str:
    out = io.StringIO()
    explain(report, text, Console(file=out, width=width), **options)
    return out.getvalue()


def evidence(report: Report, field: str, index: int = 0) -> list[tuple[str | None, str, str]]:
    verdict = report.facts[index].verdict
    assert verdict is not None
    return [(one.value, one.rule, one.words) for one in verdict.evidence if one.field == field]


def line(said: str, *words: str) -> str:
    """The one line that holds all of some words."""
    found = [one for one in said.splitlines() if all(word in one for word in words)]
    assert len(found) == 1, said
    return found[0]


def test_a_verdict_carries_the_number_as_read_and_every_reading() -> None:
    report = judged({})
    assert evidence(report, "value") == [("975000000 CNY", "printed", "9.75亿元")]
    assert evidence(report, "metric") == [("revenue", "nearest_name", "营业收入")]
    assert [value for value, _, _ in evidence(report, "subject")] == [None]
    assert [(value, words) for value, _, words in evidence(report, "period")] == [("2025Q1-Q3", "2025年前三季度")]
    assert [value for value, _, _ in evidence(report, "basis")] == ["actual"]
    assert [value for value, _, _ in evidence(report, "measure")] == ["level"]


def test_what_is_open_carries_every_reading_left() -> None:
    margin = {
        "metric": "gross_margin",
        "label": "毛利率",
        "period": "2025H1",
        "value": Decimal("38.6"),
        "unit": "%",
        "quote": "毛利率为38.6%",
    }
    report = judged(margin, text="2025H1公司营收增长。\n\n毛利率为38.6%。")
    assert report.facts[0].verdict is not None
    assert report.facts[0].verdict.reasons == ["period_open"]
    assert {value for value, _, _ in evidence(report, "period")} == {"2025H1", None}


def test_a_wrong_number_carries_the_one_that_it_was_taken_for() -> None:
    report = judged({"value": Decimal(957000000)})
    assert evidence(report, "value") == [("975000000 CNY", "printed", "9.75亿元")]
    assert [value for value, _, _ in evidence(report, "metric")] == ["revenue"]


def test_a_number_that_is_not_in_its_quote_carries_the_quotes_own_numbers() -> None:
    report = judged({"quote": "同比增长28.0%;实现归母净利润1.30亿元"})
    assert evidence(report, "value") == [
        ("28 %", "other_figure", "28.0%"),
        ("130000000 CNY", "other_figure", "1.30亿元"),
    ]
    assert evidence(report, "metric") == []


def test_a_quote_that_is_nowhere_carries_nothing() -> None:
    verdict = judged({"quote": "实现营业收入9.57亿元"}).facts[0].verdict
    assert verdict is not None
    assert verdict.evidence == []


def test_a_unit_from_afar_is_said_to_be() -> None:
    eps = {"metric": "eps", "label": "EPS", "period": "2026", "basis": "forecast", "value": Decimal("0.35"), "unit": "CNY/share",
           "quote": "预计2025-2027年EPS为0.25/0.35/0.49元"}  # fmt: skip
    assert evidence(judged(eps), "value") == [("0.35 CNY/share", "unit_from_afar", "0.35")]


def test_evidence_goes_through_json_and_back_unchanged() -> None:
    report = judged({}, OPEN, {"value": Decimal("0.1")})
    again = Report.model_validate(loads(dumps(report)))
    assert again == report
    assert [f.verdict.evidence for f in again.facts if f.verdict] == [
        f.verdict.evidence for f in report.facts if f.verdict
    ]
    assert dumps(again) == dumps(report)


def test_a_verified_fact_is_shown_with_the_words_for_each_field() -> None:
    said = shown(judged({}))
    assert "✓ [0] 975,000,000 CNY  verified" in said
    assert "“实现营业收入▸9.75亿元◂”" in said
    assert "营业收入" in line(said, "✓ metric", "revenue")
    assert "2025年前三季度" in line(said, "✓ period", "2025Q1-Q3")
    assert "✗" not in said


def test_a_refuted_fact_is_shown_beside_what_the_source_reads() -> None:
    said = shown(judged({"value": Decimal(957000000), "qualifier": "about"}), width=120)
    assert "refuted: value_mismatch" in said
    assert "975,000,000 CNY" in line(said, "✗ value", "957,000,000 CNY")
    assert "“实现营业收入▸9.75亿元◂”" in said
    said = shown(judged({"metric": "net_profit", "qualifier": "about"}), width=120)
    assert "revenue" in line(said, "✗ metric", "net_profit")
    assert "the source says exact" in said


def test_what_is_open_is_shown_with_every_reading() -> None:
    report = judged(OPEN)
    topic = Evidence(field="subject", value="智算云", rule="topic", words="智算云表现突出")
    whole = Evidence(field="subject", rule="company")
    report.facts[0].verdict = Verdict(status=Status.UNCERTAIN, reasons=["subject_open"], evidence=[topic, whole])
    said = shown(report, width=120)
    assert "智算云表现突出" in line(said, "? subject", "智算云")
    assert PHRASES["company"] in line(said, "or", "the company")
    report.facts[0].verdict = Verdict(status=Status.UNCERTAIN, reasons=["subject_open"], evidence=[whole])
    assert "only likely" in line(shown(report, width=120), "? subject", "智算云", "the company")


def test_an_unsupported_fact_is_shown_with_the_reason() -> None:
    assert "the quote is not in the source" in shown(judged({"quote": "实现营业收入9.57亿元"}))
    said = shown(judged({"quote": "同比增长28.0%"}))
    assert "28.0%" in line(said, "∅ value", "975,000,000 CNY")
    assert "▸" not in said


def test_the_number_is_marked_where_it_stands_not_where_it_first_looks_alike() -> None:
    stock = {
        **OPEN,
        "metric": "inventory",
        "label": "存货",
        "subject": None,
        "quote": "智算云表现突出,营收4.30亿元。 存货4.30亿元",
    }
    assert "“智算云表现突出,营收4.30亿元。存货▸4.30亿元◂”" in shown(judged(stock))


def test_a_long_quote_is_cut_around_its_number() -> None:
    text = "公司经营稳健。" * 60 + "2025年前三季度公司营业收入9.75亿元。" + "渠道结构持续优化。" * 60
    said = shown(judged({"quote": text}, text=text), width=1000, text=text)
    assert "营业收入▸9.75亿元◂" in said
    assert said.count("…") == 2


def test_facts_can_be_chosen_by_their_verdict() -> None:
    report = judged({}, {"value": Decimal(957000000)})
    assert "[0]" not in shown(report, only=[Status.REFUTED])
    assert "[1]" in shown(report, only=[Status.REFUTED])
    assert shown(report, only=[Status.UNSUPPORTED]) == ""


def related() -> Report:
    """A report whose first two facts stand in an equation, the second in a conflict too, the third agrees with another report."""
    report = judged({}, {**OPEN, "subject": None}, {})
    first = Operand(fact=0, low=Decimal(974500000), high=Decimal(975500000))
    second = Operand(fact=1, low=Decimal(429500000), high=Decimal(430500000))
    other = Operand(fact=7, low=Decimal(975000000), high=Decimal(975000000), report_id="ab12")
    assert report.check is not None
    report.check.relations = [
        Relation(name="growth", message="the old figure and its growth", operands=[first, second]),
        Relation(name="same", message="as another report says", operands=[first.model_copy(update={"fact": 2}), other]),
    ]
    report.check.findings = [
        Finding(
            code="arithmetic_conflict",
            message="parts above the whole",
            relation="sum",
            facts=[1],
            operands=[second, first],
        )
    ]
    return report


def test_relations_are_shown_with_the_intervals_of_their_operands() -> None:
    blocks = shown(related(), width=120).split("\n\n")
    first, second, third = (next(b for b in blocks if f" [{i}] " in b.splitlines()[0]) for i in range(3))
    assert "✓ growth: the old figure and its growth" in first
    assert "[1] revenue 2025Q1-Q3 level: 429,500,000 to 430,500,000 CNY" in first
    assert "✗ sum: parts above the whole" in second
    assert "report ab12 [7]: 975,000,000" in third
    assert "✗" not in third
    assert "growth:" not in third


def test_evidence_is_counted_apart_and_for_verified_facts_alone() -> None:
    report = related()
    assert report.facts[1].verdict is not None
    assert report.facts[1].verdict.status != Status.VERIFIED
    counted = grounds.count([report, report])
    assert (counted.verified, counted.by_arithmetic, counted.by_reports) == (4, 2, 2)
    assert str(counted) == "4 verified facts, of them 2 borne out by arithmetic, 2 by other reports"


def summary(*reports: Report) -> str:
    out = io.StringIO()
    export.summary(reports, Console(file=out, width=100))
    return out.getvalue()


def test_the_summary_says_what_stands_behind_the_verified() -> None:
    assert "2 verified facts, of them 1 borne out by arithmetic, 1 by other reports" in summary(related())
    by_rule = extractor.extract(TEXT)
    assert "the same reading twice" in " ".join(summary(*by_rule).split())
    assert "the same reading twice" not in summary(related())


HOSTILE = "[bold red]净[/] \x1b]0;owned\x07\x1b[2J:smile:\x9b1m\u202e\ud800"


def test_hostile_text_reaches_no_terminal_as_it_is() -> None:
    report = judged(
        {"quote": HOSTILE, "unit": HOSTILE, "label": HOSTILE, "metric": "other", "subject": HOSTILE},
        {"metric": "other", "label": HOSTILE, "unit": HOSTILE},
        header=Header(company=HOSTILE, title=HOSTILE),
    )
    report.risks = [HOSTILE]
    for said in (shown(report, width=200), summary(report)):
        assert not [c for c in said if (ord(c) < 32 and c != "\n") or c in "\x7f\x9b\u202e\ud800"]
        assert "[bold red]净[/]" in said
        assert ":smile:" in said


def test_control_characters_of_a_source_are_made_visible_in_the_quote() -> None:
    text = TEXT.replace("实现营业", "实\x1b[31m现营业")
    assert "“实␛[31m现营业收入▸9.75亿元◂”" in shown(
        judged({"quote": "实\x1b[31m现营业收入9.75亿元"}, text=text), text=text
    )


@given(st.text(max_size=300))
def test_harmless_text_is_one_line_and_drives_nothing(text: str) -> None:
    made = harmless(text)
    made.encode("utf-8")
    assert not [c for c in made if ord(c) < 32 or 0x7F <= ord(c) < 0xA0]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40), st.text(max_size=40), st.integers(60, 160))
def test_no_line_is_wider_than_the_page(words: str, more: str, width: int) -> None:
    report = judged(
        {"subject": words, "unit": more}, {"label": more, "metric": "other", "quote": f"{words}9.75亿元"}, OPEN
    )
    assert max(cell_len(one) for one in shown(report, width).split("\n")) <= width


def _constants(node: ast.AST) -> Iterator[str]:
    yield from (n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str))


def rules() -> set[str]:
    """The names of the rules in attribution: what candidates are made with, also by way of a function or `in_list`."""
    package = Path(extractor.__file__).parent / "attribution"
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(package.rglob("*.py"))]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    functions = {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Candidate":
            rule = node.args[1]
            if isinstance(rule, ast.Call) and isinstance(rule.func, ast.Name):
                returned = [n for n in ast.walk(functions[rule.func.id]) if isinstance(n, ast.Return)]
                found.update(word for one in returned for word in _constants(one))
            else:
                found.update(_constants(rule))
    listed = [n.value for n in ast.walk(functions["in_list"]) if isinstance(n, ast.Return) and n.value is not None]
    return found | {word for one in listed for word in _constants(one)}


def test_every_rule_has_a_phrase_in_plain_words() -> None:
    found = rules()
    assert len(found) > 90
    assert {"nearest_name", "same_list", "partner", "in_clause"} <= found
    assert found - set(PHRASES) == set()
    assert set(PHRASES) - found == {"printed", "unit_from_afar", "other_figure"}
    assert not [phrase for phrase in PHRASES.values() if "_" in phrase or len(phrase) > 50]


def test_the_rules_that_read_a_whole_listing_all_have_phrases(sample: Path) -> None:
    reports = extractor.extract(sample.read_text(encoding="utf-8"))
    seen = {one.rule for r in reports for f in r.facts if f.verdict for one in f.verdict.evidence}
    assert seen <= set(PHRASES)


def test_a_fact_without_a_verdict_is_open() -> None:
    fact = Fact.model_validate(RIGHT)
    assert "? [0] 975,000,000 CNY  uncertain" in shown(Report(facts=[fact], check=Check()))
    bare = fact.model_copy(update={"verdict": Verdict(status=Status.VERIFIED)})
    assert "✓ [0]" in shown(Report(facts=[bare]))


@pytest.mark.parametrize("width", [30, 50])
def test_a_narrow_page_is_no_failure(width: int) -> None:
    assert "9.75" in shown(judged({}, OPEN), width)


@pytest.mark.parametrize("width", [80, 100, 120])
def test_no_terminal_is_so_narrow_that_a_figure_or_its_mark_is_cut(width: int) -> None:
    fact = Fact.model_validate({
        "metric": "net_profit_parent_ex", "subject": "轴承钢、工模具钢、高温合金及特冶产品", "period": "2025-12-31",
        "basis": "prior_forecast", "measure": "change", "value": 17836000000, "unit": "CNY/share", "quote": "x",
        "verdict": Verdict(status=Status.UNCERTAIN, reasons=["period_open", "subject_open"]),
    })  # fmt: skip
    out = io.StringIO()
    export.summary([Report(header=Header(company="云杉"), facts=[fact])], Console(file=out, width=width))
    assert re.search(r"^ ?\? .*17,836,000,000 ", out.getvalue(), re.MULTILINE)
