"""Attribution of lists, units and tables: sentences in which a rule joins what runs in parallel or gives a unit."""

from datetime import date
from decimal import Decimal

import pytest

from extractor.attribution import Reading, read_text

DAY = date(2025, 8, 20)


def _of(text: str, printed: str) -> Reading:
    folded, readings = read_text(text, DAY, ())
    return next(r for r in readings if folded.text[r.figure.start : r.figure.end].startswith(printed))


UNITS = [
    ("上半年公司与近千家经销商签约。", "千", Decimal(1000), "家"),
    ("2025H1泵类收入突破百亿,同比+8%。", "百", Decimal(10**10), "CNY"),
    ("该产线投资回收期预计6.5年。", "6.5", Decimal("6.5"), "年"),
    ("宁阳基地18GWTOPCon产线投产。", "18", Decimal(18), "GW"),
    ("2025Q1阀门收入2.1亿元,yoy-31.5;毛利率22%。", "-31.5", Decimal("-31.5"), "%"),
    ("2024年公司每股派0.45元。", "0.45", Decimal("0.45"), "CNY/share"),
    ("公司拟每10股派2.5元(含税)并转增3股。", "3", Decimal("0.3"), "share"),
    ("2025H1签订总金额超3亿的供货协议。", "3", Decimal(3 * 10**8), "CNY"),
    ("以每股重估价值12.4元为基准。", "12.4", Decimal("12.4"), "CNY/share"),
    ("2024年吨钢毛利由210元降至180元。", "180", Decimal(180), "CNY/吨"),
    ("该交易可降低资产负债率3.1个pct。", "3.1", Decimal("-3.1"), "pp"),
]


@pytest.mark.parametrize(("text", "printed", "value", "unit"), UNITS)
def test_what_a_number_is_in(text: str, printed: str, value: Decimal, unit: str) -> None:
    reading = _of(text, printed)
    assert (reading.figure.value, reading.unit) == (value, unit)


@pytest.mark.parametrize("text", ["公司深耕百亿级市场。", "近百年来行业变迁。", "未来3年产能翻番。"])
def test_classes_and_windows_are_no_amounts(text: str) -> None:
    assert not [r for r in read_text(text, DAY, ())[1] if r.figure.value != 100 or r.unit != "%"]


LISTS = [
    # text, figure, metric, label, subject
    ("2025H1赔付率与费用率各降0.7和0.4个百分点。", "0.7", "other", "赔付率", None),
    ("2025H1铁精粉产、销量分别为31、29万吨。", "31", "output", "产", "铁精粉"),
    ("目前5微米、7微米隔膜加工费分别为2100、1500元/吨。", "1500", "other", "隔膜加工费", "7微米"),
    ("公司拟分别投资3亿元、5亿元用于宁阳泵阀基地、泰安铸件基地建设。", "5", "investment", "投资", "泰安铸件基地建设"),
    ("2024年公司设备收入9亿元,同比+5%。2024年国内和海外分别占61%和39%。", "39", "revenue", "收入", "海外"),
    ("2025Q2公司净利润2亿元,其中铸件收入5亿元,同比、环比分别增21%和9%。", "9", "revenue", "收入", "铸件"),
]


@pytest.mark.parametrize(("text", "printed", "metric", "label", "subject"), LISTS)
def test_lists_join_what_runs_in_parallel(
    text: str, printed: str, metric: str, label: str, subject: str | None
) -> None:
    reading = _of(text, printed)
    name = reading.metric[0].value
    assert (name.metric.code, name.label, reading.subject[0].value) == (metric, label, subject)


MORE_LISTS = [
    ("2024年营销与管理+研发费用率分别为6.1%、7.2%。", "7.2", "other", "管理+研发费用率", None),
    ("2024年销售/管理(含研发)/财务费用率分别为5.1%/8.2%/0.3%。", "8.2", "admin_expense_ratio", "费用率", None),
    ("2024年泵收入3亿元(+4%)、阀门收入2亿元(+6%)。", "3", "revenue", "收入", "泵"),
    ("2024年海外航线ASK/RPK为31.2/25.4亿客公里,同比+6%/+9%。", "+9", "other", "RPK", "海外航线"),
    ("2024年新开、关闭门店分别为41、17家。", "41", "other", "新开", None),
    ("2025Q1泵收入3亿元、吨毛利410元,同比+4%、-6%。", "+4", "revenue", "收入", "泵"),
    ("2024年泵收入3亿元,同比+4%,阀门收入2亿元,同比+6%,毛利率分别为31%/27%。", "27", "gross_margin", "毛利率", "阀门"),
]


@pytest.mark.parametrize(("text", "printed", "metric", "label", "subject"), MORE_LISTS)
def test_lists_with_brackets_sums_and_short_names(
    text: str, printed: str, metric: str, label: str, subject: str | None
) -> None:
    reading = _of(text, printed)
    name = reading.metric[0].value
    assert (name.metric.code, name.label, reading.subject[0].value) == (metric, label, subject)


def test_a_minus_behind_a_growth_word_and_a_slash_is_a_minus() -> None:
    assert _of("2024年泵收入3.1亿元/同比-8%。", "-8").figure.value == -8


def test_growths_over_two_bases_are_of_one_level() -> None:
    text = "2025Q2净利润2亿元,铸件收入5亿元,同比/环比分别+21%/+9%。"
    assert {_of(text, printed).metric[0].value.metric.code for printed in ("+21", "+9")} == {"revenue"}
