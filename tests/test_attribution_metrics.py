"""Which metric a figure states, and by which label, in sentences where a nearer or shorter name would mislead."""

from collections.abc import Callable

import pytest

from extractor.attribution import Reading

Read = Callable[..., Reading]

CASES: list[tuple[str, str, str, str]] = [
    # sentence, printed figure, code, label (for what has no code)
    ("公司现有3个在建项目。", "3", "other", "在建项目"),
    ("2025年公司推出12款在售产品。", "12", "other", "在售产品"),
    ("员工总数自2021年的800人快速增长至2024年的1260人。", "1260", "employees", ""),
    ("出资比例将由41%提高至55%。", "55", "other", "出资比例"),
    (
        "股权激励考核目标为以2024年归母净利润为基数,2025-2026年归母净利润增速不低于15%/30%。",
        "30", "unlock_target", "",
    ),
    ("2025H1工程机械销量3.1万台,保有量41万台。", "41", "other", "保有量"),
    ("2025H1阀门收入3.0亿元,同比+8%;其他业务0.4亿元。", "0.4", "revenue", ""),
    ("2025H1公司归母净利润1.6亿元,对应每股收益0.40元,同比下降21%。", "21", "net_profit_parent", ""),
    ("2025H1毛利率31.0%,费用率明显下降(同比-2.1pct)。", "2.1", "period_expense_ratio", ""),
    ("2025H1销售费用1.3亿元,较去年同期增加2100万元,研发费用0.8亿元。", "2100", "selling_expense", ""),
    ("2025H1上网电量31亿度,同比+5%,灰渣外运量同比+11%。", "11", "other", "灰渣外运量"),
    ("2025H1公司单位油耗同比下降2%,单箱运价同比上升6%。", "6", "other", "单箱运价"),
    ("公司库存量已超过全年销量,同比增长31%。", "31", "inventory", ""),
    ("2025年新签海外工程合同51亿元。", "51", "new_orders", ""),
    ("2025年股份支付对净利润的影响约0.6亿元。", "0.6", "other", "净利润的影响"),
    ("2025H1研发费用占营业收入比重同比提升1.2pct。", "1.2", "rd_expense", ""),
    ("2025H1钢管产、销量分别为31、29万吨。", "31", "output", ""),
    ("2025H1钢管产、销量分别为31、29万吨。", "29", "sales_volume", ""),
    ("公司向股东派发8亿元特别红利。", "8", "dividend", ""),
    ("9月末递延收入3.3亿元。", "3.3", "other", "递延收入"),
    ("期末可动用资金(现金+理财)超过31亿元。", "31", "other", "可动用资金"),
    ("公司拟对子公司增资3.1亿元。", "3.1", "investment", ""),
    ("公司拟以3.1亿元收购华南同业。", "3.1", "investment", ""),
    ("2024年公司录得亏损3.1亿元。", "3.1", "net_profit", ""),
    ("2025H1公司归母净利润-0.4亿元,亏损同比减少31%。", "31", "net_profit_parent", ""),
    ("2025H1单位毛利310元/吨。", "310", "gross_profit", ""),
    ("2025年产锌量3.1万吨。", "3.1", "output", ""),
    ("2025H1阀门收入3.0亿元,同比+8%,其中出口6100万。", "6100", "revenue", ""),
    ("注册资本由2.0亿元变更为3.1亿元。", "3.1", "other", "注册资本"),
    ("2025H1公司归母净利润1.2亿元。Q2净利0.7亿元。", "0.7", "net_profit_parent", ""),
    ("2025H1公司归母净利润1.2亿元。公司预计前三季度净利润2.1亿元。", "2.1", "net_profit", ""),
    ("2025Q1营收5.1亿元、净利润1.2亿元,同比+8%、+31%。", "8", "revenue", ""),
    ("2025Q1营收5.1亿元、净利润1.2亿元,同比+8%、+31%。", "31", "net_profit", ""),
    ("6月末管理资产41亿元,同比+8%,较年初的31亿元大幅增加。", "31", "other", "管理资产"),
    ("公司拟每10股派2.5元(含税),合计派发3.1亿元。", "3.1", "dividend", ""),
    ("我们给予公司2026年31倍估值。", "31", "pe", ""),
    ("公司PB为1.2倍,给予2026年3.1倍估值。", "3.1", "pb", ""),
    ("期末在手订单32亿元,其中海外订单31亿元。", "31", "order_backlog", ""),
    ("公司与客户签订为期31个月的协议。", "31", "other", ""),
    ("期末专利120项,其中发明专利31项。", "31", "other", "发明专利"),
    ("公司回购股份310万股。", "310", "other", "回购股份"),
    ("转股价31元/股。", "31", "other", "转股价"),
    ("期末经销商3200家,其中省内1500家,省外310家。", "310", "other", "经销商"),
    ("2025年阀门收入占比31%。海外和国内分别占41%和59%。", "41", "revenue", ""),
    ("2025年公司实现境外销售31亿元。", "31", "revenue", ""),
    ("公司与客户签订供货协议,金额31亿元。", "31", "contract_value", ""),
    ("公司在手现金充裕,净现金31亿元。", "31", "other", "净现金"),
    ("公司规划投建3条产能不一的产线。", "3", "other", ""),
    ("公司布局31万吨甲醇以及20万吨乙醇产能。", "31", "capacity", ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "printed", "code", "label"), CASES, ids=[f"{c[0][:8]}{c[1]}" for c in CASES])
def test_a_figure_carries_the_metric_that_its_own_words_name(
    read_figure: Read, text: str, printed: str, code: str, label: str
) -> None:
    found = read_figure(text, printed).metric
    assert [c.value.metric.code for c in found] == [code]
    assert not label or found[0].value.label == label


def test_two_names_for_one_share_leave_it_open(read_figure: Read) -> None:
    found = read_figure("2025年海外收入和毛利占比约31%。", "31").metric
    assert {c.value.metric.code for c in found} == {"revenue", "gross_profit"}
