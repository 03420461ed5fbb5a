"""Mistakes get their right names: each planted one in a small report, and all over the golden set."""

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import golden, matching, scoring
from extractor.claims import fields_apart
from extractor.schema import Fact, Report
from extractor.scoring.errors import MEANINGS, Kind
from tests.benchmarks.planted_mistakes import MISTAKES, planted

GOLDEN = Path(__file__).parent.parent / "golden" / "reports"
TEXT = "公司2025年营收12亿元，净利润3亿元，同比增长20%。\n营收  9  12  15\n净利润  2  3  4\n"


def fact(metric: str, value: int | str, at: int, **more: object) -> Fact:
    base = {"metric": metric, "label": metric, "period": "2025", "unit": "CNY", "quote": "", "span": (at, at + 1)}
    return Fact.model_validate({**base, "value": Decimal(value), **more})


REVENUE, PROFIT = fact("revenue", 1200000000, 9), fact("net_profit", 300000000, 17)
GROWTH = fact("net_profit", 20, 25, unit="%", measure="yoy")
NEXT = fact("revenue", 1500000000, 50, period="2026", basis="forecast")


@pytest.mark.parametrize(
    ("wrong", "kinds"),
    [
        ({"value": Decimal(12000000000)}, (Kind.SCALE,)),
        ({"value": Decimal(120000)}, (Kind.SCALE,)),
        ({"value": Decimal(-1200000000)}, (Kind.SIGN,)),
        ({"value": Decimal(1700000000)}, (Kind.DIGIT,)),
        ({"value": Decimal(987654321)}, (Kind.VALUE,)),
        ({"value": Decimal(300000000)}, (Kind.SIBLING_SWAP,)),
        ({"value": Decimal(1500000000)}, (Kind.COLUMN_SHIFT,)),
        ({"value": Decimal(1100000000)}, (Kind.OTHER_REPORT,)),
        ({"unit": None}, (Kind.UNIT,)),
        ({"unit": None, "value": Decimal(12)}, (Kind.UNIT,)),
        ({"unit": "HKD"}, (Kind.UNIT,)),
        ({"period": "2024"}, (Kind.PERIOD,)),
        ({"basis": "forecast"}, (Kind.BASIS,)),
        ({"measure": "share"}, (Kind.MEASURE,)),
        ({"subject": "机器人"}, (Kind.SUBJECT,)),
        ({"metric": "gross_profit"}, (Kind.METRIC,)),
        ({"metric": "net_profit"}, (Kind.SIBLING_SWAP,)),
        ({"period": "2024", "basis": "forecast"}, (Kind.PERIOD, Kind.BASIS)),
    ],
)
def test_a_wrong_fact_is_named(wrong: dict[str, object], kinds: tuple[Kind, ...]) -> None:
    right = Report(facts=[REVENUE, PROFIT, GROWTH, NEXT])
    found = right.model_copy(update={"facts": [REVENUE.model_copy(update=wrong), PROFIT, GROWTH, NEXT]})
    other = Report(facts=[fact("revenue", 1100000000, 3)])
    one = scoring.compare("one", right, found, TEXT, [other])
    assert [mistake.kinds for mistake in one.mistakes] == [kinds]


def test_what_is_missed_invented_or_repeated_is_named() -> None:
    right = Report(facts=[REVENUE, PROFIT])
    found = Report(facts=[REVENUE, REVENUE, fact("employees", 7, 3, unit="person")])
    one = scoring.compare("one", right, found, TEXT)
    assert [mistake.kinds for mistake in one.mistakes] == [(Kind.MISSED,), (Kind.REPEATED,), (Kind.INVENTED,)]
    assert one.wrong == [1]


def test_every_kind_is_explained() -> None:
    assert set(MEANINGS) == set(Kind)


SETS = ("bingxing", "controls", "gaming", "hkretail", "hydropower", "liquor", "steel")
"""Prose, tables and listings; the bench takes all."""


@pytest.mark.parametrize("name", MISTAKES)
def test_planted_mistakes_get_their_name_in_the_golden_set(name: str) -> None:
    reports = [one for one in golden.load(GOLDEN) if one.document.parent.name in SETS]
    made = 0
    for one in reports:
        beside = [other.report for other in reports if other.document == one.document and other is not one]
        for reading in list(planted(name, one, beside))[:2]:
            made += 1
            compared = scoring.compare(one.name, one.report, reading.report, one.text, beside)
            assert [mistake.kinds for mistake in compared.mistakes] == [(MISTAKES[name][1],)] * reading.touched, (
                one.name
            )
    assert made


def test_where_several_could_pair_all_find_their_own() -> None:
    """One found fact fits two golden ones, the other only one of them: taking the first that fits would lose a pair."""
    whole = fact("revenue", 5, 0, subject=None, label="海外储能收入")
    part = fact("revenue", 5, 9, subject="海外储能")
    found = [fact("revenue", 5, 9, subject="储能"), fact("revenue", 5, 0, subject="海外储能电芯")]
    assert len(fields_apart(whole, found[1])) == 1
    matched = matching.facts([part, whole], found)
    assert sum(not pair.apart for pair in matched.pairs) == 2


FACTS = st.builds(
    fact,
    st.sampled_from(["revenue", "net_profit", "eps"]),
    st.integers(-3, 3),
    st.integers(0, 40),
    period=st.sampled_from(["2024", "2025", None]),
    subject=st.sampled_from([None, "甲", "甲乙"]),
    unit=st.sampled_from(["CNY", "%", None]),
)


@given(st.lists(FACTS, max_size=9), st.lists(FACTS, max_size=9))
def test_each_fact_is_matched_once_or_left_over(golden_: list[Fact], found: list[Fact]) -> None:
    matched = matching.facts(golden_, found)
    ours = [id(pair.golden) for pair in matched.pairs] + [id(one) for one in matched.missed]
    theirs = [id(pair.found) for pair in matched.pairs] + [id(one) for one in matched.invented]
    assert sorted(ours) == sorted(id(one) for one in golden_)
    assert sorted(theirs) == sorted(id(one) for one in found)
    assert all(list(pair.apart) == fields_apart(pair.golden, pair.found) for pair in matched.pairs)


@given(st.lists(FACTS, max_size=9))
def test_an_account_agrees_with_itself(facts: list[Fact]) -> None:
    report = Report(facts=facts)
    one = scoring.compare("one", report, report)
    assert one.mistakes == []
    assert one.tallies["attributed"].right == len(facts)


@given(st.lists(FACTS, max_size=7), st.lists(FACTS, max_size=7))
def test_matching_does_not_depend_on_the_order(golden_: list[Fact], found: list[Fact]) -> None:
    straight, turned = (matching.facts(golden_, found), matching.facts(golden_[::-1], found[::-1]))
    assert sum(not pair.apart for pair in straight.pairs) == sum(not pair.apart for pair in turned.pairs)
