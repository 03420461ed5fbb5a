"""The words of change that all rules of measure look at."""

import re

from extractor import lexicon
from extractor.attribution.frame import Frame

_WORDS = lexicon.load()
YOY = re.compile(f"(?:{_WORDS.cue('yoy').pattern})(?!年?[末底])")
QOQ, CAGR = _WORDS.cue("qoq"), _WORDS.cue("cagr")
UP_DOWN = _WORDS.cue("up", "down")
REACHED = re.compile(
    r"(?:增长|增加|增|提升|提高|上升|上涨|升|涨|下降|下滑|减少|降低|降|减|跌|回落|扩大|收窄|改善|攀升|增厚|变动|变更|调整|[上下]调|[上下]修|%|pcts?|元|倍|点)"
    r"?(?:至|到|达到|达|为)(?:了|约|近|超过?|\+|-)*$| to (?:RMB|HK\$|US\$)? ?$"
)
VERSUS = re.compile(
    r"(?:较(?![大小多少高低好差强弱快慢](?:的|,|幅))|(?<![同环占])比(?!例|重|率|较)|同比(?=(?:20)?\d\d年)|相比于?|相较于?|对比)(?P<base>[^,。;()]{1,14}?)(?:\([^,。;()]{1,16}\))?(?P<verb>放缓|调整|变化|加快|提速|回升|增长|增加|增|提升|提高|上升|升|涨|上涨|净增|下降|下滑|减少|降低|降|减|跌|回落|下跌|[上下]行|改善|缩短|延长|高出?|低|扩大|收窄|变动|翻|溢价|折价|\+|-|多|少)"
)
BASE_OF_SIGNED = re.compile(r"(?:较|(?<![同环占])比(?!例|重|率))(?P<base>[^,。;()]{1,12}?)(?:分别|各|均)?$")
"""较2019年同期+2%: the base right before a figure with a sign."""
CHANGE_UNITS = ("pp", "bp")
_OWN_CUE = re.compile(r"同比|环比|[Yy][Oo][Yy]|[Qq][Oo][Qq]")


_IS = re.compile(r"(?:仅|约|已)?(?:为|达到?|是)约?")
"""毛利率为: nothing of growth stands between a name and its level."""


_SAYS = re.compile(r"(?:仅|约)?(?:为|:)")
"""同比扭亏(22Q1为-1.8亿元): a bracket that says what was at another time stands on its own words."""


def own_words(frame: Frame) -> str:
    """The words that a figure's measure rests on: those before its list, or its own (同比+5%/环比+3%)."""
    first = frame.first_of_list()
    if first is not None:
        before = frame.siblings[0].figure.end if frame.siblings else frame.lead.end
        own = frame.text[before : frame.figure.start]
        if _OWN_CUE.search(own):
            return own
    if frame.bracket and frame.bracket[0] >= frame.gap_start:
        inside = frame.without_periods(frame.bracket[0] + 1, frame.lead.start)
        dated = not inside and frame.lead.start > frame.bracket[0] + 1 and frame.unit not in ("%", "x", *CHANGE_UNITS)
        if dated or _SAYS.fullmatch(inside):
            return frame.text[frame.bracket[0] + 1 : frame.lead.start]
    names = frame.marks.names_in(frame.gap_start, frame.lead.start)
    if names and _IS.fullmatch(frame.text, names[-1].end, frame.lead.start):
        return frame.text[names[-1].start : frame.lead.start]
    if frame.clause > frame.gap_start and frame.marks.names_in(frame.clause, frame.lead.start):
        clause = frame.text[frame.clause : frame.lead.start]
        if not UP_DOWN.search(clause):
            return clause  # a new metric without a verb of change: what was said of another is over
    return frame.gap.rpartition("。")[2].rpartition("\n")[2]
