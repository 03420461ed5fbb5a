"""The analysts: behind their label or below it, before their licence numbers, or in a comment's signature."""

import re
from collections.abc import Iterator

from extractor.reader_rules.header.dates import DATE
from extractor.reader_rules.header.front import Front, Line
from extractor.reader_rules.header.house import BRACKET, HOUSE, SECTORS
from extractor.reader_rules.header.rating import RATING

_LABEL = re.compile(
    r"(?<![^\s|/,;、(】])(?:(?:联席|首席|证券|高级|资深)*(?:分析师|分析员|研究员)|作者|撰文|撰写|主讲|(?:Lead |Senior )?[Aa]nalysts?)"
    r"(?:姓名)?(?=[ :]|$)[ :]*"
)
_OTHERS = re.compile(
    r"联系人|助理|联络人|执业|证书|编号|资格|登记|SAC|SFC|电话|邮箱|邮件|传真|[Ee]-?mail|Tel|\S+@|评级|日期|20\d\d|机构"
)
"""What ends a list of analysts."""
_DETAIL = re.compile(
    r"^\W*(?:[\d\- ]{7,}|SAC|SFC|CE|执业|证书|编号|资格|登记|中央编号|电话|邮箱|邮件|传真|[Ee]-?mail|Tel|S\d{13}|\S+@)"
)
"""A line about the analyst named above it."""
_COMPOUND = (
    r"(?:欧阳|太史|端木|上官|司马|东方|独孤|南宫|万俟|闻人|夏侯|诸葛|尉迟|公羊|赫连|澹台|皇甫|宗政|濮阳|公冶|太叔|申屠|公孙|慕容|"
    r"仲孙|钟离|长孙|宇文|司徒|鲜于|司空|闾丘|令狐|东郭|南门|东门|西门|呼延|百里|第五|微生|轩辕|拓跋|梁丘|左丘|段干)"
)
_HAN = rf"(?:{_COMPOUND}[\u4e00-\u9fff]{{1,2}}|[\u4e00-\u9fff]{{2,3}}|[\u4e00-\u9fff][ ]{{1,2}}[\u4e00-\u9fff])"
_LATIN = r"[A-Z][A-Za-z.'\-]*(?: [A-Z][A-Za-z.'\-]*){1,3}"
_PERSON = re.compile(rf"(?<![\u4e00-\u9fff])(?:{_HAN}(?![\u4e00-\u9fff])|{_LATIN})")
_NO_PERSON = re.compile(
    rf"^(?:.*(?:声明|承诺|简介|介绍|团队|小组|组|部|研究|观点|要点|摘要|事件|事项|数据|表现|评级|报告|点评|信息|资料|市场|公司|行业|分析师|分析员|研究员|联系人|助理|执业|证书|证号|编号|资格|登记)|{SECTORS}|{RATING})$"
)
_LICENCE = r"(?:(?:SAC|执业|证书|证号|编号|资格|登记|[Nn][Oo])[.: ]*)*S\d{13}"
_ASIDE = re.compile(rf"(?<![A-Za-z])(?:CFA|CPA|FRM|ACCA|PhD|MBA|Ph\.D\.?)(?![A-Za-z])|\([^()]*\)|{_LICENCE}")
"""What stands beside a name: degrees, brackets, licences."""
_LICENSED = re.compile(rf"(?<![\u4e00-\u9fff])(?P<name>{_HAN})[ (:\n]*{_LICENCE}")
_ELSE = re.compile(r"联系人|助理|联络人|评级|日期|20\d\d-")
"""Where these stand on the label's line, or one below, no more names follow."""
_ASSISTANT = re.compile(r"(?:联系人|助理|联络人)[ :\n]*$")
_BYLINE = re.compile(r"[A-Z]\. [A-Z][A-Za-z\-]+|[A-Z][a-z]+ [A-Z]{2,}")
_ROLE_BEHIND = re.compile(rf"(?P<name>{_HAN}|{_LATIN})[ ,]+(?:首席|证券)?(?:分析师|分析员|研究员|[Aa]nalyst)")
_SIGNED = re.compile(rf"\((?P<who>[^()\n]{{2,40}})[, ]{DATE.pattern}\)\s*$")
_BELOW = 12


def analysts(front: Front) -> list[str]:
    """Their names in the order of the text, as printed; those who only assist or are to be called are not among them."""
    for found in (_labelled(front, front.head), _licensed(front), _signers(front), _labelled(front, front.lines)):
        names = list(dict.fromkeys(found))
        if names:
            return names
    return []


def _labelled(front: Front, lines: list[Line]) -> Iterator[str]:
    for i, line in enumerate(lines):
        if _ROLE_BEHIND.fullmatch(line.text):
            yield from _persons(front, line, 0)
        elif label := _LABEL.search(line.text):
            yield from _persons(front, line, label.end())
            if not _ELSE.search(line.text):
                yield from _below(front, lines[i + 1 : i + 1 + _BELOW])


def _below(front: Front, lines: list[Line]) -> Iterator[str]:
    """Names that stand alone on the lines below a label, past the lines of their licences and addresses."""
    for line in lines:
        if _DETAIL.match(line.text):
            continue
        names = list(_persons(front, line, 0))
        rest = _OTHERS.split(_PERSON.sub("", _bare(line.text)))[0]
        if not names or re.search(r"[^\W\d]", rest) or _LABEL.match(line.text) or _ELSE.search(line.text):
            return
        yield from names


def _persons(front: Front, line: Line, start: int) -> Iterator[str]:
    """The names from a place of a line to where its list of names ends."""
    text = _bare(line.text)
    end = _OTHERS.search(text, start)
    for match in _PERSON.finditer(text, start, end.start() if end else len(text)):
        if not _NO_PERSON.match(match[0]):
            name = front.quote(line.start + match.start(), line.start + match.end())
            yield name if name.isascii() else re.sub(r"\s", "", name)


def _bare(line: str) -> str:
    """A line whose degrees, brackets and licences are blanked out, every place kept."""
    return _ASIDE.sub(lambda match: "," * len(match[0]), line)


def _licensed(front: Front) -> Iterator[str]:
    for match in _LICENSED.finditer(front.folded):
        before = front.folded[max(0, match.start() - 10) : match.start()]
        if not _ASSISTANT.search(before) and not _NO_PERSON.match(match["name"]):
            yield re.sub(r"\s", "", front.quote(*match.span("name")))


def _signers(front: Front) -> Iterator[str]:
    """Names beside the broker's in a comment's brackets, or on a line with the broker and a date; or a byline in Latin."""
    if bracket := BRACKET.match(front.folded):
        if bracket["rest"]:
            yield from _persons(front, _stretch(front, *bracket.span("rest")), 0)
    elif signed := _SIGNED.search(front.folded):
        line = _stretch(front, *signed.span("who"))
        house = HOUSE.search(line.text)
        yield from _persons(front, line, house.end() if house else 0)
    for line in front.head:
        house = HOUSE.match(line.text)
        if house and DATE.search(line.text, house.end()):
            yield from _persons(front, line, house.end())
        elif _BYLINE.fullmatch(line.text):
            yield front.quote(line.start, line.end)


def _stretch(front: Front, start: int, end: int) -> Line:
    return Line(start, end, front.folded[start:end])
