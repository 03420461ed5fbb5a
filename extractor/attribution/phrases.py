"""Noun phrases as the text writes them: subjects, and labels of figures that no known name goes with."""

import re

from extractor import lexicon

_WORDS = lexicon.load()


def _any(*kinds: str) -> str:
    return _WORDS.cue(*kinds).pattern


_FRONT = _any(
    "front_connectives", "front_views", "front_times", "front_parties", "front_verbs", "front_adverbs",
    "front_particles",
)  # fmt: skip
_LEAD = re.compile(
    r"^(?:[分按][\u4e00-\u9fff]{2,3}来?看|该股(?:近?\d*[个]?[日月年]?)?|从[^,]{0,8}来?看|受[^,]{0,14}影响|"
    r"(?:小幅|大幅|适度|略微?)?(?:[上下]调|[上下]修|调整|调[高低升降])|近\d+(?:日|天|个月|年)|据?此?[推测估]算|[一二三四五六]是|"
    rf"{_FRONT}|"
    r"达(?!产)|(?:达产|投产|建成|满产|完工|交割|并表)[后时]|其(?![他它余])|公司(?!债)|第[一二三四五](?![期批代款])|在(?!线|建|手|研)|以来|以(?![色上下内外])|已(?![售赚竣])|均(?![价重线])|比(?![重例值率价])|有(?!色|机|线|限)|"
    r"[+/,、:;\-·●■➢▶◆)(“”\"]|(?:\d{1,2}|[①-⑩])[).、]|"
    r"(?:(?:近|过去|未来|今后|前|后|首)[一两二三四五六七八九十几\d]+个?)(?:年|季度?|月)[间来前后]?(?!期|度|内)|"
    r"[一两二三]年[间来前后](?!到期)|半年[间来]?(?!度|报)|[两二三]个季度|每[年月季])"
)
_TRAIL = re.compile(
    rf"(?:{_any('rear_verbs', 'rear_amounts', 'rear_adverbs', 'rear_particles', 'rear_nouns')}|(?<!商)超|(?<![签履违合])约|(?<![存所现潜])在|"
    r"(?<![申预汇年季中周月日通])报|(?<![偿归返退])还|"
    r"[,:、()“”\"/]|(?:近|过去|未来|今后|前|后)[一两二三四五六七八九十几\d]+个?(?:年|季度?|月)[间内来]?|"
    r"(?:全部|完全|逐步|顺利)?(?:达产|投产|建成|满产|完工|完成|交割|并表)[后时])$"
)
_CUT = re.compile(
    r"公司(?!债)|(?:达产|投产|建成|满产|完工)后(?=[\u4e00-\u9fff]{2})|中标(?!金?额|量|价)|(?<!号)令|销售(?=[\u4e00-\u9fff]{2})|[,:()]|(?<![列统关体])系(?![列统])|"
    rf"{_any('break_verbs', 'break_connectives')}"
)
_WHOLE = _any("no_subject_nouns", "no_subject_parties", "no_subject_attributes", "no_subject_verbs", "no_subject_times")
_NOT_SUBJECT = re.compile(
    rf"^(?:{_WHOLE}|(?:{_any('no_subject_starts')}).*|.*(?:{_any('no_subject_ends')})|"
    r"[同环][增减升降].*|(?:爆发|井喷|断崖|阶梯|跨越)式|\d(?!\d*(?:英寸|寸|nm|纳米|代|[A-Z])).*|"
    r"近?[两二三四五六七八十\d]+年|考核目标[为是]?以?|十[三四五]五.*|.{2,}中|.{3,}(?<!线)下|"
    r"前?[前后两二三四五]者|[前后两二三四]项|各季度?|吨[煤钢铁铝铜纸糖肉盐浆酒油]|单(?:[GMk]?Wh?|瓦时?|吨))$"
)
_AND_THEN = re.compile(r"并(?![表购网轨列联行])")
"""What follows is a new verb of the same subject, and its object: 并新获."""
_AUXILIARY = re.compile(r"[可能将会需共已仅约也均以净总]{0,3}")
_KIND = re.compile(r"(?:实现|录得)(?:单体|综合|整体|合并|累计|合计)$")
_CAUSES = re.compile(
    r"(?:致使?|使得?|令|导致|拖累|推动|带动|拉动|驱动|促进|隐含|对应|意味着|相当于|发行|募集|推算|增厚|扭转|考核|减免|加大|支撑)"
    r"(?:当期|公司|整体|以|了|的)*$"
)
"""Verbs whose object the metric is: what stands before them acts on it and does not own it."""
_PERIOD_REST = re.compile(r"^(?:年|季|月|度|上半年|下半年|末|底|单季)+")
_MAX_SUBJECT = 26
_MAX_LABEL = 18
STUFFS = frozenset("铜钴镍锂金银锌铅铝锡钨钼铁锰钛钒硅煤钢猪鸡鸭牛羊鱼奶糖盐碱棉磷硫氯油气水电酒茶纸泵阀")
"""Goods whose name is one character."""


def trim(phrase: str) -> str:
    """A phrase without the connectives before it and the verbs behind it."""
    while True:
        shorter = _TRAIL.sub("", _LEAD.sub("", phrase.strip()))
        if shorter == phrase:
            return phrase
        phrase = shorter


def subject_of(words: str, company: tuple[str, ...] = ()) -> str | None:
    """The subject that these words before a metric's name give it; None if they name none of their own."""
    words = _AND_THEN.split(words.rpartition("】")[2])[-1]
    for name in company:
        words = words.replace(name, "公司")
    pieces = [p for p in _CUT.split(_KIND.sub("实现", words)) if not _AUXILIARY.fullmatch(p)]
    if not pieces or words.endswith("公司") or _CAUSES.search(words):
        return None
    phrase = trim(_PERIOD_REST.sub("", trim(pieces[-1])))
    if "的" in phrase:
        head, _, rest = phrase.rpartition("的")
        phrase = trim(rest) or trim(head)
        if _NOT_SUBJECT.match(phrase):
            phrase = trim(head)  # 平台类的业务收入
    if (
        (not 1 < len(phrase) <= _MAX_SUBJECT and phrase not in STUFFS)
        or _NOT_SUBJECT.match(phrase)
        or not re.search(r"[\u4e00-\u9fffA-Z]", phrase)
    ):
        return None
    return phrase


def is_name(phrase: str) -> bool:
    """Whether a phrase is a name as it stands: nothing to trim, no verb, no word that names no subject."""
    return trim(phrase) == phrase and _CUT.search(phrase) is None and _NOT_SUBJECT.match(phrase) is None


_LIST_END = re.compile(
    r"的|分别|各(?=[占为增降达])|合计|占|市场份额|份额|市占率|占有率|费用率|增速|营收|收入|毛利率|净利率|销量|产量|出货量?|同比|环比|产能|单价|均价|售价|价格|经销商数"
)
_SO_MANY = re.compile(
    r"[两二三四五六七八九十]个?(?:大|项|类)?(?:主要|核心|主营|重点)?(?:业务|产品|品类|板块|系列|渠道|区域|地区|市场)(?:线|部)?$"
)
"""陶瓷、洁具两大业务: how many a list names is no part of its last name."""
_SEPARATORS = (r"/", r"、", r"[/、]", r"[/、]|和|及|与")


def split_subjects(words: str, count: int) -> list[str] | None:
    """As many subjects as figures, from a slash or 、 list (棒材/线材的销量分别为); None if the words hold no such list."""
    words = _LETTERS.sub("\\1\u2215\\2", re.sub(r"\([^()]*\)", "", words))
    for match in re.finditer(r"[^,。;:()\n]*?[/、和及与][^,。;:()\n]*", words):
        first, *rest = _LIST_END.split(match[0])
        for stretch in (first, *rest[:1]) if not first.strip() else (first,):
            if (pieces := _pieces(_SO_MANY.sub("", trim(stretch)), count)) is not None:
                return pieces
    return None


def _pieces(stretch: str, count: int) -> list[str] | None:
    for separator in _SEPARATORS:
        pieces = [trim(p) for p in re.split(separator, stretch)]
        if len(pieces) == count and all(1 < len(p) <= _MAX_SUBJECT or p in STUFFS for p in pieces):
            return [piece.replace("\u2215", "/") for piece in pieces]
    return None


_LETTERS = re.compile(r"(?<![A-Za-z])([A-Z])/([A-Z])(?![A-Za-z])")
"""I/O is one word, and no list of two."""


_CLOSED = re.compile(r"\((?![百千万亿]*元)[^()\d]+\)")
"""A bracket that says what is counted in, (现金+理财), or another name; not one that holds a column's unit."""


def label_before(words: str) -> str | None:
    """The shortest words that name a figure without a known name, from the words before it."""
    clause = re.split(r"[,。;:\n()|】]", _CLOSED.sub("", words))[-1]
    pieces = [p for p in re.split(r"公司(?!债)|我们|预计|实现|其中|以及|并|且|使(?!用)", clause) if p]
    if not pieces:
        return None
    phrase = _trim_label(pieces[-1]) or (_trim_label(pieces[-2]) if len(pieces) > 1 else "")
    phrase = _trim_label(_OF.split(phrase)[-1])
    if len(phrase) > _MAX_LABEL:
        tail = _LONG_TAIL.search(phrase)
        return tail[0] if tail else None
    return phrase if len(phrase) > 1 else None


_MOVED = re.compile(
    r"(?:(?:[增减扩缩提下上回][加少降升涨跌落大小高调修滑]|恢复|[增减升降涨跌缩扩])(?:至|到)|不[及到足超]|只有|就有|还有|(?<![主需重必])要|(?<![许认])可(?:达到?)?|能够|[=≥≤≧]|(?<=[户数商店])净|目前|当前|仍旧|由?现在|存在|控制|(?<![希展])望|(?<=[\u4e00-\u9fffA-Za-z]{2})各|(?<![通超经])过|一度|首次|人民币)(?:了|约|近)*$"
)
"""What says how a thing moved or how much there is of it, and is no part of its name: 资产增至, 比重不及, 金额要."""
_ADDED = (("新增", "\ue000"), ("新签", "\ue001"))
"""What is added is not what there is: the word stays in the label."""
_OF = re.compile(r"(?<!标)(?<![^项]目)的")


def _trim_label(phrase: str) -> str:
    for word, mark in _ADDED:
        phrase = phrase.replace(word, mark)
    phrase = trim(_MOVED.sub("", trim(_MOVED.sub("", phrase))))
    for word, mark in _ADDED:
        phrase = phrase.replace(mark, word)
    return phrase


_LONG_TAIL = re.compile(r"[\u4e00-\u9fff]{4,5}[量额数率费价书]$")
"""What names the figure where words too long for a label stand before it."""
_NOUN_AFTER = re.compile(r"(?![内外后前起间来多余上下左右])[\u4e00-\u9fffA-Za-z]{2,10}")
_AFTER_STOP = re.compile(
    r"[,。;:()、/]|预计|有望|计划|拟|的|以上|左右|以内|同比|环比|占|和|及|等|是|为|缩短|延长|增长|增加|减少|下降|提升|提高|在(?![研建营售产用途采施职岗手管])|将|已|并|用于|至"
    r"|进入|打造|授予|实现|开展|组成|完成|通过|获得|提供|由(?!器)|以(?!太)"
)


def label_after(text: str, end: int) -> str | None:
    """The counted thing behind a counter: 45家智算中心."""
    window = _AFTER_STOP.split(text[end : end + 14])[0]
    match = _NOUN_AFTER.match(window)
    return match[0] if match else None
