"""The title: a line of the head that names the company with more behind its code, or one that stands there as a title does."""

import re

from extractor.reader_rules.header.company import CODE, NAMED_CODE
from extractor.reader_rules.header.dates import DATE
from extractor.reader_rules.header.front import Front, Line
from extractor.reader_rules.header.house import BRACKET, DESK, HOUSE, SECTORS
from extractor.reader_rules.header.rating import RATING

_NOT_TITLE = re.compile(
    r"[。;|¦〡▍]|证券研究报告|评级|分析师|分析员|研究员|研究助理|联系人|执业|电话|邮箱|日期|公司点评|公司研究|^目标价|目标价\s*[:(]|收盘|收市|当前价|总股本|总市值|流通|"
    r"来源|相关研究|^\d{1,2}[.、)]|^《|\d:\d\d|^事件|^[A-Za-z ]+$|^[\[【■◾●•▌►]|S\d{13}|@|\s{3,}"
)
_CRUMBS = re.compile(r"^[^,!?:]{1,14}(?:\s*[/·‧・>]\s*[^,!?:]{1,14})+$")
"""Where the report belongs: 公司深度 / 电子 / 半导体设备."""
_ENTRY = re.compile(r"^[^:]{2,12}:\s*(?:\S{0,7}$|[\d\-+.]+)")
"""A label and its short value."""
_OTHER_LINES = (_CRUMBS, CODE, NAMED_CODE, DATE, HOUSE)
_KIND = re.compile(r"^(?:20)?\d\d ?[^,!?:]{0,20}(?:点评|报告|快报|简评)$")
_ENGLISH = re.compile(r"[A-Z0-9][^.]*(?: [^ ]+){4,}")
_SEPARATOR = re.compile(r"\s*(?P<mark>[:─—–|]*)\s*")
_TAIL = re.compile(rf"\s+{DATE.pattern}$")
_RATED = re.compile(rf"^{RATING}\s*(?:\(|$)")
_MERE = re.compile(rf"^(?:评级|目标价|[\d.,%\-+/ ]*$|{SECTORS}(?:[/·\- ]|$))")
"""What may follow a company's code without being a title."""
_FURTHER = re.compile(r"[|。]")
_SHORTEST_REST, _SHORTEST, _LONGEST, _LONGEST_ENGLISH = 4, 8, 60, 120
_SPEAKER = re.compile(rf"{BRACKET.pattern}|{DESK.pattern}".replace("?P<name>", "?:").replace("?P<rest>", "?:"))


def title(front: Front) -> str | None:
    """The title as printed, a second line that continues it included; None if no line is one."""
    found = _opening(front) if not front.head else None
    found = found or _named(front) or _standing(front) or _named(front, kinds=True)
    return text_of(front.quote(*found)) if found else None


def text_of(line: str) -> str:
    """A title without the mark that heads it and without the end of a line in it."""
    return re.sub(r"\s*[\r\n]\s*", "", re.sub(r"^(?:#+ *|标题[:：] *)", "", line))


def _opening(front: Front) -> tuple[int, int] | None:
    """A comment's title: its bracket if that names a company and code, else its first sentence if that does and has a colon."""
    speaker = _SPEAKER.match(front.folded)
    start = speaker.end() if speaker else 0
    for pattern in (r"\s*【(?P<title>[^】]{8,60})】", r"\s*(?P<title>[^。:\n]{8,40}:[^。\n]{4,40})[。\n]"):
        match = re.compile(pattern).match(front.folded, start)
        code = CODE.match(front.folded, match.start("title")) if match else None
        if match and code and code.end() < match.end("title"):
            return match.span("title")
    return None


def _named(front: Front, kinds: bool = False) -> tuple[int, int] | None:
    """The first line that says more of the company than its name and code; with `kinds`, the report's kind is enough."""
    for i, line in enumerate(front.head):
        speaker = _SPEAKER.match(line.text)
        start = speaker.end() if speaker else 0
        code = CODE.match(line.text.lstrip("#"), start) or NAMED_CODE.match(line.text, start)
        if code is None:
            continue
        mark = _SEPARATOR.match(line.text, code.end())
        end = tail.start() if (tail := _TAIL.search(line.text)) else len(line.text)
        rest = line.text[mark.end() if mark else code.end() : end]
        if (
            len(rest) < _SHORTEST_REST
            or any(p.search(rest) for p in (_MERE, _RATED, _FURTHER))
            or (_KIND.match(rest) and not kinds)
        ):
            continue
        begin = mark.end() if mark and _parts(line.text[start : mark.end()]) else start
        return line.start + begin, _continued(front.head, i, line.start + end)
    return None


def _parts(heading: str) -> bool:
    """Whether what stands before a title is a heading of its own: a dash ends it, or a rating is in its brackets."""
    return bool(re.search(r"[─—–|]\s*$", heading)) or "," in heading


def _standing(front: Front) -> tuple[int, int] | None:
    """The first line below the company's that looks like a title, else the first of all; a report's kind comes last."""
    coded = next((i for i, line in enumerate(front.head) if CODE.search(line.text)), 0)
    order = [*range(coded, len(front.head)), *range(coded)]
    found = [i for i in order if _is_title(front.head[i].text)]
    found = [i for i in found if front.head[i] is not front.lines[-1]]
    best = next((i for i in found if not _KIND.match(front.head[i].text)), found[0] if found else None)
    return (front.head[best].start, _continued(front.head, best, front.head[best].end)) if best is not None else None


def _is_title(line: str) -> bool:
    if any(pattern.search(line) for pattern in _OTHER_LINES):
        return False
    if line.isascii():
        return len(line) <= _LONGEST_ENGLISH and bool(_ENGLISH.fullmatch(line)) and not re.search(r"\s{2}|\w: ", line)
    return (
        _SHORTEST <= len(line) <= _LONGEST
        and bool(re.search(r"[\u4e00-\u9fff]{2}", line))
        and not any(pattern.search(line) for pattern in (_NOT_TITLE, _ENTRY, _RATED))
        and not line.startswith("—")
    )


def _continued(lines: list[Line], i: int, end: int) -> int:
    """The end of a title that goes on: a colon is open, or the next line begins with a dash."""
    if i + 1 < len(lines) and (lines[i].text.endswith(":") or lines[i + 1].text.startswith("——")):
        return lines[i + 1].end
    return end
