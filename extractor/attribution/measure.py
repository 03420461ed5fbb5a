"""Field: what a figure measures of its metric: a level, growth against what, a share, a compound rate."""

import re

from extractor import lexicon
from extractor.attribution.cues import TIMES_OF, last_end, last_match
from extractor.attribution.frame import Candidate, Frame
from extractor.schema import Measure

_WORDS = lexicon.load()
_YOY, _QOQ, _CAGR = _WORDS.cue("yoy"), _WORDS.cue("qoq"), _WORDS.cue("cagr")
_UP_DOWN = _WORDS.cue("up", "down")
_REACHED = re.compile(
    r"(?:增长|增加|增|提升|提高|上升|上涨|升|涨|下降|下滑|减少|降低|降|减|跌|回落|扩大|收窄|改善|攀升|增厚|变动|变更|调整|[上下]调|[上下]修|%|pcts?|元|倍|点)"
    r"?(?:至|到|达到|达|为)(?:了|约|近|超过?|\+|-)*$"
)
_SHARE = re.compile(
    r"(?:完成(?:了)?(?:公司|我们)?(?:的)?(?:全年|年度|20\d\d年)?[^,。;\d]{0,6}(?:目标|计划|指引|预测)的?|占比|(?<!市)占(?!用|据|领|地)|占据(?=公司|市场|行业)|比重|比例|(?<!毛利)(?<!净利)占营?收入?比)"
)
_VERSUS = re.compile(
    r"(?:较|(?<![同环占])比(?!例|重|率)|相比于?|相较于?|对比)(?P<base>[^,。;()]{1,14}?)(?P<verb>放缓|调整|变化|加快|提速|回升|增长|增加|增|提升|提高|上升|升|涨|上涨|净增|下降|下滑|减少|降低|降|减|跌|回落|下跌|[上下]行|改善|缩短|延长|高出?|低|扩大|收窄|变动|\+|-|多|少)"
)
_GROWTH_NOUN = re.compile(
    r"(?:增速|增幅|增长率|涨幅|降幅|跌幅|增长|变动幅度|变化幅度)(?:分别|约?为|达到?|是|在|约|超过?|近|高达|有望|预计|将|可|或|实现|:|-|\+)*$"
)
_REVISED = re.compile(r"(?:[上下]调|[上下]修|调[高低增减升降])(?:幅度)?(?:分别|了|约|为|\+|-)*$")
_MOVED_FORECAST = re.compile(r"(?:[上下]调|[上下]修|调[高低增减升降])[^,。;]{0,24}$")
_HELD = re.compile(r"持股(?:比例)?(?:合计|约|为|达|共)*$")
_HOLDING = re.compile(r"的?(?:股权|股份|控股)(?!激励)")
_LAST_YEARS_LEVEL = re.compile(r"(?:较|比)(?:去年|上年|上一年)度?(?:同期|末|底)?的?$")
_CHANGE_UNITS = ("pp", "bp")
_PRICES = frozenset({"price", "market_cap", "target_price", "total_shares"})
_SIGNED_BRACKET = re.compile(r"\([+\-]?$")


def candidates(frame: Frame) -> list[Candidate[Measure]]:
    """The measures that the words allow, the best first."""
    words = _words(frame)
    if (fixed := _fixed_base(frame)) is not None:
        return [fixed]
    for rule in (
        _compound,
        _times_of,
        _share_of,
        _share_points,
        _moved_by,
        _end_of_move,
        _reached,
        _last_years,
        _both,
        _against_figure,
        _quarter,
        _against,
        _year,
        _revision,
        _growth_noun,
        _doubled,
        _of_money,
        _bare_bracket,
    ):
        found = rule(frame, words)
        if found is not None:
            return [found]
    if frame.unit in _CHANGE_UNITS:
        if (before := _points_before(frame, words)) is not None:
            return [before]
        sure = (
            bool(_UP_DOWN.search(words)) or frame.figure.signed
        )  # 费用率35.4%(+1.1pct) is on the year, as written short
        return [
            Candidate(Measure.YOY, "points", words[-8:], sure),
            *([] if sure else [Candidate(Measure.CHANGE, "points")]),
        ]
    moved = frame.unit in ("%", "x") or _UP_DOWN.search(words) or _YOY.search(words) or _QOQ.search(words)
    return [Candidate(Measure.LEVEL, "level" if moved else "plain_level")]


_FIXED_BASE = re.compile(r"以[^,。;]{2,16}(?:为|作为)基数")


def _fixed_base(frame: Frame) -> Candidate[Measure] | None:
    """以2020年为基数,增长率不低于60%: growth against a fixed base, for the whole sentence."""
    if frame.unit != "%":
        return None
    start = max(frame.layout.full_sentence(frame.figure.start), frame.figure.start - 120)
    if _FIXED_BASE.search(frame.text, start, frame.figure.start) and re.search(
        r"增[长速]", frame.text[start : frame.figure.start]
    ):
        return Candidate(Measure.CHANGE, "fixed_base")
    return None


_OWN_CUE = re.compile(r"同比|环比|[Yy][Oo][Yy]|[Qq][Oo][Qq]")


def _words(frame: Frame) -> str:
    """The words that a figure's measure rests on: those before its list, or its own (同比+5%/环比+3%)."""
    first = frame.first_of_list()
    if first is not None:
        before = frame.siblings[0].figure.end if frame.siblings else frame.lead.end
        own = frame.text[before : frame.figure.start]
        if _OWN_CUE.search(own):
            return own
    if frame.clause > frame.gap_start and frame.marks.names_in(frame.clause, frame.lead.start):
        clause = frame.text[frame.clause : frame.lead.start]
        if not _UP_DOWN.search(clause):
            return clause  # a new metric without a verb of change: what was said of another is over
    return frame.gap.rpartition("。")[2].rpartition("\n")[2]


def _compound(frame: Frame, words: str) -> Candidate[Measure] | None:
    after = frame.text[frame.figure.end : frame.figure.end + 8]
    if frame.unit not in ("%", "x"):
        return None
    if _CAGR.search(words) and last_end(_CAGR, words) >= max(last_end(_YOY, words), last_end(_QOQ, words)):
        return Candidate(Measure.CAGR, "compound_rate", words[-12:])
    if re.match(r"\+?(?:以上|左右)?的?(?:年均|年)?(?:复合|CAGR)", after):
        return Candidate(Measure.CAGR, "compound_rate_behind", after)
    return None


def _times_of(frame: Frame, _: str) -> Candidate[Measure] | None:
    """为同期净利润的1.14倍: a share of a whole, in times."""
    named = frame.siblings or frame.marks.names_in(frame.gap_start, frame.lead.start)
    if frame.unit == "x" and named and (match := TIMES_OF.search(frame.gap)) is not None:
        return Candidate(Measure.SHARE, "times_of", match[0])
    return None


def _share_of(frame: Frame, words: str) -> Candidate[Measure] | None:
    if frame.unit != "%":
        return None
    clause = words.rpartition(",")[2] if "," in words else words
    if _HELD.search(clause) or _HOLDING.match(frame.text, frame.figure.end):
        return Candidate(Measure.SHARE, "holding", clause[-6:])
    share, growth = last_end(_SHARE, clause), max(last_end(_YOY, clause), last_end(_QOQ, clause))
    if share < 0:
        return None
    if share > growth or _REACHED.search(clause):
        return Candidate(Measure.SHARE, "share_of_whole", clause[-12:])
    return None


_SHARE_WORD = re.compile(r"占(?!比|用|据)[^,。;()]{2,12}$")


def _share_points(frame: Frame, words: str) -> Candidate[Measure] | None:
    """59,709,405股的2.45%: a percentage of the figure before."""
    if frame.unit == "%" and words == ")的" and (bracket := frame.layout.bracket(frame.figure.start - 2)) is not None:
        if _SHARE_WORD.search(frame.text[frame.layout.clause(bracket[0]) : bracket[0]]):
            return Candidate(Measure.SHARE, "share_behind_bracket", words)
    if frame.unit == "%" and words == "的" and frame.siblings:
        return Candidate(Measure.SHARE, "percent_of_figure", words)
    return None


_FROM = re.compile(r"(?:由|从)[^,。;()]{0,14}$")


def _end_of_move(frame: Frame, words: str) -> Candidate[Measure] | None:
    """降幅由40%收窄至三季度的18%: the end of a move is measured as its beginning."""
    before = frame.siblings[0] if frame.siblings else None
    if before is None or before.measure[0].value == Measure.LEVEL or before.unit != frame.unit:
        return None
    low = max(frame.layout.clause(before.figure.start), before.figure.start - 20)
    if not _FROM.search(frame.text[low : before.figure.start]) or not _REACHED.search(
        frame.gap_without_periods().rstrip("的")
    ):
        return None
    return Candidate(before.measure[0].value, "end_of_move", words[-8:])


def _reached(frame: Frame, words: str) -> Candidate[Measure] | None:
    """Growth to a level: 增长32%至11.1亿元, 提升至35%; and a level reached without growth."""
    match = _REACHED.search(words) or _REACHED.search(frame.gap_without_periods().rstrip("的"))
    if not match or frame.unit in _CHANGE_UNITS or _GROWTH_NOUN.search(words):
        return None
    moved = match[0][0] not in "至到达为"
    if frame.unit == "%" and re.search(r"占比|占[^,。;]{1,12}比[重例]", frame.text[frame.clause : frame.lead.start]):
        return Candidate(Measure.SHARE, "reached_share", match[0])
    if moved or match.start() == 0 or match[0].startswith(("至", "到")):
        return Candidate(Measure.LEVEL, "reached", match[0])
    return None


_MOVED = re.compile(r"(?:减少|增加|下降|提升|提高|降低|压降|缩减|净增|净减)(?:了|约|近|超过?)*$")


def _moved_by(frame: Frame, words: str) -> Candidate[Measure] | None:
    """减少5.2亿元至43.6亿元: by how much, before to what; growth on the year only where the words say so."""
    if not re.match(r"[至到]", frame.text[frame.figure.end :][:1]) or not _MOVED.search(words) or len(frame.chain) > 1:
        return None
    grown = _YOY.search(words) or re.search(r"(?:去年|上年)", words)
    return Candidate(Measure.YOY if grown else Measure.CHANGE, "moved_by", words[-6:])


_PAIR = re.compile(
    r"同比?[/、]?环比?(?:分别|各)?(?:增速|变动|增长|下滑|下降|提升|上升|减少|增加|回落|改善)?(?:分别|各)?(?:为|[+\-])*$"
)


def _both(frame: Frame, words: str) -> Candidate[Measure] | None:
    """同环比+11%/+5%: the first on the year, the second on the quarter."""
    if len(frame.chain) != 2 or not _PAIR.search(frame.gap):
        return None
    return Candidate((Measure.YOY, Measure.QOQ)[frame.position], "both", words[-6:])


_BASE_FIGURE = re.compile(r"(?:较|比|相比)(?P<base>[^,。;()]{0,12})$")
_EASED = re.compile(r"[元万亿]*(?:减亏|增亏)(?:了|约|近|超过?)*")
_VERB_ONLY = re.compile(
    r"[元%倍吨家人]?(?:的)?(?:大幅|小幅|明显|略)?(?:增长|增加|提升|提高|上升|上涨|回升|下降|下滑|减少|降低|回落|下跌|高出?|低|溢价|折价)(?:了|约|近|超过?)*"
)
_FORECAST_BEHIND = re.compile(r"[元%倍股/]*的(?:预测|预期)值?")


def _against_figure(frame: Frame, _: str) -> Candidate[Measure] | None:
    """较Q2的1828元回落47%: growth against the figure before, which is the base."""
    if not frame.siblings:
        return None
    eased = frame.unit == frame.siblings[0].unit and _EASED.fullmatch(frame.gap)
    if not eased and (
        frame.unit not in ("%", "x", *_CHANGE_UNITS) or not _VERB_ONLY.fullmatch(_FORECAST_BEHIND.sub("", frame.gap))
    ):
        return None
    before = frame.siblings[0].figure.start
    match = _BASE_FIGURE.search(frame.text[max(frame.layout.clause(before), before - 20) : before])
    if match is None:
        return None
    last_year = re.search(r"去年|上年|同期", match["base"])
    return Candidate(Measure.YOY if last_year else Measure.CHANGE, "against_figure", match[0])


def _points_before(frame: Frame, words: str) -> Candidate[Measure] | None:
    """Points without a base of their own are measured as the points before them in the sentence."""
    if _YOY.search(words) or _QOQ.search(words) or re.search(r"较|比", words):
        return None
    earlier = next((r for r in frame.siblings if r.unit in _CHANGE_UNITS), None)
    if earlier is None or earlier.measure[0].rule not in ("against_base", "points_before"):
        return None
    return Candidate(earlier.measure[0].value, "points_before", words[-6:])


def _last_years(frame: Frame, words: str) -> Candidate[Measure] | None:
    """较去年同期32.7%增加4.7个百分点: the level to compare with, not a growth."""
    if _LAST_YEARS_LEVEL.search(words) and not frame.figure.signed:
        return Candidate(Measure.LEVEL, "level_compared_with", words[-6:])
    return None


def _quarter(frame: Frame, words: str) -> Candidate[Measure] | None:
    place = last_end(_QOQ, words)
    if _VERSUS.search(words, max(place, 0)) and "," in words[max(place, 0) :]:
        return None
    if place >= 0 and place > last_end(_YOY, words) and _is_growth(frame, words):
        return Candidate(Measure.QOQ, "quarter_on_quarter", words[-8:])
    return None


def _year(frame: Frame, words: str) -> Candidate[Measure] | None:
    if last_end(_YOY, words) >= 0 and _is_growth(frame, words):
        return Candidate(Measure.YOY, "year_on_year", words[-8:])
    return None


def _is_growth(frame: Frame, words: str) -> bool:
    """同比 right before a figure of any unit is growth; further off, only of a percentage or with a verb of change."""
    if frame.unit in ("%", "x", *_CHANGE_UNITS):
        return True
    tail = words[max(last_end(_YOY, words), last_end(_QOQ, words)) :]
    return len(tail) <= 8 and bool(
        _UP_DOWN.match(tail) or _MORE.match(tail) or frame.figure.signed or not tail.strip("约近超")
    )


_MORE = re.compile(r"多|少|缩短|延长|持平")
_DOUBLED = re.compile(r"翻(?:了)?(?:一|两)?[番倍]")
_YEAR_OF_BASE = re.compile(r"((?:19|20)\d\d)年?(?!末|底|初)")
_DATED_BASE = re.compile(r"(?:较|比)[^,。;()]{0,10}(?:年初|末|底|初|(?:19|20)\d\d年同期)$")


def _against(frame: Frame, words: str) -> Candidate[Measure] | None:
    if frame.figure.signed and (dated := _DATED_BASE.search(words)) is not None:
        return Candidate(Measure.CHANGE, "against_base", dated[0])
    match = last_match(_VERSUS, words)
    if match is None or frame.unit is None:
        return None
    base = match["base"]
    if (successive := _successive(frame, match.start("base"), match.end("base"))) is not None:
        return Candidate(successive, "against_the_one_before", match[0])
    if len(words) - match.end() > 6 and frame.unit not in ("%", *_CHANGE_UNITS):
        return None
    value, rule = _by_base(frame, base)
    if value == Measure.CHANGE and (_YOY.search(words[match.end() :]) or _QOQ.search(words[match.end() :])):
        return None
    return Candidate(value, rule, match[0])


_LONG_AGO = 3


def _by_base(frame: Frame, base: str) -> tuple[Measure, str]:
    """What growth is measured against, by the words of its base: last year, the quarter before, or any other time."""
    year, written = _YEAR_OF_BASE.search(base), frame.marks.published
    if year is not None and (written is None or written.year - int(year[1]) >= _LONG_AGO or "同期" not in base):
        return Measure.CHANGE, "against_base"
    if re.search(r"(?:去年|上年|上一年)度?(?:同期)?|同期$", base) and "末" not in base and "底" not in base:
        return Measure.YOY, "against_last_year"
    if re.search(r"上季|上月|上一季|上个季", base):
        return Measure.QOQ, "against_last_quarter"
    return Measure.CHANGE, "against_base"


def _successive(frame: Frame, start: int, end: int) -> Measure | None:
    """2022年较2021年, 2025Q2较2025Q1: growth on the year or on the quarter, whatever the word."""
    offset = frame.gap_start + len(frame.gap) - len(frame.gap.rpartition("。")[2].rpartition("\n")[2])
    bases = frame.marks.periods_in(offset + start, offset + end)
    own = [m for m in frame.marks.periods_in(frame.sentence, offset + start) if len(m.values) == 1]
    if len(bases) != 1 or len(bases[0].values) != 1 or not own:
        return None
    base, period = bases[0].values[0], own[-1].values[0]
    if base[4:] == period[4:] and int(period[:4]) == int(base[:4]) + 1:
        return Measure.YOY
    quarters = [re.fullmatch(r"(\d{4})Q([1-4])", value) for value in (base, period)]
    if quarters[0] and quarters[1]:
        first, second = (int(q[1]) * 4 + int(q[2]) for q in quarters if q)
        return Measure.QOQ if second == first + 1 else None
    return None


def _revision(frame: Frame, words: str) -> Candidate[Measure] | None:
    clause = words.rpartition(",")[2]
    moved = _MOVED_FORECAST.search(clause) and re.match(r"(?:左右)?[至到]", frame.text[frame.chain[-1].end :][:3])
    if frame.unit == "%" and (_REVISED.search(words) or moved):
        return Candidate(Measure.CHANGE, "forecast_revised", words[-6:])
    return None


_START = re.compile(r"(?:由|从|自)[^,。;]{0,10}的$")
_SIZE_OF_CHANGE = re.compile(r"(?:增幅|降幅|涨幅|跌幅)(?:为|达|约)*$")


def _growth_noun(frame: Frame, words: str) -> Candidate[Measure] | None:
    if frame.unit not in ("%", "x") or (frame.figure.words and frame.unit == "%" and frame.figure.value < 100):
        return None
    named = frame.marks.names_in(frame.gap_start, frame.lead.start)
    if named and named[-1].end == frame.lead.start and re.search(r"增长率|增速", named[-1].label):
        return None
    if _SIZE_OF_CHANGE.search(words) and frame.siblings and frame.siblings[0].measure[0].value == Measure.LEVEL:
        moved = next((r for r in frame.siblings[1:3] if r.measure[0].rule in ("against_base", "moved_by")), None)
        if moved is not None:
            return Candidate(moved.measure[0].value, "size_of_change", words[-6:])
    if _GROWTH_NOUN.search(words) or (
        _UP_DOWN.search(words[-6:]) and not words.endswith(("率", "至", "到")) and not _START.search(words)
    ):
        return Candidate(Measure.YOY, "growth_word", words[-6:])
    return None


def _doubled(frame: Frame, words: str) -> Candidate[Measure] | None:
    """收入接近翻倍: on the year, if no base is named."""
    if not frame.figure.words or not _DOUBLED.fullmatch(frame.text[frame.figure.number[0] : frame.figure.end]):
        return None
    return Candidate(Measure.YOY, "doubled", words[-6:])


def _of_money(frame: Frame, words: str) -> Candidate[Measure] | None:
    """营收+5%: a signed percentage of what is money or a count is growth."""
    if frame.unit != "%" or not frame.figure.signed or frame.bracket:
        return None
    named = frame.marks.names_in(max(frame.gap_start, frame.clause), frame.lead.start)
    if not named or named[-1].metric.units & {"percent"} or _REACHED.search(words.rstrip("为是")):
        return None
    return Candidate(Measure.YOY, "signed_money", words[-6:])


def _bare_bracket(frame: Frame, words: str) -> Candidate[Measure] | None:
    """A percentage with a sign in a bracket behind a level is growth on the year."""
    if frame.unit == "%" and frame.bracket and frame.siblings and _SIGNED_BRACKET.search(words):
        return Candidate(Measure.YOY, "signed_bracket", words, frame.figure.signed)
    if frame.unit == "%" and any(frame.text[f.start] == "+" for f in frame.chain) and not _REACHED.search(words):
        return Candidate(Measure.YOY, "plus_sign", words[-6:], False)
    if frame.unit not in ("%", "x", *_CHANGE_UNITS) and frame.figure.signed and frame.siblings and frame.gap == "(":
        return Candidate(Measure.CHANGE, "signed_bracket", words, False)
    if frame.unit == "%" and frame.figure.signed and frame.siblings and words.strip("/,、") in ("", "("):
        before = frame.siblings[0].measure[0]
        return Candidate(
            before.value if before.value != Measure.LEVEL else Measure.YOY, "signed_percentage", words, False
        )
    return None


_BASE = re.compile(
    r"(?:较|相比于?|相较于?|(?<![同环占])比)(?P<base>[^,。;()]{1,12}?)(?:的|增长|增加|增|提升|提高|上升|升|涨|净增|下降|下滑|减少|降低|降|减|跌|回落|高出?|低|[+\-]|(?<!\d)\d(?!\d*[年季月QH])|$)"
)
_WHOLE = re.compile(
    r"占(?:比)?(?P<base>[^,。;()\d]{1,16}?)(?:的比[重例]|比[重例]|比)?(?:约?为|达到?|的|超过?|约|近|仅|高达|\d|$)"
)


def base(frame: Frame) -> str | None:
    """What a change or a share is measured against, as written; None for other measures."""
    if frame.measure == Measure.SHARE and frame.unit == "x" and (times := TIMES_OF.search(frame.gap)) is not None:
        return re.sub(r"^(?:为|相当于|是|达)|的(?:约|近|超)?$", "", times[0])
    pattern = {Measure.CHANGE: _BASE, Measure.SHARE: _WHOLE}.get(frame.measure)
    if pattern is None:
        return None
    match = last_match(pattern, frame.gap)
    return match["base"].strip() or None if match else None


def of_prices(frame: Frame, found: list[Candidate[Measure]]) -> list[Candidate[Measure]]:
    """A price that rises, without a word of the year, rises against some day: a change, not growth on the year."""
    if frame.name is not None and frame.name.metric.code == "target_price" and frame.unit == "%":
        return [Candidate(Measure.CHANGE, "room_to_target", found[0].words)]
    if frame.name is not None and frame.name.metric.code in _PRICES and found[0].rule == "growth_word":
        return [Candidate(Measure.CHANGE, "price_moved", found[0].words)]
    return found
