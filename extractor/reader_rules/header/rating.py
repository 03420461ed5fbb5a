"""What the report thinks of the share: the rating, what it was, and what the report does to it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractor import lexicon
from extractor.folding import fold_characters
from extractor.reader_rules.header.front import Front
from extractor.schema import Header, RatingChange, RatingLevel


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_WORDS = lexicon.load()
RATING = (
    rf"(?:(?:{_any(word for word in _WORDS.ratings if not word.isascii())})(?:-[AB])?"
    rf"|\b(?:{_any(word for word in _WORDS.ratings if word.isascii())})\b)"
)
"""Any rating's words, Chinese or English."""
_QUOTES = r"[\"“”'‘’「」『』《》]?"
_RATED = rf"{_QUOTES}(?P<rating>{RATING}){_QUOTES}"
_INSIDE = r"(?:\s*\((?P<inside>[^()\n]{1,20})\))"
_OLD = re.compile(
    rf"(?:原|前次|前值|此前|上次|由|从|\bfrom|\bprev\.?)(?:评级)?(?:为)?[: ]*{_QUOTES}(?P<old>{RATING}){_QUOTES}"
)
_ENGLISH_CHANGE = rf"\b(?i:{_any(word for word in _WORDS.changes if word.isascii())})\b"
_CHANGE = re.compile(rf"{_any(word for word in _WORDS.changes if not word.isascii())}|{_ENGLISH_CHANGE}")
_MOVE = r"(?P<change>[上下]调|调[高低升降])(?:[一两]档)?"
_DEFINED = r"(?!\s*[=><≥≤]|[:,]?(?:指|预期|相对|未来))"
"""What follows a rating where a scale explains it."""

_CELL = re.compile(rf"(?:^|(?<=[\s|〡¦:])){_RATED}{_INSIDE}", re.MULTILINE)
_LABELLED = re.compile(
    rf"(?:评级[: ]*(?:为)?|\b[Rr]ating:? +){_RATED}(?P=rating)?{_DEFINED}"
    rf"(?:{_INSIDE}|[( ]*(?P<change>维持|首次|上调|下调|重申)(?P=change)?[)]?)?"
)
"""A phrase may stand twice, as the text of a page printed in bold has it."""
_BESIDE_CODE = re.compile(rf"\d\.(?:SH|SZ|BJ|HK),\s*(?P<rating>{RATING})\)|\)\s+(?P<alone>{RATING})$", re.MULTILINE)
_MOVED = re.compile(rf"(?:由|从){_QUOTES}(?P<old>{RATING}){_QUOTES}(?:评级)?{_MOVE}(?:评级)?(?:至|到|为){_RATED}")
_MOVED_TO = re.compile(rf"{_MOVE}(?:公司)?(?:投资)?(?:评级)?(?:至|到|为){_RATED}(?:评级)?{_INSIDE}?")
_NAMED = re.compile(rf"{_RATED}的?(?:投资)?评级")
_GIVEN = re.compile(rf"(?:{_any(_WORDS.changes)}|给予)(?:公司|其|对公司)?[\"“「『](?P<rating>{RATING})[\"”」』]")
_IN_ENGLISH = re.compile(
    rf"(?P<change>{_ENGLISH_CHANGE})(?: (?:our|the|coverage|with|at|to|a))* {_RATED}(?: from (?P<old>{RATING}))?"
)
_PROSE = (_MOVED, _MOVED_TO, _NAMED, _GIVEN, _IN_ENGLISH, _LABELLED)
_CHANGE_REACH = 20
_GIVER = re.compile(
    r"(?P<who>[\u4e00-\u9fff]{2,6}证券|家(?:券商|机构))(?:研究所|研报)?[也均则]?(?:首次|将|对|给予|维持|上调|下调|重申)[^,。;\n]*$"
)
_GIVER_REACH = 40


@dataclass(frozen=True, slots=True)
class _Mention:
    """A place where the text rates the company, all in printed words but the change, which is the contract's."""

    rating: str
    old: str | None
    change: str | None
    giver: str


def fill(header: Header, front: Front, rating: str | None, change: str | None) -> None:
    """Set the rating's fields; the words of a listing's own cells win over the body's."""
    own = list(_own(_mentions(front), header.institution))
    said = own[0] if own else None
    same = [mention for mention in own if said and fold_characters(mention.rating) == fold_characters(said.rating)]
    header.rating = rating or (said.rating if said else None)
    level = _WORDS.rating_level(header.rating)
    header.rating_level = RatingLevel(level) if level else None
    header.previous_rating = next((mention.old for mention in same if mention.old), None)
    if change is not None:
        done = _WORDS.changes.get(change)
    else:
        done = next((m.change for m in same if m.change), None) or _WORDS.rating_move(
            header.previous_rating, header.rating
        )
    header.rating_change = RatingChange(done) if done else None


def _mentions(front: Front) -> Iterator[_Mention]:
    """The header's own block first, then sentences."""
    end = front.head[-1].end if front.head else 0
    block = [match for pattern in (_LABELLED, _CELL, _BESIDE_CODE) for match in pattern.finditer(front.folded)]
    for match in sorted(block, key=re.Match.start):
        if match.end() <= end or (match.re is _CELL and _alone(front.folded, match)):
            yield from _mention(front, match)
    for pattern in _PROSE:
        for match in pattern.finditer(front.folded):
            yield from _mention(front, match)


def _alone(text: str, match: re.Match[str]) -> bool:
    return text[: match.start()][-1:] in ("", "\n") and text[match.end() :].lstrip(" ")[:1] in ("", "\n", "\r")


def _mention(front: Front, match: re.Match[str]) -> Iterator[_Mention]:
    found = match.groupdict()
    inside = found.get("inside") or ""
    before = _OLD.search(inside)
    change = _CHANGE.search(found.get("change") or "") or _CHANGE.search(_OLD.sub("", inside))
    if match.re is _CELL and not (before or change):
        return
    name = "rating" if found["rating"] else "alone"
    change = change or _change_before(front.folded, match.start(name))
    old = front.quote(*match.span("old")) if found.get("old") else None
    if before:
        old = front.quote(match.start("inside") + before.start("old"), match.start("inside") + before.end("old"))
    yield _Mention(
        front.quote(*match.span(name)),
        old,
        _WORDS.changes[change[0].lower()] if change else None,
        _giver(front.folded, match.start()),
    )


def _own(mentions: Iterable[_Mention], institution: str | None) -> Iterator[_Mention]:
    """The mentions of the report's own; what another broker says counts only where nobody else is known to speak."""
    stem = fold_characters(institution).partition("证券")[0] if institution else None
    others = []
    for mention in mentions:
        if not mention.giver or (stem and stem in mention.giver):
            yield mention
        elif mention.giver.endswith("证券") and stem is None:
            others.append(mention)
    yield from others


def _giver(body: str, place: int) -> str:
    """The broker, or the brokers, that the clause before a rating names as its giver; empty if it names none."""
    match = _GIVER.search(body[max(0, place - _GIVER_REACH) : place])
    return match["who"] if match else ""


def _change_before(body: str, place: int) -> re.Match[str] | None:
    """The last word of change in the clause before a rating."""
    start = max(0, place - _CHANGE_REACH, *(body.rfind(mark, 0, place) + 1 for mark in "。;\n"))
    return next(reversed(list(_CHANGE.finditer(body, start, place))), None)
