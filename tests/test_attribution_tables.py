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
    ("2024年毛利率同比+1.7个pp。", "+1.7", Decimal("1.7"), "pp"),
    ("2024年单W净利0.04元。", "0.04", Decimal("0.04"), "CNY/W"),
    ("公司拟10派3元(含税)。", "3", Decimal("0.3"), "CNY/share"),
    ("存货周转天数缩短4天至81天。", "4", Decimal(-4), "天"),
    ("2024年毛利率低于去年同期1.3pct。", "1.3", Decimal("-1.3"), "pp"),
    ("集采后该产品降价约31%。", "31", Decimal(-31), "%"),
    ("2024年门诊人次210万。", "210", Decimal(2100000), "人次"),
    ("2024年公司分红0.4元/股。", "0.4", Decimal("0.4"), "CNY/share"),
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
    ("2025H1退货率与破损率各降0.7和0.3个百分点。", "0.7", "other", "退货率", None),
    ("2025H1铁精粉产、销量分别为31、29万吨。", "31", "output", "量", "铁精粉"),
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
    ("2025Q1公司营收和净利润同比分别增长6%、下降4%。", "6", "revenue", "营收", None),
    ("2024年销售、研发费用分别为1.1亿元、3.3亿元,费用率分别为2.1%、6.3%。", "6.3", "rd_expense_ratio", "费用率", None),
    ("预计2025/26年归母净利润分别为5.1(-5%)/6.2亿元。", "5.1", "net_profit_parent", "归母净利润", None),
    (
        "存货周转天数、应收账款周转天数分别为85天、62天,同比分别减少5天、增加3天。",
        "3天",
        "other",
        "应收账款周转天数",
        None,
    ),
    ("2025H1收、付现比分别上升1.2pct、0.4pct至97.1%、95.2%。", "95.2", "other", "付现比", None),
    ("2024年泵/铸件收入分别为27亿元/-6%、21亿元/+9%,占比56%、44%。", "44", "revenue", "收入", "铸件"),
    ("分区域看华东、华北收入各占27%、26%。", "27", "revenue", "收入", "华东"),
    ("2024年公司境外收入2亿美元,折合人民币约14亿元。", "14", "revenue", "收入", "境外"),
    (
        "预计2025H1归母净利润1.2亿元~1.4亿元,同比增长30%~50%,中值1.3亿元。",
        "1.3",
        "net_profit_parent",
        "归母净利润",
        None,
    ),
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


PRODUCTS = """图表3：主要产品一览（收入为2024年，百万元）
产品线  下游  收入  占比  同比
阀门  化工  310.5  62.1%  +8.2%
泵  水务  189.5  37.9%  -3.3%
"""
RESULTS = """图表1：25Q2业绩摘要
（百万元）  25Q2  24Q2  同比  25Q1  环比
设备  310  280  10.7%  300  3.3%
服务  190  170  11.8%  180  5.6%
总收入  500  450  11.1%  480  4.2%
"""
PLANTS = """表2  分厂区2024年产量（万吨）
厂区  Q3  Q4  全年  上年  同比
宁阳  3.1  3.3  12.4  11.1  11.7%
泰安  2.1  2.2  8.4  8.0  5.0%
"""
PEERS = """图表5：可比公司（股价截至2025/7/18）
简称  股价（元）  市值（亿元）  PB（倍）  P/E（倍）24A/25E
玄泵股份  31.20  311  3.1  30.1/22.4
苍阀科技  12.80  100  2.1  26.1/20.2
均值  22.00  205  2.6  28.1/21.3
"""
CELLS = [
    # table, figure, metric, subject, period, measure
    (PRODUCTS, "310.5", "revenue", "阀门", "2024", "level"),
    (PRODUCTS, "62.1%", "revenue", "阀门", "2024", "share"),
    (PRODUCTS, "-3.3%", "revenue", "泵", "2024", "yoy"),
    (RESULTS, "280", "revenue", "设备", "2024Q2", "level"),
    (RESULTS, "5.6%", "revenue", "服务", "2025Q2", "qoq"),
    (PLANTS, "12.4", "output", "宁阳", "2024", "level"),
    (PLANTS, "11.1", "output", "宁阳", "2023", "level"),
    (PLANTS, "5.0%", "output", "泰安", "2024", "yoy"),
    (PEERS, "31.20", "price", "玄泵股份", "2025-07-18", "level"),
    (PEERS, "21.3", "pe", "可比公司", "2025", "level"),
]


@pytest.mark.parametrize(("table", "printed", "metric", "subject", "period", "measure"), CELLS)
def test_a_cell_is_told_by_head_row_and_title(
    table: str, printed: str, metric: str, subject: str, period: str, measure: str
) -> None:
    reading = _of(table, printed)
    read = (reading.metric[0].value.metric.code, reading.subject[0].value, reading.period[0].value)
    assert (*read, reading.measure[0].value.value) == (metric, subject, period, measure)


def test_a_share_in_a_rows_bracket_is_no_count_of_shares() -> None:
    table = "指标  2024A  2025E\n营业收入（百万元）  500  560\nEPS（元，最新股本摊薄）  0.41  0.52\n"
    reading = _of(table, "0.52")
    assert (reading.metric[0].value.metric.code, reading.unit) == ("eps", "CNY/share")


def test_rows_that_do_not_add_up_are_no_parts() -> None:
    reading = _of(RESULTS.replace("310", "390"), "280")
    assert reading.metric[0].value.metric.code != "revenue"


def test_figures_of_a_span_of_quarters_are_its_quarters() -> None:
    text = "2024年Q1-Q3经营性现金流净额分别为1.1亿元、2.2亿元、-0.3亿元。"
    assert [_of(text, printed).period[0].value for printed in ("1.1", "2.2", "-0.3")] == ["2024Q1", "2024Q2", "2024Q3"]


def test_parts_of_a_span_of_quarters_share_it() -> None:
    text = "2024Q1-Q3泵、阀门、铸件收入分别为1.1亿元、2.2亿元、0.3亿元。"
    assert {_of(text, printed).period[0].value for printed in ("1.1", "2.2", "0.3")} == {"2024Q1-Q3"}


def test_a_plain_sum_behind_a_price_is_such_a_price() -> None:
    assert _of("2024年铸件均价5,200元/吨,同比下跌210元。", "210").unit == "CNY/吨"


def test_a_report_says_what_its_yuan_is() -> None:
    assert _of("2024年泵收入12亿元。(本报告金额均以港元计)", "12").unit == "HKD"
    assert _of("2024年泵收入12亿元。(股价、目标价以港元计)", "12").unit == "CNY"


def test_a_market_is_named_by_its_tables_title() -> None:
    table = "图表1：中国泵阀市场（收入口径）\n项目  2023  2024  2029E\n市场规模（亿元）  101  118  262\n"
    reading = _of(table, "118")
    assert (reading.metric[0].value.metric.code, reading.subject[0].value) == ("market_size", "中国泵阀")


PARTS = [
    # text, figure, metric, label, subject, measure
    ("2025H1公司营收9亿元。三大产品占比分别为:阀门52.4%、铸件17.9%、其他29.7%。", "17.9", "revenue", "营收", "铸件", "share"),
    ("2025H1公司存款主要由两部分构成,占比分别为:活期存款61.5%,定期存款38.5%。", "61.5", "other", "存款", "活期存款", "share"),
    ("2025H1公司各业务占营收比重:阀门61%,铸件39%。", "61", "revenue", "营收", "阀门", "share"),
    ("上半年营收来自三项业务:阀门5.8亿元,同比增长9%;铸件2.1亿元;泵1.2亿元。", "5.8", "revenue", "营收", "阀门", "level"),
    ("2025H1分产品毛利率:阀门30.1%(+1.2pct)、铸件20.2%(-0.3pct)。", "20.2", "gross_margin", "产品毛利率", "铸件", "level"),
    ("公司员工3000人,其中研发、生产、销售人员占比分别为30%、50%、20%。", "50", "employees", "员工", "生产", "share"),
    ("贷款总额330亿元,其中对公贷款、个人贷款占贷款总额的比重分别为71%、29%。", "29", "other", "贷款总额", "个人贷款", "share"),
    ("2025H1公司不良贷款中,对公占61%,个人占39%。", "39", "other", "不良贷款", "个人", "share"),
    ("2025H1公司营收构成中,阀门占61%,铸件占39%。", "61", "revenue", "营收", "阀门", "share"),
    ("2025H1公司直销、经销收入分别占主营业务收入的31%和69%。", "31", "revenue", "收入", "直销", "share"),
    ("2025H1末个人贷款占贷款总额的比例为38.8%。", "38.8", "other", "贷款总额", "个人贷款", "share"),
    ("上半年营收来自两项业务:阀门5.8亿元;泵1.2亿元,两项合计7.0亿元。", "7.0", "revenue", "营收", None, "level"),
    ("2025年6月末理财规模500亿元,其中六成以上投向债券。", "六", "other", "理财规模", None, "share"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "printed", "metric", "label", "subject", "measure"), PARTS)
def test_parts_of_a_whole_are_told_apart(
    text: str, printed: str, metric: str, label: str, subject: str | None, measure: str
) -> None:
    reading = _of(text, printed)
    name = reading.metric[0].value
    assert (name.metric.code, name.label, reading.subject[0].value) == (metric, label, subject)
    assert reading.measure[0].value.value == measure


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("盈利预测:预计公司2025年净利润3亿元,2026年净利润4亿元。", "3"),
        ("业绩:营收5亿元,净利润3亿元。", "5"),
        ("2025H1公司毛利率:31.2%,同比提升1.1pct。", "31.2"),
    ],
)
def test_a_colon_alone_makes_no_list_of_parts(text: str, printed: str) -> None:
    assert _of(text, printed).subject[0].value is None


BASES = [
    ("2025H1拨备覆盖率420%,较年初的400%提升20pct。", "20", "年初"),
    ("2025H1末贷款余额330亿元,比年初多7亿元。", "7", "年初"),
    ("2025Q3不良率1.05%,较25H1下降3bp。", "3", "25H1"),
    ("2025H1阀门、铸件占营收比重分别为61%和39%。", "61", "营收"),
    ("2025H1国内、海外占比分别为61%、39%。", "61", None),
]


@pytest.mark.parametrize(("text", "printed", "base"), BASES)
def test_a_base_is_what_is_written(text: str, printed: str, base: str | None) -> None:
    assert _of(text, printed).base == base


QUARTERS = [
    ("2024年一至四季度营业收入分别为2.1亿元、2.6亿元、2.9亿元和3.5亿元。", "2.9", "2024Q3"),
    ("2024年1-3季度营收增速分别为3%、4%、5%。", "4", "2024Q2"),
    ("2024年一至三季度,公司营收为7.6亿元。", "7.6", "2024Q1-Q3"),
    ("2024年Q1、Q2营收分别为2.1亿元、2.6亿元,两个季度合计4.7亿元。", "4.7", "2024H1"),
]


@pytest.mark.parametrize(("text", "printed", "period"), QUARTERS)
def test_quarters_told_apart_or_summed(text: str, printed: str, period: str) -> None:
    assert [c.value for c in _of(text, printed).period] == [period]
