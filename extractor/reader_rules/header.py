"""The header: who says it, when, about whom."""

import re
from datetime import date

from extractor import lexicon
from extractor.folding import fold_characters
from extractor.schema import Header, RatingChange, RatingLevel
from extractor.sections import Section

_HEAD = 600
_CODE = re.compile(
    r"(?P<name>[\u4e00-\u9fffA-Z][\u4e00-\u9fffA-Za-z0-9\-·*]{1,14})[ ]?[(\[](?:代码|股票代码)?[: ]*"
    r"(?:(?P<pre>SH|SZ|BJ|sh|sz|bj)\.?)?(?P<code>\d{6}(?!\d)|\d{4,5}(?=\.HK|\.hk|/HK))(?:[./](?P<suffix>SH|SZ|BJ|HK|sh|sz|bj|hk))?[^)\]]{0,12}[)\]]"
)
_BARE_CODE = re.compile(r"(?<!\d)(?P<code>\d{6}|\d{4,5})\.(?P<suffix>SH|SZ|BJ|HK)\b")
_ANALYSTS = re.compile(
    r"(?:证券分析师|首席分析师|分析师|研究员|作者)[: ]{0,2}(?P<names>[\u4e00-\u9fff]{2,4}(?:[,、/ ]+[\u4e00-\u9fff]{2,4}){0,4})(?![\u4e00-\u9fff])"
)
_INSTITUTION = re.compile(
    r"(?:^|[\n \|:,])(?P<name>[\u4e00-\u9fff]{2,6}(?:证券|国际金融|资本国际))(?:(?:研究所|研究院|股份有限公司|研究部|研究)|(?=[\n \|,:]|$))"
)
_DATE = re.compile(r"(?P<y>20\d\d)[-/.年](?P<m>\d{1,2})[-/.月](?P<d>\d{1,2})日?")
_ANNOUNCER = re.compile(
    r"(?:^|[\n。:;]|\d日晚?间?,|近日,)(?P<name>[\u4e00-\u9fff]{2,8}?)(?:\([^)]*\))?(?:发布|公告|披露|公布)(?=[^,。]{0,20}(?:年|季|月|报|公告|业绩|草案|计划))"
)
_OPENER = re.compile(
    r"\s*(?:事件:|事项:)?\s*(?:[^,。;\u4e00-\u9fff]{0,8}年?[^,。;]{0,8},)?(?P<name>(?!公司|集团)[\u4e00-\u9fff]{4})(?:实现|公布|发布)(?:营|收入|归母|签约|20|了)"
)
"""A text without a head that begins with who achieved or published something: 3Q24,某某国际实现收入…"""
_SPEAKERS = re.compile(
    r"公司|集团$|我们|事件|近日|昨日|今日|晚间|点评|统计局|工信部|国务院|发改委|协会|部门|证监会|央行|事项|目前|此前|先前|已经|正式|联合|年|月"
)


def read(text: str, section: Section) -> Header:
    """The header of the report at `section` of a document's text. What the text does not say is None."""
    body = fold_characters(text[section.start : section.end])
    row = section.row
    header = Header(
        institution=row.institution or _institution(body),
        analysts=list(row.analysts) or _analysts(body),
        title=row.title or _title(body),
        published=row.published or _published(body),
    )
    _fill_rating(header, body, row.rating, row.change)
    header.company, header.ticker = _company(body)
    return header


def published_on(header: Header) -> date | None:
    """The header's date as a date; None if it has none or an impossible one."""
    try:
        return date.fromisoformat(header.published) if header.published else None
    except ValueError:
        return None


def company_names(header: Header) -> list[str]:
    """The words that mean the company as a whole: its name, and the name without its kind."""
    names = [header.company] if header.company else []
    for name in list(names):
        short = re.sub(r"(?:股份有限公司|有限公司|股份|集团|科技|控股|-[A-Z]+|[A-Z]+)$", "", name)
        if len(short) > 1:
            names.append(short)
    return names


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


def _company(body: str) -> tuple[str | None, str | None]:
    match = _CODE.search(body)
    if match:
        suffix = (match["suffix"] or match["pre"] or "").upper() or None
        name = re.split(r"[,。:;]", match["name"])[-1]
        return _clean_name(name), ticker_of(match["code"], suffix)
    bare = _BARE_CODE.search(body)
    announcer = _announcer(body)
    return announcer, ticker_of(bare["code"], bare["suffix"]) if bare else None


def _clean_name(name: str) -> str | None:
    name = re.sub(r"^(?:事件|公司|近日|根据|维持|给予|截至|月|日|对|和|与|及|的|晚间|股份)+", "", name)
    return name if 1 < len(name) <= 12 else None


def _announcer(body: str) -> str | None:
    for match in _ANNOUNCER.finditer(body[:_HEAD]):
        if not _SPEAKERS.search(match["name"]):
            return match["name"]
    opener = _OPENER.match(body)
    return opener["name"] if opener and not _SPEAKERS.search(opener["name"]) else None


def _institution(body: str) -> str | None:
    match = _INSTITUTION.search(body[:_HEAD]) or _INSTITUTION.search(body[-_HEAD:])
    return match["name"] if match else None


def _analysts(body: str) -> list[str]:
    match = _ANALYSTS.search(body)
    return [name for name in re.split(r"[,、/ ]+", match["names"]) if name] if match else []


_NOT_TITLE = re.compile(
    r"[。;|]|证券研究报告|评级|分析师|研究员|执业|电话|日期|公司点评|公司研究|^\d|:\d|^事件|^[A-Za-z ]+$"
)
_TITLE_LINES = 8


def _title(body: str) -> str | None:
    """The first line that stands alone as a title does, with text below it."""
    lines = [line.strip() for line in body[:_HEAD].split("\n") if line.strip()]
    for line in lines[: min(_TITLE_LINES, len(lines) - 1)]:
        if 8 <= len(line) <= 60 and not _NOT_TITLE.search(line) and not _CODE.search(line) and not _DATE.search(line):
            return text_of(line)
        if len(line) > 60:
            return None
    return None


def text_of(line: str) -> str:
    """A title without the mark that heads it."""
    return re.sub(r"^(?:#+ *|标题: *)", "", line)


_TIME_BEHIND = re.compile(r"[ ]*\d{1,2}:\d\d")


_CHINESE_DIGITS = "〇零一二三四五六七八九"
_CHINESE_DATE = re.compile(
    r"(?P<y>[二][〇零][一二三四五六七八九〇零]{2})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_ENGLISH_DATE = re.compile(
    rf"(?P<d>\d{{1,2}})[ \-](?P<m>{'|'.join(_MONTHS)})[a-z]*[ \-,]+(?P<y>(?:20)?\d\d)\b", re.IGNORECASE
)
_SIGNED = re.compile(rf"\([^()\n]{{2,40}}[, ]{_DATE.pattern}\) *$", re.MULTILINE)


def _published(body: str) -> str | None:
    """A full date on one of the first lines: alone, at either end, before a time of day, or behind 发布日期; else in
    Chinese figures or English there; else in the signature at the end of a comment, (某某证券 某人,2025-11-02).
    """
    lines = [line.strip() for line in body[:_HEAD].split("\n")[:12]]
    for line in lines:
        match = _DATE.search(line)
        if match is not None and _dates_report(line, match):
            return _iso(int(match["y"]), int(match["m"]), int(match["d"]))
    for line in lines:
        if match := _CHINESE_DATE.search(line):
            year = int("".join(str(max(0, _CHINESE_DIGITS.index(c) - 1)) for c in match["y"]))
            return _iso(year, _small(match["m"]), _small(match["d"]))
        if match := _ENGLISH_DATE.search(line):
            return _iso(2000 + int(match["y"][-2:]), _MONTHS.index(match["m"].lower()) + 1, int(match["d"]))
    end = _SIGNED.search(body)
    return _iso(int(end["y"]), int(end["m"]), int(end["d"])) if end else None


def _dates_report(line: str, match: re.Match[str]) -> bool:
    """Whether a line's date is the report's: the line has little else, or it stands at an edge, or is called so."""
    alone = len(line) <= 30 and not re.search(r"[,。]", line)
    edge = (match.start() == 0 and line[match.end() :][:1] in ("", " ")) or (
        line[: match.start()][-1:] == " " and match.end() == len(line)
    )
    return bool(alone or edge or _TIME_BEHIND.match(line, match.end()) or re.search(r"日期|发布时间", line))


def _small(words: str) -> int:
    """A number below a hundred in Chinese: 十五, 二十一."""
    tens, ten, ones = words.rpartition("十")
    digits = "一二三四五六七八九"
    return (digits.index(tens) + 1 if tens else 1) * 10 * bool(ten) + (digits.index(ones) + 1 if ones else 0)


def _iso(year: int, month: int, day: int) -> str:
    return f"{year}-{month:02}-{day:02}"


_QUOTES = r"[\"“”'‘’「」『』《》]?"
_RATING_WORDS = "|".join(sorted(map(re.escape, lexicon.load().ratings), key=len, reverse=True))
_RATED = re.compile(rf"{_QUOTES}(?P<rating>(?:{_RATING_WORDS})(?:-[AB])?){_QUOTES}的?(?:投资)?评级")
_RATED_LINE = re.compile(
    rf"^(?P<rating>(?:{_RATING_WORDS})(?:-[AB])?)\((?P<change>维持|首次|上调|下调|重申)(?:评级)?\)$", re.MULTILINE
)
_RATED_AFTER = re.compile(
    rf"评级[: ]*(?:为)?{_QUOTES}(?P<rating>(?:{_RATING_WORDS})(?:-[AB])?)(?P=rating)?{_QUOTES}"
    rf"(?:[( ]*(?P<change>维持|首次|上调|下调|重申)(?P=change)?[)]?)?"
)
"""A phrase may stand twice, as the text of a page printed in bold has it."""
_MOVED = re.compile(
    rf"(?:由|从){_QUOTES}(?P<old>{_RATING_WORDS}){_QUOTES}(?:评级)?(?P<change>[上下]调|调[高低升降])(?:评级)?(?:至|到|为)"
    rf"{_QUOTES}(?P<rating>{_RATING_WORDS})"
)
_CHANGE_WORDS = re.compile("|".join(sorted(map(re.escape, lexicon.load().changes), key=len, reverse=True)))
_CHANGE_REACH = 20
_GIVER = re.compile(
    r"(?P<who>[\u4e00-\u9fff]{2,6}证券|家(?:券商|机构))(?:研究所|研报)?[也均则]?(?:首次|将|对|给予|维持|上调|下调|重申)[^,。;\n]*$"
)
_GIVER_REACH = 40


def _fill_rating(header: Header, body: str, rating: str | None, change: str | None) -> None:
    """The rating, what it was, and what the report does to it; a listing's own cells win over the body."""
    said = _rated(body, header.institution)
    if said and change is None:
        change = said.groupdict().get("change") or _change_before(body, said.start())
    if said and rating is None:
        rating = said["rating"]
    level = lexicon.load().rating_level(rating)
    header.rating, header.rating_level = rating, RatingLevel(level) if level else None
    header.previous_rating = said.groupdict().get("old") if said else None
    changes = lexicon.load().changes
    header.rating_change = RatingChange(changes[change]) if change and change in changes else None


def _rated(body: str, institution: str | None) -> re.Match[str] | None:
    """Where the text rates the company; what another broker says counts only where nobody else is known to speak."""
    found = [
        (m, _giver(body, m.start())) for p in (_MOVED, _RATED, _RATED_LINE, _RATED_AFTER) for m in p.finditer(body)
    ]
    stem = institution.partition("证券")[0] if institution else None
    own = [match for match, giver in found if not giver or (stem and stem in giver)]
    others = [match for match, giver in found if giver.endswith("证券")] if stem is None else []
    return next(iter(own + others), None)


def _giver(body: str, place: int) -> str:
    """The broker, or the brokers, that the clause before a rating names as its giver; empty if it names none."""
    match = _GIVER.search(body[max(0, place - _GIVER_REACH) : place])
    return match["who"] if match else ""


def _change_before(body: str, place: int) -> str | None:
    """The last word of change in the clause before a rating."""
    clause = re.split(r"[。;\n]", body[max(0, place - _CHANGE_REACH) : place])[-1]
    found = _CHANGE_WORDS.findall(clause)
    return found[-1] if found else None
