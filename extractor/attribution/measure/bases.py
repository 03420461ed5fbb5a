"""Rules for what is measured against a named base, and the base as written."""

import re

from extractor.attribution.cues import TIMES_OF, last_match
from extractor.attribution.frame import Candidate, Frame
from extractor.attribution.measure.words import CHANGE_UNITS, QOQ, VERSUS, YOY
from extractor.schema import Measure

_LAST_YEARS_LEVEL = re.compile(r"(?:较|比)(?:去年|上年|上一年)度?(?:同期|末|底)?的?$")
_PRICES = frozenset({"price", "market_cap", "target_price", "total_shares"})
_FIXED_BASE = re.compile(r"以[^,。;]{2,16}(?<!股)(?:为|作为)基数")


def fixed_base(frame: Frame, _: str) -> Candidate[Measure] | None:
    """以2020年为基数,增长率不低于60%: growth against a fixed base, for the whole sentence."""
    if frame.unit != "%":
        return None
    start = max(frame.layout.full_sentence(frame.figure.start), frame.figure.start - 120)
    if _FIXED_BASE.search(frame.text, start, frame.figure.start) and re.search(
        r"增[长速]", frame.text[start : frame.figure.start]
    ):
        return Candidate(Measure.CHANGE, "fixed_base")
    return None


_BASE_FIGURE = re.compile(r"(?:较|比|相比)(?P<base>[^,。;()]{0,12})$")
_EASED = re.compile(r"[元万亿]*(?:减亏|增亏)(?:了|约|近|超过?)*")
_VERB_ONLY = re.compile(
    r"[元%倍吨家人]?(?:的)?(?:大幅|小幅|明显|略|再|又|仅|只)?(?:压降|缩减|多出?|少|增长|增加|提升|提高|上升|上涨|回升|下降|下滑|减少|降低|回落|下跌|高出?|低|溢价|折价|增|减|升|降)(?:了|约|近|超过?)*"
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
    match = _BASE_FIGURE.search(frame.text[max(frame.layout.clause(before), before - 20) : before])
    if match is None:
        return None
    last_year = re.search(r"去年|上年|同期", match["base"])
    return Candidate(Measure.YOY if last_year else Measure.CHANGE, "against_figure", match[0])


def last_years(frame: Frame, words: str) -> Candidate[Measure] | None:
    """较去年同期32.7%增加4.7个百分点: the level to compare with, not a growth."""
    if _LAST_YEARS_LEVEL.search(words) and not frame.figure.signed:
        return Candidate(Measure.LEVEL, "level_compared_with", words[-6:])
    return None


_YEAR_OF_BASE = re.compile(r"((?:19|20)\d\d|(?<!\d)[0-3]\d(?=年))年?(?!末|底|初)")
_DATED_BASE = re.compile(r"(?:较|比)[^,。;()]{0,10}(?:年初|末|底|初|(?:19|20)\d\d年同期)(?:分别|各)?$")


def against(frame: Frame, words: str) -> Candidate[Measure] | None:
    """较年初增长5%, 较Q2回落3pct: growth against what is named."""
    if frame.figure.signed and (dated := _DATED_BASE.search(words)) is not None:
        return Candidate(Measure.CHANGE, "against_base", dated[0])
    match = last_match(VERSUS, words)
    if match is None or (frame.unit is None and not frame.figure.scaled):
        return None
    base = match["base"]
    if (successive := _successive(frame, match.start("base"), match.end("base"))) is not None:
        return Candidate(successive, "against_the_one_before", match[0])
    if len(words) - match.end() > 6 and frame.unit not in ("%", *CHANGE_UNITS):
        return None
    found = _by_base(frame, base, match[0])
    compared = YOY.search(words[match.end() :]) or QOQ.search(words[match.end() :])
    return None if found.value == Measure.CHANGE and compared else found


_LONG_AGO = 3


def _by_base(frame: Frame, base: str, words: str) -> Candidate[Measure]:
    """What growth is measured against, by the words of its base: last year, the quarter before, or any other time."""
    year, written = _YEAR_OF_BASE.search(base), frame.marks.published
    if year is not None and (
        written is None or written.year - int(year[1][-2:]) - 2000 >= _LONG_AGO or "同期" not in base
    ):
        return Candidate(Measure.CHANGE, "against_base", words)
    if re.search(r"(?:去年|上年|上一年)度?(?:同期)?|同期$", base) and "末" not in base and "底" not in base:
        return Candidate(Measure.YOY, "against_last_year", words)
    if re.search(r"上季|上月|上一季|上个季", base):
        return Candidate(Measure.QOQ, "against_last_quarter", words)
    return Candidate(Measure.CHANGE, "against_base", words)


def _successive(frame: Frame, start: int, end: int) -> Measure | None:
    """2022年较2021年, 2025Q2较2025Q1: growth on the year or on the quarter; 2021H1较2019H1, 2021H1较2020: neither."""
    offset = frame.gap_start + len(frame.gap) - len(frame.gap.rpartition("。")[2].rpartition("\n")[2])
    bases = frame.marks.periods_in(offset + start, offset + end)
    own = [m for m in frame.marks.periods_in(frame.sentence, offset + start) if len(m.values) == 1]
    own = [m for m in own if frame.text[m.start - 1 : m.start] not in ("较", "比")]
    if len(bases) != 1 or len(bases[0].values) != 1 or not own:
        return None
    base, period = bases[0].values[0], own[-1].values[0]
    if base[4:] == period[4:] and int(period[:4]) > int(base[:4]):
        return Measure.YOY if int(period[:4]) == int(base[:4]) + 1 else Measure.CHANGE
    if len(base) == 4 < len(period) <= 7 and "-" not in period and base < period[:4]:
        return Measure.CHANGE
    quarters = [re.fullmatch(r"(\d{4})Q([1-4])", value) for value in (base, period)]
    if quarters[0] and quarters[1]:
        first, second = (int(q[1]) * 4 + int(q[2]) for q in quarters if q)
        return Measure.QOQ if second == first + 1 else None
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


def of_name(frame: Frame, found: list[Candidate[Measure]]) -> list[Candidate[Measure]]:
    """A price that rises, without a word of the year, rises against some day: a change, not growth on the year. A ratio
    whose own name says 占比 stands at its level.
    """
    if frame.name is not None and found[0].value == Measure.SHARE and frame.name.metric.units == {"percent"}:
        if frame.name.metric.code != "other" and frame.name.label.endswith(("占比", "比重")):
            return [Candidate(Measure.LEVEL, "ratio_by_name", frame.name.label)]
    if frame.name is not None and frame.name.metric.code == "target_price" and frame.unit == "%":
        return [Candidate(Measure.CHANGE, "room_to_target", found[0].words)]
    if frame.name is not None and frame.name.metric.code in _PRICES and found[0].rule == "growth_word":
        return [Candidate(Measure.CHANGE, "price_moved", found[0].words)]
    return found
