"""Attribution: what the words around a figure say of it, on sentences about companies that do not exist."""

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest

from extractor import attribution
from extractor.attribution import Reading
from extractor.folding import fold

Read = Callable[..., Reading]


def fields(reading: Reading) -> dict[str, object]:
    return {
        "metric": reading.metric[0].value.metric.code if reading.metric else None,
        "subject": reading.subject[0].value,
        "period": reading.period[0].value,
        "basis": reading.basis[0].value.value,
        "measure": reading.measure[0].value.value,
        "unit": reading.unit,
    }


def expect(reading: Reading, **wanted: object) -> None:
    found = fields(reading)
    assert {name: found[name] for name in wanted} == wanted


TRAPS: list[tuple[str, str, str, Mapping[str, object]]] = [
    (
        "cumulative and single quarter end alike",
        "2025Q1-Q3实现归母净利润8.4亿元,其中第三季度单季实现归母净利润3.3亿元。",
        "3.3",
        {"metric": "net_profit_parent", "period": "2025Q3", "measure": "level"},
    ),
    (
        "a shorter list of prior values belongs to the last years",
        "我们维持2025年、下调2026-2027年盈利预测,预计2025-2027年归母净利润为3.1/3.6/4.4(原3.9/5.0)亿元。",
        "3.9",
        {"period": "2026", "basis": "prior_forecast"},
    ),
    (
        "the current list beside it",
        "我们维持2025年、下调2026-2027年盈利预测,预计2025-2027年归母净利润为3.1/3.6/4.4(原3.9/5.0)亿元。",
        "3.6",
        {"period": "2026", "basis": "forecast"},
    ),
    (
        "EPS follows the years of the profit",
        "预计2025-2027年归母净利润为3.1/3.6/4.4亿元,对应EPS为0.62/0.72/0.88元/股。",
        "0.72",
        {"metric": "eps", "period": "2026", "basis": "forecast", "unit": "CNY/share"},
    ),
    (
        "multiples at the price of the day",
        "预计2025-2027年EPS为0.62/0.72/0.88元,当前股价对应PE为31/27/22倍。",
        "27",
        {"metric": "pe", "period": "2026", "basis": "forecast", "unit": "x"},
    ),
    (
        "two kinds of growth in one bracket",
        "2025Q3实现营收2.8亿元(yoy+69%/qoq+7%)。",
        "7",
        {"metric": "revenue", "measure": "qoq", "period": "2025Q3"},
    ),
    (
        "bare growth in brackets behind each",
        "前三季度营收9.7亿元(+28.0%),归母净利润1.3亿元(-2.1%)。",
        "2.1",
        {"metric": "net_profit_parent", "measure": "yoy", "period": "2025Q1-Q3"},
    ),
    (
        "growth to a level",
        "2025Q1-Q3公司固定资产同比增长32%至11.1亿元。",
        "11.1",
        {"metric": "fixed_assets", "measure": "level"},
    ),
    (
        "a margin's rise in points is growth on the year",
        "2025年上半年毛利率为38.6%,同比提升1.9个百分点。",
        "1.9",
        {"metric": "gross_margin", "measure": "yoy", "unit": "pp"},
    ),
    (
        "a span of years and a compound rate",
        "2023-2028年中国精密减速器市场规模年复合增长率为12.4%。",
        "12.4",
        {"metric": "market_size", "measure": "cagr", "period": "2023..2028"},
    ),
    (
        "the same period last year",
        "2025Q3实现营收2.8亿元,去年同期为1.9亿元。",
        "1.9",
        {"metric": "revenue", "period": "2024Q3"},
    ),
    (
        "names in a slash list",
        "2025年上半年销售/管理/研发费用率分别为4.1%/5.2%/6.3%。",
        "5.2",
        {"metric": "admin_expense_ratio", "measure": "level"},
    ),
    (
        "two metrics, two values",
        "2025H1营收/归母净利润为6.2/0.9亿元。",
        "0.9",
        {"metric": "net_profit_parent", "period": "2025H1"},
    ),
    (
        "three subjects, three values",
        "2025H1减速器/丝杠/夹具的销量分别为5.1/3.2/1.4万台。",
        "3.2",
        {"metric": "sales_volume", "subject": "丝杠"},
    ),
    (
        "growth in a parallel list",
        "2025H1减速器/丝杠/夹具的销量分别为5.1/3.2/1.4万台,同比增速分别为11%/7%/-3%。",
        "7",
        {"metric": "sales_volume", "subject": "丝杠", "measure": "yoy"},
    ),
    (
        "a share of a named whole",
        "激励计划拟授予股票期权146万份,占公司股本总额5,970万股的2.45%。",
        "2.45",
        {"metric": "options_granted", "measure": "share"},
    ),
    (
        "the whole is a fact of its own",
        "激励计划拟授予股票期权146万份,占公司股本总额5,970万股的2.45%。",
        "5,970",
        {"metric": "total_shares", "basis": "actual"},
    ),
    (
        "against the beginning of the year",
        "截至2025年6月末,门店数较年初净增36家。",
        "36",
        {"metric": "store_count", "measure": "change", "period": "2025-06-30"},
    ),
    ("a target multiple", "给予公司2026年25倍PE。", "25", {"metric": "pe", "basis": "forecast", "period": "2026"}),
    ("EPS is not PS", "预计2026年EPS为0.72元。", "0.72", {"metric": "eps"}),
    ("basis points are no book value", "2025H1净息差同比下降16bps。", "16", {"unit": "bp", "measure": "yoy"}),
    (
        "a segment, not the company",
        "2025年上半年,减速器业务实现收入4.05亿元。",
        "4.05",
        {"metric": "revenue", "subject": "减速器业务"},
    ),
    ("the company's own outlook", "公司预计2025年实现营收12亿元。", "12", {"basis": "guidance", "period": "2025"}),
    (
        "growth from a preview",
        "公司发布2025年半年度业绩预告:预计2025年上半年归母净利润1.2-1.4亿元。",
        "1.2-1.4",
        {"basis": "guidance", "period": "2025H1"},
    ),
    ("a quarter list", "2025年Q1/Q2营收分别为2.1/2.6亿元。", "2.6", {"period": "2025Q2"}),
    (
        "a pronoun stands for what it names",
        "2025年7月,公司展示远程调度平台。该平台已覆盖45家工厂。",
        "45",
        {"subject": "远程调度平台", "period": "2025-07"},
    ),
    (
        "a report's third party",
        "据IDC预测,2025年中国工业机器人市场规模将达90亿元。",
        "90",
        {"metric": "market_size", "basis": "forecast"},
    ),
    (
        "the level of last year that a change starts from",
        "2025H1公司毛利率为37.4%,较去年同期32.7%增加4.7个百分点。",
        "32.7",
        {"metric": "gross_margin", "measure": "level"},
    ),
    ("a holding is a share", "公司拟收购远川软件21.96%的股份。", "21.96", {"measure": "share"}),
    ("a price moves against some day", "昨日公司股价上涨5.2%。", "5.2", {"metric": "price", "measure": "change"}),
]


@pytest.mark.parametrize(("text", "printed", "wanted"), [trap[1:] for trap in TRAPS], ids=[trap[0] for trap in TRAPS])
def test_reads(read_figure: Read, text: str, printed: str, wanted: Mapping[str, object]) -> None:
    expect(read_figure(text, printed), **wanted)


def test_credits_a_third_party(read_figure: Read) -> None:
    assert read_figure("据IDC预测,2025年中国工业机器人市场规模将达90亿元。", "90").credited_to == "IDC"


def test_names_the_base_of_a_change(read_figure: Read) -> None:
    assert read_figure("截至2025年6月末,门店数较年初净增36家。", "36").base == "年初"


def test_what_the_text_leaves_open_has_several_readings(read_figure: Read) -> None:
    reading = read_figure("公司成立十年。\n毛利率为38.6%。", "38.6")
    assert [c.value for c in reading.period] == [None]
    reading = read_figure("2025H1公司营收增长。\n\n毛利率为38.6%。", "38.6")
    assert {c.value for c in reading.period} == {"2025H1", None}


def test_every_candidate_names_its_rule(read_figure: Read) -> None:
    reading = read_figure("2025H1公司毛利率为38.6%。", "38.6")
    for found in (reading.metric, reading.subject, reading.period, reading.basis, reading.measure):
        assert found
        assert all(candidate.rule for candidate in found)


TABLE = """单位:百万元
| 指标 | 2024A | 2025E | 2026E |
| 营业收入 | 4,378 | 4,991 | 5,710 |
| 同比(%) | 12.3 | 14.0 | 14.4 |
| 归母净利润 | (120) | 350 | 470 |
| EPS(元) | -0.12 | 0.35 | 0.47 |
"""


@pytest.mark.parametrize(
    ("printed", "wanted"),
    [
        ("4,991", {"metric": "revenue", "period": "2025", "basis": "forecast", "unit": "CNY"}),
        ("14.4", {"metric": "revenue", "period": "2026", "measure": "yoy", "unit": "%"}),
        ("120", {"metric": "net_profit_parent", "period": "2024", "basis": "actual"}),
        ("0.47", {"metric": "eps", "period": "2026", "unit": "CNY/share"}),
    ],
)
def test_table_cells(read_figure: Read, printed: str, wanted: Mapping[str, object]) -> None:
    expect(read_figure(TABLE, printed), **wanted)


def test_table_values_take_the_captions_unit_and_the_brackets_sign(read_figure: Read) -> None:
    assert read_figure(TABLE, "4,991").figure.value == 4991000000
    assert read_figure(TABLE, "120").figure.value == -120000000


def test_a_table_of_blanks_reads_like_one_of_bars(read_figure: Read) -> None:
    text = "          2024A    2025E    2026E\n营业收入(亿元)   43.8   49.9   57.1\n毛利率   35.1%   36.0%   36.5%\n"
    expect(read_figure(text, "49.9"), metric="revenue", period="2025", basis="forecast")
    assert read_figure(text, "49.9").figure.value == 4990000000
    expect(read_figure(text, "36.5"), metric="gross_margin", period="2026")


@pytest.mark.parametrize(
    "line",
    [
        "买入:预计未来6个月内股价相对基准指数升幅在15%以上",
        "执业证书编号:S0730511010001 电话:0755-22940456",
        "请务必阅读正文之后的免责声明 第3页 10%",
    ],
)
def test_page_furniture_holds_no_figures(line: str) -> None:
    folded = fold(f"2025H1公司毛利率为38.6%。\n{line}\n")
    assert [folded.text[slice(*r.figure.number)] for r in attribution.read(folded, None)] == ["38.6"]


def test_a_labels_bracket_gives_the_unit(read_figure: Read) -> None:
    reading = read_figure("总市值(亿元)            76.82\n", "76.82")
    assert reading.unit == "CNY"
    assert reading.figure.value == 7682000000
    expect(reading, metric="market_cap")


def test_brackets_between_the_elements_of_a_list(read_figure: Read) -> None:
    text = "预计2025-2027年归母净利润为8.1(+0.2)亿元、9.4(+0.4)亿元、12.2(+0.6)亿元。"
    expect(read_figure(text, "9.4"), metric="net_profit_parent", period="2026", basis="forecast", unit="CNY")
    expect(read_figure(text, "0.4"), period="2026", measure="change", unit="CNY")


def test_a_growth_word_of_the_clause_before_says_nothing_of_a_new_metric(read_figure: Read) -> None:
    text = "盈利能力同比保持稳定,前三季度公司毛利率29.8%,同比增长1.2个百分点。"
    expect(read_figure(text, "29.8"), metric="gross_margin", measure="level")
    expect(read_figure(text, "1.2"), metric="gross_margin", measure="yoy")


def say(reading: Reading) -> tuple[object, ...]:
    """Metric, subject, period, basis, measure, value and unit, in short."""
    return (
        reading.metric[0].value.metric.code, reading.subject[0].value, reading.period[0].value, reading.basis[0].value.value,
        reading.measure[0].value.value, reading.figure.value, reading.unit,
    )  # fmt: skip


HEADED = "澄帆轴承(301997)点评\n2025年10月30日\n"
QUARTERS = f"""{HEADED}表1 季度数据(百万元)
                 24Q3     24Q4     25Q3
营业收入        396.4    512.7    638.2
  同比(%)        -5.8      3.1     61.0
财务费用        (3.2)     (1.5)     6.4
税金及附加        1.2      1.4      1.9
"""
PLANTS = f"""{HEADED}表2 各基地2024年销量(装机: 万千瓦; 销量: 万套)
----------------------------------
基地       装机    Q1     Q2   全年   上年   同比
----------------------------------
北港        12   14.2   25.6   98.4   91.3   7.8%
其他         4    1.2    2.6    9.4   10.3  (8.7%)
合计        16   15.4   28.2  107.8  101.6   6.1%
"""
CHANGES = f"""{HEADED}盈利预测调整(亿元)
               2025E             2026E
             新    旧   变动    新    旧   变动
营业收入    19.2  18.9  1.6%  21.6  21.2  1.9%
归母净利润   3.3   3.1  6.5%   4.0   3.7  8.1%
"""
SEGMENTS = f"""{HEADED}单位:百万元  2024A  2025E
滚子轴承  412.6  742.0
  yoy  30.5%  79.8%
  毛利率  43.2%  47.0%
营业收入合计  866.4  1,327.0
"""
PEERS = f"""{HEADED}可比公司
简称  股价(元)  EPS(元)24A/25E/26E  P/E(倍)24A/25E/26E
泊岸精工  18.60  0.42/0.62/1.24  44.3/30.0/15.0
汀洲传动  43.25  0.41/0.79/1.16  N.M./54.7/37.3
"""
STATEMENTS = f"""{HEADED}财务报表和预测
| 主要指标 | 2024 | 2025E | 利润表(百万元) | 2024 | 2025E |
| 每股收益(元) | 0.43 | 0.61 | 营业收入 | 967 | 1,184 |
| 毛利率 | 31.5% | 32.0% | 归母净利润 | 73 | 96 |
|  | - | - | 毛利率% | 31.6% | 32.1% |
| 现金流量表(百万元) | 2024 | 2025E | 资产负债表(百万元) | 2024 | 2025E |
| 非经营收益 | 17 | 14 | 货币资金 | 327 | 394 |
| 营运资金变动 | -22 | -38 | 存货 | 158 | 115 |
| 经营活动现金流 | 58 | 77 | 资产总计 | 935 | 1,032 |
| 现金净流量 | 11 | 67 | - | - | - |
"""
IN_BLANKS = f"""{HEADED}财务报表和预测
资产负债表(百万元)    2024    2025E    利润表(百万元)    2024    2025E
货币资金               327      394    营业收入           967    1,184
存货                   158      115    归母净利润          73       96
"""
LOSSES = f"""{HEADED}利润表
| 百万元 | 2024A | 2025E |
| 管理费用² | 31 | 36 |
| 营业成本[1] | 71 | 76 |
| 税金及附加 | 16 | 19 |
| 归母净利润 | (12) | (7) |
| 毛利率(%) | (8) | 25 |
"""
BY_QUARTER = f"""{HEADED}分季度(百万元)
| 项目 | 2024 | 2024 | 2025 |
|  | Q3 | Q4 | Q1 |
| 营业收入 | 396.4 | 512.7 | 438.2 |
"""
REVISED = f"""{HEADED}盈利预测调整(亿元)
| 项目 | 2025E | 2025E | 2025E | 2026E | 2026E | 2026E |
|  | 调整前 | 调整后 | 变动幅度 | 调整前 | 调整后 | 变动幅度 |
| 营业收入 | 18.9 | 19.2 | 1.6% | 21.2 | 21.6 | 1.9% |
"""
RIVALS = f"""{HEADED}可比公司
| 公司 | 归母净利润(亿元) | 归母净利润(亿元) | PE(倍) | PE(倍) |
|  | 2025E | 2026E | 2025E | 2026E |
| 泊岸精工 | 1.24 | 1.86 | 44.3 | 30.1 |
"""
UNITS = f"""{HEADED}主要数据
| 项目 | 单位 | 2024A | 2025E |
| 营业收入 | 亿元 | 2.31 | 2.84 |
"""
OLD_IN_BRACKETS = f"""{HEADED}盈利预测(亿元,括号内为原预测)
| 指标 | 2024A | 2025E | 2026E |
| 营业收入 | 40.8 | 28.5 (31.2) | 31.7 (37.6) |
"""


@pytest.mark.parametrize(
    ("text", "printed", "said"),
    [
        (QUARTERS, "638.2", ("revenue", None, "2025Q3", "actual", "level", 638200000, "CNY")),
        (QUARTERS, "5.8", ("revenue", None, "2024Q3", "actual", "yoy", Decimal("-5.8"), "%")),
        (QUARTERS, "3.2", ("finance_expense", None, "2024Q3", "actual", "level", -3200000, "CNY")),
        (QUARTERS, "1.9", ("other", None, "2025Q3", "actual", "level", 1900000, "CNY")),
        (PLANTS, "12", ("capacity", "北港", None, "actual", "level", 120000, "千瓦")),
        (PLANTS, "25.6", ("sales_volume", "北港", "2024Q2", "actual", "level", 256000, "套")),
        (PLANTS, "91.3", ("sales_volume", "北港", "2023", "actual", "level", 913000, "套")),
        (PLANTS, "8.7", ("sales_volume", "其他", "2024", "actual", "yoy", Decimal("-8.7"), "%")),
        (PLANTS, "107.8", ("sales_volume", None, "2024", "actual", "level", 1078000, "套")),
        (CHANGES, "19.2", ("revenue", None, "2025", "forecast", "level", 1920000000, "CNY")),
        (CHANGES, "3.7", ("net_profit_parent", None, "2026", "prior_forecast", "level", 370000000, "CNY")),
        (CHANGES, "8.1", ("net_profit_parent", None, "2026", "forecast", "change", Decimal("8.1"), "%")),
        (SEGMENTS, "742.0", ("revenue", "滚子轴承", "2025", "forecast", "level", 742000000, "CNY")),
        (SEGMENTS, "79.8", ("revenue", "滚子轴承", "2025", "forecast", "yoy", Decimal("79.8"), "%")),
        (SEGMENTS, "47.0", ("gross_margin", "滚子轴承", "2025", "forecast", "level", 47, "%")),
        (SEGMENTS, "1,327.0", ("revenue", None, "2025", "forecast", "level", 1327000000, "CNY")),
        (PEERS, "1.24", ("eps", "泊岸精工", "2026", "forecast", "level", Decimal("1.24"), "CNY/share")),
        (PEERS, "54.7", ("pe", "汀洲传动", "2025", "forecast", "level", Decimal("54.7"), "x")),
        (STATEMENTS, "0.61", ("eps", None, "2025", "forecast", "level", Decimal("0.61"), "CNY/share")),
        (STATEMENTS, "1,184", ("revenue", None, "2025", "forecast", "level", 1184000000, "CNY")),
        (STATEMENTS, "96", ("net_profit_parent", None, "2025", "forecast", "level", 96000000, "CNY")),
        (STATEMENTS, "77", ("operating_cash_flow", None, "2025", "forecast", "level", 77000000, "CNY")),
        (STATEMENTS, "67", ("other", None, "2025", "forecast", "level", 67000000, "CNY")),
        (STATEMENTS, "31.6", ("gross_margin", None, "2024", "actual", "level", Decimal("31.6"), "%")),
        (STATEMENTS, "17", ("other", None, "2024", "actual", "level", 17000000, "CNY")),
        (STATEMENTS, "38", ("other", None, "2025", "forecast", "level", -38000000, "CNY")),
        (STATEMENTS, "327", ("cash", None, "2024", "actual", "level", 327000000, "CNY")),
        (IN_BLANKS, "394", ("cash", None, "2025", "forecast", "level", 394000000, "CNY")),
        (IN_BLANKS, "967", ("revenue", None, "2024", "actual", "level", 967000000, "CNY")),
        (LOSSES, "36", ("admin_expense", None, "2025", "forecast", "level", 36000000, "CNY")),
        (LOSSES, "16", ("other", None, "2024", "actual", "level", 16000000, "CNY")),
        (LOSSES, "12", ("net_profit_parent", None, "2024", "actual", "level", -12000000, "CNY")),
        (LOSSES, "7", ("net_profit_parent", None, "2025", "forecast", "level", -7000000, "CNY")),
        (LOSSES, "8", ("gross_margin", None, "2024", "actual", "level", -8, "%")),
        (BY_QUARTER, "512.7", ("revenue", None, "2024Q4", "actual", "level", 512700000, "CNY")),
        (BY_QUARTER, "438.2", ("revenue", None, "2025Q1", "actual", "level", 438200000, "CNY")),
        (REVISED, "18.9", ("revenue", None, "2025", "prior_forecast", "level", 1890000000, "CNY")),
        (REVISED, "21.6", ("revenue", None, "2026", "forecast", "level", 2160000000, "CNY")),
        (REVISED, "1.9", ("revenue", None, "2026", "forecast", "change", Decimal("1.9"), "%")),
        (RIVALS, "1.86", ("net_profit_parent", "泊岸精工", "2026", "forecast", "level", 186000000, "CNY")),
        (RIVALS, "44.3", ("pe", "泊岸精工", "2025", "forecast", "level", Decimal("44.3"), "x")),
        (UNITS, "2.84", ("revenue", None, "2025", "forecast", "level", 284000000, "CNY")),
        (OLD_IN_BRACKETS, "31.2", ("revenue", None, "2025", "prior_forecast", "level", 3120000000, "CNY")),
        (OLD_IN_BRACKETS, "28.5", ("revenue", None, "2025", "forecast", "level", 2850000000, "CNY")),
    ],
)
def test_tables_of_all_kinds(read_figure: Read, text: str, printed: str, said: tuple[object, ...]) -> None:
    assert say(read_figure(text, printed)) == said


def test_a_page_foot_is_no_table(read_figure: Read) -> None:
    text = f"{HEADED}2025年前三季度公司营收6.1亿元。\n澄帆轴承研究          请务必阅读          1 / 3\n2025Q3毛利率31.5%。\n"
    assert say(read_figure(text, "31.5"))[:3] == ("gross_margin", None, "2025Q3")


@pytest.mark.parametrize(
    ("text", "printed", "said"),
    [
        ("6月末有息负债68亿元,较年初的73亿元压降6.9%。", "73", ("other", None, "2024-12-31", "actual", "level")),
        ("2025H1营收5.4亿元,去年同期4.9亿元,增长10.2%。", "10.2", ("revenue", None, "2025H1", "actual", "yoy")),
        (
            "2025Q3毛利率38.2%,同比、环比各升4.3和1.7个百分点。",
            "1.7",
            ("gross_margin", None, "2025Q3", "actual", "qoq"),
        ),
        ("2025Q3出货8.6万套(24Q3:7.9万套)。", "7.9", ("sales_volume", None, "2024Q3", "actual", "level")),
        ("会员收入21.9亿元(按年+16.7%,按季+4.4%)。", "4.4", ("revenue", "会员", "2025Q1-Q3", "actual", "qoq")),
        ("销售、管理费用率依次为9.4%、6.1%。", "6.1", ("admin_expense_ratio", None, "2025Q1-Q3", "actual", "level")),
        ("PLC/远程I/O/伺服收入分别为2.6/2.1/1.1亿元。", "2.1", ("revenue", "远程I/O", "2025Q1-Q3", "actual", "level")),
    ],
)
def test_sentences_of_a_third_quarter_report(
    read_figure: Read, text: str, printed: str, said: tuple[object, ...]
) -> None:
    opening = "澄帆轴承(301997)点评\n2025年10月30日\n公司发布三季报,前三季度营收15.2亿元。\n"
    assert say(read_figure(opening + text, printed))[:5] == said


def test_what_a_report_is_on_may_be_named_without_its_year(read_figure: Read) -> None:
    text = "澄帆轴承(301997)首次覆盖\n2025年8月28日\n公司2024年营收9.1亿元。\n中报:毛利率承压。上半年公司营收5.3亿元。"
    assert read_figure(text, "5.3").period[0].value == "2025H1"


def test_plain_yuan_are_what_the_report_says_they_are(read_figure: Read) -> None:
    text = "澄帆国际(2976.HK)短评\n2025年8月15日\n全文货币单位除标明「澳门元」者外均为港元\n上半年公司营收46.6亿元,其中澳门市场3.1亿澳门元。"
    assert [read_figure(text, number).unit for number in ("46.6", "3.1")] == ["HKD", "MOP"]


def test_profit_behind_the_semicolon_of_a_single_quarter_is_that_quarters(read_figure: Read) -> None:
    text = "前三季度实现营收23.46亿元。其中Q3单季实现营收8.64亿元,同比+22.1%;归母净利润1.21亿元,环比-3.4%。"
    expect(read_figure(HEADED + text, "1.21"), metric="net_profit_parent", period="2025Q3")
    expect(read_figure(HEADED + text, "3.4"), metric="net_profit_parent", period="2025Q3", measure="qoq")


def test_a_share_that_rose_from_last_years_is_this_years(read_figure: Read) -> None:
    text = "2025年上半年公司收入32.46亿元。海外收入占比由去年同期的18.2%升至26.9%。"
    expect(read_figure(HEADED + text, "18.2"), subject="海外", period="2024H1", measure="share")
    expect(read_figure(HEADED + text, "26.9"), subject="海外", period="2025H1", measure="share")


@pytest.mark.parametrize(
    ("text", "printed", "said"),
    [
        ("当前股价对应2025-2026年19.0/15.2x P/E。", "15.2", {"metric": "pe", "period": "2026", "basis": "forecast"}),
        ("相当于2026年17倍预测市盈率。", "17", {"metric": "pe", "period": "2026"}),
        ("前目标价12.00元,目标价上调至15.00元。", "12.00", {"metric": "target_price", "basis": "prior_forecast"}),
    ],
)
def test_multiples_with_their_name_behind_and_targets_of_before(
    read_figure: Read, text: str, printed: str, said: dict[str, str]
) -> None:
    expect(read_figure(HEADED + text, printed), **said)


def test_other_business_keeps_its_first_character(read_figure: Read) -> None:
    expect(read_figure(HEADED + "其他业务收入1.2亿元。", "1.2"), metric="revenue", subject="其他业务")
