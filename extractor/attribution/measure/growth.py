"""Rules for growth by its words, and for levels that growth led to."""

import re

from extractor.attribution.cues import last_end
from extractor.attribution.frame import Candidate, Frame
from extractor.attribution.measure.words import BASE_OF_SIGNED, CAGR, CHANGE_UNITS, QOQ, REACHED, UP_DOWN, VERSUS, YOY
from extractor.schema import Measure

_GROWTH_NOUN = re.compile(
    r"(?:增速|增幅|增长率|涨幅|降幅|跌幅|增长|变动幅度|变化幅度)(?:分别|约?为|达到?|是|在|约|超过?|近|高达|有望|预计|将|可|或|实现|能够?|保持|维持|由的?|从的?|自的?|:|-|\+)*$"
)
_REVISED = re.compile(r"(?:[上下]调|[上下]修|调[高低增减升降幅])(?:幅度)?(?:分别|了|约|为|\+|-)*$")
_MOVED_FORECAST = re.compile(r"(?:[上下]调|[上下]修|调[高低增减升降])[^,。;]{0,24}$")
_REVISED_BY = re.compile(
    r"(?:[上下]调|[上下]修|调[高低增减升降])[^。;]{0,30}(?:预测|预期|盈利|EPS|目标价)(?:分别|各)?约?$"
)
_SIGNED_BRACKET = re.compile(r"\([+\-]?$")


def compound(frame: Frame, words: str) -> Candidate[Measure] | None:
    """五年CAGR达46%, 30%的复合增速: a compound rate."""
    after = frame.text[frame.figure.end : frame.figure.end + 8]
    if frame.unit not in ("%", "x"):
        return None
    if CAGR.search(words) and last_end(CAGR, words) >= max(last_end(YOY, words), last_end(QOQ, words)):
        return Candidate(Measure.CAGR, "compound_rate", words[-12:])
    if _OVER_YEARS.search(words) and any(
        len(m.values) > 1 for m in frame.marks.periods_in(frame.clause, frame.lead.start)
    ):
        return Candidate(Measure.CAGR, "compound_rate", words[-12:])
    if _COMPOUND_BEHIND.match(after):
        return Candidate(Measure.CAGR, "compound_rate_behind", after)
    return None


_OVER_YEARS = re.compile(r"(?:平均增[长速]|(?<!\d)年增长?)[^,。;()\d]{0,6}$")
_COMPOUND_BEHIND = re.compile(r"\+?(?:以上|左右)?的?[^,。;()\d]{0,4}?(?:复合|CAGR)")
_FROM = re.compile(r"(?:由|从)[^,。;()]{0,14}$")


def end_of_move(frame: Frame, words: str) -> Candidate[Measure] | None:
    """降幅由40%收窄至三季度的18%: the end of a move is measured as its beginning."""
    before = frame.siblings[0] if frame.siblings else None
    if before is None or before.measure[0].value == Measure.LEVEL or before.unit != frame.unit:
        return None
    low = max(frame.layout.clause(before.figure.start), before.figure.start - 20)
    if not _FROM.search(frame.text[low : before.figure.start]) or not REACHED.search(
        frame.gap_without_periods().rstrip("的")
    ):
        return None
    return Candidate(before.measure[0].value, "end_of_move", words[-8:])


_RATE = re.compile(
    r"(?:增速|降速|增幅|降幅|涨幅|跌幅)(?:相?较于?|比|[高低]于)[^,。;()]{0,10}的?$|(?P<quarter>环比)?(?:增速|降速|增幅|降幅|涨幅|跌幅|增长率|[增下上降跌涨][长滑降升跌涨]幅度)[^,。;()\d]{0,10}(?:至|到|为|达)(?:了|约|近|超过?)*$"
)


def rate_reached(frame: Frame, _: str) -> Candidate[Measure] | None:
    """增速回落至6.9%: a rate that has moved is still a rate of growth."""
    match = _RATE.search(frame.gap_without_periods())
    named = frame.marks.names_in(frame.gap_start, frame.lead.start)
    if match is None or frame.unit not in ("%", "x") or (named and re.search(r"增长率|增速", named[-1].label)):
        return None
    return Candidate(Measure.QOQ if match["quarter"] else Measure.YOY, "rate_reached", match[0])


def reached(frame: Frame, words: str) -> Candidate[Measure] | None:
    """Growth to a level: 增长32%至11.1亿元, 提升至35%; and a level reached without growth."""
    match = REACHED.search(words) or REACHED.search(frame.gap_without_periods().rstrip("的"))
    if not match or frame.unit in CHANGE_UNITS or _GROWTH_NOUN.search(words):
        return None
    moved = match[0][0] not in "至到达为"
    if frame.unit == "%" and re.search(
        r"占比(?!较[大高小低])|占[^,。;]{1,12}比[重例]|(?:收入|利润|营收|毛利)贡献",
        frame.text[frame.clause : frame.lead.start],
    ):
        return Candidate(Measure.SHARE, "reached_share", match[0])
    if moved or match.start() == 0 or match[0].startswith(("至", "到")):
        return Candidate(Measure.LEVEL, "reached", match[0])
    return None


_MOVED = re.compile(r"(?:减少|增加|下降|提升|提高|降低|压降|缩减|净增|净减)(?:了|约|近|超过?)*$")


def moved_by(frame: Frame, words: str) -> Candidate[Measure] | None:
    """减少5.2亿元至43.6亿元: by how much, before to what; growth on the year only where the words say so."""
    counted = frame.figure.signed and frame.unit not in ("%", "x", *CHANGE_UNITS)
    if (
        not re.match(r"[至到]", frame.text[frame.figure.end :][:1])
        or len(frame.chain) > 1
        or frame.unit in CHANGE_UNITS
    ):
        return None
    if QOQ.search(words) or (not _MOVED.search(words) and not counted):
        return None
    grown = YOY.search(words) or re.search(r"(?:去年|上年)", words)
    return Candidate(Measure.YOY if grown else Measure.CHANGE, "moved_by", words[-6:])


_PAIR = re.compile(
    r"同比?[/、和与及]?环比?(?:分别|各)?(?:大幅|小幅)?(?:增速|变动|增长|下滑|下降|提升|提高|上升|减少|增加|回落|改善)?(?:分别|各)?(?:增|升|降|减|跌|扩|上升|[+\-]|为)*$"
)


_CUES = re.compile(
    r"(?P<a>同比|环比|较(?:年初|[上去]年[末底]))[/、和与及](?P<b>同比|环比|较(?:年初|[上去]年[末底]))[^,。;()\d]{0,6}$"
)
_CUED = {"同": Measure.YOY, "环": Measure.QOQ, "较": Measure.CHANGE}


def cued_pair(frame: Frame, _: str) -> Candidate[Measure] | None:
    """较年初/同比分别+3%/+12%: two figures behind two cues, one each."""
    if len(frame.chain) != 2 or (pair := _CUES.search(frame.gap)) is None:
        return None
    return Candidate(_CUED[pair["ab"[frame.position]][0]], "both", pair[0])


def both(frame: Frame, words: str) -> Candidate[Measure] | None:
    """同环比+11%/+5%: the first on the year, the second on the quarter."""
    before = frame.siblings[0].measure[0] if frame.siblings else None
    if len(frame.chain) == 1 and frame.gap == "/" and before and before.rule == "both" and before.value == Measure.YOY:
        return Candidate(Measure.QOQ, "both", before.words)  # 同比/环比+5.0x/+51%: two units, two lists
    behind = len(frame.chain) == 1 and re.match(r"/[+\-]?\d", frame.text[frame.figure.end :][:3])
    if not (len(frame.chain) == 2 or behind) or not _PAIR.search(frame.gap):
        return None
    return Candidate((Measure.YOY, Measure.QOQ)[frame.position], "both", words[-6:])


_AGAINST = ("against_base", "against_the_one_before", "points_before")


def points_before(frame: Frame, words: str) -> Candidate[Measure] | None:
    """Points without a base of their own are measured as the points before them in the sentence."""
    if frame.unit not in CHANGE_UNITS or YOY.search(words) or QOQ.search(words) or re.search(r"较|比", words):
        return None
    earlier = next((r for r in frame.siblings if r.unit in CHANGE_UNITS), None)
    if earlier is None or earlier.measure[0].rule not in _AGAINST:
        return None
    return Candidate(earlier.measure[0].value, "points_before", words[-6:])


def quarter(frame: Frame, words: str) -> Candidate[Measure] | None:
    """环比+5%: growth on the quarter, unless a later base is named."""
    place = last_end(QOQ, words)
    if VERSUS.search(words, max(place, 0)) and "," in words[max(place, 0) :]:
        return None
    if frame.figure.signed and BASE_OF_SIGNED.search(words):
        return None
    if place >= 0 and place > last_end(YOY, words) and _is_growth(frame, words):
        return Candidate(Measure.QOQ, "quarter_on_quarter", words[-8:])
    return None


_MOVES_FROM = re.compile(r"同比(?:由|从)[^,。;()]{0,8}$")


def year(frame: Frame, words: str) -> Candidate[Measure] | None:
    """同比+5%: growth on the year; 净利率同比由8%提升至12%: a level that moved."""
    if _MOVES_FROM.search(words) and re.match(r"[^,。;]{0,6}[至到]", frame.text[frame.chain[-1].end :][:8]):
        return None
    if last_end(YOY, words) >= 0 and _is_growth(frame, words):
        return Candidate(Measure.YOY, "year_on_year", words[-8:])
    return None


def _is_growth(frame: Frame, words: str) -> bool:
    """同比 right before a figure of any unit is growth; further off, only of a percentage or with a verb of change."""
    if frame.unit in ("%", "x", *CHANGE_UNITS):
        return True
    tail = _BEFORE_VERB.sub("", words[max(last_end(YOY, words), last_end(QOQ, words)) :])
    return len(tail) <= 8 and bool(
        UP_DOWN.match(tail) or _MORE.match(tail) or frame.figure.signed or not tail.strip("约近超")
    )


_NEXT_VERB = re.compile(r"[、和及,](?:增长|增加|提升|提高|上升|减少|下降|降低|下滑|缩短|延长|增|减|升|降)(?:了|约)*")


def moved_too(frame: Frame, words: str) -> Candidate[Measure] | None:
    """同比分别减少5天、增加3天: the next of growths apart, each with its verb, is over the same time."""
    before = frame.siblings[0] if frame.siblings else None
    if before is None or before.unit != frame.unit or before.measure[0].value == Measure.LEVEL:
        return None
    moved = _NEXT_VERB.fullmatch(frame.gap)
    return Candidate(before.measure[0].value, "moved_too", words) if moved and before.measure[0].sure else None


_BEFORE_VERB = re.compile(r"^(?:分别|各|均|则|略|又|再|大幅|小幅|显著|明显)+")
_MORE = re.compile(r"多|少|缩短|延长|持平")
_DOUBLED = re.compile(r"翻(?:了)?(?:一|两)?[番倍]")


def revision(frame: Frame, words: str) -> Candidate[Measure] | None:
    """上调5%, 下调盈利预测5%至…: a forecast moved."""
    clause = words.rpartition(",")[2]
    moved = _MOVED_FORECAST.search(clause) and re.match(r"(?:左右)?[至到]", frame.text[frame.chain[-1].end :][:3])
    by = _REVISED_BY.search(words) and not frame.figure.bracket
    if (frame.unit == "%" and (moved or by)) or (frame.unit not in CHANGE_UNITS and _REVISED.search(words)):
        return Candidate(Measure.CHANGE, "forecast_revised", words[-6:])
    return None


_START = re.compile(r"(?:由|从|自)[^,。;]{0,10}的$")
_SIZE_OF_CHANGE = re.compile(r"(?:增幅|降幅|涨幅|跌幅)(?:分别|为|达|约)*$")
_END_OF_YEAR = re.compile(r"(?:[上去]年[末底]|年初|期初)(?:的|为|是)?$")
_REVISED_TO = re.compile(r"(?:[上下]调|[上下]修|调[高低增减升降])(?:至|到|为)[^。;\n]{0,50}$")


def size_of_change(frame: Frame, words: str) -> Candidate[Measure] | None:
    """较年初增加1300亿元、增幅4.4%: the size of a change just named is measured as it is."""
    if frame.unit not in ("%", "x") or not _SIZE_OF_CHANGE.search(words):
        return None
    if _REVISED_TO.search(frame.text, frame.sentence, frame.lead.start):
        return Candidate(Measure.CHANGE, "size_of_revision", words[-6:])
    if not frame.siblings:
        return None
    start = frame.siblings[0].figure.start
    if _END_OF_YEAR.search(frame.text, max(0, start - 8), start):
        return Candidate(Measure.CHANGE, "size_of_change", words[-6:])
    if frame.siblings[0].measure[0].value not in (Measure.LEVEL, Measure.CHANGE):
        return None
    moved = next((r for r in frame.siblings[:3] if r.measure[0].rule in ("against_base", "moved_by")), None)
    return None if moved is None else Candidate(moved.measure[0].value, "size_of_change", words[-6:])


def grown_of_which(frame: Frame, words: str) -> Candidate[Measure] | None:
    """贷款较年初增长5%,其中对公贷款增长6%: a part grows against what the whole does."""
    before = frame.siblings[0].measure[0] if frame.siblings else None
    if before is None or before.rule not in ("against_base", "quarter_on_quarter") or frame.unit not in ("%", "x"):
        return None
    if not frame.gap.startswith(",其中") or not (_GROWTH_NOUN.search(words) or UP_DOWN.search(words[-6:])):
        return None
    return Candidate(before.value, "as_before", words[-6:])


def growth_noun(frame: Frame, words: str) -> Candidate[Measure] | None:
    """增速为5%, 增长5%: growth by its noun or verb, on the year."""
    if frame.unit not in ("%", "x"):
        return None
    if frame.figure.words and frame.unit == "%" and abs(frame.figure.value) < 100 and not _GROWTH_NOUN.search(words):
        return None
    named = frame.marks.names_in(frame.gap_start, frame.lead.start)
    if named and named[-1].end == frame.lead.start and re.search(r"增长率|增速", named[-1].label):
        return None
    if (
        _GROWTH_NOUN.search(words)
        or _GROWTH_NOUN.search(frame.gap_without_periods())
        or (UP_DOWN.search(words[-6:]) and not words.endswith(("率", "至", "到")) and not _START.search(words))
    ):
        return Candidate(Measure.YOY, "growth_word", words[-6:])
    return None


_BEHIND = re.compile(
    r"\+?(?:以上|左右)?(?:的(?![^,。;]{0,6}(?:率|份额|占比))[^,。;()\d占]{0,6}?)?(?:同比)?(?:高速|快速|大幅)?"
    r"(?:增长|增速|增幅|上升速度|下滑|下降|下跌|跌幅|降幅)(?![率至到为了])"
)


def growth_behind(frame: Frame, words: str) -> Candidate[Measure] | None:
    """近7倍增长, 保持20%的增速: growth named behind its figure."""
    match = _BEHIND.match(frame.text, frame.chain[-1].end)
    if match is None or frame.unit not in ("%", "x") or REACHED.search(words):
        return None
    return Candidate(Measure.YOY, "growth_behind", match[0])


def doubled(frame: Frame, words: str) -> Candidate[Measure] | None:
    """收入接近翻倍: on the year, if no base is named."""
    if not frame.figure.words or not _DOUBLED.fullmatch(frame.text[frame.figure.number[0] : frame.figure.end]):
        return None
    based = re.search(r"(?:较|比)(?!上年|去年|同期|上一年)[^,。;]{1,12}$", words)
    return Candidate(Measure.CHANGE if based else Measure.YOY, "doubled", words[-6:])


_BESIDE = re.compile(r"/(?:增加?|减少?|多|少)?")


def beside_growth(frame: Frame, _: str) -> Candidate[Measure] | None:
    """同比+95%/+6.1亿元: growth in money beside growth in percent."""
    before = frame.siblings[0].measure[0] if frame.siblings else None
    if before is None or before.value not in (Measure.YOY, Measure.QOQ) or frame.unit in ("%", "x", *CHANGE_UNITS):
        return None
    if not _BESIDE.fullmatch(frame.gap) or not (frame.figure.signed or len(frame.gap) > 1):
        return None
    return Candidate(before.value, "beside_growth", before.words)


def of_money(frame: Frame, words: str) -> Candidate[Measure] | None:
    """营收+5%: a signed percentage of what is money or a count is growth."""
    if frame.unit != "%" or not frame.figure.signed or frame.bracket:
        return None
    named = frame.marks.names_in(max(frame.gap_start, frame.clause), frame.lead.start)
    if not named or named[-1].metric.units & {"percent"} or REACHED.search(words.rstrip("为是")):
        return None
    return Candidate(Measure.YOY, "signed_money", words[-6:])


def _is_its_level(frame: Frame) -> bool:
    """毛利率(38.2%): an unsigned percentage right behind the name of a ratio is its level."""
    if frame.unit != "%" or frame.bracket is None or frame.figure.signed or frame.bracket[0] + 1 != frame.lead.start:
        return False
    return any(
        n.end == frame.bracket[0] and n.metric.units == {"percent"}
        for n in frame.marks.names_in(frame.clause - 40, frame.lead.start)
    )


def bare_bracket(frame: Frame, words: str) -> Candidate[Measure] | None:
    """A percentage with a sign in a bracket behind a level is growth on the year."""
    if _is_its_level(frame):
        return Candidate(Measure.LEVEL, "level_in_bracket", words)
    if frame.unit == "%" and frame.bracket and frame.siblings and _SIGNED_BRACKET.search(words):
        return Candidate(Measure.YOY, "signed_bracket", words, frame.figure.signed)
    if frame.unit == "%" and any(frame.text[f.start] == "+" for f in frame.chain) and not REACHED.search(words):
        return Candidate(Measure.YOY, "plus_sign", words[-6:], False)
    if frame.unit not in ("%", "x", *CHANGE_UNITS) and frame.figure.signed and frame.siblings and frame.gap == "(":
        return Candidate(Measure.CHANGE, "signed_bracket", words, False)
    if frame.unit == "%" and frame.figure.signed and frame.siblings and words.strip("/,、") in ("", "("):
        before = frame.siblings[0].measure[0]
        return Candidate(
            before.value if before.value != Measure.LEVEL else Measure.YOY, "signed_percentage", words, False
        )
    return None
