"""What a printed number stands for."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.relations.intervals import interval
from extractor.schema import Fact, Qualifier


def ends(quote: str, value: str, value_to: str | None = None, qualifier: str = "exact") -> tuple[Decimal, Decimal]:
    upper = None if value_to is None else Decimal(value_to)
    fact = Fact(
        metric="revenue", value=Decimal(value), value_to=upper, qualifier=Qualifier(qualifier), quote=quote, unit="CNY"
    )
    return interval(fact)


@pytest.mark.parametrize(
    ("quote", "value", "low", "high"),
    [
        ("营收7.34亿元", "734000000", "733500000", "734500000"),
        ("营收7.30亿元", "730000000", "729500000", "730500000"),
        ("净利润25/35/49(原54/92)百万元", "25000000", "24500000", "25500000"),
        ("净利润25/35/49(原54/92)百万元", "54000000", "53500000", "54500000"),
        ("净利润分别为25/35", "25000000", "24500000", "25500000"),
        ("净利润8,408,000元", "8408000", "8407999.5", "8408000.5"),
        ("亏损3.0亿元", "-300000000", "-305000000", "-295000000"),
        ("同比增长1.2倍", "1.2", "1.15", "1.25"),
        ("同比增长1.2倍", "120", "115", "125"),
        ("每10股派2.20元", "0.22", "0.2195", "0.2205"),
        ("翻番", "100", "90", "110"),
        ("约占三成", "30", "25", "35"),
        ("| 4,378 |", "4378000000", "4377500000", "4378500000"),
        ("营业收入", "4378000000", "4377500000", "4378500000"),
        ("营业收入", "4300000000", "4250000000", "4350000000"),
        ("持平,0.00%", "0", "-0.005", "0.005"),
    ],
)
def test_half_a_printed_unit(quote: str, value: str, low: str, high: str) -> None:
    assert ends(quote, value) == (Decimal(low), Decimal(high))


def test_the_less_precise_of_two_prints_counts() -> None:
    assert ends("营收7.3亿元,即73000万元", "730000000") == (Decimal(725000000), Decimal(735000000))


def test_a_range_stands_for_all_between_its_outer_ends() -> None:
    assert ends("净利润5.6-6.4亿元", "560000000", "640000000") == (Decimal(555000000), Decimal(645000000))


def test_about_is_wider() -> None:
    assert ends("营收约7.34亿元", "734000000", qualifier="about") == (Decimal(733000000), Decimal(735000000))
    assert ends("门店约300家", "300", qualifier="about") == (Decimal(250), Decimal(350))


@given(st.decimals("-99999", "99999", places=4), st.integers(0, 3))
def test_a_value_lies_in_the_interval_of_its_rounding(value: Decimal, places: int) -> None:
    printed = round(value, places)
    low, high = ends(f"营收{printed:f}亿元", str(printed * 10**8))
    assert low <= value * 10**8 <= high
    assert high - low <= max(Decimal(10) ** (8 - places), Decimal(10) ** 8)
