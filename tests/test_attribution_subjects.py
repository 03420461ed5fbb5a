"""Whose figure it is: sentences in which a word decides, and sentences much like them in which it must not."""

from collections.abc import Callable

import pytest

from extractor.attribution import Reading

Read = Callable[..., Reading]

CASES: list[tuple[str, str, str | None]] = [
    # text, printed figure, subject
    # verbs of growth, spans of time and degrees are no part of a name
    ("2025H1陶瓷收入3.1亿元,微增2.4%。", "2.4", "陶瓷"),
    ("2025H1公司毛利率31.2%,回落1.7pct。", "1.7", None),
    ("公司未来三年分红率不低于45%。", "45", None),
    ("2025H1公司陶瓷合同额3.1亿元,半年增厚2.4%。", "2.4", "陶瓷"),
    # the object of an acting verb is the company's own; of a having verb its subject's
    ("我们的全年数隐含2025H2收入7.3亿元。", "7.3", None),
    ("陶瓷板块2025H1实现收入7.3亿元。", "7.3", "陶瓷板块"),
    ("2025H1公司加大了投放,整体来看收入7.3亿元。", "7.3", None),
    ("2025H1公司非公开发行股票募集5.2亿元。", "5.2", None),
    # auxiliaries and the time of completion
    ("青岚基地达产后预计可实现收入6.4亿元。", "6.4", "青岚基地"),
    ("2025H1公司推动渠道改革并新获专利17项。", "17", None),
    ("2025H1经纪业务实现净收入3.1亿元。", "3.1", "经纪业务"),
    ("洁具:目前两条产线运营,2025H1销量8.1万件。", "8.1", "洁具"),
    # a clause's topic, its own metric named too
    ("近年来公司陶瓷业务收入保持快速增长,2025H1实现收入3.1亿元,毛利率为21.4%。", "3.1", "陶瓷"),
    ("近年来公司陶瓷业务收入保持快速增长,2025H1实现收入3.1亿元,毛利率为21.4%。", "21.4", "陶瓷"),
    ("按收入来看,公司的陶瓷业务在2025年呈回升态势,实现收入3.1亿元。", "3.1", "陶瓷"),
    ("陶瓷恢复较快,收入3.1亿元。", "3.1", "陶瓷"),
    ("下游需求恢复,收入3.1亿元。", "3.1", None),
    ("公司业绩整体下滑主要是受到汛期影响,2025Q2收入1.4亿元。", "1.4", None),
    ("考虑到陶瓷持续放量,我们上调2026年收入预测至8.4亿元。", "8.4", None),
    # a part of the company by its kind
    ("控股子公司青禾科技积极拓展海外市场,建设直营渠道,2025H1实现营业收入2.6亿元。", "2.6", "青禾科技"),
    ("华南地区是公司的重点,2025H1收入同比+8.4%。", "8.4", "华南地区"),
    ("公司强化陶瓷业务拓展,2025H1收入同比+8.4%。", "8.4", None),
    # deals
    ("公司拟收购青禾科技剩余37.5%的股权。", "37.5", "青禾科技"),
    ("公司公告拟受让青禾科技不低于51%股权。", "51", "青禾科技"),
    ("公司以2.3亿元收购青禾科技37.5%股权。", "2.3", "青禾科技"),
    ("公司拟投资4.6亿元建设电池箔项目。", "4.6", "电池箔项目"),
    ("公司拟分别投资4.6亿元、7.9亿元用于青岚一号项目、青岚二号项目。", "7.9", "青岚二号项目"),
    ("2025H1公司投入4.6亿元,同比增长3.7%。", "4.6", None),
    # what a capacity is of
    ("公司新增15GW组件产能。", "15", "组件"),
    # the clause nearest the figure
    ("2025Q3瓷砖增长14%,高端卫浴保持20%增速,洁具增速逐季改善,五金及配件增速约9%。", "9", "五金及配件"),
    ("2025H1公司收入7.6亿元,同比+4%,其中托管业务是2025H1的亮点,增速35%。", "35", "托管业务"),
    ("就全年而言,陶瓷占营收的比重由2024年的29.1%升至34.6%。", "29.1", "陶瓷"),
    # a thing and what it is to the company, a place and a market share
    ("2025H1泵类收入占比31%,同比增长5%,阀门仍为主要营收来源,占比58%。", "58", "阀门"),
    ("2025H1公司阀门销量同比下滑12%,但全球市占率超过23%。", "23", "阀门"),
    # stuffs of one character, and names in Latin letters that go on in a list
    ("2025H1公司项目采用新工艺,镍产量同比+5%,锡产量同比-14%。", "14", "锡"),
    ("2025H1公司生产镍3.1万吨,锡1.2万吨。", "1.2", "锡"),
    ("2025H1镍、锡产量分别为3.1万吨、1.2万吨。", "1.2", "锡"),
    # whom a subject holds for
    ("2025H1阀门收入3.1亿元,同比+5%;带来毛利0.9亿元。", "0.9", "阀门"),
    ("2025H1阀门收入3.1亿元,同比+5%;净利率为7.1%。", "7.1", None),
    ("子公司青禾科技2025H1收入3.1亿元,同比+5%,归母净利润0.4亿元。", "0.4", "青禾科技"),
    ("2025H1阀门收入3.1亿元,同比+5%,归母净利润0.4亿元。", "0.4", None),
    ("2024年青禾科技收入31亿元,净利润1.2亿元,分别占公司收入/净利润的7%/6%。", "7", "青禾科技"),
    ("2025H1集成灶取得约0.8亿元收入。", "0.8", "集成灶"),
    ("公司最近三期的公司债利率分别为4.1%、3.7%、3.2%。", "3.7", None),
    # a figure and its metric in a bracket, behind what they are of
    ("2025H1公司中标青岚高速项目(总投资7.3亿元)。", "7.3", "青岚高速项目"),
    ("我们采用DCF法(WACC 8.2%)估值。", "8.2", None),
    ("2025H1公司收入7.6亿元,意大利Fornace公司收入1.3亿元。", "1.3", "Fornace公司"),
    # heads of sections and sources are no leads
    ("资源:截至2025年6月末保有资源量4.7亿吨。", "4.7", None),
    # clauses of condition, of purpose and of time are no names
    ("如果按照售价每吨3.1万元测算,公司收入4.2亿元。", "4.2", None),
    ("2025H1钢板采购等营业成本同比增长3.1%。", "3.1", None),
    ("公司出售厂房可获得税前收益3.1亿元。", "3.1", None),
    ("公司2025年经营目标为收入增长8.2%。", "8.2", None),
    ("青岚项目达产后精密铸件年产能3.1万吨。", "3.1", "精密铸件"),
    # the first item of a list behind a colon, what is left, and what the parts come to
    ("2025H1公司营收来自三项业务:陶瓷3.1亿元,同比增长5%;洁具1.2亿元;其他0.4亿元。", "3.1", "陶瓷"),
    ("2025H1公司营收来自三项业务:陶瓷3.1亿元,同比增长5%;洁具1.2亿元;其他0.4亿元。", "0.4", "其他"),
    ("2025H1公司营收:考虑分红3.1亿元。", "3.1", None),
    ("2025H1陶瓷收入3.1亿元、洁具收入1.2亿元,两项合计4.3亿元。", "4.3", None),
    ("2025H1陶瓷收入3.1亿元,毛利0.9亿元,其中内销合计1.7亿元。", "1.7", "内销"),
    # what gives or takes a share of a whole
    ("2025H1公司31%的收入来自海外,其余来自国内。", "31", "海外"),
    ("2025H1公司31%的收入来自主业。", "31", None),
    ("2025H1华东贡献了公司泵类收入的31%。", "31", "华东"),
    ("2025H1泵类收入同比+5%,华北受汛期影响同比下降3.1%。", "3.1", "华北"),
    ("2025H1直营新开31家门店。", "31", "直营"),
    # firms of which shares are priced and that are given capital
    ("交易方案:青禾科技31%的股权作价4.2亿元。", "31", "青禾科技"),
    ("公司拟以自有资金对青禾科技增资3.1亿元。", "3.1", "青禾科技"),
    ("公司拟建年产31万吨精密铸件项目。", "31", "精密铸件"),
    # one of two, so many of a kind, what is said of a lead
    ("2025H1内销收入3.1亿元,外销收入1.2亿元,前者同比增长7.2%。", "7.2", "内销"),
    ("2025H1内销收入3.1亿元,外销收入1.2亿元,后者同比增长7.2%。", "7.2", "外销"),
    ("2025H1陶瓷/洁具两大主要业务收入分别为3.1亿元、1.2亿元。", "1.2", "洁具"),
    ("出口最亮眼:2025H1销量3.1万台。", "3.1", "出口"),
    # the clause before names what the company will make
    ("电池箔已获海外定点,公司预计2026年出货3.1万吨。", "3.1", "电池箔"),
    ("下游需求已恢复,公司预计2026年出货3.1万吨。", "3.1", None),
    # a project's costs and results are the project's
    ("青岚一号项目总投资3.1亿元,达产后收入5.4亿元,净利润0.6亿元。", "0.6", "青岚一号项目"),
    ("公司公告年产2万吨精密铸件项目,总投资3.1亿元,达产后收入5.4亿元。", "5.4", "精密铸件项目"),
]


@pytest.mark.parametrize(("text", "printed", "subject"), CASES)
def test_subject(read_figure: Read, text: str, printed: str, subject: str | None) -> None:
    assert [c.value for c in read_figure(text, printed).subject] == [subject]


def test_a_stake_bought_lends_its_firm_to_no_other_figure(read_figure: Read) -> None:
    text = "公司拟受让青禾科技60%股权,其中并购贷款不超过3.1亿元。"
    assert [c.value for c in read_figure(text, "3.1").subject] == [None]
