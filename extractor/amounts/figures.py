"""Numbers to figures: lists share their unit, two ends make a range, words give sign and qualifier."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.amounts import units
from extractor.amounts.patterns import TAIL
from extractor.amounts.scanner import Atom, atoms
from extractor.folding import Folded
from extractor.schema import Qualifier


@dataclass(slots=True)
class Figure:
    """One numeric mention in folded text.

    `[start, end)` holds number, scale and unit (in a list, what stands at this element). `value` is in the base unit;
    `value_to` is the upper end of a range. `unit` is None where none is printed. `scale` is what one printed unit
    stands for, `places` how many decimals are printed. Figures of one list share `chain`, which ends, with the unit it
    shares, at `list_end`.
    """

    start: int
    end: int
    value: Decimal
    value_to: Decimal | None
    unit: str | None
    qualifier: Qualifier
    scale: Decimal
    places: int
    chain: int
    index: int = 0
    signed: bool = False
    words: bool = False
    scaled: bool = False
    number: tuple[int, int] = (0, 0)
    bracket: bool = False
    list_end: int = 0

    @property
    def half(self) -> Decimal:
        """Half a unit of the last printed place, in the base unit: the printed number stands for value ± half."""
        return self.scale.scaleb(-self.places) / 2


_LIST = re.compile(r" ?(?:/{1,2}|、|和|及|与|以及|,) ?(?:约|近|超|分别为)?|/(?:同比|环比|[Yy][Oo][Yy]|[Qq][Oo][Qq])")
_RANGE = re.compile(r" ?(?:-{1,2}|~|—{1,2}|至|到) ?")
_MAX_GAP = 12
_PRIOR_OPEN = re.compile(
    r"(?:[A-Za-z%元倍]{0,3})?\((?:原值?|前值|此前|之前|原预测|前次|原先|原预期)(?:预测|预期|分别)?(?:值)?为? ?:?"
)
_DISTRIBUTED = re.compile(r"分别")
_CLAUSE_REACH = 40
_MOVE = re.compile(
    r"(?:增长|增加|提升|提高|上升|上涨|下降|下滑|减少|降低|回落|下跌|缩短|延长|拉长|收窄|扩大|缩减|压降|升|降|增|减|上行|下行|[净新][增开关减])了?(?:约|近|超)?$"
)
_RATIO_WORD = re.compile(r"率|占比|比重|比例|份额|ROE|息差")
_FROM = re.compile(r"(?:由|从|自)[^,。;]{0,12}$")

_QUALIFIER_BEFORE = re.compile(
    r"(?:(?P<about>(?:around|about|approximately|roughly|nearly|almost|c\.|~) ?|大约|约[为合占][^,。;:()\d]{0,4}\d{0,4}[^,。;:()\d]{1,10}(?:的|总额|总数|股本)|(?<![签解合预制条履违])约[低高占降增合]|(?<![签解合预制条履违])约为|(?<![签解合预制条履违])约|接近|将近|近|差不多)"
    r"|(?P<over>(?:over|above|more than|at least|no (?:lower|less) than) |不低于[^,。;:()\d]{2,12}的|不低于|不少于|至少|超过|突破|高于|大于|超|逾|多于|≥|>|首破|破|最低)"
    r"|(?P<under>(?:under|below|less than|up to|no more than) |不超过|不高于|不多于|至多|最多|最高|不足|不到|不及|低于|少于|小于|上限为?|≤|<))"
    r"(?:了|人民币|(?:RMB|CNY|HK\$|HKD|US\$|USD) ?|每股|为|约|有)?[+\-]?$"
)
_QUALIFIER_REACH = 20
_QUALIFIER_HINT = re.compile(r"[约近多低少过破于超逾≥>不限高≤<~]|[a-z]{4,} |up to |c\.")
_QUALIFIER_AFTER = re.compile(
    r"(?:元|人民币|市盈率|P/?E)?(?:(?P<about>左右|上下|附近)|(?P<over>以上|及以上|出头|余|多(?!\d)|(?<=[%万亿])\+(?![\d.]))(?!元化|年|晶|肽|品|功能|层|孔|维|国|家|地|项)|(?P<under>以内|以下|之内|内(?=[,。;)])))"
)
_AFTER_STARTS = frozenset("元人市P左上附及余多以之内出+")
_DOWN = (
    r"下降|下滑|减少|降低|回落|下跌|下行|缩减|缩短|压降|萎缩|缩窄|收窄|放缓|负增长|下调|调减|调低|下修|走低|下探|衰退|净减"
    r"|[^缩消递裁]减|降价?|跌|缩水|低|收缩|倒退|下移|省下|(?<![至不减缺较多])少(?:了|支出|增|卖|赚|计?提)?|跌去"
)
_FALL = re.compile(
    rf"(?:{_DOWN})(?:了|幅度?|率)?(?:约?为|达到?|高达|分别为?|达|均|在)?略?(?:大约|约|近|超过|超|逾|不足|不到|接近|分别|高于)?"
    r"(?:约)?:?(?:人民币)?\(?$"
)
_LOWER_THAN = re.compile(r"低于(?:去年|上年|上季|上期|同期|行业|可比|市场|预期|年初)[^,。;\d]{0,8}$")
_REVISED_TO = re.compile(r"(?:下调|下修|调低|调减|调降)[^,。;至到]{0,16}$")
_FORESEEN = re.compile(r"(?:预测|预期)(?:了|约|分别)*$")
_LOSS = re.compile(
    r"(?:净?亏损?|净亏|净损失|净流出|(?<!少)流出|净卖出|净减持)(?:额|是|为|达|约|分别|超过?|近|了|范围|区间|金额|规模|:)*(?:人民币)?\(?$"
)
_EASING = re.compile(r"(?:亏损|降幅|跌幅|减幅|亏)(?:额|幅度?)?[^,。;]{0,6}$")
_BELOW = re.compile(r"低于[^,。;()\d]{2,10}$")
_WIDENING = re.compile(r"亏损(?:额|幅度?)?[^,。;]{0,6}(?:扩大|增加|增长|加大|上升)(?:了|约|近|超)?$")
_FALL_TO = re.compile(
    r"(?:亏损(?!率)(?:额|同比|环比)?|降幅|跌幅|减幅)"
    r"(?:则?[由从]|[^,。;]{0,24}(?:收窄|缩小|缩减|收敛|扩大|加深|加剧|减少|增加)(?:[\d.]{1,9}[^,。;\d]{1,5})?[至到为])[^,。;%元亿]{0,12}$"
)
_NARROWING = re.compile(r"收窄|减少|缩小|缩减|下降|降低|放缓|减")
_MINUS_WORDS = re.compile(r"[降减跌亏流卖缩窄缓负低落滑修探衰行调少损退移省]")
_CLAUSE_BREAK = re.compile(r"[,。;\n!?]")
_FALL_BEHIND = re.compile(r"(?:以上|左右|以内)的?(?:同比)?(?:下滑|下降|下跌|跌幅|降幅|减少|回落|萎缩)(?![至到])")
_BASE_OF_LOSS = re.compile(r"(?:大幅|明显)?(?:减亏|增亏)")
_LOSING = re.compile(r"(?:亏损|净亏|净流出)[^。;\n]*$")
_IMPROVED = re.compile(r"(?:减亏|扭亏|止亏|少亏|少流出)(?:额|了|约|近|超|为)*$")


def scan(folded: Folded, taken: Sequence[tuple[int, int]] = (), bare_words: bool = False) -> list[Figure]:
    """Every figure of folded text in order of place; `taken` are spans that hold no figures (periods).

    Figures without a printed unit are given too, with `unit` None: whether one of them is a fact is for its metric
    to say. Time and memory are linear in the text's length.
    """
    text = folded.text
    figures: list[Figure] = []
    for number, chain in enumerate(_bridged(text, list(_moved(text, _chains(text, atoms(text, taken, bare_words)))))):
        if chain.gaps:
            figures.extend(_figures(text, chain, number))
        else:
            atom = chain.atoms[0]
            figures.append(_figure(text, atom, None, number, 0, _word_sign(text, atom, atom.end), None))
    return _ten_share_dividends(text, [_per_before(text, figure) for figure in figures])


@dataclass(slots=True)
class _Chain:
    atoms: list[Atom]
    gaps: list[str]
    tail_end: int = 0


def _chains(text: str, found: Iterator[Atom]) -> Iterator[_Chain]:
    chain: _Chain | None = None
    for atom in found:
        if chain is not None and atom.start - chain.atoms[-1].end <= _MAX_GAP:
            gap = text[chain.atoms[-1].end : atom.start]
            if _links(text, chain, gap, atom):
                chain.atoms.append(atom)
                chain.gaps.append(gap)
                continue
        if chain is not None:
            yield chain
        chain = _Chain([atom], [])
    if chain is not None:
        yield chain


_FROM_HERE = re.compile(r"(?:由|从)[^,。;:()\d]{0,8}$")
_TO_THERE = re.compile(
    r"(?:大幅|逐步|进一步|快速)?(?:[上下]调|[上下]修|调整|修正|提升|提高|增长|增加|上升|攀升|扩大|下降|下滑|降低|减少|回落|缩减|升|增|降|减)"
    r"(?:至|到|为)(?:约|近|超过?)?"
)


def _moved(text: str, chains: Iterator[_Chain]) -> Iterator[_Chain]:
    """由1.2增至1.8亿元: numbers that something moved from take the unit of those that it moved to."""
    last: _Chain | None = None
    for chain in chains:
        if last is not None:
            first, lender = last.atoms[0].start, chain.atoms[-1]
            if _TO_THERE.fullmatch(text, last.atoms[-1].end, chain.atoms[0].start) and _FROM_HERE.search(
                text, max(0, first - _MAX_GAP), first
            ):
                for atom in last.atoms:
                    _borrow(atom, lender, "")
            yield last
        last = chain
    if last is not None:
        yield last


_BRIDGE = re.compile(r"\((?:同比|yoy|YoY)?[+\-]?\d[\d.]*%\)[/、]")


def _bridged(text: str, chains: list[_Chain]) -> list[_Chain]:
    """5.1(-5%)/6.2(-3%)/7.3亿元: numbers of a list take its last one's unit across the brackets between them."""
    for at in range(len(chains) - 3, -1, -1):
        bare, lender = chains[at].atoms[-1], chains[at + 2].atoms[0]
        if bare.unit is None and bare.scale == 1 and units.is_money(lender.unit):
            if _BRIDGE.fullmatch(text, bare.end, lender.start):
                for atom in chains[at].atoms:
                    _borrow(atom, lender, "")
    return chains


_RATIOS = frozenset({"%", "pp", "bp", "x"})


def _links(text: str, chain: _Chain, gap: str, atom: Atom) -> bool:
    """Whether an atom continues the list or range before it."""
    if _PRIOR_OPEN.fullmatch(gap):
        return True
    if _RANGE.fullmatch(gap):
        return _may_be_range(text, chain.atoms[-1], atom, gap.strip())
    last = chain.atoms[-1]
    apart = last.unit is not None and atom.unit != last.unit and bool({last.unit, atom.unit} & _RATIOS)
    if not _LIST.fullmatch(gap) or (apart and atom.unit is not None):
        return False  # 9.75亿元/+28%, 41.3%/+0.8pct: a level and its growth, no list
    if gap.strip() != ",":
        return True
    before = text[max(0, chain.atoms[0].start - _CLAUSE_REACH) : chain.atoms[0].start]
    return bool(_DISTRIBUTED.search(before.rpartition("。")[2])) and atom.unit == chain.atoms[-1].unit is not None


def _figures(text: str, chain: _Chain, number: int) -> Iterator[Figure]:
    _close_bracket(text, chain)
    _share_units(chain)
    sign = _word_sign(text, chain.atoms[0], chain.atoms[-1].end)
    lead = _qualifier_before(text, chain.atoms[0].start)
    i, index = 0, 0
    while i < len(chain.atoms):
        atom = chain.atoms[i]
        other = chain.atoms[i + 1] if i + 1 < len(chain.atoms) and _is_range(chain, i) else None
        figure = _figure(text, atom, other, number, index, sign, lead)
        figure.bracket = any("(" in gap for gap in chain.gaps[:i])
        figure.list_end = chain.tail_end or chain.atoms[-1].end
        yield figure
        i += 2 if other else 1
        index += 1


def _close_bracket(text: str, chain: _Chain) -> None:
    """A unit behind the bracket that closes a list belongs to the list: 25/35/49(原54/92)百万元."""
    last = chain.atoms[-1]
    if last.unit is None and any("(" in gap for gap in chain.gaps) and text.startswith(")", last.end):
        tail = TAIL.match(text, last.end + 1)
        if tail and tail["currency"]:
            last.scale = Decimal(units.SCALES[tail["scale"]]) if tail["scale"] else Decimal(1)
            last.value *= last.scale
            last.unit = units.CURRENCIES[tail["currency"]]
            chain.tail_end = tail.end()


def _share_units(chain: _Chain) -> None:
    """Elements without a unit take the next one's, else the one's before."""
    for i in range(len(chain.atoms) - 2, -1, -1):
        _borrow(chain.atoms[i], chain.atoms[i + 1], chain.gaps[i])
    for i in range(1, len(chain.atoms)):
        if "/" in chain.gaps[i - 1]:
            _borrow(chain.atoms[i], chain.atoms[i - 1], chain.gaps[i - 1])


def _borrow(atom: Atom, lender: Atom, gap: str) -> None:
    if gap.strip() == "," or (lender.unit is None and lender.scale == 1):
        return
    if atom.unit is None and atom.scale == 1:
        atom.value *= lender.scale
        atom.scale, atom.unit, atom.scaled = lender.scale, lender.unit, lender.scaled
    elif atom.unit is None and lender.unit is not None and (units.is_money(lender.unit) or "(" not in gap):
        if units.is_money(lender.unit) or atom.scale == lender.scale or not lender.scaled:
            atom.unit = lender.unit  # not of 85亿和31万台: a sum, and a count of its own


def _may_be_range(text: str, first: Atom, second: Atom, dash: str) -> bool:
    """Whether two numbers joined by a dash or 至 are the ends of one range: not 由3%升至5%, 增长2亿元至9亿元."""
    if first.unit is not None and first.unit != second.unit:
        return False
    if dash not in ("至", "到"):
        return True
    if first.sign == "+" and not second.sign and second.unit != "%":
        return False  # +64家至1380家: more by so many, to so many
    clause = re.split(r"[,。;\n]", text[max(0, first.start - _CLAUSE_REACH) : first.start])[-1]
    if _FROM.search(clause):
        return False
    return not _MOVE.search(clause) or (second.unit == "%" and not _RATIO_WORD.search(clause))


def _is_range(chain: _Chain, i: int) -> bool:
    return bool(_RANGE.fullmatch(chain.gaps[i])) and chain.atoms[i].unit == chain.atoms[i + 1].unit


def _figure(
    text: str, atom: Atom, other: Atom | None, chain: int, index: int, sign: int, lead: Qualifier | None
) -> Figure:
    end = (other or atom).end
    value = -atom.value if sign < 0 and not atom.sign else atom.value
    upper = None
    if other is not None:
        last = -other.value if sign < 0 and not other.sign else other.value
        value, upper = min(value, last), max(value, last)
    qualifier = _qualifier_after(text, atom, end) or _qualifier_before(text, atom.start) or lead or Qualifier.EXACT
    return Figure(
        atom.start, end, value, upper, atom.unit, qualifier, atom.scale, atom.places, chain, index,
        bool(atom.sign), atom.words, atom.scaled, (atom.number_start, (other or atom).number_end), False, end,
    )  # fmt: skip


def _qualifier_before(text: str, start: int) -> Qualifier | None:
    window = text[max(0, start - _QUALIFIER_REACH) : start]
    if not _QUALIFIER_HINT.search(window):
        return None
    match = _QUALIFIER_BEFORE.search(window)
    return Qualifier(match.lastgroup) if match and match.lastgroup else None


def _qualifier_after(text: str, atom: Atom, end: int) -> Qualifier | None:
    if atom.marked_more:
        return Qualifier.OVER
    if text[end : end + 1] not in _AFTER_STARTS:
        return None
    match = _QUALIFIER_AFTER.match(text, end)
    return Qualifier(match.lastgroup) if match and match.lastgroup else None


def _is_end_of_fall(text: str, atom: Atom) -> bool:
    """Whether a loss or a fall came from, or came to, this: 亏损收窄至0.6亿元, 降幅由9%收窄至4%."""
    if atom.unit != "%" and not units.is_money(atom.unit):
        return False
    return _FALL_TO.search(_CLAUSE_BREAK.split(text[max(0, atom.start - _CLAUSE_REACH) : atom.start])[-1]) is not None


def _word_sign(text: str, atom: Atom, list_end: int) -> int:
    """-1 where the words before a list's first atom say a fall or a loss, else 1. A printed sign is not overruled by it."""
    if _BASE_OF_LOSS.match(text, atom.end) or (atom.unit == "%" and _FALL_BEHIND.match(text, list_end)):
        return -1
    window = text[max(0, atom.start - 24) : atom.start]
    if not _MINUS_WORDS.search(window):
        return 1
    before = _CLAUSE_BREAK.split(window)[-1]
    below = atom.unit in ("pp", "bp") and _BELOW.search(before)
    if below or _WIDENING.search(before) or _is_end_of_fall(text, atom):
        return -1
    if _IMPROVED.search(before):
        return 1
    if _LOSS.search(before) or (atom.unit in ("pp", "bp") and _LOWER_THAN.search(before)):
        return -1
    fall = _FALL.search(before)
    if not fall:
        cut = atom.unit == "%" and _REVISED_TO.search(before)
        return -1 if cut and (text.startswith(("至", "到"), list_end) or _FORESEEN.search(before)) else 1
    if fall.group().startswith("收窄") and _LOSING.search(text[max(0, atom.start - _CLAUSE_REACH) : atom.start]):
        return 1
    return 1 if _EASING.search(before[: fall.start() + 1]) and _NARROWING.match(fall.group()) else -1


_EACH = re.compile(
    rf"每(?P<per>{'|'.join(sorted(set(units.PER) - units.TIMES, key=len, reverse=True))})"
    r"(?:(?<=股)(?:拟|将)?(?:派发?|分配|分红|派息|股息)?(?:现金)?(?:红利|股利|股息|分红)?)?(?:为|约为?|近|超过?|达)?$"
)


def _per_before(text: str, figure: Figure) -> Figure:
    """每公斤82元: what a sum is for stands before it."""
    if units.is_money(figure.unit) and "每" in text[max(0, figure.start - 10) : figure.start]:
        match = _EACH.search(text, max(0, figure.start - 11), figure.start)
        if match:
            figure.unit = f"{figure.unit}/{'share' if match['per'] == '股' else match['per']}"
    return figure


_AS_WELL = re.compile(r"(?:中期|末期|全年|合计|特别股息|20\d\d年)(?:的|为|合计|派息?|分红)*$")
_PAID_REACH = 80


def _paid_as_well(text: str, first: Figure, figures: list[Figure]) -> None:
    """每10股派6.6元,连同中期2.6元,全年9.2元: the sums of the same sentence are for ten shares too."""
    end = text.find("。", first.end, first.end + _PAID_REACH)
    stop = end if end >= 0 else first.end + _PAID_REACH
    for figure in figures:
        plain = first.end < figure.start < stop and figure.unit == "CNY" and figure.scale == 1
        if plain and _AS_WELL.search(text, max(0, figure.start - 8), figure.start):
            figure.value, figure.scale, figure.unit = figure.value / 10, figure.scale / 10, "CNY/share"


_GIVEN_AS_WELL = re.compile(r"(?:转增|送红?股?|派送|送转)$")


def _given_as_well(text: str, first: Figure, figures: list[Figure]) -> None:
    """每10股派3.5元(含税)并转增4股: the shares given in the same clauses are for ten shares too."""
    end = text.find("。", first.end, first.end + _PAID_REACH)
    stop = end if end >= 0 else first.end + _PAID_REACH
    for figure in figures:
        plain = first.end < figure.start < stop and figure.unit == "share" and figure.scale == 1
        if plain and _GIVEN_AS_WELL.search(text, max(0, figure.start - 4), figure.start):
            figure.value, figure.scale = figure.value / 10, figure.scale / 10


_TEN_SHARES = re.compile(
    r"(?:每(?=(?:10|十)股)|(?<![\d.])(?=10股?[派送转]))(?P<count>10|十)股?(?:拟)?(?:[送转][增股]{0,2}\d+(?:\.\d+)?股?[、,并]?)*"
    r"(?:[^,。;\d]{0,4}(?:派|分红|分配|红利|股利|股息|现金)[^,。;\d]{0,12}?)?(?=\d)"
)


def _ten_share_dividends(text: str, figures: list[Figure]) -> list[Figure]:
    """每10股派2.20元 is 0.22 a share: the sum behind is divided, the ten shares are no figure."""
    starts = {figure.start: figure for figure in figures}
    counts = set()
    for match in _TEN_SHARES.finditer(text):
        figure = starts.get(match.end())
        if figure is not None and units.is_money(figure.unit):
            figure.value, figure.scale = figure.value / 10, figure.scale / 10
            figure.value_to = None if figure.value_to is None else figure.value_to / 10
            figure.unit = f"{figure.unit}/share"
            counts.add(match.start("count"))
            _paid_as_well(text, figure, figures)
            _given_as_well(text, figure, figures)
    return [figure for figure in figures if figure.start not in counts] if counts else figures
