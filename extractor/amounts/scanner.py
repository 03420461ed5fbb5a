"""One pass over folded text: every number with its scale and unit, and whether it is a name instead."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from extractor.amounts import numerals, units
from extractor.amounts.patterns import COUNTER, CURRENCY, RATIO, SCALE, TAIL


@dataclass(slots=True)
class Atom:
    """One number as printed: `[start, end)` with its unit; sign and unit may still come from its neighbours."""

    start: int
    number_start: int
    number_end: int
    end: int
    value: Decimal
    places: int
    scale: Decimal
    unit: str | None
    sign: str
    words: bool
    marked_more: bool = False
    scaled: bool = False


_ONE = Decimal(1)
_SCALES = {word: Decimal(scale) for word, scale in units.SCALES.items()}


_CN = f"[{numerals.CHARACTERS}]"
_PATTERN = re.compile(
    rf"(?=[\d翻减腰百负{numerals.CHARACTERS}])(?:"
    rf"(?P<mixed>\d[\d,]*(?:\.\d+)?[千万亿百](?:零?(?:\d+|[零一二三四五六七八九两]+)[千百十]?[万亿]?)+(?![\d.,年月日%季]))"
    rf"|(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?![\d])(?:\.\d+)?|\d+(?:\.\d+)?)"
    rf"|(?P<word>翻(?:了)?[一]?[番倍]|翻了?两番|翻了?[两三四]倍|减半|腰斩)(?!式)"
    rf"|(?P<base>[百千万亿]万?)分之(?P<parts>\d[\d,]*(?:\.\d+)?|{_CN}+(?:点{_CN}+)?)"
    rf"|(?P<numeral>{_CN}+(?:点{_CN}+)?))"
)
_WORD_VALUES = {"减半": -50, "腰斩": -50, "翻两番": 300, "翻两倍": 200, "翻三倍": 300, "翻四倍": 400}
_GLUED = re.compile(
    r"(?:yoy|YoY|YOY|Yoy|qoq|QoQ|QOQ|CAGR|PE|PB|PS|EPS|BPS|DPS|ROE|ROA|GMV|ARPU|MAU|DAU|AUM|NBV|EBIT|ASP|FCF|RMB|USD|HKD|CNY|TP|EBITDA)$"
)
_CODE_TAIL = re.compile(r"\.(?:SH|SZ|BJ|HK|OC|SS|O|N|US)\b|\.(?:sh|sz|hk)\b")
_NAME_BEFORE = re.compile(
    r"(?:第|TOP|Top|top|CR|NO\.?|No\.?|图表?|附?表|沪深|中证|科创|上证|深证|创业板|标普|北证|罗素|日经|恒生|双|国[家标])$"
)
_RANK_BEFORE = re.compile(r"(?:前|排名第?|位列第?|位居第?)$")
_LIST_NUMBER = re.compile(r"(?:^|[\n。;:,!?(])$")
_IN_A_CELL = re.compile(r"[^\n|]\|\($")
"""|净利润|(12)|: a loss in a row of figures, and no mark of a list."""
_WINDOW_BEFORE = re.compile(r"(?:近|过去|未来|最近|连续|前|后|往后|今后|此后|每|历经|成立|超过?|长达)$")
_DURATION_BEFORE = re.compile(r"(?:缩短|延长)(?:至|到|为)?$|平均$|(?:期|运营|历时|时间)(?:预计|超过|[约为长达超:])*$")
_TERM_BEFORE = re.compile(
    r"(?:[效设收定存续售偿债付账保借产工租]期|期限|寿命|年限|周期|成立至今)(?:预计|约|仅|将|为|长?达|超过?|不超过|:)*$"
)
"""建设期预计2年, 有效期超过5年: the term of a thing is no window of time, however far it reaches."""
_DURATIONS = frozenset({"年", "个月", "岁", "分钟", "秒", "个工作日", "个交易日"})
_HINTS = frozenset("_.第表图深证创板普罗素经生双家标前名列居国")
_SPANS = frozenset({"天", "小时"})
_SPAN_BEFORE = re.compile(r"(?:过去|最近|近|未来|每)的?$")
_ODD = ("×", ":")
_BEFORE_NUMBER = frozenset("+-负") | frozenset(prefix[-1] for prefix in units.CURRENCY_PREFIXES) | {" "}
_SMALL_COUNT = 10


def atoms(text: str, taken: Sequence[tuple[int, int]] = (), bare_words: bool = False) -> Iterator[Atom]:
    """Every number of folded `text`, but for those inside `taken` spans (periods, in order of their start).

    Numbers that belong to a name, code, rank or list mark are left out, as are numerals in words that measure nothing
    unless `bare_words`. A number without a unit is given with `unit` None.
    """
    position, t, last = 0, 0, len(taken)
    search = _PATTERN.search
    while match := search(text, position):
        start, end = match.span()
        while t < last and taken[t][1] <= start:
            t += 1
        if t < last and taken[t][0] < end:
            position = taken[t][1]
            continue
        atom = _arabic(text, start, end) if match["digits"] else _in_words(text, match, bare_words)
        if (
            atom is not None
            and atom.unit is None
            and (text[atom.end : atom.end + 1] in "()" or text[start - 1] in ") :")
        ):
            _take_bracketed_unit(text, atom)
        position = end if atom is None else max(atom.end, end)
        if atom is not None and (bare_words or not _is_name(text, atom)):
            yield atom


_SLIPPED_IN = (".%", "\\%")
"""A typo's point or a formula's mark between a number and its percent sign."""


def _arabic(text: str, start: int, end: int) -> Atom:
    printed = text[start:end]
    plus = text.startswith("+%", end)
    if plus or text.startswith(_SLIPPED_IN, end):
        end += 1
    tail = TAIL.match(text, end)
    scale, unit, factor, length, more = _tail(tail[0] if tail else "")
    value = Decimal(printed.replace(",", "") if "," in printed else printed)
    if factor is not _ONE:
        value *= 1 if value >= _SMALL_COUNT and text.startswith("折", end + length - 1) else factor
    begin, sign, behind = start, "", unit
    if start and text[start - 1] in _BEFORE_NUMBER:
        begin, sign = _sign(text, start, unit)
        begin, unit = _currency_before(text, begin, unit)
    if unit is None and sign and not scale and _GROWTH_BEFORE.search(text, max(0, begin - 4), begin):
        unit = "%" if text[end : end + 1] in _CLAUSE_ENDS else None
    if unit is not None and behind is None and length == 0 and (short := _SHORT_SCALE.match(text, end)) is not None:
        factor, length, scale = _SHORT_SCALES[short[0]], 1, True  # RMB386m
        value *= factor
    point = printed.find(".")
    places = len(printed) - point - 1 if point >= 0 else 0
    value = -value if sign == "-" else value
    more = more or plus
    return Atom(begin, start, start + len(printed), end + length, value, places, factor, unit, sign, False, more, scale)


_GROWTH_BEFORE = re.compile(r"(?:同比|环比|yoy|YoY|YOY|qoq|QoQ|QOQ)$")
_CLAUSE_ENDS = tuple(",;。)")
"""yoy-72.16; : growth printed with its sign and no unit is in percent."""
_SHORT_SCALES = {"k": Decimal(10**3), "m": Decimal(10**6), "b": Decimal(10**9)}
_SHORT_SCALE = re.compile(r"[kmb](?![A-Za-z0-9/])")


_INSERTED = re.compile(r"\([+\-]\d[\d.]*%?\)(?:[/、]\d[\d.,]*\([+\-]\d[\d.]*%?\)){0,8}")


_LABELLED = re.compile(r"\((?P<unit>[^()\d]{1,6})\)[: |]*$")
_LABEL_REACH = 12


def _take_bracketed_unit(text: str, atom: Atom) -> None:
    """总市值(亿元)76.82, and 81.2(+2.6)亿元: the unit stands in the label's bracket, or behind an inserted one."""
    words = ""
    if atom.sign and text.startswith(")", atom.end) and text[max(0, atom.start - 2) : atom.start - 1].isdigit():
        tail = TAIL.match(text, atom.end + 1)
        words = tail[0] if tail else ""
    elif text.startswith("(", atom.end) and (inserted := _INSERTED.match(text, atom.end)):
        tail = TAIL.match(text, inserted.end())
        words = tail[0] if tail else ""
    elif text[atom.start - 1 : atom.start] in (")", " ", ":") and atom.scale == 1:
        labelled = _LABELLED.search(text[max(0, atom.start - _LABEL_REACH) : atom.start])
        words = labelled["unit"] if labelled else ""
    scaled, unit, factor, length, _ = _tail(words)
    if unit is not None and length == len(words):
        atom.value, atom.scale, atom.unit, atom.scaled = atom.value * factor, factor, unit, scaled


@lru_cache(maxsize=4096)
def _tail(words: str) -> tuple[bool, str | None, Decimal, int, bool]:
    """Of the words behind a number: whether they scale it, canonical unit, whole factor, length, and 多 or 余."""
    tail = TAIL.fullmatch(words)
    if not words or tail is None:
        return False, None, _ONE, 0, False
    scale = _SCALES[tail["scale"]] if tail["scale"] else _ONE
    unit, factor = _canonical(tail)
    length = len(words) if unit is not None else max(tail.end("scale"), tail.end("more"), 0)
    more = tail["more"] is not None or tail["most"] is not None
    return scale is not _ONE, unit, scale * factor if scale * factor != 1 else _ONE, length, more


def printed_unit(words: str) -> tuple[str, Decimal] | None:
    """The canonical unit and the factor of a unit that stands alone (百万元 in a table's caption); None if it is none."""
    _, unit, factor, length, _ = _tail(words)
    return (unit, factor) if unit is not None and length == len(words) else None


def _canonical(tail: re.Match[str]) -> tuple[str | None, Decimal]:
    if tail["currency"]:
        unit, factor = units.CURRENCIES[tail["currency"]], _ONE
    elif tail["ratio"]:
        unit, factor = units.ratio(tail["ratio"])
    elif tail["counter"]:
        word = tail["counter"]
        unit, factor = units.COUNTERS.get(word) or (word[-1], _ONE)
    else:
        return None, _ONE
    if tail["per"]:
        per = tail["per"]
        unit = f"{unit}/{'share' if per in ('股', '份') else per}"
    return unit, factor


_PERIOD_END = re.compile(r"(?:20\d\d年|\d\d年|Q[1-4]|H[12])$")


def _sign(text: str, start: int, unit: str | None) -> tuple[int, str]:
    before = text[start - 1 : start] if start else ""
    if before not in ("+", "-") or not before:
        return (start - 1, "-") if before == "负" else (start, "")
    earlier = text[start - 2 : start - 1] if start > 1 else ""
    if (
        before == "-"
        and (unit == "%" or units.is_money(unit))
        and _PERIOD_END.search(text, max(0, start - 6), start - 1)
    ):
        return start - 1, before  # 2019年-0.5亿元, Q3-35%
    if before == "-" and ((earlier.isalnum() and not _word_then_minus(text, start - 1)) or earlier in ("%", ")")):
        return start, ""
    return start - 1, before


_MINUS_WORD = re.compile(r"(?:[\u4e00-\u9fff]|yoy|YoY|YOY|Yoy|qoq|QoQ|QOQ|EPS|PE|ROE)$")
_UNIT_END = re.compile(rf"\d(?:{SCALE})?(?:{CURRENCY}|{COUNTER}|倍)?(?:/(?!同比|环比|[yYqQ][oO])[\w]+)?$")


def _word_then_minus(text: str, position: int) -> bool:
    """Whether a minus behind this place follows a word (同比-5%) rather than another figure (21亿元-23亿元)."""
    window = text[max(0, position - 12) : position]
    return bool(_MINUS_WORD.search(window)) and not _UNIT_END.search(window)


_PREFIX_ENDS = frozenset(prefix[-1] for prefix in units.CURRENCY_PREFIXES) | {" "}


def _currency_before(text: str, start: int, unit: str | None) -> tuple[int, str | None]:
    if start == 0 or text[start - 1] not in _PREFIX_ENDS or (unit is not None and unit != "CNY"):
        return start, unit
    for prefix, currency in units.CURRENCY_PREFIXES.items():
        if text.endswith(prefix, max(0, start - 4), start) or text.endswith(prefix + " ", max(0, start - 5), start):
            return start, currency if unit is None or prefix not in ("$",) else unit
    return start, unit


def _in_words(text: str, match: re.Match[str], bare_words: bool) -> Atom | None:
    start, end = match.span()
    if word := match["word"]:
        value = Decimal(_WORD_VALUES.get(word.replace("了", ""), 100))
        return Atom(start, start, end, end, value, 0, Decimal(1), "%", "-" if value < 0 else "", True)
    if parts := match["parts"]:
        number = Decimal(parts.replace(",", "")) if parts[0].isdigit() else numerals.read(parts)
        base = numerals.read(match["base"])
        if number is None or base is None:
            return None
        return Atom(start, start, end, end, number * 100 / base, 0, _ONE, "%", "", True)
    return _numeral(text, match["mixed"] or match["numeral"], start, end, bare_words)


_TENTHS = re.compile(r"成(?![为立本长功都果熟员品交就分绩因效型像药])(?P<rest>[一二三四五六七八九](?!成))?")


_AFTER_ONE_DIGIT = frozenset("成折倍元圆块美港欧日英韩新人个百分基%万亿千多余到至~—-")
"""What can follow a single digit in words that measures: anything else is speech, and most such digits are."""


def _numeral(text: str, printed: str, start: int, end: int, bare_words: bool) -> Atom | None:
    if not bare_words and end - start == 1 and printed not in "百千" and text[end : end + 1] not in _AFTER_ONE_DIGIT:
        return None
    value = numerals.read(printed)
    if value is None:
        return None
    if value <= _SMALL_COUNT and (tenths := _TENTHS.match(text, end)):
        value = value * 10 + numerals.DIGITS.get(tenths["rest"], 0)
        return Atom(start, start, end, tenths.end(), value, 0, Decimal(10), "%", "", True)
    tail = TAIL.match(text, end)
    scaled, unit, factor, length, more = _tail(tail[0] if tail else "")
    value *= 1 if value > _SMALL_COUNT and text.startswith("折", end + length - 1) else factor
    behind = text[end + length : end + length + 1]
    about = _is_round(printed, unit, behind) and _UP_TO.search(text, max(0, start - 4), start) is not None
    if not bare_words and (
        text[start - 1 : start] in ("数", "几") or not (about or _measures(printed, value, unit, behind))
    ):
        if unit is not None or not _RANGE_GOES_ON.match(text, end):
            return None
    begin, sign = _sign(text, start, unit)
    scale = factor * numerals.trailing(printed)
    value = -value if sign == "-" else value
    return Atom(begin, start, end, end + length, value, 0, scale, unit, sign, True, more, scaled or scale > factor)


_UP_TO = re.compile(r"(?:近|超过?|突破|破|逾|超越|跨越|冲击|迈[向过]|达到?)了?$")


def _is_round(printed: str, unit: str | None, behind: str) -> bool:
    """近千家, 突破百亿: a round number that something comes up to is an amount; 百亿级 is a class."""
    if printed[0] not in "百千万" or unit in _DURATIONS or behind in tuple("级强后"):
        return False
    return unit is not None or printed[-1] == "亿"


_RANGE_GOES_ON = re.compile(rf"[到至~—-]{_CN}+(?:{CURRENCY}|{RATIO})")


_WORD_GOES_ON = re.compile(r"[\u4e00-\u9fff]")
"""三元正极 is a material, not three yuan."""


def _measures(printed: str, value: Decimal, unit: str | None, behind: str) -> bool:
    """Whether a numeral in words is an amount: it has a unit, and is no figure of speech such as 一家, 百亿级, 两个."""
    if unit is None or unit in _DURATIONS or printed[0] in "百千万亿零〇兆":
        return False
    if units.is_money(unit):
        return len(printed) > 1 or not _WORD_GOES_ON.match(behind)
    if unit in ("%", "pp", "bp", "x"):
        return True
    return value >= _SMALL_COUNT and any(c in printed for c in "十百千万亿拾佰仟")


def _is_name(text: str, atom: Atom) -> bool:
    """Whether a number is part of a name, code, rank, list mark or window of time, and so no figure."""
    start, end = atom.number_start, atom.end
    previous = text[start - 1 : start] if start else ""
    after = text[end : end + 1]
    if previous in _HINTS or atom.unit in _DURATIONS or (previous.isascii() and previous.isalpha()):
        before = text[max(0, start - 8) : start]
        if _is_named(atom, before, previous):
            return True
    if atom.unit is None:
        return _is_bare_name(text, atom, text[max(0, start - 8) : start], after)
    if atom.unit == "度" and not atom.scaled:
        return True
    if atom.unit in _SPANS and _SPAN_BEFORE.search(text[max(0, start - 4) : start]):
        return True
    return (previous in _ODD or after == "以") and _is_odd(text, atom, previous)


def _is_named(atom: Atom, before: str, previous: str) -> bool:
    """Whether the words before make the number part of a name, a rank or a window of time."""
    glued = (previous.isascii() and previous.isalpha() and atom.unit != "%") or previous in ("_", ".")
    if glued and not _GLUED.search(before):
        return True
    if _NAME_BEFORE.search(before) and not (atom.unit == "%" or units.is_money(atom.unit)):
        return True
    if atom.unit in _DURATIONS and not (atom.places and atom.unit != "年"):
        return not _TERM_BEFORE.search(before) and (
            not _DURATION_BEFORE.search(before) or bool(_WINDOW_BEFORE.search(before))
        )
    return bool(_RANK_BEFORE.search(before)) and atom.unit in (None, "家", "个", "person", "位", "款", "share")


_DATED = re.compile(r"(?:[QH]\d|\d[QH]\d\d|FY\d\d|(?<!\d)(?:19|20)\d\d|[A-Z][a-z]{2}-\d\d):$")
"""3Q24:14.8亿元, Q2:4.7GW: a period before the colon, and no ratio of 24 to 14.8."""


def _is_odd(text: str, atom: Atom, previous: str) -> bool:
    """A unit that is really a word: 3个方面 is speech, 4×2台 a pattern; 5%以上股东 names a group."""
    if previous in _ODD and text[atom.number_start - 2 : atom.number_start - 1].isdigit():
        return not _DATED.search(text, max(0, atom.number_start - 9), atom.number_start)
    return text.startswith("以上股东", atom.end)


_RANGE_OF_AMOUNTS = re.compile(
    rf" ?(?:-|~|—{{1,2}}|至|到) ?\d[\d.,]* ?(?:{SCALE} ?)?(?:{CURRENCY}|{RATIO}|(?![年月日个])(?:{COUNTER}))"
)
"""2000-3000万元 is no span of years."""


def _is_bare_name(text: str, atom: Atom, before: str, after: str) -> bool:
    previous = before[-1:]
    printed = text[atom.number_start : atom.number_end]
    if _CODE_TAIL.match(text, atom.number_end) or (after.isascii() and after.isalpha()) or after == "×":
        return True
    if (
        atom.scale == 1
        and "." not in printed
        and "," not in printed
        and not _RANGE_OF_AMOUNTS.match(text, atom.number_end)
    ):
        if len(printed) >= 6 or (len(printed) == 4 and printed[:2] in ("19", "20") and after != "/"):
            return True
    if previous in ("[", "【") and after in ("]", "】"):
        return True
    if (
        after in ("、", ")", "》")
        and _LIST_NUMBER.search(before)
        and len(printed) <= 2
        and not text[atom.end + 1 : atom.end + 2].isdigit()
        and not (_IN_A_CELL.search(before) and text[atom.end : atom.end + 2] in (")|", ")\n", ")"))
    ):
        return True
    if after == "." and _LIST_NUMBER.search(before) and len(printed) <= 2:
        return True
    return (previous == ":" and before[-2:-1].isdigit() and not _DATED.search(before)) or (
        after == ":" and text[atom.end + 1 : atom.end + 2].isdigit()
    )
