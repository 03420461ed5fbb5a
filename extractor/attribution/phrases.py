"""Noun phrases as the text writes them: subjects, and labels of figures that no known name goes with."""

import re

_LEAD = re.compile(
    r"^(?:[分按][\u4e00-\u9fff]{2,3}来?看|该股(?:近?\d*[个]?[日月年]?)?|其中|此外|同时|另外|另|而|且|并|但|虽然?|尽管|因此|从而|由于|主要系?|主要由于|分产品来?看?|分业务来?看?|分地区来?看?|分品类来?看?|"
    r"按产品分?|按业务分?|具体来?看|从[^,]{0,8}来?看|单季度来?看|单季度?|单季|报告期内?|期内|全年|当期|截至|截止|根据|其(?![他它余])|该|与此同时|受[^,]{0,14}影响|"
    r"得益于|受益于|叠加|随着|对于|公司预计|我们预计|我们认为|预计到?|预计|有望|公司(?!债)|本公司|集团|上市公司|我们|维持|(?:小幅|大幅|适度|略微?)?(?:[上下]调|[上下]修|调整|调[高低升降])|计划|加回|计提|引入|届时|当季|据此|目前|最终|当日|近\d+(?:日|天|个月|年)|期内|账面|本次|双方|转让方|单家|一方面|另一方面|"
    r"除此之外|据?此?[推测估]算|首年|年内|不过|而且|并且|因而|随后|其后|首先|其次|第[一二三四五](?![期批代款])|[一二三四五六]是|事件|点评|业绩|分别|合计|累计|平均|约|达到?|为|实现|录得|完成|贡献|带动|推动|拉动|使得|致使?|导致|"
    r"来自于?|以来|在(?!线|建|手|研)|以(?![色上下内外])|将|已(?![售赚竣])|再|\+|/|至|到|由|从|对应|给予|新增|新签|按|于|和|及|与|的|了|也|亦|均(?![价重线])|又|再|仍|更|则|是|有(?!色|机|线|限)|就|较|比(?![重例值率价])|,|、|:|;|-|·|●|■|➢|▶|◆|\)|\(|“|”|\"|"
    r"(?:\d{1,2}|[①-⑩])[).、]|(?:(?:近|过去|未来|今后|前|后|首)[一两二三四五六七八九十几\d]+个?)(?:年|季度?|月)[间来前后]?(?!期|度|内)|[一两二三]年[间来前后](?!到期)|半年[间来]?(?!度|报)|[两二三]个季度|上季度?|每[年月季])"
)
_TRAIL = re.compile(
    r"(?:分别实现|分别为|分别|依次|实现|录得|完成|达到?|约为|为|(?<![签履违合])约|合计|累计|共计?|总计|已|将|的|了|占|持有|有|约有|超过|(?<!商)超|近|至|到|是|(?<![存所现潜])在|由|从|增长|同比|环比|"
    r"预计|有望|或|贡献|取得|获得|创造|产生|营业|业务线|,|:|、|\(|\)|“|”|\"|均|仅|高达|拥有|覆盖|已覆盖|新增|增加|突破|接近|不低于|不超过|不少于|不高于|不足|共有|设有|布局|拟|向|投入|投资|计提|保持|维持|(?<![申预汇年季中周月日通])报|不|收于|报收|于|而|但|且|并|因|以|只|才|也|(?<![偿归返退])还|仍|更|则|亦|又|再|却|平均|/|(?:近|过去|未来|今后|前|后)[一两二三四五六七八九十几\d]+个?(?:年|季度?|月)[间内来]?|显著|明显|大幅|小幅|持续|稳步|进一步|有所|(?:全部|完全|逐步|顺利)?(?:达产|投产|建成|满产|完工|完成|交割|并表)[后时])$"
)
_CUT = re.compile(
    r"公司(?!债)|我们|拖累|中标(?!金?额|量|价)|(?<!号)令|加快|判断|假设|上调|下调|承诺|约定|协商|引入|实现|使|带来|降低|提升|增长|下降|减少|贡献|迎来|占比|开始|发布|披露|形成|取得|确认|认购|出售|销售(?=[\u4e00-\u9fff]{2})|考虑|测算|建成|建设|启动|由|向|目标是|公告|高于|低于|带动|推动|拉动|导致|由于|因为|进入|受益于?|得益于|影响|为主|,|:|\(|\)|的是|随着|通过|其中|同时|预计|有望|或将|主要|(?<![列统关体])系(?![列统])"
)
_NOT_SUBJECT = re.compile(
    r"^(?:.*后|.*考核(?:指标|要求)|各季度?|吨[煤钢铁铝铜纸糖肉盐浆酒油]|单(?:[GMk]?Wh?|瓦时?|吨)|中值|中枢|本行|我行|该行|.*态势|.*阶段|战略部署|连续.*|首次.*|采用.*|使用.*|引[进入].*|减免.*|公布.*|终止.*|具备.*|收到.*|签[订署].*|正在.*|还在.*|开展.*|积极.*|大力.*|努力.*|加[快大强].*|参与.*|(?:爆发|井喷|断崖|阶梯|跨越)式|单体|现阶段|此前.*|之前.*|[同环][增减升降].*|获.*|激励对象.*|特定对象.*|还将.*|需要.*|权益|成本|产品|成功.*|此次|拟.*|\d(?!\d*(?:英寸|寸|nm|纳米|代|[A-Z])).*|业务|承诺|实际|进行|修正后|核心|左右.*|含税|近?[两二三四五六七八十\d]+年|共拥?有?|员工|项目|团队|资金|上市公司|.*基数下?|.*(?:已经|本次|启动|确认)|业绩|盈利能力|整体|总体|公司整体|合并|母公司|本期|经营|财务|净|实现的?|销售|总|综合|单季度?|全年|累计|平均|主营|主业|年度?|同期|市场|"
    r"盈利预测|报告期|单月|目标|计划|其他|事项|扣非|归母|剔除.*|扣除.*|股权激励.*|考核目标[为是]?以?|管理层.*|.*计划|考虑到.*|.*情况下?|.*方面|期末|期间|每股|营业|年化|当前|目前|最新|现价|对应.*|当前股价.*|当前市值.*|"
    r"受.*|.*背景下|折[算合].*|预告|制定|超过.*|十[三四五]五.*|下跌|上涨|亏损|盈利|前值|原值|最终|每年.*|即每.*|净增|净减|小幅|大幅|略微?|经调整|深耕.*|.*[与和及]|[调增降涨跌升减]?幅度?|.*幅度(?:收窄|扩大)?|(?:上|下)行|修复|(?:进一步)?[升降]|新开|关闭|净开|净关|同店|.*总额|届时|当季|.*季度?末|上市(?:次年|首年)?|考核目标以?|董事会.*|.*预测|订单|"
    r".*评级|给予.*|维持.*|基本|摊薄|全面摊薄|稀释|经营性|经营活动|加权|年均|备考|最近.*|未来|.*预期|相当|.*一度|.{2,}中|.{3,}(?<!线)下|上述.*|收入|营收|(?:净|毛)?利润|(?:费用|毛利|净利)率|库存量?|.*来看|.*下来|.*而言|板块|分部|部分|区间|直接|间接|核定|前?[前后两二三四五]者|[前后两二三四]项|这一|该.*|[若因].*|不考虑.*|去年|今年|上年|季度|一致|相应|合理|可比公司|[一二三四]季度|度|季|月|日|元|事件.*)$"
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
        or not re.search(r"[\u4e00-\u9fffA-Za-z]", phrase)
    ):
        return None
    return phrase


def is_name(phrase: str) -> bool:
    """Whether a phrase is a name as it stands: nothing to trim, no verb, no word that names no subject."""
    return trim(phrase) == phrase and _CUT.search(phrase) is None and _NOT_SUBJECT.match(phrase) is None


_LIST_END = re.compile(
    r"的|分别|各(?=[占为增降达])|合计|占|市场份额|份额|市占率|占有率|费用率|增速|营收|收入|毛利率|净利率|销量|产量|出货量?|同比|环比|产能|单价|均价|售价|价格|经销商数"
)
_SEPARATORS = (r"/", r"、", r"[/、]", r"[/、]|和|及|与")


def split_subjects(words: str, count: int) -> list[str] | None:
    """As many subjects as figures, from a slash or 、 list (棒材/线材的销量分别为); None if the words hold no such list."""
    words = _LETTERS.sub("\\1\u2215\\2", re.sub(r"\([^()]*\)", "", words))
    for match in re.finditer(r"[^,。;:()\n]*?[/、和及与][^,。;:()\n]*", words):
        first, *rest = _LIST_END.split(match[0])
        for stretch in (first, *rest[:1]) if not first.strip() else (first,):
            if (pieces := _pieces(trim(stretch), count)) is not None:
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
