"""The regression verdict: sure drops and critical fields fail, noise and other golden sets do not."""

from copy import deepcopy

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import regression
from extractor.regression.bootstrap import STATED, noticed, paired, smallest_drop, spread
from extractor.scoring.card import RATES, Card, ReportScore, Stamp
from extractor.scoring.tally import Tally

STAMP = Stamp(at="2026-01-01T00:00:00+00:00", reader="rules", how="by rule", schema_hash="s", lexicon="l", golden="g")
NAMES = ("attributed", "figures", "header", "events")


def card(reports: int = 30, right: int = 45, of: int = 50, **more: object) -> Card:
    score = ReportScore(
        golden="x", tallies={name: Tally(right, of, of) for name in NAMES}, critical={"rating": True, "eps 2025": False},
        verdicts={"verified": right, "verified_wrong": 1, "right": right, "right_verified": right - 1},
        wrong=list(range(right, of)),
    )  # fmt: skip
    return Card(stamp=STAMP, reports={f"r{number:02}/report": score.model_copy(deep=True) for number in range(reports)})


def lowered(before: Card, lost: int, reports: int) -> Card:
    after = deepcopy(before)
    for one in list(after.reports.values())[:reports]:
        one.tallies["attributed"].right -= lost
        one.wrong = list(range(one.tallies["attributed"].right, 50))
    return after


def test_nothing_changed_is_no_regression() -> None:
    judged = regression.judge(card(), card())
    assert not judged.worse
    assert "no change since the baseline" in list(judged.lines())


def test_a_drop_all_over_is_a_regression() -> None:
    judged = regression.judge(card(), lowered(card(), 2, 30))
    assert judged.worse
    assert next(judged.lines()).startswith("REGRESSED: attributed 0.9000 -> 0.8600")
    assert judged.lost["r00/report"] == [43, 44]


def test_a_gain_is_said_and_is_none() -> None:
    judged = regression.judge(lowered(card(), 2, 30), card())
    assert not judged.worse
    assert next(judged.lines()).startswith("better: attributed")


def test_a_drop_in_one_report_alone_is_not_sure() -> None:
    judged = regression.judge(card(), lowered(card(), 20, 1))
    assert not judged.worse
    assert any(line.startswith("not sure: attributed") for line in judged.lines())


def test_a_drop_below_the_stated_size_fails_nobody() -> None:
    before = card(right=4_500, of=5_000)
    judged = regression.judge(before, lowered(before, 20, 30))
    assert judged.changes[0].interval.high < 0
    assert -judged.changes[0].interval.change < STATED
    assert not judged.worse


def test_a_critical_field_may_never_turn_wrong() -> None:
    after = card()
    after.reports["r07/report"].critical["rating"] = False
    judged = regression.judge(card(), after)
    assert judged.worse
    assert next(judged.lines()) == "REGRESSED: r07/report: rating was right and is wrong"
    assert not regression.judge(after, card()).worse
    assert "better: r07/report: rating was wrong and is right" in list(regression.judge(after, card()).lines())


def test_a_critical_field_that_vanished_is_wrong() -> None:
    after = card()
    del after.reports["r03/report"].critical["rating"]
    assert regression.judge(card(), after).flips == ["r03/report: rating"]


def test_wrong_facts_among_the_verified_are_a_regression() -> None:
    after = card()
    for one in after.reports.values():
        one.verdicts["verified_wrong"] = 4
    judged = regression.judge(card(), after)
    assert judged.worse
    assert "verified that are right" in next(judged.lines())


def test_only_what_is_the_same_in_both_is_compared() -> None:
    before, after = card(), lowered(card(), 30, 2)
    after.reports["r00/report"].golden = after.reports["r01/report"].golden = "other"
    after.reports["new/report"] = after.reports["r05/report"]
    del after.reports["r29/report"]
    judged = regression.judge(before, after)
    assert not judged.worse
    assert (judged.added, judged.gone, judged.altered) == (["new/report"], ["r29/report"], ["r00/report", "r01/report"])
    assert len(judged.shared) == 27
    said = list(judged.lines())
    assert "new, not compared: new/report" in said


def test_nothing_in_common_is_said() -> None:
    after = card()
    for one in after.reports.values():
        one.golden = "other"
    judged = regression.judge(card(), after)
    assert not judged.worse
    assert "0 reports compared" in list(judged.lines())[-1]


COUNTS = st.lists(st.tuples(st.integers(0, 20), st.integers(20, 30)), min_size=2, max_size=12)


@given(COUNTS)
def test_a_reading_does_not_differ_from_itself(counts: list[tuple[int, int]]) -> None:
    assert paired(counts, counts) == (0, 0, 0)


@given(COUNTS, st.randoms(use_true_random=False))
def test_a_change_seen_from_the_other_side_is_its_mirror(counts: list[tuple[int, int]], chance: object) -> None:
    other = [(over // 2, under) for over, under in counts]
    there, back = paired(counts, other), paired(other, counts)
    assert there.change == pytest.approx(-back.change)
    assert there.low == pytest.approx(-back.high, abs=1e-9)
    assert there.low <= there.change <= there.high or there.change == pytest.approx(there.low, abs=0.2)


def test_one_report_can_prove_nothing_by_chance() -> None:
    assert smallest_drop([(50, 100)]) is not None  # one report drawn again and again is always the same
    assert smallest_drop([(0, 100)]) is None


def test_the_smallest_drop_is_noticed_and_a_smaller_one_is_not() -> None:
    tallies = [(45, 100)] * 30
    least = smallest_drop(tallies)
    assert least is not None
    right, under = numpy.array([45] * 30), numpy.array([100.0] * 30)
    facts = round(least * 3000 / 2)
    assert noticed(2 * spread(facts, right), under).mean() >= 0.9
    assert noticed(2 * spread(facts - 1, right), under).mean() < 0.9


def test_every_rate_is_of_a_card() -> None:
    one = next(iter(card().reports.values()))
    assert all(over <= under for over, under in (rate(one) for rate in RATES.values()))
