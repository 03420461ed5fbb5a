"""Field: whose figure it is: the company as a whole, or a segment, product, region, peer or industry."""

import re

from extractor.attribution.cues import last_match
from extractor.attribution.frame import Candidate, Frame
from extractor.attribution.phrases import is_name, subject_of, trim
from extractor.schema import Measure

_GROWTHS = (Measure.YOY, Measure.QOQ, Measure.CAGR, Measure.CHANGE, Measure.SHARE)
_LEAD = re.compile(r"[\n。;]?(?:[分按从][^,。;:\d]{2,6}看[,:])?(?:\(?\d{1,2}[).、]|[①-⑩])?(?P<lead>[^,。;:\n|]{2,16}):")
_NOT_LEAD = re.compile(
    r"来看|分产品|分品牌|分渠道|利润端|收入端|费用端|事件|事项|点评|要点|观点|提示|预测|评级|建议|业绩|简评|摘要|公告|盈利|估值|分析|费用|毛利|看法|结论|逻辑|数据|财务|公司|报告|年|季|影响|如下|内容|情况|其中|分别|方面|提升|增长|稳定|彰显|具备|利好|调整|意义|动向|下表|时间|评论|发布|短期|中期|长期|【|股份"
)
_GROWTH_TAIL = re.compile(
    r"(?:同比|环比|[同环][增减升降]|[Yy][Oo][Yy]|[Qq][Oo][Qq]|各增|分别|年?复合|年均|CAGR|五年|三年|增速|增幅|增长|下降|下滑|提升|减少|增加|较|比|占|约|为|达|,|至|[+\-]).*$",
    re.DOTALL,
)
_MARKETS = ("市场", "行业", "产业")
_WHOLE = re.compile(r"公司|本行|集团|上市公司|报告期")
_ALWAYS_COMPANY = frozenset({"eps", "bps", "dps", "pe", "pb", "ps", "target_price", "price", "market_cap", "peg", "ev_ebitda",
                               "total_shares", "exercise_price", "options_granted", "roe", "roa", "debt_ratio"})  # fmt: skip

_COMPANY_UNLESS_NAMED = _ALWAYS_COMPANY | {
    "net_profit_parent", "net_profit_parent_ex", "period_expense_ratio", "selling_expense_ratio", "admin_expense_ratio",
    "rd_expense_ratio", "finance_expense_ratio", "selling_expense", "admin_expense", "rd_expense", "finance_expense",
    "operating_cash_flow", "contract_liabilities", "receivables", "cash", "total_assets", "impairment", "unlock_target", "capex",
    "participants", "dividend", "payout_ratio",
}  # fmt: skip


def candidates(frame: Frame) -> list[Candidate[str | None]]:
    """The subjects that the words allow, the best first. None stands for the company as a whole."""
    for rule in _ORDER:
        if (found := rule(frame)) is not None:
            return [found] if found.sure or rule in _ALONE else [found, Candidate(None, "company")]
    return [Candidate(None, "company")]


def _aligned(frame: Frame) -> Candidate[str | None] | None:
    """棒材、线材销量分别为: the name at the figure's own place in a list of subjects."""
    subject = frame.aligned_subject
    return Candidate(subject, "parallel_subjects", subject) if subject is not None else None


_REST = re.compile(
    r"[,、;(](?P<what>其余|其他|其它)(?:业务|产品|品类|板块|地区|区域)?(?:收入|营收)?(?:合计|共|约|为|达)*$"
)


def _the_rest(frame: Frame) -> Candidate[str | None] | None:
    """其余0.6亿元: what is left when the parts were named."""
    rest = _REST.search(frame.gap)
    return Candidate(rest["what"], "the_rest", rest[0]) if rest else None


def _inherited(frame: Frame) -> Candidate[str | None] | None:
    """What speaks of the figure before shares its subject; so do the further elements of a list."""
    if frame.name is None:
        return None
    if listed := frame.in_list("subject"):
        reading, rule = listed
        return Candidate(reading.subject[0].value, rule, reading.subject[0].words, reading.subject[0].sure)
    sibling = frame.sibling()
    if sibling is None or not sibling.subject or not sibling.metric:
        return None
    same = sibling.metric[0].value == frame.name
    if same and (frame.name.start < frame.gap_start or frame.name.start > frame.figure.start):
        words = _ASIDE.sub("", frame.gap_without_periods()).lstrip(",、;)+")
        own = subject_of(_GROWTH_TAIL.sub("", words), frame.marks.company)
        if (
            own is not None
            and (_NEXT.match(frame.opening) or "其中" in frame.gap)
            and re.search(r"[\u4e00-\u9fff]{2}", own)
        ):
            return Candidate(own, "phrase_before_figure", own, _is_part(frame, own))
        if _OURS.fullmatch(frame.gap):
            return Candidate(None, "the_company", frame.gap)
        return Candidate(sibling.subject[0].value, "figure_before", sibling.subject[0].words, sibling.subject[0].sure)
    return None


_ASIDE = re.compile(r"^\([^()]*\)(?=[,、;])")
_NEXT = re.compile(r"(?:\([^()]*\)|[)%])?[,、;+]")
_OURS = re.compile(r"[,;、](?:而)?公司(?:则|仅)?(?:为|达|约|是)*")


_VERBS = frozenset({"生产", "产出", "销售", "售出"})


def _made(frame: Frame) -> Candidate[str | None] | None:
    """生产电积铜4.3万吨: what is produced or sold stands behind its verb."""
    name = frame.name
    if (
        name is None
        or name.label not in _VERBS
        or not frame.gap_start <= name.end < frame.lead.start <= name.end + _FAR
    ):
        return None
    what = trim(frame.without_periods(name.end, frame.lead.start))
    return Candidate(what, "made", what) if len(what) > 1 and "," not in what else None


_FAR = 16


def _is_part(frame: Frame, own: str) -> bool:
    """其中直营967家;加盟1302家: nothing but the part's name stands before the figure."""
    return frame.measure == Measure.LEVEL and re.fullmatch(rf"[,;(]?(?:其中)?{re.escape(own)}", frame.gap) is not None


_YEARLY = re.compile(
    r"(?P<what>[^,。;:、()“”\d]{2,14}?)(?:(?:扩产|扩建|建设|改造)?(?:项目|产能|生产线|产线|基地|工程|装置)|[,。;()”、]|$)"
)


def _built(frame: Frame) -> Candidate[str | None] | None:
    """年产20万吨精密铸件项目: what is built stands behind the figure."""
    if frame.name is None or frame.name.metric.code != "capacity" or frame.measure != Measure.LEVEL:
        return None
    behind = frame.text[frame.chain[-1].end : frame.chain[-1].end + 24]
    match = _YEARLY.match(behind)
    if match is None or not (frame.name.label.endswith("年产") or frame.name.start >= frame.figure.end):
        return None
    what = trim(match["what"])
    if re.match(r"产能|投产|满产|达产|产后|项目|生产", what):
        return None
    return Candidate(what, "built", what, False) if len(what) > 1 else None


def _own(frame: Frame) -> Candidate[str | None] | None:
    """The noun phrase before the metric's name, in its clause."""
    name = frame.name
    if name is not None and name.start < frame.gap_start and name.end <= frame.gap_start:
        own = subject_of(_GROWTH_TAIL.sub("", frame.gap_without_periods()), frame.marks.company)
        return Candidate(own, "phrase_before_figure", own, _is_part(frame, own)) if own else None
    if name is None or name.start >= frame.figure.start:
        return None
    end = _before_bracket(frame, _first_of_group(frame, name.start))
    begin = max(frame.layout.clause(end), frame.gap_start if end >= frame.gap_start else 0)
    words = frame.without_periods(begin, end)
    if frame.text[begin - 1 : begin] == ")" and _REPORTS.fullmatch(words):
        end = _before_bracket(frame, begin)
        words = frame.without_periods(max(frame.layout.clause(end), min(frame.gap_start, end)), end)
    if frame.measure == Measure.SHARE and (part := _PART_OF.search(words)) is not None:
        words = words[: part.start()]
    if (peers := _peers(frame, words)) is not None:
        return Candidate(peers, "peers", peers)
    if name.metric.code == "market_size" and name.label.endswith("规模") and name.label[:-2] not in _MARKETS:
        words += name.label[:-2]
    subject = subject_of(words, frame.marks.company)
    if subject is None and (other := _other_company(frame, words)) is not None:
        return Candidate(other, "other_company", other)
    if subject is None:
        if any(company in words for company in ("公司", "集团", *frame.marks.company)):
            return Candidate(None, "the_company", words[-8:])
        return None
    if name.metric.code in _ALWAYS_COMPANY and not re.search(r"子公司|可比|行业|板块", subject):
        return None
    return Candidate(subject, "phrase_before_name", words[-16:], len(subject) <= 10)


def _other_company(frame: Frame, words: str) -> str | None:
    """哈尔滨公司营收: a company by a name that is not ours."""
    other = _OTHER_COMPANY.search(words)
    if other is None or not frame.marks.company or not is_name(other[0].removesuffix("公司")):
        return None
    return None if any(name in other[0] or other[0] in name for name in frame.marks.company) else other[0]


_PART_OF = re.compile(r"(?:分别|合计|约)?占(?!比|据)")
_REPORTS = re.compile(r"(?:分别)?(?:实现|录得|完成|贡献|取得)?(?:的)?")
_OTHER_COMPANY = re.compile(
    r"(?<![\u4e00-\u9fff])(?!本|该|上市|子|母|分|我|集团|截至|截止|测算|占|对|使|认为|显示|由于)[\u4e00-\u9fff]{2,6}公司$"
)
_PEERS = re.compile(r"(?:可比|同行业|同业)(?:上市)?公司|行业(?=的?平均)")


_SO_MANY = re.compile(r"(?:[两二三四五六七八九十几\d]|以上|上述)家?(?:上市)?公司")


def _peers(frame: Frame, words: str) -> str | None:
    """The companies that ours is compared with, by name or, once they were named in the paragraph, by their number."""
    if (named := _PEERS.search(words)) is not None:
        return named[0]
    if not _SO_MANY.search(words):
        return None
    before = last_match(_PEERS, frame.text[frame.layout.paragraph(frame.figure.start) : frame.figure.start])
    return before[0] if before else None


def _first_of_group(frame: Frame, start: int) -> int:
    """Where a slash list of names begins, of which one stands at `start`: 销售/管理/研发费用率."""
    names = frame.marks.names_in(max(frame.gap_start, start - 40), start + 1)
    own = next((n for n in names if n.start == start), None)
    return min((n.start for n in names if own is not None and n.group == own.group), default=start)


def _before_bracket(frame: Frame, place: int) -> int:
    """The place before a bracket that closes right before a name: X(Y)销售额 is the sales of X."""
    bracket = frame.layout.bracket(place - 1) if frame.text[place - 1 : place] == ")" else None
    return bracket[0] if bracket is not None and bracket[0] > frame.gap_start else place


_RESULTS = frozenset({"net_profit", "net_margin", "total_profit", "operating_profit", "operating_margin", "ebitda"})
_OF_RESULTS = _RESULTS | {"revenue", "gross_profit", "gross_margin", "net_profit_parent"}


def _is_result(frame: Frame) -> bool:
    """Whether the figure is a profit: a part has one only where its revenue or another profit of it was named before."""
    return frame.name is not None and frame.name.metric.code in _RESULTS


_PART_BEGINS = re.compile(r"其中,?")


def _part_of_company(frame: Frame) -> Candidate[str | None] | None:
    """其中,航空业务营收9.7亿元;归母净利润2.6亿元: a part may have its own profit where its revenue stands before."""
    if frame.name is None or not frame.name.metric.code.startswith("net_profit"):
        return None
    start = frame.layout.full_sentence(frame.figure.start)
    if not _PART_BEGINS.match(frame.text, start) or _WHOLE.search(frame.text, start, frame.figure.start):
        return None
    named = (
        r.subject[0] for r in frame.siblings if r.subject and r.metric and r.metric[0].value.metric.code == "revenue"
    )
    part = next((c for c in named if c.value is not None), None)
    return None if part is None else Candidate(part.value, "carried", part.words, False)


def _carried(frame: Frame) -> Candidate[str | None] | None:
    """A subject set earlier in the sentence holds until another one, or the company, comes."""
    if frame.name is not None and frame.name.metric.code in _COMPANY_UNLESS_NAMED:
        return _part_of_company(frame)
    place = frame.figure.start
    for reading in frame.siblings:
        bracket = frame.layout.bracket(reading.figure.start)
        if not reading.subject or (bracket is not None and bracket[1] <= frame.figure.start):
            continue
        between = frame.text[reading.figure.end : place]
        if frame.measure == Measure.SHARE:
            between = _PART_OF.split(between)[0]  # 占公司收入: the whole's owner
        if _WHOLE.search(between):
            return None
        value = reading.subject[0].value
        if _is_result(frame) and not (reading.metric and reading.metric[0].value.metric.code in _OF_RESULTS):
            return None
        sure = reading.subject[0].sure and _only_named(frame, between)
        return None if value is None else Candidate(value, "carried", value, sure)
    return None


_OF_SEGMENTS = frozenset({
    "revenue", "gross_margin", "gross_profit", "sales_volume", "output", "average_price", "capacity",
    "capacity_utilization",
})  # fmt: skip


def _only_named(frame: Frame, between: str) -> bool:
    """钢材产量3万吨、销量2万吨: nothing but the name of what segments report too stands between two figures."""
    name = frame.name
    if name is not None and name.label == between.lstrip(",、") and name.metric.code == "other":
        return True  # 其中直营967家,新开74家、关闭53家
    if name is not None and name.metric.code == "net_profit" and name.label == between.lstrip(","):
        return between.startswith(",")  # 子公司收入1.8亿元,净利润0.2亿元
    if name is None or name.metric.code not in _OF_SEGMENTS or name.start < frame.gap_start:
        return False
    if ";" in between and name.metric.code != "gross_margin":
        return False
    return (
        re.fullmatch(r"[,、);]*(?:同期|当季|当期|同时|其中|其)?", frame.without_periods(frame.gap_start, name.start))
        is not None
    )


_TOPIC = re.compile(
    r"(?:其中|公司的?|近年来|,)*(?P<topic>[^,。;:()]{2,14}?)(?P<business>业务)?(?:业绩|收入|经营|近年来|以来)*(?:在[^,。;:()]{2,12}?)?"
    r"在?(?P<verb>受|呈|表现|持续|快速|稳健|稳步|保持|维持|大幅|显著|继续|高增|放量|承压|延续|迎来|运营|进入|主营)"
)
_NO_TOPIC = re.compile(
    r"^(?:受|坚持|参与|投入|推出|持续|各|如果|打造|构建|加快|加强|推进|提升|围绕|依托|深化|积极|凭借|随着)|(?:开支|水平|效应|增速|渠道反馈|竞争力|能力|效率)$|行业|需求|结构|战略|比例|继续|数量|充分|环境|业务开展|规模|市场(?!部)|龙头"
)


def _topic(frame: Frame) -> Candidate[str | None] | None:
    """智算云表现突出,营收…: the clause before, which has no figure, says whom the next one is about."""
    if frame.name is None or frame.name.metric.code in _COMPANY_UNLESS_NAMED or frame.name.start < frame.gap_start:
        return None
    words = frame.without_periods(frame.gap_start, frame.name.start).lstrip("。;\n ")
    if any(n.label != "业绩" for n in frame.marks.names_in(frame.gap_start, frame.name.start)):
        return None
    clauses = words.split(",")
    for away, clause in enumerate(reversed(clauses[:-1])):
        if away and _WHOLE.search(clause):
            return None
        match = _TOPIC.match(clause)
        topic = subject_of(match["topic"], frame.marks.company) if match else None
        if match and topic and not _NO_TOPIC.search(topic):
            named = match["business"] or match["verb"] == "主营" or frame.name.metric.code in _OF_SEGMENTS
            near = away == 0 and re.fullmatch(r"(?:实现|预计|其|[、/和及与])*", clauses[-1]) is not None
            return Candidate(topic, "topic", clause, bool(named and near))
    return None


_FACILITY = re.compile(
    r"(?:公司|旗下|自有|的)*(?P<what>[^,。;:()、]{2,12}?(?:平台|系统|工厂|基地|园区|产线|生产线|网络|项目|矿山|电站|二期|一期))"
    r"(?=已|共|可|现|于|将|拥有|覆盖|设|总|年|占地|$)"
)
_ALL = re.compile(r"公司|总产能|届时")
_COUNTED = frozenset({"other", "capacity", "capacity_utilization", "customers", "users"})


def _facility(frame: Frame) -> Candidate[str | None] | None:
    """公司天枢平台已覆盖38家…,总调度能力…: a plant or platform that the clause, or the one before, begins with."""
    name = frame.name
    if name is None or name.metric.code not in _COUNTED or frame.measure not in (Measure.LEVEL, Measure.SHARE):
        return None
    if (before := next(iter(frame.siblings), None)) is not None and before.figure.start >= frame.sentence:
        found = before.subject[0] if before.subject else None
        if found is None or found.rule not in ("facility", "pronoun") or _ALL.search(frame.gap):
            return None
        return Candidate(found.value, "facility", found.words)
    words = frame.without_periods(frame.sentence, frame.lead.start).lstrip(",")
    match = _FACILITY.match(words)
    if match is None or "公司" in words[match.end() :]:
        return None
    what = trim(match["what"])
    return Candidate(what, "facility", what) if len(what) > 2 and not what.startswith("公司") else None


_PRONOUN = re.compile(r"(?:该|此|这一?)(?:系统|平台|项目|基地|产品|业务|工厂|产线|公司|生产线|园区)")
_OBJECT = re.compile(
    r"(?:展示|推出|发布|建设|拥有|打造|投资|收购|开发|上线|设立|成立|新建|投建|布局)(?:了|的)?(?P<what>[^,。;:\d]{2,16})[。;]?$"
)


def _pronoun(frame: Frame) -> Candidate[str | None] | None:
    """该系统 stands for what the sentence before ends on."""
    start = frame.layout.full_sentence(frame.figure.start)
    if not _PRONOUN.match(frame.text, start):
        return None
    match = _OBJECT.search(frame.text[max(0, start - 60) : start])
    what = trim(match["what"]) if match else None
    return Candidate(what, "pronoun", what) if what else None


_HEADING = re.compile(
    r"^(?:\d+\.\d+(?:\.\d+)*|\([一二三四五六七八九十\d]+\)) ?(?P<what>[^,。;:\n|]{2,14}):[^\n]*$", re.MULTILINE
)
_NEXT_HEADING = re.compile(r"^(?:\d+\.(?:\d+)?(?: |[^\d\n])|[一二三四五六七八九十]+、)", re.MULTILINE)
_SECTION_REACH = 1200


def _section(frame: Frame) -> Candidate[str | None] | None:
    """3.3 减速器:放量在即 names the subject of what its section says without another."""
    if frame.name is not None and frame.name.metric.code in _COMPANY_UNLESS_NAMED:
        return None
    start = frame.layout.full_sentence(frame.figure.start)
    if _WHOLE.search(frame.text, start, frame.figure.start) and not _OF_SECTION.search(
        frame.text, start, frame.figure.start
    ):
        return None
    low = max(0, start - _SECTION_REACH)
    heading = last_match(_HEADING, frame.text[low:start])
    if (
        heading is None
        or _NEXT_HEADING.search(frame.text, low + heading.end(), start)
        or _NOT_LEAD.search(heading["what"])
    ):
        return None
    what = trim(heading["what"])
    return Candidate(what, "section", what) if len(what) > 1 else None


_OF_SECTION = re.compile(r"该(?:业务|产品|板块|品类|系列)")


def _paragraph_lead(frame: Frame) -> Candidate[str | None] | None:
    """新材料:销量… names the subject of its sentence before a colon."""
    start = frame.layout.full_sentence(frame.figure.start)
    match = _LEAD.match(frame.text, max(0, start - 1), frame.figure.start)
    if not match or _NOT_LEAD.search(match["lead"]):
        return None
    if frame.name is not None and frame.name.metric.code in _COMPANY_UNLESS_NAMED:
        return None
    lead = trim(match["lead"])
    low, high = match.span("lead")
    if frame.marks.names_in(low, high) or frame.marks.periods_in(low, high):
        return None
    said = frame.name is not None and frame.name.metric.code in _OF_SEGMENTS
    alone = ":" not in frame.text[match.end() : frame.figure.start]
    return Candidate(lead, "lead", lead, said and alone) if len(lead) > 1 else None


_ORDER = (
    _aligned, _the_rest, _made, _inherited, _facility, _built, _own, _section, _topic, _carried, _pronoun, _paragraph_lead,
)  # fmt: skip
"""The rules in order: the first that proposes anything decides."""
_ALONE = frozenset({_aligned, _the_rest, _made, _inherited, _own, _section})
"""What these propose stands alone; of the rest, what is not sure may be the company's as well."""
