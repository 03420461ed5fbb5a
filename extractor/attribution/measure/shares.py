"""Rules for parts of a whole: shares, holdings, times of another figure."""

import re

from extractor.attribution.cues import EQUAL_TO, TIMES_OF, last_end
from extractor.attribution.frame import Candidate, Frame
from extractor.attribution.measure.words import QOQ, REACHED, YOY
from extractor.schema import Measure

_SHARE = re.compile(
    r"(?:完成(?:了)?(?:公司|我们)?(?:的)?(?:全年|年度|20\d\d年)?[^,。;\d]{0,6}(?:目标|计划|指引|预测)的?|占比(?!较)|(?<!市)占(?!用|据|领|地|有率|比较)|占据(?=公司|市场|行业)|比重|比例|(?<!毛利)(?<!净利)占营?收入?比)"
)
_HELD = re.compile(r"持股(?:比例)?(?:合计|约|为|达|共)*$")
_HOLDING = re.compile(r"的?(?:股权|股份|控股|表决权|投票权)(?!激励)")


_PART_OF_PAST = re.compile(
    r"恢复[至到][^,。;:()]{2,10}的(?:约|近)?$|(?:为|是|达到?|至|到|相当于)[^,。;:()]{0,14}(?:同期|预测|预期|目标|计划|水平)的(?:约|近)?$|(?:较|相比)[^,。;()]{2,10}(?:同期|水平)(?:已|约)?恢复[至到](?:约|近)?$"
)


def times_of(frame: Frame, _: str) -> Candidate[Measure] | None:
    """为同期净利润的1.14倍: a share of a whole, in times."""
    if frame.unit == "%" and not frame.figure.signed and (part := _PART_OF_PAST.search(frame.gap)) is not None:
        return Candidate(Measure.SHARE, "times_of", part[0])
    if frame.unit == "%" and frame.siblings and (equal := EQUAL_TO.search(frame.gap)) is not None:
        return Candidate(Measure.SHARE, "times_of", equal[0])
    named = frame.siblings or frame.marks.names_in(frame.gap_start, frame.lead.start)
    if frame.unit == "x" and named and (match := TIMES_OF.search(frame.gap)) is not None:
        return Candidate(Measure.SHARE, "times_of", match[0])
    return None


_LISTED = re.compile(r"比[重例],[、和及与]*(?:分别|依次)(?:为|约|达)*$")


def share_of(frame: Frame, words: str) -> Candidate[Measure] | None:
    """占营收的5%, 持股5%, 5%股权: a part of a named whole."""
    if frame.unit != "%":
        return None
    clause = words.rpartition(",")[2] if "," in words and not _LISTED.search(frame.gap_without_periods()) else words
    if _HELD.search(clause) or _HOLDING.match(frame.text, frame.figure.end):
        return Candidate(Measure.SHARE, "holding", clause[-6:])
    if _RATIO_NAME.search(clause):
        return None
    share, growth = last_end(_SHARE, clause), max(last_end(YOY, clause), last_end(QOQ, clause))
    if share < 0:
        return None
    if share > growth or REACHED.search(clause):
        return Candidate(Measure.SHARE, "share_of_whole", clause[-12:])
    return None


_WHOLE = re.compile(r"(?:贡献|(?<![拥持])占)[^,。;()\d]{2,14}?(?P<of>的)(?:约|近|逾|超过?|仅)*$")


def of_named_whole(frame: Frame, _: str) -> Candidate[Measure] | None:
    """贡献收入的一半: a percentage of what is money or a count."""
    if frame.unit != "%" or frame.figure.signed or _WHOLE.search(frame.gap) is None:
        return None
    return Candidate(Measure.SHARE, "of_named_whole", frame.gap[-12:])


def listed(frame: Frame, _: str) -> Candidate[Measure] | None:
    """占比分别为:阀门52%、铸件18%: each of a list of shares."""
    if frame.part is None or not frame.part.share:
        return None
    return Candidate(Measure.SHARE, "listed_part", frame.text[frame.part.start : frame.part.head][-12:])


_FROM_PART = re.compile(r"(?:以上|左右)?的?[^,。;()\d]{1,8}?(?:来自|来源于)")


def part_from(frame: Frame, _: str) -> Candidate[Measure] | None:
    """60%以上的收入来自海外: so much of it comes from a part."""
    match = _FROM_PART.match(frame.text, frame.figure.end) if frame.unit == "%" else None
    return Candidate(Measure.SHARE, "part_from", match[0]) if match else None


_SO_MUCH = re.compile(r"其中,?(?:约|近|有|超过?|逾)*$")
_GOES_TO = re.compile(r"(?:以上|左右|多)?(?:投向|来自|用于|投入|流向|配置|属于|销往|出口|[为是](?!\d))")


def so_much_of_it(frame: Frame, _: str) -> Candidate[Measure] | None:
    """理财规模500亿元,其中六成以上投向债券: so much of what was just named goes to a part."""
    if frame.unit != "%" or frame.figure.signed or not frame.siblings or not _SO_MUCH.search(frame.gap):
        return None
    match = _GOES_TO.match(frame.text, frame.figure.end)
    return Candidate(Measure.SHARE, "so_much_of_it", match[0]) if match else None


_OF_WHICH = re.compile(r",其中[^,。;%]{1,12}$")


def of_which(frame: Frame, _: str) -> Candidate[Measure] | None:
    """前五大客户占比31.7%,其中最大客户9.2%: a part of the part before."""
    before = frame.siblings[0] if frame.siblings else None
    if before is None or before.measure[0].value != Measure.SHARE or frame.unit != before.unit or frame.figure.signed:
        return None
    named = frame.marks.names_in(frame.gap_start, frame.lead.start)
    return None if named or not _OF_WHICH.fullmatch(frame.gap) else Candidate(Measure.SHARE, "of_which", frame.gap)


_RATIO_NAME = re.compile(
    r"(?:分红|派息|派现|支付|股利支付|抵押|质押|收款|预收款|杠杆|负债)(?:比例|比率)(?:为|达|约|升至|降至|提升至|近|超过?)*$"
)
_SHARE_WORD = re.compile(r"占(?!比|用|据)[^,。;()]{2,12}$")


def share_points(frame: Frame, words: str) -> Candidate[Measure] | None:
    """59,709,405股的2.45%: a percentage of the figure before."""
    if frame.unit == "%" and words == ")的" and (bracket := frame.layout.bracket(frame.figure.start - 2)) is not None:
        if _SHARE_WORD.search(frame.text[frame.layout.clause(bracket[0]) : bracket[0]]):
            return Candidate(Measure.SHARE, "share_behind_bracket", words)
    if frame.unit == "%" and words == "的" and frame.siblings:
        return Candidate(Measure.SHARE, "percent_of_figure", words)
    return None
