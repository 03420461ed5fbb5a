"""Labels of figures without a known name, and what is added, paid out, granted or shared."""

from collections.abc import Callable

import pytest

from extractor.attribution import Reading

Read = Callable[..., Reading]

CASES: list[tuple[str, str, str, str]] = [
    # sentence, printed figure, code, label (for what has no code)
    ("期末贷款合计410亿元,全年新增31亿元。", "31", "other", "新增"),
    ("2025H1零售贷款新增31亿元。", "31", "other", "零售贷款新增"),
    ("2025H1新增碳票据31亿元。", "31", "other", "新增碳票据"),
    ("期末已售未结算金额31亿元。", "31", "other", "已售未结算金额"),
    ("当日融券偿还31万股。", "31", "other", "融券偿还"),
    ("第二期票据发行总额31亿元。", "31", "other", "第二期票据发行总额"),
    ("期末管理规模增至310亿元。", "310", "other", "管理规模"),
    ("中标率不足31%。", "31", "other", "中标率"),
    ("项目建设期预计为31个月。", "31", "other", "项目建设期"),
    ("近三个月有31家机构给出评级。", "31", "other", "机构给出评级"),
    ("此次签订了合计约31万吨的供货合同。", "31", "other", "供货合同"),
    ("公司拥有310人的科研团队。", "310", "employees", ""),
    ("公司获得31万片智能卡订单。", "31", "new_orders", ""),
    ("二期全部达产后可达31万片/年。", "31", "capacity", ""),
    ("公司全年合计派现3.1亿元。", "3.1", "dividend", ""),
    ("公司拟以3.1亿股为基数,每10股派2.0元。", "3.1", "other", "基数"),
    ("董事会同意以自有资金1.0亿元至3.1亿元回购股份。", "1.0", "other", "回购"),
    ("公司拟以自有资金3.1亿元收购华南同业。", "3.1", "investment", ""),
    ("公司以12.4元/股向31名技术人员授予股票期权160万份。", "31", "participants", ""),
    ("公司以12.4元/股向31名技术人员授予股票期权160万份。", "12.4", "exercise_price", ""),
    ("期末归母净资产120亿元,合每股3.1元。", "3.1", "bps", ""),
    ("2024年度分红(每股0.31元)已派发。", "0.31", "dps", ""),
    ("2025H1经营性现金流净额-0.6亿元,存货1.5亿元;Q2净流入0.31亿元。", "0.31", "operating_cash_flow", ""),
    ("2025H1公司销售门票120万张,其中大客户占31%。", "31", "sales_volume", ""),
    ("2025H1南方市场收入3.1亿元。", "3.1", "revenue", ""),
    ("2025H1中国伺服电机市场收入31亿元。", "31", "market_size", ""),
    ("2025H1公司产品量、价分别增长31%和3%。", "31", "sales_volume", ""),
    ("2025H1公司产品量、价分别增长31%和3%。", "3", "average_price", ""),
    ("2025H1公司供需同比各下滑31%/34%。", "31", "other", "供"),
    ("各家认购比例均较高,其中海岳泵业为31%。", "31", "other", "认购比例"),
    ("公司计划2026年实现310亿元销售目标。", "310", "other", "销售目标"),
    ("目标价19.8元,较现价17.9元有10.6%的空间。", "10.6", "target_price", ""),
    ("长协煤占销量82%,比重较2023年的79%提高3pct。", "79", "sales_volume", ""),
    ("2025Q3阀体均价9800元/吨,相比二季度的9310元/吨有所回升。", "9310", "average_price", ""),
    ("储能业务人均综合产能31万元。", "31", "other", "人均综合产能"),
    ("2025H1商办签约31亿元。", "31", "other", "商办签约"),
    ("2025H1管线平均使用率31%。", "31", "other", "管线平均使用率"),
    ("2025年10月以来累计发行31亿元。", "31", "other", "发行"),
    ("该项目的总规模由2.1万吨提高到3.1万吨。", "2.1", "other", "总规模"),
    ("公司直销占比有望由现在的31%提升至50%。", "31", "other", "直销占比"),
    ("2025H1检测服务业务3.1亿元。", "3.1", "revenue", ""),
    ("2025年数字经济占GDP比重为31%。", "31", "other", "数字经济"),
    ("2025H1最大代工厂占晶圆采购额的31%。", "31", "other", "晶圆采购额"),
    ("2025H1收入3.1亿元。四大品类占比分别为:阀门52%、泵31%、管件17%。", "31", "revenue", ""),
    ("对公贷款、个人贷款、票据贴现占比分别为61%、31%、8%。", "31", "other", "个人贷款"),
    ("公司回购方案获批,拟以不超过31元/股回购股份。", "31", "other", "回购"),
    ("2025年合计派发股息3.2亿元,相当于归母净利润的45%。", "45", "dividend", ""),
    ("收盘价为2.35元,较上周的2.31元上涨2%。", "2.31", "price", ""),
]


@pytest.mark.parametrize(("text", "printed", "code", "label"), CASES, ids=[f"{c[0][:8]}{c[1]}" for c in CASES])
def test_a_label_is_the_noun_that_the_figure_is_of(
    read_figure: Read, text: str, printed: str, code: str, label: str
) -> None:
    found = read_figure(text, printed).metric
    assert [c.value.metric.code for c in found] == [code]
    if label:
        assert label in found[0].value.label


def test_what_a_share_is_equal_to_owns_nothing(read_figure: Read) -> None:
    found = read_figure("2025年合计派发股息3.2亿元,相当于归母净利润的45%。", "45")
    assert [c.value for c in found.subject] == [None]
    assert [c.value.value for c in found.measure] == ["share"]
