"""The company that a report is about, and its code."""

import re

from extractor.reader_rules.header.front import Front

_HAN_NAME = r"[\u4e00-\u9fffA-Z][\u4e00-\u9fffA-Za-z0-9\-·*]{1,14}"
_LATIN_NAME = r"(?<![A-Za-z])[A-Z][A-Za-z0-9&.'\-]{0,20}(?:[ ](?:[A-Z][A-Za-z0-9&.'\-]{0,20}|&|of|and)){0,6}"
_SUFFIX = r"(?:SH|SZ|BJ|HK|sh|sz|bj|hk)"
CODE = re.compile(
    rf"(?P<name>{_HAN_NAME}|{_LATIN_NAME})[ ]?[(\[](?:代码|股票代码)?[: ]*"
    rf"(?:(?P<pre>SH|SZ|BJ|HK|sh|sz|bj|SEHK|HKEX)[.: ]?[ ]?)?"
    rf"(?P<code>\d{{6}}(?!\d)|\d{{4,5}}(?=[. /](?:HK|hk))|(?<=HK[.: ])\d{{4,5}}(?!\d)|(?<=(?:HK|EX): )\d{{4,5}}(?!\d))"
    rf"(?:[./ ](?P<suffix>{_SUFFIX}))?[^)\]]{{0,12}}[)\]]"
)
"""A name and its code in brackets: 某某股份(600999.SH), Some Holdings (3947 HK)."""
NAMED_CODE = re.compile(
    rf"^[ ]*(?P<name>{_HAN_NAME}|{_LATIN_NAME})[ ]?(?P<code>\d{{6}}|\d{{4,5}})[. ](?P<suffix>SH|SZ|BJ|HK)\b",
    re.MULTILINE,
)
"""A line that begins with a name and its code, without brackets."""
_BARE_CODE = re.compile(r"(?<!\d)(?P<code>\d{6}|\d{4,5})\.(?P<suffix>SH|SZ|BJ|HK)\b")
_ANNOUNCER = re.compile(
    r"(?:^|[\n。:;]|\d日晚?间?,|近日,)(?P<name>[\u4e00-\u9fff]{2,8}?)(?:\([^)]*\))?(?:发布|公告|披露|公布)(?=[^,。]{0,20}(?:年|季|月|报|公告|业绩|草案|计划))"
)
_OPENER = re.compile(
    r"\s*(?:(?:事件:|事项:)\s*)?(?:[^,。;\u4e00-\u9fff]{0,8}年?[^,。;]{0,8},)?(?P<name>(?!公司|集团)[\u4e00-\u9fff]{4})(?:实现|公布|发布)(?:营|收入|归母|签约|20|了)"
)
"""A text without a head that begins with who achieved or published something: 3Q24,某某国际实现收入…"""
_SPEAKERS = re.compile(
    r"公司|集团$|我们|事件|近日|昨日|今日|晚间|点评|统计局|工信部|国务院|发改委|协会|部门|证监会|央行|事项|目前|此前|先前|已经|正式|联合|年|月"
)
_BEFORE_NAME = re.compile(r"^(?:事件|公司|近日|根据|维持|给予|截至|月|日|对|和|与|及|的|晚间|股份)+")
_MAX_NAME = 12
_REACH = 600


def company(front: Front) -> tuple[str | None, str | None]:
    """Name as printed and code with its exchange; each None where the text has none."""
    match = CODE.search(front.folded) or NAMED_CODE.search(front.folded)
    if match:
        marks = match.groupdict()
        suffix = (marks["suffix"] or marks.get("pre") or "").upper().replace("SEHK", "HK").replace("HKEX", "HK")
        return _name(front, match), ticker_of(match["code"], suffix or None)
    bare = _BARE_CODE.search(front.folded)
    return _announcer(front), ticker_of(bare["code"], bare["suffix"]) if bare else None


def ticker_of(code: str, suffix: str | None = None) -> str | None:
    """A code with its exchange: 6 is SH, 0 and 3 SZ, 4, 8 and 92 BJ; Hong Kong codes keep four digits."""
    if suffix == "HK" or len(code) in (4, 5):
        return f"{int(code):04}.HK"
    if len(code) != 6:
        return None
    exchange = (
        "BJ"
        if code.startswith(("4", "8", "92"))
        else {"6": "SH", "9": "SH", "0": "SZ", "3": "SZ", "2": "SZ"}.get(code[0])
    )
    return f"{code}.{suffix or exchange}" if suffix or exchange else None


def _name(front: Front, match: re.Match[str]) -> str | None:
    """The name before a code without the words that lead to it."""
    lead = _BEFORE_NAME.match(match["name"])
    start = match.start("name") + (lead.end() if lead else 0)
    name = front.quote(start, match.end("name"))
    return name if len(name) > 1 and (name.isascii() or len(name) <= _MAX_NAME) else None


def _announcer(front: Front) -> str | None:
    for match in _ANNOUNCER.finditer(front.folded[:_REACH]):
        if not _SPEAKERS.search(match["name"]):
            return front.quote(*match.span("name"))
    opener = _OPENER.match(front.folded)
    return front.quote(*opener.span("name")) if opener and not _SPEAKERS.search(opener["name"]) else None
