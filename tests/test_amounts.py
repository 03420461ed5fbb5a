"""Figures: exact values, units, qualifiers, ranges, places; and no figure where none is."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor import amounts, periods
from extractor.amounts import Figure, numerals
from extractor.folding import fold


def scan(text: str) -> list[Figure]:
    folded = fold(text)
    return [
        f for f in amounts.scan(folded, [(m.start, m.end) for m in periods.scan(folded.text)]) if f.unit is not None
    ]


def only(text: str) -> tuple[str, str | None, str | None]:
    figures = scan(text)
    assert len(figures) == 1, [(f.value, f.unit) for f in figures]
    figure = figures[0]
    upper = None if figure.value_to is None else f"{figure.value_to.normalize():f}"
    return f"{figure.value.normalize():f}", upper, figure.unit


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("营收7.34亿元", "734000000", "CNY"),
        ("营收12,229.17万元", "122291700", "CNY"),
        ("利润25百万元", "25000000", "CNY"),
        ("规模1.2万亿元", "1200000000000", "CNY"),
        ("补助3千万元", "30000000", "CNY"),
        ("毛利率３８．６％", "38.6", "%"),
        ("提升1.9个百分点", "1.9", "pp"),
        ("提升46bp", "46", "bp"),
        ("提升0.46pct", "0.46", "pp"),
        ("增长1.2倍", "1.2", "x"),
        ("股价135.00元/股", "135", "CNY/share"),
        ("均价1,858元/吨", "1858", "CNY/吨"),
        ("授予1,465,350份", "1465350", "share"),
        ("共计120人", "120", "person"),
        ("装机5GW", "5", "GW"),
        ("投资3.5亿美元", "350000000", "USD"),
        ("目标价48.00港元", "48", "HKD"),
        ("算力1037.3EFLOPS", "1037.3", "EFLOPS"),
        ("能力200万CPU核", "2000000", "核"),
        ("年产20万吨/年", "200000", "吨/年"),
        ("总额一百二十三亿元", "12300000000", "CNY"),
        ("占近三成", "30", "%"),
        ("增长百分之五", "5", "%"),
        ("千分之三", "0.3", "%"),
        ("利润翻番", "100", "%"),
        ("每10股派2.20元", "0.22", "CNY/share"),
        ("拟10派2.20元", "0.22", "CNY/share"),
        ("每10股派现2.20元", "0.22", "CNY/share"),
        ("售价82元每公斤", "82", "CNY/公斤"),
        ("售价每公斤约82元", "82", "CNY/公斤"),
        ("每年2亿元", "200000000", "CNY"),
        ("同比提升5.%", "5", "%"),
        (r"增长 $25\%$ ", "25", "%"),
        ("提升2个点", "2", "pp"),
        ("出货3.1亿副", "310000000", "副"),
        ("订单翻了两番", "300", "%"),
        ("变动−5.2%", "-5.2", "%"),
        ("变动－5.2％", "-5.2", "%"),
        ("7.34 亿 元", "734000000", "CNY"),
    ],
)
def test_value_and_unit(text: str, value: str, unit: str) -> None:
    assert only(text)[::2] == (value, unit)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("归母净利润同比下降9.65%", "-9.65"),
        ("同比下降-9.65%", "-9.65"),
        ("同比增长-25.43%", "-25.43"),
        ("亏损4.37亿元", "-437000000"),
        ("现金净流出3亿元", "-300000000"),
        ("减亏264万元", "2640000"),
        ("亏损收窄30%", "30"),
        ("亏损扩大5.03%", "-5.03"),
        ("降幅收窄3个百分点", "3"),
        ("亏损收窄至0.6亿元", "-60000000"),
        ("亏损扩大至0.6亿元", "-60000000"),
        ("营收降幅收窄至4.2%", "-4.2"),
        ("亏损企业增加至12家", "12"),
        ("下降至12%", "12"),
        ("资产减值损失1.2亿元", "120000000"),
    ],
)
def test_sign_by_symbol_and_word(text: str, value: str) -> None:
    assert only(text)[0] == value


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("利润33600-39700万元", "336000000", "397000000"),
        ("增长62.08%-91.50%", "62.08", "91.5"),
        ("变动-45%至5%", "-45", "5"),
        ("变动-5%~0%", "-5", "0"),
        ("亏损21亿元-23亿元", "-2300000000", "-2100000000"),
        ("同比下降0-30%", "-30", "0"),
        ("2,000—3,000万元", "20000000", "30000000"),
        ("产能2-2.1万吨", "20000", "21000"),
        ("利润七千到九千万元", "70000000", "90000000"),
        ("增长+18%至24%", "18", "24"),
        ("利润2000-3000万元", "20000000", "30000000"),
        ("每10股派发现金股利2.5-3.0元", "0.25", "0.3"),
        (r"增长 $60\% - 95\%$ ", "60", "95"),
    ],
)
def test_ranges_have_their_ends_in_order(text: str, low: str, high: str) -> None:
    assert only(text)[:2] == (low, high)


def test_bonus_shares_beside_a_dividend() -> None:
    assert [(f"{f.value.normalize():f}", f.unit) for f in scan("每10股转增4股派3元")] == [
        ("4", "share"),
        ("0.3", "CNY/share"),
    ]


def test_movement_to_a_level_is_no_range() -> None:
    assert [(f.value, f.value_to) for f in scan("毛利率提升0.5%至4.95%")] == [
        (Decimal("0.5"), None),
        (Decimal("4.95"), None),
    ]
    assert len(scan("固定资产增长32%至11.1亿元")) == 2
    assert len(scan("由1.2万元降至0.7万元")) == 2
    assert [f.value for f in scan("经销商+64家至1380家")] == [64, 1380]


def test_a_fall_that_narrowed_was_a_fall_before_and_is_one() -> None:
    assert [f.value for f in scan("营收降幅由一季度的9.6%收窄至二季度的4.2%")] == [Decimal("-9.6"), Decimal("-4.2")]
    assert [f.value for f in scan("降幅从2025Q1的12%扩大至2025Q2的15%")] == [-12, -15]
    assert [f.value for f in scan("亏损由0.9亿元收窄30%至0.6亿元")] == [-90000000, 30, -60000000]
    assert [f.value for f in scan("亏损同比收窄30%至1.2亿元")] == [30, -120000000]


def test_a_cut_of_each_years_forecast() -> None:
    assert [f.value for f in scan("下调盈利预测6%/8%至4/5亿元")] == [-6, -8, 400000000, 500000000]
    assert [f.value for f in scan("下调盈利预测6%,下调毛利率预测至30%")] == [-6, 30]


def test_what_was_left_behind_takes_the_unit_of_what_was_reached() -> None:
    assert [f"{f.value:.0f}{f.unit}" for f in scan("收入由1.2/1.5增至1.8/2.2亿元")] == [
        "120000000CNY", "150000000CNY", "180000000CNY", "220000000CNY",
    ]  # fmt: skip
    assert [f.unit for f in scan("目标价由28.40上调至31.60港元/股")] == ["HKD/share"] * 2
    assert [f.unit for f in scan("2上调至31.60元")] == ["CNY"]


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [("约3亿元", "about"), ("3亿元左右", "about"), ("近3亿元", "about"), ("超3亿元", "over"), ("3亿元以上", "over"),
     ("30余家", "over"), ("不低于5%", "over"), ("不足5%", "under"), ("5%以内", "under"), ("达3亿元", "exact")],
)  # fmt: skip
def test_qualifier(text: str, qualifier: str) -> None:
    assert scan(text)[0].qualifier.value == qualifier


def test_a_round_number_in_words_behind_a_bound_is_a_figure() -> None:
    assert [(int(f.value), f.qualifier.value) for f in scan("收入突破百亿元,门店超千家")] == [
        (10**10, "over"),
        (1000, "over"),
    ]
    assert scan("近百年历史,百亿级市场,千家万户") == []


def test_a_plus_before_the_percent_sign_is_a_bound() -> None:
    assert [(int(f.value), f.unit or "", f.qualifier.value) for f in scan("保持20+%增速")] == [(20, "%", "over")]


def test_one_bound_governs_a_list() -> None:
    assert [f.qualifier.value for f in scan("能力超200万CPU核、5万卡GPU")] == ["over", "over"]


def test_list_shares_scale_and_unit() -> None:
    figures = scan("净利润为25/35/49(原54/92)百万元")
    assert [int(f.value) for f in figures] == [25000000, 35000000, 49000000, 54000000, 92000000]
    assert [f.bracket for f in figures] == [False, False, False, True, True]
    assert {f.unit for f in scan("EPS分别为0.41/0.59/0.82元/股")} == {"CNY/share"}
    assert [f.value for f in scan("同比-0.6/0.5/-0.1pcts")] == [Decimal("-0.6"), Decimal("0.5"), Decimal("-0.1")]


@pytest.mark.parametrize(
    "text",
    [
        "股票代码(301998)", "301998.SZ", "00700.HK", "2025年10月30日", "2025-10-30", "DeepSeek(R1、V3、V3.1)", "GLM-4",
        "A100芯片", "5G基站", "L4级", "第3名", "前5大客户", "TOP3", "CR5", "图1", "6×4牵引车", "1:10配售", "沪深300", "[3]",
        "近5年", "五年复合", "连续两年", "首个", "一是提质", "两家公司", "百亿级", "十四五", "2025年股权激励计划", "360集团",
        "成长性", "达成合作", "S0730511010001", "数十亿元", "两副总裁", "+103.8.59%",
    ],
)  # fmt: skip
def test_names_and_speech_are_no_figures(text: str) -> None:
    assert scan(text) == []


def test_durations_are_figures_and_windows_are_not() -> None:
    assert only("建设期24个月")[::2] == ("24", "个月")
    assert only("项目运营8年")[::2] == ("8", "年")
    assert only("建设周期预计2.5年")[::2] == ("2.5", "年")
    assert scan("未来3年") == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一千零三", 1003),
        ("两千三", 2300),
        ("五亿零六", 500000006),
        ("壹佰伍拾", 150),
        ("二〇二五", 2025),
        ("一万零一十二", 10012),
    ],
)
def test_numerals(text: str, value: int) -> None:
    assert numerals.read(text) == value


@pytest.mark.parametrize("text", ["", "点", "二点", "甲", "一3"])
def test_numerals_that_are_none(text: str) -> None:
    assert numerals.read(text) is None


SCALES = {"": 1, "万": 10**4, "百万": 10**6, "亿": 10**8, "万亿": 10**12}


@given(
    st.decimals(min_value=0, max_value=10**7, places=2, allow_nan=False),
    st.sampled_from(sorted(SCALES)),
    st.sampled_from(["元", "美元", "吨", "股"]),
    st.booleans(),
)
def test_printed_amount_is_read_back(value: Decimal, scale: str, unit: str, commas: bool) -> None:
    printed = f"{value:,.2f}" if commas else f"{value:.2f}"
    text = f"合计为{printed}{scale}{unit}。"
    (figure,) = scan(text)
    assert figure.value == value * SCALES[scale]
    assert text[figure.start : figure.end] == f"{printed}{scale}{unit}"


@given(st.text(alphabet="0123456789.,-+%亿万元约超至~/、()（）年月 \n增下降一二十百千成倍股个bpx|", max_size=60))
@settings(max_examples=300)
def test_any_text_is_scanned_with_exact_places(text: str) -> None:
    folded = fold(text)
    for figure in amounts.scan(folded):
        start, end = folded.span(figure.start, figure.end)
        assert 0 <= start < end <= len(text)
        assert (
            fold(text[start:end]).text == folded.text[figure.start : figure.end]
            or " " in text[start:end]
            or "\n" in text[start:end]
        )
        assert figure.value.is_finite()
        assert figure.value_to is None or figure.value <= figure.value_to


@pytest.mark.parametrize(
    ("text", "value", "unit", "qualifier"),
    [
        ("attributable profit of RMB386m in 1H24", 386000000, "CNY", "exact"),
        ("1H capex under RMB400m", 400000000, "CNY", "under"),
        ("after impairing c.RMB100m (post-tax)", 100000000, "CNY", "about"),
        ("sales growth is now seen at around 10%", 10, "%", "about"),
        ("net margin no lower than 10%", 10, "%", "over"),
        ("签约12家", 12, "家", "exact"),
        ("收入比去年同期的4.9亿元多11%", 490000000, "CNY", "exact"),
        ("少流出0.6亿元", 60000000, "CNY", "exact"),
        ("毛利率较上年省下0.9pct", Decimal("-0.9"), "pp", "exact"),
    ],
)
def test_english_amounts_and_words_that_only_look_like_a_qualifier(
    text: str, value: Decimal, unit: str, qualifier: str
) -> None:
    figure = scan(text)[0]
    assert (figure.value, figure.unit, figure.qualifier.value) == (value, unit, qualifier)


def test_dividends_of_one_sentence_are_for_ten_shares_together() -> None:
    text = "拟派末期股息每10股6.6元(含税),连同已实施的中期2.6元,全年合计9.2元。分红总额2.4亿元。"
    assert [(f.value, f.unit) for f in scan(text)] == [
        (Decimal("0.66"), "CNY/share"), (Decimal("0.26"), "CNY/share"), (Decimal("0.92"), "CNY/share"), (240000000, "CNY"),
    ]  # fmt: skip


def test_a_period_before_a_colon_is_no_ratio() -> None:
    assert [f.value for f in scan("出货8.6GW(24Q3:7.9GW)")][-1] == Decimal("7.9")
