"""Units as written to units of the contract, and the scales before them."""

from decimal import Decimal

SCALES = {
    "万亿": 10**12, "千亿": 10**11, "百亿": 10**10, "十亿": 10**9, "亿": 10**8, "千万": 10**7, "百万": 10**6,
    "十万": 10**5, "万": 10**4, "千": 10**3, "百": 10**2, "mn": 10**6, "bn": 10**9, "million": 10**6,
    "billion": 10**9, "trillion": 10**12, "thousand": 10**3, "万万": 10**8, "个亿": 10**8, "千万亿": 10**15, "百万亿": 10**14, "兆": 10**12,
}  # fmt: skip

CURRENCIES = {
    "元人民币": "CNY", "人民币元": "CNY", "人民币": "CNY", "块钱": "CNY", "圆": "CNY", "元": "CNY", "RMB": "CNY",
    "CNY": "CNY", "美元": "USD", "美金": "USD", "USD": "USD", "港元": "HKD", "港币": "HKD", "HKD": "HKD",
    "欧元": "EUR", "日元": "JPY", "日圆": "JPY", "英镑": "GBP", "韩元": "KRW", "韩币": "KRW", "新台币": "TWD",
    "台币": "TWD", "澳元": "AUD", "加元": "CAD", "新加坡元": "SGD", "新币": "SGD", "卢布": "RUB", "卢比": "INR",
    "泰铢": "THB", "瑞士法郎": "CHF", "法郎": "CHF", "越南盾": "VND", "印尼盾": "IDR", "雷亚尔": "BRL", "比索": "MXN",
    "澳门元": "MOP", "林吉特": "MYR", "令吉": "MYR", "里拉": "TRY",
}  # fmt: skip
"""Written names of currencies to ISO 4217; the first of several readings is the one of this kind of text."""

CURRENCY_PREFIXES = {
    "RMB": "CNY", "CNY": "CNY", "人民币": "CNY", "¥": "CNY", "￥": "CNY", "US$": "USD", "USD": "USD", "美元": "USD",
    "HK$": "HKD", "HKD": "HKD", "港币": "HKD", "$": "USD", "€": "EUR", "£": "GBP",
}  # fmt: skip

_ONE = Decimal(1)


def ratio(word: str) -> tuple[str, Decimal]:
    """Canonical unit and multiplier of a written percent, percentage point, basis point or multiple."""
    word = word.removeprefix("个")
    if word == "‰":
        return "%", Decimal("0.1")
    if word == "%":
        return "%", _ONE
    if word in ("成", "折"):
        return "%", Decimal(10)
    if word in ("倍", "x", "X"):
        return "x", _ONE
    return ("bp", _ONE) if word == "基点" or word[0] in "bB" else ("pp", _ONE)


COUNTERS: dict[str, tuple[str, Decimal]] = {
    word: (word, Decimal(1))
    for word in (
        "人次 家 个 户 台套 台 辆 套 只 支 头 羽 例 件 部 张 床 瓶 座 项 款 种 条 架次 架 艘 颗 片 枚 根 箱 盒 袋 株 "
        "亩 公顷 平方公里 平方米 平米 ㎡ 立方米 立方 方 升 毫升 公里 千米 米 厘米 毫米 微米 吨公里 吨 公斤 千克 克 斤 核 卡 机柜 "
        "间 所 场 次 笔 单 宗 幅 集 首 席 位 处 栋 幢 口 对 双 标箱 TEU 车次 班次 小时 分钟 秒 天 个月 年 岁 度 "
        "千瓦时 兆瓦时 千瓦 兆瓦 吉瓦 kWh KWh MWh GWh TWh Wh kW KW MW GW TW W MWp GWp EFLOPS PFLOPS TFLOPS TOPS kg KG mg km "
        "Kcal GPa MPa 千卡 手 芯公里 篇 门 版 桶 块 样本 个工作日 个交易日 个城市 店 柜 匹 尾 包 罐 听 杯 节 组 轮 "
        "公斤/亩 人/户 方米 万方 平 加仑 盎司 磅 英亩 TB GB PB 赫兹 cm mm m2 m3 ml"
    ).split()
} | {
    "股": ("share", Decimal(1)),
    "份": ("share", Decimal(1)),
    "人": ("person", Decimal(1)),
    "名": ("person", Decimal(1)),
}
"""Counters and physical units, as written; people and shares by the contract's names."""

NOT_BEFORE = {
    "集": "团成中群", "位": "于列居", "家": "电居具庭族", "个": "股人体", "台": "湾积州", "股": "权东价份本票息市民转指",
    "份": "额", "部": "分门件署", "场": "景所馆合", "次": "新要级", "头": "部寸条", "人": "民工均口才力次", "天": "然津猫弘",
    "支": "付出持撑", "口": "径罐", "对": "应比于", "核": "心算准电酸查", "卡": "车口", "片": "区", "节": "点能省奏",
    "组": "件合成", "轮": "胎毂", "手": "机续术", "方": "面案式便法向米", "升": "级至到幅值", "度": "假", "户": "外均用",
    "包": "括装含", "匹": "配", "柜": "台", "门": "店类户", "平": "均台衡方米", "店": "面", "张": "家", "类": "似",
    "件": "套", "克": "隆", "单": "季晶体价位元一", "处": "理于置罚", "项": "目", "块": "钱", "首": "次家批席", "间": "隔接",
    "条": "件款", "只": "有", "篇": "幅", "元": "件素", "笔": "记", "名": "单牌称", "所": "以得有在", "幅": "度",
}  # fmt: skip
"""A counter followed by one of these characters is the beginning of another word: 360集团, 4核心, 2方面."""

PER = (
    "股 吨 千克 公斤 kg KG 克 W Wh kWh 瓦时 瓦 度 千瓦时 MWh 平方米 平米 ㎡ 平 片 桶 年 月 日 天 人 户 台 辆 套 只 "
    "件 瓶 箱 张 支 个 米 公里 次 小时 家 方 立方米 升 羽 头 亩 周 GB 单 店 位 磅 盎司 份 标箱 TEU 吨公里 盒 间 晚 "
    "间夜 颗 枚 条 块 kW MW GW 兆瓦 头份 人次 斤 季度 季 半年 盎司"
).split()
"""What may stand behind a slash."""

CURRENCY_OF_MONEY = frozenset(CURRENCIES.values())
"""Every ISO code that a figure may carry."""


def is_money(unit: str | None) -> bool:
    """Whether a canonical unit is a sum of money (`CNY`), not a price (`CNY/share`)."""
    return unit in CURRENCY_OF_MONEY
