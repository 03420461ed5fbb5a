"""Headers as brokers print them: side columns, comments, signatures, Hong Kong's and English forms."""

import pytest

import extractor
from extractor.reader_rules import header as headers
from extractor.schema import Header

PAGE = """\
证券研究报告 ¦ 公司点评
澄海智造(301998.SZ)
2025年10月28日
增持（维持）
所属行业：机械设备
当前价格(元)：82.42
证券分析师
林一舟
资格编号：S0123456789012
邮箱：linyz＠lanwan.com
研究助理
何青
邮箱：heq＠lanwan.com
市场表现
| 沪深300对比 | 1M | 2M | 3M |
| --- | --- | --- | --- |
| 绝对涨幅(%) | 1.2 | 3.4 | 5.6 |
资料来源：蓝湾研究所，聚源数据
相关研究
1.《澄海智造：订单饱满，静待放量》，2025.4.29
澄海智造（301998.SZ）：扩产精密减速器，强化三元布局
投资要点
事件：公司发布2025年三季报，前三季度实现营业收入6.20亿元，同比增长31.5%。
分析师声明
本报告署名分析师在此声明：观点客观公正。
投资评级说明
买入：相对同期指数涨幅在20%以上；
未经蓝湾证券研究所书面授权，本报告的任何部分均不得复制。
蓝湾证券股份有限公司的经营范围包括证券投资咨询。
"""
BODY = "公司发布三季报，前三季度实现营业收入6.20亿元，同比增长31.5%。\n"


def read(text: str) -> Header:
    return extractor.extract(text)[0].header


def rated(header: Header) -> tuple[str | None, str | None, str | None]:
    return header.rating, header.previous_rating, header.rating_change.value if header.rating_change else None


def test_a_first_page_with_a_side_column() -> None:
    header = read(PAGE)
    assert header.institution == "蓝湾证券"
    assert header.analysts == ["林一舟"]
    assert header.title == "澄海智造（301998.SZ）：扩产精密减速器，强化三元布局"
    assert header.published == "2025-10-28"
    assert rated(header) == ("增持", None, "maintain")
    assert (header.company, header.ticker) == ("澄海智造", "301998.SZ")


@pytest.mark.parametrize(
    ("lines", "names"),
    [
        ("分析师：林一舟  S0123456789012\n分析师：何青  S0123456789013", ["林一舟", "何青"]),
        ("分析师：林一舟\n执业证书编号：S0123456789012\n联系人：何青", ["林一舟"]),
        ("证券分析师\n林一舟\n执业证书：S0123456789012\n何  青\n执业证书：S0123456789013\n市场数据", ["林一舟", "何青"]),
        ("证券分析师 林一舟\n何青\n投资要点", ["林一舟", "何青"]),
        ("分析师：林一舟　何青　　联系人：顾北辰", ["林一舟", "何青"]),
        ("分析师 林一舟  S0123456789012 / 研究助理 何青", ["林一舟"]),
        ("研究员：林一舟/何青 电话：021-12345678", ["林一舟", "何青"]),
        ("蓝湾证券 机械组  林一舟（S0123456789012）、何青（S0123456789013）", ["林一舟", "何青"]),
        ("林一舟 S0123456789012\n何青 S0123456789013", ["林一舟", "何青"]),
        ("联系人 顾北辰 执业证书编号 S0123456789012", []),
        ("蓝湾证券 机械设备组 林一舟/何青 2025-10-28 20:17", ["林一舟", "何青"]),
        ("蓝湾证券 计算机 欧阳青禾 2025/10/28", ["欧阳青禾"]),
        ("蓝湾证券 公司研究 家用电器 2025/10/28", []),
        ("撰文：蒲一舟（證監會CE編號 BXX903）", ["蒲一舟"]),
        ("分析員\n駱一舟，CFA    （中央編號：BZX618）\n區青    （中央編號：BZX275）", ["駱一舟", "區青"]),
        ("Analysts: Marlow TSE, CFA (SFC CE No. BXX417); Philippa NGAI", ["Marlow TSE", "Philippa NGAI"]),
        ("分析师声明\n投资要点", []),
        ("市场表现\n分析师承诺", []),
    ],
)  # fmt: skip
def test_analysts(lines: str, names: list[str]) -> None:
    assert read(f"澄海智造（301998.SZ）\n{lines}\n{BODY}").analysts == names


def test_the_analyst_who_signs_a_comment() -> None:
    text = "【澄海智造(301998)10月产销快报】公司披露，营业收入6.20亿元，同比+31.5%。维持“推荐”。(蓝湾证券 林一舟，2025-11-02)"
    header = read(text)
    assert (header.institution, header.analysts, header.published) == ("蓝湾证券", ["林一舟"], "2025-11-02")
    assert header.title == "澄海智造(301998)10月产销快报"
    assert rated(header) == ("推荐", None, "maintain")


@pytest.mark.parametrize(
    ("lines", "institution"),
    [
        ("蓝湾证券研究所                公司研究 | 年报点评", "蓝湾证券研究所"),
        ("蓝湾证券研究所\n蓝湾证券 | 公司点评 | 澄海智造", "蓝湾证券"),
        ("2025-10-30 08:12    类别：公司研究    机构：蓝湾证券股份有限公司", "蓝湾证券股份有限公司"),
        ("藍灣證券(香港)有限公司          股票研究｜互動媒體", "藍灣證券(香港)有限公司"),
        ("藍灣亞洲研究 ‧ 博彩及旅遊 ‧ 公司短評", "藍灣亞洲研究"),
        ("公司研究 | 机械设备", None),
        ("Bluebay Quay Securities (HK) | Equity Research | China Consumer", "Bluebay Quay Securities (HK)"),
        ("BLUEBAY ASIA · UTILITIES FLASH · Thu 24-Jul-25", "BLUEBAY ASIA"),
        ("Equity Research | China Consumer", None),
        ("蓝湾证券·机械晨会纪要（节选）", "蓝湾证券"),
        ("【蓝湾证券·机械设备】", "蓝湾证券"),
        ("远帆证券（600999.SH）", None),
    ],
)  # fmt: skip
def test_institutions(lines: str, institution: str | None) -> None:
    assert read(f"{lines}\n{BODY}").institution == institution


@pytest.mark.parametrize(
    ("text", "institution"),
    [
        ("【蓝湾交运】澄海速运(605999)9月快评：价升量稳。营业收入6亿元。", "蓝湾交运"),
        ("【澄海汽车(601999)10月快报】营业收入6亿元。", None),
        ("【澄海汽车】营业收入6亿元，同比增长31.5%。", None),
        ("【重磅推荐】澄海速运(605999)营业收入6亿元。", None),
        ("营业收入6亿元。\n资料来源：公司公告，蓝湾证券研究所（股价为收盘价）", "蓝湾证券"),
        ("营业收入6亿元。\n未经蓝湾证券研究所书面授权不得复制。", "蓝湾证券"),
    ],
)
def test_institutions_of_comments_and_notes(text: str, institution: str | None) -> None:
    assert read(text).institution == institution


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("澄海智造（301998.SZ）\n订单饱满，盈利拐点已至\n——2025年年报点评\n增持（维持）", "订单饱满，盈利拐点已至——2025年年报点评"),
        ("蓝湾证券研究所      公司研究 | 年报点评\n──────────────────────\n澄海智造（301998.SZ）\n量增难抵价跌，全年每10股派9元", "量增难抵价跌，全年每10股派9元"),
        ("公司深度 / 电子 / 半导体设备\n澄海智造（301998.SZ）首次覆盖报告：\n减速器国产先锋，新品打开成长曲线\n投资评级：买入（首次）", "澄海智造（301998.SZ）首次覆盖报告：减速器国产先锋，新品打开成长曲线"),
        ("澄海智造（301998.SZ）\n2024年年报及2025年一季报点评\n\n新品放量托住全年，开年主动减负", "新品放量托住全年，开年主动减负"),
        ("澄海智造（301998.SZ）\n2025年中期业绩点评：电商提速，利润率好于预期\n总股本8.42亿股 总市值114.8亿元", "2025年中期业绩点评：电商提速，利润率好于预期"),
        ("澄海智造(301998.SZ)25Q3点评: 环比减亏, 下调至“中性”\n目标价: 11.86元(原17.50元)", "澄海智造(301998.SZ)25Q3点评: 环比减亏, 下调至“中性”"),
        ("【蓝湾证券·机械设备】澄海智造 (301998.SZ) 数据跟踪\n2025/4/22", "澄海智造 (301998.SZ) 数据跟踪"),
        ("【蓝湾证券·林一舟/何青】澄海智造（301998.SZ，买入）：25年业绩预增72%-97%，新品集中交付 2026/1/20", "25年业绩预增72%-97%，新品集中交付"),
        ("珀海度假村國際 2976.HK ── 中場撐起半邊天，減債與派息兼得\n增持（不變）", "中場撐起半邊天，減債與派息兼得"),
        ("Bluebay Securities (HK) | Equity Research\n\nTuohai Sports International (3947 HK)\nOutdoor label carries 1H25; higher ad spend costs us 5% of earnings\n\nRating BUY (maintained)  Target price HK$14.00", "Outdoor label carries 1H25; higher ad spend costs us 5% of earnings"),
        ("澄海智造（301998.SZ）\n蓝湾证券 机械组  林一舟（S0123456789012）、何青（S0123456789013）\n2025-10-28", None),
        ("证券研究报告\n所属行业：机械设备\n当前价格(元)：82.42\n相关研究\n1.《订单饱满，静待放量》，2025.4.29", None),
    ],
)  # fmt: skip
def test_titles(lines: str, title: str | None) -> None:
    assert read(f"{lines}\n{BODY}").title == title


def test_a_comment_opens_with_its_title() -> None:
    text = "【蓝湾交运】澄海速运(605999)9月简报快评:价升量稳,份额逼近7%。公司公告,9月营业收入6亿元,同比增长31.5%。"
    assert read(text).title == "澄海速运(605999)9月简报快评:价升量稳,份额逼近7%"


@pytest.mark.parametrize(
    ("lines", "rating"),
    [
        ("增持（维持）", ("增持", None, "maintain")),
        ("增持（不变）〡目标价16.30元", ("增持", None, "maintain")),
        ("增持（下调，前次：买入）", ("增持", "买入", "downgrade")),
        ("评级变动\n　　买入（原：增持）", ("买入", "增持", "upgrade")),
        ("投资评级: 中性(由“增持”下调)", ("中性", "增持", "downgrade")),
        ("投资评级 买入（首次给予）  现价26.35元", ("买入", None, "initiate")),
        ("評級：買入（維持）", ("買入", None, "maintain")),
        ("评级：增持（不变）  10月30日收盘4.38元", ("增持", None, "maintain")),
        ("2025/4/22   研究员: 林一舟   增持 (维持)", ("增持", None, "maintain")),
        ("买入（维持）　目标价：16.5港元（前值14.8港元）", ("买入", None, "maintain")),
        ("同店转正，上调至“买入”", ("买入", None, "upgrade")),
        ("减值落地，评级下调至“中性”(前值增持)", ("中性", "增持", "downgrade")),
        ("Rating BUY (maintained)         Target price HK$14.00", ("BUY", None, "maintain")),
        ("Tuohai Gas (6439.HK): Hold (from Buy) – PT HK$3.10", ("Hold", "Buy", "downgrade")),
        ("We upgrade to Buy from Hold.", ("Buy", "Hold", "upgrade")),
        ("Maintain BUY with TP HK$14.", ("BUY", None, "maintain")),
        ("评级说明：增持指未来6个月相对指数涨幅5%~15%。", (None, None, None)),
        ("買入（預期回報≥15%）；持有，-10%至15%", (None, None, None)),
    ],
)  # fmt: skip
def test_ratings(lines: str, rating: tuple[str | None, str | None, str | None]) -> None:
    assert rated(read(f"澄海智造三季报\n{lines}\n{BODY}")) == rating


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("毛利率提升，维持“推荐”。", ("推荐", None, "maintain")),
        ("对应PE 15/12倍,维持“增持”。风险:价格战反复。", ("增持", None, "maintain")),
        ("澄海智造（301998.SZ，买入）：毛利率提升。维持“买入”。", ("买入", None, "maintain")),
        ("毛利率提升，大股东维持减持计划。", (None, None, None)),
    ],
)
def test_ratings_in_a_comment(text: str, rating: tuple[str | None, str | None, str | None]) -> None:
    assert rated(read(text)) == rating


@pytest.mark.parametrize(
    ("line", "company", "ticker"),
    [
        ("聆海互動集團（9837 HK）", "聆海互動集團", "9837.HK"),
        ("聆海互動集團（9837.HK）", "聆海互動集團", "9837.HK"),
        ("聆海互动（HK.09837）", "聆海互动", "9837.HK"),
        ("珀海度假村國際 2976.HK ── 中場撐起半邊天", "珀海度假村國際", "2976.HK"),
        ("Tuohai Sports International (3947 HK)", "Tuohai Sports International", "3947.HK"),
        ("Qihai Gas Holdings (6439.HK): Hold (from Buy)", "Qihai Gas Holdings", "6439.HK"),
        ("澄海智造-U（688998.SH）  买入", "澄海智造-U", "688998.SH"),
        ("营业收入增长（2024 年）", None, None),
    ],
)
def test_companies(line: str, company: str | None, ticker: str | None) -> None:
    header = read(f"{line}\n营业收入6.20亿元，毛利率提升。\n")
    assert (header.company, header.ticker) == (company, ticker)


def test_names_for_the_reading_are_folded() -> None:
    assert headers.company_names(Header(company="聆海互動集團")) == ["聆海互动集团", "聆海互动"]


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("21 Aug 2025", "2025-08-21"),
        ("August 21, 2025", "2025-08-21"),
        ("BLUEBAY ASIA · UTILITIES FLASH · Thu 24-Jul-25, 07:40 HKT", "2025-07-24"),
        ("二零二五年八月十五日（星期五）    撰文：蒲一舟", "2025-08-15"),
        ("二〇二五年十二月三十一日", "2025-12-31"),
        ("２０２６年１月２９日　　主讲：林一舟", "2026-01-29"),
        ("证券研究报告 | 2026年03月27日", "2026-03-27"),
        ("发布日期：2025.10.28", "2025-10-28"),
        ("1.《订单饱满，静待放量》，2025.4.29", None),
        ("营业收入有28 May be 2025", None),
    ],
)  # fmt: skip
def test_dates(line: str, published: str | None) -> None:
    assert read(f"{line}\n{BODY}").published == published


LAYOUTS = {
    "labels apart from names": """\
请务必阅读正文后的重要声明部分
2025 年 10 月 28 日
证券研究报告•2025 年三季报点评
买入（维持）
当前价：82.42 元
澄海智造（301998）机械设备
目标价：100.00 元（6 个月）
三季报业绩高增，机器人业务加速落地
投资要点
分析师：林一舟
执业证号：S0123456789012
电话：021-58350000
邮箱：linyz@lanwan.com
分析师：何青
执业证号：S0123456789013
""",
    "roles behind names": """\
公司报告 | 季报点评
澄海智造（301998）
2025 年 10 月 28 日
行业 机械设备/自动化设备
6 个月评级 买入（维持评级）
作者
林一舟 分析师
SAC 执业证书编号：S0123456789012
linyz@lanwan.com
何青 分析师
SAC 执业证书编号：S0123456789013
顾北辰 联系人
三季报业绩高增，机器人业务加速落地
""",
    "two columns of names": """\
证券研究报告|公司点评报告
2025年10月28日
澄海智造(301998.SZ)
机械设备 | 自动化设备
买入（维持）
证券分析师：林一舟        证券分析师：何青
021-58350000            021-58350001
linyz@lanwan.com      heq@lanwan.com
S0123456789012           S0123456789013
三季报业绩高增，机器人业务加速落地
核心观点
""",
    "telephones beside names": """\
蓝湾证券
澄海智造(301998)
2025-10-28
三季报业绩高增，机器人业务加速落地
评级 买入 维持
分析师
林一舟 021-12345678
执业证书：S0123456789012
何青 021-12345679
执业证书：S0123456789013
""",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(layout: str) -> None:
    header = read(LAYOUTS[layout] + BODY)
    assert header.analysts == ["林一舟", "何青"]
    assert header.title == "三季报业绩高增，机器人业务加速落地"
    assert header.published == "2025-10-28"
    assert rated(header) == ("买入", None, "maintain")
    assert header.ticker == "301998.SZ"


def test_an_english_first_page() -> None:
    header = read(
        "Bluebay International Securities Limited\nCompany Update\nTuohai Sports (3947.HK)\n"
        "3Q25 results beat; raise TP to HK$20\nBUY (Maintained)\nOctober 28, 2025\nAnalyst\nMarlow Tse, CFA\n"
        "+852 3900 0000\nmarlow@bluebay.com\n\nRevenue grew 11% YoY to RMB6.5bn in 3Q25.\n"
    )
    assert header.institution == "Bluebay International Securities Limited"
    assert header.analysts == ["Marlow Tse"]
    assert header.title == "3Q25 results beat; raise TP to HK$20"
    assert header.published == "2025-10-28"
    assert rated(header) == ("BUY", None, "maintain")
    assert (header.company, header.ticker) == ("Tuohai Sports", "3947.HK")


@pytest.mark.parametrize(
    "text",
    [
        "日前澄海智造(301998)在投资者关系平台上答复了投资者关心的问题，营业收入6.20亿元。",
        "澄海智造(301998)10月28日在平台上答复了投资者关心的问题。营业收入6.20亿元。",
        "营业收入6.20亿元，同比增长31.5%。云岭证券等机构参与调研。",
    ],
)
def test_news_has_neither_title_nor_broker(text: str) -> None:
    header = read(text)
    assert (header.title, header.institution, header.analysts) == (None, None, [])


@pytest.mark.parametrize(
    "text",
    [
        "21 Aug 2025\nRating BUY (maintained)",
        "2025-10-28 08:12\n买入（维持）",
        "二零二五年八月十五日（星期五）\n評級：買入（維持）",
        "Thu 24-Jul-25\nTuohai Gas (6439.HK): Hold (from Buy)",
        "August 31, 2025\nMaintain BUY",
    ],
)
def test_what_the_reader_finds_the_checks_find(text: str) -> None:
    report = extractor.extract(f"{text}\n{BODY}")[0]
    assert report.header.published
    assert report.header.rating_change
    assert report.check is not None
    assert [finding for finding in report.check.findings if finding.code == "header_not_found"] == []


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        ("蓝湾证券 2025-10-29 分析师：林一舟 评级：增持（维持）", "2025-10-29"),
        ("现价（2025年8月26日） 14.12港元\n蓝湾证券 研究报告 2025年8月27日", "2025-08-27"),
    ],
)
def test_a_price_has_its_own_day_and_a_line_with_who_says_it_the_reports(lines: str, day: str) -> None:
    (report,) = extractor.extract(f"澄海智造（301998.SZ）：业绩超预期\n{lines}\n2025年上半年公司实现营收9.75亿元。")
    assert report.header.published == day
    assert report.check is not None
    assert report.check.findings == []
