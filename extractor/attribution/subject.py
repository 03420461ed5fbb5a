"""Field: whose figure it is: the company as a whole, or a segment, product, region, peer or industry."""

import re

from extractor.attribution.frame import Candidate, Frame
from extractor.attribution.phrases import subject_of, trim
from extractor.schema import Measure

_GROWTHS = (Measure.YOY, Measure.QOQ, Measure.CAGR, Measure.CHANGE, Measure.SHARE)
_LEAD = re.compile(r"(?:^|\n|[。;]|\d[).、])(?P<lead>[^,。;:\n|]{2,16}):")
_NOT_LEAD = re.compile(
    r"事件|点评|要点|观点|提示|预测|评级|建议|业绩|简评|摘要|公告|盈利|估值|分析|费用|毛利|看法|结论|逻辑|数据|财务|公司|报告|年|季|影响|如下|内容|情况|其中|分别|方面"
)
_WHOLE = re.compile(r"公司|我们预计|集团|上市公司|报告期")
_COMPANY_FORECAST = frozenset({"eps", "bps", "dps", "pe", "pb", "ps", "target_price", "price", "market_cap", "peg", "ev_ebitda",
                               "total_shares", "exercise_price", "options_granted", "roe", "roa", "debt_ratio"})  # fmt: skip


def candidates(frame: Frame) -> list[Candidate[str | None]]:
    """The subjects that the words allow, the best first. None stands for the company as a whole."""
    if frame.aligned_subject is not None:
        return [Candidate(frame.aligned_subject, "parallel_subjects", frame.aligned_subject)]
    if (found := _inherited(frame)) is not None:
        return [found]
    if (own := _own(frame)) is not None:
        return [own]
    if (found := _carried(frame)) is not None:
        return [found, Candidate(None, "company")]
    if (lead := _paragraph_lead(frame)) is not None:
        return [lead, Candidate(None, "company")]
    return [Candidate(None, "company")]


def _inherited(frame: Frame) -> Candidate[str | None] | None:
    """What speaks of the figure before shares its subject; so do the further elements of a list."""
    if frame.name is None:
        return None
    if frame.position > 0:
        first = next((r for r in frame.siblings if r.figure.chain == frame.figure.chain), None)
        if first is not None and first.subject:
            return Candidate(first.subject[0].value, "same_list", "", first.subject[0].sure)
    sibling = frame.sibling()
    if sibling is None or not sibling.subject or not sibling.metric:
        return None
    same = sibling.metric[0].value.start == frame.name.start and frame.name.start >= 0
    if same and (frame.name.start < frame.gap_start or frame.name.start > frame.figure.start):
        return Candidate(sibling.subject[0].value, "figure_before", "", sibling.subject[0].sure)
    return None


def _own(frame: Frame) -> Candidate[str | None] | None:
    """The noun phrase before the metric's name, in its clause."""
    name = frame.name
    if name is None or name.start < 0 or name.start >= frame.figure.start:
        return None
    begin = max(frame.layout.clause(name.start), frame.gap_start if name.start >= frame.gap_start else 0)
    words = _without_periods(frame, begin, name.start)
    subject = subject_of(words, frame.marks.company)
    if subject is None:
        if any(company in words for company in ("公司", "集团", *frame.marks.company)):
            return Candidate(None, "the_company", words[-8:])
        return None
    if name.metric.code in _COMPANY_FORECAST and not re.search(r"子公司|可比|行业|板块", subject):
        return None
    return Candidate(subject, "phrase_before_name", words[-16:], len(subject) <= 10)


def _without_periods(frame: Frame, start: int, end: int) -> str:
    words, last = [], start
    for mention in frame.marks.periods_in(start, end):
        words.append(frame.text[last : mention.start])
        last = mention.end
    words.append(frame.text[last:end])
    return "".join(words)


def _carried(frame: Frame) -> Candidate[str | None] | None:
    """A subject set earlier in the sentence holds until another one, or the company, comes."""
    if frame.name is not None and frame.name.metric.code in _COMPANY_FORECAST:
        return None
    place = frame.figure.start
    for reading in frame.siblings:
        if not reading.subject:
            continue
        between = frame.text[reading.figure.end : place]
        if _WHOLE.search(between):
            return None
        value = reading.subject[0].value
        return None if value is None else Candidate(value, "carried", value, False)
    return None


def _paragraph_lead(frame: Frame) -> Candidate[str | None] | None:
    """新材料:销量… names the subject of its sentence before a colon."""
    start = frame.layout.full_sentence(frame.figure.start)
    match = _LEAD.match(frame.text, max(0, start - 1), frame.figure.start)
    if not match or _NOT_LEAD.search(match["lead"]):
        return None
    if frame.name is not None and frame.name.metric.code in _COMPANY_FORECAST:
        return None
    lead = trim(match["lead"])
    return Candidate(lead, "lead", lead, False) if len(lead) > 1 else None
