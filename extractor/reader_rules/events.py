"""Events and risks: what happened or was announced, and what the report warns of."""

import re
from collections.abc import Iterator
from datetime import date

from extractor import lexicon, periods
from extractor.claims import shares_words
from extractor.folding import Folded
from extractor.schema import Event, EventType

_ACT = re.compile(
    r"发布(?!会|的)|公告|公布|披露|推出|完成(?!情况)|签署|签约|签订|达成[^,。]{0,4}合作|中标|获批|获得[^,。]{0,8}(?:批准|许可|认证|注册证|批件|受理)"
    r"|收购|投产|建成|达产|试生产|启用|落成|开工|扩产|回购|展示|上线|聘任|辞任|(?:已经?|全面|正式|进一步|率先|首次)(?:部署|接入|提出)|派发现金|减持|入主|借壳"
    r"|(?:拟|计划|将)[^,。]{0,12}(?:新建|建设|扩建|投资|发行|募集|收购|定增)|募集资金(?!用途)|定增|募资"
    r"|实现(?:营业)?(?:总)?营?收入?(?=[^,。]{0,4}\d)"
)
_ANNOUNCED_ONLY = re.compile(r"(?:[^,。;:]{0,12})(?:发布|披露)?(?:公告|公布|披露)$")
_OWN_ACT = re.compile(r"我们(?:维持|上调|下调|预计|认为|看好)|风险|若|如果|将有利于|评级|假设|如下")
_HOPED = re.compile(r"有望|预计(?!将)")
_SENTENCE = re.compile(r"[^。;!?\n|]+")
_MAX_QUOTE = 60
_DATE_VALUE = re.compile(r"\d{4}-\d\d(?:-\d\d)?")

_RISK_HEAD = re.compile(r"(?:风险提示|风险因素|主要风险|投资风险|核心风险)[:\n]?|(?:^|\n)风险:")
_RISK_SPLIT = re.compile(
    r"[、;\n。]|(?<=[险期])[,，](?=[^,]{2,20}(?:风险|期|剧|动|缓|滑)(?:$|[,。]))|(?:^|(?<=[、;。\n]))\(?\d{1,2}[).、]"
)
_LIST_MARK = re.compile(r"^[(（]?\d{1,2}[)）.、]\s*")
_MAX_RISK = 60


def events(folded: Folded, source: str, published: date | None, body: int = 0) -> list[Event]:
    """The report's events, each with a verbatim quote; one of a kind and date. The row before `body` is not read."""
    found: list[Event] = []
    stop = _risk_start(folded.text)
    start = folded.find_source(body) if body else 0
    mentions = periods.resolve(folded.text, periods.scan(folded.text), published)
    for match in _SENTENCE.finditer(folded.text, start, stop):
        event = _event(folded, source, match, mentions)
        if event is not None and not any(_is_same(event, other) for other in found):
            found.append(event)
    return found


def _is_same(event: Event, other: Event) -> bool:
    """Whether two events are one told twice: of one type and either dated alike or with words in common."""
    if event.type != other.type:
        return False
    if event.type == EventType.EARNINGS or (event.date is not None and event.date == other.date):
        return True
    return shares_words(event.quote, other.quote)


def _event(folded: Folded, source: str, match: re.Match[str], mentions: list[periods.Mention]) -> Event | None:
    act = _ACT.search(match[0])
    if not act or _OWN_ACT.search(match[0][: act.start()]):
        return None
    start = max(match[0].rfind(c, 0, act.start()) for c in ",:)") + 1
    end = _clause_end(match[0], act.end())
    if _ANNOUNCED_ONLY.fullmatch(match[0][start:end]) and end < len(match[0]):
        end = _clause_end(match[0], end + 1)
    clause = match[0][start:end]
    kind = _kind(clause)
    if kind is None or (kind != EventType.CAPACITY and _HOPED.search(match[0][: act.start()])):
        return None
    if kind == EventType.EARNINGS and "净利" not in match[0] and "报" not in clause and "业绩" not in clause:
        return None
    low, high = folded.span(match.start() + start, match.start() + min(end, start + _MAX_QUOTE * 2))
    quote = source[low:high].strip()
    when = _date(folded.text, match.start(), match.start() + act.start(), mentions)
    return Event(type=kind, summary=quote, date=when, quote=quote)


def _clause_end(sentence: str, position: int) -> int:
    comma = sentence.find(",", position)
    return comma if comma > 0 else len(sentence)


def _kind(clause: str) -> EventType | None:
    if re.search(r"实现(?:营业)?(?:总)?营?收", clause):
        return EventType.EARNINGS
    if re.search(r"推出[^,]{0,10}(?:计划|战略|规划|行动)", clause):
        return EventType.STRATEGY
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
        item = _LIST_MARK.sub("", source[low:high].strip(" \t\r\n|。.,，:："))
        if 1 < len(item) <= _MAX_RISK:
            yield item
