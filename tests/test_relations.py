"""Arithmetic among facts: each relation where it holds, where it fails with its operands named, and where it is silent."""

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import extractor
from extractor import relations
from extractor.schema import Basis, Fact, Finding, Measure, Qualifier, Relation, Status, Verdict

LONG = {"level": Measure.LEVEL, "yoy": Measure.YOY, "qoq": Measure.QOQ, "cagr": Measure.CAGR, "share": Measure.SHARE,
        "change": Measure.CHANGE}  # fmt: skip


def facts_of(text: str, lines: str) -> list[Fact]:
    """Facts from lines of `printed | metric | subject | period | basis measure | value unit | base`; - is None.

    The number's place is the first of `printed` behind the fact before it, or else in the text.
    """
    found, last = [], 0
    for line in filter(None, map(str.strip, lines.strip().splitlines())):
        printed, metric, subject, period, kind, amount, *base = (cell.strip() for cell in line.split("|"))
        start = text.find(printed, last) if text.find(printed, last) >= 0 else text.index(printed)
        basis, measure = kind.split()
        value, unit = amount.split()
        code, _, label = metric.partition(":")
        found.append(Fact(
            metric=code, label=label or None, subject=None if subject == "-" else subject, unit=unit,
            period=None if period == "-" else period, basis=Basis(basis), measure=LONG[measure], value=Decimal(value),
            base=base[0] if base else None, quote=printed, span=(start, start + len(printed)),
        ))  # fmt: skip
        last = start + len(printed)
    return found


def judged(text: str, lines: str) -> tuple[list[str], list[tuple[str, list[int]]]]:
    """The names of the relations that hold, and of those that fail with their operands' places."""
    held, failed = relations.within(facts_of(text, lines), text)
    assert all(finding.code == "arithmetic_conflict" and finding.operands for finding in failed)
    return [r.name for r in held], [(f.relation or "", sorted(f.facts)) for f in failed]


GROWTH = """
    {a} | revenue | - | 2025 | forecast level | {a}00000000 CNY
    {b} | revenue | - | 2026 | forecast level | {b}00000000 CNY
    {g}% | revenue | - | 2026 | forecast yoy | {g} %
"""
MULTIPLES = """
    2.00 | net_profit_parent | - | 2025 | forecast level | 200000000 CNY
    2.50 | net_profit_parent | - | 2026 | forecast level | 250000000 CNY
    3.00亿元 | net_profit_parent | - | 2027 | forecast level | 300000000 CNY
    0.50 | eps | - | 2025 | forecast level | 0.50 CNY/share
    {eps} | eps | - | 2026 | forecast level | {eps} CNY/share
    0.75元 | eps | - | 2027 | forecast level | 0.75 CNY/share
"""
CASES: Sequence[tuple[str, str, str, list[str], list[tuple[str, list[int]]]]] = [
    ("growth along the years", "预计2025-2026年营收20/25亿元,2026年同比+25%。",
     GROWTH.format(a=20, b=25, g=25), ["growth"], []),
    ("growth that does not fit", "预计2025-2026年营收20/25亿元,2026年同比+41%。",
     GROWTH.format(a=20, b=25, g=41), [], [("growth", [0, 1, 2])]),
    ("growth on another basis", "按可比口径,预计2025-2026年营收20/25亿元,2026年同比+41%。",
     GROWTH.format(a=20, b=25, g=41), [], []),
    ("growth in 倍", "2025年收入1.0亿元,2026年收入2.2亿元,同比增长1.2倍。", """
        1.0亿元 | revenue | - | 2025 | forecast level | 100000000 CNY
        2.2亿元 | revenue | - | 2026 | forecast level | 220000000 CNY
        1.2倍 | revenue | - | 2026 | forecast yoy | 1.2 x""", ["growth"], []),
    ("growth from a loss, on its size", "扭亏,净利润0.30亿元(上年同期-0.10亿元),同比+400%。", """
        0.30亿元 | net_profit_parent | - | 2025 | actual level | 30000000 CNY
        -0.10亿元 | net_profit_parent | - | 2024 | actual level | -10000000 CNY
        400% | net_profit_parent | - | 2025 | actual yoy | 400 %""", ["growth"], []),
    ("growth from a loss is never accused", "扭亏,净利润0.30亿元(上年同期-0.10亿元),同比+900%。", """
        0.30亿元 | net_profit_parent | - | 2025 | actual level | 30000000 CNY
        -0.10亿元 | net_profit_parent | - | 2024 | actual level | -10000000 CNY
        900% | net_profit_parent | - | 2025 | actual yoy | 900 %""", [], []),
    ("a margin moves by points", "毛利率38.6%(上年同期36.2%),同比提升2.4个百分点。", """
        38.6% | gross_margin | - | 2025 | actual level | 38.6 %
        36.2% | gross_margin | - | 2024 | actual level | 36.2 %
        2.4个百分点 | gross_margin | - | 2025 | actual yoy | 2.4 pp""", ["growth"], []),
    ("a margin moves by other points", "毛利率38.6%(上年同期36.2%),同比提升4.2个百分点。", """
        38.6% | gross_margin | - | 2025 | actual level | 38.6 %
        36.2% | gross_margin | - | 2024 | actual level | 36.2 %
        4.2个百分点 | gross_margin | - | 2025 | actual yoy | 4.2 pp""", [], [("growth", [0, 1, 2])]),
    ("last year's figure elsewhere may be restated", "2025年营收20.0亿元,同比+41%。公司2024年营收为16.0亿元。", """
        20.0亿元 | revenue | - | 2025 | actual level | 2000000000 CNY
        41% | revenue | - | 2025 | actual yoy | 41 %
        16.0亿元 | revenue | - | 2024 | actual level | 1600000000 CNY""", [], []),
    ("a change since the year began", "期末门店1,040家,较年初增加4.0%(年初1,000家)。", """
        1,040家 | store_count | - | 2025-06-30 | actual level | 1040 家
        4.0% | store_count | - | 2025-06-30 | actual change | 4.0 % | 年初
        1,000家 | store_count | - | 2024-12-31 | actual level | 1000 家""", ["growth"], []),
    ("a forecast cut", "下调2025年净利润预测至4.50亿元(原5.00亿元),降幅10%。", """
        4.50亿元 | net_profit_parent | - | 2025 | forecast level | 450000000 CNY
        5.00亿元 | net_profit_parent | - | 2025 | prior_forecast level | 500000000 CNY
        10% | net_profit_parent | - | 2025 | forecast change | -10 % | 原预测""", ["revision"], []),
    ("a forecast cut by less", "下调2025年净利润预测至4.80亿元(原5.00亿元),降幅10%。", """
        4.80亿元 | net_profit_parent | - | 2025 | forecast level | 480000000 CNY
        5.00亿元 | net_profit_parent | - | 2025 | prior_forecast level | 500000000 CNY
        10% | net_profit_parent | - | 2025 | forecast change | -10 % | 原预测""", [], [("revision", [0, 1, 2])]),
    ("CAGR and its ends", "市场规模由2023年的100亿元增至2026年的133亿元,CAGR为10.0%。", """
        100亿元 | market_size | 伺服 | 2023 | actual level | 10000000000 CNY
        133亿元 | market_size | 伺服 | 2026 | forecast level | 13300000000 CNY
        10.0% | market_size | 伺服 | 2023..2026 | forecast cagr | 10.0 %""", ["compound growth"], []),
    ("CAGR against its ends", "市场规模由2023年的100亿元增至2026年的133亿元,CAGR为16.0%。", """
        100亿元 | market_size | 伺服 | 2023 | actual level | 10000000000 CNY
        133亿元 | market_size | 伺服 | 2026 | forecast level | 13300000000 CNY
        16.0% | market_size | 伺服 | 2023..2026 | forecast cagr | 16.0 %""", [], [("compound growth", [0, 1, 2])]),
    ("quarter and half-year", "上半年营收6.20亿元,三季度营收3.55亿元,前三季度营收9.75亿元。", """
        6.20亿元 | revenue | - | 2025H1 | actual level | 620000000 CNY
        3.55亿元 | revenue | - | 2025Q3 | actual level | 355000000 CNY
        9.75亿元 | revenue | - | 2025Q1-Q3 | actual level | 975000000 CNY""", ["periods"], []),
    ("quarter and half-year that are more", "上半年营收6.20亿元,三季度营收3.55亿元,前三季度营收9.57亿元。", """
        6.20亿元 | revenue | - | 2025H1 | actual level | 620000000 CNY
        3.55亿元 | revenue | - | 2025Q3 | actual level | 355000000 CNY
        9.57亿元 | revenue | - | 2025Q1-Q3 | actual level | 957000000 CNY""", [], [("periods", [0, 1, 2])]),
    ("a stock item does not add up", "上半年末存货6.20亿元,三季度末存货3.55亿元。", """
        6.20亿元 | inventory | - | 2025H1 | actual level | 620000000 CNY
        3.55亿元 | inventory | - | 2025Q3 | actual level | 355000000 CNY
        3.55亿元 | inventory | - | 2025Q1-Q3 | actual level | 355000000 CNY""", [], []),
    ("a total of the list", "泵收入3.0亿元,阀收入2.0亿元,合计5.0亿元。", """
        3.0亿元 | revenue | 泵 | 2025 | actual level | 300000000 CNY
        2.0亿元 | revenue | 阀 | 2025 | actual level | 200000000 CNY
        5.0亿元 | revenue | - | 2025 | actual level | 500000000 CNY""", ["total", "segments"], []),
    ("a total that is not", "泵收入3.0亿元,阀收入2.0亿元,合计6.0亿元。", """
        3.0亿元 | revenue | 泵 | 2025 | actual level | 300000000 CNY
        2.0亿元 | revenue | 阀 | 2025 | actual level | 200000000 CNY
        6.0亿元 | revenue | - | 2025 | actual level | 600000000 CNY""", [], [("total", [0, 1, 2])]),
    ("a total of others", "泵收入3.0亿元,阀收入2.0亿元,管件与轴承合计6.0亿元。", """
        3.0亿元 | revenue | 泵 | 2025 | actual level | 300000000 CNY
        2.0亿元 | revenue | 阀 | 2025 | actual level | 200000000 CNY
        6.0亿元 | revenue | 管件与轴承 | 2025 | actual level | 600000000 CNY""", [], []),
    ("segments that are all", "营收10.0亿元。收入由两块业务构成:泵收入6.0亿元,阀收入4.0亿元。", """
        10.0亿元 | revenue | - | 2025 | actual level | 1000000000 CNY
        6.0亿元 | revenue | 泵 | 2025 | actual level | 600000000 CNY
        4.0亿元 | revenue | 阀 | 2025 | actual level | 400000000 CNY""", ["segments"], []),
    ("segments said to be all that are not", "营收10.0亿元。收入由两块业务构成:泵收入6.0亿元,阀收入3.0亿元。", """
        10.0亿元 | revenue | - | 2025 | actual level | 1000000000 CNY
        6.0亿元 | revenue | 泵 | 2025 | actual level | 600000000 CNY
        3.0亿元 | revenue | 阀 | 2025 | actual level | 300000000 CNY""", [], [("segments", [0, 1, 2])]),
    ("segments of three of which one is not named", "营收10.0亿元。收入由三块业务构成,泵收入6.0亿元,阀收入3.0亿元。", """
        10.0亿元 | revenue | - | 2025 | actual level | 1000000000 CNY
        6.0亿元 | revenue | 泵 | 2025 | actual level | 600000000 CNY
        3.0亿元 | revenue | 阀 | 2025 | actual level | 300000000 CNY""", [], []),
    ("segments that need not be all", "营收10.0亿元。分产品看,泵收入6.0亿元,阀收入3.0亿元,其他收入0.5亿元。", """
        10.0亿元 | revenue | - | 2025 | actual level | 1000000000 CNY
        6.0亿元 | revenue | 泵 | 2025 | actual level | 600000000 CNY
        3.0亿元 | revenue | 阀 | 2025 | actual level | 300000000 CNY
        0.5亿元 | revenue | 其他 | 2025 | actual level | 50000000 CNY""", [], []),
    ("segments that are more than the whole", "营收10.0亿元。分产品看,泵收入6.0亿元,阀收入3.0亿元,管收入1.5亿元。", """
        10.0亿元 | revenue | - | 2025 | actual level | 1000000000 CNY
        6.0亿元 | revenue | 泵 | 2025 | actual level | 600000000 CNY
        3.0亿元 | revenue | 阀 | 2025 | actual level | 300000000 CNY
        1.5亿元 | revenue | 管 | 2025 | actual level | 150000000 CNY""", [], [("segments", [0, 1, 2, 3])]),
    ("segments of which some are parts of another", "营收10.0亿元。分产品看,泵收入6.0亿元,其中水泵收入3.0亿元,油泵收入2.5亿元。", """
        10.0亿元 | revenue | - | 2025 | actual level | 1000000000 CNY
        6.0亿元 | revenue | 泵 | 2025 | actual level | 600000000 CNY
        3.0亿元 | revenue | 水泵 | 2025 | actual level | 300000000 CNY
        2.5亿元 | revenue | 油泵 | 2025 | actual level | 250000000 CNY""", [], []),
    ("shares of one whole", "泵/阀/其他收入占比分别为52.0%/31.0%/17.0%。", """
        52.0% | revenue | 泵 | 2025 | actual share | 52.0 %
        31.0% | revenue | 阀 | 2025 | actual share | 31.0 %
        17.0% | revenue | 其他 | 2025 | actual share | 17.0 %""", ["shares of one whole"], []),
    ("all shares of a whole without a code", "贷款全部由三部分构成,占比分别为:对公69.8%,个人26.2%,票据7.6%。", """
        69.8% | other:贷款 | 对公 | 2025 | actual share | 69.8 %
        26.2% | other:贷款 | 个人 | 2025 | actual share | 26.2 %
        7.6% | other:贷款 | 票据 | 2025 | actual share | 7.6 %""", [], [("shares of one whole", [0, 1, 2])]),
    ("shares of a whole without a code", "贷款中,对公占69.8%,个人占26.2%,制造业占17.6%。", """
        69.8% | other:贷款 | 对公 | 2025 | actual share | 69.8 %
        26.2% | other:贷款 | 个人 | 2025 | actual share | 26.2 %
        17.6% | other:贷款 | 制造业 | 2025 | actual share | 17.6 %""", [], []),
    ("shares of more than a whole", "泵/阀/其他收入占比分别为52.0%/31.0%/21.8%。", """
        52.0% | revenue | 泵 | 2025 | actual share | 52.0 %
        31.0% | revenue | 阀 | 2025 | actual share | 31.0 %
        21.8% | revenue | 其他 | 2025 | actual share | 21.8 %""", [], [("shares of one whole", [0, 1, 2])]),
    ("shares of several wholes", "泵、阀、管件海外收入占比分别为40.0%、35.0%、30.0%。", """
        40.0% | revenue | 泵 | 2025 | actual share | 40.0 %
        35.0% | revenue | 阀 | 2025 | actual share | 35.0 %
        30.0% | revenue | 管件 | 2025 | actual share | 30.0 %""", [], []),
    ("a share and its parts", "营收20.0亿元,泵收入5.0亿元,占营收25.0%。", """
        20.0亿元 | revenue | - | 2025 | actual level | 2000000000 CNY
        5.0亿元 | revenue | 泵 | 2025 | actual level | 500000000 CNY
        25.0% | revenue | 泵 | 2025 | actual share | 25.0 % | 营收""", ["share"], []),
    ("a share of another size", "营收20.0亿元,泵收入5.0亿元,占营收52.0%。", """
        20.0亿元 | revenue | - | 2025 | actual level | 2000000000 CNY
        5.0亿元 | revenue | 泵 | 2025 | actual level | 500000000 CNY
        52.0% | revenue | 泵 | 2025 | actual share | 52.0 % | 营收""", [], [("share", [0, 1, 2])]),
    ("a share whose whole may be smaller", "营收20.0亿元,泵收入5.0亿元,占比52.0%。", """
        20.0亿元 | revenue | - | 2025 | actual level | 2000000000 CNY
        5.0亿元 | revenue | 泵 | 2025 | actual level | 500000000 CNY
        52.0% | revenue | 泵 | 2025 | actual share | 52.0 %""", [], []),
    ("an expense ratio", "营收20.0亿元,销售费用3.0亿元,销售费用率15.0%。", """
        20.0亿元 | revenue | - | 2025 | actual level | 2000000000 CNY
        3.0亿元 | selling_expense | - | 2025 | actual level | 300000000 CNY
        15.0% | selling_expense_ratio | - | 2025 | actual level | 15.0 %""", ["margin"], []),
    ("a wrong expense ratio", "营收20.0亿元,销售费用3.0亿元,销售费用率51.0%。", """
        20.0亿元 | revenue | - | 2025 | actual level | 2000000000 CNY
        3.0亿元 | selling_expense | - | 2025 | actual level | 300000000 CNY
        51.0% | selling_expense_ratio | - | 2025 | actual level | 51.0 %""", [], [("margin", [0, 1, 2])]),
    ("a net margin may include minorities", "营收20.0亿元,归母净利润3.0亿元,净利率17.0%。", """
        20.0亿元 | revenue | - | 2025 | actual level | 2000000000 CNY
        3.0亿元 | net_profit_parent | - | 2025 | actual level | 300000000 CNY
        17.0% | net_margin | - | 2025 | actual level | 17.0 %""", [], []),
    ("two figures for one quarter", "上半年利润总额亏损8.9亿元,甲(Q1/Q2亏6.3/2.2亿元),乙(Q1亏0.1亿元)。", """
        8.9亿元 | total_profit | - | 2025H1 | actual level | -890000000 CNY
        6.3 | total_profit | - | 2025Q1 | actual level | -630000000 CNY
        2.2亿元 | total_profit | - | 2025Q2 | actual level | -220000000 CNY
        0.1亿元 | total_profit | - | 2025Q1 | actual level | -10000000 CNY""", [], []),
    ("sales with tax, and revenue", "Q1营收25.7亿元。电商销售额14.9亿元,占比53.0%。", """
        25.7亿元 | revenue | - | 2025Q1 | actual level | 2570000000 CNY
        14.9亿元 | revenue:销售额 | 电商 | 2025Q1 | actual level | 1490000000 CNY
        53.0% | revenue:销售额 | 电商 | 2025Q1 | actual share | 53.0 %""", [], []),
    ("a ratio of the other period's whole", "前三季度营收20.0亿元,Q3营收8.0亿元。毛利5.0亿元,毛利率25.0%。", """
        20.0亿元 | revenue | - | 2025Q1-Q3 | actual level | 2000000000 CNY
        8.0亿元 | revenue | - | 2025Q3 | actual level | 800000000 CNY
        5.0亿元 | gross_profit | - | 2025Q3 | actual level | 500000000 CNY
        25.0% | gross_margin | - | 2025Q3 | actual level | 25.0 %""", [], []),
    ("two margins for one period", "营收20.0亿元,毛利5.0亿元,毛利率25.0%,另有毛利率14.0%。", """
        20.0亿元 | revenue | - | 2025 | actual level | 2000000000 CNY
        5.0亿元 | gross_profit | - | 2025 | actual level | 500000000 CNY
        25.0% | gross_margin | - | 2025 | actual level | 25.0 %
        14.0% | gross_margin | - | 2025 | actual level | 14.0 %""", ["margin"], []),
    ("earnings per share", "归母净利润2.00/2.50/3.00亿元,EPS 0.50/0.62/0.75元。",
     MULTIPLES.format(eps="0.62"), ["earnings per share"], []),
    ("earnings per share, one wrong", "归母净利润2.00/2.50/3.00亿元,EPS 0.50/0.26/0.75元。",
     MULTIPLES.format(eps="0.26"), [], [("earnings per share", [0, 1, 2, 3, 4, 5])]),
    ("shares that grow by a placement", "总股本4.00亿股,归母净利润2.00/2.50亿元,EPS 0.50/0.50元。", """
        4.00亿股 | total_shares:总股本 | - | - | actual level | 400000000 share
        2.00 | net_profit_parent | - | 2025 | forecast level | 200000000 CNY
        2.50亿元 | net_profit_parent | - | 2026 | forecast level | 250000000 CNY
        0.50 | eps | - | 2025 | forecast level | 0.50 CNY/share
        0.50元 | eps | - | 2026 | forecast level | 0.40 CNY/share""", [], []),
    ("multiples and the price", "当前股价20.0元,EPS 0.50/0.80/1.00元,对应PE为40/25/20倍。", """
        20.0元 | price | - | - | actual level | 20.0 CNY/share
        0.50 | eps | - | 2025 | forecast level | 0.50 CNY/share
        0.80 | eps | - | 2026 | forecast level | 0.80 CNY/share
        1.00元 | eps | - | 2027 | forecast level | 1.00 CNY/share
        40 | pe | - | 2025 | forecast level | 40 x
        25 | pe | - | 2026 | forecast level | 25 x
        20倍 | pe | - | 2027 | forecast level | 20 x""", ["pe and price"], []),
    ("a multiple out of line", "当前股价20.0元,EPS 0.50/0.80/1.00元,对应PE为40/52/20倍。", """
        20.0元 | price | - | - | actual level | 20.0 CNY/share
        0.50 | eps | - | 2025 | forecast level | 0.50 CNY/share
        0.80 | eps | - | 2026 | forecast level | 0.80 CNY/share
        1.00元 | eps | - | 2027 | forecast level | 1.00 CNY/share
        40 | pe | - | 2025 | forecast level | 40 x
        52 | pe | - | 2026 | forecast level | 52 x
        20倍 | pe | - | 2027 | forecast level | 20 x""", [], [("pe and price", [0, 1, 2, 3, 4, 5, 6])]),
    ("a price of another day", "昨收盘24.0元。EPS 0.50/0.80元,对应PE为40/25倍。", """
        24.0元 | price | - | - | actual level | 24.0 CNY/share
        0.50 | eps | - | 2025 | forecast level | 0.50 CNY/share
        0.80元 | eps | - | 2026 | forecast level | 0.80 CNY/share
        40 | pe | - | 2025 | forecast level | 40 x
        25倍 | pe | - | 2026 | forecast level | 25 x""", [], []),
    ("market value", "股价20.0元,总股本4.00亿股,总市值80.0亿元。", """
        20.0元 | price | - | - | actual level | 20.0 CNY/share
        4.00亿股 | total_shares:总股本 | - | - | actual level | 400000000 share
        80.0亿元 | market_cap:总市值 | - | - | actual level | 8000000000 CNY""", ["market value"], []),
    ("a wrong market value", "股价20.0元,总股本4.00亿股,总市值60.0亿元。", """
        20.0元 | price | - | - | actual level | 20.0 CNY/share
        4.00亿股 | total_shares:总股本 | - | - | actual level | 400000000 share
        60.0亿元 | market_cap:总市值 | - | - | actual level | 6000000000 CNY""", [], [("market value", [0, 1, 2])]),
    ("the value of what floats", "股价20.0元,总股本4.00亿股,流通市值60.0亿元。", """
        20.0元 | price | - | - | actual level | 20.0 CNY/share
        4.00亿股 | total_shares:总股本 | - | - | actual level | 400000000 share
        60.0亿元 | market_cap:流通市值 | - | - | actual level | 6000000000 CNY""", [], []),
    ("a target price and its multiple", "2026年EPS为0.80元,给予30倍PE,目标价24.0元,较现价20.0元有20%空间。", """
        0.80元 | eps | - | 2026 | forecast level | 0.80 CNY/share
        30倍 | pe | - | 2026 | forecast level | 30 x
        24.0元 | target_price:目标价 | - | - | forecast level | 24.0 CNY/share
        20.0元 | price:现价 | - | - | actual level | 20.0 CNY/share
        20% | target_price:空间 | - | - | forecast change | 20 % | 现价""", ["upside", "target price"], []),
    ("a target price apart from both", "2026年EPS为0.80元,给予30倍PE,目标价42.0元,较现价20.0元有20%空间。", """
        0.80元 | eps | - | 2026 | forecast level | 0.80 CNY/share
        30倍 | pe | - | 2026 | forecast level | 30 x
        42.0元 | target_price:目标价 | - | - | forecast level | 42.0 CNY/share
        20.0元 | price:现价 | - | - | actual level | 20.0 CNY/share
        20% | target_price:空间 | - | - | forecast change | 20 % | 现价""",
     [], [("upside", [2, 3, 4]), ("target price", [0, 1, 2])]),
    ("a dividend and its payout", "拟派息1.50亿元,归母净利润3.00亿元,分红率50.0%,分红率按另一口径80.0%。", """
        1.50亿元 | dividend | - | 2025 | guidance level | 150000000 CNY
        3.00亿元 | net_profit_parent | - | 2025 | actual level | 300000000 CNY
        50.0% | payout_ratio | - | 2025 | guidance level | 50.0 %
        80.0% | payout_ratio | - | 2025 | guidance level | 80.0 %""", ["payout"], []),
    ("two currencies", "当前股价20.0港元,EPS 0.50/0.80元,对应PE为36.5/22.8倍。", """
        20.0港元 | price | - | - | actual level | 20.0 HKD/share
        0.50 | eps | - | 2025 | forecast level | 0.50 CNY/share
        0.80元 | eps | - | 2026 | forecast level | 0.80 CNY/share
        36.5 | pe | - | 2025 | forecast level | 36.5 x
        22.8倍 | pe | - | 2026 | forecast level | 22.8 x""", ["pe and price"], []),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "lines", "held", "failed"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_a_relation(text: str, lines: str, held: list[str], failed: list[tuple[str, list[int]]]) -> None:
    assert judged(text, lines) == (held, failed)


def test_every_relation_is_seen_to_hold() -> None:
    seen = {name for _, text, lines, _, _ in CASES for name in judged(text, lines)[0]}
    assert len(seen) >= len(relations.RELATIONS) - 1  # a dividend's yield is the payout over again


def test_operands_carry_their_intervals_and_the_message_their_numbers() -> None:
    _, failed = relations.within(facts_of(*CASES[1][1:3]), CASES[1][1])
    (finding,) = failed
    assert [(o.low, o.high) for o in finding.operands if o.fact == 0] == [(Decimal(1950000000), Decimal(2050000000))]
    assert "41%" in finding.message
    assert "25" in finding.message


@pytest.mark.parametrize("status", [Status.REFUTED, Status.UNSUPPORTED, Status.UNCERTAIN])
def test_a_conflict_needs_verified_operands(status: Status) -> None:
    _, text, lines, *_ = CASES[1]
    facts = facts_of(text, lines)
    facts[0].verdict = Verdict(status=status)
    assert relations.within(facts, text) == ([], [])


@pytest.mark.parametrize(("status", "found"), [(Status.REFUTED, 0), (Status.UNCERTAIN, 1)])
def test_a_list_and_its_total_may_have_an_open_field(status: Status, found: int) -> None:
    text, lines = next(case[1:3] for case in CASES if case[0] == "a total that is not")
    facts = facts_of(text, lines)
    facts[1].verdict = Verdict(status=status)
    assert len(relations.within(facts, text)[1]) == found


@pytest.mark.parametrize("qualifier", [Qualifier.ABOUT, Qualifier.OVER, Qualifier.UNDER])
def test_what_is_not_exact_accuses_nobody(qualifier: Qualifier) -> None:
    _, text, lines, *_ = CASES[1]
    facts = facts_of(text, lines)
    facts[0].qualifier = qualifier
    assert relations.within(facts, text)[1] == []


def test_the_order_of_facts_makes_no_difference() -> None:
    text = "".join(case[1] for case in CASES)
    facts = list({fact.model_dump_json(): fact for case in CASES for fact in facts_of(text, case[2])}.values())
    order = list(range(len(facts)))
    random.Random(7).shuffle(order)

    def named(held: list[Relation], failed: list[Finding], places: Sequence[int]) -> Any:
        return [[(x.message, [places[o.fact] for o in x.operands]) for x in some] for some in (held, failed)]

    straight = relations.within(facts, text)
    shuffled = relations.within([facts[i] for i in order], text)
    assert named(*straight, range(len(facts))) == named(*shuffled, order)


def test_absurd_facts_break_nothing() -> None:
    text = "营收1亿元,同比+10%。"
    odd = [
        Fact(metric=metric, value=Decimal(value), unit=unit, period=period, measure=measure, quote="x", span=span)
        for metric in ("revenue", "eps", "pe", "price", "total_shares", "net_profit_parent")
        for value in ("0", "-0", "1E+900000", "1E-900000", "-5")
        for unit, measure in (("CNY", Measure.LEVEL), ("%", Measure.YOY), ("x", Measure.CAGR), (None, Measure.SHARE))
        for period in ("1000", "1000Q1", "2024-02-29", "2028..2023", None)
        for span in (None, (0, 5), (3, 900))
    ]
    held, failed = relations.within(odd, text)
    assert failed == []
    assert isinstance(held, list)


def growth_of(prior: Decimal, growth: Decimal, level: Decimal) -> list[Finding]:
    text = f"预计2025-2026年营收{prior:f}/{level:f}亿元,2026年同比{growth:+f}%。"
    lines = GROWTH.format(a=f"{prior:f}", b=f"{level:f}", g=f"{abs(growth):f}")
    facts = facts_of(text, lines)
    facts[0].value, facts[1].value, facts[2].value = prior * 10**8, level * 10**8, growth
    facts[0].quote = facts[1].quote = f"{prior:f}/{level:f}亿元"
    return relations.within(facts, text)[1]


@given(st.decimals("0.5", "900", places=4), st.decimals("0.05", "4", places=4), st.integers(0, 2))
def test_true_growth_never_conflicts_however_it_is_rounded(prior: Decimal, factor: Decimal, places: int) -> None:
    level = prior * factor
    shown = [round(prior, places), round((factor - 1) * 100, places), round(level, places)]
    assert growth_of(*shown) == []


@given(st.decimals("1", "900", places=2), st.decimals("0.2", "3", places=3), st.sampled_from([-1, 1]))
def test_growth_off_by_more_than_the_rounding_always_conflicts(prior: Decimal, factor: Decimal, side: int) -> None:
    growth = round((factor - 1) * 100, 1)
    half = Decimal("0.005")
    slack = half * (1 + growth / 100) + prior * Decimal("0.0005") + 2 * half
    level = round(prior * (1 + growth / 100) + side * (slack + Decimal("0.02")), 2)
    if level > 0 and level != prior:
        assert [finding.relation for finding in growth_of(prior, growth, level)] == ["growth"]


@given(st.decimals("0.1", "50", places=4), st.lists(st.decimals("0.5", "90", places=4), min_size=3, max_size=3))
def test_true_earnings_per_share_never_conflict(shares: Decimal, profits: list[Decimal]) -> None:
    text = "预计2025-2027年归母净利润分别为{}亿元,EPS分别为{}元。"
    printed = [f"{round(p, 2):f}" for p in profits], [f"{round(p / shares, 2):f}" for p in profits]
    facts = [
        Fact(metric=metric, period=str(2025 + i), basis=Basis.FORECAST, value=Decimal(value) * scale, unit=unit,
             quote="/".join(values) + end, span=(0, 3))
        for metric, unit, scale, values, end in (("net_profit_parent", "CNY", 10**8, printed[0], "亿元"),
                                                 ("eps", "CNY/share", 1, printed[1], "元"))
        for i, value in enumerate(values)
    ]  # fmt: skip
    text = text.format("/".join(printed[0]), "/".join(printed[1]))
    assert relations.within(facts, text)[1] == []


OPENING = "澄海智造(301998)2025年三季报点评\n"
CLOSING = "风险提示:需求不及预期。"


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("公司2025年上半年实现营业收入6.20亿元,第三季度实现营业收入3.55亿元,前三季度实现营业收入9.95亿元。", "periods"),
        ("2025年Q1/Q2/Q3单季营收分别为2.90/3.30/3.55亿元,前三季度营收9.95亿元。", "periods"),
        ("2025年前三季度公司实现营业收入10.00亿元。分业务看,减速器、机器人、传感器收入分别为5.20/3.10/2.30亿元,三项业务构成公司"
         "全部收入。", "segments"),
        ("2025年前三季度公司实现营业收入10.00亿元。公司收入由三块业务构成:减速器收入5.20亿元,机器人收入3.10亿元,传感器收入2.30"
         "亿元。", "segments"),
        ("2025年前三季度减速器收入5.20亿元,机器人收入3.10亿元,传感器收入2.30亿元,三项合计10.00亿元。", "total"),
        ("2025年前三季度减速器、机器人、传感器收入占比分别为52.0%、31.0%、21.8%。", "shares of one whole"),
        ("分业务看,2025年前三季度减速器收入占比52.0%,机器人收入占比31.0%,传感器收入占比21.8%。", "shares of one whole"),
    ],
)  # fmt: skip
def test_a_planted_sum_error_is_found_by_the_whole_pipeline_and_nothing_else(text: str, relation: str) -> None:
    (report,) = extractor.extract(OPENING + text + CLOSING)
    assert report.check is not None
    assert [(f.code, f.relation) for f in report.check.findings] == [("arithmetic_conflict", relation)]
    again = extractor.check(OPENING + text + CLOSING, report)
    assert again.check is not None
    assert again.check.findings == report.check.findings
    assert again.check.relations == report.check.relations
    assert all(fact.verdict and fact.verdict.status != Status.REFUTED for fact in report.facts)
