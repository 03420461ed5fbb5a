"""The mutation bench: what it calls wrong is wrong, and on the sample every wrong number is killed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from extractor import checks, documents
from extractor.checks import rules
from extractor.schema import Fact, Report, Span
from extractor.sections import Section
from tests.benchmarks import mutants, mutations, planted

TEXT = "澄海智造(301998)\n2025年前三季度营收9.75亿元,研发费用率为8.4%;归母净利润1.30亿元,同比增长1.2倍。\n"


def place(printed: str) -> Span:
    return TEXT.index(printed), TEXT.index(printed) + len(printed)


REVENUE: Mapping[str, Any] = {
    "metric": "revenue", "label": "营收", "period": "2025Q1-Q3", "value": Decimal(975000000), "unit": "CNY",
    "quote": "前三季度营收9.75亿元", "span": place("9.75"),
}  # fmt: skip
PROFIT: Mapping[str, Any] = {
    **REVENUE, "metric": "net_profit_parent", "label": "归母净利润", "value": Decimal(130000000),
    "quote": "归母净利润1.30亿元", "span": place("1.30"),
}  # fmt: skip
GROWTH: Mapping[str, Any] = {
    **PROFIT, "measure": "yoy", "value": Decimal("1.2"), "unit": "x", "quote": "同比增长1.2倍", "span": place("1.2倍"),
}  # fmt: skip
RATIO: Mapping[str, Any] = {
    **REVENUE, "metric": "rd_expense_ratio", "label": "研发费用率", "value": Decimal("8.4"), "unit": "%",
    "quote": "研发费用率为8.4%", "span": place("8.4%"),
}  # fmt: skip


def fact(given: Mapping[str, Any], **changed: object) -> Fact:
    return Fact.model_validate({**given, **changed})


def ground(*facts: Mapping[str, Any]) -> mutants.Ground:
    document = documents.from_text(TEXT)
    report = Report(facts=[fact(given) for given in facts])
    return mutants.Ground("澄海", document, Section(0, len(TEXT), 0), report)


@pytest.fixture(scope="module")
def sample() -> Sequence[mutants.Ground]:
    return [found for found in mutations.grounds(mutations.GOLDEN) if found.name.startswith("bingxing/")]


def test_every_wrong_number_in_the_sample_is_killed(sample: Sequence[mutants.Ground]) -> None:
    results = mutations.run(sample, mutations.NUMBERS, seed=0)
    assert all(len(cases) > 50 for cases in results.classes.values())
    assert {name: [mutations.show(c) for c in cases if c.status == "verified"] for name, cases in results.classes.items()} == {
        name: [] for name in mutations.NUMBERS
    }  # fmt: skip


def test_checks_that_miss_something_are_seen_to_miss_it(
    sample: Sequence[mutants.Ground], monkeypatch: pytest.MonkeyPatch
) -> None:
    weaker = tuple(check for check in rules.CHECKS if check is not rules.number_is_there)
    monkeypatch.setattr(checks, "CHECKS", weaker)
    results = mutations.run(sample[:1], ["digits"], seed=0)
    assert mutations.killed(results.classes["digits"]) == 0
    assert any("digits" in line for line in mutations.missed(results))


def test_the_same_seed_makes_the_same_mutants(sample: Sequence[mutants.Ground]) -> None:
    def facts(seed: int) -> list[Fact]:
        return [mutant for _, mutant in mutants.made("digits", sample[0], seed)]

    assert facts(1) == facts(1)
    assert facts(1) != facts(2)


def test_every_class_finds_something_to_change_in_the_sample(sample: Sequence[mutants.Ground]) -> None:
    for name in mutants.CLASSES:
        assert any(True for found in sample for _ in mutants.made(name, found, 0)), name


@pytest.mark.parametrize(
    ("changed", "right"),
    [
        (fact(REVENUE), True),
        (fact(REVENUE, value=Decimal(980000000)), True),  # a repeat, rounded
        (fact(REVENUE, value=Decimal(970000000)), False),
        (fact(REVENUE, value=Decimal(97500000)), False),
        (fact(REVENUE, period="2025-09-30"), True),
        (fact(REVENUE, period="2025Q3"), False),
        (fact(REVENUE, subject="减速器"), False),
        (fact(REVENUE, value=Decimal(130000000)), False),
        (fact(REVENUE, value=Decimal(130000000), metric="net_profit_parent"), True),  # another right fact
        (fact(GROWTH, value=Decimal(120), unit="%"), True),
        (fact(GROWTH, unit="%"), False),
        (fact(RATIO, metric="rd_expense", measure="share"), True),
        (fact(RATIO, value=Decimal("0.084"), unit="x"), False),
    ],
)
def test_what_the_contract_counts_as_equal_is_no_mutant(changed: Fact, right: bool) -> None:
    assert mutants.is_right(changed, ground(REVENUE, PROFIT, GROWTH, RATIO)) is right


def test_a_forged_quote_bears_the_forged_value_and_is_not_in_the_text() -> None:
    ((_, forged),) = mutants.made("forged", ground(REVENUE), seed=0)
    digits = forged.quote.removeprefix("前三季度营收").removesuffix("亿元")
    assert Decimal(digits) * 100_000_000 == forged.value
    assert forged.quote not in TEXT


def test_a_siblings_number_stands_in_a_quote_that_holds_both() -> None:
    made = [mutant for _, mutant in mutants.made("sibling", ground(REVENUE, PROFIT), seed=0)]
    assert {(m.metric, m.value) for m in made} == {
        ("revenue", Decimal(130000000)), ("net_profit_parent", Decimal(975000000)),
    }  # fmt: skip
    assert all("9.75亿元" in m.quote and "1.30亿元" in m.quote and m.quote in TEXT for m in made)


def test_planted_lines_stand_where_it_is_said() -> None:
    text, spans = planted.planted(TEXT, planted.FURNITURE, None)
    assert [text[slice(*span)] for span in spans] == [line for line, _ in planted.FURNITURE]
    for lines in (planted.FURNITURE, planted.INJECTED):
        text, _ = planted.planted(TEXT, lines, None)
        assert all(claim.quote in text and claim.quote not in TEXT for claim in planted.claims(lines, ground(REVENUE)))
