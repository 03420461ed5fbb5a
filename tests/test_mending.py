"""A second look: what goes back, and what of the second answer is kept."""

from decimal import Decimal

from extractor import mending
from extractor.mending import Item, Offer
from extractor.schema import Check, Fact, Report, Status, Unclaimed, Verdict


def fact(value: int, status: Status, **more: object) -> Fact:
    return Fact.model_validate(
        {
            "metric": "revenue",
            "value": Decimal(value),
            "unit": "CNY",
            "quote": "营收",
            "verdict": Verdict(status=status),
            **more,
        }
    )


def test_what_failed_and_what_no_fact_claims_goes_back() -> None:
    facts = [fact(1, Status.VERIFIED), fact(2, Status.REFUTED), fact(3, Status.UNCERTAIN), fact(4, Status.UNSUPPORTED)]
    report = Report(facts=facts, check=Check(unclaimed=[Unclaimed(text="5亿元", span=(7, 10))]))
    items = mending.items(report, "这里有营收")
    assert [(item.index, item.place) for item in items] == [(1, 3), (3, 3), (None, 7)]
    assert [item.number for item in items] == [1, 2, 3]


def test_no_more_than_so_many_go_back() -> None:
    report = Report(facts=[fact(n, Status.REFUTED) for n in range(500)])
    assert len(mending.items(report, "")) == mending.MOST_ITEMS


def merged(second: list[Fact]) -> tuple[list[Fact], list[Fact]]:
    first = [fact(1, Status.VERIFIED), fact(2, Status.REFUTED)]
    return mending.merge(Report(facts=first), [Offer(Item(1, 0, index=1, fact=first[1]), second)])


def test_a_better_second_answer_replaces_the_first() -> None:
    facts, withdrawn = merged([fact(3, Status.VERIFIED)])
    assert [f.value for f in facts] == [1, 3]
    assert withdrawn == []


def test_a_second_answer_that_is_no_better_does_not() -> None:
    assert [f.value for f in merged([fact(3, Status.REFUTED)])[0]] == [1, 2]


def test_an_empty_second_answer_withdraws() -> None:
    facts, withdrawn = merged([])
    assert [f.value for f in facts] == [1]
    assert [f.value for f in withdrawn] == [2]


def test_a_second_answer_that_says_what_another_fact_says_is_not_doubled() -> None:
    assert [f.value for f in merged([fact(1, Status.VERIFIED)])[0]] == [1]


def test_facts_of_one_value_but_another_period_are_two() -> None:
    assert len(mending.once([fact(1, Status.VERIFIED, period="2025"), fact(1, Status.VERIFIED, period="2026")])) == 2
