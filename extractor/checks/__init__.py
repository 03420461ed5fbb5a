"""What must be true of a fact: its quote, number and attribution against the source, whoever read it."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice, takewhile

from extractor import lexicon
from extractor.checks.evidence import Claim, Placed, Source, claim, find, find_all, prepare
from extractor.checks.rules import CHECKS, Objection
from extractor.checks.why import evidence_of
from extractor.folding import fold_characters, squeeze
from extractor.schema import Check, Fact, Finding, Header, Report, Span, Status, Unclaimed, Verdict

__all__ = ["Source", "prepare", "repeats", "run"]

_GRAVEST = (Status.REFUTED, Status.UNSUPPORTED, Status.UNCERTAIN)


def run(source: Source, report: Report, independent: bool = True) -> Report:
    """Judge every fact of a report against its own text; returns a copy with spans, verdicts and `check` filled in.

    Facts are judged one by one: no verdict depends on another fact. `independent` says that they were read by other means
    than the checks' own rules; if not, what rests on a guess of those is not borne out by their guessing it again.
    """
    places = find_all([fact.quote for fact in report.facts], source)
    judged = [_judge(claim(fact, source, places[fact.quote], independent)) for fact in report.facts]
    findings = [*_header_findings(report.header, source), *_event_findings(report, source)]
    counts = Counter(fact.verdict.status.value for fact in judged if fact.verdict is not None)
    check = Check(
        counts={status.value: counts[status.value] for status in Status},
        unclaimed=list(_unclaimed(judged, source)),
        findings=findings,
    )
    return report.model_copy(update={"facts": judged, "check": check})


def _judge(stated: Claim) -> Fact:
    choices: Sequence[Placed | None] = stated.matches or [None]
    judged = [(_objections(stated, placed), placed) for placed in choices]
    found, stated.chosen = min(judged, key=lambda pair: _weight(pair[0]))
    span = stated.chosen.span if stated.chosen else None
    verdict = _verdict(found)
    verdict.evidence = evidence_of(stated)
    return stated.fact.model_copy(update={"span": span, "verdict": verdict})


def _objections(stated: Claim, placed: Placed | None) -> list[Objection]:
    stated.chosen = placed
    return [objection for check in CHECKS for objection in check(stated)]


def _weight(found: Sequence[Objection]) -> tuple[int, int]:
    refuted = sum(objection.status == Status.REFUTED for objection in found)
    return refuted, len(found)


def _verdict(found: Sequence[Objection]) -> Verdict:
    for status in _GRAVEST:
        reasons = [objection for objection in found if objection.status == status]
        if reasons:
            return Verdict(status=status, reasons=[o.code for o in reasons], notes=[o.note for o in reasons])
    return Verdict(status=Status.VERIFIED)


def _unclaimed(facts: Sequence[Fact], source: Source) -> Iterator[Unclaimed]:
    """Figures that no fact claims; a repeat of a claimed one counts as claimed."""
    for span, repeated in _others(facts, source):
        if not repeated:
            yield Unclaimed(text=source.text[slice(*span)], span=span)


def repeats(facts: Sequence[Fact], source: Source) -> dict[Span, list[int]]:
    """The figures on which no fact stands but that repeat those of facts, each with these by index."""
    return {span: repeated for span, repeated in _others(facts, source) if repeated}


def _others(facts: Sequence[Fact], source: Source) -> Iterator[tuple[Span, list[int]]]:
    """The figures on which no fact stands, each with the facts, by index, whose value it has within what it prints."""
    claimed: dict[tuple[str | None, bool], list[tuple[Decimal, int]]] = {}
    for index, fact in enumerate(facts):
        if fact.span is not None:
            claimed.setdefault((fact.unit, fact.value_to is None), []).append((fact.value, index))
    for values in claimed.values():
        values.sort()
    spans = {fact.span for fact in facts}
    for placed in source.placed:
        figure = placed.reading.figure
        values = claimed.get((placed.reading.unit, figure.value_to is None), [])
        low = bisect_left(values, (figure.value - figure.half, -1))
        same = takewhile(lambda pair, most=figure.value + figure.half: pair[0] <= most, islice(values, low, None))  # type: ignore[misc]
        if placed.span not in spans:
            yield placed.span, [index for _, index in same]


def _header_findings(header: Header, source: Source) -> Iterator[Finding]:
    """A finding for every header value that the text does not bear out."""
    for field in ("institution", "rating", "previous_rating", "title", "company"):
        value = getattr(header, field)
        if value is not None and not find(value, source):
            yield _not_found(field, value)
    for name in header.analysts:
        if not find(name, source):
            yield _not_found("analysts", name)
    if header.ticker is not None and not _has_code(header.ticker, source):
        yield _not_found("ticker", header.ticker)
    if header.published is not None and not _has_date(header.published, source):
        yield _not_found("published", header.published)
    yield from _rating_findings(header, source)


def _rating_findings(header: Header, source: Source) -> Iterator[Finding]:
    words = lexicon.load()
    level = words.rating_level(header.rating)
    if header.rating_level is not None and level is not None and level != header.rating_level.value:
        yield _not_found("rating_level", header.rating_level.value)
    if header.rating_change is not None:
        said = [word for word, change in words.changes.items() if change == header.rating_change.value]
        moved = words.rating_move(header.previous_rating, header.rating) == header.rating_change.value
        if not moved and not any(word in source.squeezed.text.casefold() for word in said):
            yield _not_found("rating_change", header.rating_change.value)


def _not_found(field: str, value: str) -> Finding:
    return Finding(code="header_not_found", field=field, message=f"header {field}: {value} is not in the text")


def _has_code(ticker: str, source: Source) -> bool:
    code = ticker.partition(".")[0].lstrip("0") or "0"
    return re.search(rf"(?<!\d)0*{re.escape(code)}(?!\d)", source.squeezed.text) is not None


_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_IN_CHINESE = str.maketrans("0123456789", "零一二三四五六七八九")


def _has_date(published: str, source: Source) -> bool:
    """Whether a date is in the text, in figures, in English or in Chinese words; a time of day may follow it."""
    match = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", published)
    if not match or not 1 <= int(match[2]) <= len(_MONTHS):
        return False
    year, month, day = (int(part) for part in match.groups())
    name = f"{_MONTHS[month - 1]}[a-z]*"
    chinese = f"{match[1].translate(_IN_CHINESE)}年{_in_chinese(month)}月{_in_chinese(day)}日"
    pattern = (
        rf"{year}\D{{0,2}}0?{month}\D{{0,2}}0?{day}(?:(?!\d)|(?=\d\d:\d\d))"
        rf"|(?<!\d)0?{day}-?{name}[-,]*(?:{year}|{year % 100:02})(?!\d\d\d)|{name}\.?0?{day},{year}|{chinese}"
    )
    texts = (source.squeezed.text, fold_characters(source.text))  # squeezed, a date may run into the next line's digits
    return any(re.search(pattern, text.replace("〇", "零"), re.IGNORECASE) for text in texts)


def _in_chinese(number: int) -> str:
    """A number below a hundred: 8 is 八, 15 is 十五, 31 is 三十一."""
    tens, ones = divmod(number, 10)
    words = (f"{tens if tens > 1 else ''}十" if tens else "") + (str(ones) if ones else "")
    return words.translate(_IN_CHINESE)


def _event_findings(report: Report, source: Source) -> Iterator[Finding]:
    for event in report.events:
        if not squeeze(event.quote).text or not find(event.quote, source):
            yield Finding(code="event_not_found", message=f"event {event.type.value}: its quote is not in the text")
