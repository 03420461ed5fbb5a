"""Attribution on markets: what indices and sectors move by, how large an industry is, who holds what share of it."""

import pytest

from extractor import attribution
from extractor.attribution import Reading
from extractor.folding import fold
from extractor.schema import Measure


def reading(text: str, printed: str) -> Reading:
    folded = fold(text)
    return next(r for r in attribution.read(folded, None) if printed in folded.text[r.figure.start : r.figure.end])


def named(text: str, printed: str) -> tuple[str, str]:
    name = reading(text, printed).metric[0].value
    return name.metric.code, name.label


@pytest.mark.parametrize(
    ("text", "printed", "label"),
    [
        ("上周银行板块整体下跌1.9%,跑输大盘。", "1.9%", "板块"),
        ("年初以来,汽车零部件指数涨幅34%。", "34%", "指数"),
        ("分子行业看,白酒上涨2.6%,调味品下跌0.7%。", "2.6%", "上涨"),
        ("分子行业看,白酒上涨2.6%,调味品下跌0.7%。", "0.7%", "上涨"),
    ],
)
def test_a_sector_moves_and_sells_nothing(text: str, printed: str, label: str) -> None:
    assert named(text, printed) == ("other", label)
    assert reading(text, printed).measure[0].value == Measure.CHANGE


@pytest.mark.parametrize("text", ["板块收入下跌1.9%。", "公司白酒收入上涨1.9%。", "分子行业看,白酒收入下跌1.9%。"])
def test_what_sales_moved_by_stays_sales(text: str) -> None:
    assert named(text, "1.9%")[0] == "revenue"


def test_goods_have_prices_of_their_own() -> None:
    assert named("板块景气回升,螺纹钢价格上涨1.9%。", "1.9%")[1] != "上涨"


def test_a_share_of_the_market_is_market_share() -> None:
    assert named("公司产品仅占国内市场份额3.1%。", "3.1%")[0] == "market_share"
    assert reading("公司产品仅占国内市场份额3.1%。", "3.1%").measure[0].value == Measure.LEVEL
    assert named("华南收入占公司总收入31%。", "31%")[0] == "revenue"


def test_what_an_industry_is_worth_is_its_size() -> None:
    assert named("2024年,全球导热胶规模17亿美元。", "17亿")[0] == "market_size"
    assert named("2024年末公司贷款规模17亿元。", "17亿")[0] == "other"


def test_what_grows_for_years_without_a_name_is_a_market() -> None:
    assert named("据机构统计,2021-2024年导热胶的CAGR达23%。", "23%")[0] == "market_size"
    assert named("公司收入持续扩张,2021-2024年CAGR达23%。", "23%")[0] == "revenue"
