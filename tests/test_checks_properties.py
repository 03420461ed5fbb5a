"""What must not change a verdict: other facts, their order, the scale of all money, the company's name, words beside.

Each is tried on texts made here and on the golden ones, with right facts and with wrong ones of the mutation bench.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from extractor import documents, pipeline
from extractor.schema import Fact, Report, Status
from extractor.sections import Section
from tests.benchmarks import mutants, mutations
from tests.benchmarks.mutants import Ground

GOLDEN = tuple(mutations.grounds(mutations.GOLDEN))
EVERY = 23
"""One wrong fact in so many of the bench's is tried."""
thorough = settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])

Statuses = Sequence[str]


@dataclass(frozen=True)
class Wrong:
    """A wrong fact, and the right one that it is made of."""

    fact: Fact
    origin: Fact


def judged(ground: Ground, facts: Sequence[Fact]) -> Statuses:
    """The verdict and its reasons for each fact."""
    found = pipeline.judge(ground.document, ground.section, Report(facts=list(facts))).facts
    return [f"{f.verdict.status.value} {f.verdict.reasons}" for f in found if f.verdict is not None]


def statuses(ground: Ground, facts: Sequence[Fact]) -> Statuses:
    return [said.partition(" ")[0] for said in judged(ground, facts)]


@lru_cache(maxsize=64)
def claimed(ground_name: str) -> Sequence[Fact]:
    """The right facts of a golden report, and a choice of wrong ones."""
    ground = next(ground for ground in GOLDEN if ground.name == ground_name)
    wrong = [fact for name in mutants.CLASSES for _, fact in list(mutants.made(name, ground, seed=0))[::EVERY]]
    return [*ground.facts, *wrong]


def edited(ground: Ground, text: str) -> Ground:
    """The same report with another text."""
    start, end = ground.section.start, ground.section.end
    document = documents.from_text(ground.document.text[:start] + text + ground.document.text[end:])
    return replace(ground, document=document, section=replace(ground.section, end=start + len(text)))


def renamed(fact: Fact, old: str, new: str) -> Fact:
    words = {name: getattr(fact, name) for name in ("quote", "subject", "label")}
    return fact.model_copy(update={name: word and word.replace(old, new) for name, word in words.items()})


# Texts made here

STEMS = ("澄海", "岚衡", "远帆", "砚北", "朔岭", "云汀")
KINDS = ("科技", "股份", "智造", "电子")
PERIODS = {
    "2025年前三季度": "2025Q1-Q3", "2025年上半年": "2025H1", "2025年三季度": "2025Q3", "2025年": "2025", "2024年": "2024",
}  # fmt: skip
LEVELS = {
    "营业收入": "revenue",
    "归母净利润": "net_profit_parent",
    "销售费用": "selling_expense",
    "研发费用": "rd_expense",
}
hundredths = st.integers(101, 9_999).map(lambda n: Decimal(n) / 100)
tenths = st.integers(11, 499).map(lambda n: Decimal(n) / 10)


@st.composite
def grounds(draw: st.DrawFn) -> Ground:
    """A short report on a company that does not exist, with every figure of it as a right fact."""
    company = draw(st.sampled_from(STEMS)) + draw(st.sampled_from(KINDS))
    text, facts = f"{company}(301998)业绩点评\n2026年3月30日\n", list[Fact]()
    for words in draw(st.lists(st.sampled_from(sorted(PERIODS)), min_size=1, max_size=3, unique=True)):
        for i, label in enumerate(draw(st.lists(st.sampled_from(sorted(LEVELS)), min_size=1, max_size=3, unique=True))):
            amount, growth = draw(hundredths), draw(tenths)
            fell = draw(st.booleans())
            level = f"{'' if i else f'{words}公司'}{label}{amount}亿元"
            change = f"同比{'下降' if fell else '增长'}{growth}%"
            text += f"{level},{change};"
            given = {"metric": LEVELS[label], "label": label, "period": PERIODS[words]}
            quote = f"{level},{change}"
            facts.append(_fact(given, value=amount * 10**8, unit="CNY", quote=quote))
            facts.append(_fact(given, value=-growth if fell else growth, unit="%", quote=quote, measure="yoy"))
        text = text[:-1] + "。\n"
    return Ground("made here", documents.from_text(text), Section(0, len(text), 0), Report(facts=facts))


def _fact(given: Mapping[str, Any], **more: object) -> Fact:
    return Fact.model_validate({**given, **more})


def wrong_in(ground: Ground) -> list[Wrong]:
    """Wrong facts of a text made here, one in three."""
    made = [Wrong(fact, origin) for name in mutants.CLASSES for origin, fact in mutants.made(name, ground, seed=0)]
    return made[::3]


def all_in(ground: Ground) -> list[Fact]:
    return [*ground.facts, *(wrong.fact for wrong in wrong_in(ground))]


@thorough
@given(grounds())
def test_right_facts_of_plain_texts_are_verified_and_wrong_ones_are_not(ground: Ground) -> None:
    assert set(statuses(ground, ground.facts)) == {"verified"}
    assert "verified" not in statuses(ground, [wrong.fact for wrong in wrong_in(ground)])


# Other facts


@thorough
@given(st.sampled_from(GOLDEN), st.integers(0, 10**6))
def test_the_order_of_facts_changes_no_verdict(ground: Ground, seed: int) -> None:
    facts = claimed(ground.name)
    order = Random(seed).sample(range(len(facts)), len(facts))
    before = judged(ground, facts)
    assert judged(ground, [facts[i] for i in order]) == [before[i] for i in order]


@thorough
@given(st.sampled_from(GOLDEN), st.integers(0, 10**6), st.integers(1, 12))
def test_a_verdict_does_not_depend_on_which_other_facts_are_there(ground: Ground, seed: int, count: int) -> None:
    facts = claimed(ground.name)
    chosen = Random(seed).sample(range(len(facts)), min(count, len(facts)))
    before = judged(ground, facts)
    assert judged(ground, [facts[i] for i in chosen]) == [before[i] for i in chosen]
    assert [judged(ground, [facts[i]])[0] for i in chosen] == [before[i] for i in chosen]


# The scale of all money

MONEY_IN_YI_ALONE = ("citybank/report", "dairy/report", "gaming/report", "hkretail/report", "preview/report")
"""Golden reports that print money in 亿元 and in 元 alone."""
SCALES = {"万": Decimal("1e-4"), "百万": Decimal("1e-2")}
KEPT_CLASSES = ("sign", "metric", "subject", "period_year", "period_part", "basis", "measure", "qualifier")
"""Classes whose wrong facts bear the number of the right one."""
YI = re.compile("亿(?!股)")


def scaled(fact: Fact, factor: Decimal, word: str, of: Fact) -> Fact:
    """A fact with its money, which `of` prints in 亿, in another unit."""
    times = factor if of.unit in ("CNY", "HKD", "USD") and abs(of.value) >= 10**6 else 1
    upper = None if fact.value_to is None else fact.value_to * times
    return fact.model_copy(update={"value": fact.value * times, "value_to": upper, "quote": YI.sub(word, fact.quote)})


@pytest.mark.parametrize("word", SCALES)
@pytest.mark.parametrize("name", MONEY_IN_YI_ALONE)
def test_another_unit_for_all_money_changes_no_verdict(name: str, word: str) -> None:
    ground = next(ground for ground in GOLDEN if ground.name == name)
    pairs = [(fact, fact) for fact in ground.facts]
    pairs += [pair for kind in KEPT_CLASSES for pair in list(mutants.made(kind, ground, seed=0))[::EVERY]]
    other = edited(ground, YI.sub(word, ground.text))
    moved = [scaled(fact, SCALES[word], word, of=origin) for origin, fact in pairs]
    assert judged(other, moved) == judged(ground, [fact for _, fact in pairs])


@thorough
@given(grounds(), st.sampled_from(sorted(SCALES)))
def test_another_unit_for_all_money_of_plain_texts_changes_no_verdict(ground: Ground, word: str) -> None:
    other = edited(ground, YI.sub(word, ground.text))
    assert judged(other, [scaled(fact, SCALES[word], word, of=fact) for fact in ground.facts]) == judged(
        ground, ground.facts
    )


# The company's name


@pytest.mark.parametrize("ground", GOLDEN, ids=lambda ground: ground.name)
def test_another_name_for_the_company_changes_no_verdict(ground: Ground) -> None:
    company = ground.report.header.company
    assert company is not None
    facts, old = claimed(ground.name), company[:2]
    before = judged(ground, facts)
    for new in Random(ground.name).sample(STEMS, 2):
        other = replace(ground, document=documents.from_text(ground.document.text.replace(old, new)))
        assert judged(other, [renamed(fact, old, new) for fact in facts]) == before


@thorough
@given(grounds(), st.sampled_from(STEMS))
def test_another_name_for_the_company_of_plain_texts_changes_no_verdict(ground: Ground, new: str) -> None:
    facts, old = all_in(ground), ground.text[:2]
    other = edited(ground, ground.text.replace(old, new))
    assert judged(other, [renamed(fact, old, new) for fact in facts]) == judged(ground, facts)


# Words beside

PARAGRAPHS = (
    "本文由研究所整理，仅供内部交流。",
    "宏观环境总体平稳，市场情绪有所回暖，行业内的讨论仍在继续。",
    "编辑部提醒读者留意后续公告。",
)
ABOUT_OTHERS = "另据媒体报道，汀山港务2023年上半年吞吐量为4,120万吨，同比增长6.1%，收入8.15亿元。"


def gaps(text: str) -> list[int]:
    """The places between paragraphs: after a line that ends a sentence, with no table's row behind."""
    return [match.end() for match in re.finditer(r"。\n(?!\|)", text)] or [len(text)]


@thorough
@given(st.sampled_from(GOLDEN), st.integers(0, 10**6), st.sampled_from(PARAGRAPHS))
def test_an_unrelated_paragraph_changes_no_verdict(ground: Ground, seed: int, words: str) -> None:
    at = Random(seed).choice(gaps(ground.text))
    other = edited(ground, f"{ground.text[:at]}{words}\n{ground.text[at:]}")
    facts = claimed(ground.name)
    assert judged(other, facts) == judged(ground, facts)


DATED = [ground for ground in GOLDEN if ground.report.header.published]
"""A report without a date has its years estimated from all that it names."""


@pytest.mark.parametrize("ground", DATED, ids=lambda ground: ground.name)
def test_a_paragraph_on_another_company_at_the_end_changes_no_verdict(ground: Ground) -> None:
    facts = claimed(ground.name)
    assert judged(edited(ground, f"{ground.text}\n{ABOUT_OTHERS}"), facts) == judged(ground, facts)


@thorough
@given(grounds(), st.integers(0, 10**6), st.sampled_from((*PARAGRAPHS, ABOUT_OTHERS)))
def test_an_unrelated_paragraph_in_plain_texts_changes_no_verdict(ground: Ground, seed: int, words: str) -> None:
    at = Random(seed).choice(gaps(ground.text))
    facts = all_in(ground)
    assert judged(edited(ground, f"{ground.text[:at]}{words}\n{ground.text[at:]}"), facts) == judged(ground, facts)


SENTENCE = re.compile(r"(?<=[。\n])[^。\n]+。")


def repeated(ground: Ground, match: re.Match[str]) -> Ground:
    """The report with one sentence said twice."""
    return edited(ground, f"{ground.text[: match.end()]}{match[0]}{ground.text[match.end() :]}")


@thorough
@given(st.sampled_from(GOLDEN), st.integers(0, 10**6))
def test_a_repeated_sentence_changes_no_verdict_beside_it_and_keeps_the_right_ones(ground: Ground, seed: int) -> None:
    sentences = list(SENTENCE.finditer(ground.text))
    assume(sentences)  # English has none
    match = Random(seed).choice(sentences)
    other, facts = repeated(ground, match), claimed(ground.name)
    before, after = statuses(ground, facts), statuses(other, facts)
    for fact, was, now in zip(facts, before, after, strict=True):
        if fact.quote not in match[0] and fact.quote in other.text:
            assert now == was, fact
        elif was == Status.VERIFIED:
            assert now == Status.VERIFIED, fact


@thorough
@given(grounds(), st.integers(0, 10**6))
def test_a_repeated_sentence_of_plain_texts_changes_no_verdict(ground: Ground, seed: int) -> None:
    match = Random(seed).choice(list(SENTENCE.finditer(ground.text)))
    facts = all_in(ground)
    assert statuses(repeated(ground, match), facts) == statuses(ground, facts)


def test_a_repeated_sentence_does_not_bear_out_a_wrong_period() -> None:
    said = "电机合计1.30亿元,前三季度机器人销售额突破4亿元。"
    text = f"澄海智造(301998)三季报点评\n2025年10月30日\n产品结构改善。分产品看,25Q3减速器收入6.20亿元。{said}"
    given = {"metric": "revenue", "label": "收入", "subject": "电机", "value": 130000000, "unit": "CNY"}
    wrong = _fact(given, period="2025Q1-Q3", quote="电机合计1.30亿元")
    ground = Ground("made here", documents.from_text(text), Section(0, len(text), 0), Report(facts=[]))
    assert statuses(edited(ground, text + said), [wrong]) == statuses(ground, [wrong])
