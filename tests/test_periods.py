"""Periods: every notation to the contract's forms, and years from the words before."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor import periods
from extractor.folding import fold
from extractor.schema import PERIOD

PUBLISHED = date(2025, 11, 12)


def values(text: str, published: date | None = PUBLISHED) -> list[tuple[str, ...]]:
    folded = fold(text)
    return [m.values for m in periods.resolve(folded.text, periods.scan(folded.text), published)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2025年", "2025"), ("25年", "2025"), ("2025E", "2025"), ("21A", "2021"), ("FY2025", "2025"), ("2025年年报", "2025"),
        ("2025H1", "2025H1"), ("1H25", "2025H1"), ("2025年上半年", "2025H1"), ("2025年中报", "2025H1"), ("2025年1-6月", "2025H1"),
        ("25H2", "2025H2"), ("2025Q1-Q3", "2025Q1-Q3"), ("25Q1-3", "2025Q1-Q3"), ("1-3Q25", "2025Q1-Q3"), ("1Q-3Q25", "2025Q1-Q3"), ("9M25", "2025Q1-Q3"),
        ("2025年前三季度", "2025Q1-Q3"), ("2025年1-9月", "2025Q1-Q3"), ("2025年三季报", "2025Q1-Q3"), ("2025年三季度", "2025Q3"),
        ("3Q25", "2025Q3"), ("2025年第三季度单季", "2025Q3"), ("2025年7-9月", "2025Q3"), ("2025年一季报", "2025Q1"),
        ("2025年8月", "2025-08"), ("2025年1-10月", "2025-01..2025-10"), ("2025年12月31日", "2025-12-31"),
        ("2025-12-31", "2025-12-31"), ("2025年末", "2025-12-31"), ("2025年6月末", "2025-06-30"), ("25H1末", "2025-06-30"),
        ("2025 年 三 季度", "2025Q3"), ("FY25Q1", "2025Q1"), ("2025财年上半年", "2025H1"), ("1QFY25", "2025Q1"),
    ],
)  # fmt: skip
def test_notations(text: str, value: str) -> None:
    assert values(text) == [(value,)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-2027年", ("2025", "2026", "2027")),
        ("25-27年", ("2025", "2026", "2027")),
        ("2025/26/27年", ("2025", "2026", "2027")),
        ("2025-27E", ("2025", "2026", "2027")),
        ("23/24年", ("2023", "2024")),
        ("2023/2024财年", ("2023", "2024")),
        ("23/24财年", ("2023", "2024")),
        ("25E-27E", ("2025", "2026", "2027")),
        ("24A-26E", ("2024", "2025", "2026")),
        ("FY25-FY27", ("2025", "2026", "2027")),
        ("2025Q1/Q2", ("2025Q1", "2025Q2")),
        ("24Q3-25Q1", ("2024Q3", "2024Q4", "2025Q1")),
    ],
)
def test_runs_of_periods(text: str, expected: tuple[str, ...]) -> None:
    assert values(text) == [expected]


@pytest.mark.parametrize(
    ("text", "value"),
    [("三季度", "2025Q3"), ("单三季度", "2025Q3"), ("前三季度", "2025Q1-Q3"), ("四季度", "2024Q4"), ("8月", "2025-08"),
     ("去年", "2024"), ("今年上半年", "2025H1"), ("明年", "2026"), ("三季度末", "2025-09-30")],
)  # fmt: skip
def test_open_years_come_from_the_report(text: str, value: str) -> None:
    assert values(text) == [(value,)]


def test_open_years_come_from_the_words_before() -> None:
    assert values("2024年前三季度增长,其中三季度回升,上年同期下滑") == [("2024Q1-Q3",), ("2024Q3",), ("2023Q3",)]


def test_without_any_year_nothing_is_guessed() -> None:
    assert values("三季度营收增长", None) == [()]


@pytest.mark.parametrize(
    "text", ["8年", "近25年", "未来3年", "五年", "10年期", "2026年股权激励计划", "十四五", "3个月", "IL-17A单抗"]
)
def test_windows_and_names_are_no_periods(text: str) -> None:
    assert values(text) == []


def test_report_written_after_its_last_actual() -> None:
    folded = fold("公司2024年营收增长,2025年一季度回升")
    assert periods.written(folded.text, periods.scan(folded.text)) == date(2025, 11, 1)


@given(st.text(alphabet="0123456789年月日QHE-/、~至前三四季度上半中末底去今同期 \n.", max_size=40))
def test_any_text_resolves_to_contract_forms(text: str) -> None:
    folded = fold(text)
    for mention in periods.resolve(folded.text, periods.scan(folded.text), PUBLISHED):
        assert 0 <= mention.start < mention.end <= len(folded.text)
        assert all(PERIOD.fullmatch(value) for value in mention.values), mention.values
