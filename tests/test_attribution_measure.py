"""Attribution: what a figure measures, and who stands behind it, rule by rule."""

from collections.abc import Callable

import pytest

from extractor.attribution import Reading

Read = Callable[..., Reading]

MEASURES: list[tuple[str, str, str, str]] = [
    # rule, text, printed figure, measure
    ("rate_reached", "2025H1泵类收入3.1亿元,增速回落至8.2%。", "8.2", "yoy"),
    ("rate_reached", "2025Q2泵类收入同比下降9%,跌幅较一季度的8.2%扩大。", "8.2", "yoy"),
    ("reached", "2025H1毛利率回落至8.2%。", "8.2", "level"),
    ("growth_behind", "阀门业务有望保持8.2%的稳健增长。", "8.2", "yoy"),
    ("level", "2025H1公司保持8.2%的市场份额增长势头。", "8.2", "level"),
    ("compound_rate_behind", "2021-2024年公司维持31%+业绩复合增速。", "31", "cagr"),
    ("compound_rate", "2021-2024年水泵行业规模平均增速在31%左右。", "31", "cagr"),
    (
        "compound_rate",
        "以2024年净利润为基数,2025-2027年净利润增速不低于10%、21%、33%,即复合增速10.2%。",
        "10.2",
        "cagr",
    ),
    ("size_of_revision", "我们将2026年净利润预测由5.5亿元调低至5.1亿元,降幅7.3%。", "7.3", "change"),
    ("forecast_revised", "我们上调2025至2026年公司净利润预测5.2%/6.1%。", "6.1", "change"),
    ("size_of_change", "6月末存货4.2亿元,上年末4.0亿元,增幅5.0%。", "5.0", "change"),
    ("net_added", "2025H1公司净增31架飞机。", "31", "change"),
    ("of_named_whole", "2025H1华东贡献了泵类收入的31%。", "31", "share"),
    ("part_from", "公司31%以上的收入来自海外。", "31", "share"),
    ("of_which", "2024年海外收入占比31%,其中北美12%。", "12", "share"),
    ("as_before", "2025H1阀门占营收31%,去年同期为22%。", "22", "share"),
    ("as_before", "2025H1同店销售增长3.1%,Q1、Q2分别为+1.2%、+4.9%。", "4.9", "yoy"),
    ("plain_level", "2025Q1投资收益0.6亿元,同比扭亏(2024Q1为-0.2亿元)。", "0.2", "level"),
    ("level_compared_with", "2025H1研发投入1.98亿元,与上年同期1.97亿元基本持平。", "1.97", "level"),
    ("against_base", "2025H1毛利率31.2%,较2024Q4提升2.1pct。", "2.1", "change"),
    ("against_figure", "2025年6月末存货4.4亿元,较上年末的4.0亿元增加10%。", "10", "change"),
    ("against_figure", "2025H1毛利率31.2%,较2024年全年的33.3%收窄2.1pct。", "2.1", "change"),
    ("against_figure", "2025H1存货4.4亿元,较去年同期的4.0亿元增加10%。", "10", "yoy"),
    ("against_the_one_before", "2025Q2毛利率31.2%,较2025Q1提升2.1pct。", "2.1", "change"),
    ("quarter_on_quarter", "2025Q2毛利率31.2%,环比提升2.1pct。", "2.1", "qoq"),
    ("against_base", "公司Q1客运量同比+4.6%(较2019年同期+2.1%)。", "2.1", "change"),
    ("against_base", "9月末股东户数8.2万户,较上期(2025年8月10日)增加1.5万户。", "1.5", "change"),
    ("against_base", "6月末存货4.2亿元,较上年末增长5.0%。", "5.0", "change"),
    ("against_figure", "2024年销量1.36亿颗,较2023年的0.98亿颗增38.8%。", "38.8", "yoy"),
    ("against_figure", "我们对2025年净利润的预测较一致预期(1.1亿元)高8.8%。", "8.8", "change"),
    ("against_figure", "2025H1净利润-0.8亿元,去年同期亏损1.2亿元,减亏0.4亿元。", "0.4", "yoy"),
    ("apart", "2025Q3公司收入4.9亿元,高于市场预期1.5%。", "1.5", "change"),
    ("each_step", "若钢价每上涨5%,公司净利润减少0.3亿元。", "0.3", "change"),
    ("beside_growth", "2024年财务费用同比+95%/+6.1亿元。", "6.1", "yoy"),
    ("growth_word", "占比较大的泵类收入下滑超过31%。", "31", "yoy"),
    ("as_before", "6月末贷款较年初增长5.1%,其中对公贷款增长6.2%。", "6.2", "change"),
    ("size_of_change", "6月末贷款比年初增加130亿元、增幅4.4%。", "4.4", "change"),
    ("against_base", "6月末不良率1.31%,环比持平,较年初-3bp。", "3", "change"),
    ("both", "6月末存货3.1亿元,较年初/同比分别增长4%/12%。", "12", "yoy"),
    ("rate_reached", "2025Q3销量同比下滑幅度收窄至5%。", "5", "yoy"),
    ("growth_word", "2025Q3泵类收入下滑,阀门增长超五成。", "五", "yoy"),
    ("times_of", "2025Q3客流恢复至2019年同期的92%。", "92", "share"),
    ("level", "2025H1净利率同比由8%提升至12%。", "8", "level"),
    ("apart", "2025H1毛利率31%,高于行业平均5pct。", "5", "change"),
    ("apart", "2025H1毛利率31%,低于上年同期0.4pct。", "0.4", "yoy"),
    ("apart", "收购将增厚EPS约5%。", "5", "change"),
    ("reached_share", "2025H1直销占比较去年同期提升1.2pct至31%。", "31", "share"),
    ("share_of_whole", "泵类占总收入的比重,2023年、2024年分别为31%、32%。", "32", "share"),
]


@pytest.mark.parametrize(("rule", "text", "printed", "measure"), MEASURES)
def test_measure(read_figure: Read, rule: str, text: str, printed: str, measure: str) -> None:
    read = read_figure(text, printed).measure[0]
    assert (read.value, read.rule) in {(measure, rule), (measure, "same_list")}


BASES: list[tuple[str, str, str, str]] = [
    # rule, text, printed figure, basis
    ("expected", "2025Q3公司净利润1.0亿元,低于市场预期的1.2亿元,扣非净利润0.9亿元。", "1.2", "forecast"),
    ("stated", "2025Q3公司净利润1.0亿元,低于市场预期的1.2亿元,扣非净利润0.9亿元。", "0.9", "actual"),
    ("expected", "2024年净利润1.0亿元,较我们此前预测的1.2亿元低。", "1.2", "prior_forecast"),
    ("company_cue", "公司2024年营收目标37亿元。", "37", "guidance"),
    ("company_cue", "公司发布业绩快报,预计2024年实现收入3.1亿元。", "3.1", "guidance"),
    ("company_cue", "公司预计2025年1-9月净利润增长2%-10%,其中第三季度预计实现净利润3.6亿元。", "3.6", "guidance"),
    ("forecast_cue", "公司预计2025年净利润增长2%-10%,我们预计第四季度实现净利润3.6亿元。", "3.6", "forecast"),
    ("once_done", "交易完成后,公司将持有标的31%股权。", "31", "guidance"),
    ("once_done", "增资完成后,子公司注册资本由7.5亿元变更为10.9亿元。", "10.9", "guidance"),
    ("stated", "增资完成后,子公司注册资本由7.5亿元变更为10.9亿元。", "7.5", "actual"),
    ("condition", "若分红率保持31%,股息率将更具吸引力。", "31", "forecast"),
    ("stated", "若加回股份支付费用,公司利润率为31%。", "31", "actual"),
    ("stated", "2025H1公司收入维持高增长,华东收入5.1亿元。", "5.1", "actual"),
    ("planned_behind", "子公司31万吨电解液项目于近期正式开工。", "31", "guidance"),
    ("company_cue", "管理层预计2025年收入增长12%。", "12", "guidance"),
    ("company_cue", "2025Q3收入31亿元,略高于此前指引的30亿元。", "30", "guidance"),
    ("stated", "我们预计公司2025Q4收入增长12%,而Q2增速为15%。", "15", "actual"),
    ("prior_marker", "目标价由24.1元升至26.4元。", "24.1", "prior_forecast"),
    ("reported", "2024年净利率由此前披露的12.6%追溯调整为12.1%。", "12.6", "actual"),
    ("plan", "预计激励总费用3100万元。", "3100", "guidance"),
    ("planned_behind", "我们维持公司2024年增长31%左右的判断。", "31", "forecast"),
    ("planned_behind", "2024年增速低于年初31%左右的规划。", "31", "guidance"),
    ("forecast_cue", "2025H2泵类收入的同比增速我们预计将维持31%的水平。", "31", "forecast"),
    ("stated", "项目投用后预计实现营收41亿元(2024年营收18.6亿元)。", "18.6", "actual"),
    (
        "carried",
        "公司预计2025H1净利润0.9-1.0亿元。2025Q1净利润0.2亿元,2025Q2净利润0.7-0.8亿元。",
        "0.7-0.8",
        "guidance",
    ),
    ("company_cue", "公司将新建二期工程,完成后总产能将达到3.1万吨。", "3.1", "guidance"),
    ("stated", "2024年模拟芯片收入3.1亿元。", "3.1", "actual"),
    ("company_cue", "公司年产能将由1.2万台增至2.3万台。", "2.3", "guidance"),
    ("stated", "公司年产能由1.2万台增至2.3万台。", "2.3", "actual"),
    ("plan", "公司股份回购方案:回购价不超过31元/股。", "31", "guidance"),
]


@pytest.mark.parametrize(("rule", "text", "printed", "basis"), BASES)
def test_basis(read_figure: Read, rule: str, text: str, printed: str, basis: str) -> None:
    read = read_figure(text, printed).basis[0]
    assert (read.value, read.rule) == (basis, rule)
