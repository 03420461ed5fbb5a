"""Attribution, rule by rule: a sentence in which a rule decides, and one much like it in which it must not."""

from collections.abc import Callable
from decimal import Decimal
from typing import cast

import pytest

from extractor.attribution import Candidate, MetricName, Reading

Read = Callable[..., Reading]

CASES: list[tuple[str, str, str, str, str | None, str]] = [
    # field, rule, text, printed figure, value of the field, a sentence in which the rule must not decide
    (
        "metric", "times_of", "2025H1经营性现金流净额2.6亿元,为同期净利润的1.3倍。", "1.3", "operating_cash_flow",
        "2025H1公司净利润2.6亿元,现价对应PE为1.3倍。",
    ),
    (
        "metric", "again", "2025H1公司归母净利润0.4亿元,上年同期为亏损1.3亿元。", "1.3", "net_profit_parent",
        "2025H1公司归母净利润0.4亿元,研发费用1.3亿元。",
    ),
    (
        "metric", "of_which", "期末公司门店数量达到320家,其中联营41家。", "41", "store_count",
        "期末公司门店数量达到320家,其中新开41家。",
    ),
    (
        "metric", "payout", "公司拟每10股派发现金红利4.1元(含税)。", "4.1", "dps",
        "公司拟派发现金红利4.1亿元(含税)。",
    ),
    (
        "metric", "contract", "公司9月签订4.1亿元储能设备订单。", "4.1", "contract_value",
        "公司9月投资4.1亿元建设储能设备产线。",
    ),
    (
        "metric", "summed", "2025H1阀门收入3.0亿元,泵类收入2.0亿元,两类合计5.0亿元。", "5.0", "revenue",
        "2025H1阀门收入3.0亿元,计提减值5.0亿元。",
    ),
    (
        "metric", "moved_on", "2025H1海外收入3.0亿元,同比增长20%,全年有望增长至7.0亿元。", "7.0", "revenue",
        "2025H1海外收入3.0亿元,同比增长20%,全年毛利有望增长至7.0亿元。",
    ),
    (
        "metric", "share_of_same", "2025H1海外销量12万台,同比+8%;海外占比升至31%。", "31", "sales_volume",
        "2025H1公司销量12万台,同比+8%;研发人员占比升至31%。",
    ),
    (
        "metric", "room_to_target", "给予目标价21.5元,较现价有26%的上行空间。", "26", "target_price",
        "公司收入较去年有26%的增长。",
    ),
    (
        "metric", "market_sales", "据统计,2024年全球伺服电机市场销售额为81亿元。", "81", "market_size",
        "2024年公司伺服电机销售额为81亿元。",
    ),
    (
        "measure", "both", "2025Q3公司营收5.2亿元,同环比+11%/-4%。", "4", "qoq",
        "2025年Q2、Q3公司营收同比+11%/-4%。",
    ),
    (
        "measure", "against_figure", "三季度均价81元/公斤,较二季度的90元/公斤回落10%。", "10", "change",
        "三季度均价81元/公斤,同比回落10%。",
    ),
    (
        "measure", "moved_by", "9月末公司存货较年初减少1.2亿元至6.5亿元。", "1.2", "change",
        "9月末公司存货1.2亿元,较年初减少两成。",
    ),
    (
        "measure", "fixed_base", "考核目标为以2024年营业收入为基数,2026年增长率不低于45%。", "45", "change",
        "预计2026年营业收入增长率不低于45%。",
    ),
    (
        "subject", "topic", "2025H1阀门业务保持稳健,实现收入3.2亿元。", "3.2", "阀门",
        "2025H1公司经营保持稳健,实现收入3.2亿元。",
    ),
    (
        "subject", "lead", "2)减速器:2025H1实现收入3.2亿元,同比增长9%。", "3.2", "减速器",
        "2)盈利预测:2025年预计实现收入3.2亿元。",
    ),
    (
        "subject", "carried", "2025H1减速器产量3.1万台、销量2.9万台。", "2.9", "减速器",
        "2025H1减速器产量3.1万台,公司净利润2.9亿元。",
    ),
    (
        "subject", "section", "3.2 减速器:放量在即\n2025H1实现收入3.2亿元。\n", "3.2", "减速器",
        "3.2 减速器:放量在即\n2025H1公司实现收入3.2亿元。\n",
    ),
    (
        "subject", "parallel_subjects", "2025H1线上、线下份额分别为21.5%、18.2%。", "18.2", "线下",
        "2025H1公司份额为18.2%。",
    ),
    (
        "period", "end_of_span", "2022-2024年公司毛利率由21.1%提升至27.4%。", "27.4", "2024",
        "2022-2024年公司毛利率分别为21.1%、24.0%、27.4%。",
    ),
    (
        "period", "dated_base", "2024年末公司员工总数为500人,激励对象60人,占截至2024年12月31日员工总数500人的12%。", "12", "2024-12-31",
        "2024年末公司研发人员占比12%。",
    ),
    (
        "metric", "opened", "2025H1公司新开门店41家。", "41", "other",
        "2025H1末公司门店41家。",
    ),
    (
        "metric", "next_part", "期末门店320家,其中联营41家,新开7家;自营279家。", "279", "store_count",
        "期末门店320家,新开7家;员工279人。",
    ),
    (
        "metric", "next_list", "2025Q1-Q3铜箔均价分别为81/82/83元/公斤;铝箔分别为31/32/33元/公斤。", "31", "average_price",
        "2025Q1-Q3铜箔均价分别为81/82/83元/公斤;铝箔31元/公斤。",
    ),
    (
        "metric", "shares_of_level", "2025H1公司收入9.0亿元,华东、华南各占31%、22%。", "31", "revenue",
        "2025H1公司收入9.0亿元,毛利率31%。",
    ),
    (
        "metric", "share_of_whole_named", "2025H1阀门占收入比例为31%。", "31", "revenue",
        "2025H1研发费用占收入比例为31%。",
    ),
    (
        "metric", "made", "2025H1公司生产电解镍3.1万吨。", "3.1", "output",
        "2025H1公司销售费用3.1亿元。",
    ),
    (
        "measure", "end_of_move", "公司收入降幅由31%收窄至2025Q3的12%。", "12", "yoy",
        "公司毛利率由2025Q2的31%下降至2025Q3的12%。",
    ),
    (
        "measure", "growth_behind", "2025H1公司净利润实现近7倍增长。", "7", "yoy",
        "2025H1公司PE为7倍。",
    ),
    (
        "measure", "level_in_bracket", "2025Q3公司营收5.2亿元,毛利率(38.2%)环比下降4.5pct。", "38.2", "level",
        "2025Q3公司营收5.2亿元(+38.2%)。",
    ),
    (
        "subject", "the_rest", "2025H1阀门收入3.2亿元,其余0.6亿元。", "0.6", "其余",
        "2025H1阀门收入3.2亿元,泵类0.6亿元。",
    ),
    (
        "subject", "made", "2025H1公司生产电解镍3.1万吨。", "3.1", "电解镍",
        "2025H1公司电解镍产量3.1万吨。",
    ),
    (
        "subject", "facility", "2025年8月,公司云舟平台已接入31家客户。", "31", "云舟平台",
        "2025年8月,公司已接入31家客户。",
    ),
    (
        "period", "now", "目前公司拥有专利31项。", "31", None,
        "2024年末公司拥有专利31项。",
    ),
    (
        "period", "standing", "2025H1公司营收5.2亿元。\n公司拥有专利31项。", "31", None,
        "2025H1公司营收5.2亿元,同比+4%。公司毛利率31%,同比+1pct。",
    ),
    (
        "period", "once_built", "项目预计2026年投产,达产后新增收入3.1亿元。", "3.1", None,
        "项目预计2026年投产,2027年新增收入3.1亿元。",
    ),
    (
        "period", "of_project", "2025H1公司营收5.2亿元。二期项目总投资3.1亿元。", "3.1", None,
        "2025H1公司营收5.2亿元。二期项目2025H1投资3.1亿元。",
    ),
    (
        "period", "over_years", "2024年市场规模为35亿元,2028年将达50亿元,对应CAGR为9.3%。", "9.3", "2024..2028",
        "2024年市场规模为35亿元,同比增长9.3%。",
    ),
    (
        "period", "from_again", "2024年销售费用率自2023年的9.1%下降到8.2%,管理费用率从6.4%下降到5.7%。", "6.4", "2023",
        "2024年销售费用率自2023年的9.1%下降到8.2%,管理费用率为6.4%。",
    ),
    (
        "period", "before_growth", "2024年躺椅销售量由61万张增长至83万张,同比+36%。", "61", "2023",
        "2024年躺椅销售量由61万张增长至83万张,环比+36%。",
    ),
    (
        "period", "single_quarter", "2025年1-9月新签合同31.2亿元,同比+4%。单季新签合同9.7亿元。", "9.7", "2025Q3",
        "2025年1-9月新签合同31.2亿元,同比+4%。其中新签EPC合同9.7亿元。",
    ),
    (
        "metric", "own_noun", "2025H1公司收入5.2亿元。污水进厂量同比+7.3%。", "7.3", "other",
        "2025H1公司收入5.2亿元。海外同比+7.3%。",
    ),
    (
        "metric", "without_one_offs", "扣除非经常性损益后,预计公司归母净利润为5.7亿元。", "5.7", "net_profit_parent_ex",
        "扣除回购费用后,预计公司归母净利润为5.7亿元。",
    ),
    (
        "metric", "sales_grew", "2025H1线上销售同比增长17%。", "17", "revenue",
        "2025H1线上销售31万台,同比增长17%。",
    ),
    (
        "measure", "ratio_by_name", "2025H1期间费用占比28.6%。", "28.6", "level",
        "2025H1海外收入占比28.6%。",
    ),
    (
        "metric", "implied_size", "特种玻璃市场空间大。2024-2030年超薄玻璃的CAGR达31%。", "31", "market_size",
        "特种玻璃市场空间大。2024-2030年公司收入的CAGR达31%。",
    ),
    (
        "metric", "opened_to", "公司全年新开门店20家,到120家。", "120", "store_count",
        "公司全年新开门店20家,关闭120家。",
    ),
    (
        "metric", "market_sales", "2024年全球工业相机出货量达52万台。", "52", "market_size",
        "2024年公司全球出货量达52万台。",
    ),
    (
        "basis", "planned_behind", "年产8万吨项目预计2026年投产。", "8", "forecast",
        "年产8万吨项目已投产。",
    ),
    (
        "basis", "plan_built", "达产后新增产能3.1万吨。", "3.1", "guidance",
        "公司现有产能3.1万吨。",
    ),
]  # fmt: skip


def rule_and_value(reading: Reading, field: str) -> tuple[str, object]:
    found = cast("list[Candidate[object]]", getattr(reading, field))
    if not found:
        return "", None
    value = found[0].value
    if isinstance(value, MetricName):
        return found[0].rule, value.metric.code
    return found[0].rule, getattr(value, "value", value)


@pytest.mark.parametrize(("field", "rule", "text", "printed", "value", "otherwise"), CASES, ids=[c[1] for c in CASES])
def test_a_rule_decides_where_it_should_and_only_there(
    read_figure: Read, field: str, rule: str, text: str, printed: str, value: str | None, otherwise: str
) -> None:
    assert rule_and_value(read_figure(text, printed), field) == (rule, value)
    assert rule_and_value(read_figure(otherwise, printed), field)[0] != rule


def test_growth_bears_the_period_of_what_is_compared(read_figure: Read) -> None:
    text = "2025Q3均价81元/公斤,较2025Q2的90元/公斤回落10%。"
    assert read_figure(text, "10").period[0].value == "2025Q3"
    assert read_figure(text, "90").period[0].value == "2025Q2"


def test_a_part_behind_a_list_of_years_belongs_to_the_last(read_figure: Read) -> None:
    text = "2024年、2025年1-9月营收分别为6.1/5.2亿元。"
    assert read_figure(text, "6.1").period[0].value == "2024"
    assert read_figure(text, "5.2").period[0].value == "2025Q1-Q3"


def test_growths_behind_two_levels_pair_with_them(read_figure: Read) -> None:
    text = "2025年公司产量27.1万吨、销量26.8万吨,同比分别+3.4%、+4.1%。"
    assert rule_and_value(read_figure(text, "3.4"), "metric")[1] == "output"
    assert rule_and_value(read_figure(text, "4.1"), "metric")[1] == "sales_volume"


def test_a_cause_is_not_the_metric_before(read_figure: Read) -> None:
    text = "2025Q3毛利率提升至46.3%,主要系终端折扣收窄1.8个百分点。"
    assert read_figure(text, "1.8").metric == []


def test_only_results_are_previewed(read_figure: Read) -> None:
    text = "公司发布2025年前三季度业绩预告,预计归母净利润5.0亿元。前三季度交付设备31台。我们预计2025-2027年归母净利润5.1/6.2/7.3亿元。"
    assert read_figure(text, "5.0").basis[0].value == "guidance"
    assert read_figure(text, "31").basis[0].value == "actual"
    assert read_figure(text, "7.3").basis[0].value == "forecast"


def test_what_doubles_does_so_on_the_year_unless_a_base_is_named(read_figure: Read) -> None:
    assert rule_and_value(read_figure("2025H1公司收入翻番。", "翻番"), "measure")[1] == "yoy"
    assert rule_and_value(read_figure("2025H1公司收入较2020H1翻番。", "翻番"), "measure")[1] == "change"


def test_growths_apart_pair_with_the_list_before(read_figure: Read) -> None:
    text = "2025H1销售/管理/财务费用率分别为24.8%、6.1%和0.9%,同比分别下降3.2pct、提升0.7pct和下降0.1pct。"
    pairs = {"3.2": "selling_expense_ratio", "0.7": "admin_expense_ratio", "0.1": "finance_expense_ratio"}
    assert {n: rule_and_value(read_figure(text, n), "metric")[1] for n in pairs} == pairs


def test_a_report_that_is_out_is_no_preview(read_figure: Read) -> None:
    text = "公司发布2024年度报告,2024年实现收入69.6亿元,归母净利润6.0亿元,与公司业绩预增公告相符。"
    assert rule_and_value(read_figure(text, "69.6"), "basis")[1] == "actual"


def test_what_stands_at_the_figure_is_nearer_than_a_heading(read_figure: Read) -> None:
    text = "1)主营产品承压:2025H1公司树脂价差812元/吨;丙酮价差331元/吨,同比+17元/吨。"
    assert rule_and_value(read_figure(text, "331"), "subject")[1] == "丙酮"
    assert rule_and_value(read_figure(text, "17"), "subject")[1] == "丙酮"


def test_a_preview_of_figures_foreseen_is_not_reported(read_figure: Read) -> None:
    text = "项目预计2026年可实现收入4.1亿元。"
    assert rule_and_value(read_figure(text, "4.1"), "basis")[1] == "forecast"


def test_a_name_behind_a_bracket_without_figures_is_a_subject(read_figure: Read) -> None:
    text = "2025H1生产铜箔31吨(同比增长4%)、镍板52吨(同比基本持平)、钴片73吨(同比增长5%)。"
    assert rule_and_value(read_figure(text, "73"), "subject")[1] == "钴片"
    assert rule_and_value(read_figure(text, "5"), "subject")[1] == "钴片"


def test_growth_against_another_year_is_a_change(read_figure: Read) -> None:
    text = "2025H1归母净利润6.1亿元,较2024H1增长8.1%,较2023H1增长26.3%,毛利率42%,较2024年提升3.4个百分点。"
    assert [rule_and_value(read_figure(text, n), "measure")[1] for n in ("8.1", "26.3", "3.4")] == [
        "yoy",
        "change",
        "change",
    ]


def test_a_fall_may_be_named_behind_its_figure(read_figure: Read) -> None:
    text = "2025H1线下收入跌幅略超12%,线上收入有30%以上的下滑。"
    assert read_figure(text, "12").figure.value == -12
    assert read_figure(text, "30").figure.value == -30


def test_a_sum_and_a_count_share_no_unit(read_figure: Read) -> None:
    text = "2025年收入和销量将分别达到85亿和31万台。"
    assert (read_figure(text, "85").unit, read_figure(text, "31").unit) == ("CNY", "台")


def test_a_scaled_count_of_unknown_things_is_no_money(read_figure: Read) -> None:
    assert read_figure("2025H1公司新增节点31.7万簇。", "31.7").unit is None
    assert read_figure("2025H1公司收入31.7万,同比+4%。", "31.7").unit == "CNY"


def test_years_joined_by_a_word_are_a_list(read_figure: Read) -> None:
    text = "预计公司2025及2026年EPS分别为0.73及0.88元。"
    assert [read_figure(text, n).period[0].value for n in ("0.73", "0.88")] == ["2025", "2026"]


def test_a_list_goes_on_from_the_sentence_before(read_figure: Read) -> None:
    text = "预计2025-2027年收入为16.4亿元、20.5亿元、25.9亿元。归母净利润为1.2亿元、1.5亿元、2.1亿元。"
    assert rule_and_value(read_figure(text, "1.5"), "basis")[1] == "forecast"


def test_shares_are_no_base_of_growth(read_figure: Read) -> None:
    text = "公司拟以5.2亿股为基数派息;2025H1营收7.7亿元,同比增长4.1%,增速加快。"
    assert rule_and_value(read_figure(text, "4.1"), "measure")[1] == "yoy"


def test_rates_of_exchange_are_money_for_money(read_figure: Read) -> None:
    assert read_figure("以人民币兑美元7.15计算。", "7.15").unit == "CNY/USD"
    assert read_figure("现价对应PE为14倍(1港元=0.92元人民币)。", "0.92").unit == "CNY/HKD"


def test_an_improvement_falls_where_lower_is_better(read_figure: Read) -> None:
    text = "2025H1销售费用率同比改善0.5pct,毛利率同比改善1.2pct。"
    assert (read_figure(text, "0.5").figure.value, read_figure(text, "1.2").figure.value) == (
        Decimal("-0.5"),
        Decimal("1.2"),
    )


def test_a_hedge_reaches_its_figure_over_what_stands_between(read_figure: Read) -> None:
    said = {
        "在手订单41.7亿元,约为2024年收入的2.9倍。": "2.9",
        "授予310万股,约占公告时股本总额0.42%。": "0.42",
        "给予2026年19倍市盈率左右的估值。": "19",
    }
    assert {read_figure(text, number).figure.qualifier.value for text, number in said.items()} == {"about"}


def test_quarters_of_a_year_are_a_list(read_figure: Read) -> None:
    text = "2024年单季度营收增速-4/-12/17/-8%,归母净利润增速-21/-16/28/-39%。"
    assert [read_figure(text, n).period[0].value for n in ("4", "17", "28", "39")] == [
        "2024Q1",
        "2024Q3",
        "2024Q3",
        "2024Q4",
    ]


def test_levels_with_their_growth_behind_a_slash_are_a_list(read_figure: Read) -> None:
    text = "2025H1销售、管理和研发费用率分别为11.3%/+0.9pct、4.2%/+0.6pct、6.1%/-0.4pct。"
    said = {"11.3": "selling_expense_ratio", "0.6": "admin_expense_ratio", "0.4": "rd_expense_ratio"}
    assert {n: rule_and_value(read_figure(text, n), "metric")[1] for n in said} == said


def test_a_raw_material_is_no_prior_forecast(read_figure: Read) -> None:
    text = "2025H1自营产品销售收入5.4亿元(原料药出口约2.8亿元)。"
    assert rule_and_value(read_figure(text, "2.8"), "basis")[1] == "actual"


def test_ten_years_are_no_year(read_figure: Read) -> None:
    assert read_figure("公司有望在未来5-10年保持20%的增长。", "20").period[0].value != "2010"


def test_each_quantity_of_a_list_is_its_own(read_figure: Read) -> None:
    text = "2025Q1公司总供给、总需求环比各上升7.1%/9.2%。"
    assert [read_figure(text, n).metric[0].value.label for n in ("7.1", "9.2")] == ["总供给", "总需求"]


def test_one_value_for_two_years_leaves_the_year_open(read_figure: Read) -> None:
    text = "预计2025/26年公司收入增速能保持18%左右。"
    reading = read_figure(text, "18")
    assert {c.value for c in reading.period} == {"2025", "2026"}
    assert rule_and_value(reading, "measure")[1] == "yoy"


def test_a_minus_stands_behind_its_period(read_figure: Read) -> None:
    assert read_figure("2025H1汇兑损失3亿元(2024年-0.7亿元)。", "0.7").figure.value == -70_000_000


def test_a_year_lends_no_word_to_a_name(read_figure: Read) -> None:
    assert read_figure("2024年产铝量6.3万吨。", "6.3").unit == "吨"


def test_on_the_year_and_on_the_quarter_may_be_joined_by_a_word(read_figure: Read) -> None:
    text = "2025Q3毛利率达38.2%,同比和环比分别大幅提高4.3和1.7个百分点。"
    assert [rule_and_value(read_figure(text, n), "measure")[1] for n in ("4.3", "1.7")] == ["yoy", "qoq"]


def test_a_price_cut_is_a_change(read_figure: Read) -> None:
    assert rule_and_value(read_figure("2025Q3单程票价下调40元。", "40"), "measure")[1] == "change"


def test_the_company_is_known_by_its_introduction(read_figure: Read) -> None:
    text = "泛舟股份是国内领先的船用设备企业。预计2025-2027年泛舟股份的收入为6.4亿元、8.5亿元、9.9亿元。"
    assert rule_and_value(read_figure(text, "6.4"), "subject")[1] is None
    peer = "公司发布业绩快报。2025H1泛舟股份的收入为6.4亿元。"
    assert rule_and_value(read_figure(peer, "6.4"), "subject")[1] == "泛舟股份"


def test_what_is_taken_out_neither_names_nor_dates(read_figure: Read) -> None:
    text = "2024年净利率为9.3%,同比增加2.4pct(不考虑2023年商誉减值的影响为下滑1.4pct)。"
    reading = read_figure(text, "1.4")
    assert (rule_and_value(reading, "metric")[1], reading.period[0].value) == ("net_margin", "2024")


def test_what_a_level_grew_to_is_of_the_year(read_figure: Read) -> None:
    assert read_figure("2024年躺椅销售量由61万张增长至83万张,同比+36%。", "83").period[0].value == "2024"


def test_a_market_goes_on_by_the_same_word(read_figure: Read) -> None:
    text = "2025年1-6月全行业水泵销量为41.2万台,同比下降2.6%;其中国内销量为25.1万台,出口销量为16.1万台。公司销量为4.3万台。"
    said = {n: rule_and_value(read_figure(text, n), "metric")[1] for n in ("41.2", "25.1", "16.1", "4.3")}
    assert list(said.values()) == ["market_size"] * 3 + ["sales_volume"]


def test_a_sentence_without_figures_may_set_the_period(read_figure: Read) -> None:
    text = "公司控费见效,2025Q2营收3.1亿元,同比+7%。2025H1公司控费良好。期间费用率为22.2%。"
    assert read_figure(text, "22.2").period[0].value == "2025H1"


def test_a_forecast_goes_on_behind_a_semicolon(read_figure: Read) -> None:
    text = "预计2025-2027年收入24/36/59亿元,同比+45%/+55%/+65%;2025-2027年归母净利润2.4/3.9/6.3亿元。"
    assert rule_and_value(read_figure(text, "2.4"), "basis")[1] == "forecast"


def test_nothing_of_growth_between_a_name_and_its_level(read_figure: Read) -> None:
    text = "费用率同比略降2025H1公司毛利率为27.6%,同比下降2.2pct。"
    assert [rule_and_value(read_figure(text, n), "measure")[1] for n in ("27.6", "2.2")] == ["level", "yoy"]


def test_a_profit_right_behind_a_revenue_is_of_the_same(read_figure: Read) -> None:
    text = "2025H1泛舟信息收入1.8亿元,净利润0.2亿元。公司净利润3.1亿元。"
    own = read_figure(text, "0.2").subject
    assert ([c.value for c in own], read_figure(text, "3.1").subject[0].value) == (["泛舟信息"], None)


def test_an_industrys_volume_is_the_size_of_its_market(read_figure: Read) -> None:
    assert rule_and_value(read_figure("2025Q1造船行业销量412万吨。", "412"), "metric")[1] == "market_size"
