"""The subject that the words before a clause name: its topic, a head, a paragraph's lead."""

import re

from extractor.attribution.cues import last_match
from extractor.attribution.frame import Candidate, Frame
from extractor.attribution.marks import Name
from extractor.attribution.phrases import is_name, subject_of, trim
from extractor.attribution.subject.codes import COMPANY_UNLESS_NAMED, OF_SEGMENTS, WHOLE
from extractor.schema import Measure

_LEAD = re.compile(r"[\n。;]?(?:[分按从][^,。;:\d]{2,6}看[,:])?(?:\(?\d{1,2}[).、]|[①-⑩])?(?P<lead>[^,。;:\n|]{2,16}):")
_NOT_LEAD = re.compile(
    r"来看|分产品|分品牌|分渠道|利润端|收入端|费用端|事件|事项|点评|要点|观点|提示|预测|评级|建议|业绩|简评|摘要|公告|盈利|估值|分析|费用|毛利|看法|结论|逻辑|数据|财务|公司|报告|年|季|影响|如下|内容|情况|其中|分别|方面|提升|增长|稳定|彰显|具备|利好|调整|意义|动向|下表|时间|评论|发布|短期|中期|长期|【|股份|简介|来源|方案|条件|升幅|股东|资源|目标|现价|收市"
)

_TOPIC = re.compile(
    r"(?:其中|公司的?|近年来|,)*(?P<topic>[^,。;:()]{2,14}?)(?:业务)?(?:业绩|收入|经营|近年来|以来)*(?:在[^,。;:()]{2,12}?)?"
    r"[在于]?(?:已获|批量|量产|上市|投产|投放|投用|受|呈|表现|持续|快速|稳健|稳步|保持|维持|大幅|显著|继续|高增|放量|承压|延续|迎来|运营|进入|主营|恢复|修复|回暖|企稳|需求|增长|上半年|下半年|全年)"
)
_PARTY = re.compile(
    r"(?:其中|公司的?|旗下|目前|近年来|,|[①-⑩]|\(?\d\))*(?:(?:控股|全资|参股|联营|核心|重要)*子公司(?P<firm>[\u4e00-\u9fffA-Za-z]{2,8}?)(?:公司)?(?=积极|专注|主要|主营|受|是|持续|深耕|实现|聚焦|在|已|快速|表现)|"
    r"(?P<topic>[^,。;:()、的]{1,12}?(?:业务|板块|分部|事业部|地区|区域))"
    r"(?![的和与及、等]|[结架]构|布局|占比|发展|拓展|开拓|线|体系|矩阵|开展|规模|收入|营收|毛利|组合|研发|方面|中|上|层面|化|出海|力|端))"
)
_NO_TOPIC = re.compile(
    r"^(?:整体|总体|在|不断|强化|考虑|主要|由于|因|下游|终端|受|坚持|参与|投入|推出|持续|各|如果|打造|构建|加快|加强|推进|提升|围绕|依托|深化|积极|凭借|随着)|(?:开支|水平|效应|增速|渠道反馈|竞争力|能力|效率)$|行业|需求|结构|战略|比例|继续|数量|充分|环境|业务开展|规模|市场(?!部)|龙头"
)


def topic(frame: Frame) -> Candidate[str | None] | None:
    """智算云表现突出,营收…: the clause before, which has no figure, says whom the next one is about."""
    if frame.name is None or frame.name.metric.code in COMPANY_UNLESS_NAMED or frame.name.start < frame.gap_start:
        return None
    *before, (last, end) = _clauses(frame, frame.gap_start, frame.name.start)
    said = frame.without_periods(last, end)
    if _REVISED.search(said):
        return None
    for away, (start, stop) in enumerate(reversed(before)):
        if any(_is_other(frame, n) for n in frame.marks.names_in(start, end)):
            return None
        clause = frame.without_periods(start, stop).lstrip("。;\n ")
        if (party := _party(frame, clause)) is not None:
            return Candidate(party, "topic", clause, away == 0 or "子公司" in clause)
        if away and WHOLE.search(clause):
            return None
        if (found := _topic_of(frame, clause, away == 0 and _PLAIN.fullmatch(said) is not None)) is not None:
            return found
    return None


def _clauses(frame: Frame, start: int, end: int) -> list[tuple[int, int]]:
    """The clauses of a stretch, each where it begins and ends."""
    commas = [place for place in range(start, end) if frame.text[place] == ","]
    return list(zip([start, *(c + 1 for c in commas)], [*commas, end], strict=True))


_PLAIN = re.compile(
    r"(?:公司(?=预计|计划|力争|有望|将)|计划|力争|实现|预计|其|(?:达产|建成|投产|满产)后|有望|新增|贡献|每?年|将|可|[、/和及与])*"
)


def _topic_of(frame: Frame, clause: str, near: bool) -> Candidate[str | None] | None:
    match = _TOPIC.match(clause)
    topic = subject_of(match["topic"], frame.marks.company) if match else None
    if topic is None or _NO_TOPIC.search(topic):
        return None
    return Candidate(topic, "topic", clause, near)


def _party(frame: Frame, clause: str) -> str | None:
    """子公司青禾科技积极拓展渠道, 北方地区是重点区域: a part of the company by its kind, whatever is said of it."""
    match = _PARTY.match(clause)
    if match is None:
        return None
    party = subject_of((match["firm"] or match["topic"]).removesuffix("业务"), frame.marks.company)
    return None if party is None or _NO_TOPIC.search(party) or not is_name(party) else party


def _is_other(frame: Frame, name: Name) -> bool:
    """Whether a name before the figure's own speaks of another metric; in 按营收来看 it speaks of none."""
    if frame.name is None or name.label in ("业绩", "需求") or name.metric.code == frame.name.metric.code:
        return False
    return not _VIEW.match(frame.text, name.end)


_REVISED = re.compile(r"[上下]调|调[整高低升降]|我们|预测")
_VIEW = re.compile(r"[^,。;]{0,4}(?:来看|看),")


_FACILITY = re.compile(
    r"(?:公司|旗下|自有|目前|现有|拥有|已|的)*(?P<what>(?!发行|建设|新建|投资|完成)[^,。;:()、]{2,12}?(?:平台|系统|工厂|基地|园区|产线|生产线|网络|项目|矿山|电站|二期|一期))"
    r"(?=已|共|可|现|于|将|拥有|覆盖|设|总|年|占地|$)"
)
_SITE = re.compile(r"[\u4e00-\u9fff](?:工厂|基地|园区|产线|生产线|矿山|电站)")
_ALL = re.compile(r"公司|总产能|届时")
_COUNTED = frozenset({"other", "capacity", "capacity_utilization", "customers", "users"})


def facility(frame: Frame) -> Candidate[str | None] | None:
    """公司天枢平台已覆盖38家…,总调度能力…: a plant or platform that the clause, or the one before, begins with."""
    name = frame.name
    if name is None or name.metric.code not in _COUNTED or frame.measure not in (Measure.LEVEL, Measure.SHARE):
        return None
    if (before := next(iter(frame.siblings), None)) is not None and before.figure.start >= frame.sentence:
        found = before.subject[0] if before.subject else None
        if (
            found is None
            or found.rule not in ("facility", "pronoun")
            or _ALL.search(frame.gap)
            or _SITE.search(frame.gap)
        ):
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


def pronoun(frame: Frame) -> Candidate[str | None] | None:
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


def section(frame: Frame) -> Candidate[str | None] | None:
    """3.3 减速器:放量在即 names the subject of what its section says without another."""
    if frame.name is not None and frame.name.metric.code in COMPANY_UNLESS_NAMED:
        return None
    start = frame.layout.full_sentence(frame.figure.start)
    if WHOLE.search(frame.text, start, frame.figure.start) and not _OF_SECTION.search(
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


_PRAISED = re.compile(
    r"(?P<lead>[\u4e00-\u9fffA-Za-z]{2,8}?)(?:业务)?(?:表现|增速)?(?:最|较为?|更|很|十分)[\u4e00-\u9fff]{1,2}$"
)
"""出口最亮眼: a lead and what is said of it."""
_PLAIN_LEAD = 8
_SAYS = re.compile(r"[是于有不的之最]|By")
"""What a lead that is no plain noun has in it."""


def paragraph_lead(frame: Frame) -> Candidate[str | None] | None:
    """新材料:销量… names the subject of its sentence before a colon."""
    start = frame.layout.full_sentence(frame.figure.start)
    match = _LEAD.match(frame.text, max(0, start - 1), frame.figure.start)
    if not match or _NOT_LEAD.search(match["lead"]):
        return None
    if frame.name is not None and frame.name.metric.code in COMPANY_UNLESS_NAMED:
        return None
    lead = trim(match["lead"])
    if (praised := _PRAISED.match(lead)) is not None:
        lead = praised["lead"]
    low, high = match.span("lead")
    if frame.marks.names_in(low, high) or frame.marks.periods_in(low, high):
        return None
    said = frame.name is not None and frame.name.metric.code in OF_SEGMENTS
    plain = len(lead) <= _PLAIN_LEAD and is_name(lead) and _SAYS.search(lead) is None
    alone = ":" not in frame.text[match.end() : frame.figure.start]
    return Candidate(lead, "lead", lead, alone and (said or plain)) if len(lead) > 1 else None
