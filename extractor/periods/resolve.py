"""From mentions to periods: the year that a mention leaves out comes from the words before it, or the report's date."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from extractor.periods.forms import RULES, Partial, end_of, quarter_before
from extractor.schema import PART_END


@dataclass(slots=True)
class Mention:
    """A period as written, at `[start, end)` of folded text.

    `kind`: `point`, `list` and `range` (several periods), `current` (报告期). `values` are the contract's forms once
    resolved, one per period; `guessed` says that the year was taken from afar, `told` that its own sentence names it.
    """

    start: int
    end: int
    kind: str
    partials: tuple[Partial, ...]
    values: tuple[str, ...] = ()
    guessed: bool = False
    told: bool = False
    forecast: bool = False


_GROUP = re.compile(r"\(\?P<(\w+)>")
_MASTER = re.compile(
    r"(?=[\d前第单上下中半一二三四五六七八九首去今本当明后同报期年全首QFH季十])(?:"
    + "|".join(f"(?P<rule{i}>{_GROUP.sub('(?:', pattern)})" for i, (pattern, _) in enumerate(RULES))
    + ")"
)
_SINGLES = tuple((re.compile(pattern), build) for pattern, build in RULES)
_LONGEST_FORECAST = 5
_FORESEEN = re.compile(r"预计|维持|预测|预期|EPS|P/?E|市盈率|上调|下调|\dE|给予|目标|有望|将")
_BASE = re.compile(r"(?:较|比|对比|以)$")
_NEAR = 24
_FORECAST = re.compile(r"\dE")
_PLAN = "十"
"""How the name of a five-year plan begins, which is no time that a report is on or was written in."""


def scan(text: str) -> list[Mention]:
    """Every period of folded text in order of place, years still open where the text leaves them out."""
    mentions = []
    for match in _MASTER.finditer(text):
        pattern, build = _SINGLES[int((match.lastgroup or "rule0")[4:])]
        again = pattern.match(text, match.start())
        if again is None:
            continue
        kind, partials = build(again)
        mentions.append(Mention(*again.span(), kind, partials, forecast=bool(_FORECAST.search(again[0]))))
    return mentions


_ANNUAL_REPORTS = 4
"""The month by which the year before has been reported on, and 全年 is still that year."""


def _fallback(partial: Partial, published: date | None) -> int | None:
    """The year of a part that the text gives none: the latest one that had ended when the report came out."""
    if published is None:
        return None
    if partial.part.startswith(("M", "D")):
        month = int(partial.part[-2:] if partial.part.startswith("M") else partial.part[1:3])
        return published.year if month <= published.month else published.year - 1
    month, _ = PART_END.get(partial.part, (12, 31))
    if not partial.part:
        return published.year if published.month > _ANNUAL_REPORTS else published.year - 1
    return published.year if month <= published.month else published.year - 1


_SENTENCE_END = re.compile(r"[。!?\n]")
_BRACKET = re.compile(r"[()\n]")


def resolve(text: str, mentions: Sequence[Mention], published: date | None, dated: bool = True) -> list[Mention]:
    """Give every mention its periods; one whose year stays open gets none.

    A year left out comes from the mention before in the same sentence, unless that one is a base of comparison or stood
    in a bracket that is closed; else from what the report is on. `published` is the report's date, or, unless `dated`,
    likely to be. Mentions that are names or speech (kind `none`) are left out.
    """
    anchor = _anchor(text, mentions, published, dated)
    context: Partial | None = None
    outside: list[Partial | None] = []
    done: list[Mention] = []
    last_end, told = 0, False
    for mention in mentions:
        if mention.kind == "none" or not mention.partials:
            continue
        between = text[last_end : mention.start]
        context = _after_brackets(between, context, outside)
        ended = _SENTENCE_END.search(between) is not None
        near = context if not ended or anchor is None or mention.partials[0].same else _ahead(context, anchor)
        if dated and published is not None and _is_recent(mention.partials[0], published):
            near = None
        if anchor is not None and (ended or _is_date(context)) and text.startswith("报告期", mention.start):
            near = anchor
        if ended and mention.partials[0].same and _lies_behind(context, anchor):
            near = anchor
        if (
            text.startswith("全年", mention.start)
            and "\n" not in between
            and _is_year(context)
            and not _is_year(anchor)
        ):
            near = context
        values, guessed, moved = _resolve_one(mention, near, anchor, published, "\n" in between)
        if not _is_base(text, mention) and not _is_milestone(text, mention, anchor):
            context = moved if moved is not near else context if near is context else near
        told = all(p.year is not None for p in mention.partials) or (told and not ended)
        resolved = replace(mention, values=values, guessed=guessed, told=told)
        if (span := _span_again(text, mention, done, ended)) is not None:
            resolved = replace(resolved, values=span, kind="range")
        done.append(resolved)
        last_end = mention.end
    return done


_COMPARED_BEHIND = re.compile(r"(?:的?[^,。;:()\d]{0,8})?相[比较]")
_WITH = ("同", "与", "和", "跟")


def _is_base(text: str, mention: Mention) -> bool:
    """Whether a mention is what something is compared with: 较2023年, 与2023年相比."""
    before = text[max(0, mention.start - 3) : mention.start]
    if _BASE.search(before):
        return True
    return before.endswith(_WITH) and _COMPARED_BEHIND.match(text, mention.end) is not None


_SINCE = re.compile(r"[于自从]$")
_WITHOUT_FIGURE = re.compile(r"[^,。;:\d]{2,20}[,。;:]")


def _is_milestone(text: str, mention: Mention, anchor: Partial | None) -> bool:
    """于2023年四季度投放市场,上半年…: whether a past year only says when something came about."""
    year = mention.partials[0].year
    past = anchor is not None and anchor.year is not None and year is not None and year < anchor.year
    return (
        past
        and _SINCE.search(text, max(0, mention.start - 1), mention.start) is not None
        and _WITHOUT_FIGURE.match(text, mention.end) is not None
    )


def _span_again(text: str, mention: Mention, done: Sequence[Mention], ended: bool) -> tuple[str, ...] | None:
    """2021-2024年…,同期…: the span of years just named, if nothing is compared with it."""
    if ended or not done or done[-1].kind != "range" or not text.startswith("同期", mention.start):
        return None
    return done[-1].values if text[mention.start - 1] in ",;(" else None


def _is_date(partial: Partial | None) -> bool:
    """Whether a period is known, and a day."""
    return partial is not None and partial.part.startswith("D")


def _lies_behind(context: Partial | None, anchor: Partial | None) -> bool:
    """Whether a period is of the year that the report is on, and ends after what it is on: what is expected of it."""
    if context is None or anchor is None or context.year != anchor.year or not anchor.part:
        return False
    return _last(context.part) > _last(anchor.part)


def _last(part: str) -> str:
    return part if part.startswith("D") else end_of(part)


def _is_year(partial: Partial | None) -> bool:
    """Whether a period is known, and a whole year."""
    return partial is not None and not partial.part


_RECENT = 60


def _is_recent(partial: Partial, published: date) -> bool:
    """Whether a day without a year is one of the last before the report."""
    if len(partial.part) < 2 or partial.part[0] != "D" or partial.year is not None:
        return False
    month, day = (int(part) for part in partial.part[1:].split("-"))
    try:
        return 0 <= (published - date(published.year - (month > published.month), month, day)).days <= _RECENT
    except ValueError:
        return False


def _after_brackets(between: str, context: Partial | None, outside: list[Partial | None]) -> Partial | None:
    """The context behind the brackets of a stretch: a closed one gives back what held before it opened."""
    for bracket in _BRACKET.findall(between):
        if bracket == "(":
            outside.append(context)
        elif bracket == "\n":
            outside.clear()
        elif outside:
            context = outside.pop() or context
    return context


def _ahead(context: Partial | None, anchor: Partial) -> Partial | None:
    """The context beyond a sentence's end: only what the report is on, or a period like it, reaches that far."""
    if context is None or context.year is None or anchor.year is None:
        return context
    return context if context.year == anchor.year else anchor


_REPORT_BEHIND = re.compile(
    r"(?:年度?|半年度?|季度?|中期)?(?:报|业绩(?=点评|快报|预告|公告|说明|报告|符合|略?超|低于|[,。:;\n]|$)|经营数据|点评)"
)
_OF_FORECAST = re.compile(r"年?[^,。;\d]{0,4}(?:\d+(?:\.\d+)?(?:-\d+(?:\.\d+)?)?倍|EPS|P/?E|预测|盈利预测|有望)")
_EXPECTED = re.compile(r"(?:将|有望|预计|预期)[^,。;:\d]{0,6}$")
_CUE = 9
_REPORT_NAMED = re.compile(r"报告?$")
_RESULTS = re.compile(r"业绩$")
_RESULTS_BEHIND = re.compile(r"点评|快报|预告|公告|说明|报告|符合|略?超|低于|[,。:;\n]|$")
_HEAD = 800


def names_report(text: str, mention: Mention) -> bool:
    """Whether a mention is part of the name of a company's report: 2025年半年报, 25Q3点评."""
    own = text[mention.start : mention.end]
    if _RESULTS.search(own):
        return _RESULTS_BEHIND.match(text, mention.end) is not None
    return bool(_REPORT_NAMED.search(own) or _REPORT_BEHIND.match(text, mention.end))


_TO_COME = re.compile(r"[^,。;()\d]{0,12}(?:有望|将|会更|会有)")


def is_foreseen(text: str, mention: Mention) -> bool:
    """Whether a mention is named for what is expected of it: 预计2027年, 2027年…有望."""
    before = text[max(0, mention.start - _CUE) : mention.start]
    return mention.forecast or _EXPECTED.search(before) is not None or _TO_COME.match(text, mention.end) is not None


_OPENING = 300
_ON_PART = frozenset({"H1", "H2", "Q1", "Q2", "Q3", "Q4", "Q1-Q3"})


def reported(text: str, mentions: Sequence[Mention], published: date | None, dated: bool = True) -> Mention | None:
    """The mention of the period that a report is on: one that names a company's report, else the first of the report's own
    year that had ended, else the first that can be. One without a year counts if the report's date is known.
    """
    first = own = named = part = None
    for mention in mentions:
        if mention.kind != "point" or mention.forecast or not mention.partials or mention.start > _HEAD:
            continue
        partial = mention.partials[0]
        if partial.part.startswith(("D", "M")) or _OF_FORECAST.match(text, mention.end):
            continue
        if _EXPECTED.search(text[max(0, mention.start - _CUE) : mention.start]) or _is_base(text, mention):
            continue
        if partial.year is None:
            if published is None or not dated or partial.part not in _ON_PART or partial.same or partial.shift:
                continue
            named = named or (mention if names_report(text, mention) else None)
            part = part or (mention if mention.start < _OPENING else None)
            continue
        if published is not None and not published.year - 2 <= partial.year <= published.year:
            continue
        recent = published is None or not dated or partial.year >= published.year - 1
        if recent and text[mention.start - 1 : mention.start] != "(":  # what stands in a bracket is compared with
            first = first or mention
        if published is not None and partial.year == published.year and (not dated or _has_ended(partial, published)):
            own = own or mention
        if names_report(text, mention):
            named = mention
            break
    return named if named is not None and (own is None or own.start >= named.start) else own or first or part


def _has_ended(partial: Partial, published: date) -> bool:
    month, _ = PART_END.get(partial.part, (12, 31))
    return (partial.year or 0, month) <= (published.year, published.month)


def _anchor(text: str, mentions: Sequence[Mention], published: date | None, dated: bool) -> Partial | None:
    """The period that the report is on, with its year."""
    if published is None:
        return None
    mention = reported(text, mentions, published, dated)
    if mention is None:
        return None
    partial = mention.partials[0]
    return partial if partial.year is not None else replace(partial, year=_fallback(partial, published))


_SPOKEN_PART = re.compile(r"上半年|前三季度|[一二三四]季度|Q[1-4]")


def written(text: str, mentions: Sequence[Mention]) -> date | None:
    """When an undated report was written, as far as its periods tell: as its forecasts begin, or after its last actual.

    None if it names no year. The day is a stand-in that puts the periods named before it and the forecasts after it.
    """
    mentions = [m for m in mentions if text[m.start] != _PLAN]
    stated = [m for m in mentions if not _FORESEEN.search(text[max(0, m.start - _NEAR) : m.end + _NEAR])]
    partials = [p for m in stated or mentions if not m.forecast for p in m.partials if p.year is not None]
    same = max((p.year + 1 for m in mentions for p in m.partials if p.same and p.year is not None), default=0)
    last = max([same, *(p.year or 0 for p in partials)])
    on = reported(text, mentions, None)
    if on is not None and names_report(text, on):
        ended = _ended(on.partials[0])
        if not any(p.part[:1] in ("Q", "H") and _ended(p) > ended for p in partials):
            return ended
    for mention in mentions:
        years = [p.year for p in mention.partials if p.year is not None]
        if mention.kind in ("range", "list") and len(years) > 1 and not mention.partials[0].part:
            near = text[max(0, mention.start - _NEAR) : mention.end + _NEAR]
            if (
                years[-1] - years[0] < _LONGEST_FORECAST
                and _FORESEEN.search(near)
                and years[0] <= (last or years[0]) + 1
            ):
                return date(years[0], 11, 1)
    if not stated and _SPOKEN_PART.search(text):
        return None  # 预计2026年…: forecasts alone do not tell which year 上半年 is of
    if not partials:
        return None
    if last == same:
        return date(last, 11, 1)  # 较2024年同期: parts of 2025 are compared
    ends = any(p.year == last and p.part in ("", "H2", "Q4", "D12-31") for p in partials)
    return date(last + 1, 4, 30) if ends else date(last, 11, 1)


def _ended(partial: Partial) -> date:
    """A day by which a company has reported on a period."""
    month, _ = PART_END.get(partial.part, (12, 31))
    year = partial.year or 0
    return date(year + 1, 4, 30) if month == 12 else date(year, month + 1, 28)


def _resolve_one(
    mention: Mention, context: Partial | None, anchor: Partial | None, published: date | None, fresh: bool
) -> tuple[tuple[str, ...], bool, Partial | None]:
    values, guessed = [], False
    for partial in _of_one_year(mention, context, anchor, published):
        resolved = _place(partial, context, anchor, published)
        if resolved is None or resolved.year is None:
            return (), True, context
        guessed = guessed or (mention.partials[0].year is None and (fresh or context is None))
        values.append(resolved.render(resolved.year))
    if mention.kind == "point" and not mention.partials[0].same and not mention.forecast and resolved:
        context = resolved
    return tuple(values), guessed, context


def _of_one_year(
    mention: Mention, context: Partial | None, anchor: Partial | None, published: date | None
) -> Sequence[Partial]:
    """Q1-Q4, 一、二季度: parts in the order of a year, without its name, are of one year, in which the last of them lies."""
    parts = mention.partials
    in_order = [p.part for p in parts] == sorted({p.part for p in parts})
    if len(parts) < 2 or not in_order or any(p.year is not None or p.own or p.same or not p.part for p in parts):
        return parts
    last = _place(parts[-1], context, anchor, published)
    return parts if last is None or last.year is None else [replace(p, year=last.year) for p in parts]


def _place(partial: Partial, context: Partial | None, anchor: Partial | None, published: date | None) -> Partial | None:
    if partial.year is not None:
        return Partial(partial.year, context.part) if partial.same and context is not None else partial
    if partial.own:
        return None if published is None else replace(partial, year=published.year + partial.shift)
    near = context if _is_near(context, anchor) else anchor if partial.same or not partial.part else None
    if near is None or near.year is None:
        if partial.same:
            return None
        year = _fallback(partial, published)
        return None if year is None else replace(partial, year=year + partial.shift)
    if partial.before and not near.part:
        return None
    if partial.before:
        years, part = quarter_before(near.part)
        return Partial(near.year + years, end_of(part) if partial.part else part)
    if partial.same:
        part = end_of(near.part) if partial.part == "D" and not near.part.startswith("D") else near.part
        return Partial(near.year + partial.shift, part)
    return replace(partial, year=near.year + partial.shift)


def _is_near(context: Partial | None, anchor: Partial | None) -> bool:
    """Whether a context's year can be the one a year-less mention means: history far back is not."""
    if context is None or context.year is None:
        return False
    return anchor is None or anchor.year is None or anchor.year - 2 <= context.year <= anchor.year + 1
