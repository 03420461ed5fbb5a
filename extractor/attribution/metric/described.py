"""Rules for figures that no known name reaches: their own words are the label, or the metric is only implied."""

import re
from dataclasses import replace

from extractor import lexicon
from extractor.attribution.frame import Candidate, Frame, MetricName, Reading
from extractor.attribution.metric.carried import ACTION, GROWTH_WORDS, level_before
from extractor.attribution.metric.fitting import AMOUNT, GROWTHS, OTHER, PIECES, fits, placed, unit_kind
from extractor.attribution.metric.known import farther
from extractor.attribution.phrases import label_after, label_before, trim
from extractor.lexicon import Metric
from extractor.schema import Measure

_MAKES = re.compile(
    r"(?:[^,。;:()“”\d]{1,10}(?:以及|[和及、+])\d[\d.,]{0,8}[万亿]?(?:吨|台|套|片|辆|千瓦|[GM]Wh?))?"
    r"[^,。;:、()“”\d]{0,18}?(?P<label>产能|生产能力|扩产|项目|生产线|产线|装置|投产|达产|试生产)"
)


def of_listed(frame: Frame) -> list[Candidate[MetricName]]:
    """经销商/KA/电商8.57/2.66/2.10亿元: parts of a whole that is most likely revenue."""
    if frame.aligned_subject is None:
        return []
    if frame.measure == Measure.SHARE and (whole := level_before(frame) or _whole_before(frame)) is not None:
        return [Candidate(whole.value, "shares_of_level", whole.value.label, whole.sure)]
    listed = re.search(r"[/、和及与]", label_before(frame.gap_without_periods()) or "") is not None
    if listed and frame.siblings and frame.measure == frame.siblings[0].measure[0].value == Measure.SHARE:
        shared = frame.siblings[0].metric
        return [Candidate(shared[0].value, "shares_of_level", shared[0].value.label, False)] if shared else []
    if listed and frame.measure == Measure.SHARE and frame.marks.names_in(frame.gap_start, frame.lead.start):
        part = frame.aligned_subject
        return [Candidate(MetricName(OTHER, part, *placed(frame, part)), "own_noun", part, False)]
    return [_revenue()] if unit_kind(frame.unit) == "money" or (listed and frame.measure == Measure.SHARE) else []


def listed_part(frame: Frame) -> list[Candidate[MetricName]]:
    """营收占比分别为:阀门52%、铸件18%: what the head of the list names, or the whole before it."""
    if frame.part is None:
        return []
    first = next((r for r in reversed(frame.siblings) if r.figure.start >= frame.part.head and r.metric), None)
    if first is not None:
        return [Candidate(first.metric[0].value, "listed_part", first.metric[0].words, first.metric[0].sure)]
    named = [n for n in frame.marks.names_in(frame.part.start, frame.part.head) if fits(n.metric, frame)]
    if named and (not frame.part.share or not frame.marks.figures_in(named[-1].end, frame.part.head)):
        name = named[-1]
        return [Candidate(MetricName(name.metric, name.label, name.start, name.end), "listed_part", name.label)]
    whole = level_before(frame) or _whole_before(frame) if frame.part.share else None
    if whole is not None:
        return [Candidate(whole.value, "listed_part", whole.value.label, whole.sure)]
    made_of = _MADE_OF.search(frame.text, frame.part.start, frame.part.head)
    label = label_before(frame.without_periods(frame.part.start, made_of.start())) if made_of else None
    if label is None or re.search(r"收入|营收|销售", label):
        return [_revenue()]
    return [Candidate(MetricName(OTHER, label, *placed(frame, label)), "listed_part", label)]


_MADE_OF = re.compile(r"(?:全部|主要|均)?(?:由|来自|分为|包括)|(?:构成|结构)?中,?$")


def _whole_before(frame: Frame) -> Candidate[MetricName] | None:
    """国内和海外分别占A%和B%: in a sentence of their own, shares are of what was last counted or summed before."""
    start = frame.layout.paragraph(frame.figure.start)
    for reading in frame.earlier:
        if reading.figure.start < start:
            return None
        counted = reading.measure[0].value == Measure.LEVEL and unit_kind(reading.unit) in ("money", "count", "person")
        if counted and reading.metric:
            return replace(reading.metric[0], sure=False)
    return None


def _revenue() -> Candidate[MetricName]:
    return Candidate(MetricName(lexicon.load().aliases["收入"].metric, "收入"), "implied_revenue", "", False)


_SHARES_LISTED = re.compile(r"占比(?:分别|依次)?约?(?:为|是)?:")
_ITEM = re.compile(r"[,、;:和及与]?[^,。;:()%]{1,12}$")


def shares_listed(frame: Frame) -> list[Candidate[MetricName]]:
    """四大品类占比分别为:甲52%、乙18%: each has its share of what was spoken of, most likely the revenue."""
    if frame.unit != "%" or frame.measure not in (Measure.LEVEL, Measure.SHARE) or not _ITEM.search(frame.gap):
        return []
    low = max(frame.sentence, frame.lead.start - _TALK_REACH)
    head = _SHARES_LISTED.search(frame.text, low, frame.lead.start)
    if head is None or _AS_GROWTH.search(frame.gap) or frame.marks.names_in(frame.clause, frame.lead.start):
        return []
    levels = (r for r in frame.siblings if r.figure.end <= head.start() and r.unit != "%" and r.metric)
    if (whole := next(levels, None)) is not None:
        return [Candidate(whole.metric[0].value, "shares_listed", head[0], False)]
    return [_revenue()] if _PARTS_OF_SALES.search(frame.text, low, head.start()) else []


_PARTS_OF_SALES = re.compile(r"品类|产品|业务|板块|地区|区域|渠道|收入|营收")
_AS_GROWTH = re.compile(r"同比|环比|[增减升降]")
_ASIDE = re.compile(r"\([^()]*\)")
_NEXT_OF_LIST = re.compile(r"\)?(?P<sign>[,、;+)/(])(?:其中|而)?(?P<what>[^,。;:]{1,12}?)(?:分别)?(?:约?为)?$")


def _as_long(frame: Frame, before: Reading) -> bool:
    """Whether the figure stands in a list as long as the one before it: 纯碱均价分别为A/B/C元/吨;石油焦分别为D/E/F元/吨."""
    return len(frame.chain) > 1 and sum(r.figure.chain == before.figure.chain for r in frame.siblings) == len(
        frame.chain
    )


_PARTS = frozenset({"of_which", "enumerated", "next_part"})


def enumerated(frame: Frame) -> list[Candidate[MetricName]]:
    """,中国团队4.46亿元: another thing of the same kind and metric as the figure before, or one of its own."""
    listed = _NEXT_OF_LIST.match(_ASIDE.sub("", frame.opening))
    if frame.measure != Measure.LEVEL or listed is None:
        return []
    if ACTION.match(label_before(listed["what"]) or listed["what"]):
        return described(frame)
    levels = [r for r in frame.siblings if r.metric and r.measure[0].value == Measure.LEVEL and r.unit == frame.unit]
    if not levels:
        return []
    value, own = levels[0].metric[0].value, described(frame)
    if frame.aligned_subject is not None:
        return [Candidate(value, "enumerated", value.label)]
    own = [] if own and own[0].rule == "implied_revenue" else own
    next_part = levels[0].metric[0].rule in _PARTS and own and not AMOUNT.search(own[0].value.label)
    if (
        not next_part
        and own
        and (AMOUNT.search(own[0].value.label) or (value.metric.code == "other" and not AMOUNT.search(value.label)))
    ):
        return own
    if _as_long(frame, levels[0]):
        return [Candidate(value, "next_list", value.label)]
    if listed["sign"] == "、" and value.metric.code != "other":
        return [Candidate(value, "enumerated", value.label)]
    return [Candidate(value, "enumerated", value.label, False)]


_NO_NAME = re.compile(
    r"(?:[ .,:;]*\b(?:yoy|qoq|to|of|by|from|and|or|at|in|on|for|with|against|our|the|an?|up|down|is|was|were|are|be|than|about|around"
    r"|approximately|over|under|vs|rmb|cny|hkd|usd|hk|us|based on|rose|fell|grew|slipped|gained|lost|took|lifted|ahead)\b\$?)+[ .,:;]*",
    re.IGNORECASE,
)
"""English words that name nothing: to, up, based on."""
_IS_COUNT = re.compile(r"(?:数|量|为|是|:)(?:约|达到?|为|超过?|近|至|到|分别)*$")


def described(frame: Frame) -> list[Candidate[MetricName]]:
    """No known name: the words themselves are the label."""
    if (frame.unit is None and not frame.figure.scaled) or frame.measure in GROWTHS:
        return []
    if found := _makes(frame):
        return found
    if found := _when_done(frame):
        return found
    before = label_before(frame.gap_without_periods())
    before = None if before and (_NO_NAME.fullmatch(before) or before in _SHARE_NOUNS) else before
    behind = _label_behind(frame, before)
    if behind is not None:
        start = frame.text.find(behind, frame.figure.end)
        name = MetricName(_metric_of_tail(frame, behind), behind, start, start + len(behind))
        return [Candidate(name, "counted_thing", behind, False)]
    return _by_words_before(frame, before) if before else []


_SHARE_NOUNS = frozenset({"占比", "比重", "比例"})
"""Words for a share that do not say of what."""


def _makes(frame: Frame) -> list[Candidate[MetricName]]:
    made = _MAKES.match(frame.text, frame.chain[-1].end)
    if unit_kind(frame.unit) != "count" or frame.unit in PIECES or made is None:
        return []
    capacity = lexicon.load().aliases["产能"].metric
    return [Candidate(MetricName(capacity, made["label"], made.start("label"), made.end()), "makes", made[0], False)]


_DONE_TO = re.compile(r"(?:签[订署]|获得?|中标|推出|[投新]建|建设|形成|具备|达成|采购|供应|启动|推动|经营)$")
"""Verbs whose object stands behind the figure: 签订31万吨的供货合同."""


def _label_behind(frame: Frame, before: str | None) -> str | None:
    """The thing counted or paid, behind its figure, unless the words before name it better."""
    kind = unit_kind(frame.unit)
    if kind not in ("count", "person"):
        return None if before and AMOUNT.search(before) else _sum_behind(frame)
    has_object = kind == "person" or not before or _DONE_TO.search(before) is not None
    of = has_object and frame.text.startswith("的", frame.figure.end)
    after = label_after(frame.text, frame.figure.end + of)
    return after if kind == "person" or not before or not _IS_COUNT.search(frame.gap) else None


def _metric_of_tail(frame: Frame, label: str) -> Metric:
    """The known metric that a label ends in, 广告收入 of 海外广告收入, if it can carry the figure."""
    aliases = lexicon.load().aliases
    if unit_kind(frame.unit) == "person" and _STAFF.search(label):
        return aliases["员工总数"].metric
    known = (aliases[label[i:]].metric for i in range(len(label) - 1) if label[i:] in aliases)
    if unit_kind(frame.unit) != "money":
        return next((metric for metric in known if metric.code in _COUNTED), OTHER)
    return next((metric for metric in known if fits(metric, frame)), OTHER)


_STAFF = re.compile(r"(?:团队|员工|职工|工人|人员|人才|博士|硕士|工程师|专家)$")
_COUNTED = frozenset({"new_orders", "order_backlog", "customers"})
"""What is counted in pieces by its own name: 7000万片订单, 300家终端客户."""


def _by_words_before(frame: Frame, before: str) -> list[Candidate[MetricName]]:
    if unit_kind(frame.unit) == "money" and _MARKET_TAIL.search(before):
        size = lexicon.load().aliases["市场规模"].metric
        return [Candidate(MetricName(size, "市场", frame.lead.start - 2, frame.lead.start), "market", before)]
    if unit_kind(frame.unit) == "money" and before.endswith("销售"):
        sales = lexicon.load().aliases["销售收入"].metric
        return [Candidate(MetricName(sales, "销售", frame.lead.start - 2, frame.lead.start), "sales_paid", before)]
    if _SUM_OF_CONTRACT.fullmatch(before) and _CONTRACTED.search(frame.text, frame.sentence, frame.lead.start):
        agreed = lexicon.load().aliases["合同金额"].metric
        return [Candidate(MetricName(agreed, before, *placed(frame, before)), "contract", before, False)]
    if unit_kind(frame.unit) == "money" and frame.figure.scaled and _BUSINESS.search(before):
        return [_revenue()]
    if frame.measure == Measure.SHARE and (part := _PART.match(before)) is not None:
        whole = trim(part["whole"])
        before = whole if AMOUNT.search(whole) and not AMOUNT.search(part["what"]) else part["what"]
    if found := _of_topic(frame, before):
        return found
    if _MADE_LABEL.fullmatch(before):
        output = lexicon.load().aliases["产量"].metric
        return [Candidate(MetricName(output, before, *placed(frame, before)), "made", before)]
    return [Candidate(MetricName(OTHER, before, *placed(frame, before)), "described", before, False)]


_EACH_SHARE = (
    ("每股净资产", re.compile(r"净资产")),
    ("每股股利", re.compile(r"分红|股息|红利|股利|派息|派发")),
    ("每股收益", re.compile(r"净利|盈利|利润")),
)


_BEFORE_EACH = re.compile(r"每股(?:约|为|达)*$")


def per_share(frame: Frame) -> list[Candidate[MetricName]]:
    """归母净资产20亿元,合每股4.1元: a value a share is of what was spoken of just before."""
    if unit_kind(frame.unit) != "per_share" or not _BEFORE_EACH.search(frame.gap):
        return []
    low = max(frame.sentence, frame.lead.start - _TALK_REACH)
    found = [
        (match.end(), alias)
        for alias, words in _EACH_SHARE
        for match in words.finditer(frame.text, low, frame.lead.start)
    ]
    if not found:
        return []
    metric = lexicon.load().aliases[max(found)[1]].metric
    return [Candidate(MetricName(metric, "每股", *placed(frame, "每股")), "per_share", "每股")]


_TOPIC = re.compile(
    r"(?P<label>[\u4e00-\u9fff]{2,8}?(?:率|比例|比重|价格|价|费|额|量|规模|面积|周期|天数|占比))"
    r"(?:均|都|也|仍|普遍|整体|总体|分化|有所|持续|保持|处于|位居|较|偏|更|很)"
)


def _of_topic(frame: Frame, before: str) -> list[Candidate[MetricName]]:
    """认购比例均较高,其中甲公司为99%: things without a quantity of their own are of the one just said to be high."""
    if AMOUNT.search(before) or "其中" not in frame.gap or frame.measure not in (Measure.LEVEL, Measure.SHARE):
        return []
    low = max(frame.gap_start, frame.sentence)
    topics = list(_TOPIC.finditer(frame.text, low, frame.clause))
    if not topics:
        return []
    label = trim(topics[-1]["label"].rpartition("的")[2])
    start = topics[-1].end("label") - len(label)
    return [Candidate(MetricName(OTHER, label, start, start + len(label)), "of_topic", label, False)]


_WHEN_DONE = re.compile(r"(?P<label>(?:[满达]产|投产|建成)[后时]?)[可将]?(?:年产)?(?:达到?|约|近|为)*$")


def _when_done(frame: Frame) -> list[Candidate[MetricName]]:
    """满产后可达900万片/年: what is made once a plant is ready is its capacity."""
    match = _WHEN_DONE.search(frame.gap) if unit_kind(frame.unit) == "count" and frame.unit not in PIECES else None
    if match is None or frame.measure != Measure.LEVEL:
        return []
    capacity = lexicon.load().aliases["产能"].metric
    start = frame.gap_start + match.start("label")
    name = MetricName(capacity, match["label"], start, start + len(match["label"]))
    return [Candidate(name, "when_done", match[0], False)]


_MARKET_TAIL = re.compile(r"市场(?:零售)?$")
_BUSINESS = re.compile(r"(?:业务|板块|产品|分部|事业部)$")
"""Parts of a company, of which a sum without a name is most likely the revenue."""
_PART = re.compile(
    r"(?P<what>[^占]{2,}?)(?:仅|只|约|共|合计|分别|各)*(?<!市)占(?![比据用有])[到了]?(?P<whole>[^占]*?)(?:比例|比重)?$"
)
_SUM_OF_CONTRACT = re.compile(r"(?:总|合计|合同|订单|协议)?(?:总?金额|总额)")
_CONTRACTED = re.compile(r"中标|签订|签署|签约|协议|合同|采购|定点")
_MADE_LABEL = re.compile(r"(?:年|总)?产[\u4e00-\u9fff]{1,2}量")
_SUM_BEHIND = re.compile(
    r"(?:左右|以上)?的?(?!将|用|投|来自|为)(?P<label>[\u4e00-\u9fffA-Za-z]{0,8}?(?:[量额费款金率税债贷价]|价格|规模|面积|成本|收益|收入|损失|亏损|股权|股份|权益|红利|担保|目标|支出|资产|产值|控股))"
    r"(?=[,。;、()]|的|比例|[将来用为已由是对给转计])"
)


def _sum_behind(frame: Frame) -> str | None:
    """派发8亿元特别红利: what a sum, share or price is of stands right behind it."""
    match = _SUM_BEHIND.match(frame.text, frame.figure.end) if len(frame.chain) == 1 else None
    return match["label"] if match else None


_ON_THE_MARKET = re.compile(r"(?:板块|指数|个股|股票|股份|大盘|行情)[^,。;]{0,8}(?:涨|跌)|(?:涨|跌)幅")
"""What rises on the market are prices, not sales."""


_MARKET_TALK = re.compile(r"市场|行业|产业|需求")
_TALK_REACH = 160


def implied_size(frame: Frame) -> list[Candidate[MetricName]]:
    """据机构数据,2019-2025年X的CAGR达57%: where markets are spoken of, what grows without a name is their size."""
    unnamed = frame.measure == Measure.CAGR or (frame.measure == Measure.LEVEL and unit_kind(frame.unit) == "money")
    if not unnamed:
        return []
    low = max(frame.layout.paragraph(frame.figure.start), frame.figure.start - _TALK_REACH)
    sized = any(r.metric and r.metric[0].value.metric.code == "market_size" for r in frame.earlier[:_RECENT])
    if not sized and (frame.measure == Measure.LEVEL or not _MARKET_TALK.search(frame.text, low, frame.figure.start)):
        return []
    return [Candidate(MetricName(lexicon.load().aliases["市场规模"].metric, "市场规模"), "implied_size", "", False)]


_RECENT = 6
_QUANTITY = re.compile(
    r"(?<!数|质|放|增|减)量$|费$|[贷存]款$|余额$|人数$|面积$|成本$|率$|需求$|供给$|运力$|规模$|流量$|次数$|价格?$|码洋$|点位$"
)
"""What a noun ends in that is a quantity of its own: its growth is not that of sales."""

_INDUSTRY = re.compile(
    r"(?:^|[^\u4e00-\u9fff本])(?:全?行业)$|(?:全球|我国|中国|国内|全国)[\u4e00-\u9fffA-Za-z]{2,10}(?:市场|行业)$"
)
_WHY = re.compile(r"(?:因|受(?!益)|由于)[^,;]*$")


def _grown(frame: Frame) -> str:
    """The words before a growth without those that say how, and why, it grew: 码洋因疫情减少20%."""
    words = GROWTH_WORDS.sub("", frame.gap_without_periods()).rstrip("增减升降")
    return _WHY.sub("", words)


def implied(frame: Frame) -> list[Candidate[MetricName]]:
    """Growth of a thing without a metric's name (海外增长20%) is most likely of its revenue."""
    if frame.measure not in (Measure.YOY, Measure.QOQ) or frame.unit != "%" or _ON_THE_MARKET.search(frame.gap):
        return []
    noun = frame.aligned_subject or label_before(_grown(frame))
    if noun is None:
        return []
    if _INDUSTRY.search(noun):
        return [Candidate(MetricName(lexicon.load().aliases["市场规模"].metric, noun[-2:]), "market_grew", noun, False)]
    if _QUANTITY.search(noun):
        return [Candidate(MetricName(OTHER, noun, *placed(frame, noun)), "own_noun", noun)]
    return [_revenue(), *farther(frame)]
