"""Attribution of periods, rule by rule: a sentence in which a rule decides, and one in which it must not."""

from datetime import date

import pytest

from extractor import attribution
from extractor.folding import fold

PUBLISHED = date(2025, 10, 30)

DATED: list[tuple[str, str, list[str | None]]] = [
    # text of a report of October 2025, printed figure, every period that the words leave
    ("公司2024年营收8.1亿元。毛利率21.3%,去年同期19.8%。", "19.8", ["2023"]),
    ("上半年营收8.1亿元,较年初目标略低;毛利率21.3%,去年同期为19.8%。", "19.8", ["2024H1"]),
    ("上半年大灾损失3.1亿元,去年为5.2亿元。", "5.2", ["2024H1"]),
    ("2024年泵阀业务收入3.1亿元。同2022年相比,产品结构改善,公司全年泵阀产量增长12.4%。", "12.4", ["2024"]),
    ("前三季度泵类收入3.1亿元,Q3有所回落;阀类收入4.2亿元。", "4.2", ["2025Q1-Q3"]),
    ("前三季度泵类收入3.1亿元,Q3收入1.2亿元;阀类收入0.7亿元。", "0.7", ["2025Q3"]),
    (
        "2024年费用率下降,其中销售费用率自2023年的9.1%下降到8.2%,管理费用率从6.4%下降到5.7%。",
        "5.7",
        ["2024"],
    ),
    ("2025Q3末公司存货5.2亿元,较2024年末(4.8亿元)略有上升。", "4.8", ["2024-12-31"]),
    ("截至3Q25末,公司存货5.2亿元。", "5.2", ["2025-09-30"]),
    ("2024年长协销量占比82.1%,较2023年的78.3%提高3.8pct。", "3.8", ["2024"]),
    ("公司规划到“十五五”末装机规模达到700万千瓦。", "700", ["2030-12-31"]),
    ("预计“十四五”期间国内泵阀需求量将达到21万台。", "21", ["2021..2025"]),
    ("据行业协会数据,2024全球泵阀市场规模达140亿元。", "140", ["2024"]),
    ("按照测算,项目成熟后(2028年)可贡献营收4.7亿元。", "4.7", ["2028"]),
    ("截至2025年9月30日股东户数为8.2万户,较上期(2025年6月30日)增加1.5万户。", "1.5", ["2025-09-30"]),
    ("2023年公司以4900万欧元收购海岳泵业60%股权。", "60", ["2023"]),
    ("8月公司公告拟收购海岳泵业60%股权。", "60", [None]),
    ("2024年1月公司完成股权激励,授予价格21.5元/股,激励对象66人。", "66", ["2024-01"]),
    ("若分红率保持不变,对应2026年股息率4.4%。", "4.4", ["2026"]),
    ("10月20日资金净流出1.1亿元。近5日资金流向见表,当日融资买入0.4亿元。", "0.4", ["2025-10-20"]),
    ("海岳泵业公告,2025H1营收5.2亿元,订单充足。公司将新建二期项目,完成后总产能将达到3.1万吨。", "3.1", [None]),
    ("海岳泵业2025年半年报点评。新品自2024年底获批后,报告期内销量达到31万支。", "31", ["2025H1"]),
    ("2025Q3销售费用率同比下降2.8pct;虽上半年提高薪酬,但管理费用率5.3%,保持稳定。", "5.3", ["2025Q3"]),
    ("虽上半年提高薪酬,但管理费用率5.3%,保持稳定。", "5.3", ["2025H1"]),
    ("2025H1营收5.2亿元。在手2.5亿元在建工程(截至2025Q3)完工后将释放业绩。", "2.5", ["2025Q3"]),
    ("2025H1营收5.2亿元(2024H1为4.8亿元)。", "5.2", ["2025H1"]),
    ("公司2025年生产计划平稳:泵类产量预计为16.3万台。", "16.3", ["2025"]),
    ("公司2025H1获得定点,项目生命周期20年,毛利率达到31.2%。", "31.2", ["2025H1"]),
    ("2025H1公司在沿海项目已投资3.4亿元。", "3.4", ["2025H1"]),
    ("海岳泵业位居前列。据《2022年中国泵业研究报告》,公司产品在国内的占有率为14.7%。", "14.7", [None]),
    ("10月20日资金净流出1.1亿元。近5日融资买入0.4亿元。", "0.4", [None]),
]

UNDATED: list[tuple[str, str, list[str | None]]] = [
    # the same of text without a date
    ("海岳泵业发布2024年年报,营收8.1亿元。\n新建基地规划产能5万吨。", "5", [None]),
    (
        "公司2023年营收8.1亿元,毛利率31%。公司费用率稳定,将推动公司2024年业绩持续增长。报告期内研发费用0.4亿元。",
        "0.4",
        ["2023"],
    ),
    ("海岳泵业23年扭亏,24年Q1继续改善。2023年全年销量9万台,均价上涨。公司全年营业成本上升2.1%。", "2.1", ["2023"]),
]


@pytest.mark.parametrize(("text", "printed", "periods"), DATED)
def test_periods_of_a_dated_report(text: str, printed: str, periods: list[str | None]) -> None:
    assert _periods(text, printed, PUBLISHED) == periods


@pytest.mark.parametrize(("text", "printed", "periods"), UNDATED)
def test_periods_of_undated_text(text: str, printed: str, periods: list[str | None]) -> None:
    assert _periods(text, printed, None) == periods


def _periods(text: str, printed: str, published: date | None) -> list[str | None]:
    folded = fold(text)
    found = [r for r in attribution.read(folded, published) if folded.text[slice(*r.figure.number)] == printed]
    assert found, f"no figure {printed} in {text}"
    return [candidate.value for candidate in found[0].period]
