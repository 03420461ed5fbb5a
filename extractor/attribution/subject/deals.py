"""The subject of a deal: the firm of which a stake is bought, sold or held."""

import re

from extractor.attribution.cues import last_match
from extractor.attribution.frame import Candidate, Frame
from extractor.attribution.phrases import is_name, trim
from extractor.schema import Measure

_STAKE = re.compile(r"(?:以上)?的?(?:股权|股份(?!支付|制)|股票|权益|出资)")
_DEAL = r"(?:收购|受让|转让|出售|购买|取得|获得|剥离|注入|置入|增持|认购)"
_OF = re.compile(
    rf"(?:{_DEAL}|持有|控股|参股)(?:了|其|所持有?的?|持有的?|全资|控股|参股|子公司|公司)*"
    r"(?P<what>[^,。;:()、%]{2,20}?)(?:公司)?(?:的|剩余|其余|合计|共计?|不低于|不少于|不超过|约|近)*$"
)
_FIRM = re.compile(r"[\u4e00-\u9fffA-Za-z]{3,10}")
_HELD_BY = re.compile(r"^.*(?:持有的?|所持)")
_REACH = 40


def stake(frame: Frame) -> Candidate[str | None] | None:
    """收购青禾科技60%股权: a share of a firm is that firm's, by the name right before it."""
    if not _STAKE.match(frame.text, frame.figure.end):
        return None
    start = max(frame.layout.clause(frame.figure.start), frame.gap_start, frame.figure.start - _REACH)
    match = last_match(_OF, frame.text[start : frame.figure.start])
    if match is None:
        firm = frame.text[start : frame.figure.start]
        named = _FIRM.fullmatch(firm) is not None and is_name(firm) and frame.text.startswith("的", frame.figure.end)
        return Candidate(firm, "stake", firm) if named else None
    what = trim(_HELD_BY.sub("", match["what"]))
    return Candidate(what, "stake", match[0]) if len(what) > 1 and what[0] not in "不超约" else None


_SITE = r"(?:项目|基地|工厂|产线|园区|中心)"
_FOR = re.compile(
    rf"(?:现金|自有资金|的?(?:价格|对价|代价|总价|总额))?(?:{_DEAL}|增资(?:认购)?)(?:了|其|所持有?的?|持有的?|全资|控股|参股|子公司)*"
    r"(?P<firm>[^,。;:()\d%]{2,24}?)(?:公司)?的?(?:剩余)?(?:不低于|不超过|约)?(?=\d[\d.]*(?:%|亿股|万股|股)|股权|股份|全部)"
    r"|(?:的?资金)?(?:在[^,。;:()、\d]{2,10})?(?:投资建设|投建|新建|扩建|建设|用于)"
    rf"(?P<site>[^,。;:()\d]{{2,24}}?{_SITE}(?:、[^,。;:()、\d]{{1,20}}?{_SITE})*)"
    rf"|的(?P<plan>[^,。;:()、的\d]{{2,16}}?{_SITE})"
)
_FED = re.compile(
    r"[对向](?:全资|控股|参股|旗下)*(?:子公司|孙公司)?(?P<firm>[^,。;:()\d对向]{2,14}?)(?:公司)?(?:进行)?增资(?:不超过|约|共计?|合计)?$"
)
_MONEY = re.compile(r"CNY|USD|HKD|EUR|GBP|JPY|SGD")


def bought(frame: Frame) -> Candidate[str | None] | None:
    """以2亿元收购青禾科技60%股权, 投资3亿元建设电池箔项目: what the money is for stands behind it."""
    if frame.measure != Measure.LEVEL or not frame.figure.unit or not _MONEY.match(frame.figure.unit):
        return None
    if (fed := _FED.search(frame.text[max(frame.clause, frame.lead.start - _REACH) : frame.lead.start])) is not None:
        firm = trim(fed["firm"])
        return Candidate(firm, "bought", fed[0]) if len(firm) > 1 else None
    end = frame.chain[-1].end
    match = _FOR.match(frame.text, end, end + _REACH)
    if match is None or (match["firm"] is None and (frame.name is None or frame.name.metric.code != "investment")):
        return None
    named = match["firm"] or match["site"] or match["plan"]
    whats = named.split("、") if len(frame.chain) > 1 else [named]
    if len(whats) != len(frame.chain):
        return None
    what = trim(_HELD_BY.sub("", whats[frame.position]))
    return Candidate(what, "bought", match[0]) if len(what) > 1 else None
