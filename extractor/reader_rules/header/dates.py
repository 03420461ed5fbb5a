"""When a report was published."""

import re

from extractor.reader_rules.header.front import Front

DATE = re.compile(r"(?P<y>20\d\d)(?:[-/.]| ?年 ?)(?P<m>\d{1,2})(?:[-/.]| ?月 ?)(?P<d>\d{1,2})(?: ?日)?")
_DIGITS = "零一二三四五六七八九"
_CHINESE_DATE = re.compile(
    r"(?P<y>二[〇零][一二三四五六七八九〇零]{2})年(?P<m>[一二三四五六七八九十]{1,2})月(?P<d>[一二三四五六七八九十]{1,3})日"
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = rf"(?P<m>{'|'.join(_MONTHS)})[a-z]*"
_ENGLISH_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<d>\d{{1,2}})[ \-]{_MONTH}[ \-,]+(?P<y>(?:20)?\d\d)\b",
        rf"\b{_MONTH}\.? (?P<d>\d{{1,2}}), ?(?P<y>20\d\d)\b",
    )
)
_SIGNED = re.compile(rf"\([^()\n]{{2,40}}[, ]{DATE.pattern}\) *$", re.MULTILINE)
_CALLED = re.compile(r"日期|发布时间")
_ANOTHERS = re.compile(r"^\d{1,2}[.、)]|《|资料来源|收盘|[现股市]价|数据|截至")
"""A line whose date is another's: a list of earlier reports, a price's day."""
_TIME_BEHIND = re.compile(r"[ ]*\d{1,2}:\d\d")
_SPEAKS = re.compile(r"分析师|研究员|评级[:：]")
"""Who says it stands on the line as well: 某某证券 2025-10-29 分析师:某某 评级:增持."""
_A_HEAD = 80
_REACH, _TOP = 600, 12


def published(front: Front) -> str | None:
    """An ISO date: a full date on one of the first lines, alone, at either end, before a time of day, or behind 发布日期; else
    in Chinese figures or English there; else in the signature at the end of a comment, (某某证券 某人,2025-11-02).
    """
    lines = [line.strip() for line in front.folded[:_REACH].split("\n")[:_TOP]]
    lines += [line.text for line in front.head if line.text not in lines]
    for line in lines:
        match = DATE.search(line)
        if match is not None and _dates_report(line, match):
            return _iso(int(match["y"]), int(match["m"]), int(match["d"]))
    return next(filter(None, map(_in_words, lines)), None) or _signed(front.folded)


def _dates_report(line: str, match: re.Match[str]) -> bool:
    """Whether a line's date is the report's: the line has little else, or it stands at an edge, or is called so."""
    if _CALLED.search(line):
        return True
    alone = len(line) <= 30 and not re.search(r"[,。]", line)
    edge = (match.start() == 0 and line[match.end() :][:1] in ("", " ")) or (
        line[: match.start()][-1:] == " " and match.end() == len(line)
    )
    listed = match.start() > 0 and _ANOTHERS.search(line)
    named = len(line) <= _A_HEAD and _SPEAKS.search(line) is not None
    return bool((alone or edge or named or _TIME_BEHIND.match(line, match.end())) and not listed)


def _in_words(line: str) -> str | None:
    if match := _CHINESE_DATE.search(line):
        year = int("".join(str(_DIGITS.index(c)) for c in match["y"].replace("〇", "零")))
        return _iso(year, _small(match["m"]), _small(match["d"]))
    found = next(filter(None, (pattern.search(line) for pattern in _ENGLISH_DATES)), None)
    return _iso(2000 + int(found["y"][-2:]), _MONTHS.index(found["m"].lower()) + 1, int(found["d"])) if found else None


def _signed(body: str) -> str | None:
    end = _SIGNED.search(body)
    return _iso(int(end["y"]), int(end["m"]), int(end["d"])) if end else None


def _small(words: str) -> int:
    """A number below a hundred in Chinese: 十五, 二十一."""
    tens, ten, ones = words.rpartition("十")
    return (_DIGITS.index(tens) if tens else 1) * 10 * bool(ten) + (_DIGITS.index(ones) if ones else 0)


def _iso(year: int, month: int, day: int) -> str:
    return f"{year}-{month:02}-{day:02}"
