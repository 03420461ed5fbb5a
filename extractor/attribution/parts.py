"""Lists of parts behind a head: 占比分别为:阀门52.4%、铸件17.9%; 营收来自三项业务:阀门5.8亿元,铸件2.1亿元."""

import re

from extractor.amounts import Figure
from extractor.attribution.cues import last_match
from extractor.attribution.frame import Frame, Part
from extractor.attribution.phrases import is_name, subject_of

_SHARES = re.compile(r"(?:占比|比重|比例|结构|构成)(?:情况|大致|如下|分别|依次)*(?:(?:为|是)[约:]?|:)")
_AMONG = re.compile(r"[\u4e00-\u9fff]中,?")
"""营收中,阀门占61%,铸件占39%; 其中活期占比45%,定期占比55%: each part says that it is a share."""
_ITEM = re.compile(r"(?:其中|以及|而|及|和|与)?(?P<name>[^,。;:()、\d%]{1,12}?)(?:占比|占|约|为|达到?)*$")
_NO_PART = re.compile(r"同比|环比|合计|总计|[增减升降涨跌]|较|比|率$|[上下]调|目标|预测|预计")
_MIN_ITEMS = 2
_REACH = 160


def part_of(frame: Frame) -> Part | None:
    """The part that a figure is of, where it stands in a list of parts."""
    figure = frame.figure
    if figure.signed or len(frame.chain) > 1 or frame.layout.bracket(figure.start) or figure.unit is None:
        return None
    start = max(frame.layout.full_sentence(figure.start), figure.start - _REACH)
    head = _head(frame, start)
    if head is None or not _items(frame, head):
        return None
    name = _name(frame, figure, head)
    share = (figure.unit == "%" and frame.text[head - 1] != ":") or _SHARES.search(frame.text, start, head) is not None
    return Part(name, start, head, share and figure.unit == "%") if name is not None else None


def _head(frame: Frame, start: int) -> int | None:
    """Where the head of the list ends: words of shares, or a colon behind a metric's name."""
    words = frame.text[start : frame.figure.start]
    if frame.figure.unit == "%":
        match = last_match(_SHARES, words) or last_match(_AMONG, words)
        if match is not None:
            return start + match.end()
    colon = words.rfind(":")
    if colon < 0:
        return None
    named = frame.marks.names_in(start, start + colon)
    fitting = (
        named
        and named[-1].metric.code != "other"
        and (named[-1].metric.units == {"percent"}) == (frame.figure.unit == "%")
    )
    return start + colon + 1 if fitting else None


def _says_shares(frame: Frame, head: int) -> bool:
    """Whether it is each part that must say that it is a share, and not the head."""
    return frame.text[head - 1] in "中,"


def _items(frame: Frame, head: int) -> bool:
    """Whether the figures behind the head are of parts, each by its name, up to this one, and are two at least."""
    figures = frame.marks.figures_in(head, head + _REACH)
    alike = [f for f in figures if f.unit == frame.figure.unit and not (f.signed or frame.layout.bracket(f.start))]
    named = [_name(frame, f, head) is not None for f in alike]
    before = sum(f.start <= frame.figure.start for f in alike)
    run = next((i for i, is_part in enumerate(named) if not is_part), len(named))
    return run >= max(_MIN_ITEMS, before)


def _name(frame: Frame, figure: Figure, head: int) -> str | None:
    stretch = frame.text[max(head, figure.start - 24) : figure.start]
    cut = max(stretch.rfind(mark) for mark in ",、;:%元)")
    match = _ITEM.fullmatch(stretch[cut + 1 :])
    if match is None or _NO_PART.search(match["name"]) or "。" in stretch or "\n" in stretch:
        return None
    if _says_shares(frame, head) and "占" not in match[0]:
        return None
    end = figure.start - len(stretch[cut + 1 :]) + match.end("name")
    known = frame.marks.names_in(end - len(match["name"]), end)
    if any(n.metric.code != "other" or figure.unit != "%" for n in known):
        return None
    name = match["name"]
    plain = subject_of(name) == name or name in ("其他", "其它", "其余")
    return name if plain and (is_name(name) or name[:2] in ("其他", "其它", "其余")) else None
