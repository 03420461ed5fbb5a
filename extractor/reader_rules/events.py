"""Events and risks: what happened or was announced, and what the report warns of."""

import re
from collections.abc import Iterator
from datetime import date

from extractor import lexicon, periods
from extractor.folding import Folded
from extractor.schema import Event, EventType

_ACT = re.compile(
    r"发布(?!会)|公告|披露|推出|完成(?!情况)|签署|签约|签订|达成[^,。]{0,4}合作|中标|获批|获得[^,。]{0,8}(?:批准|许可|认证|注册证|批件)|收购|投产|回购|"
    r"展示|已部署|上线|拟[向以对]|正式开工|聘任|辞任|全面接入|进一步提出|定增|派发现金|实现(?:营业)?(?:总)?营?收入?(?=[^,。]{0,4}\d)"
)
_OWN_ACT = re.compile(r"我们(?:维持|上调|下调|预计|认为|看好)|风险|有望|若|如果|将有利于|预计(?!将)|评级|假设|如下")
_SENTENCE = re.compile(r"[^。;!?\n|]+")
_MAX_QUOTE = 60
_DATE_VALUE = re.compile(r"\d{4}-\d\d(?:-\d\d)?")

_RISK_HEAD = re.compile(r"(?:风险提示|风险因素|主要风险|投资风险|核心风险)[:\n]?")
_RISK_SPLIT = re.compile(
    r"[、;\n。]|(?<=[险期])[,，](?=[^,]{2,20}(?:风险|期|剧|动|缓|滑)(?:$|[,。]))|(?:^|(?<=[、;。\n]))\(?\d{1,2}[).、]"
)
_MAX_RISK = 60


def events(folded: Folded, source: str, published: date | None, body: int = 0) -> list[Event]:
    """The report's events, each with a verbatim quote; one of a kind and date. The row before `body` is not read."""
    seen: set[tuple[str, str | None]] = set()
    found = []
    stop = _risk_start(folded.text)
    mentions = periods.resolve(folded.text, periods.scan(folded.text), published)
    for match in _SENTENCE.finditer(folded.text, folded.find_source(body) if body else 0, stop):
        event = _event(folded, source, match, mentions)
        if event is None or (event.type, event.date) in seen:
            continue
        seen.add((event.type, event.date))
        found.append(event)
    return found


def _event(folded: Folded, source: str, match: re.Match[str], mentions: list[periods.Mention]) -> Event | None:
    act = _ACT.search(match[0])
    if not act or _OWN_ACT.search(match[0][: act.start()]):
        return None
    start = max(match[0].rfind(c, 0, act.start()) for c in ",:)") + 1
    comma = match[0].find(",", act.end())
    end = comma if comma > 0 else len(match[0])
    clause = match[0][start:end]
    kind = _kind(clause)
    if kind is None or (kind == EventType.EARNINGS and "净利" not in match[0]):
        return None
    low, high = folded.span(match.start() + start, match.start() + min(end, start + _MAX_QUOTE * 2))
    quote = source[low:high].strip()
    when = _date(folded.text, match.start(), match.start() + act.start(), mentions)
    return Event(type=kind, summary=quote, date=when, quote=quote)


def _kind(clause: str) -> EventType | None:
    if re.search(r"实现(?:营业)?(?:总)?营?收", clause):
        return EventType.EARNINGS
    for name, cues in lexicon.load().events.items():
        if any(cue in clause for cue in cues):
            return EventType(name)
    return None


def _date(text: str, sentence: int, act: int, mentions: list[periods.Mention]) -> str | None:
    """The day or month named before the act in its sentence, or opening its paragraph."""
    paragraph = text.rfind("\n", 0, sentence) + 1
    opening = [m for m in mentions if paragraph <= m.start <= paragraph + 3]
    near = [m for m in mentions if sentence <= m.start < act]
    for mention in [*reversed(near), *opening]:
        if len(mention.values) == 1 and _DATE_VALUE.fullmatch(mention.values[0]):
            return mention.values[0]
    return None


def _risk_start(text: str) -> int:
    places = [m.start() for m in _RISK_HEAD.finditer(text) if m[0].endswith((":", "\n")) or m.start() > len(text) * 0.7]
    return places[-1] if places else len(text)


def risks(folded: Folded, source: str) -> list[str]:
    """The items of 风险提示, as written."""
    start = _risk_start(folded.text)
    head = _RISK_HEAD.match(folded.text, start)
    if head is None:
        return []
    stop = folded.text.find("|", head.end())
    stop = stop if stop >= 0 else len(folded.text)
    return [item for item in _items(folded, source, head.end(), stop) if item]


def _items(folded: Folded, source: str, start: int, stop: int) -> Iterator[str]:
    last = start
    for match in _RISK_SPLIT.finditer(folded.text, start, stop):
        yield from _item(folded, source, last, match.start())
        last = match.end()
        if match[0] == "\n" and not re.search(r"风险|预期", folded.text[last : last + 40]):
            return
    yield from _item(folded, source, last, stop)


def _item(folded: Folded, source: str, start: int, stop: int) -> Iterator[str]:
    if stop > start:
        low, high = folded.span(start, stop)
        item = source[low:high].strip(" \t\r\n|。.,，:：")
        if 1 < len(item) <= _MAX_RISK:
            yield item
