"""A table laid out: its rows, and for each column what its head says of period, measure, basis and metric."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractor.attribution.marks import Marks, Name
from extractor.columns import NUMBER
from extractor.periods import Mention
from extractor.schema import Basis, Measure, Span, last_day

_ROW = re.compile(r"^[^。;\n]+$", re.MULTILINE)
_NUMBER = r"\(?[-+]?\d[\d,]*(?:\.\d+)?%?\)?"
_SPACED = re.compile(rf"(?P<label>[^\d|]*[^\d| ])? ?(?:(?:(?:19|20)\d\d[AEF]|{_NUMBER}|-{{1,2}})(?: |$)){{2,}}")
_CELL = re.compile(r"[^|]+")
_SPACED_CELL = re.compile(rf"(?:19|20)\d\d[AEF]|{_NUMBER}|-{{1,2}}")
_BETWEEN = re.compile(r"[\s\-=—|]*")
_YEAR = re.compile(r"(?:19|20)\d\d")

GROWTH = re.compile(r"同比|增长率|增速|YoY|YOY|yoy|y/y|增长|变动|变化|按年|\(\+/-%?\)|Chg|chg|change")
QUARTER = re.compile(r"环比|QoQ|qoq|q/q|按季")
SHARE = re.compile(r"^占(?:比|总?收入|营收|收入)|占比$|比重$")
_OLD = re.compile(r"原|前值|前次|调整前|旧|此前|[Oo]ld|[Pp]rev")
_OLD_FORECAST = re.compile(r"^(?:原|旧|前次|上次|调整前)(?:预测|预期|值)?")
_NEW = re.compile(r"新|现|调整后|[Nn]ew")
_WHOLE_YEAR = re.compile(r"全年|合计|年度")
_YEAR_AGO = re.compile(r"上年|去年|上年同期|去年同期")
_PARTLY = re.compile(r"[QH]\d|\d[QH]|季|半年|月")
_CAPTION_REACH = 120


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its cells as spans of folded text; `labelled` where the first holds no number."""

    start: int
    end: int
    cells: Sequence[Span]
    labelled: bool


@dataclass(frozen=True, slots=True)
class Column:
    """What stands above a cell: the head, the period and whether a forecast's, growth or share, old or new, a metric; `over` is
    the head of the group that it is in.
    """

    head: Span
    period: str | None = None
    periods: Sequence[str] = ()
    basis: Basis | None = None
    measure: Measure | None = None
    base: str | None = None
    name: Name | None = None
    over: Span | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table's data rows with the columns of their cells, its caption, and the metric and the one period that it names."""

    rows: Sequence[tuple[Row, Sequence[tuple[Span, Column]]]]
    caption: Span
    corner: Span | None
    name: Name | None
    period: str | None
    around: Span = (0, 0)
    day: str | None = None


def tables(marked: Marks) -> Iterator[Table]:
    """Every table of the text whose head names periods or metrics."""
    for block in _apart(marked, _blocks(marked.text, _rows(marked.text))):
        heads = [at for at, row in enumerate(block) if _is_head(marked, row)]
        for place, at in enumerate(heads):
            if at + 1 in heads:
                continue  # the upper line of a head of two
            end = next((other for other in heads[place + 1 :] if other > at), len(block))
            upper = block[at - 1] if at - 1 in heads else None
            rows = [row for row in block[at + 1 : end] if _has_values(marked.text, row)]
            if rows:
                yield _table(marked, upper, block[at], rows, _caption(marked.text, block[0].start))


def _rows(text: str) -> Iterator[Row]:
    for line in _ROW.finditer(text):
        start, end = line.span()
        if "|" in line[0]:
            cells = [_stripped(text, m.span()) for m in _CELL.finditer(text, start, end)]
        elif (spaced := _SPACED.fullmatch(text, start, end)) is not None:
            label = [spaced.span("label")] if spaced["label"] else []
            cells = [*label, *(m.span() for m in _SPACED_CELL.finditer(text, label[0][1] if label else start, end))]
        else:
            continue
        cells = [cell for cell in cells if cell[1] > cell[0]]
        if len(cells) > 1:
            yield Row(start, end, cells, NUMBER.fullmatch(text, *cells[0]) is None)


def _stripped(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start] in " -—=":
        if text[start] in "-—=" and text[start + 1 : start + 2] not in "-—=":
            break
        start += 1
    while end > start and (text[end - 1] == " " or (text[end - 1] in "-—=" and end - start > 3)):
        end -= 1
    return start, end


def _blocks(text: str, rows: Iterator[Row]) -> Iterator[list[Row]]:
    """Rows on successive lines, with nothing but rules between them."""
    block: list[Row] = []
    for row in rows:
        if block and not _BETWEEN.fullmatch(text, block[-1].end, row.start):
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def _apart(marked: Marks, blocks: Iterator[list[Row]]) -> Iterator[list[Row]]:
    """Blocks, with tables that stand side by side one after the other: a head names the same periods twice, each time behind a label."""
    for block in blocks:
        width = next(filter(None, (_twin(marked, row) for row in block)), 0)
        if not width:
            yield block
            continue
        halves = [_halves(marked.text, row, width) for row in block]
        yield [left for left, _ in halves if left.cells]
        yield from _apart(marked, iter([[right for _, right in halves if right.cells]]))


def _twin(marked: Marks, row: Row) -> int:
    """How many cells of a head stand before the label from which it begins again; 0 if it does not."""
    words = [marked.text[slice(*cell)] for cell in row.cells]
    at = next((at for at, cell in enumerate(row.cells) if at and not _is_period(marked, cell)), 0)
    return at if at > _LEAST_PERIODS and words[at + 1 : 2 * at] == words[1:at] else 0


def _is_period(marked: Marks, cell: Span) -> bool:
    return bool(marked.periods_in(*cell)) or _YEAR.fullmatch(marked.text, *cell) is not None


def _halves(text: str, row: Row, width: int) -> tuple[Row, Row]:
    """A row cut at its first label behind a value; where there is none, after as many cells as the left table has."""
    values = [_VALUE.match(text, *cell) is not None for cell in row.cells]
    cut = next((at for at in range(1, len(values)) if values[at - 1] and not values[at]), width)
    left, right = row.cells[:cut], row.cells[cut:]
    return replace(row, cells=left), replace(row, cells=right, labelled=True)


_LEAST_PERIODS = 2
_VALUE = re.compile(r"[约(\[]{0,2}[-+]?\d(?!\d*(?:\.\d+)? / )|[-+]|n\.?a|N\.?[AM]")
"""How a cell of data begins; 12 / 28 is a page of so many."""


def _has_values(text: str, row: Row) -> bool:
    """Whether a row has data: feet of pages that fell into a table have none."""
    return any(_VALUE.match(text, *cell) for cell in row.cells[1 if row.labelled else 0 :])


def _is_number(text: str, cell: Span) -> bool:
    return NUMBER.fullmatch(text, *cell) is not None and not _YEAR.fullmatch(text, *cell)


def _is_head(marked: Marks, row: Row) -> bool:
    """Whether a row holds no number, and at least two cells that name periods, metrics, growth, old or new."""
    text = marked.text
    if any(_is_number(text, cell) for cell in row.cells):
        return False
    cells = row.cells if len(row.cells) == 2 else row.cells[1:] if row.labelled else row.cells
    telling = sum(
        bool(
            marked.periods_in(*cell)
            or marked.names_in(*cell)
            or GROWTH.search(text, *cell)
            or _is_old_or_new(text[slice(*cell)])
            or _YEAR.fullmatch(text, *cell)
        )
        for cell in cells
    )
    return telling >= 2 or (telling == len(cells) == 1)


def _is_old_or_new(words: str) -> bool:
    return len(words) <= 4 and bool(_OLD.search(words) or _NEW.search(words))


def _table(marked: Marks, upper: Row | None, head: Row, rows: Sequence[Row], caption: Span) -> Table:
    text = marked.text
    widths = [len(row.cells) for row in rows if row.labelled]
    cornered = bool(widths) and len(head.cells) >= max(widths)
    corner = head.cells[0] if cornered else None
    columns = list(_columns(marked, upper, head.cells[1:] if cornered else head.cells, caption))
    laid = [(row, list(_aligned(row, columns))) for row in rows]
    names = [name for name in _titled(marked, caption) if name.label not in _VAGUE]
    named = _one_period(marked, title(text, caption))
    day = named if named is not None and len(named) == _DAY_LONG else None
    period = None if any(one.period or one.periods for one in columns) else named or _one_period(marked, caption)
    around = caption[0], min(len(text), rows[-1].end + _CAPTION_REACH)
    return Table(laid, caption, corner, names[-1] if names else None, period, around, day)


_VAGUE = frozenset({"业绩", "盈利", "利润"})
"""业绩摘要: what a title says of all the rows, it says of none."""
_TITLE_LONGEST = 40


def title(text: str, caption: Span) -> Span:
    """The last line above a table."""
    end = len(text[: caption[1]].rstrip("\n -—=|"))
    return max(text.rfind("\n", 0, end) + 1, caption[0]), end


def _titled(marked: Marks, caption: Span) -> Sequence[Name]:
    """The names in a table's title, the last line above it, brackets left out; prose is no title."""
    text = marked.text
    start, end = title(text, caption)
    words = text[start:end]
    bracket = words.find("(")
    if end - start > _TITLE_LONGEST + (len(words) - bracket if bracket >= 0 else 0) or "。" in words:
        return ()
    return marked.names_in(start, start + bracket if bracket >= 0 else end)


_DAY_LONG = len("2025-06-30")


def _one_period(marked: Marks, stretch: Span) -> str | None:
    """The one period that a stretch of text names."""
    periods = {mention.values for mention in marked.periods_in(*stretch) if len(mention.values) == 1}
    return next(iter(periods))[0] if len(periods) == 1 else None


def _aligned(row: Row, columns: Sequence[Column]) -> Iterator[tuple[Span, Column]]:
    """The cells of a row behind its label, each with its column, from the left."""
    yield from zip(row.cells[1:] if row.labelled else row.cells, columns, strict=False)


def _caption(text: str, start: int) -> Span:
    """The two lines above a table; heads farther down share those of the first."""
    low = max(0, start - _CAPTION_REACH)
    lines = [match.end() for match in re.finditer(r"\n", text[low:start])]
    return low + (lines[-3] if len(lines) > 2 else 0), start


def _columns(marked: Marks, upper: Row | None, cells: Sequence[Span], caption: Span) -> Iterator[Column]:
    """The columns from left to right; growth belongs to the latest period to its left, within its group."""
    year = _caption_year(marked, caption)
    groups = _groups(upper, len(cells))
    before: list[Column] = []
    for at, cell in enumerate(cells):
        if at and groups and groups[at] != groups[at - 1]:
            before = []
        if groups:
            group = _column(marked, groups[at], year)
            of_year = group.period is not None and _YEAR.fullmatch(group.period)
            column = _grouped(_column(marked, cell, int(group.period) if of_year and group.period else year), group)
        else:
            column = _column(marked, cell, year)
        known = [one for one in before if one.period and one.measure is None]
        words = marked.text[slice(*cell)]
        if _YEAR_AGO.fullmatch(words) and known:
            column = replace(column, period=None)
        if column.period is None and column.measure in (Measure.YOY, Measure.QOQ, None) and known:
            latest = max(reversed(known), key=lambda one: last_day(one.period or ""))
            if column.measure is not None:
                column = replace(column, period=latest.period, basis=column.basis or latest.basis)
            elif _YEAR_AGO.search(words) and latest.period:
                column = replace(column, period=f"{int(latest.period[:4]) - 1}{latest.period[4:]}", basis=Basis.ACTUAL)
        if column.name is None and column.measure in _OF_LEVELS and not known:
            level = next((one for one in reversed(before) if one.measure is None), None)
            column = replace(column, name=level.name if level else None)
        before.append(column)
        yield column


_OF_LEVELS = (Measure.YOY, Measure.QOQ, Measure.SHARE)
"""收入|占比|同比: growth and share are of the level to their left."""


def _groups(upper: Row | None, count: int) -> list[Span]:
    """For each column the cell of the upper head that stands over it; none where they don't divide evenly."""
    if upper is None:
        return []
    for cells in (upper.cells, upper.cells[1:]):
        if cells and count % len(cells) == 0 and count > len(cells):
            return [cells[at * len(cells) // count] for at in range(count)]
    return list(upper.cells[len(upper.cells) - count :]) if len(upper.cells) - count in (0, 1) else []


def _grouped(column: Column, group: Column) -> Column:
    """A column under a group's head: the group gives what it lacks; change from old to new is no growth over time."""
    measure, base = column.measure, column.base
    if measure == Measure.YOY and column.period is None and group.period is not None:
        measure, base = Measure.CHANGE, base or "原"
    return replace(
        column, period=column.period or group.period, basis=column.basis or group.basis, measure=measure or group.measure,
        name=column.name or group.name, base=base, over=group.head,
    )  # fmt: skip


def _column(marked: Marks, cell: Span, year: int | None) -> Column:
    words = marked.text[slice(*cell)]
    mentions = [mention for mention in marked.periods_in(*cell) if mention.values]
    values = [value for mention in mentions for value in mention.values]
    period = _dated(words, values[0], year) if values else None
    if not values and _YEAR.fullmatch(words):
        period = words
    if year is not None and _WHOLE_YEAR.search(words) and (not values or not re.search(r"\d", words)):
        period = str(year)
    names = marked.names_in(*cell)
    measure = (
        Measure.QOQ if QUARTER.search(words)
        else Measure.YOY if GROWTH.search(words) and not names
        else Measure.SHARE if SHARE.search(words) else None
    )  # fmt: skip
    return Column(
        cell, period, values if len(values) > 1 else (), _basis(marked, mentions, period, words), measure, None,
        names[-1] if names else None,
    )  # fmt: skip


def _dated(words: str, value: str, year: int | None) -> str:
    """Q1 and 全年 under a caption of 2024 are that year's."""
    if year is not None and _PARTLY.search(words) and not re.search(r"\d{2}", words):
        return f"{year}{value[4:]}"
    if year is not None and _WHOLE_YEAR.fullmatch(words):
        return str(year)
    return value


def _basis(marked: Marks, mentions: Sequence[Mention], period: str | None, words: str) -> Basis | None:
    if (len(words) <= 4 and _OLD.search(words)) or (period is not None and _OLD_FORECAST.match(words)):
        return Basis.PRIOR_FORECAST
    if period is None:
        return None
    written = marked.published
    ahead = written is not None and int(period[:4]) > written.year
    return Basis.FORECAST if ahead or any(mention.forecast for mention in mentions) else Basis.ACTUAL


def _caption_year(marked: Marks, caption: Span) -> int | None:
    """The one year that a caption names."""
    years = {mention.values[0] for mention in marked.periods_in(*caption) if len(mention.values) == 1}
    found = {int(value) for value in years if _YEAR.fullmatch(value)}
    return found.pop() if len(found) == 1 else None
