"""The broker that speaks: in the head, in a comment's bracket or signature, or in the notes at the end."""

import re
from collections import Counter

from extractor.reader_rules.header.company import CODE
from extractor.reader_rules.header.front import Front

_FORM = (
    r"(?:\((?:香港|国际|亚洲|中国)\))?(?:股份有限公司|有限责任公司|有限公司)?(?:研究所|研究院|研究中心|研究部|研究)?"
)
_STEM = r"[\u4e00-\u9fff]{2,6}?(?:证券|国际金融|资本国际)"
HOUSE = re.compile(rf"(?<![^\s|¦·‧・:,(\[【/])(?P<name>{_STEM}{_FORM})(?=[\s|¦·‧・,)\]】/]|$)")
"""A broker's name that stands on its own: alone on its line, in a cell of it, in brackets, behind a label."""
_NOTED = re.compile(
    rf"(?:^|[\n :,、]|未经|归|仅供)(?P<name>(?!未经|仅供){_STEM})(?:研究所|研究院|股份有限公司|研究部|研究)"
)
_RESEARCH = re.compile(
    r"^(?!证券|公司|行业|股票|宏观|策略|固收|专题|深度|海外|产业|个股|投资)(?P<name>[\u4e00-\u9fff]{3,8}(?:研究|研究所|研究院))(?=\s*(?:[|¦·‧・/]|\s{2}|$))"
)
_ENGLISH = re.compile(
    r"^(?!Equity|Company|Industry|Sector|Global|Asia)(?P<name>[A-Z][\w&.']*(?: [A-Z&][\w&.']*){0,4}? "
    r"(?:Securities|Capital|Research|Asia|Markets|Partners|International|Financial|Bank|Equities)"
    r"(?: \((?:HK|Hong Kong|Asia)\))?(?:,? (?:Co\.?,? )?(?:Ltd\.?|Limited))?)(?=\s*(?:[|¦·‧・/]|\s{2}|$))",
    re.IGNORECASE,
)
SECTORS = (
    r"(?:交运|交通运输|电新|电力设备|医药|生物|计算机|电子|半导体|通信|传媒|互联网|机械|机械设备|军工|汽车|食饮|食品饮料|家电|家用电器|轻工|纺服|化工|"
    r"有色|钢铁|煤炭|石化|建筑|建材|地产|房地产|银行|非银|环保|公用|公用事业|社服|商社|零售|农业|海外|策略|宏观|固收|金工|新能源|北交所)"
)
"""What brokers call the desks of their research; some are also the ends of companies' names."""
DESK = re.compile(rf"^\s*【(?P<name>[\u4e00-\u9fff]{{2,4}}?{SECTORS})】")
BRACKET = re.compile(rf"^\s*【(?P<name>{_STEM}{_FORM})(?:[·‧・ ](?P<rest>[^】]*))?】")
"""Who speaks, before a comment: 【某某证券·某人】."""
_END = re.compile(r"\([^()]*\)\s*$")
_TOP = 3


def institution(front: Front) -> str | None:
    """The broker as printed where its name stands on its own in the head, the signature or a running head; where only a note
    or a disclaimer names it, without its legal form. None if nobody is named.
    """
    return _headed(front) or _desk(front) or _signed(front) or _noted(front)


def _headed(front: Front) -> str | None:
    """The name in the head; its short form if that stands on its own as well, as in a running head."""
    for i, line in enumerate(front.head):
        match = HOUSE.search(line.text) or (i < _TOP and (_RESEARCH.match(line.text) or _ENGLISH.match(line.text)))
        if match:
            start, end = line.start + match.start("name"), line.start + match.end("name")
            return _short(front, start) or front.quote(start, end)
    return None


def _short(front: Front, start: int) -> str | None:
    stem = re.compile(_STEM).match(front.folded, start)
    cells = re.compile(rf"^{stem[0]}(?=\s*[|¦])", re.MULTILINE) if stem else None
    return front.quote(start, stem.end()) if stem and cells and cells.search(front.folded) else None


def _desk(front: Front) -> str | None:
    """【某某交运】 before another's name and code is a broker's desk; 【某某汽车】 alone may be a company."""
    match = DESK.match(front.folded)
    code = CODE.match(front.folded, match.end()) if match else None
    return front.quote(*match.span("name")) if match and code and match["name"] not in code["name"] else None


def _signed(front: Front) -> str | None:
    """The name in the brackets that begin a comment or end it."""
    match = BRACKET.match(front.folded)
    if match is None and (end := _END.search(front.folded)):
        match = HOUSE.search(front.folded, end.start(), end.end())
    return front.quote(*match.span("name")) if match else None


def _noted(front: Front) -> str | None:
    """The broker that sources and disclaimers name most often."""
    names = Counter(match["name"] for match in _NOTED.finditer(front.folded))
    best = names.most_common(1)
    if not best:
        return None
    match = re.search(re.escape(best[0][0]), front.folded)
    return front.quote(*match.span()) if match else None
