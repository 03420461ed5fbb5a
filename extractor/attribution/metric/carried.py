"""Rules that take the metric of a figure before: growth, parts, sums, multiples, lists, and how it moved on."""

import re

from extractor import lexicon
from extractor.attribution.cues import CAUSE, EQUAL_TO, TIMES_OF
from extractor.attribution.frame import Candidate, Frame, MetricName, Reading
from extractor.attribution.metric.fitting import AMOUNT, GROWTHS, OTHER, fits, unit_kind
from extractor.attribution.phrases import label_before
from extractor.schema import Measure

_AGAIN = re.compile(
    r"(?:同期)?(?:仅|则)?(?:为|是)?(?:净?亏损|净流出|净流入|减亏|亏损(?:幅度)?(?:收窄|扩大)?)(?:为|达|约)*"
)
_OF_WHICH = re.compile(r"其中(?P<what>[^,。;:()]{2,14}?)(?:贡献|占比?|约|为|达|近|超过?|就有|有|的?)*$")
_PARTS_REACH, _PARTS_WORDS = 4, 60
ACTION = re.compile(r"(?:新|净|增|减)?(?:开|关|增|减|签|设|建)(?:闭|店|立)?$|新增|关闭|净增|净减|新开|净开|净关")
GROWTH_WORDS = re.compile(
    r"同比|环比|分别|能够|保持|维持|增速|[增降]幅|增长率?|下[降滑跌]|提[升高]|上[升涨]|回[落升]|增加|减少|降低|大幅|小幅|明显|显著|达到?|年均|年?复合|预计|有望|将|为|约|五年|三年|CAGR|(?:19|20)\d\d(?:[-~—]\d+)?年?|\d{1,2}月|[一二三四]季度|Q[1-4]|[上下]半年|其中"
)
_MOVED_ON = re.compile(
    r"(?:将|有望|进一步|继续|已|逐步|预计|或|再|则|仍|均|也|快速|大幅|小幅|明显|略|稳步|持续)*(?:增长|增加|提升|提高|上升|上涨|跳升|微升|扩大|修复|改善|回升|反弹|攀升|下降|减少|回落|降低|下滑|收窄|缩窄|缩短|延长|[上下]行|"
    r"[上下]调|恢复|变更|追溯调整|调整|缩小|微降|升|增|降|减|扩)(?:到|至|为|了)*(?:突破)?的?"
)
_MARKS_ONLY = re.compile(
    r"(?:(?:引入|新增|增加|给出|调整)?(?:盈利)?(?:预测|预期|预计)|前值|前次|此前|原先|之前|上次|原预测|原预期|占比|比重|占比为|中值|中枢|区间中值|此比重|该比例|这一比例|该占比|合计|其余|其他|其它|前者|后者|[两二]者|当[月季年]|上季|一年前|[增降涨调]幅)(?:为|达|约)?"
)
_EXPENSE_RATIOS = frozenset(
    {"selling_expense_ratio", "admin_expense_ratio", "rd_expense_ratio", "finance_expense_ratio"}
)
_SUMMED = re.compile(
    r"(?:[^,。;:()]{2,12}(?:合计|共计|总计)|[两二三四五六]年(?:合计|累计|共计?))(?:为|达|约|实现|贡献)*$"
)


_COMPARED_WITH = re.compile(
    r"[,、(]?(?:比重|占比)?(?:而|仍|则|反而|又)?(?:相?[较比]于?|对比)(?:上年|去年|上季|上期|上周|上月|昨日|前一(?:交易)?日|上一(?:交易日|周)|年初|期初|(?:20)?\d\d年|\d{1,2}月|[一二三四]季度|Q\d)[^,。;()]{0,6}(?:的|为)?"
)


_STATES = (Measure.LEVEL, Measure.SHARE)


def compared_with(frame: Frame) -> list[Candidate[MetricName]]:
    """684亿元,较年初的732亿元: a level compared with is of what is compared."""
    if frame.measure not in _STATES or not frame.siblings or not _COMPARED_WITH.fullmatch(frame.gap):
        return []
    alike = (r for r in frame.siblings if r.measure[0].value in _STATES and _is_of_unit(frame, r.unit))
    before = (frame.partner() if len(frame.chain) > 1 else None) or next(alike, None)
    if before is None or not before.metric:
        return []
    return [Candidate(before.metric[0].value, "compared_with", before.metric[0].words, before.metric[0].sure)]


def level_before(frame: Frame, same_unit: bool = False) -> Candidate[MetricName] | None:
    """The metric of the nearest level before in the sentence, of any unit or of the figure's own."""
    levels = (r for r in frame.siblings if r.measure[0].value == Measure.LEVEL and r.metric)
    return next((r.metric[0] for r in levels if not same_unit or _is_of_unit(frame, r.unit)), None)


def _is_of_unit(frame: Frame, unit: str | None) -> bool:
    """Whether the figure is of a unit, or could be: 2.09元 of 元/股, 821元 of 元/吨, but no sum in 亿."""
    return unit == frame.unit or (not frame.figure.scaled and (unit or "").partition("/")[0] == frame.unit)


def of_figure(frame: Frame) -> list[Candidate[MetricName]]:
    """1,465,350份,占股本总额59,709,405股的2.45%: the share is of what was counted before the whole."""
    if frame.measure != Measure.SHARE or frame.gap != "的" or len(frame.siblings) < 2:
        return []
    counted = frame.siblings[1]
    if not counted.metric:
        return []
    return [Candidate(counted.metric[0].value, "share_of_figure", counted.metric[0].words, counted.metric[0].sure)]


def times_of(frame: Frame) -> list[Candidate[MetricName]]:
    """为同期净利润的1.14倍: what is so many times another thing is the level before."""
    times = frame.unit == "x" and TIMES_OF.search(frame.gap)
    before = level_before(frame) if times or (frame.unit == "%" and EQUAL_TO.search(frame.gap)) else None
    return [Candidate(before.value, "times_of", before.value.label, before.sure)] if before else []


def again(frame: Frame) -> list[Candidate[MetricName]]:
    """上年为净流出6.38亿元, 减亏3.32亿元: a loss or outflow without a metric of its own is of the metric before."""
    before = level_before(frame)
    if before is None or not before.value.metric.signed:
        return []
    words = re.sub(r"^[较比的]*(?:同期的)?", "", re.split(r"[,。;:(]", frame.gap_without_periods())[-1])
    return [Candidate(before.value, "again", before.value.label, before.sure)] if _AGAIN.fullmatch(words) else []


_SHARES = re.compile(
    r"[,、;( ]*(?:分别)?(?:在[^,;]{1,12})?(?:合计|约|共|分别)?(?:占|已?(?:完成|达到?)[^,;()]{0,10}(?:目标|计划|任务)的)"
)
_OF_IT = re.compile(r"[,;(]其中,?(?:约|近|有|超过?|逾)*")
_BEHIND_BRACKET = re.compile(r"[^,。;()]{0,12}\)(?=[,、])")


def counted(frame: Frame) -> list[Candidate[MetricName]]:
    """占总股本的0.83%: what the figure before counts is what is shared."""
    sibling = frame.sibling()
    gap = frame.gap
    if (closing := _BEHIND_BRACKET.match(gap)) is not None and frame.siblings:
        bracket = frame.layout.bracket(frame.siblings[0].figure.start)
        sibling = next((r for r in frame.siblings if bracket and r.figure.end <= bracket[0]), sibling)
        gap = gap[closing.end() :]
    if frame.measure != Measure.SHARE or sibling is None or not sibling.metric:
        return []
    if not (_SHARES.match(gap) or _OF_IT.fullmatch(gap)):
        return []
    return [Candidate(sibling.metric[0].value, "share_of_counted", sibling.metric[0].words, sibling.metric[0].sure)]


_TO = re.compile(r"[家店个]*[至到](?:约|近|超过?)?")


def opened_to(frame: Frame) -> list[Candidate[MetricName]]:
    """新开20家至120家: what the opened shops bring the number to is the number of shops."""
    sibling = frame.sibling()
    if sibling is None or not sibling.metric or sibling.metric[0].rule != "opened":
        return []
    if not _TO.fullmatch(frame.gap_without_periods().strip(",、;/( ")):
        return []
    shops = MetricName(lexicon.load().aliases["门店"].metric, "门店")
    return [Candidate(shops, "opened_to", sibling.metric[0].value.label)]


def of_list(frame: Frame) -> list[Candidate[MetricName]]:
    """A further element of a list states what the first does, or a quantity of its own: 供给、需求同比+3%/+4%."""
    first, listed = frame.first_of_list(), frame.in_list("metric")
    if first is None or listed is None or unit_kind(first.figure.unit) != unit_kind(frame.figure.unit):
        return []
    named, rule = listed[0].metric[0], listed[1]
    if named.rule == "own_noun" and frame.aligned_subject is not None:
        return [Candidate(MetricName(OTHER, frame.aligned_subject), "own_noun", frame.aligned_subject)]
    return [Candidate(named.value, rule, named.value.label, named.sure)]


_QUANTITIES = {"量": "销量", "价": "均价", "额": "销售额", "供": "", "需": ""}
_BY_LETTERS = re.compile(
    r"(?:^|[,;:()、。])[^,;:()、。]{0,8}?(?P<list>[量价额](?:[、/和及]?[量价额]){1,2}|供[、/和及]?需)[^,;:()量价额\d]{0,8}$"
)


def by_letters(frame: Frame) -> list[Candidate[MetricName]]:
    """量、价分别增长5%和3%: volume and price in one letter each, as many as figures."""
    match = _BY_LETTERS.search(frame.gap_without_periods()) if len(frame.chain) > 1 else None
    letters = re.sub(r"[、/和及]", "", match["list"]) if match else ""
    if len(letters) != len(frame.chain) or frame.measure not in GROWTHS:
        return []
    letter = letters[frame.position]
    alias = lexicon.load().aliases.get(_QUANTITIES[letter])
    metric = alias.metric if alias else OTHER
    name = MetricName(metric, letter, frame.lead.start, frame.lead.start)
    return [Candidate(name, "by_letters", letter)]


_PER_SHARE_ASIDE = re.compile(r"[,(](?:对应|折合|合)$")


def _beside_aside(frame: Frame, sibling: Reading | None) -> Reading | None:
    """净利润1.2亿元,对应每股收益0.30元,同比下降20%: growth behind a value a share is that of the profit it is made of."""
    if sibling is None or not sibling.metric or frame.measure not in GROWTHS or len(frame.siblings) < 2:
        return sibling
    name, whole = sibling.metric[0].value, frame.siblings[1]
    if name.metric.code != "eps" or not _PER_SHARE_ASIDE.search(
        frame.text[max(0, name.start - 4) : max(name.start, 0)]
    ):
        return sibling
    profit = whole.metric and whole.metric[0].value.metric.code in ("net_profit", "net_profit_parent")
    return whole if profit and whole.measure[0].value == Measure.LEVEL else sibling


def inherited(frame: Frame) -> list[Candidate[MetricName]]:
    """Growth, a level reached by it, or a bracket speaks of the figure it follows."""
    sibling = _beside_aside(frame, frame.sibling())
    if sibling is None or not sibling.metric:
        return []
    value = sibling.metric[0].value
    if (
        frame.measure in GROWTHS
        and frame.unit == sibling.unit
        and unit_kind(frame.unit) in ("count", "person", "price")
    ):
        return [Candidate(value, "figure_before", value.label, sibling.metric[0].sure)]
    if CAUSE.search(frame.gap):
        return []
    holed = _HOLE.match(frame.text, frame.figure.end) or _HOLE.match(frame.gap)
    gap = frame.gap_without_periods().strip(",、;/( ")
    if frame.measure in GROWTHS and (own := _own_noun(frame, gap)) is not None and _NAMED_MEASURE.search(own):
        return [Candidate(MetricName(OTHER, own), "own_noun", own)]
    in_part = frame.unit in ("%", "x", "pp", "bp") or frame.bracket is not None
    grown = frame.measure in GROWTHS and (in_part or (frame.unit == sibling.unit and _own_noun(frame, gap) is None))
    if grown or _same_thing(gap):
        if frame.measure == Measure.LEVEL and not fits(value.metric, frame):
            return []
        sure = sibling.metric[0].sure and _own_noun(frame, gap) is None
        found = [Candidate(value, "figure_before", value.label, sure and not holed)]
        earlier = (r.metric[0] for r in frame.siblings if r.figure.chain == sibling.figure.chain and r.metric)
        return [*found, *(Candidate(c.value, "figure_before", c.words, False) for c in earlier)] if holed else found
    return []


_HOLE = re.compile(
    r"/(?:由[盈亏正负]转[亏盈负正]|扭亏(?:为盈)?|转[正负亏盈]|减亏|持平|不适用|N/?A|-)(?=/)|/(?:由[盈亏正负]转[亏盈负正]|扭亏(?:为盈)?|转[正负亏盈])"
)
"""A word in the place of a number: what stands where in the list is open."""


def _same_thing(gap: str) -> bool:
    """Words that only move the figure before to another period, end or bracket: 至, (原, 去年同期为."""
    return bool(
        re.fullmatch(
            r"(?:(?:增长|增加|提升|下降|减少|回落|降低|上升|上涨|下滑|[上下]调|降|升|增|减)?(?:至|到|为)|(?:由|从)?|原为?|前值为?|此前|之前|"
            r"(?:而|较|比)?(?:去年|上年)?同期(?:仅|为|是)*|折合(?:人民币|美元|港元)?|(?:环比|同比)(?:持平)?|分别为?|,)*",
            re.sub(r"约|超|近|到?第?$", "", gap),
        )
    )


def _own_noun(frame: Frame, gap: str) -> str | None:
    """The thing of its own that the words before a growth rate name (海外增长20%), so that its metric is implied."""
    return label_before(GROWTH_WORDS.sub("", gap)) if frame.gap.startswith((",", "、", ";", ")")) else None


_NAMED_MEASURE = re.compile(
    r"^(?!占).*(?:率|比例|比重|金额|余额|(?<!少)数|(?<![数质放增减])量|天数|周期|价格|价|收益|费用|成本|面积|码洋)$"
)
_SHARE_OF = re.compile(
    r"(?P<what>[^,。;:()]{2,14}?)(?:占比|(?:分别|各)占)(?:已|将)?(?:提?升|提高|下?降|下滑|回升|回落)?(?:由|从|至|到|约|为|达|超过?|近|已|分别)*$"
)
_SHARE_REACH = 15


def share_of_same(frame: Frame) -> list[Candidate[MetricName]]:
    """海外出货6万台,海外占比30%: a share of what was said of the same subject; the next of two shares is of the same thing."""
    match = _SHARE_OF.search(frame.gap_without_periods()) if frame.measure == Measure.SHARE else None
    if match is None:
        return []
    paragraph = frame.layout.paragraph(frame.figure.start)
    for reading in [*frame.siblings, *frame.earlier][:_SHARE_REACH]:
        if reading.figure.start < paragraph or not reading.metric or reading.metric[0].value.metric.code == "other":
            continue
        subject = reading.subject[0].value or ""
        same = len(subject) > 1 and (match["what"].endswith(subject) or subject.endswith(match["what"]))
        last = next(iter([*frame.siblings, *frame.earlier]), None)
        if same or (reading.measure[0].value == Measure.SHARE and reading is last):
            named = reading.metric[0]
            return [Candidate(named.value, "share_of_same", match[0], named.sure)]
    return []


def _hangs_on_last(frame: Frame) -> bool:
    """Whether what moved on is the figure just before: a growth, or what a share of the same unit came to."""
    last = frame.siblings[0]
    return frame.measure in GROWTHS or (last.measure[0].value == Measure.SHARE and last.unit == frame.unit)


_NEXT_PART = re.compile(r"[;、](?P<what>[^,。;:()、\d]{2,8})$")


def next_part(frame: Frame) -> list[Candidate[MetricName]]:
    """其中直营967家,新开74家;加盟1302家: the next part of what was counted."""
    match = _NEXT_PART.search(frame.text, max(0, frame.gap_start - 1), frame.lead.start)
    if match is None or frame.measure != Measure.LEVEL or ACTION.match(match["what"]):
        return []
    parts = (r for r in frame.siblings if r.metric and r.metric[0].rule == "of_which" and r.unit == frame.unit)
    named = next((part.metric[0] for part in parts), None)
    return [Candidate(named.value, "next_part", match["what"], named.sure)] if named else []


def of_which(frame: Frame) -> list[Candidate[MetricName]]:
    """其中直营967家: a part of what was counted before, in the same unit."""
    if frame.measure not in (Measure.LEVEL, Measure.SHARE) or (frame.unit is None and not frame.figure.scaled):
        return []
    match = _OF_WHICH.search(frame.gap_without_periods())
    if match is None or frame.marks.names_in(frame.gap_start, frame.lead.start) or ACTION.match(match["what"]):
        return []
    if frame.measure == Measure.LEVEL and AMOUNT.search(match["what"]):
        return []
    kind = unit_kind(frame.unit)
    for reading in [*frame.siblings, *frame.earlier][:_PARTS_REACH]:
        if frame.figure.start - reading.figure.end > _PARTS_WORDS:
            break
        whole = reading.measure[0].value == Measure.LEVEL and reading.metric
        if whole and (
            frame.measure == Measure.SHARE or unit_kind(reading.unit) == kind != "percent" or frame.unit is None
        ):
            named = reading.metric[0].value
            if named.metric.code == "other" and match["what"][-2:] == named.label[-2:] != "":
                return []  # 专利120项,其中发明专利35项: the part names itself
            return [Candidate(named, "of_which", match["what"], reading.metric[0].sure)]
    return []


def summed(frame: Frame) -> list[Candidate[MetricName]]:
    """两大品类合计8.67亿元: the sum of levels just listed."""
    if frame.measure != Measure.LEVEL or not _SUMMED.search(frame.gap_without_periods()):
        return []
    for reading in [*frame.siblings, *frame.earlier][:12]:
        if reading.unit == frame.unit and reading.measure[0].value == Measure.LEVEL and reading.metric:
            if reading.figure.start < frame.layout.paragraph(frame.figure.start):
                return []
            named = reading.metric[0]
            return [Candidate(named.value, "summed", named.value.label, named.sure)]
    return []


def moved_on(frame: Frame) -> list[Candidate[MetricName]]:
    """Words that say only how the figure before moved on, or what it was forecast at, or its share: the same metric."""
    words = label_before(frame.gap_without_periods())
    clause = re.split(r"[,;:()]", frame.gap_without_periods())[-1].strip()
    mark = _MARKS_ONLY.fullmatch(words or clause)
    if not mark and not _MOVED_ON.fullmatch(clause) and not (words and _MOVED_ON.fullmatch(words)):
        return []
    moved = frame.siblings and frame.siblings[0].metric and not mark and _hangs_on_last(frame)
    named = frame.siblings[0].metric[0] if moved else level_before(frame, same_unit=frame.measure == Measure.LEVEL)
    if named is None:
        return []
    if mark and "合计" in mark[0] and named.value.metric.code in _EXPENSE_RATIOS:
        whole = lexicon.load().aliases["期间费用率"].metric
        return [Candidate(MetricName(whole, "费用率"), "sum_of_ratios")]
    return [Candidate(named.value, "moved_on", named.value.label, named.sure)]
