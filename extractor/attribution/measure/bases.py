"""Rules for what is measured against a named base, and the base as written."""

import re

from extractor import lexicon
from extractor.attribution.cues import TIMES_OF, last_match
from extractor.attribution.frame import Candidate, Frame
from extractor.attribution.measure.words import BASE_OF_SIGNED, CHANGE_UNITS, QOQ, UP_DOWN, VERSUS, YOY
from extractor.lexicon import Metric
from extractor.schema import Measure

_LAST_YEARS_LEVEL = re.compile(r"(?:较|(?<![同环])比|与|[高低]于)(?:去年|上年|上一年)度?(?:同期|末|底)?的?$")
_PRICES = frozenset({"price", "market_cap", "target_price", "total_shares"})


def _is_price(metric: Metric) -> bool:
    return metric.code in _PRICES or metric is lexicon.load().aliases["股票指数"].metric


_FIXED_BASE = re.compile(r"以[^,。;]{2,16}(?<!股)(?:为|作为)基数")


def fixed_base(frame: Frame, _: str) -> Candidate[Measure] | None:
    """以2020年为基数,增长率不低于60%: growth against a fixed base, for the whole sentence."""
    if frame.unit != "%":
        return None
    start = max(frame.layout.full_sentence(frame.figure.start), frame.figure.start - 120)
    if _FIXED_BASE.search(frame.text, start, frame.figure.start) and re.search(
        r"增[长速幅]", frame.text[start : frame.figure.start]
    ):
        return Candidate(Measure.CHANGE, "fixed_base")
    return None


_BASE_FIGURE = re.compile(r"(?:较|比|相比)(?P<base>[^,。;()]{0,12})\(?约?$")
_EASED = re.compile(r"[元万亿]*,?(?:减亏|增亏)(?:了|约|近|超过?)*")
_LAST_YEAR = re.compile(r"(?:去年|上年)同期[^,。;()]{0,6}$")
_NOT_ITS_TIME = re.compile(r"[末底初]|全年")
"""上年末, 去年全年: a time of last year that is not the same as this year's."""
_VERB_ONLY = re.compile(
    r"\)?[元%倍吨家人]?(?:的)?(?:大幅|小幅|明显|略|再|又|仅|只)?(?:压降|缩减|多出?|少|增长|增加|提升|提高|上升|上涨|回升|下降|下滑|减少|降低|回落|下跌|收窄|扩大|改善|走阔|高出?|低|溢价|折价|增|减|升|降)(?:了|约|近|超过?)*"
)
_FORECAST_BEHIND = re.compile(r"[元%倍股/]*的(?:预测|预期)值?")


def against_figure(frame: Frame, _: str) -> Candidate[Measure] | None:
    """较Q2的1828元回落47%: growth against the figure before, which is the base."""
    if not frame.siblings:
        return None
    eased = frame.unit == frame.siblings[0].unit and _EASED.fullmatch(frame.gap)
    if not eased and (
        frame.unit not in ("%", "x", *CHANGE_UNITS) or not _VERB_ONLY.fullmatch(_FORECAST_BEHIND.sub("", frame.gap))
    ):
        return None
    before = frame.siblings[0].figure.start
    words = frame.text[max(frame.layout.clause(before - 1), before - 20) : before]
    if eased and (against := _LAST_YEAR.search(words)) is not None:
        return Candidate(Measure.YOY, "against_figure", against[0])
    match = _BASE_FIGURE.search(frame.text[max(frame.layout.clause(before - 2), before - 20) : before])
    if match is None:
        return None
    last_year = re.search(r"去年|上年|同期", match["base"]) and not _NOT_ITS_TIME.search(match["base"])
    successive = (
        None if last_year else _successive(frame, *(before + at - len(match.string) for at in match.span("base")))
    )
    return Candidate(Measure.YOY if last_year else successive or Measure.CHANGE, "against_figure", match[0])


_COMPARED = re.compile(
    r"[\u4e00-\u9fff]?[,(](?:而|则|同比)?(?:仅|约|则)?[、和]?(?:分别|依次)?(?:(?:为|是)(?:仅|约)?|:)|,?(?:相?比|相?较)于?(?:期末|期初)?\("
)


def as_before(frame: Frame, _: str) -> Candidate[Measure] | None:
    """占营收17.8%,去年同期为12.6%: the same of another time is measured as it is."""
    before = frame.siblings[0] if frame.siblings else None
    if before is None or not _COMPARED.fullmatch(frame.gap_without_periods()):
        return None
    if frame.figure.signed and before.measure[0].value not in (Measure.YOY, Measure.QOQ):
        return None
    if before.unit != frame.unit or not frame.marks.periods_in(frame.gap_start, frame.lead.start):
        return None
    return Candidate(before.measure[0].value, "as_before", frame.gap)


def last_years(frame: Frame, words: str) -> Candidate[Measure] | None:
    """较去年同期32.7%增加4.7个百分点: the level to compare with, not a growth."""
    moved = frame.figure.signed or frame.unit in CHANGE_UNITS or _is_multiplied(frame)
    if _LAST_YEARS_LEVEL.search(words) and not moved:
        return Candidate(Measure.LEVEL, "level_compared_with", words[-6:])
    return None


def _is_multiplied(frame: Frame) -> bool:
    """Whether the figure is 翻倍: growth by its own word."""
    return frame.figure.words and frame.text[frame.figure.number[0]] == "翻"


_YEAR_OF_BASE = re.compile(r"((?:19|20)\d\d|(?<!\d)[0-3]\d(?=年))年?(?!末|底|初)")


_APART = re.compile(
    r"(?:[高低][于出]|超出?|好于|不及)[^,。;()\d]{0,8}(?:预期|预测|指引|均值|平均)(?:约|近)?$"
    r"|(?:[高低]出|(?<![提新最较走降减压调拔升])[高低]|(?<!风险)溢价|折价)(?:约|近|逾|超过?)?$"
    r"|增厚(?:公司)?(?:EPS|每股收益|业绩|盈利)?(?:约|近|逾|超过?)?$"
)


_APART_IN_POINTS = re.compile(r"(?:[高低][于出]|领先|落后|跑赢|跑输)[^,。;()\d]{2,12}$")


def apart(frame: Frame, words: str) -> Candidate[Measure] | None:
    """高于市场预期1.5%, 分别高出7%及6%: how far two things are apart."""
    pattern = _APART if frame.unit == "%" else _APART_IN_POINTS if frame.unit in CHANGE_UNITS else None
    match = pattern.search(words) if pattern else None
    if match is None:
        return None
    last_year = re.search(r"(?:去年|上年)同期", match[0])
    return Candidate(Measure.YOY if last_year else Measure.CHANGE, "apart", match[0])


_EACH_STEP = re.compile(r"每(?:[高低升降涨跌增减]|上升|下降|提升|提高|上涨|下跌|变动|变化|波动|回落|下滑)[^,。;]{0,4}$")


def each_step(frame: Frame, words: str) -> Candidate[Measure] | None:
    """均价每下降5%,净利润减少0.3亿元: steps that a sensitivity reckons with, and what they lead to."""
    if (match := _EACH_STEP.search(words)) is not None:
        return Candidate(Measure.CHANGE, "each_step", match[0])
    if frame.siblings and frame.siblings[0].measure[0].rule == "each_step" and UP_DOWN.search(words):
        return Candidate(Measure.CHANGE, "each_step", words[-8:])
    return None


def against(frame: Frame, words: str) -> Candidate[Measure] | None:
    """较年初增长5%, 较Q2回落3pct: growth against what is named."""
    if frame.figure.signed and (found := BASE_OF_SIGNED.search(words)) is not None:
        return _by_base(frame, found["base"], found[0])
    match = last_match(VERSUS, words)
    if match is None or (frame.unit is None and not frame.figure.scaled):
        return None
    base = match["base"]
    offset = frame.gap_start + len(frame.gap) - len(frame.gap.rpartition("。")[2].rpartition("\n")[2])
    if (successive := _successive(frame, offset + match.start("base"), offset + match.end("base"))) is not None:
        return Candidate(successive, "against_the_one_before", match[0])
    if len(words) - match.end() > 6 and frame.unit not in ("%", *CHANGE_UNITS):
        return None
    against_it = _by_base(frame, base, match[0])
    compared = YOY.search(words[match.end() :]) or QOQ.search(words[match.end() :])
    return None if against_it.value == Measure.CHANGE and compared else against_it


_LONG_AGO = 3


def _by_base(frame: Frame, base: str, words: str) -> Candidate[Measure]:
    """What growth is measured against, by the words of its base: last year, or any other time."""
    year, written = _YEAR_OF_BASE.search(base), frame.marks.published
    if year is not None and (
        written is None or written.year - int(year[1][-2:]) - 2000 >= _LONG_AGO or "同期" not in base
    ):
        return Candidate(Measure.CHANGE, "against_base", words)
    if re.search(r"(?:去年|上年|上一年)度?(?:同期)?|同期$", base) and "末" not in base and "底" not in base:
        return Candidate(Measure.YOY, "against_last_year", words)
    return Candidate(Measure.CHANGE, "against_base", words)


_QUARTER = re.compile(r"\d{4}Q[1-4]")


def _successive(frame: Frame, start: int, end: int) -> Measure | None:
    """2022年较2021年: growth on the year; 2021H1较2019H1, 2021H1较2020, and 2025Q2较2025Q1, where nothing says 环比: a change."""
    bases = frame.marks.periods_in(start, end)
    own = [m for m in frame.marks.periods_in(frame.sentence, start) if len(m.values) == 1]
    own = [m for m in own if frame.text[m.start - 1 : m.start] not in ("较", "比")]
    if len(bases) != 1 or len(bases[0].values) != 1:
        return None
    base, period = bases[0].values[0], own[-1].values[0] if own else _carried_period(frame)
    if period is None:
        return None
    if base[4:] == period[4:] and int(period[:4]) > int(base[:4]):
        return Measure.YOY if int(period[:4]) == int(base[:4]) + 1 else Measure.CHANGE
    if len(base) == 4 < len(period) <= 7 and "-" not in period and base < period[:4]:
        return Measure.CHANGE
    quarters = _QUARTER.fullmatch(base) and _QUARTER.fullmatch(period) and "同" not in frame.text[start:end]
    return Measure.CHANGE if quarters else None


def _carried_period(frame: Frame) -> str | None:
    """The period of the figure before, where the sentence names none for this one."""
    before = frame.siblings[0].period if frame.siblings else ()
    return before[0].value if len(before) == 1 else None


_BASE = re.compile(
    r"(?:较|相比于?|相较于?|(?<![同环占])比)(?![例重率])(?P<base>[^,。;()]{1,12}?)(?:的|分别|各|均|变动|变化|多|少|增长|增加|增|提升|提高|上升|升|涨|净增|下降|下滑|减少|降低|降|减|跌|回落|高出?|低|[+\-]|(?<![\dQHq])\d(?!\d*[年季月QH])|$)"
)
_WHOLE = re.compile(
    r"占(?>比?)(?![重例据分各依为达约超近仅高提])(?P<base>[^,。;:()\d]{1,16}?)(?:的比[重例]|比[重例]|比)?(?:分别|依次|各)?(?::|约?为|达到?|的|超过?|约|近|仅|高达|\d|$)"
)


def base(frame: Frame) -> str | None:
    """What a change or a share is measured against, as written; None for other measures."""
    if frame.measure == Measure.SHARE and frame.unit == "x" and (times := TIMES_OF.search(frame.gap)) is not None:
        return re.sub(r"^(?:为|相当于|是|达)|的(?:约|近|超)?$", "", times[0])
    pattern = {Measure.CHANGE: _BASE, Measure.SHARE: _WHOLE}.get(frame.measure)
    if pattern is None:
        return None
    match = last_match(pattern, frame.gap)
    if match is None and frame.measure == Measure.CHANGE and frame.siblings:
        before = frame.siblings[0].figure.start
        match = _BASE_FIGURE.search(frame.text[max(frame.layout.clause(before - 1), before - 20) : before])
        return (match["base"].rstrip("的为约仅") or None) if match else None
    return match["base"].strip() or None if match else None


_NET = re.compile(r"净(?:增[加长]?|新增|减少?)(?!持)[^,。;()\d]{0,6}$")


def of_name(frame: Frame, found: list[Candidate[Measure]]) -> list[Candidate[Measure]]:
    """A price that rises, without a word of the year, rises against some day: a change, not growth on the year. A ratio
    whose own name says 占比 stands at its level.
    """
    if frame.name is not None and found[0].value == Measure.SHARE and frame.name.metric.units == {"percent"}:
        if frame.name.metric.code != "other" and frame.name.label.endswith(("占比", "比重", "份额")):
            return [Candidate(Measure.LEVEL, "ratio_by_name", frame.name.label)]
    if found[0].rule in ("level", "plain_level") and frame.unit not in ("%", "x") and (net := _NET.search(frame.gap)):
        if frame.name is None or "净" not in frame.name.label:
            return [Candidate(Measure.CHANGE, "net_added", net[0])]
    if frame.name is not None and frame.name.metric.code == "target_price" and frame.unit == "%":
        return [Candidate(Measure.CHANGE, "room_to_target", found[0].words)]
    if frame.name is not None and found[0].rule == "growth_word" and _is_price(frame.name.metric):
        return [Candidate(Measure.CHANGE, "price_moved", found[0].words)]
    return found
