"""Step 3: runs of like figures joined to runs of like names, periods or subjects that they run in parallel with."""

import re
from collections.abc import Sequence
from dataclasses import replace

from extractor import lexicon
from extractor.amounts import Figure
from extractor.attribution import quarters
from extractor.attribution.frame import Frame
from extractor.attribution.marks import Name
from extractor.attribution.metric.fitting import OTHER, fits
from extractor.attribution.phrases import label_before, split_subjects
from extractor.periods import Mention
from extractor.schema import Basis, Measure

_REACH = 120
_SPAN_CUE = re.compile(r"CAGR|cagr|复合|年均")
_CHANGED_YEARS = re.compile(r"(?:上调|下调|调高|调低|上修|下修|调整|修正)[^,。;]{0,12}$")


def align(frame: Frame) -> None:
    """Join a list's figures to the names, periods and subjects before it; a single figure to none.

    A list of fewer figures than years is joined from the right if it holds prior forecasts; any other difference in
    length is left open.
    """
    if frame.part is not None:
        frame.aligned_subject = frame.part.name
        return
    if len(frame.chain) == 1 and not frame.layout.bracket(frame.figure.start):
        frame.run = _run(frame)
        _join_run(frame)
    current = [f for f in frame.chain if not f.bracket]
    prior = [f for f in frame.chain if f.bracket]
    group = prior if frame.figure.bracket else current
    if len(group) == 1 and not frame.figure.bracket:
        return
    index = group.index(frame.figure)
    names = _names_before(frame, len(group)) if len(current) == len(group) else []
    names = _ratios_of_expenses(frame, len(group)) or names
    names = names or (_labels_before(frame) if len(current) == len(group) == len(frame.chain) else [])
    if names and len(frame.chain) == len(names):
        frame.aligned_name = names[index]
    mention = _periods_before(frame)
    told = quarters.of_span(frame, len(group)) if len(current) == len(group) else None
    told = told or quarters.of_year(frame, mention, mention or names, len(group))
    if told is not None:
        frame.aligned_period = told[index]
        return
    if not names and (mention is None or len(mention.values) < len(group)) and not _SPAN_CUE.search(frame.gap):
        years = _years_of_sentence(frame, len(group)) or (
            _years_of_list_before(frame, len(group)) if mention is None and not _says_when(frame) else None
        )
        if years is not None and len(group) > 1:
            frame.aligned_period = years[index]
            return
    if not names and mention is not None:
        _join_period(frame, mention, group, index)
    if not names and mention is None and len(group) > 1:
        subjects = (
            _sizes_before(frame, len(group))
            or split_subjects(frame.gap_without_periods(), len(group))
            or _parts_behind(frame)
            or _subjects_before(frame, len(group))
        )
        if subjects and not any(_ACT.fullmatch(subject) for subject in subjects):
            frame.aligned_subject = subjects[index]


_ACT = re.compile(r"(?:净|新)?(?:新?增|新?开|开设|开店|关闭|关停|关店|闭店)(?:门店|店铺)?")
"""新开、关闭分别为a、b: what was done, and to nobody."""
_ASIDE = re.compile(r"\([^()]*\)|/[+\-]\d[\d.,]*(?:%|pcts?|p{1,2}t?s?|bps?|个百分点)")
_STEP = re.compile(r"(?:[百千万亿]*[元吨股%倍]?)\)?[、/,和及与]")
_MAX_STEP = 60
_NEXT_MOVE = re.compile(
    r"[、和及](?:同比)?(?:增长|增加|提升|提高|上升|上涨|减少|下降|降低|下滑|下跌|回落|增|减|升|降)(?:了|约)?"
)
"""分别增长5%、下降3%: growths with a verb each stand in line."""


def _run(frame: Frame) -> list[Figure]:
    """The figures that stand in line with this one, asides left out (A(+a)、B(+b), A/+a、B/+b); empty if it stands alone."""
    figures = frame.marks.figures_in(
        max(frame.sentence, frame.figure.start - _REACH * 2), frame.figure.start + _REACH * 2
    )
    outside = [f for f in figures if not frame.layout.bracket(f.start) and not _is_growth_behind(frame, f)]
    place = next((i for i, f in enumerate(outside) if f is frame.figure), None)
    if place is None:
        return []
    first = last = place
    while first > 0 and _steps(frame, outside[first - 1], outside[first]):
        first -= 1
    while last + 1 < len(outside) and _steps(frame, outside[last], outside[last + 1]):
        last += 1
    return outside[first : last + 1] if last > first else []


def _is_growth_behind(frame: Frame, figure: Figure) -> bool:
    """The +a of A/+a: a growth that stands behind the slash of its level."""
    return figure.signed and frame.text[figure.start - 1 : figure.start] == "/"


def _steps(frame: Frame, a: Figure, b: Figure) -> bool:
    between = frame.text[a.end : b.start]
    if a.unit != b.unit or len(between) > _MAX_STEP:
        return False
    if _NEXT_MOVE.fullmatch(between):
        return True
    return _ASIDE.search(between) is not None and _STEP.fullmatch(_ASIDE.sub("", between)) is not None


def _join_run(frame: Frame) -> None:
    """Join a run to as many periods or subjects before its first figure."""
    if not frame.run:
        return
    count, index = len(frame.run), next(i for i, f in enumerate(frame.run) if f is frame.figure)
    first = frame.run[0].start
    for mention in reversed(frame.marks.periods_in(max(frame.sentence, first - _REACH), first)):
        if len(mention.values) == count:
            frame.aligned_period = mention.values[index]
            return
    names = frame.marks.names_in(max(frame.sentence, first - _REACH), first)
    group = [name for name in names if names and name.group == names[-1].group]
    if len(group) == count:
        frame.aligned_name = group[index]
        return
    clause = frame.without_periods(frame.layout.clause(first), first)
    if subjects := split_subjects(clause, count):
        frame.aligned_subject = subjects[index]


def _names_before(frame: Frame, count: int) -> list[Name]:
    """A slash list of as many names as figures, between the figure before and this list."""
    names = frame.marks.names_in(frame.gap_start, frame.lead.start)
    group = [n for n in names if n.group == names[-1].group]
    return group if len(group) == count else []


_EACH = re.compile(r"分别|依次|各(?=[为增降升减涨跌达占约+\-\d]|大幅|小幅|上|下|提|回|改|$)")
_JOIN = re.compile(r"[/、]|和|及|与|以及")
_LABEL = re.compile(
    r"(?:[\u4e00-\u9fffA-Za-z]{1,12}(?:率|额|费用|成本|收入|保费|利润|营收|需求|供给|价格|均价|单价|规模|面积|支出|比例|比重|余额|次数|天数|人数|客流|流量|库存|存货|现金流|订单|产能|(?<![数质放增减])量)|需求|供给|客流)"
)


def _labels_before(frame: Frame) -> list[Name]:
    """退货率与破损率各降a和b: a list of as many quantities as figures, some of them by names that nobody knows."""
    count, low = len(frame.chain), max(frame.clause, frame.gap_start)
    stretch = frame.text[low : frame.lead.start]
    if (latin := _LATIN_LABELS.search(stretch)) is not None and latin[1].count("/") + 1 == count > 1:
        ends = [low + latin.start() + m.end() for m in re.finditer(r"[A-Z]+", latin[1])]
        words = latin[1].split("/")
        return [Name(end - len(word), end, word, OTHER, False) for word, end in zip(words, ends, strict=True)]
    if count < 2 or (each := _EACH.search(stretch)) is None or "的" in stretch[: each.start()]:
        return []
    words = _OVER_TIME.sub("", stretch[: each.start()])
    cuts = [low + len(words) if cut is None else low + cut.start() for cut in [*_JOIN.finditer(words), None]]
    begins = [low, *(low + cut.end() for cut in _JOIN.finditer(words))]
    if len(cuts) != count:
        return []
    if _CASH_RATIOS.search(words):
        return [Name(cut - 1, cut, f"{word}现比", OTHER, False) for word, cut in zip("收付", cuts, strict=True)]
    found = [_label(frame, begin, end) for begin, end in zip(begins, cuts, strict=True)]
    return [name for name in found if name is not None] if None not in found else []


_CASH_RATIOS = re.compile(r"^(?:[^/、和及与]*)收[/、和及与]付现比$")
"""收、付现比: what came in and what was paid, each by revenue and cost."""
_LATIN_LABELS = re.compile(
    r"(?<![A-Za-z/])([A-Z]{2,6}(?:/[A-Z]{2,6})+)(?:同比|环比|分别|各|为|达|约|增长|增加|增|变动)*$"
)
"""ASK/RPK同比+3%/+4%: measures by their letters."""
_OVER_TIME = re.compile(r"(?:同比|环比|较[^,。;]{2,8}|的)?$")


_DONE = re.compile(r"完成|实现|录得|取得|达到")
_PLACE = re.compile(r"^(?:国内外?|海外|境[内外]|国际)")


_MADE_OR_SOLD = re.compile(r"(?<![直经代分营促畅热推统自外内包投量])[产销]$")
"""铁精粉产、销量; but 直销 is a way to sell."""


def _label(frame: Frame, begin: int, end: int) -> Name | None:
    """The quantity that a stretch ends in, by a known name or by its own words."""
    known = frame.marks.names_in(begin, end)
    if known and known[-1].end == end:
        return known[-1] if fits(known[-1].metric, frame) else None
    if _MADE_OR_SOLD.search(frame.text, begin, end):
        label = frame.text[end - 1 : end]
        return Name(end - 1, end, label, lexicon.load().aliases[f"{label}量"].metric, False)
    label = _DONE.split(label_before(frame.without_periods(begin, end)) or "")[-1]
    label = _PLACE.sub("", label)
    if not _LABEL.fullmatch(label):
        return None
    return Name(end - len(label), end, label, OTHER, False)


_SIZES = re.compile(
    r"(?P<sizes>\d[\d.]{0,5}[A-Za-z\u4e00-\u9fff]{0,3}(?:[、/和及与]\d[\d.]{0,5}[A-Za-z\u4e00-\u9fff]{0,3}?){1,5})"
    r"(?P<unit>英寸|寸|微米|纳米|毫米|厘米|米|个月|元|度|代|层|升|毫升|ml|ML|mm|cm|nm|kW|MW|kV|吋)(?![A-Za-z])[^,。;、\d]{0,16}?(?:分别|依次|各)"
)


def _sizes_before(frame: Frame, count: int) -> list[str] | None:
    """6、8、12英寸分别实现a、b、c; 5厚、7厚玻璃售价分别为a、b: what is told apart by its size."""
    low = max(frame.clause, frame.lead.start - _SIZES_REACH)
    match = _SIZES.search(frame.text, low, frame.lead.start)
    if match is None:
        return None
    sizes = [size.removesuffix(match["unit"]) for size in re.split(r"[、/和及与]", match["sizes"])]
    plain = len(sizes) == count and all(re.fullmatch(r"[\d.]+", size) for size in sizes)
    return [f"{size}{match['unit']}" for size in sizes] if plain else None


_SIZES_REACH = 48
_MEANT_FOR = re.compile(r"(?:用于|投向|投入|建设|收购|投资建设|给予?|授予)(?P<parts>[^,。;:()]{4,60})")


def _parts_behind(frame: Frame) -> list[str] | None:
    """分别投资a、b用于A、B建设: what the sums are for stands behind their list."""
    if "分别" not in frame.gap:
        return None
    match = _MEANT_FOR.match(frame.text, frame.chain[-1].list_end)
    return split_subjects(match["parts"], len(frame.chain)) if match else None


def _periods_before(frame: Frame) -> Mention | None:
    """The run of periods nearest before the list, in its sentence."""
    low = max(frame.layout.full_sentence(frame.lead.start), frame.lead.start - _REACH * 3)
    if frame.measure == Measure.CHANGE and re.search(r"(?:较|比)[^,。;]{0,24}$", frame.gap):
        return None
    for mention in reversed(frame.marks.periods_in(low, frame.lead.start)):
        if mention.kind in ("list", "range") and len(mention.values) > 1:
            return mention
        if mention.kind == "point" and mention.end > frame.clause and len(frame.chain) > 1:
            joined = _joined_points(frame, mention)
            if joined is not None:
                return joined
        elif mention.kind == "point" and len(frame.chain) > 1:
            joined = _joined_points(frame, mention)
            if joined is not None and len(joined.values) == len(frame.chain):
                return joined
    return None


_RATIO_OF = {f"{kind}_expense": f"{kind}_expense_ratio" for kind in ("selling", "admin", "rd", "finance")}
_RATIO_NAMES = {
    "selling_expense_ratio": "销售费用率", "admin_expense_ratio": "管理费用率",
    "rd_expense_ratio": "研发费用率", "finance_expense_ratio": "财务费用率",
}  # fmt: skip


def _ratios_of_expenses(frame: Frame, count: int) -> list[Name]:
    """销售、管理费用分别为a、b,费用率分别为x、y: the ratios are of the expenses of the list before."""
    named = frame.marks.names_in(frame.gap_start, frame.lead.start)
    if count < 2 or len(named) != 1 or named[0].label not in ("费用率", "费率") or frame.unit not in ("%", "pp"):
        return []
    before = [r for r in frame.siblings if r.figure.chain != frame.figure.chain and r.metric]
    listed = [r for r in before if r.figure.chain == before[0].figure.chain] if before else []
    codes = [_RATIO_OF.get(r.metric[0].value.metric.code) for r in reversed(listed)]
    if len(codes) != count or None in codes:
        return []
    aliases = lexicon.load().aliases
    return [replace(named[0], metric=aliases[_RATIO_NAMES[code]].metric) for code in codes if code is not None]


def _subjects_before(frame: Frame, count: int) -> list[str] | None:
    """The subjects of the list before in the sentence, if each element of it has one of its own: 占比A/B/C behind 收入X/Y/Z."""
    for reading in frame.siblings:
        chain = [r for r in frame.siblings if r.figure.chain == reading.figure.chain]
        named = [r.subject[0].value for r in reversed(chain) if r.subject]
        if len(chain) == count == len(named) and len(set(named)) == count:
            return [name for name in named if name is not None] if None not in named else None
    return _subjects_apart(frame, count)


_OF_EACH = re.compile(r"分别|^[,;]?(?:营收|收入|销量)?占比?")


def _subjects_apart(frame: Frame, count: int) -> list[str] | None:
    """阀门收入a,铸件收入b,毛利率分别为x/y: the subjects of as many levels of one metric just before, each by itself."""
    others = (r for r in frame.siblings if r.figure.chain != frame.figure.chain)
    levels = [r for r in others if r.measure[0].value == Measure.LEVEL and r.metric and r.subject][:count]
    if not _OF_EACH.search(frame.gap) or len({r.figure.chain for r in levels}) != count:
        return None
    named = [r.subject[0].value for r in reversed(levels)]
    one = len({r.metric[0].value.metric.code for r in levels}) == 1 and len(set(named)) == count
    return [name for name in named if name is not None] if one and None not in named else None


def _years_of_sentence(frame: Frame, count: int) -> tuple[str, ...] | None:
    """上调2026-2027年…新增2028年…: the years of a sentence, if they follow one another and are as many as the list."""
    low = max(frame.layout.full_sentence(frame.lead.start), frame.lead.start - _REACH * 3)
    named = [value for m in frame.marks.periods_in(low, frame.lead.start) for value in m.values if len(value) == 4]
    years = sorted(set(named))
    if len(years) != count or int(years[-1]) - int(years[0]) != count - 1:
        return None
    return tuple(years)


def _says_when(frame: Frame) -> bool:
    """股价对应2026年1.8倍/1.2倍PB: whether a year of the list's own stands right before it."""
    named = frame.marks.periods_in(frame.gap_start, frame.lead.start)
    return bool(named) and named[-1].end == frame.lead.start and len(named[-1].values) == 1


def _years_of_list_before(frame: Frame, count: int) -> tuple[str, ...] | None:
    """The years of the list just before in the paragraph, if it is as long: 对应PE为A/B/C behind 净利润为X/Y/Z."""
    start = frame.layout.paragraph(frame.lead.start)
    for reading in frame.earlier:
        if reading.figure.start < start:
            return None
        chain = [r for r in frame.earlier if r.figure.chain == reading.figure.chain and not r.figure.bracket]
        if len(chain) == count:
            years = tuple(r.period[0].value or "" for r in reversed(chain) if r.period)
            forward = [r.basis[0].value for r in chain if r.basis]
            if (
                len(set(years)) == count
                and "" not in years
                and all(value in (Basis.FORECAST, Basis.GUIDANCE) for value in forward)
            ):
                return years
    return None


def _joined_points(frame: Frame, last: Mention) -> Mention | None:
    """2025年一季度、二季度和三季度 as one run."""
    points = [last]
    for mention in reversed(frame.marks.periods_in(max(0, last.start - _REACH), last.start)):
        gap = frame.text[mention.end : points[-1].start]
        if gap.strip() not in ("、", "/", "和", "及", "与", "以及", ","):
            break
        points.append(mention)
    if len(points) < 2:
        return None
    values = tuple(value for mention in reversed(points) for value in mention.values)
    return Mention(points[-1].start, last.end, "list", (), values)


def _join_period(frame: Frame, mention: Mention, group: Sequence[Figure], index: int) -> None:
    values = mention.values
    if _SPAN_CUE.search(frame.gap):
        return
    if frame.figure.bracket and len(values) > len(group):
        changed = _changed_years(frame, len(group))
        frame.aligned_period = (changed or values[-len(group) :])[index]
    elif len(values) == len(group):
        frame.aligned_period = values[index]
    elif frame.figure.bracket and len(values) < len(group):
        frame.mismatch = True
    elif mention.start >= frame.gap_start:
        frame.mismatch = True
        frame.aligned_period = values[index] if index < len(values) else None


def _changed_years(frame: Frame, count: int) -> tuple[str, ...] | None:
    """The years that the sentence says were changed, if there are as many as prior values."""
    for mention in frame.marks.periods_in(frame.sentence, frame.lead.start):
        before = frame.text[max(frame.sentence, mention.start - 16) : mention.start]
        if len(mention.values) == count and _CHANGED_YEARS.search(before):
            return mention.values
    return None
