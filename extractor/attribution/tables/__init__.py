"""Step 4: a table's cell joined to its row's and column's words and its caption's unit."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor import lexicon
from extractor.amounts import Figure, printed_unit
from extractor.attribution.frame import Candidate, MetricName, Reading
from extractor.attribution.marks import Marks, Name
from extractor.attribution.phrases import subject_of
from extractor.attribution.tables import grid
from extractor.attribution.tables.grid import GROWTH, QUARTER, SHARE, Column, Table
from extractor.columns import NUMBER
from extractor.lexicon import Metric
from extractor.schema import Basis, Measure, Span

_BRACKET = re.compile(r"\(([^()]*)\)")
_FOOTNOTE = re.compile(r"^(?:其中[:,]?|加[:,]|减[:,]|[-·•—])|(?:[*#†¹²³⁰-⁹①-⑩]|\[\d{1,2}\])+$")
_OLD_ASIDE = re.compile(r"括号[^。;\n]{0,10}(?:原|前|此前|上次|旧)|\((?:原|前值|旧)[^)]{0,6}\)")
_PART = re.compile(r"其中|of which")
_UNIT_PART = re.compile(r"[,、;]")
_NAMED_UNIT = re.compile(r"([\u4e00-\u9fff]{1,6})[:为]([\u4e00-\u9fff/]{1,6})")
_CAPTION_UNIT = re.compile(
    r"单位[:是为]?\(?(?P<unit>[\u4e00-\u9fff%/]{1,8})"
    r"|(?P<plain>(?:人民币|港币|美元|澳门元)?(?:百万|千万|亿|万|千)?(?:港|美)?元)(?![\u4e00-\u9fff/])"
    r"|(?P<latin>(?:RMB|CNY|HK\$|US\$|HKD|USD) ?(?:mn|m|bn|million|billion)\b)"
)
_LATIN_UNITS = {"RMB": "CNY", "CNY": "CNY", "HK$": "HKD", "HKD": "HKD", "US$": "USD", "USD": "USD"}
_LATIN_SCALES = {"m": 10**6, "mn": 10**6, "million": 10**6, "bn": 10**9, "billion": 10**9}
_TOTAL = re.compile(r"合计|总计|总额|小计|^[Tt]otal")
_UNITS = re.compile(r"单位|计量单位|[Uu]nit")
_BALANCE = re.compile(r"(?:资金|现金|存货|款项?|资产|负债|价值|准备金)净?(?:变动|变化)")
_YEAR_AGO = re.compile(r"^(?:上年|去年)(?:同期)?$")
_OF_SEGMENT = re.compile(r"毛利率|占比|比重")
_POINTS = re.compile(r"pct|ppt|pp\b|百分点")


@dataclass(frozen=True, slots=True)
class Above:
    """The rows above a cell's own that it may hang on: the last that names a metric or a thing, and the segment at work."""

    label: Span | None = None
    segment: Span | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a table's figure finds its words: its own cell and place in it, the row's label, the column, the rows above, the
    cell of a column of units, the metric that rows of parts are summed up to.
    """

    own: Span
    index: int
    count: int
    label: Span | None
    column: Column
    table: Table
    above: Above
    unit: Span | None = None
    whole: Name | None = None


def cells(marked: Marks) -> Mapping[int, Cell]:
    """Table cells by the place of their figure."""
    found: dict[int, Cell] = {}
    for table in grid.tables(marked):
        above = Above()
        parts = _parts(marked, table)
        for place, (row, columns) in enumerate(table.rows):
            label = row.cells[0] if row.labelled else None
            following = table.rows[place + 1][0] if place + 1 < len(table.rows) else None
            if label is not None:
                above = _segment(marked, row, following, above)
            unit = next((own for own, column in columns if _UNITS.fullmatch(marked.text, *column.head)), None)
            for own, column in columns:
                figures = marked.figures_in(*own)
                count = marked.text.count("/", *own) + 1 if len(figures) > 1 else 1
                for figure in figures:
                    index = marked.text.count("/", own[0], figure.start)
                    found[figure.start] = Cell(own, index, count, label, column, table, above, unit, parts.get(label))
            if label is not None and not _hangs_on(marked, label):
                above = replace(above, label=label)
    return found


def _parts(marked: Marks, table: Table) -> Mapping[Span | None, Name]:
    """Rows of things that add up to the row below that names a metric: they are its parts."""
    found: dict[Span | None, Name] = {}
    things: list[tuple[Span, Decimal]] = []
    for row, columns in table.rows:
        value = _first_level(marked, columns)
        label = row.cells[0] if row.labelled else None
        if label is None or value is None or _hangs_on(marked, label):
            continue
        if not (names := _head_names(marked, label)):
            things.append((label, value))
            continue
        total = sum((value for _, value in things), Decimal(0))
        if len(things) > 1 and abs(total - value) <= abs(value) / _ROUNDED:
            found.update({thing: names[-1] for thing, _ in things})
        things = []
    return found


_ROUNDED = 200
"""Parts are printed rounded: their sum may miss the whole by half a percent."""


def _first_level(marked: Marks, columns: Sequence[tuple[Span, Column]]) -> Decimal | None:
    figures = (marked.figures_in(*own) for own, column in columns if column.measure is None)
    first = next(figures, ())
    return first[0].value if len(first) == 1 else None


def _segment(marked: Marks, row: grid.Row, following: grid.Row | None, above: Above) -> Above:
    """The segment that is at work from this row on: a row without a metric's name over rows of its growth and margin."""
    label = row.cells[0]
    words = marked.text[slice(*label)]
    if _TOTAL.search(words):
        return replace(above, segment=None)
    if following is None or not following.labelled or _head_names(marked, label) or _hangs_on(marked, label):
        return replace(above, segment=None) if _head_names(marked, label) and not _OF_SEGMENT.search(words) else above
    if _PART.match(words):
        return above
    below = marked.text[slice(*following.cells[0])]
    numbers = sum(NUMBER.fullmatch(marked.text, *cell) is not None for cell in row.cells[1:])
    is_thing = re.search(r"[A-Za-z\u4e00-\u9fff]", words) is not None and numbers > 1 and not _PRICED.search(words)
    return replace(above, segment=label) if is_thing and (_grows(below) or _OF_SEGMENT.search(below)) else above


_PRICED = re.compile(r"\([^()]*/[^()]*\)")
"""(元/吨): a price, and no segment's revenue."""


def _grows(label: str) -> bool:
    """Whether a label speaks of growth; the change of a balance is an amount of money like others."""
    return GROWTH.search(label) is not None and _BALANCE.search(label) is None


def _hangs_on(marked: Marks, label: Span) -> bool:
    """Whether a row is of the row above: its growth, or the same a year ago."""
    words = _core(marked.text[slice(*label)])
    return not _head_names(marked, label) and bool(_grows(words) or QUARTER.search(words) or _YEAR_AGO.match(words))


def _core(label: str) -> str:
    """A row's label without its brackets and marks."""
    return _FOOTNOTE.sub("", _BRACKET.sub("", label).strip()).strip()


def read(marked: Marks, figure: Figure, cell: Cell) -> Reading | None:
    """The reading of a cell, None if nothing says what it is of."""
    label = marked.text[slice(*cell.label)] if cell.label else ""
    found = _metric(marked, cell, label)
    if found is None:
        return None
    name, subject, named = found
    measure = _measure(marked, cell, label)
    unit, scale = _unit(marked, figure, cell, label, name, measure)
    aside = marked.text[figure.start - 1 : figure.start] == "(" and figure.start - 1 > cell.own[0]
    value = figure.value * scale
    upper = None if figure.value_to is None else figure.value_to * scale
    if marked.text[cell.own[0]] in "([" and marked.text[cell.own[1] - 1] in ")]%":
        value = -abs(value)
    whole = replace(figure, value=value, value_to=upper, scale=figure.scale * scale)
    period, basis = _period(marked, cell, label)
    if aside and basis == Basis.FORECAST and _OLD_ASIDE.search(marked.text, *cell.table.around):
        basis = Basis.PRIOR_FORECAST
    return Reading(
        whole, unit,
        [Candidate(name, "table_row" if named else "table_caption", label)],
        [Candidate(subject, "table_silent" if subject is None else "table_row" if named else "table_caption")],
        [Candidate(period, "table_silent" if period is None else "table_head" if named else "table_caption")],
        [Candidate(basis, "table_silent" if period is None else "table_head" if named else "table_caption")],
        [Candidate(measure, "table_row" if named else "table_caption")],
        cell.column.base if measure == Measure.CHANGE else None,
    )  # fmt: skip


def _metric(marked: Marks, cell: Cell, label: str) -> tuple[MetricName, str | None, bool] | None:
    """Metric, subject, and whether row or column name them: the row, else the column, else the row above, else the caption."""
    if cell.label is not None and cell.column.name is None and (names := _head_names(marked, cell.label)):
        first = names[cell.index] if 1 < len(names) == cell.count else names[-1]
        subject = subject_of(marked.text[cell.label[0] : first.start], marked.company) if len(names) == 1 else None
        if subject is None and cell.above.segment not in (None, cell.label) and _OF_SEGMENT.search(label):
            subject = _thing(marked, cell.above.segment)
        return _named(first), subject or _market(marked, cell, first), True
    thing = _thing(marked, cell.label)
    if cell.column.name is not None:
        names = marked.names_in(*cell.column.head)
        return _named(names[cell.index] if 1 < len(names) == cell.count else cell.column.name), thing, True
    if cell.label is not None and _PART.match(marked.text[slice(*cell.label)]):
        whole = _of_above(marked, cell)
        return (whole[0], thing, whole[2]) if whole is not None else None
    if cell.label is not None and _hangs_on(marked, cell.label):
        return _of_above(marked, cell)
    return _of_caption(cell, thing)


_MARKET = re.compile(r"(?:[图表]{1,2}\d+[:.、]?)?(?P<what>[^,。;:、()\d]{2,16}?)市场")


def _market(marked: Marks, cell: Cell, name: Name) -> str | None:
    """市场规模 in a table entitled 中国泵阀市场: of that market."""
    if name.metric.code != "market_size":
        return None
    title = _MARKET.match(marked.text[slice(*grid.title(marked.text, cell.table.caption))])
    return title["what"] if title else None


_BEHIND_NAME = re.compile(
    r"(?:[\s/、,%*#†¹²³⁰-⁹①-⑩\[]|合计|总计|总额|净额|增速|同比|环比|增长率?|占比|[Yy][Oo][Yy]|\(|$)"
)


def _head_names(marked: Marks, label: Span) -> Sequence[Name]:
    """The names that a row's label ends in: 会员 in 会员订阅 says of whom, not what."""
    bracket = marked.text.find("(", *label)
    names = (marked.names_in(label[0], bracket) if bracket > label[0] else ()) or marked.names_in(*label)
    return names if names and _BEHIND_NAME.match(marked.text, names[-1].end, label[1]) else ()


def _of_above(marked: Marks, cell: Cell) -> tuple[MetricName, str | None, bool] | None:
    """A row of growth is of the metric in the row above, or of the segment there."""
    above = cell.above.label
    if above is None:
        return None
    upper = replace(cell, label=above, index=0, count=1)
    return _metric(marked, upper, marked.text[slice(*above)])


def _of_caption(cell: Cell, thing: str | None) -> tuple[MetricName, str | None, bool] | None:
    """Rows of things under heads of periods: what the caption names of them, their revenue, or else what the row says."""
    name = cell.whole or cell.table.name
    if cell.column.measure == Measure.SHARE or (cell.column.period is None and cell.column.measure is None):
        return None
    if name is not None:
        return _named(name), thing, cell.whole is not None
    if cell.above.segment is not None and cell.above.segment == cell.label:
        return MetricName(lexicon.load().aliases["收入"].metric, "收入"), thing, True
    if thing is None or cell.label is None:
        return None
    return MetricName(_OTHER, thing, *cell.label), None, False


_OTHER = Metric("other", frozenset({"money", "count", "percent"}))


def _named(name: Name) -> MetricName:
    return MetricName(name.metric, name.label, name.start, name.end)


def _thing(marked: Marks, label: Span | None) -> str | None:
    """What a row is about, by its label; None for totals."""
    words = _core(marked.text[slice(*label)]) if label else ""
    if _MEAN.fullmatch(words):
        return "可比公司"
    return None if _TOTAL.search(words) else words or None


_MEAN = re.compile(r"(?:可比公司|行业)?(?:平均值?|均值|中位数|中值)")
"""The row of the mean of companies that are compared."""


def _measure(marked: Marks, cell: Cell, label: str) -> Measure:
    words = _core(label)
    growth = cell.label is not None and _hangs_on(marked, cell.label) and not _YEAR_AGO.match(words)
    if growth:
        return Measure.QOQ if QUARTER.search(words) else Measure.YOY
    if cell.column.measure is not None:
        return cell.column.measure
    if SHARE.search(words) and not _head_names(marked, cell.label or (0, 0)):
        return Measure.SHARE
    if re.search(r"(?:同比|YoY|yoy)(?:增速|增长|增长率)?$", words) or words.endswith(("增速", "增长率")):
        return Measure.YOY
    return Measure.LEVEL


def _period(marked: Marks, cell: Cell, label: str) -> tuple[str | None, Basis]:
    """The column's period, else the one in the row's label; a row of the year before lies a year back."""
    column = cell.column
    if 1 < len(column.periods) == cell.count:
        listed = column.periods[min(cell.index, cell.count - 1)]
        return listed, _basis_of(marked, listed)
    period, basis = column.period, column.basis
    if period is None and cell.label is not None:
        mention = next((m for m in marked.periods_in(*cell.label) if m.values), None)
        period = mention.values[0] if mention else None
    if period is None and column.name is not None and column.name.metric.dateless:
        period = cell.table.day
    period = period or cell.table.period
    if period is not None and _YEAR_AGO.match(_core(label)):
        period = f"{int(period[:4]) - 1}{period[4:]}"
    return period, basis or Basis.ACTUAL


def _basis_of(marked: Marks, period: str) -> Basis:
    ahead = marked.published is not None and int(period[:4]) >= marked.published.year
    return Basis.FORECAST if ahead else Basis.ACTUAL


def _unit(
    marked: Marks, figure: Figure, cell: Cell, label: str, name: MetricName, measure: Measure
) -> tuple[str | None, Decimal]:
    """A cell's own unit, else the one in its row's label, its head's, its caption's, or what its metric always has."""
    if figure.unit is not None or figure.scaled:
        return figure.unit or "CNY", Decimal(1)
    kinds, head = name.metric.units, marked.text[slice(*cell.column.head)]
    if measure not in (Measure.LEVEL, Measure.SHARE):
        points = "percent" in kinds and (_POINTS.search(label + head) or measure == Measure.CHANGE)
        return "pp" if points else "%", Decimal(1)
    if measure == Measure.SHARE:
        return "%", Decimal(1)
    above = marked.text[slice(*cell.above.label)] if cell.above.label and _PART.match(label) else ""
    over = marked.text[slice(*cell.column.over)] if cell.column.over else ""
    own = f"({marked.text[slice(*cell.unit)]})" if cell.unit else ""
    for words in (own, label, head, over, above):
        if (found := _bracketed(words)) is not None:
            return _fitting(*found, kinds)
    fixed = {"per_share": "CNY/share", "multiple": "x", "percent": "%"}
    if (
        unit := next((unit for kind, unit in fixed.items() if kind in kinds and "money" not in kinds), None)
    ) is not None:
        return unit, Decimal(1)
    return _fitting(*_of_caption_unit(marked, cell, name.label), kinds)


def _bracketed(words: str) -> tuple[str, Decimal] | None:
    """The unit in the brackets of a label, or behind its comma."""
    for content in reversed(_BRACKET.findall(words)):
        for part in _UNIT_PART.split(content):
            if (found := _parsed(part.strip())) is not None:
                return found
    tail = re.search(r"[,:]((?:[百千万亿]*元|%))$", words)
    return _parsed(tail[1]) if tail else None


def _parsed(words: str) -> tuple[str, Decimal] | None:
    """A unit as it stands alone: 百万元, 人民币元, RMB mn, x."""
    latin = re.fullmatch(r"(RMB|CNY|HK\$|US\$|HKD|USD) ?(mn|m|bn|million|billion)?", words)
    if latin:
        return _LATIN_UNITS[latin[1]], Decimal(_LATIN_SCALES.get(latin[2] or "", 1))
    if words in ("x", "X"):
        return "x", Decimal(1)
    return printed_unit(words.removeprefix("人民币")) if words else None


def _of_caption_unit(marked: Marks, cell: Cell, name: str) -> tuple[str | None, Decimal]:
    """The unit that the table's corner or caption gives: by name (电量:亿千瓦时), else for all money."""
    corner = marked.text[slice(*cell.table.corner)] if cell.table.corner else ""
    caption = marked.text[slice(*cell.table.caption)]
    for named in _NAMED_UNIT.finditer(caption):
        if named[1].endswith(name[-2:]) or name.endswith(named[1][-1:]):
            if (found := _parsed(named[2])) is not None:
                return found
    for text in (corner, caption):
        units = [
            (m.start(), unit)
            for m in _CAPTION_UNIT.finditer(text)
            if (unit := _parsed(m[str(m.lastgroup)])) is not None
        ]
        if units:
            place = units[-1][0]
            near = [unit for start, unit in units if place - start <= _SAME_BRACKET]
            return max(reversed(near), key=lambda unit: unit[1])
    return None, Decimal(1)


_SAME_BRACKET = 15
"""百万元,每股数据为元: units so near one another stand in one caption, and the largest is the money's."""


def _fitting(unit: str | None, scale: Decimal, kinds: frozenset[str]) -> tuple[str | None, Decimal]:
    """元 of what is counted per share is 元 a share."""
    if unit is not None and len(unit) == 3 and unit.isupper() and "per_share" in kinds and "money" not in kinds:
        return f"{unit}/share", scale
    return unit, scale
